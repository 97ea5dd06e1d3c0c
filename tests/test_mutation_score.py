"""The command, the score as data and its page: what is recorded holds no defect, and every kind of trouble would be seen and fail."""

import json
import os
from pathlib import Path

import pytest
import tiny_book
from test_mutation_judging import NAME, ignoring, leaving, searching

from proofs import BOOK
from verifier.claims.statement import StatementError
from verifier.cli import main
from verifier.cli.mutants import overview
from verifier.mutants import campaign
from verifier.mutants.campaign import ENCLOSED, EXACT, GENERAL
from verifier.mutants.kept import Kept
from verifier.mutants.outcomes import Found, Outcome
from verifier.mutants.score import difference, digests, outdated, recorded, score, text
from verifier.mutants.statements import Mutant
from verifier.mutants.tally import Accepted, Row, Tally, troubles
from verifier.reports.lint import lint
from verifier.reports.mutants import RULES, page, write_page
from verifier.reports.store import ReportError

PROFILE = os.environ.get("VERIFIER_PROFILE", "quick")


def ran(book, names=None, profile="thorough"):
    return campaign.run(book, names or list(book.statements), profile, 0, 1, 30, lambda form, tally: None, lambda number: None)


def test_a_small_book_from_end_to_end(tmp_path):
    tally = ran(tiny_book.book(tmp_path, {NAME: searching}))
    assert troubles(tally) == [] and tally.forms == 1 and tally.certificates == 1
    data = score(tally, "thorough", 0, [])
    exact = data["outcomes"][EXACT]
    assert exact["refuted"] > 5 and exact["undecided"] == exact["proved and FALSE"] == exact["proved, unconfirmed"] == 0
    assert sum(exact.values()) == data["judged"] <= data["possible"]
    assert {row["outcome"] for row in data["survivors"]} == {"proved and true"}
    assert data["changes"] > sum(row["times"] for row in data["accepted"]) and all(row["rule"] in RULES for row in data["accepted"])
    assert not lint(page(data), tmp_path / "mutants.md")
    assert json.loads(text(data)) == data


class Memory:
    """A cache that keeps JSON in memory."""

    def __init__(self):
        self.entries = {}

    def look(self, *about):
        return json.loads(self.entries[about]) if about in self.entries else None

    def put(self, content, *about):
        self.entries[about] = json.dumps(content)


def resumable(book, cache, told=lambda form, tally: None):
    return campaign.run(book, list(book.statements), "ci", 0, 1, 30, told, lambda number: None, cache)


def test_an_interrupted_campaign_resumes(tmp_path, monkeypatch):
    def interrupt(form, tally):
        raise KeyboardInterrupt

    book, cache = tiny_book.book(tmp_path, {NAME: searching, "claim two": searching}), Memory()
    with pytest.raises(KeyboardInterrupt):
        resumable(book, cache, interrupt)
    assert len(cache.entries) == 1
    whole = resumable(book, cache)
    monkeypatch.setattr(campaign.Campaign, "form", None)
    again = resumable(book, cache)
    key = lambda row: str(row)   # noqa: E731
    assert sorted(again.rows, key=key) == sorted(whole.rows, key=key) and again.changes == whole.changes and again.accepted == whole.accepted


def test_what_a_time_limit_cut_short_is_judged_again(tmp_path):
    book, cache = tiny_book.book(tmp_path, {NAME: searching}), Memory()
    kept, own = Kept(cache, "ci"), book.statements[NAME]
    for tally in (Tally(skipped=["claim one"]), Tally(rows=[of(Outcome.OPEN, why="the search was stopped at its time limit")])):
        kept.keep(own, "printed", (), tally)
        assert cache.entries == {} and kept.recall(own, "printed", ()) is None
    kept.keep(own, "printed", (), Tally(rows=[of(Outcome.OPEN)]))
    assert kept.recall(own, "printed", ()).rows == [of(Outcome.OPEN)]
    others = ((kept, (MUTANT,)), (Kept(None, "ci"), ()), (Kept(cache, "quick"), ()))
    assert all(other.recall(own, "printed", changed) is None for other, changed in others)


def test_statements_changed_since_the_record_are_named(tmp_path):
    book = tiny_book.book(tmp_path, {NAME: searching, "claim two": searching})
    data = score(Tally(1, [], 2, [of(Outcome.REFUTED)]), "ci", 0, [], digests(book))
    assert outdated(book, data) == []
    data["digests"][NAME], data["digests"]["claim gone"] = "0" * 8, "1" * 8
    assert outdated(book, data) == ["claim gone", NAME]


def unsound(statement, run):
    """Claims the changed statement by a certificate for it that only a broken checker would accept."""
    yield from ignoring(statement, run)


