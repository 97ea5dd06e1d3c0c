"""Perturbed argmax and softmax with independent noise: value, probabilities, Hessian, inverse in float64, and 50 digits by mpmath."""

from verifier.models.argmax import PerturbArgmax
from verifier.models.errors import ModelError, TieError
from verifier.models.model import Model
from verifier.models.precise import precise
from verifier.models.softmax import PerturbSoftmax

__all__ = ["Model", "ModelError", "PerturbArgmax", "PerturbSoftmax", "TieError", "precise"]
