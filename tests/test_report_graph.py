"""Which finding comes first, what is proved with all it depends on, and that the pictures say it in mermaid that GitHub reads."""

import pytest
import report_samples as samples

from verifier.claims.conclude import conclude
from verifier.claims.verdict import Finding
from verifier.reports import render, report_name
from verifier.reports.dependencies import LARGEST, SIGNS, dependencies, mermaid
from verifier.reports.graph import Graph, Standing
from verifier.reports.index import index
from verifier.reports.lint import mermaid_troubles
from verifier.reports.notation import instance_words, law_words, value_words
from verifier.reports.order import CENTRAL, findings
from verifier.reports.takeaway import lesson, paragraphs


def result(name, verdict="proved", depends=(), finding=Finding.FALSE, change="", section="4", title=""):
    """A result by hand; `change`: the words of a repair, which is proved."""
    form = samples.form(name)
    repair = (samples.form(name, "repaired 1", cause=finding, change=change, kind="least"),) if change else ()
    row = samples.statement(name, None if verdict == "unreadable" else form, depends=depends, section=section, repaired=repair, title=title)
    evidence = {
        "proved": (samples.accepted(form, 0, "holds", {}),), "refuted": (samples.accepted(form, 0, "fails", {"at": {"t1": "0", "t2": "0"}}),),
    }.get(verdict, ())
    return conclude(row, evidence + tuple(samples.accepted(part, 0, "holds", {"leaf": {}}) for part in repair))


def pages(results):
    return {row.statement.id: report_name(row.statement.id) for row in results}


CHAIN = [result("equation 3", depends=("equation 2", "equation 1", "equation 1", "lemma 9")), result("equation 2", depends=("equation 1",)),
         result("equation 1")]


# the graph

def test_arrows_that_a_longer_way_replaces_are_left_out():
    graph = Graph.of(CHAIN)
    assert graph.direct["equation 3"] == ("equation 2", "equation 1") and graph.reduced("equation 3") == ("equation 2",)
    assert graph.below["equation 3"] == {"equation 1", "equation 2"} and graph.dependants("equation 1") == 2


def test_a_circle_is_drawn_and_ends():
    lower = [result("equation 2", depends=("equation 1", "equation 3")), result("equation 3")]
    graph = Graph.of([result("equation 1", depends=("equation 2",)), *lower])
    assert graph.reduced("equation 2") == ("equation 1", "equation 3") and graph.standing("equation 1") is Standing.THROUGHOUT
    assert graph.dependants("equation 1") == 1


@pytest.mark.parametrize("lowest, top", [
    ("proved", Standing.THROUGHOUT), ("refuted", Standing.PROVED), ("undecided", Standing.PROVED), ("unreadable", Standing.PROVED),
])
def test_throughout_asks_for_everything_below(lowest, top):
    graph = Graph.of([*CHAIN[:2], result("equation 1", lowest)])
    assert graph.standing("equation 3") is graph.standing("equation 2") is top


@pytest.mark.parametrize("verdict, change, standing", [
    ("refuted", "", Standing.REFUTED), ("refuted", "with more", Standing.MENDED), ("unreadable", "with more", Standing.MENDED),
    ("unreadable", "", Standing.OPEN), ("undecided", "", Standing.OPEN), ("undecided", "with more", Standing.OPEN),
])
def test_standing_of_what_is_not_proved_as_printed(verdict, change, standing):
    assert Graph.of([result("equation 1", verdict, change=change)]).standing("equation 1") is standing


def test_a_repaired_dependency_does_not_make_proved_throughout():
    graph = Graph.of([result("equation 2", depends=("equation 1",)), result("equation 1", "refuted", change="with more")])
    assert graph.standing("equation 2") is Standing.PROVED


# the order of findings

BOOK = [
    result("claim x", "refuted", finding=Finding.FALSE, change="a"),
    result("equation 5", "refuted", finding=Finding.FALSE, change="b"),
    result("equation 6", "refuted", depends=(), finding=Finding.FALSE, change="c"),
    result("claim uses 6", depends=("equation 6",)),
    result("equation 7", "refuted", finding=Finding.MISPRINT, change="d"),
    result("equation 8", "refuted", finding=Finding.INVALID_STEP, change="e"),
    result("equation 9", "refuted", finding=Finding.ILL_POSED, change="f"),
    result("equation 10", "unreadable", finding=Finding.OCR, change="g"),
    result("equation 11", "refuted", finding=Finding.MISSING_HYPOTHESIS, change="h"),
    result("theorem 3", "refuted", finding=Finding.MISPRINT, change="i"),
    result("corollary 1", "refuted", finding=Finding.FALSE, change="j"),
    result("theorem 2", "refuted", finding=Finding.MISSING_HYPOTHESIS, change="k"),
    result("theorem 1", "refuted", finding=Finding.FALSE, change="l"),
    result("claim uses 2", depends=("theorem 2",)),
    result("equation 12", "refuted", finding=Finding.FALSE, change="l"),
]


