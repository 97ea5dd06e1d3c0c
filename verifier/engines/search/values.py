"""The exact value of a concrete formula at a rational point, computed from the law: a second opinion beside search and checker.

Shares no code with either. Expectations over uniform noise and integrals are summed piece by piece: the forms whose sign decides a
maximum or a case are affine in the integration variables, so their roots cut the interval into pieces on which the integrand is a
polynomial, and a rule with rational nodes and weights integrates it exactly (a further node shows that it does). Rational in, rational out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import combinations

from verifier.claims.formula import Tree, free_names, parse

NODES = 5
STEP = Fraction(1, 10_000)
PROBE = Fraction(23, 24)
PLACES = ((0, 0), (1, 0), (0, 1), (1, 1), (3, 2))
_NOISE = re.compile(r"g[1-9][0-9]*")
_COMPARE = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, "=": lambda a, b: a == b, "!=": lambda a, b: a != b,
    ">=": lambda a, b: a >= b, ">": lambda a, b: a > b,
}
Point = Mapping[str, Fraction]


class NoValue(ArithmeticError):
    """The formula has no value at the point: overlapping cases that differ, a gap, a division by zero, a kink under `derivative`."""


class Evaluator:
    """Values and truth of formulas for independent noise.

    noise   "rademacher", "uniform(a,b)" or several of them separated by semicolons (one for each coordinate); None where none occurs
    dim     the number of coordinates
    Rejects another law (ValueError).
    """

    def __init__(self, noise: str | None, dim: int):
        texts = [] if noise is None else noise.split(";")
        self.laws = [_law(text) for text in (texts * dim if len(texts) == 1 else texts)]
        self.dim = dim
        self._means: dict = {}

    def holds(self, tree: Tree, point: Point) -> bool:
        """Whether the condition is true at the point; one that speaks of something without value is false."""
        try:
            return self.truth(tree, point)
        except NoValue:
            return False

    def truth(self, tree: Tree, point: Point) -> bool:
        """As `holds`, but NoValue is raised."""
        head = tree[0]
        if head == "and":
            return self.truth(tree[1], point) and self.truth(tree[2], point)
        if head == "or":
            return self.truth(tree[1], point) or self.truth(tree[2], point)
        if head == "->":
            return not self.truth(tree[1], point) or self.truth(tree[2], point)
        if head == "not":
            return not self.truth(tree[1], point)
        return _COMPARE[head](self.value(tree[1], point), self.value(tree[2], point))

    def value(self, tree: Tree, point: Point) -> Fraction:
        """The exact value. Raises NoValue where there is none."""
        if isinstance(tree, Fraction):
            return tree
        if isinstance(tree, str):
            return point[tree]
        head, *rest = tree
        if head in ("E", "P"):
            return self._expectation(tree, point)
        if head == "cases":
            return self._cases(rest, point)
        if head == "integral":
            body, name, low, high = rest
            return self._integral(body, name, self.value(low, point), self.value(high, point), point)
        if head == "slope":
            return self._slope(rest[0], {f"t{k}": self.value(v, point) for k, v in enumerate(rest[1:], 1)}, point)
        if head == "derivative":
            right, left = (self._slope(rest[0], {rest[1]: Fraction(sign)}, point) for sign in (1, -1))
            if right != -left:
                raise NoValue("a kink under derivative")
            return right
        return _arithmetic(head, [self.value(child, point) for child in rest])

    def _cases(self, branches: list[Tree], point: Point) -> Fraction:
        found = [self.value(value, point) for _, value, condition in branches if condition != "otherwise" and self.truth(condition, point)]
        if not found and branches[-1][2] == "otherwise":
            found = [self.value(branches[-1][1], point)]
        if len(set(found)) != 1:
            raise NoValue("no case holds" if not found else "cases that overlap differ")
        return found[0]

    def _expectation(self, tree: Tree, point: Point) -> Fraction:
        known = {name: point[name] for name in free_names(tree) if name in point}
        key = (tree, tuple(sorted(known.items())))
        if key not in self._means:
            body = tree[1] if tree[0] == "E" else ("cases", ("case", Fraction(1), tree[1]), ("case", Fraction(0), "otherwise"))
            noise = sorted(name for name in free_names(body) if _NOISE.fullmatch(name))
            self._means[key] = self._mean(body, noise, known)
        return self._means[key]

    def _mean(self, body: Tree, noise: list[str], point: Point) -> Fraction:
        if not noise:
            return self.value(body, point)
        name, rest = noise[0], noise[1:]
        law = self.laws[int(name[1:]) - 1]
        if isinstance(law, dict):
            return sum((weight * self._mean(body, rest, {**point, name: atom}) for atom, weight in law.items()), Fraction(0))
        low, high = law
        breaks = self._outer_breaks(body, name, rest, point) if rest else self._breaks(body, name, low, high, point)
        total = _integrate(lambda g: self._mean(body, rest, {**point, name: g}), [low, *breaks, high])
        return total / (high - low)

    def _outer_breaks(self, body: Tree, name: str, rest: list[str], point: Point) -> list[Fraction]:
        """Where, as name moves, two of the inner breaks (roots of forms, ends of the interval) meet, or a form in name alone vanishes."""
        low, high = self.laws[int(name[1:]) - 1]
        inner = rest[0]
        bottom, top = self.laws[int(inner[1:]) - 1]

        def plane(form: Tree) -> tuple[Fraction, Fraction, Fraction]:
            origin, first, second, both, far = (self.value(form, {**point, name: Fraction(a), inner: Fraction(b)}) for a, b in PLACES)
            _affine(both == first + second - origin and far == 3 * first + 2 * second - 4 * origin)
            return first - origin, second - origin, origin

        lines = [(Fraction(0), Fraction(1), -bottom), (Fraction(0), Fraction(1), -top), *map(plane, forms(body))]
        roots = {-c / a for a, b, c in lines if b == 0 and a != 0}
        for (a, b, c), (p, q, r) in combinations([line for line in lines if line[1] != 0], 2):
            if a * q != b * p:
                roots.add((b * r - c * q) / (a * q - b * p))
        return sorted(root for root in roots if low < root < high)

    def _integral(self, body: Tree, name: str, low: Fraction, high: Fraction, point: Point) -> Fraction:
        if low > high:
            return -self._integral(body, name, high, low, point)
        breaks = self._breaks(body, name, low, high, point)
        return _integrate(lambda z: self.value(body, {**point, name: z}), [low, *breaks, high])

    def _breaks(self, body: Tree, name: str, low: Fraction, high: Fraction, point: Point) -> list[Fraction]:
        """Where in (low, high) a form changes sign; inner forms first, so that each is affine between the breaks found before."""
        breaks: list[Fraction] = []
        for form in forms(body):
            for left, right in list(zip([low, *breaks], [*breaks, high])):
                a, b = left + (right - left) / 3, left + (right - left) * 2 / 3
                fa, middle, fb = (self.value(form, {**point, name: z}) for z in (a, (a + b) / 2, b))
                _affine(2 * middle == fa + fb)
                root = a - fa * (b - a) / (fb - fa) if fa != fb else left
                if left < root < right:
                    breaks.append(root)
            breaks.sort()
        return breaks

    def _slope(self, body: Tree, direction: Mapping[str, Fraction], point: Point) -> Fraction:
        """The derivative at 0 of the polynomial in e that body is along the direction for small e > 0, by exact interpolation."""
        nodes = [STEP * k for k in range(1, NODES + 1)]
        values = [self.value(body, {**point, **{name: point[name] + e * v for name, v in direction.items()}}) for e in nodes]
        start, slope = (sum(w * v for w, v in zip(weights, values)) for weights in _at_zero(tuple(nodes)))
        if start != self.value(body, point):
            raise NoValue("a jump under a derivative")
        return slope


def _law(text: str):
    tree = parse(text)
    if tree == "rademacher":
        return {Fraction(-1): Fraction(1, 2), Fraction(1): Fraction(1, 2)}
    if isinstance(tree, tuple) and tree[0] == "uniform" and len(tree) == 3:
        low, high = (Evaluator(None, 0).value(child, {}) for child in tree[1:])
        return low, high
    raise ValueError(f"{text!r}: exact evaluation knows rademacher and uniform(a,b)")


def _arithmetic(head: str, values: list[Fraction]) -> Fraction:
    if head in ("max", "min", "abs"):
        return {"max": max, "min": min, "abs": lambda rows: abs(rows[0])}[head](values)
    if head == "neg":
        return -values[0]
    left, right = values
    if head == "/" and right == 0:
        raise NoValue("a division by zero")
    if head == "^" and right.denominator != 1:
        raise NoValue("a root")
    if head in ("/", "^"):
        return left / right if head == "/" else left ** int(right)
    return {"+": left + right, "-": left - right, "*": left * right}[head]


@lru_cache(maxsize=4096)
def forms(tree: Tree) -> tuple[Tree, ...]:
    """The differences whose sign decides a maximum, a minimum, an absolute value or a condition; inner ones first."""
    if not isinstance(tree, tuple) or tree[0] == "integral":
        return ()
    inner = reduce(lambda found, child: found + forms(child), tree[1:], ())
    if tree[0] in ("max", "min"):
        return inner + tuple(("-", a, b) for a, b in combinations(tree[1:], 2))
    if tree[0] == "abs":
        return inner + (tree[1],)
    return inner + ((("-", tree[1], tree[2]),) if tree[0] in _COMPARE else ())


def _affine(seen: bool) -> None:
    if not seen:
        raise ValueError("a form that decides a maximum or a case is not affine in the integration variables; exact evaluation stops here")


def _integrate(function: Callable[[Fraction], Fraction], breaks: list[Fraction]) -> Fraction:
    total = Fraction(0)
    for left, right in zip(breaks, breaks[1:]):
        width = right - left
        values = [function(left + width * node) for node, _, _ in _rule()]
        if sum(at_end * v for v, (_, _, at_end) in zip(values, _rule())) != function(left + width * PROBE):
            raise ValueError(f"between two breaks the integrand is no polynomial of degree below {NODES}; exact evaluation stops here")
        total += width * sum(weight * v for v, (_, weight, _) in zip(values, _rule()))
    return total


@lru_cache(maxsize=1)
def _rule() -> tuple[tuple[Fraction, Fraction, Fraction], ...]:
    """Nodes inside (0, 1), the weights that integrate polynomials of degree below NODES, and those that give their value at PROBE."""
    nodes = [Fraction(2 * k + 1, 2 * NODES) for k in range(NODES)]
    rows = list(_lagrange(nodes))
    weights = [sum(c / (power + 1) for power, c in enumerate(basis)) for basis in rows]
    return tuple(zip(nodes, weights, (sum(c * PROBE**power for power, c in enumerate(basis)) for basis in rows)))


@lru_cache(maxsize=1)
def _at_zero(nodes: tuple[Fraction, ...]) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """Weights that give value and derivative at 0 of the polynomial through values at the nodes."""
    basis = list(_lagrange(nodes))
    return tuple(row[0] for row in basis), tuple(row[1] for row in basis)


def _lagrange(nodes) -> Iterator[list[Fraction]]:
    """The coefficients, lowest first, of the polynomials that are 1 at one node and 0 at the others."""
    for node in nodes:
        row = [Fraction(1)]
        for other in nodes:
            if other != node:
                shifted = [Fraction(0), *row]
                row = [(up - other * low) / (node - other) for up, low in zip(shifted, [*row, Fraction(0)])]
        yield row
