"""The checker's door: which files and objects it looks at at all, and how it binds them to statements."""

import ast
import json
import os
import sys
from pathlib import Path

import pytest
from checker_fixtures import MEAN, REFUTED, certificate, folder

import verifier.checker
from verifier.checker import FIELDS, Rejected, check, read
from verifier.checker.__main__ import main
from verifier.checker.reader import parse
from verifier.checker.rules.formulas import key
from verifier.checker.terms import expand, free_names, macro, sort, substitute
from verifier.claims.statement import read_statements


@pytest.fixture
def good(tmp_path):
    return certificate(tmp_path, "claim mean", 0, "holds", MEAN)


def test_both_readers_of_statements_compute_the_same_digest(tmp_path):
    from verifier.checker.statements import Book

    book = Book.read(folder(tmp_path))
    forms = [form for row in read_statements(folder(tmp_path)).values() for form in row.forms]
    assert len(forms) == 4
    assert [book.form(form.statement, form.name).digest for form in forms] == [form.digest for form in forms]


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_no_field_may_be_missing(tmp_path, good, field):
    del good[field]
    with pytest.raises(Rejected, match="exactly the fields"):
        check(good, folder(tmp_path))


@pytest.mark.parametrize("field, value, reason", [
    ("format", 2, "format is not"), ("format", True, "format is not"), ("kind", "trust me", "none of"), ("asserts", "true", "neither holds nor fails"),
    ("statement", "claim nothing", "no statement"), ("form", "repaired 2", "no form"), ("form", "repaired 1", "another statement"),
    ("statement", "claim kink", "another statement"), ("digest", "0" * 64, "another statement"), ("conclusion", 1, "no conclusion"),
    ("conclusion", -1, "no conclusion"), ("conclusion", True, "conclusion is a number"), ("digest", ["x"], "are text"), ("kind", [], "are text"), ("asserts", {}, "are text"), ("proof", [], "proof is an object"), ("kind", "enclosure", "enclosure: no bounds"),
    ("kind", "derivation", "a derivation is about a general form"), ("kind", "identity", "empty proof"),
])
def test_wrong_fields_are_rejected(tmp_path, good, field, value, reason):
    good[field] = value
    with pytest.raises(Rejected, match=reason):
        check(good, folder(tmp_path))


def test_an_unknown_field_is_rejected(tmp_path, good):
    with pytest.raises(Rejected, match="exactly the fields"):
        check({**good, "note": "please"}, folder(tmp_path))


@pytest.mark.parametrize("old, new", [("E(abs(t1 + g1)) = t1", "E(abs(t1 + g1)) >= t1"), ("t1 >= 1", "t1 >= 0"), ("E|t+g| = t", "E|t+g| = |t|"),
                                      ("uniform(-1,1)", "uniform(-2,1)")])
def test_a_statement_changed_afterwards_no_longer_matches(tmp_path, good, old, new):
    rows = folder(tmp_path) / "rows.toml"
    rows.write_text(rows.read_text().replace(old, new, 1))
    with pytest.raises(Rejected, match="another statement"):
        check(good, tmp_path / "statements")


@pytest.mark.parametrize("text, reason", [
    ("", "cannot be read"), ("{", "cannot be read"), ('{"a": 1, "a": 2}', "twice"), ('{"a": NaN}', "not a number"), ("[" * 100_000, "nested|read"),
    ('{"a": ' + "1" * 5000 + "}", "cannot be read"),
])
def test_files_that_are_no_certificates(tmp_path, text, reason):
    path = tmp_path / "c.json"
    path.write_text(text)
    with pytest.raises(Rejected, match=reason):
        read(path)


def test_what_is_no_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, reason in (("pipe", "not a file"), (".", "not a file"), ("absent.json", "cannot be read")):
        with pytest.raises(Rejected, match=reason):
            read(tmp_path / name)


