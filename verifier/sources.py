"""What a result rests on besides its statement: the program's own code, the book's, and the versions of everything else, as one digest."""

from __future__ import annotations

import hashlib
import os
import platform
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import verifier
from verifier.checker.rules.coqc import coqc, libraries
from verifier.claims.book import Book

STATEMENTS = "the statement files"


def digest(files: Mapping[str, Path]) -> str:
    """Of the contents of these files (see `sources`) and of the environment."""
    found = hashlib.sha256("\n".join(environment()).encode())
    for name, path in sorted(files.items()):
        found.update(f"\n{name} {hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return found.hexdigest()


def stamp(files: Mapping[str, Path]) -> tuple:
    """Size and time of each file, for seeing quickly that none was written since; a file that is gone has none."""
    return tuple(_size_and_time(path) for path in files.values())


def _size_and_time(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def environment() -> list[str]:
    """Python, the machine, what decides the order of sets, coqc with its libraries, and every distribution that can be imported, with its version."""
    program = coqc()
    coq = "no coqc" if program is None else f"{program} {program.stat().st_mtime_ns} {' '.join(libraries())}"
    lines = [coq, sys.version, sys.implementation.name, platform.machine(), str(sys.flags.optimize), os.environ.get("PYTHONHASHSEED", "0")]
    names = {entry for folder in sys.path if os.path.isdir(folder) for entry in os.listdir(folder)}
    return lines + sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))


def sources(book: Book) -> dict[str, Path]:
    """By a name that is the same on every machine: all files of the program, of the book's folder and of the packages of its modules.

    Left out are the book's records, its arguments about mutants and its rows: a result's key has its own row, and a proof is given no other.
    """
    roots = {Path(verifier.__file__).parent, book.root, *(_folder(name.partition(".")[0]) for name in book.modules)}
    return {f"{root.name}/{path.relative_to(root).as_posix()}": path.resolve() for root in roots if root for path in _below(root, book)}


def _folder(name: str) -> Path | None:
    """The folder of a package or module; none where it cannot be told (what lies there is not covered then)."""
    spec = None if name == "__main__" else find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin and Path(spec.origin).is_file() else None


def _below(root: Path, book: Book) -> Iterator[Path]:
    """The files of a package and of a book with their subfolders; of any other folder the modules that lie in it."""
    for path in root.rglob("*") if (root / "__init__.py").exists() or root == book.root else root.glob("*.py"):
        row = path.parent == book.root / "statements" and path.suffix == ".toml" and path.name != "definitions.toml"
        if not row and path not in (book.recorded, book.score, book.arguments) and "__pycache__" not in path.parts and path.is_file():
            yield path


def loaded() -> tuple[str, ...]:
    """In a search process: the files of all modules that are neither Python's nor an installed distribution's; and STATEMENTS, if a proof
    has read the rows of its book."""
    files = set()
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and name not in ("__main__", "__mp_main__") and not file.startswith(_libraries()):
            files.add(_real(file))
            if any(isinstance(value, Book) and "statements" in vars(value) for value in list(vars(module).values())):
                files.add(STATEMENTS)
    return tuple(sorted(files))


def uncovered(files: Iterable[str], digested: Mapping[str, Path]) -> list[str]:
    """Those of the files (see `loaded`) that no digest covers."""
    known = set(map(str, digested.values()))
    return [file for file in files if file not in known]


@cache
def _real(file: str) -> str:
    return os.path.realpath(file)


@cache
def _libraries() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = {paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"], site.getusersitepackages(), *site.getsitepackages()}
    return tuple({f"{place}{os.sep}" for folder in folders for place in (os.path.abspath(folder), os.path.realpath(folder))})
