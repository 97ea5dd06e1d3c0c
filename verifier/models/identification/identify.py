"""Which theta of sum 0 has p among its subgradients, with a proof that it is the only one. Also the inverse and the conjugate.

In this order: closed forms; models/identification/faces.py, for zeros in p, finite laws and two choices; models/identification/mixed.py, for kinks
and flat pieces where finite laws stand beside others; and for all else Newton's method with the proof of engines/balls/newton.py that a box holds a
solution and that of models/identification/uniqueness.py that there is no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

from verifier.engines.balls.newton import Box, ball, enclose, fraction, log10, precision
from verifier.laws import LawError
from verifier.laws.gumbel import Gumbel
from verifier.models.errors import ModelError, TieError
from verifier.models.rationals.rational import rationals
from verifier.models.reading import refuse_digits
from verifier.models.identification.starts import ROUGH_DIGITS, nats, starts
from verifier.models.identification.uniqueness import gapless, is_unique, steepness

MOST_DIGITS = 900
MOST_DIGITS_CLOSED = 100_000
GUARD_DIGITS = 2
PROVED = "a box around theta was proved to hold a solution, and no tie occurs there, so that the probabilities determine theta"


@dataclass(frozen=True)
class Identified:
    """The set of all theta of sum 0 with p in the subdifferential of f at theta.

    theta       shape (d,), Fractions (exact) or arb of radius at most 10^-digits max(1, |theta_i|) that contain it; for a set one solution or None
    unique      True only where there is exactly one solution, proved
    kind        "point", "set" (more than one solution), "none" (proved), or "undecided"
    reason      one sentence
    bounds      of a set: (i, j) with i < j, counted from 0, to the range of theta_i - theta_j over the set; None for an infinite end
    at_kink     True where f has a kink at theta: the subdifferential has more points than p
    """

    theta: tuple | None
    unique: bool
    kind: str
    reason: str
    bounds: dict = field(default_factory=dict)
    at_kink: bool = False

    def __bool__(self):
        raise TypeError("an identification has no truth value; ask for its kind or whether it is unique")


def identify(model, p: Sequence, digits: int = 20) -> Identified:
    """All theta of sum 0 at which p is a subgradient, that is, which have the probabilities p; see Identified.

    model       PerturbArgmax or PerturbSoftmax
    p           shape (d,), exact: Fractions, ints or numerals; any sum and sign are judged exactly
    digits      1 to 100 000: the radius of theta_i is at most 10^-digits max(1, |theta_i|); above 900 closed forms and rationals only
    Rejects inexact numbers, a wrong length, digits out of range (ModelError). What cannot be proved is "undecided".
    Trust: exact where theta is rational, else enclosed. Source: models/identification/uniqueness.py, models/identification/faces.py.

    >>> from verifier.models import PerturbArgmax
    >>> identify(PerturbArgmax("uniform(-1,1)", 2), ("7/8", "1/8")).theta
    (Fraction(1, 2), Fraction(-1, 2))
    """
    p = rationals(p, model.dim, "p")
    refuse_digits(digits, MOST_DIGITS, MOST_DIGITS_CLOSED)
    found = _closed_form(model, p, digits) if min(p) > 0 and sum(p) == 1 else None
    return _searched(model, p, digits) if found is None else found


def _searched(model, p, digits: int) -> Identified:
    """The first proof that is found, or why none was."""
    inside, atoms = min(p) > 0 and sum(p) == 1, any(law.atoms for law in model.laws)
    methods = [_faces]
    if inside and model.kind == "argmax" and atoms:
        methods.append(_mixed)
    if inside and (model.kind == "softmax" or any(law.facts.density for law in model.laws)):
        methods.append(_enclosed)
    reason = ""
    for method in methods:
        try:
            return method(model, p, digits)
        except (ModelError, LawError, ArithmeticError) as trouble:
            reason = str(trouble) or reason
    return Identified(None, False, "undecided", reason)


def _closed_form(model, p, digits: int) -> Identified | None:
    """S = softmax((theta + c) / s), which is injective on sum 0: theta = s log p - c, less its mean. Or everything alike: theta = 0."""
    laws = model.laws
    if model.kind == "argmax" and all(isinstance(law, Gumbel) and law.scale == laws[0].scale for law in laws):
        return _logarithm(p, laws[0].scale, [law.location for law in laws], digits)
    if model.kind == "softmax" and all(len(law.atoms) == 1 for law in laws):
        return _logarithm(p, model.temperature, [law.atoms[0][0] for law in laws], digits)
    if len(set(p)) == len(set(laws)) == 1 and (model.kind == "softmax" or gapless(laws[0])):
        return Identified((Fraction(0),) * model.dim, True, "point", "all choices are alike, and where no ties occur the solution is unique")
    if len(set(p)) == 1 and model.dim == 2 and all(law.facts.symmetric for law in laws):
        return _level(model)
    return None


def _level(model) -> Identified | None:
    """Two choices with their centres level: where no tie occurs both win with probability 1/2."""
    centres = [(law.kinks[0] + law.kinks[-1]) / 2 if law.kinks else law.location for law in model.laws]
    theta = tuple(sum(centres) / 2 - c for c in centres)
    if not is_unique(model, Box(theta, theta, 0)):
        return None
    return Identified(theta, True, "point", "the noise is symmetric, so level centres win alike; no tie occurs there, so the solution is unique")


def _logarithm(p, scale: Fraction, centres: Sequence[Fraction], digits: int) -> Identified:
    from flint import arb

    reason = "S(theta) is the softmax of an affine function of theta, so theta is log p, scaled and shifted, and no other"
    dim, mean = len(p), sum(centres) / len(p)
    if len(set(p)) == 1:
        return Identified(tuple(mean - c for c in centres), True, "point", reason)
    size = max(1, scale * max(map(nats, p)), *map(abs, centres))
    with precision(digits + _digits_before(size * dim)):
        logs = [ball(q).log() * ball(scale) for q in p]
        average = sum(logs, arb(0)) / dim
        theta = tuple(x - average + ball(mean - c) for x, c in zip(logs, centres))
    return _point(theta, digits, reason)


def _faces(model, p, digits: int) -> Identified:
    """What models/identification/faces.py decides. Rejects what it does not (ModelError)."""
    from verifier.models.identification.faces import lowered, solve

    found = solve(model, p, digits)
    if found.kind is None:
        raise ModelError(found.reason)
    if found.kind == "set" and found.theta is None:
        kept = [i for i, entry in enumerate(p) if entry > 0]
        inner = identify(type(model)([model.laws[i] for i in kept], len(kept), model.temperature), [p[i] for i in kept], digits + 1)
        with precision(digits + GUARD_DIGITS):
            found = replace(found, theta=inner.theta and lowered(model.laws, p, inner), at_kink=inner.at_kink)
    theta = _point(found.theta, digits, "").theta if found.kind == "point" else found.theta
    return Identified(theta, found.kind == "point", found.kind, found.reason, dict(found.bounds), bool(found.at_kink))


def _mixed(model, p, digits: int) -> Identified:
    """What models/identification/mixed.py decides. Rejects the rest (ModelError, without words: others have the reason)."""
    from verifier.models.identification.mixed import at_kink, with_room

    found = at_kink(model, p, digits)
    if found is not None:
        return replace(_point(found[0], digits, found[1]), at_kink=True)
    found = with_room(model, p, digits)
    if found is None:
        raise ModelError
    return Identified(found[0], False, "set", found[1], {}, found[2])


def _enclosed(model, p, digits: int) -> Identified:
    """The solution in a box with the proofs. Rejects p for which none is found (ModelError)."""
    if digits > MOST_DIGITS:
        raise ModelError(f"theta is no closed form: choose 1 to {MOST_DIGITS} digits, not {digits}")

    def evaluate(theta, accuracy: int, hessian: bool):
        found = model.enclosed(accuracy).solve(theta, hessian=hessian, value=False)
        return found.probabilities, found.hessian

    trouble: Exception = ModelError("Newton's method found no solution that could be proved; p may lie at a kink or at a flat piece of f")
    for start, first in starts(model, p, digits):
        try:
            box = enclose(evaluate, p, start, digits, first, steepness(model))
        except (ModelError, LawError, ArithmeticError) as refusal:
            trouble = trouble if isinstance(refusal, TieError) else refusal
            continue
        if box is not None and is_unique(model, box):
            return _point(_centred(box, digits), digits, PROVED)
        if box is not None:
            raise ModelError("a solution was enclosed, but ties or a flat piece of f are near, so it was not proved to be the only one")
    raise trouble


def _centred(box: Box, digits: int) -> tuple:
    """Balls that contain the theta of sum 0 that differ from those in the box by a multiple of 1."""
    dim = len(box.lower)
    low, high = sum(box.lower) / dim, sum(box.upper) / dim
    with precision(digits + _digits_before(max(1, *map(abs, box.lower + box.upper)))):
        return tuple(ball(x - high).union(ball(y - low)) for x, y in zip(box.lower, box.upper))


def _point(theta: tuple, digits: int, reason: str) -> Identified:
    """The one solution. Rejects balls that are wider than promised (ModelError)."""
    if not _is_narrow(theta, digits):
        raise ModelError(f"the solution is unique, but was not enclosed within 10^-{digits}")
    return Identified(theta, True, "point", reason)


def _is_narrow(theta: tuple, digits: int) -> bool:
    with precision(digits):
        goal = ball(Fraction(1, 10**digits))
        return all(isinstance(x, Fraction) or x.is_finite() and x.rad() < goal * abs(x).lower().max(1) for x in theta)


def _arb(x):
    return ball(x) if isinstance(x, Fraction) else x


def _digits_before(size) -> int:
    return ceil(log10(Fraction(size))) + 1


def inverse(view, p: Sequence) -> tuple:
    """The one theta of sum 0 with p in the subdifferential, shape (d,): Fractions, or arb that contain it, as narrow as in Identified.

    view        the Enclosed view of a model
    Rejects p for which there is no solution, more than one, or none that could be proved (ModelError, with the reason); else as identify.
    """
    found = identify(view.model, p, view.digits)
    if not found.unique:
        raise ModelError(f"{view.model!r}: no single theta has this p ({found.kind}): {found.reason}")
    return found.theta


def conjugate(view, p: Sequence):
    """f*(p) = sup <p, theta> - f(theta) as an arb of radius at most 10^-view.digits max(1, |f*(p)|); infinite outside of the simplex.

    The supremum is attained where p is a subgradient. With any m in place of such a theta, convexity gives
    0 <= f*(p) - (<p, m> - f(m)) <= <p - g, theta - m> for every subgradient g at m: an error of the second order. Where entries of p
    are 0, f*(p) is the conjugate of the model on the other choices: f falls to its value as those theta_i decrease (monotone convergence).
    Rejects a law without mean, and p for which no theta was proved to be a solution (ModelError). Trust: enclosed.
    """
    from flint import arb

    model, digits = view.model, view.digits
    p = rationals(p, model.dim, "p")
    if min(p) < 0 or sum(p) != 1:
        return arb.pos_inf()
    model.enclosed(ROUGH_DIGITS).value((0,) * model.dim)
    if min(p) == 0:
        kept = [i for i, entry in enumerate(p) if entry]
        part = type(model)([model.laws[i] for i in kept], len(kept), model.temperature)
        return conjugate(part.enclosed(digits), [p[i] for i in kept])
    for accuracy in (digits // 2 + 4, digits):
        found = identify(model, p, accuracy)
        if found.theta is None:
            raise ModelError(f"{model!r}: the conjugate was not found: {found.reason}")
        answer = _supremum(model, p, found.theta, digits)
        if answer.rad() <= arb(10) ** -digits * max(1, float(abs(answer).lower())):
            return answer
    raise ModelError(f"{model!r}: the conjugate was not enclosed within 10^-{digits}")


def _supremum(model, p, theta: tuple, digits: int):
    """<p, theta> - f(theta) for theta that are exact, or enclose a point where p is a subgradient."""
    from flint import arb

    middle = tuple(x if isinstance(x, Fraction) else fraction(x) for x in theta)
    accuracy = digits + GUARD_DIGITS + _digits_before(max(1, *map(abs, middle)))
    view = model.enclosed(accuracy)
    value, slack = view.value(middle), arb(0)
    with precision(accuracy):
        low = ball(sum(x * q for x, q in zip(middle, p))) - _arb(value)
        if middle != theta:
            gaps = [abs(ball(q) - _arb(s)) for q, s in zip(p, view.probabilities(middle))]
            slack = sum((abs(x - ball(m)) * gap for x, m, gap in zip(theta, middle, gaps)), slack)
        return low.union(low + slack.upper())
