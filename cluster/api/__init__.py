"""The Kubernetes REST API of a cluster: generic verbs over the registry of kinds.

No verb knows a kind; what differs stands in the kind. A request has come through the door already:
it carries the cluster and the caller's role.
"""
