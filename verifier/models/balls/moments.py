"""Exponential moments E e^(s gamma) of the laws, and the tail bounds that follow from them.

With G standard Gumbel and x = e^(gamma - t):
    P(gamma + G > t) <= E min(1, x) <= E x^s = e^(-st) E e^(s gamma)                        for 0 < s <= 1
    P(gamma + G <= t) = E e^-x <= (q/e)^q E x^-q = (q/e)^q e^(qt) E e^(-q gamma)            for q > 0, since x^q e^-x <= (q/e)^q
    P(gamma > t) <= e^(-st) E e^(s gamma), P(gamma < t) <= e^(qt) E e^(-q gamma)            for s, q > 0
"""

from __future__ import annotations

from functools import lru_cache, singledispatch
from math import inf, log

from flint import arb, ctx

from verifier.laws.balls import ball
from verifier.laws.base import Law
from verifier.laws.discrete import FiniteLaw
from verifier.laws.exponential import Exponential
from verifier.laws.gaussian import Gaussian
from verifier.laws.gumbel import Gumbel
from verifier.laws.laplace import Laplace
from verifier.laws.logistic import Logistic

LOW_BITS = 64


@singledispatch
def _standard(law: Law, z: arb) -> arb:
    """A bound of E e^(z Z), Z = (gamma - location) / scale, for z != 0: here from the support; infinite where there is none."""
    end = law.support[1 if z > 0 else 0]
    return arb.pos_inf() if end is None else (z * ball((end - law.location) / law.scale)).exp()


@_standard.register
def _(law: FiniteLaw, z: arb) -> arb:
    points = [(ball((point - law.location) / law.scale), ball(weight)) for point, weight in law.atoms]
    return sum(((z * point).exp() * weight for point, weight in points), arb(0))


@_standard.register
def _(law: Gaussian, z: arb) -> arb:
    return (z * z / 2).exp()


@_standard.register
def _(law: Gumbel, z: arb) -> arb:
    return (1 - z).gamma() if z < 1 else arb.pos_inf()


@_standard.register
def _(law: Logistic, z: arb) -> arb:
    return (1 - z).gamma() * (1 + z).gamma() if abs(z) < 1 else arb.pos_inf()


@_standard.register
def _(law: Laplace, z: arb) -> arb:
    return 1 / (1 - z * z) if abs(z) < 1 else arb.pos_inf()


@_standard.register
def _(law: Exponential, z: arb) -> arb:
    return 1 / (1 - z) if z < 1 else arb.pos_inf()


def moment(law: Law, s: float) -> arb:
    """An upper bound of E e^(s gamma), s != 0, exact for most laws; infinite where the moment is, or where the law has no such formula."""
    exponent = arb(s)
    bound = (exponent * ball(law.location)).exp() * _standard(law, exponent * ball(law.scale))
    return bound if bound.is_finite() and bound > 0 else arb.pos_inf()


@lru_cache(maxsize=4096)
def height(law: Law, s: float) -> arb:
    """`moment` at a low precision."""
    with ctx.workprec(LOW_BITS):
        return moment(law, s)


@lru_cache(maxsize=1024)
def exponents(law: Law, side: int, most: float = inf) -> tuple[tuple[float, float], ...]:
    """Pairs (s, log E e^(side s gamma)) in float64 with 0 < s <= most, for s that go towards the last exponent with a moment.

    side    1 for the right tail, -1 for the left one
    """
    scale = float(law.scale)
    steps = {1 - 2 ** (-k / 2) for k in range(1, 27)} | {2 ** (k / 2) for k in range(-24, 40)}
    with ctx.workprec(LOW_BITS):
        found = [(s, height(law, side * s)) for s in sorted({min(step / scale, most) for step in steps})]
        return tuple((s, float(bound.log().mid())) for s, bound in found if bound.is_finite())


def right(law: Law, nats: float, most: float = inf) -> float:
    """About where e^(-st) E e^(s gamma) falls to e^-nats, for the best s <= most; inf where no s has a moment. An estimate."""
    return min(((log_moment + nats) / s for s, log_moment in exponents(law, 1, most)), default=inf)


def right_of(law: Law, nats: float, s: float) -> float:
    """About where `beyond` falls to e^-nats times E e^(s gamma); inf where it does not. An estimate."""
    base = float(height(law, s).log().mid())
    return min(((log_moment - base + nats) / (r - s) for r, log_moment in exponents(law, 1) if r > s), default=inf)


def beyond(law: Law, t: arb, s: float) -> arb:
    """A bound of E[e^(s gamma) for gamma > t], s > 0: e^(-(r - s) t) E e^(r gamma), for the best r > s; infinite where there is none."""
    choices = [(log_moment - (r - s) * float(t.mid()), r) for r, log_moment in exponents(law, 1) if r > s]
    if not choices:
        return arb.pos_inf()
    r = min(choices)[1]
    return height(law, r) * ((arb(s) - r) * t).exp()


def left(law: Law, nats: float) -> float:
    """About where e^(qt) E e^(-q gamma) falls to e^-nats, for the best q; -inf where no q has a moment. An estimate."""
    return max((-(log_moment + nats) / q for q, log_moment in exponents(law, -1)), default=-inf)


def envelope(law: Law, t: arb) -> tuple[float, arb]:
    """(s, K) with E min(1, e^(gamma - r)) <= K e^(-sr) for all r, the best at r = t; this bounds the density of gamma + G. K may be infinite."""
    choices = [(log_moment - s * float(t.mid()), s) for s, log_moment in exponents(law, 1, 1.0)]
    s = min(choices)[1] if choices else 1.0
    return s, height(law, s)


def survival(law: Law, t: arb) -> tuple[arb, arb]:
    """Bounds of E min(1, e^(gamma - t)) and of its integral from t to infinity; infinite where the law has no moments."""
    s, factor = envelope(law, t)
    bound = factor * (-s * t).exp()
    return bound.min(1), bound / s


def log_cdf(law: Law, t: float) -> tuple[float, float]:
    """The best (log((q/e)^q e^(qt) E e^(-q gamma)), q) in float64; (0, 0) where none is below 0."""
    return min([(0.0, 0.0), *((log_moment + q * (t + log(q) - 1), q) for q, log_moment in exponents(law, -1))])


def cdf(law: Law, t: arb) -> tuple[arb, float]:
    """(K, q) with P(gamma + G <= t - r) <= K e^(-qr) for all r; (1, 0) where nothing better is known at t."""
    q = log_cdf(law, float(t.mid()))[1]
    return ((q * (arb(q).log() - 1 + t)).exp() * height(law, -q), q) if q else (arb(1), 0.0)
