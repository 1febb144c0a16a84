from __future__ import annotations

from pathlib import Path

import pytest

from review_ui.errors import InvalidKeymap
from review_ui.keymap import DEFAULT_KEYMAP, Key, make_keymap
from review_ui.screens.card import CardScreen


def keys_of(command: str, changes: dict[str, str]) -> tuple[str, ...]:
    return next(key.keys for key in make_keymap(changes) if key.command == command)


def test_default_keys_are_prodigys_with_arrows() -> None:
    plain = {
        command: keys_of(command, {}) for command in ("yes", "no", "unsure", "undo", "flag", "bad")
    }

    assert plain == {
        "yes": ("a", "right"),
        "no": ("x", "left"),
        "unsure": ("space", "down"),
        "undo": ("backspace", "u", "up"),
        "flag": ("f",),
        "bad": ("b",),
    }


def test_keys_are_named_by_characters_and_by_names() -> None:
    changes = {"yes": "é, enter, comma, f5", "later": "ctrl+l,shift+down,;"}

    assert keys_of("yes", changes) == ("é", "enter", "comma", "f5")
    assert keys_of("later", changes) == ("ctrl+l", "shift+down", ";")


def test_changed_keys_replace_the_commands_own() -> None:
    assert keys_of("yes", {"yes": "y, enter"}) == ("y", "enter")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"yess": "y"}, "there is no such command. Did you mean 'yes'?"),
        ({"yes": "x"}, "Cannot use the key 'x': it stands for 'yes' and 'no'"),
        ({"yes": " , "}, "Cannot set the keys of 'yes': no key is named"),
        ({"yes": "y, spacebar"}, "Cannot set the keys of 'yes': there is no key 'spacebar'"),
        ({"undo": "Backspace"}, "there is no key 'Backspace'. Did you mean 'backspace'?"),
        ({"zzz": "y"}, "there is no such command. Commands are yes, whole, no,"),
    ],
)
def test_contradicting_keys_are_refused(changes: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidKeymap) as error:
        make_keymap(changes)

    assert message in str(error.value)


@pytest.mark.parametrize("entry", DEFAULT_KEYMAP, ids=lambda entry: entry.command)
def test_every_command_is_obeyed(entry: Key) -> None:
    assert callable(getattr(CardScreen, f"do_{entry.command}"))


def test_page_about_reviewing_names_every_command() -> None:
    page = (Path(__file__).parents[2] / "docs" / "review.md").read_text(encoding="utf-8")
    listed = page.partition("Commands: `")[2].partition("`")[0].split()

    assert listed == [key.command for key in DEFAULT_KEYMAP]
