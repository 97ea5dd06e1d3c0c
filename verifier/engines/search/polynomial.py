"""Exact polynomials in named variables, for the search. Coefficients are python-flint rationals."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from flint import fmpq

from verifier.claims.trees import Tree, number

Monomial = tuple[tuple[str, int], ...]
ZERO, ONE = fmpq(0), fmpq(1)
DEGREE, TERMS = 60, 4000


class TooLarge(ArithmeticError):
    """A polynomial beyond what certificates may contain."""


class Poly:
    """{monomial: non-zero coefficient}; a monomial is the sorted tuple of (name, exponent). Immutable."""

    __slots__ = ("terms", "_hash")

    def __init__(self, terms: dict[Monomial, fmpq]):
        self.terms = {mono: c for mono, c in terms.items() if c != 0}
        self._hash: int | None = None
        if len(self.terms) > TERMS:
            raise TooLarge(f"a polynomial of more than {TERMS} terms")

    @staticmethod
    def constant(value: Fraction | int | fmpq) -> Poly:
        return Poly({(): rational(value)})

    @staticmethod
    def variable(name: str) -> Poly:
        return Poly({((name, 1),): ONE})

    def __eq__(self, other) -> bool:
        return isinstance(other, Poly) and self.terms == other.terms

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __add__(self, other: Poly) -> Poly:
        terms = dict(self.terms)
        for mono, c in other.terms.items():
            terms[mono] = terms[mono] + c if mono in terms else c
        return Poly(terms)

    def __neg__(self) -> Poly:
        return Poly({mono: -c for mono, c in self.terms.items()})

    def __sub__(self, other: Poly) -> Poly:
        return self + -other

    def __mul__(self, other: Poly) -> Poly:
        terms: dict[Monomial, fmpq] = {}
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                mono = _times(left, right)
                terms[mono] = terms.get(mono, ZERO) + a * b
        return Poly(terms)

    def __pow__(self, exponent: int) -> Poly:
        if not 0 <= exponent <= DEGREE:
            raise TooLarge(f"exponent {exponent} is not between 0 and {DEGREE}")
        result = Poly.constant(1)
        for _ in range(exponent):
            result = result * self
        return result

    def scaled(self, factor: fmpq) -> Poly:
        return Poly({mono: c * factor for mono, c in self.terms.items()})

    @property
    def value(self) -> fmpq | None:
        """The number it is, or None when it is not constant."""
        if not self.terms:
            return ZERO
        return self.terms.get(()) if len(self.terms) == 1 else None

    @property
    def names(self) -> set[str]:
        return {name for mono in self.terms for name, _ in mono}

    @property
    def degree(self) -> int:
        return max((sum(k for _, k in mono) for mono in self.terms), default=0)

    def slope(self, name: str) -> fmpq:
        """The coefficient of the plain variable `name`."""
        return self.terms.get(((name, 1),), ZERO)

    def coefficients(self, name: str) -> dict[int, Poly]:
        """The polynomial as one in `name`: {power: coefficient}."""
        found: dict[int, dict[Monomial, fmpq]] = {}
        for mono, c in self.terms.items():
            power = next((k for other, k in mono if other == name), 0)
            found.setdefault(power, {})[tuple(item for item in mono if item[0] != name)] = c
        return {power: Poly(terms) for power, terms in found.items()}

    def substitute(self, name: str, by: Poly) -> Poly:
        if name not in self.names:
            return self
        result = Poly({})
        for power, coefficient in self.coefficients(name).items():
            result = result + (coefficient * by**power if power else coefficient)
        return result

    def at(self, point: Mapping[str, fmpq]) -> fmpq:
        """The value at a point that gives every name. Rejects a point that lacks one (KeyError)."""
        total = ZERO
        for mono, c in self.terms.items():
            for name, k in mono:
                c = c * point[name] ** k
            total = total + c
        return total

    def primitive(self, name: str) -> Poly:
        """The antiderivative in `name` that vanishes where `name` does."""
        result = Poly({})
        for power, coefficient in self.coefficients(name).items():
            result = result + (coefficient * Poly.variable(name) ** (power + 1)).scaled(fmpq(1, power + 1))
        return result

    def direction(self) -> tuple[Poly, int]:
        """(q, s) with self = c q, c > 0 for s = 1 and c < 0 for s = -1; q is the same for all non-zero multiples."""
        if not self.terms:
            return self, 1
        lead = self.terms[max(self.terms)]
        return self.scaled(1 / lead), 1 if lead > 0 else -1

    def tree(self) -> Tree:
        """The polynomial as a formula, highest powers first."""
        tree: Tree | None = None
        for mono, c in sorted(self.terms.items(), key=lambda item: (-sum(k for _, k in item[0]), item[0])):
            term = _product(c if tree is None else abs(c), mono)
            tree = term if tree is None else ("+" if c > 0 else "-", tree, term)
        return Fraction(0) if tree is None else tree

    def __str__(self) -> str:
        def one(mono: Monomial, c: fmpq) -> str:
            factors = "*".join(name if k == 1 else f"{name}^{k}" for name, k in mono)
            return str(c) if not factors else factors if c == 1 else f"-{factors}" if c == -1 else f"{c}*{factors}"

        return " + ".join(one(mono, c) for mono, c in sorted(self.terms.items(), reverse=True)).replace("+ -", "- ") or "0"

    __repr__ = __str__


def _product(coefficient: fmpq, mono: Monomial) -> Tree:
    factors: list[Tree] = [name if k == 1 else ("^", name, Fraction(k)) for name, k in mono]
    if abs(coefficient) != 1 or not factors:
        tree = number(exact(coefficient))
    else:
        first = factors.pop(0)
        tree = ("neg", first) if coefficient < 0 else first
    for factor in factors:
        tree = ("*", tree, factor)
    return tree


def _times(left: Monomial, right: Monomial) -> Monomial:
    if not left or not right:
        return left or right
    powers = dict(left)
    for name, k in right:
        powers[name] = powers.get(name, 0) + k
    if sum(powers.values()) > DEGREE:
        raise TooLarge(f"a monomial of degree above {DEGREE}")
    return tuple(sorted(powers.items()))


def rational(value: Fraction | int | fmpq) -> fmpq:
    """The exact number for python-flint. Rejects floats (TypeError)."""
    if isinstance(value, fmpq):
        return value
    if isinstance(value, (Fraction, int)) and not isinstance(value, bool):
        return fmpq(value.numerator, value.denominator)
    raise TypeError(f"{value!r} is not an exact number; write Fraction(1, 10), not 0.1")


def exact(value: fmpq) -> Fraction:
    """The standard library's exact number."""
    return Fraction(int(value.p), int(value.q))
