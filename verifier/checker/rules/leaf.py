"""Values and truths on one cell, with the signs, integrals and slopes that the certificate gives for it (FORMAT.md, section 4)."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from verifier.checker.polynomial import DEGREE, Poly
from verifier.checker.reader import COMPARISONS, Rejected, Tree, parse, show
from verifier.checker.rules.facts import Facts
from verifier.checker.rules.written import NOISE, affine, entries, fields, mentioned, polynomial

Value = Poly | tuple[Poly, Poly]
Env = dict[str, Poly]


class Undefined(Exception):
    """The expression has no value here: cases that overlap and differ or leave a gap, a division by zero, a kink under `derivative`."""


class Scene(NamedTuple):
    """What the statement fixes: the laws of the coordinates, the dimension, the free names."""

    laws: list
    dim: int
    names: frozenset[str]


class Leaf:
    """One cell with its facts, and what its certificate says about the integrals and slopes met there."""

    def __init__(self, data, facts: Facts, scene: Scene, random: bool = False):
        if not isinstance(data, dict) or not set(data) <= {"signs", "integrals", "slopes"}:
            raise Rejected("a leaf is an object with signs, integrals and slopes")
        self.scene, self.random = scene, random
        self.integrals, self.slopes = entries(data, "integrals"), entries(data, "slopes")
        for entry in entries(data, "signs"):
            fields(entry, "form", "sign", "by")
            poly, sign = polynomial(parse(entry["form"])), entry["sign"]
            if sign in ("<", "<="):
                poly, sign = -poly, {"<": ">", "<=": ">="}[sign]
            if sign not in (">", ">=", "="):
                raise Rejected(f"{sign!r} is not a sign")
            facts.prove(poly, sign, entry["by"])
            facts = facts.and_also((poly, sign))
        self.facts, self.names = facts, scene.names | facts.names

    def facts_text(self) -> str:
        return ", ".join(f"{poly} {sign} 0" for poly, sign in self.facts.rows) or "of all points"

    def finish(self) -> None:
        """Rejects entries that nothing asked for: the certificate was made for something else."""
        if next(self.integrals, None) is not None or next(self.slopes, None) is not None:
            raise Rejected("the leaf has more integrals or slopes than the statement")

    def hypotheses(self, given: tuple[Tree, ...], env: Env) -> bool:
        """True when all hypotheses hold; rejects one that speaks of something undefined."""
        try:
            return all(self.truth(tree, env) for tree in given)
        except Undefined:
            raise Rejected("a hypothesis is undefined here") from None

    def sentence(self, tree: Tree, env: Env) -> bool:
        """The truth of a conclusion; one that speaks of something undefined is false."""
        try:
            return self.truth(tree, env)
        except Undefined:
            return False

    def truth(self, tree: Tree, env: Env) -> bool:
        head = tree[0] if isinstance(tree, tuple) else None
        if head in ("and", "or", "->"):
            left = self.truth(tree[1], env)
            return (left and self.truth(tree[2], env)) if head == "and" else (left if head == "or" else not left) or self.truth(tree[2], env)
        if head == "not":
            return not self.truth(tree[1], env)
        if head not in COMPARISONS:
            raise Rejected(f"{show(tree)} is not a condition")
        left, right = self.value(tree[1], env), self.value(tree[2], env)
        if isinstance(left, Poly) and isinstance(right, Poly):
            return self.facts.decide(head, left - right)
        if head != "=" or isinstance(left, Poly) or isinstance(right, Poly):
            raise Rejected("intervals can only be equal to intervals")
        return all(self.facts.decide("=", a - b) for a, b in zip(left, right))

    def number(self, tree: Tree, env: Env) -> Poly:
        value = self.value(tree, env)
        if not isinstance(value, Poly):
            raise Rejected(f"{show(tree)} is an interval where a number is needed")
        return value

    def value(self, tree: Tree, env: Env) -> Value:
        if isinstance(tree, Fraction):
            return Poly.constant(tree)
        if isinstance(tree, str):
            return env[tree] if tree in env else Poly.variable(tree)
        if len(tree) - 1 not in ARITY.get(tree[0], range(1, 60)):
            raise Rejected(f"{show(tree)}: {tree[0]} does not take {len(tree) - 1} arguments")
        method = getattr(self, "_" + _METHODS.get(tree[0], "unknown"))
        return method(tree, env)

    def _unknown(self, tree: Tree, env: Env):
        raise Rejected(f"{tree[0]} is not known to certificates of kind cells")

    def _arithmetic(self, tree: Tree, env: Env) -> Poly:
        head = tree[0]
        if head == "neg":
            return -self.number(tree[1], env)
        left, right = self.number(tree[1], env), self.number(tree[2], env)
        if head == "+":
            return left + right
        if head == "-":
            return left - right
        if head == "*":
            return left * right
        constant = self.facts.reduce(right).value
        if constant is None or (head == "^" and constant.denominator != 1):
            raise Rejected(f"{show(tree)}: cells divide only by numbers and raise only to whole powers")
        if head == "^" and constant >= 0:
            return left ** int(constant)
        if abs(constant) > DEGREE and head == "^":
            raise Rejected(f"{show(tree)}: an exponent beyond {DEGREE}")
        divisor = constant if head == "/" else self.facts.reduce(left).value
        if divisor is None:
            raise Rejected(f"{show(tree)}: cells divide only by numbers")
        if divisor == 0:
            raise Undefined
        return left.scaled(1 / divisor) if head == "/" else Poly.constant(divisor ** int(constant))

    def _extremum(self, tree: Tree, env: Env) -> Poly:
        best = self.number(tree[1], env)
        for child in tree[2:]:
            other = self.number(child, env)
            if self.facts.decide(">=", (other - best) if tree[0] == "max" else (best - other)):
                best = other
        return best

    def _abs(self, tree: Tree, env: Env) -> Poly:
        inside = self.number(tree[1], env)
        return inside if self.facts.decide(">=", inside) else -inside

    def _cases(self, tree: Tree, env: Env) -> Value:
        found: list[Value] = []
        for _, value, condition in tree[1:]:
            if (not found) if condition == "otherwise" else self.truth(condition, env):
                found.append(self.value(value, env))
        if not found or any(not self._equal(found[0], other) for other in found[1:]):
            raise Undefined
        return found[0]

    def _equal(self, left: Value, right: Value) -> bool:
        if isinstance(left, Poly) != isinstance(right, Poly):
            raise Rejected("cases give a number here and an interval there")
        pairs = [(left, right)] if isinstance(left, Poly) else zip(left, right)
        return all(self.facts.decide("=", a - b) for a, b in pairs)

    def _interval(self, tree: Tree, env: Env) -> Value:
        return self.number(tree[1], env), self.number(tree[2], env)

    def _integral(self, tree: Tree, env: Env) -> Poly:
        _, body, name, lower, upper = tree
        if not isinstance(name, str):
            raise Rejected("integral(f, z, a, b) needs a name z")
        inside = {**env, name: Poly.variable(name)}
        return self.integrate(name, self.number(lower, env), self.number(upper, env), lambda piece: piece.number(body, inside))

    def integrate(self, name: str, lower: Poly, upper: Poly, integrand) -> Poly:
        """The integral over name from lower to upper, by the next entry of `integrals`."""
        if name in self.names:
            raise Rejected(f"the bound name {name} stands for something else already")
        entry = fields(next(self.integrals, None), "breaks", "pieces")
        breaks, pieces = [affine(parse(text)) for text in entry["breaks"]], entry["pieces"]
        if len(breaks) != len(pieces) + 1 or len(breaks) < 2:
            raise Rejected("an integral has one piece between every two breaks")
        reverse = not self.facts.decide(">=", upper - lower)
        first, last = (upper, lower) if reverse else (lower, upper)
        if not self.facts.decide("=", breaks[0] - first) or not self.facts.decide("=", breaks[-1] - last):
            raise Rejected(f"the breaks run from {breaks[0]} to {breaks[-1]}, the integral from {first} to {last}")
        total, z = Poly({}), Poly.variable(name)
        for left, right, piece in zip(breaks, breaks[1:], pieces):
            if not self.facts.decide("=" if piece is None else ">", right - left):
                raise Rejected(f"the piece from {left} to {right} is {'left out' if piece is None else 'empty'}")
            if piece is None:
                continue
            if name in left.names | right.names:
                raise Rejected(f"a break mentions {name} itself")
            leaf = Leaf(piece, self.facts.and_also((z - left, ">"), (right - z, ">")), self.scene, self.random)
            primitive = integrand(leaf).primitive(name)
            leaf.finish()
            total = total + primitive.substitute(name, right) - primitive.substitute(name, left)
        return -total if reverse else total

    def _expectation(self, tree: Tree, env: Env) -> Poly:
        if self.random or len(tree) != 2:
            raise Rejected("E and P take one argument and are not nested")
        body = tree[1] if tree[0] == "E" else ("cases", ("case", Fraction(1), tree[1]), ("case", Fraction(0), "otherwise"))
        random = sorted((name for name in mentioned(body) if NOISE.fullmatch(name)), key=lambda name: int(name[1:]))
        if any(int(name[1:]) > len(self.scene.laws) for name in random):
            raise Rejected(f"the form has {len(self.scene.laws)} coordinates, the term mentions {random[-1]}")
        self.random = True
        total = self._mean(body, random, env)
        self.random = False
        return total

    def _mean(self, body: Tree, random: list[str], env: Env) -> Poly:
        if not random:
            return self.number(body, env)
        name, rest = random[0], random[1:]
        law = self.scene.laws[int(name[1:]) - 1]
        if isinstance(law, list):
            parts = [self._mean(body, rest, {**env, name: Poly.constant(atom)}).scaled(weight) for atom, weight in law]
            return sum(parts, Poly({}))
        low, high = law
        inside = {**env, name: Poly.variable(name)}
        whole = self.integrate(name, Poly.constant(low), Poly.constant(high), lambda piece: piece._mean(body, rest, inside))
        return whole.scaled(1 / (high - low))

    def _slope(self, tree: Tree, env: Env) -> Poly:
        _, body, *direction = tree
        steps = {f"t{k}": self.number(v, env) for k, v in enumerate(direction, 1)}
        if len(steps) != self.scene.dim:
            raise Rejected(f"slope needs {self.scene.dim} components")
        return self.one_sided(body, steps, env)

    def _derivative(self, tree: Tree, env: Env) -> Poly:
        _, body, name = tree
        if not isinstance(name, str):
            raise Rejected("derivative(f, x) needs a name x")
        right = self.one_sided(body, {name: Poly.constant(1)}, env)
        left = self.one_sided(body, {name: Poly.constant(-1)}, env)
        if not self.facts.decide("=", right + left):
            raise Undefined
        return right

    def one_sided(self, body: Tree, steps: Env, env: Env) -> Poly:
        """The derivative of `body` at e = 0+ when every name moves by e times its step, by the next entry of `slopes`."""
        entry = fields(next(self.slopes, None), "name", "near", "leaf")
        name = entry["name"]
        if parse(name) != name or name in self.names | frozenset(env) or NOISE.fullmatch(name):
            raise Rejected(f"{name!r} is not a fresh name for an infinitesimal")
        e = Poly.variable(name)
        rows = [(e, ">")]
        for k, text in entry["near"]:
            factor = polynomial(parse(text))
            if type(k) is not int or not 0 <= k < len(self.facts.rows) or self.facts.rows[k][1] != ">" or name in factor.names:
                raise Rejected(f"near: {k!r} is no strict fact of the surrounding leaf, or {text} mentions {name}")
            rows.append((self.facts.rows[k][0] - e * factor, ">"))
        leaf = Leaf(entry["leaf"], self.facts.and_also(*rows), self.scene, self.random)
        moved = {**env, **{key: self.value(key, env) + e * step for key, step in steps.items()}}
        powers = leaf.number(body, moved).coefficients(name)
        leaf.finish()
        if not self.facts.decide("=", powers.get(0, Poly({})) - self.number(body, env)):
            raise Undefined
        return powers.get(1, Poly({}))


ARITY = {"neg": (1,), "abs": (1,), "interval": (2,), "integral": (4,), "E": (1,), "P": (1,), "derivative": (2,)}
_METHODS = {
    **dict.fromkeys(("+", "-", "*", "/", "^", "neg"), "arithmetic"), "max": "extremum", "min": "extremum", "abs": "abs", "cases": "cases",
    "interval": "interval", "integral": "integral", "E": "expectation", "P": "expectation", "slope": "slope", "derivative": "derivative",
}
