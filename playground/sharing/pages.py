"""The addresses of exports: `/c/<id>/export.yaml`, for whoever may look at the cluster.

Example: GET /c/k7f2mq/export.yaml?at=512 is the file `kubeloop-my-cluster.yaml` with the objects of
that moment.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from cluster.runtime.executors import run_read
from cluster.store.journal import ExpiredError
from playground.access import Access, Refusal
from playground.pages.errors import status_object
from playground.pages.past import NOT_YET, forgotten
from playground.pages.views import enter_page, refusal_page
from playground.sharing.exporting import export_text

YAML = "application/yaml; charset=utf-8"


@require_GET
async def export_yaml(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """The objects that somebody wrote, as one file."""
    asked = request.GET.get("at", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 16):
        return status_object(400, "at: must be a revision, for example ?at=40")
    try:
        entered = await enter_page(request, cluster_id)
    except Refusal as refusal:
        return refusal_page(refusal)
    revision = int(asked) if asked else None
    try:
        text = await run_read(export_text, cluster_id, revision)
    except ExpiredError as error:
        if error.asked > error.oldest:
            return status_object(404, NOT_YET.format(asked=error.asked))
        return await forgotten(cluster_id, error.asked)
    name = f"kubeloop-{file_word(entered)}.yaml"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(text, content_type=YAML, headers=headers)


def file_word(entered: Access) -> str:
    """The cluster's name as a word for a file; its id where nothing is left of the name."""
    return slugify(entered.cluster.name) or entered.cluster.id
