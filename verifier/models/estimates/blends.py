"""gamma + G in mpmath, G a standard Gumbel variable, for a law without a closed form of it: a finite mixture, by Gauss-Legendre panels."""

from __future__ import annotations

from math import ceil, inf, log, sqrt
from typing import Any

from verifier.engines.floating.estimates import QuadratureError, bounded
from verifier.laws import Law, reach

RHO = 1 + sqrt(2)
MORE = 9
GUARD_NATS = 9.0


class Blend:
    """The law of gamma + G: Gumbel laws placed at nodes of gamma, or, where gamma has heavy tails, copies of gamma at nodes of G.

    tolerance   on which the mixture and one with 9 more nodes to a panel agree at three points, or QuadratureError is raised
    Panels are no longer than twice the law's scale, and 2: singularities lie no nearer to one than half its length.
    """

    def __init__(self, law: Law, ops, context, nats: float, tolerance):
        self.law, self.ops, self.context = law, ops, context
        self.heavy = law.facts.moments < inf
        marks = self._marks(nats)
        size = ceil((nats + GUARD_NATS) / (2 * log(RHO)))
        centre = ops.number(law.location)
        self.nodes = self._panels(marks, size + MORE)
        finer = [self(centre + shift) for shift in (-2, 0, 3)]
        self.nodes = self._panels(marks, size)
        gap = max(abs(a - b) for shift, fine in zip((-2, 0, 3), finer) for a, b in zip(self(centre + shift), fine))
        if not gap <= tolerance:
            raise QuadratureError(f"{law} plus a Gumbel variable: two rules differ by {context.nstr(gap, 3)}; ask for fewer digits")

    def __call__(self, t) -> tuple[Any, Any]:
        """(log F, f) at t."""
        return self._heavy(t) if self.heavy else self._light(t)

    def _light(self, t):
        c, rate = self.context, self.context.exp(-t)
        terms = [(weight * c.exp(-place * rate), place * rate) for place, weight in self.nodes]
        total = c.fsum(term for term, _ in terms)
        return c.log(total) if total > 0 else -c.inf, c.fsum(term * factor for term, factor in terms)

    def _heavy(self, t):
        c, law, ops = self.context, self.law, self.ops
        density = c.fsum(weight * law.pdf(t - place, ops) for place, weight in self.nodes)
        if t < ops.number(law.location):
            return c.log(c.fsum(weight * law.cdf(t - place, ops) for place, weight in self.nodes)), density
        return c.log1p(-c.fsum(weight * law.survival(t - place, ops) for place, weight in self.nodes)), density

    def _marks(self, nats: float) -> list:
        """Where panels may not reach across: the kinks of gamma and the ends of its window, or the ends of that of G."""
        number = self.ops.number
        if self.heavy:
            return [self.context.mpf(-log(nats) - 1), self.context.mpf(nats)]
        ends = [self.context.mpf(x) if end is None else number(end) for x, end in zip(reach(self.law, nats), self.law.support)]
        return [ends[0], *(x for x in map(number, self.law.kinks) if ends[0] < x < ends[1]), ends[1]]

    def _panels(self, marks: list, size: int) -> list[tuple]:
        """(e^gamma, weight) for light tails, (G, weight) for heavy ones."""
        found, longest = [], 2 * min(1.0, float(self.law.scale))
        for left, right in zip(marks, marks[1:]):
            count = bounded(float((right - left) / longest))
            half = (right - left) / (2 * count)
            for k in range(count):
                found += [self._node(left + half * (2 * k + 1 + x), half * weight) for x, weight in self._rule(size)]
        return found

    def _node(self, x, weight) -> tuple:
        c = self.context
        if self.heavy:
            return x, weight * c.exp(-x - c.exp(-x))
        return c.exp(x), weight * self.law.pdf(x, self.ops)

    def _rule(self, size: int) -> list[tuple]:
        from flint import ctx

        from verifier.engines.balls.legendre import rule

        with ctx.workprec(self.context.prec):
            return [tuple(as_mpf(part, self.context) for part in pair) for pair in rule(size)]


def as_mpf(x, context):
    """The midpoint of a ball."""
    mantissa, exponent = x.mid().man_exp()
    return context.ldexp(int(mantissa), int(exponent))
