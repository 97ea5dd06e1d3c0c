"""Proposition 5.4: f, gradient, Hessian and the law of the difference come out of U(-1,1) as the paper has them, misprints apart."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from proofs import BOOK, curves, uniform
from proofs.curves import FIGURES
from proofs.derivations import VALUE, difference_law, differentiated, gradient_steps, hessian_steps, value_steps
from verifier.checker import check
from verifier.claims.book import Run
from verifier.claims.formula import parse
from verifier.engines.search.cells import decide
from verifier.engines.search.chambers import pieces
from verifier.engines.search.values import Evaluator

NOISE = "uniform(-1,1)"
LAWS = Evaluator(NOISE, 2)
T2, X = sp.symbols("t2 x")
FOLDER = BOOK.root / "statements"
FALSE = {
    "equation 75": "misprint", "claim density of the uniform law is smooth": "false",
    "claim proposition 5.4 minimum of the derivative along theta 2": "misprint",
}
LOST = {"figure 2", "figure 7", *(f"equation {k}" for k in (71, 72, 73))}
# bound, k, the bounds that fail within the case, those that fail over all of R^2
EXTREMES = [("minimum", 1, [], []), ("maximum", 1, [], [2]), ("maximum", 2, [], []), ("minimum", 2, [3], [2, 3])]
GLOBAL = {
    "claim perturb-max is not strictly convex", *(f"claim proposition 5.4 {bound} of the derivative along theta {k}" for bound, k, *_ in EXTREMES),
}
OWN = {name for name, row in BOOK.statements.items() if row.file in ("section_5.toml", "section_9_5.toml") and row.forms[0].noise == NOISE}
QUICK = sorted({*FALSE, *LOST, *GLOBAL, *(f"equation {k}" for k in (69, 74, 76, 80, 85, 90, 93, 97, 101, 103, 105, 108, 110))})


def test_the_value_is_derived_from_the_law():
    rows = pieces(NOISE, 2, VALUE)
    assert [(row.low, row.high) for row in rows] == [(None, -2), (-2, 0), (0, 2), (2, None)]
    middle = [T2 + (2 + X) ** 3 / 24, T2 + X + (2 - X) ** 3 / 24]
    assert [sp.expand(row.value - other) for row, other in zip(rows, [T2, *middle, T2 + X])] == [0] * 4


def test_gradient_and_hessian_are_derived_from_the_value():
    rows = pieces(NOISE, 2, VALUE)
    first = [row.value for row in differentiated(rows, 1)]
    assert [sp.expand(a - b) for a, b in zip(first, [0, (2 + X) ** 2 / 8, 1 - (2 - X) ** 2 / 8, 1])] == [0] * 4
    assert [row.value for row in differentiated(rows, 1, 2)] == [-row.value for row in differentiated(rows, 2, 2)]
    assert [sp.expand(row.value) for row in differentiated(rows, 2, 2)] == [0, X / 4 + sp.Rational(1, 2), sp.Rational(1, 2) - X / 4, 0]


def test_the_law_of_the_difference_is_derived():
    cdf, density = difference_law(NOISE)
    assert cdf[-1].value == 1 and cdf[0].value == 0
    assert [row.value for row in density] == [0, X / 4 + sp.Rational(1, 2), sp.Rational(1, 2) - X / 4, 0]


def test_derivations_show_the_split_integrals_and_the_breaks():
    steps = value_steps(NOISE)
    assert sum(line.count(r"\int") for line in steps) == 6
    assert all(r"\ne" not in line for line in gradient_steps(NOISE))
    assert len(hessian_steps(NOISE)) == 3


@pytest.mark.parametrize("name", QUICK)
def test_each_line_gets_its_verdict(name):
    statement = BOOK.statements[name]
    assert (statement.printed is None) == (name in LOST)
    for form in statement.forms:
        asserts = []
        for k in range(len(form.conclusion)):
            certificate = decide(form, k)
            assert certificate is not None, f"{name}, {form.name}, conclusion {k}: undecided"
            assert check(certificate.as_json(), FOLDER).trust == "exact"
            asserts.append(certificate.asserts)
        assert ("fails" in asserts) == (form.name == "printed" and name in FALSE)
    if name in FALSE:
        assert [form.cause.value for form in statement.repaired] == [FALSE[name]]


def test_without_the_lost_minus_sign_equation_71_would_be_false():
    point = {"t1": Fraction(1), "t2": Fraction(1, 2)}
    assert LAWS.value(parse("E(max(t1 + g1, t2 + g2)*g2)"), point) != LAWS.value(parse(VALUE), point)


def test_the_density_has_no_two_sided_derivative_at_the_ends():
    cdf = parse("derivative(P(g1 <= t1), t1)")
    assert not LAWS.holds(("=", cdf, cdf), {"t1": Fraction(1)})
    assert LAWS.value(cdf, {"t1": Fraction(1, 3)}) == Fraction(1, 2)


def test_over_the_whole_plane_the_first_derivative_reaches_1():
    slope = parse(f"derivative({VALUE}, t1)")
    assert LAWS.value(slope, {"t1": Fraction(3), "t2": Fraction(0)}) == 1
    assert LAWS.value(slope, {"t1": Fraction(0), "t2": Fraction(0)}) == Fraction(1, 2)


@pytest.mark.parametrize("bound, k, within, beyond", EXTREMES)
def test_what_is_called_global_is_judged_within_the_case_of_its_heading(bound, k, within, beyond):
    form = BOOK.statements[f"claim proposition 5.4 {bound} of the derivative along theta {k}"].printed
    assert form.given == ("0 <= -x <= 2",)
    bounds = [number for number, text in enumerate(form.conclusion) if text.startswith(("p1 ", "p2 "))]
    assert [number for number in bounds if decide(form, number).asserts == "fails"] == within
    assert [number for number in bounds if decide(replace(form, given=()), number).asserts == "fails"] == beyond


@pytest.mark.parametrize("name", sorted(FALSE))
def test_counterexamples_put_numbers_into_no_variable_of_differentiation(name):
    form = BOOK.statements[name].printed
    for k, text in enumerate(form.conclusion):
        if decide(form, k).asserts == "fails":
            assert "derivative" not in text


def test_every_line_of_section_9_5_is_a_statement():
    assert {f"equation {k}" for k in range(69, 111)} <= OWN
    assert {"equation 16", "proposition 5.4", "figure 2", "figure 7"} <= OWN


def test_proofs_give_certificates_derivations_and_a_second_opinion():
    found = list(uniform.difference(BOOK.statements["equation 75"], Run()))
    assert [(evidence.form, evidence.certificate and evidence.certificate.asserts) for evidence in found] == [
        ("printed", "fails"), ("printed", None), ("repaired 1", "holds"), ("repaired 1", None),
    ]
    assert Fraction(found[0].certificate.proof["at"]["z"]) > 2
    assert "counterexample z = " in found[0].obligation
    assert found[0].derivation[-2].endswith("= 1") and found[0].derivation[-1].endswith("= 0")
    assert found[1].obligation.endswith("also finds it false at z = 3") and found[1].failed
    assert r"P(\gamma_1 - \gamma_2 \le x) = \begin{cases}" in found[0].derivation[0]


def test_figures_2_and_7_show_what_was_derived():
    first, second = FIGURES["figure 2"]()["curves"]
    assert all(abs(a + b - 1) < 1e-12 for a, b in zip(first["y"], second["y"]))
    figure = FIGURES["figure 7"]()
    assert max(figure["curves"][0]["y"]) == 0.5
    fill = figure["fills"][0]
    assert len(fill["x"]) == len(fill["high"]) == len(fill["low"])
    assert all(abs(high - max(0, 2 - abs(x)) / 4) < 0.05 for x, high in zip(fill["x"], fill["high"]))


def test_the_simulation_is_recorded_with_seed_size_and_deviation():
    found = uniform.simulated(BOOK.statements["figure 7"], 0)
    assert found.certificate is None and not found.failed and found.form == "repaired 1"
    assert found.record["seed"] == "0" and found.record["differences drawn"] == "1000000"
    deviation = float(found.record["largest deviation of a bin's frequency from its exact probability"])
    assert 0 < deviation < 0.001


def test_a_simulation_of_another_law_fails(monkeypatch):
    true = curves.histogram

    def shifted(seed):
        counts, edges = true(seed)
        return counts[::-1] * 2 // 3, edges

    monkeypatch.setattr(curves, "histogram", shifted)
    assert uniform.simulated(BOOK.statements["figure 7"], 0).failed


def test_the_simulation_repeats_itself():
    assert FIGURES["figure 7"]() == FIGURES["figure 7"]()
