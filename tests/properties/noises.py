"""Strategies for the questions put to the ball engine: any law with any location and scale, any theta, and families of which the truth is known."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

MOST_CHOICES = {"argmax": 6, "softmax": 4}
EXTREME = tuple(Fraction(x) for x in ("1000000", "-1000000", "40", "-40", "1/1000000", "-1/1000000", "12345/7"))
SCALES = st.sampled_from([Fraction(x) for x in ("1", "1/2", "3", "7/5", "1/50", "40")])
PLACES = st.just(Fraction(0)) | st.fractions(-3, 3, max_denominator=12)
TEMPERATURES = st.sampled_from([Fraction(x) for x in ("1", "1/2", "3", "1/50", "40")])
MODEST = st.sampled_from([Fraction(x) for x in ("1", "1/2", "3", "7/5")])
DEGREES = st.sampled_from(["1/2", "1", "3/2", "5/2", "3", "4", "7"])


def _scaled(name, scales):
    return st.builds(lambda place, scale: f"{name}({place},{scale})", PLACES, scales)


def _interval(name, points, scales):
    """A law given by increasing points."""
    gaps = st.lists(scales, min_size=points - 1, max_size=points - 1)
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


def laws(scales):
    """For each family its laws with scales such as these."""
    return {
        **{name: _scaled(name, scales) for name in ("gumbel", "gaussian", "logistic", "laplace", "exponential", "cauchy")},
        "student_t": st.builds(lambda nu, place, scale: f"student_t({nu},{place},{scale})", DEGREES, PLACES, scales),
        "uniform": _interval("uniform", 2, scales), "triangular": _interval("triangular", 3, scales), "rademacher": st.just("rademacher"),
        "discrete": atoms().map(discrete), "constant": PLACES.map(lambda place: f"constant({place})"),
    }


LAWS, MODEST_LAWS = laws(SCALES), laws(MODEST)
ENTRY = st.integers(-3, 3).map(Fraction) | st.fractions(-4, 4, max_denominator=60) | st.sampled_from(EXTREME)


def noise(kind, name, dim):
    """One law for all choices; for "mixed" laws of any names, one for each choice. For softmax of modest scales: others can take a minute."""
    found = LAWS if kind == "argmax" else MODEST_LAWS
    return found[name] if name != "mixed" else st.lists(st.one_of(*found.values()), min_size=dim, max_size=dim).map("; ".join)


@st.composite
def questions(draw, kind, name):
    """(noise, theta, temperature); entries of theta are often equal, or far apart."""
    dim = draw(st.integers(1, MOST_CHOICES[kind]))
    theta = draw(st.lists(ENTRY, min_size=dim, max_size=dim) | ENTRY.map(lambda entry: [entry] * dim))
    return draw(noise(kind, name, dim)), tuple(theta), draw(MODEST) if kind == "softmax" else Fraction(1)
