"""403 for a viewer who wants to change something, in the words of an authorizer.

Example: `deployments.apps "web" is forbidden: User "kubeloop:viewer" cannot patch resource
"deployments/scale" in API group "apps" in the namespace "default": ...`
Mirrors: kubernetes apiserver/pkg/endpoints/handlers/responsewriters (ForbiddenStatusError).
"""

from __future__ import annotations

from cluster.api.call import Caller
from cluster.api.paths import Target, resolve
from cluster.kinds.errors import ApiError

VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}


def refusal(caller: Caller, method: str, path: str) -> ApiError:
    """What the caller is told; an address that names no resource is told as an address."""
    verb = VERBS.get(method, method.lower())
    try:
        target = resolve(path)
    except ApiError:
        address = f"/{path.lstrip('/')}"
        why = f'User "{caller.user}" cannot {verb} path "{address}": {caller.why_not}'
        return ApiError(403, "Forbidden", f"forbidden: {why}")
    if verb == "delete" and not target.name:
        verb = "deletecollection"
    why = f'User "{caller.user}" cannot {verb} {words_for(target)}: {caller.why_not}'
    return ApiError.forbidden(target.kind.resource, target.name, why)


def words_for(target: Target) -> str:
    kind = target.kind
    resource = "/".join(filter(None, (kind.plural, target.subresource)))
    scope = f'in the namespace "{target.namespace}"' if target.namespace else "at the cluster scope"
    return f'resource "{resource}" in API group "{kind.group}" {scope}'
