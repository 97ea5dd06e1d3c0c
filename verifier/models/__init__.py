"""Perturbed argmax and softmax with independent noise: value, probabilities, Hessian, conjugate, inverse.

In float64; and by model.exact() in rational numbers, model.enclosed(digits) in balls, model.estimated(digits) in mpmath.
"""

from verifier.models.argmax import PerturbArgmax
from verifier.models.errors import ModelError, TieError
from verifier.models.model import Model
from verifier.models.softmax import PerturbSoftmax

__all__ = ["Model", "ModelError", "PerturbArgmax", "PerturbSoftmax", "TieError"]
