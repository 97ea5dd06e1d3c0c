"""Section 3: the softmax, the Gumbel law and its two distributions, complete, minimal and identifiable."""

from __future__ import annotations

from collections.abc import Callable

from proofs.lemmas import shifted_softmax, softmax_determines
from proofs.means import mean_softmax_of_translate
from proofs.perturb_softmax import MEMBERS
from proofs.softmax import softmax_of_log
from proofs.written import at_instance, failure
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

Build = Callable[[Derivation, Form], str]
MEANS = "every(i, mean_softmax(theta, i) = mean_softmax(tau, i))"
PLAIN = "every(i, softmax(theta, i) = softmax(tau, i))"
AT_VERTEX = {"d": 2, "p": "vec(1, 0)"}
AT_LOGS = {**AT_VERTEX, "theta": "vec(log(1), log(0))"}


# Equation 1


def sum_is_positive(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[0], d.positive("sum(j, exp(theta[j]))"), "theta")


def shares_are_positive(d: Derivation, form: Form) -> str:
    every = d.generalise("every(i, softmax(theta, i) > 0)", d.positive("softmax(theta, i)"), "i")
    return d.generalise(form.conclusion[1], every, "theta")


# minimal, complete, identifiable


def one_to_one_means(d: Derivation, form: Form) -> str:
    """p_θ ≠ p_τ gives θ ≠ τ as p is a function of θ; the other half is one-to-one, turned round."""
    differ = f"not {MEANS} -> theta != tau"
    apart = f"theta != tau -> not {MEANS}"
    rule = d.assume("minimal_perturb_softmax(Theta)")
    d.assume(MEMBERS)
    first = d.discharge(differ, values_differ(d))
    at = d.instance(f"forall(tau, {MEMBERS} and {MEANS} -> theta = tau)", rule, "theta")
    at = d.instance(f"{MEMBERS} and {MEANS} -> theta = tau", at, "tau")
    equal = d.assume(MEANS)
    same = d.apply("theta = tau", at, d.both(f"{MEMBERS} and {MEANS}", d.assume(MEMBERS), equal))
    second = d.discharge(apart, d.contradiction(f"not {MEANS}", same, d.assume("theta != tau")))
    line = d.discharge(f"{MEMBERS} -> ({differ}) and ({apart})", d.both(f"({differ}) and ({apart})", first, second))
    line = d.generalise(f"forall(tau, {MEMBERS} -> ({differ}) and ({apart}))", line, "tau")
    return d.discharge(form.conclusion[0], d.generalise(f"forall(theta, forall(tau, {MEMBERS} -> ({differ}) and ({apart})))", line, "theta"))


def values_differ(d: Derivation) -> str:
    """theta != tau, from different means: equal parameters have equal values."""
    equal, unequal = d.assume("theta = tau"), d.assume(f"not {MEANS}")
    zero = d.generalise("every(i, theta[i] = tau[i] + 0)", d.arith("theta[i] = tau[i] + 0", (1, d.instance("theta[i] = tau[i]", equal, "i"))), "i")
    return d.contradiction("theta != tau", mean_softmax_of_translate(d, "theta", "tau", "0", zero), unequal)


def means_one_to_one(d: Derivation, form: Form) -> str:
    differ, apart = f"not {MEANS} -> theta != tau", f"theta != tau -> not {MEANS}"
    rule = d.assume(f"forall(theta, forall(tau, {MEMBERS} -> ({differ}) and ({apart})))")
    given = d.assume(f"{MEMBERS} and {MEANS}")
    at = d.instance(f"{MEMBERS} -> ({differ}) and ({apart})", d.instance(f"forall(tau, {MEMBERS} -> ({differ}) and ({apart}))", rule, "theta"), "tau")
    at = d.right(apart, d.apply(f"({differ}) and ({apart})", at, d.left(MEMBERS, given)))
    unequal = d.apply(f"not {MEANS}", at, d.assume("theta != tau"))
    line = d.discharge(f"{MEMBERS} and {MEANS} -> theta = tau", d.contradiction("theta = tau", d.right(MEANS, given), unequal))
    line = d.generalise(f"forall(tau, {MEMBERS} and {MEANS} -> theta = tau)", line, "tau")
    return d.discharge(form.conclusion[1], d.generalise("minimal_perturb_softmax(Theta)", line, "theta"))


