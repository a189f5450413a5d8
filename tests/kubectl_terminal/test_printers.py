"""JSONPath, Go templates, custom columns, YAML, JSON and aligned columns."""

from __future__ import annotations

import pytest

from playground.kubectl.failures import Failure
from playground.kubectl.printers import gotemplate, jsonpath
from playground.kubectl.printers.columns import custom_columns
from playground.kubectl.printers.json_text import compact
from playground.kubectl.printers.yaml_text import yaml_text
from playground.kubectl.tabs import align, rows

PODS = {
    "items": [
        {
            "metadata": {"name": "a", "labels": {"app.kubernetes.io/name": "web"}},
            "status": {"n": 2, "conditions": [{"type": "Ready", "status": "True"}]},
        },
        {
            "metadata": {"name": "b"},
            "status": {"n": 10, "conditions": [{"type": "Ready", "status": "False"}]},
        },
    ]
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{.items[*].metadata.name}", "a b"),
        ("{.items[0].metadata.name}", "a"),
        ("{.items[-1].metadata.name}", "b"),
        ("{.items[0:1].metadata.name}", "a"),
        ("{.items[0,1].metadata.name}", "a b"),
        ("{.items[9].metadata.name}", ""),
        ("{.nosuch}", ""),
        ("{.items[0].metadata.labels}", '{"app.kubernetes.io/name":"web"}'),
        ("{.items[0].metadata.labels.app\\.kubernetes\\.io/name}", "web"),
        ("{.items[0].metadata.labels['app.kubernetes.io/name']}", "web"),
        ('{range .items[*]}{.metadata.name}={.status.n}{"\\n"}{end}', "a=2\nb=10\n"),
        ('{.items[?(@.metadata.name=="b")].status.n}', "10"),
        ("{.items[?(@.status.n>5)].metadata.name}", "b"),
        ('{.items[*].status.conditions[?(@.type=="Ready")].status}', "True False"),
        ("{..name}", "a b"),
        ("name: {.items[0].metadata.name}!", "name: a!"),
        ("{$.items[0].metadata.name}", "a"),
    ],
)
def test_jsonpath(template: str, text: str):
    assert jsonpath.render(template, PODS) == text


def test_an_open_jsonpath_is_refused():
    with pytest.raises(jsonpath.JsonPathError) as refused:
        jsonpath.render("{.spec", PODS)
    assert str(refused.value) == "error parsing jsonpath {.spec, unclosed action"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{range .items}}{{.metadata.name}} {{end}}", "a b "),
        ('{{.kind}}{{"\\n"}}', "<no value>\n"),
        ("{{if .items}}yes{{else}}no{{end}}", "yes"),
        ("{{if .nosuch}}yes{{else}}no{{end}}", "no"),
    ],
)
def test_go_templates(template: str, text: str):
    assert gotemplate.render(template, PODS) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{len .items}}", "2"),
        ("{{(index .items 0).metadata.name}}", None),
        ('{{index .items 0 "metadata" "name"}}', "a"),
        ('{{range .items}}{{if eq .metadata.name "b"}}found{{end}}{{end}}', "found"),
        ("{{if and .items (not .nosuch)}}yes{{end}}", "yes"),
        ("{{index .items 9}}", None),
        ("{{len}}", None),
        ("{{$x := .items}}", None),
        ("{{.items | len}}", None),
        ("{{range .items}}", None),
    ],
)
def test_functions_in_go_templates(template: str, text: str | None):
    if text is not None:
        assert gotemplate.render(template, PODS) == text
        return
    with pytest.raises(gotemplate.TemplateError):
        gotemplate.render(template, PODS)


def test_custom_columns():
    table = custom_columns("NAME:.metadata.name,X:.nosuch", PODS["items"], headers=True)
    assert table == "NAME   X\na      <none>\nb      <none>\n"
    with pytest.raises(Failure, match="unexpected custom-columns spec"):
        custom_columns("NAME", PODS["items"], headers=True)


def test_yaml_is_laid_out_as_kubectl_does():
    value = {
        "b": "1",
        "a": [{"x": True, "w": "true"}],
        "c": "",
        "d": {},
        "e": "l1\nl2\n",
        "t": "2026-01-01T00:00:00Z",
        "f": "on",
    }
    assert yaml_text(value) == (
        'a:\n- w: "true"\n  x: true\nb: "1"\nc: ""\nd: {}\ne: |\n  l1\n  l2\nf: "on"\n'
        't: "2026-01-01T00:00:00Z"\n'
    )


def test_json_is_escaped_as_go_does():
    assert compact({"b": 1, "a": "<x> & é"}) == '{"a":"\\u003cx\\u003e \\u0026 é","b":1}'


def test_columns_reach_over_neighbouring_lines():
    assert align("a\tb\nccc\td\nend\n\tx\ty\n", padding=2) == "a    b\nccc  d\nend\n  x  y\n"


def test_a_table_remembers_its_widths():
    widths: list[int] = []
    assert (
        rows([["NAME", "AGE"], ["long-name", "1s"]], widths) == "NAME        AGE\nlong-name   1s\n"
    )
    assert rows([["x", "2s"]], widths) == "x           2s\n"
