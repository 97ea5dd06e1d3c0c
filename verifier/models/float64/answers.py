"""From points to answers in float64: closed form, sums over the levels of atoms, or quadrature; then back to the model's temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.engines.floating.maxima import laplacians
from verifier.engines.floating.quadrature import QuadratureError
from verifier.models.errors import ModelError
from verifier.models.float64.floats import centre
from verifier.models.float64.levels import levels
from verifier.models.model import Answers
from verifier.models.reading import Points, total

if TYPE_CHECKING:
    import numpy as np

EULER = 0.5772156649015329
SUM = 1e-11


def compute(model, points: Points, hessian: bool, along: np.ndarray | None, value: bool) -> Answers:
    """See Model.answers. Rejects what quadrature cannot resolve (ModelError)."""
    heat = float(model.temperature)
    unit = cooled(points, model.temperature)
    places, tops = model.solver.places(unit)
    try:
        found = _at(model, places, unit, hessian, along, value)
    except QuadratureError as error:
        raise ModelError(f"{model!r}: {error}") from error
    if value:
        found.value = (found.value - (EULER if model.kind == "softmax" else 0.0) + tops) * heat
    if not model.solver.atoms:
        refuse_wrong_sum(model, found)
    if heat != 1:
        found.hessian, found.product = (part if part is None else part / heat for part in (found.hessian, found.product))
    return found


def refuse_wrong_sum(model, found: Answers) -> None:
    """Rejects probabilities whose sum is not 1 (ModelError): the sign of quadrature that missed something."""
    import numpy as np

    p = found.probabilities
    off = abs(total(p) - 1) if len(p) == 1 else np.abs(p.sum(axis=1) - 1).max(initial=0.0)
    if not off <= SUM:
        raise ModelError(f"{model!r}: the probabilities add up to 1 only within {off:.2g}; scales or parameters lie too far apart")


def cooled(points: Points, temperature) -> Points:
    """theta / temperature, exact: differences of large entries must not be rounded before they are taken."""
    import numpy as np

    if temperature == 1:
        return points
    rows = tuple(tuple(entry / temperature for entry in points.rational(row)) for row in range(len(points.floats)))
    return Points(np.array([[float(entry) for entry in row] for row in rows]).reshape(points.floats.shape), points.single, rows)


def _at(model, places, points: Points, hessian: bool, along, value: bool) -> Answers:
    import numpy as np

    solver = model.solver
    if model.dim == 1:
        return _alone(model, places, hessian, along)
    if solver.gumbel_scale is not None:
        return _softmax(places, solver.gumbel_scale, hessian, along)
    if solver.atoms:
        return _with_atoms(solver, places, points, hessian, along, value)
    if solver.tail and not (value or hessian or along is not None):
        answers = _pair(places, solver.tail)
    elif solver.triple and len(places) == 1 and not (value or hessian or along is not None):
        answers = Answers(None, np.array([solver.triple(places[0].tolist())]))
    else:
        answers = _by_sums(solver, places, hessian, along, value)
    if solver.edges is not None:
        solver.edges.correct(points, places, answers.probabilities)
    return answers


def _alone(model, places, hessian: bool, along) -> Answers:
    """One choice: probability 1, and the value is the mean (nan where there is none)."""
    import numpy as np

    law = model.unit_laws[0]
    mean = float(law.mean_value()) - float(centre(law)) if model.has_mean else np.nan
    answers = _blank(places, hessian, along)
    answers.value[:], answers.probabilities[:] = mean + (EULER if model.kind == "softmax" else 0.0), 1.0
    for part in (answers.hessian, answers.product):
        if part is not None:
            part[:] = 0.0
    return answers


def _softmax(places, scale: float, hessian: bool, along) -> Answers:
    import numpy as np

    weights = np.exp(places / scale)
    total = weights.sum(axis=1, keepdims=True)
    p = weights / total
    answers = Answers(scale * (np.log(total[:, 0]) + EULER), p)
    if hessian:
        answers.hessian = laplacians(-p[:, :, None] * p[:, None] / scale)
    if along is not None:
        centred = along - along.mean(axis=1, keepdims=True)
        answers.product = p * (centred - (p * centred).sum(axis=1, keepdims=True)) / scale
    return answers


def _pair(places, tail) -> Answers:
    import numpy as np

    p = tail(-places.min(axis=1, keepdims=True))
    return Answers(None, np.where(places < 0, p, 1 - p))


def _blank(places, hessian: bool, along) -> Answers:
    import numpy as np

    n, d = places.shape
    return Answers(np.empty(n), np.empty((n, d)), np.empty((n, d, d)) if hessian else None, np.empty((n, d)) if along is not None else None)


def _by_sums(solver, places, hessian: bool, along, value: bool) -> Answers:
    import numpy as np

    answers = None
    for here, found in solver.sums(places):
        if len(here) == len(places):
            if not (value or hessian or along is not None):
                return Answers(None, found.probabilities)
            here = slice(None)
        answers = answers or _blank(places, hessian, along)
        answers.probabilities[here] = found.probabilities
        if value:
            answers.value[here] = found.value
        if hessian:
            answers.hessian[here] = found.hessian()
        if along is not None:
            answers.product[here] = found.product(np.broadcast_to(along, places.shape)[here])
    return answers or _blank(places, hessian, along)


def _with_atoms(solver, places, points: Points, hessian: bool, along, value: bool) -> Answers:
    """Where all have atoms the sums are over levels, and off ties nothing bends; else the atoms' part is added to the quadrature's."""
    import numpy as np

    if solver.finite is None:
        answers = _by_sums(solver, places, hessian, along, value)
        for row in range(len(places)):
            found = levels(points.rational(row), solver.laws, solver.variables)
            for i, share in found.shares().items():
                answers.probabilities[row, i] = share
            if hessian or along is not None:
                _add_overlaps(solver, found, places, row, answers, None if along is None else np.broadcast_to(along, places.shape)[row])
        return answers
    answers = _blank(places, hessian, along)
    for part in (answers.probabilities, answers.hessian, answers.product):
        if part is not None:
            part[:] = 0.0
    for row in range(len(places)):
        order = solver.finite.surely_ordered(places[row], np.abs(points.floats[row]).max())
        if order is None:
            order = solver.finite.exactly_ordered(points.rational(row))
        answers.value[row], answers.probabilities[row] = solver.finite.answers(places[row], order)
    return answers


def _add_overlaps(solver, found, places, row: int, answers: Answers, v) -> None:
    import numpy as np

    densities = np.array([each.factor(found.floats - place)[1] for each, place in zip(solver.variables, places[row])])
    more = found.overlaps(densities)
    if answers.hessian is not None:
        answers.hessian[row] += more
    if v is not None:
        answers.product[row] += more @ v
