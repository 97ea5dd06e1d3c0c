"""The index of a set of reports: counts, findings first, then every statement in the book's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from verifier.claims.conclude import Result
from verifier.claims.verdict import Finding, Verdict
from verifier.reports.gfm import cell, prose, table
from verifier.reports.markdown import MARK
from verifier.reports.words import FINDINGS, SEVERITY, TRUSTS, VERDICTS, counts, point_words, trust_word


def index(results: Sequence[Result], pages: Mapping[str, str]) -> str:
    """The index's text; `pages` has the file name of each statement's report."""
    sections = [
        MARK, "# Verdicts", _totals(results), "## Counts", _counts(results), *_findings(results, pages),
        "## All statements", *_statements(results, pages), "## What the words mean", _legend(),
    ]
    return "\n\n".join(sections) + "\n"


def _totals(results: Sequence[Result]) -> str:
    evidence = [item for result in results for item in result.evidence]
    certificates = [item for item in evidence if item.evidence.certificate is not None]
    accepted = sum(item.accepted for item in certificates)
    return (f"{_number(len(results), 'statement')}, {_number(len(evidence), 'obligation')}, {_number(len(certificates), 'certificate')}: "
            f"{accepted} accepted by the checker, {len(certificates) - accepted} rejected.")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _counts(results: Sequence[Result]) -> str:
    rows = [[verdict.value, str(number), VERDICTS[verdict]] for verdict, number in counts(results).items()]
    return table(("verdict as printed", "statements", "meaning"), rows)


def _findings(results: Sequence[Result], pages: Mapping[str, str]) -> list[str]:
    """Refuted statements first, the most serious finding first among equals; then the rest that deserve a remark."""
    found = [result for result in results if result.finding is not Finding.SOUND]
    found.sort(key=lambda result: (result.printed.verdict is not Verdict.REFUTED, SEVERITY.index(result.finding)))
    rows = [
        [_link(result, pages), FINDINGS[result.finding], f"**{result.printed.verdict.value}**", cell(_remark(result)), _repairs(result)]
        for result in found
    ]
    return ["## Findings", table(("statement", "finding", "as printed", "remark", "repaired"), rows)] if rows else []


def _remark(result: Result) -> str:
    change = result.statement.repaired[0].change if result.statement.repaired else ""
    point = point_words(result.printed.counterexample)
    return " ".join(part for part in (change, f"(fails at {point})" if point else "") if part) or "–"


def _repairs(result: Result) -> str:
    return ", ".join(f"{judged.verdict.value} ({trust_word(judged)})" for judged in result.repaired) or "–"


def _statements(results: Sequence[Result], pages: Mapping[str, str]) -> list[str]:
    blocks = []
    for section, members in groupby(results, key=lambda result: result.statement.section):
        rows = [
            [_link(result, pages), cell(result.statement.title), _marked(result), trust_word(result.printed),
             cell(result.printed.scope.text), _repairs(result)]
            for result in members
        ]
        blocks += [f"### Section {prose(section)}", table(("statement", "about", "verdict", "trust", "scope", "repaired"), rows)]
    return blocks


def _marked(result: Result) -> str:
    verdict = result.printed.verdict
    return f"**{verdict.value}**" if verdict is Verdict.REFUTED else verdict.value


def _link(result: Result, pages: Mapping[str, str]) -> str:
    name = result.statement.id
    return f"[{cell(name)}]({pages[name]})"


def _legend() -> str:
    lines = [f"- **{trust.value}**: {meaning}" for trust, meaning in TRUSTS.items()]
    return ("A verdict follows from evidence by the weakest link. Levels of trust, the strongest first:\n\n" + "\n".join(lines) + "\n\n"
            "The scope says what the evidence covers. A statement refuted as printed may have repaired forms with verdicts of their own.")
