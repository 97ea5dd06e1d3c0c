"""The wheel: built from the tree, unpacked elsewhere, it brings the command, the statements, the record and the checker's specification."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("setup.cfg", "pyproject.toml", "README.md", "verifier", "proofs")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy, so that nothing is left in the tree."""
    copy = tmp_path_factory.mktemp("tree")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    script = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", script, str(copy / "dist")], cwd=copy, check=True, capture_output=True)
    (found,) = (copy / "dist").glob("*.whl")
    return found


def test_the_wheel_has_every_module_and_every_statement(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    patterns = ("proofs/statements/*.toml", "proofs/*.toml", "proofs/*.json", "verifier/checker/FORMAT.md")
    data = [path for pattern in patterns for path in ROOT.glob(pattern)]
    modules = [path for name in ("verifier", "proofs") for path in (ROOT / name).rglob("*.py")]
    missing = {str(path.relative_to(ROOT)) for path in (*modules, *data)} - inside
    assert not missing and len(data) > 1


def test_the_wheel_has_nothing_else(wheel):
    stray = [name for name in zipfile.ZipFile(wheel).namelist() if not re.match(r"(verifier|proofs|verifier-[\d.]+\.dist-info)/", name)]
    assert stray == []


def test_the_installed_command_lists_and_verifies_from_anywhere(wheel, tmp_path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    script = "import sys, verifier; from verifier.cli import main; print(verifier.__file__, file=sys.stderr); sys.exit(main(sys.argv[1:]))"
    environment = os.environ | {"PYTHONPATH": str(site)}
    for arguments, word in ((["list"], "equation 67"), (["equation", "67"], "proved (exact)")):
        done = subprocess.run([sys.executable, "-c", script, *arguments], cwd=elsewhere, env=environment, capture_output=True, text=True)
        assert done.returncode == 0 and word in done.stdout
        assert done.stderr.splitlines()[0].startswith(str(site))
    assert list(elsewhere.iterdir()) == []


def test_every_import_of_the_project_is_declared():
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    lines = config["options"]["install_requires"].splitlines()
    declared = {re.split(r"[<>=]", line)[0] for line in lines if line and not line.startswith("#")}
    names = {"flint": "python-flint"}
    own = {"verifier", "proofs"}
    found = set()
    for package in own:
        for path in (ROOT / package).rglob("*.py"):
            found |= set(re.findall(r"^\s*(?:import|from) ([A-Za-z_]\w*)", path.read_text(encoding="utf-8"), re.MULTILINE))
    outside = {names.get(name, name) for name in found - own - set(sys.stdlib_module_names)}
    assert outside == declared
