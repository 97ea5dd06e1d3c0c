"""Statements and certificates changed mechanically in one place, and what prover and checker make of them."""
