"""What a person, a log or a program sees of a step while it goes on and when it ends."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator

import pytest

from miner.console import print_json, say, show
from miner.pipeline.outcomes import Outcome, Tally
from miner.pipeline.stage import Work
from miner.progress import Talk, counts, duration

DONE = Outcome(item_id="a", status="done")
TWIN = Outcome(item_id="b", status="skipped", kind="duplicate", message="Seen before.")
GONE = Outcome(item_id="c", status="failed", kind="gone", message="'c' is gone.", exit_code=4)


def work(*outcomes: Outcome) -> Work:
    return Work(
        label="Fetching images",
        verb="Fetched",
        noun="image",
        total=len(outcomes),
        outcomes=iter(outcomes),
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (59.94, "59.9 s"),
        (59.97, "1 min 0 s"),
        (119.7, "2 min 0 s"),
        (3599.4, "59 min 59 s"),
        (3599.9, "1 h 0 min"),
        (7199, "1 h 59 min"),
        (90_000, "25 h 0 min"),
    ],
)
def test_lengths_of_time_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("tally", "total", "words"),
    [
        (Tally(done=30), 120, "30 of 120, 60.0/min, 1 min 30 s left"),
        (Tally(done=1200), None, "1,200, 2400.0/min"),
        (Tally(), 5, "0 of 5, 0.0/min"),
    ],
    ids=["known end", "unknown end", "not begun"],
)
def test_line_tells_rate_and_rest(tally: Tally, total: int | None, words: str) -> None:
    assert counts(tally, total, 30.0) == words


def test_line_tells_failures() -> None:
    tally = Tally(done=1)
    tally.add(GONE)

    assert counts(tally, 4, 60.0) == "2 of 4, 2.0/min, 1 min 0 s left, 1 failed"


def test_step_ends_in_one_line_and_each_failure(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Talk().work([work(DONE, DONE, TWIN, GONE)])

    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("Fetched 2 images; 1 failed (1 gone), 1 passed over (1 duplicate) in ")
    assert second == "  gone: 'c' is gone."
    assert tally.exit_code() == 7


def test_many_failures_are_told_in_part(capsys: pytest.CaptureFixture[str]) -> None:
    talk = Talk(place=" -w mules")

    talk.work([work(*[GONE] * 8)])

    lines = capsys.readouterr().err.splitlines()
    assert lines[1:6] == ["  gone: 'c' is gone."] * 5
    assert lines[6:] == ["  ... and 3 more. See 'miner status --failed -w mules'."]


def test_step_with_nothing_to_do_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Talk().work([work()])

    assert capsys.readouterr().err == ""


def test_quiet_keeps_only_failures(capsys: pytest.CaptureFixture[str]) -> None:
    talk = Talk(quiet=True)

    talk.work([work(DONE, GONE)])
    talk.finish({}, sentence="All is done.")

    assert capsys.readouterr().err == "  gone: 'c' is gone.\n"


def test_json_ends_with_one_object_that_has_every_step(capsys: pytest.CaptureFixture[str]) -> None:
    talk = Talk(quiet=True, as_json=True)

    talk.work([work(DONE, TWIN), work(DONE)])
    talk.finish({"images": 2}, sentence="Not said.")

    said = capsys.readouterr()
    data = json.loads(said.out)
    assert data["images"] == 2
    assert [(step["step"], step["done"], step["skipped"]) for step in data["steps"]] == [
        ("Fetching images", 1, {"duplicate": 1}),
        ("Fetching images", 1, {}),
    ]
    assert said.err == ""


def test_step_that_is_stopped_tells_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    def outcomes() -> Iterator[Outcome]:
        yield DONE
        raise KeyboardInterrupt

    talk = Talk()
    step = Work(label="Cutting clips", verb="Cut", noun="clip", total=2, outcomes=outcomes())

    with pytest.raises(KeyboardInterrupt):
        talk.work([step])

    assert capsys.readouterr().err.startswith("Cut 1 clip in ")
    assert talk.steps[0]["done"] == 1


HOSTILE = "[red]bold[/red] \x1b[31m\x07\u202e title\x9b2J"


def test_words_from_outside_cannot_colour_or_move_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say(HOSTILE)
    show(HOSTILE)

    said = capsys.readouterr()
    assert said.err == said.out == "[red]bold[/red] [31m title2J\n"


def test_long_lines_stay_on_one_line_and_end_somewhere(capsys: pytest.CaptureFixture[str]) -> None:
    say("x" * 5000)
    say("first\nsecond")

    assert capsys.readouterr().err.splitlines() == ["x" * 2000, "first", "second"]


def test_json_is_one_line_whatever_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"title": 'a\n"b" é', "path": DONE})

    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert json.loads(line)["title"] == 'a\n"b" é'


ON_A_TERMINAL = """
import time
from miner.pipeline.outcomes import Outcome
from miner.pipeline.stage import Work
from miner.progress import Talk
def outcomes():
    for number in range(4):
        time.sleep(0.15)
        status = "failed" if number == 1 else "done"
        yield Outcome(item_id=str(number), status=status, kind="gone", message="It is gone.")
work = Work(
    label="Fetching [b]images[/b]", verb="Fetched", noun="image", total=4, outcomes=outcomes()
)
Talk().work([work])
"""


def test_terminal_shows_a_bar_that_leaves_no_trace() -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        [sys.executable, "-c", ON_A_TERMINAL], stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        screen = _read_all(ours)

    assert process.returncode == 0
    assert "Fetching [b]images[/b]" in screen
    assert "2/4" in screen
    assert "1 failed" in screen
    assert "\x1b[?25l" in screen
    shown_again = screen.rindex("\x1b[?25h")
    assert "Fetched 3 images; 1 failed (1 gone) in" in screen[shown_again:]
    assert "gone: It is gone." in screen[shown_again:]


def _read_all(descriptor: int) -> str:
    content = b""
    try:
        while part := os.read(descriptor, 4096):
            content += part
    except OSError:  # the other end of a terminal was closed
        pass
    os.close(descriptor)
    return content.decode()
