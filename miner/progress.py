"""Shows a step while it goes on: a bar on a terminal, a line every half minute elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from miner.console import print_json, say, talk
from miner.pipeline.outcomes import Outcome, Tally
from miner.pipeline.stage import Work

LINE_SECONDS = 30.0
"""Time between two lines where there is no terminal."""

_MINUTE = 60
_HOUR = 3600

LISTED_FAILURES = 5
"""Failures told one by one at the end of a step; the catalogue has all."""


@dataclass(slots=True, kw_only=True)
class Talk:
    """How a command shows what it does."""

    quiet: bool = False
    """Say nothing but errors."""
    as_json: bool = False
    """End with one JSON object on stdout."""
    place: str = ""
    """Flag that names the workspace, such as ` -w DIR`; empty for the one around here."""
    steps: list[dict[str, object]] = field(default_factory=list)
    """What each step of this command came to."""

    def note(self, message: str) -> None:
        """Say a sentence, unless told to be quiet."""
        if not self.quiet:
            say(message)

    def work(self, works: Iterable[Work]) -> Tally:
        """Run steps one after the other, show each, and return the sum of their tallies."""
        whole = Tally()
        for work in works:
            whole.merge(self._one(work))
        return whole

    def finish(self, data: dict[str, object], *, sentence: str = "") -> None:
        """Say what came of a command, or write it as JSON."""
        if self.as_json:
            print_json({"steps": self.steps, **data} if self.steps else data)
        elif sentence:
            self.note(sentence)

    def _one(self, work: Work) -> Tally:
        counted: Tally = Tally()
        failures: list[Outcome] = []
        started = time.monotonic()
        try:
            with self._shown(work) as show:
                for outcome in work.outcomes:
                    counted.add(outcome)
                    if outcome.status == "failed":
                        failures.append(outcome)
                    show(counted)
        finally:  # a step that is stopped tells what it did so far
            seconds = time.monotonic() - started
            self.steps.append(_summary(work, counted, seconds))
            if counted.total:
                self.note(counted.line(work.verb, work.noun)[:-1] + f" in {duration(seconds)}.")
                self._list(failures)
        return counted

    def _list(self, failures: list[Outcome]) -> None:
        for outcome in failures[:LISTED_FAILURES]:
            say(f"  {outcome.kind}: {outcome.message}")
        if len(failures) > LISTED_FAILURES:
            more = len(failures) - LISTED_FAILURES
            say(f"  ... and {more} more. See 'miner status --failed{self.place}'.")

    @contextmanager
    def _shown(self, work: Work) -> Iterator[Callable[[Tally], None]]:
        if self.quiet:
            yield lambda _: None
        elif talk.is_terminal:
            with _bar() as progress:
                task = progress.add_task(work.label, total=work.total, failed="")
                yield _Bar(progress, task)
        else:
            yield _Lines(work)


class _Bar:
    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def __call__(self, tally: Tally) -> None:
        failed = f"{tally.failed:,} failed" if tally.failed else ""
        self._progress.update(self._task, completed=tally.total, failed=failed)


class _Lines:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._started = self._told = time.monotonic()

    def __call__(self, tally: Tally) -> None:
        now = time.monotonic()
        if now - self._told < LINE_SECONDS:
            return
        self._told = now
        say(f"{self._work.label}: {counts(tally, self._work.total, now - self._started)}")


def counts(tally: Tally, total: int | None, seconds: float) -> str:
    """Return how far a step is, in words.

    >>> counts(Tally(done=30), 120, 60.0)
    '30 of 120, 30.0/min, 3 min 0 s left'
    """
    rate = tally.total / max(seconds, 1e-9)
    parts = [f"{tally.total:,}" + (f" of {total:,}" if total is not None else "")]
    parts.append(f"{rate * 60:.1f}/min")
    if total is not None and rate:
        parts.append(f"{duration((total - tally.total) / rate)} left")
    if tally.failed:
        parts.append(f"{tally.failed:,} failed")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a length of time in words.

    >>> duration(7.25), duration(200), duration(7500)
    ('7.2 s', '3 min 20 s', '2 h 5 min')
    """
    if round(seconds, 1) < _MINUTE:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), _MINUTE)
    if minutes < _HOUR // _MINUTE:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, _HOUR // _MINUTE)
    return f"{hours} h {minutes} min"


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}", style="red"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=talk,
        transient=True,
    )


def _summary(work: Work, tally: Tally, seconds: float) -> dict[str, object]:
    return {
        "step": work.label,
        "done": tally.done,
        "failed": dict(tally.kinds),
        "skipped": dict(tally.skipped),
        "seconds": round(seconds, 2),
    }
