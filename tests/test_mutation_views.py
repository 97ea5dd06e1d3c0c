"""The second engines: they object to what is false at a point or an instance, never to what is proved, and say when they cannot tell."""

import math
from fractions import Fraction

import pytest

from proofs import BOOK
from verifier.claims.book import Run
from verifier.claims.formula import ReadForm, parse, read_form
from verifier.claims.statement import Form
from verifier.claims.verdict import Scope
from verifier.mutants import coarse, sampling
from verifier.mutants.approximate import Beyond, truth
from verifier.mutants.instances import Exhausted, Instance, Truth, Unknown
from verifier.mutants.sampling import sample
from verifier.mutants.views import EXACT, INSTANCES, MODELS, SUMS, _coarsely, false_at, listed, view


def form(conclusion, given=(), noise=None, dim=None, definitions=None):
    return Form("claim x", "printed", "", Scope("x"), (conclusion,), tuple(given), noise, dim, definitions=definitions)


DEFINED = BOOK.statements["theorem 4.1"].printed.definitions


@pytest.mark.parametrize("conclusion, given", (
    ("x[1] <= y[1]", ()),
    ("sum(i, x[i]) = 1", ()),
    ("forall(x, E(g, greatest(i, (x + g)[i])) <= greatest(i, x[i]))", ()),
    ("E(g, exp(g[1])) = exp(E(g, g[1]))", ()),
    ("every(i, x[i] = y[i])", ("every(i, x[i] = y[i] + 1)",)),
    ("a = 2 * b", ("a = b and b != 0",)),
    ("forall(theta, forall(tau, member(theta, Theta) and member(tau, Theta) -> theta = tau))", ()),
    ("translates(x, y)", ()),
    ("delta(i, j) = 1", ()),
    ("(lam * x)[1] = x[1]", ("0 < lam and lam < 1",)),
))
def test_small_instances_find_what_is_false(conclusion, given):
    found = sample(read_form(form(conclusion, given, definitions=DEFINED)), 0, 120)
    assert found.certificate is not None or "d = " in found.false_at


@pytest.mark.parametrize("conclusion", (
    "exists(x, x[1] = 17)", "forall(c, exists(x, x[1] > c))", "1 / (x[1] - x[1]) = 0", "derivative(x[1]^2, x[1]) = 0", "log(-exp(x[1])) = 7",
))
def test_small_instances_do_not_object_where_nothing_can_be_said(conclusion):
    assert sample(read_form(form(conclusion)), 0, 40).false_at is None


PROVED = ("theorem 4.3", "lemma 4.2", "equation 10", "claim translations", "equation 40", "claim Perturb-Softmax is strictly monotone")


@pytest.mark.parametrize("name", PROVED)
def test_small_instances_agree_with_what_is_proved(name):
    statement = BOOK.statements[name]
    for one in statement.forms[-1:]:
        for number in range(len(one.conclusion)):
            found = view(one, number, Run())
            assert found.engine == INSTANCES and not found.objects
            assert found.tried


def instance(**names):
    return Instance(2, ((0.5, (1.0, 0.0)), (0.5, (0.0, 1.0))), names, {"Theta": (lambda x: x[0] == 0, ((0.0, 1.0),), True)}, ((0.0, 0.0), (1.0, 2.0)))


@pytest.mark.parametrize("formula, value, sure", (
    ("E(g, greatest(i, g[i])) = 1", True, True),
    ("E(g, g[1]) = 1", False, True),
    ("forall(x, x[1] = 0)", False, True),
    ("forall(x, x[1] < 5)", True, False),
    ("exists(x, x[1] = 1)", True, True),
    ("exists(x, x[1] = 9)", False, False),
    ("forall(x, member(x, Theta) -> x[2] = 1)", True, True),
    ("every(i, ones[i] = 1) and d = 2", True, True),
    ("some(i, delta(1, i) = 0)", True, True),
    ("integrable(g, exp(g[1]))", True, True),
    ("not (0 < 1 and 1 < 0)", True, True),
    ("(forall(x, x[1] < 5)) -> 1 < 0", False, False),
    ("exists(c, every(i, p[i] = q[i] + c))", True, True),
    ("exists(c, every(i, p[i] = w[i] + c))", False, True),
))
def test_truth_at_an_instance(formula, value, sure):
    names = {"p": (1.0, 2.0), "q": (3.0, 4.0), "w": (0.0, 0.0)}
    assert instance(**names).truth(parse(formula), names) == Truth(value, sure)


def test_numbers_too_close_are_not_told_apart():
    with pytest.raises(Unknown):
        instance().truth(parse("1 / 1000000000 < 0"), {})
    with pytest.raises(Exhausted):
        one = instance()
        one.spent = 10**9
        one.truth(parse("0 < 1"), {})


@pytest.mark.parametrize("name", ["claim gaussian-argmax-2", "claim gumbel-softmax-2", "claim mean of the Gumbel law"])
def test_the_models_agree_with_the_enclosures(name):
    one = BOOK.statements[name].printed
    for number in range(len(one.conclusion)):
        found = view(one, number, Run())
        assert found.engine == MODELS and found.agrees, one.conclusion[number]


