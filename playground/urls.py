"""Every address of the product; the Kubernetes API hangs behind its one door."""

from django.urls import path, re_path

from playground.api_door import kubernetes_api, nothing_here, token_first
from playground.pages import machines, views

urlpatterns = [
    path("", token_first(views.home)),
    path("c/<str:cluster_id>/", views.cluster_page),
    path("c/<str:cluster_id>/kubeconfig", views.kubeconfig),
    re_path(r"^k8s/(?P<cluster_id>[^/]+)(?:/(?P<rest>.*))?$", kubernetes_api),
    re_path(r"^(?:version|livez|api|apis|openapi)(?:/.*)?$", token_first(nothing_here)),
    path("healthz", token_first(machines.healthz)),
    path("readyz", token_first(machines.readyz)),
    path("metrics", machines.metrics),
]

handler400 = "playground.pages.errors.bad_request"
handler403 = "playground.pages.errors.permission_denied"
handler404 = "playground.pages.errors.page_not_found"
handler500 = "playground.pages.errors.server_error"
