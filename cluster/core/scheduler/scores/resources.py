"""Room left over: the emptier node is better, and the one whose cpu and memory fill evenly.

LeastAllocated is the mean over cpu and memory of the free share in percent, each cut to a whole
number (S5). BalancedAllocation compares how even the node is before and after (S6). A container
that asks for nothing counts 100m and 200 MiB here.

Example: 4 cores with 1 asked for and all of the memory free: (75 + 100) // 2 = 87.
Mirrors: kubernetes scheduler/framework/plugins/noderesources.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from cluster.core.nodes import room_of
from cluster.core.objects import Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.plugin import Score


def applies(ask: Ask) -> bool:
    return True


def score(ask: Ask, nodes: Sequence[Node]) -> list[int]:
    load = ask.view.load
    cpu, memory = ask.scored_cpu_milli, ask.scored_memory_bytes
    sums = []
    for node in nodes:
        room, used = room_of(node), load(node.name)
        sums.append(
            combined(
                (room.cpu_milli, used.scored_cpu_milli, cpu),
                (room.memory_bytes, used.scored_memory_bytes, memory),
            )
        )
    return sums


@lru_cache(maxsize=8192)
def combined(cpu: tuple[int, int, int], memory: tuple[int, int, int]) -> int:
    """Both scores together; each triple is what the node has, what is asked for, what comes."""
    least = least_allocated((cpu[0], cpu[1] + cpu[2]), (memory[0], memory[1] + memory[2]))
    before = (share(cpu[1], cpu[0]), share(memory[1], memory[0]))
    after = (share(cpu[1] + cpu[2], cpu[0]), share(memory[1] + memory[2], memory[0]))
    return least + balanced(before, after)


def least_allocated(*resources: tuple[int, int]) -> int:
    """Mean of the free percent of each (allocatable, requested with the new Pod)."""
    scores = [
        (allocatable - requested) * 100 // allocatable
        if allocatable and requested <= allocatable
        else 0
        for allocatable, requested in resources
    ]
    return sum(scores) // len(scores)


def balanced(before: tuple[float, float], after: tuple[float, float]) -> int:
    """50, plus half of 50 and what the evenness gains or loses (S6)."""
    return 50 + (50 + evenness(after) - evenness(before)) // 2


def evenness(shares: tuple[float, float]) -> int:
    """100 when cpu and memory are filled alike: (1 - |difference| / 2) x 100."""
    return int((1 - abs(shares[0] - shares[1]) / 2) * 100)


def share(requested: int, allocatable: int) -> float:
    return min(1.0, requested / allocatable) if allocatable else 1.0


SCORE = Score("NodeResources", 1, applies, score)
