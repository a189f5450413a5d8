"""What `kubectl describe` prints about each kind, before columns are aligned."""
