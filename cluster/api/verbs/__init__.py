"""One module for each verb of the API; none of them is about one kind."""
