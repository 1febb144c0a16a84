"""The world on the disk: the same every time, complete after an interruption, and true."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from miner.demo.casting import WorldScale, cast_images, cast_videos
from miner.demo.script import Pacing
from miner.demo.truth import World, load_world
from miner.demo.world import draw_image, draw_world, script_of
from miner.errors import MissingInput, WorkspaceError
from video.probe import probe_video

TINY = WorldScale(
    images_per_action=1,
    background_images=1,
    videos=2,
    height=64,
    pacing=Pacing(idle_seconds=(0.3, 0.4), action_seconds=(1.5, 1.6)),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return draw_world(tmp_path_factory.mktemp("world"), seed=5, scale=TINY)


def content(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_same_seed_draws_the_same_files_in_any_number_of_processes(
    world: World, tmp_path: Path
) -> None:
    again = draw_world(tmp_path / "again", seed=5, scale=TINY, workers=2)

    assert content(again.folder) == content(world.folder)


def test_another_seed_draws_another_world(world: World) -> None:
    first, second = (draw_image(cast_images(seed, TINY)[0]) for seed in (5, 6))

    assert first.shape != second.shape or not np.array_equal(first, second)


def test_a_half_drawn_world_is_completed(world: World, tmp_path: Path) -> None:
    draw_world(tmp_path, seed=5, scale=TINY)
    (tmp_path / "world.json").unlink()
    (tmp_path / "videos" / "w5v001.mp4").unlink()
    untouched = (tmp_path / "videos" / "w5v000.mp4").stat().st_mtime_ns

    draw_world(tmp_path, seed=5, scale=TINY)

    assert content(tmp_path) == content(world.folder)
    assert (tmp_path / "videos" / "w5v000.mp4").stat().st_mtime_ns == untouched


def test_a_folder_with_another_world_is_left_alone(world: World) -> None:
    with pytest.raises(WorkspaceError, match="holds one of another seed"):
        draw_world(world.folder, seed=6, scale=TINY)


def test_the_truth_survives_the_disk(world: World) -> None:
    assert load_world(world.folder) == world


def test_an_unfinished_world_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="not complete"):
        load_world(tmp_path)


def test_videos_are_as_long_as_the_truth_says(world: World) -> None:
    for video in world.videos:
        info = probe_video(video.path)

        assert info.duration_seconds == pytest.approx(video.duration_seconds, abs=0.01)
        assert all(segment.span.end_seconds <= video.duration_seconds for segment in video.segments)


def test_segments_are_the_labelled_beats_of_the_script(world: World) -> None:
    for video, role in zip(world.videos, cast_videos(5, TINY), strict=True):
        script = script_of(role)

        for segment in video.segments:
            middle = segment.span.middle_seconds
            assert script.beats[script.beat_at(middle)].label == segment.label


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
    for image, role in zip(world.images, cast_images(5, TINY), strict=True):
        picture: npt.NDArray[np.uint8] = np.asarray(cv2.imread(str(image.path)), np.uint8)

        assert picture.shape == (role.size[1], role.size[0], 3)
        assert picture.std() > 10
