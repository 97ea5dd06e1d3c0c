"""Certificates of kind enclosure: accepted only when balls decide strictly; false statements refuted; corrupted certificates rejected."""

import copy

import pytest
from flint import arb

from verifier.checker import Rejected, check
from verifier.checker.kinds.enclosure import order
from verifier.claims.evidence import certify
from verifier.claims.statement import read_statements

RULE = {"bits": 160, "per_unit": 10, "left": 9, "right": 90, "decay_left": "-25", "decay_right": "15/16"}
TRUE = [
    "abs(E(max(t1 + g1, t2 + g2)) - E(g1) - log(exp(t1) + exp(t2))) <= 10^-20",
    "abs(P(t1 + g1 > t2 + g2) - exp(t1)/(exp(t1) + exp(t2))) <= 10^-20",
    "abs(P(t2 + g2 <= t1 + g1) - exp(t1)/(exp(t1) + exp(t2))) <= 10^-20",
    "abs(derivative(E(max(t1 + g1, t2 + g2)), t2) - P(t2 + g2 >= max(t1 + g1))) <= 10^-20",
    "abs(derivative(P(t1 + g1 >= t2 + g2), t2) - derivative(derivative(E(max(t1 + g1, t2 + g2)), t1), t2)) <= 10^-20",
    "abs(derivative(E(max(2*t1 + g1, t2 - 3*t1 + g2)), t1) - 2 + 5*exp(t2 - 3*t1)/(exp(2*t1) + exp(t2 - 3*t1))) <= 10^-20",
    "abs(derivative(E(log(exp(t1 + g1) + exp(t2 + g2))), t1) - E(exp(t1 + g1)/(exp(t1 + g1) + exp(t2 + g2)))) <= 10^-20",
    "E(log(exp(t1 + g1) + exp(t2 + g2))) > E(max(t1 + g1, t2 + g2))",
    "derivative(E(max(t1 + g1, g2)), t2) <= 10^-20",
    "E(g1) != 0",
    "sqrt(4) >= abs(-1) * erf(1)",
]
FALSE = [
    "abs(P(t1 + g1 > t2 + g2) - exp(t1)/(exp(t1) + 2*exp(t2))) <= 10^-20",
    "P(t1 + g1 > t2 + g2) = 1/3",
    "E(max(t1 + g1, t2 + g2)) < log(exp(t1) + exp(t2))",
    "E(g1) >= 0.5772156649015330",
]
UNDECIDED = ["P(t1 + g1 > t2 + g2) = exp(t1)/(exp(t1) + exp(t2))", "log(0) <= 1", "1/(t2 - t2) > 0", "sqrt(0 - 1) <= 1"]
UNREAD = [
    "E(g1*g2) <= 1", "E(log(exp(t1 + g1) + exp(t2 + g1))) <= 9", "E(max(t1 + 2*g1, t2 + g2)) <= 9", "E(max(t1*g1, g2)) <= 9", "E(max(g1, 3)) <= 9",
    "E(g3) <= 9",
    "P(t1 + g1 = 0) <= 1", "E(exp(g1)/(exp(g1) + exp(g1))) <= 1", "E(exp(t1*g1*g1)/(exp(g1) + exp(g2))) <= 1", "E(log(exp(g1) - exp(g2))) <= 1",
    "derivative(derivative(derivative(E(max(t1 + g1, g2)), t1), t1), t1) <= 9", "derivative(t1, t1) <= 9",
    "derivative(E(max(g1, g2)), g1) <= 9",
    "t3 <= 9", "g1 <= 9", "E(max(t1^2 + g1, g2)) <= 9", "2^(1/2) <= 9", "2^10000 >= 0", "max(1, 2) <= 9", "cases(1 if otherwise) <= 9",
    "not 2 < 1",
    "E(max(t1 + g1, t3 + g2)) <= 9", "derivative(E(max(t1 + g1, g2)), t3) <= 9",
]
ROWS = [*TRUE, *FALSE, *UNDECIDED, *UNREAD]


