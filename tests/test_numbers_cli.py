"""`verify probabilities` and `verify identify`: the outside contract, wrong input, refusals, and that shown numbers contain the truth."""

import json
import subprocess
import sys
import time
from fractions import Fraction as Q

import mpmath
import pytest

from verifier import computation
from verifier.cli import main
from verifier.cli.exits import Exit
from verifier.computation import Answered, Task
from verifier.processes import Stopped

GUMBEL = ("--model", "argmax", "--noise", "gumbel")


class Here:
    """A worker without a process of its own, so that many questions are quick."""

    def __init__(self, name, answer):
        self.answer = answer

    def send(self, task):
        self.task = task

    def items(self, deadline):
        return list(self.answer(self.task))

    def close(self):
        pass


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr("verifier.processes.Worker", Here)


def run(capsys, *arguments):
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def ask(capsys, *arguments):
    code, out, err = run(capsys, *arguments, "--json")
    return code, json.loads(out) if out else None, err


def holds(shown, truth, digits: int, least: int = 0) -> bool:
    """The numerals' ball contains the truth (an mpf or a Fraction) and is as narrow as promised."""
    mid, rad = Q(shown["mid"]), Q(shown["rad"])
    if not isinstance(truth, Q):
        sign, mantissa, exponent, _ = truth._mpf_
        truth = (-1) ** sign * Q(int(mantissa)) * Q(2) ** exponent
    return abs(mid - truth) <= rad <= Q(1, 10**digits) * max(least, abs(mid) - rad)


# probabilities


def test_gumbel_argmax_in_json_is_the_contract(here, capsys):
    code, found, err = ask(capsys, "probabilities", *GUMBEL, "--theta", "-0.3,7/10,1.1,0", "--digits", "30")
    assert code == Exit.HOLDS and err == "" and list(found) == ["probabilities", "subdifferential", "value"]
    with mpmath.workdps(60):
        weights = [mpmath.exp(mpmath.mpf(x) / 10) for x in (-3, 7, 11, 0)]
        total = mpmath.fsum(weights)
        assert all(holds(p, w / total, 30) for p, w in zip(found["probabilities"], weights))
        assert holds(found["value"], mpmath.log(total) + mpmath.euler, 30, 1)
    assert found["subdifferential"] is None and len(found["probabilities"]) == 4


def test_gaussian_and_softmax_contain_closed_forms(here, capsys):
    code, found, _ = ask(capsys, "probabilities", "--model", "argmax", "--noise", "gaussian(0,1)", "--theta=-1,0", "--digits", "25")
    with mpmath.workdps(50):
        assert code == 0 and holds(found["probabilities"][0], mpmath.ncdf(-1 / mpmath.sqrt(2)), 25)
        _, hot, _ = ask(capsys, "probabilities", "--model", "softmax", "--noise", "gumbel(0,2)", "--theta", "2,0", "--temperature", "2")
        e = mpmath.e
        assert holds(hot["probabilities"][0], e * (e - 2) / (e - 1) ** 2, 20)


def test_rational_answers_are_fractions_and_certain_ones_are_0_and_1(here, capsys):
    _, found, _ = ask(capsys, "probabilities", "--model", "argmax", "--noise", "uniform(-1,1)", "--theta", "1,0")
    assert found == {"probabilities": ["7/8", "1/8"], "subdifferential": None, "value": "25/24"}
    _, found, _ = ask(capsys, "probabilities", "--model", "argmax", "--noise", "uniform(-1,1); uniform(-1,1)", "--theta", "5,0")
    assert found == {"probabilities": ["1", "0"], "subdifferential": None, "value": "5"}


def test_a_tie_gives_the_vertices_of_the_subdifferential(here, capsys):
    code, found, _ = ask(capsys, "probabilities", "--model", "argmax", "--noise", "rademacher", "--theta", "0,0")
    assert code == 0 and found["probabilities"] is None and found["value"] == "1/2"
    assert sorted(found["subdifferential"]["vertices"]) == [["1/4", "3/4"], ["3/4", "1/4"]]
    code, found, _ = ask(capsys, "probabilities", "--model", "argmax", "--noise", "rademacher; rademacher; gumbel", "--theta", "0,0,0")
    assert code == 0 and found["probabilities"] is None and len(found["subdifferential"]["vertices"]) == 2
    assert all(Q(x["rad"]) < Q(1, 10**20) for vertex in found["subdifferential"]["vertices"] for x in vertex)


