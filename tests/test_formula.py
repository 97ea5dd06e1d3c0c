"""The formula language: reading, showing, refusing; substitution, abbreviations, macros; LaTeX; agreement with the checker's reader."""

from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import verifier.formula as typed
from verifier.checker import reader
from verifier.claims.formula import FormulaError, free_names, macro, number, parse, read_form, show, substitute, to_latex
from verifier.claims.statement import Form
from verifier.claims.verdict import Scope

NAMES = st.sampled_from(["t1", "t2", "g1", "x", "z", "lam", "Theta", "android", "iffy", "e_1"])
NUMERALS = st.sampled_from(["0", "7", "0.125", "12.50", "3"]).map(F)


def _terms(children):
    binary = st.tuples(st.sampled_from(["+", "-", "*", "/", "^"]), children, children)
    functions, arguments = st.sampled_from(["max", "E", "softmax", "abs"]), st.lists(children, min_size=1, max_size=3)
    calls = st.builds(lambda name, rest: (name, *rest), functions, arguments)
    cases = st.builds(
        lambda rows, last: ("cases", *(("case", value, condition) for value, condition in rows), ("case", last, "otherwise")),
        st.lists(st.tuples(children, children), min_size=1, max_size=2), children,
    )
    return st.one_of(binary, calls, cases, st.tuples(st.just("neg"), children), st.tuples(st.just("at"), children, children))


def _conditions(children):
    relation = st.tuples(st.sampled_from(["<", "<=", "=", "!=", ">", ">="]), children, children)
    logic = st.tuples(st.sampled_from(["and", "or", "->"]), children, children)
    return st.one_of(relation, logic, st.tuples(st.just("not"), children))


TREES = st.recursive(NUMERALS | NAMES, lambda children: _terms(children) | _conditions(children), max_leaves=25)
TEXTS = st.lists(
    st.sampled_from(["t1", "x", "2", "0.5", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",", "<", "<=", "=", "!=", "->", "and", "or",
                     "not", "max(", "cases(", "if", "otherwise", " "]),
    max_size=12,
).map(" ".join)


@given(TREES)
@settings(max_examples=150, deadline=None)
def test_show_is_inverse_to_parse_and_both_readers_agree(tree):
    text = show(tree)
    assert parse(text) == tree
    assert reader.parse(text) == tree


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_both_readers_accept_the_same_texts(text):
    try:
        expected = reader.parse(text)
    except reader.Rejected:
        with pytest.raises(FormulaError):
            parse(text)
    else:
        assert parse(text) == expected


@pytest.mark.parametrize(("text", "tree"), [
    ("-a^2", ("neg", ("^", "a", F(2)))),
    ("a^-2", ("^", "a", ("neg", F(2)))),
    ("2^3^2", ("^", F(2), ("^", F(3), F(2)))),
    ("1 - 2 - 3", ("-", ("-", F(1), F(2)), F(3))),
    ("0.1", F(1, 10)),
    ("a <= b < c", ("and", ("<=", "a", "b"), ("<", "b", "c"))),
    ("a -> b -> c", ("->", "a", ("->", "b", "c"))),
    ("not a = b and c", ("and", ("not", ("=", "a", "b")), "c")),
    ("softmax(x)[i]^2", ("^", ("at", ("softmax", "x"), "i"), F(2))),
    ("cases(1 if x > 0, 2 if otherwise)", ("cases", ("case", F(1), (">", "x", F(0))), ("case", F(2), "otherwise"))),
])
def test_trees(text, tree):
    assert parse(text) == tree == reader.parse(text)


@pytest.mark.parametrize(("text", "column", "words"), [
    ("", 1, "ends too early"), ("1 +", 4, "ends too early"), ("(1", 3, "ends too early"), ("a ! b", 3, "unexpected '!'"),
    ("sin x", 5, "unexpected 'x'"), ("f()", 3, "unexpected ')'"), ("cases(1)", 1, "bare value"), ("max(1 if x)", 1, "`if` below max"),
    ("and + 1", 1, "unexpected 'and'"), ("cases(1 if otherwise, 2 if x)", 1, "`otherwise` before"), ("2x", 2, "unexpected 'x'"),
    ("1" * 61, 61, "numeral too long"), ("(" * 70 + "1" + ")" * 70, 60, "too deeply"), ("\u03b8 + 1", 1, "ASCII"),
    ("t1 __import__", 4, "unexpected"),
])
def test_refusals_name_the_place_and_the_remedy(text, column, words):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.column == column
    assert words in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(("text", "remedy"), [
    ("2t1", "2*t1"), ("2 x", "2*x"), ("|t1|", "abs(x)"), ("1 + |t1|", "abs(x)"), ("t1**2", "x^2"), ("a == b", "one ="), ("(a)(b)", "(a)*(b)"),
])
def test_other_notations_get_a_hint(text, remedy):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert remedy in caught.value.remedy


