"""What an enclosing engine answers for one theta."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb


@dataclass(frozen=True)
class Solution:
    """Balls that contain the value, its gradient and its Hessian.

    value           of E max(theta + gamma), or E log sum exp(theta + gamma); None where the mean does not exist
    normalised      of the same less its value at theta = 0, which exists for every law
    probabilities   shape (d,), the gradient
    hessian         shape (d, d), symmetric, H 1 = 0; None unless asked for
    """

    value: arb | None
    normalised: arb
    probabilities: list[arb]
    hessian: list[list[arb]] | None = None
