"""Single probabilities to eight digits: certificates by balls, and Coq files that are written from the row."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofs import BOOK
from proofs.smooth_laws import held, listed
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.formula import parse, read_form
from verifier.claims.statement import Form, Statement, StatementError
from verifier.models.formal import Claim, files

CERTIFICATES = {
    "claim digits of gumbel-argmax-2": "certificate_gumbel_argmax_2",
    "claim digits of gumbel-argmax-3": "certificate_gumbel_argmax_3",
    "claim digits of gaussian-argmax-2": "certificate_gaussian_argmax_2",
    "claim digits of gaussian-softmax-2": "certificate_gaussian_softmax_2",
    "claim digits at a second point of gaussian-softmax-2": "certificate_gaussian_softmax_2_second",
}


@BOOK.proof(*CERTIFICATES)
def digits(statement: Statement, run: Run) -> Iterator[Evidence]:
    """A certificate by balls; what Coq proves is added where there is coqc."""
    yield from held(statement.printed, "softmax" in statement.id)


def written() -> dict[str, str]:
    """The Coq files of these rows, by unit such as "statements/certificate_gumbel_argmax_2"."""
    found: dict[str, str] = {}
    for row, name in CERTIFICATES.items():
        found |= files(claim(BOOK.statements[row]), name, f"{row[:1].upper()}{row[1:]}; this file and its proof are written from the row.")
    return found


def claim(statement: Statement) -> Claim:
    """What the row says of one probability at one point. Rejects a row of another shape (StatementError)."""
    form, family = statement.printed, statement.id.split()[-1].rpartition("-")[0]
    (theta,), (tree,) = listed(form), read_form(form).conclusion
    match tree:
        case ("<=", ("abs", ("-", event, Fraction() as middle)), ("^", Fraction() as ten, ("neg", Fraction() as places))) if ten == 10:
            return Claim(family, theta, _choice(form, family, event), middle, 1 / ten ** int(places))
    raise StatementError(f"{statement.id}: the conclusion is not abs(PROBABILITY - NUMBER) <= 10^-DIGITS")


def _choice(form: Form, family: str, event) -> int:
    for k in range(1, form.dim + 1):
        if parse(probability(family, form.dim, k)) == event:
            return k
    raise StatementError(f"{event!r} is not the probability of a choice, such as {probability(family, form.dim, 1)}")


def probability(family: str, d: int, choice: int) -> str:
    """The probability of one of d choices in the formula language."""
    one, *others = (f"t{k} + g{k}" for k in (choice, *(k for k in range(1, d + 1) if k != choice)))
    if family.endswith("softmax"):
        return f"E(exp({one})/({' + '.join(f'exp(t{k} + g{k})' for k in range(1, d + 1))}))"
    return f"P({one} >= {others[0] if d == 2 else 'max(' + ', '.join(others) + ')'})"
