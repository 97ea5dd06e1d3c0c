"""Arguments of the float64 engine: arrays of floats, or sequences of numbers that are kept exact where ties are looked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

from verifier.models.errors import ModelError

LARGEST = 1e300
EXACT_INTEGERS = 2**53
SMALL = 16


@dataclass(frozen=True)
class Points:
    """n points of R^d. floats (n, d); single: whether one point was given, not a batch; exact: the points as rationals where floats would round."""

    floats: Any
    single: bool
    exact: tuple[tuple[Fraction, ...], ...] | None = None

    def rational(self, row: int) -> tuple[Fraction, ...]:
        """Point number `row`, floats as the dyadic numbers that they are."""
        return self.exact[row] if self.exact else tuple(map(Fraction, self.floats[row].tolist()))


def total(numbers) -> float:
    """The sum of an array's entries. (For a few of them numpy's takes longer than Python's.)"""
    return sum(numbers.ravel().tolist()) if numbers.size <= SMALL else float(numbers.sum())


def refuse_digits(digits, most: int, closed: int = 0) -> None:
    """Rejects what is no whole number from 1 to `most`, or to `closed` where there are closed forms (ModelError)."""
    if isinstance(digits, bool) or not isinstance(digits, int):
        remedy = f"pass int({digits})" if isinstance(digits, Integral) and not isinstance(digits, bool) else "pass an int"
        raise ModelError(f"digits = {digits!r} ({type(digits).__name__}) is not a Python int; {remedy}")
    if not 1 <= digits <= (closed or most):
        raise ModelError(f"digits = {digits!r}; choose 1 to {most}" + (f", or to {closed} where there is a closed form" if closed else ""))


def refuse_unordered(entries, name: str) -> None:
    """Rejects text, whose characters could be taken for numbers, and collections without an order (ModelError)."""
    if isinstance(entries, (str, bytes, Mapping, Set)):
        raise ModelError(f"{name} = {entries!r} ({type(entries).__name__}) is no sequence of numbers; pass a list of them")


def read(entries, dim: int, name: str = "theta") -> Points:
    """One point, shape (d,), or a batch, shape (n, d) with n >= 0.

    entries     a numpy array of floats or integers, or (nested) sequences of int, float, Fraction or numpy numbers
    Rejects a wrong shape, and an entry that is no finite number of modulus below 1e300 (ModelError, which names the entry).
    """
    import numpy as np

    if isinstance(entries, np.ndarray) and entries.dtype.kind == "f":
        single = entries.ndim == 1
        floats = np.asarray(entries, dtype=float)
        floats = floats[None] if single else floats
        if floats.ndim != 2 or floats.shape[1] != dim:
            raise ModelError(f"{name} has {_shape(entries.shape)}, the model {dim} choices")
        if not (total(np.abs(floats)) if floats.size <= SMALL else np.abs(floats).max()) < LARGEST:
            for row, column in np.argwhere(~(np.abs(floats) < LARGEST)):
                _refuse(floats[row, column], name, row, column, single)
        return Points(floats, single)
    return _exactly(entries, dim, name)


def _exactly(entries, dim: int, name: str) -> Points:
    import numpy as np

    refuse_unordered(entries, name)
    try:
        rows = [entry.tolist() if isinstance(entry, np.ndarray) else entry for entry in entries]
    except TypeError:
        raise ModelError(f"{name} = {entries!r} is no sequence of numbers") from None
    single = not rows or not isinstance(rows[0], (Sequence, np.ndarray)) or isinstance(rows[0], (str, bytes))
    rows = [rows] if single else [list(row) if isinstance(row, Sequence) and not isinstance(row, str) else [row] for row in rows]
    for n, row in enumerate(rows):
        if len(row) != dim and len(set(map(len, rows))) > 1:
            raise ModelError(f"row {n + 1} of {name} has {len(row)} entries, the model {dim} choices; give each row {dim}")
        if len(row) != dim:
            raise ModelError(f"{name} has {_shape((len(row),) if single else (len(rows), len(row)))}, the model {dim} choices")
        for k, entry in enumerate(row):
            if not _is_number(entry):
                _refuse(entry, name, n, k, single)
    rounding = any(isinstance(entry, Fraction) or (isinstance(entry, int) and abs(entry) > EXACT_INTEGERS) for row in rows for entry in row)
    exact = tuple(tuple(map(_fraction, row)) for row in rows) if rounding else None
    return Points(np.array([[float(entry) for entry in row] for row in rows]).reshape(len(rows), dim), single, exact)


def _is_number(entry) -> bool:
    try:
        return isinstance(entry, Real) and not isinstance(entry, bool) and bool(abs(entry) < LARGEST)
    except (TypeError, ValueError):
        return False


def _fraction(entry) -> Fraction:
    return Fraction(entry) if isinstance(entry, (int, Fraction)) else Fraction(float(entry))


def _shape(shape: tuple[int, ...]) -> str:
    return f"{shape[0]} entries" if len(shape) == 1 else f"shape {tuple(shape)}"


def _refuse(entry, name: str, row: int, column: int, single: bool) -> None:
    where = f"{name}_{column + 1}" if single else f"{name}_{column + 1} of row {row + 1}"
    if type(entry).__name__ in ("bool", "bool_"):
        raise ModelError(f"{where} = {entry!r} is a truth value, no number; write 1 or 0")
    remedy = "" if isinstance(entry, Real) else f" but of type {type(entry).__name__}; pass a float, an int or a Fraction"
    raise ModelError(f"{where} = {entry!r} is not a finite number of modulus below {LARGEST:g}{remedy}")
