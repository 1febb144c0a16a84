from __future__ import annotations

import unicodedata

import pytest

from review_ui.text import clean_text, clock, short_duration

from .hostile import HOSTILE_TEXTS


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\tb\r\nc", "a b c"),
        ("\x1b]52;c;ZXZpbA==\x07title", "]52;c;ZXZpbA==title"),
        ("\x9b31mred", "31mred"),
        ("abc\u202edcba", "abcdcba"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("line\u2028two", "line two"),
        ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
        ("naïve 日本語 Ελλάδα", "naïve 日本語 Ελλάδα"),
        ("Z\u0302\u0302\u0302\u0302\u0302", "\u1e90\u0302\u0302"),
        ("  ", ""),
    ],
)
def test_clean_text(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=ascii)
def test_clean_text_leaves_nothing_that_a_terminal_obeys(text: str) -> None:
    categories = {unicodedata.category(character) for character in clean_text(text)}

    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def test_clean_text_cuts_long_titles() -> None:
    assert clean_text("abcdefgh", limit=5) == "abcd…"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00.0"), (59.97, "0:59.9"), (75.25, "1:15.2"), (3723.5, "1:02:03.5"), (-1, "0:00.0")],
)
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(40, "40 s"), (720, "12 min"), (9000, "2.5 h")])
def test_short_duration(seconds: float, shown: str) -> None:
    assert short_duration(seconds) == shown
