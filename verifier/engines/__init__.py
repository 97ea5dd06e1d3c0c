"""Engines that search: exact polynomials and linear arithmetic, cells, balls, quadrature, formal proofs. They know no law and make no verdict."""
