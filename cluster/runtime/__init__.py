"""Running clusters: threads for the database, hints between processes, and the reconcile worker."""
