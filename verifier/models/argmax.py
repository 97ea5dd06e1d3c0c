"""Perturb-Argmax: the choice of the largest theta_i + gamma_i."""

from __future__ import annotations

from functools import cached_property

from verifier.models.model import Model


class PerturbArgmax(Model):
    """f(theta) = E max_i(theta_i + gamma_i) and its derivatives; arguments and accuracy as for Model.

    With standard Gumbel noise the probabilities are softmax(theta) and the value is log sum exp(theta) + Euler's constant.
    """

    kind = "argmax"

    @cached_property
    def summands(self) -> tuple:
        return self.laws
