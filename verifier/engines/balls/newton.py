"""Newton's method for S(theta) = p in balls, and boxes that certainly hold a solution. Knows no law; S is given by its enclosures.

S is a *choice map* on R^d: S(theta + c 1) = S(theta), the entries of S are at least 0 and sum to 1, and S_i does not grow with theta_j for
j != i. So one coordinate, the *base* r, may be held at 0 and the equation r left out. What Newton's method proposes is a guess. The box

    X = {theta : lower <= theta <= upper, theta_r = 0}       with  S_i(lower) < p_i < S_i(upper)  for all i != r

is the proof: where S is single-valued and continuous on X, X contains a solution, and no solution lies on its boundary. For on
the face theta_i = lower_i the other coordinates are at least those of `lower`, hence S_i(theta) <= S_i(lower) < p_i; on the face theta_i = upper_i
likewise S_i(theta) > p_i; the Poincare-Miranda theorem gives a zero of (S_i - p_i), i != r, and it solves equation r too since both sides
sum to 1. The two corners are all that is evaluated. (Krawczyk's test instead of this one would need an enclosure of DS over the box, and DS need not
be continuous; the proof that there is no other solution is models/identification/uniqueness.py.)

At once. Often DS is known to vary slowly: with w_ij = -dS_i/dtheta_j > 0, w_ij(theta + v) <= exp(k (max v - min v)) w_ij(theta) for all theta and v
(k is the *steepness*). Then S(theta + u) - S(theta) = L u, where L is a Laplacian with weights within exp(+-k spread(u)) of w(theta). Off the
base it is an M-matrix, so for any z > 0 with L z > 0, |L^-1 y| <= z max |y_i| / (L z)_i. For y = s (p - S(theta)), 0 <= s <= 1, this keeps the
continuous path u(s) of solutions of S(theta + u) = S(theta) + y, u(0) = 0, strictly inside of |u| <= n z, so that it goes on to s = 1; for
y = p - S(theta) - L u0 it bounds the distance of the solution theta + u(1) from theta + u0, which is of the second order if u0 is Newton's step.
Source: W. Rheinboldt, On M-functions, J. Math. Anal. Appl. 32 (1970); J. Ortega and W. Rheinboldt, Iterative Solution of Nonlinear Equations in
Several Variables (1970), section 13.5; C. Miranda, Boll. Un. Mat. Ital. 3 (1940).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

MARGIN = 3
MOST_STEPS = 60
MOST_HALVINGS = 30
COARSE = Fraction(1, 2**20)
GUARD_BITS = 64
ROOM = Fraction(3, 2)
MOST_OPEN = Fraction(9, 10)
SPARE = 0.5

Theta = tuple[Fraction, ...]
Evaluate = Callable[[Theta, int, bool], tuple[Sequence, Sequence[Sequence] | None]]


@dataclass(frozen=True)
class Box:
    """lower <= theta <= upper for shape (d,) Fractions, equal (to 0) at the base alone."""

    lower: Theta
    upper: Theta
    base: int


@dataclass(frozen=True)
class _Guess:
    """theta with theta_r = 0, the numbers log(S_i / p_i) less a mean, and the derivative of log S off the base; nothing here is certified.

    accuracy    the digits to which S and p agree: all log(S_i / p_i) lie within 10^-accuracy of each other, hence of 0
    """

    theta: Theta
    logs: list
    slopes: Any
    digits: int
    accuracy: float
    found: Sequence
    hessian: Sequence[Sequence]


def enclose(
    evaluate: Evaluate, p: Sequence[Fraction], start: Sequence[Fraction], right: int, digits: int, steepness: Fraction | None = None,
) -> Box | None:
    """A box around the solution of S(theta) = p, proved as above; None where none was found.

    evaluate    (theta, digits, hessian) -> (S, DS or None): arb enclosures of S, about as narrow as 10^-digits relatively; DS is but a guess,
                except where a steepness is given
    p           positive, of sum 1, d >= 2
    right       to so many digits the box tells theta of sum 0: each entry, relatively where it is above 1
    start       where Newton's method starts, at first with so many `digits`
    steepness   k as above, where DS is continuous and known to vary so slowly
    The caller answers for: S is a choice map, single-valued and continuous on the box.
    """
    base = max(range(len(p)), key=lambda i: p[i])
    guess = _guess(evaluate, p, base, tuple(x - start[base] for x in start), digits)
    due = False
    for _ in range(MOST_STEPS):
        directions = guess and _directions(guess, base)
        if not directions:
            return None
        step, slope = directions
        share = _share(guess.theta, step, slope, right)
        error = None if steepness is None else _at_once(p, guess, step, slope, base, steepness)
        if error is not None and error <= share:
            return _box(guess.theta, step, slope, error, base)
        goal = SPARE - log10(share)
        reached = min(2 * guess.accuracy - 1, guess.digits)
        if reached >= goal and (steepness is None or due):
            box = _box(guess.theta, step, slope, share, base)
            if holds(evaluate, p, box, math.ceil(goal) + MARGIN):
                return box
        following, due = _following(reached, goal, steepness and log10(2 * ROOM * steepness * max(slope)))
        guess = _damped(evaluate, p, base, guess, step, following)
    return None


def _share(theta: Theta, step: Theta, slope: Theta, right: int) -> Fraction:
    """How much of the slope may be left open to either side: shifted to sum 0, theta_i is then left open by that of slope_i + mean slope."""
    centre = [x + y for x, y in zip(theta, step)]
    mean, rise = (sum(row) / len(row) for row in (centre, slope))
    return min(COARSE, min(max(1, abs(x - mean)) / (u + rise) for x, u in zip(centre, slope)) * MOST_OPEN / 10**right)


def _following(reached: float, goal: float, bend: float | None) -> tuple[int, bool]:
    """The digits to evaluate with where theta is right to `reached`, and whether a proof at once is due there.

    bend    how many digits such a proof loses of twice those that are right; None where there is no such proof
    """
    if bend is None:
        return math.ceil(min(max(2 * reached, MARGIN), goal)) + MARGIN, False
    if 2 * (reached + 1) - bend >= goal - MARGIN:
        return math.ceil(goal), True
    return math.ceil(min(max(2 * reached, MARGIN) + 2 * MARGIN, (goal + bend) / 2 + MARGIN)), False


def holds(evaluate: Evaluate, p: Sequence[Fraction], box: Box, digits: int) -> bool:
    """True only if S_i(lower) < p_i < S_i(upper) is proved for every i but the base."""
    for corner, sign in ((box.lower, -1), (box.upper, 1)):
        found, _ = evaluate(corner, digits, False)
        with precision(digits):
            excess = [sign * (s - ball(q)) for i, (s, q) in enumerate(zip(found, p)) if i != box.base]
        if len(found) != len(p) or not all(x.is_finite() and x.lower() > 0 for x in excess):
            return False
    return True


def _guess(evaluate: Evaluate, p, base: int, theta: Theta, digits: int) -> _Guess | None:
    """What is known at theta; None where an entry of S is not known to be positive."""
    from flint import arb

    found, hessian = evaluate(theta, digits, True)
    if not all(s.is_finite() and s.lower() > 0 for s in found):
        return None
    with precision(digits):
        logs = [(s.mid() / ball(q)).log() for s, q in zip(found, p)]
        spread = max(map(fraction, logs)) - min(map(fraction, logs))
        mean = sum((s.mid() * x for s, x in zip(found, logs)), arb(0))
        accuracy = min(digits, -log10(spread) if spread else digits)
        return _Guess(theta, [x - mean for x in logs], _scaled(found, hessian, base), digits, accuracy, found, hessian)


def _scaled(found, hessian, base: int):
    """The derivative of log S, without the base's row and column."""
    from flint import arb_mat

    kept = [i for i in range(len(found)) if i != base]
    return arb_mat([[hessian[i][j].mid() / found[i].mid() for j in kept] for i in kept])


