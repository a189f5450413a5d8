"""The pure core: what the cluster decides, as functions of what is and what time it is.

Nothing in here reads a clock, draws a random number, touches a database or waits. Time comes in as
`now` (seconds since the Unix epoch on the cluster's virtual clock), names come from the cluster's
seed, and what is to be done goes out as a `Plan`.
"""
