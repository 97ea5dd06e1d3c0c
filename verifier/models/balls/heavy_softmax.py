"""Perturb-Softmax where some laws have heavy tails (Student's, Cauchy's): lattice sums as in smoothed.py, completed by engines/balls/far.py.

Right of the lattice prod F_j over the light j is within [1 - e, 1], e = sum P(X_j > high): the sums over the heavy j alone, times that, are those
of all.
Left of it any light coordinate makes an end of all (engines/balls/lattice.py); else all are heavy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil, log

from flint import arb

from verifier.engines.balls import lattice
from verifier.engines.balls.far import Far
from verifier.engines.balls.lattice import UNIT, LatticeError, Maximum, Tails, between, discretisation, maximum, relative
from verifier.laws.balls import ball
from verifier.laws.base import Law
from verifier.models.balls.far_integrands import differences, moments_of
from verifier.models.balls.far_tails import is_heavy, tail_of
from verifier.models.balls.windows import Window

RIGHT, LEFT = 1, -1


@dataclass(frozen=True)
class Heavy:
    """Laws, some of them heavy, with where they stand, shape (d,), seen from the window's centre; the tails of models/balls/smoothed.py."""

    laws: Sequence[Law]
    shifts: Sequence[arb]
    tails: Tails
    plan: Window

    @property
    def members(self) -> list[int]:
        """The heavy ones."""
        return [j for j, law in enumerate(self.laws) if is_heavy(law)]

    @property
    def sides(self) -> tuple[int, ...]:
        return (RIGHT, LEFT) if len(self.members) == len(self.laws) else (RIGHT,)

    @property
    def has_mean(self) -> bool:
        return all(law.facts.moments > 1 for law in self.laws)

    @property
    def near(self) -> Tails:
        """The tails without what `far` counts; infinite where there is no mean."""
        heavy, light = set(self.members), [j for j, law in enumerate(self.laws) if not is_heavy(law)]
        above = [arb(0) if j in heavy else bound for j, bound in enumerate(self.tails.above)]
        decays = self.tails.decays if light else [arb(0)] * len(self.laws)
        return Tails(decays, self.tails.shortfall if light else arb(0), self.tails.excess if self.has_mean else arb.pos_inf(), above)

    @property
    def light_share(self) -> arb:
        """Between 1 - e and 1."""
        return 1 - between(sum((bound for bound, law in zip(self.tails.above, self.laws) if not is_heavy(law)), arb(0)))

    def base(self, side: int) -> arb:
        """The place furthest out of a heavy coordinate."""
        return max((side * self.place(j)).upper() for j in self.members)

    def place(self, j: int) -> arb:
        return self.shifts[j] + ball(self.laws[j].location)

    def far(self, side: int, base: arb) -> Far:
        """The heavy tails."""
        tails = [tail_of(self.laws[j], side) for j in self.members]
        return Far(tails, [base - side * self.place(j) for j in self.members])

    def start(self, side: int, base: arb) -> arb:
        """How far out the lattice ends."""
        found = (self.plan.lattice.high if side == RIGHT else -self.plan.lattice.low) - base
        if not found > 1:
            raise LatticeError("a ball of theta reaches out of the lattice; take narrower balls")
        return found


def solve(heavy: Heavy, cdfs: Sequence[Sequence[arb]], densities: Sequence[Sequence[arb]], hessian: bool) -> Maximum:
    """E max (None where it does not exist), p and the Hessian for the tables at the points of the lattice.

    Rejects what is too heavy for so many digits (LatticeError). Trust: enclosed, given tables and tails.
    """
    plan, h, members = heavy.plan, heavy.plan.lattice.spacing, heavy.members
    found = maximum(plan.lattice, cdfs, densities, heavy.near, hessian)
    pairs = list(combinations(range(len(members)), 2)) if hessian else []
    value, p, weights = found.value, list(found.probabilities), {}
    for side in heavy.sides:
        base = heavy.base(side)
        far, start = heavy.far(side, base), heavy.start(side, base)
        sums = far.beyond(start, h, moments_of(far, side == RIGHT, pairs, heavy.has_mean), plan.nats)
        share = heavy.light_share if side == RIGHT else arb(1)
        for j, total in zip(members, sums):
            p[j] += relative(total * share, 2 * discretisation(h, 1))
        for (a, b), total in zip(pairs, sums[len(members) :]):
            pair = members[a], members[b]
            weights[pair] = weights.get(pair, arb(0)) + total * share
        value = None if value is None else value + side * sums[-1]
    return Maximum(value, p, _hessian(heavy, found.hessian, weights) if hessian else None)


def _hessian(heavy: Heavy, rows: list[list[arb]], weights: dict) -> list[list[arb]]:
    """The rows with what lies beyond. Of one light and one heavy coordinate: f_j <= 1, and those of f_i sum to at most e^h P(X_i > high)."""
    h, d, members = heavy.plan.lattice.spacing, len(rows), set(heavy.members)
    rows = [list(row) for row in rows]
    for i, j in combinations(range(d), 2):
        more = weights.get((i, j), arb(0))
        if (i in members) != (j in members):
            more = between(h.exp() * heavy.tails.above[j if i in members else i])
        rows[i][j] = rows[j][i] = rows[i][j] - relative(more, 2 * discretisation(h, 2))
    for i, row in enumerate(rows):
        row[i] = -sum((x for j, x in enumerate(row) if j != i), arb(0))
    return rows


def expectation(heavy: Heavy, product: Sequence[arb]) -> arb:
    """E max from prod F_j at the points of the lattice, for laws with means. Else as `solve`."""
    value, h = lattice.expectation(heavy.plan.lattice, product, heavy.near), heavy.plan.lattice.spacing
    for side in heavy.sides:
        base = heavy.base(side)
        far = heavy.far(side, base)
        value += side * far.beyond(heavy.start(side, base), h, moments_of(far, side == RIGHT, [], True, False), heavy.plan.nats)[-1]
    return value


def cancelled(laws: Sequence[Law], nats: float) -> int:
    """About how many bits P_there - P_here loses where P(X > u) = u^-nu falls to e^-nats: those of u^(1 - nu)."""
    return ceil(nats / log(2) * max(0.0, 1 / float(min(law.facts.moments for law in laws)) - 1))


def difference(here: Heavy, there: Heavy, products: tuple[Sequence[arb], Sequence[arb]]) -> arb:
    """E max of `here` less that of `there`, the integral of P_there - P_here, which exists without means: the same laws and window, other places.

    products    prod F_j at the points of the lattice, of both
    The sum errs by the two sawtooth integrals of engines/balls/lattice.py (3); the integrals of P' and P_there' need no mean.
    """
    plan, h = here.plan, here.plan.lattice.spacing
    total = h * sum((b - a for a, b in zip(*products)), arb(0)) + UNIT * (2 * h / arb.pi() * discretisation(h, 1))
    for side in here.sides:
        base = here.base(side).max(there.base(side))
        one, other = here.far(side, base), there.far(side, base)
        far = replace(one, tails=[*one.tails, *other.tails], offsets=[*one.offsets, *other.offsets])
        total += side * far.beyond(here.start(side, base), h, differences(far, side == RIGHT), plan.nats)[0]
    if len(here.sides) == 1:
        total += between(there.tails.shortfall) - between(here.tails.shortfall)
    return total + between(here.tails.excess) - between(there.tails.excess)
