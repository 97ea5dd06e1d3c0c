"""Strategies for the questions put to the ball engine: any law with any location and scale, any theta, and families of which the truth is known."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

MOST_CHOICES = 6
EXTREME = tuple(Fraction(x) for x in ("1000000", "-1000000", "40", "-40", "1/1000000", "-1/1000000", "12345/7"))
SCALES = st.sampled_from([Fraction(x) for x in ("1", "1/2", "3", "7/5", "1/50", "40")])
PLACES = st.just(Fraction(0)) | st.fractions(-3, 3, max_denominator=12)
TEMPERATURES = st.sampled_from([Fraction(x) for x in ("1", "1/2", "3", "1/50", "40")])
DEGREES = st.sampled_from(["1/2", "1", "3/2", "5/2", "3", "4", "7"])


def _scaled(name):
    return st.builds(lambda place, scale: f"{name}({place},{scale})", PLACES, SCALES)


def _interval(name, points):
    """A law given by increasing points."""
    gaps = st.lists(SCALES, min_size=points - 1, max_size=points - 1)
    return st.builds(lambda start, steps: f"{name}({','.join(map(str, _sums(start, steps)))})", PLACES, gaps)


def _sums(start, steps):
    found = [start]
    for step in steps:
        found.append(found[-1] + step)
    return found


def atoms(most=4):
    """(point, weight) for distinct points in increasing order, of sum 1."""
    points = st.lists(st.integers(-6, 6).map(lambda n: Fraction(n, 2)), min_size=1, max_size=most, unique=True).map(sorted)
    return points.flatmap(lambda row: st.lists(st.integers(1, 5), min_size=len(row), max_size=len(row)).map(
        lambda weights: tuple((point, Fraction(w, sum(weights))) for point, w in zip(row, weights))))


def discrete(pairs):
    """The text of a finite law."""
    return f"discrete({','.join(str(a) for a, _ in pairs)}; {','.join(str(w) for _, w in pairs)})"


LAWS = {
    **{name: _scaled(name) for name in ("gumbel", "gaussian", "logistic", "laplace", "exponential", "cauchy")},
    "student_t": st.builds(lambda nu, place, scale: f"student_t({nu},{place},{scale})", DEGREES, PLACES, SCALES),
    "uniform": _interval("uniform", 2), "triangular": _interval("triangular", 3), "rademacher": st.just("rademacher"),
    "discrete": atoms().map(discrete), "constant": PLACES.map(lambda place: f"constant({place})"),
}
ENTRY = st.integers(-3, 3).map(Fraction) | st.fractions(-4, 4, max_denominator=60) | st.sampled_from(EXTREME)


def noise(name, dim):
    """One law for all choices; for "mixed" laws of any names, one for each choice."""
    return LAWS[name] if name != "mixed" else st.lists(st.one_of(*LAWS.values()), min_size=dim, max_size=dim).map("; ".join)


@st.composite
def questions(draw, kind, name, dims=tuple(range(1, MOST_CHOICES + 1))):
    """(noise, theta, temperature); entries of theta are often equal, or far apart."""
    dim = draw(st.sampled_from(dims))
    theta = draw(st.lists(ENTRY, min_size=dim, max_size=dim) | ENTRY.map(lambda entry: [entry] * dim))
    return draw(noise(name, dim)), tuple(theta), draw(TEMPERATURES) if kind == "softmax" else Fraction(1)
