"""Closed forms (theory, section 8) as random questions with their truths: for each family a strategy of (kind, noise, theta, temperature, build)."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import oracles as o
import oracles_exact as e
import oracles_softmax as s
from hypothesis import strategies as st
from mpmath import mpf
from noises import PLACES, SCALES, TEMPERATURES, atoms, discrete

ONE = Fraction(1)
ENTRIES = st.integers(-3, 3).map(Fraction) | st.fractions(-8, 8, max_denominator=40)
NEAR = ENTRIES | st.sampled_from([Fraction(x) for x in ("60", "-60", "1/1000")])
GAPS = NEAR | st.just(Fraction(-1000))


def _pair(found, theta, second=0, digits=o.DIGITS):
    p, excess = found
    return o.Truth(value=o.number(theta[1]) + o.number(second) + excess, probabilities=(p, 1 - p), digits=digits)


def _normalised(found, theta):
    p, excess = found
    return o.Truth(normalised=o.number(theta[1]) + excess, probabilities=(p, 1 - p))


@st.composite
def pair(draw, name, formula, mean=0):
    """Two choices of laws with location and scale; formula(x, a, b) with x = theta_1 - theta_2 + the difference of locations."""
    (c, a), (d, b) = draw(st.tuples(PLACES, SCALES)), draw(st.tuples(PLACES, SCALES))
    theta = (draw(GAPS), draw(ENTRIES))
    x, heavy = theta[0] - theta[1] + c - d, name == "cauchy"
    light = lambda: _pair(formula(o.number(x), *map(o.number, (a, b))), theta, d + mean * b)  # noqa: E731
    build = partial(_heavy, formula, x, c, d, a, b, theta) if heavy else light
    return "argmax", f"{name}({c},{a}); {name}({d},{b})", theta, ONE, build


def _heavy(formula, x, c, d, a, b, theta):
    """The normalised value is the excess at x less that at theta = 0, where x is the difference of locations."""
    here, there = (formula(o.number(y), o.number(a), o.number(b)) for y in (x, c - d))
    return _normalised((here[0], here[1] - there[1]), theta)


@st.composite
def standard_pair(draw, kind, noise, formula, mean=0, wrap=_pair):
    """Two choices of a standard law; at temperature t softmax is t times that with noise of scale t at theta / t."""
    x, second = draw(NEAR if kind == "softmax" else GAPS), draw(ENTRIES)
    theta = (second + x, second)
    build = lambda: wrap(formula(o.number(x)), theta, mean) if wrap is _pair else wrap(formula(o.number(x)), theta)  # noqa: E731
    return kind, noise, theta, ONE, build


@st.composite
def many(draw, noise, formula, most=6, distinct=False):
    """Choices of one law with a location and a scale; formula(theta) -> (p, value) for the standard law."""
    theta = tuple(draw(st.lists(ENTRIES, min_size=2, max_size=most, unique=distinct)))
    place, scale = draw(PLACES), draw(SCALES)

    def build():
        p, value = formula(tuple(entry / scale for entry in theta))
        return o.Truth(value=value * o.number(scale) + o.number(place), probabilities=p)

    return "argmax", f"{noise}({place},{scale})", theta, ONE, build


@st.composite
def gaussian_three(draw):
    means, sds = draw(st.tuples(*[PLACES] * 3)), draw(st.tuples(*[st.sampled_from([ONE, ONE / 2, ONE * 3])] * 3))
    theta = draw(st.tuples(*[ENTRIES] * 3))

    def build():
        p, value, hessian = o.gaussian_three([o.number(t + m) for t, m in zip(theta, means)], list(map(o.number, sds)))
        return o.Truth(value=value, probabilities=p, hessian=hessian, digits=o.ESTIMATED)

    return "argmax", "; ".join(f"gaussian({m},{sd})" for m, sd in zip(means, sds)), theta, ONE, build


@st.composite
def piecewise(draw):
    """Uniform and triangular choices, and at most one finite one."""
    theta, parts = draw(st.lists(ENTRIES, min_size=2, max_size=4)), []
    for k in range(len(theta)):
        start, first, second = draw(PLACES), draw(SCALES), draw(SCALES)
        which = draw(st.sampled_from(("uniform", "triangular") if k else ("uniform", "triangular", "discrete")))
        if which == "uniform":
            parts.append((f"uniform({start},{start + first})", e.uniform_cdf(start, start + first)))
        elif which == "triangular":
            ends = start, start + first, start + first + second
            parts.append((f"triangular({','.join(map(str, ends))})", e.triangular_cdf(*ends)))
        else:
            pairs = draw(atoms())
            parts.append((discrete(pairs), e.steps_cdf(pairs)))

    def build():
        p, value = e.piecewise_argmax(theta, [cdf for _, cdf in parts])
        return o.Truth(value=value, probabilities=p, digits=None)

    return "argmax", "; ".join(noise for noise, _ in parts), tuple(theta), ONE, build


@st.composite
def finite(draw, kind):
    """Unlike finite laws; ties are frequent."""
    dim = draw(st.integers(2, 4))
    theta = tuple(draw(st.lists(st.integers(-4, 4).map(lambda n: Fraction(n, 2)), min_size=dim, max_size=dim)))
    laws, t = [draw(atoms(3)) for _ in theta], draw(TEMPERATURES) if kind == "softmax" else ONE

    def build():
        if kind == "softmax":
            p, value = s.finite_softmax(theta, laws, t)
            return o.Truth(value=value, probabilities=p)
        value, vertices, p = e.finite_argmax(theta, laws)
        return o.Truth(value=value, probabilities=p, vertices=vertices, digits=None)

    return kind, "; ".join(map(discrete, laws)), theta, t, build


@st.composite
def gumbel_softmax(draw):
    """At temperature t with Gumbel noise of scale t: t times the standard model at theta / t."""
    x, second, t = draw(GAPS), draw(ENTRIES), draw(SCALES)
    theta = (second + x, second)

    def build():
        p, excess = s.gumbel_softmax_pair(o.number(x / t))
        return o.Truth(value=o.number(second) + o.number(t) * (excess + o.mp.euler), probabilities=(p, 1 - p))

    return "softmax", f"gumbel(0,{t})", theta, t, build


@st.composite
def uniform_softmax(draw):
    (a, w), (c, v) = draw(st.tuples(PLACES, SCALES)), draw(st.tuples(PLACES, SCALES))
    theta = (draw(ENTRIES), draw(ENTRIES))
    x, ends = theta[0] - theta[1], ((a, a + w), (c, c + v))
    build = lambda: _pair(s.uniform_softmax_pair(o.number(x), *ends), theta, c + v / 2, o.DIGITS - 15)  # noqa: E731
    return "softmax", f"uniform({a},{a + w}); uniform({c},{c + v})", theta, ONE, build


@st.composite
def laplace_softmax(draw):
    a, b = draw(st.lists(st.sampled_from([ONE, ONE / 2, ONE * 3, ONE * 2]), min_size=2, max_size=2, unique=True))
    theta = (draw(ENTRIES), draw(ENTRIES))
    x = theta[0] - theta[1]
    build = lambda: _pair(s.laplace_softmax_pair(*map(o.number, (x, a, b))), theta)  # noqa: E731
    return "softmax", f"laplace(0,{a}); laplace(0,{b})", theta, ONE, build


FAMILIES = {
    "gumbel": many("gumbel", lambda theta: o.gumbel_argmax(theta, 0, 1)),
    "logistic": many("logistic", o.logistic_argmax, distinct=True),
    "exponential": many("exponential", lambda theta: o.exponential_argmax(theta, (1,) * len(theta)), most=5),
    "gaussian, two": pair("gaussian", lambda x, a, b: o.gaussian_pair(x, a * a + b * b)),
    "laplace, two": pair("laplace", o.laplace_pair), "cauchy, two": pair("cauchy", lambda x, a, b: o.cauchy_pair(x, a + b)),
    "student_t, two": standard_pair("argmax", "student_t(3)", o.student3_pair),
    "gaussian, three": gaussian_three(), "piecewise": piecewise(), "finite": finite("argmax"), "finite, softmax": finite("softmax"),
    "gumbel, softmax": gumbel_softmax(), "uniform, softmax": uniform_softmax(), "laplace, softmax": laplace_softmax(),
    "logistic, softmax": standard_pair("softmax", "logistic", s.logistic_softmax_pair),
    "exponential, softmax": standard_pair("softmax", "exponential", s.exponential_softmax_pair, 1),
    "cauchy, softmax": standard_pair("softmax", "cauchy", lambda x: s.cauchy_softmax_pair(x, mpf(2)), wrap=_normalised),
    "student_t, softmax": standard_pair("softmax", "student_t(3)", s.student3_softmax_pair),
    "gaussian, softmax": standard_pair("softmax", "gaussian", lambda x: s.gaussian_softmax_pair(x, mpf(2)), wrap=partial(_pair, digits=o.ESTIMATED)),
}
