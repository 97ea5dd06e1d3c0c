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


def false_in_part():
    """Three conclusions: the first fails, the second holds, nothing is known of the third; and a test that fails as well."""
    scope = Scope("all d, all p in Δ", d="all")
    one = form("theorem 4.3", noise=None, dim=None, definitions=(), conclusion=("a = b", "b = b", "c = a"), scope=scope)
    proof = {"instance": {"p": "vec(1, 0)", "lam": "1/4", "tau": "vec(0, log(2))", "a": "exp(1/2)", "d": 2}}
    lines = (r"p_2 = 0 < \frac{e^{\theta_2}}{e^{\theta_1} + e^{\theta_2}}",)
    evidence = (
        accepted(one, 0, "fails", proof, Trust.DERIVED, (), "derivation", derivation=lines),
        accepted(one, 1, "holds", {"steps": []}, Trust.DERIVED, (), "derivation"),
        Checked(Evidence("printed", "random points", "hypothesis", failed=True), False),
    )
    return conclude(statement("theorem 4.3", one, section="4"), evidence)


def derivative():
    """Refuted where a derivative is taken; the proof gives no sides."""
    one = form("equation 105", conclusion=("F = derivative(t1 * t2, t1) -> derivative(t1 * t2, t1) = t1",), let=(("F", "t2"),))
    fails = accepted(one, 0, "fails", {"at": {"t1": "0", "t2": "1"}})
    return conclude(statement("equation 105", one, section="9.5", lines=(1, 3)), (fails,))


def sides():
    """Refuted, with both sides at the point among the evidence."""
    one = form("equation 75", conclusion=("z / 9 = 1/2",), noise=None)
    lines = (r"\text{at } z = 3:", r"\frac{z}{9} = \frac{1}{3}")
    evidence = tuple(accepted(one, 0, "fails", {"at": {"z": z}}, derivation=lines) for z in "34")
    return conclude(statement("equation 75", one, section="9.5"), evidence)


def damaged():
    """Only a sign is lost, and there are two ways of restoring it."""
    repair = form("equation 71", "repaired 1", cause=Finding.OCR, change="the minus sign restored", kind="least")
    other = form("equation 71", "repaired 2", cause=Finding.OCR, change="as a definition", kind="sharp", defines="f")
    reading = "Only *every* sign of R^d is lost."
    row = statement("equation 71", None, latex=r"= \theta_1 \gamma_2", section="9.5", repaired=(repair, other), reading=reading)
    return conclude(row, (accepted(repair, 0, "holds", {}), accepted(other, 0, "holds", {}, Trust.DERIVED, (), "derivation")))


def ours():
    """Not the paper's; half certified, half tested."""
    one = form("claim sharp", conclusion=("a = a", "b = b", "c = c"), noise=None, dim=None, definitions=())
    evidence = (
        accepted(one, 1, "holds", {}, Trust.DERIVED, (), "derivation"),
        Checked(Evidence("printed", "100 points", "hypothesis", record={"examples": 100}), False),
    )
    return conclude(statement("claim sharp", one, title="A sharp form", section="smooth laws", lines=()), evidence)


def ours_false():
    one = form("claim ours is false", conclusion=("1 = 2",))
    return conclude(statement("claim ours is false", one, section="smooth laws", lines=()), (accepted(one, 0, "fails", {"at": {}}),))


def ours_proved():
    one = form("claim ours is true")
    return conclude(statement("claim ours is true", one, section="smooth laws", lines=()), (accepted(one, 0, "holds", {}),))


def typed():
    """As `verify formula` makes it."""
    one = form("formula", conclusion=("-t1 = E(max(t1 + g1, t2))",), given=("t1 >= t2",), scope=Scope("all real values", d="2"))
    row = statement("formula", one, title="-t1 = ...", section="typed", lines=(), file="formula.toml")
    return conclude(row, (accepted(one, 0, "fails", {"at": {"t1": "1", "t2": "0"}}),))


COQ = "(** The greater one. *)\nFrom Perturb.statements Require Import common.\nDefinition theorem_1 : Prop := forall s t : R, s <= Rmax s t.\n"


def coq(form, conclusion, asserts="holds", name="theorem_1", encoding="Word by word; R^d is a *type*. Nothing is left out."):
    """What Coq accepted of one conclusion."""
    rests = ("Coq, version 8", "people's comparison", "Coq.Reals.sig_forall_dec", "Coq.Logic.classic")
    record = {"coq": COQ, "objects": {"common": "(** Objects. *)\nDefinition R := R.\n"}}
    return accepted(form, conclusion, asserts, {"name": name}, Trust.FORMAL, rests, "formal", obligation=encoding, engine="coq", record=record)


def formal():
    """Refuted by Coq as printed; the repair has three parts, two in one Coq statement."""
    one = form("theorem 5.3", noise=None, dim=None, definitions=(), conclusion=("a = b",))
    repair = form("theorem 5.3", "repaired 1", ("a = a", "b = b", "c = c"), cause=Finding.FALSE, change="other letters", kind="least")
    row = statement("theorem 5.3", one, title="The greater one", section="5", repaired=(repair,))
    evidence = (
        coq(one, 0, "fails", "refutation"), coq(repair, 0), coq(repair, 2), coq(repair, 1, name="theorem_2"),
        accepted(repair, 0, "holds", {}, Trust.DERIVED, (), "derivation"),
    )
    return conclude(row, evidence)


def everything():
    """In the book's order."""
    return [definition(), supported(), undecided(), false_in_general(), unreadable(), refuted(), proved()]


def more():
    """What else a book may hold; a section comes twice."""
    return [ours(), false_in_part(), sides(), derivative(), damaged(), ours_false(), ours_proved()]


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
