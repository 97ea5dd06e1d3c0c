"""Coq's kernel as a witness: compiles the files of a folder and reads what a theorem rests on (FORMAT.md, section 7).

What it trusts: coqc and the libraries installed with it, and results compiled earlier in the user's own cache, found by the digest of their sources.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from verifier.checker.reader import Rejected
from verifier.checker.rules.coqc import LOGICAL, coqc, installed, version
from verifier.checker.rules.vernacular import vetted

SECONDS = 400
JOBS = 2
_LOCATED = re.compile(r"^Constant\s+(\S+)(?:\s+\(shorter\s+name\s+to\s+refer\s+to\s+it\s+in\s+current\s+context\s+is\s+(\S+)\))?$", re.MULTILINE)
_ITEM = re.compile(r"^(\S+)(?: :.*)?$")


@dataclass(frozen=True)
class Library:
    """The Coq files of one folder: statements/, library/, theorems/ and axioms.toml, which says what they may assume.

    compiled   where they are compiled, if not in the place for this folder in the user's cache
    """

    folder: Path
    compiled: Path | None = None

    @property
    def allowed(self) -> dict[str, str]:
        """The axioms that a theorem may rest on, by full name, with what each says."""
        return tomllib.loads((self.folder / "axioms.toml").read_text(encoding="utf-8"))["axioms"]

    @property
    def tree(self) -> Path:
        """Where the files are compiled: in the user's cache, never in the folder itself."""
        if self.compiled is not None:
            return self.compiled
        named = os.environ.get("VERIFIER_CACHE", "").removeprefix("off")
        home = named or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "verifier"
        return Path(home) / "coq" / hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:16]

    def source(self, unit: str) -> Path:
        """The file of a unit such as "statements/theorem_4_3"."""
        path = self.folder / f"{unit}.v"
        if not path.is_file():
            raise Rejected(f"there is no {unit}.v")
        return path

    def needs(self, unit: str) -> tuple[str, ...]:
        """The units of this folder that a unit requires, directly."""
        units, absent = _requirements(self.folder)
        if unit in absent:
            raise Rejected(f"{unit}.v requires {absent[unit]}, and there is no such file")
        if unit not in units:
            raise Rejected(f"{unit}.v lies neither in statements/ nor in library/ nor in theorems/")
        return units[unit]

    def closure(self, unit: str) -> tuple[str, ...]:
        """The unit after all that it requires, each once, in an order in which they can be compiled."""
        done: dict[str, None] = {}

        def visit(one: str, above: tuple[str, ...]) -> None:
            if one in above:
                raise Rejected(f"{one} requires itself")
            if one not in done:
                for other in self.needs(one):
                    visit(other, (*above, one))
                done[one] = None

        self.source(unit)
        visit(unit, ())
        return tuple(done)

    def digest(self, *units: str) -> str:
        """Of the units and all that they require, their texts and names."""
        files = sorted({one for unit in units for one in self.closure(unit)})
        return hashlib.sha256(json.dumps([[name, self.source(name).read_text(encoding="utf-8")] for name in files]).encode()).hexdigest()

    def meaning(self, statement: str) -> str:
        """The digest of a statement: its file and the statement files it requires. Rejects a statement that rests on other files."""
        unit = f"statements/{statement}"
        outside = [name for name in self.closure(unit) if not name.startswith("statements/")]
        if outside:
            raise Rejected(f"a statement stands on statement files alone, and {unit} requires {', '.join(outside)}")
        return self.digest(unit)

    def audit(self, statement: str) -> tuple[str, ...]:
        """The full names of the axioms that theorems/NAME's `proved`, of the type statements/NAME, rests on.

        Rejects what does not compile within the time limit, is of another type, assumes without proving, or rests on more than the allowed axioms.
        """
        units = f"statements/{statement}", f"theorems/{statement}"
        for unit in sorted({name for one in units for name in self.closure(one)}):
            vetted(self.source(unit))
        with self._locked():
            names = self._listed(statement)
        more = sorted(set(names) - set(self.allowed))
        if more:
            raise Rejected(f"{statement} rests on {', '.join(more)}, which axioms.toml does not allow")
        return tuple(names)

    def compile(self, statements: Iterable[str]) -> None:
        """Compiles the theorems of these statements with all they require, and has their axioms listed, side by side; what is there is left alone."""
        names = tuple(statements)
        units = tuple(f"{room}/{name}" for name in names for room in ("statements", "theorems"))
        for unit in sorted({name for one in units for name in self.closure(one)}):
            vetted(self.source(unit))
        with self._locked():
            self._compile(units)
            with ThreadPoolExecutor(JOBS) as pool:
                list(pool.map(self._listed, names))

    def remembers(self, statement: str) -> bool:
        """Whether the axioms of this theorem were listed before, from the same sources with the same libraries, so that `audit` compiles nothing."""
        memory = self._memory(statement)
        return memory.exists() and _remembered(memory, self._key(statement)) is not None

    def _memory(self, statement: str) -> Path:
        return self.tree / "audits" / f"{statement}.json"

    def _key(self, statement: str) -> str:
        """What the axioms of a theorem rest on, as a digest."""
        own = self.digest(f"statements/{statement}", f"theorems/{statement}")
        return hashlib.sha256(f"{installed()} {sorted(self.allowed)} {own}".encode()).hexdigest()

    def _listed(self, statement: str) -> list[str]:
        """The axioms of a theorem, remembered or by compiling it; the tree is locked."""
        key, memory = self._key(statement), self._memory(statement)
        names = _remembered(memory, key)
        if names is None:
            self._compile((f"statements/{statement}", f"theorems/{statement}"))
            names = self._axioms(statement)
            memory.parent.mkdir(parents=True, exist_ok=True)
            memory.write_text(json.dumps({"key": key, "axioms": names}), encoding="utf-8")
        return names

    def _axioms(self, statement: str) -> list[str]:
        """Coq's own list, by full names: Coq says where each constant is whose name ends like an allowed axiom's, so that no other goes under one.

        A name on the list that is not among these belongs to no allowed axiom; it is marked with its theorem.
        """
        proved, claim = f"{LOGICAL}.theorems.{statement}.proved", f"{LOGICAL}.statements.{statement}.{statement}"
        bases = sorted({name.rpartition(".")[2] for name in self.allowed})
        lines = [
            f"Require {LOGICAL}.statements.{statement} {LOGICAL}.theorems.{statement}.", "Set Printing Width 10000.", "Set Printing Depth 10000.",
            *(f"Locate Term {base}." for base in bases), f"Definition audited : ({claim} : Prop) := {proved}.", "Print Assumptions audited.",
        ]
        path = self.tree / f"audit_{statement}.v"
        path.write_text("\n".join(lines), encoding="utf-8")
        parts = re.split(r"^(Axioms:$|Closed under )", _coqc(self.tree, path.name), maxsplit=1, flags=re.MULTILINE)
        if len(parts) != 3:
            raise Rejected(f"Print Assumptions says {parts[-1][:200]!r}")
        return resolved(listed(parts[1] + parts[2]), parts[0], proved)

    def _compile(self, units: tuple[str, ...]) -> None:
        order = list(dict.fromkeys(name for unit in units for name in self.closure(unit)))
        with ThreadPoolExecutor(JOBS) as pool:
            running: dict[str, Future] = {}
            for unit in order:
                running[unit] = pool.submit(self._compiled, unit, [running[name] for name in self.needs(unit)])
            for future in running.values():
                future.result()

    def _compiled(self, unit: str, before: list[Future]) -> None:
        for future in before:
            future.result()
        key = hashlib.sha256(f"{installed()} {self.digest(unit)}".encode()).hexdigest()
        target = self.tree / f"{unit}.v"
        mark = target.with_suffix(".digest")
        if target.with_suffix(".vo").exists() and mark.exists() and mark.read_text() == key:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        mark.unlink(missing_ok=True)
        shutil.copyfile(self.source(unit), target)
        _coqc(self.tree, f"{unit}.v")
        mark.write_text(key)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.tree.mkdir(parents=True, exist_ok=True)
        with open(self.tree / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def resolved(names: Iterable[str], located: str, proved: str) -> list[str]:
    """The full names of what `Print Assumptions` listed by its shortest names, sorted; a name that Coq did not locate is marked with the theorem.

    located   what `Locate Term` printed in the same run: each constant's full name, and the shortest name where that is another one
    """
    full = {short or name: name for name, short in _LOCATED.findall(located)}
    return sorted(full.get(name, f"{name} (in {proved})") for name in names)


def listed(printed: str) -> list[str]:
    """The names that `Print Assumptions` printed. Rejects what it does not understand."""
    lines = [line for line in printed.splitlines() if line.strip()]
    if lines == ["Closed under the global context"]:
        return []
    if not lines or lines[0] != "Axioms:":
        raise Rejected(f"Print Assumptions says {printed[:200]!r}")
    names = []
    for line in lines[1:]:
        if line.startswith(" "):
            continue
        found = _ITEM.match(line)
        if not found or found[1].endswith(":") or " is assumed" in line:
            raise Rejected(f"Print Assumptions says {line[:200]!r}")
        names.append(found[1])
    return names


def _remembered(path: Path, key: str) -> list[str] | None:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return list(known["axioms"]) if known["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


@cache
def _requirements(folder: Path) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """What coqdep says, once for each folder and process: the units that each requires, and of those that require a missing one, which."""
    version()
    files = sorted(str(path.relative_to(folder)) for path in folder.glob("*/*.v"))
    done = _run([coqc().with_name("coqdep"), "-Q", ".", LOGICAL, *files], folder)
    absent = dict(re.findall(rf"in file (\S+)\.v, library (\S+) is required from root {LOGICAL}", done.stderr))
    found = {}
    for line in done.stdout.splitlines():
        made, _, needed = line.partition(":")
        if ".vo" in made:
            units = (name.removesuffix(".vo") for name in needed.split() if name.endswith(".vo") and not os.path.isabs(name))
            found[made.split()[0].removesuffix(".vo")] = tuple(sorted(units))
    return found, absent


def _coqc(tree: Path, file: str) -> str:
    return _run([coqc(), "-q", "-Q", ".", LOGICAL, file], tree).stdout


def _run(command: list, folder: Path) -> subprocess.CompletedProcess:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Rejected(f"{Path(command[0]).name} {command[-1]} took more than {SECONDS} seconds") from None
    if done.returncode:
        raise Rejected(f"{Path(command[0]).name} does not accept {command[-1]}: {' '.join((done.stderr or done.stdout).split())[:400]}")
    return done
