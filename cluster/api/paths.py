"""From a path to what it names: group, version, namespace, resource, name, subresource.

Example: `apis/apps/v1/namespaces/default/deployments/web/scale` names the subresource `scale` of
the Deployment `web`; `api/v1/namespaces/default` names the Namespace itself. What follows
`services/web/proxy/` is an address of the program behind it, not one of the API.
Mirrors: kubernetes apiserver/pkg/endpoints/request/requestinfo.go.
"""

from __future__ import annotations

from dataclasses import dataclass

from cluster.kinds import find
from cluster.kinds.base import Kind
from cluster.kinds.errors import ApiError

OF_A_NAMESPACE = ("status", "finalize")
WITH_ADDRESS_BEHIND = "proxy"


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is about. `namespace` "" = all of them, or a kind without namespaces."""

    kind: Kind
    version: str
    namespace: str
    name: str
    subresource: str

    @property
    def api_version(self) -> str:
        return f"{self.kind.group}/{self.version}" if self.kind.group else self.version


def resolve(path: str) -> Target:
    """What the path names. Raises ApiError 404."""
    parts = [part for part in path.split("/") if part]
    match parts:
        case ["api", version, *rest] if rest:
            return in_version("", version, rest)
        case ["apis", group, version, *rest] if rest:
            return in_version(group, version, rest)
    raise ApiError.no_such_path()


def in_version(group: str, version: str, parts: list[str]) -> Target:
    namespace = ""
    match parts:
        case ["namespaces", named, *rest] if rest and rest[0] not in OF_A_NAMESPACE:
            namespace, parts = named, rest
    plural, name, *rest = [*parts, ""] if len(parts) == 1 else parts
    kind = find(group, version, plural)
    subresource = rest[0] if rest else ""
    is_too_long = len(rest) > 1 and subresource != WITH_ADDRESS_BEHIND
    if kind is None or is_too_long or (namespace and not kind.namespaced):
        raise ApiError.no_such_path()
    if name and kind.namespaced and not namespace:
        raise ApiError.no_such_path()
    return Target(kind, version, namespace, name, subresource)
