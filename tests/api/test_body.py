"""Request bodies: what JSON and YAML may say, and everything that is refused."""

from __future__ import annotations

import pytest

from cluster.api.body import decode, decode_many
from cluster.api.body_limits import MAX_BYTES, MAX_DEPTH, MAX_DOCUMENTS
from cluster.kinds.errors import ApiError

JSON, YAML = "application/json", "application/yaml"


def refusal(raw, content_type):
    with pytest.raises(ApiError) as refused:
        decode(raw, content_type)
    return refused.value


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"{bad json", "invalid character 'b' looking for beginning of object key string"),
        (b"", "unexpected end of JSON input"),
        (b'{"a": "x', "unexpected end of JSON input"),
        (b'{"a": }', "invalid character '}' looking for beginning of value"),
        (b'{"a" 1}', "invalid character '1' after object key"),
        (b'{"a": 1} x', "invalid character 'x' after top-level value"),
        (b'{"a": NaN}', "invalid character 'N' looking for beginning of value"),
        (b'{"a": -Infinity}', "invalid character '-' looking for beginning of value"),
        (b'{"a": 1e999}', "a number is too large"),
        (b'{"a": "\\u0000"}', "the character NUL is not allowed"),
        (b"[" * 60_000, "exceeded max depth"),
        (b"[" * 70 + b"]" * 70, "exceeded max depth"),
        (b'{"a": ' + b"1" * 5000 + b"}", "a number of 5000 digits is too long"),
        (b'{"a": "\xff"}', "the body is not UTF-8 text"),
    ],
)
def test_json_that_is_refused(raw, complaint):
    error = refusal(raw, JSON)
    assert error.status_code == 400
    assert error.message.startswith(complaint)


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"a: [1", "yaml: line"),
        (b"a: .nan", "line 1: .nan is not a JSON number"),
        (b"a: .inf", "line 1: .inf is not a JSON number"),
        (b"a: &a [*a]", "exceeded max depth"),
        (b"? [1]\n: 2", "line 1: a key must be a text"),
        (b"? {a: 1}\n: 2", "line 1: a key must be a text"),
        (b"1.5: 2", "line 1: a key must be a text"),
        (b"!!python/object:os.system {}", "line 1: the tag tag:yaml.org,2002:python/object"),
        (b"a: !mine x", "yaml: line 1: could not determine a constructor"),
        (b"a: !!set {b}", "line 1: the tag"),
        (b"a: *nosuch", "yaml: line 1: found undefined alias"),
        (b"[" * 100_000, "exceeded max depth"),
        (b"- " * 5000 + b"x", "exceeded max depth"),
        (b"- a\n" * 250_000, "more than 100000 values"),
        (b"a: " + b"1" * 5000, "line 1: a number is too long"),
        (b'a: "\\0"', "the character NUL is not allowed"),
        (b"<<: 3", "line 1: map merge requires map"),
    ],
)
def test_yaml_that_is_refused(raw, complaint):
    error = refusal(raw, YAML)
    assert error.status_code == 400
    assert error.message.startswith(f"error converting YAML to JSON: {complaint}")


def test_aliases_that_expand_beyond_all_bounds_are_refused():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    error = refusal("\n".join(lines).encode(), YAML)
    assert "excessive aliasing" in error.message


def test_a_harmless_alias_and_a_merge_key_are_fine():
    raw = b"x: &x {a: 1, b: 1}\nw: {<<: *x, b: 2}\nz: [*x, *x]"
    assert decode(raw, YAML).value == {
        "x": {"a": 1, "b": 1},
        "w": {"a": 1, "b": 2},
        "z": [{"a": 1, "b": 1}, {"a": 1, "b": 1}],
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-01", "2026-01-01"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("yes", True),
        ("off", False),
        ("010", 8),
        ("0x10", 16),
        ("1e3", 1000),
        ("1.5", 1.5),
        ("-3", -3),
        ("~", None),
        ("'1'", "1"),
        ("v1.2", "v1.2"),
        ("25%", "25%"),
        ("!!binary aGk=", "aGk="),
    ],
)
def test_yaml_scalars_read_as_kubectl_reads_them(text, value):
    result = decode(f"a: {text}".encode(), YAML).value["a"]
    assert (result, type(result)) == (value, type(value))


def test_keys_become_texts():
    assert decode(b"1: a\ntrue: b\non: c", YAML).value == {"1": "a", "true": "c"}


def test_too_large_a_body_is_413_before_it_is_read():
    for content_type in (JSON, YAML):
        assert decode(b" " * (MAX_BYTES - 2) + b"{}", content_type).value == {}
        error = refusal(b" " * (MAX_BYTES - 1) + b"{}", content_type)
        assert (error.status_code, error.reason) == (413, "RequestEntityTooLarge")
        assert error.message == f"Request entity too large: limit is {MAX_BYTES}"


def test_depth_is_fine_up_to_the_limit():
    deep = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    for content_type in (JSON, YAML):
        assert decode(deep, content_type).value


def test_repeated_keys_are_told_and_the_last_wins():
    body = decode(b'{"a": 1, "a": 2, "l": [{"c": 1, "c": 3}]}', JSON)
    assert body.value == {"a": 2, "l": [{"c": 3}]}
    assert body.duplicates == ['duplicate field "a"', 'duplicate field "l[0].c"']
    body = decode(b"a: 1\nb: 1\na: 2\n", YAML)
    assert body.value == {"a": 2, "b": 1}
    assert body.duplicates == [
        'yaml: unmarshal errors:\n  line 3: key "a" already set in map',
    ]


def test_half_characters_are_replaced():
    assert decode(b'{"a": "\\ud800"}', JSON).value == {"a": "\ufffd"}


def test_many_documents():
    bodies = decode_many(b"---\na: 1\n---\n# nothing\n---\nb: 2\n", YAML)
    assert [body.value for body in bodies] == [{"a": 1}, {"b": 2}]
    assert [body.value for body in decode_many(b'{"a": 1}', JSON)] == [{"a": 1}]
    assert decode_many(b"", YAML) == []


def test_one_document_where_one_is_asked_for():
    assert refusal(b"a: 1\n---\nb: 2", YAML).status_code == 400
    assert refusal(b"", YAML).status_code == 400


def test_documents_are_limited():
    with pytest.raises(ApiError):
        decode_many(b"---\na: 1\n" * (MAX_DOCUMENTS + 1), YAML)
