"""Perturb-Argmax: the choice of the largest theta_i + gamma_i."""

from __future__ import annotations

from verifier.models.errors import ModelError
from verifier.models.model import Model


class PerturbArgmax(Model):
    """f(theta) = E max_i(theta_i + gamma_i) and its derivatives; arguments and accuracy as for Model.

    With standard Gumbel noise the probabilities are softmax(theta) and the value is log sum exp(theta) + Euler's constant.
    Rejects a temperature other than 1 (ModelError): argmax((theta + gamma) / t) does not depend on t.
    """

    kind = "argmax"

    def __init__(self, noise, dim, temperature=1):
        super().__init__(noise, dim, temperature)
        if self.temperature != 1:
            raise ModelError(f"temperature {temperature}: argmax((theta + gamma) / t) does not depend on t; leave it out, or take PerturbSoftmax")
