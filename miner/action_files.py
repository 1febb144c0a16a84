r"""The three forms of action lists, parsed into rows with the place they stand at.

rows, problems = parse_rows("jumping jacks\nriding a mule\n", suffix=".txt")
"""

from __future__ import annotations

import csv
import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAME_COLUMNS = ("name", "label", "action", "class", "classname")
"""Headings of the column that names the action, the first one found being used."""

_TEXT_KEYS = ("definition", "kind")
_LIST_KEYS = ("synonyms", "queries", "groups")
_VIDEO_COLUMNS = frozenset({"youtube_id", "video_id", "id", "url", "path", "time_start", "start"})
"""Headings of a dataset's file, which repeats a label for each of its videos."""
_FILE_KEYS = frozenset({"action", "names", "title", "count", "paper", "page", "order", "licence"})
_NUMBERED = re.compile(r"(\d+)\s+(\S.*)")
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One action as written, unchecked."""

    place: str
    """Where it stands, such as `line 3`; empty for names that come from no file."""
    name: str
    """The name, spaces trimmed."""
    definition: str = ""
    """What counts as the action."""
    synonyms: tuple[str, ...] = ()
    """Other names."""
    queries: tuple[str, ...] = ()
    """Search phrases."""
    groups: tuple[str, ...] = ()
    """Parent groups."""
    kind: str = "action"
    """Meant to be `action` or `background`."""


def parse_rows(text: str, *, suffix: str) -> tuple[list[ActionRow], list[str]]:
    """Return the rows of a list and the problems of its form, each with its place."""
    parsers = {".csv": _csv_rows, ".tsv": _csv_rows, ".toml": _toml_rows}
    return parsers.get(suffix.lower(), _plain_rows)(text)


def _plain_rows(text: str) -> tuple[list[ActionRow], list[str]]:
    # Split at line feeds only: other separators inside a name are problems to tell.
    lines = [line.rstrip("\r").strip(" \t") for line in text.split("\n")]
    named = [(n, line) for n, line in enumerate(lines, 1) if line and not line.startswith("#")]
    matches = [_NUMBERED.fullmatch(line) for _, line in named]
    numbers = [int(match[1]) for match in matches if match]
    if len(numbers) == len(named) and numbers in (
        list(range(len(named))),
        list(range(1, len(named) + 1)),
    ):
        # As UCF101's classInd.txt: `1 ApplyEyeMakeup`.
        named = [(n, match[2]) for (n, _), match in zip(named, matches, strict=True) if match]
    return [ActionRow(place=f"line {n}", name=name) for n, name in named], []


def _csv_rows(text: str) -> tuple[list[ActionRow], list[str]]:
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(text.splitlines(), delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        table = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        return [], [f"line {reader.line_num}: {error}"]
    if not table:
        return [], []
    columns = [cell.strip().lower() for cell in table[0][1]]
    name_column = next((name for name in NAME_COLUMNS if name in columns), None)
    if name_column is None:
        return [], [f"line {table[0][0]}: no column is called {', '.join(NAME_COLUMNS[:3])}"]
    records = [(line, dict(zip(columns, cells, strict=False))) for line, cells in table[1:]]
    rows = [_csv_row(record, name_column, line=line) for line, record in records]
    if _VIDEO_COLUMNS & set(columns):
        first: dict[str, ActionRow] = {}
        for row in rows:
            first.setdefault(row.name, row)
        rows = list(first.values())
    return [row for row in rows if row.name], [
        f"line {line}: the name is missing"
        for line, record in records
        if not record.get(name_column, "").strip()
    ]


def _csv_row(record: Mapping[str, str], name_column: str, *, line: int) -> ActionRow:
    def parts(key: str) -> tuple[str, ...]:
        return tuple(p for part in record.get(key, "").split(_SEPARATOR) if (p := part.strip()))

    return ActionRow(
        place=f"line {line}",
        name=record.get(name_column, "").strip(" \t"),
        definition=record.get("definition", "").strip(),
        synonyms=parts("synonyms"),
        queries=parts("queries"),
        groups=parts("groups"),
        kind=record.get("kind", "").strip().lower() or "action",
    )


def _toml_rows(text: str) -> tuple[list[ActionRow], list[str]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [], [str(error)]
    problems = [_unknown("", key, _FILE_KEYS) for key in document if key not in _FILE_KEYS]
    names, tables = document.get("names", []), document.get("action", [])
    if not _is_list_of(names, str):
        return [], [*problems, "names: must be a list of texts"]
    if not _is_list_of(tables, dict):
        return [], [*problems, "action: write each as a table [[action]]"]
    rows = [ActionRow(place=f"name {n}", name=name.strip(" ")) for n, name in enumerate(names, 1)]
    for table, line in zip(tables, _table_lines(text, count=len(tables)), strict=True):
        place = f"line {line}" if line else "action"
        found = _toml_problems(table, place=place)
        problems += found
        if not found:
            rows.append(_toml_row(table, place=place))
    return rows, problems


def _toml_problems(table: Mapping[str, Any], *, place: str) -> list[str]:
    known = {"name", *_TEXT_KEYS, *_LIST_KEYS}
    problems = [_unknown(f"{place}: ", key, known) for key in table if key not in known]
    if not str(table.get("name", "")).strip():
        problems.append(f"{place}: the name is missing")
    problems += [
        f"{place}: {key} must be a text"
        for key in ("name", *_TEXT_KEYS)
        if not isinstance(table.get(key, ""), str)
    ]
    problems += [
        f"{place}: {key} must be a list of texts"
        for key in _LIST_KEYS
        if not _is_list_of(table.get(key, []), str)
    ]
    return problems


def _toml_row(table: Mapping[str, Any], *, place: str) -> ActionRow:
    def parts(key: str) -> tuple[str, ...]:
        return tuple(p for part in table.get(key, []) if (p := part.strip()))

    return ActionRow(
        place=place,
        name=table["name"].strip(" "),
        definition=table.get("definition", "").strip(),
        synonyms=parts("synonyms"),
        queries=parts("queries"),
        groups=parts("groups"),
        kind=table.get("kind", "action").strip(),
    )


def _table_lines(text: str, *, count: int) -> Sequence[int]:
    """Return the line of each `[[action]]`; zeros where the tables are written another way."""
    lines = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if re.match(r"\s*\[\[\s*[\"']?action[\"']?\s*\]\]", line)
    ]
    return lines if len(lines) == count else [0] * count


def _is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def _unknown(place: str, key: str, known: frozenset[str] | set[str]) -> str:
    close = difflib.get_close_matches(key, sorted(known), n=1)
    hint = f", did you mean '{close[0]}'" if close else ""
    return f"{place}unknown key '{key}'{hint}"
