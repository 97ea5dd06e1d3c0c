"""Evidence from written derivations: one line for each way of handing one over."""

from __future__ import annotations

import re

from verifier.claims.evidence import Evidence, certify
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

DEDUCTION, NORMAL_FORM = "natural deduction", "normal form"


def holds(form: Form, conclusion: int, derivation: Derivation, obligation: str, *lines: str) -> Evidence:
    """A derivation whose last step is that conclusion of the form."""
    return Evidence(form.name, obligation, DEDUCTION, certify(form, conclusion, "holds", "derivation", {"steps": derivation.steps}), lines)


def fails(
    form: Form, conclusion: int, instance: dict, derivation: Derivation, obligation: str, *lines: str, general: dict[str, Derivation] | None = None
) -> Evidence:
    """A derivation that at this instance the hypotheses hold and the conclusion does not; `general`: facts of every dimension by name."""
    proof = {"instance": instance, "steps": derivation.steps}
    if general:
        proof["general"] = {name: notebook.steps for name, notebook in general.items()}
    return Evidence(form.name, obligation, DEDUCTION, certify(form, conclusion, "fails", "derivation", proof), lines)


def at_instance(text: str, instance: dict) -> str:
    """The formula with names replaced by the terms of the instance."""
    return re.sub(r"[A-Za-z]\w*", lambda match: f"({instance[match[0]]})" if match[0] in instance else match[0], text)


def failure(d: Derivation, form: Form, conclusion: int, instance: dict, hypotheses: list[str], fact: str) -> str:
    """The last step of a refutation, from facts for each hypothesis at the instance and for the negation of the conclusion there."""
    text = f"not ({at_instance(form.conclusion[conclusion], instance)})"
    for given, line in zip(reversed(form.given), reversed(hypotheses), strict=True):
        text = f"{at_instance(given, instance)} and ({text})"
        fact = d.both(text, line, fact)
    return fact


def joined(d: Derivation, facts: list[str]) -> str:
    """The facts in a row, nested to the right, as the last step of a refutation wants them."""
    last = facts[-1]
    for fact in reversed(facts[:-1]):
        last = d.both(f"({d.steps[int(fact[1:])]['formula']}) and ({d.steps[int(last[1:])]['formula']})", fact, last)
    return last


def identical(form: Form, conclusion: int, obligation: str, *lines: str) -> Evidence:
    """Both sides have the same normal form, for every d."""
    return Evidence(form.name, obligation, NORMAL_FORM, certify(form, conclusion, "holds", "identity", {}), lines)
