"""What machines ask: is the process alive, is everything ready, its numbers."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cluster.runtime.closing import closing
from playground.metrics import METRICS_TYPE, current_metrics
from playground.readiness import readiness


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
    return HttpResponse(await current_metrics(), content_type=METRICS_TYPE)
