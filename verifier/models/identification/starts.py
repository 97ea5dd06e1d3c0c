"""Where the search for theta may start: guesses in float64, of which nothing is promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import log

from verifier.laws import LawError, reach

FLOAT_DIGITS = 24
ROUGH_DIGITS = 6
WARM = Fraction(1, 1000), Fraction(1, 50)


def starts(model, p: Sequence[Fraction], digits: int) -> Iterator[tuple[list[Fraction], int]]:
    """Where Newton's method may start, with the digits to begin with: the float64 inverse; equal tails; the medians level.

    Where there are atoms, a little aside: at symmetric points there may be no Hessian.
    """
    aside = Fraction(any(law.atoms for law in model.laws), 2**50)
    try:
        floats = model.inverse([float(q) for q in p])
        yield [Fraction(float(x)) + k * aside for k, x in enumerate(floats)], min(FLOAT_DIGITS, digits + ROUGH_DIGITS)
    except (ValueError, ArithmeticError):
        for theta in warm(model, p, WARM) if model.kind == "argmax" and aside else ():
            yield [x + k * aside for k, x in enumerate(theta)], ROUGH_DIGITS
    t = model.temperature if model.kind == "softmax" else 0
    for tails in ([nats(q) for q in p], [log(2)] * model.dim):
        try:
            yield [-max(Fraction(reach(law, x + 1e-3)[1]), t * Fraction(x)) for law, x in zip(model.laws, tails)], ROUGH_DIGITS
        except (LawError, ArithmeticError):
            pass


def warm(model, p, temperatures: Sequence[Fraction]) -> Iterator[tuple[Fraction, ...]]:
    """Near a solution for Perturb-Argmax: those of Perturb-Softmax at small temperatures, as far as float64 finds them; for guesses alone."""
    from verifier.models.softmax import PerturbSoftmax

    for t in temperatures:
        try:
            yield tuple(Fraction(float(x)) for x in PerturbSoftmax(model.laws, model.dim, t).inverse([float(q) for q in p]))
        except (ValueError, ArithmeticError):
            pass


def nats(q: Fraction) -> float:
    """-log q, for a positive rational number however small."""
    return log(q.denominator) - log(q.numerator)