def identifiable(d: Derivation, form: Form) -> str:
    """Two parameters of one p have equal distributions."""
    reached = "member({0}, Theta) and every(i, mean_softmax({0}, i) = p[i])"
    exists = f"exists(theta, {reached.format('theta')})"
    onto = d.instance(f"member(p, S) -> {exists}", d.hypothesis(0, f"forall(p, member(p, S) -> {exists})"), "p")
    source = d.apply(exists, onto, d.assume("member(p, S)"))
    found, other = d.assume(reached.format("theta")), d.assume(reached.format("tau"))
    inside = [d.left(f"member({x}, Theta)", fact) for x, fact in (("theta", found), ("tau", other))]
    one, two = (
        d.instance(f"mean_softmax({x}, i) = p[i]", d.right(f"every(i, mean_softmax({x}, i) = p[i])", fact), "i")
        for x, fact in (("theta", found), ("tau", other))
    )
    same = d.generalise(MEANS, d.arith("mean_softmax(theta, i) = mean_softmax(tau, i)", (1, one), (-1, two)), "i")
    rule = d.instance(f"forall(tau, {MEMBERS} and {MEANS} -> theta = tau)", d.hypothesis(1, "minimal_perturb_softmax(Theta)"), "theta")
    rule = d.instance(f"{MEMBERS} and {MEANS} -> theta = tau", rule, "tau")
    line = d.apply("theta = tau", rule, d.both(f"{MEMBERS} and {MEANS}", d.both(MEMBERS, *inside), same))
    only = f"forall(tau, {reached.format('tau')} -> theta = tau)"
    line = d.generalise(only, d.discharge(f"{reached.format('tau')} -> theta = tau", line), "tau")
    goal = f"exists(theta, {reached.format('theta')} and {only})"
    line = d.obtain(goal, source, d.witness(goal, d.both(f"{reached.format('theta')} and {only}", found, line), "theta"), "theta")
    return d.generalise(form.conclusion[0], d.discharge(f"member(p, S) -> {goal}", line), "p")


def log_of_vertex_fails(d: Derivation, form: Form) -> str:
    """Whatever log 0 is, softmax(θ)_2 > 0."""
    claim = at_instance(form.conclusion[1], AT_LOGS)
    premise, _, goal = claim.partition(" -> ")
    vertex, _, logs = premise.partition(" and ")
    signs = d.both("every(i, vec(1, 0)[i] >= 0)", d.arith("vec(1, 0)[1] >= 0", (1,)), d.arith("vec(1, 0)[2] >= 0"))
    simplex = d.both(vertex, signs, d.arith("sum(i, vec(1, 0)[i]) = 1"))
    theta = f"({AT_LOGS['theta']})"
    same = d.both(logs, *(d.identity(f"{theta}[{i}] = log(vec(1, 0)[{i}])") for i in (1, 2)))
    fact = d.apply(goal, d.assume(claim), d.both(premise, simplex, same))
    zero = d.right(f"softmax({theta}, 2) = vec(1, 0)[2]", fact)
    absurd = d.arith("0 < 0", (1, d.positive(f"softmax({theta}, 2)")), (1, zero))
    return failure(d, form, 1, AT_LOGS, [], d.contradiction(f"not ({claim})", absurd, d.arith("0 <= 0")))


def log_is_reached(d: Derivation, form: Form) -> str:
    given = d.assume("open_simplex(p) and every(i, x[i] = log(p[i]))")
    simplex, logs = d.left("open_simplex(p)", given), d.right("every(i, x[i] = log(p[i]))", given)
    line = softmax_of_log(d, logs, d.left("every(i, p[i] > 0)", simplex), d.right("sum(i, p[i]) = 1", simplex))
    line = d.generalise("every(i, softmax(x, i) = p[i])", line, "i")
    body = "open_simplex(p) and every(i, {0}[i] = log(p[i])) -> every(i, softmax({0}, i) = p[i])"
    line = d.generalise(f"forall(x, {body.format('x')})", d.discharge(body.format("x"), line), "x")
    return d.instance(body.format("theta"), line, "theta")


