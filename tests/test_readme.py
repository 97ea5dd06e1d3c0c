"""The README's tour: every command shown with its output gives that output. UPDATE_SNAPSHOTS=1 writes it anew."""

import os
import re
import shlex
from pathlib import Path

import pytest

from verifier.cli import main

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
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(command)
    main(arguments)
    real = capsys.readouterr().out
    if os.environ.get("UPDATE_SNAPSHOTS"):
        page = ROOT / "README.md"
        page.write_text(page.read_text(encoding="utf-8").replace(f"$ {command}\n{output}", f"$ {command}\n{real}"), encoding="utf-8")
        return
    assert program == "verify" and output.split("\n") == real.split("\n")


def test_the_tour_is_not_empty():
    assert len(shown()) >= 3


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
