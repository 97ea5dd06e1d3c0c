"""Integrals over the whole line, enclosed by lattice sums with proved errors. All arithmetic is arb's, on the real line only.

With independent coordinates t_i + Y_i, Y_i of cdf F and density f, everything about their maximum is a sum of integrals of

    w(z) = (1 or z) * product over i of F, f or f' at z - t_i,     at least one factor f or f'.

Lattice: for w analytic in |Im z| < a and tending to 0 there, the integral of |w(x + ib)| dx at most M for all |b| < a, the sum with spacing h is
within 2M / (exp(2 pi a / h) - 1) of the integral (Trefethen & Weideman 2014, Theorem 5.1). What bounds M:
  gaussian         |f(x + ib)| = e^(b^2/2) f(x), hence |F(x + ib)| <= e^(b^2/2) F(x) and |f'(x + ib)| <= (|x| + b) e^(b^2/2) f(x)
  every law X + G  G Gumbel, X independent, u = e^(X - z): F = E e^-u, f = E u e^-u, f' = E (u^2 - u) e^-u. At z = x + ib the real part v of u is
                   the u of x - log cos b, its modulus v / cos b: |F| <= E e^-v, |f| <= E v e^-v / cos b, |f'| <= E (v^2 + v) e^-v / cos^2 b
Tails: |f(z)| and |f'(z)| are at most A(c) e^(-c z) for all real z, and the other factors at most 1. What the sum leaves out is therefore at most
the integral of (1 + |z|) A(c) e^(-c z) beyond the last point kept, for a c > 0 on the right, a c < 0 on the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import prod

from flint import arb, arb_poly

from verifier.checker.reader import Rejected

LAWS = ("gaussian", "gumbel", "gaussian + gumbel", "gumbel + gumbel")   # the first three words: standard, location 0
STRIP = Fraction(3, 2)   # the a of laws X + G, where any a < pi/2 serves
MOST_POINTS, MOST_BITS = 20_000, 4_000


@dataclass(frozen=True)
class Rule:
    """Working precision in bits, lattice points per unit, units kept before the least and after the greatest t_i, decays of the two tail bounds.

    Any rule gives a true enclosure, a poor one a wide one. Out of bounds: Rejected.
    """

    bits: int
    per_unit: int
    left: int
    right: int
    decay_left: Fraction
    decay_right: Fraction

    def __post_init__(self):
        if not (30 <= self.bits <= MOST_BITS and 1 <= self.per_unit and 1 <= self.left and 1 <= self.right):
            raise Rejected(f"a rule needs 30 <= bits <= {MOST_BITS} and per_unit, left, right >= 1")
        if self.per_unit * (self.left + self.right) > MOST_POINTS:
            raise Rejected(f"a rule has at most {MOST_POINTS} lattice points")
        if not (-200 <= self.decay_left <= -1 and Fraction(1, self.right) <= self.decay_right <= 200):
            raise Rejected("a rule needs -200 <= decay_left <= -1 and 1/right <= decay_right <= 200")


def ball(x: Fraction | int) -> arb:
    """An exact rational as a ball."""
    return arb(Fraction(x).numerator) / arb(Fraction(x).denominator)


def order(a: arb, b: arb) -> str:
    """"less", "greater" or "unknown": decided only by finite balls that do not meet."""
    if not (a.is_finite() and b.is_finite()):
        return "unknown"
    return "less" if (b - a).lower() > 0 else "greater" if (a - b).lower() > 0 else "unknown"


def value(law: str, t: Sequence[Fraction], rule: Rule) -> arb:
    """E max_i (t_i + Y_i): the integral of z against the density of the maximum."""
    return sum((_integral(law, t, _orders(t, i), True, rule) for i in range(len(t))), arb(0))


def probability(law: str, t: Sequence[Fraction], i: int, rule: Rule) -> arb:
    """P(t_i + Y_i is the maximum), the derivative of E max in t_i."""
    return _integral(law, t, _orders(t, i), False, rule)


def curvature(law: str, t: Sequence[Fraction], i: int, j: int, rule: Rule) -> arb:
    """The second derivative of E max in t_i and t_j; on the diagonal from f', not from the other entries."""
    return -_integral(law, t, _orders(t, i, j), False, rule)


def _orders(t, *where: int) -> tuple[int, ...]:
    return tuple(sum(k == i for i in where) for k in range(len(t)))


