"""Reports: what they say, that they come out the same every time, that GitHub can show them, that nothing foreign is lost.

`UPDATE_SNAPSHOTS=1 pytest tests/test_reports.py` stores what is rendered now; look at the difference before committing it.
"""

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import report_samples as samples
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from verifier.claims.conclude import conclude
from verifier.claims.evidence import Checked, Evidence
from verifier.claims.verdict import Finding, Trust, Verdict
from verifier.reports import ReportError, book_json, junit, render, report_name, statement_json
from verifier.reports.counterexample import counterexamples
from verifier.reports.encoding import at_point, definitions_used, encoding, glossary
from verifier.reports.formal import formals, listing
from verifier.reports.gfm import cell, code, display, fence, inline, paragraphs, prose, slug, table, tex
from verifier.reports.index import index
from verifier.reports.lint import lint_folder, math_troubles
from verifier.reports.markdown import page
from verifier.reports.records import plain, record
from verifier.reports.store import remove_stale, write
from verifier.reports.takeaway import takeaway
from verifier.reports.words import FINDINGS, MARK, SEVERITY, TRUSTS, VERDICTS, scope_words

SNAPSHOTS = Path(__file__).parent / "snapshots" / "reports"
SAMPLES = (
    samples.proved, samples.refuted, samples.supported, samples.undecided, samples.definition, samples.unreadable, samples.false_in_general,
    samples.ours, samples.false_in_part, samples.damaged, samples.derivative, samples.sides, samples.typed, samples.formal,
)
VISIBLE = st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="$`")


def compare(name, text):
    path = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no snapshot {name}; see the head of this file"
    assert text == path.read_text(encoding="utf-8")


def words_of(markdown):
    """What a reader sees of one line of markdown, by an independent parser."""
    (token,) = [token for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown) if token.type == "inline"]
    assert all(child.type in ("text", "code_inline") for child in token.children), token.children
    return "".join(child.content for child in token.children)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    place = tmp_path_factory.mktemp("rendered")
    render(samples.everything(), place, samples.FIGURES, complete=True)
    return place


@pytest.fixture
def folder(rendered, tmp_path):
    return shutil.copytree(rendered, tmp_path, dirs_exist_ok=True)


# snapshots

@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.__name__)
def test_page_equals_its_snapshot(sample):
    compare(f"{sample.__name__}.md", page(sample(), {"equation 67": "equation-67.md"}, index="README.md"))


@pytest.mark.parametrize("name, text", [
    ("index.md", lambda: index(samples.everything(), {row.statement.id: report_name(row.statement.id) for row in samples.everything()})),
    ("results.json", lambda: book_json(samples.everything())),
    ("results.xml", lambda: junit(samples.everything())),
])
def test_set_of_results_equals_its_snapshot(name, text):
    compare(name, text())


# what a page says

def test_refuted_page_shows_the_point_and_the_claim_with_its_numbers():
    text = page(samples.refuted(), {})
    assert "| θ1 | `5/2` |" in text and "| θ2 | `-1/3` |" in text
    assert r"\frac{5}{2} - \left(-\frac{1}{3}\right) + 1 = 1" in text
    assert "it fails at θ1 = 5/2, θ2 = -1/3." in text and "## Repair 1 (the least change)" in text


def test_rejected_certificate_has_neither_trust_nor_link():
    text = page(samples.refuted(), {})
    (row,) = [line for line in text.splitlines() if "a first attempt" in line]
    assert row == r"| 1 | as printed | a first attempt | search | – | **rejected**: t1 has no value \| here | – |"
    assert "The checker rejected 1 certificate among those offered." in text


def test_failed_test_is_no_support():
    (row,) = [line for line in page(samples.refuted(), {}).splitlines() if "random points" in line and "hypothesis" in line]
    assert "a test failed" in row and "sampled" not in row


def test_supported_says_that_it_is_no_proof():
    assert "that is no proof" in takeaway(samples.supported()) and "100 points" in takeaway(samples.supported())


def test_undecided_gives_its_reason():
    assert "the time limit of 60 s was reached" in takeaway(samples.undecided())


