"""The text of a lesson: one Markdown file, cut at its headings into one section for each step.

A line `# look` begins the section of the step with the id `look`. Inside a section headings begin
at `##`. A block ```run holds kubectl commands that the page makes clickable, one on each line.
Example: sections("# look\\nHello.") == {"look": Section("Hello.", 1, 2)}.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from playground.tutorials.format.problems import Problems

HEADING = re.compile(r"# +(\S+)\s*")
FENCE = re.compile(r" {0,3}(```+|~~~+)(.*)")


@dataclass(frozen=True, slots=True)
class Section:
    """The Markdown of one step, the line its heading is on, and the line its text begins on."""

    text: str
    line: int
    first: int = 0


def sections(text: str, file: str, problems: Problems) -> dict[str, Section]:
    """Every section by its id."""
    found: dict[str, Section] = {}
    lines: list[str] = []
    name, start, fence = "", 0, ""
    for number, line in enumerate([*text.splitlines(), "# "], 1):
        fence = fence_after(line, fence)
        heading = None if fence else HEADING.fullmatch(line)
        if heading is None and line != "# ":
            if not name and line.strip():
                note_stray(file, number, problems)
                name = "?"
            lines.append(line)
            continue
        if name and name != "?":
            blank = next((index for index, each in enumerate(lines) if each.strip()), 0)
            found[name] = Section("\n".join(lines).strip(), start, start + 1 + blank)
        if heading is not None and heading[1] in found:
            text_of = f'the section "{heading[1]}" stands here a second time'
            problems.add(file, number, text_of, "Keep one of the two.")
        name, start, lines = heading[1] if heading else "", number, []
    return found


def fence_after(line: str, fence: str) -> str:
    """The fence that is open behind this line."""
    match = FENCE.match(line)
    if not match:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) and not match[2].strip() else fence


def note_stray(file: str, number: int, problems: Problems) -> None:
    cure = "Begin the file with a line such as `# look`, the id of the first step."
    problems.add(file, number, "this text belongs to no step", cure)


def run_blocks(text: str) -> list[tuple[int, str]]:
    """The commands of all ```run blocks with their line inside the text (from 1)."""
    found: list[tuple[int, str]] = []
    fence, is_run = "", False
    for number, line in enumerate(text.splitlines(), 1):
        before, fence = fence, fence_after(line, fence)
        if not before and fence:
            is_run = line.strip().lstrip("`~").strip() == "run"
        elif fence and before and is_run and line.strip():
            found.append((number, line.strip()))
    return found
