"""The runner: what a proof's luck or misfortune does to its verdict, and to nobody else's."""

import time

import pytest
import tiny_book as tiny

from verifier.claims.book import Run
from verifier.claims.conclude import Contradiction
from verifier.claims.statement import StatementError
from verifier.claims.verdict import Finding, Trust, Verdict
from verifier.processes import Stopped, Worker, describe
from verifier.record import accepted, differences, recorded, rejections, unproved_repairs, unrecorded
from verifier.reports.data import book_json
from verifier.runner import Limits, Watcher, verify


def run_one(tmp_path, proof, timeout=30.0):
    (result,) = verify(tiny.book(tmp_path, {"claim a": proof}), ["claim a"], limits=Limits(1, timeout))
    return result


def test_an_accepted_certificate_proves(tmp_path):
    result = run_one(tmp_path, tiny.holds)
    assert result.printed.verdict is Verdict.PROVED and result.printed.trust is Trust.EXACT
    assert [item.accepted for item in result.evidence] == [True]


def test_a_refutation_and_a_repair(tmp_path):
    book = tiny.book(tmp_path, {"claim a": tiny.refuted_and_repaired}, tiny.row("claim a", tiny.FALSE) + tiny.REPAIR)
    (result,) = verify(book, ["claim a"])
    assert result.printed.verdict is Verdict.REFUTED and result.finding is Finding.MISPRINT
    assert result.printed.counterexample == {"conclusion": 0, "at": {"t1": "0", "t2": "0"}}
    assert result.repaired[0].verdict is Verdict.PROVED


@pytest.mark.parametrize("proof, reason", [
    (tiny.crashes, "the search crashed (SIGSEGV)"),
    (tiny.raises, "ZeroDivisionError: no such number at tiny_book.py:"),
    (tiny.yields_nonsense, "yielded bool, not Evidence"),
    (tiny.unknown_form, "'repaired 7'; its forms are printed"),
    (tiny.nothing, "no certificate was found"),
])
def test_misfortune_is_undecided_and_says_why(tmp_path, proof, reason):
    result = run_one(tmp_path, proof)
    assert result.printed.verdict is Verdict.UNDECIDED and result.printed.trust is None
    assert reason in result.printed.reason


def test_a_timeout_is_undecided_and_keeps_what_was_found(tmp_path):
    start = time.monotonic()
    result = run_one(tmp_path, tiny.sleeps, timeout=2.0)
    assert time.monotonic() - start < 20
    assert result.printed.verdict is Verdict.UNDECIDED and "time limit" in result.printed.reason
    assert [item.evidence.obligation for item in result.evidence] == ["one point"]


def test_a_crash_is_not_passed_over_even_when_all_was_accepted_before(tmp_path):
    result = run_one(tmp_path, tiny.certifies_then_crashes)
    assert result.printed.verdict is Verdict.UNDECIDED and "crashed" in result.printed.reason
    assert all(item.accepted for item in result.evidence)


def test_tests_alone_support(tmp_path):
    result = run_one(tmp_path, tiny.tested)
    assert result.printed.verdict is Verdict.SUPPORTED and result.printed.trust is Trust.SAMPLED


def test_a_rejected_certificate_counts_for_nothing_and_is_reported(tmp_path):
    result = run_one(tmp_path, tiny.incomplete)
    assert result.printed.verdict is Verdict.UNDECIDED
    (line,) = rejections([result])
    assert line.startswith("claim a, printed: ") and accepted([result]) == 0


def test_a_certificate_that_no_file_could_hold_is_rejected(tmp_path):
    result = run_one(tmp_path, tiny.not_plain)
    assert result.printed.verdict is Verdict.UNDECIDED and "not plain data" in result.evidence[0].reason


def test_a_certificate_about_another_statement_is_rejected(tmp_path):
    book = tiny.book(tmp_path, {"claim a": tiny.about_another, "claim b": tiny.holds})
    first, second = verify(book, ["claim a", "claim b"])
    assert first.printed.verdict is Verdict.UNDECIDED and "about claim b, printed" in first.evidence[0].reason
    assert second.printed.verdict is Verdict.PROVED


