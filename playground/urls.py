"""Every address of the product; the Kubernetes API hangs behind its one door."""

from django.urls import path, re_path

from playground.api_door import kubernetes_api, nothing_here, token_first
from playground.classroom import joining, pages, teaching
from playground.classroom.refusals import noting_refusals
from playground.pages import compare, fidelity, inspection, lessons, machines, past, tokens, views
from playground.sharing import opening
from playground.sharing import pages as sharing

urlpatterns = [
    path("", token_first(views.home)),
    path("c/<str:cluster_id>/", views.cluster_page),
    path("c/<str:cluster_id>/kubeconfig", views.kubeconfig),
    path("c/<str:cluster_id>/tokens", tokens.tokens),
    path("c/<str:cluster_id>/tokens/<int:number>", tokens.token),
    path("fidelity/", fidelity.fidelity),
    path("c/<str:cluster_id>/trail", inspection.trail),
    path("c/<str:cluster_id>/causes", inspection.causes),
    path("c/<str:cluster_id>/lineage", inspection.lineage),
    path("c/<str:cluster_id>/revisions", inspection.revisions),
    path("c/<str:cluster_id>/loop", inspection.loop),
    path("c/<str:cluster_id>/history", past.history),
    path("c/<str:cluster_id>/at/<int:revision>", past.snapshot),
    path("c/<str:cluster_id>/at/<int:revision>/<str:uid>", past.object_then),
    path("c/<str:cluster_id>/fork", past.fork),
    path("c/<str:cluster_id>/export.yaml", sharing.export_yaml),
    path("c/<str:cluster_id>/shares", sharing.shares),
    path("c/<str:cluster_id>/shares/<int:number>", sharing.share),
    re_path(r"^share/(?P<secret>[\w-]+)$", opening.page),
    re_path(r"^embed/(?P<secret>[\w-]+)$", opening.frame),
    re_path(r"^embed/(?P<secret>[\w-]+)/start$", opening.start),
    path("c/<str:cluster_id>/compare", compare.compare),
    path("c/<str:cluster_id>/compare/drive", compare.drive),
    path("c/<str:cluster_id>/outcome", compare.outcome),
    path("lessons/", lessons.index),
    path("lessons/code", lessons.code),
    path("lessons/resume", lessons.resume),
    path("lessons/<slug:slug>/", lessons.lesson),
    path("lessons/<slug:slug>/state", lessons.state),
    path("lessons/<slug:slug>/do/<slug:verb>", lessons.act),
    path("join", joining.join),
    re_path(r"^join/(?P<code>[0-9]{6})$", joining.join),
    re_path(r"^join/(?P<code>[0-9]{6})/qr\.svg$", joining.qr_code),
    path("class/new", teaching.new),
    path("class/sign-in", teaching.take_password),
    path("class/sign-in/<str:secret>", teaching.take_link),
    path("class/sign-out", teaching.sign_out),
    path("class/of/<str:cluster_id>", pages.of_cluster),
    re_path(r"^class/(?P<code>[0-9]{6})/$", pages.wall),
    re_path(r"^class/(?P<code>[0-9]{6})/results\.csv$", pages.results),
    re_path(r"^class/(?P<code>[0-9]{6})/do/(?P<verb>[a-z-]+)$", pages.do),
    re_path(r"^class/(?P<code>[0-9]{6})/help/(?P<secret>[\w-]+)$", teaching.helper_link),
    re_path(r"^k8s/(?P<cluster_id>[^/]+)(?:/(?P<rest>.*))?$", noting_refusals(kubernetes_api)),
    re_path(r"^(?:version|livez|api|apis|openapi)(?:/.*)?$", token_first(nothing_here)),
    path("healthz", token_first(machines.healthz)),
    path("readyz", token_first(machines.readyz)),
    path("metrics", machines.metrics),
]

handler400 = "playground.pages.errors.bad_request"
handler403 = "playground.pages.errors.permission_denied"
handler404 = "playground.pages.errors.page_not_found"
handler500 = "playground.pages.errors.server_error"
