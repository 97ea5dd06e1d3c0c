"""Reports as a reader meets them: whose statement it is, which part fails and where, in whose notation, in lines that fit."""

import re

import pytest
import report_samples as samples

from verifier.claims.conclude import conclude
from verifier.claims.evidence import Checked, Evidence
from verifier.claims.formula import parse, to_latex
from verifier.claims.verdict import Finding, Trust
from verifier.reports import render, report_name
from verifier.reports.gfm import cell, display, prose
from verifier.reports.index import index
from verifier.reports.layout import WIDE, beginning, broken, lines, visible
from verifier.reports.lint import lint_folder, math_troubles
from verifier.reports.markdown import page
from verifier.reports.notation import instance, instance_words, letters, value_words
from verifier.reports.takeaway import certified, lesson, parts_words, takeaway
from verifier.reports.words import form_label, form_name, is_ours, is_typed, number_of, section_words, title

SUM = r"\sum_{i=1}^{d} \exp\left(\lambda \left(\theta_{i} + \gamma_{i}\right)\right)"


def listed(results):
    return index(results, {row.statement.id: report_name(row.statement.id) for row in results})


def rows_of(text, name):
    return [line for line in text.splitlines() if f"[{name}]" in line]


# whose statement it is

@pytest.mark.parametrize("sample", [samples.ours, samples.ours_false, samples.ours_proved], ids=lambda sample: sample.__name__)
def test_what_is_ours_was_never_printed(sample):
    text = page(sample(), {}, index="README.md")
    assert "Smooth laws · ours, not in the paper · [all statements](README.md)" in text and "## The statement (ours)" in text
    assert "printed" not in text.replace("claim-", "").replace("-printed-", "") and "line" not in text.splitlines()[4]


def test_what_is_ours_is_called_the_claim():
    assert takeaway(samples.ours_proved()).startswith("It holds for U(-1,1)")
    assert takeaway(samples.ours_false()).startswith("This is false. It is claimed for")
    assert form_label(samples.ours().statement, "printed") == "the claim"
    assert "Against the claim. Nothing in it is left open" in page(samples.ours_false(), {})


def test_index_counts_the_papers_statements_and_ours_apart():
    text = listed(samples.everything() + samples.more())
    assert "14 statements: 11 of the paper, 3 ours. 22 obligations" in text
    assert "| proved | 1 | 1 |" in text and "| refuted | 5 | 1 |" in text and "| unreadable | 2 | 0 |" in text
    (row,) = rows_of(text, "claim sharp")
    assert row.startswith("| [claim sharp](claim-sharp.md) (ours) |") and "(ours)" not in rows_of(text, "equation 85")[0]


def test_sections_are_named_or_numbered_each_once():
    text = listed(samples.more()[:3] + samples.everything() + samples.more()[3:])
    heads = re.findall("^### (.*)$", text, re.MULTILINE)
    assert len(heads) == len(set(heads)) and "Smooth laws" in heads and "Section 9.4" in heads
    assert section_words("8.2.1") == "Section 8.2.1" and section_words("smooth laws") == "Smooth laws"


def test_lines_of_the_paper_are_a_list():
    assert "Section 9.5, lines 1, 3 of the text" in page(samples.derivative(), {})
    assert "Section 9.4, line 12 of the text" in page(samples.refuted(), {})


def test_a_typed_formula_is_the_readers_own():
    result = samples.typed()
    text = page(result, {})
    assert is_typed(result.statement) and not is_ours(result.statement) and title(result) == "Your formula"
    assert "# Your formula\n\nTyped on the command line" in text and "## The formula\n" in text and "as printed" not in text
    assert "| your formula | **refuted** |" in text and "in the paper" not in text


def test_a_typed_formula_is_reproduced_by_its_whole_command():
    text = page(samples.typed(), {})
    assert "verify formula --equals 'E(max(t1 + g1, t2))' --noise 'uniform(-1,1)' --dim 2 --where 't1 >= t2' -- -t1\n" in text
    assert "verify check --statements statements certificates/formula-*.json    # in this folder" in text


