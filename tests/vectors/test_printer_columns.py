"""Cells of kubectl's tables, read from manifests that the given facts are written into."""

from __future__ import annotations

from cluster.core.timestamps import format_micro_time, format_time
from cluster.kinds import by_kind

NOW = 1_767_225_600.0


def clean(**fields):
    return {key: value for key, value in fields.items() if value is not None}


def container_status(given):
    kind = given["state"]
    state = {
        "running": {"running": {}},
        "waiting": {"waiting": {"reason": given.get("why", "")}},
        "terminated": {
            "terminated": clean(
                reason=given.get("why"), exitCode=given.get("exit", 0), signal=given.get("signal")
            )
        },
        "none": {},
    }[kind]
    ended = given.get("last_finished_ago")
    last = {} if ended is None else {"terminated": {"finishedAt": format_time(NOW - ended)}}
    return clean(
        name=given.get("name", ""),
        state=state,
        lastState=last,
        ready=given.get("ready", False),
        restartCount=given.get("restarts", 0),
        started=given.get("started"),
    )


def pod(given):
    inits = [
        clean(name=each["name"], restartPolicy="Always" if each.get("always") else None)
        for each in given.get("init_containers", [])
    ]
    status = {
        "phase": given.get("phase", ""),
        "conditions": given.get("conditions", []),
        "containerStatuses": [container_status(each) for each in given.get("statuses", [])],
        "initContainerStatuses": [
            container_status(each) for each in given.get("init_statuses", [])
        ],
        "podIPs": [{"ip": address} for address in given.get("ips", [])],
        "nominatedNodeName": given.get("nominated", ""),
    }
    deleted = {"deletionTimestamp": format_time(NOW)} if given.get("deleting") else {}
    return {
        "metadata": {"name": "pod", "creationTimestamp": format_time(NOW), **deleted},
        "spec": {
            "containers": [{} for _ in range(given.get("containers", 1))],
            "initContainers": inits,
            "nodeName": given.get("node", ""),
            "readinessGates": [{"conditionType": gate} for gate in given.get("gates", [])],
        },
        "status": clean(reason=given.get("reason"), **status),
    }


def node(given):
    ready = [] if given["ready"] is None else [{"type": "Ready", "status": given["ready"]}]
    return {
        "metadata": {
            "name": "node",
            "labels": given["labels"],
            "creationTimestamp": format_time(NOW),
        },
        "spec": {"unschedulable": given["unschedulable"]},
        "status": {"conditions": ready},
    }


def workload(given):
    status = given["status"]
    containers = [
        {"name": name, "image": image}
        for name, image in zip(given["containers"], given["images"], strict=True)
    ]
    return {
        "metadata": {
            "name": given["name"],
            "creationTimestamp": format_time(NOW - given["age_ns"] / 1e9),
        },
        "spec": {
            "replicas": given["replicas"],
            "selector": {"matchLabels": given["match_labels"]},
            "template": {"spec": {"containers": containers}},
        },
        "status": clean(
            replicas=status.get("replicas"),
            updatedReplicas=status.get("updated"),
            readyReplicas=status.get("ready"),
            availableReplicas=status.get("available"),
        ),
    }


def service(given):
    ports = [
        clean(port=each["port"], protocol=each["protocol"], nodePort=each.get("node_port"))
        for each in given["ports"]
    ]
    address = given["cluster_ip"]
    return {
        "metadata": {"name": given["name"], "creationTimestamp": format_time(NOW)},
        "spec": clean(
            type=given["type"],
            ports=ports,
            clusterIPs=[address] if address else None,
            externalIPs=given["external_ips"],
            externalName=given.get("external_name"),
            selector=given["selector"],
        ),
        "status": {"loadBalancer": {"ingress": [{"ip": ip} for ip in given["lb_ingress"]]}},
    }


def event(given):
    def ago(seconds, form=format_time):
        return None if seconds is None else form(NOW - seconds)

    series = given.get("series")
    return {
        "metadata": {"name": given["name"]},
        "involvedObject": {
            "kind": given["kind"],
            "name": given.get("object", ""),
            "fieldPath": given.get("field", ""),
        },
        **clean(
            type=given["type"],
            reason=given["reason"],
            message=given["message"],
            count=given.get("count"),
            firstTimestamp=ago(given.get("first_ago")),
            lastTimestamp=ago(given.get("last_ago")),
            eventTime=ago(given.get("event_ago"), format_micro_time),
            reportingComponent=given.get("controller"),
            reportingInstance=given.get("instance"),
            series=series
            and {
                "count": series["count"],
                "lastObservedTime": ago(series["last_ago"], format_micro_time),
            },
        ),
        "source": {"component": given.get("component", ""), "host": given.get("host", "")},
    }


BUILDERS = {
    "pod": ("Pod", pod),
    "pod_wide": ("Pod", pod),
    "node": ("Node", node),
    "deployment": ("Deployment", workload),
    "replicaset": ("ReplicaSet", workload),
    "service": ("Service", service),
    "event": ("Event", event),
}
CELL_NAMES = {
    "ready": "Ready",
    "status": "Status",
    "restarts": "Restarts",
    "ip": "IP",
    "node": "Node",
    "nominated": "Nominated Node",
    "gates": "Readiness Gates",
    "roles": "Roles",
}


def test_printer_columns(case):
    given, expect = case["given"], case["expect"]
    kind_name, build = BUILDERS[given["op"]]
    kind = by_kind(kind_name)
    row = [str(cell) for cell in kind.row(build(given), NOW)]
    if "row" not in expect:
        cells = dict(zip([column.name for column in kind.columns], row, strict=True))
        assert {key: cells[CELL_NAMES[key]] for key in expect} == expect
        return
    shown = [
        cell
        for column, cell in zip(kind.columns, row, strict=True)
        if (given["wide"] or not column.priority)
        and not (column.name == "Age" and given["op"] == "service")
    ]
    assert shown == expect["row"]
