"""The editors that `kubectl edit` can start here: `sed` with one substitution, and `true`.

A terminal in a page cannot hand the screen to an editor; a substitution is what scripts use anyway.
Patterns are sed's basic ones with one `*` at most, so that no pattern can keep the server busy.
Example: edited("image: web:v1\n", "sed -i s/web:v1/web:v2/") is "image: web:v2\n".
"""

from __future__ import annotations

import re
import shlex

from playground.kubectl.failures import error

NONE_HERE = (
    "this terminal has no editor: use the YAML panel of the page, kubectl patch, "
    'or KUBE_EDITOR="sed -i s/OLD/NEW/" kubectl edit ...'
)
LONGEST_PATTERN = 200
LONGEST_LINE = 4_000
QUIET = ("true", "cat", ":")


def edited(text: str, editor: str) -> str:
    """The text after the editor. Raises Failure for editors that are not offered."""
    try:
        program, *words = shlex.split(editor)
    except ValueError:
        raise error(NONE_HERE) from None
    if program in QUIET:
        return text
    scripts = [word for word in words if word not in ("-i", "-e", "-E", "-r", "--in-place")]
    if program != "sed" or not scripts:
        raise error(NONE_HERE)
    for script in scripts:
        text = substituted(text, script)
    return text


def substituted(text: str, script: str) -> str:
    """`s/OLD/NEW/` or `s/OLD/NEW/g`, with any letter in the place of the slash."""
    parts = parts_of(script[1:]) if script[:1] == "s" else []
    if len(parts) != 3 or parts[2] not in ("", "g"):
        raise error(f"sed: only s/OLD/NEW/ and s/OLD/NEW/g are offered here, not {script}")
    pattern, count = pattern_of(parts[0]), 0 if parts[2] else 1
    new = replacement_of(parts[1])
    return "".join(
        line if len(line) > LONGEST_LINE else pattern.sub(new, line, count=count)
        for line in text.splitlines(keepends=True)
    )


def parts_of(script: str) -> list[str]:
    """The script between its delimiters; one behind a backslash is a letter."""
    delimiter, parts, is_escaped = script[:1], [""], False
    for letter in script[1:]:
        if is_escaped:
            parts[-1] += letter if letter == delimiter else f"\\{letter}"
            is_escaped = False
        elif letter == "\\":
            is_escaped = True
        elif letter == delimiter:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def pattern_of(text: str) -> re.Pattern[str]:
    """A basic regular expression. Raises Failure."""
    if len(text) > LONGEST_PATTERN or text.count("*") > 1 or re.search(r"\\[({|+?\d]", text):
        raise error(f"sed: this pattern is not offered here: {text}")
    try:
        return re.compile(re.sub(r"(?<!\\)([(){}|+?])", r"\\\1", text))
    except re.error:
        raise error(f"sed: -e expression #1: cannot read the pattern {text}") from None


def replacement_of(text: str) -> str:
    """`&` is what was found; everything else is itself."""
    plain = re.sub(r"\\(.)", r"\1", text).replace("\\", "\\\\")
    return plain.replace("&", r"\g<0>")
