"""A tiny book for the tests of the runner and the command line. Its proofs are importable, so that worker processes can run them."""

import os
import signal
import time
from pathlib import Path

from verifier.claims.book import Book
from verifier.claims.evidence import Certificate, Evidence, certify

ROW = """
[[statement]]
id = "{id}"
section = "1"
lines = [1]
latex = '{latex}'
shape = "formula"
{extra}
[statement.printed]
dim = 2
conclusion = ["{conclusion}"]
scope = {{text = "all θ in R^2", d = "2"}}
"""
REPAIR = """
[[statement.repaired]]
latex = 'max(t1, t2) >= t2'
cause = "misprint"
change = "t2 for t2 + 1"
dim = 2
conclusion = ["max(t1, t2) >= t2"]
scope = {text = "all θ in R^2", d = "2"}
"""
TRUE, FALSE = "max(t1, t2) >= t1", "max(t1, t2) >= t2 + 1"


def row(name: str, conclusion: str = TRUE, extra: str = "") -> str:
    return ROW.format(id=name, conclusion=conclusion, latex=conclusion, extra=extra)


def book(folder: Path, proofs: dict, rows: str | None = None) -> Book:
    """A book in `folder` with a statement for each proof, or with the rows given."""
    (folder / "statements").mkdir(parents=True, exist_ok=True)
    text = "".join(row(name) for name in proofs) if rows is None else rows
    (folder / "statements" / "section_1.toml").write_text(text, encoding="utf-8")
    made = Book("tiny", folder, modules=())
    for name, proof in proofs.items():
        made.proof(name)(proof)
    return made


SPLIT = {"split": "t1 - t2", "neg": {"leaf": {}}, "zero": {"leaf": {}}, "pos": {"leaf": {}}}


def holds(statement, run):
    yield Evidence("printed", "the maximum is at least $`t_1`$", "by hand", certify(statement.form("printed"), 0, "holds", "cells", SPLIT))


def holds_with_seed(statement, run):
    yield Evidence("printed", "tried", "by hand", record={"seed": run.seed, "profile": run.profile})
    yield from holds(statement, run)


def refuted_and_repaired(statement, run):
    at = {"at": {"t1": "0", "t2": "0"}, "leaf": {}}
    yield Evidence("printed", "at the origin the maximum is 0", "by hand", certify(statement.form("printed"), 0, "fails", "cells", at))
    yield Evidence("repaired 1", "the maximum is at least t2", "by hand", certify(statement.form("repaired 1"), 0, "holds", "cells", SPLIT))


def also_false(statement, run):
    yield from refuted_and_repaired(statement, run)
    yield Evidence("printed", "the value at `t1 = 0` and $`t_2 \\le 1`$", "by hand", failed=True)


def repaired_in_vain(statement, run):
    at = {"at": {"t1": "0", "t2": "0"}, "leaf": {}}
    for form in ("printed", "repaired 1"):
        yield Evidence(form, "at the origin the maximum is 0", "by hand", certify(statement.form(form), 0, "fails", "cells", at))


def incomplete(statement, run):
    broken = {"split": "t1 - t2", "neg": {"leaf": {}}, "zero": {"leaf": {}}}
    yield Evidence("printed", "a cell is missing", "by hand", certify(statement.form("printed"), 0, "holds", "cells", broken))


def tested(statement, run):
    yield Evidence("printed", "ten points", "by hand", record={"examples": 10})


def crashes(statement, run):
    os.kill(os.getpid(), signal.SIGSEGV)
    yield


def certifies_then_crashes(statement, run):
    yield from holds(statement, run)
    yield from crashes(statement, run)


def sleeps(statement, run):
    yield Evidence("printed", "one point", "by hand")
    print("asleep")
    time.sleep(60)


def raises(statement, run):
    yield Evidence("printed", "one point", "by hand")
    raise ZeroDivisionError("no such\nnumber")


def prints(statement, run):
    print("not data")
    yield from holds(statement, run)


def yields_nonsense(statement, run):
    yield True


def unknown_form(statement, run):
    yield Evidence("repaired 7", "nothing", "by hand")


def about_another(statement, run):
    own = next(holds(statement, run)).certificate
    yield Evidence("printed", "swapped", "by hand", Certificate(own.kind, "claim b", own.form, own.digest, 0, "holds", own.proof))


def not_plain(statement, run):
    proof = {"split": "t1 - t2", "neg": {"leaf": {1, 2}}, "zero": {"leaf": {}}, "pos": {"leaf": {}}}
    yield Evidence("printed", "a set is no JSON", "by hand", certify(statement.form("printed"), 0, "holds", "cells", proof))


def both_sides(statement, run):
    for asserts in ("holds", "fails"):
        yield Evidence("printed", "one of two", "by hand", certify(statement.form("printed"), 0, asserts, "cells", {}))


def accepts_everything(task):
    """A broken checker, as a worker's answer."""
    yield True, "", "exact", ()


def nothing(statement, run):
    return iter(())
