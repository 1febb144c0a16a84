"""What a step of the pipeline is.

A stage asks the catalogue what is pending, works on one item without touching the catalogue, and
writes the result down. The loop around it is in `runner.py`; a stage never loops, prints or
catches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from miner.pipeline.outcomes import Outcome

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """A result that is no failure and yet does not count, such as a duplicate."""

    kind: str
    message: str


class Stage(Protocol[Item, Result]):
    """One step, item by item."""

    @property
    def name(self) -> str:
        """Name of the step in the catalogue, such as `score`."""
        ...

    def pending(self) -> Iterator[Item]:
        """Yield what is left to do, in an order that depends on the catalogue alone."""
        ...

    def item_id(self, item: Item) -> str:
        """Return the id under which the outcome of an item is written down."""
        ...

    def still_needed(self, item: Item) -> bool:
        """Return whether an item that was worked on ahead still counts; else it leaves no trace."""
        return True

    def ends_with(self, outcome: Outcome) -> bool:
        """Return whether the step ends with this outcome: all further items would fail likewise."""
        return False

    def process(self, item: Item) -> Result:
        """Do the work of one item; may run in a thread and must not touch the catalogue."""
        ...

    def record(self, item: Item, result: Result) -> Skip | None:
        """Put the result in place and write it down, inside a transaction."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A step under way, with the words to show it in."""

    label: str
    """What is being done, such as `Scoring videos`."""
    verb: str
    """What was done, such as `Scored`."""
    noun: str
    """What the items are, such as `video`."""
    total: int | None
    """How many items are pending; None when nobody can know before the end."""
    outcomes: Iterator[Outcome]
    """The step itself: it goes on as this is iterated."""