# which part, and where

def test_takeaway_says_which_part_fails_and_which_holds():
    text = takeaway(samples.false_in_part())
    assert "It is claimed for all d, all p in Δ. Part 1 fails at d = 2, p = (1, 0), λ = 1/4" in text
    assert "; part 2 holds; part 3 is undecided. Trust of the failure of part 1: derived" in text


def test_takeaway_of_one_conclusion_has_no_parts():
    assert "It is claimed for U(-1,1), d = 2, every θ; it fails at θ1 = 0, θ2 = 1. Trust" in takeaway(samples.derivative())


def test_takeaway_and_counterexample_name_the_same_point():
    result = samples.sides()
    assert result.printed.counterexample["at"] == {"z": "3"} and "fails at z = 3" in takeaway(result)


def test_a_rejected_or_foreign_certificate_makes_no_part_hold():
    row = samples.ours()
    (good, _) = row.evidence
    form = row.statement.printed
    assert set(certified(row, form, "holds")) == {1}
    rejected = conclude(row.statement, (Checked(good.evidence, False, "no"), row.evidence[1]))
    assert certified(rejected, form, "holds") == {} and "no proof" in takeaway(rejected) and "certified" not in takeaway(rejected)
    other = samples.form("claim sharp", conclusion=("x = x", "b = b"))
    foreign = conclude(row.statement, (samples.accepted(other, 1, "holds", {}), row.evidence[1]))
    assert certified(foreign, form, "holds") == {}


def test_the_most_trusted_certificate_of_a_part_speaks_for_it():
    form = samples.form("equation 1")
    levels = (Trust.DERIVED, Trust.EXACT, Trust.EXACT)
    items = [samples.accepted(form, 0, "fails", {"at": {"t1": str(k)}}, trust) for k, trust in enumerate(levels)]
    result = conclude(samples.statement("equation 1", form), tuple(items))
    assert certified(result, form, "fails")[0] is items[1] and "it fails at θ1 = 1." in takeaway(result)


def test_where_the_most_trusted_shows_no_numbers_others_that_the_checker_accepted_do():
    form = samples.form("equation 1")
    formal = samples.accepted(form, 0, "fails", {"theorem": "refutation"}, Trust.FORMAL, kind="formal")
    shown = samples.accepted(form, 0, "fails", {"at": {"t1": "3"}}, Trust.DERIVED)

    def told(*items):
        result = conclude(samples.statement("equation 1", form), items)
        return takeaway(result), lesson(result)

    text, short = told(formal, shown)
    assert "it fails, for instance at θ1 = 3. Trust: formal" in text and "for instance at θ1 = 3" in short
    older = samples.accepted(samples.form("equation 1", conclusion=("b = b",)), 0, "fails", {"at": {"t1": "3"}}, Trust.DERIVED)
    for other in (older, Checked(shown.evidence, False, "no")):
        text, short = told(formal, other)
        assert "θ1" not in text + short
    text, short = told(formal)
    assert "it fails as it stands. Trust: formal" in text and "instance" not in short


def test_supported_with_certified_parts_says_both():
    assert takeaway(samples.ours()) == (
        "Part 2 is certified to hold; nothing was found against parts 1 and 3, but that is no proof. What was tested: 100 points.")


def test_undecided_with_certified_parts_says_both():
    row = samples.ours().statement
    text = takeaway(conclude(row, samples.ours().evidence[:1], trouble="out of time"))
    assert text == "It is undecided whether this holds: out of time. Of its parts, part 2 has an accepted certificate."


@pytest.mark.parametrize("numbers, words", [
    ([0], "part 1"), ([1, 0], "parts 1 and 2"), ([0, 1, 2], "parts 1 to 3"),
    ([0, 1, 2, 5], "parts 1 to 3 and 6"), ([0, 2, 4], "parts 1, 3 and 5"),
])
def test_parts_are_counted_as_readers_count(numbers, words):
    assert parts_words(numbers) == words


