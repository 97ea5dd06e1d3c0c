"""`verify family`: regions with strict inequalities, their shadows along 1, and answers that are attacked with exact probabilities."""

import json
import random
from fractions import Fraction as Q

import pytest

from verifier.claims.formula import FormulaError
from verifier.cli import main
from verifier.cli.exits import Exit
from verifier.families import decide, read_region
from verifier.families import noise as noises
from verifier.families.answers import NO, THEOREMS, UNKNOWN, YES
from verifier.laws import parse_noise
from verifier.models import PerturbArgmax
from verifier.models.identification.identify import identify
from verifier.parameters import Farkas, ParameterError, Region, Shadow, Translates
from verifier.parameters.region import affine

QUESTIONS = ("complete", "whole_simplex", "single_valued", "one_to_one", "identifiable")
WORDS = {"y": YES, "n": NO, "u": UNKNOWN}


def family(model, noise, dim, *where):
    return decide(model, parse_noise(noise, dim), read_region(where, dim))


def verdicts(model, noise, dim, *where):
    answers = family(model, noise, dim, *where).answers
    return "".join(answers[name].verdict[0] for name in QUESTIONS)


# regions


def test_conditions_are_read_exactly():
    region = read_region(["0 <= t1 < 1 and t2 = 2*t1/4 + 0.5", "-(t1 - 3) > t2"], 2)
    assert [row.text for row in region.rows] == ["-t1 <= 0", "t1 < 1", "-1/2*t1 + t2 = 1/2", "t1 + t2 < 3"]
    assert region.contains(("0", "1/2")) and not region.contains((1, 1)) and not region.contains((0, 0))


@pytest.mark.parametrize("text, words", [
    ("t1 * t2 <= 1", "not linear"), ("t1 / t2 < 1", "not linear"), ("t1 / 0 < 1", "not linear"), ("abs(t1) < 1", "not linear"),
    ("t1^2 < 1", "not linear"),
    ("t1 != 1", "no conjunction"), ("t1 < 0 or t1 > 1", "no conjunction"), ("not t1 < 0", "no conjunction"), ("t1", "no conjunction"),
    ("t3 < 1", "no coordinate"), ("t0 < 1", "no coordinate"), ("x < 1", "no coordinate"), ("t1 <", "t1 <"),
])
def test_other_conditions_are_refused(text, words):
    with pytest.raises(FormulaError, match=words):
        read_region([text], 2)


def test_strict_inequalities_are_strict():
    assert isinstance(read_region(["t1 < 0", "t1 >= 0"], 1).point(), Farkas)
    assert read_region(["t1 <= 0", "t1 >= 0"], 1).point() == (0,)
    assert read_region(["t1 < 0"], 1).is_empty() is False
    with pytest.raises(ParameterError, match="sign"):
        Region(1, [((1,), ">", 0)])


def test_a_contradiction_adds_up():
    reason = read_region(["t1 + t2 <= 1", "t1 >= 1", "t2 >= 1"], 2).point()
    assert isinstance(reason, Farkas)
    sides = {"t1 + t2 <= 1": (Q(1), -1, -1), "-t1 <= -1": (Q(-1), 1, 0), "-t2 <= -1": (Q(-1), 0, 1)}  # right side less left side
    total = [sum(c * sides[text][k] for c, text in reason.terms) for k in range(3)]
    assert total[0] < 0 and total[1:] == [0, 0] and all(c >= 0 for c, _ in reason.terms)


def test_two_translates_and_two_points():
    found = read_region(["t1 + t2 <= 2*t3"], 3).two_translates()
    assert isinstance(found, Translates) and found.shift != 0
    assert isinstance(read_region(["t1 = 0"], 3).two_translates(), Farkas)
    assert len(read_region(["t1 = 0", "t2 = 1"], 2).two_points()) == 4
    first, second = read_region(["t1 = 0", "0 < t2 < 1"], 2).two_points()
    assert first != second
    with pytest.raises(ParameterError, match="empty"):
        read_region(["t1 < t1"], 1).two_points()


def test_numerals_of_rows():
    assert affine((Q(1), Q(-1, 2), Q(0)), Q(3)) == "t1 - 1/2*t2 + 3" and affine((Q(0),)) == "0" and affine((Q(-1),)) == "-t1"


