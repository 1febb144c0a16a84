from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.builders import VideoSpec, make_video, painted_number
from video.decoding import FrameSampling
from video.errors import CannotOpen, CannotReadScores
from video.score_track import ScoreTrack
from video.scoring import load_scores, save_scores, score_video
from video.timing import ClipSpan


class NumberReader:
    """Gives frame n the probability n / 1000, and remembers the batches it got."""

    classes = ("number", "background")
    background = ("background",)

    def __init__(self) -> None:
        self.batches: list[tuple[int, ...]] = []

    def target_size(self, width: int, height: int) -> tuple[int, int]:
        return width // 2, height // 2

    def probabilities(self, frames: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        self.batches.append(frames.shape)
        numbers = np.array([painted_number(frame) / 1000 for frame in frames], np.float32)
        return np.stack([numbers, 1 - numbers], axis=1)


def test_each_chosen_frame_is_scored_at_its_time(beeping_video: Path) -> None:
    reader = NumberReader()

    track = score_video(beeping_video, reader, sampling=FrameSampling(every=30), batch_size=4)

    assert track.seconds.tolist() == pytest.approx([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert track.curve("number") == pytest.approx(np.arange(10) * 0.03, abs=1e-5)
    assert reader.batches == [(4, 60, 80, 3), (4, 60, 80, 3), (2, 60, 80, 3)]
    assert track.duration_seconds == pytest.approx(10)
    assert (track.classes, track.background) == (("number", "background"), ("background",))


def test_progress_is_told_after_each_batch(beeping_video: Path) -> None:
    told: list[float] = []

    score_video(
        beeping_video,
        NumberReader(),
        sampling=FrameSampling(fps=1),
        batch_size=5,
        on_frame=told.append,
    )

    assert told == pytest.approx([4.0, 9.0])


def test_an_error_of_the_classifier_ends_the_scoring(beeping_video: Path) -> None:
    class Broken(NumberReader):
        def probabilities(self, frames: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
            raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        score_video(beeping_video, Broken(), sampling=FrameSampling(), batch_size=4)


def test_an_error_of_the_decoder_reaches_the_caller(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="no such file"):
        score_video(tmp_path / "none.mp4", NumberReader(), sampling=FrameSampling(), batch_size=4)


def test_stored_scores_come_back_exactly(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(frames=20))
    track = score_video(video, NumberReader(), sampling=FrameSampling(fps=7.5), batch_size=8)

    save_scores(track, tmp_path / "scores.npz")
    loaded = load_scores(tmp_path / "scores.npz")

    assert loaded.probabilities.tolist() == track.probabilities.tolist()
    assert loaded.seconds.tolist() == track.seconds.tolist()
    assert (loaded.classes, loaded.background) == (track.classes, track.background)
    assert (loaded.sampling, loaded.duration_seconds) == (track.sampling, track.duration_seconds)


def test_score_files_are_small_and_repeatable(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    track = ScoreTrack(
        seconds=np.arange(14_400) / 4,
        probabilities=random.random((14_400, 10), np.float32),
        classes=tuple("abcdefghij"),
        background=(),
        duration_seconds=3600,
        sampling=FrameSampling(fps=4),
        unreadable=(ClipSpan(1.0, 2.5),),
    )

    save_scores(track, tmp_path / "a.npz")
    save_scores(track, tmp_path / "b.npz")

    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert (tmp_path / "a.npz").stat().st_size < 400_000
    assert load_scores(tmp_path / "a.npz").unreadable == (ClipSpan(1.0, 2.5),)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz"]


@pytest.mark.parametrize(
    ("content", "kind"), [(None, "missing"), (b"", "corrupt"), (b"PK\3\4 no archive", "corrupt")]
)
def test_a_bad_score_file_is_told(tmp_path: Path, content: bytes | None, kind: str) -> None:
    path = tmp_path / "scores.npz"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CannotReadScores, match=r"Cannot read the scores .* again|first") as caught:
        load_scores(path)

    assert caught.value.kind == kind


def test_scores_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(2, 1\) must be \(3, 1\)"):
        ScoreTrack(
            seconds=np.arange(3, dtype=np.float64),
            probabilities=np.zeros((2, 1), np.float32),
            classes=("a",),
            background=(),
            duration_seconds=3,
            sampling=FrameSampling(),
        )