def test_definitions_are_well_posed_not_is_definition():
    text = takeaway(samples.damaged())
    assert text.endswith("Reconstruction 2 (a sharp form) is a well-posed definition (derived): as a definition.")
    assert "is definition" not in text
    assert "**Verdict.** Well-posed definition, trust derived" in page(samples.damaged(), {})


def test_counts_agree_with_their_nouns():
    assert number_of(1, "statement") == "1 statement" and number_of(0, "statement") == "0 statements"
    assert "1 statement: 1 of the paper, 0 ours. 1 obligation, 1 certificate: 1 accepted" in listed([samples.definition()])


# what is damaged

def test_damaged_print_is_not_called_nothing():
    text = takeaway(samples.damaged())
    assert text.startswith(
        "What is printed here is damaged in the text at hand (see below). Reconstructed and judged: the minus sign restored.")
    assert "The reconstruction is proved (exact)." in text and "nothing to judge" not in text


def test_lost_print_is_called_lost():
    assert takeaway(samples.unreadable()).startswith("What is printed here is lost in the text at hand. Reconstructed")
    bare = conclude(samples.statement("equation 2", None, latex=""), ())
    assert takeaway(bare) == "What is printed here is lost in the text at hand, so it is not judged."


def test_what_restores_the_print_is_a_reconstruction():
    first, second = samples.damaged().statement.repaired
    assert form_name(first) == "reconstruction" and form_name(second) == "reconstruction 2 (a sharp form)"
    text = page(samples.damaged(), {})
    assert "## Reconstruction\n" in text and "**What was reconstructed.**" in text and "repair" not in text.replace("-repaired-", "")


def test_legend_says_what_ocr_means():
    assert f"(`{Finding.OCR.value}`): no remark on the paper: in the scan at hand signs" in listed(samples.everything())


# the paper's notation

@pytest.mark.parametrize("value, words", [
    ("vec(0, log(2))", "(0, log 2)"), ("exp(1/2)", "e^(1/2)"), ("exp(2)", "e^2"), ("-1/3", "-1/3"),
    ("lam * t1", "λ * θ1"), ("log(1 + 2)", "log(1 + 2)"),
    (["0,0", "1,1"], "(0,0; 1,1)"), ("gumbel", "gumbel"),
])
def test_values_in_the_papers_notation(value, words):
    assert value_words(value) == words


def test_names_in_the_papers_letters():
    assert [letters(name) for name in ("t1", "t", "lam", "tau2", "g", "Theta", "max", "d")] == ["θ1", "t", "λ", "τ2", "γ", "Θ", "max", "d"]


def test_instance_starts_with_the_dimension_and_fits_in_a_line():
    assert instance_words({"instance": {"theta": "vec(0, 1)", "d": 2}}) == "d = 2, θ = (0, 1)"
    assert instance_words(None) == "" and instance({"at": {}}) == {} and instance({"instance": "some law"}) == "some law"
    assert instance_words({"at": {f"t{k}": "1/1000" for k in range(1, 20)}}) == ""


def test_a_long_instance_is_said_to_stand_below():
    form = samples.form("equation 1", dim=20)
    long = samples.accepted(form, 0, "fails", {"at": {f"t{k}": "1/1000" for k in range(1, 20)}})
    assert "it fails at the instance below." in takeaway(conclude(samples.statement("equation 1", form), (long,)))


def test_refuted_rows_of_the_index_have_greek_letters():
    text = listed(samples.more())
    assert ", for instance at d = 2, p = (1, 0), λ = 1/4, τ = (0, log 2), a = e^(1/2)." in text and "vec(" not in text and "lam" not in text


# counterexamples

