"""Protobuf bodies: what kubectl 1.33 sent, word for word, and everything that is broken."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cluster.api.body import PROTOBUF_TYPE, decode
from cluster.api.body_limits import MAX_BYTES
from cluster.api.protobuf_fields import MESSAGES, TOP_LEVEL
from cluster.kinds import Context, by_api_kind
from cluster.kinds.errors import ApiError

CASES = yaml.safe_load((Path(__file__).parent / "cases/protobuf.yaml").read_text(encoding="utf-8"))
NAMESPACE = next(b64decode(case["body"]) for case in CASES if "namespace" in case["command"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["command"])
def test_bodies_of_kubectl(case):
    raw = b64decode(case["body"])
    if case["value"] is None:
        with pytest.raises(ApiError) as refused:
            decode(raw, PROTOBUF_TYPE)
        assert refused.value.status_code == 415
    else:
        assert decode(raw, PROTOBUF_TYPE).value == case["value"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["command"])
def test_what_kubectl_sends_is_taken(case):
    value = case["value"]
    kind = value and by_api_kind(value["apiVersion"], value["kind"])
    if not kind:
        return
    metadata = value["metadata"] | ({"namespace": "default"} if kind.namespaced else {})
    manifest, problems = kind.decode({**value, "metadata": metadata}, strict=True)
    assert problems == []
    assert kind.admit_create(manifest, Context())["metadata"]["name"] == metadata["name"]


def test_every_type_in_the_table_is_known():
    plain = {"text", "number", "boolean", "bytes", "raw", "time", "quantity", "int or text"}
    for message in MESSAGES.values():
        for _, kind in message.values():
            item = kind if isinstance(kind, str) else next(iter(kind))
            assert item in plain or item in MESSAGES
    assert set(MESSAGES) >= TOP_LEVEL


def test_what_is_no_envelope_is_400():
    for raw in (b"", b"{}", b"k8s", NAMESPACE[1:]):
        with pytest.raises(ApiError) as refused:
            decode(raw, PROTOBUF_TYPE)
        assert refused.value.status_code == 400


def test_too_large_a_body_is_413():
    with pytest.raises(ApiError) as refused:
        decode(NAMESPACE + b"\0" * MAX_BYTES, PROTOBUF_TYPE)
    assert refused.value.status_code == 413


def test_a_message_cut_off_anywhere_is_refused_or_shorter():
    for end in range(4, len(NAMESPACE)):
        try:
            decode(NAMESPACE[:end], PROTOBUF_TYPE)
        except ApiError as error:
            assert error.status_code in (400, 415)


@given(st.binary(max_size=200), st.sampled_from(sorted(TOP_LEVEL)))
def test_noise_never_breaks_the_reader(noise, kind):
    name = kind.encode()
    type_meta = b"\x0a\x02v1\x12" + bytes([len(name)]) + name
    envelope = b"\x0a" + bytes([len(type_meta)]) + type_meta
    envelope += b"\x12" + _varint(len(noise)) + noise
    try:
        assert decode(b"k8s\x00" + envelope, PROTOBUF_TYPE).value["kind"] == kind
    except ApiError as error:
        assert error.status_code == 400


def _varint(number):
    low, high = number & 0x7F, number >> 7
    return bytes([low]) if not high else bytes([low | 0x80, high])
