"""The export: what a learner owns, as YAML that another cluster takes and exports alike."""

from __future__ import annotations

import pytest
import yaml

from cluster.kinds import stored_kinds
from cluster.runtime.executors import run_read
from cluster.store import journal
from cluster.store.clusters import keep_journal
from playground.sharing.exporting import EXPORTED, LEFT_BEHIND, export_text
from tests.people import Person
from tests.store.test_forks import run, update_image

OWN_PAGE = {"x-kubeloop": "page"}
DEMO = """\
apiVersion: v1
kind: Service
metadata:
  labels:
    app: web
  name: web
spec:
  ports:
  - port: 80
  selector:
    app: web
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: web
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - image: web:v1
        name: web
        ports:
        - containerPort: 80
          name: http
"""
OTHERS = """\
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: colours, namespace: shop}
data: {sky: "blue", "on": "true", poem: "one\\ntwo\\n"}
---
apiVersion: v1
kind: Service
metadata: {name: headless, namespace: shop}
spec: {clusterIP: None, selector: {app: till}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: till, namespace: shop, annotations: {team: red}}
spec:
  replicas: 1
  minReadySeconds: 5
  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}
  selector: {matchLabels: {app: till}}
  template:
    metadata: {labels: {app: till}}
    spec:
      serviceAccountName: default
      terminationGracePeriodSeconds: 5
      volumes: [{name: settings, configMap: {name: colours}}]
      containers:
      - name: till
        image: web:v1
        imagePullPolicy: Always
        resources: {limits: {cpu: 200m}}
        readinessProbe: {httpGet: {port: 80}, periodSeconds: 3}
        volumeMounts: [{name: settings, mountPath: /etc/till}]
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: alone, labels: {app: alone}}
spec:
  replicas: 2
  selector: {matchLabels: {app: alone}}
  template:
    metadata: {labels: {app: alone}}
    spec: {containers: [{name: c, image: "web:v1"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: bare}
spec:
  tolerations: [{key: dedicated, operator: Exists}]
  containers: [{name: c, image: "web:v1", resources: {limits: {memory: 64Mi}}}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 6
  metrics:
  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
"""
SERVERS_OWN = ("status:", "uid:", "resourceVersion:", "managedFields:", "creationTimestamp:")
GENERATED = ("nodeName:", "kube-api-access", "last-applied-configuration", "clusterIPs:")


async def apply(person: Person, text: str) -> list[str]:
    """What became of each document."""
    answer = await person.client.post(
        f"/k8s/{person.cluster.id}/apply", text, content_type="application/yaml", headers=OWN_PAGE
    )
    assert answer.status_code == 200, answer.content
    return [item["result"] for item in answer.json()["items"]]


def body_of(text: str) -> str:
    """Without the comment in front, which names the revision."""
    head, _, body = text.partition("\n")
    assert head.startswith("# A Kubeloop cluster at revision ")
    return body


def test_each_kind_is_exported_or_left_behind_for_a_reason():
    assert {kind.kind for kind in stored_kinds()} == {*EXPORTED, *LEFT_BEHIND}


async def test_a_new_visitors_cluster_is_what_one_would_write(alice: Person):
    await run_read(run, alice.cluster.id)
    assert body_of(await run_read(export_text, alice.cluster.id)) == DEMO


async def test_another_cluster_takes_all_of_it_and_exports_the_same(alice: Person, bob: Person):
    results = await apply(alice, OTHERS)
    assert set(results) == {"created"}
    await run_read(run, alice.cluster.id)
    await run_read(update_image, alice.cluster.id, "web:v2")
    await run_read(run, alice.cluster.id)
    text = await run_read(export_text, alice.cluster.id)
    assert [word for word in (*SERVERS_OWN, *GENERATED) if word in text] == []
    kinds = [each["kind"] for each in yaml.safe_load_all(text)]
    assert kinds == [
        *("Namespace", "ConfigMap", "Service", "Service", "Deployment", "Deployment"),
        *("ReplicaSet", "Pod", "HorizontalPodAutoscaler", "PodDisruptionBudget"),
    ]
    results = await apply(bob, text)
    assert [result for result in results if result != "created"] == ["configured", "configured"]
    await run_read(run, bob.cluster.id)
    assert body_of(await run_read(export_text, bob.cluster.id)) == body_of(text)


async def test_what_deviates_from_the_defaults_stays(alice: Person):
    await apply(alice, OTHERS)
    text = await run_read(export_text, alice.cluster.id)
    documents = {
        (each["kind"], each["metadata"]["name"]): each for each in yaml.safe_load_all(text)
    }
    till = documents["Deployment", "till"]
    assert till["spec"]["minReadySeconds"] == 5
    assert till["spec"]["strategy"] == {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    container = till["spec"]["template"]["spec"]["containers"][0]
    assert container["imagePullPolicy"] == "Always"
    assert container["readinessProbe"] == {"httpGet": {"port": 80}, "periodSeconds": 3}
    assert documents["Service", "headless"]["spec"]["clusterIP"] == "None"
    assert documents["Pod", "bare"]["spec"] == {
        "containers": [
            {"name": "c", "image": "web:v1", "resources": {"limits": {"memory": "64Mi"}}}
        ],
        "tolerations": [{"key": "dedicated", "operator": "Exists"}],
    }


async def test_the_file_is_for_who_may_look_and_has_the_clusters_name(alice, bob, charlie):
    path = f"/c/{alice.cluster.id}/export.yaml"
    answers = [await person.client.get(path) for person in (alice, bob, charlie)]
    assert [answer.status_code for answer in answers] == [200, 403, 403]
    assert answers[0]["Content-Disposition"] == 'attachment; filename="kubeloop-alice.yaml"'
    assert answers[0]["Content-Type"].startswith("application/yaml")


async def test_a_past_moment_can_be_exported_too(alice: Person):
    await run_read(run, alice.cluster.id)
    await run_read(alice.cluster.refresh_from_db)
    before = alice.cluster.revision
    await run_read(update_image, alice.cluster.id, "web:v2")
    path = f"/c/{alice.cluster.id}/export.yaml"
    assert "image: web:v2" in (await alice.client.get(path)).content.decode()
    past = (await alice.client.get(f"{path}?at={before}")).content.decode()
    assert "image: web:v1" in past


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        pytest.param("at=soon", 400, "at: must be a revision", id="no number"),
        pytest.param("at=99999999", 404, "has not happened yet", id="still to come"),
        pytest.param("at=2", 410, "is too old", id="forgotten"),
    ],
)
async def test_a_moment_that_is_not_there_is_told(alice, monkeypatch, query, status, words):
    await run_read(run, alice.cluster.id)
    await run_read(update_image, alice.cluster.id, "web:v2")
    monkeypatch.setattr(journal, "KEPT_COMMITS", 0)
    await run_read(keep_journal, alice.cluster.id, 4_000_000_000.0)
    answer = await alice.client.get(f"/c/{alice.cluster.id}/export.yaml?{query}")
    assert answer.status_code == status
    assert words in answer.json()["message"]
