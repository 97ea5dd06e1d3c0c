"""The index of a set of reports: findings first, then counts, then every statement in the book's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verifier.claims.conclude import Result
from verifier.claims.verdict import Verdict
from verifier.reports.formal import counted
from verifier.reports.gfm import cell, inline, prose, table, tex
from verifier.reports.graph import GOOD, Graph, Standing
from verifier.reports.layout import beginning
from verifier.reports.order import Entry, findings
from verifier.reports.takeaway import lesson, outcome
from verifier.reports.words import (
    FINDINGS,
    MARK,
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


def index(results: Sequence[Result], pages: Mapping[str, str], more: Mapping[str, str] | None = None, coq: str = "formal.md") -> str:
    """The index's text.

    pages, more, coq    file names: of each statement's report, of further pages by their titles, of the page of Coq statements
    """
    graph = Graph.of(results)
    sections = [
        MARK, "# Verdicts", *_totals(results, graph, more or {}), *_findings(results, graph, pages), "## Counts", _counts(results),
        *counted(results, pages, coq), "## All statements", *_statements(results, graph, pages), "## What the words mean", _legend(),
    ]
    return "\n\n".join(sections) + "\n"


def _totals(results: Sequence[Result], graph: Graph, more: Mapping[str, str]) -> list[str]:
    """In words how many of each; then how much stands behind it."""
    evidence = [item for result in results for item in result.evidence]
    certificates = [item for item in evidence if item.evidence.certificate is not None]
    accepted = sum(item.accepted for item in certificates)
    paper = _of_the_paper(results)
    return [
        *([_in_words(paper, graph)] if paper else []),
        f"{number_of(len(results), 'statement')}: {len(paper)} of the paper, {len(results) - len(paper)} ours. "
        f"{number_of(len(evidence), 'obligation')}, {number_of(len(certificates), 'certificate')}: "
        f"{accepted} accepted by the checker, {len(certificates) - accepted} rejected.",
        *(["See also: " + ", ".join(f"[{cell(title)}]({page})" for title, page in more.items()) + "."] if more else []),
    ]


def _in_words(paper: Sequence[Result], graph: Graph) -> str:
    """What became of the paper's statements, in a few sentences."""
    number = counts(paper)
    good = [result for result in paper if result.printed.verdict in GOOD]
    throughout = sum(graph.standing(result.statement.id) is Standing.THROUGHOUT for result in good)
    bad = [result for result in paper if result.printed.verdict is Verdict.REFUTED]
    mended = sum(bool(result.repaired) and result.repaired[0].verdict in GOOD for result in bad)
    return (f"Of {number_of(len(paper), 'statement')} of the paper **{len(good)} hold as printed** (or are well-posed definitions), {throughout} of "
            f"them with all that they depend on. **{len(bad)} are refuted as printed**; for {mended} of these a repaired form is proved, "
            "for the scope that its page names, which may be a few points or one law. "
            f"Not readable in the text at hand: {number[Verdict.UNREADABLE]}; supported by tests or a citation only: "
            f"{number[Verdict.SUPPORTED]}; undecided: {number[Verdict.UNDECIDED]}.")


def _of_the_paper(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.statement.lines]


def _counts(results: Sequence[Result]) -> str:
    paper = counts(_of_the_paper(results))
    rows = [
        [verdict.value, str(paper[verdict]), str(number - paper[verdict]), VERDICTS[verdict]] for verdict, number in counts(results).items()
    ]
    return table(("verdict", "of the paper, as printed", "ours", "meaning"), rows)


def _findings(results: Sequence[Result], graph: Graph, pages: Mapping[str, str]) -> list[str]:
    """The findings under their headings, the most serious first, each with one sentence on what to take away."""
    blocks = []
    for heading, entries in findings(results, graph).items():
        rows = [[_named(entry, pages), cell(lesson(entry.result)), _repairs(entry.result)] for entry in entries]
        blocks += [f"### {heading}", table(("statement", "what to take away", "repaired"), rows)]
    note = ("The most serious first: by what kind of statement it is and what is wrong with it, then by how many other statements build on it. "
            "Each statement's page shows the counterexample with numbers that can be checked by hand.")
    return ["## Findings", note, *blocks] if blocks else []


def _named(entry: Entry, pages: Mapping[str, str]) -> str:
    others = ", ".join(_link(other, pages) for other in entry.others)
    return _link(entry.result, pages) + (f" (also {others})" if others else "")


def _repairs(result: Result) -> str:
    return ", ".join(outcome(judged).removeprefix("is ").removeprefix("a ") for judged in result.repaired) or "–"


def _statements(results: Sequence[Result], graph: Graph, pages: Mapping[str, str]) -> list[str]:
    blocks = []
    for section in dict.fromkeys(result.statement.section for result in results):
        rows = [
            [_link(result, pages), _about(result), _marked(result, graph), trust_word(result.printed),
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


def _marked(result: Result, graph: Graph) -> str:
    verdict = result.printed.verdict
    if graph.standing(result.statement.id) is Standing.THROUGHOUT:
        return f"{verdict.value} throughout"
    return f"**{verdict.value}**" if verdict is Verdict.REFUTED else verdict.value


def _link(result: Result, pages: Mapping[str, str]) -> str:
    name = result.statement.id
    return f"[{cell(name)}]({pages[name]})" + ("" if result.statement.lines else " (ours)")


def _legend() -> str:
    trusts = "\n".join(f"- **{trust.value}**: {meaning}" for trust, meaning in TRUSTS.items())
    remarks = "\n".join(f"- **{FINDINGS[finding]}** (`{finding.value}`): {MEANINGS[finding]}" for finding in SEVERITY)
    return (f"A verdict follows from evidence by the weakest link. *Throughout* says that all statements which this one depends on, directly or "
            f"through others, hold as printed too; its certificates do not rest on theirs. Levels of trust, the strongest first:\n\n{trusts}\n\n"
            f"Findings, the most serious first, with their names in JSON:\n\n{remarks}\n\n"
            "What can be read in the text at hand is judged as it stands; a slip counts as the print's if it comes more than once or the lines around "
            "it use it, and where nothing tells it from a slip of the scan (OCR) the page says that it cannot be told. Only where signs, indices or a "
            "picture are lost, so that nothing can be read off, is the print called unreadable and not refuted; what must have stood there is judged "
            "as a repair.\n\n"
            "The scope says what the evidence covers; for a refuted statement, what it is claimed for. A statement refuted as printed may "
            "have repaired forms with verdicts of their own. Statements marked as ours do not stand in the paper.")