def test_one_statement_s_misfortune_spares_the_others(tmp_path):
    proofs = {"claim a": tiny.crashes, "claim b": tiny.holds, "claim c": tiny.raises, "claim d": tiny.holds}
    found = verify(tiny.book(tmp_path, proofs), list(proofs), limits=Limits(jobs=2))
    assert [result.statement.id for result in found] == list(proofs)
    assert [result.printed.verdict.value for result in found] == ["undecided", "proved", "undecided", "proved"]


def test_the_number_of_jobs_changes_nothing(tmp_path):
    book = tiny.book(tmp_path, {f"claim {k}": tiny.holds_with_seed for k in range(4)})
    alone, together = (book_json(verify(book, list(book.statements), limits=Limits(jobs))) for jobs in (1, 3))
    assert alone == together


def test_a_proof_knows_seed_and_profile(tmp_path):
    (result,) = verify(tiny.book(tmp_path, {"claim a": tiny.holds_with_seed}), ["claim a"], Run("thorough", 7))
    assert result.evidence[0].evidence.record == {"seed": 7, "profile": "thorough"}


def test_what_a_proof_prints_is_no_data(tmp_path, capfd):
    assert run_one(tmp_path, tiny.prints).printed.verdict is Verdict.PROVED
    captured = capfd.readouterr()
    assert captured.out == "" and "not data" in captured.err


def test_the_watcher_hears_everything(tmp_path):
    heard = []
    watcher = Watcher(
        lambda s: heard.append("started"), lambda s, item: heard.append(item.accepted), lambda s, found: heard.append(found.trouble),
    )
    verify(tiny.book(tmp_path, {"claim a": tiny.holds}), ["claim a"], watcher=watcher)
    assert heard == ["started", True, ""]


def test_an_empty_selection_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="empty selection"):
        verify(tiny.book(tmp_path, {"claim a": tiny.holds}), [])


@pytest.mark.parametrize("jobs, timeout", [(0, 1.0), (1, 0.0), (1, -1.0), (1, float("nan"))])
def test_limits_are_positive(jobs, timeout):
    with pytest.raises(ValueError, match="positive"):
        Limits(jobs, timeout)


@pytest.mark.parametrize("proofs, rows, message", [
    ({"claim a": tiny.holds}, tiny.row("claim a") + tiny.row("claim b"), "no proof for claim b"),
    ({"claim a": tiny.holds, "claim z": tiny.holds}, tiny.row("claim a"), "proofs without a statement: claim z"),
    ({"claim a": tiny.holds}, tiny.row("claim a") * 2, "claim a stands already in section_1.toml"),
    ({"claim a": tiny.holds}, tiny.row("claim a", extra='depends = ["lemma 9"]'), "depends on 'lemma 9'"),
    ({}, "statement = []", "no statements found"),
])
def test_an_inconsistent_book_is_refused(tmp_path, proofs, rows, message):
    with pytest.raises(StatementError, match=message):
        verify(tiny.book(tmp_path, proofs, rows), ["claim a"])


@pytest.mark.parametrize("old, new, place", [
    ('conclusion = ["max(t1, t2) >= t1"]', 'conclusion = ["max(t1, t2 >= t1"]', r"claim a, printed: 'max\(t1, t2 >= t1' cannot be read"),
    ("dim = 2", 'dim = 2\ngiven = ["t1 >"]', "claim a, printed: 't1 >' cannot be read"),
    ("dim = 2", 'dim = 2\nlet = {x = "t1)"}', r"claim a, printed: 't1\)' cannot be read"),
])
def test_a_formula_that_cannot_be_read_stops_the_whole_book_and_is_named(tmp_path, old, new, place):
    book = tiny.book(tmp_path, {"claim a": tiny.holds, "claim b": tiny.holds}, tiny.row("claim a").replace(old, new) + tiny.row("claim b"))
    with pytest.raises(StatementError, match=f"section_1.toml: {place}"):
        verify(book, ["claim b"])


