"""Data for the figures that the paper has about Propositions 5.4 and 5.5, computed from the derived functions.

Each entry of FIGURES, by the figure's name, is a function without arguments that returns
    {"title", "xlabel", "ylabel", "curves": [{"label", "x", "y", "style"}, ...], "fills": [{"label", "x", "low", "high"}, ...]}
with lists of floats, for drawing only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

WIDTH = Fraction(4)
POINTS = 121
SAMPLES, BINS, SEED = 1_000_000, 80, 0
DIFFERENCE = r"$\theta_1 - \theta_2$"


def derivatives() -> dict:
    """Figure 2: both partial derivatives of f for U(-1,1) noise, against the difference of the parameters."""
    from verifier.engines.search.chambers import pieces

    value = "E(max(t1 + g1, t2 + g2))"
    rows = {k: pieces("uniform(-1,1)", 2, f"derivative({value}, t{k})") for k in (1, 2)}
    curves = [
        {"label": rf"$\partial f / \partial \theta_{k}$", **_graph(rows[k]), "style": style} for k, style in ((1, "-"), (2, "--"))
    ]
    return _figure("The derivatives of f for uniform noise", DIFFERENCE, "choice probability", curves)


def subdifferential() -> dict:
    """Figure 3: the first and second coordinates of the subgradients of f for noise ±1; vertical segments at the kinks."""
    from proofs.derivations import subdifferential as derived

    first: list[tuple[float, float]] = []
    for low, high, least, greatest in derived("rademacher"):
        left = -WIDTH if low is None else low
        right = WIDTH if high is None else high
        first += [(float(left), float(least)), (float(right), float(greatest))]
    x, y = map(list, zip(*first))
    curves = [
        {"label": r"$(\partial f)_1$", "x": x, "y": y, "style": "-"},
        {"label": r"$(\partial f)_2$", "x": x, "y": [1 - value for value in y], "style": "--"},
    ]
    return _figure("The subdifferential for noise ±1", DIFFERENCE, "subgradients", curves)


def value() -> dict:
    """Figure 6: f for noise ±1 along θ2 = 0, and at the origin the direction v = (1, 0) with the slope along it, up to the kink."""
    from verifier.engines.search.chambers import pieces

    rows = pieces("rademacher", 2, "E(max(t1 + g1, t2 + g2))")
    ahead = next(row for row in pieces("rademacher", 2, "slope(E(max(t1 + g1, t2 + g2)), 1, 0)") if row.low == 0)
    start, reach = _at(rows, Fraction(0)), float(ahead.high)
    end = start + reach * float(ahead.value)
    curves = [
        {"label": r"$f(\theta_1, 0)$", **_graph(rows), "style": "-"},
        {"label": r"$f(0) + s\,\nabla_v f(0)$, $v = (1, 0)$", "x": [0.0, reach], "y": [start, end], "style": "--"},
        {"label": "$v = (1, 0)$", "x": [0.0, 1.0], "y": [start, start], "style": "->"},
        {"label": r"$\theta = (0, 0)$", "x": [0.0], "y": [start], "style": "o"},
    ]
    return _figure("f for noise ±1", r"$\theta_1$ (with $\theta_2 = 0$)", r"$f(\theta)$", curves)


def density() -> dict:
    """Figure 7: the exact density of the difference of two U(-1,1) variables over the histogram of a seeded simulation."""
    import numpy as np

    from proofs.derivations import difference_law

    counts, edges = histogram(SEED)
    heights = counts / (SAMPLES * np.diff(edges))
    steps = {"x": np.repeat(edges, 2)[1:-1].tolist(), "high": np.repeat(heights, 2).tolist()}
    rows = difference_law("uniform(-1,1)")[1]
    fill = {"label": "simulation of 1M differences", **steps, "low": [0.0] * len(steps["x"])}
    curve = {"label": r"$f_Z$", **_graph(rows), "style": "-"}
    return _figure("The density of the difference of two uniform variables", r"$\gamma_1 - \gamma_2$", "density", [curve], [fill])


def histogram(seed: int):
    """Counts of SAMPLES simulated differences of two U(-1,1) variables in BINS equal bins of [-2, 2], and the ends of the bins."""
    import numpy as np

    draws = np.random.default_rng(seed).uniform(-1, 1, size=(2, SAMPLES))
    return np.histogram(draws[0] - draws[1], bins=BINS, range=(-2, 2))


FIGURES: dict[str, Callable[[], dict]] = {"figure 2": derivatives, "figure 3": subdifferential, "figure 6": value, "figure 7": density}


def _figure(title: str, xlabel: str, ylabel: str, curves: list[dict], fills: Sequence[dict] = ()) -> dict:
    return {"title": title, "xlabel": xlabel, "ylabel": ylabel, "curves": curves, "fills": list(fills)}


def _graph(rows: Sequence) -> dict[str, list[float]]:
    """x and y of a continuous piecewise polynomial in x (with t2 = 0) on [-4, 4]."""
    places = [-WIDTH + 2 * WIDTH * k / (POINTS - 1) for k in range(POINTS)]
    return {"x": [float(place) for place in places], "y": [_at(rows, place) for place in places]}


def _at(rows: Sequence, place: Fraction) -> float:
    import sympy as sp

    row = next(row for row in rows if row.high is None or place <= Fraction(int(row.high.p), int(row.high.q)))
    return float(row.value.subs({sp.Symbol("t2"): 0, sp.Symbol("x"): sp.Rational(place.numerator, place.denominator)}))
