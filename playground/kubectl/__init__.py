"""kubectl in the page: the verbs learners use, with kubectl 1.33's words, output and exit code.

A command line is split as a shell splits it, looked up in a table of commands, and carried out by
requests to the same Kubernetes API that every other client uses.
"""
