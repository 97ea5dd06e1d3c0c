"""How much memory tables of balls may take: what would take more is refused before it is made."""

from __future__ import annotations

from math import ceil

from verifier.engines.balls.lattice import LatticeError

MOST_BYTES = 2_000_000_000
OBJECT = 100
WHOLE = 16


def size(balls: float, bits: float) -> float:
    """About the bytes of so many balls."""
    return balls * (OBJECT + bits / 8)


def refuse_large(balls: float, bits: float, what: str) -> None:
    """Rejects balls that together take more than 2 GB (LatticeError)."""
    if not size(balls, bits) <= MOST_BYTES:
        remedy = "take fewer digits, fewer choices, or theta and scales (over the temperature) of more modest range"
        raise LatticeError(f"{what}: {balls:.3g} balls of {ceil(bits):.3g} bits take more than 2 GB; {remedy}")


def refuse_long(numbers: float, bits: float, what: str) -> None:
    """The same for the coefficients of polynomials that are multiplied, which takes the room of some sixteen of each."""
    refuse_large(WHOLE * numbers, bits, what)
