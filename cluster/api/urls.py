"""Everything under `/k8s/<cluster>/` is one view; `paths.py` knows what a path means."""

from __future__ import annotations

from django.urls import re_path

from cluster.api.entry import api

urlpatterns = [re_path(r"^(?P<path>.*)$", api)]
