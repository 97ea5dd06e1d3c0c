"""Perturb-Argmax in balls for every law: the engine of engines/balls/panels.py with windows, tails and atoms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache, partial

from flint import arb, ctx

from verifier.engines.balls.factors import HALF, LOW_BITS, Goals, Integrals, PanelError, ball, narrow, within
from verifier.engines.balls.panels import Panels
from verifier.engines.floating.quadrature import QuadratureError
from verifier.engines.balls.scout import scout
from verifier.laws import Law
from verifier.models.balls.contest import Contest, Window
from verifier.models.balls.gaussians import distant, probability
from verifier.models.errors import ModelError
from verifier.models.meetings import refuse_bends, refuse_ties
from verifier.models.solution import Solution
from verifier.models.balls.summands import tables

GUARD_DIGITS = 3
GUARD_BITS = 40
ATTEMPTS = 4
FARTHEST = 2**660


def solve_argmax(
    laws: Sequence[Law], theta: Sequence[Fraction], digits: int, hessian: bool = False, ties: bool = False, value: bool = True,
) -> Solution:
    """The value E max(theta + gamma), its gradient and its Hessian; the normalised value on demand. See Solution.

    theta   shape (d,), exact
    digits  1 to 1000: p_i has radius at most 10^-digits p_i, the values 10^-digits max(1, |value|), or it is an error
    value   whether it is wanted; with heavy tails it takes a wider window
    ties    whether to go on at a tie, where only probabilities of coordinates without atoms mean anything
    Rejects a tie of positive probability (TieError), what takes too many panels or comes out too wide (ModelError).
    Trust: enclosed. Source: engines/balls/panels.py.
    """
    if not ties:
        refuse_ties(laws, theta)
        if hessian:
            refuse_bends(laws, theta)
    with _refusals(laws, digits):
        contest = Contest(laws, theta)
        found = _integrals(contest, digits, masses=True, hessian=hessian, value=value)
    p = [arb(0) if g is None else found.masses[g] for g in contest.owner]
    with ctx.workprec(_room(digits)):
        rows = _laplacian(contest.owner, found.weights) if hessian else None
        return Solution(found.value, p, rows, partial(argmax_normalised, laws, theta, digits))


def argmax_value(laws: Sequence[Law], theta: Sequence[Fraction], digits: int) -> arb | None:
    """E max(theta + gamma), or None where it does not exist; ties do not matter. Else as solve_argmax."""
    with _refusals(laws, digits):
        return _integrals(Contest(laws, theta), digits).value


def argmax_normalised(laws: Sequence[Law], theta: Sequence[Fraction], digits: int) -> arb:
    """E[max(theta + gamma) - max gamma], which exists for every law; ties do not matter. Else as solve_argmax."""
    with _refusals(laws, digits):
        return _normalised(Contest(laws, theta), laws, theta, digits)


@contextmanager
def _refusals(laws: Sequence[Law], digits: int):
    try:
        yield
    except (PanelError, QuadratureError) as trouble:
        names = "; ".join(sorted(set(map(str, laws))))
        raise ModelError(f"{names[:200]} at {digits} digits: {trouble}") from trouble


def _integrals(contest: Contest, digits: int, masses: bool = False, hessian: bool = False, value: bool = True) -> Integrals:
    """What is asked for, for the groups of the contest. Radii as promised, else PanelError."""
    logs: list[float] | None = None
    valued = value and contest.has_mean
    for attempt in range(ATTEMPTS):
        aim = digits + GUARD_DIGITS + attempt * (digits // 4 + 6)
        low, high = min(contest.marks), max(contest.marks)
        if masses and not contest.alone:
            found = scout(tables(contest.factors), contest.counts, contest.marks, aim * math.log(10))
            low, high, logs = found.low, found.high, _better(found.logs, logs)
        window = _window(contest, Fraction(low), Fraction(high), aim) if valued else contest.window(Fraction(low), Fraction(high))
        size = len(contest.owner) + int(max(map(abs, logs or [0])))
        with ctx.workprec(math.ceil(aim * math.log2(10)) + GUARD_BITS * 2**attempt + size.bit_length()):
            answer = _attempt(contest, window, aim, logs, hessian, valued)
            if _promised(answer, digits, len(contest.owner)):
                return answer
            logs = logs and [float(m.lower().log()) if m.lower() > 0 else x - 20 for m, x in zip(answer.masses, logs)]
    raise PanelError("an enclosure came out wider than promised; ask for fewer digits, or take scales and theta of more modest range")


def _better(estimates, known: list[float] | None) -> list[float]:
    """Logarithms of lower bounds where they are known, else the estimates."""
    logs = known or list(map(float, estimates))
    if not all(map(math.isfinite, logs)):
        raise PanelError("a probability is too small or too uncertain for float64 to estimate its size; take theta of more modest range")
    return logs


def _promised(answer: Integrals, digits: int, dim: int) -> bool:
    """Whether the radii are below 10^-digits, relatively; those of the w_ij so far below that their sums are."""
    goal = arb(10) ** -digits
    small = all(within(m.rad(), (goal * abs(m)).lower()) for m in answer.masses)
    weights = (w for row in answer.weights or () for w in row)
    return small and (answer.value is None or narrow(answer.value, digits)) and all(narrow(w, digits + len(str(dim))) for w in weights)


def _room(digits: int) -> int:
    """Bits that lose nothing of what was computed."""
    return 8 * digits + 1024


def _window(contest: Contest, low: Fraction, high: Fraction, digits: int) -> Window:
    """[low, high] stretched until the value's tails are below 10^-digits, if it exists."""
    with ctx.workprec(LOW_BITS):
        goal, step = arb(10) ** -digits, max(high - low, Fraction(1))
        while contest.has_mean:
            window = contest.window(low, high)
            left, right = (within(bound, goal) for bound in _value_tails(contest, window))
            if left and right:
                return window
            step *= 2
            low, high = low - (0 if left else step), high + (0 if right else step)
            if step > FARTHEST:
                raise PanelError("the tails are too heavy for the value to so many digits")
        return contest.window(low, high)


