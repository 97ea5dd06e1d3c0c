"""The properties that probes try, as functions that raise Counterexample. A float difference below RESOLUTION counts as no difference.

`model` offers value(theta), probabilities(theta), hessian(theta) and inverse(p) in float64 with errors far below RESOLUTION. theta, tau,
direction, shift and p are exact rationals, and moved points are computed exactly before the model sees them.
"""

from __future__ import annotations

import numpy as np

from verifier.models import ModelError
from verifier.probes.probe import Counterexample

RESOLUTION = 1e-10
RESIDUAL = 1e-8
TOLERANCE = f"strict inequalities by more than {RESOLUTION:g}, equalities within it"
ONTO_TOLERANCE = f"every entry of p within {RESIDUAL:g} of itself, relatively"


def strictly_convex(model, theta, direction) -> None:
    """The midpoint of theta - direction and theta + direction has a value strictly below the mean of their values."""
    before, after = (model.value(tuple(t + sign * v for t, v in zip(theta, direction))) for sign in (-1, 1))
    gap = (before + after) / 2 - model.value(theta)
    require(gap > RESOLUTION, f"the mean of f at theta +- v exceeds f(theta) by {gap:.3g} only")


def curved(model, theta, direction) -> None:
    """v'Hv > 0 for the Hessian H at theta, which is symmetric and maps 1 to 0."""
    hessian, step = np.asarray(model.hessian(theta)), np.array([float(v) for v in direction])
    require(np.abs(hessian - hessian.T).max() <= RESOLUTION, "the Hessian is not symmetric")
    drift = np.abs(hessian.sum(axis=1)).max()
    require(drift <= RESOLUTION, f"the Hessian maps 1 to a vector of size {drift:.3g}, not 0")
    curvature = step @ hessian @ step
    require(curvature > RESOLUTION, f"v'Hv = {curvature:.3g}")


def translation_equivariant(model, theta, shift) -> None:
    """f(theta + c1) = f(theta) + c, hence equality in convexity along 1, and the probabilities do not change."""
    moved = tuple(t + shift for t in theta)
    excess = model.value(moved) - model.value(theta) - float(shift)
    require(abs(excess) <= RESOLUTION, f"f(theta + c1) - f(theta) - c = {excess:.3g}")
    change = np.abs(model.probabilities(moved) - model.probabilities(theta)).max()
    require(change <= RESOLUTION, f"the probabilities change by {change:.3g}")


def in_open_simplex(model, theta) -> None:
    """The probabilities are positive and sum to 1."""
    p = model.probabilities(theta)
    require(len(p) == len(theta), f"{len(p)} probabilities for {len(theta)} choices")
    require(p.min() > RESOLUTION, f"the smallest probability is {p.min():.3g}")
    require(abs(p.sum() - 1) <= RESOLUTION, f"the probabilities sum to 1 {p.sum() - 1:+.3g}")


def onto(model, p) -> None:
    """A theta with sum 0 has the probabilities p, entry by entry up to a small relative residual."""
    target = np.array([float(entry) for entry in p])
    try:
        theta = np.asarray(model.inverse(p))
        residual = np.abs(model.probabilities(theta - theta.mean()) - target)
    except ModelError as error:
        raise Counterexample(f"no theta was found: {error}") from error
    require((residual <= RESIDUAL * target).all(), f"the probabilities at the theta found are off by {residual.max():.3g}")


def injective(model, theta, tau) -> None:
    """Different parameters have different probabilities p, q, and <p - q, theta - tau> > 0."""
    difference = model.probabilities(theta) - model.probabilities(tau)
    require(np.abs(difference).max() > RESOLUTION, f"the probabilities at theta and tau differ by {np.abs(difference).max():.3g} only")
    product = difference @ np.array([float(t - s) for t, s in zip(theta, tau)])
    require(product > RESOLUTION, f"<p - q, theta - tau> = {product:.3g}")


def require(condition, found: str) -> None:
    """Raises Counterexample unless the condition is true; a comparison with nan is false and so a counterexample."""
    if not condition:
        raise Counterexample(found)
