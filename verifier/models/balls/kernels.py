"""The cdf and the density of gamma + G on a lattice, enclosed, for each law of gamma: which finite mixture or closed form stands for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, cos, factorial, floor, inf, log, pi

from flint import acb, arb, ctx

from verifier.engines.balls.counts import Counts, Grid, Table, grouped, tables, tails, terms
from verifier.engines.balls.lattice import LatticeError, Points, between
from verifier.engines.balls.legendre import remainder, rule, size
from verifier.engines.balls.memory import refuse_long
from verifier.engines.balls.mixtures import Mixture, Slack, counts
from verifier.laws.balls import ball
from verifier.laws.base import Law
from verifier.laws.exponential import Exponential
from verifier.laws.laplace import Laplace
from verifier.models.balls import moments
from verifier.models.balls.far_tails import is_heavy
from verifier.models.balls.heavy_rows import heavy_rows

LOW_BITS = 64
HEIGHTS = tuple(pi / 2 - 0.03 * 1.35**k for k in range(13))
EXPONENTIAL, CONVERSION = 40, 60
PANEL = Fraction(5, 4)
RHO = 4
NARROW = 6
FEW = 4


def rows(law: Law, places: Iterable[Fraction], lattice: Points, nats: float) -> dict[Fraction, Table]:
    """Balls of the cdf and the density of place + gamma + G at the points of the lattice, with errors of about e^-nats, for each place.

    law     of location 0
    Rejects a law for which there is no such table (LatticeError).
    """
    if is_heavy(law):
        return dict(heavy_rows(law, places, lattice, nats))
    found: dict[Fraction, Table] = {}
    for group in grouped(places, lattice, _few(law, lattice, nats), nats):
        found |= zip(group.places, tables(group, _counts(law, group.grid, group.terms(nats), nats), lattice))
    return found


def _few(law: Law, lattice: Points, nats: float) -> float:
    """From how many places on one grid for all of them is cheaper than one for each; in the time of a product of two balls."""
    count = terms(lattice.step / 2, nats)
    if not law.atoms:
        return FEW if coarsest(law, nats) is None else max(FEW, count / 4)
    saved = EXPONENTIAL * len(law.atoms) - 4 * count
    return 2 * len(law.atoms) * (EXPONENTIAL + count) / saved if saved > 0 else inf


def _counts(law: Law, grid: Grid, terms: int, nats: float) -> Counts:
    if law.atoms:
        return counts(Mixture([ball(point) for point, _ in law.atoms], [ball(weight) for _, weight in law.atoms]), grid, terms)
    if coarsest(law, nats) is not None:
        return counts(_analytic(law, grid, terms, nats), grid, terms)
    wide = law.facts.bounded and law.support[1] - law.support[0] > NARROW
    if not law.facts.bounded or wide:
        found = _closed(law, grid, terms)
        if found is not None:
            return found
    if law.facts.bounded:
        return counts(_panels(law, nats, ctx.prec), grid, terms)
    raise LatticeError(f"no enclosure of the cdf of {law} plus a Gumbel variable is known here; use model.estimated(digits)")


def _closed(law: Law, grid: Grid, terms: int) -> Counts | None:
    """From the law's own formulas, at exact points near those of the grid."""
    points = [(-b).exp() for b in grid.points()]
    exact = _moments(law, terms)
    columns = [_from_moments(u.mid(), exact, ctx.prec) or law.counts_ball(u.mid(), terms) for u in points]
    if None in columns:
        return None
    found, (rate, height), fuzz = list(zip(*columns)), moments.envelope(law, grid.top), max((u.rad() / u.mid()).upper() for u in points)
    return Counts(found, tails(grid, found[0], arb(1), arb(rate), height * (1 + fuzz)), fuzz=fuzz)


