"""What the API server refuses: rules that several kinds share, in its order and words."""