def test_takeaway_names_every_repair_with_its_verdict():
    text = takeaway(samples.refuted())
    assert "Repair 1 (the least change) is proved (exact)" in text and "Repair 2 (a sharp form) is undecided" in text


def test_every_word_of_the_contract_has_a_meaning():
    assert set(VERDICTS) == set(Verdict) and set(TRUSTS) == set(Trust) and set(FINDINGS) == set(Finding) == set(SEVERITY)


def test_both_numbers_stand_side_by_side():
    assert "| `E max` | `0.5641895835` | `0.5641895835 ± 1e-50` |" in page(samples.proved(), {})


def test_links_only_to_reports_that_exist():
    text = page(samples.proved(), {"equation 67": "equation-67.md"})
    assert "- [equation 67](equation-67.md)" in text and "- lemma 4.2\n" in text


def test_commands_reproduce_and_check():
    text = page(samples.proved(), {})
    assert "verify equation 85\nverify check certificates/equation-85-*.json" in text
    assert "verify check" not in page(samples.undecided(), {})


def test_general_instance_is_shown_and_no_formula_is_made_of_it():
    text = page(samples.false_in_general(), {})
    assert "| d | `2` |" in text and "With these numbers put in" not in text


def test_a_claim_without_open_names_fails_as_it_stands():
    form = samples.form("equation 1", conclusion=("1 = 2",))
    text = page(conclude(samples.statement("equation 1", form), (samples.accepted(form, 0, "fails", {"at": {}}),)), {})
    assert "it fails as it stands." in text and "| name | value |" not in text


def test_index_puts_the_most_serious_refutation_first():
    text = index(samples.everything(), {row.statement.id: report_name(row.statement.id) for row in samples.everything()})
    findings = text[text.index("## Findings"):text.index("## All statements")]
    places = [findings.index(f"[{name}]") for name in ("theorem 8.1", "equation 67", "equation 66")]
    assert places == sorted(places) and "equation 85" not in findings
    assert "7 statements: 7 of the paper, 0 ours. 10 obligations, 8 certificates: 7 accepted by the checker, 1 rejected." in text


# formal results

def test_coq_statements_stand_beside_the_forms_that_they_are_about():
    text = page(samples.formal(), {}, coq="formal.md")
    printed, repaired = text.split("## Repair 1")
    assert printed.index("**The encoding.**") < printed.index("**In Coq.** ") < printed.index("## Verdicts")
    assert "accepted a proof of `refutation`, which says that this fails;" in printed and printed.count("```coq\n") == 1
    assert "`theorem_1`, which says that parts 1 and 3 hold;" in repaired and "`theorem_2`, which says that part 2 holds;" in repaired
    assert repaired.count("```coq\n") == 2 and "[`common`](formal.md#common). Axioms: `sig_forall_dec`, `classic`." in repaired
    assert "Objects defined elsewhere: `common`." in page(samples.formal(), {})


def test_what_the_checker_rejected_is_not_formal():
    result = samples.formal()
    rejected = [Checked(item.evidence, False, "no coqc") for item in result.evidence]
    assert formals(replace(result, evidence=tuple(rejected))) == [] and "In Coq" not in page(replace(result, evidence=tuple(rejected)), {})
    assert listing([samples.proved()], {"equation 85": "equation-85.md"}, "README.md") is None
    assert "Formal results" not in index(samples.everything(), {row.statement.id: report_name(row.statement.id) for row in samples.everything()})


def test_index_counts_formal_results(tmp_path):
    render([samples.proved(), samples.formal()], tmp_path, complete=True)
    text = (tmp_path / "README.md").read_text()
    assert "**1 of 2 statements have a formal verdict**" in text and "proofs of 3 Coq statements, [listed here](formal.md)" in text
    assert "the axioms they rest on: `classic`, `sig_forall_dec`." in text
    assert "- Refuted as printed: 1. [theorem 5.3](theorem-5.3.md)\n- A repaired form proved: 1. [theorem 5.3](theorem-5.3.md)" in text
    assert "Proved as printed" not in text
    compare("formal_list.md", (tmp_path / "formal.md").read_text())
    assert not list(lint_folder(tmp_path))
    render([samples.proved()], tmp_path, complete=True)
    assert not (tmp_path / "formal.md").exists()


