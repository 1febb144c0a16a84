"""Pictures stored in any way come out the same: grey, RGB, 10 and 12 bits, with alpha, B-frames."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.builders import VideoSpec, make_video, painted, painted_number
from video.clip_pictures import PictureFilter
from video.cutting import ClipCut, cut_clips
from video.decoding import FrameSampling, Picture, iter_frames, to_rgb
from video.orientation import UPRIGHT, Orientation
from video.timing import ClipSpan

FORMATS = [
    ("ffv1", "gray", "a.mkv"),
    ("ffv1", "gray16le", "a.mkv"),
    ("ffv1", "bgr0", "a.mkv"),
    ("ffv1", "yuv444p12le", "a.mkv"),
    ("ffv1", "yuv411p", "a.mkv"),
    ("ffv1", "yuva420p", "a.mkv"),
    ("rawvideo", "bgr24", "a.avi"),
    ("png", "rgba", "a.mov"),
    ("gif", "rgb8", "a.gif"),
    ("prores_ks", "yuv422p10le", "a.mov"),
    ("mpeg4", "yuv420p", "a.avi"),
    ("libvpx", "yuv420p", "a.webm"),
    ("wrapped_avframe", "yuv420p", "a.y4m"),
]


@pytest.mark.parametrize(("codec", "pixel_format", "name"), FORMATS, ids=str)
def test_any_pixel_format_is_decoded_and_cut(
    tmp_path: Path, codec: str, pixel_format: str, name: str
) -> None:
    spec = VideoSpec(frames=12, fps=10, codec=codec, pixel_format=pixel_format, size=(64, 48))
    video = make_video(tmp_path / name, spec)
    cuts = [ClipCut(span=ClipSpan(0.2, 0.7), target=tmp_path / "clip.mp4")]

    decoded = [painted_number(frame.rgb) for frame in iter_frames(video, sampling=FrameSampling())]
    clip = cut_clips(video, cuts)[0]

    shown = iter_frames(clip.path, sampling=FrameSampling())
    assert decoded == list(range(12))
    assert [painted_number(frame.rgb) for frame in shown] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("colour", "rgb"),
    [
        pytest.param((81, 90, 240), (255, 0, 0), id="red"),
        pytest.param((145, 54, 34), (0, 255, 0), id="green"),
        pytest.param((41, 240, 110), (0, 0, 255), id="blue"),
        pytest.param((235, 128, 128), (255, 255, 255), id="white"),
        pytest.param((16, 128, 128), (0, 0, 0), id="black"),
    ],
)
def test_studio_colours_become_the_colours_of_bt_601(
    colour: tuple[int, int, int], rgb: tuple[int, int, int]
) -> None:
    frame = av.VideoFrame(32, 16, "yuv444p")
    for plane, value in zip(frame.planes, colour, strict=True):
        plane.update(bytes([value]) * plane.buffer_size)

    picture = to_rgb(frame, size=(32, 16))

    assert np.abs(picture.astype(int) - rgb).max() <= 2


def test_array_to_write_into_is_filled_and_returned() -> None:
    frame = av.VideoFrame.from_ndarray(painted(1234), format="rgb24")
    batch = np.zeros((3, 60, 80, 3), np.uint8)

    written = to_rgb(frame, size=(80, 60), out=batch[1])

    assert np.shares_memory(written, batch)
    assert painted_number(batch[1]) == 1234
    assert not batch[0].any()
    assert not batch[2].any()


@pytest.mark.parametrize("orientation", [
    Orientation(transposed=transposed, flip_x=flip_x, flip_y=flip_y)
    for transposed in (False, True) for flip_x in (False, True) for flip_y in (False, True)
], ids=str)  # fmt: skip
def test_clips_are_turned_as_arrays_are(orientation: Orientation) -> None:
    upright = painted(0b100_010_011_110)
    mirrored = upright[::-1] if orientation.flip_y else upright
    mirrored = mirrored[:, ::-1] if orientation.flip_x else mirrored
    stored = mirrored.transpose(1, 0, 2) if orientation.transposed else mirrored
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(stored), format="rgb24")
    pictures = PictureFilter(size=(160, 120), orientation=orientation)

    array = to_rgb(frame, size=(160, 120), orientation=orientation)
    turned = [*pictures.push(Picture(frame=frame, index=0, seconds=0.0)), *pictures.flush()]

    assert (array == upright).all()
    assert len(turned) == 1
    assert painted_number(to_rgb(turned[0][0], size=(160, 120))) == 0b100_010_011_110


def test_filter_carries_on_when_a_stream_changes_size_and_colours() -> None:
    pictures = PictureFilter(size=(80, 60), orientation=UPRIGHT)
    stored = [("yuv420p", (160, 120)), ("yuv444p", (160, 120)), ("gray", (320, 240))]
    frames = [
        av.VideoFrame.from_ndarray(painted(number, size=size), format="rgb24").reformat(format=name)
        for number, (name, size) in enumerate(stored, start=5)
    ]

    out = [
        finished
        for number, frame in enumerate(frames)
        for finished in pictures.push(Picture(frame=frame, index=number, seconds=number / 4))
    ]
    out += pictures.flush()

    assert [seconds for _, seconds in out] == [0.0, 0.25, 0.5]
    assert {(frame.width, frame.height, frame.format.name) for frame, _ in out} == {
        (80, 60, "yuv420p")
    }
    numbers = [
        painted_number(frame.to_ndarray(format="rgb24").astype(np.uint8)) for frame, _ in out
    ]
    assert numbers == [5, 6, 7]


def test_interlaced_video_is_cut_to_whole_pictures(tmp_path: Path) -> None:
    spec = VideoSpec(
        frames=20, fps=25, codec="mpeg2video", options={"flags": "+ildct+ilme", "top": "1"}
    )
    video = make_video(tmp_path / "a.mpg", spec)

    clip = cut_clips(video, [ClipCut(span=ClipSpan(0, 0.4), target=tmp_path / "c.mp4")])[0]

    with av.open(str(clip.path)) as container:
        frames = list(container.decode(video=0))
    assert [frame.interlaced_frame for frame in frames] == [False] * 10
    assert clip.fps == Fraction(25)