# translations


def translates_share(d: Derivation, form: Form) -> str:
    line = d.identity("softmax(theta, i) = softmax(theta + c * ones, i)")
    line = d.generalise("every(i, softmax(theta, i) = softmax(theta + c * ones, i))", line, "i")
    line = d.generalise("forall(c, every(i, softmax(theta, i) = softmax(theta + c * ones, i)))", line, "c")
    return d.generalise(form.conclusion[0], line, "theta")


def two_translates(d: Derivation, form: Form) -> str:
    """0 and the vector of ones."""
    zero, ones = "(0 * ones)", "ones"
    first = d.instance(f"{zero}[1] = {ones}[1]", d.assume(f"{zero} = {ones}"), "1")
    differ = d.contradiction(f"{zero} != {ones}", d.arith("0 < 0", (-1, first), ("1",)), d.arith("0 <= 0"))
    same = d.generalise(f"every(i, softmax({zero}, i) = softmax({ones}, i))", d.identity(f"softmax({zero}, i) = softmax({ones}, i)"), "i")
    line = d.both(f"{zero} != {ones} and every(i, softmax({zero}, i) = softmax({ones}, i))", differ, same)
    line = d.witness(f"exists(tau, {zero} != tau and every(i, softmax({zero}, i) = softmax(tau, i)))", line, ones)
    return d.witness(form.conclusion[1], line, zero)


def minimal_of(d: Derivation, none: str) -> str:
    """minimal_softmax(Theta), from no_two_translates(Theta)."""
    given = d.assume(f"{MEMBERS} and {PLAIN}")
    members, equal = d.left(MEMBERS, given), d.right(PLAIN, given)
    shift = d.apply("every(i, theta[i] = tau[i] + (lse(theta) - lse(tau)))", softmax_determines(d).at("theta", "tau"), equal)
    together = d.witness("translates(theta, tau)", shift, "lse(theta) - lse(tau)")
    rule = d.instance(f"forall(tau, {MEMBERS} and theta != tau -> not translates(theta, tau))", none, "theta")
    rule = d.instance(f"{MEMBERS} and theta != tau -> not translates(theta, tau)", rule, "tau")
    apart = d.apply("not translates(theta, tau)", rule, d.both(f"{MEMBERS} and theta != tau", members, d.assume("theta != tau")))
    line = d.discharge(f"{MEMBERS} and {PLAIN} -> theta = tau", d.contradiction("theta = tau", together, apart))
    return d.generalise("minimal_softmax(Theta)", d.generalise(f"forall(tau, {MEMBERS} and {PLAIN} -> theta = tau)", line, "tau"), "theta")


def minimal_from_hypothesis(d: Derivation, form: Form) -> str:
    return minimal_of(d, d.hypothesis(0, "no_two_translates(Theta)"))


def minimal_if(d: Derivation, form: Form) -> str:
    return d.discharge(form.conclusion[0], minimal_of(d, d.assume("no_two_translates(Theta)")))


def minimal_only_if(d: Derivation, form: Form) -> str:
    one = d.assume("minimal_softmax(Theta)")
    given = d.assume(f"{MEMBERS} and theta != tau")
    shift = d.assume("every(i, theta[i] = tau[i] + c)")
    equal = d.apply(PLAIN, shifted_softmax(d).at("theta", "tau", "c"), shift)
    at = d.instance(f"forall(tau, {MEMBERS} and {PLAIN} -> theta = tau)", one, "theta")
    at = d.instance(f"{MEMBERS} and {PLAIN} -> theta = tau", at, "tau")
    same = d.apply("theta = tau", at, d.both(f"{MEMBERS} and {PLAIN}", d.left(MEMBERS, given), equal))
    same = d.obtain("theta = tau", d.assume("translates(theta, tau)"), same, "c")
    line = d.contradiction("not translates(theta, tau)", same, d.right("theta != tau", given))
    line = d.discharge(f"{MEMBERS} and theta != tau -> not translates(theta, tau)", line)
    line = d.generalise(f"forall(tau, {MEMBERS} and theta != tau -> not translates(theta, tau))", line, "tau")
    return d.discharge(form.conclusion[1], d.generalise("no_two_translates(Theta)", line, "theta"))


