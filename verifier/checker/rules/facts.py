"""What is known about signs, and how a combination of facts proves one more: Farkas, Bernstein and Handelman in one rule."""

from __future__ import annotations

from fractions import Fraction

from verifier.checker.polynomial import Poly, budget
from verifier.checker.reader import Rejected

SIGNS = {">": frozenset((1,)), "=": frozenset((0,)), ">=": frozenset((0, 1))}
ANY = frozenset((-1, 0, 1))
TRUE_FOR = {
    "<": frozenset((-1,)), "<=": frozenset((-1, 0)), "=": frozenset((0,)),
    "!=": frozenset((-1, 1)), ">": frozenset((1,)), ">=": frozenset((0, 1)),
}


class Facts:
    """A numbered list of polynomials with their signs (">", "=" or ">="). `and_also` makes a longer list, nothing is ever removed."""

    def __init__(self, rows: tuple[tuple[Poly, str], ...] = ()):
        budget.charge(20 * len(rows))
        self.rows = rows
        self.names = frozenset().union(*(poly.names for poly, _ in rows))
        self.solved: list[tuple[str, Poly]] = []
        for poly, sign in rows:
            if sign == "=" and poly.affine:
                self._solve(self.reduce(poly))
        self.known: dict[Poly, frozenset[int]] = {}
        for poly, sign in rows:
            for shape in (poly, self.reduce(poly)):
                self._remember(shape, SIGNS[sign])

    def and_also(self, *rows: tuple[Poly, str]) -> Facts:
        return Facts(self.rows + rows)

    def _solve(self, poly: Poly) -> None:
        if not poly.names:
            return
        name = min(poly.names)
        slope = poly.coefficients(name)[1].value
        self.solved.append((name, Poly.variable(name) - poly.scaled(1 / slope)))

    def _remember(self, poly: Poly, signs: frozenset[int]) -> None:
        shape, orientation = poly.direction()
        oriented = frozenset(orientation * sign for sign in signs)
        self.known[shape] = self.known.get(shape, ANY) & oriented

    def reduce(self, poly: Poly) -> Poly:
        """The polynomial with the solved linear equalities put in; equal to it wherever the facts hold."""
        budget.charge(len(self.solved))
        for name, value in self.solved:
            if name in poly.names:
                poly = poly.substitute(name, value)
        return poly

    def signs(self, poly: Poly) -> frozenset[int]:
        """The signs (-1, 0, 1) the polynomial can still have."""
        possible = ANY
        for shape in (self.reduce(poly), poly):
            if shape.value is not None:
                return frozenset(((shape.value > 0) - (shape.value < 0),))
            shape, orientation = shape.direction()
            possible &= frozenset(orientation * sign for sign in self.known.get(shape, ANY))
        return possible

    def decide(self, relation: str, difference: Poly) -> bool:
        """The truth of `difference relation 0`; rejects when the facts do not settle it."""
        signs = self.signs(difference)
        if not signs:
            raise Rejected(f"the facts contradict each other on the sign of {difference}")
        if signs <= TRUE_FOR[relation]:
            return True
        if not signs & TRUE_FOR[relation]:
            return False
        raise Rejected(f"the facts do not settle {difference} {relation} 0")

    def combine(self, combination) -> tuple[Poly, str]:
        """The polynomial that a combination [[c, [k, ...]], ...] stands for, and the sign (">", ">=", "=") that its terms prove."""
        if not isinstance(combination, list) or len(combination) > 500:
            raise Rejected("a combination is a list of at most 500 terms [c, [k, ...]]")
        total, signs = Poly({}), set()
        for term in combination:
            value, sign = self._term(term)
            total = total + value
            signs.add(sign)
        return total, ">" if ">" in signs else ">=" if ">=" in signs else "="

    def _term(self, term) -> tuple[Poly, str]:
        if not (isinstance(term, list) and len(term) == 2 and isinstance(term[1], list) and len(term[1]) <= 20):
            raise Rejected(f"a term of a combination is [c, [k, ...]], not {str(term)[:60]}")
        factor = rational(term[0])
        value, kinds = Poly.constant(factor), set()
        for k in term[1]:
            if type(k) is not int or not 0 <= k < len(self.rows):
                raise Rejected(f"there is no fact {k!r} (known are 0 to {len(self.rows) - 1})")
            value = value * self.rows[k][0]
            kinds.add(self.rows[k][1])
        if "=" in kinds or factor == 0:
            return value, "="
        if factor < 0:
            raise Rejected(f"a combination takes {factor} times something non-negative")
        return value, ">=" if ">=" in kinds else ">"

    def prove(self, poly: Poly, sign: str, combination) -> None:
        """Rejects unless the combination is identically `poly` and proves that sign (">", ">=", "=") of it."""
        total, shown = self.combine(combination)
        if total != poly:
            raise Rejected(f"the combination is {total}, not {poly}")
        if not SIGNS[shown] <= SIGNS[sign]:
            raise Rejected(f"the combination shows {shown} 0 only, {sign} 0 was claimed")

    def contradiction(self, combination) -> None:
        """Rejects unless the combination shows that the facts contradict each other."""
        total, shown = self.combine(combination)
        if total.value is None or not (total.value < 0 or (total.value == 0 and shown == ">")):
            raise Rejected(f"the combination {total} {shown} 0 is no contradiction")


def rational(text) -> Fraction:
    """An exact number "p/q" or "p"; nothing else."""
    if not isinstance(text, str) or len(text) > 400 or not text.isascii():
        raise Rejected(f"a number is a string like \"3/4\", not {str(text)[:60]!r}")
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    above, slash, below = digits.partition("/")
    if not above.isdigit() or (slash and (not below.isdigit() or int(below) == 0)):
        raise Rejected(f"a number is a string like \"3/4\", not {text[:60]!r}")
    return sign * Fraction(int(above), int(below) if slash else 1)
