"""Noise laws, one module each. A law supplies only the formulas it knows; base.py fills in the rest or refuses."""

from verifier.laws.base import Facts, Law, LawError, exact, reach
from verifier.laws.parse import LAWS, parse_law, parse_noise

__all__ = ["LAWS", "Facts", "Law", "LawError", "exact", "parse_law", "parse_noise", "reach"]
