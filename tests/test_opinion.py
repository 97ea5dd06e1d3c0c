"""The second opinion: exact values from the law, polynomials on chambers, and what happens when it differs from the search."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs import BOOK
from verifier.checker import check
from verifier.claims.book import Run
from verifier.claims.evidence import certify
from verifier.claims.formula import parse, read_form
from verifier.claims.statement import read_statements
from verifier.engines.search import cells
from verifier.engines.search import chambers
from verifier.engines.search import opinion
from verifier.engines.search.chambers import Chamber, NotGeneric, X, pieces
from verifier.engines.search.values import Evaluator, NoValue

UNIFORM, SIGNS = Evaluator("uniform(-1,1)", 2), Evaluator("rademacher", 2)
RATIONALS = st.fractions(min_value=-4, max_value=4, max_denominator=12)
F = "E(max(t1 + g1, t2 + g2))"


def at(laws, text, **point):
    return laws.value(parse(text), {name: Fraction(value) for name, value in point.items()})


@pytest.mark.parametrize("text, value", [
    ("E(g1^2)", "1/3"), ("E(g1^4)", "1/5"), ("E(abs(g1))", "1/2"), ("E(max(g1, g2))", "1/3"), ("P(g1 + g2 <= 1)", "7/8"),
    ("P(g1 <= 1/2 and g2 <= 0)", "3/8"), ("E(abs(g1 - g2))", "2/3"), ("E(min(g1, g2, 0))", "-5/12"), ("integral(z^3, z, 2, 0)", "-4"),
    ("integral(max(0, 1/2 - abs(z)/4), z, -3, 3)", "1"), ("E(cases(1 if g1 > g2, 0 if g1 <= g2))", "1/2"),
])
def test_values_known_by_hand(text, value):
    assert at(UNIFORM, text) == Fraction(value)


@pytest.mark.parametrize("text, why", [
    ("E(g1^6)", "no polynomial"), ("integral(z^5, z, 0, 1)", "no polynomial"), ("integral(max(z^2 - 1/3, 0), z, 0, 1)", "not affine"),
    ("E(max(g1*g2, 0))", "not affine"), ("E(abs(max(g1, g2) + g1/2))", "not affine"),
])
def test_a_degree_or_a_break_beyond_the_rule_is_refused(text, why):
    with pytest.raises(ValueError, match=why):
        at(UNIFORM, text)


@pytest.mark.parametrize("text, value", [("E(g1*g2)", 0), ("P(g1 = g2)", "1/2"), ("E(max(g1, g2))", "1/2"), ("P(g1 >= g2)", "3/4")])
def test_sums_over_signs(text, value):
    assert at(SIGNS, text) == Fraction(value)


@settings(max_examples=40)
@given(RATIONALS, RATIONALS)
def test_uniform_value_agrees_with_the_closed_form(t1, t2):
    x = t1 - t2
    expected = max(t1, t2) + max(Fraction(0), 2 - abs(x)) ** 3 / 24
    assert UNIFORM.value(parse(F), {"t1": t1, "t2": t2}) == expected


@settings(max_examples=25)
@given(RATIONALS, RATIONALS)
def test_rademacher_value_agrees_with_the_four_pairs(t1, t2):
    pairs = [max(t1 + a, t2 + b) for a in (-1, 1) for b in (-1, 1)]
    assert SIGNS.value(parse(F), {"t1": t1, "t2": t2}) == Fraction(sum(pairs), 4)


@pytest.mark.parametrize("text", [
    "cases(1 if t1 > 0, 2 if t1 >= 0, 3 if t1 <= 0)", "cases(1 if t1 > 0)", "1/t1", "derivative(abs(t1), t1)",
    "derivative(cases(1 if t1 > 0, 0 if otherwise), t1)",
])
def test_what_has_no_value(text):
    with pytest.raises(NoValue):
        at(SIGNS, text, t1=0, t2=0)
    assert not SIGNS.holds(("=", parse(text), Fraction(0)), {"t1": Fraction(0), "t2": Fraction(0)})


def test_a_law_it_does_not_know_is_rejected():
    with pytest.raises(ValueError, match="gumbel"):
        Evaluator("gumbel", 2)


def test_pieces_find_the_breaks_by_themselves():
    rows = pieces("uniform(-1,1)", 2, F)
    assert [row.high for row in rows] == [-2, 0, 2, None]
    assert sp.expand(rows[1].value - sp.Symbol("t2") - (2 + X) ** 3 / 24) == 0
    wide = pieces("uniform(0,3)", 2, "P(t1 + g1 >= t2 + g2)")
    assert [row.high for row in wide] == [-3, 0, 3, None]


@settings(max_examples=15)
@given(RATIONALS)
def test_pieces_agree_with_exact_values(x):
    rows = pieces("uniform(-1,1)", 2, f"derivative({F}, t1)")
    row = next(row for row in rows if row.high is None or x <= Fraction(int(row.high)))
    assert Fraction(str(row.value.subs(X, sp.Rational(x.numerator, x.denominator)))) == at(UNIFORM, "P(t1 + g1 >= t2 + g2)", t1=x, t2=0)


def test_pieces_that_depend_on_more_than_the_difference_are_refused():
    with pytest.raises(NotGeneric, match="more than x"):
        pieces("rademacher", 2, "max(t2, 0)")


def test_a_sample_on_a_border_and_a_gap_are_refused():
    with pytest.raises(NotGeneric):
        Chamber(SIGNS, {"t1": Fraction(0), "t2": Fraction(0)}).value(parse("max(t1, t2)"))
    with pytest.raises(NotGeneric):
        pieces("rademacher", 2, "cases(t1 if t1 > t2 + 5, t2 if t1 < t2 - 5)")


def test_every_hypothesis_is_met_by_some_point():
    for statement in BOOK.statements.values():
        for form in statement.forms:
            if statement.file in ("section_5.toml", "section_9_4.toml", "section_9_5.toml") and form.concrete:
                reading = read_form(form)
                laws = Evaluator(form.noise, form.dim)
                met = [all(laws.truth(g, p) for g in reading.given) for p in opinion.points(reading, 0, 24, 0)]
                assert any(met), statement.id


@pytest.mark.parametrize("name, asserts", [("equation 67", "fails"), ("equation 75", "holds")])
def test_a_wrong_certificate_is_withheld_and_raises(monkeypatch, name, asserts):
    monkeypatch.setattr(cells, "decide", lambda form, k: certify(form, k, asserts, "cells", {"at": {"t1": "0", "t2": "0"}, "leaf": {}}))
    found = []
    with pytest.raises(opinion.Disagreement, match=name):
        for evidence in opinion.judged(BOOK.statements[name], Run()):
            found.append(evidence)
    assert [evidence.failed for evidence in found] == [True]
    assert all(evidence.certificate is None for evidence in found)


def test_no_certificate_and_a_false_statement_are_not_supported(monkeypatch):
    monkeypatch.setattr(cells, "decide", lambda form, k: None)
    printed = [evidence for evidence in opinion.judged(BOOK.statements["equation 75"], Run()) if evidence.form == "printed"]
    assert [evidence.failed for evidence in printed] == [True]
    assert "false at z = 5/2" in printed[0].record["part 1"]


def test_the_counterexample_of_the_search_is_tried_first():
    reading = read_form(BOOK.statements["equation 75"].printed)
    at = {"z": Fraction(7, 2)}
    view = opinion.opinion(reading, 0, Run(), at)
    assert view.false_at == at and view.words() == "1 point, false at z = 7/2"
    inside = opinion.opinion(reading, 0, Run(), {"z": Fraction(1)})
    assert inside.false_at != {"z": Fraction(1)} and inside.tried > 1


def test_points_are_moved_onto_equations_in_the_premise():
    reading = read_form(BOOK.statements["claim both halves of the directions decide the subgradients"].printed)
    met = [opinion.opinion(reading, k, Run()).met for k in (0, 1)]
    assert min(met) > 0
    assert opinion.opinion(read_form(BOOK.statements["equation 67"].printed), 0, Run()).words().startswith("12 points; both sides")


def test_obligations_say_which_part_and_show_short_formulas():
    found = list(opinion.judged(BOOK.statements["equation 69"], Run()))
    assert found[0].obligation.startswith("part 1 of 2, $`") and found[0].obligation.endswith("`$, holds")
    alone = next(opinion.judged(BOOK.statements["equation 67"], Run()))
    assert alone.obligation == "holds for all θ in R^2, noise ±1"


def test_without_certificate_nothing_agrees(monkeypatch):
    monkeypatch.setattr(cells, "decide", lambda form, k: None)
    (found,) = opinion.judged(BOOK.statements["equation 67"], Run())
    assert found.obligation.endswith("finds nothing against it, for which there is no certificate") and not found.failed


def test_a_refuted_statement_is_found_false_and_never_supported():
    statement = BOOK.statements["claim choice probability where ties happen"]
    found = [item for item in opinion.judged(statement, Run()) if item.form == "printed"]
    assert found[0].certificate.asserts == "fails"
    assert found[1].failed and found[1].obligation.endswith("also finds it false at t1 = 0, t2 = 0")


def test_the_engine_imports_nothing_of_the_paper():
    for module in (opinion, chambers):
        assert "proofs" not in Path(module.__file__).read_text(encoding="utf-8")


def test_an_opinion_on_nothing_is_doubtful():
    empty = replace(BOOK.statements["equation 80"].printed, given=("t1 < t1",))
    view = opinion.opinion(read_form(empty), 0, Run())
    assert view.tried == 0 and view.doubtful


def test_the_checker_needs_the_statement_it_was_told_of(tmp_path):
    certificate = cells.decide(BOOK.statements["equation 67"].printed, 0)
    assert check(certificate.as_json(), BOOK.root / "statements").kind == "cells"
    text = (BOOK.root / "statements" / "section_9_4.toml").read_text(encoding="utf-8")
    (tmp_path / "a.toml").write_text(text.replace("3/4*t1 + 1/4*t2 + 1/2 if", "3/4*t1 + 1/4*t2 + 1/3 if"), encoding="utf-8")
    assert read_statements(tmp_path)["equation 67"].printed.digest != certificate.digest
    with pytest.raises(Exception, match="digest|differs|other"):
        check(certificate.as_json(), tmp_path)