@pytest.mark.parametrize("where, everything", [
    ((), True), (("t1 = 0",), True), (("t1 + t2 + t3 = 0",), True), (("t1 >= 0", "t2 >= 0", "t3 > 0"), True), (("0 <= t1 < 1",), True),
    (("t1 - t2 = 0",), False), (("t1 + t2 <= 2*t3",), False), (("t1 = 0", "t2 = 0"), False), (("t1 <= 0", "t2 >= 0"), False),
    (("0 < t1", "t2 < 5"), False),
])
def test_shadow_is_everything(where, everything):
    region = read_region(where, 3)
    shadow = Shadow(region)
    assert shadow.is_everything is everything
    rng = random.Random(0)
    for _ in range(20):
        theta = tuple(Q(rng.randint(-9, 9), rng.randint(1, 3)) for _ in range(3))
        inside = shadow.contains(theta)
        assert inside or not everything
        assert not inside or region.contains(tuple(x + shadow.shift(theta) for x in theta))
    if not everything:
        theta, entry = shadow.outside()
        assert not shadow.contains(theta) and not entry.row.holds(theta) and sum(entry.row.normal) == 0


# answers

D2 = ("t2 = 0", "-2 < t1 < 2")
D3 = tuple(f"t{j} - t{i} < 2" for i in (1, 2, 3) for j in (1, 2, 3) if i != j)
CLOSED = tuple(text.replace("<", "<=") for text in D3)


@pytest.mark.parametrize("model, noise, dim, where, expected", [
    ("softmax", "gumbel", 3, (), "ynynn"), ("softmax", "cauchy", 3, ("t1 = 0",), "ynyyy"), ("softmax", "constant(0)", 2, ("t1 + t2 = 0",), "ynyyy"),
    ("softmax", "rademacher", 3, ("t1 + t2 <= 2*t3",), "nnynn"), ("softmax", "gumbel", 3, ("t1 = 0", "t2 = 0"), "nnyyn"),
    ("argmax", "gumbel", 3, ("t1 = 0",), "ynyyy"), ("argmax", "cauchy", 2, (), "ynynn"), ("argmax", "student_t(3)", 3, ("t2 >= t1",), "nnynn"),
    ("argmax", "exponential", 3, ("t1 = 0",), "ynyyy"), ("argmax", "exponential; uniform(0,1)", 2, ("t1 = 0",), "ynynn"),
    ("argmax", "uniform(-1,1)", 2, ("t2 = 0",), "yyynn"), ("argmax", "uniform(-1,1)", 2, D2, "ynyyy"),
    ("argmax", "uniform(-1,1)", 2, ("t2 = 0", "-2 <= t1 <= 2"), "yyyyy"), ("argmax", "uniform(-1,1)", 2, ("t2 = 0", "-2 <= t1 <= 3"), "yyynn"),
    ("argmax", "uniform(-1,1)", 2, ("t2 = 0", "-2 < t1 <= 1"), "nnyyn"), ("argmax", "uniform(-1,1)", 2, ("t2 = 0", "t1 >= 3"), "nnynn"),
    ("argmax", "uniform(-1,1)", 2, ("t2 = 0", "t1 = 3"), "nnyyn"), ("argmax", "uniform(-1,1)", 3, ("t1 + t2 + t3 = 0", *D3), "ynyyy"),
    ("argmax", "uniform(-1,1)", 3, ("t1 + t2 + t3 = 0", *CLOSED), "yyyyy"), ("argmax", "triangular(0,1,3)", 3, ("t1 = 0",), "yyynn"),
    ("argmax", "uniform(0,1); uniform(2,5)", 2, ("t2 = 0",), "yyynn"),
    ("argmax", "uniform(0,1); uniform(2,5)", 2, ("t2 = 0", "1 <= t1 <= 5"), "yyyyy"),
    ("argmax", "uniform(0,1); constant(0)", 2, ("t2 = 0", "-1 <= t1 <= 0"), "yyyyy"),
    ("argmax", "gaussian(0,1); constant(0)", 2, ("t2 = 0",), "ynyyy"),
    ("argmax", "rademacher; gaussian(0,1); cauchy", 3, ("t2 = 0",), "ynyyy"), ("argmax", "rademacher; uniform(-1,1)", 2, ("t2 = 0",), "yyynn"),
    ("argmax", "rademacher", 2, ("t2 = 0",), "yynnn"), ("argmax", "rademacher", 2, ("t2 = 0", "-2 <= t1 <= 2"), "yynnn"),
    ("argmax", "rademacher", 2, ("t2 = 0", "-2 < t1 <= 2"), "nnnnn"), ("argmax", "rademacher", 2, ("t2 = 0", "0 < t1 < 2"), "nnynn"),
    ("argmax", "rademacher", 2, ("t2 = 0", "t1 = 1"), "nnyyn"), ("argmax", "constant(0)", 2, ("t2 = 0",), "yynnn"),
    ("argmax", "constant(0)", 3, ("t1 = 0", "t2 = 0", "t3 = 0"), "yynyy"), ("argmax", "discrete(0,1; 1/3,2/3)", 3, ("t1 = 0",), "yynnn"),
    ("argmax", "constant(0)", 1, (), "yyynn"), ("softmax", "gumbel", 1, ("t1 = 2",), "yyyyy"), ("argmax", "gumbel", 1, ("t1 < 0", "t1 > 0"), "nnyyn"),
    ("argmax", "uniform(-1,1)", 3, ("t1 < 0", "t1 > 0"), "nnyyn"), ("softmax", "gumbel", 2, ("t1 + t2 < t1 + t2",), "nnyyn"),
])
def test_answers(model, noise, dim, where, expected):
    assert verdicts(model, noise, dim, *where) == expected


