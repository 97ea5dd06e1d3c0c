"""Claims of the text beside its theorems: the verdicts, what refutes, and that changed statements are not covered."""

from __future__ import annotations

import pytest
from changed_rows import changed

from proofs import BOOK
from verifier.checker import Rejected, check
from verifier.claims.book import Run
from verifier.claims.conclude import conclude
from verifier.claims.evidence import Checked
from verifier.claims.statement import read_statements
from verifier.claims.verdict import Trust

FOLDER, FILE = BOOK.root / "statements", "section_audit.toml"
REFUTED = {"claim the cumulative distribution decays to zero": "misprint"}
OWN = [name for name, row in BOOK.statements.items() if row.file == FILE]


def result(statement, folder):
    BOOK.proofs()
    checked = []
    for item in BOOK._proofs[statement.id](statement, Run()):
        if item.certificate is None:
            checked.append(Checked(item, True))
        else:
            answer = check(item.certificate.as_json(), folder)
            checked.append(Checked(item, True, "", Trust(answer.trust), answer.rests_on))
    return conclude(statement, tuple(checked))


@pytest.mark.parametrize("name", OWN)
def test_verdicts(name):
    found = result(BOOK.statements[name], FOLDER)
    assert found.printed.verdict.value == ("refuted" if name in REFUTED else "proved")
    assert found.finding.value == REFUTED.get(name, "sound") and {item.verdict.value for item in found.repaired} <= {"proved"}


MUTANTS = [
    ("claim Gaussian decays faster than Gumbel", "exp(-(r^2 / 2)) < eps", "exp(-(r / 2)) < eps"),
    ("claim Gaussian decays faster than Gumbel", "0 < eps -> exists", "eps < 1 -> exists"),
    ("claim countably infinite support", "b * (s + 1) = 50 * a", "b * (s - 1) = 50 * a"),
    ("claim countably infinite support", "(s + 50) * 2/5", "(s - 50) * 2/5"),
    ("claim Gumbel-Softmax has no benefits over Normal-Softmax", "-> complete_perturb_softmax(Theta)", "-> minimal_perturb_softmax(Theta)"),
    ("claim theta and tau are linearly constrained", "(a != 0 or b != 0)", "(a != 0 and b = 0)"),
    ("claim theta and tau are linearly constrained", "= t + theta[i]", "= t * theta[i]"),
]


@pytest.mark.parametrize("name, old, new", MUTANTS, ids=[f"{name}-{k}" for k, (name, _, _) in enumerate(MUTANTS)])
def test_a_changed_statement_is_not_covered(tmp_path, name, old, new):
    folder = changed(tmp_path, FILE, name, old, new)
    with pytest.raises(Rejected):
        result(read_statements(folder)[name], folder)


def test_the_distribution_function_of_a_sign_is_zero_at_one_end_only():
    found = result(BOOK.statements["claim the cumulative distribution decays to zero"], FOLDER)
    assert found.printed.counterexample["conclusion"] == 1
