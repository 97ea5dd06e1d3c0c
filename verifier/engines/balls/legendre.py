"""Gauss-Legendre rules in balls, and by how much they err on functions that are analytic in an ellipse."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, log

from flint import arb, ctx

LARGEST = 4_000


@lru_cache(maxsize=64)
def _rule(n: int, precision: int) -> tuple[tuple[arb, arb], ...]:
    with ctx.workprec(precision):
        half = [arb.legendre_p_root(n, k, weight=True) for k in range((n + 1) // 2)]
        mirrored = [(-node, weight) for node, weight in reversed(half[: n // 2])]
        return (*half, *mirrored)


def rule(n: int) -> tuple[tuple[arb, arb], ...]:
    """The n nodes in (-1, 1) with their weights, enclosed at the working precision; nodes decrease. 1 <= n <= 4000."""
    return _rule(n, ctx.prec)


def size(nats: float, rho: float) -> int:
    """The least n of a ladder (steps of an eighth) with rho^(-2n) <= exp(-nats)."""
    n = max(2, ceil(nats / (2 * log(rho))))
    step = max(1, n // 8)
    return -(-n // step) * step


def remainder(n: int, rho: arb) -> arb:
    """A bound C: for q analytic with |q| <= M inside the ellipse with foci -1, 1 and semi-axes (rho + 1/rho) / 2 and (rho - 1/rho) / 2, the
    n-point rule errs by at most C M on [-1, 1].

    n       at least 2
    rho     an exact ball above 1
    Source: Trefethen, Approximation Theory and Approximation Practice, Theorem 19.3. The Chebyshev coefficients of q are at most 2 M rho^-k; those
    of degree below 2n and of odd degree do no harm; T_k has the integral -2 / (k^2 - 1) and a sum between -2 and 2; and 4 + 4 / (4^2 - 1) = 64 / 15.
    """
    return (arb(64) / 15 * rho ** (-2 * n) / (1 - rho**-2)).upper()
