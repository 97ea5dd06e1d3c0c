"""A small statement folder and hand-made certificates for the checker's tests."""

import copy
import json
from pathlib import Path

from verifier.claims.evidence import certify
from verifier.claims.statement import read_statements

ROWS = '''
[[statement]]
id = "claim mean"
section = "0"
lines = [1]
latex = "E|t+g| = t for t >= 1"
shape = "formula"
[statement.printed]
noise = "uniform(-1,1)"
dim = 1
given = ["t1 >= 1"]
conclusion = ["E(abs(t1 + g1)) = t1"]
scope = {text = "d = 1"}
[[statement.repaired]]
latex = "for all t"
cause = "false"
change = "none: a wider scope, and false"
noise = "uniform(-1,1)"
dim = 1
conclusion = ["E(abs(t1 + g1)) = t1"]
scope = {text = "d = 1, all t"}

[[statement]]
id = "claim kink"
section = "0"
lines = [2]
latex = "slopes of |t|"
shape = "formula"
[statement.printed]
dim = 1
conclusion = ["slope(abs(t1), 1) = cases(1 if t1 >= 0, -1 if t1 < 0)", "t1^2 - 2*t1 + 1 >= 0", "x > 1 -> x^2 > 1", "integral(cases(1 if z < 1, 5 if z >= 1), z, 0, 2) = 6"]
scope = {text = "d = 1"}

[[statement]]
id = "claim jump"
section = "0"
lines = [3]
latex = "overlapping cases"
shape = "formula"
[statement.printed]
dim = 1
conclusion = ["cases(1 if x >= 0, 2 if x <= 0) >= 1", "cases(1 if x > 0, 2 if x < 0) >= 1", "derivative(abs(x), x) <= 1"]
scope = {text = "x real"}
'''


def folder(tmp_path: Path) -> Path:
    """The statements above in a folder of their own."""
    target = tmp_path / "statements"
    target.mkdir(exist_ok=True)
    (target / "rows.toml").write_text(ROWS)
    return target


def certificate(tmp_path: Path, statement: str, conclusion: int, asserts: str, proof: dict, form: str = "printed", kind: str = "cells") -> dict:
    found = read_statements(folder(tmp_path))[statement].form(form)
    return copy.deepcopy(json.loads(certify(found, conclusion, asserts, kind, proof).text()))


# E|t+g| = t on t > 1 (t - 1 is fact 0; g1 + 1 and 1 - g1 are facts 1 and 2), and at t = 1 (fact 0 is t - 1 = 0)
_PIECE = {"signs": [{"form": "t1 + g1", "sign": ">", "by": [["1", [0]], ["1", [1]]]}]}
_MEAN = {"signs": [{"form": "1", "sign": ">", "by": [["1", []]]}], "integrals": [{"breaks": ["-1", "1"], "pieces": [_PIECE]}]}
_MEAN_SHIFTED = copy.deepcopy(_MEAN)
_MEAN_SHIFTED["integrals"][0]["pieces"][0]["signs"][0]["by"] = [["1", [0]], ["1", [2]]]
MEAN = {"split": "t1 - 1", "neg": {"leaf": {}}, "zero": {"leaf": _MEAN_SHIFTED}, "pos": {"leaf": _MEAN_SHIFTED}}

# at t = 0, E|g| = 1/2: break at 0
REFUTED = {"at": {"t1": "0"}, "leaf": {"integrals": [{"breaks": ["-1", "0", "1"], "pieces": [{}, {}]}]}}

_UP = {"signs": [{"form": "t1 + e1", "sign": ">", "by": [["1", [0]], ["1", [1]]]}]}
_DOWN = {"signs": [{"form": "-t1 - e1", "sign": ">", "by": [["1", [2]]]}]}
KINK = {
    "split": "t1",
    "pos": {"leaf": {"slopes": [{"name": "e1", "near": [], "leaf": _UP}]}},
    "zero": {"leaf": {"slopes": [{"name": "e1", "near": [], "leaf": {"signs": [{"form": "t1 + e1", "sign": ">", "by": [["1", [0]], ["1", [1]]]}]}}]}},
    "neg": {"leaf": {"slopes": [{"name": "e1", "near": [[0, "1"]], "leaf": _DOWN}]}},
}
