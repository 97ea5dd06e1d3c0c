"""The formal tier: what Coq's kernel accepted, tied to the statement and to the axioms that are allowed; and all that must be rejected."""

import json
import tomllib
from pathlib import Path

import pytest
from tiny_book import TRUE, book, holds, row

from verifier.checker import Rejected, check
from verifier.checker.rules import coq
from verifier.checker.rules.coq import Library, listed, resolved
from verifier.checker.rules.coqc import Missing, lacking, libraries
from verifier.claims.evidence import certify
from verifier.claims.verdict import Trust
from verifier.engines import formal
from verifier.record import differences
from verifier.kernel import UNCOMPILED, evidence, unasked
from verifier.runner import verify

needs_coq = pytest.mark.skipif(coq.coqc() is None, reason="coqc is not installed")

REALS = "Require Import Reals.\nOpen Scope R_scope.\n"
STATEMENT = REALS + "Definition maximum : Prop := forall s t : R, s <= Rmax s t.\n"
IMPORTS = "Require Import Reals.\nFrom Perturb.statements Require Import maximum.\n"
PROOF = IMPORTS + "Theorem proved : maximum. Proof. exact Rmax_l. Qed.\n"
AXIOMS = """[axioms]
"Coq.Reals.ClassicalDedekindReals.sig_forall_dec" = "limited omniscience"
"Coq.Reals.ClassicalDedekindReals.sig_not_dec" = "classical logic for decisions"
"Coq.Logic.FunctionalExtensionality.functional_extensionality_dep" = "functions with equal values are equal"
"""
INDEX = """[[formal]]
statement = "claim one"
form = "printed"
conclusion = 1
asserts = "{asserts}"
name = "maximum"
digest = "{digest}"
source = "{source}"
covers = "{covers}"
scope = "all real numbers"
encoding = "word by word"
"""


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A book with one statement, one Coq statement and its proof, and a cache of its own."""
    monkeypatch.setenv("VERIFIER_CACHE", str(tmp_path / "cache"))
    made = book(tmp_path / "book", {"claim one": holds}, row("claim one", TRUE))
    write(made, "statements/maximum", STATEMENT)
    write(made, "theorems/maximum", PROOF)
    (made.root / "coq" / "axioms.toml").write_text(AXIOMS)
    coq._requirements.cache_clear()
    if coq.coqc() is not None:
        tie(made)
    return made


def write(made, unit: str, text: str) -> None:
    path = made.root / "coq" / f"{unit}.v"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    coq._requirements.cache_clear()


def tie(made, asserts="holds", covers="all") -> None:
    """index.toml for the Coq statement and the form as they stand now."""
    source = Library(made.root / "coq").meaning("maximum")
    digest = made.statements["claim one"].form("printed").digest
    (made.root / "coq" / "index.toml").write_text(INDEX.format(asserts=asserts, digest=digest, source=source, covers=covers))


def ask(made, name="maximum", asserts="holds"):
    form = made.statements["claim one"].form("printed")
    return check(certify(form, 0, asserts, "formal", {"name": name}).as_json(), made.root / "statements")


@needs_coq
def test_a_proof_is_accepted_with_its_axioms(small):
    accepted = ask(small)
    assert accepted.trust == "formal" and accepted.kind == "formal"
    assert "Coq.Reals.ClassicalDedekindReals.sig_forall_dec" in accepted.rests_on
    assert any("comparison of the Coq statement maximum" in name for name in accepted.rests_on)


@needs_coq
def test_what_was_compiled_is_found_again_and_a_change_is_noticed(small, monkeypatch):
    ask(small)
    runs = []
    monkeypatch.setattr(coq, "_coqc", lambda tree, file: runs.append(file) or "")
    assert ask(small).trust == "formal" and not runs
    write(small, "theorems/maximum", PROOF.replace("exact Rmax_l", "intros s t; apply Rmax_l"))
    with pytest.raises(Rejected):
        ask(small)
    assert any("theorems/maximum" in file for file in runs)


@needs_coq
@pytest.mark.parametrize("proof, says", [
    (IMPORTS + "Theorem proved : maximum. Proof. Admitted.\n", "contains `Admitted`"),
    (IMPORTS + "Axiom magic : maximum.\nTheorem proved : maximum. Proof. exact magic. Qed.\n", "contains `Axiom`"),
    (IMPORTS + "Parameter magic : maximum.\nTheorem proved : maximum. Proof. exact magic. Qed.\n", "contains `Parameter`"),
    (IMPORTS + "Hypothesis magic : maximum.\nTheorem proved : maximum. Proof. exact magic. Qed.\n", "does not allow"),
    (IMPORTS + "Variable magic : maximum.\nTheorem proved : maximum. Proof. exact magic. Qed.\n", "does not allow"),
    (IMPORTS + "Section S.\nHypothesis magic : maximum.\nTheorem proved : maximum. Proof. exact magic. Qed.\nEnd S.\n", "does not accept"),
    (IMPORTS + "Theorem proved : maximum. Proof. intros s t; admit. Qed.\n", "contains `admit`"),
    (IMPORTS + "Unset Guard Checking.\nFixpoint magic (n : nat) : maximum := magic n.\nDefinition proved := magic O.\n", "contains `Unset Guard Checking`"),
    (IMPORTS + "Theorem proved : True. Proof. exact I. Qed.\n", "does not accept"),
    (IMPORTS + "Theorem other : maximum. Proof. exact Rmax_l. Qed.\n", "does not accept"),
    (IMPORTS + "Definition maximum : Prop := True.\nTheorem proved : maximum. Proof. exact I. Qed.\n", "does not accept"),
    (IMPORTS + "Theorem proved : maximum. Proof. exact Rmax_r. Qed.\n", "does not accept"),
    ("Require Import Classical.\n" + IMPORTS
     + "Theorem proved : maximum. Proof. intros s t. destruct (classic (s <= Rmax s t)%R); [assumption | apply Rmax_l]. Qed.\n", "Classical_Prop.classic"),
    (IMPORTS + "From Perturb.library Require Import absent.\nTheorem proved : maximum. Proof. exact Rmax_l. Qed.\n", "no such file"),
])
def test_a_proof_that_proves_nothing_is_rejected(small, proof, says):
    write(small, "theorems/maximum", proof)
    with pytest.raises(Rejected, match=says):
        ask(small)


@needs_coq
def test_an_assumption_cannot_go_under_an_allowed_name(small):
    fake = "Module ClassicalDedekindReals.\nHypothesis sig_not_dec : False.\nEnd ClassicalDedekindReals.\n"
    write(small, "theorems/maximum", IMPORTS + fake + "Theorem proved : maximum. Proof. destruct ClassicalDedekindReals.sig_not_dec. Qed.\n")
    with pytest.raises(Rejected, match=r"Perturb\.theorems\.maximum\.ClassicalDedekindReals\.sig_not_dec"):
        ask(small)


@needs_coq
@pytest.mark.parametrize("unit, modules, name, allowed", [
    ("library/mathcomp", ("classical", "boolp"), "functional_extensionality_dep", "mathcomp.classical.boolp.functional_extensionality_dep"),
    ("library/Coq", ("Logic", "ClassicalEpsilon"), "constructive_indefinite_description", "Coq.Logic.ClassicalEpsilon.constructive_indefinite_description"),
])
def test_a_library_file_cannot_stand_in_for_another_library(small, unit, modules, name, allowed):
    """The shortest name of the assumption is the full name of an allowed axiom, whose own file is not loaded; Coq breaks its answer into two lines."""
    opened, closed = "".join(f"Module {one}.\n" for one in modules), "".join(f"End {one}.\n" for one in reversed(modules))
    write(small, unit, f"{opened}Hypothesis {name} : False.\n{closed}")
    (small.root / "coq" / "axioms.toml").write_text(AXIOMS + f'"{allowed}" = "the true one"\n')
    lie = f"From Perturb.library Require {unit.rpartition('/')[2]}.\nTheorem proved : maximum. Proof. destruct {allowed}. Qed.\n"
    write(small, "theorems/maximum", IMPORTS + lie)
    with pytest.raises(Rejected, match="rests on Perturb.library." + allowed):
        ask(small)


@needs_coq
def test_how_coq_prints_does_not_matter(small):
    write(small, "theorems/maximum", IMPORTS + "Set Printing All.\nTheorem proved : maximum. Proof. exact Rmax_l. Qed.\n")
    assert ask(small).trust == "formal"


@needs_coq
def test_a_file_in_a_folder_of_its_own_is_rejected(small):
    write(small, "library/sub/helper", IMPORTS)
    write(small, "theorems/maximum", PROOF.replace("Theorem", "From Perturb.library.sub Require Import helper.\nTheorem"))
    with pytest.raises(Rejected, match="no such file|lies neither"):
        ask(small)


@needs_coq
def test_an_assumption_in_a_library_file_is_found(small):
    write(small, "library/helper", IMPORTS + "Hypothesis magic : maximum.\n")
    write(small, "theorems/maximum", IMPORTS + "From Perturb.library Require Import helper.\nTheorem proved : maximum. Proof. exact helper.magic. Qed.\n")
    with pytest.raises(Rejected, match=r"rests on helper\.magic"):
        ask(small)


@needs_coq
def test_a_missing_file_rejects_only_what_requires_it(small):
    write(small, "theorems/other", "From Perturb.library Require Import absent.\n")
    assert ask(small).trust == "formal"


@needs_coq
@pytest.mark.parametrize("text", [STATEMENT.replace("s <= Rmax s t", "True"), STATEMENT + "(* another remark *)\n"])
def test_another_statement_under_the_same_name_is_rejected(small, text):
    write(small, "statements/maximum", text)
    with pytest.raises(Rejected, match="is not the one that index.toml lists"):
        ask(small)


@needs_coq
@pytest.mark.parametrize("text, says", [
    (STATEMENT + "Lemma stray : True. Proof. exact I. Qed.\n", "contains `Lemma`"),
    (STATEMENT.replace("s <= Rmax", "s << Rmax").replace("Definition", 'Notation "x << y" := (Rle x x).\nDefinition'), "contains `Notation`"),
    (STATEMENT.replace("Definition", "Section S.\nHypothesis never : False.\nDefinition") + "End S.\n", "contains `Section`"),
])
def test_a_statement_file_contains_definitions_only(small, text, says):
    write(small, "statements/maximum", text)
    tie(small)
    with pytest.raises(Rejected, match=says):
        ask(small)


@needs_coq
def test_a_statement_stands_on_statement_files_alone(small):
    write(small, "library/helper", REALS)
    write(small, "statements/maximum", "From Perturb.library Require Import helper.\n" + STATEMENT)
    with pytest.raises(Rejected, match="stands on statement files alone"):
        ask(small)


@needs_coq
def test_the_tie_to_the_print_is_exact(small):
    with pytest.raises(Rejected, match="does not tie"):
        ask(small, asserts="fails")
    with pytest.raises(Rejected, match="does not tie"):
        ask(small, name="minimum")
    tie(small, covers="part")
    with pytest.raises(Rejected, match="covers only a part"):
        ask(small)
    tie(small)
    path = small.root / "statements" / "section_1.toml"
    path.write_text(path.read_text().replace(f'"{TRUE}"', '"max(t1, t2) >= t2"'))
    changed = book(small.root, {"claim one": holds}, path.read_text())
    with pytest.raises(Rejected, match="was compared with"):
        ask(changed)


@needs_coq
@pytest.mark.parametrize("name", ["", "maximum.v", "../maximum", "a b", None, 3])
def test_a_name_is_a_name(small, name):
    with pytest.raises(Rejected):
        ask(small, name=name)


@needs_coq
def test_a_missing_file_and_a_time_limit(small, monkeypatch):
    monkeypatch.setattr(coq, "SECONDS", 0.001)
    coq._requirements.cache_clear()
    with pytest.raises(Rejected, match="took more than"):
        ask(small)
    monkeypatch.undo()
    (small.root / "coq" / "theorems" / "maximum.v").unlink()
    coq._requirements.cache_clear()
    with pytest.raises(Rejected, match="there is no theorems/maximum"):
        ask(small)


@needs_coq
def test_a_damaged_cache_is_made_again(small, tmp_path):
    ask(small)
    (memory,) = (tmp_path / "cache").rglob("audits/maximum.json")
    kept = memory.read_text()
    for text in ("", "{", json.dumps({"key": "other", "axioms": []}), json.dumps([])):
        memory.write_text(text)
        assert ask(small).trust == "formal"
        assert json.loads(memory.read_text()) == json.loads(kept)


@needs_coq
def test_the_runner_raises_the_trust_and_only_the_trust(small):
    (result,) = verify(small, ["claim one"], compiling=True)
    assert result.printed.trust is Trust.FORMAL and result.printed.verdict.value == "proved"
    tie(small, covers="part")
    (result,) = verify(small, ["claim one"], compiling=True)
    assert result.printed.trust is Trust.EXACT


def test_without_coq_the_next_trust_stands(small, monkeypatch):
    (small.root / "coq" / "index.toml").write_text(INDEX.format(asserts="holds", digest="0", source="0", covers="all"))
    monkeypatch.setenv("COQBIN", str(small.root))
    coq.version.cache_clear()
    try:
        assert evidence(small, ["claim one"], compiling=True) == {}
        (result,) = verify(small, ["claim one"])
        assert result.printed.trust is Trust.EXACT
        with pytest.raises(Missing, match="make formal"):
            coq.version()
        recorded = result.as_json()
        recorded["printed"]["trust"] = "formal"
        assert differences([result], {"claim one": recorded}, unasked=["claim one"]) == []
        assert differences([result], {"claim one": recorded}) != []
        recorded["printed"]["verdict"] = "refuted"
        assert differences([result], {"claim one": recorded}, unasked=["claim one"]) != []
    finally:
        coq.version.cache_clear()


def test_without_coq_a_formal_certificate_is_not_checked_rather_than_rejected(small, monkeypatch, capsys, tmp_path):
    from verifier.checker.__main__ import main
    from verifier.cli.checking import checked

    certificate = {
        "format": 1, "kind": "formal", "statement": "claim one", "form": "printed", "digest": small.statements["claim one"].printed.digest, "conclusion": 0,
        "asserts": "holds", "proof": {"name": "maximum"},
    }
    path, forged = tmp_path / "formal.json", tmp_path / "forged.json"
    path.write_text(json.dumps(certificate))
    forged.write_text("{}")
    (small.root / "coq" / "index.toml").write_text(INDEX.format(asserts="holds", digest=certificate["digest"], source="0", covers="all"))
    monkeypatch.setenv("COQBIN", str(tmp_path))
    coq.version.cache_clear()
    try:
        ((_, answer),) = checked((path,), small.root / "statements", (), 60)
        assert answer.missing and not answer.accepted and "make formal" in answer.reason
        assert main([str(small.root / "statements"), str(path)]) == 4 and "not checked  formal.json  coqc is not installed" in capsys.readouterr().out
        assert main([str(small.root / "statements"), str(path), str(forged)]) == 1
    finally:
        coq.version.cache_clear()


@needs_coq
def test_a_library_that_is_not_there_is_named_and_nothing_is_asked(small, monkeypatch):
    assert lacking(small.root / "coq") == "" and "Coquelicot" in libraries() and "mathcomp.analysis" in libraries()
    write(small, "theorems/maximum", "From mathcomp.absent Require Import nothing.\n" + PROOF)
    assert "but not its library mathcomp.absent; `make formal` installs it" in lacking(small.root / "coq")
    assert evidence(small, ["claim one"], compiling=True) == {}
    monkeypatch.setenv("COQBIN", str(small.root))
    assert lacking(small.root / "coq").startswith("coqc is not installed; ") and libraries() == []


@pytest.mark.parametrize("printed, names", [
    ("Closed under the global context\n", []),
    ("Axioms:\na.b : nat\nc'\n  : forall x : nat,\n    x = x\n", ["a.b", "c'"]),
])
def test_the_list_of_assumptions_is_read(printed, names):
    assert listed(printed) == names


SHORTER = "(shorter name to refer to it in current context is {})"


@pytest.mark.parametrize("located, names, full", [
    ("Constant Coq.Logic.A.dep\n", ["Coq.Logic.A.dep"], ["Coq.Logic.A.dep"]),
    (f"Constant Coq.Logic.A.dep {SHORTER.format('A.dep')}\n", ["A.dep"], ["Coq.Logic.A.dep"]),
    (f"Constant Perturb.library.Coq.Logic.A.dep\n  {SHORTER.format('Coq.Logic.A.dep')}\n", ["Coq.Logic.A.dep"], ["Perturb.library.Coq.Logic.A.dep"]),
    ("Constant Perturb.library.Coq.Logic.A.dep\n  " + SHORTER.format("Coq.Logic.A.dep").replace(" ", "\n  ") + "\n", ["Coq.Logic.A.dep"],
     ["Perturb.library.Coq.Logic.A.dep"]),
    ("No object of basename dep\n", ["Coq.Logic.A.dep", "b"], ["Coq.Logic.A.dep (in x.proved)", "b (in x.proved)"]),
    (f"Notation Coq.Logic.A.dep := nat {SHORTER.format('dep')}\nInductive B.dep\n", ["dep", "B.dep"], ["B.dep (in x.proved)", "dep (in x.proved)"]),
    (f"Constant A.dep {SHORTER.format('dep')}\nConstant B.dep\n", ["B.dep", "dep", "c"], ["A.dep", "B.dep", "c (in x.proved)"]),
])
def test_a_name_that_coq_does_not_locate_belongs_to_no_allowed_axiom(located, names, full):
    assert resolved(names, located, "x.proved") == full


@pytest.mark.parametrize("printed", [
    "", "Axioms:\na : nat\nSection Variables:\nb : nat\n", "Axioms:\nmagic is assumed to be guarded.\n", "Transparent constants:\nx : nat\n",
    "Theory:\nType hierarchy is collapsed (logic is inconsistent)\n",
])
def test_what_is_not_understood_there_is_rejected(printed):
    with pytest.raises(Rejected, match="Print Assumptions says"):
        listed(printed)


def test_rows_of_the_index_are_complete(tmp_path):
    assert formal.entries(tmp_path) == ()
    (tmp_path / "coq").mkdir()
    text = INDEX.format(asserts="holds", digest="0", source="0", covers="all")
    for bad in (text.replace('covers = "all"', 'covers = "most"'), text.replace('asserts = "holds"', 'asserts = "yes"'), text.replace("encoding", "coding")):
        (tmp_path / "coq" / "index.toml").write_text(bad)
        with pytest.raises(ValueError, match="index.toml"):
            formal.entries(tmp_path)


PERTURB = Path(__file__).parent.parent / "proofs" / "coq"


def test_the_books_index_fits_its_statements():
    from proofs import BOOK

    rows = tomllib.loads((PERTURB / "index.toml").read_text())["formal"]
    assert len(rows) == len({(row["statement"], row["form"], row["conclusion"], row["name"]) for row in rows}) > 0
    for entry, row in zip(formal.entries(BOOK.root), rows, strict=True):
        assert BOOK.statements[entry.statement].form(entry.form).digest == row["digest"], entry.name
        assert (PERTURB / "statements" / f"{entry.name}.v").is_file() and (PERTURB / "theorems" / f"{entry.name}.v").is_file()


def fails(*_):
    raise AssertionError("coqc was run")


@needs_coq
def test_what_is_not_compiled_is_compiled_only_when_asked(small, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(coq, "_coqc", fails)
        (result,) = verify(small, ["claim one"])
        assert result.printed.trust is Trust.EXACT and unasked(small, [result]) == ({"claim one"}, UNCOMPILED)
    (result,) = verify(small, ["claim one"], compiling=True)
    assert result.printed.trust is Trust.FORMAL and unasked(small, [result]) == (set(), "")
    monkeypatch.setattr(coq, "_coqc", fails)
    assert verify(small, ["claim one"])[0].printed.trust is Trust.FORMAL
    write(small, "theorems/maximum", PROOF.replace("exact Rmax_l", "intros s t; apply Rmax_l"))
    (result,) = verify(small, ["claim one"])
    assert result.printed.trust is Trust.EXACT and unasked(small, [result])[0] == {"claim one"}


@needs_coq
def test_a_record_is_never_lowered_by_a_proof_that_was_not_compiled(small, monkeypatch, capsys):
    from verifier.cli import commands, main

    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (small,))
    monkeypatch.delenv("CI", raising=False)
    assert main(["all", "--record"]) == 0
    assert json.loads(small.recorded.read_text())["statements"][0]["printed"]["trust"] == "formal"
    capsys.readouterr()
    write(small, "theorems/maximum", PROOF.replace("exact Rmax_l", "intros s t; apply Rmax_l"))
    with monkeypatch.context() as patch:
        patch.setattr(coq, "_coqc", fails)
        assert main(["all"]) == 0
        said = capsys.readouterr().err
        assert UNCOMPILED in said and "1 statements with a formal proof that was not checked" in said and "differs" not in said
        assert main(["claim", "one"]) == 0 and UNCOMPILED in capsys.readouterr().err
        patch.setattr("verifier.runner.formal_evidence", lambda *_: {})
        assert main(["all", "--record"]) == 1 and "not recorded, since the record has formal proofs" in capsys.readouterr().err
    assert json.loads(small.recorded.read_text())["statements"][0]["printed"]["trust"] == "formal"
    assert [commands._compiling(profile) for profile in ("quick", "ci", "thorough")] == [False, True, True]


@needs_coq
def test_the_list_of_formal_statements_names_a_tie_to_another_text(small, monkeypatch, capsys):
    from verifier.cli import main

    monkeypatch.setattr("verifier.cli.lookup.books", lambda: (small,))
    path = small.root / "coq" / "index.toml"
    path.write_text(path.read_text().replace(f'digest = "{small.statements["claim one"].printed.digest}"', f'digest = "{"0" * 64}"'))
    monkeypatch.setattr(Library, "compile", lambda *_: None)
    monkeypatch.setattr(Library, "audit", lambda *_: ())
    assert main(["formal"]) == 1 and "is not the one compared" in capsys.readouterr().out
    tie(small)
    assert main(["formal"]) == 0
