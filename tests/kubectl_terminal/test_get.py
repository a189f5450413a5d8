"""`kubectl get` in the terminal: tables, formats, selectors, refusals, watches."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from tests.kubectl_terminal.terminal import Terminal


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for output, at most ten seconds."""
    for _ in range(1000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("waited in vain")


async def test_the_table_of_deployments(terminal: Terminal):
    done = await terminal.run("kubectl get deploy")
    head, row = done.out.splitlines()
    assert head == "NAME   READY   UP-TO-DATE   AVAILABLE   AGE"
    assert row.startswith("web    3/3     3            3           ")
    assert (done.code, done.err) == (0, "")


async def test_several_kinds_have_tables_of_their_own(terminal: Terminal):
    done = await terminal.run("get deploy,svc -l nosuch=label,!other")
    assert (done.out, done.err) == ("", "No resources found in default namespace.\n")
    every = (await terminal.run("get all")).out
    assert "deployment.apps/web   3/3" in every
    assert "\n\nNAME" in every


async def test_formats(terminal: Terminal):
    assert (await terminal.run("get deploy -o name")).out == "deployment.apps/web\n"
    one = json.loads((await terminal.run("get deploy/web -o json")).out)
    assert (one["kind"], one["spec"]["replicas"]) == ("Deployment", 3)
    several = json.loads((await terminal.run("get deploy -o json")).out)
    assert (several["kind"], len(several["items"])) == ("List", 1)
    yaml = (await terminal.run("get deploy web -o yaml")).out
    assert yaml.startswith("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n")
    replicas = await terminal.run("get deploy web -o jsonpath='{.spec.replicas}'")
    assert replicas.out == "3"


async def test_columns_of_labels_and_namespaces(terminal: Terminal):
    done = await terminal.run("get pods -A -L app --show-labels --no-headers")
    rows = [line.split() for line in done.out.splitlines()]
    assert len(rows) == 3
    assert {(row[0], row[-2]) for row in rows} == {("default", "web")}


async def test_rows_are_sorted_by_a_field(terminal: Terminal):
    await terminal.run("run b --image=web:v1")
    await terminal.run("run a --image=web:v1")
    done = await terminal.run("get pods a b --sort-by=.metadata.name -o name")
    assert done.out == "pod/a\npod/b\n"
    nothing = await terminal.run("get pods --sort-by=.nosuch")
    assert nothing.err == "No resources found in default namespace.\n"
    refused = await terminal.run("get pods --sort-by=.nosuch -o name")
    assert refused.code == 1
    assert "couldn't find any field" in refused.err


async def test_what_is_missing_is_told_beside_what_is_there(terminal: Terminal):
    done = await terminal.run("get deploy web nosuch")
    assert done.out.splitlines()[1].startswith("web")
    assert done.err == 'Error from server (NotFound): deployments.apps "nosuch" not found\n'
    assert done.code == 1


async def test_ignore_not_found(terminal: Terminal):
    done = await terminal.run("get deploy nosuch --ignore-not-found")
    assert (done.code, done.out, done.err) == (0, "", "")


async def test_refusals_of_kubectl_itself(terminal: Terminal):
    unknown = await terminal.run("get nosuchkind")
    assert unknown.err == 'error: the server doesn\'t have a resource type "nosuchkind"\n'
    flag = await terminal.run("get pods --nosuch")
    assert flag.err == "error: unknown flag: --nosuch\nSee 'kubectl get --help' for usage.\n"
    assert (await terminal.run("nosuch")).err == 'error: unknown command "nosuch" for "kubectl"\n'


async def test_a_name_cannot_climb_out_of_its_path(terminal: Terminal):
    done = await terminal.run("get pods ../../../version")
    assert done.code == 1
    assert done.out == ""


async def test_a_watch_prints_each_change(terminal: Terminal):
    written: list[str] = []
    watching = asyncio.ensure_future(terminal.run("get deploy web -w", written=written))
    await until(lambda: bool(written))
    await terminal.run("scale deploy web --replicas=2")
    async with terminal.alive():
        await until(lambda: "2/2" in "".join(written))
    watching.cancel()
    lines = "".join(written).splitlines()
    assert lines[0].startswith("NAME")
    assert lines[1].startswith("web    3/3")
    assert len(lines) > 3
    assert sum(line.startswith("NAME") for line in lines) == 1


async def test_the_managers_of_fields_are_shown_only_on_demand(terminal: Terminal):
    await terminal.run("create deployment api --image=web:v1")
    hidden = json.loads((await terminal.run("get deploy/api -o json")).out)
    assert "managedFields" not in hidden["metadata"]
    text = (await terminal.run("get deploy/api -o json --show-managed-fields")).out
    (entry,) = json.loads(text)["metadata"]["managedFields"]
    assert (entry["manager"], entry["operation"]) == ("kubectl-create", "Update")
