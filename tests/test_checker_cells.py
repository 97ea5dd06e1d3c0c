"""The checker's `cells` kind: what it accepts, and that it rejects each way of cheating for the stated reason."""

import copy
from fractions import Fraction as F

import pytest
from checker_fixtures import KINK, MEAN, REFUTED, certificate, folder

from verifier.checker import Rejected, check
from verifier.checker.reader import parse
from verifier.checker.rules.written import free, read_laws
from verifier.claims.evidence import certify
from verifier.claims.statement import read_statements


def accept(tmp_path, *arguments, **options):
    return check(certificate(tmp_path, *arguments, **options), folder(tmp_path))


def reject(tmp_path, reason, *arguments, **options):
    with pytest.raises(Rejected, match=reason):
        accept(tmp_path, *arguments, **options)


def changed(proof, path, value):
    """A copy of a proof with the entry at the path replaced."""
    copied = copy.deepcopy(proof)
    place = copied
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copied


def test_expectation_over_a_uniform_law_is_accepted(tmp_path):
    found = accept(tmp_path, "claim mean", 0, "holds", MEAN)
    assert (found.trust, found.rests_on) == ("exact", ())


def test_the_same_certificate_does_not_prove_the_wider_scope(tmp_path):
    reject(tmp_path, "expected an object with breaks", "claim mean", 0, "holds", MEAN, form="repaired 1")


def test_a_counterexample_refutes_the_wider_scope_and_not_the_narrow_one(tmp_path):
    assert accept(tmp_path, "claim mean", 0, "fails", REFUTED, form="repaired 1").trust == "exact"
    reject(tmp_path, "hypothesis fails", "claim mean", 0, "fails", REFUTED)


def test_a_point_where_the_conclusion_holds_refutes_nothing(tmp_path):
    proof = {"at": {"t1": "2"}, "leaf": {"integrals": [{"breaks": ["-1", "1"], "pieces": [
        {"signs": [{"form": "2 + g1", "sign": ">", "by": [["1", [0]], ["1", []]]}]}]}]}}
    reject(tmp_path, "the conclusion holds", "claim mean", 0, "fails", proof, form="repaired 1")


@pytest.mark.parametrize("path, value, reason", [
    (["pos", "leaf", "integrals", 0, "breaks"], ["-1", "2"], "the breaks run from"),
    (["pos", "leaf", "integrals", 0, "breaks"], ["-1", "1", "1"], "one piece between"),
    (["pos", "leaf", "integrals", 0, "pieces"], [None], "left out"),
    (["pos", "leaf", "integrals"], [], "expected an object"),
    (["pos", "leaf", "integrals", 0, "pieces", 0, "signs", 0, "by"], [["1", [0]], ["-1", [2]]], "something non-negative"),
    (["pos", "leaf", "integrals", 0, "pieces", 0, "signs", 0, "by"], [["1", [0]], ["2", [2]]], "the combination is"),
    (["pos", "leaf", "integrals", 0, "pieces", 0, "signs", 0, "by"], [["1", [9]]], "no fact 9"),
    (["pos", "leaf", "integrals", 0, "pieces", 0, "signs", 0, "sign"], "<", "the combination is"),
    (["pos", "leaf", "signs", 0, "form"], "0", "the combination is 1"),
    (["split"], "t1^2 - 1", "not affine"),
    (["split"], "t1 - 2", "do not settle"),
    (["pos"], {"empty": [["1", [0]]]}, "no contradiction"),
    (["pos"], {}, "expected an object with leaf"),
    (["pos"], None, "a node is an object"),
    (["pos", "leaf", "extra"], [], "a leaf is an object"),
])
def test_corrupted_trees_are_rejected(tmp_path, path, value, reason):
    reject(tmp_path, reason, "claim mean", 0, "holds", changed(MEAN, path, value))


def test_left_over_entries_are_rejected(tmp_path):
    extra = changed(MEAN, ["pos", "leaf", "slopes"], [{}])
    reject(tmp_path, "more integrals or slopes", "claim mean", 0, "holds", extra)


def test_one_sided_slopes_at_a_kink(tmp_path):
    assert accept(tmp_path, "claim kink", 0, "holds", KINK).trust == "exact"


@pytest.mark.parametrize("path, value, reason", [
    (["neg", "leaf", "slopes", 0, "near"], [], "no fact 2"),
    (["neg", "leaf", "slopes", 0, "near"], [[0, "-1"]], "do not settle|the combination"),
    (["zero", "leaf", "slopes", 0, "near"], [[0, "1"]], "no strict fact"),
    (["pos", "leaf", "slopes", 0, "name"], "t1", "not a fresh name"),
    (["pos", "leaf", "slopes", 0, "leaf"], {}, "do not settle"),
])
def test_corrupted_slopes_are_rejected(tmp_path, path, value, reason):
    reject(tmp_path, reason, "claim kink", 0, "holds", changed(KINK, path, value))


def test_a_margin_may_not_mention_the_infinitesimal(tmp_path):
    """fact - N e > 0 for all small e, N being fixed."""
    reject(tmp_path, "mentions e1", "claim kink", 0, "holds", changed(KINK, ["neg", "leaf", "slopes", 0, "near"], [[0, "1 + e1"]]))


