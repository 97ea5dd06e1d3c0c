"""A model's answers to many digits in mpmath: estimated by two rules that must agree, not certified."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, log10
from typing import Any

from verifier.engines.floating.estimates import Estimate
from verifier.models.errors import ModelError
from verifier.models.estimates.lines import Line
from verifier.models.meetings import refuse_bends, refuse_ties
from verifier.models.model import Model
from verifier.models.rationals.rational import rationals
from verifier.models.reading import refuse_digits

GUARD = 5
MOST_DIGITS = 200
MOST_STEPS = 12


class Estimated:
    """Value, probabilities, Hessian, conjugate and inverse of a model as mpf numbers, of a context of its own.

    model       any noise, either model (Perturb-Softmax with Student or Cauchy noise takes minutes)
    digits      1 to 200: digits after the point
    theta, v, p shape (d,): int, Fraction or numerals such as "0.1" (which is 1/10), of modest size
    Rejects floats and wrong lengths (ModelError), ties (TieError), and rules that differ by 10^-digits or more (ModelError).
    Trust: estimated. An error is the difference of two rules, which bounds nothing.
    Source: the integrals of engines/floating/quadrature.py, by the rules of engines/floating/estimates.py; E softmax(x) = P(argmax(x + G) = i).

    >>> from verifier.models import PerturbArgmax
    >>> print(PerturbArgmax("laplace", 2).estimated(20).probabilities((1, 0))[0])
    0.7240904191214181...
    """

    def __init__(self, model: Model, digits: int):
        from mpmath import MPContext

        refuse_digits(digits, MOST_DIGITS)
        self.model, self.digits = model, digits
        self.context = MPContext()
        self.context.dps = digits + 4 * GUARD
        self.temperature = self._number(model.temperature)

    def solve(self, theta, hessian: bool = True) -> Estimate:
        """All at once, with the estimated error. The value is None where the noise has no mean."""
        theta = rationals(theta, self.model.dim, "theta")
        if self.model.kind == "argmax":
            refuse_ties(self.model.laws, theta)
            if hessian:
                refuse_bends(self.model.laws, theta)
        return self._solve(theta, hessian)

    def value(self, theta) -> Any:
        """E max(theta + gamma), or t E log sum exp((theta + gamma)/t), noise not centred. Rejects noise without a mean (ModelError)."""
        found = self._solve(rationals(theta, self.model.dim, "theta"), False).value
        if found is None:
            raise ModelError(f"{self.model!r}: the noise has no mean, so there is no value; ask for normalised(theta)")
        return found

    def normalised(self, theta) -> Any:
        """The value less that at 0, or E[max(theta + gamma) - max(gamma)] and its like, which exist for all noise."""
        theta = rationals(theta, self.model.dim, "theta")
        if self.model.has_mean:
            return self.value(theta) - self.value([0] * len(theta))
        rise, error = self._line(theta).rise()
        self._refuse(error * self.temperature)
        return rise * self.temperature + self._number(max(theta))

    def probabilities(self, theta) -> list:
        """The gradient of the value, d numbers."""
        return self.solve(theta, hessian=False).probabilities

    def hessian(self, theta) -> list[list]:
        """The second derivatives of the value: symmetric, rows of sum 0. Rejects theta where they need not exist (TieError)."""
        return self.solve(theta).hessian

    def hessian_product(self, theta, v) -> list:
        """The Hessian times v."""
        v = [self._number(entry) for entry in rationals(v, self.model.dim, "v")]
        return [self.context.fdot(row, v) for row in self.hessian(theta)]

    def conjugate(self, p) -> Any:
        """sup over theta of <p, theta> - value(theta), for p in the open simplex. Rejects what `inverse` and `value` reject."""
        theta = self.inverse(p)
        slope = self.context.fdot(zip(map(self._number, rationals(p, self.model.dim, "p")), theta))
        return slope - self.value(tuple(map(rational, theta)))

    def inverse(self, p) -> list:
        """The theta of sum 0 with probabilities p, by Newton's method from the float64 inverse.

        p           positive entries of sum 1, exactly
        Rejects other p, what Model.inverse rejects, and p that is not reached (ModelError).
        """
        p = rationals(p, self.model.dim, "p")
        if sum(p) != 1 or min(p) <= 0:
            raise ModelError(f"{self.model!r}: p must have positive entries of sum 1 exactly; the sum is {sum(p)}, the least entry {min(p)}")
        theta = self._centred([self.context.mpf(float(x)) for x in self.model.inverse([float(q) for q in p])])
        sharper = Estimated(self.model, min(MOST_DIGITS, self.digits + ceil(-log10(min(p))) + 1))
        goal = self.context.mpf(10) ** -self.digits
        for _ in range(MOST_STEPS):
            found = sharper._solve(tuple(map(rational, theta)), True)
            residual = [self.context.log(s / self._number(q)) for s, q in zip(found.probabilities, p)]
            theta = [x + y for x, y in zip(theta, self._step(found, residual))]
            if max(map(abs, residual)) ** 2 < goal:
                return theta
        raise ModelError(f"{self.model!r}: Newton's method did not reach p within {MOST_STEPS} steps; ask for fewer digits")

    def _step(self, found: Estimate, residual: list) -> list:
        """The Newton step for log S - log p = c 1 on sum 0: H step = S (c - residual), with c so that the right side sums to 0."""
        c, d = self.context, len(residual)
        if d == 1:
            return [c.zero]
        shares = found.probabilities
        mean = c.fdot(zip(shares, residual)) / c.fsum(shares)
        lift = c.fsum(found.hessian[k][k] for k in range(d)) / d**2
        system = c.matrix([[entry + lift for entry in row] for row in found.hessian])
        step = c.lu_solve(system, c.matrix([s * (mean - r) for s, r in zip(shares, residual)]))
        return self._centred(step)

    def _centred(self, entries) -> list:
        centre = self.context.fsum(entries) / self.model.dim
        return [x - centre for x in entries]

    def _line(self, theta) -> Line:
        """The same maximum at temperature 1, with the largest entry at 0."""
        t, high = self.model.temperature, max(theta)
        places = [(entry - high) / t for entry in theta]
        return Line(self.model.unit_laws, places, self.model.kind == "softmax", self.digits, self.context)

    def _solve(self, theta: tuple[Fraction, ...], hessian: bool) -> Estimate:
        t, line = self.temperature, self._line(theta)
        found = line.solve(hessian)
        self._refuse(found.error * t)
        value = None
        if self.model.has_mean:
            value = (found.value - (line.ops.euler if line.softmax else 0)) * t + self._number(max(theta))
        rows = [[entry / t for entry in row] for row in found.hessian] if found.hessian else None
        return Estimate(value, found.probabilities, rows, found.error * t)

    def _refuse(self, error) -> None:
        if not error * 10**self.digits < 1:
            small = f"two rules differ by {self.context.nstr(error, 2)}, more than 10^-{self.digits}"
            raise ModelError(f"{self.model!r}: {small}; take theta and scales of modest size")

    def _number(self, q: Fraction):
        return self.context.mpf(q.numerator) / q.denominator


def rational(x) -> Fraction:
    """The exact value of a finite mpf."""
    sign, mantissa, exponent, _ = x._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent


def numeral(x, digits: int) -> str:
    """An mpf with exactly so many digits after the point, rounded."""
    scaled = int(x.context.nint(x * 10**digits))
    whole, part = divmod(abs(scaled), 10**digits)
    return f"{'-' * (scaled < 0)}{whole}.{part:0{digits}d}"
