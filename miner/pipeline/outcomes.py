"""What a step yields for each item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from miner.text import plural

Status = Literal["done", "skipped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one item."""

    item_id: str
    status: Status
    kind: str = ""
    """Short word for the reason of a failure or skip, such as `corrupt`."""
    message: str = ""
    exit_code: int = 0
    """For a failure, the exit code of its error."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of outcomes, and what a summary says of them."""

    done: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    """How many failed, by kind."""
    skipped: Counter[str] = field(default_factory=Counter)
    """How many were skipped, by kind."""
    first_failure: Outcome | None = None
    bugs: int = 0
    """Failures that are our own fault."""

    @property
    def failed(self) -> int:
        """How many items failed."""
        return self.kinds.total()

    @property
    def total(self) -> int:
        """How many items have an outcome."""
        return self.done + self.failed + self.skipped.total()

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        if outcome.status == "done":
            self.done += 1
        elif outcome.status == "skipped":
            self.skipped[outcome.kind] += 1
        else:
            self.kinds[outcome.kind] += 1
            self.bugs += outcome.kind == BUG
            self.first_failure = self.first_failure or outcome

    def merge(self, other: Tally) -> None:
        """Count what another tally counted."""
        self.done += other.done
        self.kinds += other.kinds
        self.skipped += other.skipped
        self.bugs += other.bugs
        self.first_failure = self.first_failure or other.first_failure

    def exit_code(self) -> int:
        """Return 0 when nothing failed, 7 when something did, or the failure's own code if all."""
        if self.bugs:
            return 1
        if self.first_failure is None:
            return 0
        return 7 if self.done else self.first_failure.exit_code or 7

    def reasons(self) -> str:
        """Return why items failed or were passed over, in words.

        >>> Tally(kinds=Counter({"gone": 2}), skipped=Counter({"duplicate": 1})).reasons()
        '2 failed (2 gone), 1 passed over (1 duplicate)'
        """
        parts = []
        if self.failed:
            parts.append(f"{self.failed:,} failed ({listed(self.kinds)})")
        if self.skipped:
            parts.append(f"{self.skipped.total():,} passed over ({listed(self.skipped)})")
        return ", ".join(parts)

    def line(self, verb: str, noun: str) -> str:
        """Return one honest line, such as `Downloaded 4 videos; 1 failed (1 gone).`."""
        reasons = self.reasons()
        return f"{verb} {plural(self.done, noun)}" + (f"; {reasons}." if reasons else ".")


BUG = "bug"
"""Kind of a failure that is our own fault."""


def listed(counts: Counter[str]) -> str:
    """Return counts as words, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{count:,} {kind}" for kind, count in ordered)


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Count all outcomes of an iterable."""
    counted = Tally()
    for outcome in outcomes:
        counted.add(outcome)
    return counted
