"""Shows training while it goes on: a line an epoch, and a bar over the batches on a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from classifiers.records import BatchProgress, EpochResult
from miner.console import talk
from miner.progress import Talk, duration
from miner.text import plural


class TrainingView:
    """Takes the events of training and shows them."""

    def __init__(self, view: Talk, progress: Progress | None) -> None:
        """Show on the talk, and on the progress display where there is one."""
        self._talk = view
        self._progress = progress
        self._task = progress.add_task("", total=None) if progress else None
        self.epochs = 0
        """Epochs seen: none when an earlier run had done them all."""

    def __call__(self, event: EpochResult | BatchProgress) -> None:
        """Show one event."""
        if isinstance(event, EpochResult):
            self.epochs += 1
            self._talk.note(epoch_line(event))
        elif self._progress is not None and self._task is not None:
            self._progress.update(
                self._task,
                description=f"epoch {event.epoch} of {event.epochs}",
                completed=(event.epoch - 1) * event.batches + event.batch,
                total=event.epochs * event.batches,
            )


@contextmanager
def training_view(view: Talk) -> Iterator[TrainingView]:
    """Return a view of training that fits the terminal."""
    if view.quiet or not talk.is_terminal:
        yield TrainingView(view, None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=talk, transient=True) as progress:
        yield TrainingView(view, progress)


def trained(epochs: int, *, new: int) -> str:
    """Return how long a model was trained, in this run and before it.

    >>> trained(4, new=4), trained(4, new=1), trained(4, new=0)
    ('Trained 4 epochs', 'Trained 1 epoch, 4 in all', 'Nothing is left to train after 4 epochs')
    """
    if not new:
        return f"Nothing is left to train after {plural(epochs, 'epoch')}"
    return f"Trained {plural(new, 'epoch')}" + (f", {epochs} in all" if new < epochs else "")


def epoch_line(event: EpochResult) -> str:
    """Return an epoch as a line of aligned figures."""
    parts = [f"epoch {event.epoch:>3}/{event.epochs}", f"loss {event.train_loss:.3f}"]
    if not math.isnan(event.validation_loss):
        parts.append(f"validation {event.validation_loss:.3f}")
    if "top1" in event.metrics:
        parts.append(f"top-1 {event.metrics['top1'] * 100:5.1f} %")
    parts += [
        f"lr {event.learning_rate:.1e}",
        f"{event.images_per_second:.1f}/s",
        duration(event.seconds),
    ]
    return "  ".join(parts)
