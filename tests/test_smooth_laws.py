"""The claims about Gaussian and Gumbel noise: certificates accepted, changed statements refuted, numbers by two methods that must agree."""

import importlib
import re
from dataclasses import replace
from fractions import Fraction as Q

import pytest

import proofs.smooth_laws as smooth
from proofs import BOOK
from verifier.checker import Rejected, check
from verifier.claims.book import Run
from verifier.claims.evidence import certify
from verifier.claims.statement import StatementError, read_statements

ROOT = BOOK.root / "statements"
TOML = (ROOT / "section_smooth.toml").read_text()


def rule(form) -> dict:
    return {"rule": smooth.rule(form.noise, form.dim, smooth.listed(form), "softmax" in form.statement)}


@pytest.mark.parametrize("name", smooth.CLAIMS)
def test_every_conclusion_is_accepted(name):
    form = BOOK.statements[name].printed
    for k in range(len(form.conclusion)):
        accepted = check(certify(form, k, "holds", "enclosure", rule(form)).as_json(), ROOT)
        assert accepted.trust == "enclosed"
        assert any(entry.startswith("python-flint") for entry in accepted.rests_on)


def test_the_claims_cover_both_laws_models_and_dimensions():
    assert set(smooth.CLAIMS) == {
        name for name, row in BOOK.statements.items() if row.file == "section_smooth.toml" and "digits" not in name
    }
    for name in smooth.CLAIMS:
        form = BOOK.statements[name].printed
        assert form.noise.startswith(name.split()[1].split("-")[0]) and name.endswith(str(form.dim))
        assert ("log(" in dict(form.let)["F"]) == ("softmax" in name)


MUTANTS = [
    ("claim gumbel-argmax-2", 0, "- log(s)", "- log(s + 1/1000000)"),
    ("claim gumbel-argmax-2", 4, "+ exp(t1 + t2)", "- exp(t1 + t2)"),
    ("claim gumbel-argmax-3", 1, "- exp(t1)/", "- exp(t2 - t2 + t1/2)/"),
    ("claim gumbel-argmax-3", 9, "(exp(t1) + exp(t2))", "(exp(t1) + exp(t3))"),
    ("claim gaussian-argmax-2", 0, "(t1 - t2)/2", "(t1 - t2)/3"),
    ("claim gaussian-argmax-3", 1, "sqrt(3)", "sqrt(2)"),
    ("claim gaussian-argmax-3", 7, "F - t1", "F - 2*t1"),
    ("claim gaussian-argmax-3", 8, "3/2*", "4/3*"),
    ("claim gaussian-argmax-3", 9, "1/3", "1/2"),
    ("claim gumbel-softmax-2", 1, "exp(x) - 1 - x", "exp(x) - 1 + x"),
    ("claim gumbel-softmax-2", 0, "- E(g1)", "- 2*E(g1)"),
]


@pytest.mark.parametrize("name, number, old, new", MUTANTS)
def test_a_changed_statement_is_refuted(name, number, old, new, tmp_path):
    start = TOML.index(f'id = "{name}"')
    form = BOOK.statements[name].printed
    text = form.conclusion[number]
    assert old in text
    changed = TOML[:start] + TOML[start:].replace(f'"{text}"', f'"{text.replace(old, new)}"', 1)
    (tmp_path / "section_smooth.toml").write_text(changed)
    mutant = read_statements(tmp_path)[name].printed
    assert mutant.digest != form.digest
    with pytest.raises(Rejected, match="decide otherwise"):
        check(certify(mutant, number, "holds", "enclosure", rule(mutant)).as_json(), tmp_path)
    theta = smooth.listed(mutant)[-1]
    at = {f"t{k}": str(x) for k, x in enumerate(theta, 1)}
    assert check(certify(mutant, number, "fails", "enclosure", {**rule(mutant), "at": at}).as_json(), tmp_path).trust == "enclosed"
    with pytest.raises(Rejected, match="digest"):
        check(certify(form, number, "holds", "enclosure", rule(form)).as_json(), tmp_path)


