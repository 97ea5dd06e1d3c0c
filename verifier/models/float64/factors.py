"""Factors (engines/floating/maxima.py) in few passes over an array, for laws that are asked for often. Arguments far outside count as nearer ones."""

from __future__ import annotations

import math

from verifier.engines.floating.maxima import Factor
from verifier.laws import Law

FAREST, DEEPEST, HUGE, LEAST = 25.0, 600.0, 1e140, 1e-290


def quick(law: Law) -> Factor | None:
    """The factor of a law of location 0, to about 1e-14 relatively at arguments within 1e-280; None where there are only general formulas."""
    return MAKERS[law.name](law) if law.name in MAKERS else None


def _gaussian(law: Law) -> Factor:
    import numpy as np
    from scipy.special import erfc

    unit, height = 1 / (math.sqrt(2) * float(law.scale)), 1 / (math.sqrt(2 * math.pi) * float(law.scale))

    def factor(z):
        size = np.abs(z)
        size *= unit
        np.minimum(size, FAREST, out=size)
        tail = erfc(size)
        tail *= 0.5
        size *= size
        density = np.exp(np.negative(size, out=size), out=size)
        density *= height
        return _logs_and_ratios(z < 0, tail, density)

    return factor


def _laplace(law: Law) -> Factor:
    import numpy as np

    rate = 1 / float(law.scale)

    def factor(z):
        size = np.abs(z)
        size *= -rate
        tail = np.exp(np.maximum(size, -DEEPEST, out=size), out=size)
        tail *= 0.5
        return _logs_and_ratios(z < 0, tail, tail * rate)

    return factor


def _logs_and_ratios(below, tail, density):
    """log F and f / F of a symmetric law from P(|Y| > |z|) / 2 and the density, both below 1 and positive. Changes both.

    (Two logarithms of everything are faster than one of what a mask chooses.)
    """
    import numpy as np

    density /= np.where(below, tail, 1 - tail)
    logs = np.log(tail)
    return np.where(below, logs, np.log1p(np.negative(tail, out=tail), out=tail)), density


def _cauchy(law: Law) -> Factor:
    import numpy as np

    rate = 1 / float(law.scale)

    def factor(z):
        size = np.abs(z)
        size *= rate
        np.minimum(np.maximum(size, 1 / HUGE, out=size), HUGE, out=size)
        tail = 1 / size
        np.arctan(tail, out=tail)
        tail *= 1 / math.pi
        size *= size
        size += 1.0
        return _logs_and_ratios(z < 0, tail, np.divide(rate / math.pi, size, out=size))

    return factor


def _logistic(law: Law) -> Factor:
    import numpy as np

    rate = 1 / float(law.scale)

    def factor(z):
        odds = z * -rate
        np.exp(np.minimum(odds, DEEPEST, out=odds), out=odds)
        logs = np.log1p(odds)
        odds /= 1 + odds
        odds *= rate
        return np.negative(logs, out=logs), odds

    return factor


def _exponential(law: Law) -> Factor:
    import numpy as np

    rate = 1 / float(law.scale)

    def factor(z):
        falls = z * -rate
        never = falls >= 0
        falls[never] = -1.0
        ratios = np.exp(falls)
        cdf = np.negative(np.expm1(falls, out=falls), out=falls)
        tail = -ratios
        ratios /= cdf
        ratios *= rate
        logs = np.log(cdf, out=cdf)
        np.log1p(tail, out=logs, where=tail > -0.5)
        logs[never], ratios[never] = -np.inf, 0.0
        return logs, ratios

    return factor


def _uniform(law: Law) -> Factor:
    import numpy as np

    low, high = map(float, law.support)
    width = high - low

    def factor(z):
        risen = np.minimum(z, high)
        risen -= low
        never = risen <= 0
        risen[never] = 1.0
        ratios = 1 / risen
        ratios[never | (z >= high)] = 0.0
        risen *= 1 / width
        logs = np.log(risen, out=risen)
        logs[never] = -np.inf
        return logs, ratios

    return factor


def _triangular(law: Law) -> Factor:
    import numpy as np

    low, mode, high = map(float, (law.low, law.mode, law.high))
    up, down = (1 / ((high - low) * (mode - low)) if mode > low else 0.0), (1 / ((high - low) * (high - mode)) if high > mode else 0.0)
    start = (mode - low) / (high - low)

    def factor(z):
        inside, rising = np.minimum(np.maximum(z, low), high), z <= mode
        risen, left = inside - low, high - inside
        slope = np.where(rising, up * risen, down * left)
        cdf = np.maximum(np.where(rising, slope * risen, start + down * (inside - mode) * (left + (high - mode))), LEAST)
        left *= slope
        logs = np.where((left >= 0.5) | rising, np.log(cdf), np.log1p(np.negative(np.minimum(left, 0.5, out=left), out=left)))
        logs[z <= low] = -np.inf
        slope *= 2
        slope /= cdf
        return logs, slope

    return factor


MAKERS = {"gaussian": _gaussian, "logistic": _logistic, "laplace": _laplace, "exponential": _exponential, "uniform": _uniform,
          "triangular": _triangular, "cauchy": _cauchy}
