"""Direct numerical integration with SciPy's distributions, by which the truths are checked: good to about 1e-10, and shares no code with them."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy import stats

HEAVY = ("cauchy", "student_t")


def distribution(text):
    """(SciPy distribution or list of (point, weight), kinks, heavy tails?) of a law's text."""
    name, inside = re.fullmatch(r"\s*([a-z_]+)(?:\((.*)\))?\s*", text).groups()
    values = [[float(Fraction(v)) for v in group.split(",")] for group in (inside or "").split(";") if group]
    if name in ("rademacher", "discrete", "constant"):
        points, weights = {"rademacher": ([-1, 1], [0.5, 0.5]), "constant": (values[:1] or [[]])[0:1] + [[1.0]]}.get(name) or values
        return list(zip(points, weights)), (), False
    v = values[0] if values else []
    made = {
        "gumbel": lambda: (stats.gumbel_r(*v), ()), "gaussian": lambda: (stats.norm(*v), ()), "logistic": lambda: (stats.logistic(*v), ()),
        "laplace": lambda: (stats.laplace(*v), v[:1] or [0]), "uniform": lambda: (stats.uniform(v[0], v[1] - v[0]), v),
        "triangular": lambda: (stats.triang((v[1] - v[0]) / (v[2] - v[0]), v[0], v[2] - v[0]), v),
        "exponential": lambda: (stats.expon(*v), v[:1] or [0]), "cauchy": lambda: (stats.cauchy(*v), ()), "student_t": lambda: (stats.t(*v), ()),
    }[name]()
    return *made, name in HEAVY


def distributions(case):
    """One for each coordinate of a case."""
    laws = [distribution(part) for part in re.split(r";(?![^()]*\))", case.noise)]
    return laws * len(case.theta) if len(laws) == 1 else laws


def rule(law, tail=1e-19, width=1.5, points=14, spacing=0.01):
    """Nodes and weights for an expectation: atoms, or density times Gauss-Legendre panels between the kinks; sinh(sinh) for heavy tails."""
    known, kinks, heavy = law
    if isinstance(known, list):
        return tuple(np.array(column, dtype=float) for column in zip(*known))
    if heavy:
        u = np.arange(-4.3, 4.3, spacing)
        t, slope = np.sinh(np.pi / 2 * np.sinh(u)), np.pi / 2 * np.cosh(u) * np.cosh(np.pi / 2 * np.sinh(u))
        return t, spacing * slope * known.pdf(t)
    low, high = max(known.ppf(tail), known.support()[0]), min(known.isf(tail), known.support()[1])
    stops = sorted({low, high, *(k for k in kinks if low < k < high)})
    edges = np.concatenate([np.linspace(a, b, int((b - a) / (width * known.std())) + 2)[:-1] for a, b in zip(stops, stops[1:])] + [[high]])
    x, w = leggauss(points)
    half = np.diff(edges) / 2
    t = (edges[:-1] + half)[:, None] + half[:, None] * x
    return t.ravel(), (half[:, None] * w * known.pdf(t)).ravel()


def choices(case):
    """E[1{i wins}] and E[max; i wins] for Perturb-Argmax, one integral for each i (no two atoms may tie)."""
    laws, theta = distributions(case), [float(t) for t in case.theta]
    p, parts = [], []
    for i, law in enumerate(laws):
        t, w = _refined(i, laws, theta)
        for j, (other, _, _) in enumerate(laws):
            if j != i:
                w = w * _below(other, t + theta[i] - theta[j])
        p.append(w.sum())
        parts.append((w * (t + theta[i])).sum())
    return np.array(p), sum(parts)


def _below(known, x):
    return sum(w * (x >= g) for g, w in known) if isinstance(known, list) else known.cdf(x)


def _refined(i, laws, theta):
    """The rule of law i with panels between everybody's kinks."""
    known, kinks, heavy = laws[i]
    if isinstance(known, list):
        return rule(laws[i])
    shifted = [k + theta[j] - theta[i] for j, (other, points, _) in enumerate(laws)
               for k in (points if not isinstance(other, list) else [g for g, _ in other])]
    finest = min(other.std() for other, _, fat in laws if not fat and not isinstance(other, list)) / known.std() if not heavy else 1
    return rule((known, [*kinks, *shifted], heavy), width=1.5 * min(finest, 1), spacing=0.002)


def averages(case):
    """E softmax((theta + gamma)/t) and t E lse by a product rule in up to four dimensions."""
    laws, t, d = distributions(case), float(case.temperature), len(case.theta)
    rules = [rule(law) if d == 2 else rule(law, 1e-13, 1.5, 9) for law in laws]
    x = [(float(entry) + nodes).reshape([-1 if k == j else 1 for k in range(d)]) / t for j, (entry, (nodes, _)) in enumerate(zip(case.theta, rules))]
    top = x[0]
    for entry in x[1:]:
        top = np.maximum(top, entry)
    parts = [np.exp(entry - top) for entry in x]
    total = sum(parts)

    def mean(values):
        values = np.broadcast_to(values, total.shape)
        for _, weights in reversed(rules):
            values = values @ weights
        return float(values)

    return np.array([mean(part / total) for part in parts]), t * mean(top + np.log(total))


def averages_heavy(case):
    """For two choices with heavy tails and D = gamma_1 - gamma_2: p_1 less P(x + D > 0), and E log(1 + e^(x + D)) less E max(x + D, 0)."""
    laws, gap = distributions(case), float(case.theta[0] - case.theta[1])
    t, w = rule(laws[0])
    x, weights = leggauss(40)
    edges = np.linspace(-40, 40, 81)
    u = (edges[:-1, None] + 0.5 + x / 2).ravel()
    density = (laws[1][0].pdf(t - (u - gap)[:, None]) * w).sum(axis=1) * np.tile(weights / 2, 80)
    small = np.exp(-np.abs(u))
    return (density * -np.sign(u) * small / (1 + small)).sum(), (density * np.log1p(small)).sum()