def test_noise_without_a_mean_has_a_normalised_value(here, capsys):
    code, found, _ = ask(capsys, "probabilities", "--model", "argmax", "--noise", "cauchy", "--theta", "0,1", "--digits", "12")
    assert code == 0 and list(found) == ["normalised_value", "probabilities", "subdifferential", "value"] and found["value"] is None
    with mpmath.workdps(40):
        assert holds(found["probabilities"][0], mpmath.mpf(1) / 2 - mpmath.atan(mpmath.mpf(1) / 2) / mpmath.pi, 12)
        slope = mpmath.mpf(1) / 2 + mpmath.atan(mpmath.mpf(1) / 2) / mpmath.pi - mpmath.log(mpmath.mpf(5) / 4) / mpmath.pi
        assert holds(found["normalised_value"], slope, 12, 1)


def test_probabilities_far_below_the_reach_of_floats(here, capsys):
    _, found, _ = ask(capsys, "probabilities", *GUMBEL, "--theta", "-1e6,0", "--digits", "10")
    with mpmath.workdps(40):
        mid, rad = (mpmath.mpf(found["probabilities"][0][part]) for part in ("mid", "rad"))
        assert abs(mid - 1 / (1 + mpmath.exp(10**6))) <= rad <= mid / 10**10 and mpmath.mag(mid) == -1442695


def test_text_shows_a_table_and_where_it_comes_from(here, capsys):
    code, out, err = run(capsys, "probabilities", *GUMBEL, "--theta", "-1/2,0.25", "--digits", "12")
    assert code == 0 and err == "" and "\x1b" not in out
    assert out.startswith("Perturb-Argmax, gumbel, 2 choices\n")
    for part in ("theta", "-1/2", "1/4", "0.320821300825", "0.679178699175", "value", "enclosed: radius at most 10^-12", "ball arithmetic"):
        assert part in out


def test_text_at_ties_and_for_fractions(here, capsys):
    _, out, _ = run(capsys, "probabilities", "--model", "argmax", "--noise", "rademacher", "--theta", "0,0")
    assert out.count("vertex") == 2 and "1/4, 3/4" in out and "exact" in out
    _, out, _ = run(capsys, "probabilities", "--model", "argmax", "--noise", "cauchy", "--theta", "0", "--digits", "5")
    assert "1 choice\n" in out and "none: the noise has no mean" in out


def test_text_does_not_show_almost_1_as_1_nor_rounded_fractions_as_exact(here, capsys):
    _, out, _ = run(capsys, "probabilities", *GUMBEL, "--theta", "1000,0", "--digits", "5")
    assert "≈ 1\n" in out and "5.076e-435" in out
    _, out, _ = run(capsys, "probabilities", "--model", "argmax", "--noise", "uniform(-1,1)", "--theta", "1/97,0,1/89", "--digits", "5")
    assert "exact" in out and "--json has them" in out
    _, out, _ = run(capsys, "probabilities", "--model", "argmax", "--noise", "uniform(-1,1)", "--theta", "5,0", "--digits", "5")
    assert "≈" not in out and "--json" not in out


# identify


def test_identify_gives_log_p_for_gumbel(here, capsys):
    code, found, err = ask(capsys, "identify", *GUMBEL, "--p", "1/5,3/10,1/2")
    assert code == Exit.HOLDS and err == "" and list(found) == ["reason", "solutions", "theta", "unique"]
    assert found["unique"] is True and found["solutions"] == "point"
    with mpmath.workdps(40):
        logs = [mpmath.log(mpmath.mpf(x) / 10) for x in (2, 3, 5)]
        assert all(holds(x, log - mpmath.fsum(logs) / 3, 20, 1) for x, log in zip(found["theta"], logs))