def test_theorems_first_then_by_kind_of_finding_then_by_what_builds_on_them():
    found = findings(BOOK, Graph.of(BOOK))
    names = {heading: [entry.result.statement.id for entry in entries] for heading, entries in found.items()}
    assert list(names) == [CENTRAL, "False formulas and claims", "Missing hypotheses", "Steps that do not follow", "Not well posed", "Misprints",
                           "Lost in the text at hand"]
    assert names[CENTRAL] == ["theorem 2", "theorem 1", "corollary 1"]
    assert names["False formulas and claims"] == ["equation 6", "equation 5", "claim x"] and names["Misprints"] == ["theorem 3", "equation 7"]


def test_an_equation_that_a_theorem_displays_is_told_with_it():
    (entry,) = [entry for entry in findings(BOOK, Graph.of(BOOK))[CENTRAL] if entry.result.statement.id == "theorem 1"]
    assert [other.statement.id for other in entry.others] == ["equation 12"]
    text = index(BOOK, pages(BOOK))
    assert "| [theorem 1](theorem-1.md) (also [equation 12](equation-12.md)) |" in text
    told = text[text.index("## Findings"):text.index("## Counts")]
    assert all(told.count(f"[{row.statement.id}]") == (row.finding is not Finding.SOUND) for row in BOOK)


@pytest.mark.parametrize("depends, change, told", [(("claim x",), "l", 1), ((), "l", 2), (("claim x",), "another", 2)])
def test_a_slip_that_another_section_repeats_is_one_finding(depends, change, told):
    rows = [result("claim x", "refuted", finding=Finding.MISPRINT, change="l", section="6"),
            result("table 2", "refuted", depends=("claim x",), finding=Finding.MISPRINT, change="l", section="6"),
            result("figure 8", "refuted", depends=depends, finding=Finding.MISPRINT, change=change, section="10")]
    entries = findings(rows, Graph.of(rows))["Misprints"]
    assert len(entries) == told and sum(1 + len(entry.others) for entry in entries) == 3


def test_the_findings_of_the_first_book_start_with_its_theorems():
    """From the recorded verdicts: the theorems that the paper is about, which do not hold as printed."""
    from proofs import BOOK as paper
    from verifier.record import recorded

    record = recorded(paper)
    rows = [
        result(name, row["printed"]["verdict"] if row["printed"]["verdict"] in ("proved", "refuted", "unreadable") else "undecided",
               statement.depends, Finding(row["finding"]) if row["finding"] != "sound" else Finding.FALSE,
               statement.repaired[0].change if statement.repaired else "", statement.section)
        for name, statement in paper.statements.items() if (row := record.get(name))
    ]
    names = [entry.result.statement.id for entry in findings(rows, Graph.of(rows))[CENTRAL]]
    assert names[0] == "theorem 4.1" and set(names[1:3]) == {"theorem 5.1", "theorem 5.3"}


# one sentence for each finding

def test_a_lesson_says_what_where_and_what_instead():
    row = result("theorem 1", "refuted", finding=Finding.FALSE, change="Δ in place of ri Δ", title="Completeness")
    assert lesson(row) == "Completeness: false, for instance at θ1 = 0, θ2 = 0; proved with this change: Δ in place of ri Δ."
    assert lesson(result("theorem 1", "refuted")) == "False, for instance at θ1 = 0, θ2 = 0."
    asked = result("claim x", "refuted", title="Is it so?", change="no", finding=Finding.INVALID_STEP)
    assert lesson(asked).startswith("Is it so? does not follow, for instance")
    assert lesson(samples.unreadable()) == "Lost or damaged in the text at hand; restored and proved: reconstructed from the lines around it."
    assert lesson(samples.refuted()).startswith("A value: misprinted, so that it is false, for instance at θ1 = 5/2, θ2 = -1/3;")
    long = result("claim x", "refuted", change="the first thing; " + "and another " * 20)
    assert lesson(long).endswith("proved with this change: the first thing.")


def test_a_lesson_names_no_instance_that_is_too_long():
    form = samples.form("equation 1", dim=20)
    fails = samples.accepted(form, 0, "fails", {"at": {f"t{k}": "1/1000" for k in range(1, 20)}})
    assert lesson(conclude(samples.statement("equation 1", form), (fails,))) == "False."


def test_the_verdict_comes_first_and_in_few_words():
    for sample in (*samples.everything(), *samples.more()):
        (headline, _), *rest = paragraphs(sample)
        assert headline and len(headline) < 100 and all(rest)


