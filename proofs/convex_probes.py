"""What is only tested of Section 8.1.1: exact rational samples of polyhedral functions and of polynomials."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form

COUNT = {"quick": 60, "ci": 200, "thorough": 1000}
Point = tuple[Fraction, ...]


def probe(form: Form, obligation: str, run: Run, trial) -> Evidence:
    """Runs trial(random), which says whether nothing was found against the statement, as often as the profile asks for."""
    random, count = Random(run.seed), COUNT[run.profile]
    bad = sum(not trial(random) for _ in range(count))
    record = {"samples": str(count), "seed": str(run.seed), "against": str(bad)}
    return Evidence(form.name, obligation, "exact samples", record=record, failed=bad > 0)


def number(random: Random, size: int = 6) -> Fraction:
    return Fraction(random.randint(-size, size), random.choice((1, 2, 3)))


def product(a: Point, b: Point) -> Fraction:
    return sum((x * y for x, y in zip(a, b)), Fraction(0))


def moved(x: Point, t: Fraction, v: Point) -> Point:
    return tuple(a + t * b for a, b in zip(x, v))


def single_subgradient(random: Random) -> bool:
    """f = max of affine functions of two variables: with one active slope f is affine near x; with two, both are subgradients."""
    rows = [((number(random), number(random)), number(random)) for _ in range(random.randint(1, 4))]

    def value(x: Point) -> Fraction:
        return max(product(a, x) + b for a, b in rows)

    x = (number(random), number(random))
    if random.random() < 0.5 and len(rows) > 1:  # onto the kink of the first two
        (a, b), (c, e) = rows[:2]
        normal = (a[0] - c[0], a[1] - c[1])
        if any(normal):
            x = moved(x, (e - b - product(normal, x)) / product(normal, normal), normal)
    slopes = {a for a, b in rows if product(a, x) + b == value(x)}
    ways = [(number(random), number(random)) for _ in range(8)]
    if len(slopes) > 1:
        return all(value(moved(x, Fraction(1), v)) >= value(x) + product(p, v) for p in slopes for v in ways)
    (p,) = slopes
    small = Fraction(1, 10**9)
    return all(value(moved(x, t, v)) == value(x) + t * product(p, v) for v in ways for t in (small, -small))


def corner_subgradient(random: Random) -> bool:
    """f(v) = max of linear functions - w sqrt(v1 v2) on v >= 0 is its own slope at 0: the gradient at a point inside is a subgradient at 0."""
    rows = [(number(random), number(random)) for _ in range(random.randint(1, 4))]
    w, m, n = (Fraction(random.randint(1, 9), random.choice((1, 2, 3))) for _ in range(3))
    lead = max(rows, key=lambda row: product(row, (m**2, n**2)))
    p = (lead[0] - w * n / m / 2, lead[1] - w * m / n / 2)
    return bounds_slopes(p, rows, w, [(abs(number(random)), abs(number(random))) for _ in range(8)])


def bounds_slopes(p: Point, rows: list[Point], w: Fraction, ways: list[Point]) -> bool:
    """<p,v> <= max of <row,v> - w sqrt(v1 v2) for each v >= 0 given."""
    spare = [max(product(row, v) for row in rows) - product(p, v) for v in ways]
    return all(rest >= 0 and rest**2 >= w**2 * v[0] * v[1] for rest, v in zip(spare, ways))


def strictly_convex_polynomial(random: Random) -> bool:
    """A positive definite quadratic form plus fourth powers: strictly below its chords."""
    a, b, c = (number(random) for _ in range(3))
    fourth = [(abs(number(random)), (number(random), number(random))) for _ in range(2)]

    def value(x: Point) -> Fraction:
        form = (a * x[0] + b * x[1]) ** 2 + (c * x[1]) ** 2 + (x[0] ** 2 + x[1] ** 2) / 5
        return form + sum(w * product(v, x) ** 4 for w, v in fourth) + b * x[0]

    x, y = ((number(random), number(random)) for _ in range(2))
    lam = Fraction(random.randint(1, 11), 12)
    mix = tuple(lam * s + (1 - lam) * t for s, t in zip(x, y))
    return x == y or value(mix) < lam * value(x) + (1 - lam) * value(y)


def closed_piecewise_affine(random: Random) -> bool:
    """f = max of affine functions on a closed interval or half-line: every p inside P has a maximal θ, a break point or an end."""
    rows = [(number(random), number(random)) for _ in range(random.randint(1, 4))]
    low, high = sorted((number(random), number(random)))
    ends = [low] if random.random() < 0.5 else [low, high]
    slope = max(rows)[0]   # of the part that leads far to the right

    def value(t: Fraction) -> Fraction:
        return max(a * t + b for a, b in rows)

    breaks = [(d - b) / (a - c) for a, b in rows for c, d in rows if a != c]
    points = ends + [t for t in breaks if low < t and (len(ends) == 1 or t < high)]
    p = number(random, 12)
    if len(ends) == 1:
        p = min(p, slope - Fraction(1, 7))   # P is all p up to the greatest slope
    best = max(p * t - value(t) for t in points)
    far = [low + Fraction(k * k, 3) for k in range(40)] if len(ends) == 1 else [low + (high - low) * Fraction(k, 40) for k in range(41)]
    return all(p * t - value(t) <= best for t in far)
