"""`kubectl create`: from manifests, or a Deployment, Namespace, Service, ConfigMap by flags.

Example: `create deployment web --image=web:v1 --replicas=3` prints `deployment.apps/web created`.
Mirrors: kubectl pkg/cmd/create.
"""

from __future__ import annotations

from typing import Any

from playground.kubectl import manifests, raw
from playground.kubectl.api import Api, Manifest, kind_named
from playground.kubectl.command import (
    DRY_RUN,
    FIELD_MANAGER,
    FILENAME,
    OUTPUT,
    RECURSIVE,
    SELECTOR,
    VALIDATE,
    Command,
    dry_run,
    suffix,
    write_query,
)
from playground.kubectl.failures import ServerFailure, error, raise_all, unexpected, usage
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.last_applied import annotated
from playground.kubectl.making import failed_to_create, make
from playground.kubectl.manifests import as_new, read_manifests
from playground.kubectl.printers.output import object_text
from playground.kubectl.resources import object_name, path_of
from playground.kubectl.shell import Shell

MANAGER = "kubectl-create"
SAVE_CONFIG = Flag("save-config", "bool")
COMMON = (DRY_RUN, OUTPUT, VALIDATE, FIELD_MANAGER, SAVE_CONFIG)
SOURCES = (
    Flag("from-literal", "texts"),
    Flag("from-file", "texts"),
    Flag("from-env-file", "texts"),
)


async def create(shell: Shell, flags: Flags) -> int:
    """`create -f`."""
    if flags["raw"]:
        return await create_raw(shell, flags)
    if not flags["filename"]:
        if flags.arguments:
            raise unexpected(flags.arguments, "create")
        raise error("must specify one of -f and -k")
    api = Api(shell)
    read, failures = read_manifests(shell, flags["filename"])
    if not read and not failures:
        raise error("no objects passed to create")
    mode = dry_run(flags)
    for each in read:
        manifest = annotated(each.manifest) if flags["save-config"] else each.manifest
        query = {**write_query(flags, MANAGER), "fieldValidation": "Strict"}
        try:
            result = manifest
            if mode != "client":
                path = path_of(each.kind, each.namespace)
                result = await api.write("POST", path, as_new(manifest), query)
        except ServerFailure as failure:
            failures.append(failure.while_(f'error when creating "{each.source}"'))
            continue
        if flags["output"]:
            shell.out_raw(object_text(result, flags["output"]))
        else:
            name = object_name(each.kind, result["metadata"].get("name", ""))
            shell.out(f"{name} created{suffix(mode)}")
    raise_all(failures)
    return 0


async def create_raw(shell: Shell, flags: Flags) -> int:
    """POST what stands in the file, to a path of the server. Raises Failure."""
    if flags.arguments:
        raise usage("arguments may not be passed when --raw is specified", "create")
    if len(flags["filename"]) != 1:
        raise usage("--raw can only use a single local file or stdin", "create")
    ((_, text),) = manifests.sources(shell, flags["filename"])
    return await raw.ask(Api(shell), "POST", flags["raw"], text)


def one_name(flags: Flags, what: str) -> str:
    """The one argument. Raises Failure."""
    if len(flags.arguments) != 1:
        raise usage(f"exactly one NAME is required, got {len(flags.arguments)}", f"create {what}")
    return flags.arguments[0]


async def make_it(shell: Shell, flags: Flags, kind_name: str, manifest: Manifest) -> int:
    kind = kind_named(kind_name)
    metadata = manifest["metadata"]
    if kind.namespaced:
        manifest = {**manifest, "metadata": {**metadata, "namespace": shell.namespace}}
    try:
        await make(Api(shell), flags, kind, manifest, ("created", MANAGER))
    except ServerFailure as failure:
        if kind.kind == "Namespace":
            raise
        raise failed_to_create(failure, kind) from None
    return 0


async def create_deployment(shell: Shell, flags: Flags) -> int:
    command = flags.behind_dashes
    flags.arguments = flags.arguments[: len(flags.arguments) - len(command)]
    name = one_name(flags, "deployment")
    images = flags["image"]
    if command and len(images) > 1:
        raise error("cannot specify multiple --image options and command")
    labels = {"app": name}
    containers = [container(image) for image in images]
    if command:
        containers[0]["command"] = command
    if flags["port"] != -1:
        containers[0]["ports"] = [{"containerPort": flags["port"]}]
    spec: dict[str, Any] = {
        "replicas": flags["replicas"],
        "selector": {"matchLabels": labels},
        "strategy": {},
        "template": {
            "metadata": {"creationTimestamp": None, "labels": labels},
            "spec": {"containers": containers},
        },
    }
    manifest = {"metadata": {"name": name, "labels": labels}, "spec": spec, "status": {}}
    return await make_it(shell, flags, "Deployment", manifest)


def container(image: str) -> dict[str, Any]:
    """Named like the image without path, tag and digest."""
    base = image.rpartition("/")[2].partition("@")[0].partition(":")[0]
    return {"image": image, "name": base.replace("_", "-") or "container", "resources": {}}


async def create_namespace(shell: Shell, flags: Flags) -> int:
    manifest = {"metadata": {"name": one_name(flags, "namespace")}, "spec": {}, "status": {}}
    return await make_it(shell, flags, "Namespace", manifest)


