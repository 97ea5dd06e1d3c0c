"""Value, probabilities and Hessian of a model to many digits, in mpmath: estimated by two rules that must agree, not certified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import log
from typing import Any

from verifier.engines.quadrature import Maximum, Row, bounded, convolve, spacing, twice
from verifier.laws import Law, exact, reach
from verifier.laws.arithmetic import Arithmetic
from verifier.laws.arithmetic import precise as arithmetic
from verifier.models.errors import ModelError
from verifier.models.model import Model
from verifier.models.softmax import STANDARD, Smoothed, gamma_spacing

GUARD = 4
MOST_DIGITS = 200


def precise(model: Model, theta: Sequence[Fraction], digits: int = 50) -> dict[str, Any]:
    """The model's value, probabilities and Hessian at theta to `digits` digits after the point.

    model       every coordinate's law analytic on the line (gumbel, gaussian, logistic), or for Perturb-Softmax also finite
    theta       shape (d,), exact rationals of modest size
    digits      1 to 200
    Returns {"value": mpf, "probabilities": [mpf], "hessian": [[mpf]], "error": mpf, "text": {the first three as decimal strings}};
    `error` is the largest difference between the trapezoid and the midpoint rule, of which the answer is the mean.
    Rejects floats (LawError), other laws, a wrong length (ModelError), rules that differ by 10^-digits or more (ModelError).
    Trust: estimated. Source: the integrals of engines/quadrature.py; gamma + G as in models/softmax.py.
    """
    if not isinstance(digits, int) or isinstance(digits, bool) or not 1 <= digits <= MOST_DIGITS:
        raise ModelError(f"digits = {digits!r}; choose 1 to {MOST_DIGITS}")
    theta = tuple(exact(entry, f"theta_{k}") for k, entry in enumerate(theta, 1))
    if len(theta) != model.dim:
        raise ModelError(f"theta has {len(theta)} entries, the model {model.dim} choices")
    _refuse_kinks(model)
    found, error = _integrate(model, theta, digits)
    if not error * 10**digits < 1:
        raise ModelError(f"{model!r}: two rules differ by {float(error):.2g}, more than 10^-{digits}; take theta and scales of modest size")
    answer = {"value": found.value, "probabilities": list(found.probabilities), "hessian": [list(row) for row in found.hessian]}
    return {**answer, "error": error, "text": {key: _text(entry, digits) for key, entry in answer.items()}}


def _refuse_kinks(model: Model) -> None:
    for law in model.laws:
        if not (law.facts.analytic or (law.atoms and model.kind == "softmax")):
            raise ModelError(
                f"{model!r}: {law} is not analytic on the line; many digits are computed for gumbel, gaussian, logistic and, for "
                "Perturb-Softmax, finite laws; uniform and finite laws under argmax have exact answers in the exact engine"
            )


@dataclass
class _Line:
    """The arithmetic, and the grid on the line: count steps from low. Outside of it less than about exp(-nats) is left."""

    context: Any
    ops: Arithmetic
    nats: float
    low: Any
    step: Any
    count: int
    _masses: dict = field(default_factory=dict)

    def masses(self, law: Law, start, count: int) -> list:
        """step times the density at start, start + step, ...; kept, since coordinates often share a law."""
        key = law, start, count
        if key not in self._masses:
            self._masses[key] = [law.pdf(start + k * self.step, self.ops) * self.step for k in range(count)]
        return self._masses[key]


def _integrate(model: Model, theta: tuple[Fraction, ...], digits: int):
    from mpmath import MPContext

    context = MPContext()
    context.dps = digits + 5 * GUARD
    ops = arithmetic(context)
    shift = max(theta)
    places = [ops.number(entry - shift) for entry in theta]
    line = _line(model, places, (digits + GUARD) * log(10), context, ops)
    rows = [_row(model, law, place, line) for law, place in zip(model.laws, places)]
    found, error = twice(rows, line.low, line.step, line.count, context)
    centre = ops.number(shift) - (ops.euler if model.kind == "softmax" else 0)
    return Maximum(found.value + centre, found.probabilities, found.hessian), error


def _line(model: Model, places: list, nats: float, context, ops: Arithmetic) -> _Line:
    """A grid fine enough for the integral over the line and, for Perturb-Softmax, for those over gamma as well."""
    summands = [Smoothed(law, nats) for law in model.laws] if model.kind == "softmax" else model.laws
    steps = [spacing(nats, [s.growth for s in summands], min(float(s.scale) for s in summands))]
    if model.kind == "softmax":
        steps += [gamma_spacing(law, nats) for law in set(model.laws) if not law.atoms]
    ends = [reach(s, nats) for s in summands]
    low = max(float(place) + start for place, (start, _) in zip(places, ends))
    high = max(float(place) + stop for place, (_, stop) in zip(places, ends))
    return _Line(context, ops, nats, context.mpf(low), context.mpf(min(steps)), bounded((high - low) / min(steps)))


def _row(model: Model, law: Law, place, line: _Line) -> Row:
    if model.kind == "argmax":
        return partial(_plain, law, place, line)
    if law.atoms:
        return partial(_mixed, [(line.ops.number(point) + place, line.ops.number(weight)) for point, weight in law.atoms], line)
    return _smoothed(law, place, line)


def _plain(law: Law, place, line: _Line, start, count: int):
    """F and f of place + gamma."""
    if law.name == STANDARD.name:
        scale = line.ops.number(law.scale)
        cdfs, pdfs = _gumbel_row((start - place - line.ops.number(law.location)) / scale, line.step / scale, count, line.context)
        return cdfs, [pdf / scale for pdf in pdfs]
    points = [start + k * line.step - place for k in range(count)]
    return [law.cdf(t, line.ops) for t in points], [law.pdf(t, line.ops) for t in points]


def _mixed(atoms: list, line: _Line, start, count: int):
    """F and f of place + gamma + G for a finite law: a weighted sum of Gumbel rows."""
    rows = [(weight, _gumbel_row(start - point, line.step, count, line.context)) for point, weight in atoms]
    return tuple([line.context.fsum(weight * row[part][k] for weight, row in rows) for k in range(count)] for part in (0, 1))


def _smoothed(law: Law, place, line: _Line) -> Row:
    """F and f of place + gamma + G for an analytic law: with one step for both, the trapezoid rule in gamma is a convolution.

    The grid in gamma moves with the start of the row, so that the two rules on the line use different grids in gamma as well.
    """
    left, right = reach(law, line.nats)
    reached = bounded((right - left) / float(line.step))
    first = line.low - place - line.context.mpf(left) - reached * line.step
    kernels = _gumbel_row(first, line.step, line.count + 1 + reached, line.context)

    def row(start, count: int):
        masses = line.masses(law, line.context.mpf(left) + (start - line.low), reached + 1)
        return tuple(convolve(masses, kernel, reached, reached + count, line.context) for kernel in kernels)

    return row


def _gumbel_row(start, step, count: int, context):
    """exp(-e^-t) and its derivative at start, start + step, ...; the e^-t form a geometric sequence."""
    rate, ratio = context.exp(-start), context.exp(-step)
    cdfs, pdfs = [], []
    for _ in range(count):
        cdfs.append(context.exp(-rate))
        pdfs.append(rate * cdfs[-1])
        rate *= ratio
    return cdfs, pdfs


def _text(entry, digits: int):
    """A number with exactly so many digits after the point, rounded; lists entry by entry."""
    if isinstance(entry, list):
        return [_text(part, digits) for part in entry]
    scaled = int(entry.context.nint(entry * 10**digits))
    whole, part = divmod(abs(scaled), 10**digits)
    return f"{'-' * (scaled < 0)}{whole}.{part:0{digits}d}"