def _moments(law: Law, terms: int) -> list[arb]:
    """E e^(m gamma) / m! for m <= terms; not all finite where one does not exist or is not known exactly."""
    known = isinstance(law, (Laplace, Exponential))
    return [arb(1), *(moments.moment(law, m) / factorial(m) if known else arb.pos_inf() for m in range(1, terms + 1))]


def _from_moments(u: arb, exact: Sequence[arb], bits: int) -> list[arb] | None:
    """The counts where u is tiny: x^m - x^(m + 1) <= x^m e^-x <= x^m, x = u e^gamma, so J_m is within u^m E e^(m gamma) / m! and that less
    (m + 1) u^(m + 1) E e^((m + 1) gamma) / (m + 1)!. None where that is not within 2^-bits of it."""
    sizes = [(m * u * more / now).upper() for m, (now, more) in enumerate(zip(exact, exact[1:]), 1)]
    if not all(size < arb((1, -bits)) for size in sizes):
        return None
    return [u**m * now * (1 - between(size)) for m, (now, size) in enumerate(zip(exact, sizes))]


@lru_cache(maxsize=1024)
def coarsest(law: Law, nats: float) -> float | None:
    """About the largest step at which the trapezoid rule in gamma errs by e^-nats; None where no strip is known in which the density is bounded."""
    with ctx.workprec(LOW_BITS):
        strips = [(a, law.strip_ball(arb(a))) for a in _heights(law)]
    return max((2 * pi * a / (nats + log(2 * float(c[0].mid()) / cos(a))) for a, c in strips if c and c[0].is_finite()), default=None)


def _heights(law: Law) -> tuple[float, ...]:
    """Candidates for the height of a strip, in the units of G and of the law."""
    scale = float(law.scale)
    return tuple(sorted({height * min(1.0, factor * scale) for height in HEIGHTS for factor in (0.01, 0.03, 0.1, 0.3, 1, 2, 4)}))


def _strip(law: Law, step: arb) -> tuple[arb, arb]:
    """Bounds of the relative errors 2 C / (e^(2 pi a / step) - 1), and that over cos a, of the sums for cdf and density; the best a."""
    found = []
    for a in map(arb, _heights(law)):
        strip = law.strip_ball(a)
        if strip and strip[0].is_finite() and strip[1] <= 0:
            cdf = 2 * strip[0] / (2 * arb.pi() * a / step).expm1()
            found.append((cdf / a.cos(), cdf))
    density, cdf = min(found, key=lambda pair: float(pair[0].log().mid()))
    return cdf.upper(), density.upper()


def _analytic(law: Law, grid: Grid, terms: int, nats: float) -> Mixture:
    """The trapezoid rule in gamma for a unimodal density f with |f(g + ia)| <= C f(g - shift), shift <= 0, |a| < pi / 2, its mode at 0.

    Strip: |Lambda(t - g - ia)| <= Lambda(t + delta - g), |lambda(t - g - ia)| <= lambda(t + delta - g) / cos a, delta = -log cos a; the rule errs
    by 2 / (e^(2 pi a / step) - 1) times C F(t + delta - shift) <= C, or C / cos a f(t + delta - shift), f <= min(1/e, e^(-st) E e^(s gamma)),
    0 < s <= 1 (Trefethen and Weideman, SIAM Review 56 (2014), Theorem 5.1).
    Left of the first node: the terms are at most P(gamma <= first), times min(1/e, e^(first - t)) for the density, since f increases there.
    Right of the last node: with x = e^(last - t), P(gamma > last) times e^-x, and for the density times x e^-x if x is above 1, else 1/e;
    or e^(s step) e^(-st) E[e^(s gamma) beyond last], and that is at most e^((s - r) last) E e^(r gamma) for every r > s.
    """
    every, low, high = _span(law, grid, nats)
    step, size = ball(grid.step) / every, float(grid.step) / every
    count = ceil((high - low) / size) + 1
    direct = count * len(grid) * (EXPONENTIAL + terms) < CONVERSION * terms * (len(grid) * every + count)
    if not direct:
        refuse_long(len(grid) * every + count, ctx.prec, f"the sums for {law}")
    origin = arb(0) if direct else -ball(grid.anchor)
    first = floor((low - float(origin.mid())) / size)
    nodes = [origin + (first + q) * step for q in range(count + 1)]
    if not (nodes[0] <= 0 and nodes[-1] >= 0):
        raise LatticeError(f"{law}: its mode is not within the nodes; take more digits")
    slack = _slack(law, nodes, grid.top, step)
    return Mixture(nodes, [step * law.density_ball(g, 0) for g in nodes], slack, 0 if direct else every, first)


