"""Integrals over the whole line, enclosed by lattice sums with proved errors. All arithmetic is arb's, on the real line only.

With independent coordinates t_i + Y_i, Y_i of cdf F and density f, everything about their maximum is a sum of integrals of

    w(z) = (1 or z) * product over i of F, f or f' at z - t_i,     at least one factor f or f'.

Lattice: for w analytic in |Im z| < a and tending to 0 there, the integral of |w(x + ib)| dx at most M for all |b| < a, the sum with
spacing h is within 2M / (exp(2 pi a / h) - 1) of the integral (Trefethen & Weideman 2014, Theorem 5.1). What bounds M:
  gaussian         |f(x + ib)| = e^(b^2/2) f(x), so |F(x + ib)| <= e^(b^2/2) F(x), |f'(x + ib)| <= (|x| + b) e^(b^2/2) f(x)
  every law X + G  G Gumbel, X independent, u = e^(X - z): F = E e^-u, f = E u e^-u, f' = E (u^2 - u) e^-u. At z = x + ib the
                   real part v of u is the u of x - log cos b, its modulus v / cos b, hence
                   |F| <= E e^-v, |f| <= E v e^-v / cos b, |f'| <= E (v^2 + v) e^-v / cos^2 b
Tails: |f(z)|, |f'(z)| <= A(c) e^(-c z) for all real z, and the other factors are at most 1. What the sum leaves out is at most
the integral of (1 + |z|) A(c) e^(-c (z - t_i)) beyond the last point kept, for a c > 0 on the right, a c < 0 on the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import floor, prod

from flint import arb, arb_poly

from verifier.checker.reader import Rejected

LAWS = ("gaussian", "gumbel", "gaussian + gumbel", "gumbel + gumbel")   # all standard, the sums of independent terms
STRIP = Fraction(3, 2)   # the a of laws X + G, where any a < pi/2 serves
MOST_POINTS, MOST_BITS, MOST_WORK = 20_000, 4_000, 5_000_000


@dataclass(frozen=True)
class Rule:
    """Working precision (which the caller sets), lattice points per unit, units kept before the least and after the greatest t_i, the c of
    the tail bounds on either side. Any rule gives a true enclosure, a poor one a wide one. Out of bounds: Rejected."""

    bits: int
    per_unit: int
    left: int
    right: int
    decay_left: Fraction
    decay_right: Fraction

    def __post_init__(self):
        if not (30 <= self.bits <= MOST_BITS and min(self.per_unit, self.left, self.right) >= 1
                and -200 <= self.decay_left <= -1 and Fraction(1, self.right) <= self.decay_right <= 200):
            raise Rejected(f"a rule needs 30 <= bits <= {MOST_BITS}, per_unit, left and right at least 1, "
                           "-200 <= decay_left <= -1 and 1/right <= decay_right <= 200")


def ball(x: Fraction | int) -> arb:
    """An exact rational as a ball."""
    return arb(Fraction(x).numerator) / arb(Fraction(x).denominator)


def value(law: str, t: Sequence[Fraction], rule: Rule) -> arb:
    """E max_i (t_i + Y_i): the integral of z against the density of the maximum."""
    return sum((_integral(law, t, (i,), True, rule) for i in range(len(t))), arb(0))


def probability(law: str, t: Sequence[Fraction], i: int, rule: Rule) -> arb:
    """P(t_i + Y_i is the maximum), the derivative of E max in t_i."""
    return _integral(law, t, (i,), False, rule)


def curvature(law: str, t: Sequence[Fraction], i: int, j: int, rule: Rule) -> arb:
    """The second derivative of E max in t_i and t_j; on the diagonal from f', not from the other entries."""
    return -_integral(law, t, (i, j), False, rule)


def _integral(law: str, t: Sequence[Fraction], where: tuple[int, ...], weighted: bool, rule: Rule) -> arb:
    """The integral of (z if weighted else 1) * product over i of F, differentiated as often as i occurs in `where`, at z - t_i."""
    if law not in LAWS or not t:
        raise Rejected(f"no enclosure for the law {law!r} in {len(t)} coordinates")
    h, n = arb(1) / rule.per_unit, rule.per_unit
    if any((x * n).denominator != 1 for x in t):
        raise Rejected(f"per_unit {n} is no multiple of the denominators of {', '.join(map(str, t))}")
    steps = [int(x * n) for x in t]
    first, last = min(steps) - rule.left * n, max(steps) + rule.right * n
    if last - first > MOST_POINTS or (last - first) * rule.bits > MOST_WORK:
        raise Rejected(f"more than {MOST_POINTS} lattice points, or more than {MOST_WORK} of their bits")
    spread = 1 + floor(max(t) - min(t))   # whole units, so that near points share tables
    tables, origin = _tables(law, spread, rule), (rule.left + spread) * n
    rows = [tables[where.count(i)][origin + first - step:] for i, step in enumerate(steps)]
    terms = (prod(row[k] for row in rows) * (h * (k + first) if weighted else 1) for k in range(last - first + 1))
    lead = abs(ball(t[where[0]]))
    error = _lattice_error(law, len(t), lead, rule)
    error += _tail(law, lead, rule.left, rule.decay_left) + _tail(law, lead, rule.right, rule.decay_right)
    return h * sum(terms, arb(0)) + error * arb(0, 1)


