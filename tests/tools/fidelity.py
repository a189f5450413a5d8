"""`make docs`: write docs/fidelity.md from the `Differs:` lines of the machine's modules.

A `Differs:` paragraph in a module's docstring says in whole sentences where Kubeloop is simpler
than Kubernetes or bends it. It ends at an empty line, at `Mirrors:` or at the end of the docstring.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "fidelity.md"
MARK = "Differs:"
HEAD = """# What is simulated, bent or left out

Kubeloop follows Kubernetes 1.36: the controllers' order of writes, the numbers, names, conditions,
events and refusals. This page lists every place where it does not. It is made by `make docs` from
the `Differs:` lines in the code, and the test run fails when the two disagree.

Kinds that are not here (StatefulSet, DaemonSet, Job, CronJob, Ingress, ...) answer as in a cluster
that lacks them. Containers run no code: an image is an entry of the catalogue (`kubectl get
images`) that says how long it takes to pull, start and get ready, and how it fails.

| where | what is different |
|---|---|
"""


def differences(module: Path) -> list[str]:
    """The `Differs:` paragraphs of one module, each as one line."""
    docstring = ast.get_docstring(ast.parse(module.read_text())) or ""
    found: list[str] = []
    is_inside = False
    for line in docstring.splitlines():
        text = line.strip()
        if text.startswith(MARK):
            found.append(text.removeprefix(MARK).strip())
            is_inside = True
        elif not text or text.startswith(("Mirrors:", "Example:")):
            is_inside = False
        elif is_inside:
            found[-1] += " " + text
    return found


def page() -> str:
    rows = []
    for module in sorted((ROOT / "cluster").rglob("*.py")):
        name = module.relative_to(ROOT).with_suffix("").as_posix()
        rows += [f"| `{name}` | {text} |" for text in differences(module)]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
