"""Which objects a command line means: `deploy web`, `deploy/web pod/a`, `pods,svc -l app=web`.

Example: ["deploy", "web", "api"] is one Asked with the names web and api; ["pods"] has none and
means the collection.
Mirrors: k8s.io/cli-runtime/pkg/resource/builder.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cluster.kinds import Kind
from playground.kubectl.api import Api, Manifest
from playground.kubectl.failures import Failure, ServerFailure, error
from playground.kubectl.flags import Flags
from playground.kubectl.resources import find_kind, find_kinds, group_version, refuse_bad_name

MIXED = (
    "there is no need to specify a resource type as a separate argument when passing arguments in "
    "resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get "
    "resource resource/<resource_name>'"
)
NO_RESOURCES = "one or more resources must be specified as <resource> <name> or <resource>/<name>"
NOTHING_ASKED = """error: You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind and the names that were given; no names = the collection."""

    kind: Kind
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One object and its kind."""

    kind: Kind
    manifest: Manifest

    @property
    def name(self) -> str:
        return str(self.manifest["metadata"]["name"])

    @property
    def namespace(self) -> str:
        return str(self.manifest["metadata"].get("namespace", ""))


def asked(arguments: Sequence[str]) -> list[Asked]:
    """Raises Failure."""
    slashed = [word for word in arguments if "/" in word]
    if not slashed:
        kinds = find_kinds(arguments[0])
        names = tuple(arguments[1:])
        for name in names:
            refuse_bad_name(name)
        return [Asked(kind, names) for kind in kinds]
    if len(slashed) < len(arguments):
        raise error(MIXED)
    return [one_object(word) for word in arguments]


def one_object(word: str) -> Asked:
    kind, _, name = word.partition("/")
    if "/" in name:
        raise error("arguments in resource/name form may not have more than one slash")
    if not kind or not name:
        raise error("arguments in resource/name form must have a single resource and name")
    refuse_bad_name(name)
    return Asked(find_kind(kind), (name,))


def place(api: Api, flags: Flags, kind: Kind) -> str:
    """The namespace to look in; empty for all and for cluster-scoped kinds."""
    if not kind.namespaced or flags.get("all-namespaces"):
        return ""
    return api.shell.namespace


def selectors(flags: Flags) -> dict[str, str]:
    query = {}
    if flags.get("selector"):
        query["labelSelector"] = flags["selector"]
    if flags.get("field-selector"):
        query["fieldSelector"] = flags["field-selector"]
    return query


def refuse_names_with_selectors(wanted: Sequence[Asked], flags: Flags) -> None:
    """Names and selectors do not go together. Raises Failure."""
    if not any(each.names for each in wanted):
        return
    if flags.get("selector") or flags.get("field-selector"):
        raise error("name cannot be provided when a selector is specified")
    if flags.get("all-namespaces"):
        raise error("a resource cannot be retrieved by name across all namespaces")


async def objects(
    api: Api, flags: Flags | None, arguments: Sequence[str]
) -> tuple[list[Found], list[Failure]]:
    """What exists of what was asked for, and a complaint for each that does not.

    `flags` is None where a selector on the line means something else.
    """
    flags = flags or Flags(())
    if not arguments:
        raise Failure(NOTHING_ASKED)
    wanted = asked(arguments)
    refuse_names_with_selectors(wanted, flags)
    found: list[Found] = []
    failures: list[Failure] = []
    for each in wanted:
        namespace = place(api, flags, each.kind)
        try:
            if not each.names:
                items = await api.collection(each.kind, namespace, selectors(flags))
                found += [Found(each.kind, item) for item in items]
        except ServerFailure as failure:
            raise explained(failure, each.kind, flags) from None
        for name in each.names:
            try:
                found.append(Found(each.kind, await api.get(each.kind, namespace, name)))
            except ServerFailure as failure:
                failures.append(failure)
    return found, failures


def explained(failure: ServerFailure, kind: Kind, flags: Flags) -> ServerFailure:
    """The refusal of a list, with what was looked for."""
    if failure.status.get("code") not in (400, 404):
        return failure
    labels, fields = flags.get("selector") or "", flags.get("field-selector") or ""
    resource = group_version(kind)
    if labels or fields:
        what = (
            f'Unable to find "{resource}" that match label selector "{labels}", '
            f'field selector "{fields}"'
        )
    else:
        what = f'Unable to list "{resource}"'
    return failure.while_(what)
