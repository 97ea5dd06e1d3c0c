"""Coq files written from claims: the book's are what is written, a user's are proved, and what is false or has no lemma is refused."""

import json
import re
import shutil
import subprocess
import tomllib
from dataclasses import replace
from fractions import Fraction as Q
from pathlib import Path

import pytest

import verifier.formal
from proofs import BOOK, digits
from verifier.checker.rules import coq
from verifier.cli import main
from verifier.cli.exits import Exit
from verifier.formal import ask, home
from verifier.models import ModelError
from verifier.models.formal import FAMILIES, Claim, claims, decimal, files, ratio

PERTURB = Path(__file__).parent.parent / "proofs" / "coq"
THETA = (Q(3, 10), Q(-1, 5))
NORMAL = ("--model", "argmax", "--noise", "gaussian(0,1)", "--theta", "0.3,-0.2")
needs_coq = pytest.mark.skipif(coq.coqc() is None, reason="coqc is not installed")


# the book's files

def test_generated_files_are_what_python_writes_from_the_rows():
    written = digits.written()
    assert {unit: (PERTURB / f"{unit}.v").read_text(encoding="utf-8") for unit in written} == written
    there = {f"{path.parent.name}/{path.stem}" for path in PERTURB.glob("*/certificate_*.v")}
    assert there == set(written) and len(there) == 2 * len(digits.CERTIFICATES)


def test_a_claim_is_read_from_its_row():
    claim = digits.claim(BOOK.statements["claim digits of gumbel-argmax-3"])
    assert claim == Claim("gumbel-argmax", (Q(3, 10), Q(-1, 5), Q(1, 2)), 2, Q(214478409, 10**9), Q(1, 10**8))


@pytest.mark.parametrize("path", sorted((PERTURB / "statements").glob("*.v")), ids=lambda path: path.stem)
def test_each_statement_file_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    header = re.match(r"\(\*\*? (.+?)\*\)", text, re.DOTALL)
    assert header and re.search(r"\w{3,}.*[.:]", header[1], re.DOTALL), "a statement file begins with a sentence on what it encodes"
    assert len(text.splitlines()) <= 150 and max(map(len, text.splitlines())) <= 150
    rows = tomllib.loads((PERTURB / "index.toml").read_text(encoding="utf-8"))["formal"]
    if (PERTURB / "theorems" / path.name).exists():
        assert re.search(rf"^Definition {path.stem} : Prop :=$", text, re.MULTILINE) or f"Definition {path.stem} : Prop := " in text
        encodings = [row["encoding"] for row in rows if row["name"] == path.stem]
        assert encodings and all(len(words.split()) >= 4 and words.endswith(".") for words in encodings)


# what is written

def test_a_claim_comes_from_balls_and_is_written_in_exact_rationals():
    (claim,) = claims("argmax", "gumbel", THETA, 6, (2,))
    assert abs(claim.middle - Q("0.3775406688")) < Q(1, 10**6) and claim.radius == Q(1, 10**6) and 10**7 % claim.middle.denominator == 0
    text = files(claim, "name")["statements/name"]
    assert f"gumbel_argmax_probability (-1 / 5) [3 / 10] p /\\ Rabs (p - {ratio(claim.middle)}) <= 1 / 10 ^ 6." in text
    assert claim.left_out in " ".join(text.split()) and "the probability of choice 2" in text
    assert [one.choice for one in claims("softmax", "gumbel", THETA, 3)] == [1, 2]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_false_claim_is_not_written(family):
    (claim,) = claims(family.rpartition("-")[2], FAMILIES[family].noise, THETA, 6, (1,))
    assert files(claim, "name")
    for wrong in (replace(claim, middle=claim.middle + claim.radius), replace(claim, radius=claim.radius / 10**3), replace(claim, choice=2)):
        with pytest.raises(ModelError, match="not so, or too narrow"):
            files(wrong, "name")


@pytest.mark.parametrize("asked, says", [
    (("argmax", "uniform(0,1)", THETA, 8), "there is no Coq proof"), (("argmax", "gaussian(0,1)", (*THETA, Q(0)), 8), "there is no Coq proof"),
    (("softmax", "gumbel", (*THETA, Q(0)), 8), "there is no Coq proof"), (("argmax", "gaussian(0,2)", THETA, 8), "there is no Coq proof"),
    (("argmax", "gumbel; gaussian(0,1)", THETA, 8), "there is no Coq proof"), (("argmax", "gumbel", THETA, 13), "1 to 12"),
    (("argmax", "gumbel", THETA, 0), "1 to 12"), (("argmax", "gumbel", THETA, 8, (3,)), "no choice 3"),
])
def test_what_cannot_be_written_is_refused(asked, says):
    with pytest.raises(ModelError, match=says):
        claims(*asked)


