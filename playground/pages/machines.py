"""What machines ask: is the process alive, is everything ready, its numbers."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cluster.api.tail import watches
from cluster.runtime.closing import closing
from cluster.runtime.executors import run_read
from cluster.runtime.worker import passes
from cluster.store import clusters
from cluster.store.clock import wall_time
from playground.metrics import Work, metrics_text
from playground.readiness import readiness

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
async def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
async def readyz(request: HttpRequest) -> HttpResponse:
    """Database, channel layer and worker answer, and the process is not about to end."""
    parts = await readiness()
    if closing.has_begun:
        parts["server"] = "stopping"
    is_ready = all(word == "ok" for word in parts.values())
    return JsonResponse({"ready": is_ready, **parts}, status=200 if is_ready else 503)


@require_safe
async def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text."""
    total, awake = await run_read(clusters.count)
    work = Work(await run_read(clusters.load, wall_time()), passes, watches())
    text = metrics_text(clusters=total, awake=awake, work=work)
    return HttpResponse(text, content_type=METRICS_TYPE)
