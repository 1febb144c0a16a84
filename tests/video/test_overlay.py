"""The copy of a video with labels on it: every frame in its place, the panel readable."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import ImageFont

from tests.builders import VideoSpec, make_video, painted_number
from video.decoding import FrameSampling, iter_frames
from video.errors import CannotCut, CannotOpen
from video.overlay import Line, draw_panel, lines_at, overlay_size, shorten, write_overlay
from video.prediction import Prediction, TimelineEntry
from video.probe import VideoInfo, probe_video
from video.training_options import PredictOptions

CLASSES = ("run", "jump", "sit", "fall")
GREEN = (92, 200, 120)
BLUE = (120, 140, 190)


def prediction_of(path: Path, *rows: tuple[float, ...], seconds: float = 1.0) -> Prediction:
    """A prediction with one clip after the other, each of some seconds."""
    timeline = tuple(
        TimelineEntry(start_seconds=n * seconds, end_seconds=(n + 1) * seconds, probabilities=row)
        for n, row in enumerate(rows)
    )
    return Prediction(path=path, classes=CLASSES, label="run", probabilities={}, timeline=timeline)


def bars(picture: np.ndarray, colour: tuple[int, int, int]) -> int:
    """Count the pixels of a colour, give or take what encoding changes."""
    return int((np.abs(picture.astype(int) - colour).max(axis=2) < 25).sum())


def info_of(tmp_path: Path, size: tuple[int, int]) -> VideoInfo:
    return probe_video(make_video(tmp_path / "a.mp4", VideoSpec(frames=1, size=size)))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        pytest.param((64, 48), (320, 240), id="small: enlarged"),
        pytest.param((48, 64), (240, 320), id="small and tall"),
        pytest.param((400, 300), (400, 300), id="kept"),
        pytest.param((1920, 1080), (1280, 720), id="large: reduced"),
        pytest.param((322, 242), (322, 242), id="even"),
    ],
)
def test_overlay_has_a_size_at_which_text_can_be_read(
    tmp_path: Path, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert overlay_size(info_of(tmp_path, size)) == expected


def test_overlay_shows_every_frame_at_its_time(tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mp4", VideoSpec(frames=20, fps=Fraction(24000, 1001)))
    prediction = prediction_of(video, (0.7, 0.1, 0.1, 0.1))

    written = write_overlay(prediction, tmp_path / "o.mp4", options=PredictOptions(top=1))

    frames = list(iter_frames(written, sampling=FrameSampling()))
    assert [painted_number(frame.rgb) for frame in frames] == list(range(20))
    assert probe_video(written).fps == Fraction(24000, 1001)


def test_overlay_of_a_turned_video_is_upright_and_silent(tmp_path: Path) -> None:
    spec = VideoSpec(frames=5, size=(120, 160), rotation=90, audio=True)
    video = make_video(tmp_path / "v.mp4", spec)

    written = write_overlay(
        prediction_of(video, (0.7, 0.1, 0.1, 0.1)),
        tmp_path / "o.mp4",
        options=PredictOptions(top=1),
    )

    info = probe_video(written)
    with av.open(str(written)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert (info.width, info.height, info.rotation, info.has_audio) == (240, 320, 0, False)
    assert painted_number(picture.astype(np.uint8)) == 0


def test_overlay_of_uneven_frames_keeps_their_times(tmp_path: Path) -> None:
    spec = VideoSpec(timestamps=(0.0, 0.1, 0.2, 1.2, 1.3, 1.4))
    video = make_video(tmp_path / "v.mkv", spec)

    written = write_overlay(
        prediction_of(video, (0.7, 0.1, 0.1, 0.1)),
        tmp_path / "o.mp4",
        options=PredictOptions(top=1),
    )

    shown = {
        round(frame.seconds, 2): painted_number(frame.rgb)
        for frame in iter_frames(written, sampling=FrameSampling())
    }
    pause = [number for seconds, number in shown.items() if 0.45 < seconds < 1.15]
    assert set(pause) == {2}
    assert max(shown) == pytest.approx(1.4, abs=0.26)


def test_bars_change_while_the_video_plays(tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mp4", VideoSpec(timestamps=[n / 10 for n in range(40)]))
    prediction = prediction_of(video, (1.0, 0.0, 0.0, 0.0), (0.4, 0.3, 0.3, 0.0), seconds=2.0)

    written = write_overlay(prediction, tmp_path / "o.mp4", options=PredictOptions(top=1))

    lengths = [bars(frame.rgb, GREEN) for frame in iter_frames(written, sampling=FrameSampling())]
    # The middles of the clips are 1 s and 3 s: full until then, falling, and 0.4 from there on.
    assert lengths[5] > 300
    assert lengths[20] == pytest.approx(0.7 * lengths[5], rel=0.06)
    assert lengths[35] == pytest.approx(0.4 * lengths[5], rel=0.06)


@pytest.mark.parametrize(("count", "labels"), [(1, ["jump"]), (3, ["jump", "sit", "run"])])
def test_best_classes_come_first(count: int, labels: list[str]) -> None:
    prediction = prediction_of(Path("v.mp4"), (0.2, 0.45, 0.25, 0.1))

    assert [line.label for line in lines_at(prediction, 0.3, count=count)] == labels


def test_of_equal_classes_the_first_comes_first() -> None:
    prediction = prediction_of(Path("v.mp4"), (0.25, 0.25, 0.25, 0.25))

    assert [line.label for line in lines_at(prediction, 0.0, count=9)] == list(CLASSES)


def test_first_bar_has_a_colour_of_its_own() -> None:
    lines = [Line(label="a", probability=0.5), Line(label="b", probability=0.5)]

    drawn = draw_panel(np.zeros((240, 320, 3), dtype=np.uint8), lines)

    assert bars(drawn, GREEN) == pytest.approx(bars(drawn, BLUE), abs=20)
    assert bars(drawn, GREEN) > 100


@pytest.mark.parametrize("label", ["", "two\nlines", "日本語", "x" * 400, "ünïcödé"])
def test_any_label_can_be_drawn(label: str) -> None:
    picture = np.full((240, 320, 3), 100, dtype=np.uint8)

    drawn = draw_panel(picture, [Line(label=label, probability=1.0)] * 8)

    assert drawn.shape == picture.shape


def test_long_label_is_cut_to_its_place() -> None:
    font = ImageFont.load_default(size=12)

    short = shorten("riding a very long mule", font, width=80)

    assert short.endswith("...")
    assert "riding a very long mule".startswith(short.removesuffix("..."))
    assert font.getlength(short) <= 80
    assert font.getlength(short.replace("...", "xx...")) > 80
    assert shorten("mule", font, width=80) == "mule"
    assert shorten("mule", font, width=1) == "..."


def test_overlay_into_a_missing_folder_is_told(tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mp4", VideoSpec(frames=2))
    prediction = prediction_of(video, (1.0, 0.0, 0.0, 0.0))

    with pytest.raises(CannotCut, match=r"Cannot write '.*o.mp4': no such file"):
        write_overlay(prediction, tmp_path / "none" / "o.mp4", options=PredictOptions())


def test_video_that_is_gone_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    prediction = prediction_of(tmp_path / "gone.mp4", (1.0, 0.0, 0.0, 0.0))

    with pytest.raises(CannotOpen, match="there is no such file"):
        write_overlay(prediction, tmp_path / "o.mp4", options=PredictOptions())

    assert list(tmp_path.iterdir()) == []
