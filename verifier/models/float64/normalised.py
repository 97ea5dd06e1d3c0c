"""E[max(theta + Y) - max(Y)] in float64 where the means themselves are infinite: the integral of a difference of two products of cdfs."""

from __future__ import annotations

from verifier.engines.floating.maxima import rows
from verifier.engines.floating.quadrature import graded, nodes_on
from verifier.models.errors import ModelError
from verifier.models.reading import Points, read

ROUNDS = 5
AGREE = 2e-14
FAR, ORDER = 4.0, 12


def difference(model, points: Points):
    """See Model.normalised; shape (n,). Rejects what is not settled after five halvings of the panels (ModelError)."""
    import numpy as np

    from verifier.models.float64.answers import cooled

    heat, solver = float(model.temperature), model.solver
    places, tops = solver.places(cooled(points, model.temperature))
    start, base = solver.places(read([0] * model.dim, model.dim))
    moved = [_integral(model, row, start[0]) for row in places]
    return heat * ((tops - base) + np.array(moved).reshape(len(places)))


def _integral(model, places, start) -> float:
    """The integral of prod F_j(t - start_j) - prod F_j(t - places_j), both with largest place 0."""
    import numpy as np

    solver = model.solver
    both = np.concatenate([places, start])
    variables = solver.variables * 2
    low, high = (pick(place + end for place, end in zip(both, ends)) for pick, ends in
                 ((min, [v.low for v in variables]), (max, [v.high for v in variables])))
    centres = [np.sort(np.add.outer(np.concatenate([places[where], start[where]]), v.centres).ravel()) for v, where in solver.members.items()]
    kinks = (place + kink for place, v in zip(both, variables) for kink in v.kinks)
    breaks = sorted({low, high, *(kink for kink in kinks if low < kink < high)})
    edges, found = graded(breaks, centres, [v.scale for v in solver.members]), None
    for _ in range(ROUNDS):
        before, found = found, _sum(solver, places, start, edges)
        if before is not None and abs(found - before) <= AGREE * (1 + abs(found)):
            return found
        edges = np.sort(np.concatenate([edges, (edges[1:] + edges[:-1]) / 2]))
    raise ModelError(f"{model!r}: the normalised value is not settled after {ROUNDS} halvings of the panels; take theta of modest size")


def _sum(solver, places, start, edges) -> float:
    import numpy as np

    nodes, weights = nodes_on(edges)
    there, here = (rows(solver.groups, each[None], nodes)[0][0] for each in (places, start))
    change = np.expm1(here) - np.expm1(there)
    far = np.abs(nodes) > FAR * (np.abs(places).max() + np.abs(start).max())
    change[far] = np.exp(there[far]) * np.expm1(_change(solver, places, start, nodes[far]))
    return float(weights @ change)


def _change(solver, places, start, nodes):
    """sum_j log F_j(t - start_j) - log F_j(t - places_j) without cancellation: its integrand is f / F along the way."""
    import numpy as np

    points, weights = np.polynomial.legendre.leggauss(ORDER)
    gap, change = places - start, np.zeros(len(nodes))
    for point, weight in zip((1 + points) / 2, weights / 2):
        change += weight * (gap @ rows(solver.groups, (start + point * gap)[None], nodes)[1][0])
    return change
