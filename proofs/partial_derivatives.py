"""The partial derivatives of the perturb-max, from its directional derivatives along e_i and -e_i: for every d and law without ties."""

from __future__ import annotations

from proofs.covering import rise_of_translate
from proofs.lemmas import tangent
from proofs.perturb_max import ALONE, FINITE, Notebook, slope
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

UNIT = "every(j, v[j] = delta(i, j))"
CHANCE = "mean_top(theta, i)"


def equal_means(d: Derivation, note: Notebook) -> Lemma:
    """x = tau in every component gives mean_max(x) = mean_max(tau)."""
    shift = "every(i, x[i] = tau[i] + c)"
    grown = d.discharge(f"{shift} -> rise_max(x) = rise_max(tau) + c", rise_of_translate(d, d.assume(shift)))
    rule = d.lemma("x tau c", lambda x, tau, c: f"every(i, {x}[i] = {tau}[i] + {c}) -> rise_max({x}) = rise_max({tau}) + {c}", grown)
    given = d.assume("every(i, x[i] = tau[i])")
    line = d.generalise("every(i, x[i] = tau[i] + 0)", d.arith("x[i] = tau[i] + 0", (1, d.instance("x[i] = tau[i]", given, "i"))), "i")
    line = d.apply("rise_max(x) = rise_max(tau) + 0", rule.at("x", "tau", "0"), line)
    line = d.arith("mean_max(x) = mean_max(tau)", (1, line), (1, note.same.at("x")), (-1, note.same.at("tau")))
    text = "every(i, x[i] = tau[i]) -> mean_max(x) = mean_max(tau)"
    return d.lemma("x tau", lambda x, tau: f"every(i, {x}[i] = {tau}[i]) -> mean_max({x}) = mean_max({tau})", d.discharge(text, line))


def within(w: str, r: str) -> str:
    quotient = f"exp({r}) * (mean_max(theta + (exp(-{r}) * {w})) - mean_max(theta)) - sum(i, mean_top(theta, i) * {w}[i])"
    return f"-eps < {quotient} and {quotient} < eps"


def eventually(w: str, s: str) -> str:
    return f"forall(r, {s} < r -> {within(w, 'r')})"


SIDES = {"s": ("v", "t"), "c": ("(-1 * v)", "(-t)")}
BOUND = "(1 / (exp(s) + exp(c)))"
GOAL = f"(mean_max(y) - mean_max(theta) - {CHANCE} * t)^2 <= (eps * t)^2"


def on_side(d: Derivation, name: str, facts: dict[str, str], same: Lemma) -> str:
    """GOAL for t > 0 along v, or for t < 0 along -v, with k = |t| = exp(-r), r = -log(k)."""
    w, k = SIDES[name]
    positive = d.assume(f"0 < {k}")
    log = d.theorem(f"exp(log({k})) = {k}", "log inverts exp", positive, a=k)
    late = d.assume(f"-log({k}) <= {name}")
    near = facts["upper"] if name == "s" else facts["lower"]
    small = d.arith(f"{k} * (exp(s) + exp(c)) < 1", ("exp(s) + exp(c)", near))
    other = "exp(c)" if name == "s" else "exp(s)"
    absurd = d.arith("0 < 0", (1, small), (other, positive), (1, tangent(d).at(f"{name} + log({k})")), (1, late), (f"exp({name})", log))
    far = d.contradiction(f"{name} < -log({k})", absurd, d.arith("0 <= 0"))
    at = d.instance(f"{name} < -log({k}) -> {within(w, f'(-log({k}))')}", facts[name], f"-log({k})")
    at = d.apply(within(w, f"(-log({k}))"), at, far)
    moved = f"(theta + (exp(-(-log({k}))) * {w}))"
    here, unit = d.instance("y[j] = theta[j] + t * delta(i, j)", facts["at"], "j"), d.instance("v[j] = delta(i, j)", facts["unit"], "j")
    level = d.arith(f"y[j] = {moved}[j]", (1, here), ("-t", unit), (f"-{w}[j]", log))
    equal = d.apply(f"mean_max(y) = mean_max({moved})", same.at("y", moved), d.generalise(f"every(j, y[j] = {moved}[j])", level, "j"))
    low, high = (within(w, f"(-log({k}))").partition(" and ")[n] for n in (0, 2))
    rest = f"mean_max(y) - mean_max(theta) - {CHANCE} * t"
    one = f"exp(-log({k}))"
    unitlog = d.arith(f"{one} * {k} = 1", (f"-{one}", log))
    gap = f"(mean_max({moved}) - mean_max(theta))"
    below = d.arith(f"-eps * {k} < {rest}", (1, positive, d.left(low, at)), (gap, unitlog), (-1, equal), ("-t", facts["value"]))
    above = d.arith(f"{rest} < eps * {k}", (1, positive, d.right(high, at)), (f"-{gap}", unitlog), (1, equal), ("t", facts["value"]))
    return d.arith(GOAL, (1, below, above))


