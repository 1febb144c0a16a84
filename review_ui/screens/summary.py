"""What the sitting achieved and what to type next."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from review_ui.session import ReviewSummary
from review_ui.text import short_duration
from review_ui.widgets.verdicts import counts_line

SummaryChoice = Literal["leave", "undo", "back"]
"""What the reviewer wants after reading the summary."""


class SummaryScreen(ModalScreen[SummaryChoice]):
    """Shows counts; from here one leaves, goes back, or takes back the last verdict."""

    BINDINGS = [  # noqa: RUF012  Textual's declaration
        ("q,enter", "dismiss('leave')", "leave"),
        ("escape", "dismiss('back')", "back"),
        ("backspace,u,up", "dismiss('undo')", "undo"),
    ]

    def __init__(self, summary: ReviewSummary) -> None:
        super().__init__()
        self._summary = summary

    def compose(self) -> ComposeResult:
        """Lay out the counts."""
        with Vertical(id="dialog") as dialog:
            back = "esc back   " if self._summary.progress.remaining else ""
            dialog.border_subtitle = f"q leave   {back}⌫ take back"
            yield Static(Content("\n").join(self._lines()))

    def _lines(self) -> list[Content]:
        progress = self._summary.progress
        return [
            Content(_headline(self._summary)).stylize("bold $accent"),
            Content(""),
            Content(_sitting(self._summary)),
            counts_line(progress),
            Content(f"{progress.flagged} flagged for another look").stylize("$quiet"),
            Content(""),
            Content(_next_step(progress.remaining)),
        ]


def _headline(summary: ReviewSummary) -> str:
    progress = summary.progress
    if progress.remaining:
        left = "1 clip is" if progress.remaining == 1 else f"{progress.remaining} clips are"
        return f"{left} left of {progress.judged + progress.remaining}."
    if not progress.judged:
        return "There is nothing to judge yet."
    return (
        "The only clip is judged."
        if progress.judged == 1
        else f"All {progress.judged} clips are judged."
    )


def _sitting(summary: ReviewSummary) -> str:
    if not summary.decided:
        return "No decision in this sitting. All your verdicts so far:"
    rate = 60 * summary.decided / max(summary.busy_seconds, 0.1)
    return (
        f"{summary.decided} decided in {short_duration(summary.busy_seconds)} "
        f"({rate:.0f} a minute). All your verdicts so far:"
    )


def _next_step(remaining: int) -> str:
    if remaining:
        return "Every verdict is kept. 'miner review' continues here."
    return (
        "Next: 'miner build-dataset' makes a dataset of the accepted clips; "
        "'miner cut-clips' proposes more."
    )
