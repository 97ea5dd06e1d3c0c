"""Enclosures of integrals over the line: acb.integral on a window, proved bounds outside of it; and rules for enclosure certificates.

Shares nothing with the checker, which sums over a lattice instead: two methods, one answer. Knows no law: callers describe one by a
`Variable`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import mul

from flint import acb, arb, ctx

Function = Callable[[acb], acb]
GUARD_DIGITS = 8
MOST_REACH = 2_000


class BallError(ValueError):
    """A question that has no enclosure here, or came out too wide: says which, and the remedy."""


@dataclass(frozen=True)
class Variable:
    """A real random variable Y whose cdf and density are entire functions, or meromorphic (poles come out as nan, and are avoided).

    above, below   for T > 0 a bound of P(Y > T) and of E max(Y - T, 0); of P(Y < -T) and of E max(-T - Y, 0)
    The density is at most 1.
    """

    cdf: Function
    density: Function
    above: Callable[[arb], arb]
    below: Callable[[arb], arb]


@dataclass(frozen=True)
class Enclosed:
    """Balls for value, gradient and Hessian."""

    value: arb
    probabilities: list[arb]
    hessian: list[list[arb]]


def rational(x: Fraction | int) -> acb:
    """An exact rational as a complex ball. Rejects floats, whose digits are not those that were written (BallError)."""
    if isinstance(x, bool) or not isinstance(x, (int, Fraction)):
        raise BallError(f"{x!r} ({type(x).__name__}) is not exact; pass a Fraction or an int")
    return acb(Fraction(x).numerator) / Fraction(x).denominator


def integral(f: Callable[[acb, bool], acb], low: arb | int, high: arb | int, outside: arb) -> arb:
    """The integral of f over the line: over [low, high] by acb.integral, and a ball of radius `outside`, a bound of the rest.

    f takes z and acb.integral's flag `analytic`: when it is set, f returns nan where it is not analytic on all of z.
    Rejects an infinite end and a result that is not finite (BallError). Trust: enclosed, given `outside`.
    """
    if not (arb(low).is_finite() and arb(high).is_finite()):
        raise BallError("acb.integral needs finite ends: bound the tails and pass them as `outside`")
    found = acb.integral(f, acb(low), acb(high)).real + outside * arb(0, 1)
    if not found.is_finite():
        raise BallError("the enclosure of the integral is not finite: more digits, or a function that is analytic near the line")
    return found


def maximum(variable: Variable, theta: Sequence[Fraction], digits: int = 50) -> Enclosed:
    """E max_i(theta_i + Y_i), its gradient p and its Hessian, for independent Y_i like `variable`; balls of radius below 10^-digits.

    theta   shape (d,), exact rationals, d >= 1
    Rejects floats, an empty theta, more than 1000 digits, a result that came out wider (BallError). Trust: enclosed.
    Source: value = integral of 1 - prod F over t > 0 less that of prod F over t < 0; p_i of f_i prod F; H_ij of -f_i f_j prod F; H 1 = 0.
    """
    t, d = _read(theta, digits), len(theta)
    with ctx.workprec(_bits(digits)):
        shifts = [rational(x) for x in t]
        above, below = _reach(variable.above, digits), _reach(variable.below, digits)
        low, high = math.floor(min(min(t), 0)) - below, math.ceil(max(max(t), 0)) + above
        left, right = variable.below(arb(below)), variable.above(arb(above))

        def factors(z: acb, *densities: int) -> acb:
            return reduce(mul, [(variable.density if j in densities else variable.cdf)(z - shift) for j, shift in enumerate(shifts)])

        value = integral(lambda z, _: 1 - factors(z), 0, high, d * right) - integral(lambda z, _: factors(z), low, 0, left)
        p = [integral(lambda z, _, i=i: factors(z, i), low, high, left + right) for i in range(d)]
        hessian = [[arb(0)] * d for _ in range(d)]
        for i in range(d):
            for j in range(i):
                hessian[i][j] = hessian[j][i] = -integral(lambda z, _, i=i, j=j: factors(z, i, j), low, high, left + right)
        return _narrow(value, p, hessian, digits)


def pair(difference: Variable, theta: Sequence[Fraction], digits: int = 50) -> Enclosed:
    """E log(e^(theta_1 + gamma_1) + e^(theta_2 + gamma_2)) for centred gamma, its gradient and its Hessian; as `maximum`.

    difference   gamma_1 - gamma_2, symmetric
    Source: f = theta_2 + E softplus(x + D), p_1 = E sigma(x + D), H_11 = E sigma'(x + D), x = theta_1 - theta_2, sigma = 1/(1 + e^-u).
    """
    t = _read(theta, digits)
    if len(t) != 2:
        raise BallError(f"the difference of two variables serves two choices, not {len(t)}")
    with ctx.workprec(_bits(digits)):
        x, reach = rational(t[0] - t[1]), _reach(difference.above, digits)
        outside = 2 * (abs(x.real) + 2 + reach) * difference.above(arb(reach))

        def mean(g: Callable[[acb, bool], acb]) -> arb:
            return integral(lambda y, analytic: g(x + y, analytic) * difference.density(y), -reach, reach, outside)

        value = mean(lambda u, analytic: (1 + u.exp()).log(analytic=analytic)) + rational(t[1]).real
        p = mean(lambda u, _: 1 / (1 + (-u).exp()))
        w = mean(lambda u, _: 1 / (4 * (u / 2).cosh() ** 2))
        return _narrow(value, [p, 1 - p], [[w, -w], [-w, w]], digits, all_entries=True)


def text(x: arb, digits: int = 50) -> dict[str, str]:
    """A ball as {"mid", "rad"}: decimal numerals of an enclosure that contains it."""
    mid, rad, exponent = (int(part) for part in x.mid_rad_10exp(digits + 2))
    return {"mid": _decimal(mid, exponent), "rad": f"{rad}e{exponent}"}


def contains(x: arb, numeral: str, slack: Fraction) -> bool:
    """True when the number is certainly within `slack` of the ball: |numeral - mid| < rad + slack, decided strictly."""
    with ctx.workprec(2_000):
        distance = abs(rational(Fraction(numeral)).real - x.mid())
        return (x.rad() + rational(slack).real - distance).lower() > 0


def choose(log_envelope: Callable[[float], float], decays: Sequence[Fraction], nats: float) -> tuple[int, Fraction]:
    """The shortest reach L, with its decay c, for which A(c) e^(-|c| L) is at most e^-nats; A is given by its logarithm."""
    return min((math.ceil((nats + log_envelope(float(c))) / abs(float(c))) + 1, c) for c in decays)


def rule(points: Sequence[Fraction], finest: int, left: tuple[int, Fraction], right: tuple[int, Fraction], digits: int) -> dict:
    """A checker's rule: the lattice is at least `finest` to a unit and contains all the points; left and right as `choose` answers."""
    common = math.lcm(*(Fraction(x).denominator for x in points), 1)
    return {
        "bits": _bits(digits), "per_unit": common * math.ceil(finest / common), "left": left[0], "right": right[0],
        "decay_left": str(left[1]), "decay_right": str(right[1]),
    }