def test_every_part_that_fails_has_its_instance():
    form = samples.form("equation 1", conclusion=("t1 = 1", "t1 = 2", "t1 = 0"))
    points = ({"t1": "0", "t2": "0"}, {"t1": "0", "t2": "0"}, {"t1": "3", "t2": "0"})
    evidence = tuple(samples.accepted(form, k, "fails", {"at": at}) for k, at in enumerate(points))
    result = conclude(samples.statement("equation 1", form), evidence)
    assert "Parts 1 and 2 fail at θ1 = 0, θ2 = 0; part 3 fails at θ1 = 3, θ2 = 0." in takeaway(result)
    text = page(result, {})
    assert all(f"Against the statement as printed, part {k}." in text for k in (1, 2, 3)) and "3 = 0" in text and "0 = 2" in text


def test_nothing_is_put_in_for_what_is_differentiated():
    text = page(samples.derivative(), {})
    assert r"\partial 0" not in text and r"\frac{\partial}{\partial \theta_{1}}" in text
    assert r"At $`\theta_{1} = 0`$, $`\theta_{2} = 1`$ this is false:" in text


def test_both_sides_stand_with_the_point_and_only_there():
    text = page(samples.sides(), {})
    assert text.count(r"\frac{z}{9} = \frac{1}{3}") == 2, "once with the point, once for the other certificate"
    start, end = text.index("## Counterexample"), text.index("## Derivation")
    assert "What stands on both sides there:" in text[start:end] and r"\frac{z}{9} = \frac{1}{3}" in text[start:end]
    assert "**Obligation 1.**" not in text and "With these numbers put in" not in text


def test_a_general_counterexample_is_explained_where_it_stands_and_only_there():
    text = page(samples.false_in_part(), {})
    assert "Why the claim fails there (obligation 1):\n\n```math\np_2 = 0" in text and "## Derivation" not in text


def test_a_test_that_fails_on_what_is_refuted_is_no_fault():
    (row,) = [line for line in page(samples.false_in_part(), {}).splitlines() if "random points" in line]
    assert "| the test fails too |" in row
    form = samples.form("table 1")
    alone = conclude(samples.statement("table 1", form), (Checked(Evidence("printed", "points", "hypothesis", failed=True), False),))
    assert "| a test failed |" in page(alone, {})


def test_what_a_statement_refers_to_carries_no_certificate():
    text = page(samples.proved(), {})
    assert "## Refers to\n\nNo certificate rests on these; they are there for the reader.\n\n- lemma 4.2" in text


# words and formulas

@pytest.mark.parametrize("text, shown", [
    ("for *every* sign", "for *every* sign"), 
    ("(_all of it_), yes", "(*all of it*), yes"), ("R^d, e^θ_i, q_i", r"R^d, e^θ\_i, q\_i"),
    ("2 * 3 * 4", r"2 \* 3 \* 4"), ("a*b*c", r"a\*b\*c"), ("a_b_c _d_e", r"a\_b\_c \_d\_e"), ("*open", r"\*open"),
])
def test_emphasis_is_kept_and_stray_marks_are_escaped(text, shown):
    assert prose(text) == shown == cell(text)


def test_about_falls_back_to_what_is_printed():
    def about(latex, **rest):
        form = samples.form("equation 1")
        (row,) = rows_of(listed([conclude(samples.statement("equation 1", form, latex, **rest), ())]), "equation 1")
        return row.split(" | ")[1]

    assert about(r"= \theta_2.") == r"$`= \theta_2`$" and about("x", title="a title") == "a title"
    assert about(r"f(\theta) = " + " + ".join(["x_1 y_2"] * 30)) == r"$`f(\theta) = \ldots`$"
    assert about(r"\text{So for all words}") == "–"
    assert about(r"F = \begin{cases} %s & \text{if } x \end{cases}" % ("x" * 90)) == r"$`F = \ldots`$" and about("x" * 100) == "–"
    damaged = rows_of(listed([samples.damaged()]), "equation 71")[1]
    assert "$`\\theta_1 = \\theta_1`$" in damaged, "what must have stood there, not the damage"