def test_identify_says_set_and_none(here, capsys):
    code, found, _ = ask(capsys, "identify", "--model", "argmax", "--noise", "rademacher", "--p", "1/4,3/4")
    assert code == Exit.FAILS and found["solutions"] == "set" and found["unique"] is False
    assert found["differences"] == [{"i": 1, "j": 2, "low": "-2", "high": "0"}]
    code, found, _ = ask(capsys, "identify", *GUMBEL, "--p", "1,0")
    assert code == Exit.FAILS and found["theta"] is None and found["solutions"] == "none" and "p_2 = 0" in found["reason"]
    code, found, _ = ask(capsys, "identify", *GUMBEL, "--p", "3/2,-1/2")
    assert code == Exit.FAILS and found["solutions"] == "none" and "simplex" in found["reason"]


def test_identify_in_text(here, capsys):
    code, out, _ = run(capsys, "identify", *GUMBEL, "--p", "1/5,3/10,1/2", "--digits", "8")
    assert code == 0 and "-0.44058528" in out and "one: this theta of sum 0 and no other" in out and "10^-8" in out
    code, out, _ = run(capsys, "identify", "--model", "argmax", "--noise", "rademacher", "--p", "1/4,3/4")
    assert code == 1 and "more than one" in out and "-2 <= theta_1 - theta_2 <= 0" in out


def test_undecided_exits_3_and_says_so(here, capsys, monkeypatch):
    monkeypatch.setattr(computation, "identify", lambda task: [computation.undecided("no proof was found")])
    code, found, _ = ask(capsys, "identify", *GUMBEL, "--p", "1/2,1/2")
    assert code == Exit.OPEN and found == {"theta": None, "unique": False, "solutions": "undecided", "reason": "no proof was found"}
    monkeypatch.setattr(computation, "identify", lambda task: [Answered("refused", "too hard")])
    code, found, err = ask(capsys, "identify", *GUMBEL, "--p", "1/2,1/2")
    assert code == Exit.OPEN and found["reason"] == "too hard" and err == "verify: undecided: too hard\n"
    assert run(capsys, "identify", *GUMBEL, "--p", "1/2,1/2") == (Exit.OPEN, "", "verify: undecided: too hard\n")


def test_numbers_typed_are_not_shown_rounded_as_if_exact(here, capsys):
    code, out, _ = run(capsys, "identify", *GUMBEL, "--p", f"{1 - Q(1, 10**30)},1e-30", "--digits", "8")
    assert code == 0 and " ≈ 1 " in out and " 1e-30 " in out
    _, out, _ = run(capsys, "probabilities", "--model", "argmax", "--noise", "uniform(-1,1)", "--theta", "0.99999999999,0", "--digits", "5")
    assert " ≈ 1 " in out and "value  ≈ 1.0417" in out


def test_long_numerals_are_shortened_in_text_and_exact_in_json(here, capsys):
    arguments = ("identify", *GUMBEL, "--p", "1e-500,1/2,1/2")
    code, out, _ = run(capsys, *arguments)
    assert code == Exit.FAILS and "sum to 1 + 1e-500" in out and "1/3" in out and "0" * 40 not in out
    _, found, _ = ask(capsys, *arguments)
    assert f"1/{10**500}" in found["reason"]
    assert computation.shortened(f"by {'7' * 50}/3, 1/3 and 0.{'1' * 60}") == "by ≈ 2.59259259259e49, 1/3 and ≈ 0.111111111111"


def test_kinks_and_flat_pieces_of_mixed_noise(here, capsys):
    code, found, _ = ask(capsys, "identify", "--model", "argmax", "--noise", "rademacher; rademacher; gaussian", "--p", "3/10,3/10,2/5")
    assert code == Exit.HOLDS and found["solutions"] == "point" and found["theta"][0]["mid"] == found["theta"][1]["mid"]
    code, found, _ = ask(capsys, "identify", "--model", "argmax", "--noise", "rademacher; uniform(0,1/2); uniform(0,1/2)", "--p", "1/2,1/4,1/4")
    assert code == Exit.FAILS and found["solutions"] == "set" and found["theta"] == ["1/6", "-1/12", "-1/12"]
    code, found, _ = ask(capsys, "identify", "--model", "argmax", "--noise", "constant(0); rademacher; uniform(-1,1)", "--p", "1/4,1/4,1/2")
    assert code == Exit.OPEN and found["theta"] is None and found["unique"] is False