def test_a_repair_that_repairs_nothing_is_named(tmp_path):
    rows = tiny.row("claim a", tiny.FALSE) + tiny.REPAIR.replace('["max(t1, t2) >= t2"]', f'["{tiny.FALSE}"]')
    results = verify(tiny.book(tmp_path, {"claim a": tiny.repaired_in_vain}, rows), ["claim a"])
    assert unproved_repairs(results) == ["claim a, repaired 1: refuted, so it repairs nothing"]


def test_a_second_proof_of_one_statement_is_refused(tmp_path):
    book = tiny.book(tmp_path, {"claim a": tiny.holds})
    with pytest.raises(StatementError, match="two proofs"):
        book.proof("claim a")(tiny.tested)


def test_the_checker_accepting_both_sides_is_never_passed_over(tmp_path, monkeypatch):
    book = tiny.book(tmp_path, {"claim a": tiny.both_sides})
    monkeypatch.setattr("verifier.checking._examine", tiny.accepts_everything)
    with pytest.raises(Contradiction, match="claim a, printed"):
        verify(book, ["claim a"])


# The record


def test_a_record_read_back_shows_no_difference(tmp_path):
    book = tiny.book(tmp_path, {"claim a": tiny.holds})
    results = verify(book, ["claim a"])
    assert recorded(book) == {} and unrecorded(results, {}) == ["claim a: proved, but nothing is recorded"]
    book.recorded.write_text(book_json(results))
    assert differences(results, recorded(book)) == unrecorded(results, recorded(book)) == []


@pytest.mark.parametrize("old, new, line", [
    ('"verdict": "proved"', '"verdict": "refuted"', "claim a, printed: proved (exact) (recorded: refuted (exact))"),
    ('"trust": "exact",\n        "v', '"trust": "derived",\n        "v', "claim a, printed: proved (exact) (recorded: proved (derived))"),
    ('"finding": "sound"', '"finding": "false"', "claim a, finding: sound (recorded: false)"),
    ('"id": "claim a"', '"id": "claim x"', "claim x: recorded, but not among the statements"),
])
def test_every_change_of_the_record_shows(tmp_path, old, new, line):
    book = tiny.book(tmp_path, {"claim a": tiny.holds})
    results = verify(book, ["claim a"])
    text = book_json(results)
    assert old in text
    book.recorded.write_text(text.replace(old, new))
    assert line in differences(results, recorded(book))


DAMAGED = ("", "[]", "{", '{"statements": [{}]}', '{"statements": 1}', '{"statements": [{"id": "a", "finding": "x"}]}')


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_record_is_refused(tmp_path, text):
    book = tiny.book(tmp_path, {"claim a": tiny.holds})
    book.recorded.write_text(text)
    with pytest.raises(StatementError, match="verdicts.json cannot be read"):
        recorded(book)


# Worker processes


def count(task):
    yield from range(task)


def leave(task):
    import os

    os._exit(3)
    yield


def test_a_worker_answers_again_and_again():
    worker = Worker("counter", count)
    try:
        for length in (3, 0, 2):
            worker.send(length)
            assert list(worker.items(time.monotonic() + 30)) == list(range(length))
    finally:
        worker.close()


def test_a_worker_says_how_it_ended_and_a_closed_one_takes_nothing():
    worker = Worker("leaver", leave)
    worker.send(1)
    with pytest.raises(Stopped, match=r"the leaver crashed \(exit code 3\)"):
        list(worker.items(time.monotonic() + 30))
    worker.close()
    with pytest.raises(Stopped, match="closed"):
        worker.send(1)


def test_a_task_that_cannot_be_sent_is_a_reason_not_a_traceback():
    worker = Worker("counter", count)
    with pytest.raises(Stopped, match="could not be given its task"):
        worker.send(lambda: 0)
    worker.close()


def test_errors_are_described_in_one_line_without_a_path():
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        assert describe(error).startswith("ValueError: two lines at test_runner.py:") and "/" not in describe(error)