@pytest.mark.parametrize("text", ["abs(t1, t1) = t1", "interval(t1, t1, t1) = interval(t1, t1)", "E(t1, g1) = 1", "derivative(t1) = 1"])
def test_functions_take_their_number_of_arguments(tmp_path, text):
    rows = folder(tmp_path) / "rows.toml"
    rows.write_text(rows.read_text().replace("t1^2 - 2*t1 + 1 >= 0", text))
    form = read_statements(tmp_path / "statements")["claim kink"].printed
    with pytest.raises(Rejected, match="does not take"):
        check(certify(form, 1, "fails", "cells", {"at": {"t1": "0"}, "leaf": {}}).as_json(), tmp_path / "statements")


def test_signs_of_polynomials_by_products_of_facts(tmp_path):
    square = {"split": "t1 - 1", "zero": {"leaf": {}}, "pos": {"leaf": {"signs": [
        {"form": "t1^2 - 2*t1 + 1", "sign": ">", "by": [["1", [0, 0]]]}]}}, "neg": {"leaf": {"signs": [
            {"form": "t1^2 - 2*t1 + 1", "sign": ">", "by": [["1", [0, 0]]]}]}}}
    assert accept(tmp_path, "claim kink", 1, "holds", square).trust == "exact"
    cut = {"split": "x - 1", "neg": {"leaf": {}}, "zero": {"leaf": {}}, "pos": {"leaf": {"signs": [
        {"form": "x^2 - 1", "sign": ">", "by": [["1", [0, 0]], ["2", [0]]]}]}}}
    assert accept(tmp_path, "claim kink", 2, "holds", cut).trust == "exact"


def test_an_integral_of_cases_needs_its_break(tmp_path):
    good = {"leaf": {"integrals": [{"breaks": ["0", "1", "2"], "pieces": [
        {"signs": [{"form": "z - 1", "sign": "<", "by": [["1", [1]]]}]}, {"signs": []}]}]}}
    assert accept(tmp_path, "claim kink", 3, "holds", good).trust == "exact"
    coarse = {"leaf": {"integrals": [{"breaks": ["0", "2"], "pieces": [{}]}]}}
    reject(tmp_path, "do not settle", "claim kink", 3, "holds", coarse)


@pytest.mark.parametrize("breaks, pieces", [
    (["0", "0", "2"], [{}, {}]),
    (["0", "0", "1", "2"], [{"signs": [{"form": "0 - 1", "sign": ">", "by": [["1", [0]], ["1", [1]], ["-1", []]]}]}, {}, {}]),
])
def test_an_empty_piece_cannot_smuggle_in_a_contradiction(tmp_path, breaks, pieces):
    """On a piece of zero length everything would follow; that must not refute a true statement."""
    proof = {"at": {}, "leaf": {"integrals": [{"breaks": breaks, "pieces": pieces}]}}
    reject(tmp_path, "is empty", "claim kink", 3, "fails", proof)


def test_cases_that_overlap_and_differ_make_the_statement_false(tmp_path):
    assert accept(tmp_path, "claim jump", 0, "fails", {"at": {"x": "0"}, "leaf": {}}).trust == "exact"
    reject(tmp_path, "the conclusion holds", "claim jump", 0, "fails", {"at": {"x": "1"}, "leaf": {}})


def test_a_gap_between_cases_makes_the_statement_false(tmp_path):
    assert accept(tmp_path, "claim jump", 1, "fails", {"at": {"x": "0"}, "leaf": {}}).trust == "exact"


def test_a_two_sided_derivative_at_a_kink_is_undefined(tmp_path):
    slopes = [{"name": "e1", "near": [], "leaf": {}}, {"name": "e1", "near": [], "leaf": {}}]
    assert accept(tmp_path, "claim jump", 2, "fails", {"at": {"x": "0"}, "leaf": {"slopes": slopes}}).trust == "exact"


@pytest.mark.parametrize("at, reason", [
    ({}, "speaks of"), ({"x": "0", "y": "1"}, "speaks of"), ({"x": 0}, "a number is a string"),
    ({"x": "0.0"}, "a number is a string"), ({"x": "1/0"}, "a number is a string"), ({"x": "nan"}, "a number is a string"),
])
def test_points_are_exact_and_complete(tmp_path, at, reason):
    reject(tmp_path, reason, "claim jump", 0, "fails", {"at": at, "leaf": {}})


@pytest.mark.parametrize("noise, laws", [
    ("rademacher", [[(-1, F(1, 2)), (1, F(1, 2))]] * 2), ("uniform(-1, 1/2)", [(-1, F(1, 2))] * 2),
    ("discrete(0,3)", [[(0, F(1, 2)), (3, F(1, 2))]] * 2), ("discrete(0,3; 1/3, 2/3); constant(2)", [[(0, F(1, 3)), (3, F(2, 3))], [(2, 1)]]),
])
def test_laws_with_exact_arithmetic(noise, laws):
    assert read_laws(noise, 2) == laws