def _integral(law: str, t: Sequence[Fraction], orders: tuple[int, ...], weighted: bool, rule: Rule) -> arb:
    """The integral of (z if weighted else 1) * product over i of the derivative of F of order orders[i], at z - t_i."""
    if law not in LAWS or not t or sum(orders) not in (1, 2):
        raise Rejected(f"no enclosure for the law {law!r} in {len(t)} coordinates")
    h = arb(1) / rule.per_unit
    steps = [Fraction(x) * rule.per_unit for x in t]
    if any(step.denominator != 1 for step in steps):
        raise Rejected(f"the points must lie on the lattice: per_unit {rule.per_unit} is no multiple of their denominators")
    steps = [int(step) for step in steps]
    first, last = min(steps) - rule.left * rule.per_unit, max(steps) + rule.right * rule.per_unit
    if last - first > MOST_POINTS:
        raise Rejected(f"more than {MOST_POINTS} lattice points")
    spread = -(-(max(steps) - min(steps)) // rule.per_unit)
    tables, low = _tables(law, spread, rule), -(rule.left + spread) * rule.per_unit
    rows = [tables[order][first - step - low:] for order, step in zip(orders, steps)]
    terms = (prod(row[k] for row in rows) * (k + first if weighted else 1) for k in range(last - first + 1))
    total = sum(terms, arb(0)) * h * (h if weighted else 1)
    lead = abs(ball(t[max(range(len(t)), key=orders.__getitem__)]))
    error = _lattice_error(law, len(t), lead, rule) + _tail(law, lead, rule.right, rule.decay_right) + _tail(law, lead, rule.left, rule.decay_left)
    return total + error * arb(0, 1)


def _lattice_error(law: str, d: int, lead: arb, rule: Rule) -> arb:
    """2M / (exp(2 pi a / h) - 1)."""
    if law == "gaussian":
        a = ball(Fraction(6 * rule.per_unit, d))
        mass = (a * a * d / 2).exp() * (1 + lead + a)
    else:
        a = ball(STRIP)
        spread = 3   # E|X + G| <= E|X| + E|G|, each at most 3/2
        mass = 2 * (1 + lead + spread + a + abs(a.cos().log())) / a.cos() ** 2
    return 2 * mass / ((2 * arb.pi() * a * rule.per_unit).exp() - 1)


def _tail(law: str, lead: arb, reach: int, decay: Fraction) -> arb:
    """The integral over y > reach of (1 + lead + y) A e^(-|c| y), which falls from y = 1/|c| on."""
    c = abs(ball(decay))
    return _envelope(law, decay) * (-c * reach).exp() * ((1 + lead + reach) / c + 1 / c**2)


def _envelope(law: str, decay: Fraction) -> arb:
    """A(c). Gaussian: (1 + |z|) e^(-z^2/2) <= e^(|z| - z^2/2) <= e^((|c|+1)^2/2 - c z). X + G: (u + u^2) e^-u <= u^c (peak(1-c) + peak(2-c)) for
    c <= 1, and E u^c = E e^(c X) e^(-c z), where E e^(c X) = e^(c^2/2) for Gaussian X, Gamma(1 - c) for Gumbel X."""
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


@lru_cache(maxsize=8)
def _tables(law: str, spread: int, rule: Rule) -> tuple[list[arb], list[arb], list[arb]]:
    """F, f and f' at the lattice points from -(left + spread) to right + spread."""
    low, high = -(rule.left + spread) * rule.per_unit, (rule.right + spread) * rule.per_unit
    if law == "gaussian + gumbel":
        return _mixed(low, high, rule)
    return tuple(zip(*(_POINTWISE[law](ball(Fraction(k, rule.per_unit))) for k in range(low, high + 1))))


def _gaussian(z: arb) -> tuple[arb, arb, arb]:
    density = (-z * z / 2).exp() / (2 * arb.pi()).sqrt()
    return (-z / arb(2).sqrt()).erfc() / 2, density, -z * density


def _gumbel(z: arb) -> tuple[arb, arb, arb]:
    u = (-z).exp()
    cdf = (-u).exp()
    return cdf, u * cdf, (u * u - u) * cdf


def _gumbel_gumbel(z: arb) -> tuple[arb, arb, arb]:
    y = 2 * (-z / 2).exp()
    k0, k1 = y.bessel_k(0), y.bessel_k(1)
    return y * k1, y**2 * k0 / 2, y**3 * k1 / 4 - y**2 * k0 / 2


_POINTWISE = {"gaussian": _gaussian, "gumbel": _gumbel, "gumbel + gumbel": _gumbel_gumbel}


def _mixed(low: int, high: int, rule: Rule) -> tuple[list[arb], list[arb], list[arb]]:
    """Gaussian X: E g(e^(X - z)) for the three functions g as lattice sums over X, all at once as products of polynomials.

    |g(e^(x + ib - z))| <= 1 / cos^2 b, since e^-v, v e^-v and (v^2 + v) e^-v are at most 1; so M = e^(a^2/2) / cos^2 a.
    """
    reach = rule.left * rule.per_unit
    weights = arb_poly([_gaussian(ball(Fraction(k, rule.per_unit)))[1] / rule.per_unit for k in range(-reach, reach + 1)])
    inner = [_gumbel(ball(Fraction(k, rule.per_unit))) for k in range(low - reach, high + reach + 1)]
    a = ball(STRIP)
    lattice = 2 * (a * a / 2).exp() / a.cos() ** 2 / ((2 * arb.pi() * a * rule.per_unit).exp() - 1)
    error = (lattice + 2 * _tail("gaussian", arb(0), rule.left, rule.decay_left)) * arb(0, 1)
    products = [weights * arb_poly(list(column)) for column in zip(*inner)]
    return tuple([product[2 * reach + k] + error for k in range(high - low + 1)] for product in products)
