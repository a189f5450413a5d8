"""A Pod template, containers, volumes and tolerations in words.

Example: `Image:\tweb:v1`, `Port:\t80/TCP`, `Environment:\t<none>`.
Mirrors: kubectl pkg/describe/describe.go (DescribePodTemplate, describeContainers).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.kubectl.describers.text import (
    NONE,
    UNSET,
    annotations_lines,
    labels_lines,
    long_time,
)

Manifest = dict[str, Any]


def describe_template(template: Manifest) -> str:
    """The text with its tabs, as `rollout history --revision` prints it."""
    return "\n".join(template_lines(template)) + "\n"


def template_lines(template: Manifest) -> list[str]:
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    lines = ["Pod Template:", *labels_lines("  Labels", metadata.get("labels"))]
    if metadata.get("annotations"):
        lines += annotations_lines("  Annotations", metadata["annotations"])
    if spec.get("serviceAccountName"):
        lines.append(f"  Service Account:\t{spec['serviceAccountName']}")
    if spec.get("initContainers"):
        lines += containers_lines("Init Containers", spec["initContainers"], {}, "  ")
    lines += containers_lines("Containers", spec.get("containers") or [], {}, "  ")
    lines += volumes_lines(spec.get("volumes") or [], "  ")
    if spec.get("priorityClassName"):
        lines.append(f"  Priority Class Name:\t{spec['priorityClassName']}")
    lines += labels_lines("  Node-Selectors", spec.get("nodeSelector"))
    return lines + tolerations_lines("  Tolerations", spec.get("tolerations"))


def containers_lines(
    title: str, containers: Sequence[Manifest], statuses: Manifest, space: str
) -> list[str]:
    """Each container; with its state where there is a status for it."""
    lines = [f"{space}{title}:" if containers else f"{space}{title}: {NONE}"]
    for container in containers:
        status = statuses.get(container["name"])
        indent = " " if space else ""
        lines.append(f"  {indent}{container['name']}:")
        lines += basics(container, status)
        lines += command_lines(container)
        if status is not None:
            lines += state_lines(status)
        lines += resource_lines(container.get("resources") or {})
        lines += probe_lines(container)
        lines += environment_lines(container)
        lines += mount_lines(container)
    return lines


def basics(container: Manifest, status: Manifest | None) -> list[str]:
    lines = []
    if status is not None:
        lines.append(f"    Container ID:\t{status.get('containerID', '')}")
    lines.append(f"    Image:\t{container.get('image', '')}")
    if status is not None:
        lines.append(f"    Image ID:\t{status.get('imageID', '')}")
    ports = container.get("ports") or ()
    for word, key in (("Port", "containerPort"), ("Host Port", "hostPort")):
        text = ", ".join(f"{each.get(key, 0)}/{each.get('protocol', 'TCP')}" for each in ports)
        lines.append(f"    {word}{'s' if ',' in text else ''}:\t{text or NONE}")
    return lines


def command_lines(container: Manifest) -> list[str]:
    lines = []
    for title, key in (("Command", "command"), ("Args", "args")):
        if container.get(key):
            lines.append(f"    {title}:")
            lines += [f"      {part}" for each in container[key] for part in each.split("\n")]
    return lines


def state_lines(status: Manifest) -> list[str]:
    lines = one_state("State", status.get("state") or {})
    if "terminated" in (status.get("lastState") or {}):
        lines += one_state("Last State", status["lastState"])
    is_ready = "True" if status.get("ready") else "False"
    restarts = status.get("restartCount", 0)
    return [*lines, f"    Ready:\t{is_ready}", f"    Restart Count:\t{restarts}"]


def one_state(title: str, state: Manifest) -> list[str]:
    if "running" in state:
        started = long_time(state["running"].get("startedAt"))
        return [f"    {title}:\tRunning", f"      Started:\t{started}"]
    if "terminated" in state:
        return terminated_lines(title, state["terminated"])
    reason = (state.get("waiting") or {}).get("reason")
    return [f"    {title}:\tWaiting", *([f"      Reason:\t{reason}"] if reason else [])]


def terminated_lines(title: str, ended: Manifest) -> list[str]:
    lines = [f"    {title}:\tTerminated"]
    for word, key in (("Reason", "reason"), ("Message", "message")):
        if ended.get(key):
            lines.append(f"      {word}:\t{ended[key]}")
    lines.append(f"      Exit Code:\t{ended.get('exitCode', 0)}")
    if ended.get("signal"):
        lines.append(f"      Signal:\t{ended['signal']}")
    lines.append(f"      Started:\t{long_time(ended.get('startedAt'))}")
    return [*lines, f"      Finished:\t{long_time(ended.get('finishedAt'))}"]


def resource_lines(resources: Manifest) -> list[str]:
    lines = []
    for title, key in (("Limits", "limits"), ("Requests", "requests")):
        amounts = resources.get(key) or {}
        if amounts:
            lines.append(f"    {title}:")
            lines += [f"      {name}:\t{amounts[name]}" for name in sorted(amounts)]
    return lines


def probe_lines(container: Manifest) -> list[str]:
    probes = (
        ("Liveness", "livenessProbe"),
        ("Readiness", "readinessProbe"),
        ("Startup", "startupProbe"),
    )
    return [
        f"    {title}:\t{probe_text(container[key])}" for title, key in probes if container.get(key)
    ]


def probe_text(probe: Manifest) -> str:
    """SPEC K45."""
    numbers = (
        f"delay={probe.get('initialDelaySeconds', 0)}s timeout={probe.get('timeoutSeconds', 1)}s "
        f"period={probe.get('periodSeconds', 10)}s #success={probe.get('successThreshold', 1)} "
        f"#failure={probe.get('failureThreshold', 3)}"
    )
    if "exec" in probe:
        return f"exec [{' '.join(probe['exec'].get('command') or ())}] {numbers}"
    if "httpGet" in probe:
        http = probe["httpGet"]
        scheme, host = http.get("scheme", "HTTP").lower(), http.get("host", "")
        path = http.get("path", "")
        path = path if path.startswith("/") or not path else f"/{path}"
        return f"http-get {scheme}://{host}:{http.get('port')}{path} {numbers}"
    if "tcpSocket" in probe:
        tcp = probe["tcpSocket"]
        return f"tcp-socket {tcp.get('host', '')}:{tcp.get('port')} {numbers}"
    if "grpc" in probe:
        grpc = probe["grpc"]
        return f"grpc <pod>:{grpc.get('port')} {grpc.get('service', '')} {numbers}"
    return f"unknown {numbers}"


def environment_lines(container: Manifest) -> list[str]:
    variables = container.get("env") or ()
    lines = [f"    Environment:{'' if variables else chr(9) + NONE}"]
    for each in variables:
        source = each.get("valueFrom") or {}
        name = each["name"]
        if not source:
            first, *rest = str(each.get("value", "")).split("\n")
            lines.append(f"      {name}:\t{first}")
            lines += [f"      \t{part}" for part in rest]
        else:
            lines.append(f"      {name}:\t{source_text(source)}")
    return lines


def source_text(source: Manifest) -> str:
    if "fieldRef" in source:
        field = source["fieldRef"]
        return f" ({field.get('apiVersion', 'v1')}:{field.get('fieldPath', '')})"
    if "configMapKeyRef" in source:
        ref = source["configMapKeyRef"]
        words = f"<set to the key '{ref.get('key')}' of config map '{ref.get('name')}'>"
    elif "secretKeyRef" in source:
        ref = source["secretKeyRef"]
        words = f"<set to the key '{ref.get('key')}' in secret '{ref.get('name')}'>"
    else:
        ref = source.get("resourceFieldRef") or {}
        return f"({ref.get('resource', '')})"
    return f"{words}\tOptional: {'true' if ref.get('optional') else 'false'}"


def mount_lines(container: Manifest) -> list[str]:
    mounts = sorted(container.get("volumeMounts") or (), key=lambda each: each["mountPath"])
    lines = [f"    Mounts:{'' if mounts else chr(9) + NONE}"]
    for each in mounts:
        flags = ["ro" if each.get("readOnly") else "rw"]
        if each.get("subPath"):
            flags.append(f'path="{each["subPath"]}"')
        lines.append(f"      {each['mountPath']} from {each['name']} ({','.join(flags)})")
    return lines


def volumes_lines(volumes: Sequence[Manifest], space: str) -> list[str]:
    if not volumes:
        return [f"{space}Volumes:\t{NONE}"]
    lines = [f"{space}Volumes:"]
    for volume in volumes:
        lines.append(f"  {' ' if space else ''}{volume['name']}:")
        lines += [f"    {line}" for line in one_volume(volume)]
    return lines


def one_volume(volume: Manifest) -> list[str]:
    if "projected" in volume:
        return projected_lines(volume["projected"])
    if "emptyDir" in volume:
        empty = volume["emptyDir"] or {}
        return [
            "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
            f"Medium:\t{empty.get('medium', '')}",
            f"SizeLimit:\t{empty.get('sizeLimit', UNSET)}",
        ]
    if "configMap" in volume:
        source = volume["configMap"]
        return [
            "Type:\tConfigMap (a volume populated by a ConfigMap)",
            f"Name:\t{source.get('name', '')}",
            f"Optional:\t{'true' if source.get('optional') else 'false'}",
        ]
    if "secret" in volume:
        source = volume["secret"]
        return [
            "Type:\tSecret (a volume populated by a Secret)",
            f"SecretName:\t{source.get('secretName', '')}",
            f"Optional:\t{'true' if source.get('optional') else 'false'}",
        ]
    if "hostPath" in volume:
        source = volume["hostPath"]
        return [
            "Type:\tHostPath (bare host directory volume)",
            f"Path:\t{source.get('path', '')}",
            f"HostPathType:\t{source.get('type', '')}",
        ]
    return ["<unknown>"]


def projected_lines(projected: Manifest) -> list[str]:
    lines = ["Type:\tProjected (a volume that contains injected data from multiple sources)"]
    for source in projected.get("sources") or ():
        if "secret" in source:
            lines.append(f"SecretName:\t{source['secret'].get('name', '')}")
            lines.append("Optional:\tfalse")
        elif "downwardAPI" in source:
            lines.append("DownwardAPI:\ttrue")
        elif "configMap" in source:
            is_optional = "true" if source["configMap"].get("optional") else "false"
            lines.append(f"ConfigMapName:\t{source['configMap'].get('name', '')}")
            lines.append(f"Optional:\t{is_optional}")
        elif "serviceAccountToken" in source:
            seconds = source["serviceAccountToken"].get("expirationSeconds", 3600)
            lines.append(f"TokenExpirationSeconds:\t{seconds}")
    return lines


def tolerations_lines(title: str, tolerations: Sequence[Manifest] | None) -> list[str]:
    found = sorted(tolerations or (), key=lambda each: each.get("key", ""))
    texts = [toleration_text(each) for each in found] or [NONE]
    return [f"{title}:\t{texts[0]}", *(f"\t{text}" for text in texts[1:])]


def toleration_text(toleration: Manifest) -> str:
    text = str(toleration.get("key", ""))
    if toleration.get("value"):
        text += f"={toleration['value']}"
    if toleration.get("effect"):
        text += f":{toleration['effect']}"
    if toleration.get("operator") == "Exists" and not toleration.get("value"):
        text += " op=Exists" if text else "op=Exists"
    if "tolerationSeconds" in toleration:
        text += f" for {toleration['tolerationSeconds']}s"
    return text