def _lattice_error(law: str, d: int, lead: arb, rule: Rule) -> arb:
    """The integral of |z| f(z - t_i) is at most |t_i| + E|Y|; E|X| and E|G| are at most 3/2. Any a is allowed for Gaussian noise."""
    if law == "gaussian":
        a = ball(Fraction(6 * rule.per_unit, d))
        return _theorem(a, (a * a * d / 2).exp() * (2 + lead + a), rule)
    a = ball(STRIP)
    return _theorem(a, 2 * (4 + lead + a - a.cos().log()) / a.cos() ** 2, rule)


def _theorem(a: arb, mass: arb, rule: Rule) -> arb:
    return 2 * mass / ((2 * arb.pi() * a * rule.per_unit).exp() - 1)


def _tail(law: str, lead: arb, reach: int, decay: Fraction) -> arb:
    """The integral over y > reach of (1 + lead + y) A e^(-|c| y), which falls from y = 1/|c| on."""
    c = abs(ball(decay))
    return _envelope(law, decay) * (-c * reach).exp() * ((1 + lead + reach) / c + 1 / c**2)


def _envelope(law: str, decay: Fraction) -> arb:
    """A(c). Gaussian: (1 + |z|) e^(-z^2/2) <= e^(|z| - z^2/2) <= e^((|c|+1)^2/2 - c z). X + G: (u + u^2) e^-u <= u^c (peak(1-c) +
    peak(2-c)) for c <= 1, and E u^c = E e^(c X) e^(-c z), where E e^(c X) = e^(c^2/2) for Gaussian X, Gamma(1 - c) for Gumbel X."""
    c = ball(decay)
    if law == "gaussian":
        return ((abs(c) + 1) ** 2 / 2).exp()
    if decay > 1 or (decay == 1 and law == "gumbel + gumbel"):
        raise Rejected(f"{law} has no tail bound of decay {decay}")
    moment = {"gumbel": arb(1), "gaussian + gumbel": (c * c / 2).exp(), "gumbel + gumbel": (1 - c).gamma()}[law]
    return moment * (_peak(1 - decay) + _peak(2 - decay))


def _peak(s: Fraction) -> arb:
    """The greatest value of u^s e^-u over u > 0, for s >= 0: (s/e)^s."""
    return (ball(s) * (ball(s).log() - 1)).exp() if s else arb(1)


@lru_cache(maxsize=4)
def _tables(law: str, spread: int, rule: Rule) -> tuple[Sequence[arb], Sequence[arb], Sequence[arb]]:
    """F, f and f' at the lattice points from -(left + spread) to right + spread."""
    low, high = -(rule.left + spread) * rule.per_unit, (rule.right + spread) * rule.per_unit
    return _mixed(law.split()[0], low, high, rule) if law.endswith("+ gumbel") else tuple(zip(*_points(law, low, high, rule)))


def _points(law: str, low: int, high: int, rule: Rule) -> list[tuple[arb, arb, arb]]:
    return [_POINTWISE[law](ball(Fraction(k, rule.per_unit))) for k in range(low, high + 1)]


def _gaussian(z: arb) -> tuple[arb, arb, arb]:
    density = (-z * z / 2).exp() / (2 * arb.pi()).sqrt()
    return (-z / arb(2).sqrt()).erfc() / 2, density, -z * density


def _gumbel(z: arb) -> tuple[arb, arb, arb]:
    u = (-z).exp()
    cdf = (-u).exp()
    return cdf, u * cdf, (u * u - u) * cdf


_POINTWISE = {"gaussian": _gaussian, "gumbel": _gumbel}


def distribution(law: str, x: Fraction) -> arb:
    """The distribution function of the standard Gaussian or Gumbel law."""
    return _POINTWISE[law](ball(x))[0]


def _mixed(part: str, low: int, high: int, rule: Rule) -> tuple[Sequence[arb], Sequence[arb], Sequence[arb]]:
    """X + G for X of the law `part`: E g(e^(X - z)) for the three functions g, as lattice sums over X; all z in one product of polynomials.

    |g(e^(x + ib - z))| <= 1 / cos^2 b, as e^-v, v e^-v, (v^2 + v) e^-v are at most 1; |density of X| integrates to e^(b^2/2) or 1/cos b.
    """
    left, right = rule.left * rule.per_unit, rule.right * rule.per_unit
    weights = arb_poly([_tame(row[1]) / rule.per_unit for row in _points(part, -left, right, rule)])
    columns = zip(*(map(_tame, row) for row in _points("gumbel", low - right, high + left, rule)))
    a = ball(STRIP)
    mass = ((a * a / 2).exp() if part == "gaussian" else 1 / a.cos()) / a.cos() ** 2
    tails = _tail(part, arb(0), rule.left, rule.decay_left) + _tail(part, arb(0), rule.right, rule.decay_right)
    error = (_theorem(a, mass, rule) + tails) * arb(0, 1)
    products = [weights * arb_poly(list(column)) for column in columns]
    return tuple([product[left + right + k] + error for k in range(high - low + 1)] for product in products)


def _tame(x: arb) -> arb:
    """A ball around x that is not tiny: products of polynomials are slow when exponents are far apart."""
    tiny = arb(2) ** -1000
    return tiny * arb(0, 1) if abs(x) < tiny else x
