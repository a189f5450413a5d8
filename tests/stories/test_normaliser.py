"""Equal behaviour is equal text: what the normaliser masks, and what it keeps."""

from __future__ import annotations

import shlex

import pytest

from tests.stories.normaliser import Normaliser


def normal(text: str, line: str = "get pods", namespace: str = "story-x-1f2e", **options) -> str:
    options = {"masks_nodes": True, **options}
    return Normaliser(namespace, **options).text(text, shlex.split(line))


@pytest.mark.parametrize(
    ("text", "line", "wanted"),
    [
        pytest.param(
            "NAME                  READY   AGE\nweb-75c8c6cc9-zzzzz   1/1     2m3s\n",
            "get pods",
            "NAME\tREADY\tAGE\nweb-<hash1>-<pod>\t1/1\t<age>",
            id="names and ages",
        ),
        pytest.param("b   1\na   2", "get x", "a\t2\nb\t1", id="rows are sorted"),
        pytest.param(
            "b   1\na   2", "get x --sort-by=.a", "b\t1\na\t2", id="not with an order of their own"
        ),
        pytest.param(
            "a   1/1   2 (5s ago)   9s", "get x", "a\t1/1\t<restarts>\t<age>", id="restarts"
        ),
        pytest.param(
            "No resources found in story-x-1f2e namespace.",
            "get x",
            "No resources found in <ns> namespace.",
            id="namespace",
        ),
        pytest.param(
            'uid: 0d4a9c1e-0000-4000-8000-0123456789ab\nresourceVersion: "12"\n  a:   b',
            "get x -o yaml",
            'uid: <uid>\nresourceVersion: "<rv>"\n  a:   b',
            id="yaml keeps its layout",
        ),
        pytest.param("one\ntwo\n", "rollout status deploy/web", "two", id="only the last line"),
        pytest.param(
            "Name:   x\nIP:   10.0.0.1\nIPs:\n  IP:  10.0.0.1\nConditions:\n  B  1\n  A  2\nZ: 1",
            "describe pod x",
            "Name:\tx\nIP:\t<masked>\nIPs:\t<masked>\nConditions:\n  A\t2\n  B\t1\nZ: 1",
            id="describe",
        ),
        pytest.param(
            "Events:\n  Type    Reason   Age   From     Message\n  ----  -  -  -  -\n"
            "  Normal  Pulled   5s    kubelet  Image in 300ms\n"
            "  Normal  Pulled   9s    kubelet  other\n",
            "describe pod x",
            "Events:\n  Type\tReason\tAge\tFrom\tMessage\n  ----\t-\t-\t-\t-\n"
            "  Normal\tPulled\t<age>\tkubelet\t<kubelet>",
            id="equal events once",
        ),
    ],
)
def test_what_is_masked(text: str, line: str, wanted: str):
    assert normal(text, line) == wanted


def test_hashes_are_numbered_by_what_is_known_of_them():
    normaliser = Normaliser("x", masks_nodes=True, learn=lambda: ["75c8c6cc9", "9974d57fd"])
    text = normaliser.text("rs-9974d57fd   1\nrs-75c8c6cc9   2", ["get", "rs"])
    assert text == "rs-<hash1>\t2\nrs-<hash2>\t1"


def test_node_names_may_stay():
    assert normal("node-2   Ready", "get nodes", masks_nodes=False) == "node-2\tReady"


def test_different_behaviour_stays_different():
    assert normal("web   3/3") != normal("web   2/3")
