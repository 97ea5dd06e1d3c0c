"""The cdf and the density of gamma + G on a lattice where gamma has Student's law or the Cauchy law: the trapezoid rule in G.

F(t) = integral of lambda(g) F_gamma(t - g), lambda(g) = e^-g exp(-e^-g), becomes the sum of step lambda(g_q) F_gamma(t - g_q) over
g_q = q step + delta, and for t = b + delta, b on a grid, F_gamma is needed at points of a finer grid only. f likewise from f_gamma.
(1) At g + ia, |a| < pi/2, |lambda| = lambda(g - log cos a) / cos a (engines/balls/lattice.py), whose integral is 1 / cos a. At x + ia, |a| < sqrt m,
    |1 + z^2 / m| = |z - i sqrt m| |z + i sqrt m| / m, m = nu sigma^2, is least at x = 0, so |f_gamma| <= f_gamma(ia), increasing in a; and
    |F_gamma| <= 1 + a f_gamma(ia) along the vertical segment. So the rule errs by at most 2 / (e^(2 pi a / step) - 1) / cos a times that
    (Trefethen and Weideman, SIAM Review 56 (2014), Theorem 5.1).
(2) The weights for q < low add up to at most Lambda(low step + delta), Lambda(g) = exp(-e^-g), if low step + delta <= 0, since lambda increases up
    to 0, and falls from there on: those for q > high add up to at most 1 - Lambda(high step + delta), if high step + delta >= 0.
(3) As in engines/balls/counts.py, with s = 1 - e^-delta and kappa_m(g) = e^(-mg) exp(-e^-g) / m!, lambda(g + delta) is (1 - s) times the sum of
    m s^(m-1) kappa_m(g) over m >= 1, of which the terms m >= n >= 1 add up to at most n |s|^(n-1) sum over m >= n of kappa_m <= n |s|^(n-1),
    |s| <= 1/2.
    So all places share the sums of step kappa_m(g_q) F_gamma(b - g_q).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import repeat
from math import ceil, cos, log, pi

from flint import acb, arb, ctx, fmpz_poly

from verifier.engines.balls.counts import Grid, Group, Table, density_row, grouped, losses, powers_of, products
from verifier.engines.balls.lattice import UNIT, LatticeError, Points
from verifier.engines.balls.memory import refuse_large, refuse_long
from verifier.engines.balls.mixtures import fixed, scaled
from verifier.laws.balls import ball
from verifier.laws.base import Law

LOW_BITS = 64
HEIGHTS = tuple(1 - 0.02 * 1.4**k for k in range(11))
MOST_SAMPLES = 400_000
SPARE = 3
FEW = 3


def heavy_rows(law: Law, places: Iterable[Fraction], lattice: Points, nats: float) -> Iterator[tuple[Fraction, Table]]:
    """Balls of the cdf and the density of place + gamma + G at the points of the lattice, with errors of about e^-nats, for each place.

    law     of location 0
    Rejects a law so narrow that it takes too many samples (LatticeError). Trust: enclosed. Source: above.
    """
    for group in grouped(places, lattice, FEW, nats):
        yield from zip(group.places, _tables(law, group, lattice, nats))


def _tables(law: Law, group: Group, lattice: Points, nats: float) -> Iterator[Table]:
    grid, count = group.grid, group.terms(nats)
    every = max(1, ceil(float(grid.step) / coarsest(law, nats) / 1.0001))
    step, size = ball(grid.step) / every, float(grid.step) / every
    low, high = -ceil(log(nats + SPARE) / size) - every, ceil((nats + SPARE) / size) + every
    _refuse_large(law, (grid.last - grid.first) * every + high - low + 1, count * (high - low + 2 * len(grid)))
    samples, crest = _samples(law, grid, every, low, high), abs(law.density_ball(arb(0), 0)).upper()
    weights = _weights([step * q for q in range(low, high + 1)], step, count)
    shares = [losses(gap) for gap in group.gaps]
    chances = [density_row(s, powers_of(s, count + 1))[1:] for s in shares]
    omitted = left_out(step * low + ball(max(group.gaps)), step * high + ball(min(group.gaps)))
    omitted += max(map(beyond, shares, repeat(count))) * step * (high - low + 1)
    cdfs, densities = (
        (products(chances, _correlated(values, bound, weights, every)), UNIT * (slack + omitted * bound).upper())
        for values, bound, slack in zip(samples, (arb(1), crest), errors(law, step)))
    for start, *table in zip(group.starts, cdfs[0], densities[0]):
        span = slice(start, start + len(lattice))
        yield tuple([x + radius for x in row[span]] for row, radius in zip(table, (cdfs[1], densities[1])))


def _refuse_large(law: Law, samples: int, others: int) -> None:
    """Rejects too many samples of cdf and density, with so many other balls (LatticeError)."""
    if samples > MOST_SAMPLES:
        remedy = "take fewer digits, or scales and theta (over the temperature) of more modest range"
        raise LatticeError(f"{law}: {samples} samples of its cdf are too many; {remedy}")
    refuse_large(2 * samples + others, ctx.prec, f"the samples of {law}")
    refuse_long(samples, ctx.prec, f"the samples of {law}")


def _samples(law: Law, grid: Grid, every: int, low: int, high: int) -> tuple[list[arb], list[arb]]:
    """F_gamma and f_gamma at all b - g."""
    start, stop = grid.first * every - high, grid.last * every - low
    points = [ball(r * grid.step / every - grid.anchor) for r in range(start, stop + 1)]
    return [law.cdf_ball(x) for x in points], [law.density_ball(x, 0) for x in points]


def _weights(nodes: Sequence[arb], step: arb, count: int) -> list[list[arb]]:
    """step kappa_m at the nodes, for m = 1, ..., count."""
    rates = [(-g).exp() for g in nodes]
    row, found = [step * (-x).exp() for x in rates], []
    for m in range(1, count + 1):
        row = [y * x / m for y, x in zip(row, rates)]
        found.append(row)
    return found


def beyond(s: arb, count: int) -> arb:
    """What (3) leaves out of lambda beyond kappa_count."""
    return ((1 + abs(s)) * (count + 1) * abs(s) ** count).upper()


@lru_cache(maxsize=1024)
def coarsest(law: Law, nats: float) -> float:
    """About the largest step at which (1) is e^-nats."""
    with ctx.workprec(LOW_BITS):
        found = [(a, _bounds(law, arb(a))) for a in _heights(law)]
        return max(2 * pi * a / (nats + log(2) + float(cdf.max(density).log().mid())) for a, (cdf, density) in found if (cdf + density).is_finite())


def errors(law: Law, step: arb) -> tuple[arb, arb]:
    """The errors of (1) for the cdf and the density, with the best a."""
    found = []
    for a in map(arb, _heights(law)):
        factor = 2 / (2 * arb.pi() * a / step).expm1()
        found.append([(factor * bound).upper() for bound in _bounds(law, a)])
    found = [pair for pair in found if all(x.is_finite() for x in pair)]
    return tuple(min(column) for column in zip(*found))


def _bounds(law: Law, a: arb) -> tuple[arb, arb]:
    """1 + a f(ia) and f(ia), over cos a; not finite outside of the strip."""
    crest, cosine = abs(law.density_ball(acb(0, a), 0)), a.cos()
    return ((1 + a * crest) / cosine, crest / cosine) if cosine > 0 else (arb.pos_inf(), arb.pos_inf())


def _heights(law: Law) -> list[float]:
    """Candidates for a."""
    width = min(pi / 2, float(law.scale) * float(getattr(law, "nu", 1)) ** 0.5 * (1 - 1e-9))
    return [width * share for share in HEIGHTS if cos(width * share) > 0]


def left_out(low: arb, high: arb) -> arb:
    """The weights outside, by (2).

    low     at most 0, and at least low step + delta there
    high    at least 0, and at most high step + delta there
    """
    if not (low <= 0 and high >= 0):
        return arb.pos_inf()
    return ((-(-low).exp()).exp() - (-(-high).exp()).expm1()).upper()


def _correlated(samples: Sequence[arb], crest: arb, weights: Sequence[Sequence[arb]], every: int) -> list[list[arb]]:
    """For each row of n weights w_q the sums of w_q times sample k every + n - 1 - q, k = 0, 1, ..., from integers in units of 2^-bits.

    |samples| <= crest
    """
    bits, count = ctx.prec, len(weights[0])
    heights, worst = fmpz_poly(fixed(samples, bits)[0]), max(x.rad() for x in samples) + arb((1, -bits))
    found = []
    for row in weights:
        masses, mass_errors = fixed(row, bits)
        total = sum(map(abs, masses)) * arb((1, -bits))
        radius = UNIT * (mass_errors * crest + (total + mass_errors) * worst).upper()
        found.append(scaled(heights * fmpz_poly(masses), range(count - 1, len(samples), every), radius))
    return found
