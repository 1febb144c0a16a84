"""The world on the disk: the same every time, complete, and true."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest

from miner.demo.casting import WorldScale, cast_images, cast_videos
from miner.demo.scenes import plan_scene
from miner.demo.truth import World
from miner.demo.world import draw_image, draw_video, draw_world, frame_count, script_of
from miner.errors import ConfigError, StorageError, WorkspaceError
from tests.miner.demo.small import SEED, TINY, digests


def test_the_same_seed_draws_the_same_files_in_any_number_of_processes(
    world: World, tmp_path: Path
) -> None:
    again = draw_world(tmp_path / "again", seed=SEED, scale=TINY, workers=2)

    assert digests(again.folder) == digests(world.folder)


def test_another_seed_draws_other_pictures() -> None:
    first, second = (draw_image(cast_images(seed, TINY)[0]) for seed in (5, 6))

    assert first.shape != second.shape or not np.array_equal(first, second)


def test_drawing_again_touches_nothing_and_tells_the_same_truth(world: World) -> None:
    times = {file: file.stat().st_mtime_ns for file in world.folder.glob("*/*.*")}

    again = draw_world(world.folder, seed=SEED, scale=TINY)

    assert again == world
    assert {file: file.stat().st_mtime_ns for file in world.folder.glob("*/*.*")} == times


@pytest.mark.parametrize(
    "lost",
    ["videos/w5v001.mp4", "images/w5i0003.jpg", "world.json"],
    ids=["video", "image", "truth"],
)
def test_whatever_is_missing_is_drawn_again(world: World, tmp_path: Path, lost: str) -> None:
    folder = shutil.copytree(world.folder, tmp_path / "world")
    kept = (folder / "videos" / "w5v000.mp4").stat().st_mtime_ns
    (folder / lost).unlink()

    draw_world(folder, seed=SEED, scale=TINY)

    assert digests(folder) == digests(world.folder)
    assert (folder / "videos" / "w5v000.mp4").stat().st_mtime_ns == kept


def test_what_killed_processes_left_behind_is_cleared(world: World, tmp_path: Path) -> None:
    folder = shutil.copytree(world.folder, tmp_path / "world")
    (folder / "videos" / ".w5v001.4711.part.mp4").write_bytes(b"half a video")
    (folder / "images" / ".w5i0003-x1y2.jpg").write_bytes(b"half an image")

    draw_world(folder, seed=SEED, scale=TINY)

    assert digests(folder) == digests(world.folder)


@pytest.mark.parametrize(
    ("seed", "scale"),
    [
        pytest.param(6, TINY, id="another seed"),
        pytest.param(SEED, WorldScale(), id="another size"),
    ],
)
def test_a_folder_with_another_world_is_left_alone(
    world: World, seed: int, scale: WorldScale
) -> None:
    before = digests(world.folder)

    with pytest.raises(WorkspaceError, match="holds one of another seed, size or version"):
        draw_world(world.folder, seed=seed, scale=scale)
    assert digests(world.folder) == before


def test_a_seed_below_zero_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Cannot draw the world of seed -1: seeds are 0 or more"):
        draw_world(tmp_path / "world", seed=-1, scale=TINY)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(StorageError, match=r"Cannot write '.*recipe\.json': "):
        draw_world(tmp_path / "file" / "world", seed=SEED, scale=TINY)


def test_people_can_read_the_truth_beside_the_files(world: World) -> None:
    told = json.loads((world.folder / "world.json").read_text(encoding="utf-8"))

    assert [row["video_key"] for row in told["videos"]] == ["w5v000", "w5v001"]
    for row, video in zip(told["videos"], world.videos, strict=True):
        assert (world.folder / row["file"]).samefile(video.path)
        assert [label for label, _, _ in row["segments"]] == [s.label for s in video.segments]
    assert {row["label"] for row in told["images"]} == {*world.labels, "background"}


def test_videos_are_of_the_size_rate_length_and_sound_that_was_cast(world: World) -> None:
    for video, role in zip(world.videos, cast_videos(SEED, TINY), strict=True):
        with av.open(str(video.path)) as film:
            stream = film.streams.video[0]
            frames = sum(1 for _ in film.decode(stream))

            assert (stream.width, stream.height) == role.size
            assert float(stream.average_rate or 0) == pytest.approx(role.fps)
            assert frames == frame_count(script_of(role), role)
            assert frames / role.fps == pytest.approx(video.duration_seconds)
            assert bool(film.streams.audio) == role.has_sound


def test_nothing_happens_after_the_end_of_a_video(world: World) -> None:
    for video in world.videos:
        assert all(segment.span.end_seconds <= video.duration_seconds for segment in video.segments)


def test_segments_are_what_was_cast_in_order(world: World) -> None:
    for video, role in zip(world.videos, cast_videos(SEED, TINY), strict=True):
        assert tuple(segment.label for segment in video.segments) == role.labels
        starts = [segment.span.start_seconds for segment in video.segments]
        assert starts == sorted(starts)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8123/media/w5v001.mp4",
        "http://127.0.0.1:8123/watch/w5v001",
        "http://127.0.0.1:8123/watch/w5v001?from=search#top",
    ],
)
def test_an_address_leads_to_its_video(world: World, url: str) -> None:
    assert world.video_of_url(url) is world.videos[1]


def test_a_strange_address_leads_nowhere(world: World) -> None:
    assert world.video_of_url("http://127.0.0.1:8123/watch/other") is None


def test_images_are_colourful_pictures_of_the_promised_size(world: World) -> None:
    for image, role in zip(world.images, cast_images(SEED, TINY), strict=True):
        picture: npt.NDArray[np.uint8] = np.asarray(cv2.imread(str(image.path)), np.uint8)

        assert picture.shape == (role.size[1], role.size[0], 3)
        assert picture.std() > 10


def test_every_frame_shows_the_instant_that_it_is_shown_at(world: World) -> None:
    """Decoded frames are the scene's pictures of their times, but for what compression takes."""
    role = cast_videos(SEED, TINY)[0]
    rng = np.random.default_rng([*role.stream, 2])
    scene = plan_scene(rng, script_of(role), size=role.size, place=role.place)

    with av.open(str(world.videos[0].path)) as film:
        frames = [
            (frame.time or 0.0, frame.to_ndarray(format="rgb24")) for frame in film.decode(video=0)
        ]

    for seconds, frame in frames[3::9]:
        errors = [
            np.abs(frame.astype(int) - scene.render(seconds + shift)).mean()
            for shift in (0.0, 0.5, -0.5)
        ]
        assert errors[0] == min(errors)
        assert errors[0] < 12


def test_a_sound_track_hums_as_long_as_the_film(tmp_path: Path) -> None:
    role = next(role for role in cast_videos(SEED, replace(TINY, videos=12)) if role.has_sound)

    draw_video(role, tmp_path / "film.mp4")

    with av.open(str(tmp_path / "film.mp4")) as film:
        sound = np.concatenate(
            [frame.to_ndarray().ravel() for frame in film.decode(audio=0)], dtype=np.float32
        )
        rate = film.streams.audio[0].rate
    assert sound.size / rate == pytest.approx(script_of(role).duration_seconds, abs=0.15)
    loudness = np.abs(np.fft.rfft(sound[:rate]))
    assert 180 <= loudness.argmax() <= 660  # hertz: one second was looked at
    assert 0.05 < np.abs(sound).max() < 0.2
