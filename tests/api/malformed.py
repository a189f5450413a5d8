"""Strategies for requests with something wrong in them, drawn from the kinds' own schemas.

Valid objects get values of the wrong type at places that their schema names; patches of all four
types get operations that cannot be; bodies are no JSON, or JSON that a careless reader chokes on;
query, headers and paths are what no client sends.
Example: PUT .../deployments/web with `spec.replicas` 1e999 and `?dryRun=Some`.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from cluster.kinds import KINDS, Kind
from cluster.kinds.schema import ListOf, MapOf, Record, Schema
from tests.api.client import JSON_PATCH, MERGE, STRATEGIC, YAML

APPLY = "application/apply-patch+yaml"
JSON = "application/json"
PROTOBUF = "application/vnd.kubernetes.protobuf"
MAX_DEPTH = 12
LONG = "x" * 70_000


def words(text: str) -> list[str]:
    return text.split()


TEXTS = st.sampled_from(
    ["", " ", "x", "-1", "25%", "-5%", "1Gi", "a/b/c", "..", "é" * 40, "\x00", "\u202e", "💥", LONG]
    + ["2026-13-01T00:00:00Z", "9" * 400, "a" * 254, "True", "null", "{}", "%s%n", "\ud800", "\r\n"]
)
NUMBERS = st.sampled_from(
    [0, -1, 1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63, 10**400, 0.5, -0.0, 1e308, 1e-320]
)
PLAIN = st.none() | st.booleans() | NUMBERS | TEXTS | st.text(max_size=8)
KEYS = st.sampled_from(
    ["a", "", "$patch", "$retainKeys", "$setElementOrder/containers", "name", "spec", "~1", "é"]
    + ["$deleteFromPrimitiveList/finalizers", "metadata", "kubernetes.io/x", "a" * 300, "__proto__"]
)
JUNK = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One request that no client should send."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def collection_of(kind: Kind, namespace: str = "default") -> str:
    root = f"apis/{kind.group}/{kind.version}" if kind.group else f"api/{kind.version}"
    place = f"{root}/namespaces/{namespace}" if kind.namespaced else root
    return f"{place}/{kind.plural}"


@st.composite
def a_place(draw: st.DrawFn, schema: Schema) -> tuple[Any, ...]:
    """A path into what the schema describes, as deep as chance goes."""
    path: list[Any] = []
    for _ in range(MAX_DEPTH):
        if isinstance(schema, Record) and schema.fields:
            name = draw(st.sampled_from(sorted(schema.fields)))
            path.append(name)
            schema = schema.fields[name]
        elif isinstance(schema, ListOf):
            path.append(draw(st.sampled_from([0, 0, 1])))
            schema = schema.item
        elif isinstance(schema, MapOf):
            path.append(draw(KEYS))
            schema = schema.value
        else:
            break
        if draw(st.integers(0, 4)) == 0:
            break
    return tuple(path)


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with something else at the path; what is missing on the way is made."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        items = list(value) if isinstance(value, list) else []
        items += [{}] * (key + 1 - len(items))
        return [put(each, rest, new) if at == key else each for at, each in enumerate(items)]
    fields = dict(value) if isinstance(value, dict) else {}
    fields[key] = put(fields.get(key), rest, new)
    return fields


@st.composite
def a_spoilt(draw: st.DrawFn, kind: Kind, manifest: Any) -> Any:
    """A manifest with one to three things wrong in it."""
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        manifest = put(manifest, draw(a_place(kind.schema)), draw(JUNK))
    return manifest


def as_bytes(value: Any) -> bytes:
    """JSON with what strict encoders refuse: lone surrogates stay as escapes."""
    return json.dumps(value).encode()


def deep(levels: int) -> bytes:
    return b'{"spec":' * levels + b"1" + b"}" * levels


BOMB = b"\n".join(b"%c: &%c [*%c,*%c]" % (c, c, c - 1, c - 1) for c in range(98, 123))
RAW_BODIES = st.sampled_from(
    [
        *(b"", b" ", b"{", b"[", b"null", b"1", b'"x"', b"[]", b"{}{}", b"\xff\xfe"),
        *(b"\xef\xbb\xbf{}", b'{"a":NaN}', b'{"a":Infinity}', b'{"a":-}', b'{"a":01}'),
        *(b'{"a":1e999999}', b"{'a':1}", b'{"a":1,"a":2}', b'{"a":"\\ud800"}', b'{"a":}'),
        *(b'{"metadata":{"name":"a","name":"b"}}', b'{"a":"\x00"}', b'{"a":"\t"}', b"\x00" * 64),
        *(deep(40), deep(70), deep(20_000), b"[" * 50_000, b'{"a":' + b"9" * 5_000 + b"}"),
        *(b'{"spec":"' + b"x" * 200_000 + b'"}', b"a: &a [*a]", b"a: &a [1]\nb: *c", b"? [a]\n: b"),
        *(b"!!python/object:os.system x", b"\t- a", b"a: &a [x,x,x]\n" + BOMB),
        *(b"---\na: 1\n---\nb: 2\n", b"k8s\x00", b"k8s\x00" + b"\xff" * 9, b"k8s\x00\x0a\x05"),
        *(
            gzip.compress(b"{}"),
            b"\x1f\x8b\x08",
            b"--x\r\nContent-Disposition: x\r\n\r\n1\r\n--x--",
        ),
    ]
)
TYPES = st.sampled_from(
    [JSON, MERGE, STRATEGIC, JSON_PATCH, APPLY, YAML, PROTOBUF, ""]
    + words(
        """text/plain application/cbor application/json;charset=utf-16 application/json;;;
        multipart/form-data;boundary=x ~~/x application/x-www-form-urlencoded ;
        application/vnd.kubernetes.protobuf;type=x"""
    )
)
QUERIES = st.sampled_from(
    ["", "", "", "labelSelector=" + "a," * 3000, "labelSelector=" + "x" * 300]
    + ["fieldManager=" + "x" * 300]
    + words(
        """dryRun=All dryRun=Some fieldValidation=Strict fieldValidation=x force=maybe
        labelSelector=a+in+b labelSelector=%00 labelSelector=a%3D%3D%3Db labelSelector=!!a
        labelSelector=a+notin+( limit=x limit=-1 limit=99999999999999999999 continue=%00
        continue=x fieldSelector=nosuch%3Dx fieldSelector=%3D%3D fieldSelector=metadata.name
        fieldSelector=spec.nodeName!%3D limit=1&continue=eyJ2IjoibWV0YSJ9 pretty=%FF
        resourceVersion=x resourceVersion=-1 resourceVersion=99999999999999
        resourceVersionMatch=Exact resourceVersionMatch=x
        resourceVersion=1&resourceVersionMatch=Exact timeoutSeconds=x timeoutSeconds=-5
        gracePeriodSeconds=x gracePeriodSeconds=-9 propagationPolicy=x orphanDependents=maybe
        fieldManager=%00 watch=1&resourceVersion=x a=b&a=c&%FF=%FE
        watch=1&resourceVersion=99999999 watch=1&sendInitialEvents=true
        watch=1&fieldSelector=x%3D watch=1&timeoutSeconds=x subPath=.. container=nosuch &&=&
        includeObject=x"""
    )
)
HEADERS = st.sampled_from(
    [
        *({}, {}, {}, {"Accept": "x"}, {"Accept": "application/json;as=Table;v=v9;g=x"}),
        *({"Accept": "application/yaml"}, {"Accept": "application/json;as=PartialObjectMetadata"}),
        *({"Content-Encoding": "gzip"}, {"Content-Encoding": "nosuch"}, {"Accept": ",;,=,\x7f"}),
        *({"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"}, {"User-Agent": "\x01" * 50}),
        *({"X-HTTP-Method-Override": "DELETE"}, {"Impersonate-User": "root"}, {"If-Match": "x"}),
        *({"Expect": "nothing"}, {"Range": "bytes=5-1"}, {"Accept-Encoding": "nosuch;q=x"}),
    ]
)
WORDS = st.sampled_from(
    ["a" * 300, " "]
    + words(
        """web default .. . %2e%2e %00 é WEB web%2Fscale * {} scale status log eviction binding
        exec rollback nosuch %FF web:80 proxy"""
    )
)
ROOTS = st.sampled_from(
    [""]
    + words(
        """api apis api/v1 apis/apps/v1 apis/apps/v9 apis/nosuch/v1 version openapi/v2
        openapi/v3 openapi/v3/apis/apps/v1 api/v1/namespaces api/v1/namespaces/default apply
        apis/apps/v1/namespaces/default/deployments
        apis/sim.kubeloop.dev/v1alpha1/clocks/clock
        apis/authorization.k8s.io/v1/selfsubjectaccessreviews api/v1/namespaces/default/pods"""
    )
)
METHODS = st.sampled_from(words("GET POST PUT PATCH DELETE HEAD OPTIONS TRACE NOSUCH"))
WRITES = st.sampled_from(["POST", "PUT", "PATCH", "DELETE"])
SUBRESOURCES = ("", "", "", *words("/status /scale /eviction /binding /log /rollback /step"))
OPERATIONS = st.sampled_from([*words("add replace remove copy move test nosuch"), "", None, 1])


@st.composite
def an_object(draw: st.DrawFn, objects: dict[str, list[dict]]) -> tuple[Kind, str, dict]:
    """(kind, path, manifest) of something that exists."""
    kind = draw(st.sampled_from([kind for kind in KINDS if objects[kind.kind]]))
    found = draw(st.sampled_from(objects[kind.kind]))
    namespace = found["metadata"].get("namespace", "default")
    return kind, f"{collection_of(kind, namespace)}/{found['metadata']['name']}", found


@st.composite
def a_json_patch(draw: st.DrawFn, kind: Kind) -> Any:
    """Operations at places of the schema, some of them impossible."""

    def pointer() -> str:
        return "".join(f"/{part}" for part in draw(a_place(kind.schema)))

    steps = []
    for _ in range(draw(st.integers(1, 3))):
        step = {"op": draw(OPERATIONS), "path": pointer(), "from": pointer(), "value": draw(JUNK)}
        for name in draw(st.lists(st.sampled_from(sorted(step)), max_size=1)):
            step[name] = draw(JUNK)
        steps.append(step)
    return draw(st.sampled_from([steps, steps, steps, steps[0]]))


@st.composite
def a_spoilt_write(draw: st.DrawFn, objects: dict[str, list[dict]]) -> Wrong:
    """POST, PUT or PATCH of an object that is nearly right."""
    kind, path, manifest = draw(an_object(objects))
    method = draw(st.sampled_from(["POST", "PUT", "PATCH"]))
    content_type = JSON
    if method == "PATCH":
        content_type = draw(st.sampled_from([MERGE, STRATEGIC, JSON_PATCH, APPLY]))
    if content_type == JSON_PATCH:
        body = draw(a_json_patch(kind))
    elif method == "PATCH":
        body = draw(a_spoilt(kind, {} if content_type != APPLY else manifest))
    else:
        body = draw(a_spoilt(kind, manifest))
    if method == "POST":
        path = path.rpartition("/")[0]
    else:
        path += draw(st.sampled_from(SUBRESOURCES))
    return Wrong(method, f"{path}?{draw(QUERIES)}", as_bytes(body), content_type)


@st.composite
def a_raw_body(draw: st.DrawFn, objects: dict[str, list[dict]]) -> Wrong:
    """A body that is no manifest, to an address that exists."""
    _, path, _ = draw(an_object(objects))
    path += draw(st.sampled_from(SUBRESOURCES))
    method = draw(WRITES)
    if method == "POST" and draw(st.booleans()):
        path = path.rpartition("/")[0]
    body = draw(RAW_BODIES | st.binary(max_size=60) | st.binary(max_size=60).map(b"k8s\0".__add__))
    return Wrong(method, f"{path}?{draw(QUERIES)}", body, draw(TYPES), draw(HEADERS))


@st.composite
def a_wrong_question(draw: st.DrawFn, objects: dict[str, list[dict]]) -> Wrong:
    """A reading or deletion with a query and headers that make no sense."""
    kind, path, _ = draw(an_object(objects))
    path = draw(st.sampled_from([path, path.rpartition("/")[0], collection_of(kind, "nosuch")]))
    body = draw(st.just(b"") | JUNK.map(as_bytes))
    method = draw(st.sampled_from(["GET", "GET", "GET", "DELETE"]))
    if method == "DELETE" and "/nosuch/" not in path:
        path += "-nosuch"
    query = "&".join(draw(st.lists(QUERIES, min_size=1, max_size=3)))
    return Wrong(
        method, f"{path}?{query}", body if method == "DELETE" else b"", JSON, draw(HEADERS)
    )


@st.composite
def a_wrong_address(draw: st.DrawFn, objects: dict[str, list[dict]]) -> Wrong:
    """A path that leads nowhere, by any method."""
    path = "/".join([draw(ROOTS), *draw(st.lists(WORDS, max_size=4))])
    body = draw(st.just(b"") | JUNK.map(as_bytes) | RAW_BODIES)
    return Wrong(draw(METHODS), f"{path}?{draw(QUERIES)}", body, draw(TYPES), draw(HEADERS))


GROUPS = {
    "spoilt writes": a_spoilt_write,
    "raw bodies": a_raw_body,
    "wrong questions": a_wrong_question,
    "wrong addresses": a_wrong_address,
}
