"""Templates as identities: hash, name, equality by meaning."""

from __future__ import annotations

from cluster.core.changes import Ledger
from cluster.core.controllers.deployment.template import fnv1a, hash_text, is_equal, new_set
from tests.builders import START, a_deployment, a_template


def with_cpu(amount):
    template = a_template()
    template["spec"]["containers"][0]["resources"] = {"limits": {"cpu": amount}}
    return template


def made_of(template):
    return a_deployment(template=template)


def with_spec(deployment, **parts):
    return {**deployment.manifest, "spec": {**deployment.spec, **parts}}


def test_fnv1a_is_the_published_function():
    assert fnv1a(b"") == 0x811C9DC5
    assert fnv1a(b"a") == 0xE40C292C
    assert fnv1a(b"foobar") == 0xBF9CF968


def test_hash_has_the_letters_of_a_real_one_and_depends_on_the_template_alone():
    hashed = hash_text(a_deployment(), None)
    assert set(hashed) <= set("456789bcdf") and len(hashed) <= 10
    assert hash_text(a_deployment("other", replicas=9), None) == hashed
    assert hash_text(made_of(a_template("web:v2")), None) != hashed


def test_every_collision_gives_another_hash():
    hashes = {hash_text(a_deployment(), count) for count in (None, 0, 1, 2)}
    assert len(hashes) == 4


def test_quantities_are_compared_by_value_and_empty_parts_left_out():
    assert is_equal(made_of(with_cpu("500m")), made_of(with_cpu("0.5")))
    assert not is_equal(made_of(with_cpu("500m")), made_of(with_cpu("501m")))
    assert is_equal(made_of({**a_template(), "extra": {}}), made_of(a_template()))


def test_what_a_template_says_is_kept_by_writes_that_leave_it_alone_and_only_by_those():
    ledger = Ledger("seed", 1, START)
    first = a_deployment()
    hash_text(first, None)
    scaled = ledger.update(first, with_spec(first, replicas=9), "user", None)
    assert scaled.template_text is first.template_text is not None
    rolled = ledger.update(scaled, with_spec(scaled, template=a_template("web:v2")), "user", None)
    assert rolled.template_text is None
    assert hash_text(rolled, None) != hash_text(scaled, None)


def test_new_set_carries_the_hash_in_labels_selector_and_template():
    made = new_set(a_deployment(minReadySeconds=4), "abc", 2, {})
    hashed = "pod-template-hash"
    assert made["metadata"]["name"] == "web-abc"
    assert made["metadata"]["labels"] == {"app": "web", hashed: "abc"}
    assert made["spec"]["selector"]["matchLabels"][hashed] == "abc"
    assert made["spec"]["template"]["metadata"]["labels"][hashed] == "abc"
    assert made["spec"]["minReadySeconds"] == 4
