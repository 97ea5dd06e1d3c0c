"""Proposition 5.5: f, its one-sided derivatives and its subdifferential come out of the law as the paper has them, at the kinks too."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from proofs import BOOK, rademacher
from proofs.curves import FIGURES
from proofs.derivations import VALUE, gradient_steps, subdifferential, subdifferential_steps, value_steps
from verifier.checker import Rejected, check
from verifier.claims.book import Run
from verifier.claims.formula import parse, read_form
from verifier.engines.search.cells import decide
from verifier.engines.search.chambers import pieces
from verifier.engines.search.opinion import derivation
from verifier.engines.search.values import Evaluator

NOISE = "rademacher"
T2, X = sp.symbols("t2 x")
STATEMENTS = (
    "proposition 5.5", "equation 66", "equation 67", "equation 68", "claim subgradients on the diagonal",
    "claim directional derivatives decide the subgradients", "claim directional derivative on the diagonal", "figure 3", "figure 6",
)
REFUTED = {"claim choice probability where ties happen": "ill-posed", "claim half of the directions suffices": "misprint"}
FOLDER = BOOK.root / "statements"


def test_the_value_is_derived_from_the_law():
    rows = pieces(NOISE, 2, VALUE)
    half, quarter = sp.Rational(1, 2), sp.Rational(1, 4)
    assert [(row.low, row.high) for row in rows] == [(None, -2), (-2, 0), (0, 2), (2, None)]
    assert [row.value for row in rows] == [T2, T2 + quarter * X + half, T2 + 3 * quarter * X + half, T2 + X]


def test_the_subdifferential_is_a_set_at_the_kinks_and_a_point_elsewhere():
    rows = subdifferential(NOISE)
    expected = [(0, 0), (0, "1/4"), ("1/4", "1/4"), ("1/4", "3/4"), ("3/4", "3/4"), ("3/4", 1), (1, 1)]
    assert [(least, greatest) for _, _, least, greatest in rows] == [(sp.Rational(a), sp.Rational(b)) for a, b in expected]
    assert [low for low, high, _, _ in rows if low is not None and low == high] == [-2, 0, 2]


def test_other_signs_have_other_kinks():
    rows = subdifferential("uniform(-1,1)")
    assert all(least == greatest for _, _, least, greatest in rows)


def test_the_derivation_is_written_from_the_derived_objects():
    steps = value_steps(NOISE)
    assert len(steps) == 5 and steps[0].startswith(r"x = \theta_1 - \theta_2")
    assert all(line.count(r"\frac{1}{4}\left(") == 4 for line in steps[1:])
    assert r"0 \ne \frac{1}{4}" in gradient_steps(NOISE)[1]
    assert r"\left[\frac{1}{4}, \frac{3}{4}\right] & \text{if } x = 0" in subdifferential_steps(NOISE)[0]


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_conclusion_is_certified(name):
    for form in BOOK.statements[name].forms:
        for k in range(len(form.conclusion)):
            certificate = decide(form, k)
            assert certificate is not None and certificate.asserts == "holds", f"{name}, {form.name}, conclusion {k}"
            assert check(certificate.as_json(), BOOK.root / "statements").trust == "exact"


def test_equation_66_is_lost_and_reconstructed():
    statement = BOOK.statements["equation 66"]
    assert statement.printed is None
    assert [form.cause.value for form in statement.repaired] == ["ocr"]


def test_the_witnesses_of_proposition_5_5_are_not_translates():
    laws = Evaluator(NOISE, 2)
    p = parse(f"slope({VALUE}, 1, 0)"), parse(f"-slope({VALUE}, -1, 0)")
    for theta, tau in ((("5/2", "0"), ("3", "0")), (("1/2", "0"), ("3/2", "0"))):
        a, b = ({"t1": Fraction(t[0]), "t2": Fraction(t[1])} for t in (theta, tau))
        assert a["t1"] - b["t1"] != a["t2"] - b["t2"]
        assert {laws.value(end, at) for end in p for at in (a, b)} == {laws.value(p[0], a)}


def test_the_interval_at_the_diagonal_cannot_be_widened_or_narrowed():
    form = read_form(BOOK.statements["claim subgradients on the diagonal"].printed)
    laws = Evaluator(NOISE, 2)
    point = {name: Fraction(0) for name in ("t1", "t2", "s2")} | {"s1": Fraction(1)}
    wider = parse("p1 <= 4/5 -> E(max(s1 + g1, s2 + g2)) >= E(max(t1 + g1, t2 + g2)) + p1*(s1 - t1) + p2*(s2 - t2)")
    assert laws.holds(form.conclusion[0], point | {"p1": Fraction(3, 4), "p2": Fraction(1, 4)})
    assert not laws.holds(wider, point | {"p1": Fraction(4, 5), "p2": Fraction(1, 5)})


def test_proofs_give_certificates_derivations_and_a_second_opinion():
    found = list(rademacher.subdifferential(BOOK.statements["equation 68"], Run()))
    assert [evidence.certificate is not None for evidence in found] == [True] * 9 + [False]
    assert r"(\partial f(\theta))_1" in found[0].derivation[0]
    assert not found[-1].failed and "polynomial on every chamber" in found[-1].record["part 1"]


def test_figures_3_and_6_show_what_was_derived():
    staircase = FIGURES["figure 3"]()["curves"][0]
    assert set(zip(staircase["x"], staircase["y"])) >= {(-2, 0), (-2, 0.25), (0, 0.25), (0, 0.75), (2, 0.75), (2, 1)}
    value, direction, vector, origin = FIGURES["figure 6"]()["curves"]
    assert dict(zip(value["x"], value["y"]))[0.0] == 0.5 == direction["y"][0] == origin["y"][0]
    assert (direction["y"][1] - direction["y"][0]) / (direction["x"][1] - direction["x"][0]) == 0.75
    assert vector["x"] == [0, 1] and vector["y"] == [0.5, 0.5]


def test_the_slope_of_figure_6_is_drawn_only_where_f_follows_it():
    value, direction, *_ = FIGURES["figure 6"]()["curves"]
    drawn = dict(zip(value["x"], value["y"]))
    assert direction["x"][1] == 2 and drawn[2.0] == direction["y"][1]
    assert drawn[3.0] > direction["y"][0] + 0.75 * 3


@pytest.mark.parametrize("name", REFUTED)
def test_what_is_refuted_has_a_repair_that_holds(name):
    statement = BOOK.statements[name]
    asserts = [decide(statement.printed, k) for k in range(len(statement.printed.conclusion))]
    assert asserts[-1].asserts == "fails"
    assert check(asserts[-1].as_json(), FOLDER).trust == "exact"
    (repair,) = statement.repaired
    assert repair.cause.value == REFUTED[name]
    for k in range(len(repair.conclusion)):
        assert check(decide(repair, k).as_json(), FOLDER).trust == "exact"


def test_half_of_the_directions_alone_admits_a_vector_that_is_no_subgradient():
    printed = BOOK.statements["claim both halves of the directions decide the subgradients"].printed
    half = replace(printed, conclusion=tuple(text.replace("1/4 <= p1 <= 3/4", "p1 <= 3/4") for text in printed.conclusion))
    assert half != printed and decide(printed, 4).asserts == "holds" and decide(half, 4).asserts == "fails"


def test_ties_are_counted_twice_on_the_diagonal():
    laws = Evaluator(NOISE, 2)
    at = {"t1": Fraction(0), "t2": Fraction(0)}
    assert laws.value(parse("P(t1 + g1 >= t2 + g2) + P(t2 + g2 >= t1 + g1)"), at) == Fraction(3, 2)


def test_multi_valued_means_not_identifying_by_definition():
    statement = BOOK.statements["claim multi-valued means not identifying"]
    found = list(rademacher.sense(statement, Run()))
    assert [item.certificate.conclusion for item in found] == [0, 1]
    for item in found:
        assert check(item.certificate.as_json(), FOLDER).trust == "derived"


@pytest.mark.parametrize("conclusion", [0, 1])
def test_a_derivation_for_the_other_direction_is_rejected(conclusion):
    found = list(rademacher.sense(BOOK.statements["claim multi-valued means not identifying"], Run()))
    certificate = found[conclusion].certificate
    with pytest.raises(Rejected):
        check(certificate.as_json() | {"conclusion": 1 - conclusion}, FOLDER)


def test_the_lines_of_a_slope_say_what_it_is_at_the_kinks():
    reading = read_form(BOOK.statements["equation 68"].printed)
    lines = derivation(reading, 1)
    for value, place in ((r"\frac{1}{4}", "-2"), (r"\frac{3}{4}", "0"), ("1", "2")):
        assert rf"{value} & \text{{if }} x = {place}" in lines[1]