# the encoding

def test_encoding_shows_all_that_the_digest_binds():
    form = samples.proved().statement.printed
    text = encoding(form)
    for part in (form.noise, *form.given, *form.conclusion, *(f"{name} = {meaning}" for name, meaning in form.let)):
        assert part in text


def test_wide_claims_are_broken_within_the_encoding():
    short, long = (samples.form("equation 1", conclusion=(f"t1 = t2 + {sum_}",)) for sum_ in ("1", " + ".join(["t1 * t2"] * 20)))
    assert "\\quad =" not in encoding(short) and "\\theta_{1} \\\\\n& \\quad = \\theta_{2}" in encoding(long)
    assert list(math_troubles(encoding(long).split("```")[1].removeprefix("math\n"))) == []


def test_only_definitions_that_are_used_are_shown():
    form = samples.supported().statement.printed
    assert [name for name, _ in definitions_used(form)] == ["close", "norm"]
    assert "close(x, y) is norm(x - y) < 1" in encoding(form)


def test_what_a_formula_names_is_said_in_words():
    form = replace(samples.supported().statement.printed, phrases=(("close", "x is nearer to y than 1"), ("norm", "its length")))
    assert glossary(form) == [("close(x, y)", "x is nearer to y than 1")] and "- `close(x, y)`: x is nearer to y than 1\n" in encoding(form)
    assert "In words" not in encoding(replace(form, phrases=())) and replace(form, phrases=()).digest == form.digest


def test_every_definition_of_the_book_has_a_phrase():
    from proofs import BOOK

    form = next(form for statement in BOOK.statements.values() for form in statement.forms if form.definitions)
    assert [name for name, _ in form.phrases] == [name for name, _ in form.definitions]
    assert all(3 < len(phrase) <= 120 and not re.search(r"\w_\w\w|\w\[", phrase) for _, phrase in form.phrases)


def test_numbers_put_in_are_exact():
    form = samples.form("equation 1", conclusion=("0.1 * t1 = t2",))
    assert r"\frac{7}{3}" in at_point(form, 0, {"t1": "7/3", "t2": "0"})
    with pytest.raises(ValueError):
        at_point(form, 0, {"t1": "seven", "t2": "0"})


# markdown

@pytest.mark.parametrize("printed, shown", [
    (r"\operatorname{ri} \Delta", r"\mathop{\mathrm{ri}}\nolimits \Delta"),
    (r"\operatorname*{arg\,max}_i", r"\mathop{\mathrm{arg\,max}}\limits_i"),
    (r"$$x \tag{67}$$", r"x \qquad (67)"),
    (r"\[ x \label{eq:1} \]", "x"),
    (r"\begin{align*} a &< b \end{align*}", r"\begin{aligned} a &\lt b \end{aligned}"),
    (r"\begin{equation} a >= b \end{equation}", r"a \ge b"),
    (r"\left< x \right>", r"\left\langle x \right\rangle"),
    (r"\text{if $x$ is}", r"\text{if }x\text{ is}"),
    (r"\text{$x$}", "x"),
    (r"\mbox{so}", r"\text{so}"),
    (r"\mathbbm{1} \bm{x}", r"\mathbf{1} \boldsymbol{x}"),
])
def test_tex_is_rewritten_for_github(printed, shown):
    assert tex(printed) == shown


@given(st.text(VISIBLE, min_size=1).map(lambda text: f"a{text} b"))
def test_prose_is_read_back_as_written(text):
    assert words_of(prose(text)) == text


@given(st.text("ab*_<>[]|~#&;\\!(){}-+.1 ", min_size=1).map(lambda text: f"a{text}b"))
def test_cell_neither_ends_early_nor_changes(text):
    assume(not re.search(r"[\s(][*_][A-Za-z]", text))
    (row,) = [line for line in table(("h",), [[cell(text)]]).splitlines()[2:]]
    tokens = MarkdownIt("commonmark").enable("table").parse(f"| h |\n| --- |\n{row}\n")
    contents = [child.content for token in tokens if token.type == "inline" for child in token.children]
    assert "".join(contents) == "h" + " ".join(text.split())


