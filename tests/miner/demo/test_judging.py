"""The scripted reviewer at work on a real catalogue, and what the clips come to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.catalogue.records import SourceVideo
from miner.demo.judging import REVIEWER, candidate_hits, judge_all
from miner.demo.measure import Hits
from miner.demo.truth import Segment, TruthVideo, World
from miner.progress import Talk
from miner.session import Session, open_session
from miner.workspace import Workspace
from tests.miner.rows import add_action, add_cut_clip, make_clip
from video.timing import ClipSpan

SITE = "http://127.0.0.1:8001/videos/watch"


def truth(key: str, *segments: tuple[str, float, float]) -> TruthVideo:
    return TruthVideo(
        video_key=key,
        path=Path(f"{key}.mp4"),
        title=key,
        advertised=(),
        segments=tuple(Segment(label=n, span=ClipSpan(a, b)) for n, a, b in segments),
        duration_seconds=20.0,
    )


WORLD = World(
    folder=Path("world"),
    seed=0,
    images=(),
    videos=(
        truth("w0v000", ("squatting", 2, 6), ("waving hands", 8, 12)),
        truth("w0v001", ("squatting", 4, 8)),
        truth("w0v002", ("waving hands", 1, 5)),
    ),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Two videos of the world, one of elsewhere, and one that was found but never downloaded."""
    workspace = Workspace(root=tmp_path)
    with open_session(workspace=workspace, flags={}, talk=Talk(quiet=True)) as opened:
        for name in ("squatting", "waving hands"):
            add_action(opened.catalogue, name)
        addresses = [f"{SITE}/w0v000.html", f"{SITE}/w0v001.html", "https://example.org/other"]
        for number, url in enumerate([*addresses, f"{SITE}/w0v002.html"]):
            add_video_of(opened, f"v{number}", url, has_file=number < 3)
        yield opened


def add_video_of(session: Session, video_id: str, url: str, *, has_file: bool) -> None:
    session.catalogue.videos.add(
        SourceVideo(
            video_id=video_id,
            url=url,
            title=video_id,
            source="test",
            duration_seconds=20.0,
            path=f"videos/{video_id}.mp4" if has_file else None,
        )
    )


def cut(session: Session, video_id: str, action_id: str, start: float) -> str:
    """Add a clip of three seconds as if it were cut, and return its id."""
    return add_cut_clip(session.catalogue, make_clip(video_id, action_id, start)).clip_id


def answers(session: Session) -> dict[str, tuple[str, bool | None]]:
    return {
        each.clip_id: (each.answer, each.covers_clip)
        for each in session.catalogue.verdicts.newest(REVIEWER, limit=100)
    }


def test_every_waiting_clip_is_judged_by_what_its_video_shows(session: Session) -> None:
    inside = cut(session, "v0", "squatting", 2.5)
    two_thirds = cut(session, "v0", "squatting", 4.0)  # two seconds of three
    other_action = cut(session, "v0", "squatting", 8.5)
    edge = cut(session, "v1", "squatting", 7.0)  # one second of three
    waving = cut(session, "v0", "waving_hands", 9.0)

    judged = judge_all(session, WORLD)

    assert judged == 5
    assert answers(session) == {
        inside: ("yes", True),
        two_thirds: ("yes", False),
        other_action: ("no", None),
        edge: ("unsure", None),
        waving: ("yes", True),
    }


def test_a_clip_of_a_video_from_elsewhere_gets_a_no(session: Session) -> None:
    stray = cut(session, "v2", "squatting", 2.5)

    judge_all(session, WORLD)

    assert answers(session) == {stray: ("no", None)}


def test_what_is_judged_is_not_judged_again(session: Session) -> None:
    cut(session, "v0", "squatting", 2.5)
    judge_all(session, WORLD)
    cut(session, "v1", "squatting", 4.5)

    judged = judge_all(session, WORLD)

    assert judged == 1
    assert len(answers(session)) == 2


def test_clips_are_counted_against_the_truth_of_downloaded_videos(session: Session) -> None:
    """v0 and v1 hold two performances of squatting and one of waving; v3 was never fetched."""
    cut(session, "v0", "squatting", 2.5)
    cut(session, "v0", "squatting", 8.5)
    cut(session, "v1", "squatting", 12.0)
    cut(session, "v2", "squatting", 2.5)  # nobody knows what a video from elsewhere shows

    rows = {row.label: row for row in candidate_hits(session, WORLD)}

    assert rows["squatting"] == Hits(
        label="squatting", candidates=3, correct=1, performances=2, found=1
    )
    assert rows["waving hands"] == Hits(
        label="waving hands", candidates=0, correct=0, performances=1, found=0
    )
    assert rows["all"] == Hits(label="all", candidates=3, correct=1, performances=3, found=1)


def test_clips_that_are_only_proposed_do_not_count(session: Session) -> None:
    session.catalogue.clips.add(make_clip("v0", "squatting", 2.5))

    rows = {row.label: row for row in candidate_hits(session, WORLD)}

    assert rows["squatting"].candidates == 0
