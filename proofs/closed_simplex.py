"""R3, last part: where noise fills a box and stays in it, every p of the closed simplex is reached, at a θ in which none trails.

Ψ = φ + R has a minimum θ (proofs/closed_polytope.py). From any y one comes to a z with R(z) = 0 and φ(z) <= φ(y): raise whatever trails to where it
can just not win. So the z of θ is a minimum of φ, and p is a subgradient there.
"""

from __future__ import annotations

from proofs.bijection import Choices, closed
from proofs.bounded import moved, subgradient_moves
from proofs.closed_polytope import EXCESS, OVER, Punished, above, punished, trail, under
from proofs.coercive import rise_integrable
from proofs.means import combination, non_negative_mean
from proofs.two_potentials import MAX, top, top_facts
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma


class Cases:
    """What x_k is: y_k where y_k is at least the floor (facts kept and high), else the floor (lifted and low)."""

    def __init__(self, d: Derivation, order: str, kept: str, high: str, lifted: str, low: str):
        self.d, self.order, self.kept, self.high, self.lifted, self.low = d, order, kept, high, lifted, low

    def both(self, goal: str, one: str, two: str) -> str:
        return self.d.either(goal, self.order, one, two)


class Polytope(Punished):
    """From any y to a point where none trails, and what the minimum of Ψ gives."""

    def retract(self) -> Lemma:
        """For every y some x with none_trails(x) and φ(x) <= φ(y): x_k = max(y_k, max_l (y_l + q_l) - w_k)."""
        d, box = self.d, self.choices.box
        larger, floor = "max(y[k], {0} - w[k])".format(above("y")), f"({above('y')} - w[k])"
        vector = d.theorem(f"exists(x, every(k, x[k] = {larger}))", "a vector has any components", F=("k", larger))
        meant = d.assume(f"every(k, x[k] = {larger})")
        at = d.instance(f"x[k] = {larger}", meant, "k")
        kept, raised = d.assume(f"{floor} <= y[k]"), d.assume(f"y[k] < {floor}")
        keep = d.theorem(f"{larger} = y[k] and max({floor}, y[k]) = y[k]", "the larger of two numbers", kept, a="y[k]", b=floor)
        weak = d.arith(f"y[k] <= {floor}", (1, raised))
        lift = d.theorem(f"max({floor}, y[k]) = {floor} and {larger} = {floor}", "the larger of two numbers", weak, a=floor, b="y[k]")
        keep, lift = d.left(f"{larger} = y[k]", keep), d.right(f"{larger} = {floor}", lift)
        order = d.excluded(f"{floor} <= y[k] or y[k] < {floor}")
        cases = Cases(d, order, d.arith("x[k] = y[k]", (1, at), (1, keep)), kept, d.arith(f"x[k] = {floor}", (1, at), (1, lift)), raised)
        more = self.not_lower(cases)
        trails = self.trails_not(cases)
        falls = self.phi_falls(cases, more)
        goal = f"exists(x, {box.trails('x')} and {MAX.phi('x')} <= {MAX.phi('y')})"
        both = d.both(f"{box.trails('x')} and {MAX.phi('x')} <= {MAX.phi('y')}", trails, falls)
        found = d.obtain(goal, vector, d.witness(goal, both, "x"), "x")
        return d.lemma("y", lambda y: f"exists(x, {box.trails('x')} and {MAX.phi('x')} <= {MAX.phi(y)})", found)

    def not_lower(self, cases: Cases) -> str:
        """y_k <= x_k, with k free."""
        d, floor = self.d, f"({above('y')} - w[k])"
        return cases.both("y[k] <= x[k]", d.arith("y[k] <= x[k]", (-1, cases.kept)), d.arith("y[k] <= x[k]", (-1, cases.lifted), (1, cases.low)))

    def trails_not(self, cases: Cases) -> str:
        """x_j + q_j <= max_l (y_l + q_l) <= x_i + w_i."""
        d, high = self.d, above("y")
        own = d.instance(f"(y + q)[k] <= {high}", top_facts(d, "(y + q)")[0], "k")
        wide = d.instance("q[k] < w[k]", self.choices.fact(3), "k")
        goal = f"x[k] + q[k] <= {high}"
        below = cases.both(goal, d.arith(goal, (1, cases.kept), (1, own)), d.arith(goal, (1, cases.lifted), (1, wide)))
        goal = f"{high} <= x[k] + w[k]"
        over = cases.both(goal, d.arith(goal, (-1, cases.kept), (1, cases.high)), d.arith(goal, (-1, cases.lifted)))
        below = d.generalise(f"every(k, x[k] + q[k] <= {high})", below, "k")
        over = d.generalise(f"every(k, {high} <= x[k] + w[k])", over, "k")
        line = d.arith("x[j] + q[j] <= x[i] + w[i]", (1, d.instance(f"x[j] + q[j] <= {high}", below, "j")),
            (1, d.instance(f"{high} <= x[i] + w[i]", over, "i")))
        return closed(d, self.choices.box.trails("x"), "x[j] + q[j] <= x[i] + w[i]", line)

    def phi_falls(self, cases: Cases, more: str) -> str:
        """max(x+g) <= max(y+g) + 2 OVER, and <p,x> >= <p,y>."""
        d, new, old = self.d, "(x + g)", "(y + g)"
        goal = f"{top(new)} <= {top(old)} + 2 * {OVER}"
        reached, own = d.assume(f"{new}[k] = {top(new)}"), d.instance(f"{old}[k] <= {top(old)}", top_facts(d, old)[0], "k")
        fact = self.ends("k")
        sign = self.not_negative()
        one = d.arith(goal, (-1, reached), (1, cases.kept), (1, own), (2, sign))
        at, other = d.assume(f"(y + q)[l] = {above('y')}"), d.instance(f"{old}[l] <= {top(old)}", top_facts(d, old)[0], "l")
        two = d.arith(goal, (-1, reached), (1, cases.lifted), (-1, at), (1, other), (1, fact[0]), (1, self.ends("l")[1]))
        two = d.obtain(goal, top_facts(d, "(y + q)")[1], two, "l")
        line = d.obtain(goal, top_facts(d, new)[1], cases.both(goal, one, two), "k")
        gap = f"({MAX.rise('y')} - {MAX.rise('x')})"
        rise = rise_integrable(d, MAX)
        a, mean_a = combination(d, gap, (("1", MAX.rise("y"), rise.at("y")), ("-1", MAX.rise("x"), rise.at("x"))))
        b, mean_b = combination(d, f"({gap} + 2 * {OVER})", (("1", gap, a), ("2", OVER, self.over)))
        mean = non_negative_mean(d, f"({gap} + 2 * {OVER})", b, d.arith(f"0 <= {gap} + 2 * {OVER}", (1, line)))
        weight = d.instance("p[k] >= 0", self.signs, "k")
        each = d.generalise("every(k, 0 <= p[k] * (x[k] - y[k]))", d.arith("0 <= p[k] * (x[k] - y[k])", (1, weight, more)), "k")
        total = d.theorem("0 <= sum(k, p[k] * (x[k] - y[k]))", "a sum of non-negative terms is non-negative", each, F=("k", "p[k] * (x[k] - y[k])"))
        return d.arith(f"{MAX.phi('x')} <= {MAX.phi('y')}", (1, mean), (1, mean_b), (1, mean_a), (2, self.none), (1, total), (1, self.split.at("x")),
            (-1, self.split.at("y")))

    def not_negative(self) -> str:
        """0 <= OVER."""
        d, signs = self.d, [self.part[0].at(end) for end in ("q[k] - g[k]", "g[k] - w[k]")]
        weak = d.generalise(f"every(k, 0 <= {EXCESS})", d.arith(f"0 <= {EXCESS}", (1, signs[0]), (1, signs[1])), "k")
        return d.theorem(f"0 <= {OVER}", "a sum of non-negative terms is non-negative", weak, F=("k", EXCESS))

    def unpunished(self) -> Lemma:
        """Where none trails Ψ = φ."""
        d, box = self.d, self.choices.box
        given = d.assume(box.trails("x"))
        first, second = d.assume(f"(x + q)[m] = {above('x')}"), d.assume(f"(-x - w)[l] = {under('x')}")
        line = d.arith(f"{trail('x')} <= 0", (1, box.pair("x", given, "l", "m")), (-1, first), (-1, second))
        line = d.obtain(f"{trail('x')} <= 0", top_facts(d, "(-x - w)")[1], line, "l")
        line = d.obtain(f"{trail('x')} <= 0", top_facts(d, "(x + q)")[1], line, "m")
        zero = d.theorem(f"max(0, {trail('x')}) = 0 and max({trail('x')}, 0) = 0", "the larger of two numbers", line, a="0", b=trail("x"))
        line = d.arith(f"{punished('x')} = {MAX.phi('x')}", (1, d.left(f"max(0, {trail('x')}) = 0", zero)))
        return d.lemma("x", lambda x: f"{box.trails(x)} -> {punished(x)} = {MAX.phi(x)}",
            d.discharge(f"{box.trails('x')} -> {punished('x')} = {MAX.phi('x')}", line))

    def subgradient(self) -> str:
        """exists(x, none_trails(x) and subgradient_rise(x, p))."""
        d, box, phi = self.d, self.choices.box, MAX.phi
        least = d.theorem(
            f"exists(x, forall(y, {punished('x')} <= {punished('y')}))",
            "a convex function that recedes only where it is constant attains its minimum",
            self.convex(), self.recession(), F=("x", punished("x")),
        )
        retract, level = self.retract(), self.unpunished()
        lowest = d.assume(f"forall(y, {punished('theta')} <= {punished('y')})")
        found = d.assume(f"{box.trails('x')} and {phi('x')} <= {phi('y')}")
        same = d.apply(f"{punished('x')} = {phi('x')}", level.at("x"), d.left(box.trails("x"), found))
        line = d.arith(
            f"{punished('theta')} <= {phi('y')}", (1, d.instance(f"{punished('theta')} <= {punished('x')}", lowest, "x")), (1, same),
            (1, d.right(f"{phi('x')} <= {phi('y')}", found)),
        )
        line = d.obtain(f"{punished('theta')} <= {phi('y')}", retract.at("y"), line, "x")
        best = d.assume(f"{box.trails('x')} and {phi('x')} <= {phi('theta')}")
        goal = "rise_max(x) + sum(i, p[i] * (y[i] - x[i])) <= rise_max(y)"
        sign = self.part[0].at(trail("theta"))
        sub = d.arith(
            goal, (1, line), (1, d.right(f"{phi('x')} <= {phi('theta')}", best)), (1, sign), (-1, self.split.at("x")), (1, self.split.at("y")))
        both = d.both(f"{box.trails('x')} and subgradient_rise(x, p)", d.left(box.trails("x"), best),
            d.generalise("subgradient_rise(x, p)", sub, "y"))
        some = f"exists(x, {box.trails('x')} and subgradient_rise(x, p))"
        reached = d.obtain(some, retract.at("theta"), d.witness(some, both, "x"), "x")
        return d.obtain(some, least, reached, "theta")


