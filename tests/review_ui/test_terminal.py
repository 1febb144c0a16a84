"""The application in a real terminal and a process of its own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .terminals import Terminal

SITTING = ["-m", "tests.review_ui.sitting"]

PLAIN_TERMINAL = {"\x1b[c": "\x1b[?62;22c"}
"""A terminal that has colours and no graphics."""


def judged(folder: Path) -> list[str]:
    """Return the clips in the file of verdicts, as any other program sees them."""
    with sqlite3.connect(folder / "verdicts.db") as database:
        rows = database.execute("select clip_id from verdicts where is_live").fetchall()
    database.close()
    return [clip_id for (clip_id,) in rows]


def test_killed_review_goes_on_where_the_screen_was(tmp_path: Path) -> None:
    with Terminal([*SITTING, str(tmp_path)], answers=PLAIN_TERMINAL) as terminal:
        terminal.wait_for("Title 0")
        terminal.type("x")
        terminal.wait_for("Title 1")
        terminal.kill()
    kept = judged(tmp_path)
    with Terminal([*SITTING, str(tmp_path)], answers=PLAIN_TERMINAL) as terminal:
        terminal.wait_for("Title 1")
        terminal.type("axx")
        terminal.wait_for("All 4 clips are judged.")
        terminal.type("q")
        code = terminal.ended()

    assert kept == ["c0"]
    assert (code, judged(tmp_path)) == (0, ["c0", "c1", "c2", "c3"])
    assert "decided 3, left 0" in terminal.output


def test_interrupt_leaves_a_dialog_and_gives_the_terminal_back(tmp_path: Path) -> None:
    with Terminal([*SITTING, str(tmp_path)], answers=PLAIN_TERMINAL) as terminal:
        terminal.wait_for("Title 0")
        terminal.type("xr")
        terminal.wait_for("Which action does the clip show?")
        terminal.type("\x03")
        code = terminal.ended()

    assert code == 0
    assert "\x1b[?1049l" in terminal.output.partition("decided 1, left 3")[0]
    assert "\x1b[?25h" in terminal.output


@pytest.mark.slow  # on a busy machine the new size sometimes goes unnoticed for a minute
def test_window_dragged_too_small_and_back_is_drawn_anew(tmp_path: Path) -> None:
    with Terminal([*SITTING, str(tmp_path)], answers=PLAIN_TERMINAL) as terminal:
        terminal.wait_for("Title 0")
        for width in (70, 55, 40):
            terminal.resize(width, 10)
            time.sleep(0.1)  # as fast as a hand drags
        terminal.wait_for("The window is 40x10.")
        terminal.resize(100, 30)
        terminal.wait_for("Title 0")


def test_without_a_terminal_it_says_so_and_ends(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, *SITTING, str(tmp_path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (3, "")
    assert ended.stdout.startswith("Cannot open the review: it needs a terminal")


PROBE = "from review_ui.graphics import probe_graphics; print('drawn by', probe_graphics('auto'))"

WITHOUT_EXTRA = f"import sys; sys.modules['textual_image'] = None; {PROBE}"
"""Python finds no package whose entry is None."""


@pytest.mark.parametrize(
    ("code", "answers", "drawing"),
    [
        (PROBE, {"\x1b[c": "\x1b[?62;4;22c"}, "sixel"),
        (PROBE, {"\x1b[c": "\x1b[?62;22c", "\x1b_G": "\x1b_Gi=1;OK\x1b\\"}, "kitty"),
        (PROBE, {"\x1b[c": "\x1b[?62;22c", "\x1b_G": "\x1b[?62;22c"}, "quadrants"),
        (PROBE, {}, "quadrants"),
        (WITHOUT_EXTRA, {}, "quadrants"),
    ],
    ids=["sixel", "kitty", "neither", "silent", "no-extra"],
)
def test_terminal_is_asked_what_it_can_draw(
    code: str, answers: dict[str, str], drawing: str
) -> None:
    pytest.importorskip("textual_image", reason="the extra miner[graphics] is not installed")
    with Terminal(["-c", code], answers=answers) as terminal:
        terminal.wait_for(f"drawn by {drawing}")

        assert terminal.ended() == 0
