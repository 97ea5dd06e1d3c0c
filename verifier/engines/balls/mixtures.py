"""Tables of the cdf and the density of gamma + G on a lattice, G standard Gumbel, from a finite mixture that stands for the law of gamma.

With nodes g of weights w the sums of w Lambda(t - g) and w lambda(t - g), Lambda(x) = exp(-e^-x) and lambda(x) = e^-x Lambda(x), are

    the cdf within `flat`,    the density within `near`, and within `far` e^(-rate t) where t > 0.

The density decays no faster than e^-t to the right, so that a bound of the last form is a relative one there. Knows no law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from math import ceil, inf, log

from flint import arb, arb_mat, ctx, fmpz_poly

from verifier.engines.balls.lattice import UNIT, Lattice, LatticeError

MOST_ENTRIES = 20_000_000
BLOCK = 1024
LARGE = 100


@dataclass(frozen=True)
class Slack:
    """Bounds of the errors of a mixture, as above."""

    flat: arb = arb(0)
    near: arb = arb(0)
    far: arb = arb(0)
    rate: arb = arb(1)


@dataclass(frozen=True)
class Mixture:
    """Nodes and weights with their errors.

    every       where the nodes are consecutive multiples of 1 / every of the step, seen from theta, the first of these multiples in `first`;
                0 where they lie anywhere
    """

    nodes: Sequence[arb]
    weights: Sequence[arb]
    slack: Slack = Slack()
    every: int = 0
    first: int = 0


Table = tuple[list[arb], list[arb]]


def table(mixture: Mixture, place: arb, lattice: Lattice) -> Table:
    """Balls of the cdf and the density of place + gamma + G at the points of the lattice.

    place       where the law stands; if `every` is not 0, node q of the mixture is (first + q) step / every - place
    Rejects more than 20 000 000 terms (LatticeError). Trust: enclosed, given the mixture's slack.
    """
    sums = _convolved(mixture, place, lattice) if mixture.every else _summed(mixture, place, lattice)
    return _widened(sums, mixture.slack, place, lattice)


def _summed(mixture: Mixture, place: arb, lattice: Lattice) -> Table:
    """One exponential for every point and node."""
    rows, columns = len(lattice), len(mixture.nodes)
    if rows * columns > MOST_ENTRIES:
        raise LatticeError(f"a table of {rows} points by {columns} nodes is too large; take fewer digits or another temperature")
    rates = [-(place + node).exp() for node in mixture.nodes]
    decays = [(-t).exp() for t in lattice.points()]
    kernel = arb_mat(rows, columns, [(rate * decay).exp() for decay in decays for rate in rates])
    weighted = [x for weight, rate in zip(mixture.weights, rates) for x in (weight, -weight * rate)]
    sums = (kernel * arb_mat(columns, 2, weighted)).entries()
    return sums[::2], [x * decay for x, decay in zip(sums[1::2], decays)]


def _convolved(mixture: Mixture, place: arb, lattice: Lattice) -> Table:
    """Products of integer polynomials: node q and point k meet at x = (k every - first - q) step / every.

    lambda(x) = e^(-sx) K_s(x) with K_s(x) = e^((s-1)x) Lambda(x), 0 <= s <= 1; so the density is e^(-st) times a sum of w e^(sg) K_s(t - g), and that
    for the cdf is one of w Lambda = w K_1. All K_s are at most 1. Left of `place` the density takes s = 0, right of it s = rate
    or, where large weights e^(sg) cost too many digits, the narrower of both.
    """
    s, ends = mixture.slack.rate, (lattice.first, lattice.last)
    middle = min(max(ceil(float(place.mid()) / float(lattice.step)), lattice.first), lattice.last + 1)
    heavy = [weight * (s * node).exp() for weight, node in zip(mixture.weights, mixture.nodes)]
    unit = max(heavy, key=lambda x: float(x.mid().log().mid()) if x > 0 else -inf).mid()
    cdf = _correlated(mixture, lattice.step, ends, mixture.weights, 1.0)
    left = _correlated(mixture, lattice.step, (lattice.first, middle - 1), mixture.weights, 0.0)
    right = _correlated(mixture, lattice.step, (middle, lattice.last), [x / unit for x in heavy], float(s.mid()))
    plain = [] if unit < LARGE else _correlated(mixture, lattice.step, (middle, lattice.last), mixture.weights, 0.0)
    factor, decay = unit * (s * (place - lattice.spacing * middle)).exp(), (-s * lattice.spacing).exp()
    for k, x in enumerate(right):
        right[k], factor = x * factor, factor * decay
    return cdf, left + [min(pair, key=lambda x: x.rad()) for pair in zip(right, plain or right)]


def _correlated(mixture: Mixture, step: Fraction, ends: tuple[int, int], weights: Sequence[arb], s: float) -> list[arb]:
    """The sums of w K_s, from integers in units of 2^-bits. Errors e of weights and e' of kernels come to at most sum e + sum (|w| + e) e'."""
    m, count, bits = mixture.every, len(weights), ctx.prec
    low, length = ends[0] * m - mixture.first - count + 1, (ends[1] - ends[0]) * m + count
    if length < count:
        return []
    kernel, error = _kernel(step / m, low, length, s, bits)
    numbers, errors = fixed(weights, bits)
    product = fmpz_poly(numbers) * fmpz_poly(kernel)
    total = sum(map(abs, numbers)) * arb((1, -bits))
    radius = UNIT * (errors + (total + errors) * error).upper()
    return [arb((int(product[k]), -2 * bits)) + radius for k in range(count - 1, length, m)]


def fixed(balls: Sequence[arb], bits: int) -> tuple[list[int], arb]:
    """The balls in units of 2^-bits, rounded down, and a bound of the sum of the errors."""
    numbers = [_shifted(*x.mid().man_exp(), bits) for x in balls]
    return numbers, sum((x.rad() for x in balls), arb(0)) + len(numbers) * arb((1, -bits))


def _shifted(mantissa, exponent, bits: int) -> int:
    places = int(exponent) + bits
    return int(mantissa) << places if places >= 0 else int(mantissa) >> -places


def _kernel(step: Fraction, low: int, count: int, s: float, bits: int) -> tuple[list[int], arb]:
    """K_s at k step for low <= k < low + count in units of 2^-bits, and a bound of each error; from blocks that are kept."""
    first, last, start = low // BLOCK, (low + count - 1) // BLOCK, low % BLOCK
    blocks = [_block(step, k * BLOCK, s, bits) for k in range(first, last + 1)]
    entries = [x for block, _ in blocks for x in block]
    return entries[start : start + count], reduce(arb.max, [error for _, error in blocks])


@lru_cache(maxsize=256)
def _block(step: Fraction, low: int, s: float, bits: int) -> tuple[list[int], arb]:
    """K_s at k step for low <= k < low + BLOCK. Below -log(bits), u = e^-x > bits and u^(1-s) e^-u <= u e^-u < 2^-bits, so that 0 serves."""
    edge, tilt = -log(bits) * 1.0001, arb(s) - 1
    with ctx.workprec(bits + 16):
        points = [arb(k * step.numerator) / step.denominator for k in range(low, low + BLOCK) if float(k * step) >= edge]
        balls = [(-(-x).exp() + tilt * x).exp() for x in points] if s != 1 else [(-(-x).exp()).exp() for x in points]
        numbers, _ = fixed(balls, bits)
        error = reduce(arb.max, [x.rad() for x in balls], arb(0)) + arb((1, -bits))
    return [0] * (BLOCK - len(numbers)) + numbers, error.upper()


def _widened(sums: Table, slack: Slack, place: arb, lattice: Lattice) -> Table:
    """The sums with the errors added as radii."""
    flat, near = UNIT * slack.flat.upper(), UNIT * slack.near.upper()
    scale = slack.far * (slack.rate * place).exp()
    decay, factor = (-slack.rate * lattice.spacing).exp(), (-slack.rate * lattice.low).exp()
    density = []
    for t, x in zip(lattice.points(), sums[1]):
        bound = scale * factor
        density.append(x + (UNIT * bound if t > place and bound < slack.near else near))
        factor *= decay
    return [x + flat for x in sums[0]], density


def moved(rows: Table, radius: arb, lattice: Lattice, beyond: arb) -> Table:
    """The table for all shifts of `place` by at most the radius, from that at its midpoint.

    beyond      a bound of the density right of the lattice
    e^t f increases (engines/balls/lattice.py), so f(s) <= e^(r - s) f(r) for s < r: F moves by at most radius e^(h + radius) f at the next point, if
    radius <= h; and |f'| <= E[x e^-x] + E[x^2 e^-x] <= f(t) + (4/e) f(t + log 2), as x e^(-x/2) <= 2/e, so f by as much with
    the bounds of f for all points up to t + log 2 + h + radius. Rejects a radius above the step (LatticeError).
    """
    h, (cdf, density) = lattice.spacing, rows
    if not radius <= h:
        raise LatticeError(f"theta is a ball of radius {radius.str(3)}, wider than the step {h.str(3)}; take narrower balls")
    bounds = [abs(x).upper() for x in density] + [beyond.upper()] * (ceil(1 / float(h)) + 3)
    near, far = 1, ceil(0.6932 / float(lattice.step)) + 1
    once = radius * (h + radius).exp()
    twice = radius * 4 / arb(1).exp() * (2 * h + radius + arb(1) / 1000).exp()
    return (
        [x + UNIT * (once * bounds[k + near]) for k, x in enumerate(cdf)],
        [x + UNIT * (once * bounds[k + near] + twice * bounds[k + far]) for k, x in enumerate(density)],
    )
