"""Rows for tests of the catalogue and the steps."""

from __future__ import annotations

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import ActionClass, CandidateClip, CutFile, SourceVideo


def add_action(catalogue: Catalogue, name: str, *, queries: tuple[str, ...] = ()) -> str:
    """Add an action and return its id."""
    action_id = name.replace(" ", "_")
    catalogue.actions.add(ActionClass(action_id=action_id, name=name), queries=queries or (name,))
    return action_id


def add_video(catalogue: Catalogue, video_id: str, *, path: str | None = None) -> str:
    """Add a video of ten seconds and return its id."""
    video = SourceVideo(
        video_id=video_id,
        url=f"https://example.org/{video_id}",
        title=f"Title of {video_id}",
        source="test",
        duration_seconds=10.0,
        path=path,
    )
    catalogue.videos.add(video)
    return video_id


def make_clip(
    video_id: str, action_id: str, start: float = 1.0, **changes: object
) -> CandidateClip:
    """Return a clip of three seconds."""
    values: dict[str, object] = {
        "clip_id": f"{video_id}-{action_id}-{start:g}",
        "video_id": video_id,
        "action_id": action_id,
        "start_seconds": start,
        "end_seconds": start + 3,
        "peak_seconds": start + 1.5,
        "score": 0.9,
        "sampler": "top",
    }
    return CandidateClip(**(values | changes))  # type: ignore[arg-type]


def add_cut_clip(catalogue: Catalogue, clip: CandidateClip) -> CandidateClip:
    """Add a clip as if its file were there."""
    catalogue.clips.add(clip)
    catalogue.clips.set_file(
        CutFile(
            clip_id=clip.clip_id,
            path=f"clips/{clip.clip_id}.mp4",
            strip_path=f"clips/{clip.clip_id}.jpg",
            strip_seconds=(0.5, 1.5, 2.5),
            curve_path=None,
            frames=75,
            fps="25",
            width=320,
            height=240,
            has_audio=False,
        )
    )
    return clip
