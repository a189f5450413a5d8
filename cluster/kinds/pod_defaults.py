"""What the API server fills into the spec of a Pod, in Pods and in templates alike (SPEC D3-D5).

Example: `{"image": "nginx"}` gets imagePullPolicy Always (no tag means latest), `nginx:1.27` gets
IfNotPresent. What only Pods get (tolerations, account) is in `cluster.core.pod_defaults`.
Mirrors: kubernetes pkg/apis/core/v1/defaults.go.
"""

from __future__ import annotations

from cluster.core.images import split_reference
from cluster.core.objects import Manifest

PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
PROBE_DEFAULTS = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1} | {
    "failureThreshold": 3
}
VOLUME_MODES = ("secret", "configMap", "downwardAPI", "projected")
DEFAULT_MODE = 0o644
TOKEN_SECONDS = 3600


def pod_spec(spec: Manifest) -> Manifest:
    """The spec with its defaults; what it says itself stays."""
    filled = {
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30,
        "dnsPolicy": "ClusterFirst",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        **spec,
    }
    for group in ("initContainers", "containers", "ephemeralContainers"):
        if group in spec:
            filled[group] = [container(each) for each in spec[group]]
    if "volumes" in spec:
        filled["volumes"] = [volume(each) for each in spec["volumes"]]
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        filled |= {"serviceAccountName": account, "serviceAccount": account}
    return filled


def template(given: Manifest | None) -> Manifest:
    """A Pod template with its defaults."""
    filled = {**(given or {})}
    filled["spec"] = pod_spec(filled.get("spec") or {})
    return filled


def container(given: Manifest) -> Manifest:
    filled = {
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
        "imagePullPolicy": pull_policy(given.get("image", "")),
        "resources": {},
        **given,
    }
    if "ports" in given:
        filled["ports"] = [{"protocol": "TCP", **port} for port in given["ports"]]
    if "env" in given:
        filled["env"] = [variable(each) for each in given["env"]]
    for name in PROBES:
        if name in given:
            filled[name] = probe(given[name])
    if "lifecycle" in given:
        hooks = given["lifecycle"]
        filled["lifecycle"] = {name: http(hook) for name, hook in hooks.items()}
    return filled


def pull_policy(image: str) -> str:
    """Always when the tag is latest or missing; a digest counts as having one (D4)."""
    _, tag = split_reference(image)
    if "@" in image and tag != "latest":
        return "IfNotPresent"
    return "Always" if tag in ("", "latest") else "IfNotPresent"


def probe(given: Manifest) -> Manifest:
    """Zeros count as unset, but for the initial delay."""
    given = {key: value for key, value in http(given).items() if value != 0}
    return {**PROBE_DEFAULTS, **given}


def http(handler: Manifest) -> Manifest:
    if not isinstance(handler, dict) or "httpGet" not in handler:
        return handler
    return {**handler, "httpGet": {"path": "/", "scheme": "HTTP", **handler["httpGet"]}}


def variable(given: Manifest) -> Manifest:
    reference = (given.get("valueFrom") or {}).get("fieldRef")
    if reference is None:
        return given
    field = {"apiVersion": "v1", **reference}
    return {**given, "valueFrom": {**given["valueFrom"], "fieldRef": field}}


def volume(given: Manifest) -> Manifest:
    filled = {**given}
    if set(given) == {"name"}:
        return {**given, "emptyDir": {}}
    for source in VOLUME_MODES:
        if source in given:
            filled[source] = {"defaultMode": DEFAULT_MODE, **given[source]}
    if "hostPath" in given:
        filled["hostPath"] = {"type": "", **given["hostPath"]}
    if "projected" in given:
        sources = given["projected"].get("sources") or []
        filled["projected"] = {
            **filled["projected"],
            "sources": [projection(source) for source in sources],
        }
    return filled


def projection(source: Manifest) -> Manifest:
    if "serviceAccountToken" not in source:
        return source
    token = {"expirationSeconds": TOKEN_SECONDS, **source["serviceAccountToken"]}
    return {**source, "serviceAccountToken": token}