def test_numbers_agree_and_are_all_there():
    found = smooth.numbers(BOOK.statements["claim gaussian-argmax-2"].printed, False, (Q(2), Q(-1, 2)))
    assert not found.failed and found.certificate is None
    assert set(found.record) == {"theta", "value", "gradient 1", "gradient 2", "Hessian 11", "Hessian 12", "Hessian 22"}
    entry = found.record["value"]
    assert entry["mpmath (50 digits)"][:45] == entry["ball"]["mid"][:45] and re.fullmatch(r"[0-9]+e-[0-9]+", entry["ball"]["rad"])


def test_a_number_outside_of_its_ball_fails(monkeypatch):
    module = importlib.import_module("verifier.models.estimates.estimated")
    true = module.numeral
    monkeypatch.setattr(module, "numeral", lambda x, digits: true(x, digits)[:-4] + "0000")
    assert smooth.numbers(BOOK.statements["claim gaussian-argmax-2"].printed, False, (Q(2), Q(-1, 2))).failed


def test_the_proof_yields_a_certificate_for_each_conclusion_and_the_numbers():
    statement = BOOK.statements["claim gaussian-argmax-2"]
    found = list(smooth.smooth(statement, Run("quick")))
    certificates = [item.certificate for item in found if item.certificate]
    assert [item.conclusion for item in certificates] == list(range(len(statement.printed.conclusion)))
    assert [item.failed for item in found if item.sampled] == [False] * 3
    assert found[0].derivation and all("\\\\" not in line and "$" not in line for line in found[0].derivation)


GSM = "claim Gumbel-Softmax equals Gumbel-Argmax"


def test_gumbel_softmax_is_not_gumbel_argmax():
    found = list(smooth.equality(BOOK.statements[GSM], Run()))
    refuting = [item for item in found if item.certificate and item.certificate.asserts == "fails"]
    assert [item.certificate.conclusion for item in refuting] == [0, 1]
    assert all(item.form == "printed" and item.certificate.proof["at"] == {"t1": "1", "t2": "0"} for item in refuting)
    for item in found:
        assert item.certificate is None or check(item.certificate.as_json(), ROOT).trust == "enclosed"
    softmax, argmax = [float(item.record["gradient 1"]["mpmath (50 digits)"]) for item in found if item.sampled]
    assert abs(softmax - 0.6613) < 1e-4 and abs(argmax - 0.7311) < 1e-4


def test_that_gumbel_softmax_is_gumbel_argmax_cannot_be_certified():
    certificate = next(smooth.equality(BOOK.statements[GSM], Run())).certificate.as_json()
    certificate["asserts"], certificate["proof"] = "holds", {"rule": certificate["proof"]["rule"]}
    with pytest.raises(Rejected, match="decide otherwise"):
        check(certificate, ROOT)


@pytest.mark.parametrize("name", [*smooth.CLAIMS, GSM])
def test_scope_and_print_say_tolerance_and_points(name):
    form = BOOK.statements[name].forms[-1]
    assert "10^{-50}" in form.latex and "10^-50" in form.scope.text
    for theta in smooth.listed(form):
        assert f"({', '.join(map(str, theta))})" in form.scope.theta


@pytest.mark.parametrize("softmax", [False, True])
@pytest.mark.parametrize("noise", ["gumbel", "gaussian(0,1)"])
def test_derivations_are_balanced(noise, softmax):
    for line in smooth.derivation(noise, softmax, 3):
        assert line.count("{") == line.count("}") and line.count(r"\Big(") == line.count(r"\Big)")


@pytest.mark.parametrize("given", [("t1 >= 0",), ("t1 = exp(1)",)])
def test_hypotheses_of_another_shape_are_refused(given):
    form = replace(BOOK.statements["claim gumbel-argmax-2"].printed, given=given)
    with pytest.raises(StatementError):
        smooth.listed(form)


def test_points_are_read_from_the_hypothesis():
    assert smooth.listed(BOOK.statements["claim gumbel-softmax-2"].printed) == [(Q(3, 10), Q(-1, 5)), (Q(2), Q(-1, 2))]
