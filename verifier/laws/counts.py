"""P(N = m) for a Poisson variable N of the random rate x = u e^gamma, in balls, where gamma is exponential, minus that, or uniform.

With y = e^gamma these are integrals of (uy)^m e^(-uy) / m! times a power of y, so incomplete gamma functions of neighbouring orders. One of them is
computed; integration by parts gives the others, with poisson(m) = u^m e^-u / m!, in the directions in which nothing much cancels. u is exact.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, log2

from flint import arb, ctx

from verifier.laws.balls import ball
from verifier.laws.special_balls import exponential_integral, rising_series

GUARD = 24
FAR = 64
CLOSE = Fraction(1, 16)


def poisson(u: arb, terms: int) -> list[arb]:
    """u^m e^-u / m! for m < terms."""
    found = [(-u).exp()]
    for m in range(1, terms):
        found.append(found[-1] * u / m)
    return found


def upper_counts(u: arb, a: Fraction, terms: int) -> list[arb]:
    """J_m = a u^m / m! times the integral of y^(m - a - 1) e^(-uy) over y > 1, that is E_(a + 1 - m)(u), for m < terms.

    (m + 1) J_(m + 1) = (m - a) J_m + a poisson(m). Upwards all is positive from m = a on; downwards (a - m) J_m is a difference, which loses about
    log2(1 + u / (a - m)) bits. Where u > m, J_m is at most poisson(m), as y^m e^(-uy) <= e^-u.
    """
    if u > max(FAR * ctx.prec, terms):
        return [arb(0).union(x) for x in poisson(u, terms)]
    first = min(terms - 1, floor(a) if a - floor(a) < CLOSE else ceil(a))
    lost = sum(log2(1 + float((u + 1) / ball(a - m))) for m in range(first))
    with ctx.workprec(ctx.prec + GUARD + int(lost)):
        masses, rate = poisson(u, max(terms, first + 1)), ball(a)
        power = u**first / arb(first).fac() if first else arb(1)
        found = [arb(0)] * first + [rate * power * exponential_integral(u, a + 1 - first)]
        for m in reversed(range(first)):
            found[m] = (rate * masses[m] - (m + 1) * found[m + 1]) / (rate - m)
        for m in range(first, terms - 1):
            found.append(((m - rate) * found[m] + rate * masses[m]) / (m + 1))
    return found


def lower_counts(u: arb, a: Fraction, terms: int) -> list[arb]:
    """L_m = a u^m / m! times the integral of y^(m + a - 1) e^(-uy) over 0 < y < 1, that is a u^-a gamma(m + a, u) / m!, for m < terms.

    (m + a) L_m = (m + 1) L_(m + 1) + a poisson(m), all positive. The last L_m is a poisson(m) / (m + a) 1F1(1, m + a + 1, u), or, for large u,
    a u^-a (Gamma(s) - Gamma(s, u)) / m! with s = m + a and 0 <= Gamma(s, u) <= u^s e^-u / (u - s), as (1 + v)^(s-1) <= e^(sv).
    """
    last = terms - 1
    s = a + last
    with ctx.workprec(ctx.prec + GUARD):
        masses, rate = poisson(u, terms), ball(a)
        if u < 2 * ball(s) + ctx.prec:
            top = rate * masses[last] / ball(s) * rising_series(u, s)
        else:
            rest = (u.log() * ball(s) - u).exp() / (u - ball(s))
            top = rate * (-rate * u.log()).exp() * (ball(s).gamma() - arb(0).union(rest)) / arb(last).fac()
        found = [top]
        for m in reversed(range(last)):
            found.append(((m + 1) * found[-1] + rate * masses[m]) / (m + rate))
    return found[::-1]


def interval_counts(u: arb, width: Fraction, terms: int) -> list[arb]:
    """U_m for gamma uniform on an interval of this width around 0, for m < terms; low and high are u e^gamma at its ends.

    width U_0 = E_1(low) - E_1(high), width U_1 = e^-low - e^-high, (m + 1) U_(m + 1) = m U_m + (poisson(m) of low less that of high) / width.
    """
    size = ball(width)
    low, high = u * (-size / 2).exp(), u * (size / 2).exp()
    steps = [(x - y) / size for x, y in zip(poisson(low, terms), poisson(high, terms))]
    integrals = [exponential_integral(x, Fraction(1)) for x in (low, high)]
    found = [(integrals[0] - integrals[1]) / size, (-low).exp() * -(-low * size.expm1()).expm1() / size]
    for m in range(1, terms - 1):
        found.append((m * found[m] + steps[m]) / (m + 1))
    return found[:terms]
