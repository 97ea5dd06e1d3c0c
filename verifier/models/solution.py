"""What an enclosing engine answers for one theta."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from flint import arb


@dataclass(frozen=True)
class Solution:
    """Balls that contain the value, its gradient and its Hessian.

    value           of E max(theta + gamma), or E log sum exp(theta + gamma); None where the mean does not exist
    probabilities   shape (d,), the gradient
    hessian         shape (d, d), symmetric, H 1 = 0; None unless asked for
    difference      computes `normalised`, which not everybody wants
    """

    value: arb | None
    probabilities: list[arb]
    hessian: list[list[arb]] | None
    difference: Callable[[], arb] = field(repr=False, compare=False)

    @cached_property
    def normalised(self) -> arb:
        """The value less that at theta = 0; exists for every law."""
        return self.difference()
