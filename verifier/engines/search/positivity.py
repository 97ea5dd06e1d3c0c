"""Signs of polynomials where linear facts hold: combinations of products of facts (Bernstein and Handelman certificates)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from math import comb

from flint import fmpq

from verifier.engines.rationals.linear import Combination, Equalities, Fact, interior, prove
from verifier.engines.search.polynomial import ONE, Monomial, Poly

PRODUCTS, HIGHEST = 400, 8


def essential(facts: Sequence[Fact], equalities: Equalities) -> list[Fact]:
    """The affine inequalities that do not follow from the others."""
    kept = [fact for fact in facts if fact.sign != "=" and fact.poly.degree <= 1]
    for fact in list(kept):
        others = [other for other in kept if other is not fact]
        denial = Fact(-fact.poly, ">=" if fact.sign == ">" else ">")
        if isinstance(interior([*others, denial], equalities), list):
            kept = others
    return kept


def positive(facts: Sequence[Fact], poly: Poly, sign: str) -> Combination | None:
    """A combination of products of the given affine facts that is identically `poly` and shows `poly > 0` (or ">="), or None.

    Products of growing degree are tried, from that of the polynomial on, while their number stays small.
    """
    facts = [fact for fact in facts if fact.poly.names <= poly.names]
    for degree in range(poly.degree, max(poly.degree, HIGHEST) + 1):
        if comb(len(facts) + degree, degree) > PRODUCTS:
            return None
        found = _handelman(facts, poly, sign, degree)
        if found is not None or not facts:
            return found
    return None


def _handelman(facts: Sequence[Fact], poly: Poly, sign: str, degree: int) -> Combination | None:
    """Farkas' lemma with every monomial taken for a variable of its own."""
    products = _products(facts, degree)
    columns = {Fact(_linear(value), ">" if all(fact.sign == ">" for fact in used) else ">="): used for used, value in products.items()}
    answer = prove(list(columns), _linear(poly), sign, Equalities())
    if isinstance(answer, dict):
        return None
    return [(c, columns[used[0]] if used else ()) for c, used in answer]


def _products(facts: Sequence[Fact], degree: int) -> dict[tuple[Fact, ...], Poly]:
    values: dict[tuple[Fact, ...], Poly] = {(): Poly.constant(1)}
    for size in range(1, degree + 1):
        for used in combinations_with_replacement(facts, size):
            values[used] = values[used[:-1]] * used[-1].poly
    del values[()]
    return values


def _linear(poly: Poly) -> Poly:
    return Poly({() if not mono else ((_name(mono), 1),): c for mono, c in poly.terms.items()})


def _name(mono: Monomial) -> str:
    return "*".join(f"{name}^{k}" for name, k in mono)


def affine_factors(poly: Poly) -> list[Poly]:
    """The factors of degree one over the rationals, each once."""
    from flint import Ordering, fmpq_mpoly_ctx

    names = sorted(poly.names)
    context = fmpq_mpoly_ctx.get(names, Ordering.lex)
    exponents = {tuple(dict(mono).get(name, 0) for name in names): c for mono, c in poly.terms.items()}
    _, factors = context.from_dict(exponents).factor()
    found = []
    for factor, _ in factors:
        terms = {tuple((name, int(k)) for name, k in zip(names, powers) if k): c for powers, c in factor.to_dict().items()}
        if Poly(terms).degree == 1:
            found.append(Poly(terms))
    return found


def direction_of(poly: Poly) -> Poly | None:
    """An affine form l without constant such that the polynomial is one in l alone, or None."""
    names = sorted(poly.names)
    first, degree = names[0], poly.degree
    lead = poly.terms.get(((first, degree),))
    if lead is None:
        return None
    form = Poly.variable(first)
    for name in names[1:]:
        mono = ((first, degree - 1), (name, 1)) if degree > 1 else ((name, 1),)
        ratio: fmpq = poly.terms.get(mono, 0 * ONE) / (lead * degree)
        form = form + Poly.variable(name).scaled(ratio)
    moved = poly.substitute(first, Poly.variable(first) - (form - Poly.variable(first)))
    return form if moved.names <= {first} else None
