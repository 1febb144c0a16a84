"""The demo's reviewer at work: it judges every waiting clip from what the world knows."""

from __future__ import annotations

from miner.demo.measure import Candidate, Hits, measure_candidates, total_hits
from miner.demo.scripted_review import decide
from miner.demo.truth import World
from miner.session import Session
from miner.workflows.reviewing import review_store
from review_ui.store import VerdictInput
from video.timing import ClipSpan

REVIEWER = "demo"


def judge_all(session: Session, world: World) -> int:
    """Give a verdict on every clip that waits, through the store that people use."""
    store = review_store(session, REVIEWER)
    judged = 0
    while waiting := store.upcoming(1):
        card = store.card(waiting[0])
        video = world.video_of_url(card.source_url)
        decision = decide(
            card.action.name,
            ClipSpan(card.start_seconds, card.end_seconds),
            video.segments if video else (),
        )
        store.record(
            VerdictInput(
                clip_id=card.clip_id, answer=decision.answer, covers_clip=decision.covers_clip
            )
        )
        judged += 1
    return judged


def candidate_hits(session: Session, world: World) -> list[Hits]:
    """Return precision and recall of the candidates, a row a class and one for all."""
    names = {each.action_id: each.name for each in session.catalogue.actions.all()}
    videos = {
        each.video_id: found
        for each in session.catalogue.videos.all(with_file=True)
        if (found := world.video_of_url(each.url)) is not None
    }
    candidates = [
        Candidate(
            video_key=videos[clip.video_id].video_key,
            label=names[clip.action_id],
            span=ClipSpan(clip.start_seconds, clip.end_seconds),
        )
        for clip in session.catalogue.clips.all(is_cut=True)
        if clip.video_id in videos
    ]
    truth = {video.video_key: video.segments for video in videos.values()}
    rows = measure_candidates(candidates, truth, labels=world.labels)
    return [*rows, total_hits(rows)]