def test_prose_keeps_mathematics_and_code():
    assert prose(r"if $`\{a_1\}`$ or $b_2 < c$, see `x|y_z`") == r"if $`\lbrace a_1\rbrace`$ or $`b_2 \lt c`$, see `x|y_z`"
    assert cell(r"$`|x|`$ `a|b` $`\|y\|`$") == r"$`\vert x\vert`$ `a\|b` $`\Vert y\Vert`$"


def test_a_lone_dollar_is_escaped():
    assert prose("costs $5") == r"costs \$5"


def test_words_with_mathematics_are_no_formula():
    mixed = "Let $x_1 < y$ and\n$$ x = \\{y\\} $$\nfor all $y$."
    assert display(mixed) == "Let $`x_1 \\lt y`$ and\n\n```math\nx = \\{y\\}\n```\n\nfor all $`y`$."
    assert display(r"x = y \text{ for all $y$}") == "```math\nx = y \\text{ for all }y\n```"
    assert display("$$x$$") == display(r"\[x\]") == display("$x$") == "```math\nx\n```"


def test_long_lines_of_words_wrap():
    printed = (r"\text{Let } \theta \in \mathbb{R}^2\text{, and consider variables with a bounded density } \gamma \sim U(-1, 1). "
               r"\text{ A map exists for all }i\text{-th entries } \left\{ x \text{ real} \right\}\text{ of it.}")
    assert display(printed) == (
        r"Let $`\theta \in \mathbb{R}^2`$, and consider variables with a bounded density $`\gamma \sim U(-1, 1)`$. "
        r"A map exists for all $`i`$-th entries $`\left\lbrace  x \text{ real} \right\rbrace`$ of it.")
    rows = (r"\begin{cases} 1 & \text{if the first entry is the largest} \\"
            r" 0 & \text{if it is not, in which case nothing is added} \end{cases}")
    assert display(rows).startswith("```math")


def test_undecided_is_not_called_sound():
    for sample in (samples.undecided(), samples.supported()):
        assert "| – |" in page(sample, {}) and "sound" not in page(sample, {})


def test_paragraphs_do_not_start_lists():
    assert paragraphs("- a\n  b\n\n1. c\n\n# d") == "\\- a b\n\n1\\. c\n\n\\# d"


def test_fences_and_code_outlast_backticks():
    assert fence("text", "a ``` b") == "````text\na ``` b\n````"
    assert code("`") == "`` ` ``" and code("a\nb") == "`a b`" and code("") == "` `"
    assert display(" x ") == "```math\nx\n```" and inline("x\ny") == "$`x y`$"


def test_table_of_unequal_rows_is_refused():
    with pytest.raises(ValueError, match="2 columns"):
        table(("a", "b"), [["1"]])


def test_slug():
    assert slug("equation 67") == "equation-67" and slug("theorem 4.3") == "theorem-4.3" and slug("claim a/../b") == "claim-a-..-b"


def test_records_show_what_was_recorded():
    assert plain({"mid": "1/2", "rad": "0"}) == "1/2 ± 0"
    assert plain([True, None, "x|y"]) == "(yes, none, x|y)" and plain(["1,2", "3"]) == "(1,2; 3)"
    assert record({"a_b": "x|y"}) == "| recorded | value |\n| --- | --- |\n| a b | `x\\|y` |"
    assert record({}) == ""


# the folder

def test_folder_has_pages_index_certificates_and_figure_once(folder):
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    accepted = [item.evidence.certificate for row in samples.everything() for item in row.evidence if item.accepted]
    assert names == {"README.md", "dependencies.md", "figures/figure-6.svg"} | {report_name(row.statement.id) for row in samples.everything()} | {
        f"certificates/{certificate.name}" for certificate in accepted}
    for certificate in accepted:
        assert json.loads((folder / "certificates" / certificate.name).read_text()) == certificate.as_json()


