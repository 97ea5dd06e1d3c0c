"""The command line: exit codes, what goes to stdout and what to stderr, and every way of using it wrongly."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import tiny_book as tiny

from verifier.cli import main
from verifier.cli.exits import Exit
from verifier.cli.lookup import LookupFailed, find, kind_of, neighbours, ranges, shelf

PROOFS = {
    "theorem 1.1": tiny.holds, "claim a": tiny.tested, "equation 67": tiny.refuted_and_repaired, "lemma 2": tiny.nothing,
    "lemma 3": tiny.holds,
}
ROWS = "".join((
    tiny.row("theorem 1.1", extra='title = "On [a, b] and [bold]"'), tiny.row("claim a"), tiny.row("equation 67", tiny.FALSE), tiny.REPAIR,
    tiny.row("lemma 2"), tiny.row("lemma 3"),
))


@pytest.fixture
def book(tmp_path, monkeypatch):
    made = tiny.book(tmp_path / "book", PROOFS, ROWS)
    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (made,))
    monkeypatch.chdir(tmp_path)
    return made


def run(capsys, *arguments):
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("arguments, code, word", [
    (("theorem", "1.1"), Exit.HOLDS, "proved (exact)"),
    (("equation", "67"), Exit.FAILS, "refuted (exact)"),
    (("claim", "a"), Exit.OPEN, "supported (sampled)"),
    (("lemma", "2"), Exit.OPEN, "undecided"),
])
def test_the_exit_code_is_that_of_the_print(book, capsys, arguments, code, word):
    got, out, err = run(capsys, *arguments)
    assert got == code and out.startswith(word) and err == ""


@pytest.mark.parametrize("arguments", [("Theorem", "1.1"), ("thm", "1.1"), ("Thm.", "(1.1)"), ("theorem", "1.1."), ("THEOREM", " 1.1 ")])
def test_statements_may_be_named_as_people_do(book, capsys, arguments):
    code, out, _ = run(capsys, *arguments)
    assert code == 0 and "theorem 1.1" in out


def test_text_shows_the_verdict_first_then_obligations_then_the_report(book, capsys):
    _, out, _ = run(capsys, "eq", "67")
    lines = out.splitlines()
    assert lines[0] == "refuted (exact)  equation 67"
    assert "fails at t1 = 0, t2 = 0" in out and "t2 for t2 + 1" in out
    places = [out.index(part) for part in ("repair 1", "obligations", "✓  at the origin", "✓  the maximum is at least t2", "report")]
    assert places == sorted(places) and "\x1b" not in out


def test_mathematics_is_shown_as_written(book, capsys):
    assert "On [a, b] and [bold]" in run(capsys, "theorem", "1.1")[1]


def test_json_is_the_contract_and_nothing_else(book, capsys, tmp_path):
    code, out, err = run(capsys, "equation", "67", "--json")
    row = json.loads(out)
    assert code == 1 and err == "" and str(tmp_path) not in out
    assert list(row) == sorted(row) == ["evidence", "finding", "id", "printed", "repaired", "rests_on", "schema"]
    assert row["printed"]["counterexample"] == {"at": {"t1": "0", "t2": "0"}, "conclusion": 0}
    assert row["repaired"][0]["verdict"] == "proved" and row["finding"] == "misprint"
    assert row["evidence"][0]["certificate"].startswith("equation-67-printed-0-")


@pytest.mark.parametrize("arguments, parts", [
    (("theorm", "1.1"), ("'theorm' is neither a command nor a kind", "did you mean theorem?")),
    (("lst",), ("did you mean list?",)),
    (("theorem", "1.2"),
     ("there is no theorem 1.2 in the book tiny, did you mean theorem 1.1?", "covered so far: theorem 1.1", "verify list")),
    (("lemma", "9"), ("covered so far: lemma 2-3",)),
    (("table", "9"), ("no table is covered so far",)),
    (("claim", "zzz"), ("claims covered so far: 1",)),
    (("equation", "76"), ("did you mean equation 67?",)),
    (("theorem",), ("Missing argument", "Example: verify theorem 1.1")),
    (("family",), ("Missing option '--model'", "Example: verify family --model")),
    (("theorem", "1.1", "--jsn"), ("--jsn", "--json")),
    (("theorem", "1.1", "--jobs", "0"), ("--jobs", "1<=x<=64")),
    (("theorem", "1.1", "--timeout", "-3"), ("--timeout",)),
    (("theorem", "1.1", "--profile", "slow"), ("'slow' is not one of 'quick', 'ci', 'thorough'",)),
    (("theorem", "1.1", "--book", "other"), ("no book 'other' is installed; there are: tiny",)),
    (("check",), ("Missing argument", "Example: verify check")),
    (("check", "absent.json"), ("absent.json", "does not exist")),
    (("all", "extra"), ("extra",)),
])
def test_bad_input_gets_one_line_with_the_remedy(book, capsys, arguments, parts):
    code, out, err = run(capsys, *arguments)
    assert code == Exit.USAGE and out == ""
    assert err.startswith("verify: ") and err.count("\n") == 1
    for part in parts:
        assert part in err


def test_no_arguments_show_the_help_and_are_an_error(book, capsys):
    code, out, _ = run(capsys)
    assert code == Exit.USAGE and "Commands:" in out and "verify theorem 4.3" in out


def test_a_kind_that_only_this_book_has_is_a_command(tmp_path, monkeypatch, capsys):
    made = tiny.book(tmp_path, {"algorithm 1": tiny.holds})
    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (made,))
    assert run(capsys, "algorithm", "1")[0] == 0


def test_a_broken_book_is_one_line(tmp_path, monkeypatch, capsys):
    made = tiny.book(tmp_path, {"claim a": tiny.holds}, tiny.row("claim a") * 2)
    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (made,))
    for command in (["list"], ["all"], ["claim", "a"]):
        code, out, err = run(capsys, *command)
        assert (code, out) == (Exit.USAGE, "") and "ids are unique" in err and err.count("\n") == 1


def test_a_defect_is_no_verdict(book, capsys, monkeypatch):
    from verifier.claims.conclude import Contradiction

    def contradict(*_, **__):
        raise Contradiction("theorem 1.1, printed: both")

    monkeypatch.setattr("verifier.runner.verify", contradict)
    code, out, err = run(capsys, "theorem", "1.1")
    assert code == Exit.INTERNAL and out == "" and "defect of the checker" in err


def test_an_unforeseen_error_is_one_line_unless_asked_for_more(book, capsys, monkeypatch):
    monkeypatch.setattr("verifier.runner.verify", lambda *_, **__: 1 / 0)
    code, out, err = run(capsys, "theorem", "1.1")
    assert code == Exit.INTERNAL and "ZeroDivisionError" in err and err.count("\n") == 1
    monkeypatch.setenv("VERIFIER_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["theorem", "1.1"])


def test_two_books_with_one_name_ask_which(tmp_path, monkeypatch):
    first, second = (tiny.book(tmp_path / name, {"claim a": tiny.holds}) for name in ("one", "two"))
    second.name = "other"
    with pytest.raises(LookupFailed, match="several books: say --book tiny or --book other"):
        find("claim", "a", (first, second))
    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (first, second))
    assert shelf("other") == (second,) and len(shelf(None)) == 2
    assert kind_of("Prop.") == "proposition" and kind_of("Algorithm") == "algorithm"


# verify all, list


def test_all_compares_with_the_record(book, capsys):
    code, out, err = run(capsys, "all")
    assert code == Exit.FAILS and "new: theorem 1.1: proved, but nothing is recorded" in err and "as recorded" not in err
    assert "5 statements as printed: 2 proved, 1 refuted, 1 supported, 1 undecided; 4 certificates accepted" in out
    code, out, err = run(capsys, "all", "--record", "--json")
    assert code == 0 and book.recorded.read_text() == out and json.loads(out)["counts"]["proved"] == 2
    code, out, err = run(capsys, "all", "--jobs", "2")
    assert code == 0 and "differs" not in err and "5/5" in err and err.endswith("all as recorded\n")
    book.recorded.write_text(book.recorded.read_text().replace('"verdict": "refuted"', '"verdict": "proved"'))
    code, _, err = run(capsys, "all")
    assert code == Exit.FAILS and "differs: equation 67, printed: refuted (exact) (recorded: proved (exact))" in err


def test_a_repair_that_repairs_nothing_fails_whatever_is_recorded(tmp_path, monkeypatch, capsys):
    rows = tiny.row("claim a", tiny.FALSE) + tiny.REPAIR.replace('["max(t1, t2) >= t2"]', f'["{tiny.FALSE}"]')
    made = tiny.book(tmp_path, {"claim a": tiny.repaired_in_vain}, rows)
    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (made,))
    warning = "warning: claim a, repaired 1: refuted, so it repairs nothing"
    for arguments in (("all", "--record"), ("all",), ("claim", "a")):
        code, _, err = run(capsys, *arguments)
        assert code == Exit.FAILS and warning in err and "as recorded" not in err


def test_abbreviations_stand_before_the_formulas(tmp_path, monkeypatch, capsys):
    row = tiny.row("claim a").replace("dim = 2", 'dim = 2\nlet = {x = "t1 - t2"}')
    made = tiny.book(tmp_path, {"claim a": tiny.holds}, row)
    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (made,))
    _, out, _ = run(capsys, "claim", "a")
    assert out.index("let x = t1 - t2") < out.index(tiny.TRUE)


def test_a_failed_test_of_a_refuted_form_agrees_and_no_markdown_shows(tmp_path, monkeypatch, capsys):
    rows = (tiny.row("claim a", tiny.FALSE) + tiny.REPAIR).replace("all θ in R^2", "all `θ` with $`t_1 \\\\ge 0`$").replace(
        '"t2 for t2 + 1"', '"`t2` for ``t2 + 1``"')
    made = tiny.book(tmp_path, {"claim a": tiny.also_false}, rows)
    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (made,))
    _, out, _ = run(capsys, "claim", "a")
    assert "`" not in out and "$" not in out and "✗" not in out
    assert "·  the value at t1 = 0 and t_2 ≤ 1  [as printed, tested only: also false]" in out
    assert "all θ with t_1 ≥ 0" in out and "t2 for t2 + 1" in out


def test_the_screen_is_as_wide_as_asked(book, capsys, monkeypatch):
    main(["all", "--record"])
    for columns, widest in (("80", 80), ("60", 60), ("", 120), ("7", 120), ("wide", 120)):
        monkeypatch.setenv("COLUMNS", columns)
        capsys.readouterr()
        _, out, _ = run(capsys, "list")
        assert max(map(len, out.splitlines())) <= widest
        assert columns == "60" or ("refuted" in out and "undecided" in out)
        text = run(capsys, "equation", "67")[1]
        assert max(map(len, text.splitlines())) <= widest


@pytest.mark.parametrize("numbers, shown", [
    (["6", "7", "10", "8"], ["6-8", "10"]), (["4.3", "8.1"], ["4.3", "8.1"]), (["3"], ["3"]), (["1.2", "5"], ["1.2", "5"]),
])
def test_numbers_are_shown_in_ranges(numbers, shown):
    assert ranges(numbers) == shown


def test_all_fails_on_a_rejected_certificate_and_does_not_record_it(tmp_path, monkeypatch, capsys):
    made = tiny.book(tmp_path, {"claim a": tiny.incomplete})
    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (made,))
    code, _, err = run(capsys, "all", "--record")
    assert code == Exit.FAILS and "rejected: claim a, printed: " in err and not made.recorded.exists()


def test_list_shows_the_record_without_running_anything(book, capsys, monkeypatch):
    assert "not recorded" in run(capsys, "list")[1]
    main(["all", "--record"])
    capsys.readouterr()
    monkeypatch.setattr("verifier.runner.verify", lambda *_, **__: pytest.fail("list runs nothing"))
    code, out, err = run(capsys, "list")
    assert code == 0 and err == ""
    (line,) = (line for line in out.splitlines() if line.strip().startswith("equation 67"))
    assert line.split() == ["equation", "67", "refuted", "exact", "misprint", "proved", "(exact)"]
    assert not any("sound" in line for line in out.splitlines() if line.strip().startswith("claim a"))
    rows = json.loads(run(capsys, "list", "--json")[1])["statements"]
    first, second = ((row["id"], row["verdict"], row["trust"]) for row in rows[:2])
    assert first == ("theorem 1.1", "proved", "exact") and second == ("claim a", "supported", "sampled")


def test_no_word_of_the_list_is_cut_on_a_narrow_screen():
    import io

    from verifier.terminal import Screen, table

    row = {"id": "claim identifiability column of Table 1", "finding": "missing-hypothesis",
           "printed": {"verdict": "unreadable", "trust": "enclosed"}, "repaired": [{"verdict": "supported", "trust": "sampled"}] * 3}
    screen = Screen(io.StringIO())
    screen.console.width = 80
    twice = row | {"repaired": [{"verdict": "proved", "trust": "exact"}] * 2}
    text = screen.text(table([row, twice], 80))
    assert text.count("supported") == 3 and "proved, proved\n" in text and "identifiability" in text and max(map(len, text.splitlines())) <= 80


def test_a_damaged_record_is_one_line(book, capsys):
    book.recorded.write_text("{")
    code, out, err = run(capsys, "list")
    assert (code, out) == (Exit.USAGE, "") and "record it again" in err


# Reports and certificates


def test_reports_are_written_only_where_asked_and_said_where(book, capsys, tmp_path):
    before = set(tmp_path.rglob("*"))
    assert "none written" in run(capsys, "theorem", "1.1")[1]
    assert set(tmp_path.rglob("*")) == before
    code, out, _ = run(capsys, "theorem", "1.1", "--report", "out")
    assert code == 0 and out.rstrip().endswith("out/theorem-1.1.md") and Path("out/theorem-1.1.md").is_file()


@pytest.mark.parametrize("kind, number, near", [
    ("theorem", "4.2", ["lemma 4.2"]), ("equation", "111", ["equation 110"]), ("equation", "37", ["equation 36", "equation 39"]),
    ("lemma", "4", ["lemma 4.2"]), ("theorem", "4.9", ["theorem 4.3"]), ("theorem", "A.1", []), ("claim", "7", []), ("table", "1", []),
    ("equation", "9" * 5000, []),
])
def test_an_unknown_number_is_pointed_to_the_nearest(kind, number, near):
    names = ["equation 9", "equation 36", "equation 39", "equation 110", "lemma 4.2", "theorem 4.1", "theorem 4.3", "claim item I"]
    assert neighbours(kind, number, names) == near


def test_what_the_checker_says_is_as_wide_as_the_screen(certificate, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    certificate.write_text(json.dumps(json.loads(certificate.read_text()) | {"statement": "theorem 9"}))
    out = run(capsys, "check", str(certificate))[1].splitlines()
    assert out[0] == f"rejected  {certificate}" and len(out) > 3 and all(len(line) <= 40 for line in out[1:])


def test_claims_are_found_by_words_of_their_names():
    from verifier.cli.lookup import nearest

    names = ["claim A of minimality", "claim minimality for noise", "theorem 4.3", "claim minimal sets"]
    assert nearest("claim minimality", names) == ", did you mean claim A of minimality or claim minimality for noise?"
    assert nearest("claim noise minimality", names) == ", did you mean claim minimality for noise?"
    assert nearest("claim zzzzz", names) == ""


def test_a_report_folder_that_cannot_be_is_one_line(book, capsys):
    Path("taken").write_text("a file")
    code, _, err = run(capsys, "theorem", "1.1", "--report", "taken/in/it")
    assert code == Exit.USAGE and "--report" in err and err.count("\n") == 1


@pytest.fixture
def certificate(book, capsys):
    main(["theorem", "1.1", "--report", "out"])
    capsys.readouterr()
    (path,) = Path("out/certificates").glob("*.json")
    return path


def test_check_accepts_what_verify_wrote(certificate, capsys):
    code, out, _ = run(capsys, "check", str(certificate))
    assert code == 0 and out == f"accepted  {certificate}\n    theorem 1.1, printed: part 1 holds (exact)\n    rests on: nothing\n"


@pytest.mark.parametrize("change, reason", [
    (lambda row: row | {"digest": "0" * 64}, "digest"),
    (lambda row: row | {"statement": "theorem 9"}, "no installed book has a statement 'theorem 9'"),
    (lambda row: row | {"asserts": "fails"}, ""),
    (lambda row: row | {"extra": 1}, "exactly the fields"),
    (lambda row: [row], "one JSON object"),
    (lambda row: row["statement"], "one JSON object"),
])
def test_check_rejects_a_changed_certificate_with_the_reason(certificate, capsys, change, reason):
    certificate.write_text(json.dumps(change(json.loads(certificate.read_text()))))
    code, out, _ = run(capsys, "check", str(certificate))
    assert code == 1 and out.startswith(f"rejected  {certificate}\n    ") and reason in out


def test_check_answers_for_every_file(certificate, capsys):
    broken = certificate.with_name("broken.json")
    broken.write_text(certificate.read_text()[:-20])
    code, out, _ = run(capsys, "check", str(broken), str(certificate))
    assert code == 1 and [line.split()[0] for line in out.splitlines() if line[0] != " "] == ["rejected", "accepted"]
    rows = json.loads(run(capsys, "check", "--json", str(broken), str(certificate))[1])["certificates"]
    assert [(row["file"], row["accepted"]) for row in rows] == [("broken.json", False), (certificate.name, True)]


# In a process of its own, with the tiny book installed beside the others: an entry point, nothing else


INSTALLED = '''
from pathlib import Path
import tiny_book as tiny
BOOK = tiny.book(Path(__file__).parent / "book", {"claim a": tiny.holds, "claim b": tiny.sleeps})
'''


@pytest.fixture
def environment(tmp_path):
    site = tmp_path / "site"
    (site / "tiny-1.dist-info").mkdir(parents=True)
    (site / "tiny-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1\n")
    (site / "tiny-1.dist-info" / "entry_points.txt").write_text("[verifier.books]\ntiny = tiny_installed:BOOK\n")
    (site / "tiny_installed.py").write_text(INSTALLED)
    here = Path(__file__).parent
    return os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (site, here, here.parent))), "NO_COLOR": ""}


def start(*arguments, **how):
    """`verify ... --book tiny` in a session of its own, so that a signal reaches it and its workers alone."""
    return subprocess.Popen([sys.executable, "-m", "verifier", *arguments, "--book", "tiny"], text=True, start_new_session=True, **how)


def test_a_second_book_needs_only_an_entry_point(environment, tmp_path):
    process = start("claim", "a", env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and out.startswith("proved (exact)  claim a") and err == ""


def test_interruption_ends_at_once_and_leaves_nothing(environment, tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it, and so would its children
    try:
        process = start("claim", "b", "--report", "out", env=environment, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stderr.readline() == "asleep\n"
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == Exit.INTERRUPTED and out == "" and err.strip() == "verify: interrupted; no file was left half-written"
    assert list(work.iterdir()) == []


def test_a_reader_that_leaves_is_no_error(environment, tmp_path):
    process = start("list", env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.wait(timeout=20) == 0 and process.stderr.read() == ""
    process.stderr.close()


def seen_on_a_terminal(environment, tmp_path, which, *arguments):
    """(exit code, what a terminal at this stream received); the other stream goes nowhere."""
    environment = {key: value for key, value in environment.items() if key != "NO_COLOR"} | {"TERM": "xterm-256color"}
    near_end, far_end = os.openpty()
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | {which: far_end}
    process = start(*arguments, env=environment, cwd=tmp_path, **streams)
    os.close(far_end)
    seen = b""
    while part := read(near_end):
        seen += part
    os.close(near_end)
    return process.wait(timeout=20), seen.decode()


def read(end):
    try:
        return os.read(end, 4096)
    except OSError:
        return b""


def test_a_terminal_gets_colour_and_no_animation_among_the_data(environment, tmp_path):
    code, seen = seen_on_a_terminal(environment, tmp_path, "stdout", "claim", "a")
    assert code == 0 and "\x1b[1;32mproved" in seen and "searching" not in seen and "\x1b[2K" not in seen


def test_obligations_tick_off_on_a_terminal_after_the_recorded_verdict(environment, tmp_path):
    code, seen = seen_on_a_terminal(environment, tmp_path, "stderr", "claim", "a")
    assert code == 0 and seen.index("recorded: nothing yet") < seen.index("searching and checking")
    assert seen.endswith("\x1b[2K") or "\x1b[1A\x1b[2K" in seen.rpartition("searching and checking")[2]


def test_listing_loads_nothing_heavy(environment, tmp_path):
    script = (
        "import sys; from verifier.cli import main; main(['list', '--book', 'tiny']); "
        "heavy = {'sympy', 'scipy', 'numpy', 'matplotlib', 'hypothesis', 'mpmath', 'flint', 'lark'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "[]\n"


# verify formula


SIGNS = (
    "cases(t1 if t1 >= t2 + 2, 3/4*t1 + 1/4*t2 + 1/2 if t2 + 2 >= t1 >= t2, "
    "3/4*t2 + 1/4*t1 + 1/2 if t2 - 2 <= t1 <= t2, t2 if t1 <= t2 - 2)"
)
MAX = "E(max(t1 + g1, t2 + g2))"


@pytest.mark.parametrize("arguments, code, word", [
    ((MAX, "--equals", SIGNS, "--noise", "rademacher", "--dim", "2"), Exit.HOLDS, "proved (exact)"),
    (("E(max(g1, g2))", "--equals", "1", "--noise", "discrete(0,1;1/3,2/3); uniform(0,1)", "--dim", "2"), Exit.FAILS,
     "left side = 5/6, right side = 1 "),
    (("max(t1, 1/3)", "--equals", "1/2", "--dim", "1"), Exit.FAILS, "left side = 1/3, right side = 1/2"),
    (("1/t1", "--equals", "1/t1", "--dim", "1"), Exit.FAILS, 'undefined at t1 = 0; add --where "t1 != 0"'),
    (("derivative(abs(t1), t1)", "--equals", "1", "--dim", "1"), Exit.FAILS, "undefined at t1 = 0; exclude it with --where"),
    (("exp(t1 + t2)", "--equals", "exp(t1)*exp(t2)", "--dim", "2"), Exit.HOLDS, "identity, exact"),
    (("log(exp(t1) + exp(t2))", "--equals", "t1 + log(1 + exp(t2 - t1))", "--dim", "2"), Exit.HOLDS, "identity, exact"),
    (("exp(log(t1))", "--equals", "t1", "--dim", "1"), Exit.OPEN, "undecided"),
    (("1/t1", "--equals", "1/t1", "--dim", "1", "--where", "t1 != 0"), Exit.OPEN, "a division by t1, which is no number, is beyond"),
    (("E(g1)", "--equals", "0", "--noise", "gaussian(0,1)", "--dim", "1"), Exit.OPEN, "gaussian(0,1) is no law with exact arithmetic"),
    ((MAX, "--equals", SIGNS.replace("3/4*t1", "2/3*t1"), "--noise", "rademacher", "--dim", "2"), Exit.FAILS, "fails at t1 = "),
    (("abs(t1)", "--equals", "t1", "--dim", "1"), Exit.FAILS, "fails at t1 = -"),
    (("abs(t1)", "--equals", "t1", "--dim", "1", "--where", "t1 >= 0"), Exit.HOLDS, "given t1 >= 0"),
    (("0.1 + 0.2", "--equals", "0.3", "--dim", "1"), Exit.HOLDS, "proved (exact)"),
    (("exp(t1)", "--equals", "1 + t1", "--dim", "1", "--where", "t1 > 0"), Exit.OPEN, "undecided"),
])
def test_formulas_are_decided(capsys, arguments, code, word):
    got, out, err = run(capsys, "formula", *arguments)
    assert got == code and word in " ".join(out.split()) + " " and err == ""


@pytest.mark.parametrize("arguments, parts", [
    (("t1", "--equals", "t2", "--dim", "2", "--where", "t1 > t2", "--where", "t1 > 0", "--where", "t2 > t1"),
     ("'t1 > t2' and 't2 > t1' contradict each other", "nothing would be said")),
    (("t1", "--equals", "t1", "--dim", "1", "--where", "t1^2 < 0"), ("'t1^2 < 0' can never be true",)),
    (("E(g1)", "--equals", "0", "--dim", "1"), ("EXPR: g1 is noise, but no law is given", "--noise")),
    (("g1 + E(g1)", "--equals", "0", "--dim", "1", "--noise", "rademacher"), ("g1 is noise outside E(...) and P(...)",)),
    (("2t1", "--equals", "t1", "--dim", "1"), ("EXPR", "2*t1")),
    (("t3", "--equals", "t1", "--dim", "2"), ("EXPR: t3 is no coordinate for --dim 2", "t1 to t2")),
    (("t1", "--equals", "g0", "--dim", "2"), ("--equals: g0 is no coordinate",)),
    (("max(t1", "--equals", "t1", "--dim", "2"), ("EXPR", "column")),
    (("t1 = 1", "--equals", "t1", "--dim", "2"), ("is not a value", "--where")),
    (("t1", "--equals", "t1", "--dim", "2", "--where", "t1"), ("--where: 't1' is not a condition",)),
    (("mx(t1, t2)", "--equals", "t1", "--dim", "2"), ("there is no function 'mx'",)),
    (("__import__('os')", "--equals", "t1", "--dim", "2"), ("EXPR", "column 1")),
    (("E(g1)", "--equals", "0", "--dim", "1", "--noise", "gausian"), ("--noise", "gaussian")),
    (("E(g1)", "--equals", "0", "--dim", "1", "--noise", "uniform(1,-1)"), ("--noise", "a < b")),
    (("E(g1)", "--equals", "0", "--dim", "3", "--noise", "rademacher; rademacher"), ("2 laws for 3 coordinates",)),
    (("t1", "--equals", "t1", "--dim", "0"), ("--dim",)),
    (("t1", "--dim", "1"), ("Missing option '--equals'",)),
])
def test_a_formula_that_cannot_be_read_is_one_line(capsys, arguments, parts):
    code, out, err = run(capsys, "formula", *arguments)
    assert code == Exit.USAGE and out == "" and err.startswith("verify: ") and err.count("\n") == 1
    for part in parts:
        assert part in err


CHECK = "verify check --statements statements certificates/formula-*.json"


def test_a_formula_s_certificate_can_be_checked_where_it_lies(capsys, monkeypatch, tmp_path):
    import shlex

    out = tmp_path / "out"
    arguments = ("formula", "abs(t1)", "--equals", "t1", "--dim", "1", "--where", "t1 >= 0", "--report", str(out))
    assert run(capsys, *arguments)[0] == 0
    assert run(capsys, "formula", "abs(t1)", "--equals", "-t1", "--dim", "1", "--where", "t1 <= 0", "--report", str(out))[0] == 0
    page = " ".join((out / "formula.md").read_text(encoding="utf-8").split())
    assert "Typed as" in page and CHECK in page and "verify formula 'abs(t1)' --equals -t1 --dim 1 --where 't1 <= 0'" in page
    monkeypatch.chdir(out)
    program, *words = shlex.split(CHECK)
    (certificate,) = Path("certificates").glob(words.pop().removeprefix("certificates/"))
    code, text, _ = run(capsys, *words, str(certificate))
    assert program == "verify" and code == 0 and text.startswith("accepted")
    statement = Path("statements/formula.toml")
    statement.write_text(statement.read_text().replace("abs(t1) = -t1", "abs(t1) = -t2"))
    code, text, _ = run(capsys, *words, str(certificate))
    assert code == 1 and "digest" in text
    assert run(capsys, "check", str(certificate))[1].count("--statements DIR") == 1


def test_the_values_at_a_counterexample_are_recorded():
    from verifier.claims.book import Run
    from verifier.formula import as_book, prove

    def found(folder, *question):
        (item,) = prove(as_book(folder, *question).statements["formula"], Run())
        return item.certificate.asserts, item.record

    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        assert found(Path(one), "max(t1, 1/3)", "1/2", None, 1, ()) == ("fails", {"left side": "1/3", "right side": "1/2"})
        nowhere = "undefined: a division by zero"
        assert found(Path(two), "1/t1", "1/t1", None, 1, ()) == ("fails", {"left side": nowhere, "right side": nowhere})


def test_identical_terms_are_found_and_others_are_not():
    from verifier.claims.formula import parse
    from verifier.identities import identical

    for left, right, answer in (
        ("exp(a)*exp(b)", "exp(a + b)", True), ("1/(1 + exp(-a))", "exp(a)/(1 + exp(a))", True), ("exp(a)", "1 + a", False),
        ("a/a", "1", False), ("exp(log(a))", "a", False), ("max(a, 1)", "max(a, 1)", False), ("(a + b)^2", "a^2 + 2*a*b + b^2", True),
    ):
        assert identical(parse(left), parse(right)) is answer, left


def test_a_formula_s_json_is_that_of_a_statement(capsys):
    _, out, _ = run(capsys, "formula", "abs(t1)", "--equals", "t1", "--dim", "1", "--json")
    row = json.loads(out)
    assert row["id"] == "formula" and row["printed"]["verdict"] == "refuted" and "t1" in row["printed"]["counterexample"]["at"]


@pytest.mark.parametrize("redirect, code", [("2>&-", 0), ("2>/dev/full", 0), (">&-", 0), (">/dev/full", 2)])
def test_a_stream_that_nobody_reads_changes_no_answer(redirect, code):
    done = subprocess.run(f"{sys.executable} -m verifier list {redirect}", shell=True, capture_output=True, text=True)
    assert done.returncode == code and "Traceback" not in done.stderr


@pytest.mark.parametrize("seconds", ["nan", "inf", "1e9", "0", "-1", "soon"])
def test_a_time_limit_is_a_finite_number_of_seconds(seconds):
    done = subprocess.run([sys.executable, "-m", "verifier", "equation", "67", "--timeout", seconds], capture_output=True, text=True)
    assert done.returncode == 2 and "--timeout" in done.stderr and done.stderr.count("\n") == 1


def test_a_proof_module_that_leaves_is_a_defect_not_an_answer(tmp_path):
    (tmp_path / "leaving.py").write_text("raise SystemExit(0)\n")
    script = ("from verifier.claims.book import Book; import verifier.claims.book as shelf; from verifier.cli import main; import proofs, sys\n"
              "book = Book('b', proofs.BOOK.root, ('leaving',)); shelf.books = lambda: (book,)\n"
              "import verifier.cli.lookup as lookup; lookup.books = lambda: (book,)\n"
              "sys.exit(main(['equation', '67']))")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 70 and "SystemExit" in done.stderr


@pytest.mark.parametrize("noise, words", [("uniform(0,1/0)", "undefined parameter"), ("Rademacher", "write rademacher"), ("UNIFORM(0,1)", "write uniform(0,1)")])
def test_odd_laws_are_input_errors(noise, words, capsys):
    assert main(["formula", "E(g1)", "--equals", "0", "--noise", noise, "--dim", "1"]) == Exit.USAGE
    assert words in capsys.readouterr().err


def test_reports_need_a_folder_with_a_name(capsys):
    assert main(["equation", "67", "--report", ""]) == Exit.USAGE
    assert "name a folder" in capsys.readouterr().err
