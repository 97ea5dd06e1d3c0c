"""Perturb-Softmax: the expected softmax of (theta + gamma) / t, which is Perturb-Argmax with noise gamma + t G for a standard Gumbel variable G."""

from __future__ import annotations

from verifier.models.model import Model


class PerturbSoftmax(Model):
    """f(theta) = t E log sum exp((theta + gamma) / t) at temperature t, and its derivatives; arguments and accuracy as for Model.

    softmax(x)_i = P(argmax(x + G) = i), hence E lse(theta + gamma) = E max(theta + gamma + G) - Euler's constant. Smooth for every law.
    """

    kind = "softmax"
