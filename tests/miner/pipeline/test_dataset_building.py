"""Datasets on disk: versions, names, trims, what is missing, and builds that are killed."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import CandidateClip, CutFile, Verdict
from miner.errors import ConfigError, MissingInput, StorageError
from miner.options import DatasetOptions
from miner.pipeline.dataset_building import BuiltDataset, DatasetBuilder, sizes
from miner.workspace import Workspace
from tests.builders import VideoSpec, make_video, painted_number
from tests.miner.pipeline.mined import FPS, SIZE, film
from tests.miner.rows import add_action, make_clip
from video.decoding import FrameSampling, iter_frames
from video.errors import CannotOpen
from video.options import CutOptions

VIDEOS = 5
MANY = 200
OPTIONS = DatasetOptions(val_fraction=0.2, test_fraction=0.2)
EVERY_CLIP = DatasetOptions(val_fraction=0.2, test_fraction=0.2, clips_per_video=0)

Build = Callable[..., BuiltDataset]


def builder(workspace: Workspace, catalogue: Catalogue, options: DatasetOptions) -> DatasetBuilder:
    cutting = CutOptions(preset="ultrafast")
    return DatasetBuilder(workspace, catalogue, options=options, cutting=cutting)


def accept(
    workspace: Workspace, catalogue: Catalogue, clip: CandidateClip, content: bytes, **said: object
) -> None:
    """Put the file of a clip in place, and let Ann say yes unless told otherwise."""
    file = workspace.clips / clip.action_id / f"{clip.clip_id}.mp4"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    catalogue.clips.add(clip)
    catalogue.clips.set_file(
        CutFile(
            clip_id=clip.clip_id, path=workspace.relative(file), strip_path="", strip_seconds=(),
            curve_path=None, frames=75, fps="25", width=64, height=48, has_audio=False,
        )
    )  # fmt: skip
    verdict: dict[str, object] = {"answer": "yes"} | said
    catalogue.verdicts.add(Verdict(clip_id=clip.clip_id, reviewer_id="ann", **verdict))  # type: ignore[arg-type]


def fill(workspace: Workspace, catalogue: Catalogue) -> None:
    """Write two actions, and a video with an accepted clip of each, five times."""
    for name in ("riding a mule", "juggling balls"):
        add_action(catalogue, name)
    for number in range(VIDEOS):
        film(workspace, catalogue, f"v{number}", seconds=0.2)
        for place, action in enumerate(("riding_a_mule", "juggling_balls")):
            clip = make_clip(f"v{number}", action, 10.5 * place)
            accept(workspace, catalogue, clip, f"{number}-{action}".encode())


@pytest.fixture
def build(workspace: Workspace, catalogue: Catalogue) -> Build:
    """A workspace with accepted clips, and a function that builds their dataset."""
    fill(workspace, catalogue)

    def run(options: DatasetOptions = OPTIONS) -> BuiltDataset:
        return builder(workspace, catalogue, options).build()

    return run


def files_in(folder: Path) -> dict[str, bytes]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_folder_holds_every_clip_under_its_split_and_class(
    workspace: Workspace, build: Build
) -> None:
    built = build()

    folder = workspace.root / "datasets" / "actions" / "v1"
    assert workspace.absolute(built.dataset.path) == folder
    clips = {name: body for name, body in files_in(folder).items() if name.endswith(".mp4")}
    assert len(clips) == 2 * VIDEOS
    for name, body in clips.items():
        split, action, stem = Path(name).with_suffix("").parts
        video, start, end = stem.split("_")
        assert split in {"train", "val", "test"}
        assert (start, end) == {
            "riding_a_mule": ("000000", "000003"),
            "juggling_balls": ("000010", "000014"),
        }[action]
        assert body == f"{video[1:]}-{action}".encode()


def test_folder_describes_itself(workspace: Workspace, build: Build) -> None:
    built = build()

    folder = workspace.absolute(built.dataset.path)
    assert (folder / "classes.txt").read_text() == "riding a mule\njuggling balls\n"
    about = json.loads((folder / "dataset.json").read_text())
    assert about["dataset_id"] == built.dataset.dataset_id
    assert about["classes"] == ["riding a mule", "juggling balls"]
    assert about["clips"] == sizes(built.plan)
    with (folder / "clips.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * VIDEOS
    assert {row["source_url"] for row in rows} == {f"https://example.org/v{n}" for n in range(5)}
    assert all((folder / row["path"]).is_file() for row in rows)
    assert {(row["start_seconds"], row["end_seconds"]) for row in rows} == {
        ("0.0", "3.0"),
        ("10.5", "13.5"),
    }


def test_rows_of_the_catalogue_lead_to_the_files(
    workspace: Workspace, catalogue: Catalogue, build: Build
) -> None:
    built = build()

    rows = catalogue.datasets.clips(built.dataset.dataset_id)
    assert len(rows) == 2 * VIDEOS
    assert all(workspace.absolute(row.path).is_file() for row in rows)
    by_split = {row.video_id: row.split for row in rows}
    assert sorted(by_split.values()) == ["test", "train", "train", "train", "val"]
    test = catalogue.datasets.clips(built.dataset.dataset_id, split="test")
    assert {row.action_id for row in test} == {"riding_a_mule", "juggling_balls"}


def test_clips_take_no_room_twice(workspace: Workspace, build: Build) -> None:
    built = build()

    folder = workspace.absolute(built.dataset.path)
    assert {file.stat().st_nlink for file in folder.rglob("*.mp4")} == {2}


def test_second_build_changes_nothing(workspace: Workspace, build: Build) -> None:
    first = build()
    before = files_in(workspace.datasets)

    second = build()

    assert (first.is_new, second.is_new) == (True, False)
    assert second.dataset.dataset_id == first.dataset.dataset_id
    assert files_in(workspace.datasets) == before


def test_other_verdicts_make_the_next_version_and_leave_the_first(
    workspace: Workspace, catalogue: Catalogue, build: Build
) -> None:
    build()
    before = files_in(workspace.datasets / "actions" / "v1")
    verdict = Verdict(clip_id="v0-riding_a_mule-0", reviewer_id="ann", answer="no")
    catalogue.verdicts.add(verdict)

    second = build()

    assert (second.dataset.version, second.is_new) == (2, True)
    assert files_in(workspace.datasets / "actions" / "v1") == before
    newest = catalogue.datasets.newest()
    assert newest is not None
    assert newest.dataset_id == second.dataset.dataset_id
    assert len(second.plan.clips) == 2 * VIDEOS - 1


def test_other_name_begins_at_version_1(catalogue: Catalogue, build: Build) -> None:
    build()

    named = build(DatasetOptions(name="held out"))

    assert (named.dataset.version, named.dataset.path) == (1, "datasets/held out/v1")
    other = catalogue.datasets.newest("actions")
    assert other is not None
    assert other.dataset_id != named.dataset.dataset_id


def test_folder_that_was_deleted_is_written_again_as_it_was(
    workspace: Workspace, catalogue: Catalogue, build: Build
) -> None:
    first = build()
    folder = workspace.absolute(first.dataset.path)
    before = files_in(folder)
    folder.rename(folder.with_name("moved away"))

    second = build()

    assert (second.is_new, second.dataset.version) == (True, 1)
    assert files_in(folder) == before
    assert catalogue.datasets.next_version("actions") == 2


def test_trimmed_clip_is_cut_anew_from_its_video(
    workspace: Workspace, catalogue: Catalogue, build: Build
) -> None:
    make_video(workspace.videos / "v0.mp4", VideoSpec(frames=100, fps=FPS, size=SIZE))
    verdict = Verdict(
        clip_id="v0-riding_a_mule-0", reviewer_id="ann", answer="yes", trim=(1.0, 2.2)
    )
    catalogue.verdicts.add(verdict)

    built = build()

    [row] = [
        row
        for row in catalogue.datasets.clips(built.dataset.dataset_id)
        if row.clip_id == verdict.clip_id
    ]
    assert (row.start_seconds, row.end_seconds) == (1.0, 2.2)
    assert row.path.endswith("/riding_a_mule/v0_000001_000003.mp4")
    frames = iter_frames(workspace.absolute(row.path), sampling=FrameSampling())
    assert [painted_number(frame.rgb) for frame in frames] == list(range(25, 55))


def test_relabelled_clip_goes_to_its_true_class(
    workspace: Workspace, catalogue: Catalogue, build: Build
) -> None:
    verdict = Verdict(
        clip_id="v0-riding_a_mule-0",
        reviewer_id="ann",
        answer="no",
        relabel_action_id="juggling_balls",
    )
    catalogue.verdicts.add(verdict)

    built = build(DatasetOptions(clips_per_video=0))

    [found] = workspace.absolute(built.dataset.path).rglob("v0_000000_000003.mp4")
    assert found.parent.name == "juggling_balls"
    assert found.read_bytes() == b"0-riding_a_mule"


def test_clip_whose_file_is_gone_is_told_and_nothing_is_left(
    workspace: Workspace, catalogue: Catalogue, build: Build
) -> None:
    lost = workspace.clips / "riding_a_mule" / "v3-riding_a_mule-0.mp4"
    lost.unlink()

    with pytest.raises(MissingInput, match=r"Cannot find the clip '.*v3-riding.*'. Put it back"):
        build()

    assert catalogue.datasets.newest() is None
    assert files_in(workspace.datasets) == {}


def test_trim_of_a_video_that_is_gone_names_the_video(
    workspace: Workspace, catalogue: Catalogue, build: Build
) -> None:
    verdict = Verdict(
        clip_id="v0-riding_a_mule-0", reviewer_id="ann", answer="yes", trim=(1.0, 2.0)
    )
    catalogue.verdicts.add(verdict)
    (workspace.videos / "v0.mp4").unlink()

    with pytest.raises(CannotOpen, match=r"v0\.mp4"):
        build()

    assert catalogue.datasets.newest() is None


def test_unknown_format_is_told_before_anything_is_written(
    workspace: Workspace, build: Build
) -> None:
    with pytest.raises(ConfigError, match=r"Unknown dataset format 'kinetic'. Did you mean"):
        build(DatasetOptions(formats=("kinetic",)))

    assert not workspace.datasets.exists()


def test_file_in_the_place_of_the_folder_is_told(workspace: Workspace, build: Build) -> None:
    workspace.datasets.write_text("a file")

    with pytest.raises(StorageError, match=r"Cannot write .*/datasets/actions/v1'"):
        build()

    assert workspace.datasets.read_text() == "a file"


BUILDING = """
import sys
from pathlib import Path
from miner.catalogue.catalogue import open_catalogue
from miner.options import DatasetOptions
from miner.pipeline.dataset_building import DatasetBuilder
from miner.workspace import Workspace
from video.options import CutOptions
workspace = Workspace(root=Path(sys.argv[1]))
options = DatasetOptions(val_fraction=0.2, test_fraction=0.2, clips_per_video=0)
with open_catalogue(workspace.catalogue_file) as catalogue:
    print("begins", flush=True)
    DatasetBuilder(workspace, catalogue, options=options, cutting=CutOptions()).build()
