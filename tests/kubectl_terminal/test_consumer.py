"""The terminal's websocket: frames, one command at a time, Ctrl-C, completion, who may not in."""

from __future__ import annotations

import json
from typing import Any

from channels.testing import WebsocketCommunicator

from playground.asgi import websocket_application
from tests.kubectl_terminal.terminal import Terminal
from tests.people import Person

HEADERS = [(b"host", b"testserver"), (b"origin", b"http://testserver")]


async def connected(person: Person, cluster_id: str) -> WebsocketCommunicator:
    headers = [*HEADERS, (b"cookie", person.cookie_header.encode())]
    socket = WebsocketCommunicator(
        websocket_application, f"/ws/terminal/{cluster_id}/", headers=headers
    )
    is_accepted, _ = await socket.connect()
    assert is_accepted
    return socket


async def heard(socket: WebsocketCommunicator) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(await socket.receive_from(timeout=10))
    return frame


async def until_exit(socket: WebsocketCommunicator) -> tuple[int, str, str]:
    """(code, out, err) of the command that runs."""
    texts = {"out": "", "err": ""}
    while (frame := await heard(socket))["type"] != "exit":
        texts[frame["type"]] += frame["text"]
    return frame["code"], texts["out"], texts["err"]


async def test_a_command_is_run_and_its_code_told(terminal: Terminal):
    socket = await connected(terminal.person, terminal.person.cluster.id)
    await socket.send_json_to({"type": "run", "line": "kubectl get deploy -o name"})
    assert await until_exit(socket) == (0, "deployment.apps/web\n", "")
    await socket.send_json_to({"type": "run", "line": "k get pod nosuch"})
    code, out, err = await until_exit(socket)
    assert (code, out) == (1, "")
    assert err == 'Error from server (NotFound): pods "nosuch" not found\n'
    await socket.disconnect()


async def test_files_and_input_come_with_the_command(terminal: Terminal):
    socket = await connected(terminal.person, terminal.person.cluster.id)
    manifest = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}})
    files = {"cm.json": manifest}
    await socket.send_json_to({"type": "run", "line": "apply -f cm.json", "files": files})
    assert await until_exit(socket) == (0, "configmap/cm created\n", "")
    await socket.send_json_to({"type": "run", "line": "delete -f -", "stdin": manifest})
    assert await until_exit(socket) == (0, 'configmap "cm" deleted\n', "")
    await socket.disconnect()


async def test_a_watch_ends_at_an_interrupt_and_a_second_command_waits(terminal: Terminal):
    socket = await connected(terminal.person, terminal.person.cluster.id)
    await socket.send_json_to({"type": "run", "line": "get deploy -w"})
    assert (await heard(socket))["type"] == "out"
    await socket.send_json_to({"type": "run", "line": "get pods"})
    busy = await heard(socket)
    assert (busy["type"], busy["code"]) == ("error", "Busy")
    await socket.send_json_to({"type": "interrupt"})
    assert (await heard(socket)) == {"type": "exit", "code": 130}
    await socket.send_json_to({"type": "run", "line": "get deploy -o name"})
    assert (await until_exit(socket))[0] == 0
    await socket.disconnect()


async def test_a_followed_log_ends_at_an_interrupt(terminal: Terminal):
    socket = await connected(terminal.person, terminal.person.cluster.id)
    await socket.send_json_to({"type": "run", "line": "logs -f deploy/web --tail=0"})
    told = await heard(socket)
    while "to Service web)" not in told["text"]:
        told = await heard(socket)
    await socket.send_json_to({"type": "interrupt"})
    while told["type"] != "exit":
        told = await heard(socket)
    assert told == {"type": "exit", "code": 130}
    await socket.disconnect()


async def test_completion(terminal: Terminal):
    socket = await connected(terminal.person, terminal.person.cluster.id)

    async def words(line: str) -> list[str]:
        await socket.send_json_to({"type": "complete", "line": line, "cursor": len(line)})
        frame = await heard(socket)
        assert frame["type"] == "completions"
        return frame["words"]

    assert await words("kubectl roll") == ["rollout"]
    assert await words("rollout und") == ["undo"]
    assert "deployments" in await words("get dep")
    assert await words("get deploy w") == ["web"]
    assert await words("get deploy/w") == ["deploy/web"]
    assert await words("rollout undo dep") == ["deployment/web"]
    assert "--all-namespaces" in await words("get pods --all")
    assert await words("cordon node-") == ["node-1", "node-2", "node-3"]
    assert "default" in await words("get pods -n ")
    assert await words("get pods -o y") == ["yaml"]
    assert len(await words("describe pod web-")) == 3
    await socket.disconnect()


async def test_a_frame_that_cannot_be_read_ends_the_connection(terminal: Terminal):
    for text in ("nonsense", '{"type":"run"}', '{"type":"shell","line":"ls"}', "[]"):
        socket = await connected(terminal.person, terminal.person.cluster.id)
        await socket.send_to(text_data=text)
        frame = await heard(socket)
        assert (frame["type"], frame["code"]) == ("error", "Malformed")
        closing = await socket.receive_output()
        assert (closing["type"], closing["code"]) == ("websocket.close", 4400)


async def test_others_are_turned_away(terminal: Terminal, bob: Person, charlie: Person):
    for person in (bob, charlie):
        socket = await connected(person, terminal.person.cluster.id)
        assert (await heard(socket))["code"] == "Forbidden"
        assert (await socket.receive_output())["code"] == 4403


async def test_a_viewer_may_look_and_not_touch(terminal: Terminal, charlie: Person):
    from cluster.runtime.executors import run_write
    from playground.access import grant
    from playground.models import Role

    cluster = terminal.person.cluster
    await run_write(grant, charlie.visitor.digest, cluster, Role.VIEWER)
    socket = await connected(charlie, cluster.id)
    await socket.send_json_to({"type": "run", "line": "get deploy -o name"})
    assert await until_exit(socket) == (0, "deployment.apps/web\n", "")
    await socket.send_json_to({"type": "run", "line": "scale deploy web --replicas=9"})
    code, out, err = await until_exit(socket)
    assert (code, out) == (1, "")
    assert "may only be looked at" in err
    await socket.disconnect()
