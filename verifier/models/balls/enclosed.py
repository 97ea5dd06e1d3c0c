"""Perturb-Argmax and Perturb-Softmax in certified balls, to any number of digits."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from flint import arb, ctx

from verifier.engines.balls.factors import ball, narrow
from verifier.models.balls.closed import has_closed_form, softmax
from verifier.models.balls.panelled import argmax_normalised, argmax_value, solve_argmax
from verifier.models.errors import ModelError, TieError
from verifier.models.rationals.exact import Exact
from verifier.models.rationals.rational import rationals
from verifier.models.reading import refuse_digits
from verifier.models.balls.smoothed import softmax_normalised, softmax_value, solve_softmax
from verifier.models.rationals.subdifferential import Polytope, Ties, subdifferential
from verifier.models.solution import Solution

MOST_DIGITS = 1_000
MOST_DIGITS_CLOSED = 100_000
GUARD_BITS = 32
EXACT_WORK, EXACT_DIGITS = 4000, 12

Theta = Sequence[Fraction | int | str]


class Enclosed:
    """Value, gradient, Hessian, subdifferential, conjugate and inverse of a model as balls (python-flint's arb).

    model       PerturbArgmax or PerturbSoftmax
    digits      1 to 1000; to 100 000 for Gumbel noise of one scale under argmax, whose answers are closed forms
    theta, v    shape (d,): int, Fraction or numerals such as "0.1" (which is 1/10)
    Every p_i has a radius of at most 10^-digits p_i, a value of 10^-digits max(1, |value|), an entry of the Hessian one of 10^-digits; an entry that
    is 0 or 1 for certain is exactly that.
    Rejects floats, wrong lengths, digits out of range, what does not come out so narrow or takes too long (ModelError).
    Trust: enclosed. Source: engines/balls/panels.py for argmax, engines/balls/lattice.py for softmax, models/rationals/exact.py where all is
    rational.

    >>> from verifier.models import PerturbArgmax
    >>> Enclosed(PerturbArgmax("gaussian", 2), 20).probabilities(("1/2", 0))[0].str(15, radius=False)
    '0.638163195084118'
    """

    def __init__(self, model, digits: int):
        refuse_digits(digits, MOST_DIGITS, MOST_DIGITS_CLOSED)
        self.model, self.digits = model, digits

    def __repr__(self):
        return f"{self.model!r}.enclosed({self.digits})"

    def solve(self, theta: Theta, hessian: bool = False, value: bool = True) -> Solution:
        """All at once; see Solution. Where the value is not wanted, it may be None.

        Rejects theta at which a tie for the maximum has positive probability, and for the Hessian an atom at a jump of a density (TieError).
        """
        return self._solve(self._read(theta), hessian, value=value)

    def value(self, theta: Theta) -> arb:
        """E max(theta + gamma), or t E log sum exp((theta + gamma) / t). Rejects noise without a mean (ModelError): ask for `normalised`."""
        theta, model = self._read(theta), self.model
        if not model.has_mean:
            raise ModelError(f"{model!r}: the expected value does not exist; ask for normalised(theta), its difference from that at theta = 0")
        if has_closed_form(model):
            return self._solve(theta).value
        if model.kind == "softmax":
            return self._heated(softmax_value(*self._unit(theta)))
        rational = self._rational(theta, lambda view: view.value(theta))
        return argmax_value(model.laws, theta, self._limited) if rational is None else rational

    def normalised(self, theta: Theta) -> arb:
        """E[max(theta + gamma) - max gamma], or t E[log sum exp((theta + gamma) / t) - log sum exp(gamma / t)]; exists for every law."""
        theta, model = self._read(theta), self.model
        if has_closed_form(model):
            return self._solve(theta).normalised
        if model.kind == "softmax":
            return self._heated(softmax_normalised(*self._unit(theta)))
        rational = self._rational(theta, lambda view: view.normalised(theta))
        return argmax_normalised(model.laws, theta, self._limited) if rational is None else rational

    def probabilities(self, theta: Theta) -> list[arb]:
        """The gradient: P(argmax(theta + gamma) = i), or E softmax((theta + gamma) / t). Rejects ties of positive probability (TieError)."""
        return self.solve(theta, value=False).probabilities

    def hessian(self, theta: Theta) -> list[list[arb]]:
        """The second derivatives of the value: symmetric, rows of sum 0. Rejects what `solve` rejects."""
        found = self.solve(theta, hessian=True, value=False).hessian
        if not all(narrow(x, self.digits) for row in found for x in row):
            raise ModelError(f"{self!r}: an entry of the Hessian is not enclosed within 10^-{self.digits}")
        return found

    def hessian_product(self, theta: Theta, v: Theta) -> list[arb]:
        """The Hessian times v; v is exact."""
        v, rows = rationals(v, self.model.dim, "v"), self.hessian(theta)
        with ctx.workprec(self._bits):
            return [sum((x * ball(entry) for x, entry in zip(row, v)), arb(0)) for row in rows]

    def conjugate(self, p: Theta) -> arb:
        """f*(p) = sup <p, theta> - f(theta), infinite outside of the simplex; see models/identification/identify.py."""
        from verifier.models.identification.identify import conjugate

        return conjugate(self, p)

    def inverse(self, p: Theta) -> tuple:
        """The theta of sum 0 with p in the subdifferential, proved unique; see models/identification/identify.py.

        Rejects p with none or many (ModelError).
        """
        from verifier.models.identification.identify import inverse

        return inverse(self, p)

    def subdifferential(self, theta: Theta) -> Polytope:
        """All subgradients of the value; one vertex where the gradient exists. Vertices are rational where `exact` can answer, else balls."""
        if Exact.applies(self.model):
            return Exact(self.model).subdifferential(theta)
        theta, laws = self._read(theta), self.model.laws
        if self.model.kind == "softmax" or not any(law.atoms for law in laws):
            return Polytope((tuple(self.solve(theta).probabilities),))
        with ctx.workprec(self._bits):
            smooth = self._solve(theta, ties=True).probabilities
            return subdifferential(Ties(laws, theta, lambda k, at: laws[k].cdf_ball(ball(at - theta[k])), ball), smooth)

    @property
    def _bits(self) -> int:
        return int(3.33 * self.digits) + GUARD_BITS

    def _read(self, theta: Theta) -> tuple[Fraction, ...]:
        return rationals(theta, self.model.dim, "theta")

    def _solve(self, theta: tuple[Fraction, ...], hessian: bool = False, ties: bool = False, value: bool = True) -> Solution:
        model = self.model
        if has_closed_form(model):
            return softmax(model, theta, self.digits, hessian)
        if model.kind == "softmax":
            return self._softmax(theta, hessian)
        if not ties:
            rational = self._rational(theta, lambda view: [view.value(theta), view.probabilities(theta)])
            rows = self._rational(theta, lambda view: view.hessian(theta)) if hessian and rational else None
            if rational and (rows or not hessian):
                return Solution(*rational, rows, partial(self.normalised, theta))
        return solve_argmax(model.laws, theta, self._limited, hessian, ties, value)

    def _softmax(self, theta: tuple[Fraction, ...], hessian: bool) -> Solution:
        found, t = solve_softmax(*self._unit(theta), hessian), self.model.temperature
        rows = found.hessian and [[self._heated(x, 1 / t) for x in row] for row in found.hessian]
        return Solution(self._heated(found.value), found.probabilities, rows, lambda: self._heated(found.normalised))

    def _unit(self, theta: tuple[Fraction, ...]) -> tuple[tuple, tuple[Fraction, ...], int]:
        """Laws, theta and digits at temperature 1: the model is t times that with laws gamma / t at theta / t."""
        t = self.model.temperature
        return self.model.unit_laws, tuple(x / t for x in theta), self._limited + self._extra

    def _heated(self, x: arb | None, factor: Fraction | None = None) -> arb | None:
        """x times the temperature, or the factor."""
        with ctx.workprec(self._bits + 4 * self._extra):
            return None if x is None else x * ball(factor or self.model.temperature)

    @property
    def _extra(self) -> int:
        """The digits that a multiplication with the temperature costs."""
        t = self.model.temperature
        return 0 if t == 1 else len(str(max(t, 1 / t).__ceil__()))

    def _rational(self, theta: tuple[Fraction, ...], ask):
        """What the exact engine answers, in balls; None where it does not apply, or where panels are quicker. Its TieError passes."""
        if not Exact.applies(self.model):
            return None
        try:
            view = Exact(self.model)
            if view.work(theta) > EXACT_WORK * max(self.digits, EXACT_DIGITS) * view.evaluations(theta):
                return None
            found = ask(view)
        except TieError:
            raise
        except ModelError:
            return None
        with ctx.workprec(self._bits):
            return _balls(found)

    @property
    def _limited(self) -> int:
        if self.digits > MOST_DIGITS:
            raise ModelError(f"{self.model!r} has no closed form: choose 1 to {MOST_DIGITS} digits, not {self.digits}")
        return self.digits


def _balls(x):
    """Fractions as balls, in lists as the rows were."""
    return ball(x) if isinstance(x, Fraction) else [_balls(entry) for entry in x]
