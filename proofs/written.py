"""Evidence from written derivations: one line for each way of handing one over."""

from __future__ import annotations

from verifier.claims.evidence import Evidence, certify
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

DEDUCTION, NORMAL_FORM = "natural deduction", "normal form"


def holds(form: Form, conclusion: int, derivation: Derivation, obligation: str, *lines: str) -> Evidence:
    """A derivation whose last step is that conclusion of the form."""
    return Evidence(form.name, obligation, DEDUCTION, certify(form, conclusion, "holds", "derivation", {"steps": derivation.steps}), lines)


def fails(form: Form, conclusion: int, instance: dict, derivation: Derivation, obligation: str, *lines: str) -> Evidence:
    """A derivation that at this instance the hypotheses hold and the conclusion does not."""
    proof = {"instance": instance, "steps": derivation.steps}
    return Evidence(form.name, obligation, DEDUCTION, certify(form, conclusion, "fails", "derivation", proof), lines)


def identical(form: Form, conclusion: int, obligation: str, *lines: str) -> Evidence:
    """Both sides have the same normal form, for every d."""
    return Evidence(form.name, obligation, NORMAL_FORM, certify(form, conclusion, "holds", "identity", {}), lines)
