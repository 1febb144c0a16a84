"""What `miner review` does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

from miner.catalogue.review_store import CatalogueReviewStore
from miner.errors import MissingInput
from miner.session import Session
from miner.text import plural
from video.class_prior import with_prior
from video.score_files import load_scores


@lru_cache(maxsize=32)
def read_curve(
    file: str, label: str, found_for: tuple[str, ...], *, prior: float
) -> Sequence[tuple[float, float]]:
    """Return the score curve of a class as (seconds, probability) points, as proposals see it."""
    track = with_prior(load_scores(Path(file)), likely=found_for, factor=prior)
    if label not in track.classes:
        return ()
    column = track.probabilities[:, track.classes.index(label)]
    return tuple(zip(track.seconds.tolist(), column.tolist(), strict=True))


def review_store(session: Session, reviewer: str) -> CatalogueReviewStore:
    """Return the queue of a reviewer."""
    return CatalogueReviewStore(
        session.workspace,
        session.catalogue,
        reviewer=reviewer,
        read_curve=partial(read_curve, prior=session.config.mine.retrieval_prior),
    )


def review(session: Session, reviewer: str) -> int:
    """Open the review application and say what came of it."""
    from review_ui.app import run_review

    store = review_store(session, reviewer)
    before = store.progress()
    if not before.remaining and not before.judged:
        raise MissingInput("Cannot review: no clips are cut. Run 'miner cut-clips' first.")
    run_review(store, options=session.config.review)
    after = store.progress()
    session.talk.finish(
        {"judged": after.judged, "remaining": after.remaining, "yes": after.yes, "no": after.no},
        sentence=f"{plural(after.judged, 'clip')} judged by {reviewer}: {after.yes} yes, "
        f"{after.no} no, {after.unsure} unsure, {after.bad} bad; {after.remaining} wait. "
        + f"Next: {session.next('review' if after.remaining else 'build-dataset')}",
    )
    return 0
