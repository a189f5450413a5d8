"""Pages: the way in, a cluster's page, its kubeconfig, what machines ask, errors, static files."""
