"""Where Coq's compiler is, which version, and whether the libraries are there that the files of a folder require."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from verifier.checker.reader import Rejected

LOGICAL = "Perturb"
PLACES = ("/usr/bin", "/usr/local/bin", "~/.opam/default/bin")
_SECONDS = 60
_REMEDY = "`make formal` installs it on Debian and Ubuntu"
_REQUIRED = re.compile(r"^From ([A-Za-z][\w.]*) Require", re.MULTILINE)


class Missing(Rejected):
    """There is no coqc on this machine."""


def coqc() -> Path | None:
    """Where coqc is: in COQBIN, if that is set, else on the PATH or where Debian and opam put it."""
    places = (os.environ["COQBIN"],) if "COQBIN" in os.environ else (None, *map(os.path.expanduser, PLACES))
    return next((Path(path) for path in (shutil.which("coqc", path=place) for place in places) if path), None)


@cache
def version() -> str:
    """The version of coqc, in its own words. Raises Missing."""
    program = coqc()
    if program is None:
        raise Missing(f"coqc is not installed; {_REMEDY}")
    return " ".join(_said(program, "--version").split())


@cache
def installed() -> str:
    """What results rest on besides their sources, as a digest: coqc's version, and the library files it finds, with size and age. Raises Missing."""
    release = version()
    files = sorted(path for place in _places(coqc()) for path in place.rglob("*.vo"))
    return hashlib.sha256(json.dumps([release, [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]]).encode()).hexdigest()


def lacking(folder: Path) -> str:
    """What keeps the Coq files of this folder from being compiled here, with the remedy; empty where nothing is known to."""
    program = coqc()
    if program is None:
        return f"coqc is not installed; {_REMEDY}"
    there = set(libraries())
    named = {name for path in folder.glob("*/*.v") for name in _REQUIRED.findall(path.read_text(encoding="utf-8"))}
    absent = sorted(name for name in named if name.split(".")[0] not in ("Coq", LOGICAL) and ".".join(name.split(".")[:2]) not in there)
    return f"{program} is there, but not its library {', '.join(absent)}; {_REMEDY}" if absent else ""


def libraries() -> list[str]:
    """The names of the libraries that coqc finds besides its own, such as Coquelicot and mathcomp.analysis, sorted; none without coqc."""
    program = coqc()
    if program is None:
        return []
    places = _places(program)
    folders = [(place, path) for place in places for depth in ("*", "*/*") for path in place.glob(depth) if path.is_dir()]
    return sorted({".".join(path.relative_to(place).parts) for place, path in folders})


def _places(program: Path) -> list[Path]:
    """The folders in which coqc looks for libraries that are not its own."""
    return [Path(_said(program, "-where").strip(), "user-contrib"), *map(Path, filter(None, os.environ.get("COQPATH", "").split(os.pathsep)))]


def _said(program: Path, option: str) -> str:
    return subprocess.run([program, option], capture_output=True, text=True, timeout=_SECONDS).stdout
