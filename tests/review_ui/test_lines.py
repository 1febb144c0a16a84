"""The lines around the pictures: progress, verdicts, colours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.color import Color

from review_ui.app import THEME
from review_ui.pace import Pace
from review_ui.store import ClipCard, ReviewProgress, VerdictInput
from review_ui.widgets.progress_line import draw_bar, progress_line
from review_ui.widgets.verdicts import SIGNS, STYLES, answer_words, history_line

from .cards import DANCE, make_card


@pytest.mark.parametrize(
    ("done", "total", "bar"),
    [
        (0, 8, "    "),
        (1, 8, "▌   "),
        (2, 8, "█   "),
        (3, 8, "█▌  "),
        (1, 32, "▏   "),
        (8, 8, "████"),
        (0, 0, "████"),
    ],
)
def test_bar_grows_by_eighths_of_a_cell(done: int, total: int, bar: str) -> None:
    assert draw_bar(done, total, width=4) == bar


def test_progress_tells_count_pace_and_time_left() -> None:
    pace = Pace()
    for _ in range(4):
        pace.add(3.0)
    progress = ReviewProgress(remaining=40, yes=3, no=1)

    line = str(progress_line(progress, pace, width=78))

    assert line.endswith("4 of 44  40 left  20/min  ETA 2 min  streak 4")


def test_progress_before_the_first_decision_promises_nothing() -> None:
    line = str(progress_line(ReviewProgress(remaining=5), Pace(), width=78))

    assert line.endswith("  0 of 5  5 left")


@pytest.mark.parametrize(
    ("width", "bar", "figures"),
    [
        (78, True, "766 of 2000  1234 left  20/min  ETA 62 min"),
        (50, True, "766 of 2000  1234 left  20/min  ETA 62 min"),
        (46, False, "766 of 2000  1234 left  20/min  ETA 62 min"),
        (41, True, "766 of 2000  1234 left  20/min"),
        (32, False, "766 of 2000  1234 left  20/min"),
    ],
)
def test_figures_stay_whole_and_the_bar_takes_what_they_leave(
    width: int, bar: bool, figures: str
) -> None:
    pace = Pace()
    pace.add(3.0)
    progress = ReviewProgress(remaining=1234, yes=766)

    line = progress_line(progress, pace, width=width)

    assert line.plain.endswith(figures)
    assert ("█" in line.plain) is bar
    assert line.cell_length <= width


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (VerdictInput(clip_id="c", answer="yes", covers_clip=False), "yes, part of it"),
        (VerdictInput(clip_id="c", answer="yes"), "yes"),
        (VerdictInput(clip_id="c", answer="bad", bad_reason="other"), "bad: other"),
        (
            VerdictInput(clip_id="c", answer="bad", bad_reason="cartoon-or-game", flagged=True),
            "bad: cartoon or game, flagged",
        ),
        (VerdictInput(clip_id="c", answer="no", relabel_action_id="d"), "no, another action"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_verdict_in_words(verdict: VerdictInput, words: str) -> None:
    assert answer_words(verdict) == words


@pytest.fixture
def judged(tmp_path: Path) -> list[tuple[VerdictInput, ClipCard]]:
    """Three verdicts, the newest first."""
    card = make_card("c", folder=tmp_path, action=DANCE)
    long_name = replace(card, action=replace(DANCE, name="dancing with a very long name indeed"))
    return [
        (VerdictInput(clip_id="c", answer="no"), card),
        (VerdictInput(clip_id="c", answer="unsure"), long_name),
        (VerdictInput(clip_id="c", answer="yes", covers_clip=True), card),
    ]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (
            90,
            "Last  ✗ no dancing   ? unsure dancing with a very lon…   ✓ yes, whole clip dancing",
        ),
        (60, "Last  ✗ no dancing   ? unsure dancing with a very lon…"),
        (30, "Last  ✗ no dancing"),
    ],
)
def test_history_shows_whole_verdicts_newest_first(
    judged: list[tuple[VerdictInput, ClipCard]], width: int, line: str
) -> None:
    assert str(history_line(judged, width=width)).rstrip() == line


def luminance(color: Color) -> float:
    """Return the relative luminance of WCAG 2.1."""
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("paper", [THEME.background, THEME.panel], ids=["window", "dialog"])
@pytest.mark.parametrize(
    "ink",
    [
        THEME.foreground,
        THEME.variables["quiet"],
        THEME.accent,
        THEME.success,
        THEME.error,
        THEME.warning,
        THEME.secondary,
    ],
    ids=["text", "quiet", "accent", "yes", "no", "unsure", "bad"],
)
def test_text_stands_out_from_its_ground(ink: str | None, paper: str | None) -> None:
    light, dark = luminance(Color.parse(ink or "")), luminance(Color.parse(paper or ""))

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_answers_differ_by_sign_and_by_colour() -> None:
    assert len(set(SIGNS.values())) == len(set(STYLES.values())) == 4
