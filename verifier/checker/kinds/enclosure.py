"""Certificates of kind `enclosure`: a comparison of closed expressions at finitely many rational points, decided by balls that do not meet.

`proof` is {"rule": {"bits", "per_unit", "left", "right": integers, "decay_left", "decay_right": "p/q"}} (balls.Rule); for `fails`
besides {"at": {"t1": "p/q", ...}}, a value for every free name, at which the hypotheses, between polynomials, are true in rational
arithmetic. For `holds` the hypotheses give every free name its rational values: t1 = 1/2, joined by `and` and `or`.

Quantities, for s_k free of g, affine in other names, and different coordinates g_k of the form's law (standard Gaussian or Gumbel):
    E(max(s1 + g1, ...))               E(log(exp(s1 + g1) + ...)) = E max(s_k + g_k + G_k) - Euler's constant   [Gumbel max]
    P(s1 + g1 >= max(s2 + g2, ...))    E(exp(s1 + g1) / (exp(s1 + g1) + ...)) = P(s1 + g1 + G1 is the maximum)  [Gumbel max]
(or >, <=, <), and derivatives of these: at most two of E max and E log, at most one of P and E softmax. P is the derivative of E max
in s1 [Williams-Daly-Zachary]; its own derivatives are taken under the integral, where the tail bounds of balls.py dominate. The
one-dimensional integrals are balls.py's [trapezoid]. Three rules bring more to this:
    E min      the least of numbers is the sum over all parts of them of (-1)^(size - 1) times the greatest of the part; so are the means
    -g         for Gaussian noise -g_k has the law of g_k, and a quantity in which each coordinate stands in one term may have it for g_k
    the same g in E max, and among the others in P: of s + g and s' + g the one with the greater s at the point is the greater one near
               the point too, whatever g; so the other is left out. Where different s tie, either may be, but no derivative is taken
The probability of any other event and the mean of any other quotient of exponentials, without derivatives, are enclosed by events.py and
ratios.py, coarsely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, product

import flint
from flint import arb, ctx

from verifier.checker.polynomial import Poly
from verifier.checker.reader import COMPARISONS, Rejected, Tree, show
from verifier.checker.rules import balls, events, ratios
from verifier.checker.rules.facts import rational
from verifier.checker.rules.points import Point, counterexample, listed, polynomial, value

LAWS = {"gaussian": "gaussian", "gaussian(0,1)": "gaussian", "gumbel": "gumbel", "gumbel(0,1)": "gumbel"}
TRAPEZOID = "Trefethen & Weideman 2014, Theorem 5.1"
GRADIENT = "Williams-Daly-Zachary theorem"
GUMBEL_MAX = "Gumbel-max theorem"
MOST_TERMS, MOST_LEAST, MOST_POWER = 8, 4, 1000
FIELDS = {"bits", "per_unit", "left", "right", "decay_left", "decay_right"}
TRUE_FOR = {"<": "less", "<=": "less", ">": "greater", ">=": "greater", "!=": "either"}   # `=` is never seen by balls
FALSE_FOR = {"<": "greater", "<=": "greater", ">": "less", ">=": "less", "=": "either"}


def check(form, conclusion: Tree, asserts: str, proof: dict, book) -> tuple[str, tuple[str, ...]]:
    """("enclosed", what it rests on) when every point (holds) or the point named (fails) is strictly decided so; Rejected otherwise."""
    law = LAWS.get((form.noise or "").strip().replace(", ", ","))
    if law is None or type(form.dim) is not int:
        raise Rejected(f"enclosure: no bounds are known for noise {form.noise!r} in dimension {form.dim}")
    if set(proof) != ({"rule"} if asserts == "holds" else {"rule", "at"}):
        raise Rejected("enclosure: a proof has a rule, and for `fails` besides a point `at`")
    rule = _rule(proof["rule"])
    points = listed(form.given) if asserts == "holds" else [counterexample(proof["at"], form.given, conclusion)]
    if not points:
        raise Rejected("enclosure: the hypotheses contradict each other, so that there is no point to look at")
    evaluations = [Evaluation(law, form.dim, point, rule) for point in points]
    with ctx.workprec(rule.bits):
        for evaluation in evaluations:
            found = evaluation.truth(conclusion)
            if found is None or found is not (asserts == "holds"):
                where = ", ".join(f"{name} = {value}" for name, value in sorted(evaluation.point.items())) or "no free name"
                raise Rejected(f"enclosure: the balls {'do not decide' if found is None else 'decide otherwise'} ({where})")
    used = set().union(*(evaluation.used for evaluation in evaluations))
    return "enclosed", (*sorted(used), f"python-flint {flint.__version__}")


def order(a: arb, b: arb) -> str:
    """"less", "greater" or "unknown": decided only by finite balls that do not meet."""
    if not (a.is_finite() and b.is_finite()):
        return "unknown"
    return "less" if (b - a).lower() > 0 else "greater" if (a - b).lower() > 0 else "unknown"


@dataclass(frozen=True)
class Quantity:
    """E max_k (s_k + Y_k), Y of a law of balls.LAWS, differentiated along the directions of `along` (in the shifts s).

    tied   whether it has this value at the point only
    """

    law: str
    shifts: tuple[Poly, ...]
    along: tuple[tuple[Fraction, ...], ...] = ()
    tied: bool = False

    def derivative(self, direction: Iterable[Fraction]) -> Quantity:
        if len(self.along) == 2:
            raise Rejected("enclosure: at most two derivatives of E max, one of a probability")
        return replace(self, along=(*self.along, tuple(direction)))


@dataclass
class Evaluation:
    """Trees as balls at one point; `used` collects the theorems."""

    law: str
    dim: int
    point: Point
    rule: balls.Rule
    used: set[str] = field(default_factory=set)

    def truth(self, tree: Tree) -> bool | None:
        """True or False when strictly decided, else None."""
        if not isinstance(tree, tuple) or tree[0] not in COMPARISONS:
            raise Rejected(f"enclosure: {show(tree)} is not a comparison")
        found = order(self.ball(tree[1]), self.ball(tree[2]))
        if found == "unknown":
            return None
        if TRUE_FOR.get(tree[0]) in (found, "either"):
            return True
        return False if FALSE_FOR.get(tree[0]) in (found, "either") else None

    def ball(self, tree: Tree) -> arb:
        """A closed expression. Rejects what has no meaning here; what is undefined comes out as nan, which decides nothing."""
        match tree:
            case Fraction():
                return balls.ball(tree)
            case str() if tree in self.point:
                return balls.ball(self.point[tree])
            case ("+", a, b):
                return self.ball(a) + self.ball(b)
            case ("-", a, b):
                return self.ball(a) - self.ball(b)
            case ("*", a, b):
                return self.ball(a) * self.ball(b)
            case ("/", a, b):
                return self.ball(a) / self.ball(b)
            case ("neg", a):
                return -self.ball(a)
            case ("abs", a):
                return abs(self.ball(a))
            case ("^", a, b):
                base = self.ball(a)
                return base ** _power(polynomial(b)) if base.is_finite() else arb("nan")  # nan ** 0 would be 1
            case (("exp" | "log" | "sqrt" | "erf") as name, a):
                return getattr(self.ball(a), name)()
            case ("P", event) if not self.known(tree):
                return events.probability(self.law, event, self.point, self.coordinates)
            case ("E", ("/", ("exp", above), below)) if not self.known(tree):
                return ratios.mean(self.law, above, [_exponent(term) for term in _summands(below)], self.point, self.coordinates)
            case ("E", _) | ("P", _) | ("derivative", _, _):
                return sum((sign * self.integral(self.quantity(part)) for sign, part in _by_maxima(tree)), arb(0))
        raise Rejected(f"enclosure: {show(tree)} has no value here")

    def integral(self, quantity: Quantity) -> arb:
        """Value, gradient or Hessian of E max in the shifts, contracted with the directions."""
        t = [value(shift, self.point) for shift in quantity.shifts]
        smoothed = quantity.law.endswith("+ gumbel")
        self.used |= {TRAPEZOID} | ({GRADIENT} if quantity.along else set()) | ({GUMBEL_MAX} if smoothed else set())
        if not quantity.along:
            return balls.value(quantity.law, t, self.rule) - (arb.const_euler() if smoothed else 0)
        total = arb(0)
        for where in product(range(len(t)), repeat=len(quantity.along)):
            weight = Fraction(1)
            for direction, k in zip(quantity.along, where):
                weight *= direction[k]
            if weight:
                entry = balls.probability if len(where) == 1 else balls.curvature
                total += balls.ball(weight) * entry(quantity.law, t, *where, self.rule)
        return total

    @property
    def coordinates(self) -> list[str]:
        return [f"g{k}" for k in range(1, self.dim + 1)]

    def known(self, tree: Tree) -> bool:
        try:
            return bool(self.quantity(tree))
        except Rejected:
            return False

    def quantity(self, tree: Tree) -> Quantity:
        """Which quantity an expectation, a probability or a derivative is."""
        match tree:
            case ("derivative", inner, str(name)) if name in self.point:
                found = self.quantity(inner)
                if found.tied:
                    raise Rejected(f"enclosure: two terms of {show(inner)} with one coordinate tie")
                slopes = (shift.coefficients(name).get(1, Poly({})).value for shift in found.shifts)
                return found.derivative(slopes)
            case ("E", ("log", inside)):
                return self._maximum([_exponent(term) for term in _summands(inside)], f"{self.law} + gumbel")
            case ("E", ("/", chosen, inside)) if _summands(inside).count(chosen) == 1:
                terms = _summands(inside)
                return _chance(self._maximum([_exponent(term) for term in terms], f"{self.law} + gumbel"), terms.index(chosen))
            case ("P", (">" | ">=", left, right)) | ("P", ("<" | "<=", right, left)):
                others = right[1:] if isinstance(right, tuple) and right[0] == "max" else (right,)
                kept, tied = self._greater(others)
                return replace(_chance(self._maximum([left, *kept], self.law), 0), tied=tied)
            case ("E", ("max", *terms)):
                kept, tied = self._greater(terms)
                return replace(self._maximum(kept, self.law), tied=tied)
            case ("E", term):
                return self._maximum([term], self.law)
        raise Rejected(f"enclosure: {show(tree)} is none of the quantities with proved bounds")

    def _maximum(self, terms: Sequence[Tree], law: str) -> Quantity:
        """E max of terms s_k + g_k, whose g_k are different coordinates."""
        if len(terms) > MOST_TERMS:
            raise Rejected(f"enclosure: more than {MOST_TERMS} terms")
        read = [self._term(term) for term in terms]
        if len({name.lstrip("-") for name, _ in read}) < len(read):
            raise Rejected("enclosure: two terms have one coordinate of the noise")
        return Quantity(law, tuple(shift for _, shift in read))

    def _term(self, term: Tree) -> tuple[str, Poly]:
        """("g2", s) of the term s + g2; ("-g2", s) of s - g2, for Gaussian noise."""
        poly = polynomial(term)
        own = [name for name in poly.names if self._coordinate(name)]
        slope = poly.coefficients(own[0])[1].value if poly.affine and len(own) == 1 else None
        if slope != 1 and not (slope == -1 and self.law == "gaussian"):
            raise Rejected(f"enclosure: {show(term)} is not s + g with a coordinate g of its own")
        return "-" * (slope < 0) + own[0], poly - Poly.variable(own[0]).scaled(slope)

    def _greater(self, terms: Sequence[Tree]) -> tuple[list[Tree], bool]:
        """The terms without those that others with the same coordinate exceed at the point; and whether of some that tie one was left out."""
        kept: dict[str, tuple[Poly, Tree]] = {}
        tied: set[str] = set()
        for term in terms:
            name, shift = self._term(term)
            before = kept.get(name, (shift,))[0]
            gap = value(shift - before, self.point)
            if gap > 0 or name not in kept:
                kept[name] = shift, term
                tied.discard(name)
            elif not gap and shift != before:
                tied.add(name)
        return [term for _, term in kept.values()], bool(tied)

    def _coordinate(self, name: str) -> bool:
        return re.fullmatch(r"g[1-9][0-9]?", name) is not None and int(name[1:]) <= self.dim


def _chance(quantity: Quantity, k: int) -> Quantity:
    return quantity.derivative(Fraction(j == k) for j in range(len(quantity.shifts)))


def _by_maxima(tree: Tree) -> list[tuple[int, Tree]]:
    """The quantity as a sum of (sign, quantity) without E min."""
    match tree:
        case ("derivative", inner, name):
            return [(sign, ("derivative", part, name)) for sign, part in _by_maxima(inner)]
        case ("E", ("min", *terms)) if len(terms) <= MOST_LEAST:
            parts = [part for size in range(1, len(terms) + 1) for part in combinations(terms, size)]
            return [((-1) ** (len(part) - 1), ("E", ("max", *part))) for part in parts]
    return [(1, tree)]


def _summands(tree: Tree) -> list[Tree]:
    return [*_summands(tree[1]), *_summands(tree[2])] if isinstance(tree, tuple) and tree[0] == "+" else [tree]


def _exponent(tree: Tree) -> Tree:
    if not (isinstance(tree, tuple) and tree[0] == "exp" and len(tree) == 2):
        raise Rejected(f"enclosure: {show(tree)} is not an exponential")
    return tree[1]


def _power(poly: Poly) -> int:
    if poly.value is None or poly.value.denominator != 1 or abs(poly.value) > MOST_POWER:
        raise Rejected(f"enclosure: the exponent {poly} is not an integer of size at most {MOST_POWER}")
    return int(poly.value)


def _rule(table: dict) -> balls.Rule:
    if set(table) != FIELDS:
        raise Rejected(f"enclosure: a rule has the fields {', '.join(sorted(FIELDS))}")
    if any(type(table[key]) is not int for key in FIELDS if not key.startswith("decay")):
        raise Rejected("enclosure: bits, per_unit, left and right are integers")
    return balls.Rule(**{key: rational(value) if key.startswith("decay") else value for key, value in table.items()})