PAIR_AT = {"d": 2, "Theta": "x | (x[1] = 0 and x[2] = 1) or (x[1] = 1 and x[2] = 2)"}


def pair(x: str) -> str:
    return f"(({x}[1] = 0 and {x}[2] = 1) or ({x}[1] = 1 and {x}[2] = 2))"


def pair_is_not_minimal(d: Derivation, form: Form) -> str:
    """(0, 1) and (1, 2): neither is a multiple of 1, and their softmax is the same."""
    level = "every(i, theta[i] = tau[i] and tau[i] = c)"
    body = f"{pair('theta')} and {pair('tau')} and {level}"
    found = d.assume(body)
    members = d.left(f"{pair('theta')} and {pair('tau')}", found)
    lines = d.right(level, found)
    one = d.right("tau[1] = c", d.left("theta[1] = tau[1] and tau[1] = c", lines))
    two = d.right("tau[2] = c", d.right("theta[2] = tau[2] and tau[2] = c", lines))
    cases = []
    for a, b in ((0, 1), (1, 2)):
        here = d.assume(f"tau[1] = {a} and tau[2] = {b}")
        first, second = d.left(f"tau[1] = {a}", here), d.right(f"tau[2] = {b}", here)
        cases.append(d.arith("0 < 0", (1, first), (-1, second), (-1, one), (1, two), ("1",)))
    absurd = d.either("0 < 0", d.right(pair("tau"), members), *cases)
    some = f"exists(theta, exists(tau, exists(c, {body})))"
    for text, name in ((f"exists(c, {body})", "c"), (f"exists(tau, exists(c, {body}))", "tau"), (some, "theta")):
        absurd = d.obtain("0 < 0", d.assume(text), absurd, name)
    hypothesis = d.contradiction(f"not {some}", absurd, d.arith("0 <= 0"))
    premise = "{} and {} and every(i, softmax({}, i) = softmax({}, i))"
    claim = f"forall(theta, forall(tau, {premise.format(pair('theta'), pair('tau'), 'theta', 'tau')} -> theta = tau))"
    u, v = "vec(0, 1)", "vec(1, 2)"
    rule = f"{premise.format(pair(u), pair('tau'), u, 'tau')} -> {u} = tau"
    at = d.instance(f"forall(tau, {rule})", d.assume(claim), u)
    at = d.instance(f"{premise.format(pair(u), pair(v), u, v)} -> {u} = {v}", at, v)
    inside = []
    for x, (a, b) in ((u, (0, 1)), (v, (1, 2))):
        line = d.both(f"{x}[1] = {a} and {x}[2] = {b}", d.identity(f"{x}[1] = {a}"), d.identity(f"{x}[2] = {b}"))
        inside.append(d.weaken(pair(x), line))
    same = d.both(f"every(i, softmax({u}, i) = softmax({v}, i))", *(d.identity(f"softmax({u}, {i}) = softmax({v}, {i})") for i in (1, 2)))
    line = d.both(premise.format(pair(u), pair(v), u, v), d.both(f"{pair(u)} and {pair(v)}", *inside), same)
    equal = d.left(f"{u}[1] = {v}[1]", d.apply(f"{u} = {v}", at, line))
    fact = d.contradiction(f"not {claim}", d.arith("0 < 0", (-1, equal), ("1",)), d.arith("0 <= 0"))
    return d.both(f"(not {some}) and (not {claim})", hypothesis, fact)
