"""What verdicts, levels of trust and findings are called and mean; what readers call a statement and its forms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.claims.conclude import Result
from verifier.claims.statement import Form, Statement
from verifier.claims.verdict import Finding, FormResult, Scope, Trust, Verdict
from verifier.reports.notation import LONGEST, instance_words
from verifier.reports.records import plain

MARK = "<!-- rendered by verify: edit the statement or its proof, not this file -->"
"""The first line of every page."""

VERDICTS = {
    Verdict.PROVED: "every part has a certificate that the checker accepted, for all that the statement quantifies over",
    Verdict.DEFINITION: "a definition, shown to be well posed",
    Verdict.REFUTED: "the checker accepted a certificate that a part of it fails",
    Verdict.SUPPORTED: "tests or a citation only; nothing was found against it, which is no proof",
    Verdict.UNDECIDED: "neither a proof nor a refutation was found",
    Verdict.UNREADABLE: "lost or damaged in the text at hand, so that only what must have stood there is judged",
}

TRUSTS = {
    Trust.FORMAL: "checked by a proof assistant's kernel",
    Trust.EXACT: "symbolic or rational arithmetic, checked again by the checker",
    Trust.ENCLOSED: "ball arithmetic with proved bounds of the error",
    Trust.DERIVED: "a written derivation, each step of which the checker verified or takes from a named theorem",
    Trust.SAMPLED: "tests only",
}

FINDINGS = {
    Finding.FALSE: "false",
    Finding.MISSING_HYPOTHESIS: "a missing hypothesis",
    Finding.INVALID_STEP: "a step that does not follow",
    Finding.ILL_POSED: "ill posed",
    Finding.MISPRINT: "a misprint",
    Finding.OCR: "lost in the text at hand",
    Finding.SOUND: "sound",
}
MEANINGS = {
    Finding.FALSE: "it fails, and no misprint explains it",
    Finding.INVALID_STEP: "what is said to follow does not follow from what stands before it",
    Finding.MISSING_HYPOTHESIS: "it fails as it stands and holds under a further condition",
    Finding.ILL_POSED: "what it speaks of is not well defined there",
    Finding.MISPRINT: "it fails by a slip of sign, index or case, which the lines around it show",
    Finding.OCR: "no remark on the paper: in the scan at hand signs, indices or whole lines were lost, so its print is not judged",
    Finding.SOUND: "nothing to remark",
}
SEVERITY = tuple(FINDINGS)
"""Findings, the most serious first."""

MENDED = {
    Finding.FALSE: "repairs a false claim",
    Finding.MISSING_HYPOTHESIS: "adds a missing hypothesis",
    Finding.INVALID_STEP: "repairs a step that does not follow",
    Finding.ILL_POSED: "makes it well posed",
    Finding.MISPRINT: "corrects a misprint",
    Finding.OCR: "restores what was lost",
}
"""What a repair does, by its cause."""

_NOUNS = {"d": ("d",), "law": ("laws", "law"), "θ": ("θ", "Θ")}
_KINDS = {"least": "the least change", "sharp": "a sharp form"}


def is_typed(statement: Statement) -> bool:
    """Whether the statement is a formula typed on the command line, which belongs to no book."""
    return not statement.lines and statement.section == "typed"


def is_ours(statement: Statement) -> bool:
    """Whether the statement is ours: it stands at no line of the paper."""
    return not statement.lines and not is_typed(statement)


def section_words(section: str) -> str:
    """A section by its number, "Section 9.4", or by its name, "Smooth laws"."""
    return f"Section {section}" if section[:1].isdigit() else section[:1].upper() + section[1:]


def title(result: Result) -> str:
    """The heading of a report (not yet escaped)."""
    statement = result.statement
    head = "Your formula" if is_typed(statement) else capital(statement.id)
    return f"{head}: {statement.title}" if statement.title and not is_typed(statement) else head


def form_name(form: Form) -> str:
    """What readers call a form of the paper's statement: "as printed", "repair 1 (the least change)", "reconstruction"."""
    if form.name == "printed":
        return "as printed"
    number = form.name.removeprefix("repaired ")
    kind = f" ({_KINDS.get(form.kind, form.kind)})" if form.kind else ""
    if form.cause is Finding.OCR:
        return "reconstruction" + (f" {number}" if number != "1" else "") + (kind if form.kind != "least" else "")
    return f"repair {number}{kind}"


def form_label(statement: Statement, name: str) -> str:
    """What readers call the form of that name; the name itself where the statement has no such form.

    A statement that is not the paper's was never printed: its first form is "the claim" (ours) or "your formula" (typed).
    """
    found = next((form for form in statement.forms if form.name == name), None)
    if name == "printed":
        return "as printed" if statement.lines else "your formula" if is_typed(statement) else "the claim"
    return name if found is None else form_name(found)


def judged_forms(result: Result) -> tuple[tuple[Form, FormResult], ...]:
    """Each form with what was found about it; a print that is lost is no form."""
    printed = result.statement.printed
    own = () if printed is None else ((printed, result.printed),)
    return own + tuple(zip(result.statement.repaired, result.repaired, strict=True))


def trust_word(result: FormResult) -> str:
    """The level of trust, or a dash where none applies."""
    return "–" if result.trust is None else result.trust.value


def scope_words(scope: Scope) -> str:
    """The scope in one line: its text, then of dimension, law and parameters what the text does not say in the same words."""
    given = [(label, value) for label, value in (("d", scope.d), ("law", scope.law), ("θ", scope.theta)) if value is not None]
    rest = [f"{label}: {value}" for label, value in given if not _says(scope.text, label, value)]
    return scope.text + (f" ({'; '.join(rest)})" if rest else "")


def _says(text: str, label: str, value: str) -> bool:
    if label == "d" and value.isdecimal():
        phrases = [f"d = {value}", f"R^{value}"]
    else:
        named = [f"{word} {noun}{value[3:]}" for word in ("all", "every") for noun in _NOUNS[label]] if value.split()[0] == "all" else []
        phrases = named if value == "all" else [value, *named]
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) for phrase in phrases)


def point_words(counterexample: dict | None) -> str:
    """The point in one line of the formula language, "t1 = 5/2, t2 = 0", or the instance of a general form, "d = 2, p = (1, 0)"; "" if it is longer."""
    words = plain((counterexample or {}).get("at") or "") or instance_words(counterexample)
    return words if len(words) <= LONGEST else ""


def capital(text: str) -> str:
    """The text with a capital letter at its start, unless that is the name of a function or variable."""
    symbol = text[:1] != "a" and not text[1:2].isalpha()
    return text if symbol else text[:1].upper() + text[1:]


def number_of(count: int, noun: str) -> str:
    """A count with its noun: "1 statement", "2 statements"."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends a sentence already."""
    return text if text.endswith((".", "!", "?")) else text + "."


def counts(results: Sequence[Result]) -> dict[Verdict, int]:
    """How many statements have each verdict on their first form (as printed)."""
    return {verdict: sum(result.printed.verdict is verdict for result in results) for verdict in Verdict}