def test_each_answer_names_its_theorem_and_facts():
    found = family("argmax", "uniform(-1,1)", 2, *D2)
    assert {answer.by for answer in found.answers.values()} <= set(THEOREMS)
    assert all(answer.reason and (answer.by or answer.verdict == UNKNOWN) for answer in found.answers.values())
    assert {fact.partition(":")[0] for _, fact, _ in found.facts} == {"mass", "density", "atoms", "support"}
    assert family("softmax", "uniform(-1,1)", 2).facts == ()


def test_without_evidence_for_the_law_nothing_is_concluded(monkeypatch):
    from verifier.laws.evidence import Fact

    monkeypatch.setattr(noises, "evidence", lambda law: [Fact(name, "", "exact", lambda name=name: name != "support") for name in noises.NEEDED])
    answers = family("argmax", "gaussian(0,1)", 2, "t1 = 0").answers
    assert {answer.verdict for answer in answers.values()} == {UNKNOWN} and "support" in answers["complete"].reason
    monkeypatch.setattr(noises, "evidence", lambda law: [])
    assert family("argmax", "gaussian(0,1)", 2, "t1 = 0").answers["one_to_one"].verdict == UNKNOWN


def test_too_much_work_is_unknown(monkeypatch):
    from verifier.families import argmax, box, finite

    monkeypatch.setattr(box, "MOST_SYSTEMS", 1)
    assert verdicts("argmax", "uniform(-1,1)", 3, "t1 = 0", "t1 - t2 <= 2", "t2 - t1 <= 2", "t3 = t2 + 5")[3] == "u"
    monkeypatch.setattr(finite, "MOST_CANDIDATES", 1)
    assert verdicts("argmax", "rademacher", 3, "t1 = 0", "t2 <= 1")[0] == "u"
    monkeypatch.setattr(argmax, "MOST_TIES", 0)
    assert verdicts("argmax", "rademacher", 3, "t1 = 0", "t2 <= 1")[2] == "u"


# attacks: random families with exact laws, every answer checked by other means

EXACT = ("uniform(-1,1)", "uniform(0,1)", "triangular(0,1,3)", "rademacher", "discrete(0,1,3)", "constant(0)", "discrete(0,2; 1/3,2/3)")


def drawn(rng, d):
    noise = "; ".join(rng.choice(EXACT) for _ in range(d)) if rng.random() < 0.6 else rng.choice(EXACT)
    rows = [([rng.choice((0, 1, -1, 2)) for _ in range(d)], rng.choice(("<=", "<", "=")),
        Q(rng.randint(-4, 6), rng.choice((1, 2)))) for _ in range(rng.randint(0, 3))]
    return noise, Region(d, rows + ([([1] * d, "=", 0)] if rng.random() < 0.5 else []))


def members(region, rng):
    """Members on random hyperplanes."""
    found = []
    for _ in range(8):
        cut = ([rng.randint(-2, 2) for _ in range(region.dim)], "=", Q(rng.randint(-9, 9), rng.choice((1, 2, 3))))
        point = Region(region.dim, [(row.normal, row.sign, row.bound) for row in region.rows] + [cut]).point()
        found += [] if isinstance(point, Farkas) else [point]
    return list(dict.fromkeys(found))


def vector(entries):
    return tuple(map(Q, entries))


@pytest.mark.parametrize("seed", range(24))
def test_answers_survive_exact_attacks(seed):
    rng = random.Random(seed)
    d = rng.choice((2, 2, 3))
    noise, region = drawn(rng, d)
    laws = parse_noise(noise, d)
    answers, exact = decide("argmax", laws, region).answers, PerturbArgmax(laws, d).exact()
    if region.is_empty():
        return
    sets = {theta: exact.subdifferential(theta) for theta in members(region, rng)}
    attack_one_to_one(answers["one_to_one"], region, exact, sets)
    attack_single_valued(answers["single_valued"], region, exact, sets)
    attack_completeness(answers, region, laws, sets, rng)


