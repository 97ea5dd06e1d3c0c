"""What both models share: everything comes from the one-dimensional integrals of a maximum of independent variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from verifier.laws import Law, LawError, exact, parse_noise
from verifier.models.errors import ModelError, TieError
from verifier.models.reading import Points, read

if TYPE_CHECKING:
    import numpy as np

    from verifier.models.float64.solving import Solver
    from verifier.models.rationals.subdifferential import Polytope


class Model:
    """Perturbed maximum with independent noise on d choices, in float64.

    noise        text ("gumbel", "gaussian(0,1)", "law; law; law"), a Law for all coordinates, or one Law for each
    dim          d >= 1
    temperature  positive and exact (int, Fraction, numeral)
    Rejects unusable noise (LawError) and temperature (ModelError).

    theta, v     shape (d,), or a batch of shape (n, d): finite numbers of modulus below 1e300; Fractions are taken exactly where ties are
                 looked for. A batch has answers with a first axis of length n. Other arguments are rejected (ModelError)
    Trust: estimated by quadrature, not certified; for theta of modest size p is right to about 1e-15, and relatively to 1e-13 down to 1e-30.
    What these rules cannot resolve is refused (ModelError). `exact`, `enclosed` and `estimated` give views with the same methods.
    Source: engines/floating/maxima.py; Williams-Daly-Zachary for p = gradient of the value.
    """

    kind = ""
    offset = 0.0

    def __init__(self, noise: str | Law | Sequence[Law], dim: int, temperature: int | str | Fraction = 1):
        if isinstance(noise, str):
            self.laws = parse_noise(noise, dim)
        else:
            laws = (noise,) * dim if isinstance(noise, Law) else tuple(noise)
            if len(laws) != dim or dim < 1 or not all(isinstance(law, Law) for law in laws):
                raise LawError(f"noise for {dim} choices must be text, one law, or {dim} laws; not {noise!r}")
            self.laws = laws
        self.dim = dim
        try:
            self.temperature = exact(temperature, "temperature")
        except LawError as error:
            raise ModelError(str(error)) from None
        if self.temperature <= 0:
            raise ModelError(f"the temperature {self.temperature} is not positive")

    def __repr__(self):
        laws = self.laws[:1] if len(set(self.laws)) == 1 else self.laws
        heat = "" if self.temperature == 1 else f", {str(self.temperature)!r}"
        return f"{type(self).__name__}({'; '.join(map(str, laws))!r}, {self.dim}{heat})"

    @cached_property
    def unit_laws(self) -> tuple[Law, ...]:
        """The laws of gamma / temperature: with them at theta / temperature the model has temperature 1, and is this one divided by it."""
        return self.laws if self.temperature == 1 else tuple(law.scaled(1 / self.temperature) for law in self.laws)

    def exact(self):
        """The same questions answered in rational numbers, where laws and theta allow it (ModelError otherwise)."""
        from verifier.models.rationals.exact import Exact

        return Exact(self)

    def enclosed(self, digits: int):
        """The same questions answered by certified balls of relative radius below 10^-digits."""
        from verifier.models.balls.enclosed import Enclosed

        return Enclosed(self, digits)

    def estimated(self, digits: int):
        """The same questions answered in mpmath to about so many digits, with an estimated error."""
        from verifier.models.estimates.estimated import Estimated

        return Estimated(self, digits)

    def value(self, theta) -> float | np.ndarray:
        """E max(theta + gamma), or t E log sum exp((theta + gamma) / t) at temperature t, for noise as given (not centred).

        Rejects a law without a finite mean (ModelError), where `normalised` is finite.
        """
        self._refuse_no_mean()
        points = self.read(theta)
        return _shaped(self.answers(points).value, points)

    def normalised(self, theta) -> float | np.ndarray:
        """F(theta) = E[max(theta + gamma) - max(gamma)], or t E[lse((theta + gamma) / t) - lse(gamma / t)]: finite for every law."""
        from verifier.models.float64.normalised import difference

        points = self.read(theta)
        if self.has_mean:
            found = self.answers(points).value - self.answers(self.read([0] * self.dim)).value
        else:
            found = difference(self, points)
        return _shaped(found, points)

    def probabilities(self, theta) -> np.ndarray:
        """The gradient of the value, shape (d,) or (n, d): P(argmax(theta + gamma) = i), or E softmax((theta + gamma) / t).

        Rejects theta at which a tie for the maximum has positive probability, where the subdifferential is no single point (TieError).
        """
        from verifier.models.float64.answers import refuse_wrong_sum

        points = self.read(theta)
        self._refuse_ties(points)
        found = self.answers(points, value=False)
        if self._may_tie:
            refuse_wrong_sum(self, found)
        return _shaped(found.probabilities, points)

    def hessian(self, theta) -> np.ndarray:
        """The second derivatives of the value, shape (d, d) or (n, d, d): symmetric, rows of sum 0.

        Rejects theta at a tie (TieError), or where a jump of one density meets an atom so that there is no second derivative (TieError).
        """
        points = self.read(theta)
        self._refuse_ties(points, bends=True)
        return _shaped(self.answers(points, hessian=True).hessian, points)

    def hessian_product(self, theta, v) -> np.ndarray:
        """The Hessian times v, shape (d,) or (n, d), in time and memory linear in d. v of theta's shape, or one for all of a batch."""
        points, along = self.read(theta), read(v, self.dim, "v").floats
        if len(along) not in (1, len(points.floats)):
            raise ModelError(f"v has {len(along)} rows, theta {len(points.floats)}")
        self._refuse_ties(points, bends=True)
        return _shaped(self.answers(points, along=along).product, points)

    def subdifferential(self, theta) -> Polytope:
        """All subgradients of the value at one theta: one vertex where the gradient exists; at a tie that of the exact view."""
        from verifier.models.rationals.subdifferential import Polytope

        points = self.read(theta)
        if not points.single:
            raise ModelError("the subdifferential is computed for one theta at a time, not for a batch")
        try:
            return Polytope((tuple(self.probabilities(theta).tolist()),))
        except TieError:
            return self.exact().subdifferential(points.rational(0))

    def inverse(self, p) -> np.ndarray:
        """The theta with sum 0 and probabilities p, shape (d,), by damped Newton steps.

        p           shape (d,), positive entries of sum 1 (within 1e-9; then normalised); entries down to 1e-12 are within reach
        Rejects p outside of the open simplex, noise with two or more discrete coordinates for Perturb-Argmax, no convergence (ModelError).
        Every entry of the answer's probabilities is within 1e-9 of p, relatively; mostly within 1e-13.
        """
        from verifier.models.float64.inverse import invert

        return invert(self, p)

    def conjugate(self, p) -> float:
        """f*(p) = sup over theta of <p, theta> - f(theta), for p in the simplex: shape (d,), entries >= 0 of sum 1 (within 1e-9).

        Where p_i = 0 the coordinate i sinks to -infinity, and f* is that of the model without it.
        Rejects what `inverse` and `value` reject, and p outside of the simplex, where f* is infinite (ModelError).
        """
        from verifier.models.float64.inverse import conjugate

        return conjugate(self, p)

    def read(self, theta) -> Points:
        """theta checked; see Model."""
        return read(theta, self.dim)

    @property
    def has_mean(self) -> bool:
        return all(law.facts.moments > 1 for law in self.laws)

    @cached_property
    def solver(self) -> Solver:
        from verifier.models.float64.solving import Solver

        return Solver(self.unit_laws, self.kind == "softmax")

    def answers(self, points: Points, hessian: bool = False, along=None, value: bool = True) -> Answers:
        """All quantities at once. At ties they are meaningless but for the value: callers refuse them before.

        along       shape (n, d) or (1, d): also the Hessian's product with it
        value       whether it is wanted, too
        """
        from verifier.models.float64.answers import compute

        return compute(self, points, hessian, along, value)

    @cached_property
    def _may_tie(self) -> bool:
        return self.kind != "softmax" and any(law.atoms for law in self.laws)

    def _refuse_ties(self, points: Points, bends: bool = False) -> None:
        if not self._may_tie:
            return
        from verifier.models.meetings import refuse_bends, refuse_ties

        for row in range(len(points.floats)):
            if self.solver.surely_apart(points, row):
                continue
            refuse_ties(self.laws, points.rational(row))
            if bends:
                refuse_bends(self.laws, points.rational(row))

    def _refuse_no_mean(self) -> None:
        for law in self.laws:
            if law.facts.moments <= 1:
                raise ModelError(f"{law} has no finite mean, so the value is not defined; ask for `normalised`, E[max(theta + gamma) - max(gamma)]")


def _shaped(found, points: Points):
    return found if not points.single else float(found[0]) if found.ndim == 1 else found[0]


@dataclass
class Answers:
    """For n points: probabilities (n, d), and where asked for value (n,), hessian (n, d, d) or product (n, d)."""

    value: Any
    probabilities: Any
    hessian: Any = None
    product: Any = None
