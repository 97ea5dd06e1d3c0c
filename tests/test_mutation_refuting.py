"""Derivations that a general form fails at a small instance: found for what is false, accepted by the checker, rejected when corrupted."""

import json

import pytest

from proofs import BOOK
from verifier.checker import Rejected, check
from verifier.claims.formula import parse, read_form
from verifier.claims.statement import read_statements
from verifier.mutants.certificates import certificate_changes
from verifier.mutants.linear import combination, oriented
from verifier.mutants.sampling import sample
from verifier.mutants.statements import write

FALSE = (
    ("x[1] <= y[1]", ()),
    ("forall(x, E(g, greatest(i, (x + g)[i])) <= greatest(i, x[i]))", ()),
    ("E(g, exp(g[1])) = exp(E(g, g[1]))", ()),
    ("every(i, p[i] = mean_softmax(tau, i))", ("every(i, p[i] = mean_softmax(theta, i))",)),
    ("forall(theta, member(theta, Theta) -> theta[1] = 0)", ("no_two_translates(Theta)", "exists(theta, member(theta, Theta))")),
    ("exists(theta, member(theta, Theta) and theta[1] < 0)", ("exists(theta, member(theta, Theta))",)),
    ("sum(i, is_top(x, i)) = 1", ()),
    ("E(g, g[1]) = 0 or 2 <= d", ("integrable(g, g[1])",)),
    ("translates(x, y)", ("x[1] = y[1]",)),
    ("complete_perturb_softmax(Theta)", ("convex(Theta)", "exists(theta, member(theta, Theta))")),
    ("forall(theta, forall(tau, member(theta, Theta) and member(tau, Theta) -> theta = tau))",
     ("convex(Theta)", "forall(theta, exists(tau, member(tau, Theta) and translates(theta, tau)))")),
    ("forall(theta, theta[1] < 0)", ("forall(theta, forall(a, a < theta[1] -> a + 1 <= theta[1] + 1))",)),
    ("1 < 0", ("forall(theta, forall(tau, theta = tau -> every(i, softmax(theta, i) = softmax(tau, i))))",)),
    ("open_simplex(p) -> exists(theta, every(i, softmax(theta, i) != p[i]))", ()),
    ("1 < 0", ("forall(theta, every(i, softmax(theta, i) > 0))",)),
    ("1 < 0 -> 1 < 0 and not 0 < 1", ("1 < 0 or 0 < 1", "(0 < 1) -> forall(x, x[1] < 0)")),
)


def written(folder, conclusion, given=()):
    """A folder of one statement, and its form."""
    row = {"id": "claim x", "section": "1", "lines": [1, 1], "latex": "x", "shape": "text"}
    place = write(folder, {**row, "printed": {"given": list(given), "conclusion": [conclusion], "scope": {"text": "x"}}}, BOOK)
    return place, read_statements(place)["claim x"].printed


def refutation(folder, conclusion, given=()):
    place, form = written(folder, conclusion, given)
    return place, sample(read_form(form), 0, 120).certificate


@pytest.mark.parametrize("conclusion, given", FALSE[:-1])
def test_what_is_false_is_refuted_by_a_derivation(tmp_path, conclusion, given):
    place, certificate = refutation(tmp_path, conclusion, given)
    assert certificate is not None and check(certificate.as_json(), place).trust == "derived"


@pytest.mark.parametrize("conclusion, given", (
    ("0 <= (x[1])^2", ()), ("exists(x, x[1] = 17)", ()), ("x[1] = x[1] / 1", ()), ("forall(c, exists(x, x[1] > c))", ()), FALSE[-1],
    ("theta[1] = 0", ("every(i, theta[i] = tau[i])", "tau[1] = 0")), ("0 < E(g, exp(g[1]))", ()),
))
def test_what_is_true_or_claims_nothing_is_not_refuted(tmp_path, conclusion, given):
    assert refutation(tmp_path, conclusion, given)[1] is None


@pytest.mark.parametrize("conclusion, given", (FALSE[1], FALSE[4]))
def test_corrupted_refutations_are_rejected(tmp_path, conclusion, given):
    """But for changes of the law where no mean is taken, and of steps that still give the same last one."""
    place, certificate = refutation(tmp_path, conclusion, given)
    rejected = 0
    for change in certificate_changes(certificate.as_json(), 30, "0"):
        if change.certificate is None:
            continue
        try:
            check(change.certificate, place)
        except Rejected:
            rejected += 1
            continue
        assert change.certificate["conclusion"] == 0 and change.certificate["asserts"] == "fails"
        assert change.place.startswith("steps") or (change.place.startswith("instance.law") and "E(" not in conclusion), change.place
    assert rejected > 20


def test_a_refutation_is_bound_to_its_statement_and_instance(tmp_path):
    place, certificate = refutation(tmp_path, "theta[1] <= 1", ("0 < theta[1]",))
    good = certificate.as_json()
    assert check(good, place)
    (tmp_path / "other").mkdir()
    other, form = written(tmp_path / "other", "theta[1] <= 10", ("0 < theta[1]",))
    for proof, reason in (
        ({**good["proof"], "instance": {**good["proof"]["instance"], "theta": "3 * ones"}}, "last step is"),
        ({**good["proof"], "instance": {**good["proof"]["instance"], "tau": "ones"}}, "names that stand free"),
        ({**good["proof"], "steps": good["proof"]["steps"][:-1]}, "last step is"),
    ):
        with pytest.raises(Rejected, match=reason):
            check({**good, "proof": proof}, place)
    with pytest.raises(Rejected, match="made for another statement"):
        check(good, other)
    with pytest.raises(Rejected, match="last step is"):
        check({**good, "digest": form.digest}, other)
    moved = json.loads(json.dumps({**good, "digest": form.digest}).replace('<= 1"', '<= 10"'))
    with pytest.raises(Rejected, match="calculate.*false"):
        check(moved, other)


def terms(goal, *facts):
    found = combination(oriented(parse(goal)), [oriented(parse(fact)) for fact in facts])
    return None if found is None else [k for _, k in found]


def test_combinations_of_comparisons():
    assert terms("a < c", "a < b", "b <= c") == [0, 1]
    assert terms("lam * x[1] + (1 - lam) * y[1] = 0", "x[1] = 0", "y[1] = 0") == [0, 1, 1]
    assert terms("0 < 0", "a < b", "b < a") is not None and terms("0 < 0", "a <= b", "b <= a") is None
    assert terms("a < a + 1") == [None] and terms("a <= a") == [] and terms("(x + y)[1] = x[1] + y[1]") == []
    for goal, facts in (("a < b", ("a <= b",)), ("a < c", ("a < b",)), ("a = b", ("a <= b", "b <= a")), ("a <= b", ("b <= a",)), ("a < a", ())):
        assert terms(goal, *facts) is None, goal
