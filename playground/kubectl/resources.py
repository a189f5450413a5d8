"""Kinds by the words people type, and how kubectl names their objects.

Example: `deploy`, `deployments` and `deployments.apps` are the same; an object of it is called
`deployment.apps/web` in results and `deployments.apps "web"` in complaints.
"""

from __future__ import annotations

from cluster.kinds import KINDS, Kind, by_word
from playground.kubectl.failures import Failure, error


def find_kind(word: str) -> Kind:
    """The kind of a word. Raises Failure."""
    name, _, rest = word.partition(".")
    if not rest:
        found = by_word(name) or by_short_kind(name)
        if found is not None:
            return found
    for kind in KINDS:
        if name.lower() not in (kind.plural, kind.singular, *kind.short_names):
            continue
        if rest == kind.group or rest in {f"{each}.{kind.group}" for each in kind.versions}:
            return kind
    raise error(f'the server doesn\'t have a resource type "{name}"')


def by_short_kind(word: str) -> Kind | None:
    """`Deployment`, as in a manifest."""
    return next((kind for kind in KINDS if kind.kind.lower() == word.lower()), None)


def find_kinds(words: str) -> list[Kind]:
    """Several kinds by commas; a category such as `all` means all of it. Raises Failure."""
    found: list[Kind] = []
    for word in words.split(","):
        members = [kind for kind in KINDS if word in kind.categories]
        found += [kind for kind in (members or [find_kind(word)]) if kind not in found]
    return found


def kind_of_manifest(api_version: str, kind: str) -> Kind | None:
    group, _, version = api_version.rpartition("/")
    for each in KINDS:
        if each.kind == kind and each.group == group and version in each.versions:
            return each
    return None


def resource_name(kind: Kind) -> str:
    """`deployments.apps`"""
    return f"{kind.plural}.{kind.group}" if kind.group else kind.plural


def short_resource(kind: Kind) -> str:
    """`deployment.apps`"""
    return f"{kind.singular}.{kind.group}" if kind.group else kind.singular


def object_name(kind: Kind, name: str) -> str:
    """`deployment.apps/web`"""
    return f"{short_resource(kind)}/{name}"


def group_version(kind: Kind) -> str:
    """`apps/v1, Resource=deployments` as kubectl prints it in complaints."""
    return f"{kind.group}/{kind.version}, Resource={kind.plural}"


def path_of(kind: Kind, namespace: str = "", name: str = "", subresource: str = "") -> str:
    """The path of an object, or of a collection without a name."""
    base = f"/apis/{kind.group}/{kind.version}" if kind.group else f"/api/{kind.version}"
    if kind.namespaced and namespace:
        base += f"/namespaces/{namespace}"
    parts = [base, kind.plural, *(part for part in (name, subresource) if part)]
    return "/".join(parts)


def refuse_bad_name(name: str) -> None:
    """Names become parts of a path. Raises Failure."""
    if not name:
        raise error("resource name may not be empty")
    if "/" in name or "%" in name or name in (".", ".."):
        raise Failure(f"error: invalid resource name \"{name}\": [may not contain '/']")
