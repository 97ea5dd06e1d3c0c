"""Which finding comes first: what kind of statement it is about, what kind of finding it is, how many statements build on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.claims.conclude import Result
from verifier.claims.verdict import Finding, Verdict
from verifier.reports.graph import Graph
from verifier.reports.words import SEVERITY

KINDS = ("theorem", "proposition", "lemma", "corollary")
"""Statements that a paper is read for, the weightiest first."""

CENTRAL = "Theorems, propositions, lemmas and corollaries that do not hold as printed"
GROUPS = {
    Finding.FALSE: "False formulas and claims",
    Finding.MISSING_HYPOTHESIS: "Missing hypotheses",
    Finding.INVALID_STEP: "Steps that do not follow",
    Finding.ILL_POSED: "Not well posed",
    Finding.MISPRINT: "Misprints",
    Finding.OCR: "Lost in the text at hand",
}


@dataclass(frozen=True)
class Entry:
    """A finding: the statement that stands for it, and others that say the same thing and are mended by the same words."""

    result: Result
    others: tuple[Result, ...]


def findings(results: Sequence[Result], graph: Graph) -> dict[str, list[Entry]]:
    """The findings under their headings, the most serious heading and under each the most serious finding first.

    A theorem, proposition, lemma or corollary that is more than misprinted comes before everything else; else the kind of finding decides. Under a
    heading the kind of statement decides, then how many statements build on it, then the order of the book.
    """
    headings = [CENTRAL, *(GROUPS[finding] for finding in SEVERITY if finding in GROUPS)]
    found = [result for result in results if result.finding is not Finding.SOUND]
    found.sort(key=lambda result: (headings.index(_heading(result)), _rank(result), -graph.dependants(result.statement.id)))
    entries: dict[str, list[Entry]] = {}
    told: set[str] = set()
    for result in found:
        if result.statement.id not in told:
            others = tuple(other for other in found if other is not result and _same(other, result))
            told |= {result.statement.id, *(other.statement.id for other in others)}
            entries.setdefault(_heading(result), []).append(Entry(result, others))
    return entries


def _heading(result: Result) -> str:
    central = _kind(result) in KINDS and result.finding not in (Finding.MISPRINT, Finding.OCR) and result.printed.verdict is Verdict.REFUTED
    return CENTRAL if central else GROUPS[result.finding]


def _kind(result: Result) -> str:
    return result.statement.id.split()[0]


def _rank(result: Result) -> int:
    """The kind of statement: those of KINDS in their order, then numbered ones, then claims of the text."""
    kind = _kind(result)
    return KINDS.index(kind) if kind in KINDS else len(KINDS) + (kind == "claim")


def _same(one: Result, other: Result) -> bool:
    """Whether two rows are one finding: mended by the same words, in one section or where they refer to one another or to the same third row.

    So an equation that a theorem displays is one with the theorem, and a misprint that a caption repeats is one with the first.
    """
    mended = [result.statement.repaired[0].change if result.statement.repaired else "" for result in (one, other)]
    near = [{result.statement.id, *result.statement.depends} for result in (one, other)]
    linked = one.statement.section == other.statement.section or not near[0].isdisjoint(near[1])
    return one.finding is other.finding and mended[0] == mended[1] != "" and linked
