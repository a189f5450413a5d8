"""Quotas of a cluster, from the settings (`KUBELOOP_LIMITS_*`)."""

from __future__ import annotations

from django.conf import settings

from cluster.core.view import Limits


def current_limits() -> Limits:
    """The quotas that every write is held against."""
    wanted = getattr(settings, "KUBELOOP_LIMITS", {})
    known = {name: wanted[name] for name in ("nodes", "pods", "objects") if name in wanted}
    return Limits(**known)
