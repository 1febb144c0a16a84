"""Action lists: read from a file or taken from the published ones that miner ships.

Three forms are read, told by the file's suffix:

    jumping jacks            .txt, .names or none: a name a line, `#` begins a comment line
    name,definition          .csv: a column `name`, `label` or `action`; optional ones are
                             `definition`, `synonyms`, `queries`, `groups` (parts divided by `|`)
                             and `kind`
    [[action]]               .toml: one table an action with the same keys; a plain
    name = "jumping jacks"   `names = [...]` works as well

A list is used as a whole or not at all: every problem in it is told at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from miner.action_files import ActionRow, parse_rows
from miner.action_names import problem_of_name, slug_of, warning_of_name
from miner.errors import ActionListError, MissingInput
from miner.queries import expand_queries

__all__ = [
    "ActionEntry",
    "ActionKind",
    "ActionList",
    "actions_of_names",
    "expand_queries",
    "list_builtin",
    "load_actions",
    "load_builtin",
    "read_actions",
]

ActionKind = Literal["action", "background"]
"""A background class trains the classifier and never yields clips."""

SAME_LISTS = {"hacs": "activitynet200", "kinetics700_2020": "kinetics700"}
"""Datasets that use the class names of another one."""

_MAX_BYTES = 5_000_000
_MOST_PROBLEMS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionEntry:
    """One action class as its list describes it."""

    name: str
    """The name as written, spaces trimmed."""
    slug: str
    """Unique folder name of `[a-z0-9_]`."""
    definition: str = ""
    """What counts as the action, for the reviewers."""
    synonyms: tuple[str, ...] = ()
    """Other names; they are searched too."""
    queries: tuple[str, ...] = ()
    """Search phrases to use beside the names."""
    groups: tuple[str, ...] = ()
    """Parent groups; a class may have several."""
    kind: ActionKind = "action"
    """Whether the class is an action or background."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionList:
    """The actions of a list in their order, and what is unusual about their names."""

    actions: tuple[ActionEntry, ...]
    """At least one."""
    warnings: tuple[str, ...] = ()
    """One sentence a name that breaks a custom of naming."""


def load_actions(reference: str) -> ActionList:
    """Return the actions of a file, or of a published list such as `kinetics400`.

    Raises:
        ActionListError: the list has problems.
        MissingInput: there is no such file and no such list.
    """
    path = Path(reference).expanduser()
    if path.exists():
        return read_actions(path)
    name = reference.lower().replace("-", "_")
    if name in list_builtin():
        return load_builtin(name)
    close = difflib.get_close_matches(name, list_builtin(), n=1)
    hint = f"Did you mean '{close[0]}'?" if close else "Name a .txt, .csv or .toml file."
    raise MissingInput(f"Cannot read actions from '{reference}': there is no such file. {hint}")


def read_actions(path: Path) -> ActionList:
    """Return the actions of a file.

    Raises:
        ActionListError: it cannot be read, names no action, or has problems; all are listed.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ActionListError(f"Cannot read actions from '{path}': it is no list of names.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ActionListError(f"Cannot read actions from '{path}': it is not UTF-8.") from error
    except OSError as error:
        raise ActionListError(f"Cannot read actions from '{path}': {error.strerror}.") from error
    rows, problems = parse_rows(text, suffix=path.suffix)
    return _checked(rows, problems=problems, origin=str(path))


def actions_of_names(
    names: Iterable[str], *, kind: ActionKind = "action"
) -> tuple[ActionEntry, ...]:
    """Return actions for bare names, such as those typed on a command line.

    Raises:
        ActionListError: a name cannot be used or is there twice.
    """
    rows = [ActionRow(place="", name=" ".join(name.split(" ")), kind=kind) for name in names]
    return _checked(rows, problems=[], origin="").actions if rows else ()


def load_builtin(name: str) -> ActionList:
    """Return a published list by its name, its order kept; label indices count from its start.

    Raises:
        MissingInput: no list has this name.
    """
    if name not in list_builtin():
        raise MissingInput(f"Cannot find the action list '{name}': see 'miner actions import'.")
    source = _lists_folder() / f"{SAME_LISTS.get(name, name)}.toml"
    rows, problems = parse_rows(source.read_text(encoding="utf-8"), suffix=".toml")
    return ActionList(actions=_checked(rows, problems=problems, origin=name).actions)


def list_builtin() -> list[str]:
    """Return the names of the published lists, sorted."""
    shipped = {path.stem for path in _lists_folder().glob("*.toml")}
    return sorted(shipped | {name for name, same in SAME_LISTS.items() if same in shipped})


def _lists_folder() -> Path:
    """Return the folder of the lists: inside an installed package, or in the checkout."""
    installed = Path(str(files("miner"))) / "class_lists"
    return installed if installed.is_dir() else installed.parents[1] / "data" / "classes"


def _checked(rows: Sequence[ActionRow], *, problems: list[str], origin: str) -> ActionList:
    entries = [_entry(row) for row in rows]
    problems = problems + _problems(rows, entries)
    if not rows and not problems:
        raise ActionListError(
            f"Cannot read actions from '{origin}': it names no action. Write one name a line."
        )
    if problems:
        raise ActionListError(_sentence(origin, problems))
    found = [
        (row, warning)
        for row in rows
        if row.kind == "action" and (warning := warning_of_name(row.name))
    ]
    return ActionList(
        actions=tuple(entries),
        warnings=tuple(f"{_at(row)}{warning}." for row, warning in found),
    )


def _entry(row: ActionRow) -> ActionEntry:
    return ActionEntry(
        name=row.name,
        slug=slug_of(row.name),
        definition=row.definition,
        synonyms=row.synonyms,
        queries=row.queries,
        groups=row.groups,
        kind="background" if row.kind == "background" else "action",
    )


def _problems(rows: Sequence[ActionRow], entries: Sequence[ActionEntry]) -> list[str]:
    """Check each name and then the names among each other."""
    problems: list[str] = []
    first_with: dict[str, ActionRow] = {}
    for row, entry in zip(rows, entries, strict=True):
        if problem := problem_of_name(row.name):
            problems.append(f"{_at(row)}{problem}")
            continue
        if row.kind not in {"action", "background"}:
            problems.append(f"{_at(row)}kind '{row.kind}' is neither 'action' nor 'background'")
        twin = first_with.setdefault(entry.slug, row)
        if twin is not row:
            problems.append(f"{_at(row)}{_twin_problem(row, twin, slug=entry.slug)}")
    return problems


def _twin_problem(row: ActionRow, twin: ActionRow, *, slug: str) -> str:
    where = f" (see {twin.place})" if twin.place else ""
    if row.name.casefold() == twin.name.casefold():
        return f"'{row.name}' is there twice{where}"
    return f"'{row.name}' and '{twin.name}' would share the folder '{slug}'{where}"


def _sentence(origin: str, problems: Sequence[str]) -> str:
    start = f"Cannot read actions from '{origin}'" if origin else "Cannot use the given names"
    if len(problems) == 1:
        return f"{start}: {problems[0]}."
    shown = "".join(f"\n  {problem}" for problem in problems[:_MOST_PROBLEMS_SHOWN])
    more = len(problems) - _MOST_PROBLEMS_SHOWN
    rest = f"\n  and {more} more" if more > 0 else ""
    return f"{start}: {len(problems)} problems.{shown}{rest}"


def _at(row: ActionRow) -> str:
    return f"{row.place}: " if row.place else ""