def _span(law: Law, grid: Grid, nats: float) -> tuple[int, float, float]:
    """The refinement of the lattice, and from where to where the nodes must reach so that what lies outside matters as little as e^-nats."""
    every = max(1, ceil(float(grid.step) / coarsest(law, nats) / 1.0001))
    top = float(grid.top.mid())
    reach, s = nats + max(0.0, top), moments.envelope(law, grid.top)[0]
    high = min(moments.right(law, reach), top + log(2 * reach), max(moments.right(law, nats), moments.right_of(law, nats, s)))
    scale = float(law.scale)
    return every, min(moments.left(law, nats), -scale), max(high, scale)


def _slack(law: Law, nodes: list[arb], top: arb, step: arb) -> Slack:
    """For all points up to the top."""
    low, high = nodes[0], nodes[-1]
    cdf, density = _strip(law, step)
    below, above = law.cdf_ball(low).upper(), law.survival_ball(high).upper()
    rate, bound = moments.envelope(law, top)
    ratio = (high - top).exp()
    weight = ratio * (-ratio).exp() if ratio >= 1 else arb(-1).exp()
    beyond = (above * weight * (rate * top).exp()).upper().min(((rate * step).exp() * moments.beyond(law, high, rate)).upper())
    far = density * bound + below * low.exp() + beyond
    return Slack(cdf + below + above * (-ratio).exp(), (density + below) * arb(-1).exp() + above * weight, far, arb(rate))


@lru_cache(maxsize=16)
def _panels(law: Law, nats: float, precision: int) -> Mixture:
    """Gauss-Legendre panels between the kinks of a law of bounded support.

    With |f| <= B on a box around the ellipse, whose half-height b is below pi / 2, the integrands f(g) Lambda(t - g) and
    f(g) lambda(t - g) are there at most B, and B min(1 / (e cos b), exp(end - t)): for x = e^(g - t), |exp(-x)| <= 1 and
    |x exp(-x)| <= min(1 / (e cos b), |x|).
    """
    with ctx.workprec(precision):
        nodes, weights, flat, near, far = [], [], arb(0), arb(0), arb(0)
        count = size(nats, RHO)
        for piece, (start, stop) in enumerate(zip(law.kinks, law.kinks[1:]), 1):
            pieces = ceil((stop - start) / PANEL)
            half = ball((stop - start) / pieces / 2)
            for k in range(pieces):
                middle = ball(start) + half * (2 * k + 1)
                width, height = half * (RHO + arb(1) / RHO) / 2, half * (RHO - arb(1) / RHO) / 2
                box = acb(middle + width * arb(0, 1), height * arb(0, 1))
                error = (half * remainder(count, arb(RHO)) * abs(law.density_ball(box, piece))).upper()
                near, far = near + error / height.cos(), far + error * (middle + width).exp()
                flat = flat + error
                nodes += [middle + half * x for x, _ in rule(count)]
                weights += [half * weight * law.density_ball(middle + half * x, piece) for x, weight in rule(count)]
        if not (flat.is_finite() and far.is_finite() and height < arb.pi() / 2):
            raise LatticeError(f"{law}: its density is not bounded around its support")
        return Mixture(nodes, weights, Slack(flat, near / arb(1).exp(), far))