def test_limits_on_length_height_and_type():
    assert parse("+".join("1" * 150))
    for text in ("+".join("1" * 300), "1+" * 10_001 + "1", "-" * 300 + "1", "a^" * 300 + "a", "not " * 300 + "a"):
        with pytest.raises(FormulaError):
            parse(text)
    with pytest.raises(FormulaError, match="binary float"):
        parse(0.1)


def test_numbers_are_exact_both_ways():
    assert show(F(1, 8)) == "0.125" and show(F(0)) == "0" and show(F(5, 2)) == "2.5"
    assert parse(show(number(F(-2, 3)))) == number(F(-2, 3)) == ("neg", ("/", F(2), F(3)))
    assert show(F(1, 3)) == "1 / 3" or show(F(1, 3)) == "(1 / 3)"


def test_free_names_and_substitution_do_not_capture():
    tree = parse("sum(j, x[j]) + j")
    assert free_names(tree) == {"x", "j"}
    moved = substitute(parse("sum(j, x[j])"), {"x": ("vec", "j")})
    assert moved == ("sum", "j1", ("at", ("vec", "j"), "j1"))
    area = substitute(parse("integral(z*a, z, 0, a)"), {"a": "z"})
    assert free_names(area) == {"z"} and area == ("integral", ("*", "z1", "z"), "z1", F(0), "z")
    assert substitute(parse("integral(z, z, 0, 1)"), {"z": F(3)}) == parse("integral(z, z, 0, 1)")


def _form(**changes) -> Form:
    return replace(Form("s", "printed", "x", Scope("all"), ("x = 1",), noise="rademacher", dim=2), **changes)


def test_abbreviations_are_replaced_in_the_order_written():
    read = read_form(_form(let=(("x", "t1 - t2"), ("y", "x^2")), given=("y > 0",), conclusion=("max(x, g1) = y",)))
    difference = ("-", "t1", "t2")
    assert read.given == ((">", ("^", difference, F(2)), F(0)),)
    assert read.conclusion == (("=", ("max", difference, "g1"), ("^", difference, F(2))),)
    assert read.names == ("t1", "t2")


def test_macros_expand_without_capture_and_refuse_loops():
    softmax = ("softmax", "x, i | exp(x[i]) / sum(j, exp(x[j]))")
    general = _form(noise=None, dim=None, conclusion=("softmax(theta, j) > 0",), definitions=(softmax,))
    expanded = read_form(general).conclusion[0][1]
    assert expanded == ("/", ("exp", ("at", "theta", "j")), ("sum", "j", ("exp", ("at", "theta", "j"))))
    bound = replace(general, conclusion=("sum(j, softmax(vec(j), j)) = 1",))
    assert read_form(bound).conclusion[0][1][2][2] == ("sum", "j1", ("exp", ("at", ("vec", "j"), "j1")))
    with pytest.raises(FormulaError, match="takes 2"):
        read_form(replace(general, conclusion=("softmax(theta) > 0",)))
    with pytest.raises(FormulaError, match="refers to itself"):
        read_form(replace(general, conclusion=("f(1) = 1",), definitions=(("f", "a | f(a)"),)))
    with pytest.raises(FormulaError, match="parameters"):
        macro("x, x | x")


