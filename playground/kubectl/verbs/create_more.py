"""`kubectl create` of Secrets, ServiceAccounts and PodDisruptionBudgets.

Example: `create secret generic keys --from-literal=password=x` prints `secret/keys created`.
Mirrors: kubectl pkg/cmd/create/create_secret.go, create_serviceaccount.go, create_pdb.go.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from playground.kubectl.api import Manifest
from playground.kubectl.command import Command
from playground.kubectl.failures import Failure, error, usage
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.shell import Shell
from playground.kubectl.verbs.create import COMMON, SOURCES, make_it, one_name, sources
from playground.kubectl.verbs.run import labels_of

SECRET_KINDS = ("docker-registry", "generic", "tls")


async def create_secret(shell: Shell, flags: Flags) -> int:
    name = one_name(flags, "secret generic")
    texts = sources(shell, flags)
    manifest: Manifest = {"metadata": {"name": name}}
    if texts:
        manifest["data"] = {
            key: b64encode(text.encode()).decode() for key, text in sorted(texts.items())
        }
    if flags["type"]:
        manifest["type"] = flags["type"]
    return await make_it(shell, flags, "Secret", manifest)


async def no_such_secret(shell: Shell, flags: Flags) -> int:
    if flags.arguments and flags.arguments[0] not in SECRET_KINDS:
        raise usage(f'unknown command "{" ".join(flags.arguments)}"', "create secret")
    raise error("this terminal creates generic secrets only: kubectl create secret generic NAME")


async def create_serviceaccount(shell: Shell, flags: Flags) -> int:
    manifest = {"metadata": {"name": one_name(flags, "serviceaccount")}}
    return await make_it(shell, flags, "ServiceAccount", manifest)


async def create_budget(shell: Shell, flags: Flags) -> int:
    name = one_name(flags, "poddisruptionbudget")
    least, most = flags["min-available"], flags["max-unavailable"]
    if not flags["selector"]:
        raise error("a selector must be specified")
    if not least and not most:
        raise error("one of min-available or max-unavailable must be specified")
    if least and most:
        raise error("min-available and max-unavailable cannot be both specified")
    spec: dict[str, Any] = {"minAvailable" if least else "maxUnavailable": number(least or most)}
    spec["selector"] = {"matchLabels": labels_of(flags["selector"])}
    status = dict.fromkeys(
        ("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods"), 0
    )
    manifest = {"metadata": {"name": name}, "spec": spec, "status": status}
    return await make_it(shell, flags, "PodDisruptionBudget", manifest)


def number(text: str) -> int | str:
    """`2` or `25%`. Raises Failure."""
    if text.isdigit():
        return int(text)
    if text.endswith("%") and text[:-1].isdigit():
        return text
    raise Failure("error: invalid format specified for min-available/max-unavailable: " + text)


def absent(resource: str) -> Any:
    """What a cluster without this kind answers."""

    async def refuse(shell: Shell, flags: Flags) -> int:
        one_name(flags, resource)
        raise error(
            f"failed to create {resource}: the server could not find the requested resource"
        )

    return refuse


BUDGET = (Flag("selector"), Flag("min-available"), Flag("max-unavailable"), *COMMON)
COMMANDS = (
    Command(
        ("create", "secret", "generic"),
        create_secret,
        "Create a secret from a local file, directory, or literal value",
        (*SOURCES, Flag("type"), *COMMON),
    ),
    Command(("create", "secret"), no_such_secret, "Create a secret using a subcommand", COMMON),
    Command(
        ("create", "serviceaccount"),
        create_serviceaccount,
        "Create a service account with the specified name",
        COMMON,
    ),
    Command(("create", "sa"), create_serviceaccount, "The same as create serviceaccount", COMMON),
    Command(
        ("create", "poddisruptionbudget"),
        create_budget,
        "Create a pod disruption budget with the specified name",
        BUDGET,
    ),
    Command(("create", "pdb"), create_budget, "The same as create poddisruptionbudget", BUDGET),
    Command(
        ("create", "job"),
        absent("job"),
        "Not in this cluster: Jobs",
        (Flag("image"), Flag("from"), *COMMON),
    ),
    Command(
        ("create", "cronjob"),
        absent("cronjob"),
        "Not in this cluster: CronJobs",
        (Flag("image"), Flag("schedule"), *COMMON),
    ),
    Command(
        ("create", "quota"),
        absent("quota"),
        "Not in this cluster: ResourceQuotas",
        (Flag("hard"), Flag("scopes"), *COMMON),
    ),
)