def make(folder, conclusion, given=("(t1 = 1/2 and t2 = -3/10) or (t1 = 0 and t2 = 1/5)",), noise="gumbel", dim=2):
    def listing(texts):
        return "[" + ", ".join(f'"{text}"' for text in texts) + "]"

    folder.mkdir(exist_ok=True)
    (folder / "rows.toml").write_text(
        '[[statement]]\nid = "claim test"\nsection = "0"\nlines = []\nlatex = "x"\nshape = "formula"\n[statement.printed]\n'
        f'noise = "{noise}"\ndim = {dim}\ngiven = {listing(given)}\nconclusion = {listing(conclusion)}\nscope = {{text = "points"}}\n'
    )
    return read_statements(folder)["claim test"].printed


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    return folder, make(folder, ROWS)


def ask(book, text, asserts, **proof):
    folder, form = book
    return check(certify(form, form.conclusion.index(text), asserts, "enclosure", {"rule": RULE, **proof}).as_json(), folder)


AT = {"t1": "1/2", "t2": "-3/10"}


@pytest.mark.parametrize("text", TRUE)
def test_true_statements(book, text):
    accepted = ask(book, text, "holds")
    assert accepted.trust == "enclosed" and any(name.startswith("python-flint") for name in accepted.rests_on)
    with pytest.raises(Rejected, match="decide otherwise"):
        ask(book, text, "fails", at=AT)


@pytest.mark.parametrize("text", FALSE)
def test_false_statements_are_refuted_by_separated_balls(book, text):
    with pytest.raises(Rejected, match="decide otherwise"):
        ask(book, text, "holds")
    assert ask(book, text, "fails", at=AT).trust == "enclosed"


@pytest.mark.parametrize("text", UNDECIDED)
def test_balls_that_meet_or_are_not_finite_decide_nothing(book, text):
    for asserts, more in (("holds", {}), ("fails", {"at": AT})):
        with pytest.raises(Rejected, match="do not decide"):
            ask(book, text, asserts, **more)


@pytest.mark.parametrize("text", UNREAD)
def test_what_is_no_known_quantity_is_rejected_either_way(book, text):
    for asserts, more in (("holds", {}), ("fails", {"at": AT})):
        with pytest.raises(Rejected, match="enclosure|events|ratios|polynomial|formula|point|no value"):
            ask(book, text, asserts, **more)


def test_the_ledger_names_what_was_used(book):
    assert [name for name in ask(book, TRUE[0], "holds").rests_on if "flint" not in name] == ["Trefethen & Weideman 2014, Theorem 5.1"]
    assert {"Gumbel-max theorem", "Williams-Daly-Zachary theorem"} <= set(ask(book, TRUE[6], "holds").rests_on)
    assert all("Theorem" not in name for name in ask(book, TRUE[10], "holds").rests_on)


@pytest.mark.parametrize("change", [{"right": 20}, {"left": 2}, {"per_unit": 10, "decay_left": "-1"}, {"bits": 40}])
def test_a_poor_rule_proves_nothing_and_refutes_nothing(book, change):
    poor = {**RULE, **change}
    for asserts, more in (("holds", {}), ("fails", {"at": AT})):
        with pytest.raises(Rejected, match="do not decide"):
            ask(book, TRUE[1], asserts, rule=poor, **more)


@pytest.mark.parametrize("change, reason", [
    ({"bits": 5000}, "a rule needs"), ({"bits": "160"}, "integers"), ({"bits": True}, "integers"), ({"per_unit": 0}, "a rule needs"),
    ({"per_unit": 7}, "no multiple"),
    ({"per_unit": 10**6}, "lattice points"), ({"left": 9.0}, "integers"), ({"decay_left": -25}, "a number is"),
    ({"decay_left": "1"}, "a rule needs"),
    ({"decay_right": "0.9"}, "a number is"), ({"decay_right": "1/0"}, "a number is"), ({"decay_right": "2"}, "no tail bound"),
    ({"extra": 1}, "fields"),
])
def test_corrupted_rules(book, change, reason):
    with pytest.raises(Rejected, match=reason):
        ask(book, TRUE[1], "holds", rule={**RULE, **change})


