"""The integrands of E max, its gradient and its Hessian far out, for engines/balls/far.py: polynomials of S_j, f_j, seen from either side.

On the right P = prod (1 - S_j), and 1 - P = sum over j of S_j prod_{k < j} (1 - S_k); on the left P = prod S_j. All the polynomials here are sums of
products of s, 1 - s and a: as |1 - s| <= 1 + |s|, they are bounded by the same in |s|, 1 + |s| and |a|.
Beyond u, on either side, f_i prod F_j integrates to at most S_i, on the left also to at most prod S_j; f_i f_j prod F_k to at most S_i and S_j, as
f <= 1; on the right 1 - P to at most sum E max(X_j - u, 0), on the left P to at most that of one j times the other S_k.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from flint import arb

from verifier.engines.balls.far import Far, Integrands


def moments_of(far: Far, right: bool, pairs: Sequence[tuple[int, int]], mean: bool, gradient: bool = True) -> Integrands:
    """For every j f_j prod_{k != j} F_k; for every pair f_i f_j prod F_k; and, if there is a mean, 1 - P on the right, P on the left."""

    def evaluated(factors, s, a) -> list:
        found = [x * y for x, y in zip(a, without(factors))] if gradient else []
        found += [a[i] * a[j] * product(factors[k] for k in range(len(a)) if k not in (i, j)) for i, j in pairs]
        return found + [_missing(factors, s, right)] if mean else found

    def closing(u: arb) -> list[arb]:
        bounds = [tail.beyond(u + offset) for tail, offset in zip(far.tails, far.offsets)]
        outer, excesses = [bound.min(1) for bound, _ in bounds], [excess for _, excess in bounds]
        found = (outer if right else [product(outer)] * len(outer)) if gradient else []
        found = found + [outer[i].min(outer[j]) for i, j in pairs]
        total = sum(excesses, arb(0)) if right else min(x * y for x, y in zip(excesses, without(outer)))
        return [*found, total.upper()] if mean else found

    return Integrands(lambda s, a: evaluated(_factors(s, right), s, a), lambda s, a: evaluated(_sizes(s, right), s, a), closing)


def differences(far: Far, right: bool) -> Integrands:
    """1 - P on the right, P on the left, of the first half of the tails less that of the second half, which are the same laws elsewhere.

    |prod x - prod y| <= sum |x_j - y_j| prod_{k != j} max(|x_k|, |y_k|), and S_j moves by at most |shift| max|f_j| between two places.
    """
    d = len(far.tails) // 2
    moves = [abs(x - y).upper() for x, y in zip(far.offsets[:d], far.offsets[d:])]

    def values(s, a) -> list:
        factors = _factors(s, right)
        return [_missing(factors[:d], s[:d], right) - _missing(factors[d:], s[d:], right)]

    def largest(row) -> list[arb]:
        return [x.max(y) for x, y in zip(row[:d], row[d:])]

    def bounds(s, a) -> list[arb]:
        return [sum((move * x * y for move, x, y in zip(moves, largest(a), without(_sizes(largest(s), right)))), arb(0))]

    def closing(u: arb) -> list[arb]:
        outer = largest([tail.beyond(u + offset)[0] for tail, offset in zip(far.tails, far.offsets)])
        return [sum((move * x for move, x in zip(moves, outer)), arb(0)).upper()]

    return Integrands(values, bounds, closing)


def without(factors: Sequence) -> list:
    """The products of all but one."""
    before, after = [1], [1]
    for x, y in zip(factors[:-1], reversed(factors[1:])):
        before.append(before[-1] * x)
        after.append(after[-1] * y)
    return [x * y for x, y in zip(before, reversed(after))]


def product(factors):
    return reduce(lambda x, y: x * y, factors, 1)


def _factors(s: Sequence, right: bool) -> list:
    return [1 - x for x in s] if right else list(s)


def _sizes(s: Sequence[arb], right: bool) -> list[arb]:
    return [1 + x for x in s] if right else list(s)


def _missing(factors: Sequence, s: Sequence, right: bool):
    """1 - P on the right, P on the left; with 1 + |s| for 1 - s a bound of it."""
    if not right:
        return product(factors)
    total, before = 0, 1
    for x, outer in zip(factors, s):
        total, before = total + before * outer, before * x
    return total
