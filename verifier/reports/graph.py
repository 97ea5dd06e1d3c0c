"""How statements refer to one another, and what follows for their standing. Everything is computed from `depends` and the verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from verifier.claims.conclude import Result
from verifier.claims.verdict import Verdict

GOOD = (Verdict.PROVED, Verdict.DEFINITION)


class Standing(Enum):
    """What is known of a statement together with what it refers to."""

    THROUGHOUT = "proved with all it depends on"
    PROVED = "proved"
    MENDED = "refuted or unreadable as printed, proved as repaired"
    REFUTED = "refuted, without a proved repair"
    OPEN = "supported or undecided; or unreadable, without a proved repair"


@dataclass(frozen=True)
class Graph:
    """The statements in the book's order with what each refers to directly; names that are no statement here are left out."""

    results: Mapping[str, Result]
    direct: Mapping[str, tuple[str, ...]]
    below: Mapping[str, frozenset[str]]

    @staticmethod
    def of(results: Sequence[Result]) -> Graph:
        """The graph of these results."""
        known = {result.statement.id: result for result in results}
        direct = {name: tuple(dict.fromkeys(to for to in result.statement.depends if to in known)) for name, result in known.items()}
        return Graph(known, direct, {name: _reached(name, direct) for name in direct})

    def reduced(self, name: str) -> tuple[str, ...]:
        """What a statement refers to directly, without what it reaches through another of these as well; on a circle nothing is left out."""
        own = self.direct[name]
        ways = [by for by in own if name not in self.below[by]]
        return tuple(to for to in own if not any(to in self.below[by] and by not in self.below[to] for by in ways if by != to))

    def dependants(self, name: str) -> int:
        """How many other statements refer to this one, directly or through others."""
        return sum(name in below for other, below in self.below.items() if other != name)

    def standing(self, name: str) -> Standing:
        """A proved statement is so throughout if everything below it is."""
        result = self.results[name]
        if result.printed.verdict in GOOD:
            whole = all(self.results[other].printed.verdict in GOOD for other in self.below[name])
            return Standing.THROUGHOUT if whole else Standing.PROVED
        lost = result.printed.verdict in (Verdict.REFUTED, Verdict.UNREADABLE)
        if lost and result.repaired and result.repaired[0].verdict in GOOD:
            return Standing.MENDED
        return Standing.REFUTED if result.printed.verdict is Verdict.REFUTED else Standing.OPEN


def _reached(start: str, direct: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """All that can be reached by at least one step; itself only on a circle."""
    found: set[str] = set()
    waiting = list(direct[start])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += direct[name]
    return frozenset(found)
