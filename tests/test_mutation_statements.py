"""Statements changed in one place: every kind of change is made, none is the original, and the file written says what was meant."""

from fractions import Fraction

import pytest

from proofs import BOOK
from verifier.checker.statements import Book as CheckersBook
from verifier.claims.formula import parse, show
from verifier.claims.statement import read_statements
from verifier.mutants.formulas import alike, changes
from verifier.mutants.statements import Mutant, alone, changed, definition_mutants, mutants, read_rows, write

ROWS = read_rows(BOOK)
FORMS = [form for statement in BOOK.statements.values() for form in statement.forms]
SOME = (
    "theorem 4.1", "equation 67", "claim gaussian-argmax-2", "claim both halves of the directions decide the subgradients", "equation 17", "table 1",
)


def texts(formula, *names, kind=None):
    return {show(tree) for found, tree in changes(parse(formula), frozenset(names)) if kind in (None, found)}


@pytest.mark.parametrize("formula, kind, wanted", (
    ("x + 1 < y", "sign", {"x - 1 < y", "-x + 1 < y", "x + 1 < -y"}),
    ("x < 1", "coefficient", {"x < 2", "x < 1 / 2", "x < -1", "2 * x < 1"}),
    ("x < 1", "boundary", {"x <= 1"}),
    ("x = 1", "boundary", {"x <= 1", "x >= 1"}),
    ("x < 1", "direction", {"x > 1"}),
    ("x = y", "direction", {"x != y"}),
    ("p -> q", "direction", {"q -> p"}),
    ("a and b", "and and or", {"a or b"}),
    ("a -> b and c", "dropped", {"b and c", "a -> b", "a -> c"}),
    ("max(x, y) < 1", "max and min", {"min(x, y) < 1"}),
    ("x^2 < 1", "exponent", {"x^1 < 1", "x^3 < 1"}),
    ("every(i, x[i] < 1)", "quantifier", {"some(i, x[i] < 1)"}),
    ("forall(x, x[1] < 1)", "quantifier", {"exists(x, x[1] < 1)"}),
    ("open_simplex(p)", "simplex", {"simplex(p)"}),
    ("not x < 1", "negation", {"x < 1"}),
    ("t1 < t2", "index", {"t2 < t2", "t1 < t1"}),
))
def test_changes_of_each_kind(formula, kind, wanted):
    assert texts(formula, "t1", "t2", kind=kind) == wanted


def test_bounds_of_cases_and_integrals_are_told_apart():
    cases = texts("x = cases(1 if x > 2, 0 if otherwise)", kind="bound")
    assert cases == {f"x = cases(1 if x > {value}, 0 if otherwise)" for value in ("3", "1", "-2")}
    assert "integral(z, z, 0, 2) = 1" in texts("integral(z, z, 0, 1) = 1", kind="bound")


def test_bound_names_and_the_point_of_a_derivative_stay():
    assert not any("sum(j" in text for text in texts("sum(i, x[i]) = y[j]", "j", "y"))
    assert all("theta[i])" in text for text in texts("derivative(lse(theta), theta[i]) = 1", "theta", "tau") if text.startswith("derivative"))


def test_names_are_taken_for_others_of_their_sort_only():
    assert alike("t1", "t2") and alike("i", "j") and alike("theta", "tau") and alike("g1", "g2")
    assert not any(alike(*pair) for pair in (("t1", "g1"), ("x", "g1"), ("g1", "x"), ("i", "theta"), ("lam", "theta"), ("z", "t1")))


def test_numbers_never_stay():
    for value in (Fraction(0), Fraction(1), Fraction(-1, 2)):
        assert all(tree != value for _, tree in changes(value))


@pytest.mark.parametrize("name", SOME)
def test_every_mutant_differs_and_can_be_read(name):
    for form in BOOK.statements[name].forms:
        found = mutants(form)
        assert len({mutant.id for mutant in found}) == len(found) > 0
        for mutant in found:
            assert mutant.after != show(parse(mutant.before)) if mutant.place != "law" else mutant.after != mutant.before
            if mutant.after and mutant.place != "law":
                parse(mutant.after)


def test_each_hypothesis_is_dropped_once():
    form = BOOK.statements["theorem 4.1"].printed
    dropped = [mutant.place for mutant in mutants(form) if not mutant.after]
    assert dropped == [f"hypothesis {k}" for k in range(1, len(form.given) + 1)]


@pytest.mark.parametrize("name", SOME)
def test_the_unchanged_row_has_the_recorded_digest(tmp_path, name):
    folder = write(tmp_path, ROWS[name], BOOK)
    for form in BOOK.statements[name].forms:
        assert read_statements(folder)[name].form(form.name).digest == form.digest
        assert CheckersBook.read(folder).form(name, form.name).digest == form.digest


@pytest.mark.parametrize("name", SOME)
def test_a_changed_row_is_read_alike_by_prover_and_checker_and_is_another_statement(tmp_path, name):
    form = BOOK.statements[name].forms[-1]
    for number, mutant in enumerate(mutants(form)[::23]):
        (tmp_path / str(number)).mkdir()
        folder = write(tmp_path / str(number), changed(ROWS[name], mutant), BOOK, mutant)
        digest = read_statements(folder)[name].form(form.name).digest
        assert digest != form.digest
        assert CheckersBook.read(folder).form(name, form.name).digest == digest


def test_a_form_alone_keeps_what_it_says(tmp_path):
    for form in BOOK.statements["table 1"].forms:
        if form.concrete:
            single = read_statements(write(tmp_path, alone(ROWS["table 1"], form.name), BOOK))["table 1"].printed
            assert (single.conclusion, single.given, single.noise, single.dim, single.let) == (
                form.conclusion, form.given, form.noise, form.dim, form.let)


def test_a_changed_definition_changes_the_forms_that_use_it(tmp_path):
    found = list(definition_mutants(BOOK, FORMS))
    assert {mutant.place for mutant in found} > {"definition open_simplex", "definition translates", "definition lse"}
    mutant = next(mutant for mutant in found if mutant.place == "definition open_simplex" and ">=" in mutant.after)
    folder = write(tmp_path, ROWS[mutant.statement], BOOK, mutant)
    changed_form = CheckersBook.read(folder).form(mutant.statement, mutant.form)
    recorded = CheckersBook.read(BOOK.root / "statements").form(mutant.statement, mutant.form)
    assert (changed_form.given, changed_form.conclusion) != (recorded.given, recorded.conclusion)


def test_a_mutant_is_bound_to_what_it_was_and_what_it_is():
    one = Mutant("equation 1", "printed", "conclusion 1", "sign", "a < b", "-a < b")
    assert one.conclusion == 0
    assert one.id != Mutant("equation 1", "printed", "conclusion 1", "sign", "a < c", "-a < b").id
