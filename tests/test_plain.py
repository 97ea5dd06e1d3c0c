"""Mathematics on a terminal: no sign is lost, and what is not known stays as it was written."""

import re

import pytest

from proofs import BOOK
from verifier.claims.formula import parse
from verifier.claims.latex import to_latex
from verifier.plain import plain

SIGNS = {"!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">", "=": "="}


def shown(text):
    return plain(f"$`{to_latex(parse(text))}`$")


@pytest.mark.parametrize("sign", SIGNS)
def test_no_comparison_is_lost(sign):
    assert shown(f"a {sign} -b") == f"a {SIGNS[sign]} -b"


@pytest.mark.parametrize("text, words", [
    ("a -> not b = c", "a ⟹ ¬(b = c)"), ("a = b or c = 0", "a = b or c = 0"), ("1/2 * a", "1/2 a"), ("(a + b)/(2*c)", "(a + b)/(2 c)"),
    ("-(1/2)", "-1/2"), ("1/2/3", "(1/2)/3"), ("derivative(F, t1) = 0", "∂/∂θ_1 F = 0"), ("softmax(x, i)", "softmax(x, i)"),
    ("slope(F, 1, 0) != -slope(F, -1, 0)", "[F]'(θ; (1, 0)) ≠ -([F]'(θ; (-1, 0)))"), ("cases(1 if a < 2, 0 if otherwise)", "1 if a < 2; 0 otherwise"),
    ("P(t1 + g1 >= t2 + g2)", "ℙ[θ_1 + γ_1 ≥ θ_2 + γ_2]"),
])
def test_formulas_keep_their_meaning(text, words):
    assert shown(text) == words


@pytest.mark.parametrize("latex, words", [
    (r"a \ne b", "a ≠ b"), (r"a \lt b", "a < b"), (r"a \implies b \iff c", "a ⟹ b ⟺ c"), (r"\tfrac12 x", "1/2 x"), (r"a \land b", "a ∧ b"),
    (r"a \foo b", r"a \foo b"), (r"\lbrace x : x \gt 1\rbrace", "{ x : x > 1}"), (r"\mathop{\mathrm{ri}}\nolimits(\Delta)", "ri(Δ)"),
])
def test_latex_of_people_too_and_what_is_unknown_stays(latex, words):
    assert plain(f"at $`{latex}`$.") == f"at {words}."


def test_words_without_mathematics_stay():
    assert plain("t1 -> 0, [a, b] and `code` for 5 > 3") == "t1 -> 0, [a, b] and code for 5 > 3"


def test_every_sign_of_the_book_is_known():
    texts = [text for row in BOOK.statements.values() for form in row.forms for text in (row.title, form.scope.text, form.change)]
    formulas = [f"$`{to_latex(parse(text))}`$" for row in BOOK.statements.values() for form in row.forms for text in form.conclusion]
    assert len(formulas) > 300
    for text in (*texts, *formulas):
        assert not re.search(r"\\[A-Za-z]", plain(text)), text
