"""Statements, verdicts and how checked evidence makes them: nothing but the weakest link, and never a truth value."""

import pytest
from checker_fixtures import ROWS

from verifier.claims.conclude import Contradiction, conclude, judge
from verifier.claims.evidence import Checked, Evidence, certify
from verifier.claims.statement import StatementError, read_statements
from verifier.claims.verdict import Finding, Scope, Trust, Verdict

ROW = '''[[statement]]
id = "claim one"
section = "1"
lines = [1]
latex = "a"
shape = "formula"
'''
PRINTED = '''[statement.printed]
dim = 1
conclusion = ["x = x", "x >= x"]
scope = {text = "all x"}
'''
REPAIR = '''[[statement.repaired]]
dim = 1
latex = "b"
cause = "misprint"
change = "a letter"
conclusion = ["x <= x"]
scope = {text = "all x"}
'''


def rows(tmp_path, text):
    (tmp_path / "rows.toml").write_text(text)
    return read_statements(tmp_path)


@pytest.fixture
def statement(tmp_path):
    return rows(tmp_path, ROW + PRINTED + REPAIR)["claim one"]


def item(form, conclusion, asserts="holds", accepted=True, trust=Trust.EXACT):
    return Checked(Evidence(form.name, "o", "e", certify(form, conclusion, asserts, "cells", {"at": {"x": "1"}})), accepted, "", trust)


def probe(form, failed=False):
    return Checked(Evidence(form.name, "probe", "hypothesis", failed=failed), accepted=False)


@pytest.mark.parametrize("value", [*Verdict, *Trust, *Finding, Scope("s")])
def test_nothing_here_is_a_truth_value(value):
    with pytest.raises(TypeError, match="truth value"):
        bool(value)


def test_the_weakest_link_of_nothing_is_an_error():
    with pytest.raises(ValueError):
        Trust.weakest([])
    assert Trust.weakest([Trust.EXACT, Trust.DERIVED, Trust.ENCLOSED]) is Trust.DERIVED


def test_proved_needs_every_conclusion(statement):
    form = statement.printed
    assert judge(form, (item(form, 0), item(form, 1, trust=Trust.ENCLOSED))).trust is Trust.ENCLOSED
    assert judge(form, (item(form, 0), item(form, 1))).verdict is Verdict.PROVED
    for evidence in ((), (item(form, 0),), (item(form, 0), item(form, 0)), (item(form, 0), item(form, 1, accepted=False))):
        assert judge(form, evidence).verdict is Verdict.UNDECIDED


def test_the_best_evidence_for_a_conclusion_counts(statement):
    form = statement.printed
    assert judge(form, (item(form, 0), item(form, 1, trust=Trust.DERIVED), item(form, 1))).trust is Trust.EXACT


def test_evidence_for_another_form_counts_for_nothing(statement):
    printed, repaired = statement.printed, statement.repaired[0]
    assert judge(printed, (item(repaired, 0), item(printed, 1))).verdict is Verdict.UNDECIDED
    moved = Checked(Evidence("printed", "o", "e", certify(repaired, 0, "holds", "cells", {})), True, "", Trust.EXACT)
    assert judge(printed, (moved, item(printed, 1))).verdict is Verdict.UNDECIDED


def test_one_accepted_failure_refutes_and_shows_its_point(statement):
    result = judge(statement.printed, (item(statement.printed, 0), item(statement.printed, 1, "fails")))
    assert result.verdict is Verdict.REFUTED
    assert result.counterexample == {"conclusion": 1, "at": {"x": "1"}}


def test_a_rejected_failure_does_not_refute(statement):
    assert judge(statement.printed, (item(statement.printed, 1, "fails", accepted=False),)).verdict is Verdict.UNDECIDED


def test_both_sides_accepted_is_an_alarm(statement):
    with pytest.raises(Contradiction):
        judge(statement.printed, (item(statement.printed, 0), item(statement.printed, 0, "fails")))


def test_probes_support_and_never_prove(statement):
    form = statement.printed
    assert judge(form, (probe(form),)).verdict is Verdict.SUPPORTED
    assert judge(form, (probe(form, failed=True),)).verdict is Verdict.UNDECIDED
    assert judge(form, (probe(form), probe(form, failed=True))).verdict is Verdict.UNDECIDED
    assert judge(form, (probe(form),), trouble="timeout").verdict is Verdict.UNDECIDED
    assert judge(form, (probe(form),)).scope.text == "only what the tests tried: probe"
    assert judge(form, (item(form, 1), probe(form))).scope.text.startswith("part 2 certified; for the rest only")


def test_a_failing_probe_beside_a_proof_is_not_silent(statement):
    form = statement.printed
    assert judge(form, (item(form, 0), item(form, 1), probe(form, failed=True))).verdict is Verdict.UNDECIDED


def test_an_error_or_a_timeout_is_never_passed_over(statement):
    form = statement.printed
    result = judge(form, (item(form, 0), item(form, 1)), trouble="search and second opinion differ")
    assert (result.verdict, result.reason) == (Verdict.UNDECIDED, "search and second opinion differ")
    assert judge(form, (item(form, 0, "fails"),), trouble="timeout").verdict is Verdict.UNDECIDED


