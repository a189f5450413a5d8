"""Markdown as a tree that the page builds elements from; nothing of it is ever markup again.

A node is a text, or [tag, attributes, children...]. Raw HTML is off, links lead to http(s) or to
this server, and a block ```run becomes a `run` node with one command for each line.
Example: tree("Run `kubectl`") == [["p", {}, "Run ", ["code", {}, "kubectl"]]].
"""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Node = Any
PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
TAGS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "strong": "strong",
    "em": "em",
    "blockquote": "blockquote",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "th": "th",
    "td": "td",
    "hr": "hr",
}


def tree(text: str) -> list[Node]:
    """The blocks of a text."""
    return children(SyntaxTreeNode(PARSER.parse(text)))


def children(node: SyntaxTreeNode) -> list[Node]:
    found: list[Node] = []
    for each in node.children:
        found += built(each)
    return found


def built(node: SyntaxTreeNode) -> list[Node]:
    """One node of the parser as nodes of ours."""
    match node.type:
        case "inline":
            return children(node)
        case "text":
            return [node.content] if node.content else []
        case "softbreak":
            return [" "]
        case "hardbreak":
            return [["br", {}]]
        case "code_inline":
            return [["code", {}, node.content]]
        case "fence" | "code_block":
            return [block(node)]
        case "heading":
            return [["h4" if node.tag > "h2" else "h3", {}, *children(node)]]
        case "link":
            return [["a", link(str(node.attrs.get("href", ""))), *children(node)]]
        case "paragraph" if node.hidden:
            return children(node)
    tag = TAGS.get(node.type)
    return [[tag, {}, *children(node)]] if tag else children(node)


def block(node: SyntaxTreeNode) -> Node:
    if node.type == "fence" and node.info.strip() == "run":
        return ["run", {}, *(line.strip() for line in node.content.splitlines() if line.strip())]
    return ["pre", {}, ["code", {}, node.content.rstrip("\n")]]


def link(href: str) -> dict[str, str]:
    """Nothing but pages: no `javascript:` and the like."""
    return {"href": href} if href.startswith(("https://", "http://", "/")) else {}
