"""The table that a demo ends with, from counts worked out by hand."""

from __future__ import annotations

import io
import json
from typing import Any

from rich.console import Console

from miner.demo.measure import Hits
from miner.demo.report import DemoReport

SQUATS = Hits(label="doing jumping jacks", candidates=8, correct=6, performances=10, found=5)
WAVES = Hits(label="waving hands", candidates=0, correct=0, performances=3, found=0)
ALL = Hits(label="all", candidates=8, correct=6, performances=13, found=5)

EVALUATION: dict[str, Any] = {
    "videos": 7,
    "video_top1": 0.8571,
    "mean_class_accuracy": 0.75,
    "per_class": {"doing jumping jacks": {"accuracy": 0.5}},
}


def report(evaluation: dict[str, Any] | None = None) -> DemoReport:
    return DemoReport(
        hits=(SQUATS, WAVES, ALL),
        images={"doing jumping jacks": 40, "waving hands": 38, "background": 37},
        accepted={"doing jumping jacks": 6, "waving hands": 2, "background": 0},
        evaluation=EVALUATION if evaluation is None else evaluation,
        seconds={"draw": 7.25, "scrape": 200.0},
    )


def printed(shown: DemoReport) -> list[str]:
    out = io.StringIO()
    shown.print(Console(file=out, width=80))
    return out.getvalue().splitlines()


def row(lines: list[str], label: str) -> list[str]:
    """Return the figures of a row."""
    (line,) = (line for line in lines if line.startswith(label))
    return line.removeprefix(label).replace(" %", "%").split()


def test_each_class_has_a_line_of_figures_on_a_terminal_of_80_columns() -> None:
    lines = printed(report())

    assert row(lines, "action") == [
        "images", "candidates", "right", "precision", "recall", "accepted", "model",
    ]  # fmt: skip
    assert row(lines, "doing jumping jacks") == [
        "40", "8", "6", "75.0%", "50.0%", "6", "50.0%",
    ]  # fmt: skip


def test_figures_that_do_not_exist_are_left_open() -> None:
    lines = printed(report())

    assert row(lines, "waving hands") == ["38", "0", "0", "-", "0.0%", "2"]


def test_the_last_row_adds_up_the_rows_above_it() -> None:
    """The background has images as well, but no row."""
    lines = printed(report())

    assert row(lines, "all") == ["78", "8", "6", "75.0%", "38.5%", "8"]


def test_accuracy_and_times_stand_below_the_table() -> None:
    *_, accuracy, times = printed(report())

    assert accuracy == (
        "Video model on 7 held-out clips: top-1 85.7 %, mean class accuracy 75.0 %."
    )
    assert times == "Time: draw 7.2 s, scrape 3 min 20 s; together 3 min 27 s."


def test_without_an_evaluated_model_nothing_is_said_of_it() -> None:
    nan = float("nan")
    nothing_judged = {"videos": 0, "video_top1": nan, "mean_class_accuracy": nan, "per_class": {}}

    for evaluation in ({}, nothing_judged):
        lines = printed(report(evaluation))

        assert not any("Video model" in line for line in lines)
        assert row(lines, "doing jumping jacks")[-1] == "6"


def test_the_same_figures_are_plain_data() -> None:
    told = json.loads(json.dumps(report().to_dict()))

    assert told["classes"][0] == {
        "label": "doing jumping jacks", "candidates": 8, "correct": 6, "performances": 10,
        "found": 5, "precision": 0.75, "recall": 0.5,
    }  # fmt: skip
    assert told["classes"][1]["precision"] is None
    assert told["images"] == {"doing jumping jacks": 40, "waving hands": 38, "background": 37}
    assert told["seconds"] == {"draw": 7.2, "scrape": 200.0}
    assert told["evaluation"]["video_top1"] == 0.8571