def test_findings_follow_from_the_verdict(tmp_path, statement):
    form = statement.printed
    assert conclude(statement, (item(form, 0), item(form, 1))).finding is Finding.SOUND
    assert conclude(statement, (item(form, 0, "fails"),)).finding is Finding.MISPRINT
    lost = rows(tmp_path, ROW + REPAIR)["claim one"]
    assert conclude(lost, ()).printed.verdict is Verdict.UNREADABLE
    bare = rows(tmp_path, ROW + PRINTED)["claim one"]
    assert conclude(bare, (item(bare.printed, 0, "fails"),)).finding is Finding.FALSE


def test_a_definition_is_well_posed_not_proved(tmp_path):
    row = rows(tmp_path, ROW.replace('shape', 'defines = "f"\nshape') + PRINTED)["claim one"]
    assert judge(row.printed, (item(row.printed, 0), item(row.printed, 1))).verdict is Verdict.DEFINITION


@pytest.mark.parametrize("text, reason", [
    ("", "no statements|cannot be read"), ("[[statement", "cannot be read"), (ROW * 2, "stands already"), (ROW + 'depends = ["claim two"]\n', "not a statement"),
    (ROW + "note = 1\n", "unknown field 'note'"), (ROW.replace("lines = [1]\n", ""), "lines missing"), (ROW.replace("formula", "poem"), "shape 'poem'"),
    (ROW + PRINTED.replace('["x = x", "x >= x"]', "[]"), "non-empty"), (ROW + PRINTED.replace('scope = {text = "all x"}', ""), "scope"),
    (ROW + PRINTED.replace("text =", "words ="), "scope"), (ROW + PRINTED.replace('{text = "all x"}', '{text = "a", extra = "b"}'), "unknown field 'extra'"),
    (ROW + REPAIR.replace("misprint", "typo"), "cause 'typo'"), (ROW + REPAIR.replace("misprint", "sound"), "cause 'sound'"),
    (ROW + REPAIR.replace('change = "a letter"\n', ""), "a repair needs"),
])
def test_statement_files_that_cannot_be_used(tmp_path, text, reason):
    with pytest.raises(StatementError, match=reason):
        rows(tmp_path, text)


@pytest.mark.parametrize("old, new, message", [
    ('change = "a letter"', "change = 3", "change is 3, not a text"),
    ('id = "claim one"', "id = 1", "id is 1, not a text"),
    ('lines = [1]', 'lines = ["1"]', "lines is .*not a list of whole numbers"),
    ('lines = [1]', "lines = [true]", "not a list of whole numbers"),
    ('lines = [1]', 'lines = [1]\ndepends = "claim one"', "depends is 'claim one', not a list of texts"),
    ('dim = 1\nconclusion', 'dim = "1"\nconclusion', "dim is '1', not a positive whole number"),
    ('dim = 1\nconclusion', "dim = true\nconclusion", "dim is True"),
    ('dim = 1\nconclusion', "dim = 0\nconclusion", "dim is 0"),
    ('dim = 1\nconclusion', 'dim = 1\nlet = {y = 2}\nconclusion', "let is .* not a table of texts"),
    ('dim = 1\nconclusion', 'dim = 1\ngiven = [1]\nconclusion', "given is .* not a list of texts"),
    ('dim = 1\nconclusion', 'dim = 1\nnoise = 1.5\nconclusion', "noise is 1.5, not a text"),
    ('["x = x", "x >= x"]', '"x = x"', "conclusion is 'x = x', not a list of texts"),
    ('{text = "all x"}', '{text = 1}', "scope is .* not a table of texts"),
    ('{text = "all x"}', '"all x"', "scope is 'all x', not a table of texts"),
])
def test_a_field_of_another_type_is_refused(tmp_path, old, new, message):
    text = ROW + PRINTED + REPAIR
    assert old in text
    with pytest.raises(StatementError, match=message):
        rows(tmp_path, text.replace(old, new, 1))


@pytest.mark.parametrize("text", ["statement = 1", "statement = [1]", '[statement]\nid = "a"'])
def test_rows_that_are_no_array_of_tables_are_refused(tmp_path, text):
    with pytest.raises(StatementError, match="array of tables"):
        rows(tmp_path, text)


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(StatementError, match="no statements"):
        read_statements(tmp_path)


def test_the_digest_covers_everything_that_gives_meaning(tmp_path):
    original = rows(tmp_path, ROWS)["claim mean"].printed.digest
    for old, new in (("t1 >= 1", "t1 > 1"), ("dim = 1", "dim = 2"), ("uniform(-1,1)", "uniform(-1,2)"), ("E|t+g| = t", "E|t+g|"), ("abs(t1 + g1)) = t1", "abs(t1)) = t1"),
                     ('id = "claim mean"', 'id = "claim means"'), ('given = ["t1 >= 1"]', 'given = ["t1 >= 1"]\nlet = {x = "t1"}')):
        changed = rows(tmp_path, ROWS.replace(old, new, 1))
        assert next(iter(changed.values())).printed.digest != original, (old, new)
