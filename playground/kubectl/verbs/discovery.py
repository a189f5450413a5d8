"""What the cluster offers: `api-resources`, `api-versions`, `version`, `auth can-i`.

Mirrors: kubectl pkg/cmd/apiresources, pkg/cmd/version, pkg/cmd/clusterinfo, pkg/cmd/auth.
"""

from __future__ import annotations

from dataclasses import dataclass

from cluster.api.access_review import REVIEWS
from cluster.kinds import KINDS, Kind, groups
from playground.kubectl.api import Api
from playground.kubectl.client import Request
from playground.kubectl.command import ALL_NAMESPACES, OUTPUT, Command
from playground.kubectl.failures import Failure, error, usage
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.printers.json_text import pretty
from playground.kubectl.printers.output import object_text
from playground.kubectl.printers.yaml_text import yaml_text
from playground.kubectl.resources import find_kind, resource_name
from playground.kubectl.shell import Shell
from playground.kubectl.tabs import rows

KNOWN_VERBS = frozenset(
    ("*", "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use")
    + ("bind", "impersonate", "escalate", "approve", "sign")
)
ACCESS_REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
IDENTITY_REVIEW = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
HEAD = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"]
CLIENT = {"major": "1", "minor": "33", "gitVersion": "v1.33.0"}
KUSTOMIZE = "v5.6.0"


def refuse_arguments(flags: Flags, command: str) -> None:
    """Raises Failure."""
    if flags.arguments:
        raise usage(f"unexpected arguments: [{' '.join(flags.arguments)}]", command)


async def api_resources(shell: Shell, flags: Flags) -> int:
    refuse_arguments(flags, "api-resources")
    kinds: list[Kind | Question] = [kind for kind in KINDS if is_listed(kind, flags)]
    kinds += [kind for kind in QUESTIONS if is_listed(kind, flags)]
    kinds.sort(key=lambda kind: (kind.group, kind.plural))
    match flags["output"]:
        case "name":
            shell.out_raw("".join(f"{resource_name(kind)}\n" for kind in kinds))
        case "" | "wide":
            is_wide = flags["output"] == "wide"
            cells = [row(kind, is_wide) for kind in kinds]
            if not flags["no-headers"]:
                cells.insert(0, [*HEAD, "VERBS", "CATEGORIES"] if is_wide else HEAD)
            shell.out_raw(rows(cells, []))
        case other:
            raise error(f"--output {other} is not available")
    return 0


@dataclass(frozen=True, slots=True)
class Question:
    """A kind that is only asked, never stored."""

    group: str
    kind: str
    plural: str
    version: str = "v1"
    namespaced: bool = False
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ("create",)

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}"


QUESTIONS = tuple(Question(group, kind, plural) for group, kind, plural, _ in REVIEWS)


def is_listed(kind: Kind | Question, flags: Flags) -> bool:
    if isinstance(kind, Kind) and kind.version != groups()[kind.group][0]:
        return False
    if "api-group" in flags.named and kind.group != flags["api-group"]:
        return False
    if "namespaced" in flags.named and kind.namespaced != flags["namespaced"]:
        return False
    return set(flags["verbs"]) <= set(kind.verbs)


def row(kind: Kind | Question, is_wide: bool) -> list[str]:
    cells = [
        kind.plural,
        ",".join(kind.short_names),
        kind.api_version,
        "true" if kind.namespaced else "false",
        kind.kind,
    ]
    return [*cells, ",".join(sorted(kind.verbs)), ",".join(kind.categories)] if is_wide else cells


async def api_versions(shell: Shell, flags: Flags) -> int:
    refuse_arguments(flags, "api-versions")
    versions = {
        f"{kind.group}/{version}" if kind.group else version
        for kind in KINDS
        for version in kind.versions
    }
    versions |= {question.api_version for question in QUESTIONS}
    shell.out("\n".join(sorted(versions)))
    return 0


