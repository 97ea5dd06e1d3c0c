"""The two potentials, log-sum-exp and the maximum, and what both share: bounds, convexity, one coordinate that decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from proofs.lemmas import lse_convex, tangent
from proofs.means import lse_below
from verifier.engines.derive import Derivation

TOP, BOTTOM, TILT = "greatest(k, w[k])", "greatest(k, -w[k])", "sum(k, p[k] * w[k])"
GREATEST = "the greatest of finitely many numbers"


@dataclass(frozen=True)
class Potential:
    """A convex function P of vectors with P(x + c 1) = P(x) + c, by what a derivation needs of it.

    text      P of a vector term
    below     from u[i] <= v[i] + c with i free: P(u) <= P(v) + c; arguments notebook, u, v, c, fact
    single    x[m] <= P(x), for a vector term x
    convex    P(lam u' + (1-lam) v') <= lam P(u') + (1-lam) P(v') for u' = u + g, v' = v + g, from 0 < lam and lam < 1
    """

    text: Callable[[str], str]
    below: Callable[[Derivation, str, str, str, str], str]
    single: Callable[[Derivation, str], str]
    convex: Callable[[Derivation, str, str], str]

    def rise(self, x: str) -> str:
        return f"({self.text(f'({x} + g)')} - {self.text('g')})"

    def body(self, x: str) -> str:
        return f"({self.text(f'({x} + g)')} - {self.text('g')} - {tilt(x)})"

    def phi(self, x: str) -> str:
        return f"E(g, {self.body(x)})"

    def quotient(self, r: str = "r") -> str:
        return f"(exp(-{r}) * ({self.text(f'(exp({r}) * w + g)')} - {self.text('g')}) - {TOP})"


def tilt(x: str) -> str:
    return f"sum(k, p[k] * {x}[k])"


# the two potentials


def lse_single(d: Derivation, x: str) -> str:
    """x[m] <= lse(x)."""
    each = d.generalise("every(i, 0 <= exp(x[i]))", d.arith("0 <= exp(x[i])", (1, d.positive("exp(x[i])"))), "i")
    part = d.theorem("every(i, exp(x[i]) <= sum(j, exp(x[j])))", "a sum of non-negative terms is at least each", each, F=("i", "exp(x[i])"))
    one = d.instance("exp(x[i]) <= sum(j, exp(x[j]))", part, "i")
    term = d.lemma("x i", lambda x, i: f"exp({x}[{i}]) <= sum(j, exp({x}[j]))", one).at(x, "m")
    return d.arith(f"{x}[m] <= lse({x})", (1, tangent(d).at(f"{x}[m] - lse({x})")), (f"1 / sum(j, exp({x}[j]))", term))


def lse_between(d: Derivation, above: str, below: str) -> str:
    return lse_convex(d, above, below).at("u + g", "v + g")


def top(x: str) -> str:
    return f"greatest(k, {x}[k])"


def top_facts(d: Derivation, x: str) -> tuple[str, str]:
    """every(i, x[i] <= top(x)), and some(i, x[i] = top(x))."""
    first, second = f"every(i, {x}[i] <= {top(x)})", f"some(i, {x}[i] = {top(x)})"
    fact = d.theorem(f"{first} and {second}", GREATEST, F=("i", f"{x}[i]"))
    return d.left(first, fact), d.right(second, fact)


def top_below(d: Derivation, u: str, v: str, c: str, each: str) -> str:
    reached, bounds = top_facts(d, u)[1], top_facts(d, v)[0]
    at_top, goal = d.assume(f"{u}[i] = {top(u)}"), f"{top(u)} <= {top(v)} + {c}"
    line = d.arith(goal, (-1, at_top), (1, each), (1, d.instance(f"{v}[i] <= {top(v)}", bounds, "i")))
    return d.obtain(goal, reached, line, "i")


def top_single(d: Derivation, x: str) -> str:
    return d.instance(f"{x}[m] <= {top(x)}", top_facts(d, x)[0], "m")


def top_between(d: Derivation, above: str, below: str) -> str:
    u, v = "(u + g)", "(v + g)"
    mix = f"(lam * {u} + (1 - lam) * {v})"
    goal = f"{top(mix)} <= lam * {top(u)} + (1 - lam) * {top(v)}"
    first, second = (d.instance(f"{x}[i] <= {top(x)}", top_facts(d, x)[0], "i") for x in (u, v))
    line = d.arith(goal, (-1, d.assume(f"{mix}[i] = {top(mix)}")), (1, above, first), (1, below, second))
    return d.obtain(goal, top_facts(d, mix)[1], line, "i")


LSE = Potential(lambda x: f"lse({x})", lse_below, lse_single, lse_between)
MAX = Potential(top, top_below, top_single, top_between)
