"""Parameter sets Theta with rational data, and exact answers about them: membership, emptiness, two points that are translates."""

from verifier.parameters.affine import Hyperplane, Subspace, whole_space
from verifier.parameters.points import Points
from verifier.parameters.polyhedron import Polyhedron
from verifier.parameters.region import Farkas, Known, Region, Row, solve
from verifier.parameters.sets import ParameterError, ParameterSet, Translates, rational, rational_vector
from verifier.parameters.shadow import Shadow

__all__ = [
    "Farkas", "Hyperplane", "Known", "ParameterError", "ParameterSet", "Points", "Polyhedron", "Region", "Row", "Shadow", "Subspace",
    "Translates", "rational", "rational_vector", "solve", "whole_space",
]
