"""Perturb-Softmax enclosed: E log sum exp(theta + gamma) and its derivatives for every law, from lattice sums for gamma + G.

softmax(x)_i = P(argmax(x + G) = i) for standard Gumbel G, so all is the maximum of theta_j + gamma_j + G_j, less Euler's constant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache, partial
from math import floor, inf, log, prod
from typing import TypeVar

from flint import arb, ctx

from verifier.engines.balls.counts import Table
from verifier.engines.balls.lattice import LatticeError, Maximum, Tails, expectation, maximum
from verifier.laws.balls import ball
from verifier.laws.base import Law
from verifier.models.balls import heavy_softmax
from verifier.models.balls import moments
from verifier.models.errors import ModelError
from verifier.models.balls.far_tails import is_heavy
from verifier.models.balls.heavy_softmax import Heavy
from verifier.models.balls.kernels import rows
from verifier.models.balls.spans import Span, completed, cut
from verifier.models.solution import Solution
from verifier.models.balls.windows import Window, joined, refuse_tables, window

ATTEMPTS = 4
SPARE = 5.0
ROOM = 1100
LARGEST = 10**300
Laws = tuple[Law, ...]
Theta = tuple[Fraction, ...]
Found = TypeVar("Found")


def solve_softmax(laws: Sequence[Law], theta: Sequence[Fraction | int], digits: int, hessian: bool = False) -> Solution:
    """Value, probabilities and, if asked for, Hessian of theta -> E log sum exp(theta + gamma), at temperature 1; the normalised value on demand.

    laws        one for each coordinate, independent
    theta       shape (d,), exact numbers
    digits      p_i has a radius of at most 10^-digits p_i, H_ij of 10^-digits min(p_i, p_j), the values of 10^-digits
    Rejects what takes too many terms (ModelError). Trust: enclosed. Source: engines/balls/lattice.py, for heavy tails with engines/balls/far.py.
    """
    laws, theta = tuple(laws), tuple(map(Fraction, theta))
    found = _narrow(partial(_solve, laws, theta, hessian), partial(_lacking, digits=digits), len(laws), digits)
    p, rows = (found.probabilities, found.hessian) if len(laws) > 1 else ([arb(1)], found.hessian and [[arb(0)]])
    return Solution(found.value, p, rows, partial(softmax_normalised, laws, theta, digits))


def softmax_value(laws: Sequence[Law], theta: Sequence[Fraction | int], digits: int) -> arb | None:
    """The value alone; None where it does not exist. Else as solve_softmax."""
    laws, theta = tuple(laws), tuple(map(Fraction, theta))
    if any(law.facts.moments <= 1 for law in laws):
        return None
    return _narrow(partial(_value, laws, theta), partial(_wide, digits=digits), len(laws), digits)


def softmax_normalised(laws: Sequence[Law], theta: Sequence[Fraction | int], digits: int) -> arb:
    """E[log sum exp(theta + gamma) - log sum exp(gamma)], which exists for every law. Else as solve_softmax."""
    laws, theta = tuple(laws), tuple(map(Fraction, theta))
    if not any(theta):
        return arb(0)
    return _narrow(partial(_normalised, laws, theta), partial(_wide, digits=digits), len(laws), digits)


def _narrow(compute: Callable[[float], Found], lacking: Callable[[Found], float], dim: int, digits: int) -> Found:
    """compute(nats) for enough nats; lacking(found): by how many nats the worst radius misses its goal."""
    nats = digits * log(10) + SPARE
    for _ in range(ATTEMPTS):
        try:
            found = compute(nats)
        except LatticeError as error:
            raise ModelError(f"softmax of {dim} choices with {digits} digits: {error}") from error
        missing = lacking(found)
        if missing <= 0:
            return found
        nats += min(missing, nats) + SPARE
    raise ModelError(f"softmax of {dim} choices: no enclosure within 10^-{digits} after {ATTEMPTS} attempts; ask for fewer digits")


def _solve(laws: Laws, theta: Theta, hessian: bool, nats: float) -> Maximum:
    plan = window(laws, list(map(_number, theta)), nats, hessian)
    with ctx.workprec(plan.bits):
        places = [x - plan.centre for x in theta]
        cdfs, densities = zip(*_tables(laws, places, plan))
        shifts = list(map(ball, places))
        tails = _tails(laws, shifts, plan)
        if any(map(is_heavy, laws)):
            found = heavy_softmax.solve(Heavy(laws, shifts, tails, plan), cdfs, densities, hessian)
        else:
            found = maximum(plan.lattice, cdfs, densities, tails, hessian)
        value = None if found.value is None else found.value + plan.centre - arb.const_euler()
        return Maximum(value, found.probabilities, found.hessian)


def _normalised(laws: Laws, theta: Theta, nats: float) -> arb:
    if any(law.facts.moments <= 1 for law in laws):
        return _difference(laws, theta, nats)
    value, origin = _value(laws, theta, nats), _origin(laws, nats)
    with ctx.workprec(4 * int(nats) + ROOM):
        return value - origin


@lru_cache(maxsize=64)
def _origin(laws: Laws, nats: float) -> arb:
    """E log sum exp(gamma)."""
    return _value(laws, (Fraction(0),) * len(laws), nats)


def _value(laws: Laws, theta: Theta, nats: float) -> arb:
    plan = window(laws, list(map(_number, theta)), nats, False)
    with ctx.workprec(plan.bits):
        places = [x - plan.centre for x in theta]
        product, shifts = _product(laws, places, plan), list(map(ball, places))
        tails = _tails(laws, shifts, plan)
        if any(map(is_heavy, laws)):
            found = heavy_softmax.expectation(Heavy(laws, shifts, tails, plan), product)
        else:
            found = expectation(plan.lattice, product, tails)
        return found + plan.centre - arb.const_euler()


def _difference(laws: Laws, theta: Theta, nats: float) -> arb:
    """E of log sum exp(theta + gamma) less log sum exp(gamma), where neither exists alone; seen from about max theta, for both."""
    top = floor(max(theta))
    plan = joined(window(laws, [_number(x - top) for x in theta], nats, False), window(laws, [0.0] * len(laws), nats, False))
    bits = plan.bits + heavy_softmax.cancelled(laws, plan.nats)
    refuse_tables(len(plan.lattice), len(laws), bits)
    with ctx.workprec(bits):
        both = [[x - top - plan.centre for x in theta], [Fraction(-plan.centre)] * len(laws)]
        products = tuple(_product(laws, places, plan) for places in both)
        shifts = [list(map(ball, places)) for places in both]
        here, there = (Heavy(laws, row, _tails(laws, row, plan), plan) for row in shifts)
        return heavy_softmax.difference(here, there, products) + top


def _product(laws: Laws, places: Sequence[Fraction], plan: Window) -> list[arb]:
    """prod F_j at the points of the lattice."""
    product = [arb(1)] * len(plan.lattice)
    for cdf, _ in _tables(laws, places, plan):
        product = [a * b for a, b in zip(product, cdf)]
    return product


def _number(x: Fraction) -> float:
    return float(x) if abs(x) < LARGEST else inf


def _tables(laws: Laws, places: Sequence[Fraction], plan: Window) -> list[Table]:
    """The table of each coordinate; those of laws that differ in location only are made together."""
    centred = {law: law.shifted(-law.location) for law in set(laws)}
    keys = [(centred[law], place + law.location) for law, place in zip(laws, places)]
    members = {law: [(place, span) for (other, place), span in zip(keys, plan.spans) if other == law] for law in set(centred.values())}
    found = {law: _of_one(law, row, plan) for law, row in members.items()}
    return [found[law][place] for law, place in keys]


def _of_one(law: Law, members: Sequence[tuple[Fraction, Span]], plan: Window) -> dict[Fraction, Table]:
    """The table of one law for each place, given the spans there."""
    lows, highs = zip(*(span for _, span in members))
    part = cut(plan.lattice, (min(lows), max(highs)))
    found = rows(law, {place for place, _ in members}, part, plan.nats)
    return found if part is plan.lattice else dict(completed(law, found.items(), part, plan.lattice))


def _tails(laws, shifts, plan: Window) -> Tails:
    """From exponential moments; what heavy laws add right of high is left to engines/balls/far.py.

    With F_j(low - r) <= K_j e^(-q_j r) the integral of P left of low is at most prod K / sum q, and so on.
    """
    low, high = plan.lattice.low, plan.lattice.high
    above = [(arb(1), arb(0)) if is_heavy(law) else moments.survival(law, high - shift) for law, shift in zip(laws, shifts)]
    now = [moments.cdf(law, low - shift) for law, shift in zip(laws, shifts)]
    later = [moments.cdf(law, low + arb.const_log2() - shift) for law, shift in zip(laws, shifts)]
    product, power = prod(bound for bound, _ in later), sum((arb(q) for _, q in later), arb(0))
    decays = [product / bound / (power - 1 - q) if power - 1 > q else arb.pos_inf() for bound, q in later]
    total = sum((arb(q) for _, q in now), arb(0))
    shortfall = prod(bound for bound, _ in now) / total if total > 0 else arb.pos_inf()
    return Tails(decays, shortfall, sum((excess for _, excess in above), arb(0)), [bound for bound, _ in above])


def _lacking(found: Maximum, digits: int) -> float:
    """By how many nats the worst radius misses its goal; not positive if, for certain, none does."""
    goal, p = arb(10) ** -digits, found.probabilities
    balls = [] if found.value is None else [(found.value, arb(1))]
    balls += [(x, x.lower()) for x in p if len(p) > 1]
    for i, entries in enumerate(found.hessian or []):
        balls += [(x, p[i].lower().min(p[j].lower())) for j, x in enumerate(entries) if len(p) > 1]
    return max((_excess(x.rad(), goal * unit) for x, unit in balls), default=0.0)


def _wide(found: arb, digits: int) -> float:
    """The same for one number."""
    return _excess(found.rad(), arb(10) ** -digits)


def _excess(radius: arb, goal: arb) -> float:
    """log(radius / goal) where that is not certainly negative."""
    if radius <= goal:
        return 0.0
    return float((radius / goal).log().mid()) if goal > 0 and radius.is_finite() else 40.0
