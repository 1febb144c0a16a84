"""Making decoded frames fit for a clip file: upright, square pixels, even size, 8-bit 4:2:0."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av
from av.filter import Graph

from video.decoding import Picture
from video.orientation import Orientation

FULL_RANGE = 2
"""FFmpeg's number of the value range 0-255, as cameras and JPEG use it."""


def clip_size(size: tuple[int, int], *, max_side: int) -> tuple[int, int]:
    """Return the even width and height of a clip of a video of some size.

    >>> clip_size((1921, 1081), max_side=0), clip_size((1920, 1080), max_side=640)
    ((1920, 1080), (640, 360))
    """
    share = min(Fraction(1), Fraction(max_side, max(size))) if max_side else Fraction(1)
    width, height = (max(2, int(side * share) // 2 * 2) for side in size)
    return width, height


class PictureFilter:
    """Turns, scales, de-interlaces and converts frames, keeping their colours.

    De-interlacing looks at the next frame, so frames may come out one push later.
    """

    def __init__(self, *, size: tuple[int, int], orientation: Orientation) -> None:
        self._size = size
        self._orientation = orientation
        self._graph: Graph | None = None
        self._made_for: tuple[object, ...] = ()
        self._pixel_format = ""
        self._seconds: list[float] = []

    def push(self, picture: Picture) -> Iterator[tuple[av.VideoFrame, float]]:
        """Put a frame in, and yield finished ones with their presentation times."""
        frame = picture.frame
        traits = (frame.width, frame.height, frame.format.name, frame.colorspace, frame.color_range)
        if self._graph is None or traits != self._made_for:
            yield from self.flush()
            self._graph, self._made_for = self._build(frame), traits
        # The number of the frame stands for its time inside the graph.
        frame.pts, frame.time_base = len(self._seconds), Fraction(1)
        self._seconds.append(picture.seconds)
        self._graph.vpush(frame)
        yield from self._finished(self._graph)

    def flush(self) -> Iterator[tuple[av.VideoFrame, float]]:
        """Yield what is still inside."""
        if self._graph is not None:
            self._graph.vpush(None)
            yield from self._finished(self._graph)
            self._graph = None

    def _finished(self, graph: Graph) -> Iterator[tuple[av.VideoFrame, float]]:
        while True:
            try:
                frame = graph.vpull()
            except (av.BlockingIOError, av.EOFError):
                return
            yield frame, self._seconds[round((frame.pts or 0) * (frame.time_base or 1))]

    def _build(self, frame: av.VideoFrame) -> Graph:
        if not self._pixel_format:
            full = frame.color_range == FULL_RANGE and frame.format.name.startswith("yuv")
            self._pixel_format = "yuvj420p" if full else "yuv420p"
        graph = Graph()
        nodes = [
            graph.add(
                "buffer",
                video_size=f"{frame.width}x{frame.height}",
                pix_fmt=frame.format.name,
                time_base="1/1",
                pixel_aspect="1/1",
                colorspace=str(frame.colorspace),
                range=str(frame.color_range),
            )
        ]
        nodes += [graph.add(name, arguments) for name, arguments in self._steps(frame)]
        nodes.append(graph.add("buffersink"))
        graph.link_nodes(*nodes).configure()
        return graph

    def _steps(self, frame: av.VideoFrame) -> Iterator[tuple[str, str | None]]:
        """Yield FFmpeg's filters and their arguments, in order."""
        if frame.interlaced_frame:
            yield "yadif", "mode=send_frame:deint=interlaced"
        if self._orientation.transposed:
            yield "transpose", "dir=cclock_flip"  # FFmpeg's name of the plain transposition
        if self._orientation.flip_x:
            yield "hflip", None
        if self._orientation.flip_y:
            yield "vflip", None
        width, height = self._size
        yield "scale", f"w={width}:h={height}:flags=bicubic"
        yield "format", f"pix_fmts={self._pixel_format}"