def test_a_checker_that_accepts_too_much_is_found_out(tmp_path, monkeypatch):
    from verifier.mutants.judging import Bench
    from verifier.checking import Answer

    def gullible(self, item, folder, deadline):
        return Answer(item.asserts == "holds")

    monkeypatch.setattr(Bench, "_ask", gullible)
    tally = ran(tiny_book.book(tmp_path, {NAME: unsound}))
    outcomes = {row.mutant.after: row.found.outcome for row in tally.rows}
    assert outcomes["min(t1, t2) >= t1"] is Outcome.DEFECT
    assert outcomes["max(t1, t2) >= t2"] is Outcome.CONFIRMED
    assert any(line.startswith("proved and FALSE: claim one, printed, conclusion 1 (max and min)") for line in troubles(tally))


def test_a_certificate_accepted_without_a_reason_is_trouble():
    tally = Tally(accepted=[Accepted("equation 1", "printed", "cells", "number", "signs.form", rule) for rule in ("the same facts", None)])
    assert troubles(tally) == ["accepted without a reason: equation 1, printed, cells: number at signs.form"]


MUTANT = Mutant("equation 1", "printed", "conclusion 1", "sign", "a < b + c", "a < b - c")


def of(outcome, family=EXACT, why="because; exact values agree"):
    return Row(MUTANT, family, Found(outcome, why), "0123")


@pytest.mark.parametrize("outcome, bad", ((Outcome.DEFECT, True), (Outcome.UNCONFIRMED, True), (Outcome.CONFIRMED, False), (Outcome.OPEN, False)))
def test_what_counts_as_trouble(outcome, bad):
    tally = Tally(1, [], 2, [of(outcome)])
    assert bool(troubles(tally)) is bad
    data = score(tally, "quick", 0, ["equation 1"])
    assert data["survivors"][0]["was"] == "a < b + c" and data["survivors"][0]["is"] == "a < b - c"
    assert ("got through" in page(data)) is bad


def test_what_is_no_statement_is_not_counted_and_open_general_ones_are_not_listed():
    data = score(Tally(1, [], 9, [of(Outcome.NONE), of(Outcome.OPEN, GENERAL), of(Outcome.REFUTED)]), "quick", 0, [])
    assert (data["judged"], data["no statement"], data["survivors"]) == (2, 1, [])
    assert data["outcomes"][GENERAL]["undecided"] == 1
    assert "1 refuted" in overview(data) and "1 undecided" in overview(data)


def test_what_is_left_open_is_counted_by_class():
    rows = [of(Outcome.OPEN, GENERAL, why) for why in ("true here: 3 instances", "true here: 4 instances; stopped", "no value", "")]
    data = score(Tally(1, [], 9, [*rows, of(Outcome.OPEN, why="nothing: said")]), "quick", 0, [])
    assert data["open"] == {EXACT: {"nothing": 1}, ENCLOSED: {}, GENERAL: {"neither a proof nor a witness was found": 1, "no value": 1, "true here": 2}}
    assert "Undecided: general statements (4)" in page(data) and "| true here | 2 |" in page(data)


def test_tallies_add_up():
    one = Tally(1, [], 2, [of(Outcome.REFUTED)], 1, {("cells", "number"): 2})
    one.add(Tally(1, [], 3, [of(Outcome.OPEN)], 2, {("cells", "number"): 1, ("cells", "word"): 1}))
    assert (one.forms, one.possible, len(one.rows), one.certificates) == (2, 5, 2, 3)
    assert one.changes == {("cells", "number"): 3, ("cells", "word"): 1}


def test_only_what_was_changed_is_shown():
    long = " + ".join("abcdefgh")
    was, now = difference(f"{long} < x + 1 and {long} < y", f"{long} < x - 1 and {long} < y")
    assert was != now and was.replace("+ 1", "- 1") == now and was.startswith("... ") and was.endswith(" ...")
    assert difference("a < b", "") == ("a < b", "")
    assert difference("p | every(i, p[i] > 0)", "p | every(i, p[i] >= 0)") == ("... i, p[i] > 0)", "... i, p[i] >= 0)")


def test_a_page_is_not_written_over_what_is_no_report(tmp_path):
    data = score(Tally(1, [], 2, [of(Outcome.CONFIRMED)]), "quick", 0, [])
    assert write_page(tmp_path, data).read_text(encoding="utf-8") == page(data)
    write_page(tmp_path, data)
    (tmp_path / "mutants.md").write_text("mine", encoding="utf-8")
    with pytest.raises(ReportError):
        write_page(tmp_path, data)


def test_a_damaged_record_is_no_record(tmp_path):
    book = tiny_book.book(tmp_path, {NAME: searching})
    assert recorded(book) is None
    for damaged in ("{", "[]", '{"schema": 2}'):
        book.score.write_text(damaged, encoding="utf-8")
        with pytest.raises(StatementError):
            recorded(book)


@pytest.fixture
def command(monkeypatch, capsys):
    def run(*arguments, book=None):
        if book is not None:
            monkeypatch.setattr("verifier.cli.lookup.books", lambda: (book,))
        code = main(["mutants", *arguments])
        return code, *capsys.readouterr()

    return run


