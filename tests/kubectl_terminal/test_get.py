"""`kubectl get` in the terminal: tables, formats, selectors, refusals, watches."""

from __future__ import annotations

from tests.kubectl_terminal.terminal import Terminal


async def test_the_table_of_deployments(terminal: Terminal):
    done = await terminal.run("kubectl get deploy")
    head, row = done.out.splitlines()
    assert head == "NAME   READY   UP-TO-DATE   AVAILABLE   AGE"
    assert row.startswith("web    3/3     3            3           ")
    assert (done.code, done.err) == (0, "")