def test_a_large_file_is_not_read(tmp_path):
    path = tmp_path / "c.json"
    path.write_text(" " * 4_000_001)
    with pytest.raises(Rejected, match="larger"):
        read(path)


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_truncated_files_are_rejected(tmp_path, good, cut):
    path = tmp_path / "c.json"
    path.write_text(json.dumps(good)[:-cut])
    with pytest.raises(Rejected, match="cannot be read"):
        read(path)


def test_two_statements_of_one_name_stop_the_checker(tmp_path, good):
    (folder(tmp_path) / "again.toml").write_text((folder(tmp_path) / "rows.toml").read_text())
    with pytest.raises(Rejected, match="two statements"):
        check(good, tmp_path / "statements")


def test_the_command_names_each_file_and_fails_if_one_is_rejected(tmp_path, good, capsys):
    paths = [tmp_path / "good.json", tmp_path / "swapped.json"]
    paths[0].write_text(json.dumps(good))
    paths[1].write_text(json.dumps({**good, "proof": REFUTED}))
    assert main([str(folder(tmp_path)), str(paths[0])]) == 0
    assert main([str(folder(tmp_path)), *map(str, paths)]) == 1
    assert "rejected  swapped.json" in capsys.readouterr().out


def test_substitution_does_not_capture():
    assert substitute(parse("sum(j, x[j]*a)"), {"a": parse("y[j]")}) == parse("sum(j1, x[j1]*y[j])")
    assert free_names(parse("sum(j, x[j]*y[i])")) == {"x", "y", "i"}


def same(left, right):
    return key(left) == key(right)


@pytest.mark.parametrize("name, wanted", [("i", "index"), ("theta12", "vector"), ("g", "vector"), ("lam1", "real"), ("Theta", "set")])
def test_names_tell_their_sort(name, wanted):
    assert sort(name) == wanted


def test_a_name_without_a_sort_is_no_silent_real():
    with pytest.raises(Rejected, match="has no sort"):
        sort("thet")


def test_equality_up_to_bound_names_respects_sorts_and_scopes():
    assert same(parse("sum(i, sum(j, x[i]*y[j]))"), parse("sum(k, sum(i, x[k]*y[i]))"))
    assert not same(parse("sum(i, sum(j, x[i]*y[j]))"), parse("sum(i, sum(j, x[j]*y[i]))"))
    assert not same(parse("sum(i, sum(i, sum(j, x[i]*y[j])))"), parse("sum(i, sum(i, sum(j, x[j]*y[i])))"))
    assert not same(parse("sum(j, x[i])"), parse("sum(i, x[i])"))
    assert not same(parse("forall(x, x = x)"), parse("forall(a, a = a)"))


def test_macros_expand_inside_each_other_and_never_for_ever():
    macros = {"f": macro("x, i | g1(x[i]) + sum(j, x[j])"), "g1": macro("a | a^2")}
    assert same(expand(parse("f(y, j)"), macros), parse("y[j]^2 + sum(k, y[k])"))
    with pytest.raises(Rejected, match="arguments"):
        expand(parse("f(y)"), macros)
    with pytest.raises(Rejected, match="without end"):
        expand(parse("h(1)"), {"h": macro("a | h(a)")})


@pytest.mark.parametrize("text", ["", "a b", "2**3", "f(", "f()", "x[", "cases(1)", "cases(1 if otherwise, 2 if x > 0)", "1e5", "a = = b", "and", "\u00b2",
                                  "(" * 80 + "1" + ")" * 80, "+".join("x" * 300), "9" * 80, "__import__('os')"])
def test_what_is_no_formula(text):
    with pytest.raises(Rejected, match="formula"):
        parse(text)


def test_the_core_stays_small_and_stands_alone():
    root = Path(verifier.checker.__file__).parent
    core = sorted(root.glob("*.py"))
    assert {path.name for path in core} == {"__init__.py", "__main__.py", "reader.py", "terms.py", "statements.py", "polynomial.py"}
    assert sum(len(path.read_text().splitlines()) for path in core) < 700
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [name.name for name in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                top = name.split(".")[0]
                assert name.startswith("verifier.checker") or top == "flint" or top in sys.stdlib_module_names, f"{path.name} imports {name}"
