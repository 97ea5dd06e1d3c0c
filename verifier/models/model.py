"""What both models share: everything comes from the one-dimensional integrals of a maximum of independent variables.

A *summand* is the variable that is added to theta_j before the maximum is taken: the noise itself for Perturb-Argmax, the noise
plus a Gumbel variable for Perturb-Softmax. It answers log_cdf, log_cdf_pdf, log_survival (float64 arrays), support, atoms, kinks, growth
and scale, as a Law does.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING

from verifier.engines.quadrature import Maximum, maximum, panels, spacing, trapezoid
from verifier.laws import Law, LawError, parse_noise, reach
from verifier.models.errors import ModelError
from verifier.models.inverse import invert
from verifier.models.ties import add_atoms, refuse_kinks, refuse_ties

if TYPE_CHECKING:
    import numpy as np

ROUNDING_NATS = 46.0
TAIL_NATS = 80.0
LARGEST = 1e300


class Model:
    """Perturbed maximum with independent noise on d choices, in float64.

    noise       text ("gumbel", "gaussian(0,1)", "law; law; law"), a Law for all coordinates, or one Law for each
    dim         d >= 1
    Rejects unusable noise (LawError).

    theta       shape (d,), finite numbers; Fractions are taken exactly where ties are looked for
    Trust: estimated by quadrature, not certified. Against closed forms and 50-digit values all entries were right to 1e-13, probabilities
    down to 1e-9 relatively to 1e-10, for laws of like scale and d up to 10. What needs too many nodes is refused (QuadratureError).
    Source: the integrals are those of engines/quadrature.py; Williams-Daly-Zachary for p = gradient of the value.
    """

    kind = ""

    def __init__(self, noise: str | Law | Sequence[Law], dim: int):
        if isinstance(noise, str):
            self.laws = parse_noise(noise, dim)
        else:
            laws = (noise,) * dim if isinstance(noise, Law) else tuple(noise)
            if len(laws) != dim or dim < 1 or not all(isinstance(law, Law) for law in laws):
                raise LawError(f"noise for {dim} choices must be text, one law, or {dim} laws; not {noise!r}")
            self.laws = laws
        self.dim = dim

    def __repr__(self):
        laws = self.laws[:1] if len(set(self.laws)) == 1 else self.laws
        return f"{type(self).__name__}({'; '.join(map(str, laws))!r}, {self.dim})"

    @property
    def offset(self) -> float:
        """What the maximum exceeds the value by."""
        return 0.0

    @cached_property
    def summands(self) -> tuple:
        """The variable added to each coordinate of theta."""
        raise ModelError(f"{self!r} does not say what it adds to theta; use PerturbArgmax or PerturbSoftmax")

    def value(self, theta) -> float:
        """E max(theta + gamma) for Perturb-Argmax, E log sum exp(theta + gamma) for Perturb-Softmax, for noise as given (not centred)."""
        return float(self.solve(self.read(theta)).value) - self.offset

    def probabilities(self, theta) -> np.ndarray:
        """The gradient of the value, shape (d,): P(argmax(theta + gamma) = i), or E softmax(theta + gamma).

        Rejects theta at which a tie for the maximum has positive probability, where the subdifferential is no single point (TieError).
        """
        theta = self.read(theta)
        refuse_ties(self.summands, theta)
        return self.solve(theta).probabilities

    def hessian(self, theta) -> np.ndarray:
        """The second derivatives of the value, shape (d, d): symmetric, rows of sum 0.

        Rejects theta at a tie (TieError), or where a jump of one density meets an atom so that there is no second derivative (TieError).
        """
        theta = self.read(theta)
        refuse_ties(self.summands, theta)
        refuse_kinks(self.summands, theta)
        return self.solve(theta).hessian

    def inverse(self, p) -> np.ndarray:
        """The theta with sum 0 and probabilities p, shape (d,), by damped Newton steps.

        p           shape (d,), positive entries of sum 1 (within 1e-9; then normalised); entries down to 1e-9 are within reach
        Rejects p outside of the open simplex, noise with two or more discrete coordinates for Perturb-Argmax, no convergence (ModelError).
        Every entry of the answer's probabilities is within 1e-9 of p, relatively.
        """
        return invert(self, p)

    def read(self, theta) -> tuple[Fraction, ...]:
        """theta as exact rationals, floats as the dyadic numbers that they are.

        Rejects a wrong length, and an entry that is no finite number of modulus below 1e300 (ModelError).
        """
        theta = tuple(theta)
        if len(theta) != self.dim:
            raise ModelError(f"theta has {len(theta)} entries, the model {self.dim} choices")
        for k, entry in enumerate(theta, 1):
            if not isinstance(entry, Real) or isinstance(entry, bool) or not abs(entry) < LARGEST:
                raise ModelError(f"theta_{k} = {entry!r} is not a finite number of modulus below {LARGEST:g}")
        return tuple(Fraction(entry) if isinstance(entry, (int, Fraction)) else Fraction(float(entry)) for entry in theta)

    def solve(self, theta: tuple[Fraction, ...]) -> Maximum:
        """All three quantities for theta as `read`. Probabilities and Hessian at ties are meaningless: callers refuse them before."""
        import numpy as np

        shift = max(theta)
        places = [float(entry - shift) for entry in theta]
        low, nodes, weights = self._rule(places)
        logs, ratios = np.zeros((2, self.dim, len(nodes)))
        for j, (s, place) in enumerate(zip(self.summands, places)):
            if s.atoms:
                logs[j] = s.log_cdf(nodes - place)
            else:
                logs[j], log_pdf = s.log_cdf_pdf(nodes - place)
                ratios[j] = np.exp(log_pdf - logs[j])
        total = logs.sum(axis=0)
        found = maximum(low, weights, np.exp(total), -np.expm1(total), ratios)
        if any(s.atoms for s in self.summands):
            found = add_atoms(found, self.summands, places)
        return Maximum(found.value + float(shift), found.probabilities, found.hessian)

    def _rule(self, places: list[float]):
        """Where the product of the cdfs starts, and the nodes and weights from there on. A discrete coordinate has kinks at its atoms."""
        reaches = [reach(s, TAIL_NATS) for s in self.summands]
        low = max(place + start for place, (start, _) in zip(places, reaches))
        high = max(place + stop for place, (_, stop) in zip(places, reaches))
        kinks = {place + float(kink) for s, place in zip(self.summands, places) for kink in s.kinks}
        if not kinks:
            return low, *trapezoid(low, high, self._spacing)
        breaks = sorted({low, high} | {kink for kink in kinks if low < kink < high})
        return low, *panels(breaks, min((float(s.scale) for s in self.summands if not s.atoms), default=high - low + 1))

    @cached_property
    def _spacing(self) -> float:
        return spacing(ROUNDING_NATS, [s.growth for s in self.summands], min(float(s.scale) for s in self.summands))
