"""The tails of gamma + G, far out, for Student's law (and the Cauchy law, nu = 1) of gamma, and standard Gumbel G: for engines/balls/far.py.

gamma has the centre 0 here, S is its P(gamma > u), f its density, f(z) = f(0) (1 + z^2 / (nu sigma^2))^(-(nu + 1) / 2); side is 1 for
P(gamma + G > u) and -1 for P(-gamma - G > u) = P(gamma - G > u), as gamma is symmetric. With c_n = side^n E(-G)^n = side^n Gamma^(n)(1)

    s = sum over n < N of c_n S^(n) / n!,      a = sum over n < N of c_n f^(n) / n! = -s'

(1) Envelope. For |arg z| <= pi/4, z^2 has a real part >= 0, so that |1 + z^2 / m|^2 >= 1 + |z|^4 / m^2, m = nu sigma^2, and
    |f(z)| <= b(|z|), b(r) = f(0) (1 + r^4 / m^2)^(-(nu + 1) / 4), which decreases; r b(r) decreases from r = sigma nu^(1/4) on.
    |S(z)| <= S(Re z) + |Im z| b(Re z): along the vertical segment from Re z, on which |arg| is smaller and the modulus at least Re z.
    The discs |z - u| <= 7u/10 have Re z >= 3u/10, |Im z| <= 7u/10, |arg z| <= arcsin(7/10) < pi/4.
(2) Moments. E|G|^n <= 2 n!: for g > 0 the density of G is below e^-g, and at g = -x it is e^(x - e^x) <= (4 / e^2) e^-x, as y^2 e^-y <= 4 / e^2.
    P(|G| > x) <= e^-x + exp(-e^x) <= 2 e^-x.
(3) On |z - u| <= u/2 the discs |w - z| <= u/5 lie in those of (1), so |f^(n)(z)| / n! <= b(3u/10) (u/5)^-n. Hence bounds there that
    decrease in u:
    |a| <= sum 2 n! b (u/5)^-n,     |s| <= sup|S| + sum over n >= 1 of 2 (n - 1)! b (u/5)^(1 - n).
    At infinity: for |z| >= x, x^2 > m, |f(z)| <= b' = f(0) (x^2 / m - 1)^(-(nu + 1) / 2), whatever arg z; with nu = p / r and u = y^-r f is y^(p + r)
    times an analytic function of y, and so s and a are analytic, by termwise integration. Along a ray |S(z)| <= b' x / nu, since b' x^(nu + 1)
    decreases. On the discs |w - z| <= 2x/5 |f| is at most b'(3x/5), and the sums are as before, with 2x/5 for u/5.
(4) Remainder. Let x = 3u/5 and |S| <= B on the disc of (1). Where |G| <= x, Taylor's series with |S^(n)(u)| / n! <= B (7u/10)^-n leaves at most
    7 B (|G| / (7u/10))^N, as 1 / (1 - 6/7) = 7. Elsewhere S <= 1, and |G|^n <= |G|^N x^(n-N), so that the sum is at most
    B sum (7u/10)^-n x^(n-N) |G|^N <= 7 B (|G| / x)^N. By (2) |E S(u - side G) - s| <= 28 N! B x^-N + 2 e^-x. Likewise for f, with f(0) 2 e^-x.
    Beyond u these integrate to at most 28 N! B x^-N u / (N - 1) and 2 e^-x / (3/5), N >= 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import inf, lgamma, log
from operator import mul

from flint import arb, arb_series, ctx

from verifier.laws.balls import ball
from verifier.laws.base import Law

LOW_BITS = 64
NEAR = 0.6
MOST_TERMS = 400


def is_heavy(law: Law) -> bool:
    """Whether not all moments of the law exist."""
    return law.facts.moments < inf


def tail_of(law: Law, side: int) -> StudentTail:
    """The tail of a law with heavy tails, moved to the centre 0."""
    centred = law.shifted(-law.location)
    return StudentTail(centred, getattr(law, "nu", Fraction(1)), side)


def reach(nats: float) -> float:
    """About how far out the expansion errs by e^-nats."""
    return nats / NEAR


@dataclass
class Constants:
    """Numbers of one tail in one precision: m, f(0), -(nu + 1) / 2, nu^(1/4) sigma, and the coefficients of the recurrence of f."""

    square: arb
    peak: arb
    exponent: arb
    turn: arb
    ratios: list[tuple[arb, arb]]


@dataclass(frozen=True)
class StudentTail:
    """The tail of gamma + side G; law: Student's with nu degrees of freedom, or the Cauchy law (nu = 1), with centre 0."""

    law: Law
    nu: Fraction
    side: int

    def jet(self, u: arb, terms: int, order: int) -> tuple[list[arb], list[arb]]:
        """Taylor coefficients of s and a at u, order >= 1."""
        f, c = self._density(u, terms + order - 1), _moments(terms, self.side, ctx.prec)
        a = [sum(map(mul, c, f), arb(0))]
        steps = c[:]
        for k in range(1, order):
            steps = [x * (n + k) / k for n, x in enumerate(steps)]
            a.append(sum(map(mul, steps, f[k:]), arb(0)))
        first = self.law.survival_ball(u) - sum(map(mul, _moments_over_n(terms, self.side, ctx.prec), f), arb(0))
        return [first, *(-x / k for k, x in enumerate(a[:-1], 1))], a

    def _density(self, u: arb, count: int) -> list[arb]:
        """Taylor coefficients of f at u, from (m + z^2) f' + (nu + 1) z f = 0."""
        now = self._constants(count)
        weight = -1 / (now.square + u * u)
        slope, before, last = u * weight, arb(0), now.peak * (now.exponent * (u * u / now.square).log1p()).exp()
        found = [last]
        for p, q in now.ratios[: count - 1]:
            before, last = last, slope * p * last + weight * q * before
            found.append(last)
        return found

    def _constants(self, count: int = 1) -> Constants:
        """In the working precision, with at least count - 1 ratios ((2n + nu + 1) / (n + 1), (n + nu) / (n + 1))."""
        if ctx.prec not in self._known:
            turn = (ball(self.nu).log() / 4).exp() * ball(self.law.scale)
            square, exponent = ball(self.nu * self.law.scale**2), ball(-(self.nu + 1) / 2)
            self._known[ctx.prec] = Constants(square, self.law.density_ball(arb(0), 0), exponent, turn, [])
        now = self._known[ctx.prec]
        for n in range(len(now.ratios), count - 1):
            now.ratios.append((ball((2 * n + self.nu + 1) / (n + 1)), ball((n + self.nu) / (n + 1))))
        return now

    @cached_property
    def _known(self) -> dict[int, Constants]:
        return {}

    def box(self, u: arb, terms: int) -> tuple[arb, arb]:
        """Bounds of |s| and |a| on |z - v| <= v/2, v >= u, by (3)."""
        with ctx.workprec(LOW_BITS):
            ratio, term, s, a = 5 / u, 2 * self._envelope(u * 3 / 10), self._height(u), arb(0)
            for n in range(1, terms):
                a, s, term = a + term, s + term, term * n * ratio
            return s.upper(), (a + term).upper()

    @property
    def root(self) -> int:
        """r of engines/balls/far.py."""
        return self.nu.denominator

    def rim(self, radius: arb, terms: int) -> tuple[arb, arb]:
        """Bounds of |s| and |a| for |z| >= radius, by (3)."""
        with ctx.workprec(LOW_BITS):
            ratio, term, s, a = 5 / (2 * radius), 2 * self._outer(radius * 3 / 5), self._outer(radius) * radius / ball(self.nu), arb(0)
            for n in range(1, terms):
                a, s, term = a + term, s + term, term * n * ratio
            return s.upper(), (a + term).upper()

    def _outer(self, x: arb) -> arb:
        """b' of (3); infinite where x is too small."""
        now = self._constants()
        rise = x * x / now.square - 1
        return (now.peak * (now.exponent * rise.log()).exp()).upper() if x > 0 and rise > 0 else arb.pos_inf()

    def slack(self, u: arb, terms: int) -> tuple[arb, arb]:
        """The sum of the errors of s and a by (4), and of their integrals beyond u."""
        with ctx.workprec(LOW_BITS):
            x = u * 3 / 5
            rising = 28 * arb(terms + 1).gamma() * x**-terms * (self._height(u) + self._envelope(u * 3 / 10))
            rest = 2 * (-x).exp() * (1 + self._constants().peak)
            return (rising + rest).upper(), (rising * u / (terms - 1) + rest * 5 / 3).upper()

    def terms(self, u: float, nats: float) -> int:
        """The least N >= 2 with 28 N! B x^-N u below e^-nats, or the best of all."""
        x = NEAR * u
        with ctx.workprec(LOW_BITS):
            base = log(28 * max(1.0, u)) + float((self._height(arb(u)) + self._envelope(arb(u) * 3 / 10)).log().mid())
        sizes = ((base + lgamma(n + 1) - n * log(x), n) for n in range(2, int(min(MOST_TERMS, max(3.0, x)))))
        best = (inf, 2)
        for size, n in sizes:
            if size <= -nats:
                return n
            best = min(best, (size, n))
        return best[1]

    def beyond(self, u: arb) -> tuple[arb, arb]:
        """Bounds of P(gamma + side G > u), as one of the two is above u/2, and its integral beyond u, as max(x + y, 0) <= max(x, 0) + max(y, 0)."""
        with ctx.workprec(LOW_BITS):
            rest, far = 2 * (-u / 2).exp(), u / 2
            return (self.law.survival_ball(far) + rest).upper(), (self.law.excess_ball(far) + rest).upper()

    def _envelope(self, r: arb) -> arb:
        """b(r)."""
        now = self._constants()
        return (now.peak * (now.exponent / 2 * ((r * r / now.square) ** 2).log1p()).exp()).upper()

    def _height(self, u: arb) -> arb:
        """A bound of |S| on |z - v| <= 7v/10, v >= u, by (1)."""
        x = u * 3 / 10
        turn = x.max(self._constants().turn)
        return (self.law.survival_ball(x) + turn * self._envelope(turn) * 7 / 3).upper()


@lru_cache(maxsize=256)
def _moments(terms: int, side: int, precision: int) -> list[arb]:
    """c_n for n < terms."""
    with ctx.workprec(precision):
        cap, ctx.cap = ctx.cap, terms + 1
        try:
            series = arb_series([1, 1], terms + 1).gamma()
        finally:
            ctx.cap = cap
        return [series[n] * arb(n + 1).gamma() * side**n for n in range(terms)]


@lru_cache(maxsize=256)
def _moments_over_n(terms: int, side: int, precision: int) -> list[arb]:
    """c_n / n for 0 < n < terms."""
    with ctx.workprec(precision):
        return [x / n for n, x in enumerate(_moments(terms, side, precision)[1:], 1)]
