"""Parameter sets Theta with rational data, and exact answers about them: membership, emptiness, two points that are translates."""

from verifier.parameters.affine import Hyperplane, Subspace, whole_space
from verifier.parameters.points import Points
from verifier.parameters.polyhedron import Polyhedron
from verifier.parameters.sets import ParameterError, ParameterSet, Translates, rational, rational_vector

__all__ = [
    "Hyperplane", "ParameterError", "ParameterSet", "Points", "Polyhedron", "Subspace", "Translates", "rational", "rational_vector",
    "whole_space",
]
