"""Two choices in closed form: P(Y_1 - Y_2 > gap) for independent Y_1, Y_2 of the usual laws, to rounding in the tail, too."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from verifier.laws import Law


def tail(first: Law, second: Law) -> Callable[[Any], Any] | None:
    """gap >= 0 -> P(Y_1 - Y_2 > gap), elementwise, Y the variables less their locations; None where no formula is known.

    The difference of Gaussian and of Cauchy variables is one, of exponential variables a Laplace variable; that of uniform ones has a triangular
    density, that of Laplace variables of scale 1 the density (1 + |t|) e^-|t| / 4.
    """
    import numpy as np
    from scipy.special import ndtr

    one, two = float(first.scale), float(second.scale)
    if first.name != second.name or first.name not in ("gaussian", "cauchy") and one != two:
        return None
    return {
        "gaussian": lambda gap: ndtr(gap / -math.hypot(one, two)),
        "cauchy": lambda gap: np.arctan2(one + two, gap) / math.pi,
        "exponential": lambda gap: np.exp(gap / -one) / 2,
        "laplace": lambda gap: (0.5 + gap / (4 * one)) * np.exp(gap / -one),
        "uniform": lambda gap: np.maximum(1 - gap / (2 * one), 0.0) ** 2 / 2,
    }.get(first.name)