def attack_one_to_one(answer, region, exact, sets):
    if answer.verdict == NO:
        theta, tau = vector(answer.witness["theta"]), vector(answer.witness["tau"])
        assert theta != tau and region.contains(theta) and region.contains(tau)
        assert set(exact.subdifferential(theta).vertices) == set(exact.subdifferential(tau).vertices)
    elif answer.verdict == YES:
        points = [(theta, found.vertices[0]) for theta, found in sets.items() if found.dimension == 0]
        assert len({p for _, p in points}) == len(points)
        assert not any(other.contains(p) for theta, p in points for tau, other in sets.items() if theta != tau)


def attack_single_valued(answer, region, exact, sets):
    if answer.verdict == NO:
        theta = vector(answer.witness["theta"])
        assert region.contains(theta) and exact.subdifferential(theta).dimension > 0
    elif answer.verdict == YES:
        assert all(found.dimension == 0 for found in sets.values())


def attack_completeness(answers, region, laws, sets, rng):
    complete, whole, shadow, model = answers["complete"], answers["whole_simplex"], Shadow(region), PerturbArgmax(laws, region.dim)
    if complete.verdict == NO:
        p, at = vector(complete.witness["missed"]), vector(complete.witness["reached_only_at"])
        found = identify(model, p)
        assert min(p) > 0 and sum(p) == 1 and not shadow.contains(at) and found.kind in ("point", "undecided")
        if found.kind == "point" and all(isinstance(x, Q) for x in found.theta):
            assert found.theta == tuple(x - sum(at) / len(at) for x in at)
        assert not any(other.contains(p) for other in sets.values())
    elif whole.verdict == NO:
        assert not any(other.contains(vector(whole.witness["missed"])) for other in sets.values())
    for _ in range(3):
        weights = [rng.randint(0 if whole.verdict == YES else 1, 9) for _ in range(region.dim)]
        if YES in (complete.verdict, whole.verdict) and any(weights):
            found = identify(model, tuple(Q(x, sum(weights)) for x in weights))
            assert found.kind != "none"
            if found.kind == "point" and all(isinstance(x, Q) for x in found.theta):
                assert shadow.contains(found.theta)


# the command


def run(capsys, *arguments):
    code = main(["family", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_command_shows_answers_and_witnesses(capsys):
    code, out, err = run(capsys, "--model", "softmax", "--noise", "gumbel", "--dim", "3", "--where", "t1 + t2 <= 2*t3")
    assert code == Exit.HOLDS and err == "" and "complete             no" in out and "reached only at multiples of 1 from (1, 0, 0)" in out
    assert "Perturb-Softmax, gumbel, 3 choices, theta with t1 + t2 <= 2*t3" in out


def test_the_command_prints_json(capsys):
    code, out, _ = run(capsys, "--model", "argmax", "--noise", "uniform(-1,1)", "--dim", "2", "--where", "t2 = 0", "--json")
    data = json.loads(out)
    assert code == Exit.HOLDS and set(data) == {"answers", "member", "facts", "theorems"} and set(data["answers"]) == set(QUESTIONS)
    answer = data["answers"]["one_to_one"]
    assert set(answer) == {"verdict", "by", "reason", "certificate", "witness"} and answer["witness"]["p"] == ["1", "0"]
    assert data["answers"]["complete"]["certificate"] == {"c_at_least": ["-t2"], "c_at_most": ["-t2"]} and set(data["theorems"]) == {"R2", "R3",
        "definition"}


@pytest.mark.parametrize("arguments, words", [
    (("--noise", "unifrm(-1,1)"), "did you mean uniform"), (("--noise", "gumbel", "--where", "t3 <= 1"), "no coordinate"),
    (("--noise", "gumbel; gumbel; gumbel"), "3 laws"),
])
def test_wrong_input_is_a_usage_error(capsys, arguments, words):
    code, out, err = run(capsys, "--model", "argmax", "--dim", "2", *arguments)
    assert code == Exit.USAGE and out == "" and words in err and "formula:" not in err


def test_unknown_answers_and_the_time_limit_have_an_exit_code(capsys):
    code, out, _ = run(capsys, "--model", "argmax", "--noise", "rademacher; uniform(0,1/2)", "--dim", "2", "--where", "t2 = 0", "--where",
        "-3/2 <= t1 <= 1/4")
    assert code == Exit.OPEN and "unknown" in out
    code, out, err = run(capsys, "--model", "argmax", "--noise", "gumbel", "--dim", "2", "--timeout", "0.001")
    assert code == Exit.OPEN and out == "" and "time limit" in err
