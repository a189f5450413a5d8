"""The terminal and the real kubectl print the same about the same cluster, to the last blank.

Only commands whose output is the same in all kubectl versions around 1.33; ages are masked.
"""

from __future__ import annotations

import re
import shlex

import pytest

from tests.server import Server
from tests.stories.programs import KubectlProgram, Result, TerminalProgram, Typed
from tests.stories.run import token_of
from tests.stories.test_stories import needs_kubectl

SETUP = (
    "create deployment web --image=web:v1 --replicas=2",
    "expose deploy web --port=80",
    "create configmap cm1 --from-literal=a=b",
    "rollout status deploy/web",
)
COMMANDS = (
    "get deploy",
    "get pods -o wide",
    "get all",
    "get nodes -o wide",
    "get svc,rs -o wide",
    "get deploy web -o yaml",
    "get deploy web -o json",
    "get nodes -o yaml",
    "get endpointslices",
    "get pods -o custom-columns=N:.metadata.name,I:.spec.containers[*].image,L:.metadata.labels",
    "get deploy -o jsonpath={.items[0].spec.strategy}",
    "get pods -L app,pod-template-hash --show-kind",
    "get deploy nosuch",
    "get pods -l nosuch=label -o yaml",
    "get pods -n nosuch",
    "describe deploy web",
    "describe rs",
    "describe nodes",
    "describe svc web",
    "describe cm cm1",
    "describe endpointslices",
    "rollout history deploy/web",
    "rollout history deploy/web --revision=1",
    "rollout undo deploy/web",
    "rollout status svc/web",
    "create deployment y --image=web:v1 --port=80 --dry-run=client -o yaml",
    "create service clusterip s --tcp=80:8080 --dry-run=client -o yaml",
    "run x --image=web:v1 --env=A=b --labels=a=b --dry-run=client -o yaml -- a b",
    "expose deploy web --port=80 --name=q --dry-run=client -o yaml",
    "set image deploy/web nosuch=web:v9",
    "scale svc web --replicas=2",
    "wait --for=condition=Available deploy/web",
    "explain deploy.spec.strategy",
    "api-versions",
    "api-resources",
    "delete pods",
    "get foo/bar/baz",
)
ATTEMPTS = 3
"""The cluster may change between two looks at it."""
AGE = re.compile(r"\b(\d+m)?\d+s\b *")


def masked(result: Result) -> tuple[int | str, str, str]:
    """Without ages and the blanks that depend on their width."""
    code, out, err = result
    return code, AGE.sub("<age> ", out), AGE.sub("<age> ", err)


@pytest.mark.slow
@pytest.mark.kubectl
async def test_both_print_the_same(live_server_process: Server):
    needs_kubectl()
    client = live_server_process.new_cluster("same")
    kubectl = KubectlProgram(client.base, token_of(client))
    terminal = TerminalProgram(client.base, token_of(client))
    for line in SETUP:
        assert (await terminal.run(shlex.split(line), "default", Typed()))[0] == 0
    unlike = {}
    for line in COMMANDS:
        for _ in range(ATTEMPTS):
            theirs = masked(await kubectl.run(line.split(), "default", Typed()))
            ours = masked(await terminal.run(line.split(), "default", Typed()))
            if theirs == ours:
                break
        else:
            unlike[line] = (theirs, ours)
    assert unlike == {}
