"""`{% page_files "playground" %}`: the links and the script of a page, in its head.

Modules are named before the script, so that the browser fetches them side by side. A script that is
early comes first and runs when it is there: what it reads of the page must stand before it.
Before the script stands the one that loads the page again when a part is missing.
"""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from playground.bundles import files_of
from playground.page_files import AGAIN

register = template.Library()
WATCH = '<script defer src="{}"></script>\n'
SHEET = '<link rel="stylesheet" href="{}">\n'
MODULE = '<link rel="modulepreload" href="{}">\n'
EARLY = '<script type="module" async fetchpriority="high" src="{}"></script>\n'
SCRIPT = '<script type="module" src="{}"></script>'


@register.simple_tag
def page_files(page: str) -> SafeString:
    """The elements that load a page's sheets and scripts."""
    found = files_of(page)
    early = format_html(EARLY, address(found.early)) if found.early else ""
    sheets = format_html_join("", SHEET, ((address(path),) for path in found.sheets))
    modules = format_html_join("", MODULE, ((address(path),) for path in found.modules))
    script = format_html(SCRIPT, address(found.script)) if found.script else ""
    watch = format_html(WATCH, address(AGAIN)) if found.script else ""
    return format_html("{}{}{}{}{}", early, sheets, watch, modules, script)


def address(path: str) -> str:
    return f"{settings.STATIC_URL}{path}"
