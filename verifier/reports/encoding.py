"""How a statement was read: the formulas of a form, for people (LaTeX) and as the checker reads them (text)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from verifier.claims.statement import Form
from verifier.reports.gfm import display, fence, prose
from verifier.reports.layout import lines


def encoding(form: Form) -> str:
    """Everything that gives the form its meaning: names, hypotheses and conclusions in LaTeX, what they name in words; then all of it as text."""
    words = "\n".join(f"- `{head}`: {prose(phrase)}" for head, phrase in glossary(form))
    return "\n\n".join(filter(None, (_formulas(form), words and f"In words:\n\n{words}", "As the checker reads it:", _text(form))))


def at_point(form: Form, conclusion: int, at: Mapping[str, str]) -> str:
    """The conclusion at a point (numbers "p/q"), introduced, so that it can be checked by hand: with the numbers put in.

    A claim with a derivative in it is shown as it is, beside the point: what is differentiated must not be replaced first.
    """
    from verifier.claims.formula import number, read_form, show, substitute, to_latex

    tree, values = read_form(form).conclusion[conclusion], {name: number(Fraction(value)) for name, value in at.items()}
    if _differentiates(tree):
        point = ", ".join(f"$`{to_latex(name)} = {to_latex(value)}`$" for name, value in values.items())
        return f"At {prose(point)} this is false:\n\n{display(to_latex(tree))}"
    tree = substitute(tree, values)
    start = "With these numbers put in, the claim reads as follows, and it is false:"
    return "\n\n".join((start, display(to_latex(tree)), fence("text", show(tree))))


def _differentiates(tree) -> bool:
    return isinstance(tree, tuple) and (tree[0] in ("derivative", "slope") or any(map(_differentiates, tree[1:])))


def _formulas(form: Form) -> str:
    from verifier.claims.formula import parse, to_latex

    rows = [("let", f"{to_latex(name)} = {to_latex(parse(text))}") for name, text in form.let]
    rows += [("given", to_latex(parse(text))) for text in form.given]
    rows += [(label, to_latex(parse(text))) for label, text in _claims(form)]
    shown = " \\\\\n".join(rf"\text{{{label}}}\quad & " + " \\\\\n& \\quad ".join(lines(formula)) for label, formula in rows)
    return display(f"\\begin{{aligned}}\n{shown}\n\\end{{aligned}}")


def _claims(form: Form) -> list[tuple[str, str]]:
    several = len(form.conclusion) > 1
    return [(f"part {k}" if several else "claim", text) for k, text in enumerate(form.conclusion, 1)]


def _text(form: Form) -> str:
    rows = [("law", form.noise or "none"), ("dimension", f"d = {form.dim}")] if form.concrete else [("for", "every d >= 1 and every law")]
    rows += [("defines", form.defines)] if form.defines else []
    rows += [("let", f"{name} = {meaning}") for name, meaning in form.let]
    rows += [("given", text) for text in form.given]
    rows += _claims(form)
    rows += [("where", _definition(name, meaning)) for name, meaning in definitions_used(form)]
    return fence("text", "\n".join(f"{label:<10} {' '.join(text.split())}" for label, text in rows))


def _definition(name: str, meaning: str) -> str:
    """`x, i | body` of the definitions file as `name(x, i) is body`."""
    return f"{_head(name, meaning)} is {(meaning.partition('|')[2] or meaning).strip()}"


def _head(name: str, meaning: str) -> str:
    names, bar, _ = meaning.partition("|")
    return f"{name}({names.strip()})" if bar else name


def glossary(form: Form) -> list[tuple[str, str]]:
    """What the form's own formulas name, each as it is called in its definition, with its phrase; names without a phrase are left out."""
    phrases, texts = dict(form.phrases), (*form.given, *form.conclusion, *(meaning for _, meaning in form.let))
    named = set().union(*map(_names, texts))
    return [(_head(name, meaning), phrases[name]) for name, meaning in form.definitions or () if name in named & set(phrases)]


def _names(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]\w*", text))


def definitions_used(form: Form) -> list[tuple[str, str]]:
    """The definitions that the form's formulas name, directly or through one another, in their own order."""
    table = dict(form.definitions or ())
    used: set[str] = set()
    waiting = [*form.given, *form.conclusion, *(meaning for _, meaning in form.let)]
    while waiting:
        new = (_names(waiting.pop()) & set(table)) - used
        used |= new
        waiting += [table[name] for name in new]
    return [(name, meaning) for name, meaning in table.items() if name in used]
