"""Derived formulas as LaTeX, written from SymPy's objects: how f comes out of the law, chamber by chamber."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from verifier.claims.formula import parse
from verifier.engines.search.chambers import DIFFERENCE, GENERIC, Chamber, Piece, X, as_cases, as_latex, condition, pieces, sweep
from verifier.engines.search.values import Evaluator

VALUE = "E(max(t1 + g1, t2 + g2))"


def value_steps(noise: str) -> tuple[str, ...]:
    """f from the law for d = 2: on every chamber the sum over the atoms or the split integral, and the polynomial it comes to.

    noise   "rademacher" or "uniform(a,b)"
    """
    lines = []
    for row in pieces(noise, 2, VALUE):
        chamber = Chamber(Evaluator(noise, 2), {**GENERIC, "x": _inside(row)}, {"t1": X + sp.Symbol("t2")})
        written = _atoms(chamber) if isinstance(chamber.laws.laws[0], dict) else _integrals(chamber)
        lines.append(rf"{condition(row)}: \quad f(\theta) = {written} = {as_latex(row.value)}")
    return (rf"{DIFFERENCE}, \quad \theta_1 = \theta_2 + x", *lines)


def gradient_steps(noise: str) -> tuple[str, ...]:
    """The partial derivatives of the derived f on every chamber, and both one-sided values at every break."""
    lines = []
    for k in (1, 2):
        slopes = differentiated(pieces(noise, 2, VALUE), k)
        lines.append(rf"\frac{{\partial f}}{{\partial \theta_{k}}} = {as_cases(slopes)}")
        for left, right in zip(slopes, slopes[1:]):
            a, b = (sp.expand(row.value.subs(X, left.high)) for row in (left, right))
            relation = "=" if a == b else r"\ne"
            sides = r"\text{(from the left, from the right)}"
            lines.append(rf"x = {as_latex(left.high)}: \quad {as_latex(a)} {relation} {as_latex(b)} \quad {sides}")
    return tuple(lines)


def hessian_steps(noise: str) -> tuple[str, ...]:
    """The second derivatives of the derived f on every chamber."""
    rows = pieces(noise, 2, VALUE)
    return tuple(
        rf"\frac{{\partial^2 f}}{{\partial \theta_{i} \partial \theta_{j}}} = {as_cases(differentiated(rows, i, j))}"
        for i, j in ((1, 1), (1, 2), (2, 2))
    )


def differentiated(rows: Sequence[Piece], *indices: int) -> list[Piece]:
    """The pieces differentiated along the given coordinates of θ (1 or 2), one after the other."""
    t1, t2 = sp.symbols("t1 t2")
    symbols = [(t1, t2)[k - 1] for k in indices]
    return [Piece(row.low, row.high, sp.expand(sp.diff(row.value.subs(X, t1 - t2), *symbols).subs(t1, X + t2))) for row in rows]


def difference_law(noise: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Distribution function and density of the difference of two coordinates, as polynomials in x."""
    cdf = pieces(noise, 2, "P(g1 - g2 <= t1 - t2)")
    return cdf, tuple(Piece(row.low, row.high, sp.diff(row.value, X)) for row in cdf)


def difference_steps(noise: str) -> tuple[str, ...]:
    """Distribution function and density of the difference, derived from the law."""
    names = (r"P(\gamma_1 - \gamma_2 \le x)", r"\frac{d}{dx} P(\gamma_1 - \gamma_2 \le x)")
    return tuple(rf"{name} = {as_cases(rows)}".replace(rf" \qquad ({DIFFERENCE})", "") for name, rows in zip(names, difference_law(noise)))


def subdifferential(noise: str) -> tuple[tuple[Fraction | None, Fraction | None, sp.Expr, sp.Expr], ...]:
    """The first coordinates of the subgradients as rows (low, high, least, greatest): chambers and breaks (low = high), x increasing."""
    slopes = differentiated(pieces(noise, 2, VALUE), 1)
    found = []
    for left, right in zip(slopes, [*slopes[1:], None]):
        found.append((left.low, left.high, left.value, left.value))
        if right is not None:
            ends = [sp.expand(side.value.subs(X, left.high)) for side in (left, right)]
            found.append((left.high, left.high, *ends))
    return tuple(found)


def subdifferential_steps(noise: str) -> tuple[str, ...]:
    """The derived subdifferential as one `cases` display, kinks included."""
    body = []
    for low, high, least, greatest in subdifferential(noise):
        values = as_latex(least) if least == greatest else rf"\left[{as_latex(least)}, {as_latex(greatest)}\right]"
        place = rf"x = {as_latex(low)}" if low is not None and low == high else condition(Piece(low, high, least), closed=False)
        body.append(rf"{values} & \text{{if }} {place}")
    return (r"(\partial f(\theta))_1 = \begin{cases} " + r" \\ ".join(body) + rf" \end{{cases}} \qquad ({DIFFERENCE})",)


def _inside(row: Piece) -> Fraction:
    low = None if row.low is None else Fraction(int(row.low.p), int(row.low.q))
    high = None if row.high is None else Fraction(int(row.high.p), int(row.high.q))
    if low is None or high is None:
        return high - Fraction(11, 103) if low is None else low + Fraction(11, 103)
    return low + (high - low) * Fraction(43, 101)


def _atoms(chamber: Chamber) -> str:
    terms = []
    for first, weight in chamber.laws.laws[0].items():
        for second, other in chamber.laws.laws[1].items():
            fixed = Chamber(chamber.laws, chamber.point, {**chamber.names, "g1": sp.Rational(first), "g2": sp.Rational(second)})
            terms.append(rf"{as_latex(sp.Rational(weight * other))}\left({as_latex(fixed.value(parse(VALUE)[1]))}\right)")
    return " + ".join(terms)


def _integrals(chamber: Chamber) -> str:
    (low, high), (bottom, top) = chamber.laws.laws
    density = as_latex(sp.Rational(1 / ((high - low) * (top - bottom))))

    def inner(place: Chamber) -> sp.Expr:
        return sp.expand(place._mean(parse(VALUE)[1], ["g2"]) * sp.Rational(top - bottom))

    parts = [rf"\int_{{{as_latex(row.low)}}}^{{{as_latex(row.high)}}} \left({as_latex(row.value)}\right) d\gamma_1"
             for row in sweep(chamber, "g1", sp.Rational(low), sp.Rational(high), inner)]
    return rf"{density} \left[ {' + '.join(parts)} \right]"
