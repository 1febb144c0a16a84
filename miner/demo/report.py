"""The table that a demo ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from miner.demo.measure import Hits
from miner.progress import duration


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What a demo came to."""

    hits: Sequence[Hits]
    """Candidates against the truth, a row a class and one for all."""
    images: Mapping[str, int]
    """Images of each class."""
    accepted: Mapping[str, int]
    """Clips of each class that the reviewer accepted."""
    evaluation: Mapping[str, Any]
    """Figures of the video model on the test split."""
    seconds: Mapping[str, float]
    """Time of each step."""

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain data."""
        rows = [
            asdict(each) | {"precision": each.precision, "recall": each.recall}
            for each in self.hits
        ]
        return {
            "classes": rows,
            "images": dict(self.images),
            "accepted": dict(self.accepted),
            "evaluation": dict(self.evaluation),
            "seconds": {name: round(value, 1) for name, value in self.seconds.items()},
        }

    def print(self, out: Console) -> None:
        """Print the tables."""
        out.print()
        out.print(self._classes())
        if videos := self.evaluation.get("videos", 0):
            out.print(
                f"Video model on {videos} held-out clips: "
                f"top-1 {_percent(self.evaluation['video_top1'])}, "
                f"mean class accuracy {_percent(self.evaluation['mean_class_accuracy'])}.",
                soft_wrap=True,
            )
        steps = ", ".join(f"{name} {duration(value)}" for name, value in self.seconds.items())
        together = duration(sum(self.seconds.values()))
        out.print(f"Time: {steps}; together {together}.", soft_wrap=True)

    def _classes(self) -> Table:
        table = Table(box=None, pad_edge=False, collapse_padding=True, header_style="bold")
        table.add_column("action", no_wrap=True, vertical="bottom")
        for name in (
            "images", "candidates", "right", "precision", "recall", "accepted", "video\nmodel",
        ):  # fmt: skip
            table.add_column(name, justify="right")
        per_class = self.evaluation.get("per_class", {})
        for each in self.hits:
            figures = per_class.get(each.label)
            table.add_row(
                each.label,
                str(self._count(self.images, each.label)),
                str(each.candidates),
                str(each.correct),
                _percent(each.precision),
                _percent(each.recall),
                str(self._count(self.accepted, each.label)),
                _percent(figures["accuracy"]) if figures else "",
            )
        return table

    def _count(self, counts: Mapping[str, int], label: str) -> int:
        """Return the count of a class, or of all rows together for what is no class."""
        if label in counts:
            return counts[label]
        return sum(counts.get(each.label, 0) for each in self.hits)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share * 100:.1f} %"
