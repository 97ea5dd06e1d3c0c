"""Section 7 and the steps of Section 8.2.1: the verdicts, what refutes, and that changed statements are not covered."""

from __future__ import annotations

from functools import cache

import pytest
from changed_rows import changed

from proofs import BOOK
from verifier.checker import Rejected, check
from verifier.claims.book import Run
from verifier.claims.conclude import conclude
from verifier.claims.evidence import Checked
from verifier.claims.statement import read_statements
from verifier.claims.verdict import Trust

FOLDER = BOOK.root / "statements"
SEVEN, EIGHT = "section_7.toml", "section_8_steps.toml"
REFUTED = {
    "claim any smooth perturbation has the same properties": ("false", {"d": 2, "Theta": "x | x[1] = 0"}),
    "claim a Gibbs model is complete": ("false", {"d": 2, "p": "vec(1, 0)"}),
    "claim minimality from equal parameters": ("invalid-step", {"d": 2, "Theta": "x | 0 <= 0"}),
    "claim a sequence in the hyperplane of sum 0": ("ill-posed", {"d": 2, "v": "vec(1, 0)", "n": "1", "theta": "vec(1, -1/2)"}),
}
OWN = [name for name, row in BOOK.statements.items() if row.file in (SEVEN, EIGHT)]


def checked(statement, folder) -> list[Checked]:
    BOOK.proofs()
    found = []
    for item in BOOK._proofs[statement.id](statement, Run()):
        answer = check(item.certificate.as_json(), folder)
        found.append(Checked(item, True, "", Trust(answer.trust), answer.rests_on))
    return found


@cache
def as_it_stands(name: str) -> tuple[Checked, ...]:
    return tuple(checked(BOOK.statements[name], FOLDER))


@pytest.mark.parametrize("name", OWN)
def test_verdicts(name):
    found = conclude(BOOK.statements[name], as_it_stands(name))
    cause, instance = REFUTED.get(name, ("sound", None))
    assert found.finding.value == cause
    assert found.printed.verdict.value == ("refuted" if instance else "proved")
    assert all(form.verdict.value == "proved" for form in found.repaired) and bool(found.repaired) is bool(instance)
    if instance:
        assert found.printed.counterexample["instance"] == instance


# file, row, old text, new text: what results is false or says more, or is no longer what was refuted
MUTANTS = [
    (SEVEN, "claim any smooth perturbation has the same properties", "-> theta = tau)))\"\"\"", "-> translates(theta, tau))))\"\"\""),
    (SEVEN, "claim any smooth perturbation has the same properties", '"no_two_translates(Theta) -> forall', '"convex(Theta) -> forall'),
    (SEVEN, "claim discrete perturbations are unidentifiable", "2 <= d and", "1 <= d and"),
    (SEVEN, "claim discrete perturbations are unidentifiable", "0 < E(g, is_point(g, x))", "0 <= E(g, is_point(g, x))"),
    (SEVEN, "claim discrete perturbations are unidentifiable", "subgradient_rise(-x, p) and", "subgradient_rise(x, p) and"),
    (SEVEN, "claim Gaussian-Softmax and Gaussian-Argmax share their properties", "0 < eps -> charges_ball(u, eps)", "1 < eps -> charges_ball(u, eps)"),
    (SEVEN, "claim Gaussian-Softmax and Gaussian-Argmax share their properties", "complete_perturb_softmax(Theta) -> forall(p, open_simplex",
     "complete_perturb_softmax(Theta) -> forall(p, simplex"),
    (EIGHT, "claim a Gibbs model is complete", '"open_simplex(p) -> exists(theta, every', '"simplex(p) -> exists(theta, every'),
    (EIGHT, "claim a Gibbs model is complete", "exists(theta, every(i, softmax(theta, i) = p[i]))", "exists(theta, every(i, softmax(theta, i) = p[1]))"),
    (EIGHT, "claim Hoelder is strict on the hyperplane of first coordinate 0", '"theta != tau"', '"theta = theta"'),
    (EIGHT, "claim minimality from equal parameters", "sum(j, theta[j]) = 0 and sum(j, tau[j]) = 0 and", "sum(j, theta[j]) = 0 and"),
    (EIGHT, "claim a sequence in the hyperplane of sum 0", "n * v - n / d * ones", "n * v - d / n * ones"),
    (EIGHT, "claim a sequence in the hyperplane of sum 0", '"v[k] = 1", ', '"v[k] = v[k]", '),
]


@pytest.mark.parametrize("file, name, old, new", MUTANTS, ids=[f"{row[1]}-{k}" for k, row in enumerate(MUTANTS)])
def test_a_changed_statement_is_not_covered(tmp_path, file, name, old, new):
    folder = changed(tmp_path, file, name, old, new)
    with pytest.raises(Rejected):
        checked(read_statements(folder)[name], folder)


def test_another_set_does_not_refute():
    """At a set on which the noise in (0, 1) does not matter the same steps show nothing."""
    item = as_it_stands("claim any smooth perturbation has the same properties")[0].evidence
    body = item.certificate.as_json()
    changed = body["proof"] | {"instance": body["proof"]["instance"] | {"Theta": "x | x[1] = x[2]"}}
    with pytest.raises(Rejected, match="what must be shown"):
        check(body | {"proof": changed}, FOLDER)
