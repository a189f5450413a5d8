"""What is simulated (`/fidelity/`): docs/fidelity.md, which is written from the code, as a page.

Where the documents are not there (a package without docs) the page says where they are.
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

MISSING = "The list is made from the code: `make docs` writes it into docs/fidelity.md."


@require_safe
async def fidelity(request: HttpRequest) -> HttpResponse:
    """The page, for everybody."""
    return render(request, "playground/fidelity.html", {"text": written()})


@lru_cache(maxsize=1)
def written() -> str:
    """The document as HTML. It is ours, and HTML inside it stays text."""
    path = settings.BASE_DIR / "docs" / "fidelity.md"
    text = path.read_text(encoding="utf-8") if path.exists() else MISSING
    return mark_safe(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))
