"""Why is something not as it should be: from the symptom to the root, one sentence for each link.

`chain.py` finds who explains which kind; the other modules are the explanations of one kind each.
All of it only reads a view, so it says of a past moment what it would have said then.
"""
