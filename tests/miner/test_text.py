"""Text from outside."""

from __future__ import annotations

import pytest

from miner.text import clean_text, plural


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain title", "plain title"),
        ("two\nlines\tand tabs", "two lines and tabs"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]52;c;aGk=\x07clipboard", "]52;c;aGk=clipboard"),
        ("\u202eright to left", "right to left"),
        ("\x9b31m eight bit", "31m eight bit"),
        ("zero\u200bwidth", "zerowidth"),
        ("視頻 é", "視頻 é"),
    ],
)
def test_control_and_invisible_characters_are_taken_out(text: str, expected: str) -> None:
    assert clean_text(text) == expected


def test_long_text_is_cut() -> None:
    assert len(clean_text("x" * 10_000)) == 300


@pytest.mark.parametrize(
    ("count", "noun", "expected"),
    [(0, "clip", "0 clips"), (2, "query", "2 queries"), (2, "class", "2 classes")],
)
def test_nouns_are_counted(count: int, noun: str, expected: str) -> None:
    assert plural(count, noun) == expected
