"""Conjugates and subgradients of functions given by their graphs: Equations 18, 19, 21, 22 and the optimality condition (Section 8.1.1)."""

from __future__ import annotations

from proofs.graphs import bounded_text, difference, dual_text, general, pairing, parts
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

LEAST = "forall(b, {} -> {} <= b)"
AT_MOST = bounded_text(general, "p", "b")


def one_supremum(d: Derivation, form: Form) -> str:
    """Each of two suprema is at most the other."""
    first = (bounded_text(general, "p", "a"), LEAST.format(AT_MOST, "a"))
    second = (bounded_text(general, "p", "c"), LEAST.format(AT_MOST, "c"))
    given = d.assume(f"{first[0]} and {first[1]} and ({second[0]} and {second[1]})")
    left, right = d.left(f"{first[0]} and {first[1]}", given), d.right(f"{second[0]} and {second[1]}", given)
    bound = d.left(first[0], left), d.left(second[0], right)
    least = d.right(first[1], left), d.right(second[1], right)
    up = d.apply("a <= c", d.instance(f"{second[0]} -> a <= c", least[0], "c"), bound[1])
    down = d.apply("c <= a", d.instance(f"{first[0]} -> c <= a", least[1], "a"), bound[0])
    order = d.trichotomy("a < c or a = c or c < a", "a", "c")
    low = d.contradiction("a = c", d.arith("0 < 0", (1, d.assume("a < c")), (1, down)), d.arith("0 <= 0"))
    high = d.contradiction("a = c", d.arith("0 < 0", (1, d.assume("c < a")), (1, up)), d.arith("0 <= 0"))
    line = d.either("a = c", order, d.either("a = c", d.assume("a < c or a = c"), low, d.assume("a = c")), high)
    return d.discharge(form.conclusion[0], line)


def maximum_is_supremum(d: Derivation, form: Form) -> str:
    """An upper bound is at least the value at x."""
    peak = f"forall(y, member(y, F) -> {pairing('p', 'y')} <= {pairing('p', 'x')})"
    member = d.left("member(x, F)", d.assume(f"member(x, F) and {peak}"))
    bound = bounded_text(general, "p", "b", "y")
    at = d.instance(f"member(x, F) -> {pairing('p', 'x')} <= b", d.assume(bound), "x")
    line = d.discharge(f"{bound} -> {pairing('p', 'x')} <= b", d.apply(f"{pairing('p', 'x')} <= b", at, member))
    return d.discharge(form.conclusion[1], d.generalise(f"forall(b, {bound} -> {pairing('p', 'x')} <= b)", line, "b"))


MIX = "(lam * p + (1 - lam) * q)"


def mixed_bound(d: Derivation, low: str, high: str, one: str, two: str) -> str:
    """lam a + (1-lam) b bounds <lam p + (1-lam) q, x> on F, from bounds a and b for p and q."""
    member = d.assume("member(x, F)")
    left = d.apply(f"{pairing('p', 'x')} <= a", d.instance(f"member(x, F) -> {pairing('p', 'x')} <= a", one, "x"), member)
    right = d.apply(f"{pairing('q', 'x')} <= b", d.instance(f"member(x, F) -> {pairing('q', 'x')} <= b", two, "x"), member)
    line = d.arith(f"{pairing(MIX, 'x')} <= lam * a + (1 - lam) * b", (1, low, left), (1, high, right))
    line = d.discharge(f"member(x, F) -> {pairing(MIX, 'x')} <= lam * a + (1 - lam) * b", line)
    return d.generalise(bounded_text(general, MIX, "lam * a + (1 - lam) * b"), line, "x")


def conjugate_is_convex(d: Derivation, form: Form) -> str:
    texts = ("0 <= lam", "lam <= 1", bounded_text(general, "p", "a"), bounded_text(general, "q", "b"))
    low, high, one, two = parts(d, texts, d.assume(" and ".join(texts)))
    return d.discharge(form.conclusion[0], mixed_bound(d, low, high, one, two))


