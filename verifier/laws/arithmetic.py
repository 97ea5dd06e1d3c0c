"""The elementary functions that the laws' formulas are written in, for two number systems: one formula serves both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any


@dataclass(frozen=True)
class Arithmetic:
    """A number system: `number` turns an exact rational into it, `where(c, a, b)` selects; both branches are always computed."""

    number: Callable[[Fraction], Any]
    exp: Callable
    expm1: Callable
    log: Callable
    log1p: Callable
    absolute: Callable
    log_normal_cdf: Callable
    where: Callable
    pi: Any
    euler: Any


@cache
def floats() -> Arithmetic:
    """float64, elementwise on numpy arrays. An overflow of exp is inf and log(0) is -inf, silently."""
    import numpy as np
    from scipy.special import log_ndtr

    def quiet(function: Callable) -> Callable:
        def run(x):
            with np.errstate(over="ignore", divide="ignore", under="ignore"):
                return function(x)

        return run

    return Arithmetic(
        number=float, exp=quiet(np.exp), expm1=quiet(np.expm1), log=quiet(np.log), log1p=quiet(np.log1p), absolute=np.abs,
        log_normal_cdf=quiet(log_ndtr), where=np.where, pi=np.pi, euler=np.euler_gamma,
    )


def precise(context) -> Arithmetic:
    """An mpmath context (its own, never the shared mpmath.mp) as an arithmetic on single numbers."""
    return Arithmetic(
        number=lambda q: context.mpf(q.numerator) / q.denominator,
        exp=context.exp, expm1=context.expm1, log=context.log, log1p=context.log1p, absolute=abs,
        log_normal_cdf=lambda z: context.log(context.erfc(-z / context.sqrt(2)) / 2),
        where=lambda condition, yes, no: yes if condition else no, pi=+context.pi, euler=+context.euler,
    )
