"""The part of a report that shows where a refuted form fails."""

from __future__ import annotations

import re

from verifier.claims.conclude import Result
from verifier.claims.evidence import Checked
from verifier.claims.statement import Form
from verifier.claims.verdict import Verdict
from verifier.reports.encoding import at_point
from verifier.reports.gfm import display, prose
from verifier.reports.notation import instance
from verifier.reports.records import record
from verifier.reports.takeaway import certified, exhibited
from verifier.reports.words import form_label, judged_forms

_RATIONAL = re.compile(r"-?\d+(/\d+)?")


def counterexamples(result: Result) -> list[str]:
    """The blocks of the section: one instance for each part that fails; none where no form is refuted."""
    blocks = [block for form, number, item in _failing(result) for block in _instance(result, form, number, item)]
    return ["## Counterexample", *blocks] if blocks else []


def shown_above(result: Result) -> set[int]:
    """The numbers of the evidence whose lines stand in this section, so that the derivation need not repeat them."""
    return {_place(result, item) for form, _, item in _failing(result) if _shown(form, item)}


def _failing(result: Result) -> list[tuple[Form, int, Checked]]:
    """The forms refuted, and for each part that fails evidence that shows numbers where there is any; else the most trusted."""
    refuted = [form for form, judged in judged_forms(result) if judged.verdict is Verdict.REFUTED]
    return [(form, number, exhibited(result, item)) for form in refuted for number, item in certified(result, form, "fails").items()]


def _instance(result: Result, form: Form, number: int, item: Checked) -> list[str]:
    which = f", part {number + 1}" if len(form.conclusion) > 1 else ""
    name = form_label(result.statement, form.name)
    against = f"Against {prose(f'the statement {name}' if name == 'as printed' else name)}{which}."
    proof = item.evidence.certificate.proof
    values, found = proof.get("at") or proof.get("instance"), instance(proof)
    if not found:
        lines = map(display, item.evidence.derivation) if _shown(form, item) else ()
        return [f"{against} Nothing in it is left open: it fails as it stands.", *lines]
    blocks = [f"{against} At this instance the hypotheses hold and the claim does not:"]
    blocks.append(record({**_fixed(form, number), **(found if isinstance(found, dict) else {"instance": found})}, ("name", "value")))
    if _shows_sides(form, item):
        blocks += ["What stands on both sides there:", *map(display, item.evidence.derivation)]
    elif form.concrete and isinstance(values, dict) and all(_RATIONAL.fullmatch(str(value)) for value in values.values()):
        blocks.append(at_point(form, number, values))
    elif item.evidence.derivation:
        blocks += [f"Why the claim fails there (obligation {_place(result, item)}):", *map(display, item.evidence.derivation)]
    return blocks


def _fixed(form: Form, number: int) -> dict[str, str]:
    """What a concrete form fixes by itself, the function it was judged at included: its scope says "(judged at d = 2, f(γ) = γ_1, t = 3)".

    A part that speaks of no noise has no law, and a dimension only if it speaks of the last coordinate of θ.
    """
    if not form.concrete:
        return {}
    names = _names(form, number)
    noisy = any(re.fullmatch(r"g\d+", name) for name in names)
    words = form.scope.text.partition("(judged at ")[2].removesuffix(")")
    functions = re.findall(r"(\w\(γ\)) = ([^,]+)", words)
    law = {"law of γ": form.noise} if noisy and form.noise is not None else {}
    return {**({"d": str(form.dim)} if noisy or f"t{form.dim}" in names else {}), **law, **{name: value.strip() for name, value in functions}}


def _names(form: Form, number: int) -> set[str]:
    """The names in a part and the hypotheses, abbreviations written out."""
    names = set(re.findall(r"[A-Za-z]\w*", " ".join((*form.given, form.conclusion[number]))))
    for name, text in reversed(form.let):
        if name in names:
            names |= set(re.findall(r"[A-Za-z]\w*", text))
    return names


def _place(result: Result, item: Checked) -> int:
    """The number of a piece of evidence, as the table of evidence counts."""
    return next(number for number, other in enumerate(result.evidence, 1) if other is item)


def _shown(form: Form, item: Checked) -> bool:
    """Whether the lines of the evidence stand here: both sides at the point, or for a general form why it fails at the instance."""
    return _shows_sides(form, item) or (not form.concrete and bool(item.evidence.derivation))


def _shows_sides(form: Form, item: Checked) -> bool:
    """Whether the lines of the evidence are the point and what both sides are there, as they come for concrete forms."""
    return form.concrete and len(item.evidence.derivation) > 1
