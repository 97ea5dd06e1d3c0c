"""Every subgradient of F(θ) = E[max(θ+γ) - max γ], and of f = E max(θ+γ), is a probability vector. For every d and every law."""

from __future__ import annotations

from collections.abc import Callable

from proofs.coercive import rise_integrable
from proofs.conjugate import FINITE, as_rise, bridge
from proofs.means import combination, non_negative_mean, squares
from proofs.two_potentials import MAX
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

EQUAL = "equal terms have equal sums"


def grows_at_most(d: Derivation, c: str) -> Lemma:
    """rise_max(x) <= rise_max(u) + c where x[i] <= u[i] + c for every i."""
    premise = f"every(i, x[i] <= u[i] + {c})"
    here = d.instance(f"x[i] <= u[i] + {c}", d.assume(premise), "i")
    above = MAX.below(d, "(x + g)", "(u + g)", c, d.arith(f"(x + g)[i] <= (u + g)[i] + {c}", (1, here)))
    rise = rise_integrable(d, MAX)
    part, gap = f"({MAX.rise('u')} - {MAX.rise('x')})", f"(1 * ({MAX.rise('u')} - {MAX.rise('x')}) + ({c}) * 1)"
    one = d.theorem("integrable(g, 1) and E(g, 1) = 1", "expectation of a constant", a="1")
    whole, mean = combination(d, part, (("1", MAX.rise("u"), rise.at("u")), ("-1", MAX.rise("x"), rise.at("x"))))
    total, value = combination(d, gap, (("1", part, whole), (c, "1", d.left("integrable(g, 1)", one))))
    sign = non_negative_mean(d, gap, total, d.arith(f"0 <= {gap}", (1, above)))
    line = d.arith(f"rise_max(x) <= rise_max(u) + {c}", (1, sign), (1, value), (1, mean), (c, d.right("E(g, 1) = 1", one)))
    closed = d.discharge(f"{premise} -> rise_max(x) <= rise_max(u) + {c}", line)
    return d.lemma("x u", lambda x, u: f"every(i, {x}[i] <= {u}[i] + {c}) -> rise_max({x}) <= rise_max({u}) + {c}", closed)


def probability(d: Derivation, fact: str) -> str:
    """simplex(p), from subgradient_rise(theta, p): along 1, against it, and down one coordinate."""
    sums = {}
    for c, head in (("1", "<="), ("-1", ">=")):
        point = f"(theta + ({c}) * ones)"
        each = d.generalise(f"every(i, {point}[i] <= theta[i] + {c})", d.arith(f"{point}[i] <= theta[i] + {c}"), "i")
        high = d.apply(f"rise_max({point}) <= rise_max(theta) + {c}", grows_at_most(d, c).at(point, "theta"), each)
        line = d.instance(f"rise_max(theta) + sum(i, p[i] * ({point}[i] - theta[i])) <= rise_max({point})", fact, point)
        sums[head] = d.arith(f"sum(i, p[i]) {head} 1", (1, line), (1, high))
    total = d.contradiction("sum(i, p[i]) = 1", *_apart(d, sums))
    exists = d.theorem("exists(v, every(j, v[j] = delta(i, j)^2))", "a vector has any components", F=("j", "delta(i, j)^2"))
    meant = d.instance("v[j] = delta(i, j)^2", d.assume("every(j, v[j] = delta(i, j)^2)"), "j")
    point = "(theta - v)"
    low = d.arith(f"{point}[j] <= theta[j] + 0", (-1, meant), (1, squares(d).at("delta(i, j)")))
    low = d.generalise(f"every(j, {point}[j] <= theta[j] + 0)", low, "j")
    high = d.apply(f"rise_max({point}) <= rise_max(theta) + 0", grows_at_most(d, "0").at(point, "theta"), low)
    line = d.instance(f"rise_max(theta) + sum(j, p[j] * ({point}[j] - theta[j])) <= rise_max({point})", fact, point)
    each = d.generalise("every(j, p[j] * v[j] = p[j] * delta(i, j)^2)", d.arith("p[j] * v[j] = p[j] * delta(i, j)^2", ("p[j]", meant)), "j")
    same = d.theorem("sum(j, p[j] * v[j]) = sum(j, p[j] * delta(i, j)^2)", EQUAL, each, F=("j", "p[j] * v[j]"), G=("j", "p[j] * delta(i, j)^2"))
    sign = d.obtain("p[i] >= 0", exists, d.arith("p[i] >= 0", (1, line), (1, high), (1, same)), "v")
    return d.both("simplex(p)", d.generalise("every(i, p[i] >= 0)", sign, "i"), total)


def _apart(d: Derivation, sums: dict[str, str]) -> tuple[str, str]:
    """An absurdity and its negation, from sum(i, p[i]) != 1."""
    order = d.trichotomy("sum(i, p[i]) < 1 or sum(i, p[i]) = 1 or 1 < sum(i, p[i])", "sum(i, p[i])", "1")
    low = d.arith("0 < 0", (1, d.assume("sum(i, p[i]) < 1")), (1, sums[">="]))
    none = d.contradiction("0 < 0", d.assume("sum(i, p[i]) = 1"), d.assume("sum(i, p[i]) != 1"))
    first = d.either("0 < 0", d.assume("sum(i, p[i]) < 1 or sum(i, p[i]) = 1"), low, none)
    high = d.arith("0 < 0", (1, d.assume("1 < sum(i, p[i])")), (1, sums["<="]))
    return d.either("0 < 0", order, first, high), d.arith("0 <= 0")


def subgradients_in_simplex(kind: str) -> Callable[[Derivation, Form], str]:
    """The second conclusion of Theorem 5.1: subgradients at members of Θ are probability vectors. kind: subgradient_rise or subgradient_max."""

    def build(d: Derivation, form: Form) -> str:
        premise = f"member(theta, Theta) and {kind}(theta, p)"
        fact = d.right(f"{kind}(theta, p)", d.assume(premise))
        if kind == "subgradient_max":
            fact = as_rise(d, bridge(d, d.hypothesis(form.given.index(FINITE), FINITE)), "theta", "p", fact)
        closed = d.discharge(f"{premise} -> simplex(p)", probability(d, fact))
        return d.generalise(form.conclusion[1], d.generalise(f"forall(p, {premise} -> simplex(p))", closed, "p"), "theta")

    return build