def _value_tails(contest: Contest, window: Window) -> tuple[arb, arb]:
    """Bounds of the integral of P left of the window, and of 1 - P right of it."""
    low, high = window.tails
    left, right = arb(0), arb(0)
    if low is not None:
        left = min((x for x in contest.shortfalls(low) if x.is_finite()), key=float, default=arb.pos_inf())
    if high is not None:
        right = sum((count * f.excess(high) for f, count in zip(contest.factors, contest.counts)), arb(0)).upper()
    return left, right


def _attempt(contest: Contest, window: Window, digits: int, logs: list[float] | None, hessian: bool, valued: bool) -> Integrals:
    """One run at the working precision; logs: those of the masses, None if they are not wanted."""
    goal = arb(10) ** -digits
    for factor in contest.factors:
        factor.settle()
    far = distant(contest, logs)
    masses = [arb.pos_inf() if logs is None or g in far else arb(logs[g]).exp() * goal for g in range(len(contest.factors))]
    panels = Panels(contest.factors, contest.counts, Goals(masses, goal if valued else None, hessian and logs is not None))
    turn = min(max(contest.turn, window.low), window.high)
    panels.run(window.low, window.high, turn)
    panels.tails(*window.tails)
    value, weights = None, None
    if valued:
        left, right = _value_tails(contest, window)
        value = panels.value + ball(turn + contest.shift) + right * HALF - left * HALF
    if hessian:
        weights = panels.weights()
        contest.add_atoms(weights)
    if contest.alone:
        return Integrals(value, [arb(1)], weights)
    found = [] if logs is None else [m + atoms for m, atoms in zip(panels.masses, contest.atom_masses())]
    for g in far:
        found[g] = probability(contest, g, digits)
    return Integrals(value, found, weights)


def _normalised(contest: Contest, laws: Sequence[Law], theta: Sequence[Fraction], digits: int) -> arb:
    """The value less that at theta = 0; where they do not exist, the integral of the difference of the two P."""
    from verifier.models.balls.heavy import difference

    if not contest.has_mean:
        return difference(laws, theta, digits)
    for more in (1, 2 + max(len(str(abs(int(entry)))) for entry in theta)):
        with ctx.workprec(_room(digits)):
            found = _integrals(contest, digits + more).value - _at_zero(tuple(laws), digits + more)
            if narrow(found, digits):
                return found
    raise PanelError("the normalised value came out wider than promised; ask for fewer digits")


@lru_cache(maxsize=256)
def _at_zero(laws: tuple[Law, ...], digits: int) -> arb:
    return _integrals(Contest(laws, (Fraction(0),) * len(laws)), digits).value


def _laplacian(owner: Sequence[int | None], weights: list[list[arb]]) -> list[list[arb]]:
    """The Hessian: minus the w_ij, and rows of sum 0."""
    rows = [[arb(0) if i == j or g is None or h is None else -weights[g][h] for j, h in enumerate(owner)] for i, g in enumerate(owner)]
    for i, row in enumerate(rows):
        row[i] = -sum(row, arb(0))
    return rows
