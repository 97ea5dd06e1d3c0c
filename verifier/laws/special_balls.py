"""Balls of small relative radius for functions that python-flint encloses only with small absolute radius, or slowly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb, ctx, fmpq

GUARD = 16
MOST_STEPS = 5_000
SMALL = 0.12
HUGE = 2**64
NARROW = 30


def accurate(formula: Callable[[], arb], lost: float) -> arb:
    """formula() at a precision that makes up for the cancellation in it, about `lost` bits, if there is any."""
    goal, best = ctx.prec, arb.nan()
    for extra in (GUARD, lost + 2 * GUARD, 2 * lost + 4 * GUARD):
        with ctx.workprec(goal + int(extra)):
            found = formula()
        if found.is_finite() and not found.rel_accuracy_bits() <= best.rel_accuracy_bits():
            best = found
        if best.rel_accuracy_bits() >= goal:
            break
    return best


def bessel_k(x: arb, order: int) -> arb:
    """The Bessel function K of a whole order at x > 0, which decreases; the series for small x loses about 2 x nats."""
    ends = (accurate(lambda end=end: end.bessel_k(order), _bits(2 * end)) for end in (x.lower(), x.upper()))
    return arb.union(*ends)


def exponential_integral(u: arb, s: Fraction) -> arb:
    """E_s(u), the integral of exp(-u y) y^(-s) over y > 1, for u > 0 and s >= 0, which decreases in u; the series loses about 2 u nats.

    On a narrow ball by the slope, which for s >= 1 is at most E_0(u) = e^-u / u and, for s > 2, e^-u / (u + s - 2); else from the ends.
    """
    order = fmpq(s.numerator, s.denominator)
    if s >= 1 and u.rel_accuracy_bits() > NARROW:
        low = u.lower()
        slope = (-low).exp() / (low + arb(order - 2) if order > 2 else low)
        return _exponential_integral(u.mid(), order) + arb(0, 1) * (u.rad() * slope).upper()
    return arb.union(*(_exponential_integral(end, order) for end in (u.lower(), u.upper())))


def _exponential_integral(u: arb, s: fmpq) -> arb:
    """By python-flint where u and s are small, else by a continued fraction of about (prec / 6)^2 / u steps, or prec / 2 where s is large; where
    these are too many, or too few, by python-flint after all, which is slow for u near the precision. For huge u only 0 <= E_s(u) <= e^-u."""
    if u > HUGE:
        return arb(0).union((-u).exp())
    if u > SMALL * ctx.prec or s > ctx.prec:
        steps = int((0.175 * ctx.prec) ** 2 / float(u)) + 16 if u > 1 else MOST_STEPS
        if s > ctx.prec:
            steps = min(steps, ctx.prec // 2 + 16)
        while steps < MOST_STEPS:
            with ctx.workprec(ctx.prec + GUARD):
                found = (-u).exp() / _fraction(u, arb(s), steps)
            if found.rel_accuracy_bits() >= ctx.prec:
                return found
            steps = 3 * steps // 2
    return accurate(lambda: u.expint(arb(s)), _bits(2 * u))


def _fraction(u: arb, s: arb, steps: int) -> arb:
    """R_0 in E_s(u) = e^-u / R_0, R_k = u + (s + k) / (1 + (k + 1) / R_(k + 1)).                          (DLMF 8.19.17)

    R_k lies between u and u + s + k and increases with R_(k + 1): from bounds of the last one come bounds of the others, ever narrower, in one
    ball as soon as they are close.
    """
    rests = [u, u + s + steps]
    for k in reversed(range(steps)):
        rests = [u + (s + k) / (1 + (k + 1) / rest) for rest in rests]
        if len(rests) > 1 and 2 * rests[0] > rests[1]:
            rests = [rests[0].union(rests[1])]
    return rests[0].union(rests[-1])


def rising_series(u: arb, a: Fraction) -> arb:
    """1F1(1, a + 1, u) = sum over n of u^n / ((a + 1) ... (a + n)), for u >= 0 and a > 0, which increases in u."""
    return arb.union(*(_rising_series(end, fmpq(a.numerator, a.denominator)) for end in (u.lower(), u.upper())))


def _rising_series(u: arb, n: fmpq) -> arb:
    """Terms are added until the next ones fall by more than half each and are small: what is left is at most twice the first of them."""
    if not 0 <= u < MOST_STEPS:
        return u.hypgeom_1f1(1, arb(n) + 1)
    with ctx.workprec(ctx.prec + GUARD):
        total, term, below = arb(0), arb(1), arb(2) ** -ctx.prec
        while not (2 * u < n and term < below * total):
            total, n = total + term, n + 1
            term = term * u / n
        return total + arb(0).union(2 * term)


def _bits(nats: arb) -> float:
    """That many nats in bits, and at most twice the working precision."""
    return 1.4427 * min(float(nats.upper()), 1.5 * ctx.prec)
