"""Score files and the track that they hold: damage is told, arrays belong together."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.errors import CannotCut, CannotReadScores
from video.score_files import load_scores, save_scores
from video.score_track import ScoreTrack, dequantise, quantise
from video.timing import ClipSpan, FrameSampling

TRACK = ScoreTrack(
    seconds=np.arange(40) / 4,
    probabilities=np.random.default_rng(0).random((40, 2), np.float32),
    classes=("jumping", "nothing"),
    background=("nothing",),
    duration_seconds=10.0,
    sampling=FrameSampling(fps=4),
    unreadable=(ClipSpan(1.0, 1.25),),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    save_scores(TRACK, tmp_path / "scores.npz")
    return tmp_path / "scores.npz"


def rewrite(file: Path, **changes: npt.NDArray[np.generic]) -> Path:
    """Write a score file anew with other arrays in it."""
    with np.load(io.BytesIO(file.read_bytes())) as arrays:
        content = dict(arrays) | changes
    np.savez(file, **content)
    return file


def test_flipped_bytes_are_told_or_do_no_harm(file: Path) -> None:
    whole = file.read_bytes()
    outcomes = set()
    for place in range(0, len(whole), 5):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        outcomes.add(outcome_of(file))

    # What does no harm hits times and attributes of the archive's entries, which nobody reads.
    assert outcomes == {"corrupt", "jumping, nothing"}


def outcome_of(file: Path) -> str:
    """Return the classes of a score file, or the kind of the error that tells of its damage."""
    try:
        return ", ".join(load_scores(file).classes)
    except CannotReadScores as error:
        return error.kind


def test_file_that_is_cut_short_is_told(file: Path) -> None:
    whole = file.read_bytes()

    for length in range(0, len(whole), 97):
        file.write_bytes(whole[:length])
        with pytest.raises(CannotReadScores, match="the file is damaged"):
            load_scores(file)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        pytest.param("probabilities", np.zeros((40, 3), np.uint16), id="more columns than classes"),
        pytest.param("probabilities", np.zeros((39, 2), np.uint16), id="fewer rows than frames"),
        pytest.param("probabilities", np.array("text"), id="probabilities of text"),
        pytest.param("classes", np.array(["jumping"]), id="one class for two columns"),
        pytest.param("classes", np.array(3), id="a number of classes"),
        pytest.param("seconds", np.zeros(40), id="time that stands still"),
        pytest.param("seconds", np.array(1.0), id="one time for all"),
        pytest.param("sampling", np.array([2.0, 4.0]), id="two samplings at once"),
        pytest.param("sampling", np.array(4.0), id="half a sampling"),
        pytest.param("sampling", np.array([np.inf, 0.0]), id="every infinite frame"),
        pytest.param("unreadable", np.array([[2.0, 1.0]]), id="a part that ends before it begins"),
        pytest.param("unreadable", np.array([1.0, 2.0]), id="a flat list of parts"),
        pytest.param("duration_seconds", np.array([1.0, 2.0]), id="two lengths"),
        pytest.param("format", np.array([1, 1]), id="two formats"),
    ],
)
def test_arrays_that_do_not_belong_together_are_damage(
    file: Path, name: str, array: npt.NDArray[np.generic]
) -> None:
    with pytest.raises(CannotReadScores, match="the file is damaged"):
        load_scores(rewrite(file, **{name: array}))


def test_scores_of_a_later_version_are_told(file: Path) -> None:
    with pytest.raises(CannotReadScores, match="their format is 2, this version reads 1") as caught:
        load_scores(rewrite(file, format=np.array(2)))

    assert caught.value.kind == "corrupt"


def test_single_array_is_no_score_file(tmp_path: Path) -> None:
    np.save(tmp_path / "array.npy", np.arange(3))

    with pytest.raises(CannotReadScores, match="is damaged"):
        load_scores(tmp_path / "array.npy")


def test_pickled_objects_are_never_loaded(file: Path) -> None:
    hostile = np.array([{"a": 1}], dtype=object)

    with pytest.raises(CannotReadScores, match="is damaged"):
        load_scores(rewrite(file, classes=hostile))


def test_scores_into_a_missing_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(CannotCut, match=r"Cannot write '.*scores.npz': no such file") as caught:
        save_scores(TRACK, tmp_path / "none" / "scores.npz")

    assert caught.value.kind == "unwritable"


def test_failed_write_keeps_the_older_scores(tmp_path: Path) -> None:
    target = tmp_path / ("s" * 251 + ".npz")
    target.write_bytes(b"older")

    with pytest.raises(CannotCut, match="file name too long"):
        save_scores(TRACK, target)

    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_bytes() == b"older"


@pytest.mark.parametrize("sampling", [
    FrameSampling(every=1), FrameSampling(every=7), FrameSampling(fps=0.1), FrameSampling(),
], ids=lambda sampling: sampling.describe())  # fmt: skip
def test_sampling_comes_back_as_it_was(tmp_path: Path, sampling: FrameSampling) -> None:
    track = ScoreTrack(
        seconds=np.array([0.0, 1 / 3]),
        probabilities=np.array([[0.0], [1.0]], np.float32),
        classes=("ein „Wort“, 視頻",),
        background=(),
        duration_seconds=2 / 3,
        sampling=sampling,
    )

    save_scores(track, tmp_path / "scores.npz")

    loaded = load_scores(tmp_path / "scores.npz")
    assert (loaded.sampling, loaded.classes) == (sampling, track.classes)
    assert (loaded.seconds.tolist(), loaded.duration_seconds) == ([0.0, 1 / 3], 2 / 3)


@given(st.lists(st.floats(-0.5, 1.5, width=32), min_size=1, max_size=30))
def test_kept_probabilities_are_near_and_stay_the_same(values: list[float]) -> None:
    given_values = np.array(values, np.float32)

    kept = dequantise(quantise(given_values))

    assert np.abs(kept - np.clip(given_values, 0, 1)).max() <= 0.5 / 65535 + 1e-7
    assert dequantise(quantise(kept)).tolist() == kept.tolist()


def test_class_that_was_not_scored_is_named() -> None:
    with pytest.raises(ValueError, match="class 'flying' must be one of jumping, nothing"):
        TRACK.curve("flying")


def test_times_that_go_back_are_refused() -> None:
    with pytest.raises(ValueError, match="seconds must grow"):
        ScoreTrack(
            seconds=np.array([0.0, 2.0, 1.0]),
            probabilities=np.zeros((3, 1), np.float32),
            classes=("a",),
            background=(),
            duration_seconds=3.0,
            sampling=FrameSampling(),
        )


@pytest.mark.parametrize(
    ("holes", "expected"),
    [
        pytest.param([(0.0, 0.5)], [[0.5, 1.5], [1.5, 2.5], [2.5, 4.0]], id="at the start"),
        pytest.param([(3.5, 4.0)], [[0.0, 1.5], [1.5, 2.5], [2.5, 3.5]], id="at the end"),
        pytest.param([(1.1, 1.9)], [[0.0, 1.1], [1.9, 2.5], [2.5, 4.0]], id="between two frames"),
        pytest.param(
            [(0.0, 0.5), (2.2, 2.8)], [[0.5, 1.5], [1.5, 2.2], [2.8, 4.0]], id="two of them"
        ),
    ],
)
def test_frames_do_not_speak_for_what_could_not_be_read(
    holes: list[tuple[float, float]], expected: list[list[float]]
) -> None:
    track = ScoreTrack(
        seconds=np.array([1.0, 2.0, 3.0]),
        probabilities=np.zeros((3, 1), np.float32),
        classes=("a",),
        background=(),
        duration_seconds=4.0,
        sampling=FrameSampling(),
        unreadable=tuple(ClipSpan(*hole) for hole in holes),
    )

    assert track.cells().tolist() == expected
