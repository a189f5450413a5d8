"""Image: one entry of the catalogue, how a container image behaves when it runs.

`spec.image` is the name in Pods; without a tag the entry stands for every tag. All times are
seconds of the cluster's clock; `jitter` is the share by which they vary (0.2 when absent).
`cpuUsage` is what one running Pod uses (`cluster.core.load`). How entries are looked up is told in
`cluster.core.images`.
Example: `{image: web:v9, crashAfterSeconds: 2, exitCode: 1}` starts and exits 1 two seconds later.
Mirrors: nothing; a kind of Kubeloop's own.
"""

from __future__ import annotations

import re
from typing import Any

from cluster.core import quantities
from cluster.core.objects import Manifest
from cluster.kinds.base import AGE, NAME, Column, Kind, age
from cluster.kinds.clock import GROUP, VERSION
from cluster.kinds.errors import FieldError, invalid, required, too_long, unsupported
from cluster.kinds.fields.meta import top_level
from cluster.kinds.rules.numbers import NOT_NEGATIVE, in_range
from cluster.kinds.schema import (
    BOOLEAN,
    FLOAT_KEPT,
    INT32_KEPT,
    QUANTITY,
    STRING,
    STRING_KEPT,
    record,
)

LONGEST_SECONDS = 86400
LONGEST_BODY = 4096
LONGEST_PULL_ERROR = 512
COLORS = tuple(f"v{number}" for number in range(1, 9))
REFERENCE = re.compile(r"[a-z0-9][a-z0-9._/:-]*(:[A-Za-z0-9_.-]{1,128})?(@[a-z0-9:]+)?")
REFERENCE_TEXT = "must be the name of an image such as web:v1 or registry.example/team/web"
TIMES = (
    "pullSeconds",
    "startSeconds",
    "readyDelaySeconds",
    "stopSeconds",
    "crashAfterSeconds",
)
SCHEMA = top_level(
    "Image",
    spec=record(
        "ImageSpec",
        image=STRING,
        **dict.fromkeys(TIMES, FLOAT_KEPT),
        exitCode=INT32_KEPT,
        neverReady=BOOLEAN,
        pullError=STRING,
        response=record("ImageResponse", status=INT32_KEPT, body=STRING_KEPT),
        color=STRING,
        jitter=FLOAT_KEPT,
        cpuUsage=QUANTITY,
    ),
    status=record("ImageStatus"),
)


def rules(manifest: Manifest) -> list[FieldError]:
    spec = manifest.get("spec") or {}
    errors = _reference(spec.get("image", ""))
    for key in TIMES:
        errors += in_range(spec, key, "spec", lowest=0, highest=LONGEST_SECONDS)
    errors += in_range(spec, "exitCode", "spec", lowest=0, highest=255)
    errors += in_range(spec, "jitter", "spec", lowest=0, highest=1)
    response = spec.get("response") or {}
    errors += in_range(response, "status", "spec.response", lowest=100, highest=599)
    if len(response.get("body", "")) > LONGEST_BODY:
        detail = f"may not be more than {LONGEST_BODY} characters"
        errors.append(too_long("spec.response.body", detail))
    if len(spec.get("pullError", "")) > LONGEST_PULL_ERROR:
        detail = f"may not be more than {LONGEST_PULL_ERROR} characters"
        errors.append(too_long("spec.pullError", detail))
    if "cpuUsage" in spec and quantities.milli(spec["cpuUsage"]) < 0:
        errors.append(invalid("spec.cpuUsage", spec["cpuUsage"], NOT_NEGATIVE))
    if spec.get("color") and spec["color"] not in COLORS:
        errors.append(unsupported("spec.color", spec["color"], COLORS))
    return errors


def _reference(image: str) -> list[FieldError]:
    if not image:
        return [required("spec.image", "name the image, for example web:v7")]
    if len(image) > 255 or not REFERENCE.fullmatch(image):
        return [invalid("spec.image", image, REFERENCE_TEXT)]
    return []


def behaviour_word(spec: Manifest) -> str:
    """One word for the table: what goes wrong with the image, if anything."""
    if spec.get("pullError"):
        return "cannot be pulled"
    if spec.get("crashAfterSeconds") is not None:
        return f"exits {spec.get('exitCode', 1)}"
    if spec.get("neverReady"):
        return "never ready"
    status = (spec.get("response") or {}).get("status", 200)
    return "healthy" if status < 400 else f"answers {status}"


def cells(manifest: Manifest, now: float) -> list[Any]:
    spec = manifest.get("spec") or {}
    name = manifest["metadata"]["name"]
    return [name, spec.get("image", ""), behaviour_word(spec), age(manifest, now)]


KIND = Kind(
    group=GROUP,
    kind="Image",
    plural="images",
    schema=SCHEMA,
    versions=(VERSION,),
    namespaced=False,
    rules=rules,
    columns=(
        NAME,
        Column("Image", "The name in Pods; without a tag it covers every tag."),
        Column("Behaviour", "What it does when it runs."),
        AGE,
    ),
    cells=cells,
)