def partial(d: Derivation, form: Form) -> str:
    """differentiable along theta_i, with the derivative P(i leads)."""
    note = Notebook(d, d.hypothesis(0, FINITE))
    rule = slope(note, d.instance("no_ties(theta)", d.hypothesis(1, ALONE), "theta"))
    same = equal_means(d, note)
    small, unit, found = d.assume("0 < eps"), d.assume(UNIT), {}
    for name, (w, _) in SIDES.items():
        some = f"exists(s, {eventually(w, 's')})"
        fact = d.instance(f"forall(eps, 0 < eps -> {some})", rule, w)
        found[name] = d.apply(some, d.instance(f"0 < eps -> {some}", fact, "eps"), small)
    each = d.arith("mean_top(theta, j) * v[j] = mean_top(theta, j) * delta(i, j)", ("mean_top(theta, j)", d.instance("v[j] = delta(i, j)", unit, "j")))
    each = d.generalise("every(j, mean_top(theta, j) * v[j] = mean_top(theta, j) * delta(i, j))", each, "j")
    value = d.theorem("sum(j, mean_top(theta, j) * v[j]) = sum(j, mean_top(theta, j) * delta(i, j))", "equal terms have equal sums", each,
                      F=("j", "mean_top(theta, j) * v[j]"), G=("j", "mean_top(theta, j) * delta(i, j)"))
    value = d.arith(f"sum(i, mean_top(theta, i) * v[i]) = {CHANCE}", (1, value))
    premise = f"-{BOUND} < t and t < {BOUND} and every(j, y[j] = theta[j] + t * delta(i, j))"
    given = d.assume(premise)
    front = d.left(f"-{BOUND} < t and t < {BOUND}", given)
    facts = {name: d.assume(eventually(w, name)) for name, (w, _) in SIDES.items()} | {
        "unit": unit, "value": value, "at": d.right("every(j, y[j] = theta[j] + t * delta(i, j))", given),
        "lower": d.left(f"-{BOUND} < t", front), "upper": d.right(f"t < {BOUND}", front),
    }
    zero = d.assume("t = 0")
    still = d.arith("y[j] = theta[j]", (1, d.instance("y[j] = theta[j] + t * delta(i, j)", facts["at"], "j")), ("delta(i, j)", zero))
    still = d.apply("mean_max(y) = mean_max(theta)", same.at("y", "theta"), d.generalise("every(j, y[j] = theta[j])", still, "j"))
    rest = f"(mean_max(y) - mean_max(theta) - {CHANCE} * t)"
    at_zero = d.arith(GOAL, (rest, still), (f"-{rest} * {CHANCE} - eps^2 * t", zero))
    back = d.discharge(f"0 < -t -> {GOAL}", on_side(d, "c", facts, same))
    less = d.apply(GOAL, back, d.arith("0 < -t", (1, d.assume("t < 0"))))
    order = "t < 0 or t = 0"
    line = d.either(GOAL, d.trichotomy(f"{order} or 0 < t", "t", "0"), d.either(GOAL, d.assume(order), less, at_zero), on_side(d, "s", facts, same))
    text = f"{premise} -> {GOAL}"
    line = d.generalise(f"forall(t, forall(y, {text}))", d.generalise(f"forall(y, {text})", d.discharge(text, line), "y"), "t")
    line = d.both(f"0 < {BOUND} and forall(t, forall(y, {text}))", d.positive(BOUND), line)
    body = text.replace(BOUND, "s")
    exists = f"exists(s, 0 < s and forall(t, forall(y, {body})))"
    line = d.witness(exists, line, BOUND)
    for name in ("c", "s"):
        line = d.obtain(exists, found[name], line, name)
    line = d.generalise(f"forall(eps, 0 < eps -> {exists})", d.discharge(f"0 < eps -> {exists}", line), "eps")
    line = d.obtain(f"forall(eps, 0 < eps -> {exists})", d.theorem(f"exists(v, {UNIT})", "a vector has any components", F=("j", "delta(i, j)")), line, "v")
    goal = f"differentiable(mean_max(theta), theta[i]) and derivative(mean_max(theta), theta[i]) = {CHANCE}"
    line = d.theorem(goal, "definition of the partial derivative", line, F=("x", "mean_max(x)"), a=CHANCE, x="theta", i="i")
    return d.generalise(form.conclusion[0], line, "i")
