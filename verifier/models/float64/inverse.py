"""From probabilities back to parameters: Newton's method on the hyperplane of sum 0."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from verifier.models.errors import ModelError
from verifier.models.reading import Points, read

if TYPE_CHECKING:
    import numpy as np

STEPS = 100
RESIDUAL = 1e-9
ROUNDING, ULPS = 1e-13, 1e-15
HALVINGS, LAST_HALVINGS = 40, 3
SUM = 1e-9
DENSE = 1500
GRID = 4001


def invert(model, p) -> np.ndarray:
    """The theta of sum 0 with model.probabilities(theta) = p; see Model.inverse.

    Solves log S(theta) - log p = c 1, sum theta = 0; a solution has c = 0, as S and p both sum to 1. In logarithms every entry counts
    alike, however small. With the Hessian H = DS the Newton step solves H step = S (log p - log S + c), which keeps to the hyperplane.
    Steps are halved until the residual, less its mean, falls.
    """
    import numpy as np

    p = target(model, p)
    if (p == 0).any():
        raise ModelError(f"p_{int(p.argmin()) + 1} = 0: p must lie in the open simplex, its entries must be positive")
    if model.kind == "argmax" and sum(bool(law.atoms) for law in model.laws) > 1:
        raise ModelError(f"{model!r}: two coordinates are discrete, so the probabilities jump at ties and the inverse is no function")
    theta = _start(model, p)
    residual, at = _residual(model, theta, p)
    for _ in range(STEPS):
        if residual is None or np.abs(residual).max() < ROUNDING:
            break
        found = _damped(model, theta, _step(model, theta, at, residual), residual, p)
        if found is None:
            break
        theta, residual, at = found
    if residual is None or not np.abs(residual).max() <= RESIDUAL:
        _refuse(model, theta)
    return theta


def _refuse(model, theta) -> None:
    import numpy as np

    largest = np.abs(theta).max()
    why = f"; with entries up to {largest:.2g} theta of sum 0 is too coarse in float64" if ULPS * largest > RESIDUAL else ""
    raise ModelError(f"{model!r}: no theta was found with probabilities within a factor 1 +- {RESIDUAL:g} of p{why}")


def conjugate(model, p) -> float:
    """See Model.conjugate."""
    import numpy as np

    p = target(model, p)
    kept = np.flatnonzero(p)
    if len(kept) < model.dim:
        model = type(model)([model.laws[k] for k in kept], len(kept), model.temperature)
        p = p[kept]
    theta = invert(model, p)
    return float(p @ theta) - model.value(theta)


def target(model, p) -> np.ndarray:
    """p as floats of sum 1. Rejects a wrong shape, no numbers, and what is not in the simplex (ModelError)."""
    points = read(p, model.dim, "p")
    if not points.single:
        raise ModelError("p is one point of the simplex, not a batch")
    p = points.floats[0]
    if p.min() < 0 or abs(p.sum() - 1) > SUM:
        where = f"p_{int(p.argmin()) + 1} = {p.min():.6g}" if p.min() < 0 else f"its sum is {p.sum():.12g}"
        raise ModelError(f"p is not in the open simplex ({where}); its entries must be positive and sum to 1 within {SUM:g}")
    return p / p.sum()


def _start(model, p) -> np.ndarray:
    """Where coordinate i alone exceeds one common level with about the probability p_i; log p for Gumbel tails."""
    import numpy as np

    theta = np.empty(model.dim)
    for v, where in model.solver.members.items():
        ends = (math.asinh(end / v.scale) for end in (v.low, v.high))
        places = v.scale * np.sinh(np.linspace(*ends, GRID))
        with np.errstate(divide="ignore"):
            nats = np.minimum(-np.log(v.survival(places)), 1e3)
        theta[where] = -np.interp(-np.log(p[where]) + 1e-3, np.maximum.accumulate(nats), places)
    theta = (theta - np.array([float(start) for start in model.solver.centres])) * float(model.temperature)
    return theta - theta.mean()


def _residual(model, theta, p):
    """log S - log p, None where a probability vanishes, and the answers at theta; with the Hessian if that is to be solved densely."""
    import numpy as np

    at = model.answers(Points(theta[None], True), hessian=model.dim <= DENSE)
    s = at.probabilities[0]
    if not (np.isfinite(s).all() and s.min() > 0):
        return None, at
    return np.log(s) - np.log(p), at


def _step(model, theta, at, residual) -> np.ndarray:
    """The Newton step, by a dense solution of the Laplacian system scaled to diagonal 1, or by conjugate gradients for large d."""
    import numpy as np

    s = at.probabilities[0]
    with np.errstate(all="ignore"):
        right = s * ((residual @ s) / s.sum() - residual)
        step = _sparse(model, theta, s, right) if at.hessian is None else _dense(at.hessian[0], right)
        return step - step.mean()


def _dense(hessian, right):
    import numpy as np

    root = np.sqrt(np.maximum(np.diag(hessian), 1e-300))
    kernel = root / np.linalg.norm(root)
    system = hessian / root / root[:, None] + np.outer(kernel, kernel)
    try:
        return np.linalg.solve(system, right / root) / root
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(system, right / root, rcond=None)[0] / root


def _sparse(model, theta, s, right):
    import numpy as np
    from scipy.sparse.linalg import LinearOperator, cg

    root, points = np.sqrt(s), Points(theta[None], True)

    def times(v):
        return model.answers(points, along=(v / root)[None]).product[0] / root

    size = model.dim
    return cg(LinearOperator((size, size), matvec=times, dtype=float), right / root, rtol=1e-8, maxiter=200)[0] / root


def _damped(model, theta, step, residual, p):
    """theta, residual and answers for the first of step, step/2, step/4, ... that lowers the residual; None when none does."""
    import numpy as np

    size = np.linalg.norm(residual - residual.mean())
    for k in range(HALVINGS if size > RESIDUAL else LAST_HALVINGS):
        if np.abs(step).max() / 2**k <= ULPS * np.abs(theta).max():
            break
        trial = theta + step / 2**k
        new, at = _residual(model, trial, p)
        if new is not None and np.linalg.norm(new - new.mean()) < size:
            return trial, new, at
    return None
