"""A client of one cluster's API, as the page's is, and the controllers' time in the test's hand.

Example: api = Api(alice); answer = await api.get("api/v1/pods"); answer.code == 200
`await api.run(60)` lets the controllers work until they rest, at most a minute of the cluster.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cluster.runtime.executors import run_read, run_write
from cluster.runtime.reconciler import Reconciler
from cluster.store import journal, orm
from tests.people import Person

WEB = "apis/apps/v1/namespaces/default/deployments/web"
DEPLOYMENTS = "apis/apps/v1/namespaces/default/deployments"
PODS = "api/v1/namespaces/default/pods"
SIM = "apis/sim.kubeloop.dev/v1alpha1"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON_PATCH = "application/json-patch+json"
YAML = "application/yaml"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"


@dataclass
class Answer:
    code: int
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def reason(self) -> str:
        return self.json.get("reason", "")

    @property
    def message(self) -> str:
        return self.json.get("message", "")

    @property
    def names(self) -> list[str]:
        return [item["metadata"]["name"] for item in self.json["items"]]


class Api:
    """Requests by one person to one cluster."""

    def __init__(self, person: Person, cluster_id: str | None = None) -> None:
        self.client = person.client
        self.cluster_id = cluster_id or person.cluster.id
        self.base = f"/k8s/{self.cluster_id}/"
        self.reconciler = Reconciler()

    async def raw(
        self, method: str, path: str, body: Any = None, content_type: str = "", **headers: str
    ) -> Any:
        """The response itself, for streams."""
        data = b"" if body is None else body
        if not isinstance(data, bytes | str):
            data = json.dumps(data)
        return await self.client.generic(
            method,
            self.base + path,
            data=data,
            content_type=content_type or "application/json",
            headers={"X-Kubeloop": "page", **headers},
        )

    async def ask(
        self, method: str, path: str, body: Any = None, content_type: str = "", **headers: str
    ) -> Answer:
        response = await self.raw(method, path, body, content_type, **headers)
        text = response.content.decode()
        return Answer(response.status_code, text, dict(response.headers))

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.ask("GET", path, **headers)

    async def post(self, path: str, body: Any = None, content_type: str = "") -> Answer:
        return await self.ask("POST", path, body, content_type)

    async def put(self, path: str, body: Any) -> Answer:
        return await self.ask("PUT", path, body)

    async def patch(self, path: str, body: Any, content_type: str = MERGE) -> Answer:
        return await self.ask("PATCH", path, body, content_type)

    async def delete(self, path: str, body: Any = None) -> Answer:
        return await self.ask("DELETE", path, body)

    async def run(self, seconds: float = 60.0) -> None:
        """Let the controllers work."""
        await run_write(self.reconciler.run_until_quiet, self.cluster_id, seconds)

    async def revision(self) -> int:
        return await run_read(orm.current_revision, self.cluster_id)

    async def last_change(self) -> journal.JournalChange:
        commits = await run_read(lambda: list(journal.read_back(self.cluster_id, 1)))
        return commits[0].changes[-1]


def a_pod(name: str = "p", **spec: Any) -> dict[str, Any]:
    containers = [{"name": "c", "image": "nginx"}]
    return {"metadata": {"name": name}, "spec": {"containers": containers, **spec}}


def a_deployment(name: str = "api", replicas: int = 2, image: str = "web:v1") -> dict[str, Any]:
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "c", "image": image}]},
            },
        },
    }