def _directions(guess: _Guess, base: int) -> tuple[Theta, Theta] | None:
    """Newton's step for log S = log p + c (so c = 0), and the direction along which all log S_i off the base grow at unit rate.

    The constant c, chosen such that the step exists, makes all coordinates alike; for S = softmax the first step reaches the solution.
    """
    from flint import arb_mat

    with precision(guess.digits):
        sides = arb_mat([[-x, 1] for i, x in enumerate(guess.logs) if i != base])
        solved = guess.slopes.solve(sides, nonstop=True, algorithm="approx").tolist()
        if not all(x.is_finite() for row in solved for x in row):
            return None
        step, slope = ([fraction(row[k]) for row in solved] for k in (0, 1))
    if min(slope) <= 0:
        return None
    return tuple(step[:base] + [Fraction(0)] + step[base:]), tuple(slope[:base] + [Fraction(0)] + slope[base:])


def _at_once(p, guess: _Guess, step: Theta, slope: Theta, base: int, steepness: Fraction) -> Fraction | None:
    """A share of the slope within which the solution is of theta + step, from S and DS at theta alone; None where that is not proved."""
    from flint import arb

    off = [i for i in range(len(p)) if i != base]
    with precision(guess.digits):
        rest = [ball(p[i]) - guess.found[i] for i in off]
        near = _largest(rest, _laplacian(guess.hessian, slope, off))
        if near is None:
            return None
        bound = max(ROOM * near, Fraction(1, 10**guess.digits))
        factor = arb(0, ball(steepness * 2 * bound * max(slope)).upper()).exp()
        weights = [[x * factor for x in row] for row in guess.hessian]
        rise = _laplacian(weights, slope, off)
        left = [x - y for x, y in zip(rest, _laplacian(weights, step, off))]
        first, second = _largest(rest, rise), _largest(left, rise)
        if first is None or second is None:
            return None
    return max(second, Fraction(1, 10**guess.digits)) if first < bound else None