@pytest.mark.parametrize("missing", sorted(RULE))
def test_truncated_rules(book, missing):
    with pytest.raises(Rejected, match="fields"):
        ask(book, TRUE[1], "holds", rule={key: value for key, value in RULE.items() if key != missing})


@pytest.mark.parametrize("at, reason", [
    ({"t1": "1/2", "t2": "1/5"}, "does not satisfy"), ({"t1": "1/2"}, "free names are t1, t2"), ({**AT, "t3": "0"}, "free names are t1, t2"),
    ({**AT, "g1": "0"}, "free names are t1, t2"), ({"t1": 0.5, "t2": "-3/10"}, "a number is"), ({"t1": "0.5", "t2": "-3/10"}, "a number is"),
    ([], "malformed"),
])
def test_a_counterexample_gives_every_free_name_a_value_and_meets_the_hypotheses(book, at, reason):
    with pytest.raises(Rejected, match=reason):
        ask(book, FALSE[0], "fails", at=at)


@pytest.mark.parametrize("given, t1", [
    ("t1 >= 3/10", "3/10"), ("t1 > 3/10", "1/2"), ("t1 != 3/10", "0"), ("not t1 = 3/10", "0"), ("2 * t1 = 1 or t2 = 7", "1/2"), ("-t1 <= t2", "0"),
])
def test_a_counterexample_may_lie_anywhere_that_the_hypotheses_allow(tmp_path, given, t1):
    form = make(tmp_path, ["P(t1 + g1 >= t2 + g2) > 9/10"], given=(given,))
    other = {"3/10": "1/5", "1/2": "3/10", "0": "3/10"}[t1] if "-t1" not in given else "-1/10"

    def at(value):
        return check(certify(form, 0, "fails", "enclosure", {"rule": RULE, "at": {"t1": value, "t2": "0"}}).as_json(), tmp_path)

    assert at(t1).trust == "enclosed"
    with pytest.raises(Rejected, match="does not satisfy"):
        at(other)


@pytest.mark.parametrize("given, reason", [
    ("t1 <= exp(1)", "not a polynomial"), ("g1 <= 1", "g1 has no value"), ("d = 2", "d has no value"), ("t1 <= 1/(t1 - t1)", "not a polynomial"),
    ("t1 = 0 or t1 <= log(0)", "not a polynomial"), ("t1 = 0 -> t1 = 1", "cannot be decided"), ("E(g1) <= 1", "not a polynomial"),
])
def test_a_hypothesis_that_rational_arithmetic_cannot_decide_is_not_met(tmp_path, given, reason):
    form = make(tmp_path, ["P(t1 + g1 >= t2 + g2) > 9/10"], given=(given,))
    with pytest.raises(Rejected, match=reason):
        check(certify(form, 0, "fails", "enclosure", {"rule": RULE, "at": {"t1": "0", "t2": "0"}}).as_json(), tmp_path)


def test_fields_of_the_proof(book):
    with pytest.raises(Rejected, match="has a rule"):
        ask(book, TRUE[1], "holds", at=AT)
    with pytest.raises(Rejected, match="has a rule"):
        ask(book, FALSE[0], "fails")


def test_one_bad_point_spoils_holds(tmp_path):
    form = make(tmp_path / "rows", ["P(t1 + g1 >= t2 + g2) < 3/5"], given=("t1 = 0 or t1 = 1", "t2 = 0"))
    certificate = certify(form, 0, "holds", "enclosure", {"rule": RULE}).as_json()
    with pytest.raises(Rejected, match="decide otherwise .t1 = 1, t2 = 0"):
        check(certificate, tmp_path / "rows")
    fails = copy.deepcopy(certificate) | {"asserts": "fails", "proof": {"rule": RULE, "at": {"t1": "1", "t2": "0"}}}
    assert check(fails, tmp_path / "rows").kind == "enclosure"
    fails["proof"]["at"]["t1"] = "0"
    with pytest.raises(Rejected, match="decide otherwise"):
        check(fails, tmp_path / "rows")


