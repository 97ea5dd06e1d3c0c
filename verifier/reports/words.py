"""What verdicts, levels of trust and findings mean, in words; and the sentence that a reader of one result should take away."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.claims.conclude import Result
from verifier.claims.statement import Form, Statement
from verifier.claims.verdict import Finding, FormResult, Scope, Trust, Verdict
from verifier.reports.records import plain

VERDICTS = {
    Verdict.PROVED: "every part has a certificate that the checker accepted, for all that the statement quantifies over",
    Verdict.DEFINITION: "a definition, shown to be well posed",
    Verdict.REFUTED: "the checker accepted a certificate that a part of it fails",
    Verdict.SUPPORTED: "tests or a citation only; nothing was found against it, which is no proof",
    Verdict.UNDECIDED: "neither a proof nor a refutation was found",
    Verdict.UNREADABLE: "lost in the text at hand",
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
    Finding.INVALID_STEP: "a step that does not follow",
    Finding.MISSING_HYPOTHESIS: "a missing hypothesis",
    Finding.ILL_POSED: "ill posed",
    Finding.MISPRINT: "a misprint",
    Finding.OCR: "lost in the text at hand",
    Finding.SOUND: "sound",
}
SEVERITY = tuple(FINDINGS)
"""Findings, the most serious first."""

_REFUTED = {
    Finding.FALSE: "As printed this is false.",
    Finding.INVALID_STEP: "As printed this step does not follow.",
    Finding.MISSING_HYPOTHESIS: "As printed this is false: a hypothesis is missing.",
    Finding.ILL_POSED: "As printed this is ill posed.",
    Finding.MISPRINT: "As printed this is false, by a misprint.",
}

_KINDS = {"least": "the least change", "sharp": "a sharp form"}


def title(result: Result) -> str:
    """The heading of a report (not yet escaped)."""
    head = result.statement.id[:1].upper() + result.statement.id[1:]
    return f"{head}: {result.statement.title}" if result.statement.title else head


def form_name(form: Form) -> str:
    """What readers call a form: "as printed", "repair 1 (the least change)"."""
    if form.name == "printed":
        return "as printed"
    number = form.name.removeprefix("repaired ")
    return f"repair {number} ({_KINDS.get(form.kind, form.kind)})" if form.kind else f"repair {number}"


def form_label(statement: Statement, name: str) -> str:
    """What readers call the form of that name; the name itself where the statement has no such form (its print may be lost)."""
    found = next((form for form in statement.forms if form.name == name), None)
    return name if found is None else form_name(found)


def trust_word(result: FormResult) -> str:
    """The level of trust, or a dash where none applies."""
    return "–" if result.trust is None else result.trust.value


def scope_words(scope: Scope) -> str:
    """The scope in one line: its text, then dimension, law and parameters where they are given."""
    rest = [f"{label}: {value}" for label, value in (("d", scope.d), ("law", scope.law), ("θ", scope.theta)) if value is not None]
    return scope.text + (f" ({'; '.join(rest)})" if rest else "")


def point_words(counterexample: dict | None) -> str:
    """The point or instance in one line, "t1 = 5/2, t2 = 0"; nothing where there is none or it does not fit in a line."""
    found = counterexample or {}
    words = plain(found.get("at") or found.get("instance") or "")
    return words if len(words) <= 120 else ""


def takeaway(result: Result) -> str:
    """What a reader should know of this statement, in a few plain sentences (not yet escaped)."""
    printed = result.printed
    first = _FIRST[printed.verdict](result)
    rejected = sum(item.evidence.certificate is not None and not item.accepted for item in result.evidence)
    caution = f"The checker rejected {rejected} of the certificates offered." if rejected else ""
    return " ".join(part for part in (first, _repairs(result), caution) if part)


def _proved(result: Result) -> str:
    return f"It holds as printed, for {sentence(result.printed.scope.text)} {_how(result.printed)}"


def _definition(result: Result) -> str:
    return f"The definition is well posed, for {sentence(result.printed.scope.text)} {_how(result.printed)}"


def _refuted(result: Result) -> str:
    start = _REFUTED.get(result.finding, _REFUTED[Finding.FALSE])
    point = point_words(result.printed.counterexample)
    return f"{start} " + (f"It fails at {point}. " if point else "") + _how(result.printed)


def _supported(result: Result) -> str:
    return f"Nothing was found against it, but that is no proof. What was done: {sentence(result.printed.scope.text)}"


def _undecided(result: Result) -> str:
    reason = f": {result.printed.reason}" if result.printed.reason else ""
    return sentence(f"It is undecided whether this holds{reason}")


def _unreadable(result: Result) -> str:
    return "The print is lost in the text at hand, so there is nothing to judge."


_FIRST = {
    Verdict.PROVED: _proved, Verdict.DEFINITION: _definition, Verdict.REFUTED: _refuted, Verdict.SUPPORTED: _supported,
    Verdict.UNDECIDED: _undecided, Verdict.UNREADABLE: _unreadable,
}


def _how(result: FormResult) -> str:
    return "" if result.trust is None else f"Trust: {result.trust.value}, that is, {TRUSTS[result.trust]}."


def _repairs(result: Result) -> str:
    return " ".join(_repair(form, judged) for form, judged in zip(result.statement.repaired, result.repaired))


def _repair(form: Form, judged: FormResult) -> str:
    name = form_name(form)
    outcome = f"is {judged.verdict.value}" + ("" if judged.trust is None else f" ({judged.trust.value})")
    return f"{name[:1].upper()}{name[1:]} {outcome}: {sentence(form.change)}"


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends a sentence already."""
    return text if text.endswith((".", "!", "?")) else text + "."


def counts(results: Sequence[Result]) -> dict[Verdict, int]:
    """How many statements have each verdict as printed."""
    return {verdict: sum(result.printed.verdict is verdict for result in results) for verdict in Verdict}
