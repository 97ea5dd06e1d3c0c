"""The README's tour: every command shown with its output gives that output. UPDATE_SNAPSHOTS=1 writes it anew."""

import os
import re
import shlex
import subprocess
import sys
import textwrap
from glob import glob
from pathlib import Path

import pytest

from verifier.checker.rules.coq import coqc
from verifier.cli import main
from verifier.kernel import UNCOMPILED

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def shown() -> list[tuple[str, str]]:
    """(command, output) for every command in a console block."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            found.append((line, output))
    return found


@pytest.mark.parametrize("command, output", shown(), ids=lambda text: text[:40])
def test_the_tour_shows_real_output(command, output, capsys, monkeypatch):
    if "(formal)" in output and coqc() is None:
        pytest.skip("coqc is not installed")
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(command)
    main([name for part in arguments for name in (sorted(glob(part)) or [part])])
    real, said = capsys.readouterr()
    if UNCOMPILED in said:
        pytest.skip("the Coq proofs are not compiled: make formal")
    if os.environ.get("UPDATE_SNAPSHOTS"):
        page = ROOT / "README.md"
        page.write_text(page.read_text(encoding="utf-8").replace(f"$ {command}\n{output}", f"$ {command}\n{real}"), encoding="utf-8")
        return
    assert program == "verify" and output.split("\n") == real.split("\n")


def test_the_formula_that_the_tour_calls_proved_is(capsys):
    (claim,) = re.findall(r'With `--equals "(.*?)"` the answer is \*proved \(exact\)\*', README)
    (command,) = [line for line, _ in shown() if line.startswith("verify formula")]
    _, *arguments = shlex.split(command)
    arguments[arguments.index("--equals") + 1] = claim
    assert main(arguments) == 0 and capsys.readouterr().out.startswith("proved (exact)")


def replaced(old: str, new: str) -> None:
    """With UPDATE_SNAPSHOTS the README has the new text, else the two must be the same."""
    if os.environ.get("UPDATE_SNAPSHOTS"):
        page = ROOT / "README.md"
        page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    else:
        assert old == new


EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)


def test_python_is_shown_for_all_four_views():
    assert [name for name in ("PerturbSoftmax", "exact()", "enclosed(", "identify(") if not any(name in code for code, _ in EXAMPLES)] == []


@pytest.mark.parametrize("code, output", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_python_examples_show_real_output(code, output):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout and len([line for line in code.splitlines() if line]) <= 5
    replaced(f"```python\n{code}```\n\n```text\n{output}```", f"```python\n{code}```\n\n```text\n{done.stdout}```")


def test_what_is_covered_is_what_the_book_has():
    from proofs import BOOK
    from verifier.cli.lookup import ranges

    numbers: dict[str, list[str]] = {}
    for name in BOOK.statements:
        kind, number = name.split(maxsplit=1)
        numbers.setdefault(kind, []).append(number)
    lines = [f"- {kind} {', '.join(ranges(numbers[kind]))}" for kind in sorted(numbers) if kind != "claim"]
    (shown,) = re.findall(r"by the numbers in print:\n\n((?:- .*\n)+)", README)
    replaced(shown, "\n".join(lines) + "\n")


def test_the_tour_shows_each_main_use_once():
    commands = [line.split()[1] for line, _ in shown()]
    assert commands[:4] == ["equation", "formula", "probabilities", "check"] and len(set(commands)) == len(commands)


def test_the_two_commands_come_first_and_exist():
    first = README.partition("```sh\n")[2].partition("```")[0]
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"^make (\w+)", first, re.MULTILINE)
    assert named == ["verify", "test"] and set(named) <= targets and README.index("make verify") < 80


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_example_proof_of_the_recipe_proves(tmp_path, monkeypatch):
    """CONTRIBUTING's four lines, in a module of their own with the imports they need."""
    import importlib

    import tiny_book as tiny

    from verifier.claims.book import Run

    recipe = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", recipe, re.DOTALL)
    head = ("from collections.abc import Iterator\nfrom verifier.claims.book import Run\nfrom verifier.claims.evidence import Evidence\n"
            "from verifier.claims.statement import Statement\nfrom verifier.engines.search.opinion import judged\nfrom recipe_book import BOOK\n")
    assert "from verifier.engines.search.opinion import judged" in recipe
    book = tiny.book(tmp_path / "book", {}, tiny.row("equation 67"))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "recipe_book", type(sys)("recipe_book"))
    sys.modules["recipe_book"].BOOK = book
    (tmp_path / "recipe_proof.py").write_text(head + textwrap.dedent(block))
    importlib.import_module("recipe_proof")
    found = list(book.proofs()["equation 67"](book.statements["equation 67"], Run()))
    assert found[0].certificate.asserts == "holds" and not any(item.failed for item in found)
