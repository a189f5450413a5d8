"""Probes: when a container becomes ready, passes its startup probe, or is killed by one.

The simulated server has one moment at which it is up; from then on it answers for ever. So every
outcome of a probe is known when the container starts, and no tick has to be simulated.

A probe ticks every period from the start of the container. A tick before `initialDelaySeconds`
checks nothing. With delay 0 the first check is right at the start (P19). A result changes after
successThreshold or failureThreshold equal checks in a row (P20); liveness and readiness wait for
the startup probe.

Example: delay 5, period 10, server up at once: ready after 10 seconds (P23).
Mirrors: kubernetes pkg/kubelet/prober/worker.go.
Differs: without a readiness probe Kubernetes calls a container ready as soon as it runs; here the
image's own ready delay still counts, so that an image can be slow or never ready without a probe.
"""

from __future__ import annotations

from math import ceil
from typing import Any, NamedTuple

from cluster.core.images import ImageBehaviour
from cluster.core.objects import NOTHING, Manifest

SMALL = 1e-9


class Outcome(NamedTuple):
    """Moments in the life of a container; None is never. `killed_by` names the probe."""

    started: float | None
    ready: float | None
    killed: float | None = None
    killed_by: str = ""
    first_check_fails: bool = False


class Probe(NamedTuple):
    """The times of one probe, with Kubernetes' defaults."""

    delay: float
    period: float
    successes: int
    failures: int

    @classmethod
    def of(cls, manifest: Manifest) -> Probe:
        return cls(
            manifest.get("initialDelaySeconds", 0),
            max(1, manifest.get("periodSeconds", 10)),
            max(1, manifest.get("successThreshold", 1)),
            max(1, manifest.get("failureThreshold", 3)),
        )

    def check_from(self, started: float, earliest: float) -> float:
        """The first check not before `earliest` and not within the delay."""
        wait = max(earliest - started, self.delay)
        return started + ceil(wait / self.period - SMALL) * self.period


def outcome(container: Manifest, image: ImageBehaviour, *, started: float, up: float) -> Outcome:
    """What the container's probes will find, when it starts now and its server is up then."""
    begin: float | None = started
    killed, killed_by = None, ""
    if "startupProbe" in container:
        begin, killed = passing(container["startupProbe"], image, started, started, up)
        killed_by = "startup" if killed is not None else ""
    if begin is None:
        return Outcome(None, None, killed, killed_by)
    if "livenessProbe" in container:
        _, killed = passing(container["livenessProbe"], image, started, begin, up)
        killed_by = "liveness" if killed is not None else ""
    ready, fails = readiness(container, image, started=started, begin=begin, up=up)
    return Outcome(begin, ready, killed, killed_by, fails)


def readiness(
    container: Manifest, image: ImageBehaviour, *, started: float, begin: float, up: float
) -> tuple[float | None, bool]:
    """When the container is ready, and whether a check right at the start fails."""
    manifest = container.get("readinessProbe")
    if manifest is None:
        return (None if image.never_ready else max(begin, up)), False
    probe = Probe.of(manifest)
    will_answer = not image.never_ready and answers(manifest, image)
    fails = probe.delay == 0 and begin == started and not (will_answer and up <= started)
    if not will_answer:
        return None, fails
    first = begin if probe.delay == 0 and up <= begin else probe.check_from(started, max(begin, up))
    return first + (probe.successes - 1) * probe.period, fails


def passing(
    manifest: Manifest, image: ImageBehaviour, started: float, begin: float, up: float
) -> tuple[float | None, float | None]:
    """(when a startup or liveness probe passes, when it kills): one of the two is None."""
    probe = Probe.of(manifest)
    first = probe.check_from(started, begin)
    limit = first + (probe.failures - 1) * probe.period
    if answers(manifest, image):
        passes = probe.check_from(started, max(begin, up))
        if passes <= limit:
            return passes, None
    return None, limit


def answers(manifest: Manifest, image: ImageBehaviour) -> bool:
    """Does the running server satisfy this probe? Only an HTTP probe looks at the answer."""
    return "httpGet" not in manifest or 200 <= image.response_status < 400


def failure_text(manifest: Manifest, image: ImageBehaviour, *, address: str, is_up: bool) -> str:
    """What the event Unhealthy says after `Readiness probe failed: `."""
    check: Any = manifest.get("httpGet") or manifest.get("tcpSocket") or manifest.get("grpc")
    if not check:
        return f"command exited with code 1: {' '.join(command(manifest))}"
    target = f"{address}:{check.get('port', '')}"
    if "httpGet" not in manifest:
        return f"dial tcp {target}: connect: connection refused"
    if is_up:
        code = 503 if image.never_ready else image.response_status
        return f"HTTP probe failed with statuscode: {code}"
    url = f"{check.get('scheme', 'HTTP').lower()}://{target}{check.get('path', '/')}"
    return f'Get "{url}": dial tcp {target}: connect: connection refused'


def command(manifest: Manifest) -> list[str]:
    return (manifest.get("exec") or NOTHING).get("command") or []