def onto_the_simplex(d: Derivation, form: Form) -> str:
    """A subgradient p at some x where none trails, hence at its translate of sum 0."""
    choices, z, mean = Choices.given(d), "(x + (-(sum(k, x[k]) / d)) * ones)", "(sum(k, x[k]) / d)"
    box, simplex = choices.box, d.assume("simplex(p)")
    exists = Polytope(d, choices, simplex).subgradient()
    found = d.assume(f"{box.trails('x')} and subgradient_rise(x, p)")
    there = moved(d, subgradient_moves(d), "x", z, mean, "p", d.right("subgradient_rise(x, p)", found))
    level = d.apply(f"every(i, p[i] = mean_top({z}, i))", choices.level.at(z, "p"), there)
    text = f"{z}[j] + q[j] <= {z}[i] + w[i]"
    trails = closed(d, box.trails(z), text, d.arith(text, (1, box.pair("x", d.left(box.trails("x"), found), "i", "j"))))
    own = d.arith(f"mean_top({z}, i) = p[i]", (-1, d.instance(f"p[i] = mean_top({z}, i)", level, "i")))
    both = d.both(f"sum(j, {z}[j]) = 0 and {box.trails(z)}", d.identity(f"sum(j, {z}[j]) = 0"), trails)
    whole = d.both(f"sum(j, {z}[j]) = 0 and {box.trails(z)} and every(i, mean_top({z}, i) = p[i])", both,
        d.generalise(f"every(i, mean_top({z}, i) = p[i])", own, "i"))
    some = f"exists(theta, sum(j, theta[j]) = 0 and {box.trails('theta')} and every(i, mean_top(theta, i) = p[i]))"
    line = d.obtain(some, exists, d.witness(some, whole, z), "x")
    return d.generalise(form.conclusion[4], d.discharge(f"simplex(p) -> {some}", line), "p")
