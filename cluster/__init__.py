"""The machine: a simulated Kubernetes cluster that knows no user, no lesson and no page."""
