"""From probabilities back to parameters: Newton's method on the hyperplane of sum 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.laws import reach
from verifier.models.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

STEPS = 100
RESIDUAL = 1e-9
ROUNDING = 1e-14
HALVINGS = 40


def invert(model, p) -> np.ndarray:
    """The theta of sum 0 with model.probabilities(theta) = p; see Model.inverse.

    Solves log S(theta) - log p = c 1, sum theta = 0; a solution has c = 0, as S and p both sum to 1. In logarithms every entry counts
    alike, however small. With the Hessian H = DS the Newton step solves H step = S (log p - log S + c), which keeps to the hyperplane.
    Steps are halved until the residual, less its mean, falls.
    """
    import numpy as np

    p = _target(model, p)
    theta = _start(model, p)
    residual, found = _residual(model, theta, p)
    for _ in range(STEPS):
        if residual is None or np.abs(residual).max() < ROUNDING:
            break
        step = _step(found, residual)
        theta_next, residual_next, found_next = _damped(model, theta, step, residual, p)
        if theta_next is None:
            break
        theta, residual, found = theta_next, residual_next, found_next
    if residual is None or not np.abs(residual).max() <= RESIDUAL:
        raise ModelError(f"{model!r}: no theta was found with probabilities within a factor 1 +- {RESIDUAL:g} of p = {p.tolist()}")
    return theta


def _target(model, p) -> np.ndarray:
    import numpy as np

    if sum(bool(s.atoms) for s in model.summands) > 1:
        raise ModelError(f"{model!r}: two coordinates are discrete, so the probabilities jump at ties and the inverse is no function")
    p = np.array([float(entry) for entry in p])
    if p.shape != (model.dim,):
        raise ModelError(f"p has {len(p)} entries, the model {model.dim} choices")
    if not (np.isfinite(p).all() and p.min() > 0 and abs(p.sum() - 1) <= 1e-9):
        raise ModelError(f"p = {p.tolist()} is not in the open simplex; its entries must be positive and sum to 1 within 1e-9")
    return p / p.sum()


def _start(model, p) -> np.ndarray:
    """Where coordinate i alone exceeds one common level with about the probability p_i; log p for Gumbel tails."""
    import numpy as np

    theta = np.array([-reach(s, float(-np.log(q)) + 1e-3)[1] for s, q in zip(model.summands, p)])
    return theta - theta.mean()


def _residual(model, theta, p):
    """log S - log p less its mean, and the quantities at theta; None where a probability vanishes."""
    import numpy as np

    found = model.solve(model.read(theta))
    if not (np.isfinite(found.probabilities).all() and found.probabilities.min() > 0):
        return None, found
    return np.log(found.probabilities) - np.log(p), found


def _step(found, residual) -> np.ndarray:
    import numpy as np

    s = found.probabilities
    dim = len(s)
    system = found.hessian + np.full((dim, dim), np.trace(found.hessian) / dim**2)
    target = s * ((residual @ s) / s.sum() - residual)
    step = np.linalg.lstsq(system, target, rcond=None)[0]
    return step - step.mean()


def _damped(model, theta, step, residual, p):
    """The first of step, step/2, step/4, ... that lowers the residual; Nones when none does."""
    import numpy as np

    size = np.linalg.norm(residual - residual.mean())
    for k in range(HALVINGS):
        trial = theta + step / 2**k
        new, found = _residual(model, trial, p)
        if new is not None and np.linalg.norm(new - new.mean()) < size:
            return trial, new, found
    return None, None, None
