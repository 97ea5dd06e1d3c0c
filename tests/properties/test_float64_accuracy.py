"""float64 against certified balls: absolute error at most 4e-15, relative error at most 1e-13 for p >= 1e-30; every law, both models.

`python tests/properties/test_float64_accuracy.py [quick|ci|thorough]` prints the table of the worst errors.
"""

import os
import sys
import time
from fractions import Fraction

import numpy as np
import pytest

from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax

ABSOLUTE, RELATIVE, LEAST = 4e-15, 1e-13, 1e-30
DIGITS = 20
LAWS = ("gumbel", "gaussian(0,1)", "logistic", "laplace", "uniform(-1,1)", "triangular(-1,0,2)", "exponential", "student_t(3)", "student_t(30)",
        "cauchy", "rademacher", "discrete(-1,0,2; 1/2,1/3,1/6)", "constant(1)", "gumbel(0,2)", "gaussian(1,3)", "uniform(0,1/3)")
MIXED = "gaussian(0,1); gumbel; uniform(-1,1)"
DIMENSIONS = {"quick": (3,), "ci": (2, 3, 10), "thorough": (2, 3, 10, 100, 1000)}
SPREADS = (1.0, 8.0)


def thetas(d: int, spread: float) -> np.ndarray:
    """Dyadic, different by 2^-30 at least, so that no two atoms meet."""
    return np.round(np.random.default_rng(d).normal(size=d) * spread * 1024) / 1024 + np.arange(d) / 2**30


def noise_for(noise: str, d: int) -> str:
    return "; ".join(noise.split("; ")[k % 3] for k in range(d)) if noise == MIXED else noise


def worst(kind, noise: str, d: int, spread: float) -> tuple[float, float]:
    """The largest absolute error of the probabilities, and the largest relative error of those from 1e-30 on."""
    theta = thetas(d, spread)
    model = kind(noise_for(noise, d), d)
    truth = model.enclosed(DIGITS).probabilities(tuple(map(Fraction, theta.tolist())))
    p = np.array([float(ball) for ball in truth])
    error, large = np.abs(model.probabilities(theta) - p), p >= LEAST
    return float(error.max()), float((error[large] / p[large]).max())


def chosen() -> tuple[int, ...]:
    return DIMENSIONS[os.environ.get("VERIFIER_PROFILE", "quick")]


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("d", chosen())
@pytest.mark.parametrize("noise", (*LAWS, MIXED))
@pytest.mark.parametrize("kind", (PerturbArgmax, PerturbSoftmax), ids=("argmax", "softmax"))
def test_float64_is_within_its_promise(kind, noise, d, spread):
    try:
        absolute, relative = worst(kind, noise, d, spread)
    except ModelError as refusal:
        pytest.skip(str(refusal))
    assert absolute <= ABSOLUTE and relative <= RELATIVE


def main(profile: str = "quick") -> None:
    for kind in (PerturbArgmax, PerturbSoftmax):
        for noise in (*LAWS, MIXED):
            for d in DIMENSIONS[profile]:
                for spread in SPREADS:
                    start = time.perf_counter()
                    try:
                        absolute, relative = worst(kind, noise, d, spread)
                        line = f"{absolute:8.1e} {relative:8.1e} {'' if absolute <= ABSOLUTE and relative <= RELATIVE else 'MISSED'}"
                    except ModelError as refusal:
                        line = f"refused: {refusal}"[:100]
                    print(f"{kind.kind:8}{noise[:36]:38}{d:5}{spread:5g}  {line}  ({time.perf_counter() - start:.1f} s)", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
