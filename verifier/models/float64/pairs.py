"""Two choices in closed form: P(Y_1 - Y_2 > gap) for independent Y_1, Y_2 of the usual laws, to rounding in the tail, too."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from verifier.laws import Law

BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330)
SERIES = tuple(number / math.factorial(2 * k + 1) for k, number in enumerate(BERNOULLI))


def tail(first: Law, second: Law) -> Callable[[Any], Any] | None:
    """gap >= 0 -> P(Y_1 - Y_2 > gap), elementwise, Y the variables less their locations; None where no formula is known.

    The difference of Gaussian and of Cauchy variables is one, of exponential variables a Laplace variable; that of uniform ones has a triangular
    density, that of Laplace variables of scale 1 the density (1 + |t|) e^-|t| / 4; the tails for logistic and for symmetric triangular
    ones are found by integration. Other triangular ones are left to quadrature: their polynomials may cancel.
    """
    import numpy as np
    from scipy.special import ndtr

    one, two = float(first.scale), float(second.scale)
    if first.name != second.name or first.name not in ("gaussian", "cauchy") and one != two:
        return None
    if first.name == "triangular":
        return _triangular(first, second)
    return {
        "gaussian": lambda gap: ndtr(gap / -math.hypot(one, two)),
        "cauchy": lambda gap: np.arctan2(one + two, gap) / math.pi,
        "exponential": lambda gap: np.exp(gap / -one) / 2,
        "laplace": lambda gap: (0.5 + gap / (4 * one)) * np.exp(gap / -one),
        "uniform": lambda gap: np.maximum(1 - gap / (2 * one), 0.0) ** 2 / 2,
        "logistic": lambda gap: _logistic(gap / one),
    }.get(first.name)


def _logistic(gap):
    """E 1 / (1 + e^gap u / (1 - u)) for u uniform on (0, 1); near 0 by the odd series of gap, whose coefficients are Bernoulli numbers."""
    import numpy as np

    x, size = np.minimum(gap, 1.0), np.maximum(gap, 1.0)
    series = 0.5 - x * ((x * x)[..., None] ** np.arange(len(SERIES)) @ SERIES)
    rest, below = np.exp(-size), -np.expm1(-size)
    return np.where(gap < 1, series, rest * (size - below) / (below * below))


def _triangular(first: Law, second: Law):
    """A spline of degree 4, for equal laws symmetric about their modes."""
    import numpy as np

    half = float(first.mode - first.low)
    widths = {(law.mode - law.low, law.high - law.mode) for law in (first, second)}
    if widths != {(first.mode - first.low,) * 2}:
        return None
    return lambda gap: (np.maximum(2 - gap / half, 0.0) ** 4 - 4 * np.maximum(1 - gap / half, 0.0) ** 4) / 24