@pytest.mark.parametrize("given", [
    ("t1 >= 0",), ("t1 = 0", "t1 = 0"), ("g1 = 0",), ("t1 = t2",), ("t1 = exp(1)",), ("not t1 = 0",),
    ("t1 = 0 -> t2 = 0",),
    ("t1 = 0", "t2 = 1/0"), ("t1 = 0",), (), tuple(f"t{k} = 0 or t{k} = 1" for k in range(1, 6)),
])
def test_hypotheses_must_list_points(given, tmp_path):
    form = make(tmp_path / "rows", ["P(t1 + g1 >= t2 + g2) <= 2"], given=given)
    with pytest.raises(Rejected, match="hypothes|has no value|polynomial|points"):
        check(certify(form, 0, "holds", "enclosure", {"rule": RULE}).as_json(), tmp_path / "rows")


@pytest.mark.parametrize("noise", ["uniform(-1,1)", "gumbel(1,1)", "gaussian(0,2)", "gumbel; gaussian(0,1)", "gauss"])
def test_other_laws_are_rejected(noise, tmp_path):
    form = make(tmp_path / "rows", ["P(t1 + g1 >= t2 + g2) <= 2"], noise=noise)
    with pytest.raises(Rejected, match="no bounds are known"):
        check(certify(form, 0, "holds", "enclosure", {"rule": RULE}).as_json(), tmp_path / "rows")


def test_a_certificate_for_another_law_is_rejected_by_its_digest(tmp_path):
    form = make(tmp_path / "rows", [TRUE[1]])
    certificate = certify(form, 0, "holds", "enclosure", {"rule": RULE}).as_json()
    make(tmp_path / "rows", [TRUE[1]], noise="gaussian(0,1)")
    with pytest.raises(Rejected, match="digest"):
        check(certificate, tmp_path / "rows")


def test_order_has_three_outcomes():
    assert order(arb(1), arb(2)) == "less" and order(arb(2), arb(1)) == "greater"
    for a, b in ((arb(1), arb(1)), (arb(0, 1), arb(1)), (arb("nan"), arb(1)), (arb(0), arb("inf")), (arb(0, 2), arb(1))):
        assert order(a, b) == "unknown" == order(b, a)


@pytest.mark.parametrize("text", ["(1/(t1 - 1/2))^0 < 2", "log(t1 - 1/2)^0 = 1", "log(t1 - 1/2)^0 < 2"])
def test_what_is_undefined_decides_nothing_even_to_the_power_zero(tmp_path, text):
    """arb takes nan ** 0 to be 1."""
    form = make(tmp_path, [text], given=("t1 = 1/2 and t2 = 0",))
    rule = {"bits": 100, "per_unit": 20, "left": 10, "right": 40, "decay_left": "-4", "decay_right": "1"}
    for asserts, proof in (("holds", {"rule": rule}), ("fails", {"rule": rule, "at": {"t1": "1/2", "t2": "0"}})):
        with pytest.raises(Rejected, match="do not decide"):
            check(certify(form, 0, asserts, "enclosure", proof).as_json(), tmp_path)


def test_the_work_of_a_rule_is_bounded(tmp_path):
    form = make(tmp_path, ["E(max(t1 + g1, t2 + g2)) < 9"], given=("t1 = 1/2 and t2 = 0",))
    rule = {"bits": 4000, "per_unit": 120, "left": 20, "right": 130, "decay_left": "-4", "decay_right": "1"}
    with pytest.raises(Rejected, match="lattice points"):
        check(certify(form, 0, "holds", "enclosure", {"rule": rule}).as_json(), tmp_path)
