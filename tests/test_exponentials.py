"""The normal form of indexed exponential sums: what it decides, what it must leave open, and that it never invents an identity."""

import math
import random
from fractions import Fraction

import pytest

from verifier.checker.reader import Rejected, parse
from verifier.checker.rules.exponentials import equal, normal
from verifier.checker.rules.shapes import component, positive, smooth

SOFTMAX = "exp(x[k]) / sum(i, exp(x[i]))"
TRUE = [
    ("exp(a) * exp(b)", "exp(a + b)"),
    ("log(exp(a))", "a"),
    ("(exp(a))^c", "exp(a * c)"),
    ("sqrt(exp(a))", "exp(a / 2)"),
    ("(a + b)^2", "a^2 + 2 * a * b + b^2"),
    ("a / 2", "0.5 * a"),
    ("sum(i, 1)", "d"),
    ("sum(i, sum(i, x[i]))", "d * sum(i, x[i])"),
    ("sum(i, exp(x[i])) * sum(j, exp(y[j]))", "sum(i, sum(j, exp(x[j] + y[i])))"),
    ("log(sum(j, exp((x + c * ones)[j])))", "c + log(sum(k, exp(x[k])))"),
    ("sum(i, exp(x[i]) / sum(j, exp(x[j])))", "1"),
    ("exp(2 * log(sum(i, exp(x[i]))))", "sum(i, exp(x[i]))^2"),
    ("exp(c * log(sum(i, exp(x[i]))))", "sum(i, exp(x[i]))^c"),
    ("sum(i, exp(x[i]))^c * sum(i, exp(x[i]))", "sum(i, exp(x[i]))^(c + 1)"),
    ("(exp(3/4 * log(2)))^4", "8"),
    ("sum(i, x[i] - sum(j, x[j]) / d)", "0"),
    ("sum(i, 1 / (1 + exp(x[i])))", "sum(k, 1 / (exp(x[k]) + 1))"),
    ("E(g, sum(i, exp(x[i] + g[i])))", "E(g1, sum(k, exp(g1[k]) * exp(x[k])))"),
    ("abs(exp(a)^lam)^(1 / lam - 1)", "exp(a * (lam * (1 / lam) - lam))"),
    ("vec(a, b)[2]", "b"),
    ("derivative(log(sum(j, exp(x[j]))), x[k])", SOFTMAX),
    ("derivative(log(sum(j, exp(x[j]))), x[1])", "exp(x[1]) / sum(i, exp(x[i]))"),
    ("sum(i, derivative(exp(x[i]) / sum(j, exp(x[j])), x[k]))", "0"),
    ("derivative(t^3 + exp(2 * t), t)", "3 * t^2 + 2 * exp(2 * t)"),
    ("derivative(exp(t)^c, t)", "c * exp(c * t)"),
    (
        "sum(i, sum(j, (exp(x[i] + y[j]) - exp(x[j] + y[i])) * (x[i] - y[i])))",
        "sum(i, sum(j, (exp(x[i] + y[j]) - exp(x[j] + y[i])) * (x[i] - y[i] - x[j] + y[j]))) / 2",
    ),
]
# true only under conditions that the terms do not show, or plainly false
OPEN = [
    ("exp(log(a))", "a"),
    ("log(x[1]^2)", "2 * log(x[1])"),
    ("x[1] / x[1]", "1"),
    ("sqrt(a^2)", "a"),
    ("abs(a)", "a"),
    ("log(a * b)", "log(a) + log(b)"),
    ("(a^b)^c", "a^(b * c)"),
    ("sum(i, a)", "a"),
    ("sum(i, exp(x[i]))", "sum(i, exp(y[i]))"),
    ("sum(i, sum(j, x[i] * y[j]))", "sum(i, x[i] * y[i])"),
    ("derivative(exp(x[i]) * y[j], x[j])", "exp(x[i]) * y[i]"),
    ("derivative(log(sum(j, exp(x[j]))), x[k])", "exp(x[j]) / sum(i, exp(x[i]))"),
    ("E(g, exp(g[1]))", "E(g, exp(g[2]))"),
    ("E(g, a)", "a"),
    ("E(g, x[1] * g[1])", "x[1] * E(g, g[1])"),
    ("E(g, g[i])", "E(g, x[i])"),
    ("sum(i, sum(j, exp(x[i] - x[j])))", "d^2"),
    ("sum(i, x[1])", "x[1]"),
    ("log(1 + exp(a))", "log(2) + a"),
    ("vec(a, b)[i]", "a"),
    ("derivative(max(t, 0), t)", "1"),
    ("derivative(log(t), t)", "1 / t"),
    ("sum(i, exp(x[i])^2)", "sum(i, exp(x[i]))^2"),
]


@pytest.mark.parametrize("left, right", TRUE)
def test_decides_what_holds_for_every_d(left, right):
    assert equal(parse(left), parse(right))


@pytest.mark.parametrize("left, right", OPEN)
def test_does_not_invent_identities(left, right):
    assert not equal(parse(left), parse(right))


@pytest.mark.parametrize("left, right", TRUE)
def test_a_changed_side_is_noticed(left, right):
    assert not equal(parse(left), parse(f"({right}) + 1")) and not equal(parse(left), parse(f"2 * ({right}) + exp(1)"))


def test_division_by_zero_is_rejected():
    for text in ("a / 0", "a / (b - b)", "1 / (exp(a) - exp(a))"):
        with pytest.raises(Rejected, match="division by zero"):
            equal(parse(text), parse("1"))


