"""Every rule that something is written by has words, and its numbers add up or are told bare."""

from __future__ import annotations

import ast
import re

import pytest

from cluster.core.kubelet.reasons import RULES as KUBELET_RULES
from cluster.core.rules import RULES, sum_of, words_of
from tests.lab import Lab, a_deployment, a_fault, a_service
from tests.server import ROOT

ID = re.compile(r"[A-Z]\d+|user|undo")
NO_RULE = {"tests"}


def rules_in_source() -> dict[str, set[str]]:
    """Every id that stands as the first argument of a `Why`, or in a name that one may be given."""
    found: dict[str, set[str]] = {}
    for folder in ("cluster", "playground"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Why":
                    first = node.args[0] if node.args else node.keywords[0].value
                    for each in texts(first):
                        found.setdefault(each, set()).add(path.name)
    return found


def texts(value: ast.expr) -> list[str]:
    return [
        node.value
        for node in ast.walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_every_rule_in_the_source_has_words():
    known = rules_in_source()
    assert len(known) > 40
    assert {rule: files for rule, files in known.items() if rule not in RULES} == {}
    assert {rule for rule, _ in KUBELET_RULES.values()} <= set(RULES)


def test_words_are_sentences_without_ids():
    for rule, found in RULES.items():
        assert ID.fullmatch(rule), rule
        assert found.words[0].isupper()
        assert not re.search(r"\b[A-Z]\d+\b", found.words)
        assert not found.words.endswith(".")
    assert words_of("Q99") == ""


@pytest.fixture(scope="module")
def lived() -> Lab:
    """A cluster that has seen a rollout, a crash, a dead node and a scale down."""
    lab = Lab(nodes=3)
    lab.create(a_service())
    lab.create(a_deployment(replicas=10))
    lab.run(20)
    template = lab.get("Deployment", "web").spec["template"]
    for image in ("web:v2", "web:v3-crash"):
        container = {**template["spec"]["containers"][0], "image": image}
        pod = {**template["spec"], "containers": [container]}
        lab.edit_spec("Deployment", "web", template={**template, "spec": pod})
        lab.run(60)
    lab.create(a_fault("node-2"))
    lab.run(400)
    lab.edit_spec("Deployment", "web", replicas=4)
    lab.run(60)
    return lab


def test_every_decision_of_a_lived_cluster_has_words(lived: Lab):
    decided = [change.why for change in lived.changes if change.why and change.by != "test"]
    assert len({why.rule for why in decided}) > 15
    assert {why.rule for why in decided if not words_of(why.rule)} == set()
    silent = {
        (change.by, change.object.kind, change.type)
        for change in lived.changes
        if change.why is None and change.by != "test" and change.object.kind != "Event"
    }
    assert silent == set()


def test_sums_of_a_lived_cluster_add_up(lived: Lab):
    sums = [
        found
        for change in lived.changes
        if change.why and (found := sum_of(change.why.rule, change.why.numbers, change.by))
    ]
    assert {each.question for each in sums} >= {
        RULES[rule].words for rule in ("D45", "D48", "R2", "R4")
    }
    for each in sums:
        first, *rest = each.terms
        assert first.value - sum(term.value for term in rest) == each.result.value
        assert each.tone == ("ok" if each.result.value > 0 else "wait")


def test_numbers_that_another_limit_cut_short_are_no_sum():
    whole = {"ceiling": 13, "pods": 10, "grow": 3, "surge": 3}
    assert sum_of("D45", whole, "deployment-controller") is not None
    assert sum_of("D45", {**whole, "grow": 1}, "deployment-controller") is None
    assert sum_of("D45", {"wanted": 3, "size": 5}, "deployment-controller") is None
    assert sum_of("N3", {"silent": 52, "grace": 50}, "node-controller") is None
