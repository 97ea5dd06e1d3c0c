"""Tables of the cdf F and the density f of gamma + G for many places at once, G standard Gumbel: from the counts of Poisson variables on one grid.

Let N be a Poisson variable of the random rate x = e^(gamma - b), and J_m(b) = P(N = m) = E[x^m e^-x] / m!. With s = 1 - e^-delta

    F(b + delta) = E exp(-x (1 - s)) = E s^N = sum of s^m J_m(b),      f(b + delta) = F'(b + delta) = (1 - s) sum of m s^(m-1) J_m(b)

(the generating function of N; Feller, An Introduction to Probability Theory and Its Applications I, XI.1). All J_m >= 0, so that little cancels;
b runs over a grid of the lattice's step, and what lies between its points is reached with |delta| <= step / 2. So a place costs one product of
matrices, whatever the law.
(1) The terms m >= n add up to at most |s|^n P(N >= n) and, if |s| <= 1/2, as m |s|^(m-1) then falls from m = n >= 1 on, to n |s|^(n-1) P(N >= n).
(2) Where e^-b is known only within a factor between 1 - e and 1 + e, so is 1 - s, and s within e (1 - s).
(3) All this holds for every measure on the line in place of the law of gamma, with P(N >= n) <= P(N >= 1) = its mass - J_0 <= E min(1, x) <= e^(-rb)
    times the integral of e^(r gamma), 0 <= r <= 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import expm1, log

from flint import arb, arb_mat, ctx

from verifier.engines.balls.lattice import UNIT, LatticeError, Points
from verifier.engines.balls.memory import MOST_BYTES, size

LEAST_TERMS = 2
CHUNK = 32

Table = tuple[list[arb], list[arb]]


@dataclass(frozen=True)
class Grid:
    """The points k step - anchor for first <= k <= last."""

    step: Fraction
    first: int
    last: int
    anchor: Fraction = Fraction(0)

    def __len__(self) -> int:
        return self.last - self.first + 1

    def point(self, k: int) -> Fraction:
        return k * self.step - self.anchor

    def points(self) -> list[arb]:
        """The points as balls, increasing."""
        (p, q), (r, s) = self.step.as_integer_ratio(), self.anchor.as_integer_ratio()
        return [arb(k * p * s - r * q) / (q * s) for k in range(self.first, self.last + 1)]

    @property
    def top(self) -> arb:
        """No point that is reached from the grid is larger."""
        return _ball(self.point(self.last) + self.step / 2)


@dataclass(frozen=True)
class Group:
    """Places whose tables come from one grid: point k of the lattice, seen from place j, is point k + starts[j] of the grid moved by gaps[j]."""

    grid: Grid
    places: tuple[Fraction, ...]
    starts: tuple[int, ...]
    gaps: tuple[Fraction, ...]

    def terms(self, nats: float) -> int:
        """How many counts leave out about e^-nats."""
        return terms(max(map(abs, self.gaps)), nats)


@dataclass(frozen=True)
class Counts:
    """Balls of J_m in row m, at the points of a grid, for a measure that stands for the law of gamma.

    tails       bounds of P(N >= 1), by (3)
    slack       bounds of the errors of F and of f with that measure, up to half a step on either side of each point of the grid
    fuzz        e of (2)
    """

    rows: Sequence[Sequence[arb]]
    tails: Sequence[arb]
    slack: tuple[Sequence[arb], Sequence[arb]] | None = None
    fuzz: arb = arb(0)


def tails(grid: Grid, zeros: Sequence[arb], mass: arb, rate: arb, height: arb) -> list[arb]:
    """The least of the bounds of (3): zeros, J_0 at the points of the grid; height, the integral of e^(rate gamma), 0 <= rate <= 1."""
    return [abs(mass - x).upper().min((height * (-rate * b).exp()).upper()) for x, b in zip(zeros, grid.points())]


def terms(gap: Fraction | float, nats: float) -> int:
    """About the least n with n s^(n-1) <= e^-nats for s = e^gap - 1, gap >= 0; 2 at least."""
    s, n = expm1(float(gap)), LEAST_TERMS
    while s > 0 and log(n) + (n - 1) * log(s) > -nats:
        n += 1
    return n


def grouped(places: Iterable[Fraction], lattice: Points, few: float, nats: float) -> Iterator[Group]:
    """The places in groups that are not spread wider than the lattice; alone those that would share a grid with fewer than `few`."""
    waiting = sorted(set(places), reverse=True)
    while waiting:
        end = waiting[0] - lattice.step * len(lattice)
        near = [place for place in waiting if place >= end]
        waiting = waiting[len(near) :]
        group = _group(near, lattice)
        if len(near) >= few and size(len(group.grid) * group.terms(nats), ctx.prec) <= MOST_BYTES / 2:
            yield group
        else:
            yield from (_group([place], lattice) for place in near)


def _group(places: Sequence[Fraction], lattice: Points) -> Group:
    """Decreasing places, seen from the first."""
    starts = tuple(round((places[0] - place) / lattice.step) for place in places)
    gaps = tuple(places[0] - place - k * lattice.step for place, k in zip(places, starts))
    return Group(Grid(lattice.step, lattice.first, lattice.last + max(starts), places[0]), tuple(places), starts, gaps)


def tables(group: Group, counts: Counts, lattice: Points) -> Iterator[Table]:
    """Balls of F and f at the points of the lattice for each place of the group. Trust: enclosed, given the counts. Source: above."""
    shares = [losses(gap, counts.fuzz) for gap in group.gaps]
    powers = [powers_of(s, len(counts.rows)) for s in shares]
    errors = _errors(counts, max(abs(s).upper() for s in shares))
    cdfs, densities = (products(chances, counts.rows) for chances in (powers, list(map(density_row, shares, powers))))
    for start, *table in zip(group.starts, cdfs, densities):
        span = slice(start, start + len(lattice))
        yield tuple([x + e for x, e in zip(row[span], part[span])] for row, part in zip(table, errors))


def losses(gap: Fraction, fuzz: arb = arb(0)) -> arb:
    """s = 1 - e^-gap within the fuzz. Rejects |s| above 1/2 (LatticeError)."""
    s = -(-_ball(gap)).expm1()
    s += UNIT * fuzz * (1 - s)
    if not abs(s) < 0.5:
        raise LatticeError(f"no series reaches as far as {float(gap):.3g}; take a finer lattice")
    return s


def powers_of(s: arb, count: int) -> list[arb]:
    """s^m for m < count."""
    found = [arb(1)]
    while len(found) < count:
        found.append(found[-1] * s)
    return found


def density_row(s: arb, powers: Sequence[arb]) -> list[arb]:
    """(1 - s) m s^(m-1) for the same m."""
    return [arb(0), *((1 - s) * m * x for m, x in enumerate(powers[:-1], 1))]


def products(left: Sequence[Sequence[arb]], right: Sequence[Sequence[arb]]) -> Iterator[list[arb]]:
    """The rows of the product of two matrices, some at a time."""
    matrix = arb_mat([list(row) for row in right])
    for k in range(0, len(left), CHUNK):
        yield from (arb_mat(left[k : k + CHUNK]) * matrix).tolist()


def _errors(counts: Counts, s: arb) -> list[list[arb]]:
    """Balls around 0 of what (1) leaves out of F and of f at each point, for all losses of modulus at most s, and of the slack."""
    n = len(counts.rows)
    bounds = [[factor.upper() * tail for tail in counts.tails] for factor in (s**n, n * (1 + s) * s ** (n - 1))]
    if counts.slack:
        bounds = [[x + y for x, y in zip(*pair)] for pair in zip(bounds, counts.slack)]
    return [[UNIT * x.upper() for x in row] for row in bounds]


def _ball(x: Fraction) -> arb:
    return arb(x.numerator) / x.denominator
