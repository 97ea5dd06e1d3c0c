"""Recorded values (of probes, numbers, counterexamples) as markdown. Values are shown as they were recorded, never computed."""

from __future__ import annotations

from collections.abc import Mapping

from verifier.reports.gfm import cell, code, table


def record(values: Mapping, heading: tuple[str, str] = ("recorded", "value")) -> str:
    """A table of names and values; a list of rows (mappings with the same keys) becomes a table of its own below it."""
    tables = {name: value for name, value in values.items() if _is_table(value)}
    pairs = [(cell(_name(name)), _value(value)) for name, value in values.items() if name not in tables]
    blocks = [table(heading, pairs)] if pairs else []
    blocks += [f"{cell(_name(name))}:\n\n{_rows(value)}" for name, value in tables.items()]
    return "\n\n".join(blocks)


def _is_table(value) -> bool:
    return (isinstance(value, (list, tuple)) and bool(value) and all(isinstance(row, Mapping) and row for row in value)
            and len({tuple(row) for row in value}) == 1)


def _rows(rows) -> str:
    return table([cell(_name(key)) for key in rows[0]], [[_value(value) for value in row.values()] for row in rows])


def _name(key) -> str:
    return str(key).replace("_", " ")


def _value(value) -> str:
    return code(plain(value)).replace("|", r"\|")


def plain(value) -> str:
    """A recorded value as text; an enclosure {"mid", "rad"} as mid ± rad."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if set(value) == {"mid", "rad"}:
            return f"{plain(value['mid'])} ± {plain(value['rad'])}"
        return ", ".join(f"{key} = {plain(part)}" for key, part in value.items()) or "none"
    if isinstance(value, (list, tuple)):
        parts = [plain(part) for part in value]
        return "(" + ("; " if any("," in part for part in parts) else ", ").join(parts) + ")"
    return str(value)
