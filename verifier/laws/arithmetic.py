"""The elementary functions that the laws' formulas are written in, for two number systems: one formula serves both."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache, partial
from typing import Any

from verifier.laws.errors import LawError


@dataclass(frozen=True)
class Arithmetic:
    """A number system.

    quiet()                 a context in which overflow, underflow and log(0) pass in silence, as inf, 0 and -inf
    number(q)               an exact rational in it
    minus(t, q)             t - q without the rounding of q
    over(t, q)              t / q for q > 0
    where(c, a, b)          a where c, b else; both are computed
    step(t, points, values) values[k] for the number k of points that are at most t
    tiny                    so small that 1 + tiny^2 is rounded to 1, twice over
    normal_tail(y)          (P, log P) for P the probability that a standard Gaussian variable is above y >= 0
    student_tail(nu, y)     the same for Student's law with nu degrees of freedom, an exact rational
    log_student(nu)         the logarithm of Student's density at 0
    """

    quiet: Callable
    number: Callable[[Fraction], Any]
    minus: Callable[[Any, Fraction], Any]
    over: Callable[[Any, Fraction], Any]
    exp: Callable
    expm1: Callable
    log: Callable
    log1p: Callable
    absolute: Callable
    where: Callable
    step: Callable[[Any, Sequence[Fraction], Sequence], Any]
    normal_tail: Callable[[Any], tuple]
    student_tail: Callable[[Fraction, Any], tuple]
    log_student: Callable[[Fraction], Any]
    tiny: Any
    pi: Any
    euler: Any


@cache
def floats() -> Arithmetic:
    """float64, elementwise on numpy arrays."""
    import numpy as np

    from verifier.laws import special

    def number(q: Fraction):
        try:
            return float(q)
        except OverflowError:
            raise LawError("a parameter of the law is beyond the range of float64; choose another unit") from None

    def over(t, q: Fraction):
        if not (bottom := number(q)):
            raise LawError("the scale of a law is below the range of float64; choose another unit")
        return t if bottom == 1 else t / bottom

    @lru_cache(maxsize=4096)
    def halves(q: Fraction):
        high = number(q)
        return high, float(q - Fraction(high))

    def minus(t, q: Fraction):
        high, low = halves(q)
        return (t - high) - low if low else t - high

    def step(t, points, values):
        return np.asarray(values)[np.searchsorted([float(point) for point in points], t, side="right")]

    return Arithmetic(
        quiet=partial(np.errstate, all="ignore"), number=number, minus=minus, over=over,
        exp=np.exp, expm1=np.expm1, log=np.log, log1p=np.log1p, absolute=np.abs, where=np.where, step=step,
        normal_tail=special.normal_tail, student_tail=special.student_tail, log_student=special.log_student,
        tiny=1e-17, pi=np.pi, euler=np.euler_gamma,
    )


def precise(context) -> Arithmetic:
    """An mpmath context (its own, never the shared mpmath.mp) as an arithmetic on single numbers."""

    def number(q: Fraction):
        return context.mpf(q.numerator) / q.denominator

    def normal_tail(y):
        tail = context.erfc(y / context.sqrt(2)) / 2
        return tail, context.log(tail)

    def student_tail(nu: Fraction, y):
        tail = context.atan2(1, y) / context.pi if nu == 1 else _student(number(nu), y)
        return tail, context.log(tail)

    def _student(nu, y):
        return context.betainc(nu / 2, context.mpf(1) / 2, 0, nu / (nu + y * y), regularized=True) / 2

    def log_student(nu: Fraction):
        half = number(nu) / 2
        return context.loggamma(half + context.mpf(1) / 2) - context.loggamma(half) - context.log(number(nu) * context.pi) / 2

    return Arithmetic(
        quiet=nullcontext, number=number, minus=lambda t, q: t - number(q), over=lambda t, q: t / number(q),
        exp=context.exp, expm1=context.expm1, log=context.log, log1p=context.log1p,
        absolute=abs, where=lambda condition, yes, no: yes if condition else no,
        step=lambda t, points, values: values[bisect_right([number(point) for point in points], t)],
        normal_tail=normal_tail, student_tail=student_tail, log_student=log_student,
        tiny=context.ldexp(1, -context.prec), pi=+context.pi, euler=+context.euler,
    )
