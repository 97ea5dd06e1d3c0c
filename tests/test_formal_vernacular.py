"""What a Coq file may contain: every way in that was found must be closed, and what the book needs must stay open."""

from pathlib import Path

import pytest

from verifier.checker import Rejected
from verifier.checker.rules.vernacular import sentences, vetted, words

PERTURB = Path(__file__).parent.parent / "proofs" / "coq"


def judged(tmp_path, room: str, text: str) -> None:
    path = tmp_path / room / "x.v"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    vetted(path)


def test_all_files_of_the_book_pass():
    files = list(PERTURB.glob("*/*.v"))
    assert len(files) > 70
    for path in files:
        vetted(path)


def test_comments_and_strings_hide_nothing(tmp_path):
    assert words('a (* b (* c *) "*)" d *) e "Axiom" f').split() == ["a", "e", "f"]
    with pytest.raises(Rejected, match="not closed"):
        words("a (* b")
    judged(tmp_path, "library", "(* Admitted *) Definition Admitted' := 1. Definition myAxiom := 2.")
    with pytest.raises(Rejected, match="Admitted"):
        judged(tmp_path, "library", "Lemma a : True. Admitted.")


def test_a_sentence_ends_where_coq_ends_it():
    assert sentences("Open Scope R_scope. Definition x := Rabs\n (y.z). auto...Next. Last.") == [
        "Open Scope R_scope", "Definition x := Rabs (y.z)", "auto", "Next", "Last"]


@pytest.mark.parametrize("text", [
    "Timeout 9Axiom x : False.", "Timeout 100Redirect \"/tmp/x\" Print nat.", "Timeout 9Declare ML Module \"a\".", "Timeout 100Load x.", "Timeout 9Primitive x := y.",
    "Time Print nat.", "Print Universes \"x\".", "Add LoadPath \"x\" as y.", "Add ML Path \"x\".", "Declare Module M.", "Fail Definition x := 1.", "Goal True.", "#[global] Set X.",
    "Global Set Printing Depth 2.", "Set Printing Width 2.", "Lemma a : True. { Axiom b : True. }", "Lemma a : True. auto...Axiom b : True.", "Inductive x := .",
    "Lemma a : True. 1: Admitted.", "Lemma a : True. [b]: Print nat.", "Lemma a : True. - Print nat.", "Register x as y.", "Polymorphic Definition x := 1.", "9Axiom x : False.",
    "Lemma a : True. auto 9Axiom x : False.", "Lemma a : True. auto 12Parameter x : False.", "Lemma a : True. 1: auto 9Admitted.",
])
def test_what_is_no_proof_is_rejected(tmp_path, text):
    with pytest.raises(Rejected, match="contains"):
        judged(tmp_path, "theorems", text)


@pytest.mark.parametrize("text", [
    "Record box := { small :> R }.", "#[canonical] Definition x := 1.", "Proposition x : True.", "Goal True.", "Definition x : Prop.", "Definition x : Prop. exact True. Defined.",
    "Timeout 9Notation R := nat.", "Notation R := nat.", "Fixpoint f (n : nat) := n where \"a + b\" := (f a).", "Definition x := ltac:(exact 1).", "Definition \u0445 := 1.",
    "Example x : True.", "Class C := c : nat.", "Export Reals.", "Require Export Reals.", "Local Notation a := b.", "Module M.", "Set Universe Polymorphism.", "Coercion f : a >-> b.",
    "Open Scope R_scope. Lemma x : True.", "Arguments f {d}. Hint Resolve x.", "Canonical x.", "Variable x : R.", "Include M.",
])
def test_a_statement_file_contains_nothing_but_definitions(tmp_path, text):
    with pytest.raises(Rejected, match="contains"):
        judged(tmp_path, "statements", text)


@pytest.mark.parametrize("text", [
    "From Coq Require Import Reals List.\nImport ListNotations.\nLocal Open Scope R_scope.\nDefinition x (t : R) : Prop := t = t.",
    "Set Implicit Arguments.\nUnset Strict Implicit.\nRecord law (d : nat) := { size : nat }.\nArguments size {d}.\nFixpoint sum (n : nat) := match n with O => O | S m => sum m end.",
])
def test_definitions_pass(tmp_path, text):
    judged(tmp_path, "statements", text)


@pytest.mark.parametrize("text", [
    "Lemma a : True /\\ True. Proof. split. - exact I. - { exact I. } Qed.", "Lemma a : True. Proof. all: try (exact I). Unshelve. 2: exact I. Qed.",
    "Section S. Context (x : nat). Hypothesis h : x = x. Local Notation y := x. End S.", "Lemma a : True. Proof. (exact I). [x]: auto. Defined.",
])
def test_proofs_pass(tmp_path, text):
    judged(tmp_path, "library", text)
