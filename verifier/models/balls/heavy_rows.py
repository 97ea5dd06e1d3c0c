"""The cdf and the density of gamma + G on a lattice where gamma has Student's law or the Cauchy law: the trapezoid rule in G.

F(t) = integral of lambda(g) F_gamma(t - g), lambda(g) = e^-g exp(-e^-g), becomes the sum of w_q F_gamma(t - g_q) over g_q = q step,
with w_q = step lambda(g_q).
(1) At g + ia, |a| < pi/2, |lambda| = lambda(g - log cos a) / cos a (engines/balls/lattice.py), whose integral is 1 / cos a. At x + ia, |a| < sqrt m,
    |1 + z^2 / m| = |z - i sqrt m| |z + i sqrt m| / m, m = nu sigma^2, is least at x = 0, so |f_gamma| <= f_gamma(ia), increasing in a; and
    |F_gamma| <= 1 + a f_gamma(ia) along the vertical segment. So the rule errs by at most 2 / (e^(2 pi a / step) - 1) / cos a times that.
(2) Left of the first g <= 0 the weights add up to at most Lambda(first), since lambda increases there, and right of the last g >= 0 to
    1 - Lambda(last).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, cos, log, pi

from flint import acb, arb, ctx, fmpz_poly

from verifier.engines.balls.lattice import UNIT, Lattice, LatticeError
from verifier.engines.balls.mixtures import Table, fixed
from verifier.laws.base import Law

LOW_BITS = 64
HEIGHTS = tuple(1 - 0.02 * 1.4**k for k in range(11))
MOST_SAMPLES = 400_000
SPARE = 3


def heavy_row(law: Law, place: arb, lattice: Lattice, nats: float) -> Table:
    """Balls of the cdf and the density of place + gamma + G at the points of the lattice, with errors of about e^-nats; place is exact.

    Rejects a law so narrow that it takes too many samples (LatticeError). Trust: enclosed. Source: above.
    """
    every = max(1, ceil(float(lattice.step) / coarsest(law, nats) / 1.0001))
    step, size = lattice.spacing / every, float(lattice.step) / every
    low, high = -ceil(log(nats + SPARE) / size), ceil((nats + SPARE) / size)
    start, stop = lattice.first * every - high, lattice.last * every - low
    if stop - start > MOST_SAMPLES:
        raise LatticeError(f"{law}: {stop - start} samples of its cdf are too many; take fewer digits or a wider law")
    weights = [step * x * (-x).exp() for x in ((-(step * q)).exp() for q in range(low, high + 1))]
    points = [step * r - place for r in range(start, stop + 1)]
    (cdf_slack, slack), left_out = errors(law, step), _left_out(step * low, step * high)
    crest = abs(law.density_ball(arb(_centre(law)), 0)).upper()
    cdf = _correlated([law.cdf_ball(x) for x in points], arb(1), weights, every)
    density = _correlated([law.density_ball(x, 0) for x in points], crest, weights, every)
    return [x + UNIT * (cdf_slack + left_out) for x in cdf], [x + UNIT * (slack + left_out * crest) for x in density]


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
    crest, cosine = abs(law.density_ball(acb(_centre(law), a), 0)), a.cos()
    return ((1 + a * crest) / cosine, crest / cosine) if cosine > 0 else (arb.pos_inf(), arb.pos_inf())


def _heights(law: Law) -> list[float]:
    """Candidates for a."""
    width = min(pi / 2, float(law.scale) * float(getattr(law, "nu", 1)) ** 0.5 * (1 - 1e-9))
    return [width * share for share in HEIGHTS if cos(width * share) > 0]


def _centre(law: Law) -> arb:
    return arb(law.location.numerator) / law.location.denominator


def _left_out(low: arb, high: arb) -> arb:
    """The weights outside, by (2)."""
    return ((-(-low).exp()).exp() - (-(-high).exp()).expm1()).upper()


def _correlated(samples: Sequence[arb], crest: arb, weights: Sequence[arb], every: int) -> list[arb]:
    """The sums of w_q times sample k every + len(weights) - 1 - q, k = 0, 1, ..., from integers in units of 2^-bits; |samples| <= crest."""
    bits = ctx.prec
    (heights, _), (masses, mass_errors) = fixed(samples, bits), fixed(weights, bits)
    worst = max(x.rad() for x in samples) + arb((1, -bits))
    total = sum(map(abs, masses)) * arb((1, -bits))
    radius = UNIT * (mass_errors * crest + (total + mass_errors) * worst).upper()
    product = fmpz_poly(heights) * fmpz_poly(masses)
    return [arb((int(product[k]), -2 * bits)) + radius for k in range(len(weights) - 1, len(samples), every)]