@pytest.mark.parametrize("conclusion, false", (
    ("E(max(t1 + g1, t2 + g2)) < 0", True), ("P(t1 + g1 >= t2 + g2) > 1 / 2", True), ("P(t1 + g1 >= t2 + g2) <= 1 / 2", False),
    ("derivative(E(max(t1 + g1, t2 + g2)), t2) = P(t2 + g2 >= t1 + g1)", False),
    ("derivative(E(max(t1 + g1, t2 + g2)), t2) = P(t1 + g1 >= t2 + g2)", True),
    ("derivative(derivative(E(max(t1 + g1, t2 + g2)), t2), t1) < 0", False),
    ("E(max(t1 + g1, t2 - g2)) = E(max(t1 - g1, t2 + g2))", False), ("E(max(t1 + g1, t2 + g1)) = t2", False), ("E(max(t1 + g1, t2 + g1)) = t1", True),
    ("derivative(E(max(t1 + g1, t2 + g1)), t2) = 1", False), ("E(max(t2 + g1, 1 + g1)) = 1", False), ("P(t1 + g1 >= t2 + g1) > 1/2", True),
    ("P(t2 + g1 >= t1 + g1) = 1", False), ("P(t2 + g1 >= max(t1 + g1, t1 + g2)) = P(t2 + g1 >= t1 + g2)", False),
))
def test_the_models_compare(conclusion, false):
    reading = read_form(form(conclusion, ("t1 = 0 and t2 = 1",), "gaussian(0,1)", 2))
    assert (truth(reading, 0, [{"t1": Fraction(0), "t2": Fraction(1)}]) is not None) is false


@pytest.mark.parametrize("conclusion", (
    "E(max(t1 + 2 * g1, g2)) < 9", "derivative(E(max(t1 + g1, t1 + 0 + g1)), t1) < 9", "E(max(t1 + g1, t2 - g1)) < 9", "E(abs(g1)) < 9", "s < 9", "log(0 - t2) < 0",
    "P(t1 + g1 >= t1 + 0 + g1) < 9", "E(log(exp(t1 + g1) + exp(t2 + g1))) < 9",
))
def test_the_models_say_what_is_beyond_them(conclusion):
    with pytest.raises((Beyond, KeyError)):
        truth(read_form(form(conclusion, (), "gaussian(0,1)", 2)), 0, [{"t1": Fraction(0), "t2": Fraction(1)}])


def test_exact_values_make_a_certificate_of_what_they_find():
    found = view(form("E(max(t1 + g1, t2 + g2)) = max(t1, t2)", (), "uniform(-1,1)", 2), 0, Run())
    assert found.engine == EXACT and found.objects
    assert found.certificate.asserts == "fails"
    assert false_at(form("E(max(t1 + g1, t2 + g2)) = max(t1, t2)", (), "uniform(-1,1)", 2), 0, found.certificate.proof["at"])
    assert not false_at(form("max(t1, t2) >= t1", (), "uniform(-1,1)", 2), 0, {"t1": "1", "t2": "0"})


@pytest.mark.parametrize("given, conclusion, vacuous, objects", (
    (("t1 > 7",), "t1 > 6", False, False), (("t1 > 7",), "t1 > 9", False, True), (("t1 < t1",), "t1 = 0", True, False),
))
def test_hypotheses_that_hold_far_out_or_never(given, conclusion, vacuous, objects):
    found = view(form(conclusion, given, "uniform(-1,1)", 1), 0, Run())
    assert (found.vacuous, found.objects, found.agrees) == (vacuous, objects, not objects)
    assert bool(found.tried) is not vacuous


def test_points_are_listed_by_hypotheses():
    assert listed(form("t1 < 2", ("t1 = 1/2 or t1 = -1",), "gumbel", 1)) == [{"t1": "1/2"}, {"t1": "-1"}]
    assert listed(form("t1 < 2", ("t1 < 1",), "gumbel", 1)) == []
    assert isinstance(read_form(form("t1 < 2", ("t1 < 1",), "gumbel", 1)), ReadForm)


@pytest.mark.parametrize("text, given, noise, dim, at", (
    ("P(t1 + g1 >= t2 - g2) = P(t1 + g1 >= t2 + g1)", ("t1 = 1 and t2 = 0",), "gumbel", 2, "t1 = 1, t2 = 0"),
    ("P(t1 + g1 >= t2 + g2) = 1/2", ("t1 = 1 or t2 = 0",), "gaussian(0,1)", 2, "t1 = 1, t2 = -1"),
    ("E(max(g1, 2 * g1, g2)) <= 0", ("t1 = 0",), "gaussian(0,1)", 2, "t1 = 0"),
    ("P(g1 >= max(g2, g3) or g2 > 0) <= 1/2", ("t1 = 0",), "gaussian(0,1)", 3, "t1 = 0"),
))
def test_midpoint_sums_object_where_the_models_know_nothing(text, given, noise, dim, at):
    assert view(form(text, given, noise, dim), 0, Run()).against == at


