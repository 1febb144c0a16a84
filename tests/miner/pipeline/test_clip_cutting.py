"""Clip files: exact, with pictures, in one pass; what a video does not hold is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import CandidateClip
from miner.options import MiningOptions
from miner.pipeline.clip_cutting import CuttingSettings, cut_proposed_clips
from miner.pipeline.outcomes import Outcome, tally
from miner.workspace import Workspace
from tests.builders import painted_number
from tests.miner.pipeline.mined import FPS, add_file, add_scores, film, outcomes_of
from tests.miner.rows import add_action, add_video, make_clip
from video.decoding import FrameSampling, iter_frames
from video.options import CutOptions, ProposeOptions

Cut = Callable[..., list[Outcome]]


@pytest.fixture
def cut(workspace: Workspace, catalogue: Catalogue) -> Cut:
    """Two actions, and a function that cuts what has no file."""
    add_action(catalogue, "waving")
    add_action(catalogue, "jumping")
    settings = CuttingSettings(
        cut=CutOptions(preset="ultrafast"),
        propose=ProposeOptions(clip_len=1),
        mining=MiningOptions(filmstrip_frames=4),
    )

    def run(only: set[str] | None = None, *, retry_failed: bool = False) -> list[Outcome]:
        works = cut_proposed_clips(
            workspace, catalogue, settings, only_videos=only, retry_failed=retry_failed
        )
        return outcomes_of(works)

    return run


def propose(
    catalogue: Catalogue, video_id: str, action: str, start: float, **changes: object
) -> CandidateClip:
    changes = {"end_seconds": start + 1, "peak_seconds": start + 0.5} | changes
    clip = make_clip(video_id, action, start, **changes)
    catalogue.clips.add(clip)
    return clip


def numbers_in(clip: Path) -> list[int]:
    return [painted_number(frame.rgb) for frame in iter_frames(clip, sampling=FrameSampling())]


def test_clips_hold_exactly_their_frames(
    workspace: Workspace, catalogue: Catalogue, cut: Cut
) -> None:
    film(workspace, catalogue, "v")
    clips = [
        propose(catalogue, "v", "waving", 0.4),
        propose(catalogue, "v", "jumping", 1.0),
        propose(catalogue, "v", "waving", 3.0),
    ]

    [outcome] = cut()

    assert (outcome.item_id, outcome.status) == ("v", "done")
    for clip in clips:
        kept = catalogue.clips.find(clip.clip_id)
        assert kept is not None
        assert kept.path is not None
        first = round(clip.start_seconds * FPS)
        assert numbers_in(workspace.absolute(kept.path)) == list(range(first, first + FPS))


def test_files_are_named_by_video_and_milliseconds_in_a_folder_of_the_action(
    workspace: Workspace, catalogue: Catalogue, cut: Cut
) -> None:
    film(workspace, catalogue, "v")
    clip = propose(catalogue, "v", "waving", 0.4)
    propose(catalogue, "v", "jumping", 0.4)

    cut()

    kept = catalogue.clips.find(clip.clip_id)
    assert kept is not None
    assert kept.path == "clips/waving/v_00000400_00001400.mp4"
    assert kept.strip_path == "clips/waving/v_00000400_00001400.jpg"
    assert (workspace.clips / "jumping" / "v_00000400_00001400.mp4").is_file()


def test_filmstrip_and_curve_lie_beside_the_clip(
    workspace: Workspace, catalogue: Catalogue, cut: Cut
) -> None:
    film(workspace, catalogue, "v")
    scores = add_scores(workspace, catalogue, "v", {"waving": (1.0, 2.0)}, seconds=4)
    scored = propose(catalogue, "v", "waving", 1.0, score_id=scores.score_id)
    annotated = propose(catalogue, "v", "jumping", 1.0)

    cut()

    kept = catalogue.clips.find(scored.clip_id)
    assert kept is not None
    assert kept.strip_path is not None
    assert kept.curve_path is not None
    assert len(kept.strip_seconds) == 4
    assert all(0 <= each < 1 for each in kept.strip_seconds)
    for name in (kept.strip_path, kept.curve_path):
        with Image.open(workspace.absolute(name)) as picture:
            assert picture.width > picture.height
    without_scores = catalogue.clips.find(annotated.clip_id)
    assert without_scores is not None
    assert without_scores.curve_path is None


def test_second_run_cuts_only_what_is_new(
    workspace: Workspace, catalogue: Catalogue, cut: Cut
) -> None:
    film(workspace, catalogue, "v")
    old = propose(catalogue, "v", "waving", 0.0)
    cut()
    file = workspace.clips / "waving" / "v_00000000_00001000.mp4"
    before = file.stat().st_mtime_ns
    propose(catalogue, "v", "waving", 2.0)

    second, third = cut(), cut()

    assert [each.status for each in second] == ["done"]
    assert third == []
    assert file.stat().st_mtime_ns == before
    assert catalogue.clips.find(old.clip_id) is not None
    assert len(catalogue.clips.all(is_cut=True)) == 2


def test_only_the_videos_that_were_named_and_are_here(
    workspace: Workspace, catalogue: Catalogue, cut: Cut
) -> None:
    for video_id in ("a", "b"):
        film(workspace, catalogue, video_id, seconds=2)
    add_video(catalogue, "absent")
    for video_id in ("a", "b", "absent"):
        propose(catalogue, video_id, "waving", 0.5)

    named, others = cut({"b", "absent"}), cut()

    assert [each.item_id for each in named] == ["b"]
    assert [each.item_id for each in others] == ["a"]


def test_clip_beyond_the_end_is_told_and_the_others_are_cut(
    workspace: Workspace, catalogue: Catalogue, cut: Cut
) -> None:
    film(workspace, catalogue, "v", seconds=2)
    good = propose(catalogue, "v", "waving", 0.5)
    lost = propose(catalogue, "v", "waving", 50.0)

    outcomes = cut()

    assert [(each.item_id, each.status) for each in outcomes] == [
        ("v", "done"),
        (lost.clip_id, "failed"),
    ]
    assert tally(outcomes).exit_code() == 7
    assert outcomes[1].message.startswith("Cannot cut 50.00-51.00 s of ")
    assert [clip.clip_id for clip in catalogue.clips.all(is_cut=True)] == [good.clip_id]
    [failure] = catalogue.outcomes.failures()
    assert (failure.step, failure.item_id, failure.kind) == ("cut-clip", lost.clip_id, "no-frames")
    assert cut() == []
    assert not list(workspace.clips.rglob("*00050000*"))


def test_clip_that_its_video_holds_now_is_cut_when_asked(
    workspace: Workspace, catalogue: Catalogue, cut: Cut
) -> None:
    film(workspace, catalogue, "v", seconds=1)
    lost = propose(catalogue, "v", "waving", 2.0)
    cut()
    film(workspace, catalogue, "v", seconds=4)

    unasked, asked = cut(), cut(retry_failed=True)

    assert unasked == []
    assert [each.status for each in asked] == ["done"]
    assert [clip.clip_id for clip in catalogue.clips.all(is_cut=True)] == [lost.clip_id]
    assert catalogue.outcomes.failures() == []


def test_video_that_holds_none_of_its_clips_is_passed_over_with_the_reason(
    workspace: Workspace, catalogue: Catalogue, cut: Cut
) -> None:
    film(workspace, catalogue, "v", seconds=1)
    propose(catalogue, "v", "waving", 50.0)

    video, clip = cut()

    assert (video.status, video.kind) == ("skipped", "nothing-cut")
    assert (clip.status, clip.kind, clip.exit_code) == ("failed", "no-frames", 5)
    assert "no readable frame is there" in clip.message
    assert tally([video, clip]).exit_code() == 5


def test_unreadable_and_missing_videos_do_not_stop_the_others(
    workspace: Workspace, catalogue: Catalogue, cut: Cut, tmp_path: Path
) -> None:
    (tmp_path / "text.mp4").write_bytes(b"not a video" * 100)
    add_file(workspace, catalogue, "bad", tmp_path / "text.mp4")
    add_file(workspace, catalogue, "lost", tmp_path / "nowhere.mp4")
    film(workspace, catalogue, "whole", seconds=2)
    for video_id in ("bad", "lost", "whole"):
        propose(catalogue, video_id, "waving", 0.5)

    outcomes = cut()

    assert [(each.item_id, each.status, each.kind) for each in outcomes] == [
        ("bad", "failed", "not-a-video"),
        ("lost", "failed", "missing"),
        ("whole", "done", ""),
    ]
    assert [clip.video_id for clip in catalogue.clips.all(is_cut=True)] == ["whole"]


def test_video_that_came_back_is_cut_by_the_next_run(
    workspace: Workspace, catalogue: Catalogue, cut: Cut
) -> None:
    add_file(workspace, catalogue, "v", workspace.videos / "v.mp4")
    propose(catalogue, "v", "waving", 0.5)
    first = cut()
    film(workspace, catalogue, "v", seconds=2)

    second = cut()

    assert [each.status for each in (*first, *second)] == ["failed", "done"]
    assert catalogue.outcomes.failures() == []


def test_video_that_cannot_be_read_is_tried_again_only_when_asked(
    workspace: Workspace, catalogue: Catalogue, cut: Cut, tmp_path: Path
) -> None:
    (tmp_path / "text.mp4").write_bytes(b"not a video" * 100)
    add_file(workspace, catalogue, "v", tmp_path / "text.mp4")
    propose(catalogue, "v", "waving", 0.5)
    first = cut()
    film(workspace, catalogue, "v", seconds=2)

    unasked, asked = cut(), cut(retry_failed=True)

    assert [each.kind for each in first] == ["not-a-video"]
    assert unasked == []
    assert [each.status for each in asked] == ["done"]


@pytest.mark.parametrize("name", ["clips", "clips/waving"])
def test_folder_that_cannot_be_made_is_told(
    workspace: Workspace, catalogue: Catalogue, cut: Cut, name: str
) -> None:
    film(workspace, catalogue, "v", seconds=2)
    propose(catalogue, "v", "waving", 0.5)
    (workspace.root / name).parent.mkdir(exist_ok=True)
    (workspace.root / name).write_text("a file where the folder should be")

    [outcome] = cut()

    assert (outcome.status, outcome.kind) == ("failed", "unwritable")
    assert outcome.message.startswith("Cannot write ")
    assert catalogue.clips.all(is_cut=True) == []