def test_the_command(tmp_path, command):
    book = tiny_book.book(tmp_path / "book", {NAME: searching})
    code, out, err = command("--profile", "thorough", "--jobs", "1", "--record", "--report", str(tmp_path / "out"), book=book)
    assert code == 0 and "exact formulas" in out and "1/1" in err and "no false statement was proved" in err
    assert page(recorded(book)) == (tmp_path / "out" / "mutants.md").read_text(encoding="utf-8")
    code, out, _ = command("claim", "one", "--profile", "quick", "--json", "--jobs", "1", book=book)
    assert code == 0 and json.loads(out)["statements"] == [NAME]


def test_the_command_fails_on_trouble(tmp_path, command, monkeypatch):
    book = tiny_book.book(tmp_path, {NAME: searching})
    monkeypatch.setattr(campaign, "run", lambda *_: Tally(1, [], 2, [of(Outcome.DEFECT)]))
    code, _, err = command(book=book)
    assert code == 1 and "proved and FALSE" in err


@pytest.mark.parametrize("arguments", (("claim", "none"), ("claim", "one", "--record"), ("--profile", "endless")))
def test_wrong_usage(tmp_path, command, arguments):
    assert command(*arguments, book=tiny_book.book(tmp_path, {NAME: searching}))[0] == 2


def test_a_form_whose_proof_is_cut_short_is_named(tmp_path, command):
    code, out, err = command("--jobs", "1", "--profile", "thorough", "--json", book=tiny_book.book(tmp_path, {NAME: searching, "claim two": leaving}))
    assert code == 0 and "skipped: claim two, printed: the search failed: KeyError" in err
    data = json.loads(out)
    assert len(data["skipped"]) == 1 and "cut short" in page(data)


def nothing(statement, run):
    yield from ()


def test_a_book_without_certificates_has_nothing_to_change(tmp_path, command):
    code, _, err = command(book=tiny_book.book(tmp_path, {NAME: nothing}))
    assert code == 2 and "nothing to change" in err


COMMAND = "measure it anew: verify mutants --profile ci --record"


@pytest.fixture(scope="module")
def record():
    data = recorded(BOOK)
    assert data is not None, f"no mutation score is recorded; {COMMAND}"
    return data


def test_the_recorded_score_has_no_defect(record):
    assert all(row["proved and FALSE"] == row["proved, unconfirmed"] == 0 for row in record["outcomes"].values())
    assert all(row["rule"] in RULES for row in record["accepted"])
    assert record["judged"] == sum(sum(row.values()) for row in record["outcomes"].values()) > 1000
    assert all(row["why"] for row in record["survivors"])


def test_the_recorded_score_has_not_fallen(record):
    """Every false change of a formula refuted by a certificate; of general statements at least this share found false, of enclosed ones decided."""
    exact = record["outcomes"][EXACT]
    assert exact["refuted"] > 600 and exact["undecided"] == exact["false at a point"] == 0, COMMAND
    enclosed, general = record["outcomes"][ENCLOSED], record["outcomes"][GENERAL]
    assert enclosed["refuted"] > 0.5 * sum(enclosed.values()) and enclosed["false at a point"] == 0, COMMAND
    assert enclosed["undecided"] < 0.15 * sum(enclosed.values()), COMMAND
    assert general["refuted"] + general["false at a point"] > 0.25 * sum(general.values()), COMMAND
    assert sum(row["times"] for row in record["accepted"]) < 0.03 * record["changes"]


def test_the_recorded_score_is_that_of_the_statements_as_they_are(record):
    assert not outdated(BOOK, record), f"statements changed since the mutation score was recorded; {COMMAND}"


def test_the_page_in_the_reports_is_that_of_the_recorded_score(record):
    reports = Path(__file__).parents[1] / "reports"
    assert (reports / "mutants.md").read_text(encoding="utf-8") == page(record), "render it: make reports"
    assert not lint(page(record), reports / "mutants.md")
    assert "(mutants.md)" in (reports / "README.md").read_text(encoding="utf-8")


SELECTED = ("equation 67", "lemma 4.2", "claim mean of the Gumbel law", "equation 25")


def test_a_sample_judged_anew_gives_what_is_recorded(record):
    """The same survivors of a few statements, by name; with profile thorough those of the whole book."""
    names = list(BOOK.statements) if PROFILE == "thorough" else list(SELECTED)
    tally = campaign.run(BOOK, names, record["profile"], record["seed"], 2, 60, lambda form, found: None, lambda number: None)
    assert troubles(tally) == []
    keys = ("statement", "form", "place", "is", "outcome")
    new, old = ({tuple(row[key] for key in keys) for row in data["survivors"] if row["statement"] in names}
                for data in (score(tally, record["profile"], record["seed"], names), record))
    assert new == old, f"the score is not the recorded one; {COMMAND}"
