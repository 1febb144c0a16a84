"""Which clips people accepted, and as what: pure decisions over verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from miner.catalogue.records import CandidateClip, Verdict
from miner.options import DatasetOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedClip:
    """A clip that reviewers accepted, with their corrections applied."""

    clip_id: str
    video_id: str
    action_id: str
    start_seconds: float
    end_seconds: float
    score: float
    is_trimmed: bool
    """Whether the span differs from the file that was cut."""


def accepted(
    clip: CandidateClip, verdicts: Sequence[Verdict], options: DatasetOptions
) -> AcceptedClip | None:
    """Return the clip as its reviewers want it, or None when they do not want it.

    A clip is accepted for the action that most reviewers name (its own by a yes, another by a
    relabel), when at least `min_yes` name it and more name it than do not.
    """
    named = Counter(
        clip.action_id if each.answer == "yes" else each.relabel_action_id or ""
        for each in verdicts
    )
    rejections = named.pop("", 0)
    if not named:
        return None
    action_id, votes = max(named.items(), key=lambda pair: (pair[1], pair[0] == clip.action_id))
    against = rejections + named.total() - votes
    if votes < options.min_yes or votes <= against:
        return None
    if options.whole_only and not any(each.covers_clip for each in verdicts):
        return None
    trims = [each.trim for each in verdicts if each.trim is not None and each.answer != "bad"]
    start, end = trims[-1] if trims else (clip.start_seconds, clip.end_seconds)
    return AcceptedClip(
        clip_id=clip.clip_id,
        video_id=clip.video_id,
        action_id=action_id,
        start_seconds=start,
        end_seconds=end,
        score=clip.score,
        is_trimmed=bool(trims),
    )


def best_per_video(clips: Sequence[AcceptedClip], *, limit: int) -> list[AcceptedClip]:
    """Keep the best clips of each video and action; 0 keeps all.

    Kinetics kept one clip a video, which took away about a fifth of what was approved.
    """
    if limit == 0:
        return list(clips)
    kept: Counter[tuple[str, str]] = Counter()
    chosen = []
    for clip in sorted(clips, key=lambda each: (-each.score, each.clip_id)):
        key = (clip.video_id, clip.action_id)
        if kept[key] < limit:
            kept[key] += 1
            chosen.append(clip)
    return sorted(chosen, key=lambda each: (each.action_id, each.video_id, each.start_seconds))
