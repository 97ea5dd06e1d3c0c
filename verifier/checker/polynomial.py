"""Exact polynomials in named variables over the rationals: the arithmetic that every exact certificate comes down to."""

from __future__ import annotations

from fractions import Fraction

from verifier.checker.reader import Rejected

Monomial = tuple[tuple[str, int], ...]
TERMS, DEGREE, BITS, WORK = 4000, 60, 20_000, 1_000_000


class Budget:
    """How much a certificate may still make the checker work, in products of terms; set anew for each certificate."""

    def __init__(self):
        self.left = WORK

    def start(self) -> None:
        self.left = WORK

    def charge(self, work: int) -> None:
        self.left -= work
        if self.left < 0:
            raise Rejected("more work than a certificate may cause")


budget = Budget()


class Poly:
    """A polynomial as {monomial: non-zero coefficient}; a monomial is the sorted tuple of (name, exponent >= 1). Immutable."""

    __slots__ = ("terms",)

    def __init__(self, terms: dict[Monomial, Fraction]):
        self.terms = {mono: c for mono, c in terms.items() if c}
        if len(self.terms) > TERMS:
            raise Rejected(f"a polynomial of more than {TERMS} terms")
        if any(c.numerator.bit_length() + c.denominator.bit_length() > BITS for c in self.terms.values()):
            raise Rejected(f"a coefficient of more than {BITS} bits")

    @staticmethod
    def constant(value) -> Poly:
        return Poly({(): Fraction(value)})

    @staticmethod
    def variable(name: str) -> Poly:
        return Poly({((name, 1),): Fraction(1)})

    def __eq__(self, other) -> bool:
        return isinstance(other, Poly) and self.terms == other.terms

    def __hash__(self) -> int:
        return hash(frozenset(self.terms.items()))

    def __add__(self, other: Poly) -> Poly:
        terms = dict(self.terms)
        for mono, c in other.terms.items():
            terms[mono] = terms.get(mono, Fraction(0)) + c
        return Poly(terms)

    def __neg__(self) -> Poly:
        return self.scaled(Fraction(-1))

    def __sub__(self, other: Poly) -> Poly:
        return self + (-other)

    def __mul__(self, other: Poly) -> Poly:
        budget.charge(len(self.terms) * len(other.terms))
        terms: dict[Monomial, Fraction] = {}
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                mono = _times(left, right)
                terms[mono] = terms.get(mono, Fraction(0)) + a * b
        return Poly(terms)

    def __pow__(self, exponent: int) -> Poly:
        if not 0 <= exponent <= DEGREE:
            raise Rejected(f"exponent {exponent} is not between 0 and {DEGREE}")
        result = Poly.constant(1)
        for _ in range(exponent):
            result = result * self
        return result

    def scaled(self, factor: Fraction) -> Poly:
        return Poly({mono: c * factor for mono, c in self.terms.items()})

    @property
    def value(self) -> Fraction | None:
        """The number it is, or None when it is not constant."""
        if not self.terms:
            return Fraction(0)
        return self.terms.get(()) if len(self.terms) == 1 else None

    @property
    def names(self) -> set[str]:
        return {name for mono in self.terms for name, _ in mono}

    @property
    def affine(self) -> bool:
        return all(sum(k for _, k in mono) <= 1 for mono in self.terms)

    def coefficients(self, name: str) -> dict[int, Poly]:
        """The polynomial as one in `name`: {power: coefficient}."""
        found: dict[int, dict[Monomial, Fraction]] = {}
        for mono, c in self.terms.items():
            power = dict(mono).get(name, 0)
            found.setdefault(power, {})[tuple(item for item in mono if item[0] != name)] = c
        return {power: Poly(terms) for power, terms in found.items()}

    def substitute(self, name: str, by: Poly) -> Poly:
        result = Poly({})
        for power, coefficient in self.coefficients(name).items():
            result = result + coefficient * by**power
        return result

    def primitive(self, name: str) -> Poly:
        """The antiderivative in `name` that vanishes where `name` does."""
        result = Poly({})
        for power, coefficient in self.coefficients(name).items():
            result = result + (coefficient * Poly.variable(name) ** (power + 1)).scaled(Fraction(1, power + 1))
        return result

    def direction(self) -> tuple[Poly, int]:
        """(q, s) with self = c * q, c > 0 for s = 1 and c < 0 for s = -1; q is the same for all non-zero multiples."""
        if not self.terms:
            return self, 1
        lead = self.terms[max(self.terms)]
        return self.scaled(1 / lead), 1 if lead > 0 else -1

    def __str__(self) -> str:
        def one(mono: Monomial, c: Fraction) -> str:
            factors = [name if k == 1 else f"{name}^{k}" for name, k in mono]
            return "*".join(([str(c)] if c != 1 or not factors else []) + factors)

        shown = sorted(self.terms.items(), reverse=True)
        return (" + ".join(one(mono, c) for mono, c in shown[:12]) or "0") + (f" + ... ({len(shown)} terms)" if len(shown) > 12 else "")


def _times(left: Monomial, right: Monomial) -> Monomial:
    powers = dict(left)
    for name, k in right:
        powers[name] = powers.get(name, 0) + k
    if sum(powers.values()) > DEGREE:
        raise Rejected(f"a monomial of degree above {DEGREE}")
    return tuple(sorted(powers.items()))
