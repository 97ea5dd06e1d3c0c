"""The report on one statement, in markdown for GitHub."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from itertools import groupby

from verifier.claims.conclude import Result
from verifier.claims.evidence import Checked
from verifier.claims.statement import Form, Statement
from verifier.claims.verdict import Finding, FormResult, Verdict
from verifier.reports.counterexample import counterexamples, shown_above
from verifier.reports.encoding import encoding
from verifier.reports.formal import beside
from verifier.reports.gfm import cell, display, fence, paragraphs, prose, table
from verifier.reports.records import record
from verifier.reports.takeaway import paragraphs as takeaways
from verifier.reports.words import (
    FINDINGS,
    MARK,
    MENDED,
    capital,
    form_label,
    form_name,
    is_ours,
    is_typed,
    judged_forms,
    scope_words,
    section_words,
    sentence,
    title,
    trust_word,
)


def page(
    result: Result, pages: Mapping[str, str], figures: Sequence[tuple[str, str]] = (), index: str | None = None, coq: str | None = None,
) -> str:
    """The report's text.

    pages       file names of the reports that exist, by statement id: what may be linked to
    figures     (caption, path) of each picture that belongs to the statement
    index       the index's file name, if there is one
    coq         the file name of the page with the objects of the Coq statements, if there is one
    """
    sections = [
        MARK, f"# {prose(title(result))}", _where(result.statement, index), _takeaway(result),
        _heading(result.statement), _printed(result, coq),
        "## Verdicts", _verdicts(result), *counterexamples(result), *_repairs(result, coq), *_derivations(result), *_evidence(result),
        *_pictures(figures), "## What it rests on", _rests_on(result), *_depends(result.statement, pages),
        "## Reproduce", _commands(result),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _takeaway(result: Result) -> str:
    """A quotation at the top: the verdict in bold with what it is about, then each repair."""
    (headline, about), *rest = takeaways(result)
    first = f"**{prose(headline)}** {prose(about)}".strip()
    return "\n>\n".join(f"> {text}" for text in (first, *map(prose, rest)))


def _where(statement: Statement, index: str | None) -> str:
    return _place(statement) + (f" · [all statements]({index})" if index else "")


def _place(statement: Statement) -> str:
    if is_typed(statement):
        return "Typed on the command line; part of no book"
    section = prose(section_words(statement.section))
    if is_ours(statement):
        return f"{section} · ours, not in the paper"
    numbers = ", ".join(str(number) for number in statement.lines)
    return f"{section}, line{'s' if len(statement.lines) > 1 else ''} {numbers} of the text"


def _heading(statement: Statement) -> str:
    if is_typed(statement):
        return "## The formula"
    return "## The statement (ours)" if is_ours(statement) else "## The statement as printed"


def _printed(result: Result, coq: str | None) -> str:
    statement = result.statement
    parts = [display(statement.latex)] if statement.latex else []
    if statement.reading:
        parts += ["**How it is read.**", paragraphs(statement.reading)]
    if statement.printed is not None:
        parts += ["**The encoding.**", encoding(statement.printed), beside(result, "printed", coq)]
    return "\n\n".join(filter(None, parts))


def _verdicts(result: Result) -> str:
    rows = [_verdict_row(form_label(result.statement, "printed"), result.printed, _finding(result))]
    rows += [
        _verdict_row(form_name(form), judged, _mends(form))
        for form, judged in zip(result.statement.repaired, result.repaired)
    ]
    reasons = [f"{prose(name)}: {prose(judged.reason)}" for name, judged in _forms(result) if judged.reason]
    blocks = [table(("form", "verdict", "trust", "scope", "finding"), rows), *(f"Why undecided, {reason}." for reason in reasons)]
    return "\n\n".join(blocks)


def _finding(result: Result) -> str:
    """The finding in words; none where nothing was decided, since then "sound" would say too much."""
    open_ = (Verdict.SUPPORTED, Verdict.UNDECIDED)
    return "–" if result.printed.verdict in open_ else FINDINGS[result.finding]


def _mends(form: Form) -> str:
    return MENDED[form.cause] if form.cause is not None else ""


def _forms(result: Result):
    yield form_label(result.statement, "printed"), result.printed
    yield from ((form_name(form), judged) for form, judged in zip(result.statement.repaired, result.repaired))


def _verdict_row(name: str, judged: FormResult, finding: str) -> list[str]:
    return [cell(name), f"**{judged.verdict.value}**", trust_word(judged), cell(scope_words(judged.scope)), cell(finding)]


def _repairs(result: Result, coq: str | None) -> list[str]:
    blocks = []
    for form, judged in zip(result.statement.repaired, result.repaired):
        name = form_name(form)
        trust = "" if judged.trust is None else f", trust {judged.trust.value}"
        why = "What was reconstructed" if form.cause is Finding.OCR else "What changed and why"
        blocks += [
            f"## {prose(capital(name))}", display(form.latex), f"**{why}.** {prose(sentence(form.change))}",
            f"**Verdict.** {_verdict_words(judged)}{trust}; scope: {prose(sentence(judged.scope.text))}",
            "**The encoding.**", encoding(form), beside(result, form.name, coq),
        ]
    return blocks


def _verdict_words(judged: FormResult) -> str:
    return "Well-posed definition" if judged.verdict is Verdict.DEFINITION else capital(judged.verdict.value)


def _derivations(result: Result) -> list[str]:
    blocks = []
    above = shown_above(result)
    numbered = [(number, item) for number, item in enumerate(result.evidence, 1) if item.evidence.derivation and number not in above]
    for form, items in groupby(numbered, key=lambda pair: pair[1].evidence.form):
        name = form_label(result.statement, form)
        blocks.append(f"### {prose(capital(name))}")
        for number, item in items:
            blocks.append(f"**Obligation {number}.** {prose(item.evidence.obligation)}")
            blocks += [display(line) for line in item.evidence.derivation]
    return ["## Derivation", *blocks] if blocks else []


def _evidence(result: Result) -> list[str]:
    if not result.evidence:
        return ["## Evidence", "None was found."]
    rows = [
        [str(number), cell(form_label(result.statement, item.evidence.form)), cell(item.evidence.obligation),
         cell(item.evidence.engine), item.trust.value if _counts(item) else "–", _answer(result, item), _link(item)]
        for number, item in enumerate(result.evidence, 1)
    ]
    blocks = ["## Evidence", table(("no.", "form", "obligation", "engine", "trust", "checked", "certificate"), rows)]
    for number, item in enumerate(result.evidence, 1):
        if item.evidence.record and "coq" not in item.evidence.record:
            blocks += [f"**Recorded for obligation {number}**", record(item.evidence.record)]
    return blocks


def _counts(item: Checked) -> bool:
    """Whether the item has any trust to show: a rejected certificate and a failed test have none."""
    return item.accepted if item.evidence.certificate is not None else not item.evidence.failed


def _answer(result: Result, item: Checked) -> str:
    certificate, statement = item.evidence.certificate, result.statement
    if certificate is None:
        if not item.evidence.failed:
            return "tested, not certified"
        return "the test fails too" if item.evidence.form in _refuted(result) else "a test failed"
    if not item.accepted:
        return f"**rejected**: {cell(item.reason)}"
    parts = len(statement.form(certificate.form).conclusion)
    return f"accepted: {f'part {certificate.conclusion + 1} ' if parts > 1 else ''}{certificate.asserts}"


def _refuted(result: Result) -> list[str]:
    """The names of the forms that are refuted: a test that fails on one of these agrees with its verdict."""
    return [form.name for form, judged in judged_forms(result) if judged.verdict is Verdict.REFUTED]


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
    note = "No certificate rests on these; they are there for the reader."
    return ["## Refers to", note, "\n".join(links)] if links else []


def _commands(result: Result) -> str:
    typed = is_typed(result.statement)
    lines = [_typed_command(result.statement) if typed else f"verify {result.statement.id}"]
    if any(item.accepted and item.evidence.certificate is not None for item in result.evidence):
        files = f"{'--statements statements ' if typed else ''}certificates/{result.statement.id.replace(' ', '-')}-*.json"
        lines.append(f"verify check {files}    # in this folder: the checker alone")
    return fence("sh", "\n".join(lines))


def _typed_command(statement: Statement) -> str:
    """The command that judges a typed formula again, made from its form."""
    from verifier.claims.formula import parse, show

    form = statement.form("printed")
    _, left, right = parse(form.conclusion[0])
    options = [("--equals", show(right)), ("--noise", form.noise), ("--dim", form.dim), *(("--where", text) for text in form.given)]
    given = [word for name, value in options if value is not None for word in (name, str(value))]
    return shlex.join(["verify", "formula", *given, *(["--"] if show(left).startswith("-") else []), show(left)])
