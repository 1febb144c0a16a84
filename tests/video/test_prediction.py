"""Labels over time of one video, and the copy with the labels on it."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.builders import VideoSpec, make_video
from tests.video.trained import INPUTS, save_model
from video.checkpoint import VideoClassifier, load_video_model
from video.decoding import Frame
from video.errors import CannotOpen
from video.overlay import Line, draw_panel, lines_at, write_overlay
from video.prediction import Prediction, TimelineEntry, predict_video, sliding_clips
from video.probe import probe_video
from video.training_options import PredictOptions

CLASSES = ("run", "jump", "sit")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> VideoClassifier:
    file = tmp_path_factory.mktemp("model") / "best.ckpt"
    save_model(file, classes=CLASSES, favourite="jump")
    return load_video_model(file, device="cpu")


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_video(tmp_path_factory.mktemp("video") / "v.mp4", VideoSpec(frames=50, fps=25))


def plain_frames(count: int, *, fps: float) -> Iterator[Frame]:
    for index in range(count):
        rgb = np.full((20, 20, 3), index, dtype=np.uint8)
        yield Frame(rgb=rgb, index=index, seconds=index / fps)


def prediction_of(*rows: tuple[float, ...]) -> Prediction:
    """A prediction with a clip of one second for each row."""
    timeline = tuple(
        TimelineEntry(start_seconds=n, end_seconds=n + 1.0, probabilities=row)
        for n, row in enumerate(rows)
    )
    return Prediction(
        path=Path("v.mp4"), classes=CLASSES, label="run", probabilities={}, timeline=timeline
    )


@pytest.mark.parametrize(
    ("count", "hop", "expected"),
    [
        (20, 1.0, [[0, 2, 4, 6], [10, 12, 14, 16], [13, 15, 17, 19]]),
        (17, 1.0, [[0, 2, 4, 6], [10, 12, 14, 16]]),
        (9, 0.1, [[0, 2, 4, 6], [1, 3, 5, 7], [2, 4, 6, 8]]),
        (12, 0.1, [[n, n + 2, n + 4, n + 6] for n in range(6)]),
        (3, 1.0, [[0, 2, 1, 0]]),
        (1, 1.0, [[0, 0, 0, 0]]),
    ],
    ids=["last moved back", "ends exactly", "each frame", "no drift", "looped", "one frame"],
)
def test_clips_slide_over_the_whole_video(
    count: int, hop: float, expected: list[list[int]]
) -> None:
    frames = plain_frames(count, fps=10)

    found = list(sliding_clips(frames, INPUTS, options=PredictOptions(hop_seconds=hop)))

    assert [clip[:, 0, 0, 0].tolist() for _, clip in found] == expected


def test_clips_keep_their_distance_after_a_pause() -> None:
    # Ten frames a second, but frame 10 stays for five seconds.
    times = [n / 10 if n <= 10 else 5 + n / 10 for n in range(30)]
    frames = (
        Frame(rgb=np.full((20, 20, 3), n, dtype=np.uint8), index=n, seconds=seconds)
        for n, seconds in enumerate(times)
    )

    found = list(sliding_clips(frames, INPUTS, options=PredictOptions(hop_seconds=1.0)))

    # Clips begin at 0 s, 1 s, 6.1 s (the first frame after six hops), 7 s and with the last frames.
    assert [int(clip[0, 0, 0, 0]) for _, clip in found] == [0, 10, 11, 20, 23]


def test_clip_spans_its_frames_to_the_end_of_the_last() -> None:
    (span, _), *_ = sliding_clips(plain_frames(20, fps=10), INPUTS, options=PredictOptions())

    assert span.start_seconds == 0
    assert span.end_seconds == pytest.approx(0.7)


def test_prediction_ranks_the_classes(model: VideoClassifier, video: Path) -> None:
    prediction = predict_video(model, video, options=PredictOptions(hop_seconds=0.5, batch_size=3))

    assert prediction.label == "jump"
    assert list(prediction.probabilities) == ["jump", "run", "sit"]
    assert sum(prediction.probabilities.values()) == pytest.approx(1, abs=1e-3)
    starts = [entry.start_seconds for entry in prediction.timeline]
    assert starts == pytest.approx([0.0, 0.52, 1.0, 1.52, 1.72])
    assert json.loads(json.dumps(prediction.to_dict()))["label"] == "jump"


def test_text_is_no_video(model: VideoClassifier, tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no video")

    with pytest.raises(CannotOpen):
        predict_video(model, tmp_path / "text.mp4", options=PredictOptions())


def test_lines_go_over_from_clip_to_clip() -> None:
    prediction = prediction_of((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))

    at = {t: lines_at(prediction, t, count=1)[0] for t in (0.0, 0.75, 1.25, 9.0)}

    assert at[0.0] == Line(label="run", probability=1.0)
    assert at[0.75] == Line(label="run", probability=0.75)
    assert at[1.25] == Line(label="jump", probability=0.75)
    assert at[9.0] == Line(label="jump", probability=1.0)


def test_panel_covers_the_lower_edge_alone() -> None:
    picture = np.full((240, 320, 3), 200, dtype=np.uint8)

    drawn = draw_panel(picture, [Line(label="run", probability=0.5)])

    assert (drawn[:200] == 200).all()
    assert drawn[-30:].mean() < 120
    assert (picture == 200).all()


def test_bar_is_as_long_as_the_probability() -> None:
    picture = np.zeros((240, 320, 3), dtype=np.uint8)

    lengths = [
        int((draw_panel(picture, [Line(label="", probability=p)])[:, :, 1] == 200).any(0).sum())
        for p in (0.25, 0.5, 1.0)
    ]

    assert lengths == pytest.approx([lengths[2] / 4, lengths[2] / 2, lengths[2]], abs=2)
    assert lengths[2] > 100


def test_overlay_lasts_as_long_as_its_video(
    model: VideoClassifier, video: Path, tmp_path: Path
) -> None:
    prediction = predict_video(model, video, options=PredictOptions())

    target = write_overlay(prediction, tmp_path / "overlay.mp4", options=PredictOptions())

    info = probe_video(target)
    assert (info.width, info.height) == (320, 240)
    assert (info.fps, info.frames) == (Fraction(25), 50)
