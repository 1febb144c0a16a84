"""Every key of the application in one table; the help screen and the hints are made from it.

Command names are the names used in the `keys` setting. Keys are named as Textual names them;
single characters stand for themselves.

>>> [key.label for key in make_keymap({"yes": "y"}) if key.command == "yes"]
['yes']
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from textual.keys import Keys

from .errors import InvalidKeymap


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One command and the keys that give it."""

    command: str
    """Name of the command; the screen has a method `action_<command>`."""
    keys: tuple[str, ...]
    """Keys, the one to teach first."""
    label: str
    """A word for the hint line."""
    meaning: str
    """A phrase for the help screen."""
    group: str
    """Heading of the help screen."""
    hinted: bool = False
    """Whether the hint line at the bottom shows it."""


Keymap = tuple[Key, ...]
"""All commands, in the order of the help screen."""

_NAMED_KEYS = frozenset(key.value for key in Keys) | {"comma"}
"""Names of keys that are no single character; a comma parts keys in the setting."""

_SHOWN_AS = {
    "space": "space",
    "backspace": "⌫",
    "right": "→",
    "left": "←",
    "up": "↑",
    "down": "↓",
    "escape": "esc",
    "enter": "↵",
    "question_mark": "?",
}
"""How named keys are written on the screen."""


def _key(command: str, keys: str, label: str, meaning: str, group: str) -> Key:
    names = keys.split()
    hinted = names[-1] == "*"
    return Key(
        command=command,
        keys=tuple(names[:-1] if hinted else names),
        label=label,
        meaning=meaning,
        group=group,
        hinted=hinted,
    )


# A star after the keys puts the command on the hint line.
DEFAULT_KEYMAP: Keymap = (
    _key("yes", "a right *", "yes", "the clip shows a person doing the action", "Verdicts"),
    _key("whole", "w", "whole", "yes, and the action lasts the whole clip", "Verdicts"),
    _key("no", "x left *", "no", "it does not", "Verdicts"),
    _key("unsure", "space down *", "unsure", "nobody could say", "Verdicts"),
    _key("bad", "b *", "bad", "unusable for any action; asks for the reason", "Verdicts"),
    _key("relabel", "r *", "relabel", "no, it shows another action; find it by typing", "Verdicts"),
    _key("undo", "backspace u up *", "undo", "take back the last verdict, any number", "History"),
    _key("redo", "ctrl+r", "redo", "give the verdict again that was taken back", "History"),
    _key("later", "s", "later", "leave the clip for the end of this session", "History"),
    _key("play", "p *", "play", "play the clip in a loop, or show the filmstrip again", "Looking"),
    _key("faster", "+ =", "faster", "double the speed, up to 8x", "Looking"),
    _key("slower", "-", "slower", "halve the speed, down to 1x", "Looking"),
    _key("info", "i", "info", "what counts as this action, and where the clip is from", "Looking"),
    _key("start_later", "[", "start", "move the start half a second later", "Trimming"),
    _key("start_earlier", "{", "start", "move the start half a second earlier", "Trimming"),
    _key("end_earlier", "]", "end", "move the end half a second earlier", "Trimming"),
    _key("end_later", "}", "end", "move the end half a second later", "Trimming"),
    _key("to_peak", "m", "to peak", "centre the clip on the highest score", "Trimming"),
    _key("reset_trim", "\\", "reset", "forget the trim", "Trimming"),
    _key("flag", "f", "flag", "mark the clip for another look, or unmark it", "Notes"),
    _key("comment", "c", "comment", "write a sentence about the clip", "Notes"),
    _key("help", "? *", "help", "show this table", "Leaving"),
    _key("leave", "q *", "quit", "show the summary and leave; nothing is lost", "Leaving"),
)
"""The keys as they come: Prodigy's letters, with the arrows as aliases."""


def make_keymap(changes: Mapping[str, str]) -> Keymap:
    """Return the table with some commands' keys replaced.

    Args:
        changes: Command name to comma-separated keys.

    Raises:
        InvalidKeymap: A command or key does not exist, a command has no key left, or shares one
            with another.
    """
    known = [key.command for key in DEFAULT_KEYMAP]
    for command in changes:
        if command not in known:
            raise InvalidKeymap(_unknown_command(command, known))
    keymap = tuple(
        replace(key, keys=_split_keys(key.command, changes[key.command]))
        if key.command in changes
        else key
        for key in DEFAULT_KEYMAP
    )
    _reject_shared_keys(keymap)
    return keymap


def shown_key(key: str) -> str:
    """Return how a key is written on the screen."""
    return _SHOWN_AS.get(key, key.replace("ctrl+", "ctrl-"))


def _split_keys(command: str, text: str) -> tuple[str, ...]:
    keys = tuple(part.strip() for part in text.split(",") if part.strip())
    if not keys:
        raise InvalidKeymap(f"Cannot set the keys of '{command}': no key is named. Give one.")
    for key in keys:
        if not _is_key(key):
            raise InvalidKeymap(_unknown_key(command, key))
    return keys


def _is_key(name: str) -> bool:
    base = name.removeprefix("ctrl+").removeprefix("alt+").removeprefix("shift+")
    return len(base) == 1 or base in _NAMED_KEYS


def _unknown_key(command: str, key: str) -> str:
    near = difflib.get_close_matches(key.lower(), _NAMED_KEYS, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else "Name one such as 'y', 'enter' or 'ctrl+y'."
    return f"Cannot set the keys of '{command}': there is no key '{key}'. {hint}"


def _unknown_command(command: str, known: list[str]) -> str:
    near = difflib.get_close_matches(command, known, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else f"Commands are {', '.join(known)}."
    return f"Cannot set the keys of '{command}': there is no such command. {hint}"


def _reject_shared_keys(keymap: Keymap) -> None:
    owners: dict[str, str] = {}
    for entry in keymap:
        for key in entry.keys:
            owner = owners.setdefault(key, entry.command)
            if owner != entry.command:
                raise InvalidKeymap(
                    f"Cannot use the key '{key}': it stands for '{owner}' and '{entry.command}'. "
                    "Give one of them another key."
                )
