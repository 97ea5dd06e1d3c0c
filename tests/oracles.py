"""What the models must answer: closed forms and brute-force truths, written from the definitions and never with the project's code.

Numbers are Fractions, or mpf right to DIGITS digits, or to ESTIMATED where a quadrature made them. test_oracles.py compares all of them with
direct numerical integration by SciPy before any engine is compared with them. Callers set the working precision (mpmath.workdps).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import prod

from mpmath import mp, mpf

DIGITS = 60
ESTIMATED = 30
WORK = 90


@dataclass(frozen=True)
class Truth:
    """What is known at one theta. None where a quantity does not exist or is not known; digits is None for rational numbers."""

    value: object = None
    normalised: object = None
    probabilities: tuple | None = None
    hessian: tuple | None = None
    vertices: frozenset | None = None
    digits: int | None = DIGITS


def number(q) -> mpf:
    """An mpf from a Fraction."""
    return mpf(Fraction(q).numerator) / Fraction(q).denominator


# Perturb-Argmax, two choices: the difference D = gamma_2 - gamma_1 has a known law; x = theta_1 - theta_2 plus the difference of means


def gaussian_pair(x, variance):
    """P(D <= x), E max(x - D, 0)."""
    s = mp.sqrt(variance)
    p, density = mp.erfc(-x / s / mp.sqrt(2)) / 2, mp.exp(-x * x / (2 * variance)) / mp.sqrt(2 * mp.pi)
    return p, x * p + s * density


def laplace_pair(x, a, b):
    """Laplace laws of scales a, b: 1/((1 + a^2 u^2)(1 + b^2 u^2)) in partial fractions; for a = b its limit."""
    r = abs(x)
    if a == b:
        tail, excess = (2 + r / a) * mp.exp(-r / a) / 4, a * (3 + r / a) * mp.exp(-r / a) / 4
    else:
        below = 2 * (a * a - b * b)
        tail, excess = (sum(s**k * sign * mp.exp(-r / s) for s, sign in ((a, 1), (b, -1))) / below for k in (2, 3))
    return (1 - tail, x + excess) if x >= 0 else (tail, excess)


def cauchy_pair(x, s):
    """D is Cauchy of scale s, the sum of the scales. Returns p and E[max(x - D, 0) - max(-D, 0)]."""
    turn = mp.atan(x / s) / mp.pi
    return mpf(1) / 2 + turn, x / 2 + x * turn - s * mp.log1p((x / s) ** 2) / (2 * mp.pi)


def student3_pair(x):
    """Two Student laws of 3 degrees: characteristic function (1 + sqrt 3 |u|)^2 exp(-2 sqrt 3 |u|)."""
    b = 2 * mp.sqrt(3)
    square = b * b + x * x
    p = mpf(1) / 2 + (mp.atan(x / b) + b * x / square + 6 * b * x / square**2) / mp.pi
    return p, (b - 3 * b / square + x * mp.atan(x / b)) / mp.pi + x / 2


def student_pair(x, nu):
    """Two Student laws of any degrees of freedom, by the quadrature of f F with t = sinh u; the excess is the integral of F (1 - F)."""
    scale = mp.gamma((nu + 1) / 2) / mp.sqrt(nu * mp.pi) / mp.gamma(nu / 2)

    def cdf(t):
        tail = mp.betainc(nu / 2, mpf(1) / 2, 0, nu / (nu + t * t), regularized=True) / 2
        return tail if t < 0 else 1 - tail

    def density(t):
        return scale * (1 + t * t / nu) ** (-(nu + 1) / 2)

    return (trapezoid(lambda u: mp.cosh(u) * density(mp.sinh(u)) * cdf(mp.sinh(u) + x)),
            trapezoid(lambda u: mp.cosh(u) * cdf(mp.sinh(u) + x) * cdf(-mp.sinh(u))))


def trapezoid(function, reach=6):
    """The integral over the line of an analytic function (a number or a matrix) by the rule with t = sinh t'.

    The spacing is halved until two sums agree to ESTIMATED digits after the point, and then a few.
    """
    def rule(level, start, step):
        nodes = (mpf(k) / level for k in range(-reach * level + start, reach * level + 1, step))
        return sum((function(mp.sinh(t)) * mp.cosh(t) for t in nodes), start=function(mpf(0)) * 0)

    level, total = 4, rule(4, 0, 1)
    while level <= 128:
        finer = total + rule(2 * level, 1, 2)
        change = finer / (2 * level) - total / level
        if max(map(abs, change if isinstance(change, mp.matrix) else [change])) <= mpf(10) ** -(ESTIMATED + 6):
            return finer / (2 * level)
        level, total = 2 * level, finer
    raise AssertionError(f"the trapezoid rule has not settled at {total / level}")


# Perturb-Argmax, any number of choices


def gumbel_argmax(theta, location, scale):
    """softmax(theta / scale), and location + scale (lse(theta / scale) + Euler's constant)."""
    weights = [mp.exp((number(t) - number(max(theta))) / scale) for t in theta]
    total = mp.fsum(weights)
    return tuple(w / total for w in weights), location + number(max(theta)) + scale * (mp.log(total) + mp.euler)


def gaussian_three(means, sds):
    """p, E max, Hessian for d = 3: Plackett's integral for p; w_ij = density of X_i - X_j at 0 times P(X_k below | X_i = X_j); Stein for E max."""
    def phi(h, variance):
        return mp.exp(-h * h / (2 * variance)) / mp.sqrt(2 * mp.pi * variance)

    def weight(i, j):
        k, v = 3 - i - j, [s * s for s in sds]
        both = v[i] * v[j] / (v[i] + v[j])
        middle = both * (means[i] / v[i] + means[j] / v[j])
        return phi(means[i] - means[j], v[i] + v[j]) * mp.ncdf((middle - means[k]) / mp.sqrt(both + v[k]))

    w = [[weight(i, j) if i != j else mpf(0) for j in range(3)] for i in range(3)]
    p = tuple(_wins(i, means, sds) for i in range(3))
    value = mp.fsum(means[i] * p[i] + sds[i] ** 2 * mp.fsum(w[i]) for i in range(3))
    return p, value, tuple(tuple(mp.fsum(w[i]) if i == j else -w[i][j] for j in range(3)) for i in range(3))


def _wins(i, means, sds):
    """P(X_i > X_j, X_i > X_k): Phi(h) Phi(k) plus the integral of the bivariate density over the correlation r = sin u."""
    j, k = (n for n in range(3) if n != i)
    a, b = (mp.sqrt(sds[i] ** 2 + sds[n] ** 2) for n in (j, k))
    h, g = (means[i] - means[j]) / a, (means[i] - means[k]) / b
    inner = mp.quad(lambda u: mp.exp(-(h * h - 2 * h * g * mp.sin(u) + g * g) / (2 * mp.cos(u) ** 2)), [0, mp.asin(sds[i] ** 2 / a / b)])
    return mp.ncdf(h) * mp.ncdf(g) + inner / (2 * mp.pi)


def exponential_argmax(theta, scales):
    """Inclusion and exclusion over the sets S: E max = top + sum of -(-1)^|S| exp(sum (theta_j - top)/s_j) / A, A = sum 1/s_j, and its gradient."""
    top, rates, d = max(map(number, theta)), [1 / mpf(s) for s in scales], len(theta)
    z = [mp.exp((number(t) - top) * r) for t, r in zip(theta, rates)]
    value, p = top, [mpf(0)] * d
    for size in range(1, d + 1):
        for chosen in combinations(range(d), size):
            term = -((-1) ** size) * prod(z[j] for j in chosen) / mp.fsum(rates[j] for j in chosen)
            value += term
            for j in chosen:
                p[j] += rates[j] * term
    return tuple(p), value


def logistic_argmax(theta):
    """E max is the divided difference of a^(d-1) log a at a_i = e^theta_i (distinct); p_k is a_k times the one with a_k twice."""
    d, a = len(theta), [mp.exp(number(t)) for t in theta]
    terms = [a[i] ** (d - 1) * mp.log(a[i]) / prod(a[i] - a[j] for j in range(d) if j != i) for i in range(d)]
    p = []
    for k in range(d):
        others = [j for j in range(d) if j != k]
        slope = a[k] ** (d - 2) * ((d - 1) * mp.log(a[k]) + 1) / prod(a[k] - a[j] for j in others)
        twice = mp.fsum(terms[i] / (a[i] - a[k]) for i in others) + slope - terms[k] * mp.fsum(1 / (a[k] - a[j]) for j in others)
        p.append(a[k] * twice)
    return tuple(p), mp.fsum(terms)


def smooth_argmax(summands, reach=6, mean=True):
    """p and E max for (cdf, density) of each X_j, analytic on the line: the integrals of f_i prod_{j != i} F_j, and of t times it.

    Estimated to ESTIMATED digits. Cauchy tails have no mean, and need a `reach` of about 100.
    """
    def leaders(t):
        below = [cdf(t) for cdf, _ in summands]
        return [density(t) * prod(below[:i] + below[i + 1:]) for i, (_, density) in enumerate(summands)]

    def row(t):
        found = leaders(t)
        return mp.matrix([*found, t * mp.fsum(found) * mean])

    *p, value = trapezoid(row, reach)
    return tuple(p), value


def shifted(place, scale, summand):
    """(cdf, density) of place + scale times the variable."""
    cdf, density = summand
    return lambda t: cdf((t - place) / scale), lambda t: density((t - place) / scale) / scale


def decay(x):
    """exp(x), or 0 where it is below 10^-40000 and does not count."""
    return mp.exp(x) if x > -100000 else mpf(0)


GAUSSIAN = (lambda t: mp.ncdf(max(t, -400)), lambda t: decay(-t * t / 2) / mp.sqrt(2 * mp.pi))
GUMBEL = (lambda t: decay(-mp.exp(-max(t, -100))), lambda t: decay(-t - mp.exp(-max(t, -100))))
LOGISTIC = (lambda t: 1 / (1 + mp.exp(-t)), lambda t: 1 / (mp.exp(t / 2) + mp.exp(-t / 2)) ** 2)
CAUCHY = (lambda t: mp.atan2(1, -t) / mp.pi, lambda t: 1 / (mp.pi * (1 + t * t)))