def test_many_differences_are_listed_in_json_alone(here, capsys):
    p = ",".join(["1/2", "1/2", *["0"] * 12])
    _, out, _ = run(capsys, "identify", "--model", "argmax", "--noise", "uniform(-1,1)", "--p", p)
    assert "and so on for 31 more differences" in out and out.count("theta_") == 2 * computation.MOST_LINES


# wrong input


@pytest.mark.parametrize("arguments, parts", [
    (("probabilities", *GUMBEL, "--theta", "nan,0"), ("theta_1", "'nan'")),
    (("probabilities", *GUMBEL, "--theta", "0,inf"), ("theta_2", "'inf'")),
    (("probabilities", *GUMBEL, "--theta", "0,,1"), ("theta_2",)),
    (("probabilities", *GUMBEL, "--theta", ""), ("theta is empty",)),
    (("probabilities", *GUMBEL, "--theta", "1/0"), ("divides by zero",)),
    (("probabilities", *GUMBEL, "--theta", "1e99999"), ("theta_1",)),
    (("probabilities", *GUMBEL, "--theta", "1,0", "--digits", "0"), ("--digits",)),
    (("probabilities", *GUMBEL, "--theta", "1,0", "--digits", "1000000"), ("--digits",)),
    (("probabilities", *GUMBEL, "--theta", "1,0", "--temperature", "1/2"), ("temperature",)),
    (("probabilities", "--model", "softmax", "--noise", "gumbel", "--theta", "1,0", "--temperature", "0"), ("temperature", "not positive")),
    (("probabilities", "--model", "softmax", "--noise", "gumbel", "--theta", "1,0", "--temperature", "-1"), ("not positive",)),
    (("probabilities", "--model", "softmax", "--noise", "gumbel", "--theta", "1,0", "--temperature", "1,2"), ("temperature",)),
    (("probabilities", "--model", "hardmax", "--noise", "gumbel", "--theta", "1,0"), ("hardmax",)),
    (("probabilities", "--model", "argmax", "--noise", "gumbl", "--theta", "1,0"), ("did you mean gumbel?",)),
    (("probabilities", "--model", "argmax", "--noise", "gumbel; gumbel", "--theta", "1,0,2"), ("2 laws for 3 coordinates",)),
    (("probabilities", "--model", "argmax", "--noise", "gaussian(0,0)", "--theta", "1,0"), ("not positive",)),
    (("probabilities", "--model", "argmax", "--noise", "gaussian(0,0.1.2)", "--theta", "1,0"), ("exact number",)),
    (("probabilities", "--model", "argmax", "--theta", "1,0"), ("--noise",)),
    (("probabilities", *GUMBEL), ("--theta",)),
    (("probabilities", *GUMBEL, "--theta", "1,0", "--timeout", "0"), ("--timeout",)),
    (("identify", *GUMBEL, "--p", "1/2,x"), ("p_2", "'x'")),
    (("identify", *GUMBEL), ("--p",)),
])
def test_wrong_input_gets_one_line(here, capsys, arguments, parts):
    code, out, err = run(capsys, *arguments)
    assert code == Exit.USAGE and out == "" and err.startswith("verify: ") and err.count("\n") == 1
    for part in parts:
        assert part in err


def test_numerals_may_have_exponents():
    assert computation.read_numbers("1e-12, -2.5E3,3", "p") == (Q(1, 10**12), Q(-2500), Q(3))


def test_what_cannot_be_computed_exits_3(here, capsys, monkeypatch):
    code, out, err = run(capsys, "probabilities", "--model", "argmax", "--noise", "gaussian(0,1)", "--theta", "1,0", "--digits", "5000")
    assert code == Exit.OPEN and out == "" and err.startswith("verify: not computed: ") and "5000" in err and err.count("\n") == 1


@pytest.mark.parametrize("error", [MemoryError, OverflowError])
def test_numbers_that_outgrow_the_machine_are_refused(monkeypatch, error):
    def burst(*_):
        raise error

    monkeypatch.setattr(computation, "_probabilities", burst)
    (found,) = computation.probabilities(Task("argmax", "gumbel", "1,0", None, 20))
    assert found.outcome == "refused" and "outgrow" in found.reason


