"""The classifier's score over time, with the clip's span and peak marked."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from review_ui.curves import Curve, CurveDrawing, draw_curve
from review_ui.text import clock
from review_ui.trimming import Span


class ScoreCurve(Static):
    """Bars over a ruler; the lines inside the span are brighter and bracketed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._curve: Curve = ()
        self._span: Span = (0.0, 0.0)
        self._peak_seconds = 0.0

    def show(self, curve: Curve, *, span: Span, peak_seconds: float) -> None:
        """Show a curve; an empty one hides it."""
        self._curve = curve
        self._span = span
        self._peak_seconds = peak_seconds
        self._draw()

    def on_resize(self) -> None:
        """Draw for the new width."""
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        if not self._curve or width < 20 or height < 2:  # noqa: PLR2004  no readable curve
            self.update(Content(""))
            return
        drawing = draw_curve(
            self._curve,
            span=self._span,
            peak_seconds=self._peak_seconds,
            width=width,
            height=height - 1,
        )
        bars = [_bright_inside(line, drawing) for line in drawing.bars]
        self.update(Content("\n").join([*bars, _ruler(drawing, width)]))


def _bright_inside(line: str, drawing: CurveDrawing) -> Content:
    first, behind = drawing.marked
    return Content(line).stylize("$quiet").stylize("bold $accent", first, behind)


def _ruler(drawing: CurveDrawing, width: int) -> Content:
    first, behind = drawing.marked
    left, right = (clock(seconds) for seconds in drawing.window)
    text = drawing.ruler
    if first > len(left):
        text = left + text[len(left) :]
    if behind < width - len(right):
        text = text[: width - len(right)] + right
    return Content(text).stylize("$quiet").stylize("bold $accent", first, behind)
