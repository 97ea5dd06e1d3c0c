"""Quadrature in float64 and mpmath: estimates, none certified."""
