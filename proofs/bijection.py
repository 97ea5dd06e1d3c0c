"""R3 and what it says of Table 1: the rows on noise that fills a box; proofs/bounded.py has the lemmas on F."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from proofs.bounded import UNIT, Box, falls, moved, subgradient_moves
from proofs.coercive import subgradients_everywhere
from proofs.lemmas import shift_vanishes_by_sum
from proofs.perturb_max import Notebook, attained, only, some_subgradient
from proofs.ties import equal_by_order
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

HYPOTHESES = ("fills_box(q, w)", "stays_in_box(q, w)", "forall(theta, no_ties(theta))", "every(i, q[i] < w[i])")
LEVEL = "every(i, p[i] = mean_top(theta, i))"


def below(x: str, y: str, p: str = "p") -> str:
    """The inequality of a subgradient p at x, at the point y."""
    return f"rise_max({x}) + sum(i, {p}[i] * ({y}[i] - {x}[i])) <= rise_max({y})"


def unit_vector(d: Derivation) -> tuple[str, str, str]:
    """That there is a unit vector v of m; that v is one, an assumption; and sum p v = p_m under it."""
    exists = d.theorem(f"exists(v, {UNIT})", "a vector has any components", F=("k", "delta(m, k)"))
    unit = d.assume(UNIT)
    each = d.arith("p[k] * v[k] = p[k] * delta(m, k)", ("p[k]", d.instance("v[k] = delta(m, k)", unit, "k")))
    sums = d.theorem(
        "sum(k, p[k] * v[k]) = sum(k, p[k] * delta(m, k))", "equal terms have equal sums",
        d.generalise("every(k, p[k] * v[k] = p[k] * delta(m, k))", each, "k"), F=("k", "p[k] * v[k]"), G=("k", "p[k] * delta(m, k)"),
    )
    return exists, unit, d.arith("sum(k, p[k] * v[k]) = p[m]", (1, sums))


def sunk_is_absurd(d: Derivation, x: str, t: str, z: str, translates: str, room: str, none: str, unit: str, tilt: str, total: str) -> str:
    """0 < 0, where z = x - t v is a translate of x, 0 < t, p_m <= 0 and p sums to 1: t v is constant, so t = t sum p v = t p_m."""
    shift = d.assume(f"every(i, {x}[i] = {z}[i] + c)")
    each = d.arith(f"p[k] * ({t} * v[k]) = p[k] * c", ("p[k]", d.instance(f"{x}[k] = {z}[k] + c", shift, "k")))
    sums = d.theorem(
        f"sum(k, p[k] * ({t} * v[k])) = sum(k, p[k] * c)", "equal terms have equal sums",
        d.generalise(f"every(k, p[k] * ({t} * v[k]) = p[k] * c)", each, "k"), F=("k", f"p[k] * ({t} * v[k])"), G=("k", "p[k] * c"),
    )
    own = d.arith(f"{t} = c", (1, d.instance(f"{x}[m] = {z}[m] + c", shift, "m")), (f"-{t}", d.instance("v[m] = delta(m, m)", unit, "m")))
    absurd = d.arith("0 < 0", (1, room), (1, room, none), (-1, sums), (t, tilt), ("-c", total), (1, own))
    return d.obtain("0 < 0", translates, absurd, "c")


class Choices:
    """Lemmas on the probabilities P(i leads) = mean_top, where the noise fills a box, stays in it and there are no ties."""

    def __init__(self, d: Derivation, fact: Callable[[int], str]):
        """fact(n) gives the n-th of HYPOTHESES."""
        self.d, self.fact, self.q, self.w = d, fact, "q", "w"
        self.box = Box(d, "q", "w", lambda: fact(0), lambda: fact(1))

    @staticmethod
    def given(d: Derivation) -> Choices:
        """With HYPOTHESES the first hypotheses of a form."""
        return Choices(d, lambda number: d.hypothesis(number, HYPOTHESES[number]))

    @staticmethod
    def assumed(d: Derivation) -> tuple[Choices, str]:
        """With HYPOTHESES, joined, as an assumption; and its text."""
        texts = [" and ".join(HYPOTHESES[: k + 1]) for k in range(len(HYPOTHESES))]
        fronts = [d.assume(texts[-1])]
        for text in reversed(texts[:-1]):
            fronts.insert(0, d.left(text, fronts[0]))
        return Choices(d, lambda number: fronts[0] if number == 0 else d.right(HYPOTHESES[number], fronts[number])), texts[-1]

    @cached_property
    def note(self) -> Notebook:
        return Notebook(self.d)

    @cached_property
    def alone(self) -> str:
        return self.d.instance("no_ties(theta)", self.fact(2), "theta")

    @cached_property
    def level(self) -> Lemma:
        """A subgradient at theta is the vector of the P(i leads)."""
        found = self.d.instance(f"subgradient_rise(theta, p) -> {LEVEL}", only(self.note, self.alone), "p")
        return self.d.lemma("theta p", lambda x, p: f"subgradient_rise({x}, {p}) -> every(i, {p}[i] = mean_top({x}, i))", found)

    @cached_property
    def sub(self) -> Lemma:
        """The vector of the P(i leads) is a subgradient."""
        found = self.d.instance(f"{LEVEL} -> subgradient_rise(theta, p)", attained(self.note, self.alone), "p")
        return self.d.lemma("theta p", lambda x, p: f"every(i, {p}[i] = mean_top({x}, i)) -> subgradient_rise({x}, {p})", found)

    @cached_property
    def some(self) -> Lemma:
        return self.d.lemma("theta", lambda x: f"exists(p, subgradient_rise({x}, p))", some_subgradient(self.note))

    def behind(self, x: str, m: str, j: str) -> str:
        return f"{x}[{m}] + {self.w}[{m}] <= {x}[{j}] + {self.q}[{j}]"

    @cached_property
    def zero(self) -> Lemma:
        """An index m that another one always beats has probability 0: at x - v, v the unit vector of m, some subgradient is one at x as well."""
        d, low, lower = self.d, "(x - 1 * v)", "(x - 2 * v)"
        premise = f"delta(m, l) = 0 and {self.behind('x', 'm', 'l')}"
        given = d.assume(premise)
        exists, unit, tilt = unit_vector(d)
        equal = []
        for t, sign in (("1", "1"), ("2", "2")):
            front = f"{UNIT} and 0 <= {t}"
            known = d.both(front, unit, d.arith(f"0 <= {t}", (sign,)))
            known = d.both(f"{front} and delta(m, l) = 0", known, d.left("delta(m, l) = 0", given))
            known = d.both(f"{front} and delta(m, l) = 0 and {self.behind('x', 'm', 'l')}", known, d.right(self.behind("x", "m", "l"), given))
            equal.append(d.apply(f"rise_max(x - {t} * v) = rise_max(x)", self.box.sink.at("x", "v", t, "m", "l"), known))
        fact = d.assume(f"subgradient_rise({low}, p)")
        up, down, there = (d.instance(below(low, y), fact, y) for y in ("x", lower, "y"))
        most = d.arith("p[m] <= 0", (1, up), (-1, equal[0]), (-1, tilt))
        least = d.arith("0 <= p[m]", (1, down), (-1, equal[0]), (1, equal[1]), (1, tilt))
        none = equal_by_order(d, "p[m]", "0", most, least)
        here = d.arith(below("x", "y"), (1, there), (-1, equal[0]), (-1, tilt), (-1, none))
        here = d.generalise("subgradient_rise(x, p)", here, "y")
        level = d.apply("every(i, p[i] = mean_top(x, i))", self.level.at("x", "p"), here)
        line = d.arith("mean_top(x, m) = 0", (-1, d.instance("p[m] = mean_top(x, m)", level, "m")), (1, none))
        line = d.obtain("mean_top(x, m) = 0", self.some.at(low), line, "p")
        line = d.obtain("mean_top(x, m) = 0", exists, line, "v")

        def body(x: str, m: str, j: str) -> str:
            return f"delta({m}, {j}) = 0 and {self.behind(x, m, j)} -> mean_top({x}, {m}) = 0"

        return d.lemma("x m l", body, d.discharge(body("x", "m", "l"), line))

    @cached_property
    def positive(self) -> Lemma:
        """Where every index can win each has positive probability: else it could sink a little and p would be a subgradient at two such points."""
        d, box = self.d, self.box
        given, tops = d.assume(box.can_win("x")), f"greatest(k, x[k] + {self.q}[k])"
        least, reached = f"every(k, x[k] + {self.q}[k] <= {tops})", f"some(k, x[k] + {self.q}[k] = {tops})"
        fact = d.theorem(f"{least} and {reached}", "the greatest of finitely many numbers", F=("k", f"x[k] + {self.q}[k]"))
        t = f"(x[m] + {self.w}[m] - {tops})"
        at = d.assume(f"x[k] + {self.q}[k] = {tops}")
        room = d.obtain(f"0 < {t}", d.right(reached, fact), d.arith(f"0 < {t}", (1, box.pair("x", given, "m", "k", "<")), (-1, at)), "k")
        exists, unit, tilt = unit_vector(d)
        vector = d.theorem("exists(p, every(i, p[i] = mean_top(x, i)))", "a vector has any components", F=("i", "mean_top(x, i)"))
        meant = d.assume("every(i, p[i] = mean_top(x, i))")
        here = d.apply("subgradient_rise(x, p)", self.sub.at("x", "p"), meant)
        none = d.assume("mean_top(x, m) <= 0")
        own = d.instance("p[m] = mean_top(x, m)", meant, "m")
        absurd = self._sunk(t, room, unit, tilt, d.arith("p[m] <= 0", (1, none), (1, own)), here, given, d.left(least, fact), meant)
        absurd = d.obtain("0 < 0", vector, d.obtain("0 < 0", exists, absurd, "v"), "p")
        line = d.contradiction("0 < mean_top(x, m)", absurd, d.arith("0 <= 0"))
        each = d.generalise("every(m, 0 < mean_top(x, m))", line, "m")

        def body(x: str) -> str:
            return f"{box.can_win(x)} -> every(m, 0 < mean_top({x}, m))"

        return d.lemma("x", body, d.discharge(body("x"), each))

    def _sunk(self, t: str, room: str, unit: str, tilt: str, none: str, here: str, given: str, least: str, meant: str) -> str:
        """0 < 0, from p_m <= 0 for the subgradient p at x: it is one at z = x - t v too, so that x and z are translates and t = t p_m."""
        d, box, z = self.d, self.box, f"(x - {t} * v)"
        level = d.instance("v[i] = delta(m, i)", unit, "i")
        low = falls(d, "x", z, d.arith(f"({z} + g)[i] <= (x + g)[i] + 0", (1, room, box.not_negative("m", "i")), (f"-{t}", level)))
        there = d.arith(below(z, "y"), (1, d.instance(below("x", "y"), here, "y")), (1, low), (t, tilt), (1, room, none))
        facts = [self.weakly("x", given), self._sunk_trails(t, z, room, unit, given, least), here,
            d.generalise(f"subgradient_rise({z}, p)", there, "y")]
        text, both = box.trails("x"), facts[0]
        for part, fact in zip((box.trails(z), "subgradient_rise(x, p)", f"subgradient_rise({z}, p)"), facts[1:]):
            text = f"{text} and {part}"
            both = d.both(text, both, fact)
        translates = d.apply(f"translates(x, {z})", box.common.at("x", z, "p"), both)
        total = d.theorem("sum(i, p[i]) = sum(i, mean_top(x, i))", "equal terms have equal sums", meant, F=("i", "p[i]"), G=("i", "mean_top(x, i)"))
        total = d.arith("sum(i, p[i]) = 1", (1, total), (1, self.one.at("x")))
        return sunk_is_absurd(d, "x", t, z, translates, room, none, unit, tilt, total)

    @cached_property
    def one(self) -> Lemma:
        return self.d.lemma("theta", lambda x: f"sum(i, mean_top({x}, i)) = 1", self.alone)

    def weakly(self, x: str, given: str) -> str:
        """none_trails(x), from all_can_win(x)."""
        text = f"{x}[j] + {self.q}[j] <= {x}[i] + {self.w}[i]"
        return closed(self.d, self.box.trails(x), text, self.d.arith(text, (1, self.box.pair(x, given, "i", "j", "<"))))

    def _sunk_trails(self, t: str, z: str, room: str, unit: str, given: str, least: str) -> str:
        """none_trails(z) for z = x - t v, where t is what index m is ahead of the greatest x_k + q_k."""
        d, box = self.d, self.box
        goal = f"{z}[j] + {self.q}[j] <= {z}[i] + {self.w}[i]"
        mine, other = (d.instance(f"v[{i}] = delta(m, {i})", unit, i) for i in "ij")
        zero, sign = d.assume("delta(m, i) = 0"), box.not_negative("m", "j")
        one = d.arith(goal, (1, box.pair("x", given, "i", "j", "<")), (f"-{t}", other), (1, room, sign), (t, mine), (t, zero))
        unity, tops = d.assume("delta(m, i) = 1"), d.instance(f"x[j] + {self.q}[j] <= greatest(k, x[k] + {self.q}[k])", least, "j")
        same = [d.apply(f"{y}[m] = {y}[i]", box.same.at(y, "m", "i"), unity) for y in ("x", self.w)]
        two = d.arith(goal, (1, tops), (f"-{t}", other), (1, room, sign), (t, mine), (t, unity), (1, same[0]), (1, same[1]))
        return closed(d, box.trails(z), goal, d.either(goal, box.cases.at("m", "i"), one, two))


def closed(d: Derivation, whole: str, text: str, fact: str) -> str:
    """every(i, every(j, text)), written as `whole`."""
    return d.generalise(whole, d.generalise(f"every(j, {text})", fact, "j"), "i")


# the conclusions of R3


def beaten_is_zero(d: Derivation, form: Form) -> str:
    choices = Choices.given(d)
    text = f"delta(i, j) = 0 and {choices.behind('theta', 'i', 'j')} -> mean_top(theta, i) = 0"
    line = d.generalise(f"every(i, every(j, {text}))", d.generalise(f"every(j, {text})", choices.zero.at("theta", "i", "j"), "j"), "i")
    return d.generalise(form.conclusion[0], line, "theta")


def all_are_positive(d: Derivation, form: Form) -> str:
    choices = Choices.given(d)
    return d.generalise(form.conclusion[1], choices.positive.at("theta"), "theta")


def open_subgradient(choices: Choices, simplex: str, z: str, level: str) -> str:
    """all_can_win(z), from open_simplex(p) and every(i, p[i] = mean_top(z, i)): an index that could not win would have probability 0."""
    d, box = choices.d, choices.box
    goal, own = f"{z}[j] + q[j] < {z}[i] + w[i]", d.instance(f"p[i] = mean_top({z}, i)", level, "i")
    behind = d.assume(f"{z}[i] + w[i] <= {z}[j] + q[j]")
    apart = d.both(f"delta(i, j) = 0 and {choices.behind(z, 'i', 'j')}", d.assume("delta(i, j) = 0"), behind)
    zero = d.apply(f"mean_top({z}, i) = 0", choices.zero.at(z, "i", "j"), apart)
    sign = d.instance("p[i] > 0", d.left("every(i, p[i] > 0)", simplex), "i")
    one = d.arith("0 < 0", (1, sign), (1, own), (1, zero))
    wide = d.instance("q[i] < w[i]", choices.fact(3), "i")
    same = [d.apply(f"{y}[i] = {y}[j]", box.same.at(y, "i", "j"), d.assume("delta(i, j) = 1")) for y in (z, "q")]
    two = d.arith("0 < 0", (1, behind), (1, wide), (-1, same[0]), (-1, same[1]))
    absurd = d.either("0 < 0", box.cases.at("i", "j"), one, two)
    return closed(d, box.can_win(z), goal, d.contradiction(goal, absurd, d.arith("0 <= 0")))


def onto_the_open_simplex(d: Derivation, form: Form) -> str:
    """A subgradient p > 0 at some x, hence at the translate of sum 0."""
    choices, z, mean = Choices.given(d), "(theta + (-(sum(k, theta[k]) / d)) * ones)", "(sum(k, theta[k]) / d)"
    simplex = d.assume("open_simplex(p)")
    exists = d.apply("exists(theta, subgradient_rise(theta, p))", subgradients_everywhere(d).at("p"), simplex)
    there = moved(d, subgradient_moves(d), "theta", z, mean, "p", d.assume("subgradient_rise(theta, p)"))
    level = d.apply(f"every(i, p[i] = mean_top({z}, i))", choices.level.at(z, "p"), there)
    wins, win = open_subgradient(choices, simplex, z, level), choices.box.can_win
    own = d.instance(f"p[i] = mean_top({z}, i)", level, "i")
    reached = d.generalise(f"every(i, mean_top({z}, i) = p[i])", d.arith(f"mean_top({z}, i) = p[i]", (-1, own)), "i")
    both = d.both(f"sum(j, {z}[j]) = 0 and {win(z)}", d.identity(f"sum(j, {z}[j]) = 0"), wins)
    whole = d.both(f"sum(j, {z}[j]) = 0 and {win(z)} and every(i, mean_top({z}, i) = p[i])", both, reached)
    some = f"exists(theta, sum(j, theta[j]) = 0 and {win('theta')} and every(i, mean_top(theta, i) = p[i]))"
    line = d.obtain(some, exists, d.witness(some, whole, z), "theta")
    return d.generalise(form.conclusion[2], d.discharge(f"open_simplex(p) -> {some}", line), "p")


def one_to_one(d: Derivation, form: Form) -> str:
    """Equal probabilities are one subgradient at both."""
    choices = Choices.given(d)
    box = choices.box
    sums, equal = "sum(j, theta[j]) = 0 and sum(j, tau[j]) = 0", "every(i, mean_top(theta, i) = mean_top(tau, i))"
    premise = f"{sums} and {box.trails('theta')} and {box.trails('tau')} and {equal}"
    given = d.assume(premise)
    front = d.left(f"{sums} and {box.trails('theta')} and {box.trails('tau')}", given)
    sides = d.left(f"{sums} and {box.trails('theta')}", front)
    vector = d.theorem(f"exists(p, {LEVEL})", "a vector has any components", F=("i", "mean_top(theta, i)"))
    meant = d.assume(LEVEL)
    same = d.instance("mean_top(theta, i) = mean_top(tau, i)", d.right(equal, given), "i")
    other = d.arith("p[i] = mean_top(tau, i)", (1, d.instance("p[i] = mean_top(theta, i)", meant, "i")), (1, same))
    other = d.generalise("every(i, p[i] = mean_top(tau, i))", other, "i")
    parts = [box.trails("theta"), box.trails("tau"), "subgradient_rise(theta, p)", "subgradient_rise(tau, p)"]
    facts = [d.right(parts[0], sides), d.right(parts[1], front), d.apply(parts[2], choices.sub.at("theta", "p"), meant),
             d.apply(parts[3], choices.sub.at("tau", "p"), other)]
    both = facts[0]
    for k in (1, 2, 3):
        both = d.both(" and ".join(parts[: k + 1]), both, facts[k])
    translates = d.apply("translates(theta, tau)", box.common.at("theta", "tau", "p"), both)
    rule = d.apply("every(i, theta[i] = tau[i] + c) -> theta = tau", shift_vanishes_by_sum(d).at("theta", "tau", "c"), d.left(sums, sides))
    line = d.obtain("theta = tau", translates, d.apply("theta = tau", rule, d.assume("every(i, theta[i] = tau[i] + c)")), "c")
    line = d.discharge(f"{premise} -> theta = tau", d.obtain("theta = tau", vector, line, "p"))
    return d.generalise(form.conclusion[3], d.generalise(f"forall(tau, {premise} -> theta = tau)", line, "tau"), "theta")
