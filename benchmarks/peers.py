"""What others would do: sampling in numpy, torch, JAX; a multivariate normal cdf in SciPy; nested quadrature in mpmath.

Each peer is a function of theta and the number of samples that gives the probabilities; those whose library is absent are missing from `samplers`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import metadata, util

import numpy as np

CHUNK = 2_000_000
LAWS = {
    "gumbel": lambda rng, shape: rng.gumbel(size=shape),
    "gaussian(0,1)": lambda rng, shape: rng.standard_normal(shape),
    "logistic(0,1)": lambda rng, shape: rng.logistic(size=shape),
    "laplace(0,1)": lambda rng, shape: rng.laplace(size=shape),
    "uniform(-1,1)": lambda rng, shape: rng.uniform(-1, 1, shape),
    "triangular(-1,0,1)": lambda rng, shape: rng.triangular(-1, 0, 1, shape),
    "exponential": lambda rng, shape: rng.standard_exponential(shape),
    "student_t(3)": lambda rng, shape: rng.standard_t(3, shape),
    "cauchy": lambda rng, shape: rng.standard_cauchy(shape),
    "rademacher": lambda rng, shape: 2.0 * rng.integers(0, 2, shape) - 1,
    "discrete(-1,0,2; 1/2,1/3,1/6)": lambda rng, shape: np.array([-1.0, 0.0, 2.0])[np.searchsorted([1 / 2, 5 / 6], rng.random(shape))],
}
LIBRARIES = ("numpy", "scipy", "mpmath", "python-flint", "torch", "jax", "optax", "jaxopt")


def versions() -> dict[str, str]:
    """The version of each library, or "not installed"."""
    return {name: metadata.version(name) if util.find_spec({"python-flint": "flint"}.get(name, name)) else "not installed" for name in LIBRARIES}


def monte_carlo(kind: str, noise: str, theta, samples: int, seed: int = 0) -> np.ndarray:
    """The probabilities of Perturb-Argmax (counts) or Perturb-Softmax (means) from numpy's generator, in chunks that fit the cache."""
    rng, theta, total = np.random.default_rng(seed), np.asarray(theta, dtype=float), np.zeros(len(theta))
    rows = max(1, min(samples, CHUNK // len(theta)))
    for start in range(0, samples, rows):
        x = LAWS[noise](rng, (min(rows, samples - start), len(theta)))
        x += theta
        if kind == "argmax":
            total += np.bincount(x.argmax(axis=1), minlength=len(theta))
        else:
            x -= x.max(axis=1, keepdims=True)
            np.exp(x, out=x)
            x /= x.sum(axis=1, keepdims=True)
            total += x.sum(axis=0)
    return total / samples


def samplers(kind: str, noise: str) -> dict[str, Callable | None]:
    """The peers for this model: name -> function (theta, samples) -> probabilities, or None where the library is not installed."""
    found: dict[str, Callable | None] = {"numpy": partial(monte_carlo, kind, noise)}
    if kind == "softmax" and noise == "gumbel":
        found["torch gumbel_softmax"] = _torch if util.find_spec("torch") else None
    if kind == "argmax" and noise in ("gumbel", "gaussian(0,1)"):
        found["jaxopt perturbed argmax"] = _jaxopt(noise) if util.find_spec("jaxopt") else None
        found["optax perturbed function"] = _optax(noise) if util.find_spec("optax") else None
    return found


def _torch(theta, samples: int) -> np.ndarray:
    import torch

    torch.set_num_threads(1)
    logits = torch.as_tensor(np.asarray(theta), dtype=torch.float64)
    total, rows = torch.zeros_like(logits), max(1, min(samples, CHUNK // len(logits)))
    for start in range(0, samples, rows):
        total += torch.nn.functional.gumbel_softmax(logits.expand(min(rows, samples - start), -1), tau=1.0, hard=False).sum(dim=0)
    return (total / samples).numpy()


def _one_hot():
    import jax

    jax.config.update("jax_enable_x64", True)
    return lambda x: jax.nn.one_hot(jax.numpy.argmax(x, axis=-1), x.shape[-1])


def _jaxopt(noise: str) -> Callable:
    def run(theta, samples):
        import jax
        from jaxopt import perturbations

        law = perturbations.Gumbel() if noise == "gumbel" else perturbations.Normal()
        return _compiled("jaxopt", noise, samples, lambda: perturbations.make_perturbed_argmax(_one_hot(), samples, 1.0, law),
                         lambda f: f(jax.numpy.asarray(theta), jax.random.PRNGKey(0)))

    return run


def _optax(noise: str) -> Callable:
    def run(theta, samples):
        import jax
        from optax import perturbations

        law = perturbations.Gumbel() if noise == "gumbel" else perturbations.Normal()
        return _compiled("optax", noise, samples, lambda: perturbations.make_perturbed_fun(_one_hot(), samples, 1.0, law),
                         lambda f: f(jax.random.PRNGKey(0), jax.numpy.asarray(theta)))

    return run


_COMPILED: dict[tuple, Callable] = {}


def _compiled(library: str, noise: str, samples: int, make: Callable, call: Callable) -> np.ndarray:
    """The answer of the compiled function; compiled once for each number of samples, so that warm runs do not pay for it."""
    import jax

    function = _COMPILED.setdefault((library, noise, samples), jax.jit(make()))
    return np.asarray(call(function))


def normal_cdf(theta) -> np.ndarray:
    """Gaussian Perturb-Argmax by SciPy: p_i = P(gamma_j - gamma_i < theta_i - theta_j for all j), one cdf in d - 1 dimensions for each i."""
    from scipy.stats import multivariate_normal

    theta = np.asarray(theta, dtype=float)
    d = len(theta)
    covariance = np.eye(d - 1) + np.ones((d - 1, d - 1))
    return np.array([multivariate_normal.cdf(np.delete(theta[i] - theta, i), cov=covariance) for i in range(d)])


def nested_quadrature(theta) -> np.ndarray:
    """Gaussian Perturb-Argmax for three choices by mpmath's quadrature in two dimensions, as the definition says."""
    import mpmath

    p = []
    for i in range(3):
        a, b = (float(theta[i] - theta[j]) for j in range(3) if j != i)

        def density(x, y):
            return mpmath.exp(-(x * x - x * y + y * y) / 3) / (2 * mpmath.pi * mpmath.sqrt(3))

        p.append(float(mpmath.quad(density, [-15, a - 3, a] if a > -12 else [-15, a], [-15, b - 3, b] if b > -12 else [-15, b])))
    return np.array(p)
