"""What every parameter set can be asked, and the exact numbers it is made of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

Vector = tuple[Fraction, ...]


class ParameterError(ValueError):
    """Data that do not describe a parameter set, or a point that is not exact: says the value and the remedy."""


def rational(value: int | str | Fraction) -> Fraction:
    """The exact rational number meant by an integer, a Fraction or a text such as "-3/2" or "0.1" (which is 1/10).

    Rejects floats and truth values, which are not exact data, and texts that are no number (ParameterError).
    """
    if isinstance(value, bool) or not isinstance(value, (int, str, Fraction)):
        raise ParameterError(f"{value!r} is not exact; write an integer, a Fraction or a text such as '3/2' or '0.1'")
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError) as error:
        raise ParameterError(f"{value!r} is not a rational number; write for example '3/2' or '0.1'") from error


def rational_vector(values: Iterable[int | str | Fraction], dim: int | None = None) -> Vector:
    """The values as a vector of exact rationals; with `dim`, rejects another length (ParameterError)."""
    vector = tuple(rational(value) for value in values)
    if dim is not None and len(vector) != dim:
        raise ParameterError(f"({', '.join(map(str, vector))}) has {len(vector)} coordinates, the parameter set lives in dimension {dim}")
    if not vector:
        raise ParameterError("a vector without coordinates; the dimension is at least 1")
    return vector


def positive_dimension(dim: int) -> int:
    """The dimension itself; rejects anything but an integer of at least 1 (ParameterError)."""
    if isinstance(dim, bool) or not isinstance(dim, int) or dim < 1:
        raise ParameterError(f"the dimension is {dim!r}; it must be an integer of at least 1")
    return dim


@dataclass(frozen=True)
class Translates:
    """A witness that a set is not minimal: theta and tau = theta + shift * 1 both belong to it, and shift is not 0."""

    theta: Vector
    shift: Fraction

    def __post_init__(self):
        if self.shift == 0:
            raise ParameterError("two translates must be distinct: the shift is 0")

    @property
    def tau(self) -> Vector:
        return tuple(entry + self.shift for entry in self.theta)


class ParameterSet(ABC):
    """A subset Theta of R^dim with rational data. All answers are exact; `dim` is at least 1."""

    dim: int

    @abstractmethod
    def contains(self, theta: Iterable[int | str | Fraction]) -> bool:
        """Whether theta, exact and of length dim, belongs to the set. Rejects other points (ParameterError)."""

    @abstractmethod
    def is_empty(self) -> bool:
        """Whether the set has no point at all."""

    @abstractmethod
    def contains_two_translates(self) -> Translates | None:
        """Two distinct points of the set that differ by a multiple of 1, or None when there are none (so also for the empty set).

        None is a decision, not a failed search. A Translates witnesses that softmax, and with it every Perturb-Softmax and
        Perturb-Argmax model, takes the same value at two points of the set.
        """