async def create_configmap(shell: Shell, flags: Flags) -> int:
    manifest: Manifest = {"metadata": {"name": one_name(flags, "configmap")}}
    data = sources(shell, flags)
    if data:
        manifest["data"] = data
    return await make_it(shell, flags, "ConfigMap", manifest)


def sources(shell: Shell, flags: Flags) -> dict[str, str]:
    """What `--from-literal`, `--from-file` and `--from-env-file` give. Raises Failure."""
    data = {}
    for literal in flags["from-literal"]:
        key, has_value, value = literal.partition("=")
        if not has_value or not key:
            raise error(f"invalid literal source {literal}, expected key=value")
        data[key] = value
    for source in flags["from-file"]:
        key, has_path, path = source.partition("=")
        path = path if has_path else key
        data[key if has_path else path.rpartition("/")[2]] = file_text(shell, path)
    for path in flags["from-env-file"]:
        for line in file_text(shell, path).splitlines():
            key, has_value, value = line.strip().partition("=")
            if key and not key.startswith("#"):
                data[key] = value if has_value else ""
    return data


def file_text(shell: Shell, path: str) -> str:
    """Raises Failure."""
    if path.removeprefix("./") not in shell.files:
        raise error(f"error reading {path}: no such file or directory")
    return shell.files[path.removeprefix("./")]


def creator_of_service(type_: str) -> Any:
    """`create service clusterip|nodeport|loadbalancer|externalname`."""

    async def create_service(shell: Shell, flags: Flags) -> int:
        name = one_name(flags, f"service {type_.lower()}")
        ports = [service_port(text) for text in flags["tcp"]]
        if not ports and flags.get("clusterip") != "None" and type_ != "ExternalName":
            raise error("at least one tcp port specifier must be provided")
        labels = {"app": name}
        spec: dict[str, Any] = {"selector": labels, "type": type_}
        if ports:
            spec["ports"] = ports
        if flags.get("clusterip"):
            spec["clusterIP"] = flags["clusterip"]
        if flags.get("external-name"):
            spec["externalName"] = flags["external-name"]
        if flags.get("node-port"):
            spec["ports"][0]["nodePort"] = flags["node-port"]
        metadata = {"name": name, "labels": labels}
        manifest = {"metadata": metadata, "spec": spec, "status": {"loadBalancer": {}}}
        return await make_it(shell, flags, "Service", manifest)

    return create_service


async def no_such_service(shell: Shell, flags: Flags) -> int:
    if flags.arguments:
        raise usage(f'unknown command "{" ".join(flags.arguments)}"', "create service")
    raise error("say which: clusterip, externalname, loadbalancer or nodeport")


def service_port(text: str) -> dict[str, Any]:
    """`80`, `80:8080`, `80:http`."""
    port, _, target = text.partition(":")
    if not port.isdigit():
        raise error(f'strconv.ParseUint: parsing "{port}": invalid syntax')
    target = target or port
    return {
        "name": text.replace(":", "-"),
        "port": int(port),
        "protocol": "TCP",
        "targetPort": int(target) if target.isdigit() else target,
    }


OF_DEPLOYMENT = (
    Flag("image", "strings"),
    Flag("replicas", "int", short="r", default=1),
    Flag("port", "int", default=-1),
    *COMMON,
)
TCP = Flag("tcp", "strings")
SERVICES = (
    ("ClusterIP", "Create a ClusterIP service", (TCP, Flag("clusterip"), *COMMON)),
    ("NodePort", "Create a NodePort service", (TCP, Flag("node-port", "int"), *COMMON)),
    ("LoadBalancer", "Create a LoadBalancer service", (TCP, *COMMON)),
    ("ExternalName", "Create an ExternalName service", (TCP, Flag("external-name"), *COMMON)),
)
COMMANDS = (
    Command(
        ("create", "deployment"),
        create_deployment,
        "Create a deployment with the specified name",
        OF_DEPLOYMENT,
        ("image",),
        "create deployment NAME --image=image [--replicas=COUNT] [--port=PORT] [flags]",
    ),
    *(
        Command(
            ("create", word),
            create_deployment,
            "The same as create deployment",
            OF_DEPLOYMENT,
            ("image",),
        )
        for word in ("deploy",)
    ),
    Command(("create", "namespace"), create_namespace, "Create a namespace", COMMON),
    Command(("create", "ns"), create_namespace, "The same as create namespace", COMMON),
    Command(
        ("create", "configmap"),
        create_configmap,
        "Create a config map from literal values or files",
        (*SOURCES, *COMMON),
    ),
    Command(
        ("create", "cm"),
        create_configmap,
        "The same as create configmap",
        (*SOURCES, *COMMON),
    ),
    *(
        Command(("create", word, type_.lower()), creator_of_service(type_), summary, own)
        for word in ("service", "svc")
        for type_, summary, own in SERVICES
    ),
    Command(("create", "service"), no_such_service, "Create a service by type", COMMON),
    Command(("create", "svc"), no_such_service, "The same as create service", COMMON),
    Command(
        ("create",),
        create,
        "Create a resource from a file or from stdin",
        (FILENAME, RECURSIVE, SELECTOR, Flag("raw"), *COMMON),
        usage="create -f FILENAME [flags]",
    ),
)
