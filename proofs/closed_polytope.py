"""For R3: where noise stays in a box, Ψ = φ + R attains its minimum for every p of the closed simplex.

φ(x) = F(x) - <p,x> need not attain its minimum by recession alone: it is constant where an index of probability 0 sinks. So
R(x) = max(0, max_k (x_k + q_k) + max_k (-x_k - w_k)) is added, which punishes trailing; proofs/closed_simplex.py takes it away again.
"""

from __future__ import annotations

from proofs.bijection import Choices
from proofs.bounded import positive_part
from proofs.coercive import split_mean, stays
from proofs.coercive import convex as phi_is_convex
from proofs.means import combination, constant, non_negative_mean
from proofs.ties import equal_by_order, positive_reciprocal
from proofs.two_potentials import GREATEST, MAX, top, top_facts
from verifier.engines.derive import Derivation, Lemma

EXCESS = "(max(0, q[k] - g[k]) + max(0, g[k] - w[k]))"
OVER = f"sum(k, {EXCESS})"
ROOM = "(greatest(k, w[k]) + greatest(k, -q[k]))"


def above(x: str) -> str:
    return f"greatest(k, ({x} + q)[k])"


def under(x: str) -> str:
    return f"greatest(k, (-{x} - w)[k])"


def trail(x: str) -> str:
    """How far some index trails behind what it takes to win: R without the positive part."""
    return f"({above(x)} + {under(x)})"


def punished(x: str) -> str:
    return f"({MAX.phi(x)} + max(0, {trail(x)}))"