def test_rationals_are_written_exactly():
    assert [ratio(q) for q in (Q(2), Q(-1, 3), Q(12345, 10**5), Q(1, 4))] == ["2", "-1 / 3", "12345 / 10 ^ 5", "1 / 4"]
    assert [decimal(q) for q in (Q(2), Q(-1, 3), Q(-5, 4), Q(1, 10**8))] == ["2", "-1/3", "-1.25", "10^-8"]


# asking Coq

@needs_coq
def test_coq_accepts_what_is_true_and_rejects_what_is_not(monkeypatch):
    (claim,) = claims("argmax", "gaussian(0,1)", THETA, 1, (1,))
    wrong = replace(claim, middle=claim.middle + 3 * claim.radius)
    monkeypatch.setattr("verifier.models.formal._refuse_false", lambda *_: None)
    assert home([PERTURB.parent, PERTURB], [claim]) == PERTURB and home([], [claim]) is None
    right, false = ask([claim, wrong], PERTURB)
    assert right.accepted and set(right.axioms) <= set(coq.Library(PERTURB).allowed) and right.name != false.name
    assert right.bounds[0] <= Q("0.63816") <= right.bounds[1] and right.bounds[1] - right.bounds[0] == Q(2, 10)
    assert not false.accepted and "does not accept" in false.reason and false.axioms == ()


@needs_coq
def test_the_command_proves_a_claim_and_keeps_its_files(capsys, tmp_path):
    assert main(["formal", *NORMAL, "--digits", "1", "--choice", "1", "--choice", "1", "--json", "--files", str(tmp_path)]) == Exit.HOLDS
    (answer,) = json.loads(capsys.readouterr().out)["claims"]
    assert answer["accepted"] and answer["choice"] == 1 and Q(answer["low"]) < Q(answer["high"]) and answer["axioms"]
    assert {unit: (tmp_path / f"{unit}.v").read_text() for unit in answer["files"]} == answer["files"]
    assert main(["formal", *NORMAL, "--digits", "1", "--choice", "1"]) == Exit.HOLDS
    out = capsys.readouterr().out
    assert out.startswith("proved (formal)  ") and "left out: that the integral is this probability" in out and "axioms: Coq." in out


@needs_coq
def test_what_coq_does_not_accept_is_not_proved(capsys, monkeypatch):
    def refused(asked, folder):
        return (verifier.formal.Answer(claim, "claim_1", {}, (), "coqc took more than 240 seconds") for claim in asked)

    monkeypatch.setattr("verifier.cli.claimed.ask", refused)
    assert main(["formal", *NORMAL, "--choice", "1"]) == Exit.OPEN
    out = capsys.readouterr().out
    assert out.startswith("not proved\n") and "took more than 240 seconds" in out and "proved (formal)" not in out


@pytest.mark.parametrize("arguments, says", [
    (("--model", "argmax"), "needs --model, --noise and --theta"), (("theorem_4_3", *NORMAL), "no names"), (("--digits", "3"), "needs --model"),
])
def test_half_a_claim_is_a_usage_error(capsys, arguments, says):
    assert main(["formal", *arguments]) == Exit.USAGE
    assert says in capsys.readouterr().err


@needs_coq
@pytest.mark.parametrize("arguments, says", [
    (("--theta", "0.3,x"), "theta_2"), (("--theta", "0.3,-0.2,1"), "there is no Coq proof"), (("--choice", "3"), "no choice 3"),
    (("--noise", "laplace"), "there is no Coq proof"), (("--noise", "nonsense"), "nonsense"),
])
def test_a_claim_without_a_proof_is_a_usage_error(capsys, arguments, says):
    assert main(["formal", *NORMAL, *arguments]) == Exit.USAGE
    assert says in capsys.readouterr().err


def test_without_coqc_the_command_says_what_is_missing(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("COQBIN", str(tmp_path))
    assert main(["formal", *NORMAL]) == Exit.MISSING
    assert "make formal" in capsys.readouterr().err


# installing

@pytest.mark.parametrize("ready, code, says", [(0, 0, ""), (4, 4, "there is no apt-get here")])
def test_the_installer_does_nothing_or_says_what_it_cannot_do(tmp_path, ready, code, says):
    verify = tmp_path / "verify"
    verify.write_text(f"#!/bin/sh\nexit {ready}\n")
    verify.chmod(0o755)
    (tmp_path / "sh").symlink_to(shutil.which("sh"))
    done = subprocess.run([PERTURB / "install.sh", verify], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == code and says in done.stderr and done.stdout == ""


def test_ready_is_said_by_the_exit_code(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("COQBIN", str(tmp_path))
    assert main(["formal", "--ready"]) == Exit.MISSING
    assert main(["formal", "--ready", *NORMAL]) == Exit.USAGE
