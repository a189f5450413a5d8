"""The modules that a page's script imports, found before the browser finds them one by one.

Without a bundle the page is some hundred small modules. A browser learns of each only when it has
read the one that imports it, eight steps deep; told of all at once it fetches them side by side.
What is imported on demand (`import("...")`) is left out: it is fetched when it is used.

Example: modules_of("js/main.js") is ["js/actions/perform.js", "js/actions/index.js", ...].
"""

from __future__ import annotations

import posixpath
import re

from playground.static_files import find

IMPORT = re.compile(rb"""^(?:import|export)\b[^;]*?["'](\.{1,2}/[^"']+)["'];""", re.M | re.S)


def modules_of(script: str) -> list[str]:
    """The paths of all modules that a script needs before it can run, itself left out."""
    known = {script: None}
    waiting = [script]
    while waiting:
        path = waiting.pop()
        found = find(path)
        for name in IMPORT.findall(found.body) if found else ():
            other = posixpath.normpath(posixpath.join(posixpath.dirname(path), name.decode()))
            if other not in known:
                known[other] = None
                waiting.append(other)
    return list(known)[1:]
