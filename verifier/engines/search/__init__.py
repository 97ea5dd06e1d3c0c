"""Proof search for piecewise polynomials on cells: exact, with an independent second opinion."""
