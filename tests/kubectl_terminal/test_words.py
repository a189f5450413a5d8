"""A typed line in words: quotes, here-documents, and what only a shell can do."""

from __future__ import annotations

import pytest

from playground.kubectl.failures import Failure
from playground.kubectl.words import read_line


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("kubectl get pods", ["get", "pods"], id="the program's name goes"),
        pytest.param("k get po", ["get", "po"], id="so does its alias"),
        pytest.param("get pods", ["get", "pods"], id="it may be left out"),
        pytest.param("get -l 'a in (b,c)'", ["get", "-l", "a in (b,c)"], id="quotes"),
        pytest.param("get 'a|b;c>d'", ["get", "a|b;c>d"], id="operators in quotes are text"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_line_is_split(line: str, words: list[str]):
    assert read_line(line).words == words


def test_a_here_document_is_the_input():
    typed = read_line("kubectl apply -f - <<EOF\nkind: Pod\n  a: |\n   x\nEOF\n")
    assert typed.words == ["apply", "-f", "-"]
    assert typed.document == "kind: Pod\n  a: |\n   x\n"


def test_a_here_document_ends_at_its_own_word():
    typed = read_line("apply -f - <<'END'\nEOF\nEND\nmore\n")
    assert typed.document == "EOF\n"


def test_what_is_echoed_is_the_input():
    typed = read_line("""echo '{"kind": "Pod | x"}' | kubectl apply -f -""")
    assert typed.words == ["apply", "-f", "-"]
    assert typed.document == '{"kind": "Pod | x"}\n'


@pytest.mark.parametrize(
    "line",
    [
        "echo x | kubectl get pods | wc",
        "echo x > f",
        "echo `a` | kubectl get",
        "get pods | grep x",
        "get pods; ls",
        "get > f",
        "get && ls",
        "a `b`",
    ],
)
def test_a_shell_is_not_offered(line: str):
    with pytest.raises(Failure, match="one kubectl command"):
        read_line(line)


def test_an_open_quote_is_refused():
    with pytest.raises(Failure) as refused:
        read_line("get 'pods")
    assert refused.value.code == 2