@pytest.mark.parametrize("text", ["g1 >= g1", "E(g1) = g1", "t1 + g2 > P(g2 > 0)", "integral(g1, x, 0, 1) = 0", "integral(x, x, 0, g1) = 0"])
def test_noise_outside_of_an_expectation_is_rejected(text):
    with pytest.raises(Rejected, match="outside of E and P"):
        free(parse(text))


def test_free_names_are_those_of_the_statement():
    assert free(parse("E(g1 + t1) + integral(x + t2, x, 0, y) > P(g2 > z)")) == {"t1", "t2", "y", "z"}


@pytest.mark.parametrize("noise", [
    "gumbel", "uniform(1,-1)", "uniform(0)", "uniform(0,1; 2)", "discrete(0,1; 1/2)", "discrete(0,1; 1/2,1/3)", "discrete(0,0)", "discrete(0,1; 3/2,-1/2)",
    "discrete()", "rademacher(2)", "constant(t1)", "rademacher; rademacher; rademacher", "", "uniform((0),1)",
])
def test_other_laws_are_rejected(noise):
    with pytest.raises(Rejected):
        read_laws(noise, 2)


MEAN_AT_2 = {"at": {"t1": "2"}, "leaf": {"integrals": [{"breaks": ["-1", "1"], "pieces": [{}]}]}}


@pytest.mark.parametrize("path, value", [
    (["leaf", "integrals", 0, "breaks", 0], "1/0"), (["leaf", "integrals", 0, "breaks", 0], "0^-1"), (["leaf", "integrals", 0, "breaks", 1], "1/(1-1)"),
    (["leaf", "integrals", 0, "pieces", 0], {"signs": [{"form": "1/0", "sign": ">", "by": []}]}), (["leaf", "signs"], [{"form": "1/0", "sign": ">", "by": []}]),
])
def test_a_division_by_zero_in_the_certificate_is_not_one_in_the_statement(tmp_path, path, value):
    """What the certificate writes can never make the statement undefined, hence false: E|2 + g| = 2 is true."""
    reject(tmp_path, "not a polynomial|exponent -1", "claim mean", 0, "fails", changed(MEAN_AT_2, path, value))


def test_neither_can_a_margin_or_a_split(tmp_path):
    bad = {"at": {"t1": "1"}, "leaf": {"slopes": [{"name": "e1", "near": [[0, "1/0"]], "leaf": {}}]}}
    reject(tmp_path, "not a polynomial", "claim kink", 0, "fails", bad)
    reject(tmp_path, "not a polynomial", "claim kink", 0, "holds", {"split": "t1/0", "neg": {"leaf": {}}, "zero": {"leaf": {}}, "pos": {"leaf": {}}})


NINES, LEAVES = "9" * 50, {"neg": {"leaf": {}}, "zero": {"leaf": {}}, "pos": {"leaf": {}}}


@pytest.mark.parametrize("proof", [
    {"split": f"((({NINES})^60)^60)^60", **LEAVES},
    {"split": "+".join(["(a+b+c+d+1)^7*(a+b+c+d+1)^7"] * 12), **LEAVES},
    {"leaf": {"signs": [{"form": f"{k}+1", "sign": ">", "by": [[f"{k + 1}", []]]} for k in range(4000)]}},
], ids=["towers", "dense products", "many signs"])
def test_small_certificates_cannot_cause_endless_work(tmp_path, proof):
    reject(tmp_path, "more than|more work", "claim kink", 1, "holds", proof)


def test_a_number_and_an_interval_are_no_overlap_but_a_mistake(tmp_path):
    rows = folder(tmp_path) / "rows.toml"
    rows.write_text(rows.read_text().replace("t1^2 - 2*t1 + 1 >= 0", "cases(1 if t1 = t1, interval(1, 1) if t1 = t1) = 1"))
    form = read_statements(tmp_path / "statements")["claim kink"].printed
    with pytest.raises(Rejected, match="a number here and an interval"):
        check(certify(form, 1, "fails", "cells", {"at": {"t1": "0"}, "leaf": {}}).as_json(), tmp_path / "statements")


@pytest.mark.parametrize("name, split", [("x", "x"), ("z", "z")])
def test_a_bound_name_is_nobody_elses(tmp_path, name, split):
    """What is known of a free x, or of a name that only the tree mentions, is not known of the x that an integral binds."""
    rows = folder(tmp_path) / "rows.toml"
    rows.write_text(rows.read_text().replace("t1^2 - 2*t1 + 1 >= 0", f"x > 5 -> integral(1, {name}, 0, 1) = 1"))
    form = read_statements(tmp_path / "statements")["claim kink"].printed
    integral = {"leaf": {"integrals": [{"breaks": ["0", "1"], "pieces": [{}]}]}}
    inner = {"split": "x - 5", "neg": {"leaf": {}}, "zero": {"leaf": {}}, "pos": integral}
    proof = inner if split == "x" else {"split": "z - 5", "neg": inner, "zero": inner, "pos": inner}
    with pytest.raises(Rejected, match="stands for something else"):
        check(certify(form, 1, "holds", "cells", proof).as_json(), tmp_path / "statements")
