"""A looping clip in block characters."""

from __future__ import annotations

import time
from pathlib import Path

from textual import work
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import get_current_worker

from review_ui.blocks import (
    PIXELS_ACROSS,
    Blocks,
    Picture,
    blank_line,
    centred,
    notice_lines,
    picture_lines,
)
from review_ui.playback import MAX_FPS, ClipLoop, Viewport, loop_position
from review_ui.text import clean_text
from video.errors import VideoError


class Player(Widget):
    """Plays one clip over and over; hidden when nothing plays."""

    speed: reactive[float] = reactive(1.0)
    """Multiple of the clip's own speed."""

    def __init__(self, *, blocks: Blocks, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._blocks = blocks
        self._loop: ClipLoop | None = None
        self._path: Path | None = None
        self._window: tuple[float, float] | None = None
        self._started_at = 0.0
        self._notice = ""
        self._lines: list[Strip] = []

    def on_mount(self) -> None:
        """Prepare the clock that shows the frame that is due."""
        self._ticker = self.set_interval(1 / MAX_FPS, self._tick, pause=True)

    @property
    def is_playing(self) -> bool:
        """Whether a clip loops."""
        return self._loop is not None

    @property
    def position_seconds(self) -> float:
        """Time of the clip that is shown now."""
        loop = self._loop
        if loop is None:
            return 0.0
        window = self._window or (0.0, loop.length_seconds)
        elapsed = time.monotonic() - self._started_at
        return loop_position(elapsed, speed=self.speed, window=window)

    def play(self, path: Path, *, window: tuple[float, float] | None) -> None:
        """Loop a clip, or only a (start, end) part of it in seconds of the clip."""
        self.stop()
        self._loop = ClipLoop()
        self._path = path
        self._window = window
        self._notice = "Opening the clip."
        self._started_at = time.monotonic()
        self._ticker.resume()
        across = PIXELS_ACROSS[self._blocks]
        room = Viewport(width=across * self.size.width, height=2 * across * self.size.height)
        self._fill(self._loop, path, room)

    def set_window(self, window: tuple[float, float] | None) -> None:
        """Loop another part of the same clip."""
        self._window = window
        self._started_at = time.monotonic()

    def stop(self) -> None:
        """End the loop and free its frames."""
        self.workers.cancel_node(self)
        self._ticker.pause()
        self._loop = None
        self._lines = []

    def on_resize(self) -> None:
        """Decode again at the new size, so that the picture stays sharp."""
        if self._loop is not None and self._path is not None:
            self.play(self._path, window=self._window)

    def watch_speed(self) -> None:
        """Start the loop over: a jump in the middle confuses."""
        self._started_at = time.monotonic()

    def render_line(self, y: int) -> Strip:
        """Return one line of the frame that is due."""
        if y < len(self._lines):
            return self._lines[y]
        return blank_line(self.size.width, self.rich_style)

    @work(thread=True, exclusive=True, group="playback", exit_on_error=False)
    def _fill(self, loop: ClipLoop, path: Path, viewport: Viewport) -> None:
        worker = get_current_worker()
        try:
            loop.fill(path, viewport, is_stopped=lambda: worker.is_cancelled)
        except VideoError as error:
            self.app.call_from_thread(self._fail, loop, str(error))

    def _fail(self, loop: ClipLoop, notice: str) -> None:
        if loop is self._loop:
            self._notice = clean_text(notice)

    def _tick(self) -> None:
        width, height = self.size
        if self._loop is None or not width or not height:
            return
        frame = self._loop.frame_at(self.position_seconds)
        if frame is None:
            lines = notice_lines(self._notice, width, self.rich_style)
        else:
            lines = self._frame_lines(frame)
        self._lines = centred(lines, width=width, height=height, style=self.rich_style)
        self.refresh()

    def _frame_lines(self, frame: Picture) -> list[Strip]:
        # Pixels are square while they are decoded; a cell is two of them high and one wide.
        wide, high = self._viewport.fit(width=frame.shape[1], height=frame.shape[0])
        return picture_lines(frame, width=wide, height=high // 2, blocks=self._blocks)

    @property
    def _viewport(self) -> Viewport:
        return Viewport(width=self.size.width, height=2 * self.size.height)
