"""The maximum of independent variables, enclosed: Gauss-Legendre panels between the kinks, in ball arithmetic.

For independent X_1, ..., X_d with cdfs F_j and densities f_j, P = prod F_j:

    E max     = T + integral over t > T of (1 - P) - integral over t < T of P
    p_i       = integral of f_i prod_{j != i} F_j, and for an X_i with atoms x of weight w the sum of w prod_{j != i} F_j(x)
    w_ij      = integral of f_i f_j prod_{k != i,j} F_k      (i != j);  minus the second derivative of E max by shifts of X_i and X_j

The engine knows no law; it takes factors. Panels that cannot matter are bounded by monotonicity, the others are cut until a rule serves.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from flint import arb, arb_mat, ctx

from verifier.engines.balls.ellipses import Ellipses, Panel, Rule
from verifier.engines.balls.factors import HALF, LOW_BITS, UNIT, Edge, Factor, Goals, PanelError, ball, within
from verifier.engines.balls.legendre import rule

MOST_PANELS = 500
MOST_PANELS_PER_BIT = 8
MOST_EVALUATIONS = 20_000_000
LEAST_NODES = 24
NODES_PER_BIT = 0.6

Columns = list[tuple[arb, list[arb]]]


class Panels:
    """Integrals over windows of the line, added up as balls.

    factors, counts   each factor stands for `count` coordinates of the same law
    masses            of one coordinate of each factor without atoms; 0 where it has atoms
    value             the integral of 1 - P over the panels right of the turn less that of P over those left of it
    """

    def __init__(self, factors: Sequence[Factor], counts: Sequence[int], goals: Goals):
        self.factors, self.counts, self.goals = tuple(factors), tuple(counts), goals
        self.dense = [g for g, f in enumerate(self.factors) if not f.atoms]
        self.masses, self.value = [arb(0) for _ in self.factors], arb(0)
        self.evaluations = 0
        self._columns: Columns = []
        self._spreads: Columns = []
        self._coarse: list[tuple[list[arb], list[arb]]] = []
        self._edges: dict[Fraction, Edge] = {}
        self._ellipses = Ellipses(self.factors, self.counts, goals, self.edge, LEAST_NODES + int(NODES_PER_BIT * ctx.prec))

    def edge(self, t: Fraction) -> Edge:
        """The bounds at t."""
        if t not in self._edges:
            self._edges[t] = Edge(self.factors, self.counts, t)
        return self._edges[t]

    def run(self, low: Fraction, high: Fraction, turn: Fraction) -> None:
        """Adds the integrals over [low, high], cut at the kinks and at the turn, where P gives way to 1 - P."""
        marks = {low, high, *(x for f in self.factors for x in (*f.kinks, turn) if low < x < high)}
        for a, b in pairwise(sorted(marks)):
            self._between(Panel(a, b, tuple(bisect_right(f.kinks, a) for f in self.factors), a >= turn))

    def tails(self, low: Fraction | None, high: Fraction | None) -> None:
        """Adds to masses and weights what lies left of low and right of high; None where nothing does.

        Right of high the part of p_i lies between P(X_i > high) P(high) and P(X_i > high).
        """
        if low is not None:
            edge = self.edge(low)
            self._bounded_masses([edge.product] * len(self.factors))
            self._bounded_weights([edge.product] * len(self.factors), edge.cdfs, arb.neg_inf(), ball(low))
        if high is not None:
            edge = self.edge(high)
            for g in self.dense:
                self.masses[g] += self.factors[g].survival(high) * (1 - edge.missing * HALF)
            self._bounded_weights(edge.tails, [arb(1)] * len(self.factors), ball(high), arb.pos_inf())

    def weights(self) -> list[list[arb]]:
        """The w_ij of the factors with densities; 0 where a factor has atoms."""
        size = len(self.dense)
        found, spread, coarse = _gram(self._columns, size), _gram(self._spreads, size), arb_mat(size, size)
        if self._coarse:
            coarse = arb_mat([a for a, _ in self._coarse]).transpose() * arb_mat([b for _, b in self._coarse])
        total = [[arb(0)] * len(self.factors) for _ in self.factors]
        for i, g in enumerate(self.dense):
            for j, h in enumerate(self.dense):
                if g != h or self.counts[g] > 1:
                    total[g][h] = found[i, j] + spread[i, j] * UNIT + coarse[i, j].min(coarse[j, i]).upper() * HALF
        return total

    def _between(self, panel: Panel) -> None:
        """Over an interval without kinks."""
        waiting, seen = [panel], 0
        while waiting:
            panel, seen = waiting.pop(), seen + 1
            if seen > MOST_PANELS + MOST_PANELS_PER_BIT * ctx.prec:
                raise PanelError(f"more than {seen - 1} panels: ask for fewer digits, or take scales and theta of more modest range")
            bounds = self._bounds(panel.a, panel.b)
            active = [g for g in self.dense if not within(bounds[g], self.goals.masses[g])]
            valued = self._valued(panel)
            if not active and not valued:
                self._bounded_masses(bounds)
                self._bounded_weights(bounds, self.edge(panel.b).cdfs, ball(panel.a), ball(panel.b))
                self._bounded_value(panel)
                continue
            chosen = self._ellipses.choose(panel, active, valued)
            if chosen is None and not valued and self._negligible(panel, active, bounds):
                self._bounded_masses(bounds)
                self._bounded_value(panel)
            elif chosen is None:
                waiting.extend(panel.halves())
            else:
                self._evaluate(panel, self.dense if self.goals.hessian else active, valued, chosen, bounds)

    def _bounds(self, a: Fraction, b: Fraction) -> list[arb]:
        """For each factor a bound of its part of the probability: X_j in [a, b], all others left of b."""
        left, right = self.edge(a), self.edge(b)
        with ctx.workprec(LOW_BITS):
            pairs = zip(right.cdfs, left.tails)
            return [(cdf.min(tail) * right.product / cdf).upper() if cdf > 0 else arb(0) for cdf, tail in pairs]

    def _negligible(self, panel: Panel, active: Sequence[int], bounds: list[arb]) -> bool:
        """Whether the panel turns out not to matter, with better bounds for the active factors where logarithms are concave. Not for the w_ij.

        Where log q is concave on [a, b] with the midpoint m, q is at most q(m) max(1, q(m) / q(a), q(m) / q(b)) there: m lies between any other
        point t and the end beyond it, at least half of the way from that.
        """
        if self.goals.hessian or not all(f.concave or f.atoms for f in self.factors):
            return False
        with ctx.workprec(LOW_BITS):
            rows = [self._integrands(panel, x, active) for x in (panel.a, panel.centre, panel.b)]
            for g, first, middle, last in zip(active, *rows):
                if first > 0 and last > 0:
                    steepest = arb(1).max(middle / first).max(middle / last)
                    bounds[g] = bounds[g].min((ball(panel.b - panel.a) * middle * steepest).upper())
            return all(within(bounds[g], self.goals.masses[g]) for g in active)

    def _integrands(self, panel: Panel, x: Fraction, active: Sequence[int]) -> list[arb]:
        """f_g prod_{k != g} F_k at x, continued from within the panel, where a cdf with atoms is constant."""
        cdfs, t = [f.cdf(panel.centre if f.atoms else x) for f in self.factors], ball(x)
        product = _product(cdfs, self.counts)
        return [self.factors[g].density(t, panel.pieces[g]) * product / cdfs[g] for g in active]

    def _valued(self, panel: Panel) -> bool:
        """Whether the panel matters for the value."""
        with ctx.workprec(LOW_BITS):
            return self.goals.value is not None and not within(self._height(panel) * ball(panel.b - panel.a), self.goals.value)

    def _height(self, panel: Panel) -> arb:
        return self.edge(panel.a).missing if panel.right else self.edge(panel.b).product

    def _bounded_weights(self, bounds: Sequence[arb], cdfs: Sequence[arb], a: arb, b: arb) -> None:
        """Counts [a, b] by bounds alone: f_i f_j prod F_k integrates to at most the bound of i times sup f_j / F_j(b), cdfs being the F_j(b)."""
        if self.goals.hessian:
            ratios = [(self.factors[g].crest(a, b) / cdfs[g]).upper() if cdfs[g] > 0 else arb(0) for g in self.dense]
            self._coarse.append(([bounds[g] for g in self.dense], ratios))

    def _bounded_masses(self, bounds: Sequence[arb]) -> None:
        for g in self.dense:
            self.masses[g] += bounds[g] * HALF

    def _bounded_value(self, panel: Panel) -> None:
        if self.goals.value is not None:
            self.value += ball(panel.b - panel.a) * self._height(panel) * HALF * (1 if panel.right else -1)

    def _evaluate(self, panel: Panel, active: Sequence[int], valued: bool, chosen: Rule, bounds: list[arb]) -> None:
        """Adds the sums of the rule with its errors, and the bounds of what is not summed."""
        self.evaluations += chosen.n * len(self.factors)
        if self.evaluations > MOST_EVALUATIONS:
            raise PanelError(f"more than {MOST_EVALUATIONS} evaluations: ask for fewer digits or fewer choices")
        middle = self.edge(panel.centre)
        sides = [bool(cdf <= tail) for cdf, tail in zip(middle.cdfs, middle.tails)]
        centre, radius = ball(panel.centre), ball(panel.radius)
        jobs = [(self.factors[g].density, panel.pieces[g], g) for g in active]
        for node, weight in rule(chosen.n):
            t = centre + radius * node
            cdfs, tails = self._values(t, sides)
            product = _product(cdfs, self.counts)
            mass = radius * weight * product
            ratios = [density(t, piece) / cdfs[g] for density, piece, g in jobs]
            for g, ratio in zip(active, ratios):
                self.masses[g] += mass * ratio
            if valued:
                self.value += radius * weight * (_complement(tails, product, self.counts) if panel.right else -product)
            if self.goals.hessian:
                self._columns.append((mass, ratios))
        self._errors(panel, active, valued, chosen)
        for g in set(self.dense).difference(active):
            self.masses[g] += bounds[g] * HALF
        if not valued:
            self._bounded_value(panel)

    def _values(self, t: arb, sides: list[bool]) -> tuple[list[arb], list[arb]]:
        """All F_j and 1 - F_j at t, each from the smaller of the two (side: F_j)."""
        cdfs, tails = [], []
        for f, side in zip(self.factors, sides):
            small = f.cdf(t) if side else f.survival(t)
            cdfs.append(small if side else 1 - small)
            tails.append(1 - small if side else small)
        return cdfs, tails

    def _errors(self, panel: Panel, active: Sequence[int], valued: bool, chosen: Rule) -> None:
        """Adds the errors of the rule."""
        for g in active:
            with ctx.workprec(LOW_BITS):
                error = chosen.error * _largest(box.product * box.ratios[g] for box in chosen.boxes)
            self.masses[g] += error * UNIT
        if valued:
            self.value += chosen.error * _largest(box.missing if panel.right else box.product for box in chosen.boxes) * UNIT
        if self.goals.hessian:
            self._spreads += [((chosen.error * box.product).upper(), [box.ratios[g] for g in self.dense]) for box in chosen.boxes]


def _largest(numbers) -> arb:
    largest = arb(0)
    for x in numbers:
        largest = largest.max(x)
    return largest.upper()


def _gram(columns: Columns, size: int) -> arb_mat:
    """The sum of c r r' over pairs (c, r)."""
    if not columns:
        return arb_mat(size, size)
    return arb_mat([r for _, r in columns]).transpose() * arb_mat([[c * ratio for ratio in r] for c, r in columns])


def _product(cdfs: Sequence[arb], counts: Sequence[int]) -> arb:
    product = arb(1)
    for cdf, count in zip(cdfs, counts):
        product *= cdf if count == 1 else cdf**count
    return product


def _complement(tails: Sequence[arb], product: arb, counts: Sequence[int]) -> arb:
    """1 - prod F_j without cancellation; product is prod F_j."""
    if product < 0.25:
        return 1 - product
    total, before = arb(0), arb(1)
    for tail, count in zip(tails, counts):
        lost = tail if count == 1 else -(count * (-tail).log1p()).expm1()
        total, before = total + before * lost, before * (1 - lost)
    return total
