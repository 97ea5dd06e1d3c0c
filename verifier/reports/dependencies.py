"""The page that shows how statements refer to one another: a graph for each section, and in words what the signs mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verifier.claims.conclude import Result
from verifier.reports.gfm import cell, fence, prose, table
from verifier.reports.graph import Graph, Standing
from verifier.reports.words import MARK, capital, number_of, section_words

LARGEST = 28
"""Statements of a section in one picture; a larger section is cut into several, in the book's order."""

SIGNS = {Standing.THROUGHOUT: "✓✓", Standing.PROVED: "✓", Standing.MENDED: "✗ ✓", Standing.REFUTED: "✗", Standing.OPEN: "?"}
_CLASSES = {
    Standing.THROUGHOUT: ("throughout", "fill:#b7e4c7,stroke:#1b7837,color:#000"),
    Standing.PROVED: ("proved", "fill:#e9f5db,stroke:#1b7837,color:#000"),
    Standing.MENDED: ("mended", "fill:#ffe8b3,stroke:#a66300,color:#000"),
    Standing.REFUTED: ("refuted", "fill:#f6c1c1,stroke:#a50f15,color:#000"),
    Standing.OPEN: ("open", "fill:#e0e0e0,stroke:#555555,color:#000"),
}
_MEANINGS = {
    Standing.THROUGHOUT: "proved as printed (or a well-posed definition), and so is everything that it depends on, directly or through others",
    Standing.PROVED: "proved as printed, but something that it depends on is not; its own proof does not use that",
    Standing.MENDED: "refuted as printed, or not readable in the text at hand; its first repair is proved",
    Standing.REFUTED: "refuted as printed, and its first repair, if there is one, is not proved",
    Standing.OPEN: "supported or undecided as printed, whatever its repair; or not readable, and its first repair, if there is one, is not proved",
}


def dependencies(results: Sequence[Result], pages: Mapping[str, str], index: str) -> str:
    """The page's text; `pages` has the file name of each statement's report, `index` that of the index."""
    graph = Graph.of(results)
    blocks = [MARK, "# What refers to what", f"[all statements]({index})", _legend(graph)]
    for section in dict.fromkeys(result.statement.section for result in results):
        blocks += _section(section, graph, pages)
    return "\n\n".join(blocks) + "\n"


def _legend(graph: Graph) -> str:
    standings = [graph.standing(name) for name in graph.results]
    rows = [[SIGNS[standing], str(standings.count(standing)), prose(meaning)] for standing, meaning in _MEANINGS.items()]
    return (f"{table(('sign', 'statements', 'meaning'), rows)}\n\n"
            "An arrow leads from a statement to one that it refers to: what stands lower comes first. An arrow is left out where a longer way "
            "leads to the same place. A dashed frame is a statement of another section.\n\n"
            "No certificate rests on another statement: a statement is proved or not whatever stands below it. What a row refers to is what its "
            "reading, its encoding or its proof here takes up. The steps of a printed proof are rows of their own, with arrows to the theorem "
            "that they are steps of; so a theorem may be proved here, with all that it refers to, although steps of its printed proof are refuted.")


def _section(section: str, graph: Graph, pages: Mapping[str, str]) -> list[str]:
    own = [name for name, result in graph.results.items() if result.statement.section == section]
    drawn = [name for name in own if graph.reduced(name) or any(name in graph.reduced(other) for other in graph.results)]
    alone = [name for name in own if name not in drawn]
    blocks = [f"## {prose(section_words(section))}"]
    parts = -(-len(drawn) // LARGEST)
    for k in range(parts):
        part = drawn[k * len(drawn) // parts:(k + 1) * len(drawn) // parts]
        blocks += [f"{prose(capital(part[0]))} to {prose(part[-1])}:"] if parts > 1 else []
        blocks.append(fence("mermaid", mermaid(part, graph)))
    if alone:
        listed = ", ".join(f"[{cell(name)}]({pages[name]}) {SIGNS[graph.standing(name)]}" for name in alone)
        blocks.append(f"{number_of(len(alone), 'statement')} without arrows: {listed}.")
    return blocks


def mermaid(part: Sequence[str], graph: Graph) -> str:
    """The picture of these statements: their arrows, and the statements outside that these lead to."""
    arrows = [(name, to) for name in part for to in graph.reduced(name)]
    outside = list(dict.fromkeys(to for _, to in arrows if to not in part))
    number = {name: f"n{k}" for k, name in enumerate([*part, *outside], 1)}
    lines = ["flowchart TD"]
    lines += [f'  {number[name]}["{_label(name, graph)}"]:::{_CLASSES[graph.standing(name)][0]}' for name in number]
    lines += [f"  {number[name]} --> {number[to]}" for name, to in arrows]
    used = {graph.standing(name) for name in number}
    lines += [f"  classDef {name} {style}" for standing, (name, style) in _CLASSES.items() if standing in used]
    if outside:
        lines += ["  classDef outside stroke-dasharray:5 5", f"  class {','.join(number[name] for name in outside)} outside"]
    return "\n".join(lines)


def _label(name: str, graph: Graph) -> str:
    """Sign and name; what mermaid would read as more than text is written as an entity."""
    text = f"{SIGNS[graph.standing(name)]} {name.removeprefix('claim ')}"
    return "".join(char if char.isalnum() or char in " .,:()?'✓✗-+=/" else f"#{ord(char)};" for char in text)
