"""Perturb-Softmax enclosed: E log sum exp(theta + gamma) and its derivatives for every law, from lattice sums for gamma + G.

softmax(x)_i = P(argmax(x + G) = i) for standard Gumbel G, so all is the maximum of theta_j + gamma_j + G_j, less Euler's constant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import floor, inf, log, prod

from flint import arb, ctx

from verifier.engines.balls.lattice import LatticeError, Tails, expectation, maximum
from verifier.engines.balls.mixtures import Table, moved
from verifier.laws.balls import ball
from verifier.laws.base import Law
from verifier.models.balls import heavy_softmax
from verifier.models.balls import moments
from verifier.models.errors import ModelError
from verifier.models.balls.far_tails import is_heavy
from verifier.models.balls.heavy_softmax import Heavy
from verifier.models.balls.kernels import row
from verifier.models.solution import Solution
from verifier.models.balls.windows import Window, joined, window

ATTEMPTS = 4
SPARE = 5.0
LARGEST = 10**300
Place = Fraction | arb


def solve_softmax(laws: Sequence[Law], theta: Sequence[Fraction | int | arb], digits: int, hessian: bool = False) -> Solution:
    """Value, normalised value, probabilities and, if asked for, Hessian of theta -> E log sum exp(theta + gamma), at temperature 1.

    laws        one for each coordinate, independent
    theta       shape (d,), exact numbers, or balls (then the answer holds all their points, as narrow as these allow)
    digits      p_i has a radius of at most 10^-digits p_i, H_ij of 10^-digits min(p_i, p_j), the values of 10^-digits
    Rejects what takes too many terms (ModelError). Trust: enclosed. Source: engines/balls/lattice.py, for heavy tails with engines/balls/far.py.
    """
    laws, places = tuple(laws), tuple(x if isinstance(x, arb) else Fraction(x) for x in theta)
    exact, nats = not any(isinstance(x, arb) for x in places), digits * log(10) + SPARE
    for _ in range(ATTEMPTS):
        try:
            found = _solve(laws, places, nats, hessian)
        except LatticeError as error:
            raise ModelError(f"softmax of {len(laws)} choices with {digits} digits: {error}") from error
        lacking = _lacking(found, digits) if exact else 0.0
        if lacking <= 0:
            return found if len(laws) > 1 else replace(found, probabilities=[arb(1)], hessian=found.hessian and [[arb(0)]])
        nats += min(lacking, nats) + SPARE
    raise ModelError(f"softmax of {len(laws)} choices: no enclosure within 10^-{digits} after {ATTEMPTS} attempts; ask for fewer digits")


def _solve(laws: tuple[Law, ...], places: tuple[Place, ...], nats: float, hessian: bool) -> Solution:
    plan = window(laws, [_number(x) for x in places], nats, hessian)
    with ctx.workprec(plan.bits):
        shifts = [_shifted(x, plan.centre) for x in places]
        cdfs, densities = zip(*_tables(laws, shifts, plan))
        tails = _tails(laws, shifts, plan)
        if any(map(is_heavy, laws)):
            found = heavy_softmax.solve(Heavy(laws, shifts, tails, plan), cdfs, densities, hessian)
        else:
            found = maximum(plan.lattice, cdfs, densities, tails, hessian)
        value = None if found.value is None else found.value + plan.centre - arb.const_euler()
        if all(not isinstance(x, arb) and x == 0 for x in places):
            normalised = arb(0)
        else:
            normalised = _difference(laws, places, nats) if value is None else value - _origin(laws, nats)
    return Solution(value, normalised, found.probabilities, found.hessian)


@lru_cache(maxsize=64)
def _origin(laws: tuple[Law, ...], nats: float) -> arb:
    """E log sum exp(gamma)."""
    plan = window(laws, [0.0] * len(laws), nats, False)
    with ctx.workprec(plan.bits):
        shifts = [arb(-plan.centre)] * len(laws)
        product, tails = _product(laws, shifts, plan), _tails(laws, shifts, plan)
        if any(map(is_heavy, laws)):
            found = heavy_softmax.expectation(Heavy(laws, shifts, tails, plan), product)
        else:
            found = expectation(plan.lattice, product, tails)
        return found + plan.centre - arb.const_euler()


def _product(laws, shifts, plan: Window) -> list[arb]:
    """The product of the cdfs at the points of the lattice."""
    product = [arb(1)] * len(plan.lattice)
    for cdf, _ in _tables(laws, shifts, plan):
        product = [a * b for a, b in zip(product, cdf)]
    return product


def _difference(laws: tuple[Law, ...], places: tuple[Place, ...], nats: float) -> arb:
    """E of log sum exp(theta + gamma) less log sum exp(gamma), where neither exists alone; seen from about max theta, for both."""
    top = floor(max(map(_number, places)))
    plan = joined(window(laws, [_number(x) - top for x in places], nats, False), window(laws, [0.0] * len(laws), nats, False))
    with ctx.workprec(plan.bits + heavy_softmax.cancelled(laws, plan.nats)):
        both = [[_shifted(x, top + plan.centre) for x in places], [arb(-plan.centre)] * len(laws)]
        here, there = (Heavy(laws, shifts, _tails(laws, shifts, plan), plan) for shifts in both)
        return heavy_softmax.difference(here, there, tuple(_product(laws, shifts, plan) for shifts in both)) + top


def _number(x: Place) -> float:
    if isinstance(x, arb):
        return float(x.mid())
    return float(x) if abs(x) < LARGEST else inf


def _shifted(x: Place, by: int) -> arb:
    return x - by if isinstance(x, arb) else ball(x - by)


def _tables(laws, shifts, plan: Window) -> Iterator[Table]:
    """The table of each coordinate, from that of the midpoint of its place; coordinates that are alike share one."""
    known: dict = {}
    for law, shift in zip(laws, shifts):
        key = law, *(tuple(map(int, x.man_exp())) for x in (shift.mid(), shift.rad()))
        if key not in known:
            known[key] = _table(law, shift, plan)
        yield known[key]


def _table(law: Law, shift: arb, plan: Window) -> Table:
    middle, radius = shift.mid(), shift.rad()
    rows = row(law, middle, plan.lattice, plan.nats)
    return rows if radius == 0 else moved(rows, radius, plan.lattice, moments.survival(law, plan.lattice.high - shift)[0])


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


def _lacking(found: Solution, digits: int) -> float:
    """By how many nats the worst radius misses its goal; not positive if, for certain, none does."""
    goal, p = arb(10) ** -digits, found.probabilities
    balls = [(x, arb(1)) for x in (found.value, found.normalised) if x is not None] + [(x, x.lower()) for x in p]
    for i, entries in enumerate(found.hessian or []):
        balls += [(x, p[i].lower().min(p[j].lower())) for j, x in enumerate(entries)]
    return max(_excess(x.rad(), goal * unit) for x, unit in balls)


def _excess(radius: arb, goal: arb) -> float:
    """log(radius / goal) where that is not certainly negative."""
    if radius <= goal:
        return 0.0
    return float((radius / goal).log().mid()) if goal > 0 and radius.is_finite() else 40.0
