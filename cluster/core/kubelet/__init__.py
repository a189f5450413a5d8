"""The kubelet: what becomes of a Pod once it has a node (SPEC section 8)."""
