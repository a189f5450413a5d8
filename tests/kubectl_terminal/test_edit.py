"""`kubectl edit` with the editors that a page can start."""

from __future__ import annotations

import pytest

from playground.kubectl.editors import edited
from playground.kubectl.failures import Failure
from tests.kubectl_terminal.terminal import Terminal

TEXT = "image: web:v1\nname: web\n"


@pytest.mark.parametrize(
    ("editor", "after"),
    [
        ("true", TEXT),
        ("sed -i s/web:v1/web:v2/", "image: web:v2\nname: web\n"),
        ("sed -i s/web/x/", "image: x:v1\nname: x\n"),
        ("sed -i 's/e: w.*/e: y/'", "image: y\nname: y\n"),
        ("sed -i s|web:v1|a/b:c|", "image: a/b:c\nname: web\n"),
        ("sed -i 's/web/[&]/' ", "image: [web]:v1\nname: [web]\n"),
        ("sed -i -e s/v1/v2/ -e s/v2/v3/", "image: web:v3\nname: web\n"),
        ("sed -i s/e/E/g", "imagE: wEb:v1\nnamE: wEb\n"),
        ("sed -i s/(x)/y/", TEXT),
    ],
)
def test_what_the_editors_do(editor: str, after: str):
    assert edited(TEXT, editor) == after


@pytest.mark.parametrize(
    "editor",
    ["vim", "sed", "sed -i d", "sed -i s/a/b", "sed -i 's/a*b*/c/'", "sed 's/\\(a\\)/b/'", "'"],
)
def test_other_editors_are_refused(editor: str):
    with pytest.raises(Failure):
        edited(TEXT, editor)


async def test_edit_changes_the_object(terminal: Terminal):
    sed = "KUBE_EDITOR='sed -i s/web:v1/web:v2/' kubectl edit deployment web"
    assert (await terminal.run(sed)).out == "deployment.apps/web edited\n"
    image = "get deploy web -o jsonpath={.spec.template.spec.containers[0].image}"
    assert (await terminal.run(image)).out == "web:v2"
    again = await terminal.run(sed)
    assert (again.code, again.out, again.err) == (0, "", "Edit cancelled, no changes made.\n")


async def test_edit_refuses_what_is_invalid_and_changes_nothing(terminal: Terminal):
    before = (await terminal.run("get deploy web -o yaml")).out
    for editor in ("sed -i s/replicas:.3/replicas:\\ -1/", "sed -i s/Deployment/Pod/"):
        done = await terminal.run(f"KUBE_EDITOR='{editor}' edit deploy web")
        assert done.code == 1
        assert "no valid changes were saved" in done.err
    assert (await terminal.run("get deploy web -o yaml")).out == before


async def test_without_an_editor_the_ways_out_are_told(terminal: Terminal):
    done = await terminal.run("edit deploy web")
    assert done.code == 1
    assert "KUBE_EDITOR" in done.err
    missing = await terminal.run("edit deploy nosuch")
    assert missing.err == 'Error from server (NotFound): deployments.apps "nosuch" not found\n'
