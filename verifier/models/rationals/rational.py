"""Exact arguments, and the way between Fractions and python-flint's rationals."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from verifier.laws import LawError, exact
from verifier.models.errors import ModelError
from verifier.models.reading import refuse_unordered

Vector = tuple[Fraction, ...]


def rationals(entries, dim: int, name: str) -> Vector:
    """A vector of exact rationals from ints, Fractions and numerals such as "0.1". 

    Rejects floats, a wrong length, and what has no order, such as a set (ModelError).
    """
    refuse_unordered(entries, name)
    try:
        entries = tuple(entries)
    except TypeError:
        raise ModelError(f"{name} = {entries!r} is no sequence of numbers") from None
    if len(entries) != dim:
        raise ModelError(f"{name} has {len(entries)} entries, the model {dim} choices")
    try:
        return tuple(exact(entry, f"{name}_{k}") for k, entry in enumerate(entries, 1))
    except LawError as error:
        raise ModelError(str(error)) from error


def to_fmpq(number: Fraction | int) -> fmpq:
    return fmpq(number.numerator, number.denominator)


def to_fraction(number: fmpq) -> Fraction:
    return Fraction(int(number.p), int(number.q))
