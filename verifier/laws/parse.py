"""Laws from text: "gumbel", "gaussian(0,1)", "discrete(-1,1; 1/2,1/2)", and "law; law; law" for unlike coordinates."""

from __future__ import annotations

import difflib
import re

from verifier.laws.base import Law, LawError
from verifier.laws.cauchy import Cauchy
from verifier.laws.constant import Constant
from verifier.laws.discrete import Discrete
from verifier.laws.exponential import Exponential
from verifier.laws.gaussian import Gaussian
from verifier.laws.gumbel import Gumbel
from verifier.laws.laplace import Laplace
from verifier.laws.logistic import Logistic
from verifier.laws.rademacher import Rademacher
from verifier.laws.student_t import StudentT
from verifier.laws.triangular import Triangular
from verifier.laws.uniform import Uniform

LAWS: dict[str, type[Law]] = {
    law.name: law for law in (
        Gumbel, Gaussian, Logistic, Laplace, Uniform, Triangular, Exponential, StudentT, Cauchy, Rademacher, Discrete, Constant,
    )
}
LONGEST = 20_000
_SHAPE = re.compile(r"\s*([A-Za-z]\w*)\s*(?:\(([^()]*)\))?\s*")


def parse_law(text: str) -> Law:
    """The law that a text such as "uniform(-1,1)" names. Parameters are exact: 0.1 is 1/10.

    Rejects an unknown name (and offers the nearest), parameters that are missing, too many, inexact or out of range (LawError).
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise LawError(f"a law is a text of at most {LONGEST} characters, such as \"gaussian(0,1)\"")
    shape = _SHAPE.fullmatch(text)
    if not shape:
        raise LawError(f"cannot read {text.strip()[:60]!r} as a law; write a name and parameters, such as gaussian(0,1)")
    name, inside = shape[1].lower(), shape[2]
    if name not in LAWS:
        near = difflib.get_close_matches(name, LAWS, 1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(LAWS)}"
        raise LawError(f"unknown law {shape[1]!r}; {hint}")
    points, semicolon, weights = (inside or "").partition(";")
    if not semicolon:
        return LAWS[name].of(_numbers(inside))
    if name != Discrete.name:
        raise LawError(f"{name}: no semicolon belongs there; write {LAWS[name].form}")
    return Discrete(tuple(_numbers(points)), tuple(_numbers(weights)))


def parse_noise(text: str, dim: int) -> tuple[Law, ...]:
    """The laws of dim independent coordinates: one law for all of them, or dim laws separated by semicolons.

    Rejects a dim that is not a positive integer, a wrong number of laws, and whatever parse_law rejects (LawError).
    """
    if not isinstance(dim, int) or isinstance(dim, bool) or dim < 1:
        raise LawError(f"the dimension {dim!r} ({type(dim).__name__}) is not a positive integer; pass a Python int such as 3, or int(dim)")
    if not isinstance(text, str):
        raise LawError(f"the noise {text!r} is not text such as \"gumbel\" or \"gumbel; uniform(-1,1)\"")
    laws = tuple(parse_law(part) for part in re.split(r";(?![^()]*\))", text))
    if len(laws) == 1:
        return laws * dim
    if len(laws) != dim:
        raise LawError(f"{len(laws)} laws for {dim} coordinates; give one law for all, or {dim} separated by semicolons")
    return laws


def _numbers(text: str | None) -> list[str]:
    return text.split(",") if text and text.strip() else []
