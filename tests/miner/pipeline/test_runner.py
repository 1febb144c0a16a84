"""The loop of all steps: outcomes, order, failures, kills."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue
from miner.errors import MissingInput
from miner.pipeline.outcomes import Outcome, tally
from miner.pipeline.runner import run_stage, settled
from miner.pipeline.stage import Skip, Stage


class Doubling(Stage[int, int]):
    """Doubles numbers; some fail, some are skipped, and it wants only so many results."""

    def __init__(self, catalogue: Catalogue, *, numbers: list[int], wanted: int = 1000) -> None:
        self.catalogue = catalogue
        self.numbers = numbers
        self.wanted = wanted
        self.results: list[int] = []

    @property
    def name(self) -> str:
        return "double"

    def pending(self) -> Iterator[int]:
        done = settled(self.catalogue, self.name)
        yield from (n for n in self.numbers if str(n) not in done and self.still_needed(n))

    def item_id(self, item: int) -> str:
        return str(item)

    def still_needed(self, item: int) -> bool:
        return len(self.results) < self.wanted

    def process(self, item: int) -> int:
        if item == 13:
            raise MissingInput("Cannot double '13': it is unlucky. Use 14.")
        if item == 99:
            raise ZeroDivisionError("a bug")
        time.sleep(0.01 if item % 2 else 0.0)
        return 2 * item

    def record(self, item: int, result: int) -> Skip | None:
        if item == 7:
            return Skip(kind="odd", message="Seven is odd.")
        self.results.append(result)
        return None


@pytest.mark.parametrize("workers", [0, 1, 4])
def test_results_come_in_the_order_of_the_items(catalogue: Catalogue, workers: int) -> None:
    stage = Doubling(catalogue, numbers=[1, 2, 3, 4, 5, 6])

    outcomes = list(run_stage(stage, catalogue, workers=workers))

    assert stage.results == [2, 4, 6, 8, 10, 12]
    assert [each.item_id for each in outcomes] == ["1", "2", "3", "4", "5", "6"]


def test_failure_and_skip_are_recorded_and_the_rest_is_done(catalogue: Catalogue) -> None:
    stage = Doubling(catalogue, numbers=[1, 7, 13, 99, 2])

    counted = tally(run_stage(stage, catalogue))

    assert stage.results == [2, 4]
    assert counted.exit_code() == 1
    recorded = catalogue.outcomes.of_step("double")
    assert (recorded["13"].kind, recorded["13"].message) == (
        "missing",
        "Cannot double '13': it is unlucky. Use 14.",
    )
    assert (recorded["7"].status, recorded["7"].kind) == ("skipped", "odd")
    assert recorded["99"].kind == "bug"


def test_second_run_repeats_only_what_may_pass(catalogue: Catalogue) -> None:
    list(run_stage(Doubling(catalogue, numbers=[1, 7, 13, 99]), catalogue))

    again = list(run_stage(Doubling(catalogue, numbers=[1, 7, 13, 99]), catalogue))

    assert [each.item_id for each in again] == ["99"]


def test_work_ahead_that_is_no_longer_needed_leaves_no_trace(catalogue: Catalogue) -> None:
    stage = Doubling(catalogue, numbers=list(range(20, 60, 2)), wanted=3)

    outcomes = list(run_stage(stage, catalogue, workers=4))

    assert stage.results == [40, 44, 48]
    assert len(outcomes) == len(catalogue.outcomes.of_step("double")) == 3


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([], 0),
        ([Outcome(item_id="a", status="done")], 0),
        ([Outcome(item_id="a", status="skipped", kind="duplicate")], 0),
        ([Outcome(item_id="a", status="failed", kind="gone", exit_code=4)], 4),
        (
            [
                Outcome(item_id="a", status="done"),
                Outcome(item_id="b", status="failed", kind="gone", exit_code=4),
            ],
            7,
        ),
    ],
    ids=["nothing", "done", "skipped", "all failed", "some failed"],
)
def test_exit_code_says_how_it_ended(outcomes: list[Outcome], code: int) -> None:
    assert tally(outcomes).exit_code() == code


SLOW_RUN = """
import sys, time
from pathlib import Path
from miner.catalogue.catalogue import open_catalogue
from miner.pipeline.runner import run_stage
from tests.miner.pipeline.test_runner import Doubling
with open_catalogue(Path(sys.argv[1])) as catalogue:
    for outcome in run_stage(Doubling(catalogue, numbers=list(range(100, 160))), catalogue):
        time.sleep(0.02)
"""


def outcomes_of(file: Path) -> list[tuple[str, ...]]:
    with sqlite3.connect(file) as plain:
        rows = plain.execute("SELECT step, item_id, status, kind, message FROM outcomes").fetchall()
    plain.close()
    return sorted(rows)


def test_run_killed_again_and_again_ends_like_an_unbroken_one(tmp_path: Path) -> None:
    def start(file: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", SLOW_RUN, str(file)], cwd=Path.cwd())

    assert start(tmp_path / "unbroken.db").wait() == 0
    for _ in range(3):
        process = start(tmp_path / "killed.db")
        time.sleep(1.2)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert start(tmp_path / "killed.db").wait() == 0

    assert outcomes_of(tmp_path / "killed.db") == outcomes_of(tmp_path / "unbroken.db")
