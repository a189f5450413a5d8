"""The same commands through two doors: the real kubectl, and the page's terminal.

A scene is a text file of command lines as one types them into the terminal, told from top to
bottom in twin clusters of one seed. What only looks is told by both doors about one cluster, and
must be equal to the last blank. What changes something is told by kubectl in one twin and by the
terminal in the other, and must be equal but for generated names. Lines in the files:

    # a comment
    get pods -o wide                     a command, with a here-document where it needs input
    > file web.yaml <<EOF                a file for `-f web.yaml`
    > until get deploy web => 2/2        wait until both twins show this
    > speed 10                           faster clocks, for scenes that show no ages

`python -m tests.kubectl.doors [SCENE ...]` prints what differs.
"""

from __future__ import annotations

import asyncio
import difflib
import json
import re
import shlex
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playground.kubectl.words import here_document, read_line
from tests.server import Server, running_server
from tests.stories.programs import KubectlProgram, Result, TerminalProgram, Typed
from tests.stories.run import token_of

SCENES = Path(__file__).parent / "scenes"
HERE = re.compile(r"<<'?(\w+)'?")
LOOKING = frozenset(
    ("get", "describe", "explain", "api-resources", "api-versions", "version", "cluster-info")
    + ("events", "top", "auth", "logs", "config", "diff", "options", "help")
)
LOOKING_PAIRS = frozenset(
    {("rollout", "history"), ("rollout", "status"), ("apply", "view-last-applied")}
)
ATTEMPTS = 4
"""The cluster may change between two looks at it."""
WAIT_SECONDS = 60.0
COMMAND_SECONDS = 90.0
LETTERS = "bcdfghjklmnpqrstvwxz2456789"
AGE = re.compile(r"(?<![\w.:-])(?:\d+[ydhms]){1,2}(?![\w:.-]) *")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
SUFFIX = re.compile(rf"-[{LETTERS}]{{5}}\b")
HASH = re.compile(rf"-[{LETTERS}]{{7,10}}(?=-<pod>|\"| )")
UID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
REVISION = re.compile(r'(resourceVersion"?: ?"?|resource version to be )\d+')
ADDRESS = re.compile(r"\b10\.\d+\.\d+\.\d+\b *")
NODE = re.compile(r"\bnode-\d\b")
AGED_HEADER = re.compile(r"\b(LAST SEEN|AGE|SINCE) {2,}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \+0000")
FOLDER = re.compile(r"/\S*?/((?:LIVE|MERGED)-)\d+/")


@dataclass
class Line:
    """One line of a scene with the text below it."""

    text: str
    document: str = ""
    number: int = 0


@dataclass
class Twins:
    """Two clusters with the same beginning, and both doors."""

    kubectl: KubectlProgram
    terminal: TerminalProgram
    twin: TerminalProgram
    told: int = 0
    unlike: list[str] = field(default_factory=list)