def test_a_ball_too_wide_for_its_numeral_is_asked_for_again(monkeypatch):
    asked = []
    true = computation._enclosed

    def enclosed(model, theta, digits):
        asked.append(digits)
        found = true(model, theta, digits)
        return found if len(asked) > 1 else computation._Found(found.value, None, [p.union(p + p / 10**18) for p in found.probabilities], None, "")

    monkeypatch.setattr(computation, "_enclosed", enclosed)
    (found,) = computation.probabilities(Task("argmax", "gumbel", "1,0", None, 20))
    assert found.outcome == "done" and asked == [20, 20 + computation.SLACK]


# processes


class Late(Here):
    def items(self, deadline):
        time.sleep(max(0, deadline - time.monotonic()))
        raise Stopped("the computation was stopped at its time limit")


class Crashed(Here):
    def items(self, deadline):
        raise Stopped("the computation crashed (SIGSEGV)")


def test_the_time_limit_is_a_refusal_and_a_crash_a_defect(capsys, monkeypatch):
    arguments = ("probabilities", *GUMBEL, "--theta", "1,0", "--timeout", "0.05")
    monkeypatch.setattr("verifier.processes.Worker", Late)
    code, out, err = run(capsys, *arguments)
    assert code == Exit.OPEN and out == "" and "time limit of 0.05 s" in err
    monkeypatch.setattr("verifier.processes.Worker", Crashed)
    code, out, err = run(capsys, *arguments[:-2])
    assert code == Exit.INTERNAL and out == "" and "SIGSEGV" in err


def test_an_interrupt_ends_the_worker(capsys, monkeypatch):
    closed = []

    class Interrupted(Here):
        def items(self, deadline):
            raise KeyboardInterrupt

        def close(self):
            closed.append(True)

    monkeypatch.setattr("verifier.processes.Worker", Interrupted)
    assert run(capsys, "identify", *GUMBEL, "--p", "1/2,1/2")[0] == Exit.INTERRUPTED and closed == [True]


def test_the_commands_from_a_shell():
    """In processes of their own: a theta that begins with a minus sign, JSON on stdout alone, and no long start."""
    command = [sys.executable, "-m", "verifier", "probabilities", *GUMBEL, "--theta", "-1,0,1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stderr == "" and len(json.loads(done.stdout)["probabilities"]) == 3
    light = "import sys, verifier.cli.commands; print([m for m in ('flint', 'numpy', 'scipy', 'mpmath', 'rich') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", light], capture_output=True, text=True, timeout=60).stdout == "[]\n"


@pytest.mark.parametrize("command", ["probabilities", "identify"])
def test_help_has_examples_that_run(command, here, capsys):
    import shlex

    code, out, _ = run(capsys, command, "--help")
    examples = [line.strip() for line in out.splitlines() if line.strip().startswith("verify ")]
    assert code == 0 and len(examples) == 2
    for example in examples:
        assert run(capsys, *shlex.split(example)[1:])[0] == 0


@pytest.mark.parametrize("arguments, code", [
    (("identify", "--model", "argmax", "--noise", "gumbel", "--p", "1e9999,0"), Exit.FAILS),
    (("probabilities", "--model", "argmax", "--noise", "rademacher", "--theta", "1e9999,1e9999"), Exit.HOLDS),
    (("probabilities", "--model", "softmax", "--noise", "uniform(0,1)", "--theta", "1/2,1/3", "--temperature=-1e-9999"), Exit.USAGE),
    (("probabilities", "--model", "softmax", "--noise", "gumbel", "--theta", "1,0", "--temperature", "1e330"), Exit.OPEN),
])
def test_enormous_numbers_are_no_defect(capsys, arguments, code):
    assert main(list(arguments)) == code
    assert "defect" not in capsys.readouterr().err


def test_closed_streams_do_not_break_the_worker():
    script = f"exec {sys.executable} -m verifier identify --model argmax --noise gumbel --p 1/2,1/2 --json <&- 2>&-"
    found = subprocess.run(["sh", "-c", script], stdout=subprocess.PIPE, timeout=60)
    assert found.returncode == Exit.HOLDS and json.loads(found.stdout)["unique"] is True


def test_a_worker_leaves_with_its_parent(monkeypatch):
    from verifier import processes

    left = []
    parents = iter([7, 7, 1])
    monkeypatch.setattr(processes.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(processes.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(processes.os, "_exit", left.append)
    processes._leave_with_parent(7)
    assert left == [1]