"""


def start_building(root: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", BUILDING, str(root)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    return process


def test_build_killed_half_way_leaves_no_version_and_the_next_one_is_whole(
    workspace: Workspace, catalogue: Catalogue, build: Build
) -> None:
    making = workspace.datasets / "actions" / ".v1-making"
    with catalogue.transaction():
        for number in range(MANY):
            clip = make_clip(f"v{number % VIDEOS}", "riding_a_mule", 20.0 + 4 * number)
            accept(workspace, catalogue, clip, b"more")

    with start_building(workspace.root) as process:
        while process.poll() is None and not any(making.rglob("*.mp4")):
            time.sleep(0.001)
        os.kill(process.pid, signal.SIGKILL)

    assert process.returncode == -signal.SIGKILL
    assert not (workspace.datasets / "actions" / "v1").exists()
    built = build(EVERY_CLIP)
    assert built.dataset.version == 1
    assert sorted(each.name for each in (workspace.datasets / "actions").iterdir()) == ["v1"]
    assert len(list(workspace.datasets.rglob("*.mp4"))) == 2 * VIDEOS + MANY


def test_version_that_never_reached_the_catalogue_is_replaced(
    workspace: Workspace, catalogue: Catalogue, build: Build
) -> None:
    stray = workspace.datasets / "actions" / "v1" / "train" / "riding_a_mule" / "half.mp4"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"from a build that was killed after its last move")

    built = build()

    assert built.dataset.version == 1
    assert not stray.exists()
    assert len(list(workspace.datasets.rglob("*.mp4"))) == 2 * VIDEOS
