"""The store: the ORM's rows and the journal behind one function for every write.

A commit locks its cluster's row, gives each change the next revision, brings the rows to their last
state with set-based statements and appends one journal row. Everybody else reads the journal.
"""
