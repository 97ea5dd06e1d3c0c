"""The counts of engines/balls/counts.py for a finite mixture that stands for the law of gamma, and how far it may be from it.

For nodes g of weights w, J_m(b) is the sum of w e^(-mx) exp(-e^-x) / m! over x = b - g. The cdf and the density of gamma + G at t are
those of the mixture

    within `flat`,    and within `near`, or, where t > 0, within `far` e^(-rate t).

The density decays no faster than e^-t to the right, so that a bound of the last form is a relative one there. Knows no law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from math import inf, log

from flint import arb, arb_mat, ctx, fmpz, fmpz_poly

from verifier.engines.balls.counts import LEAST_TERMS, Counts, Grid, tails
from verifier.engines.balls.lattice import LatticeError, UNIT

MOST_ENTRIES = 20_000_000
BLOCK = 512
LARGE = 100
MOST_KEPT_BITS = 2000


@dataclass(frozen=True)
class Slack:
    """Bounds of the errors of a mixture, as above."""

    flat: arb = arb(0)
    near: arb = arb(0)
    far: arb = arb(0)
    rate: arb = arb(1)

    def over(self, grid: Grid) -> tuple[list[arb], list[arb]]:
        """The bounds for cdf and density up to half a step on either side of each point of the grid."""
        factor, decay, near = self.far * (self.rate * (arb_of(grid.step) / 2 - grid.points()[0])).exp(), (-self.rate * arb_of(grid.step)).exp(), []
        above = _first_above(grid) + 1
        for k in range(grid.first, grid.last + 1):
            near.append(factor.upper() if k >= above and factor < self.near else self.near)
            factor *= decay
        return [self.flat] * len(grid), near


@dataclass(frozen=True)
class Mixture:
    """Nodes and weights with their errors.

    every       where the nodes are consecutive multiples of 1 / every of the step, less the grid's anchor, the first of these multiples in `first`;
                0 where they lie anywhere
    """

    nodes: Sequence[arb]
    weights: Sequence[arb]
    slack: Slack = Slack()
    every: int = 0
    first: int = 0


def counts(mixture: Mixture, grid: Grid, terms: int) -> Counts:
    """J_m for m < terms at the points of the grid. Rejects more than 20 000 000 exponentials (LatticeError). Trust: enclosed, given the slack."""
    rows = _convolved(mixture, grid, terms) if mixture.every else _summed(mixture, grid, terms)
    height = sum((weight * (mixture.slack.rate * node).exp() for weight, node in zip(mixture.weights, mixture.nodes)), arb(0))
    return Counts(rows, tails(grid, rows[0], sum(mixture.weights, arb(0)), mixture.slack.rate, height), mixture.slack.over(grid))


def _summed(mixture: Mixture, grid: Grid, terms: int) -> list[list[arb]]:
    """One exponential for every point and node; J_m is e^(-mb) times the sum of w e^(mg) / m! exp(-e^(g - b))."""
    if len(grid) * len(mixture.nodes) > MOST_ENTRIES:
        raise LatticeError(f"a table of {len(grid)} points by {len(mixture.nodes)} nodes is too large; take fewer digits or another temperature")
    rates, decays = [-node.exp() for node in mixture.nodes], [(-b).exp() for b in grid.points()]
    weights, rows, powers = list(mixture.weights), [], [arb(1)] * len(grid)
    for m in range(1, terms + 1):
        rows.append(weights)
        weights = [-weight * rate / m for weight, rate in zip(weights, rates)]
    found = _times_kernel(arb_mat(rows), rates, decays)
    for m in range(1, terms):
        powers = [x * decay for x, decay in zip(powers, decays)]
        found[m] = [x * power for x, power in zip(found[m], powers)]
    return found


def _times_kernel(rows: arb_mat, rates: Sequence[arb], decays: Sequence[arb]) -> list[list[arb]]:
    """The product with the matrix of exp(rate decay), made a few columns at a time."""
    found: list[list[arb]] = [[] for _ in range(rows.nrows())]
    width = max(1, BLOCK * BLOCK // len(rates))
    for k in range(0, len(decays), width):
        some = decays[k : k + width]
        kernel = arb_mat(len(rates), len(some), [(rate * decay).exp() for rate in rates for decay in some])
        for row, more in zip(found, (rows * kernel).tolist()):
            row.extend(more)
    return found


def _convolved(mixture: Mixture, grid: Grid, terms: int) -> list[list[arb]]:
    """Products of integer polynomials: node q and point k meet at x = (k every - first - q) step / every.

    e^(-mx) exp(-e^-x) / m! = e^(-sx) K(x) for every s, with K(x) = e^((s - m) x) exp(-e^-x) / m! at most 1 where 0 <= s <= 1 and s <= m, as
    y^k e^-y <= Gamma(k + 1). So J_m is e^(-sb) times a sum of w e^(sg) K(b - g). Left of 0 this is taken with s = 0, right of it with s = rate
    or, where large weights e^(sg) cost too many digits, the narrower of both.
    """
    s, split = mixture.slack.rate, min(max(_first_above(grid), grid.first), grid.last + 1)
    spans = (grid.first, grid.last), (grid.first, split - 1), (split, grid.last)
    heavy = [weight * (s * node).exp() for weight, node in zip(mixture.weights, mixture.nodes)]
    unit = max(heavy, key=lambda x: float(x.mid().log().mid()) if x > 0 else -inf).mid()
    plain, tilted = _Weights.of(mixture.weights), _Weights.of([x / unit for x in heavy])
    scales = [unit * (-s * b).exp() for b in grid.points()[split - grid.first :]]
    kernels = _Kernels(grid.step / mixture.every, terms, ctx.prec)
    rows = [_correlated(mixture, spans[0], plain, kernels, 0.0, 0)]
    for m in range(1, terms):
        right = [x * y for x, y in zip(_correlated(mixture, spans[2], tilted, kernels, float(s.mid()), m), scales)]
        if unit >= LARGE:
            other = _correlated(mixture, spans[2], plain, kernels, 0.0, m)
            right = [min(pair, key=lambda x: x.rad()) for pair in zip(right, other)]
        rows.append(_correlated(mixture, spans[1], plain, kernels, 0.0, m) + right)
    return rows


def _first_above(grid: Grid) -> int:
    """The first k with a point above 0."""
    return int(grid.anchor // grid.step) + 1


@dataclass(frozen=True)
class _Weights:
    """Weights as integers in units of 2^-bits, the sum of their moduli, and a bound of the sum of their errors."""

    numbers: fmpz_poly
    total: arb
    errors: arb

    @classmethod
    def of(cls, balls: Sequence[arb]) -> _Weights:
        numbers, errors = fixed(balls, ctx.prec)
        return cls(fmpz_poly(numbers), sum(map(abs, numbers)) * arb((1, -ctx.prec)), errors)


def _correlated(mixture: Mixture, ends: tuple[int, int], weights: _Weights, kernels: _Kernels, s: float, m: int) -> list[arb]:
    """The sums of w K, from integers in units of 2^-bits. Errors e of weights and e' of kernels come to at most sum e + sum (|w| + e) e'."""
    every, count, bits = mixture.every, len(mixture.nodes), ctx.prec
    low, length = ends[0] * every - mixture.first - count + 1, (ends[1] - ends[0]) * every + count
    if length < count:
        return []
    kernel, error = kernels.values(low, length, s, m)
    radius = UNIT * (weights.errors + (weights.total + weights.errors) * error).upper()
    return scaled((weights.numbers * fmpz_poly(kernel)), range(count - 1, length, every), radius)


def scaled(sums: fmpz_poly, chosen: range, radius: arb) -> list[arb]:
    """Coefficients in units of 2^-2bits as balls around them."""
    unit, numbers = arb((1, -2 * ctx.prec)), sums.coeffs()
    numbers += [0] * (chosen.stop - len(numbers))
    return [arb(numbers[k]) * unit + radius for k in chosen]


def fixed(balls: Sequence[arb], bits: int) -> tuple[list[fmpz], arb]:
    """The midpoints in units of 2^-bits, rounded down, and a bound of the sum of the errors. The working precision is at least so many bits."""
    unit = arb((1, bits))
    scaled_up = [x * unit for x in balls]
    errors = sum((x.rad() for x in scaled_up), arb(len(balls)))
    return [x.mid().floor().unique_fmpz() for x in scaled_up], errors * arb((1, -bits))


class _Kernels:
    """K at multiples of the step, for m < terms, in units of 2^-bits: from blocks, which are kept if few terms make them small."""

    def __init__(self, step: Fraction, terms: int, bits: int):
        self.step, self.terms, self.bits = step, terms, bits
        self._blocks: dict[tuple[int, float], list[tuple[list[fmpz], arb]]] = {}

    def values(self, low: int, count: int, s: float, m: int) -> tuple[list[fmpz], arb]:
        """K at k step for low <= k < low + count, and a bound of each error."""
        first, last, start = low // BLOCK, (low + count - 1) // BLOCK, low % BLOCK
        blocks = [self._block(k * BLOCK, s)[m] for k in range(first, last + 1)]
        entries = [x for block, _ in blocks for x in block]
        return entries[start : start + count], reduce(arb.max, [error for _, error in blocks])

    def _block(self, low: int, s: float) -> list[tuple[list[fmpz], arb]]:
        if (low, s) not in self._blocks:
            make = _kept_block if self.terms == LEAST_TERMS and self.bits <= MOST_KEPT_BITS else _block
            self._blocks[low, s] = make(self.step, low, s, self.terms, self.bits)
        return self._blocks[low, s]


def _block(step: Fraction, low: int, s: float, terms: int, bits: int) -> list[tuple[list[fmpz], arb]]:
    """K for each m < terms at k step for low <= k < low + BLOCK. m = 0 takes s = 0.

    Where u = e^-x > 2 (bits + m), u^(m - s) e^-u / m! <= (e u / m)^m e^-u < 2^-bits, so that 0 serves.
    """
    edge, size = -log(2 * (bits + terms)) * 1.0001, float(step)
    with ctx.workprec(bits + 16):
        points = [arb(k * step.numerator) / step.denominator for k in range(low, low + BLOCK) if k * size >= edge]
        rates = [(-x).exp() for x in points]
        balls = [(-u).exp() for u in rates]
        tilts = [(arb(s) * x).exp() for x in points] if s else []
        found = [_integers(balls, bits)]
        for m in range(1, terms):
            balls = [x * u / m for x, u in zip(balls, rates)]
            found.append(_integers([x * tilt for x, tilt in zip(balls, tilts)] if s else balls, bits))
    return found


_kept_block = lru_cache(maxsize=256)(_block)


def _integers(balls: list[arb], bits: int) -> tuple[list[fmpz], arb]:
    """A block of which the last entries are given and the first are within 2^-bits of 0."""
    numbers, _ = fixed(balls, bits)
    error = reduce(arb.max, [x.rad() for x in balls], arb(0)) + arb((1, 1 - bits))
    return [fmpz(0)] * (BLOCK - len(numbers)) + numbers, error.upper()


def arb_of(x: Fraction) -> arb:
    """A ball that holds a rational."""
    return arb(x.numerator) / x.denominator
