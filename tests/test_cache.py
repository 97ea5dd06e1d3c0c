"""The cache: an earlier result is used only for the very same question, and no tampering makes a verdict."""

import importlib
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
import tiny_book

from verifier import runner, sources
from verifier.cache import KEPT, NoCache, open_cache, settled
from verifier.claims.book import Run
from verifier.claims.evidence import Checked, Evidence, certify
from verifier.claims.verdict import Trust
from verifier.cli import main
from verifier.reports.data import book_json
from verifier.runner import Limits, Watcher, verify

PROOFS = {"claim a": "holds_with_seed", "claim b": "refuted_and_repaired", "claim c": "holds"}
ROWS = tiny_book.row("claim a") + tiny_book.row("claim b", tiny_book.FALSE) + tiny_book.REPAIR + tiny_book.row("claim c")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A cache, a key and code of this test's own: `kept_code` in its folder code/ is the tiny book."""
    (tmp_path / "code").mkdir()
    shutil.copy(tiny_book.__file__, tmp_path / "code" / "kept_code.py")
    monkeypatch.syspath_prepend(tmp_path / "code")
    monkeypatch.setitem(sys.modules, "kept_code", None)
    del sys.modules["kept_code"]
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("VERIFIER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


def small(folder, proofs=None, rows=None):
    code = importlib.import_module("kept_code")
    proofs = {name: getattr(code, proof) if isinstance(proof, str) else proof for name, proof in (proofs or PROOFS).items()}
    made = tiny_book.book(folder / "book", proofs, rows or (ROWS if set(proofs) == set(PROOFS) else None))
    made.modules = ("kept_code",)
    return made


def run(book, run=Run(), read=True, finished=lambda *_: None):
    """The results, and which statements were searched for them."""
    started = []
    watcher = Watcher(lambda statement: started.append(statement.id), finished=finished)
    found = verify(book, list(book.statements), run, Limits(1, 30), watcher, open_cache(book, run, read))
    return found, started


def entries(home):
    return sorted(path for path in (home / "cache").rglob("*") if path.is_file())


def test_a_second_run_searches_nothing_and_says_the_same(home):
    first, started = run(small(home))
    assert started == list(PROOFS) and len(entries(home)) == 4
    second, started = run(small(home))
    assert started == [] and book_json(second) == book_json(first)
    assert [[item.evidence.certificate and item.evidence.certificate.text() for item in result.evidence] for result in second] == [
        [item.evidence.certificate and item.evidence.certificate.text() for item in result.evidence] for result in first]


def test_formal_evidence_is_kept_apart_and_taken_up_when_it_is_there(home, monkeypatch):
    book = small(home)
    plain, _ = run(book)
    (more,) = tiny_book.holds(book.statements["claim a"], Run())
    monkeypatch.setattr(runner, "formal_evidence", lambda *_: {"claim a": (more,)})
    with monkeypatch.context() as patch:
        patch.setattr(runner._Slot, "_searched", None)
        found, started = run(book)
    assert started == ["claim a"] and [len(b.evidence) - len(a.evidence) for a, b in zip(plain, found)] == [1, 0, 0]
    again, started = run(book)
    assert started == [] and book_json(again) == book_json(found)
    other = Evidence(more.form, more.obligation, more.engine, certify(book.statements["claim a"].printed, 0, "fails", "cells", {}))
    monkeypatch.setattr(runner, "formal_evidence", lambda *_: {"claim a": (other,)})
    assert [run(book)[1] for _ in range(2)] == [["claim a"]] * 2


def test_a_changed_statement_is_searched_anew_and_no_other(home):
    run(small(home))
    assert run(small(home, rows=ROWS.replace("all θ in R^2", "every θ", 1)))[1] == ["claim a"]
    assert run(small(home, rows=ROWS + tiny_book.row("claim d"), proofs=PROOFS | {"claim d": "holds"}))[1] == ["claim d"]


@pytest.mark.parametrize("other", [Run("thorough", 0), Run("quick", 1)])
def test_seed_and_profile_are_part_of_the_question(home, other):
    run(small(home))
    found, started = run(small(home), other)
    assert started == list(PROOFS) and found[0].evidence[0].evidence.record == {"seed": other.seed, "profile": other.profile}


@pytest.mark.parametrize("name", ["theorems.toml", "proof.py", "statements/definitions.toml", "data/table.csv"])
def test_every_file_of_the_book_is_part_of_the_question(home, name):
    run(small(home))
    path = home / "book" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("")
    assert len(run(small(home))[1]) == 3
    path.write_text("# changed\n")
    assert len(run(small(home))[1]) == 3 and run(small(home))[1] == []


def test_the_record_is_not(home):
    run(small(home))
    (home / "book" / "verdicts.json").write_text("{}")
    assert run(small(home))[1] == []


@pytest.mark.parametrize("what", ["version", "prefix", "machine", "flags"])
def test_versions_are_part_of_the_question(home, monkeypatch, what):
    run(small(home))
    if what == "version":
        monkeypatch.setattr("sys.version", sys.version + "+")
    elif what == "prefix":
        (home / "site" / "numpy-9.dist-info").mkdir(parents=True)
        monkeypatch.syspath_prepend(home / "site")
    elif what == "machine":
        monkeypatch.setattr("platform.machine", lambda: "abacus")
    else:
        monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert len(run(small(home))[1]) == 3


def test_all_code_of_the_project_is_digested_and_no_row(home):
    from proofs import BOOK

    root = Path(__file__).parent.parent
    names = set(sources.sources(BOOK))
    code = {f"{path.relative_to(root).as_posix()}" for folder in ("verifier", "proofs") for path in (root / folder).rglob("*.py")}
    assert code <= names and {"proofs/theorems.toml", "proofs/statements/definitions.toml", "verifier/checker/FORMAT.md"} <= names
    assert not [name for name in names if name.endswith("verdicts.json") or "/statements/section" in name or "__pycache__" in name]


def test_a_changed_line_of_code_changes_the_digest(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("1")
    before = sources.digest({"a": path})
    path.write_text("2")
    assert before != sources.digest({"a": path}) and sources.digest({"b": path}) != sources.digest({"a": path})


# what makes no verdict


@pytest.mark.parametrize("harm", [
    lambda data: data[:-1], lambda data: b"", lambda data: data.replace(b"true", b"True", 1), lambda data: data[:70] + b" " + data[70:],
    lambda data: b"0" * 64 + data[64:], lambda data: data.partition(b"\n")[2], lambda data: b"\xff" * 300,
])
def test_a_harmed_entry_counts_as_absent(home, harm):
    run(small(home))
    for path in entries(home):
        path.write_bytes(harm(path.read_bytes()))
    found, started = run(small(home))
    assert started == list(PROOFS) and [result.printed.verdict.value for result in found] == ["proved", "refuted", "proved"]


def test_an_entry_under_another_name_counts_as_absent(home):
    run(small(home))
    first, *others = entries(home)
    for path in others:
        path.write_bytes(first.read_bytes())
    assert len(run(small(home))[1]) >= len(PROOFS) - 1


def test_a_forged_acceptance_makes_no_verdict(home):
    """What somebody could do who can write to the cache but cannot read the key."""
    book = small(home, {"claim a": "nothing"}, tiny_book.row("claim a", tiny_book.FALSE))
    form = book.statements["claim a"].printed
    bogus = Checked(Evidence("printed", "forged", "nobody", certify(form, 0, "holds", "cells", tiny_book.SPLIT)), True, "", Trust.FORMAL)
    own = open_cache(book, Run())
    foreign = type(own)(own.folder, b"x" * 32, own.basis, own.files, own.stamp)
    assert foreign.keep(book.statements["claim a"], (bogus,), "", 0.0, ())
    assert own.recall(book.statements["claim a"]) is None and foreign.recall(book.statements["claim a"])
    found, started = run(book)
    assert started == ["claim a"] and found[0].printed.verdict.value == "undecided"


def test_sealed_nonsense_counts_as_absent(home):
    book = small(home)
    own = open_cache(book, Run())
    for content in ([{}], [1], {"a": 1}, [{"form": "printed"}], "text", [None]):
        assert own._write(own._about(book.statements["claim a"]), content)
        assert own.recall(book.statements["claim a"]) is None


@pytest.mark.parametrize("proof", [
    "crashes", "raises", "certifies_then_crashes", "incomplete", "not_plain", "yields_nonsense",
])
def test_what_was_cut_short_or_rejected_is_not_kept(home, proof):
    book = small(home, {"claim a": proof})
    assert run(book)[1] == run(book)[1] == ["claim a"]


def test_a_timeout_is_not_kept(home):
    book = small(home, {"claim a": "sleeps"})
    for _ in range(2):
        started = []
        verify(book, ["claim a"], Run(), Limits(1, 1), Watcher(lambda statement: started.append(1)), open_cache(book, Run()))
        assert started == [1]


def test_what_is_open_after_a_long_search_may_be_so_by_the_clock(home):
    book = small(home, {"claim a": "tested"})
    row, tested = book.statements["claim a"], Checked(Evidence("printed", "ten points", "by hand"), False)
    failed = Checked(Evidence("printed", "ten points", "by hand", failed=True), False)
    assert settled(row, (tested,), "", 1.0) and not settled(row, (tested,), "", 100.0)
    assert settled(row, (), "", 1.0) and not settled(row, (failed,), "", 1.0) and not settled(row, (tested,), "out of time", 1.0)
    assert run(book)[1] == ["claim a"] and run(book)[1] == []


def test_code_that_no_digest_covers_is_not_kept(home, monkeypatch):
    (home / "afar").mkdir()
    (home / "afar" / "afar_proof.py").write_text("def proof(statement, run):\n    yield from __import__('kept_code').holds(statement, run)\n")
    monkeypatch.syspath_prepend(home / "afar")
    import afar_proof

    book = small(home, {"claim a": afar_proof.proof})
    assert run(book)[1] == run(book)[1] == ["claim a"]
    book.modules = ("kept_code", "afar_proof")
    assert run(book)[1] == ["claim a"] and run(book)[1] == []
    del sys.modules["afar_proof"]


def test_a_proof_that_reads_other_statements_is_not_kept(home, monkeypatch):
    (home / "afar").mkdir()
    (home / "afar" / "curious.py").write_text(
        "from pathlib import Path\nfrom verifier.claims.book import Book\nBOOK = Book('curious', Path(__file__).parent.parent / 'book', ())\n"
        "def proof(statement, run):\n    assert BOOK.statements\n    yield from __import__('kept_code').holds(statement, run)\n")
    monkeypatch.syspath_prepend(home / "afar")
    import curious

    book = small(home, {"claim a": curious.proof})
    book.modules = ("kept_code", "curious")
    assert run(book)[1] == run(book)[1] == ["claim a"]
    del sys.modules["curious"]


@pytest.mark.parametrize("change", ["write", "remove"])
def test_nothing_is_kept_once_the_code_has_changed_under_the_run(home, change):
    book = small(home)
    (home / "book" / "helper.py").write_text("1")

    def edit(statement, found):
        path = home / "book" / "helper.py"
        path.unlink(missing_ok=True)
        if change == "write":
            path.write_text("22")

    assert run(book, finished=edit)[1] == list(PROOFS)
    (home / "book" / "helper.py").write_text("1")
    assert run(book)[1] == ["claim b", "claim c"], "what was found before the change is kept"


def test_a_record_that_is_no_plain_data_is_not_kept(home):
    book = small(home)
    odd = Checked(Evidence("printed", "a set", "by hand", record={"set": {1}}), False)
    assert not open_cache(book, Run()).keep(book.statements["claim a"], (odd,), "", 0.0, ())


# how it is used


def test_an_interrupted_run_resumes(home):
    def interrupt(statement, found):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(small(home), finished=interrupt)
    assert run(small(home))[1] == ["claim b", "claim c"]


def test_an_inconsistent_book_is_refused_though_every_result_is_there(home):
    from verifier.claims.statement import StatementError

    run(small(home))
    with pytest.raises(StatementError, match="proofs without a statement: claim c"):
        run(small(home, rows=ROWS.replace(tiny_book.row("claim c"), "")))


def test_recording_uses_no_earlier_result(home):
    run(small(home))
    assert len(run(small(home), read=False)[1]) == 3 and run(small(home))[1] == []


@pytest.mark.parametrize("variable, value", [("CI", "true"), ("CI", "1"), ("VERIFIER_CACHE", "off")])
def test_where_nothing_is_kept(home, monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(NoCache, match="^$"):
        open_cache(small(home), Run())


def test_a_key_that_others_can_read_is_refused(home):
    run(small(home))
    key = home / "state" / "verifier" / "cache.key"
    assert key.stat().st_mode & 0o777 == 0o600 and len(key.read_bytes()) == 32
    key.chmod(0o644)
    with pytest.raises(NoCache, match="cache.key is not this user's alone"):
        open_cache(small(home), Run())
    key.unlink()
    assert len(run(small(home))[1]) == 3, "another key, so nothing that was sealed with the old one counts"


def test_a_place_that_cannot_be_written_is_a_reason(home, monkeypatch):
    (home / "file").write_text("")
    monkeypatch.setenv("VERIFIER_CACHE", str(home / "file" / "below"))
    with pytest.raises(NoCache, match="no results are kept"):
        open_cache(small(home), Run())


def test_the_users_cache_is_the_default(home, monkeypatch):
    monkeypatch.delenv("VERIFIER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "xdg"))
    run(small(home))
    assert list((home / "xdg" / "verifier").iterdir())


def test_only_the_last_states_of_the_code_are_kept_and_nothing_foreign_is_removed(home):
    (home / "cache" / "mine").mkdir(parents=True)
    for k in range(KEPT + 3):
        (home / "book").mkdir(exist_ok=True)
        (home / "book" / "code.py").write_text(str(k))
        open_cache(small(home), Run())
        for path in (home / "cache").iterdir():
            os.utime(path, (path.stat().st_mtime - 10,) * 2)
    assert len(list((home / "cache").iterdir())) == KEPT + 1 and (home / "cache" / "mine").exists()


def test_the_command_line(home, monkeypatch, capsys):
    book = small(home)
    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (book,))

    def all_of_it(*options):
        code = main(["all", *options])
        return code, *capsys.readouterr()

    assert "earlier run" not in all_of_it("--record")[2]
    code, out, err = all_of_it()
    assert code == 0 and err.startswith("3 of 3 as found by an earlier run") and err.endswith("all as recorded\n")
    assert all_of_it("--no-cache")[1] == out and json.loads(all_of_it("--json")[1])["counts"]["refuted"] == 1
    assert "earlier run" not in all_of_it("--no-cache")[2] and "earlier run" not in all_of_it("--record")[2]
    (home / "state" / "verifier" / "cache.key").chmod(0o644)
    code, _, err = all_of_it()
    assert code == 0 and "warning: no results are kept: cache.key" in err and "earlier run" not in err
    monkeypatch.setenv("VERIFIER_CACHE", "off")
    assert "warning" not in all_of_it()[2]