# the notation of instances

@pytest.mark.parametrize("value, words", [
    ("x | x[1] + x[2] <= 2 * x[3]", "{x : x₁ + x₂ ≤ 2·x₃}"), ("x | x[1] = x[2]^2 and x[1] != 0", "{x : x₁ = x₂² and x₁ ≠ 0}"),
    ("x | x[1] = exp(x[2])", "{x : x₁ = e^(x₂)}"), ("x | 0 <= 0", "R^d"), ("x | x[1] >= 10", "{x : x₁ ≥ 10}"), ("vec(0, 1)", "(0, 1)"),
])
def test_sets_are_written_as_in_print(value, words):
    assert value_words(value) == words


@pytest.mark.parametrize("rows, words", [
    ([["1", "0", "0"]], "(0, 0)"), ([["1/2", "1"], ["1/2", "-1"]], "1 or -1, each with probability 1/2"),
    ([["1/3", "1", "0"], ["2/3", "0", "1"]], "(1, 0) with probability 1/3, (0, 1) with probability 2/3"),
])
def test_finite_laws_are_told_in_words(rows, words):
    assert law_words(rows) == words
    assert instance_words({"instance": {"law": rows, "d": 2}}) == f"d = 2, γ = {words}"


# the pictures

def test_the_page_shows_every_statement_once_in_its_section():
    odd = result("claim odd ^ \"name\" <b> #1 | `x`", "refuted", section="5", depends=("equation 1",))
    results = [*CHAIN, odd, result("claim alone", section="5")]
    text = dependencies(results, pages(results), "README.md")
    assert text.count("```mermaid") == 2 and "## Section 5" in text and "1 statement without arrows: [claim alone](claim-alone.md) ✓✓." in text
    assert '  n2["✓✓ equation 1"]:::throughout' in text and "  class n2 outside" in text
    assert '["✗ odd #94; #34;name#34; #60;b#62; #35;1 #124; #96;x#96;"]:::refuted' in text
    for sign in SIGNS.values():
        assert f"| {sign} |" in text


def test_pictures_stay_small_and_well_formed():
    many = [result(f"equation {k}", depends=(f"equation {k - 1}",) if k > 1 else ()) for k in range(1, 2 * LARGEST + 2)]
    text = dependencies(many, pages(many), "README.md")
    blocks = [block.split("```")[0] for block in text.split("```mermaid\n")[1:]]
    assert len(blocks) == 3 and all(block.count("[") <= LARGEST + 1 for block in blocks)
    assert [list(mermaid_troubles(block.strip("\n"))) for block in blocks] == [[], [], []]
    assert "Equation 1 to equation 19:" in text


@pytest.mark.parametrize("line, what", [
    ('  n9["a"]:::throughout', ""), ('  n1["b"]:::throughout', "stands twice"), ("  n1 --> n9", "n9 is used and not declared"),
    ('  n9["a"]:::unheard', "unheard is used and not declared"), ('  n9["a"b"]:::throughout', "no node"), ('  n9["a[b"]:::throughout', "no node"),
    ('  n9["a#b"]:::throughout', "no node"), ("  click n1 href", "no node"), ("  end", "no node"), ("  class n1,n9 throughout", "n9 is used"),
])
def test_the_lint_of_pictures_fails_on_each_thing_it_checks(line, what):
    graph = Graph.of(CHAIN)
    good = mermaid(["equation 1", "equation 2", "equation 3"], graph)
    assert list(mermaid_troubles(good)) == []
    troubles = list(mermaid_troubles(f"{good}\n{line}"))
    assert (troubles == []) if not what else any(what in trouble for trouble in troubles)
    assert list(mermaid_troubles(good.replace("flowchart TD", "graph")))


def test_the_index_says_throughout_and_counts_in_words():
    results = [*CHAIN, result("theorem 1", "refuted", change="x")]
    text = index(results, pages(results), {"What refers to what": "dependencies.md"})
    assert "Of 4 statements of the paper **3 hold as printed** (or are well-posed definitions), 3 of them with all that they depend on." in text
    assert "**1 are refuted as printed**; for 1 of these a repaired form is proved, for the scope" in text
    assert "See also: [What refers to what](dependencies.md).\n" in text
    assert text.count("| proved throughout |") == 3 and text.index("## Findings") < text.index("## Counts") < text.index("## All statements")


def test_the_index_names_further_pages(tmp_path):
    render([samples.proved()], tmp_path, complete=True, more={"Mutation score": "mutants.md"})
    assert "[Mutation score](mutants.md)" in (tmp_path / "README.md").read_text(encoding="utf-8")
    render([samples.proved()], tmp_path, complete=True)
    assert "mutants" not in (tmp_path / "README.md").read_text(encoding="utf-8")
