"""The lint of generated markdown is seen to fail on each thing it checks."""

from pathlib import Path

import pytest

from verifier.reports.gfm import display, inline
from verifier.reports.lint import Trouble, inline_troubles, lint, lint_folder, math_troubles
from verifier.reports.macros import ENVIRONMENTS, MACROS

GOOD = r"""<!-- a comment -->

# Title with $`x_1 \le \lbrace 2\rbrace`$, [a link](other.md) and `code | $x$`

| a | b |
| --- | --- |
| $`\vert x\vert`$ | `a\|b` and \$5 |

```math
\begin{aligned} \left\{ x &= \frac{1}{2} \right. \\ &\begin{cases} 1 & x \\ 2 \end{cases} \end{aligned}
```

````text
$x$ | ``` not closed in here
````
"""


def troubles(text, tmp_path):
    (tmp_path / "other.md").write_text("# other")
    return [trouble.what for trouble in lint(text, tmp_path / "page.md")]


def test_good_markdown_has_no_troubles(tmp_path):
    assert troubles(GOOD, tmp_path) == []


@pytest.mark.parametrize("text, what", [
    ("```math\nx\n", "never closed"),
    ("````text\nx\n```\n", "never closed"),
    ("~~~\nx\n", "never closed"),
    ("a $x$ b", "bare dollar"),
    ("a $x b", "bare dollar"),
    ("a $$x$$ b", "bare dollar"),
    ("$`x` and", "bare dollar"),
    ("an `open code", "without its partner"),
    ("[a](missing.md)", "leads nowhere"),
    ("![a](figures/missing.svg)", "leads nowhere"),
    ("[a]()", "leads nowhere"),
    ("[a](/other.md)", "leads nowhere"),
    ("| a | b |\n| --- | --- |\n| 1 |\n", "1 cells where the table has 2"),
    ("| a | b |\n| --- |\n| 1 | 2 |\n", "1 cells where the table has 2"),
    ("| a | b |\n| --- | --- |\n| $`|x|`$ | 2 |\n", "4 cells where the table has 2"),
    ("| a | b |\n| --- | --- |\n| 1 | 2\n", "a table row"),
    ("see /" + "home/someone/file", "absolute path"),
    ("```text\n/" + "work/main/x\n```", "absolute path"),
    ("`C:\\Users\\x`", "absolute path"),
    ("a$`x`$", "directly after 'a'"),
    ("$`x`$-$`y`$", "directly after '-'"),
    ("$`x`$b", "directly before 'b'"),
    (r"$`\{x\}`$", "within a line"),
    ("$` x`$", "starts or ends with a space"),
    ("```math\n\\operatorname{x}\n```", "operatorname"),
    ("```math\n\n```", "empty formula"),
])
def test_bad_markdown_is_found(text, what, tmp_path):
    assert any(what in trouble for trouble in troubles(text, tmp_path)), troubles(text, tmp_path)


@pytest.mark.parametrize("latex, what", [
    ("{x", "{ is never closed"),
    ("x}", "} without {"),
    (r"\left( x", r"\left is never closed"),
    (r"x \right)", r"\right without \left"),
    (r"\left( {x \right)}", r"\right without \left"),
    (r"\begin{cases} x", "cases is never closed"),
    (r"x \end{cases}", r"\end{cases} without \begin{cases}"),
    (r"\begin{cases} x \end{aligned}", r"\end{aligned} without \begin{aligned}"),
    (r"\begin{tabular} x \end{tabular}", "environment 'tabular'"),
    ("a & b", "& outside an environment"),
    (r"\text{a $x$}", "$ within"),
    ("50 % x", "% within"),
    ("#1", "# within"),
    ("θ", "write a macro"),
    (r"\simplx", "not known"),
    (r"\newcommand{\x}{y}", "not known"),
    (r"\phantom{x}", "not known"),
    (r"\mbox{x}", "not known"),
    (r"\href{x}{y}", "not known"),
    (r"\tag{1}", "not known"),
])
def test_bad_mathematics_is_found(latex, what):
    assert any(what in trouble for trouble in math_troubles(latex)), list(math_troubles(latex))


@pytest.mark.parametrize("latex", [
    r"\left\{ x \right\}", r"\{ x \}", r"x \\ y", r"\%\#\&\$", r"\sum_{i=1}^{d} x_i\,\left|y\right|", "a' < b",
])
def test_good_mathematics_is_accepted(latex):
    assert list(math_troubles(latex)) == []


def test_what_the_writer_makes_the_lint_accepts():
    printed = r"\begin{align} \operatorname{ri}(\Delta) &= \{p : \mbox{all $p_i > 0$}\} \tag{3} \end{align}"
    assert list(math_troubles(printed)), "the lint has to see the print as it is"
    assert list(math_troubles(display(printed).removeprefix("```math\n").removesuffix("\n```"))) == []
    assert list(inline_troubles(inline(r"\{p : p_i > 0\}")[2:-2])) == []


def test_trouble_says_where(tmp_path):
    (trouble,) = lint("# a\n\nb $x$\n", tmp_path / "page.md")
    assert trouble == Trouble("page.md", 3, trouble.what) and str(trouble).startswith("page.md:3: a bare dollar")


def test_folder_without_markdown_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="no markdown"):
        lint_folder(tmp_path)


def test_folder_is_searched_to_its_depth(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.md").write_text("$x$")
    assert [trouble.file for trouble in lint_folder(tmp_path)] == ["a.md"]


def test_lists_hold_names_only():
    assert all(name.isalpha() for name in MACROS | ENVIRONMENTS)


def test_committed_reports_pass():
    folder = Path(__file__).parents[1] / "reports"
    assert (folder / "README.md").exists(), "no reports are rendered; `make reports` does it"
    assert [str(trouble) for trouble in lint_folder(folder)] == []
