"""Hand-made results, one for each thing a report has to say."""

from verifier.claims.conclude import conclude
from verifier.claims.evidence import Checked, Evidence, certify
from verifier.claims.statement import Form, Statement
from verifier.claims.verdict import Finding, Scope, Trust

ALL = Scope("U(-1,1), d = 2, every θ", d="2", law="uniform(-1,1)", theta="all")


def form(statement, name="printed", conclusion=("t1 = t1",), latex=r"\theta_1 = \theta_1", **rest):
    own = {"statement": statement, "name": name, "latex": latex, "conclusion": conclusion}
    return Form(**{**own, "scope": ALL, "noise": "uniform(-1,1)", "dim": 2, **rest})


def statement(id, printed, latex=r"\theta_1 = \theta_1", **rest):
    own = {"id": id, "latex": latex, "printed": printed}
    return Statement(**{**own, "section": "9.4", "lines": (12,), "shape": "formula", "file": "s9.toml", **rest})


def accepted(form, conclusion, asserts, proof, trust=Trust.EXACT, rests_on=("Fubini",), kind="cells", **rest):
    certificate = certify(form, conclusion, asserts, kind, proof)
    evidence = Evidence(form.name, rest.pop("obligation", "the claim, piece by piece"), rest.pop("engine", "sympy"), certificate, **rest)
    return Checked(evidence, True, "", trust, rests_on)


def proved():
    one = form(
        "equation 85", conclusion=("F = max(x, 0)", "F >= 0 or x < 0"),
        let=(("x", "t1 - t2"), ("F", "E(max(t1 + g1, t2 + g2))")), given=("x^2 <= 4",),
    )
    row = statement(
        "equation 85", one, title="a value_with <odd> | text", lines=(1204, 1207), depends=("lemma 4.2", "equation 67"),
        latex=r"\begin{align*} f(\theta) &= \operatorname{E}[\max\{\theta_1, \theta_2\}] \tag{85} \\"
              r" &\le \text{so for all $x$} \end{align*}",
        reading="The difference $x$ stands for $`\\theta_1 - \\theta_2`$.\n\n- A [link](nowhere) and a bar | stay as they are, at 3 < 4.",
    )
    evidence = (
        accepted(
            one, 0, "holds", {"leaf": {}}, obligation="part 1 where $`|x| \\le 2`$",
            derivation=(r"\int_{-1}^{1} g \, dg = 0", r"\left\{ x : x > 0 \right\}"),
        ),
        accepted(
            one, 1, "holds", {"leaf": {"signs": []}}, Trust.ENCLOSED, ("Jensen", "Fubini"), "enclosure",
            obligation="part 2", engine="python-flint", record={"digits": 50, "values": [
                {"quantity": "E max", "mpmath": "0.5641895835", "balls": {"mid": "0.5641895835", "rad": "1e-50"}},
                {"quantity": "p_1", "mpmath": "0.5", "balls": {"mid": "0.5", "rad": "1e-51"}},
            ]},
        ),
    )
    return conclude(row, evidence)


def refuted():
    one = form("equation 67", conclusion=("y = 1",), let=(("x", "t1 - t2"), ("y", "x + 1")), given=("t1 >= t2",))
    repair = form(
        "equation 67", "repaired 1", ("t1 - t2 + 1 >= 1",), r"\theta_1 - \theta_2 + 1 \ge 1", given=("t1 >= t2",),
        cause=Finding.MISPRINT, change="the printed = has to be $`\\ge`$", kind="least",
    )
    sharp = form("equation 67", "repaired 2", ("t1 > t2",), r"\theta_1 > \theta_2", cause=Finding.MISPRINT, change="strict", kind="sharp")
    row = statement("equation 67", one, title="a value", latex=r"$$\theta_1 - \theta_2 + 1 = 1$$", repaired=(repair, sharp))
    attempt = Evidence("printed", "a first attempt", "search", certify(one, 0, "fails", "cells", {"at": {}}))
    point = {"at": {"t1": "5/2", "t2": "-1/3"}, "leaf": {}}
    tried = {"examples": 100, "seed": 0, "failure": {"t1": "0", "t2": "0"}}
    evidence = (
        Checked(attempt, False, "t1 has no value | here"),
        accepted(one, 0, "fails", point, obligation="a point", record={"left side": "23/6", "right side": "1"}),
        accepted(repair, 0, "holds", {"leaf": {}}, obligation="the repaired claim", derivation=(r"\theta_1 - \theta_2 \ge 0",)),
        Checked(Evidence("repaired 2", "random points", "hypothesis", record=tried, failed=True), False),
    )
    return conclude(row, evidence)


def supported():
    one = form("proposition 5.4", scope=Scope("every d"), noise=None, dim=None, definitions=(
        ("close", "x, y | norm(x - y) < 1"), ("norm", "x | max(x, -x)"), ("unused", "x | x")), conclusion=("close(theta, theta)",))
    probe = Evidence("printed", "100 points", "hypothesis", record={"examples": 100, "seed": 7, "profile": "quick", "failure": None})
    return conclude(statement("proposition 5.4", one, section="5.2"), (Checked(probe, False),))


def undecided():
    one = form("table 1")
    return conclude(statement("table 1", one, section="5.2"), (), trouble="the time limit of 60 s was reached")


def definition():
    one = form("equation 6", defines="f")
    well_posed = accepted(one, 0, "holds", {}, Trust.DERIVED, (), "derivation")
    return conclude(statement("equation 6", one, section="3", defines="f"), (well_posed,))


def unreadable():
    repair = form("equation 66", "repaired 1", cause=Finding.OCR, change="reconstructed from the lines around it", kind="least")
    return conclude(statement("equation 66", None, latex="", repaired=(repair,)), (accepted(repair, 0, "holds", {}),))


def false_in_general():
    one = form("theorem 8.1", noise=None, dim=None, definitions=(), conclusion=("a = b",))
    proof = {"instance": {"d": 2, "Theta": ["0,0", "1,1"], "law": "none"}}
    return conclude(statement("theorem 8.1", one, section="8"), (accepted(one, 0, "fails", proof, kind="derivation"),))


def everything():
    """In the book's order."""
    return [definition(), supported(), undecided(), false_in_general(), unreadable(), refuted(), proved()]


def curve():
    return {
        "title": "The value", "xlabel": r"$\theta_1 - \theta_2$", "ylabel": "f",
        "curves": [
            {"label": "f", "x": [-2, -1, 0, 1, 2], "y": [0, 0.25, 0.5, 1.25, 2], "style": "-"},
            {"label": "|x|", "x": [-2, 0, 2], "y": [2, 0, 2], "style": "--"},
        ],
        "fills": [{"label": "between", "x": [-2, 0, 2], "low": [0, 0.5, 2], "high": [2, 0.5, 2]}],
    }


_CAPTION = "Figure 6: the value f(θ) at θ_2 = 0"
FIGURES = {"equation 85": ((_CAPTION, curve),), "equation 67": ((_CAPTION, curve),)}
