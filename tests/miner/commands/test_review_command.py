"""`miner review` in a terminal of its own: a real pseudo-terminal, real keys, real kills."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.miner.commands.running import PROJECT, Miner, rows, run_miner
from tests.miner.commands.shapes_world import ShapesWorld
from tests.miner.commands.terminals import PATIENCE_SECONDS, Terminal, in_terminal
from tests.miner.commands.trained import clips_of, judge, write_settings

BACKSPACE = "\x7f"
LIVE = "SELECT clip_id, answer FROM live_verdicts ORDER BY verdict_id"
QUEUE = "SELECT clip_id FROM clips JOIN actions USING (action_id) ORDER BY position, score DESC"


@contextmanager
def reviewing(place: Path, reviewer: str) -> Iterator[Terminal]:
    """Start `miner review` and wait for its first card."""
    with in_terminal("review", "--reviewer", reviewer, cwd=place) as terminal:
        terminal.until(terminal.shows("drawing c"))
        yield terminal


def kept(terminal: Terminal, place: Path, *wanted: str) -> Callable[[], bool]:
    """Return a question: do these answers stand, oldest first, and is the next card shown?"""
    next_card = terminal.shows("score")
    return lambda: answers(place) == list(wanted) and next_card()


def answers(place: Path) -> list[str]:
    """Return the answers that stand, oldest first."""
    return [answer for _, answer in rows(place, LIVE)]


def test_keys_become_verdicts_and_leaving_says_what_was_done(mined: Path) -> None:
    first, second, third, *_ = [clip_id for (clip_id,) in rows(mined, QUEUE)]

    with reviewing(mined, "ann") as terminal:
        terminal.type("a", until=terminal.shows("whole clip"))
        terminal.type("y", until=kept(terminal, mined, "yes"))
        terminal.type("x", until=kept(terminal, mined, "yes", "no"))
        terminal.type(BACKSPACE, until=kept(terminal, mined, "yes"))
        terminal.type(" ", until=kept(terminal, mined, "yes", "unsure"))
        terminal.type("w", until=kept(terminal, mined, "yes", "unsure", "yes"))
        terminal.type("q", until=terminal.shows("7 clips are left of 10."))
        terminal.type("q", until=terminal.has_ended)
        terminal.read()

    assert terminal.process.returncode == 0
    assert rows(mined, LIVE) == [(first, "yes"), (second, "unsure"), (third, "yes")]
    assert "3 clips judged by ann: 2 yes, 0 no, 1 unsure, 0 bad; 7 wait." in terminal.shown
    assert "Next: miner review" in terminal.shown
    details = rows(mined, "SELECT covers_clip, seconds_taken > 0 FROM live_verdicts")
    assert details[0] == details[2] == (1, 1)


def test_verdicts_are_there_after_a_kill_and_can_still_be_taken_back(pair: Path) -> None:
    with reviewing(pair, "ann") as terminal:
        terminal.type("x", until=kept(terminal, pair, "no"))
        terminal.kill()
    assert answers(pair) == ["no"]

    with reviewing(pair, "ann") as terminal:
        terminal.type(BACKSPACE, until=kept(terminal, pair))
        terminal.type("w", until=kept(terminal, pair, "yes"))
        terminal.kill()

    assert answers(pair) == ["yes"]
    assert rows(pair, "SELECT answer, undone_at IS NULL FROM verdicts ORDER BY verdict_id") == [
        ("no", 0),
        ("yes", 1),
    ]


def test_without_a_terminal_it_says_so_and_ends(pair: Path) -> None:
    ended = run_miner("review", cwd=pair, seconds=PATIENCE_SECONDS)

    assert ended.code == 3
    assert "Cannot open the review: it needs a terminal" in ended.err
    assert rows(pair, "SELECT count(*) FROM verdicts") == [(0,)]


BECOMING_A_NUMBER = """
import os
import miner.session, miner.workflows.reviewing
from miner.cli import main
main(["review", "--help"])
os.setuid(12345)
main(["review"])
"""
"""Reads all modules first: somebody else may not be allowed to read them."""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody without a login")
def test_user_without_a_login_is_asked_for_a_name() -> None:
    command = [sys.executable, "-c", BECOMING_A_NUMBER]
    nameless = {"PYTHONPATH": str(PROJECT)}

    ended = subprocess.run(command, env=nameless, capture_output=True, text=True, check=False)

    assert "this login has no name. Give one with '--reviewer NAME'." in ended.stderr


def test_workspace_without_clips_says_what_to_do(miner: Miner, tmp_path: Path) -> None:
    ended = miner("review", "-w", write_settings(tmp_path / "place"))

    assert ended.code == 3
    assert "Cannot review: no clips are cut. Run 'miner cut-clips' first." in ended.err


def test_unknown_way_of_drawing_is_a_mistake_of_usage(miner: Miner, pair: Path) -> None:
    ended = miner("review", "--graphics", "sixels", cwd=pair)

    assert ended.code == 2
    assert "'review.graphics' = \"sixels\"" in ended.err


def test_clips_cut_without_a_workspace_can_be_judged_as_the_advice_says(
    miner: Miner, shapes_world: ShapesWorld, frame_checkpoint: Path, tmp_path: Path
) -> None:
    given = ("--image-classifier-checkpoint", frame_checkpoint, "--out-dir", "my clips")
    cut = miner("cut-clips", shapes_world.paths("circles0")[0], *given, "--clip-len", "3")
    _, advice = cut.closing.split("Next: miner ")

    with in_terminal(*shlex.split(advice), "--reviewer", "ann", cwd=tmp_path) as terminal:
        terminal.until(terminal.shows("drawing circles"))
        terminal.type("x", until=lambda: answers(tmp_path / "my clips") == ["no"])

    assert rows(tmp_path / "my clips", "SELECT reviewer_id FROM live_verdicts") == [("ann",)]


def test_each_reviewer_has_a_queue_of_their_own(pair: Path) -> None:
    judge(pair, dict.fromkeys(clips_of(pair), "yes"))

    with reviewing(pair, "bob") as terminal:
        terminal.type("x", until=kept(terminal, pair, "yes", "yes", "no"))

    names = rows(pair, "SELECT reviewer_id, count(*) FROM live_verdicts GROUP BY 1 ORDER BY 1")
    assert names == [("ann", 2), ("bob", 1)]
