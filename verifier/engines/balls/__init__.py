"""Ball arithmetic: enclosures of integrals and of solutions, every error bounded."""