def _bits(digits: int) -> int:
    return math.ceil((digits + GUARD_DIGITS) * math.log2(10)) + 40


def _read(theta: Sequence[Fraction], digits: int) -> tuple[Fraction, ...]:
    if not theta or not 1 <= digits <= 1000:
        raise BallError(f"theta needs at least one entry and digits must be between 1 and 1000, not {digits}")
    for x in theta:
        rational(x)
    return tuple(map(Fraction, theta))


def _reach(bound: Callable[[arb], arb], digits: int) -> int:
    """The first whole T at which the bound is below 10^-(digits + 4)."""
    goal = arb(10) ** -(digits + 4)
    for reach in range(1, MOST_REACH):
        if bound(arb(reach)) < goal:
            return reach
    raise BallError(f"no tail below 10^-{digits + 4} within {MOST_REACH} units of the centre; ask for fewer digits")


def _narrow(value: arb, p: list[arb], hessian: list[list[arb]], digits: int, all_entries: bool = False) -> Enclosed:
    """Fills the diagonal from H 1 = 0 and sees that every ball is as narrow as promised."""
    if not all_entries:
        hessian = [[-sum(row, arb(0)) if i == j else x for j, x in enumerate(row)] for i, row in enumerate(hessian)]
    goal = arb(10) ** -digits
    for x in (value, *p, *(x for row in hessian for x in row)):
        if not x.rad() < goal:
            raise BallError(f"an enclosure of radius {x.rad().str(3)} is wider than 10^-{digits}")
    return Enclosed(value, p, hessian)


def _decimal(mid: int, exponent: int) -> str:
    sign, digits = ("-" if mid < 0 else ""), str(abs(mid))
    if exponent >= 0:
        return sign + digits + "0" * exponent
    digits = digits.rjust(1 - exponent, "0")
    return f"{sign}{digits[:exponent]}.{digits[exponent:]}"
