"""The scheduler: one Pod, all nodes, filters, scores, a binding (SPEC section 11)."""
