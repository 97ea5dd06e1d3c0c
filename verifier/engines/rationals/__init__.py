"""Exact arithmetic for maxima of independent variables, and exact linear programming."""
