"""`-o`: which printer a command line asks for, for objects that are not shown as a table.

Example: `-o name` prints `deployment.apps/web`, `-o jsonpath={.spec.replicas}` prints `3`.
Mirrors: k8s.io/cli-runtime/pkg/genericclioptions/print_flags.go.
"""

from __future__ import annotations

from typing import Any

from playground.kubectl.failures import error
from playground.kubectl.printers import gotemplate, jsonpath
from playground.kubectl.printers.columns import custom_columns
from playground.kubectl.printers.json_text import pretty
from playground.kubectl.printers.yaml_text import yaml_text
from playground.kubectl.resources import kind_of_manifest, object_name

FORMATS = (
    "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,"
    "jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml"
)
WITH_ARGUMENT = ("jsonpath", "jsonpath-as-json", "custom-columns", "go-template")
NOT_OFFERED = (
    "go-template-file",
    "template",
    "templatefile",
    "jsonpath-file",
    "custom-columns-file",
)


def split_format(text: str) -> tuple[str, str]:
    """(format, its argument). Raises Failure for a format that does not exist."""
    name, _, argument = text.partition("=")
    if name not in FORMATS.split(","):
        raise error(
            f'unable to match a printer suitable for the output format "{text}", '
            f"allowed formats are: {FORMATS}"
        )
    if name in NOT_OFFERED:
        raise error(f"the output format {name} is not offered in this terminal; use jsonpath")
    if name == "custom-columns" and not argument:
        raise error("custom-columns format specified but no custom columns given")
    if name in WITH_ARGUMENT and not argument:
        raise error("template format specified but no template given")
    return name, argument


def object_text(
    value: dict[str, Any], text: str, *, headers: bool = True, managers: bool = False
) -> str:
    """An object (or a List) in the format that was asked for. Raises Failure."""
    name, argument = split_format(text)
    told = whole_numbers(value if managers else without_managers(value))
    items = value["items"] if value.get("kind") == "List" else [value]
    match name:
        case "json":
            return pretty(told)
        case "yaml":
            return yaml_text(told)
        case "name":
            return "".join(f"{name_of(item)}\n" for item in items)
        case "custom-columns":
            return custom_columns(argument, items, headers=headers)
    try:
        if name == "go-template":
            return gotemplate.render(argument, whole_numbers(value))
        if name == "jsonpath-as-json":
            return pretty(jsonpath.find(argument, value))
        return jsonpath.render(argument, whole_numbers(value))
    except gotemplate.UnfinishedError as problem:
        raise error(f"error parsing template {argument}, template: output:1: {problem}") from None
    except (jsonpath.JsonPathError, gotemplate.TemplateError) as problem:
        raise error(str(problem)) from None


def without_managers(value: dict[str, Any]) -> dict[str, Any]:
    """An object, or a List of them, without the note of who set which field."""
    if value.get("kind") == "List":
        return {**value, "items": [without_managers(item) for item in value["items"]]}
    metadata = value.get("metadata")
    if not isinstance(metadata, dict) or "managedFields" not in metadata:
        return value
    kept = {key: each for key, each in metadata.items() if key != "managedFields"}
    return {**value, "metadata": kept}


def whole_numbers(value: Any) -> Any:
    """1.0 is printed as 1."""
    match value:
        case dict():
            return {key: whole_numbers(each) for key, each in value.items()}
        case list():
            return [whole_numbers(each) for each in value]
        case float() if value.is_integer():
            return int(value)
    return value


def name_of(item: dict[str, Any]) -> str:
    """`deployment.apps/web`"""
    kind = kind_of_manifest(item.get("apiVersion", ""), item.get("kind", ""))
    name = (item.get("metadata") or {}).get("name", "")
    return object_name(kind, name) if kind else f"{item.get('kind', '').lower()}/{name}"
