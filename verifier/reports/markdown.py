"""The report on one statement, in markdown for GitHub."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from verifier.claims.conclude import Result
from verifier.claims.evidence import Checked
from verifier.claims.statement import Form, Statement
from verifier.claims.verdict import FormResult, Verdict
from verifier.reports.encoding import at_point, encoding
from verifier.reports.gfm import cell, display, fence, paragraphs, prose, table
from verifier.reports.records import record
from verifier.reports.words import FINDINGS, form_label, form_name, scope_words, sentence, takeaway, title, trust_word

MARK = "<!-- rendered by verify: edit the statement or its proof, not this file -->"

_RATIONAL = re.compile(r"-?\d+(/\d+)?")


def page(result: Result, pages: Mapping[str, str], figures: Sequence[tuple[str, str]] = (), index: str | None = None) -> str:
    """The report's text.

    pages       file names of the reports that exist, by statement id: what may be linked to
    figures     (caption, path) of each picture that belongs to the statement
    index       the index's file name, if there is one
    """
    sections = [
        MARK, f"# {prose(title(result))}", _where(result.statement, index), f"> {prose(takeaway(result))}",
        "## The statement as printed", _printed(result.statement),
        "## Verdicts", _verdicts(result), *_counterexample(result), *_repairs(result), *_derivations(result), *_evidence(result),
        *_pictures(figures), "## What it rests on", _rests_on(result), *_depends(result.statement, pages),
        "## Reproduce", _commands(result),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _where(statement: Statement, index: str | None) -> str:
    numbers = ", ".join(str(number) for number in statement.lines)
    where = f"Section {prose(statement.section)}, line{'s' if len(statement.lines) > 1 else ''} {numbers} of the text"
    return where + (f" · [all statements]({index})" if index else "")


def _printed(statement: Statement) -> str:
    parts = [display(statement.latex)] if statement.latex else []
    if statement.reading:
        parts += ["**How it is read.**", paragraphs(statement.reading)]
    if statement.printed is not None:
        parts += ["**The encoding.**", encoding(statement.printed)]
    return "\n\n".join(parts)


def _verdicts(result: Result) -> str:
    rows = [_verdict_row("as printed", result.printed, _finding(result))]
    rows += [
        _verdict_row(form_name(form), judged, f"repairs: {FINDINGS[form.cause]}" if form.cause is not None else "")
        for form, judged in zip(result.statement.repaired, result.repaired)
    ]
    reasons = [f"{prose(name)}: {prose(judged.reason)}" for name, judged in _forms(result) if judged.reason]
    blocks = [table(("form", "verdict", "trust", "scope", "finding"), rows), *(f"Why undecided, {reason}." for reason in reasons)]
    return "\n\n".join(blocks)


def _finding(result: Result) -> str:
    """The finding in words; none where nothing was decided, since then "sound" would say too much."""
    open_ = (Verdict.SUPPORTED, Verdict.UNDECIDED)
    return "–" if result.printed.verdict in open_ else FINDINGS[result.finding]


def _forms(result: Result):
    yield "as printed", result.printed
    yield from ((form_name(form), judged) for form, judged in zip(result.statement.repaired, result.repaired))


def _verdict_row(name: str, judged: FormResult, finding: str) -> list[str]:
    return [cell(name), f"**{judged.verdict.value}**", trust_word(judged), cell(scope_words(judged.scope)), cell(finding)]


def _counterexample(result: Result) -> list[str]:
    blocks = []
    for form, judged in zip(result.statement.forms, _judged(result)):
        if judged.verdict is Verdict.REFUTED and judged.counterexample:
            blocks += _instance(form, judged.counterexample)
    return ["## Counterexample", *blocks] if blocks else []


def _judged(result: Result) -> tuple[FormResult, ...]:
    """The results in the order of `statement.forms`, which leaves out a print that is lost."""
    return (() if result.statement.printed is None else (result.printed,)) + result.repaired


def _instance(form: Form, counterexample: dict) -> list[str]:
    number = counterexample["conclusion"]
    which = f", part {number + 1}" if len(form.conclusion) > 1 else ""
    values = counterexample.get("at") or counterexample.get("instance")
    against = f"Against the statement {prose(form_name(form))}{which}."
    if not values:
        return [f"{against} Nothing in it is left open: it fails as it stands."]
    lines = [f"{against} At this instance the hypotheses hold and the claim does not:"]
    lines.append(record(values if isinstance(values, dict) else {"instance": values}, ("name", "value")))
    if form.concrete and isinstance(values, dict) and all(_RATIONAL.fullmatch(str(value)) for value in values.values()):
        lines += ["With these numbers put in, the claim reads as follows, and it is false:", at_point(form, number, values)]
    return lines


def _repairs(result: Result) -> list[str]:
    blocks = []
    for form, judged in zip(result.statement.repaired, result.repaired):
        name = form_name(form)
        trust = "" if judged.trust is None else f", trust {judged.trust.value}"
        blocks += [
            f"## {prose(name[:1].upper() + name[1:])}", display(form.latex), f"**What changed and why.** {prose(sentence(form.change))}",
            f"**Verdict.** {judged.verdict.value.capitalize()}{trust}; scope: {prose(sentence(judged.scope.text))}",
            "**The encoding.**", encoding(form),
        ]
    return blocks


def _derivations(result: Result) -> list[str]:
    blocks = []
    numbered = [(number, item) for number, item in enumerate(result.evidence, 1) if item.evidence.derivation]
    for form, items in groupby(numbered, key=lambda pair: pair[1].evidence.form):
        name = form_label(result.statement, form)
        blocks.append(f"### {prose(name[:1].upper() + name[1:])}")
        for number, item in items:
            blocks.append(f"**Obligation {number}.** {prose(item.evidence.obligation)}")
            blocks += [display(line) for line in item.evidence.derivation]
    return ["## Derivation", *blocks] if blocks else []


def _evidence(result: Result) -> list[str]:
    if not result.evidence:
        return ["## Evidence", "None was found."]
    rows = [
        [str(number), cell(form_label(result.statement, item.evidence.form)), cell(item.evidence.obligation),
         cell(item.evidence.engine), item.trust.value if _counts(item) else "–", _answer(result.statement, item), _link(item)]
        for number, item in enumerate(result.evidence, 1)
    ]
    blocks = ["## Evidence", table(("no.", "form", "obligation", "engine", "trust", "checked", "certificate"), rows)]
    for number, item in enumerate(result.evidence, 1):
        if item.evidence.record:
            blocks += [f"**Recorded for obligation {number}**", record(item.evidence.record)]
    return blocks


def _counts(item: Checked) -> bool:
    """Whether the item has any trust to show: a rejected certificate and a failed test have none."""
    return item.accepted if item.evidence.certificate is not None else not item.evidence.failed


def _answer(statement: Statement, item: Checked) -> str:
    certificate = item.evidence.certificate
    if certificate is None:
        return "a test failed" if item.evidence.failed else "tested, not certified"
    if not item.accepted:
        return f"**rejected**: {cell(item.reason)}"
    parts = len(statement.form(certificate.form).conclusion)
    return f"accepted: {f'part {certificate.conclusion + 1} ' if parts > 1 else ''}{certificate.asserts}"


def _link(item: Checked) -> str:
    certificate = item.evidence.certificate
    return f"[{cell(certificate.kind)}](certificates/{certificate.name})" if certificate is not None and item.accepted else "–"


def _pictures(figures: Sequence[tuple[str, str]]) -> list[str]:
    blocks = [f"![{prose(caption)}]({path})\n\n{prose(caption)}" for caption, path in figures]
    return ["## " + ("Figure" if len(blocks) == 1 else "Figures"), *blocks] if blocks else []


def _rests_on(result: Result) -> str:
    if not result.rests_on:
        return "Nothing beyond the checker." if any(item.accepted for item in result.evidence) else "No certificate was accepted."
    return "\n".join(f"- {prose(name)}" for name in result.rests_on)


def _depends(statement: Statement, pages: Mapping[str, str]) -> list[str]:
    links = [f"- [{prose(name)}]({pages[name]})" if name in pages else f"- {prose(name)}" for name in statement.depends]
    return ["## Depends on", "\n".join(links)] if links else []


def _commands(result: Result) -> str:
    lines = [f"verify {result.statement.id}"]
    if any(item.accepted and item.evidence.certificate is not None for item in result.evidence):
        lines.append(f"verify check certificates/{result.statement.id.replace(' ', '-')}-*.json    # in this folder: the checker alone")
    return fence("sh", "\n".join(lines))