class Punished:
    """Lemmas of one derivation about φ, R and Ψ, p in the simplex (an assumption)."""

    def __init__(self, d: Derivation, choices: Choices, simplex: str):
        self.d, self.choices = d, choices
        self.signs, self.total = d.left("every(i, p[i] >= 0)", simplex), d.right("sum(i, p[i]) = 1", simplex)
        self.finite, self.split = split_mean(d, MAX)
        self.part = positive_part(d)
        self.over, self.none = self._over()
        self.each = self._each()

    def _over(self) -> tuple[str, str]:
        """OVER is integrable and has mean 0."""
        d = self.d
        whole, zero = f"integrable(g, {EXCESS})", f"E(g, {EXCESS}) = 0"
        fact = d.instance(f"{whole} and {zero}", self.choices.fact(1), "k")
        finite, zeros = (d.generalise(f"every(k, {text})", take(text, fact), "k") for text, take in ((whole, d.left), (zero, d.right)))
        left, right = f"integrable(g, {OVER})", f"E(g, {OVER}) = sum(k, E(g, {EXCESS}))"
        sums = d.theorem(f"{left} and {right}", "expectation of a finite sum", finite, F=("k", "g", EXCESS))
        same = d.theorem(f"sum(k, E(g, {EXCESS})) = sum(k, 0)", "equal terms have equal sums", zeros, F=("k", f"E(g, {EXCESS})"), G=("k", "0"))
        return d.left(left, sums), d.arith(f"E(g, {OVER}) = 0", (1, d.right(right, sums)), (1, same))

    def _each(self) -> Lemma:
        """g_k - w_k <= OVER and q_k - g_k <= OVER."""
        d, (sign, least) = self.d, self.part
        ends = ("q[k] - g[k]", "g[k] - w[k]")
        signs, parts = [sign.at(end) for end in ends], [least.at(end) for end in ends]
        weak = d.generalise(f"every(k, 0 <= {EXCESS})", d.arith(f"0 <= {EXCESS}", (1, signs[0]), (1, signs[1])), "k")
        fact = d.theorem(f"every(k, {EXCESS} <= sum(l, {EXCESS.replace('k', 'l')}))", "a sum of non-negative terms is at least each", weak,
            F=("k", EXCESS))
        own = d.instance(f"{EXCESS} <= sum(l, {EXCESS.replace('k', 'l')})", fact, "k")
        high, low = d.arith(f"g[k] - w[k] <= {OVER}", (1, own), (1, parts[1]), (1, signs[0])), d.arith(f"q[k] - g[k] <= {OVER}", (1, own),
            (1, parts[0]), (1, signs[1]))
        both = d.both(f"g[k] - w[k] <= {OVER} and q[k] - g[k] <= {OVER}", high, low)
        return d.lemma("k", lambda k: f"g[{k}] - w[{k}] <= {OVER} and q[{k}] - g[{k}] <= {OVER}", both)

    def ends(self, k: str) -> tuple[str, str]:
        fact = self.each.at(k)
        return self.d.left(f"g[{k}] - w[{k}] <= {OVER}", fact), self.d.right(f"q[{k}] - g[{k}] <= {OVER}", fact)

    def bounded_below(self) -> Lemma:
        """-ROOM <= φ(x): max(x+g) >= <p,x+g>, g_i >= q_i - OVER, max g <= max w + OVER."""
        d, x = self.d, "(x + g)"
        sign = d.instance("p[i] >= 0", self.signs, "i")
        low = d.theorem(f"every(k, -q[k] <= greatest(k, -q[k])) and some(k, -q[k] = greatest(k, -q[k]))", GREATEST, F=("k", "-q[k]"))
        low = d.instance("-q[i] <= greatest(k, -q[k])", d.left("every(k, -q[k] <= greatest(k, -q[k]))", low), "i")
        term = f"p[i] * ({top(x)} - x[i] + greatest(k, -q[k]) + {OVER})"
        bound = d.instance(f"{x}[i] <= {top(x)}", top_facts(d, x)[0], "i")
        each = d.arith(f"0 <= {term}", (1, sign, bound), (1, sign, low), (1, sign, self.ends("i")[1]))
        total = d.theorem(f"0 <= sum(i, {term})", "a sum of non-negative terms is non-negative", d.generalise(f"every(i, 0 <= {term})", each, "i"),
            F=("i", term))
        high, at = top_facts(d, "w")[0], d.assume(f"g[k] = {top('g')}")
        most = d.arith(f"{top('g')} <= {top('w')} + {OVER}", (1, self.ends("k")[0]), (1, d.instance(f"w[k] <= {top('w')}", high, "k")), (-1, at))
        most = d.obtain(f"{top('g')} <= {top('w')} + {OVER}", top_facts(d, "g")[1], most, "k")
        body, one = MAX.body("x"), constant(d, "1")
        first = f"({body} + 2 * {OVER})"
        weight = f"{top(x)} + greatest(k, -q[k]) + {OVER}"
        line = d.arith(f"0 <= {first} + {ROOM}", (1, total), (1, most), (f"({weight})", self.total))
        a, mean_a = combination(d, first, (("1", body, self.finite.at("x")), ("2", OVER, self.over)))
        b, mean_b = combination(d, f"({first} + {ROOM})", (("1", first, a), (ROOM, "1", one[0])))
        sign = non_negative_mean(d, f"({first} + {ROOM})", b, line)
        found = d.arith(f"-{ROOM} <= {MAX.phi('x')}", (1, sign), (1, mean_b), (1, mean_a), (ROOM, one[1]), (2, self.none))
        return d.lemma("x", lambda x: f"-{ROOM} <= {MAX.phi(x)}", found)

    # R

    def trail_is_convex(self, low: str, high: str) -> str:
        """max(0, trail(lam u + (1-lam) v)) is at most the chord."""
        d, mix = self.d, "(lam * u + (1 - lam) * v)"
        lines = []
        for of in (above, under):
            text = {above: "{} + q", under: "-{} - w"}[of]
            at = {x: f"({text.format(x)})" for x in ("u", "v", mix)}
            goal = f"{of(mix)} <= lam * {of('u')} + (1 - lam) * {of('v')}"
            first, second = (d.instance(f"{at[x]}[i] <= {of(x)}", top_facts(d, at[x])[0], "i") for x in ("u", "v"))
            line = d.arith(goal, (-1, d.assume(f"{at[mix]}[i] = {of(mix)}")), (1, low, first), (1, high, second))
            lines.append(d.obtain(goal, top_facts(d, at[mix])[1], line, "i"))
        mixed, (sign, least) = trail(mix), self.part
        goal = f"max(0, {mixed}) <= lam * max(0, {trail('u')}) + (1 - lam) * max(0, {trail('v')})"
        signs, parts = [sign.at(trail(x)) for x in ("u", "v")], [least.at(trail(x)) for x in ("u", "v")]
        flat, steep = d.assume(f"{mixed} <= 0"), d.assume(f"0 < {mixed}")
        zero = d.left(f"max(0, {mixed}) = 0",
            d.theorem(f"max(0, {mixed}) = 0 and max({mixed}, 0) = 0", "the larger of two numbers", flat, a="0", b=mixed))
        one = d.arith(goal, (1, zero), (1, low, signs[0]), (1, high, signs[1]))
        own = d.theorem(f"max({mixed}, 0) = {mixed} and max(0, {mixed}) = {mixed}", "the larger of two numbers",
            d.arith(f"0 <= {mixed}", (1, steep)), a=mixed, b="0")
        own = d.right(f"max(0, {mixed}) = {mixed}", own)
        two = d.arith(goal, (1, own), (1, lines[0]), (1, lines[1]), (1, low, parts[0]), (1, high, parts[1]))
        return d.either(goal, d.excluded(f"{mixed} <= 0 or 0 < {mixed}"), one, two)

    def convex(self) -> str:
        d = self.d
        inside, mix = d.assume("0 < lam and lam < 1"), "(lam * u + (1 - lam) * v)"
        low, high = d.left("0 < lam", inside), d.right("lam < 1", inside)
        text = f"0 < lam and lam < 1 -> {MAX.phi(mix)} <= lam * {MAX.phi('u')} + (1 - lam) * {MAX.phi('v')}"
        rule = phi_is_convex(d, MAX, self.finite)
        for x, rest in (("u", f"forall(v, forall(lam, {text}))"), ("v", f"forall(lam, {text})"), ("lam", text)):
            rule = d.instance(rest, rule, x)
        line = d.apply(text.partition(" -> ")[2], rule, inside)
        goal = f"{punished(mix)} <= lam * {punished('u')} + (1 - lam) * {punished('v')}"
        line = d.discharge(f"0 < lam and lam < 1 -> {goal}", d.arith(goal, (1, line), (1, self.trail_is_convex(low, high))))
        for name in ("lam", "v", "u"):
            line = d.generalise(f"forall({name}, {d.steps[int(line[1:])]['formula']})", line, name)
        return line

    def recession(self) -> str:
        """Along v Ψ exceeds Ψ(0) somewhere, or v is a multiple of 1 and Ψ does not change."""
        d, high = self.d, top("v")
        grows = f"exists(t, 0 < t and {punished('(0 * ones)')} < {punished('(t * v)')})"
        still = f"forall(x, {punished('(x + v)')} = {punished('x')})"
        goal, apart = f"{grows} or {still}", f"some(i, v[i] != {high})"
        none = d.assume(f"not {apart}")
        level = d.contradiction(f"v[i] = {high}", d.witness(apart, d.assume(f"v[i] != {high}"), "i"), none)
        flat = d.weaken(goal, self.still(d.generalise(f"every(i, v[i] = {high})", level, "i")))
        steep = d.weaken(goal, self.grows(d.assume(apart)))
        return d.generalise(f"forall(v, {goal})", d.either(goal, d.excluded(f"{apart} or not {apart}"), steep, flat), "v")

    def still(self, level: str) -> str:
        """Ψ(x + v) = Ψ(x) for a constant v."""
        d, high = self.d, top("v")
        along = d.assume("every(i, w[i] = greatest(k, w[k]))")
        text = f"forall(x, {MAX.phi('(x + w)')} = {MAX.phi('x')})"
        rule = d.discharge(f"every(i, w[i] = greatest(k, w[k])) -> {text}", stays(d, MAX, along, self.total, self.finite))
        rule = d.lemma("w", lambda w: f"every(i, {w}[i] = greatest(k, {w}[k])) -> forall(x, {MAX.phi(f'(x + {w})')} = {MAX.phi('x')})", rule)
        same = d.apply(f"forall(x, {MAX.phi('(x + v)')} = {MAX.phi('x')})", rule.at("v"), level)
        same = d.instance(f"{MAX.phi('(x + v)')} = {MAX.phi('x')}", same, "x")
        here, new, old = d.instance(f"v[i] = {high}", level, "i"), trail("(x + v)"), trail("x")
        moves = []
        for one, two, c in (("((x + v) + q)", "(x + q)", high), ("(-(x + v) - w)", "(-x - w)", f"(-{high})")):
            sign = 1 if c == high else -1
            up = MAX.below(d, one, two, c, d.arith(f"{one}[i] <= {two}[i] + {c}", (sign, here)))
            back = f"(-{high})" if c == high else high
            moves.append((up, MAX.below(d, two, one, back, d.arith(f"{two}[i] <= {one}[i] + {back}", (-sign, here)))))
        equal = equal_by_order(
            d, new, old, d.arith(f"{new} <= {old}", (1, moves[0][0]), (1, moves[1][0])),
            d.arith(f"{old} <= {new}", (1, moves[0][1]), (1, moves[1][1])))
        part = d.rewrite(f"max(0, {new}) = max(0, {old})", d.identity(f"max(0, {new}) = max(0, {new})"), equal)
        line = d.arith(f"{punished('(x + v)')} = {punished('x')}", (1, same), (1, part))
        return d.generalise(f"forall(x, {punished('(x + v)')} = {punished('x')})", line, "x")

    def grows(self, apart: str) -> str:
        """Ψ(t v) >= t S - 2 ROOM, S = max v - min v > 0; so t = (2 ROOM + Ψ(0) + 1)/S will do."""
        d, high, low = self.d, top("v"), "greatest(k, (-v)[k])"
        tops, bottoms = top_facts(d, "v"), top_facts(d, "(-v)")
        size, start = f"({high} + {low})", punished("(0 * ones)")
        below, reach = d.instance(f"v[i] <= {high}", tops[0], "i"), d.instance(f"(-v)[i] <= {low}", bottoms[0], "i")
        order = d.trichotomy(f"v[i] < {high} or v[i] = {high} or {high} < v[i]", "v[i]", high)
        same = d.contradiction(f"v[i] < {high}", d.assume(f"v[i] = {high}"), d.assume(f"v[i] != {high}"))
        over = d.contradiction(f"v[i] < {high}", d.arith("0 < 0", (1, d.assume(f"{high} < v[i]")), (1, below)), d.arith("0 <= 0"))
        strict = d.either(f"v[i] < {high}", d.assume(f"v[i] < {high} or v[i] = {high}"), d.assume(f"v[i] < {high}"), same)
        strict = d.either(f"v[i] < {high}", order, strict, over)
        wide = d.obtain(f"0 < {size}", apart, d.arith(f"0 < {size}", (1, strict), (1, reach)), "i")
        unit, inverse = (lemma.at(size) for lemma in positive_reciprocal(d))
        inverse, unit = d.apply(f"0 < 1 / {size}", inverse, wide), d.apply(f"{size} * (1 / {size}) = 1", unit, wide)
        bounded, count = self.bounded_below(), f"(2 * {ROOM} + {start} + 1)"
        sign = self.part[0].at(trail("(0 * ones)"))
        w_top, q_low = d.instance("w[1] <= greatest(k, w[k])", top_facts(d, "w")[0], "1"), d.instance("(-q)[1] <= greatest(k, (-q)[k])",
            top_facts(d, "(-q)")[0], "1")
        box = d.instance("q[1] < w[1]", self.choices.fact(3), "1")
        many = d.arith(f"0 < {count}", (1, bounded.at("(0 * ones)")), (1, sign), (1, w_top), (1, q_low), (1, box), (1,))
        t = f"({count} * (1 / {size}))"
        positive = d.arith(f"0 < {t}", (1, many, inverse))
        far = self.trails_far(t)
        line = d.arith(f"{start} < {punished(f'({t} * v)')}", (1, bounded.at(f"({t} * v)")), (1, self.part[1].at(trail(f"({t} * v)"))), (1, far),
            (f"-{count}", unit), (1,))
        both = d.both(f"0 < {t} and {start} < {punished(f'({t} * v)')}", positive, line)
        return d.witness(f"exists(t, 0 < t and {start} < {punished('(t * v)')})", both, t)

    def trails_far(self, t: str) -> str:
        """t S - ROOM <= trail(t v)."""
        d, high, low = self.d, top("v"), "greatest(k, (-v)[k])"
        x, lines = f"({t} * v)", []
        for at, of, ends, scale in ((f"({x} + q)", "v", "(-q)", high), (f"(-{x} - w)", "(-v)", "w", low)):
            goal = f"{t} * {scale} - greatest(k, {ends}[k]) <= greatest(k, {at}[k])"
            most, least = top_facts(d, at)[0], top_facts(d, ends)[0]
            line = d.arith(goal, (1, d.instance(f"{at}[k] <= greatest(k, {at}[k])", most, "k")),
                (1, d.instance(f"{ends}[k] <= greatest(k, {ends}[k])", least, "k")),
                           (f"-({t})", d.assume(f"{of}[k] = {top(of)}")))
            lines.append(d.obtain(goal, top_facts(d, of)[1], line, "k"))
        return d.arith(f"{t} * ({high} + {low}) - {ROOM} <= {trail(x)}", (1, lines[0]), (1, lines[1]))
