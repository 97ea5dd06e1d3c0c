"""Tails of the Gaussian and of Student's law in float64, to a few units in the last place of P and of log P, however far out.

scipy's own functions lose digits there: erfc(y / sqrt 2) the y^2-fold rounding of its argument, stdtr whatever underflows.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from scipy.special import erfcx, stdtr

SMALL = 1e-280
HUGE = 1e100
MOST_STEPS = 5_000


def normal_tail(y):
    """(P, log P) for P = P(Z > y), elementwise for y >= 0: exp(-y^2 / 2) with the square of y split in two exact parts, times erfcx."""
    y = np.asarray(y, dtype=float)
    scaled = erfcx(y / np.sqrt(2.0)) / 2
    head = np.round(np.minimum(y, HUGE) * 16) / 16
    power = np.exp(-head * head / 2) * np.exp(-(y - head) * (y + head) / 2)
    return scaled * np.where(y < 40, power, 0.0), np.log(scaled) - y * y / 2


def student_tail(nu: Fraction, y):
    """(P, log P) for P = P(T > y), T of Student's law, elementwise for y >= 0."""
    y = np.asarray(y, dtype=float)
    if nu == 1:
        tail = np.arctan2(1.0, y) / np.pi
        return tail, np.log(tail)
    tail = stdtr(float(nu), -np.minimum(y, HUGE))
    far = (y >= HUGE) | (tail < SMALL)
    logs = np.log(np.where(far, 1.0, tail))
    if far.any():
        logs = np.where(far, _far_student(nu, np.where(far, y, HUGE)), logs)
        tail = np.where(far, np.exp(logs), tail)
    return tail, logs


def _far_student(nu: Fraction, y):
    """log P = log(I_x(nu/2, 1/2) / 2), x = nu / (nu + y^2), by the continued fraction of the incomplete beta function (DLMF 8.17.22)."""
    half, ratio = float(nu) / 2, y / np.sqrt(float(nu))
    log_x = -2 * np.log(ratio) - np.log1p(1 / ratio**2)
    front = half * log_x - np.log1p(1 / ratio**2) / 2 + log_student(nu) + np.log(float(nu)) / 2 - np.log(float(nu))
    return front - np.log(_fraction(half, 0.5, np.exp(log_x)))


def _fraction(a: float, b: float, x):
    """1 + d_1 / (1 + d_2 / (1 + ...)) by the modified method of Lentz, for 0 <= x < (a + 1) / (a + b + 2)."""
    value = c = np.ones_like(x)
    d = np.zeros_like(x)
    for k in range(1, MOST_STEPS):
        m = k // 2
        term = m * (b - m) if k % 2 == 0 else -(a + m) * (a + b + m)
        term = term * x / ((a + k - 1) * (a + k))
        d, c = 1 / (1 + term * d), 1 + term / c
        value = value * (c * d)
        if (np.abs(c * d - 1) < 1e-16).all():
            break
    return value


@lru_cache(maxsize=4096)
def log_student(nu: Fraction) -> float:
    """The logarithm of the density of Student's law at 0, rounded from 100 bits."""
    from flint import arb, ctx, fmpq

    with ctx.workprec(128):
        half = arb(fmpq(nu.numerator, nu.denominator)) / 2
        return float((half + arb(1) / 2).lgamma() - half.lgamma() - (2 * half * arb.pi()).log() / 2)
