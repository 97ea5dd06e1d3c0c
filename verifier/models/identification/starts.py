"""Where the search for theta may start: guesses in float64, of which nothing is promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from math import inf, log

from verifier.laws import LawError, reach
from verifier.models.errors import ModelError

FLOAT_DIGITS = 24
ROUGH_DIGITS = 6
GUARD_DIGITS = 2
MOST_TABLES = 2
FAR_DIGITS = 18
FARTHEST = {"softmax": (3000, "temperatures"), "argmax": (10**15, "scales")}
COARSE_FLOATS = 10**5
IMPROBABLE = Fraction(1, 10**5)
WARM = Fraction(1, 1000), Fraction(1, 50)


def starts(model, p: Sequence[Fraction], digits: int) -> Iterator[tuple[list[Fraction], int]]:
    """Where Newton's method may start, with the digits to begin with: the float64 inverse; equal tails; the medians level.

    In Perturb-Softmax with many different laws equal tails come first: few digits of it cost less than the float64 tables of so many.
    Rejects heavy tails in Perturb-Softmax where a theta_i lies further away than they are enclosed in reasonable time (ModelError).
    """
    level = list(_levels(model, [nats(q) for q in p]))
    if any(law.facts.moments < inf for law in model.laws):
        for theta, _ in level:
            _refuse_far(model, p, theta)
    if model.kind == "softmax" and len(set(model.laws)) > MOST_TABLES:
        yield from level
        yield from _floats(model, p, digits)
    else:
        yield from _with_far_ones(model, p)
        yield from _floats(model, p, digits)
        yield from level
    yield from _levels(model, [log(2)] * model.dim)


def _refuse_far(model, p: Sequence[Fraction], theta: Sequence[Fraction]) -> None:
    lowest, (most, unit) = min(range(len(p)), key=theta.__getitem__), FARTHEST[model.kind]
    size = model.temperature if model.kind == "softmax" else min(law.scale for law in model.laws if law.facts.moments < inf)
    far = (max(theta) - theta[lowest]) / size
    if far > most:
        where = f"p_{lowest + 1} puts theta_{lowest + 1} about {float(far):.0e} {unit} below the largest, as the noise has heavy tails"
        raise ModelError(f"{where}; these are enclosed up to {most:.0e}: take a larger p_{lowest + 1}")


def _levels(model, tails: Sequence[float]) -> Iterator[tuple[list[Fraction], int]]:
    """theta for which each choice alone exceeds 0 with probability exp(-tail)."""
    t = model.temperature if model.kind == "softmax" else 0
    with suppress(LawError, ArithmeticError):
        yield [-max(Fraction(reach(law, x + 1e-3)[1]), t * Fraction(x)) for law, x in zip(model.laws, tails)], ROUGH_DIGITS


def _floats(model, p: Sequence[Fraction], digits: int) -> Iterator[tuple[list[Fraction], int]]:
    """The float64 inverse. Where there are atoms, a little aside: at symmetric points there may be no Hessian."""
    aside = Fraction(any(law.atoms for law in model.laws), 2**50)
    try:
        floats = model.inverse([float(q) for q in p])
        yield [Fraction(float(x)) + k * aside for k, x in enumerate(floats)], min(FLOAT_DIGITS, digits + GUARD_DIGITS)
    except (ValueError, ArithmeticError):
        for theta in warm(model, p, WARM) if model.kind == "argmax" and aside else ():
            yield [x + k * aside for k, x in enumerate(theta)], ROUGH_DIGITS


def _with_far_ones(model, p: Sequence[Fraction]) -> Iterator[tuple[list[Fraction], int]]:
    """The float64 inverse for all choices but the improbable ones, and these by their tails: for all, of sum 0, float64 may be too coarse."""
    near = [i for i, q in enumerate(p) if q > IMPROBABLE]
    if model.kind == "softmax" or not 0 < len(near) < len(p) or all(law.facts.moments == inf for law in model.laws):
        return
    share, ways = sum(p[i] for i in near), 2 if len(near) == 1 else 1  # one opponent can also be far below
    with suppress(ValueError, LawError, ArithmeticError):
        places = type(model)([model.laws[i] for i in near], len(near)).inverse([float(p[i] / share) for i in near])
        theta = [Fraction(-reach(law, nats(q / ways))[1]) for law, q in zip(model.laws, p)]
        for i, x in zip(near, places):
            theta[i] = Fraction(float(x))
        if max(theta) - min(theta) > COARSE_FLOATS * min(law.scale for law in model.laws):
            yield theta, FAR_DIGITS


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
