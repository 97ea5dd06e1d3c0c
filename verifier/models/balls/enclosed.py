"""Perturb-Argmax and Perturb-Softmax in certified balls, to any number of digits."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import arb, ctx

from verifier.engines.balls.factors import ball, narrow
from verifier.engines.balls.factors import exact as fraction
from verifier.laws import LawError
from verifier.laws import exact as numeral
from verifier.models.balls.closed import has_closed_form, softmax
from verifier.models.errors import ModelError, TieError
from verifier.models.rationals.exact import Exact
from verifier.models.balls.panelled import argmax_values, solve_argmax
from verifier.models.solution import Solution
from verifier.models.rationals.subdifferential import Polytope, Ties, subdifferential

MOST_DIGITS = 1_000
MOST_DIGITS_CLOSED = 100_000
GUARD_BITS = 32

Theta = Sequence[Fraction | int | str]


class Enclosed:
    """Value, gradient, Hessian, subdifferential, conjugate and inverse of a model as balls (python-flint's arb).

    model       PerturbArgmax or PerturbSoftmax
    digits      1 to 1000; to 100 000 for Gumbel noise of one scale under argmax, whose answers are closed forms
    theta, v    shape (d,): int, Fraction or numerals such as "0.1" (which is 1/10); `solve` takes balls as well
    Every p_i has a radius of at most 10^-digits p_i, a value of 10^-digits max(1, |value|), an entry of the Hessian one of 10^-digits; an entry that
    is 0 or 1 for certain is exactly that.
    Rejects floats, wrong lengths, digits out of range, what does not come out so narrow or takes too long (ModelError).
    Trust: enclosed. Source: engines/balls/panels.py for argmax, engines/balls/lattice.py for softmax, models/rationals/exact.py where all is rational.

    >>> from verifier.models import PerturbArgmax
    >>> Enclosed(PerturbArgmax("gaussian", 2), 20).probabilities(("1/2", 0))[0].str(15, radius=False)
    '0.638163195084118'
    """

    def __init__(self, model, digits: int):
        if not isinstance(digits, int) or isinstance(digits, bool) or not 1 <= digits <= MOST_DIGITS_CLOSED:
            raise ModelError(f"digits = {digits!r}; choose 1 to {MOST_DIGITS}, or to {MOST_DIGITS_CLOSED} where there is a closed form")
        self.model, self.digits = model, digits

    def __repr__(self):
        return f"{self.model!r}.enclosed({self.digits})"

    def solve(self, theta: Sequence, hessian: bool = False) -> Solution:
        """All at once; see Solution. theta may also hold balls: then the answer holds for every theta in them, and is as narrow as they allow.

        Rejects theta at which a tie for the maximum has positive probability, and for the Hessian an atom at a jump of a density (TieError).
        """
        return self._solve(self._read(theta), hessian)

    def value(self, theta: Theta) -> arb:
        """E max(theta + gamma), or t E log sum exp((theta + gamma) / t). Rejects noise without a mean (ModelError): ask for `normalised`."""
        found = self._values(theta)[0]
        if found is None:
            raise ModelError(f"{self.model!r}: the expected value does not exist; ask for normalised(theta), its difference from that at theta = 0")
        return found

    def normalised(self, theta: Theta) -> arb:
        """E[max(theta + gamma) - max gamma], or t E[log sum exp((theta + gamma) / t) - log sum exp(gamma / t)]; exists for every law."""
        return self._values(theta)[1]

    def probabilities(self, theta: Theta) -> list[arb]:
        """The gradient: P(argmax(theta + gamma) = i), or E softmax((theta + gamma) / t). Rejects ties of positive probability (TieError)."""
        return self.solve(theta).probabilities

    def hessian(self, theta: Theta) -> list[list[arb]]:
        """The second derivatives of the value: symmetric, rows of sum 0. Rejects what `solve` rejects."""
        found = self.solve(theta, hessian=True).hessian
        if not all(narrow(x, self.digits) for row in found for x in row):
            raise ModelError(f"{self!r}: an entry of the Hessian is not enclosed within 10^-{self.digits}")
        return found

    def hessian_product(self, theta: Theta, v: Theta) -> list[arb]:
        """The Hessian times v; v is exact."""
        rows, v = self.hessian(theta), [self._number(entry, "v", k) for k, entry in enumerate(v, 1)]
        if len(v) != self.model.dim:
            raise ModelError(f"v has {len(v)} entries, the model {self.model.dim} choices")
        with ctx.workprec(self._bits):
            return [sum((x * ball(entry) for x, entry in zip(row, v)), arb(0)) for row in rows]

    def conjugate(self, p: Theta) -> arb:
        """f*(p) = sup <p, theta> - f(theta), infinite outside of the simplex; see models/identification/identify.py."""
        from verifier.models.identification.identify import conjugate

        return conjugate(self, p)

    def inverse(self, p: Theta) -> tuple:
        """The theta of sum 0 with p in the subdifferential, proved unique; see models/identification/identify.py. Rejects p with none or many (ModelError)."""
        from verifier.models.identification.identify import inverse

        return inverse(self, p)

    def subdifferential(self, theta: Theta) -> Polytope:
        """All subgradients of the value; one vertex where the gradient exists. Vertices are rational where `exact` can answer, else balls."""
        if Exact.applies(self.model):
            return Exact(self.model).subdifferential(theta)
        theta, laws = self._read(theta), self.model.laws
        if not all(isinstance(entry, Fraction) for entry in theta):
            raise ModelError("the subdifferential is computed for exact theta, not for balls")
        if self.model.kind == "softmax" or not any(law.atoms for law in laws):
            return Polytope((tuple(self.solve(theta).probabilities),))
        with ctx.workprec(self._bits):
            smooth = self._solve(theta, ties=True).probabilities
            return subdifferential(Ties(laws, theta, lambda k, at: laws[k].cdf_ball(ball(at - theta[k])), ball), smooth)

    @property
    def _bits(self) -> int:
        return int(3.33 * self.digits) + GUARD_BITS

    def _read(self, theta: Sequence) -> tuple[Fraction | arb, ...]:
        if not isinstance(theta, Sequence):
            raise ModelError(f"theta = {theta!r} is not a sequence of {self.model.dim} numbers")
        theta = tuple(theta)
        if len(theta) != self.model.dim:
            raise ModelError(f"theta has {len(theta)} entries, the model {self.model.dim} choices")
        return tuple(self._number(entry, "theta", k) for k, entry in enumerate(theta, 1))

    @staticmethod
    def _number(entry, name: str, k: int) -> Fraction | arb:
        if isinstance(entry, arb):
            if not entry.is_finite():
                raise ModelError(f"{name}_{k} = {entry} is not finite")
            return fraction(entry) if entry.is_exact() else entry
        try:
            return numeral(entry, f"{name}_{k}")
        except LawError as error:
            raise ModelError(str(error)) from error

    def _values(self, theta: Theta) -> tuple[arb | None, arb]:
        """The value, None where it does not exist, and the normalised one; for argmax ties do not matter."""
        theta, model = self._read(theta), self.model
        if has_closed_form(model) or model.kind == "softmax":
            found = self._solve(theta)
            return found.value, found.normalised
        rational = self._rational(theta, lambda view: (view.value(theta), view.normalised(theta)))
        return rational or argmax_values(model.laws, theta, self._limited)

    def _solve(self, theta: tuple, hessian: bool = False, ties: bool = False) -> Solution:
        model = self.model
        if has_closed_form(model):
            return softmax(model, theta, self.digits, hessian)
        if model.kind == "softmax":
            return self._softmax(theta, hessian)
        if not ties:
            rational = self._rational(theta, lambda view: (view.value(theta), view.normalised(theta), view.probabilities(theta)))
            rows = self._rational(theta, lambda view: view.hessian(theta)) if hessian and rational else None
            if rational and (rows or not hessian):
                return Solution(*rational, rows)
        return solve_argmax(model.laws, theta, self._limited, hessian, ties)

    def _softmax(self, theta: tuple, hessian: bool) -> Solution:
        """The model with temperature t is t times that with laws gamma / t at theta / t."""
        from verifier.models.balls.smoothed import solve_softmax

        model, t = self.model, self.model.temperature
        extra = 0 if t == 1 else len(str(max(t, 1 / t).__ceil__()))
        with ctx.workprec(8 * self._bits):
            theta = tuple(x / t if isinstance(x, Fraction) else x / ball(t) for x in theta)
        found = solve_softmax(model.unit_laws, theta, self._limited + extra, hessian)
        with ctx.workprec(self._bits + 4 * extra):
            value, normalised = (None if x is None else x * ball(t) for x in (found.value, found.normalised))
            rows = found.hessian and [[x / ball(t) for x in row] for row in found.hessian]
            return Solution(value, normalised, found.probabilities, rows)

    def _rational(self, theta: tuple, ask):
        """What the exact engine answers, in balls; None where it does not apply or finds it too much. Its TieError passes."""
        if not Exact.applies(self.model) or not all(isinstance(entry, Fraction) for entry in theta):
            return None
        try:
            found = ask(Exact(self.model))
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