def domain_is_convex(d: Derivation, form: Form) -> str:
    sides = [f"({dual_text(general, name)})" for name in ("p", "q")]
    texts = (*sides, "0 <= lam", "lam <= 1")
    one, two, low, high = parts(d, texts, d.assume(" and ".join(texts)))
    first = d.arith(f"{MIX}[1] = -1", ("lam", d.left("p[1] = -1", one)), ("1 - lam", d.left("q[1] = -1", two)))
    bounds = [bounded_text(general, "p", "a"), bounded_text(general, "q", "b")]
    line = mixed_bound(d, low, high, d.assume(bounds[0]), d.assume(bounds[1]))
    goal = f"exists(a, {bounded_text(general, MIX, 'a')})"
    line = d.witness(goal, line, "lam * a + (1 - lam) * b")
    line = d.obtain(goal, d.right(f"exists(b, {bounds[1]})", two), line, "b")
    line = d.obtain(goal, d.right(f"exists(a, {bounds[0]})", one), line, "a")
    return d.discharge(form.conclusion[0], d.both(dual_text(general, MIX), first, line))


def subgradient_is_dual(d: Derivation) -> str:
    """member(x, F) and graph_subgradient(p, x, F) -> dual(p, F)."""
    given = d.assume("member(x, F) and graph_subgradient(p, x, F)")
    inner = d.right("graph_subgradient(p, x, F)", given)
    below = d.right(f"forall(y, member(y, F) -> {difference('p', 'y', 'x')} <= 0)", inner)
    at = d.instance(f"member(y, F) -> {difference('p', 'y', 'x')} <= 0", below, "y")
    line = d.arith(f"{pairing('p', 'y')} <= {pairing('p', 'x')}", (1, d.apply(f"{difference('p', 'y', 'x')} <= 0", at, d.assume("member(y, F)"))))
    line = d.discharge(f"member(y, F) -> {pairing('p', 'y')} <= {pairing('p', 'x')}", line)
    line = d.generalise(bounded_text(general, "p", pairing("p", "x"), "y"), line, "y")
    bounded = f"exists(a, {bounded_text(general, 'p', 'a')})"
    line = d.both("dual(p, F)", d.left("p[1] = -1", inner), d.witness(bounded, line, pairing("p", "x")))
    return d.discharge("member(x, F) and graph_subgradient(p, x, F) -> dual(p, F)", line)


def equation_21(d: Derivation, form: Form) -> str:
    return subgradient_is_dual(d)


def subgradients_are_dual(d: Derivation, form: Form) -> str:
    line = d.generalise("forall(x, member(x, F) and graph_subgradient(p, x, F) -> dual(p, F))", subgradient_is_dual(d), "x")
    return d.generalise(form.conclusion[1], line, "p")


PEAK = f"forall(y, member(y, F) -> {pairing('p', 'y')} <= {pairing('p', 'x')})"


def minimal_at_peak(d: Derivation, form: Form) -> str:
    at = d.instance(f"member(y, F) -> {pairing('p', 'y')} <= {pairing('p', 'x')}", d.hypothesis(3, PEAK), "y")
    line = d.apply(f"{pairing('p', 'y')} <= {pairing('p', 'x')}", at, d.assume("member(y, F)"))
    line = d.arith(f"-{pairing('p', 'x')} <= -{pairing('p', 'y')}", (1, line))
    return d.generalise(form.conclusion[0], d.discharge(f"member(y, F) -> -{pairing('p', 'x')} <= -{pairing('p', 'y')}", line), "y")


def subgradient_at_peak(d: Derivation, form: Form) -> str:
    at = d.instance(f"member(y, F) -> {pairing('p', 'y')} <= {pairing('p', 'x')}", d.hypothesis(3, PEAK), "y")
    line = d.arith(f"{difference('p', 'y', 'x')} <= 0", (1, d.apply(f"{pairing('p', 'y')} <= {pairing('p', 'x')}", at, d.assume("member(y, F)"))))
    line = d.discharge(f"member(y, F) -> {difference('p', 'y', 'x')} <= 0", line)
    line = d.generalise(f"forall(y, member(y, F) -> {difference('p', 'y', 'x')} <= 0)", line, "y")
    return d.both("graph_subgradient(p, x, F)", d.hypothesis(2, "p[1] = -1"), line)
