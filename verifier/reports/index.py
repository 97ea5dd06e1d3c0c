"""The index of a set of reports: counts, findings first, then every statement in the book's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verifier.claims.conclude import Result
from verifier.claims.verdict import Finding, Verdict
from verifier.reports.gfm import cell, inline, prose, table, tex
from verifier.reports.layout import beginning
from verifier.reports.markdown import MARK
from verifier.reports.takeaway import failures, outcome
from verifier.reports.words import (
    FINDINGS,
    MEANINGS,
    SEVERITY,
    TRUSTS,
    VERDICTS,
    counts,
    number_of,
    section_words,
    trust_word,
)

NARROW = 48
"""Visible characters of a formula that stands in for a title."""


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
    paper = len(_of_the_paper(results))
    return (f"{number_of(len(results), 'statement')}: {paper} of the paper, {len(results) - paper} ours. "
            f"{number_of(len(evidence), 'obligation')}, {number_of(len(certificates), 'certificate')}: "
            f"{accepted} accepted by the checker, {len(certificates) - accepted} rejected.")


def _of_the_paper(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.statement.lines]


def _counts(results: Sequence[Result]) -> str:
    paper = counts(_of_the_paper(results))
    rows = [
        [verdict.value, str(paper[verdict]), str(number - paper[verdict]), VERDICTS[verdict]] for verdict, number in counts(results).items()
    ]
    return table(("verdict", "of the paper, as printed", "ours", "meaning"), rows)


def _findings(results: Sequence[Result], pages: Mapping[str, str]) -> list[str]:
    """Refuted statements first, the most serious finding first among equals; then the rest that deserve a remark."""
    found = [result for result in results if result.finding is not Finding.SOUND]
    found.sort(key=lambda result: (result.printed.verdict is not Verdict.REFUTED, SEVERITY.index(result.finding)))
    rows = [
        [_link(result, pages), FINDINGS[result.finding], f"**{result.printed.verdict.value}**", cell(_remark(result)), _repairs(result)]
        for result in found
    ]
    return ["## Findings", table(("statement", "finding", "verdict", "remark", "repaired"), rows)] if rows else []


def _remark(result: Result) -> str:
    form = result.statement.printed
    change = result.statement.repaired[0].change if result.statement.repaired else ""
    failed = f"({'; '.join(failures(result, form))})" if form is not None and result.printed.verdict is Verdict.REFUTED else ""
    return " ".join(part for part in (change, failed) if part) or "–"


def _repairs(result: Result) -> str:
    return ", ".join(outcome(judged).removeprefix("is ").removeprefix("a ") for judged in result.repaired) or "–"


def _statements(results: Sequence[Result], pages: Mapping[str, str]) -> list[str]:
    blocks = []
    for section in dict.fromkeys(result.statement.section for result in results):
        rows = [
            [_link(result, pages), _about(result), _marked(result), trust_word(result.printed),
             cell(result.printed.scope.text), _repairs(result)]
            for result in results if result.statement.section == section
        ]
        blocks += [f"### {prose(section_words(section))}", table(("statement", "about", "verdict", "trust", "scope", "repaired"), rows)]
    return blocks


def _about(result: Result) -> str:
    """The title, or what is printed if that is short, or how it begins; what must have stood there, where the print is lost."""
    statement = result.statement
    if statement.title:
        return cell(statement.title)
    latex = tex(statement.repaired[0].latex if statement.printed is None and statement.repaired else statement.latex)
    short = beginning(latex.rstrip(".,"), NARROW)
    return cell(inline(short)) if short and not short.startswith(r"\text") else "–"


def _marked(result: Result) -> str:
    verdict = result.printed.verdict
    return f"**{verdict.value}**" if verdict is Verdict.REFUTED else verdict.value


def _link(result: Result, pages: Mapping[str, str]) -> str:
    name = result.statement.id
    return f"[{cell(name)}]({pages[name]})" + ("" if result.statement.lines else " (ours)")


def _legend() -> str:
    trusts = "\n".join(f"- **{trust.value}**: {meaning}" for trust, meaning in TRUSTS.items())
    findings = "\n".join(f"- **{FINDINGS[finding]}** (`{finding.value}`): {MEANINGS[finding]}" for finding in SEVERITY)
    return (f"A verdict follows from evidence by the weakest link. Levels of trust, the strongest first:\n\n{trusts}\n\n"
            f"Findings, the most serious first, with their names in JSON:\n\n{findings}\n\n"
            "The scope says what the evidence covers; for a refuted statement, what it is claimed for. A statement refuted as printed may "
            "have repaired forms with verdicts of their own. Statements marked as ours do not stand in the paper.")
