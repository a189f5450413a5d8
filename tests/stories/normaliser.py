"""kubectl's output without what no two clusters share, so that equal behaviour is equal text.

Replaced by a mark: the namespace, times, uids, addresses, revisions, generated names, node names,
ages, restart counts with an age, kubelet event texts, and fields of `describe` that belong to the
machine. Template hashes become <hash1>, <hash2> in order of revision. Columns are parted by one
tab. Rows of tables, lines of commands on several objects, conditions and events are sorted.

Example: `web-75c8c6cc9-zzzzz   1/1   Running` reads `web-<hash1>-<pod>\t1/1\tRunning`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

SAFE = "bcdfghjklmnpqrstvwxz2456789"
HASH = re.compile(rf"(?<=-)([{SAFE}]{{7,10}})(?![\w])")
HASH_LABEL = re.compile(
    rf"(pod-template-hash[\"']?\s*(?:=|:|in \(|\]:?)\s*[\"']?)([{SAFE}]{{5,10}})(?![\w])"
)
HEX = "[0-9a-f]"
AGE = r"(?:(?:\d+[smhdy]){1,2}|<unknown>|<invalid>)"
TOPOLOGY = r"topology\.kubernetes\.io/(?:zone|region)=[^,\s]*"
UNDER_WAY = (
    r"\b(?:NewReplicaSetCreated|FoundNewReplicaSet|ReplicaSetUpdated)\b"
    r'|(?:Created new|Found new) replica set "\S+"|ReplicaSet "\S+" is progressing\.'
)
BEFORE_HASHES = tuple(
    (re.compile(pattern), mark)
    for pattern, mark in (
        (r"/\S*?/((?:LIVE|MERGED)-)\d+/", r"<tmp>/\1"),
        (r"/\S*?/kubectl-edit-\d+\.yaml", "<tmp>"),
        (r"((?:LIVE|MERGED)-)(\d+/)?", r"\1"),
        (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d))?", "<time>"),
        (r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", "<time>"),
        (rf"\b{HEX}{{8}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{12}}\b", "<uid>"),
        (r"(?<![\d.:\w])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])", "<ip>"),
        (r"(resourceVersion[\"']?\s*[:=]\s*[\"']?)\d+", r"\1<rv>"),
        (r"(resource version to be \d+, was )\d+", r"\1<rv>"),
        (rf"\n +{TOPOLOGY}(?=\n)", ""),
        (rf"(Labels: +){TOPOLOGY}\n +(?=\S+=\S*\n)", r"\1"),
        (rf"{TOPOLOGY},", ""),
        (rf"(?<=\S),{TOPOLOGY}", ""),
        (TOPOLOGY, "<none>"),
        (UNDER_WAY, "<underway>"),
        (rf"\.{HEX}{{14,16}}\b", ".<event>"),
    )
)
POD = re.compile(rf"(?<=-)([{SAFE}]{{5}})(?![\w<])")
NODE = re.compile(r"\bnode-\d+\b")
AFTER_HASHES = (
    (re.compile(r"back-off (?:\d+[ms])+"), "back-off <time>"),
    (re.compile(r"\bin \d+(?:\.\d+)?m?s\b"), "in <time>"),
    (re.compile("\r"), ""),
)
VERSION_CELL = re.compile(r"^v\d+\.\d+\.\d+\S*$")
AGE_CELL = re.compile(rf"^{AGE}(?: \(x\d+ over {AGE}\))?$")
RESTARTS_CELL = re.compile(rf"^\d+ \({AGE} ago\)$")
RESTARTS_AND_AGE = re.compile(rf"^(\d+) \({AGE} ago\) {AGE}$")
HEADER = re.compile(r"^[A-Z][A-Z0-9 /()_%-]*(\t[A-Z][A-Z0-9 /()_%-]*)*$")
KUBELET_REASONS = frozenset(
    [
        "Pulling",
        "Pulled",
        "Created",
        "Started",
        "Killing",
        "BackOff",
        "Failed",
        "Unhealthy",
        "FailedKillPod",
        "SandboxChanged",
        "FailedMount",
    ]
)
MASKED_FIELDS = frozenset(
    {
        "Container ID",
        "Image ID",
        "IP",
        "IPs",
        "Start Time",
        "Started",
        "Finished",
        "CreationTimestamp",
        "Host Port",
        "AcquireTime",
        "RenewTime",
        "PodCIDR",
        "PodCIDRs",
        "Last Sync Time",
    }
)
MASKED_BLOCKS = frozenset(
    {"Addresses", "Capacity", "Allocatable", "System Info", "Allocated resources", "Lease"}
)
MASKED_OF_NODES = frozenset({"Labels", "Annotations"})
DESCRIBED_FIELD = re.compile(r"^( *)([A-Z][\w .-]*?):(\t.*)?$")
NODE_BLOCK = re.compile(r"^(System Info|Non-terminated Pods|Allocated resources):")
UNSORTED_VERBS = ("rollout", "explain", "edit", "wait")
Learn = Callable[[], list[str]]


def output_format(arguments: Sequence[str]) -> str:
    """What `-o` says; empty without it."""
    for index, word in enumerate(arguments):
        if word in ("-o", "--output") and index + 1 < len(arguments):
            return arguments[index + 1]
        if word.startswith("--output="):
            return word.removeprefix("--output=")
        if word.startswith("-o") and len(word) > 2 and not word.startswith("--"):
            return word[2:].lstrip("=")
    return ""


class Normaliser:
    """Remembers the hashes of one story. `learn` asks for hashes that were not seen before."""

    def __init__(self, namespace: str, *, masks_nodes: bool, learn: Learn | None = None) -> None:
        self.namespace, self.masks_nodes, self.learn = namespace, masks_nodes, learn
        self.hashes: dict[str, str] = {}

    def text(self, text: str, arguments: Sequence[str], sort: bool | None = None) -> str:
        """One output of `kubectl ARGUMENTS`."""
        words = [word for word in arguments if not word.startswith("-")]
        verb, form = (words or [""])[0], output_format(arguments)
        lines = self._columns(self._masked(text), words, form)
        if verb == "rollout" and words[1:2] == ["status"]:
            return lines[-1] if lines else ""
        if is_raw(words, form):
            return "\n".join(lines)
        if verb == "describe" and sort is not False:
            return "\n".join(described(lines))
        is_events = verb == "events" or words[:2] in (["get", "events"], ["get", "ev"])
        if is_events and not form:
            lines = [event_row(line) for line in lines]
        if sort is None:
            has_order = any(word.startswith("--sort-by") for word in arguments)
            sort = verb not in UNSORTED_VERBS and not has_order
        if not sort:
            return "\n".join(lines)
        if form.startswith(("jsonpath", "go-template")):
            return "\n".join(sorted(set(lines) if is_events else lines))
        return "\n".join(sorted_tables(lines, is_unique=is_events))

    def _masked(self, text: str) -> str:
        if self.namespace:
            text = text.replace(self.namespace, "<ns>")
        for pattern, mark in BEFORE_HASHES:
            text = pattern.sub(mark, text)
        text = POD.sub("<pod>", self._with_hashes(text))
        if self.masks_nodes:
            text = NODE.sub("<node>", text)
        for pattern, mark in AFTER_HASHES:
            text = pattern.sub(mark, text)
        return text

    def _with_hashes(self, text: str) -> str:
        found = [match.group(2) for match in HASH_LABEL.finditer(text)] + HASH.findall(text)
        unknown = [each for each in found if each not in self.hashes]
        learnt = self.learn() if unknown and self.learn else []
        for each in [*learnt, *unknown]:
            if each and each not in self.hashes:
                self.hashes[each] = f"<hash{len(self.hashes) + 1}>"
        for each, mark in self.hashes.items():
            text = re.sub(rf"(?<![a-z0-9]){re.escape(each)}(?![\w])", mark, text)
        return text

    def _columns(self, text: str, words: Sequence[str], form: str) -> list[str]:
        verb = (words or [""])[0]
        is_table = form in ("", "wide") and verb not in ("describe", "set", "rollout")
        lines = []
        for each in text.split("\n"):
            line = each.rstrip()
            if line.startswith("Events:"):
                is_table = True
            elif verb == "describe" and line and not line.startswith(" "):
                is_table = False
            lines.append(line if is_raw(words, form) else cells_of(line, has_ages=is_table))
        while lines and not lines[-1]:
            lines.pop()
        return lines


def is_raw(words: Sequence[str], form: str) -> bool:
    """Output whose layout counts."""
    return (
        form.partition("=")[0] in ("yaml", "json", "jsonpath-as-json")
        or (words or [""])[0] in ("diff", "explain")
        or "view-last-applied" in words
    )


def cells_of(line: str, *, has_ages: bool) -> str:
    """The cells of a line with one tab between them."""
    rest = line.lstrip(" ")
    lead = line[: len(line) - len(rest)]
    cells = []
    for cell in re.split(r" {2,}|\t+ *", rest):
        if has_ages and AGE_CELL.match(cell):
            cells.append("<age>")
        elif has_ages and VERSION_CELL.match(cell):
            cells.append("<version>")
        elif RESTARTS_CELL.match(cell):
            cells.append("<restarts>")
        else:
            cells.append(RESTARTS_AND_AGE.sub("<restarts>\t<age>", cell))
    if not has_ages and len(lead) > 9:
        lead = "\t\t"
    return lead + "\t".join(cells)


def event_row(line: str) -> str:
    """A row about the kubelet without its message, which is its own."""
    lead = line[: len(line) - len(line.lstrip(" "))]
    cells = line.strip().split("\t")
    is_kubelets = any(
        cell in KUBELET_REASONS and ("kubelet" in cells or index > 0)
        for index, cell in enumerate(cells[:4])
    )
    return lead + "\t".join([*cells[:-1], "<kubelet>"]) if is_kubelets else line


def described(lines: list[str]) -> list[str]:
    """A description with the machine's own fields masked, conditions and events sorted."""
    is_node = any(NODE_BLOCK.match(line) for line in lines)
    kept: list[str] = []
    hidden_below: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        if hidden_below is not None:
            if not line.strip() or indent > hidden_below or line.startswith("\t"):
                continue
            hidden_below = None
        found = DESCRIBED_FIELD.match(line)
        if found is None or line.startswith("Events:"):
            kept.append(line)
            continue
        lead, key, value = found.groups()
        if key in MASKED_BLOCKS or (is_node and key in MASKED_OF_NODES):
            kept.append(f"{lead}{key}:\t<masked>")
            hidden_below = indent
        elif key in MASKED_FIELDS:
            kept.append(f"{lead}{key}:\t<masked>")
            hidden_below = indent if key == "IPs" else None
        elif key == "Restart Count" and value and value.strip() != "0":
            kept.append(f"{lead}{key}:\t<n>")
        else:
            kept.append(line)
    return sorted_blocks(kept)


def sorted_blocks(lines: list[str]) -> list[str]:
    """The rows below `Conditions:` and `Events:` in order, equal events once."""
    result: list[str] = []
    block: list[str] = []
    title = ""
    for line in [*lines, "\0"]:
        ends = not line.startswith(" ")
        if title and not ends:
            block.append(event_row(line) if title == "Events:" else line)
            continue
        heads = [row for row in block if row.split()[0] in ("Type", "----")]
        rows = [row for row in block if row not in heads]
        result += heads + sorted(set(rows) if title == "Events:" else rows)
        block, title = [], ""
        for word in ("Conditions:", "Events:"):
            if line.startswith(word):
                title = word
        if line != "\0":
            result.append(line)
    return result


def sorted_tables(lines: list[str], *, is_unique: bool) -> list[str]:
    """Each table, that is each run of lines without an empty one, in order below its header."""
    result: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line:
            block.append(line)
            continue
        heads = block[:1] if block and HEADER.match(block[0]) else []
        rows = block[len(heads) :]
        result += heads + sorted(set(rows) if is_unique else rows)
        result.append("")
        block = []
    return result[:-1]