def read_scene(name: str) -> Iterator[Line]:
    """The lines that do something."""
    lines = (SCENES / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    number = 0
    while number < len(lines):
        text, first = lines[number], number + 1
        number += 1
        if not text.strip() or text.startswith("#"):
            continue
        here = HERE.search(text)
        document = ""
        if here is not None:
            document = here_document("\n".join(lines[number:]), here[1], strips_tabs=False)
            number += document.count("\n") + 1
        yield Line(text, document, first)


def names() -> list[str]:
    return sorted(path.stem for path in SCENES.glob("*.txt"))


async def twins(server: Server, name: str, binary: Path | None = None) -> Twins:
    """Two fresh clusters of one seed."""
    made = []
    for number in (1, 2):
        client = await asyncio.to_thread(server.new_cluster, f"{name} {number}", seed=name)
        made.append((client.base, token_of(client)))
    return Twins(
        KubectlProgram(*made[0], binary), TerminalProgram(*made[0]), TerminalProgram(*made[1])
    )


async def tell(both: Twins, name: str) -> list[str]:
    """What differs, in lines."""
    for line in read_scene(name):
        if line.text.startswith("> file "):
            put_file(both, line)
        elif line.text.startswith("> speed "):
            await set_speed(both, line)
        elif line.text.startswith("> until "):
            await wait(both, name, line)
        else:
            await compare(both, name, line)
    return both.unlike


def put_file(both: Twins, line: Line) -> None:
    name = line.text.split()[2]
    for program in (both.kubectl, both.terminal, both.twin):
        program.files[name] = line.document


async def set_speed(both: Twins, line: Line) -> None:
    patch = json.dumps({"spec": {"speed": float(line.text.split()[2])}})
    words = ["patch", "clock", "clock", "--type=merge", "-p", patch]
    for program in (both.terminal, both.twin):
        await program.run(words, "", Typed())


async def wait(both: Twins, name: str, line: Line) -> None:
    command, _, pattern = line.text.removeprefix("> until ").rpartition(" => ")
    ends = time.monotonic() + WAIT_SECONDS
    for program in (both.terminal, both.twin):
        while True:
            said = await program.run(shlex.split(command), "", Typed())
            if re.search(pattern, said[1]):
                break
            if time.monotonic() > ends:
                both.unlike.append(f"{name}:{line.number}: never reached: {line.text}\n{said[1]}")
                return
            await asyncio.sleep(0.1)


async def compare(both: Twins, name: str, line: Line) -> None:
    """Tell one command to both doors."""
    typed_line = (
        f"{line.text}\n{line.document}{HERE.search(line.text)[1]}" if line.document else line.text
    )
    words = read_line(typed_line).words
    typed = Typed(stdin=line.document or None, seconds=COMMAND_SECONDS)
    looks = only_looks(words)
    for _ in range(ATTEMPTS if looks else 1):
        theirs = seen(words, await both.kubectl.run(words, "", typed))
        door = both.terminal if looks else both.twin
        ours = seen(words, await told(door, words, typed))
        if theirs == ours:
            break
    else:
        both.unlike.append(f"{name}:{line.number}: {line.text}\n{difference(theirs, ours)}")
    both.told += 1


async def told(door: TerminalProgram, words: list[str], typed: Typed) -> Result:
    """A fault of the terminal is a difference like others."""
    try:
        return await door.run(words, "", typed)
    except Exception as problem:
        return "broken", "", f"{type(problem).__name__}: {problem}"


def only_looks(words: list[str]) -> bool:
    if "--dry-run=client" in words:
        return True
    return not words or words[0] in LOOKING or tuple(words[:2]) in LOOKING_PAIRS


def seen(words: list[str], result: Result) -> Result:
    """What counts. kubectl leaves Events of one moment in any order."""
    looks = only_looks(words)
    code, out, err = result
    out, err = masked_text(out, looks=looks), masked_text(err, looks=looks)
    return code, "\n".join(sorted(out.split("\n"))) if words[:1] == ["events"] else out, err


def masked_text(text: str, *, looks: bool) -> str:
    text = FOLDER.sub(r"<folder>/\1", AGE.sub("<age> ", MOMENT.sub("<moment>", text)))
    if "<age>" in text:
        # The column of ages is as wide as the oldest age, and the two are asked a moment apart.
        text = AGED_HEADER.sub(r"\1  ", text)
    if looks:
        return text
    text = SUFFIX.sub("-<pod>", UID.sub("<uid>", TIME.sub("<time>", text)))
    text = NODE.sub("node-#", REVISION.sub(r"\1<n>", ADDRESS.sub("<ip> ", text)))
    text = HASH.sub("-<hash>", text)
    return "\n".join(sorted(text.split("\n"))) if "<pod>" in text else text


def difference(theirs: Result, ours: Result) -> str:
    lines = [] if theirs[0] == ours[0] else [f"exit code: kubectl {theirs[0]}, terminal {ours[0]}"]
    for index, part in ((1, "stdout"), (2, "stderr")):
        want, got = str(theirs[index]).split("\n"), str(ours[index]).split("\n")
        marks = (f"{part} of kubectl", f"{part} of the terminal")
        found = difflib.unified_diff(want, got, *marks, lineterm="", n=1)
        lines += [each for each in found if not each.startswith("@@")]
    return "\n".join(f"    {each}" for each in lines)


async def tell_by_hand(server: Server, chosen: list[str]) -> None:
    for name in chosen:
        both = await twins(server, name)
        for each in await tell(both, name):
            print(each, flush=True)
        print(f"{name}: {both.told - len(both.unlike)} of {both.told} equal", flush=True)


def main() -> None:
    with running_server() as server:
        asyncio.run(tell_by_hand(server, sys.argv[1:] or names()))


if __name__ == "__main__":
    main()
