"""Theorem 4.3, Lemma 4.2, Equations 6, 10, 46 and what belongs to them: every d, every law."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from proofs.means import (
    combination,
    convex_mean,
    increment_integrable,
    mean_lse_of_translate,
    mean_softmax_determines,
    mean_softmax_of_translate,
    monotone_mean,
)
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

FINITE = "forall(theta, integrable(g, lse(theta + g)))"
MEMBERS = "member(theta, Theta) and member(tau, Theta)"
EQUAL = "every(i, mean_softmax(theta, i) = mean_softmax(tau, i))"
INSIDE = "0 < lam and lam < 1"
Build = Callable[[Derivation, Form], str]


def finite_at(d: Derivation, finite: str) -> Callable[[str], str]:
    """lse(x+g) is integrable, for any x, from the standing hypothesis."""
    return lambda x: d.instance(f"integrable(g, lse({x} + g))", finite, x)


def lse_at(x: str) -> str:
    return f"lse({x} + g)"


def increment_at(x: str) -> str:
    return f"(lse({x} + g) - lse(g))"


def renamed(d: Derivation, fact: str, body: Callable[[str, str], str]) -> str:
    """body(theta, tau), from body(u, v) where nothing is assumed of u and v."""
    return d.lemma("u v", body, fact).at("theta", "tau")


# Theorem 4.3


def apart_in(d: Derivation, none: str, given: str) -> str:
    """not translates(theta, tau), from no_two_translates(Theta) and two different members."""

    def rule(theta: str, tau: str) -> str:
        return f"member({theta}, Theta) and member({tau}, Theta) and {theta} != {tau} -> not translates({theta}, {tau})"

    at = d.instance(f"forall(tau, {rule('theta', 'tau')})", none, "theta")
    return d.apply("not translates(theta, tau)", d.instance(rule("theta", "tau"), at, "tau"), given)


def minimal(d: Derivation, none: str) -> str:
    """minimal_perturb_softmax(Theta), from no_two_translates(Theta)."""
    given = d.assume(f"{MEMBERS} and {EQUAL}")
    members, equal = d.left(MEMBERS, given), d.right(EQUAL, given)
    translates = d.apply("translates(theta, tau)", mean_softmax_determines(d).at("theta", "tau"), equal)
    differ = d.both(f"{MEMBERS} and theta != tau", members, d.assume("theta != tau"))
    same = d.contradiction("theta = tau", translates, apart_in(d, none, differ))
    closed = d.discharge(f"{MEMBERS} and {EQUAL} -> theta = tau", same)
    closed = d.generalise(f"forall(tau, {MEMBERS} and {EQUAL} -> theta = tau)", closed, "tau")
    return d.generalise("minimal_perturb_softmax(Theta)", closed, "theta")


def theorem_4_3(d: Derivation, form: Form) -> str:
    return minimal(d, d.hypothesis(1, "no_two_translates(Theta)"))


def sufficient(d: Derivation, form: Form) -> str:
    return d.discharge(form.conclusion[0], minimal(d, d.assume("no_two_translates(Theta)")))


def necessary(d: Derivation, form: Form) -> str:
    """Translates have the same probabilities, so a one-to-one Θ has no two different ones."""
    one = d.assume("minimal_perturb_softmax(Theta)")
    given = d.assume(f"{MEMBERS} and theta != tau")
    members, differ = d.left(MEMBERS, given), d.right("theta != tau", given)
    translates = d.assume("translates(theta, tau)")
    equal = mean_softmax_of_translate(d, "theta", "tau", "c", d.assume("every(i, theta[i] = tau[i] + c)"))
    at = d.instance(f"forall(tau, {MEMBERS} and {EQUAL} -> theta = tau)", one, "theta")
    at = d.instance(f"{MEMBERS} and {EQUAL} -> theta = tau", at, "tau")
    same = d.obtain("theta = tau", translates, d.apply("theta = tau", at, d.both(f"{MEMBERS} and {EQUAL}", members, equal)), "c")
    closed = d.discharge(
        f"{MEMBERS} and theta != tau -> not translates(theta, tau)", d.contradiction("not translates(theta, tau)", same, differ)
    )
    closed = d.generalise(f"forall(tau, {MEMBERS} and theta != tau -> not translates(theta, tau))", closed, "tau")
    return d.discharge(form.conclusion[1], d.generalise("no_two_translates(Theta)", closed, "theta"))


def minimal_then_separate(d: Derivation, form: Form) -> str:
    return necessary(d, replace(form, conclusion=("", "minimal_perturb_softmax(Theta) -> no_two_translates(Theta)")))


def separate_then_minimal(d: Derivation, form: Form) -> str:
    return d.discharge("no_two_translates(Theta) -> minimal_perturb_softmax(Theta)", minimal(d, d.assume("no_two_translates(Theta)")))


# Lemma 4.2 and Equations 6, 10, 46


def argument_is_positive(d: Derivation, form: Form) -> str:
    fact = d.generalise("forall(g, sum(i, exp(theta[i] + g[i])) > 0)", d.positive("sum(i, exp(theta[i] + g[i]))"), "g")
    return d.generalise(form.conclusion[0], fact, "theta")


def finite_everywhere(d: Derivation, form: Form) -> str:
    """lse(θ+g) = (lse(θ+g) - lse(g)) + lse(g), and the first part is bounded."""
    at_zero = d.hypothesis(0, "integrable(g, lse(g))")
    increment = increment_integrable(d).at("theta")
    finite, _ = combination(d, "lse(theta + g)", (("1", increment_at("theta"), increment), ("1", "lse(g)", at_zero)))
    return d.generalise(form.conclusion[1], finite, "theta")


def equation_10(d: Derivation, form: Form) -> str:
    strict = strict_everywhere(d, lse_at, finite_at(d, d.hypothesis(0, FINITE)))
    return strict(d.hypothesis(2, INSIDE), d.hypothesis(1, "not translates(theta, tau)"))


def strict_everywhere(d: Derivation, term: Callable[[str], str], finite: Callable[[str], str]) -> Callable[[str, str], str]:
    """From facts 0 < lam and lam < 1, and not translates(theta, tau): the strict inequality for E term."""
    inside, apart = d.assume(INSIDE), d.assume("not translates(u, v)")
    line = convex_mean(d, term, finite, d.left("0 < lam", inside), d.right("lam < 1", inside), apart)

    def inequality(u: str, v: str) -> str:
        return f"E(g, {term(f'(lam * {u} + (1 - lam) * {v})')}) < lam * E(g, {term(u)}) + (1 - lam) * E(g, {term(v)})"

    def apart_rule(u: str, v: str) -> str:
        return f"not translates({u}, {v}) -> {inequality(u, v)}"

    def body(u: str, v: str) -> str:
        return f"{INSIDE} -> ({apart_rule(u, v)})"

    rule = renamed(d, d.discharge(body("u", "v"), d.discharge(apart_rule("u", "v"), line)), body)
    return lambda within, different: d.apply(inequality("theta", "tau"), d.apply(apart_rule("theta", "tau"), rule, within), different)


def lemma_4_2(d: Derivation, form: Form) -> str:
    given = d.assume(f"{MEMBERS} and theta != tau and 0 < lam and lam < 1")
    rest = d.left(f"{MEMBERS} and theta != tau and 0 < lam", given)
    apart = apart_in(d, d.hypothesis(1, "no_two_translates(Theta)"), d.left(f"{MEMBERS} and theta != tau", rest))
    inside = d.both(INSIDE, d.right("0 < lam", rest), d.right("lam < 1", given))
    goal = "mean_lse(lam * theta + (1 - lam) * tau) < lam * mean_lse(theta) + (1 - lam) * mean_lse(tau)"
    line = strict_everywhere(d, lse_at, finite_at(d, d.hypothesis(2, FINITE)))(inside, apart)
    closed = d.discharge(f"{MEMBERS} and theta != tau and 0 < lam and lam < 1 -> {goal}", line)
    return closed_over(d, f"{MEMBERS} and theta != tau and 0 < lam and lam < 1 -> {goal}", closed)


def closed_over(d: Derivation, formula: str, fact: str) -> str:
    """forall(theta, forall(tau, forall(lam, formula)))."""
    for name in ("lam", "tau", "theta"):
        formula = f"forall({name}, {formula})"
        fact = d.generalise(formula, fact, name)
    return fact


def increments_are_finite(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[0], increment_integrable(d).at("theta"), "theta")


def strict_for_every_law(d: Derivation, form: Form) -> str:
    increment = increment_integrable(d)
    strict = strict_everywhere(d, increment_at, increment.at)
    given = d.assume("not translates(theta, tau) and 0 < lam and lam < 1")
    rest = d.left("not translates(theta, tau) and 0 < lam", given)
    inside = d.both(INSIDE, d.right("0 < lam", rest), d.right("lam < 1", given))
    line = strict(inside, d.left("not translates(theta, tau)", rest))
    mean = f"E(g, {increment_at('lam * theta + (1 - lam) * tau')})"
    goal = f"{mean} < lam * E(g, {increment_at('theta')}) + (1 - lam) * E(g, {increment_at('tau')})"
    formula = f"not translates(theta, tau) and 0 < lam and lam < 1 -> {goal}"
    return closed_over(d, formula, d.discharge(formula, line))


def equation_46(d: Derivation, form: Form) -> str:
    finite = finite_at(d, d.hypothesis(0, FINITE))
    given = d.assume(INSIDE)
    line = convex_mean(d, lse_at, finite, d.left("0 < lam", given), d.right("lam < 1", given), None)

    def body(u: str, v: str) -> str:
        return f"{INSIDE} -> mean_lse(lam * {u} + (1 - lam) * {v}) <= lam * mean_lse({u}) + (1 - lam) * mean_lse({v})"

    rule = renamed(d, d.discharge(body("u", "v"), line), body)
    return d.apply(form.conclusion[0], rule, d.hypothesis(1, INSIDE))


def translated(d: Derivation, form: Form) -> str:
    finite = d.instance("integrable(g, lse(theta + g))", d.hypothesis(0, FINITE), "theta")
    return mean_lse_of_translate(d, finite, "tau", "theta", "c", d.hypothesis(1, "every(i, tau[i] = theta[i] + c)"))


def affine_along_translation(d: Derivation, form: Form) -> str:
    finite = d.instance("integrable(g, lse(theta + g))", d.hypothesis(0, FINITE), "theta")
    shift = d.hypothesis(1, "every(i, tau[i] = theta[i] + c)")
    here = d.instance("tau[i] = theta[i] + c", shift, "i")
    mixed, part = "(lam * theta + (1 - lam) * tau)", "((1 - lam) * c)"
    mean = d.generalise(f"every(i, {mixed}[i] = theta[i] + {part})", d.arith(f"{mixed}[i] = theta[i] + {part}", ("1 - lam", here)), "i")
    one = mean_lse_of_translate(d, finite, "tau", "theta", "c", shift)
    two = mean_lse_of_translate(d, finite, mixed, "theta", part, mean)
    return d.arith(form.conclusion[1], (1, two), ("lam - 1", one))


def strictly_monotone(d: Derivation, form: Form) -> str:
    return monotone_mean(d).fact
