"""Cutting clips out of a video: exact to the frame, all clips in one pass, sound in sync.

Clips are encoded anew (H.264 and AAC), because a copy can only start at a key frame. Frames keep
the times they have in the video: a constant rate stays exactly constant, a varying one varies.

>>> cuts = [ClipCut(span=ClipSpan(3.0, 13.0), target=folder / "a.mp4")]  # doctest: +SKIP
>>> cut_clips(video, cuts)[0].frames                                     # doctest: +SKIP
300
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import av

from video.clip_pictures import PictureFilter, clip_size
from video.clip_source import ClipSource, Sound, open_source, read_part
from video.clip_writer import ClipCut, ClipWriter, CutClip
from video.options import CutOptions
from video.timing import ClipSpan

__all__ = ["ClipCut", "CutClip", "cut_clips"]

MAX_GAP_SECONDS = 10.0
"""Spans further apart than this are reached by a jump, nearer ones by decoding what is between."""

DEFAULT_OPTIONS = CutOptions()
"""What `cut_clips` does when not told otherwise."""


def cut_clips(
    source: Path, cuts: Sequence[ClipCut], *, options: CutOptions = DEFAULT_OPTIONS
) -> list[CutClip]:
    """Cut clips out of a video, in the order given; all of them or, on an error, none.

    Args:
        source: the video.
        cuts: spans, which may overlap, and their files, which are replaced if they exist.
        options: quality, size and sound.

    Raises:
        CannotOpen: no video can be read from the source.
        CannotDecode: not one frame of the source can be decoded.
        CannotCut: a span holds no frame, or a file cannot be written or does not decode.
    """
    if len({cut.target for cut in cuts}) < len(cuts):
        raise ValueError("targets of cuts must differ")
    video = open_source(source, audio=options.audio)
    with ExitStack() as files:
        clips = [ClipWriter(cut, video=video, options=options, files=files) for cut in cuts]
        for group in group_by_gap([cut.span for cut in cuts], max_gap_seconds=MAX_GAP_SECONDS):
            _cut_group(video, [clips[number] for number in group], options)
        results = [clip.finish() for clip in clips]
        for clip in clips:
            clip.check()
    return results


def group_by_gap(spans: Sequence[ClipSpan], *, max_gap_seconds: float) -> list[list[int]]:
    """Return the numbers of spans that are best read in one go, group by group, in time order.

    >>> group_by_gap([ClipSpan(90, 99), ClipSpan(0, 5), ClipSpan(4, 9)], max_gap_seconds=10)
    [[1, 2], [0]]
    """
    groups: list[list[int]] = []
    end = 0.0
    for number in sorted(range(len(spans)), key=lambda number: spans[number]):
        span = spans[number]
        if not groups or span.start_seconds - end > max_gap_seconds:
            groups.append([])
            end = span.end_seconds
        groups[-1].append(number)
        end = max(end, span.end_seconds)
    return groups


def _cut_group(video: ClipSource, clips: Sequence[ClipWriter], options: CutOptions) -> None:
    """Read one part of the video and give every clip what is its own."""
    part = ClipSpan(
        min(clip.cut.span.start_seconds for clip in clips),
        max(clip.cut.span.end_seconds for clip in clips),
    )
    for item in _finished(video, part, size=clip_size(video.size, max_side=options.max_side)):
        for clip in clips:
            if isinstance(item, Sound):
                clip.add_sound(item)
            else:
                clip.add_frame(*item)


def _finished(
    video: ClipSource, part: ClipSpan, *, size: tuple[int, int]
) -> Iterator[Sound | tuple[av.VideoFrame, float]]:
    """Yield the sound of a part, and its frames fit for clips with their presentation times."""
    pictures = PictureFilter(size=size, orientation=video.orientation)
    # A little early, so that de-interlacing knows what was before.
    first_wanted = part.start_seconds - 2 / float(video.rate)
    for item in read_part(video, part):
        if isinstance(item, Sound):
            yield item
        elif item.seconds >= first_wanted:
            yield from pictures.push(item)
    yield from pictures.flush()