async def version(shell: Shell, flags: Flags) -> int:
    if flags["output"] not in ("", "json", "yaml"):
        raise error("--output must be 'yaml' or 'json'")
    answer: dict[str, object] = {"clientVersion": CLIENT, "kustomizeVersion": KUSTOMIZE}
    if not flags["client"]:
        answer["serverVersion"] = (await Api(shell).call(Request("GET", "/version"))).json
    if flags["output"] == "json":
        shell.out_raw(pretty(answer))
    elif flags["output"] == "yaml":
        shell.out_raw(yaml_text(answer))
    else:
        shell.out(f"Client Version: {CLIENT['gitVersion']}\nKustomize Version: {KUSTOMIZE}")
        server = answer.get("serverVersion")
        if isinstance(server, dict):
            shell.out(f"Server Version: {server['gitVersion']}")
    return 0


async def cluster_info(shell: Shell, flags: Flags) -> int:
    await Api(shell).call(Request("GET", "/version"))
    shell.out(
        "Kubernetes control plane is running in this page's server, under /k8s/\n\n"
        "To further debug and diagnose cluster problems, use 'kubectl get events'."
    )
    return 0


async def can_i(shell: Shell, flags: Flags) -> int:
    """The door decides by role: owners may do all, viewers may read."""
    if flags.arguments[:1] == ["--list"] or len(flags.arguments) < 2:
        raise error(
            "you must specify two arguments: verb resource or verb resource/resourceName.\n"
            "See 'kubectl auth can-i -h' for help and examples."
        )
    verb, resource = flags.arguments[0], flags.arguments[1]
    word, _, name = resource.partition("/")
    asked = {"verb": verb, "resource": word, "name": name}
    if verb not in KNOWN_VERBS:
        shell.err(f"Warning: verb '{verb}' is not a known verb\n\n")
    try:
        kind = find_kind(word)
    except Failure:
        shell.err(f"Warning: the server doesn't have a resource type '{word}'\n\n")
    else:
        asked |= {"group": kind.group, "resource": kind.plural}
        if kind.namespaced and not flags["all-namespaces"]:
            asked["namespace"] = shell.namespace
        elif not kind.namespaced and not flags["all-namespaces"]:
            shell.err(f"Warning: resource '{kind.plural}' is not namespace scoped\n\n")
    review = {"spec": {"resourceAttributes": asked}}
    answer = await Api(shell).write("POST", ACCESS_REVIEW, review, {})
    is_allowed = answer["status"]["allowed"]
    if not flags["quiet"]:
        shell.out("yes" if is_allowed else "no")
    return 0 if is_allowed else 1


async def whoami(shell: Shell, flags: Flags) -> int:
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    answer = await Api(shell).write("POST", IDENTITY_REVIEW, review, {})
    if flags["output"]:
        shown = {**answer, "metadata": {"creationTimestamp": None}}
        shell.out_raw(object_text(shown, flags["output"]))
        return 0
    user = answer["status"]["userInfo"]
    cells = [["ATTRIBUTE", "VALUE"], ["Username", user["username"]]]
    cells.append(["Groups", f"[{' '.join(user['groups'])}]"])
    shell.out_raw(rows(cells, []))
    return 0


COMMANDS = (
    Command(
        ("api-resources",),
        api_resources,
        "Print the supported API resources on the server",
        (
            OUTPUT,
            Flag("api-group"),
            Flag("namespaced", "bool", default=True),
            Flag("no-headers", "bool"),
            Flag("verbs", "strings"),
            Flag("cached", "bool"),
            Flag("sort-by"),
        ),
    ),
    Command(("api-versions",), api_versions, "Print the supported API versions on the server"),
    Command(
        ("version",),
        version,
        "Print the client and server version information",
        (OUTPUT, Flag("client", "bool")),
    ),
    Command(("cluster-info",), cluster_info, "Display cluster information"),
    Command(
        ("auth", "can-i"),
        can_i,
        "Check whether an action is allowed",
        (ALL_NAMESPACES, Flag("quiet", "bool", short="q"), Flag("list", "bool")),
    ),
    Command(("auth", "whoami"), whoami, "Check self subject attributes", (OUTPUT,)),
)