def test_growth_is_bounded():
    for text, reason in (
        ("(sum(i, x[i]))^6", "more than 5 sums"),
        ("(1 + a)^31", "beyond 30"),
        ("((1 + a + b + c + r + s)^20)^20", "too large"),
    ):
        with pytest.raises(Rejected, match=reason):
            normal(parse(text))


def test_positive_by_shape():
    for text in ("exp(-a)", "sum(i, exp(x[i]))", "d", "exp(a)^c / 3", "ones[i]", "vec(1, 2)[2]", "1 + exp(a)", "abs(exp(a))"):
        assert positive(parse(text)), text
    for text in (
        "a",
        "0",
        "-exp(a)",
        "x[1]",
        "exp(a) - 1",
        "a^2",
        "log(exp(a))",
        "1 + a",
        "sum(i, x[i])",
        "vec(0, 1)[1]",
        "E(g, exp(g[1]))",
        "abs(a)",
    ):
        assert not positive(parse(text)), text


def test_smooth_by_shape():
    names = frozenset(("x", "t"))
    for text in (
        "log(sum(j, exp(x[j] + g[j])))",
        "t^3",
        "abs(a) * t",
        "exp(t)^c",
        "x[1] / (1 + exp(t))",
        "t / a",
        "(x + g)[1]",
        "max(a, b)",
    ):
        assert smooth(parse(text), names), text
    for text in (
        "log(t)",
        "abs(t)",
        "max(t, 0)",
        "1 / t",
        "t^(1/2)",
        "t^-1",
        "E(g, exp(t * g[1]))",
        "sqrt(t)",
        "a / (t^2)",
        "cases(1 if t > 0, 0 if otherwise)",
    ):
        assert not smooth(parse(text), names), text


def test_components_move_inward():
    assert component(parse("2 * x - ones"), "i") == parse("2 * x[i] - 1")
    assert component(parse("vec(a, b)"), Fraction(3)) == ("at", ("vec", "a", "b"), Fraction(3))


def test_bound_names_do_not_matter_and_do_not_capture():
    assert equal(parse("sum(i, x[i] * sum(j, y[j] * x[i]))"), parse("sum(j, x[j] * sum(i, y[i] * x[j]))"))
    assert not equal(parse("sum(i, x[i] * y[j])"), parse("sum(j, x[j] * y[j])"))
    assert not equal(parse("E(g, sum(i, g[i] * x[i]))"), parse("E(x, sum(i, x[i] * x[i]))"))
    assert not equal(parse("sum(i, log(1 + exp(x[i] + y[j])))"), parse("sum(j, log(1 + exp(x[j] + y[j])))"))


def value(tree, names):
    """A float, for trees of the elementary part, d = 3."""
    if isinstance(tree, Fraction):
        return float(tree)
    if isinstance(tree, str):
        return 3.0 if tree == "d" else names[tree]
    head, *rest = tree
    if head == "at":
        if isinstance(rest[0], str):
            return names[rest[0]][int(rest[1] if isinstance(rest[1], Fraction) else names[rest[1]]) - 1]
        return value(component(*rest), names)
    if head == "sum":
        return sum(value(rest[1], names | {rest[0]: k}) for k in (1, 2, 3))
    parts = [value(child, names) for child in rest]
    return {
        "+": lambda: parts[0] + parts[1],
        "-": lambda: parts[0] - parts[1],
        "*": lambda: parts[0] * parts[1],
        "/": lambda: parts[0] / parts[1],
        "^": lambda: parts[0] ** parts[1],
        "neg": lambda: -parts[0],
        "exp": lambda: math.exp(parts[0]),
        "log": lambda: math.log(parts[0]),
        "delta": lambda: float(parts[0] == parts[1]),
    }[head]()


def random_term(source, depth, indices):
    choice = source.random()
    if depth == 0 or choice < 0.2:
        return source.choice([Fraction(2), Fraction(-1, 3), "a", *(("at", name, index) for name in ("x", "y") for index in indices)])
    if choice < 0.7:
        head = source.choice(("+", "-", "*"))
        return (head, random_term(source, depth - 1, indices), random_term(source, depth - 1, indices))
    if choice < 0.85:
        return ("exp", random_term(source, 1, indices))
    if choice < 0.93 and len(indices) < 3:
        name = f"i{len(indices)}"
        return ("sum", name, random_term(source, depth - 1, (*indices, name)))
    return ("/", random_term(source, depth - 1, indices), ("+", Fraction(1), ("exp", random_term(source, 1, indices))))


def test_the_normal_form_has_the_value_of_the_term():
    from verifier.checker.rules.sums import shown

    source = random.Random(5)
    names = {"a": 0.7, "x": (0.3, -0.4, 0.9), "y": (0.1, 0.8, -0.6), "i0": 2}
    checked = 0
    for _ in range(300):
        term = random_term(source, 4, ("i0",))
        try:
            tree = shown(normal(term))
        except Rejected:
            continue
        checked += 1
        assert value(tree, names) == pytest.approx(value(term, names), rel=1e-9, abs=1e-9)
    assert checked > 200


@pytest.mark.parametrize("start", [0, 7, 8, 9, 90, 93, 97, 99, 995, 999])
def test_the_answer_does_not_depend_on_what_was_asked_before(start, monkeypatch):
    """Fresh names sort by number: #j99 before #j100."""
    from itertools import count

    from verifier.checker.rules import sums

    monkeypatch.setattr(sums, "numbers", count(start))
    normal.cache_clear()
    left = "sum(i, exp(sum(j, log(1 + exp(x[i] + x[j])) * x[j])))"
    right = "sum(j, exp(sum(i, log(1 + exp(x[j] + x[i])) * x[i])))"
    assert equal(parse(left), parse(right))
