"""Whether the models with theta in a rational polyhedron are complete, single-valued, one-to-one and identifiable; see families/family.py."""

from verifier.families.family import Answer, Family, decide
from verifier.families.reading import read_region

__all__ = ["Answer", "Family", "decide", "read_region"]