def _laplacian(hessian, v: Theta, rows: Sequence[int]) -> list:
    """sum_j w_ij (v_i - v_j) for the rows i, w being minus the hessian."""
    from flint import arb

    return [sum((hessian[i][j] * ball(v[j] - v[i]) for j in range(len(v)) if j != i), arb(0)) for i in rows]


def _largest(numbers: Sequence, units: Sequence) -> Fraction | None:
    """A bound of all |x| / unit; None where a unit is not certainly positive, or one of them not finite."""
    if not all(x.is_finite() for x in (*numbers, *units)) or not all(unit.lower() > 0 for unit in units):
        return None
    return max(fraction((abs(x) / unit).upper()) for x, unit in zip(numbers, units))


def _box(theta: Theta, step: Theta, slope: Theta, share: Fraction, base: int) -> Box:
    centre = [x + y for x, y in zip(theta, step)]
    return Box(tuple(x - share * u for x, u in zip(centre, slope)), tuple(x + share * u for x, u in zip(centre, slope)), base)


def _damped(evaluate: Evaluate, p, base: int, guess: _Guess, step: Theta, digits: int) -> _Guess | None:
    """The first of step, step/2, step/4, ... after which S and p agree better; None when none does."""
    for k in range(MOST_HALVINGS):
        trial = tuple(x + y / 2**k for x, y in zip(guess.theta, step))
        new = _guess(evaluate, p, base, trial, digits)
        if new is not None and new.accuracy > guess.accuracy:
            return new
    return None


@contextmanager
def precision(digits: int) -> Iterator[None]:
    """So many digits, and some guard bits, in the working precision of balls."""
    from flint import ctx

    with ctx.workprec(math.ceil(digits * math.log2(10)) + GUARD_BITS):
        yield


def ball(q: Fraction):
    """The rational number as an arb, rounded to the working precision."""
    from flint import arb, fmpq

    return arb(fmpq(q.numerator, q.denominator))


def fraction(x) -> Fraction:
    """The midpoint of an arb, exactly."""
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def log10(q: Fraction) -> float:
    """The decimal logarithm of a positive rational number, however large or small; in float64."""
    return math.log10(q.numerator) - math.log10(q.denominator)