@pytest.mark.parametrize(("text", "latex"), [
    ("t1 + g2", r"\theta_{1} + \gamma_{2}"),
    ("3/4*t1", r"\frac{3}{4} \theta_{1}"),
    ("(a + b)*c", r"\left(a + b\right) c"),
    ("a - (b - c)", r"a - \left(b - c\right)"),
    ("-(a + b)", r"-\left(a + b\right)"),
    ("(a + b)^2", r"\left(a + b\right)^{2}"),
    ("0 <= x < 2", r"0 \le x < 2"),
    ("E(max(t1 + g1, 0))", r"\mathbb{E}_{\gamma}\left[\max\left\{\theta_{1} + \gamma_{1}, 0\right\}\right]"),
    ("cases(1 if x > 0, 0 if otherwise)", r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}"),
    ("integral(z, z, -x, 2)", r"\int_{-x}^{2} z \, dz"),
    ("derivative(x^2, x)", r"\frac{\partial}{\partial x} x^{2}"),
    ("sum(j, exp(x[j]))", r"\sum_{j=1}^{d} \exp\left(x_{j}\right)"),
    ("member(theta, Theta) -> lam > 0", r"\theta \in \Theta \;\Longrightarrow\; \lambda > 0"),
    ("A -> (B -> C)", r"A \;\Longrightarrow\; \left(B \;\Longrightarrow\; C\right)"),
    ("(A -> B) -> C", r"\left(A \;\Longrightarrow\; B\right) \;\Longrightarrow\; C"),
    ("a = 1 and b < 2 or c > 3", r"\left(a = 1 \text{ and } b < 2\right) \text{ or } c > 3"),
    ("a > 1 and (b > 2 or c > 3)", r"a > 1 \text{ and } \left(b > 2 \text{ or } c > 3\right)"),
    ("0 <= a <= b < c or a = 1", r"0 \le a \le b < c \text{ or } a = 1"),
    ("(-3) * t1^2", r"-3 \theta_{1}^{2}"),
    ("(-1)/5", r"-\frac{1}{5}"),
    ("-(a + b)/c", r"-\frac{a + b}{c}"),
    ("x * (-1/5)", r"x \left(-\frac{1}{5}\right)"),
    ("a - (-3)*b", r"a - \left(-3 b\right)"),
    ("((-1)/5)^2", r"\left(-\frac{1}{5}\right)^{2}"),
    ("slope(max(t1, t2), -1, 0)", r"\left[\max\left\{\theta_{1}, \theta_{2}\right\}\right]'\left(\theta;\, \left(-1, 0\right)\right)"),
    ("E(g, softmax(x + g))", r"\mathbb{E}_{\gamma}\left[\operatorname{softmax}\left(x + \gamma\right)\right]"),
])
def test_latex(text, latex):
    assert to_latex(parse(text)) == latex


@given(TREES)
@settings(max_examples=60, deadline=None)
def test_latex_braces_are_balanced(tree):
    latex = to_latex(tree).replace(r"\{", "").replace(r"\}", "")
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")


# what is typed on the command line


@pytest.mark.parametrize("dash", ["\u2212", "\u2013", "\u2014", "\u2010", "\u2011"])
def test_a_typographic_minus_is_named(dash):
    with pytest.raises(FormulaError, match="column 4; write a hyphen"):
        parse(f"t1 {dash} t2")


@pytest.mark.parametrize("text", ["9^9^9^9", "x^9^9^9", "x^(9^9)", "x^-(9^9)", "max(t1, 2^(10^5))", "(10^9999)^9999", "2^(1/2 + 10^4)"])
def test_towers_of_exponents_are_refused_at_once(text):
    with pytest.raises(FormulaError, match="EXPR: .*(too large|bits)"):
        typed._read("EXPR", text, 2, None, sentence=False)


@pytest.mark.parametrize("text", ["x^2^3", "2^10000", "0^-1", "2^(1/0)", "x^y^z", "(1/2)^-3", "t1^(2*3 - 1)"])
def test_modest_exponents_pass(text):
    typed._read("EXPR", text, 2, None, sentence=False)


@pytest.mark.parametrize("expression, equals, where, found", [
    ("max(t1, t2)", "max(t2, tl)", (), ["tl"]), ("x + y", "x + z", (), ["y", "z"]), ("x", "abs(x)", (), []), ("0*x", "0", ("x > 0",), []),
    ("t1", "0", (), []), ("integral(x, x, 0, 1)", "1/2", (), []), ("cases(t1 if t1 > 0, 0 if otherwise)", "max(t1, 0)", (), []),
])
def test_names_that_stand_alone(expression, equals, where, found):
    assert typed.typos(expression, equals, where) == found
