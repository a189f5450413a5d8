"""Kubeloop's commands for `manage.py`."""
