"""Theorem 4.3, Lemma 4.2, Corollary 8.2, Equations 6, 7, 10, 39-41, 45-47 and what belongs to them: the rows."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK, prose
from proofs import appendix_8_4 as appendix
from proofs.expected_softmax import (
    corollary_sign,
    corollary_sum,
    differentiable,
    equation_39,
    equation_40,
    equation_40_total,
    equation_41,
    gradient_is_softmax,
)
from proofs.perturb_softmax import (
    Build,
    affine_along_translation,
    argument_is_positive,
    equation_10,
    equation_46,
    finite_everywhere,
    increments_are_finite,
    lemma_4_2,
    necessary,
    strict_for_every_law,
    strictly_monotone,
    sufficient,
    theorem_4_3,
    translated,
)
from proofs.written import fails, holds, identical
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation
from verifier.probes import searches

@BOOK.proof(
    "theorem 4.3",
    "claim Perturb-Softmax is strictly monotone",
    "claim minimality iff no two translates",
    "lemma 4.2",
    "equation 10",
    "claim strict convexity for every law",
    "claim translations",
    "equation 6",
    "equation 7",
    "equation 46",
    "corollary 8.2",
    "equation 39",
    "equation 40",
    "equation 41",
)
def general(statement: Statement, run: Run) -> Iterator[Evidence]:
    """One derivation for each conclusion of the printed form."""
    for number, (build, obligation, lines) in enumerate(PROOFS[statement.id]):
        yield shown(statement.printed, number, build, obligation, lines)
    for probe in PROBES.get(statement.id, ()):
        yield getattr(searches, probe)(statement.printed, run)


@BOOK.proof("equation 45")
def equation_45(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Both equations hold under the expectation, γ by γ."""
    for number in range(2):
        yield identical(statement.printed, number, "the integrands are the same function of $`\\gamma`$", prose.EXPONENTS[number])


@BOOK.proof("equation 47")
def equation_47_both(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The print fails in both directions for want of α; with it, both hold."""
    for number, tau in enumerate(("vec(0)", "vec(1)")):
        d = Derivation()
        appendix.half_at(tau, number)(d, statement.printed)
        yield fails(statement.printed, number, appendix.HALF | {"tau": tau}, d, prose.FAILS_47[number][0], *prose.FAILS_47[number][1:])
    for number, build in enumerate((appendix.equation_47, appendix.equation_47_back)):
        yield shown(statement.form("repaired 1"), number, build, prose.HOLDS_47[number], prose.REPAIRED_47)


def shown(form: Form, number: int, build: Build, obligation: str, lines: tuple[str, ...]) -> Evidence:
    """A derivation of one conclusion of a form."""
    d = Derivation()
    build(d, form)
    return holds(form, number, d, obligation, *lines)


@BOOK.proof("claim Hoelder step of Lemma 4.2")
def hoelder_step(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The printed inequality is true, but the step from it fails; with the norms exchanged, both hold."""
    printed, repaired = statement.printed, statement.form("repaired 1")
    yield shown(printed, 0, appendix.printed_norms, "the inequality with the printed norms", prose.PRINTED_NORMS)
    d = Derivation()
    appendix.step_fails(d, printed)
    yield fails(printed, 1, appendix.QUARTER, d, "the product of the printed norms is more than (46) needs", *prose.WRONG_NORMS)
    yield shown(repaired, 0, appendix.right_norms, "the inequality with the exchanged norms", prose.RIGHT_HOELDER)
    yield shown(repaired, 1, appendix.right_step, "the product of the exchanged norms is what (46) needs", prose.RIGHT_NORMS)


@BOOK.proof("claim strict Hoelder inequality of Lemma 4.2")
def strict_hoelder(statement: Statement, run: Run) -> Iterator[Evidence]:
    """With the printed norms equality can hold off translations; with the norms exchanged it cannot."""
    d = Derivation()
    appendix.strictness_fails(d, statement.printed)
    yield fails(statement.printed, 0, appendix.LEVEL, d, "equality between two points that are no translates", *prose.LEVEL)
    strict = "strict inequality with the exchanged norms, off translations"
    yield shown(statement.form("repaired 1"), 0, appendix.right_norms_strict, strict, prose.RIGHT_STRICT)


PROBES = {
    "theorem 4.3": ("injectivity",), "lemma 4.2": ("strict_convexity",), "equation 7": ("curvature",),
    "claim translations": ("translation",), "corollary 8.2": ("image",),
}
PROOFS: dict[str, list[tuple[Build, str, tuple[str, ...]]]] = {
    "theorem 4.3": [(theorem_4_3, "equal probabilities at two points of $`\\Theta`$: the points are equal", prose.MINIMAL)],
    "claim Perturb-Softmax is strictly monotone": [(strictly_monotone, "the inner product is positive off translations", prose.MONOTONE_MEAN)],
    "claim minimality iff no two translates": [
        (sufficient, "no two translates: one-to-one", prose.MINIMAL),
        (necessary, "one-to-one: no two translates", prose.NECESSARY),
    ],
    "lemma 4.2": [(lemma_4_2, "strict inequality between any two different points of $`\\Theta`$", prose.APART_IN_THETA)],
    "equation 10": [(equation_10, "strict inequality between two points that are no translates", prose.MEAN_STRICT)],
    "claim strict convexity for every law": [
        (increments_are_finite, "F is finite for every law", prose.INCREMENT),
        (strict_for_every_law, "F is strictly convex off translations", prose.INCREMENT_STRICT),
    ],
    "claim translations": [
        (translated, "f grows by c", prose.TRANSLATE),
        (affine_along_translation, "equality in the convexity condition", (*prose.TRANSLATE, *prose.AFFINE)),
    ],
    "equation 6": [
        (argument_is_positive, "the argument of the logarithm is positive", (prose.POSITIVE_SUM,)),
        (finite_everywhere, "finite at one point: finite at every point", (*prose.INCREMENT, prose.SPLIT)),
    ],
    "equation 7": [
        (differentiable, "f has partial derivatives", prose.GRADIENT),
        (gradient_is_softmax, "they are the expected softmax", prose.GRADIENT),
    ],
    "equation 46": [(equation_46, "convexity of f", prose.MEAN_CONVEX)],
    "corollary 8.2": [
        (differentiable, "f has partial derivatives", prose.GRADIENT),
        (corollary_sum, "the partial derivatives sum to 1", (*prose.GRADIENT, *prose.SUMS)),
        (corollary_sign, "none is negative", (*prose.GRADIENT, *prose.POSITIVE_MEAN)),
    ],
    "equation 39": [
        (differentiable, "f has partial derivatives", prose.GRADIENT),
        (equation_39, "each partial derivative is an expected softmax", prose.GRADIENT),
    ],
    "equation 40": [
        (equation_40, "sum and expectation change places", prose.SUMS),
        (equation_40_total, "the expectation of the constant 1", prose.SUMS),
    ],
    "equation 41": [(equation_41, "every coordinate has a positive mean", prose.POSITIVE_MEAN)],
}