def test_short_formulas_and_those_with_lines_of_their_own_are_left_alone():
    for latex in ("x = y", rf"{SUM} \\ {SUM} \\ {SUM} \\ {SUM}", rf"\begin{{cases}} {SUM} = {SUM} = {SUM} \end{{cases}}", "x" * 200):
        assert broken(latex) == latex


def test_wide_formulas_are_broken_where_it_hurts_least():
    shown = lines(rf"{SUM} = {SUM} \;\Longrightarrow\; {SUM} = {SUM}")
    assert len(shown) == 2 and shown[1].startswith(r"\Longrightarrow")
    shown = lines(" + ".join(["x_1 y_2"] * 40))
    assert len(shown) == 4 and all(line.startswith("+ x") for line in shown[1:]) and all(visible(line) <= WIDE for line in shown)
    assert lines("x" * 50 + r", \qquad " + "y" * 50) == ["x" * 50 + ",", "y" * 50]
    assert lines(r"a = -" + "b" * 70) == ["a", "= -" + "b" * 70], "the minus belongs to its number"


def test_wide_brackets_are_opened():
    shown = broken(rf"\forall i :\; \left({SUM} = {SUM} \;\Longrightarrow\; {SUM} = {SUM}\right)")
    assert shown.startswith("\\begin{aligned}\n& \\forall i :\\; \\bigl( \\sum") and shown.count(r"\bigr)") == 1
    assert list(math_troubles(shown)) == []


@pytest.mark.parametrize("claim", [
    " + ".join(["max(t1 + g1, t2 + g2)"] * 9) + " = 0",
    "every(i, " + " and ".join(["exp(theta[i]) / sum(j, exp(theta[j])) <= 1"] * 4) + " -> lse(theta) = lse(theta))",
    "E(" + " + ".join(["abs(t1 + g1)^(1 / (1 - lam))"] * 6) + ") <= t1",
])
def test_breaking_loses_nothing(claim):
    latex = to_latex(parse(claim))
    layout = r"\\begin\{aligned\}|\\end\{aligned\}|\\bigl|\\bigr|\\left|\\right|\\quad|&|\s"
    flat, kept = (re.sub(layout, "", text.replace("\\\\\n", "")) for text in (broken(latex), latex))
    assert flat == kept and len(lines(latex)) > 1


@pytest.mark.parametrize("latex, width", [
    ("x = 1", 3), (r"\theta_{1}", 2), (r"\frac{1}{1 + x}", 3), (r"\frac{x_{i}}{2}", 2), (r"\max\{a, b\}", 8),
    (r"\begin{cases} abc & x \\ d \end{cases}", 4),
])
def test_visible_width(latex, width):
    assert visible(latex) == width


def test_beginnings_end_in_dots_only_where_something_is_left_out():
    assert beginning("x = y", 5) == "x = y" and beginning("f(x) = " + "y" * 90, 20) == r"f(x) = \ldots"
    assert beginning("y" * 90, 20) == "" and beginning(r"\begin{cases} 1 \\ 2 \end{cases}", 20) == ""
    assert beginning(r"F = \begin{cases} 1 \\ 2 \end{cases}", 20) == r"F = \ldots", "rows do not fit in a line"


def test_displays_are_broken_too():
    assert display(f"{SUM} = {SUM} = {SUM} = {SUM}").startswith("```math\n\\begin{aligned}\n& \\sum")


def test_all_samples_pass_the_lint(tmp_path):
    render([*samples.everything(), *samples.more()], tmp_path, complete=True)
    render([samples.typed()], tmp_path)
    assert lint_folder(tmp_path) == []


def test_marks_that_latex_escapes_are_plain_in_prose():
    from verifier.reports.gfm import display

    shown = display(r"\text{A sentence of words about Wainwright \& Jordan, long enough for a paragraph, 50\% of it}")
    assert "Wainwright &amp; Jordan" in shown and "50% of it" in shown and "\\&" not in shown
