"""Formulas as polynomials on chambers, derived from the law with SymPy: what the reports show, and a second opinion on every equation.

At a generic sample point every maximum, case and order of break points is decided; the decisions are affine forms, and where the
sweeping variable makes one of them vanish the chamber ends. Between those ends all integrals are integrals of polynomials between affine
limits, which SymPy does exactly. (SymPy never integrates a maximum or a piecewise function here.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from verifier.claims.formula import Tree, free_names, parse
from verifier.engines.search.values import Evaluator

INFINITESIMAL = Fraction(1, 10**9)
X = sp.Symbol("x")
DIFFERENCE = r"x = \theta_1 - \theta_2"
_NAMES = {sp.Symbol(f"{letter}{k}"): rf"\{name}_{k}" for letter, name in (("t", "theta"), ("g", "gamma")) for k in (1, 2)}
GENERIC = {"t2": Fraction(3, 101)}
# one ratio for each depth of sweeping, lest nested samples meet a break
RATIOS = (Fraction(43, 101), Fraction(37, 97), Fraction(53, 109), Fraction(29, 89), Fraction(61, 127), Fraction(71, 139))


class NotGeneric(ValueError):
    """The sample lies on the border of a chamber, or a decision is not affine: there is no polynomial to be had."""


@dataclass(frozen=True)
class Piece:
    """A polynomial between two ends (SymPy; None for no end)."""

    low: sp.Expr | None
    high: sp.Expr | None
    value: sp.Expr


class Chamber:
    """The chamber around a generic sample: formulas as polynomials in it, and the affine forms whose signs make it.

    laws    an Evaluator: the laws of the coordinates
    point   the sample: name -> rational
    names   what stands for a name, if not the symbol of that name
    """

    def __init__(self, laws: Evaluator, point: Mapping[str, Fraction], names: Mapping[str, sp.Expr] | None = None):
        self.laws, self.point, self.names = laws, dict(point), dict(names or {})
        self.decisions: list[sp.Expr] = []

    def inner(self, name: str, sample: Fraction) -> Chamber:
        return Chamber(self.laws, {**self.point, name: sample}, {**self.names, name: sp.Symbol(name)})

    def number(self, expr: sp.Expr) -> Fraction:
        value = expr.subs({sp.Symbol(name): sp.Rational(v.numerator, v.denominator) for name, v in self.point.items()})
        return Fraction(int(value.p), int(value.q))

    def sign(self, expr: sp.Expr) -> int:
        """The sign at the sample, which becomes a decision. Rejects a form that vanishes there but not everywhere (NotGeneric)."""
        expr = sp.expand(expr)
        if expr == 0:
            return 0
        value = self.number(expr)
        if value == 0:
            raise NotGeneric(f"{expr} vanishes at the sample")
        if not expr.is_number:
            self.decisions.append(expr)
        return 1 if value > 0 else -1

    def truth(self, tree: Tree) -> bool:
        """Whether a condition holds at the sample; all its comparisons become decisions."""
        if tree[0] in ("and", "or", "->", "not"):
            parts = [self.truth(child) for child in tree[1:]]
            return {"and": all(parts), "or": any(parts), "->": not parts[0] or parts[-1], "not": not parts[0]}[tree[0]]
        sign = self.sign(self.value(tree[1]) - self.value(tree[2]))
        return {"<": sign < 0, "<=": sign <= 0, "=": sign == 0, "!=": sign != 0, ">=": sign >= 0, ">": sign > 0}[tree[0]]

    def value(self, tree: Tree) -> sp.Expr:
        """The polynomial that the formula is in this chamber."""
        if isinstance(tree, Fraction):
            return sp.Rational(tree.numerator, tree.denominator)
        if isinstance(tree, str):
            return self.names.get(tree, sp.Symbol(tree))
        head, *rest = tree
        if head in ("max", "min", "abs"):
            return self._extremum(head, [self.value(child) for child in rest])
        if head == "cases":
            return self._cases(rest)
        if head in ("E", "P"):
            body = rest[0] if head == "E" else ("cases", ("case", Fraction(1), rest[0]), ("case", Fraction(0), "otherwise"))
            return self._mean(body, sorted(free_names(body) & {f"g{k}" for k in range(1, self.laws.dim + 1)}))
        if head == "integral":
            return self._integral(rest[1], self.value(rest[2]), self.value(rest[3]), lambda chamber: chamber.value(rest[0]))
        if head in ("slope", "derivative"):
            along = {f"t{k}": self.value(v) for k, v in enumerate(rest[1:], 1)} if head == "slope" else {rest[1]: sp.Integer(1)}
            return self._slope(rest[0], along)
        return _arithmetic(head, [self.value(child) for child in rest])

    def _extremum(self, head: str, values: list[sp.Expr]) -> sp.Expr:
        values = values if head != "abs" else [values[0], -values[0]]
        best = values[0]
        for other in values[1:]:
            above = self.sign(other - best) > 0
            best = other if above == (head != "min") else best
        return best

    def _cases(self, branches: list[Tree]) -> sp.Expr:
        found = [self.value(value) for _, value, condition in branches if condition != "otherwise" and self.truth(condition)]
        if not found and branches[-1][2] == "otherwise":
            found = [self.value(branches[-1][1])]
        if not found or any(sp.expand(found[0] - other) != 0 for other in found[1:]):
            raise NotGeneric("no case holds, or cases that overlap differ")
        return found[0]

    def _mean(self, body: Tree, noise: list[str]) -> sp.Expr:
        if not noise:
            return self.value(body)
        law = self.laws.laws[int(noise[0][1:]) - 1]
        if isinstance(law, dict):
            return sp.expand(sum(_rational(weight) * self._at(noise[0], atom)._into(self, body, noise[1:]) for atom, weight in law.items()))
        low, high = map(_rational, law)
        return self._integral(noise[0], low, high, lambda chamber: chamber._mean(body, noise[1:])) / (high - low)

    def _at(self, name: str, atom: Fraction) -> Chamber:
        return Chamber(self.laws, self.point, {**self.names, name: _rational(atom)})

    def _into(self, outer: Chamber, body: Tree, noise: list[str]) -> sp.Expr:
        value = self._mean(body, noise)
        outer.decisions += self.decisions
        return value

    def _integral(self, name: str, low: sp.Expr, high: sp.Expr, integrand: Callable[[Chamber], sp.Expr]) -> sp.Expr:
        order = self.sign(high - low)
        if order == 0:
            return sp.Integer(0)
        first, last = (low, high) if order > 0 else (high, low)
        total, variable = sp.Integer(0), sp.Symbol(name)
        for piece in sweep(self, name, first, last, integrand):
            primitive = sp.Poly(piece.value, variable).integrate().as_expr()
            total += primitive.subs(variable, piece.high) - primitive.subs(variable, piece.low)
        return sp.expand(order * total)

    def _slope(self, body: Tree, direction: Mapping[str, sp.Expr]) -> sp.Expr:
        e = sp.Symbol("epsilon")
        moved = {name: self.value(name) + e * step for name, step in direction.items()}
        near = Chamber(self.laws, {**self.point, "epsilon": INFINITESIMAL}, {**self.names, **moved})
        value = sp.expand(near.value(body))
        for decision in near.decisions:
            here = decision.subs(e, 0)
            if sp.expand(here) != 0 and (self.sign(here) > 0) != (near.number(decision) > 0):
                raise NotGeneric("the sample is too near to the border")
        return value.coeff(e, 1)


def sweep(outer: Chamber, name: str, low: sp.Expr | None, high: sp.Expr | None, value: Callable[[Chamber], sp.Expr]) -> list[Piece]:
    """The pieces of a function as the named variable runs from low to high (None: without end), from left to right.

    Whatever decides where the pieces end becomes a decision of the outer chamber.
    """
    todo, done = [(low, high)], []
    while todo:
        left, right = todo.pop()
        chamber = outer.inner(name, _between(outer, left, right))
        result = value(chamber)
        roots = [_root(decision, name) for decision in chamber.decisions if decision.has(sp.Symbol(name))]
        inside = {outer.number(r): r for r in roots if _inside(outer, r, left, right)}
        if inside:
            ends = [left, *(inside[key] for key in sorted(inside)), right]
            todo += list(zip(ends, ends[1:]))
            continue
        for end in (left, right):
            for root in roots:
                if end is not None:
                    outer.sign(root - end)
        outer.decisions += [decision for decision in chamber.decisions if not decision.has(sp.Symbol(name)) and not decision.is_number]
        done.append(Piece(left, right, result))
    done.sort(key=lambda piece: (piece.low is not None, None if piece.low is None else outer.number(piece.low)))
    return done


@lru_cache(maxsize=256)
def pieces(noise: str, dim: int, formula: Tree | str, given: tuple[Tree, ...] = ()) -> tuple[Piece, ...]:
    """A formula in t1, t2 as polynomials in x = t1 - t2 and t2, between the derived break points, where the hypotheses hold.

    Neighbours with the same polynomial are one piece, so two formulas agree on every chamber exactly when their pieces are equal.
    Rejects a formula that is not piecewise polynomial in that way, with breaks in x alone (NotGeneric).
    """
    tree = parse(formula) if isinstance(formula, str) else formula
    outer = Chamber(Evaluator(noise, dim), GENERIC, {"t1": X + sp.Symbol("t2")})

    def value(chamber: Chamber) -> sp.Expr:
        valid = all([chamber.truth(condition) for condition in given])
        return sp.expand(chamber.value(tree)) if valid else sp.nan

    found = merged(sweep(outer, "x", None, None, value))
    if outer.decisions:
        raise NotGeneric(f"the pieces depend on more than x: on the sign of {outer.decisions[0]}")
    return found


def merged(rows: list[Piece]) -> tuple[Piece, ...]:
    """Neighbours with the same value joined, pieces without value left out."""
    joined: list[Piece] = []
    for row in rows:
        if joined and joined[-1].value == row.value:
            joined[-1] = Piece(joined[-1].low, row.high, row.value)
        else:
            joined.append(row)
    return tuple(row for row in joined if row.value is not sp.nan)


def as_latex(expr: sp.Expr) -> str:
    """LaTeX of a polynomial in t1, t2, g1, g2 and x."""
    return sp.latex(expr, symbol_names=_NAMES, order="rev-lex")


def as_cases(rows: Sequence[Piece], at_break: Callable[[sp.Expr], str] | None = None) -> str:
    """A piecewise polynomial as a `cases` environment with the ends as conditions on x = t1 - t2; a single piece without braces.

    The ends belong to the pieces where the pieces agree at them; else they are left out, or are cases of their own when `at_break`
    gives the LaTeX of the value there.
    """
    if len(rows) == 1:
        endless = rows[0].low is None and rows[0].high is None
        return as_latex(rows[0].value) + ("" if endless else rf" \quad \text{{if }} {condition(rows[0])}, \; {DIFFERENCE}")
    agree = all(sp.expand((left.value - right.value).subs(X, left.high)) == 0 for left, right in zip(rows, rows[1:]))
    lines = []
    for row, following in zip(rows, [*rows[1:], None]):
        lines.append(rf"{as_latex(row.value)} & \text{{if }} {condition(row, agree)}")
        if at_break is not None and not agree and following is not None and following.low == row.high:
            lines.append(rf"{at_break(row.high)} & \text{{if }} x = {as_latex(row.high)}")
    body = r" \\ ".join(lines)
    return rf"\begin{{cases}} {body} \end{{cases}} \qquad ({DIFFERENCE})"


def condition(row: Piece, closed: bool = True) -> str:
    """Where the piece applies, with both ends or without."""
    relation = r"\le" if closed else "<"
    low = "" if row.low is None else rf"{as_latex(row.low)} {relation} "
    high = "" if row.high is None else rf" {relation} {as_latex(row.high)}"
    return f"{low}x{high}" if low or high else r"x \in \mathbb{R}"


def _between(outer: Chamber, left: sp.Expr | None, right: sp.Expr | None) -> Fraction:
    """A generic place between the ends, not a likely root."""
    if left is None or right is None:
        end = left if right is None else right
        return Fraction(11, 103) if end is None else outer.number(end) + Fraction(11, 103) * (1 if right is None else -1)
    a, b = outer.number(left), outer.number(right)
    return a + (b - a) * RATIOS[len(outer.point) % len(RATIOS)]


def _inside(outer: Chamber, root: sp.Expr, left: sp.Expr | None, right: sp.Expr | None) -> bool:
    place = outer.number(root)
    return (left is None or outer.number(left) < place) and (right is None or place < outer.number(right))


def _root(form: sp.Expr, name: str) -> sp.Expr:
    poly = sp.Poly(form, sp.Symbol(name))
    if poly.degree() != 1 or not poly.LC().is_number:
        raise NotGeneric(f"{form} is not affine in {name}")
    return sp.expand(-poly.nth(0) / poly.LC())


def _rational(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def _arithmetic(head: str, values: list[sp.Expr]) -> sp.Expr:
    if head == "neg":
        return -values[0]
    left, right = values
    if head in ("/", "^"):
        return sp.expand(left / right if head == "/" else left**right)
    return sp.expand({"+": left + right, "-": left - right, "*": left * right}[head])
