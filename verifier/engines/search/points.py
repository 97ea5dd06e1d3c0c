"""Rational points of a cell that a reader can check by hand: small integers first, then halves, then what the cell leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

from flint import fmpq

from verifier.engines.rationals.linear import Equalities, Fact, Point

_SIMPLE = (0, 1, -1, 2, -2, 3, -3, (1, 2), (-1, 2), (3, 2), (-3, 2), 4, -4, (5, 2), (-5, 2), 5, -5)
_DENOMINATORS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 60)


def simple_points(facts: Sequence[Fact], names: Sequence[str], sample: Point) -> Iterator[Point]:
    """Points where all facts hold, the simplest first; the last is `sample` itself.

    names   what a point must give; the affine equality facts are solved, the other names are chosen
    """
    equalities = Equalities(facts)
    free = sorted(set(names) - {name for name, _, _ in equalities.rows})
    seen = set()
    for candidate in (*_grid(free), *_rounded(free, sample)):
        point = {name: value for name, value in equalities.complete(candidate).items() if name in names}
        key = tuple(point[name] for name in names)
        if key not in seen and holds(facts, point):
            seen.add(key)
            yield point
    yield {name: sample[name] for name in names}


def holds(facts: Sequence[Fact], point: Point) -> bool:
    """True when every fact is true at the point."""
    for fact in facts:
        value = fact.poly.at(point)
        if not (value > 0 if fact.sign == ">" else value == 0 if fact.sign == "=" else value >= 0):
            return False
    return True


def _grid(free: Sequence[str]) -> Iterator[Point]:
    for values in _simple_tuples(len(free)):
        yield dict(zip(free, values))


@lru_cache(maxsize=8)
def _simple_tuples(size: int) -> tuple[tuple[fmpq, ...], ...]:
    """Tuples of simple numbers by their total place in the list; fewer numbers in higher dimensions."""
    numbers = [fmpq(*value) if isinstance(value, tuple) else fmpq(value) for value in _SIMPLE]
    numbers = numbers[: {0: 1, 1: 17, 2: 17, 3: 9, 4: 5, 5: 3}.get(size, 2 if size <= 8 else 1)]
    ranked = sorted(product(range(len(numbers)), repeat=size), key=lambda places: (sum(places), places))
    return tuple(tuple(numbers[k] for k in places) for places in islice(ranked, 1000))


def _rounded(free: Sequence[str], sample: Point) -> Iterator[Point]:
    for denominator in _DENOMINATORS:
        yield {name: fmpq((sample[name] * denominator).floor(), denominator) for name in free}
        yield {name: fmpq((sample[name] * denominator).ceil(), denominator) for name in free}