def test_rejected_certificates_are_not_stored(folder):
    rejected = samples.refuted().evidence[0].evidence.certificate
    assert not (folder / "certificates" / rejected.name).exists()


def test_generated_markdown_passes_the_lint(folder):
    assert lint_folder(folder) == []


def test_an_independent_parser_finds_no_html_and_only_links_that_lead_somewhere(folder):
    for path in folder.glob("*.md"):
        tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))
        assert [token.content.strip() for token in tokens if token.type == "html_block"] == [MARK]
        children = [child for token in tokens for child in token.children or ()]
        assert not [child for child in children if child.type == "html_inline"]
        targets = [child.attrs.get("href") or child.attrs.get("src") for child in children if child.type in ("link_open", "image")]
        assert targets and all((folder / target).exists() for target in targets)


def test_same_results_same_bytes(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    render(samples.everything(), other, samples.FIGURES, complete=True)
    for path in folder.rglob("*"):
        assert path.is_dir() or path.read_bytes() == (other / path.relative_to(folder)).read_bytes()


def test_one_statement_leaves_the_rest_alone(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    written = render([samples.proved()], folder, samples.FIGURES)
    assert {path.name for path in written} >= {"equation-85.md", "figure-6.svg"} and folder / "README.md" not in written
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_one_statement_in_an_empty_folder_has_no_dead_links(tmp_path):
    render([samples.proved()], tmp_path / "new")
    assert lint_folder(tmp_path / "new") == [] and not (tmp_path / "new" / "README.md").exists()


def test_a_whole_book_removes_what_is_stale_and_only_that(folder):
    kept = folder / "notes.md"
    kept.write_text("mine")
    other = folder / "certificates" / "mine.json"
    other.write_text("{}")
    render([samples.proved()], folder, complete=True)
    assert kept.exists() and other.exists()
    assert not (folder / "table-1.md").exists() and not (folder / "figures" / "figure-6.svg").exists()
    assert {path.name for path in (folder / "certificates").iterdir()} == {"mine.json"} | {
        item.evidence.certificate.name for item in samples.proved().evidence}


def test_remove_stale_says_what_it_removed(folder):
    assert {path.name for path in remove_stale(folder, folder.glob("*.md"))} >= {"figure-6.svg"}


def test_a_foreign_file_in_the_way_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "README.md").write_text("# My project")
    with pytest.raises(ReportError, match="README.md exists"):
        render(samples.everything(), tmp_path, complete=True)
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"] and (tmp_path / "README.md").read_text() == "# My project"


def test_no_results_and_clashing_names_are_refused(tmp_path):
    with pytest.raises(ReportError, match="no results"):
        render([], tmp_path)
    twin = conclude(samples.statement("table-1", samples.form("table-1")), ())
    with pytest.raises(ReportError, match="table-1.md"):
        render([samples.undecided(), twin], tmp_path)
    with pytest.raises(ReportError):
        render([samples.undecided(), samples.undecided()], tmp_path)


def test_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.md"
    write(path, "old")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("verifier.reports.store.os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(path, "new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.md"] and path.read_text() == "old"


def test_an_unchanged_file_is_not_touched(tmp_path, monkeypatch):
    write(tmp_path / "a.md", "same")
    monkeypatch.setattr("verifier.reports.store.os.replace", lambda *_: pytest.fail("written again"))
    write(tmp_path / "a.md", "same")


# machines' formats

def test_json_is_the_contract():
    one = json.loads(statement_json(samples.refuted()))
    assert one == samples.refuted().as_json() and one["schema"] == 1 and one["printed"]["counterexample"]["at"]["t1"] == "5/2"
    whole = json.loads(book_json(samples.everything()))
    assert [row["id"] for row in whole["statements"]] == [row.statement.id for row in samples.everything()]
    assert whole["counts"] == {"proved": 1, "refuted": 2, "supported": 1, "undecided": 1, "definition": 1, "unreadable": 1}


def test_junit_counts_what_it_lists():
    suite = ElementTree.fromstring(junit(samples.everything()).split("\n", 1)[1]).find("testsuite")
    cases = list(suite)
    assert int(suite.get("tests")) == len(cases) == 10
    assert int(suite.get("failures")) == len(suite.findall("*/failure")) == 2
    assert int(suite.get("skipped")) == len(suite.findall("*/skipped")) == 4
    (failure,) = [case.find("failure") for case in cases if case.get("name") == "equation 67"]
    assert failure.get("type") == "misprint" and "θ1 = 5/2" in failure.text


def test_junit_survives_characters_that_xml_forbids():
    result = conclude(samples.statement("table 1", samples.form("table 1")), (), trouble="died \x00 with <&> and \x1b[31m")
    text = junit([result])
    assert "\x00" not in text
    assert "died ? with <&> and ?[31m" in ElementTree.fromstring(text.split("\n", 1)[1]).find("*/*/skipped").text


def test_a_test_of_a_lost_print_is_shown_by_the_name_of_its_form():
    row = samples.unreadable().statement
    text = page(conclude(row, (Checked(Evidence("printed", "a guess", "hypothesis", derivation=("x",)), False),)), {})
    assert "| 1 | as printed | a guess |" in text and "### As printed" in text


def test_obligation_without_certificate_is_called_a_test():
    evidence = Checked(Evidence("printed", "a probe", "hypothesis"), False)
    assert "| 1 | as printed | a probe | hypothesis | sampled | tested, not certified | – |" in page(
        conclude(samples.statement("table 1", samples.form("table 1")), (evidence,)), {})


def test_a_counterexample_shows_numbers_before_a_theorem_by_name_and_what_the_form_fixes():
    scope = samples.Scope("all d, all f (judged at d = 2, f(γ) = γ_1 - γ_2, t = 3)")
    one = samples.form("theorem 3.1", given=("t = 3",), conclusion=("P(g1 >= t + g2) <= 0",), noise="gaussian(0,1)", scope=scope)
    evidence = (
        samples.accepted(one, 0, "fails", {"theorem": "refutation"}, samples.Trust.FORMAL, kind="formal"),
        samples.accepted(one, 0, "fails", {"rule": {}, "at": {"t": "3"}}, samples.Trust.ENCLOSED, kind="enclosure"),
    )
    found = "\n".join(counterexamples(samples.conclude(samples.statement("theorem 3.1", one), evidence)))
    rows = ("| d | `2` |", "| law of γ | `gaussian(0,1)` |", "| f(γ) | `γ_1 - γ_2` |", "| t | `3` |")
    assert [line for line in found.splitlines() if line in rows] == list(rows)
    only = "\n".join(counterexamples(samples.conclude(samples.statement("theorem 3.1", one), evidence[:1])))
    assert "fails as it stands" in only


def test_a_scope_says_nothing_twice_and_drops_nothing_that_its_text_leaves_open():
    said = samples.Scope("all d, all laws with finite f, all Θ as hypothesised", "all", "all with finite f", "all convex Θ")
    assert scope_words(said) == "all d, all laws with finite f, all Θ as hypothesised (θ: all convex Θ)"
    assert scope_words(samples.Scope("all θ in R^2, noise U(-1,1)", "2", "U(-1,1)", "all")) == "all θ in R^2, noise U(-1,1)"
    assert scope_words(samples.Scope("all p, R^21, all lawsuits", "2", "all", "(0, 0)")) == "all p, R^21, all lawsuits (d: 2; law: all; θ: (0, 0))"


def test_a_part_without_noise_has_no_law_and_no_dimension_but_that_of_its_names():
    two = samples.form("equation 62", conclusion=("A = 0", "E(g1) = t1", "t2 = 0"), noise="uniform(0,1)", dim=2, let=(("A", "t1 + 1"),))
    evidence = tuple(samples.accepted(two, number, "fails", {"at": {"t1": "0"}}) for number in range(3))
    parts = "\n".join(counterexamples(samples.conclude(samples.statement("equation 62", two), evidence))).split("Against ")[1:]
    assert [("| d |" in part, "| law of γ |" in part) for part in parts] == [(False, False), (True, True), (True, False)]