@pytest.mark.parametrize("text, noise, dim", (
    ("P(g1 >= -g1) = 1/2", "gaussian(0,1)", 1), ("E(g1 * g2) = 0", "gaussian(0,1)", 2), ("E(abs(g1)) = 0.8", "gaussian(0,1)", 1),
    ("P(g1 >= g2 + 1) = 0.269", "gumbel", 2), ("P(g1 >= g1 + g2) >= 0", "gumbel", 5), ("E(g1 ^ t1) = 7", "cauchy", 1),
))
def test_midpoint_sums_neither_object_to_what_is_nearly_true_nor_ever_agree(text, noise, dim):
    found = coarse_view(text, noise, dim)
    assert found.against is None and not found.agrees and found.reason


def coarse_view(text, noise, dim):
    own = form(text, ("t1 = 0",), noise, dim)
    return _coarsely(read_form(own), 0, [{"t1": Fraction(0)}], "no model")


def test_midpoint_sums_are_right_where_the_value_is_known():
    for text, value in (("P(g1 >= g2)", 1 / 2), ("E(g1)", 0), ("E(g1^2)", 1), ("E(exp(g1))", math.exp(0.5))):
        own = form(f"{text} = t1", (), "gaussian(0,1)", 2)
        assert coarse._value(read_form(own).conclusion[0][1], {}, own) == pytest.approx(value, abs=0.02)


def test_plain_points_meet_the_hypotheses():
    reading = read_form(form("t1 < t2", ("t1 >= 7 and not (t2 = 0)", "t1 + t2 < 9"), "gumbel", 2))
    found = coarse.points(reading)
    assert found and all(point["t1"] >= 7 and point["t2"] != 0 and point["t1"] + point["t2"] < 9 for point in found)
    assert coarse.points(read_form(form("t1 < t2", ("exp(t1) > 0",), "gumbel", 2))) == []


def gumbel(text, *given):
    return form(text, given, "gumbel", 2)


@pytest.mark.parametrize("given, tried, vacuous, against", (
    (("t1 = 1 and t2 = 0",), 1, False, None),
    (("t1 = 1 and t1 = 2 and t2 = 0",), 0, True, None),
    (("t1 = 1 and t2 = 0 or t1 = 0 and t1 = 5 and t2 = 0",), 1, False, None),
    (("t1 != 1 and t2 = 0",), 1, False, "t1 = "),
    (("2 * t1 = 2/7 and t2 = 0",), 1, False, "t1 = 1/7, t2 = 0"),
    (("t1 = 3/7 or t2 = -9/11",), 1, False, "t"),
))
def test_the_models_look_only_where_the_hypotheses_are_met(given, tried, vacuous, against):
    found = view(gumbel("P(t1 + g1 >= t2 + g2) > 7/10", *given), 0, Run())
    assert (found.tried, found.vacuous) == (tried, vacuous) and (found.against or "").startswith(against or "")
    assert (found.against is None) is (against is None)


@pytest.mark.parametrize("text, without", (("P(t1 + g1 >= t2 + g2) > 1/(t1 - t2) - 99", "t1 = 0, t2 = 0"), ("log(t1) < P(t1 + g1 >= t2 + g2)", "t1 = 0, t2 = 0")))
def test_a_point_at_which_the_formula_has_no_value_is_named(text, without):
    found = view(gumbel(text, "t1 = 0 and t2 = 0 or t1 = 1 and t2 = 0"), 0, Run())
    assert found.without == without and found.against is None
    assert not view(gumbel(text, "t1 = 1 and t2 = 0"), 0, Run()).without


@pytest.mark.parametrize("text, agrees", (
    ("P(t1 + g1 >= 2*g2) < 4/5", True), ("P(t1 + g1 >= 2*g2) > 1/5", True), ("P(t1 + g1 >= 2*g2) != 1/5", False),
    ("E(g1/(g1 - g2)) < 99", False), ("E(g1/(1 + exp(g1 - g2))) < 99", True),
))
def test_midpoint_sums_agree_with_clear_inequalities_alone(text, agrees):
    found = coarse_view(text, "gumbel", 2)
    assert found.agrees is agrees and found.against is None
    assert (found.engine == SUMS) is agrees and ("changes its sign" in found.reason) is ("g1 - g2)) < 99" in text and not agrees)


def test_points_at_which_the_formula_has_no_value_are_not_counted():
    found = view(gumbel("P(t1 + g1 >= t2 + g2) > 1/(t1 - t2) - 99", "t1 = 0 and t2 = 0 or t1 = 1 and t2 = 0"), 0, Run())
    assert found.agrees and found.tried == 1


@pytest.mark.parametrize("conclusion, given, words", (
    ("1 <= 2", ("1 = 2",), sampling.UNMET), ("log(-exp(x[1])) = 7", (), sampling.UNVALUED), ("d >= 1", (), sampling.HOLDS),
    ("forall(x, x[1] < 500)", (), sampling.SEEMS), ("exists(x, x[1] = 500)", (), sampling.DOUBTFUL),
))
def test_how_far_the_search_among_small_instances_came_is_said(conclusion, given, words):
    assert sample(read_form(form(conclusion, given)), 0, 20).reason == words
