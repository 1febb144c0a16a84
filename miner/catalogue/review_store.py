"""The catalogue seen as the store of the review application: one reviewer, one queue."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import ActionClass, CandidateClip, Verdict
from miner.errors import CatalogueBusy, CatalogueError
from miner.workspace import Workspace
from review_ui.errors import StoreError
from review_ui.store import ActionCard, BadReason, ClipCard, ReviewProgress, VerdictInput
from video.errors import VideoError

ReadCurve = Callable[[str, str, tuple[str, ...]], Sequence[tuple[float, float]]]
"""Score file, class name and the classes that the video was found for to (seconds, score)."""

PATIENCE_SECONDS = 3.0
"""How long a key press waits for another program: somebody sits before it."""


class CatalogueReviewStore:
    """Serves the cut clips that a reviewer has not judged, best scores of a class first."""

    def __init__(
        self,
        workspace: Workspace,
        catalogue: Catalogue,
        *,
        reviewer: str,
        read_curve: ReadCurve,
    ) -> None:
        """Use an open catalogue, whose writes wait less now; verdicts are the reviewer's."""
        catalogue.wait_at_most(PATIENCE_SECONDS)
        self._workspace = workspace
        self._catalogue = catalogue
        self._reviewer = reviewer
        self._read_curve = read_curve

    def actions(self) -> Sequence[ActionCard]:
        """Return all classes that a clip can be relabelled to."""
        with _as_store_errors():
            return [_action_card(each) for each in self._catalogue.actions.all(kind="action")]

    def upcoming(self, limit: int, *, skipping: Collection[str] = ()) -> Sequence[str]:
        """Return the ids of the next clips without a live verdict."""
        with _as_store_errors():
            queue = self._catalogue.verdicts.queue(self._reviewer, limit=limit + len(skipping))
        return [clip_id for clip_id in queue if clip_id not in set(skipping)][:limit]

    def card(self, clip_id: str) -> ClipCard:
        """Return what is known about a clip."""
        with _as_store_errors():
            clip = self._catalogue.clips.find(clip_id)
            if clip is None:
                raise StoreError(
                    f"Cannot show clip '{clip_id}': it is no longer in the catalogue. "
                    "Start the review again."
                )
            return self._card(clip)

    def _card(self, clip: CandidateClip) -> ClipCard:
        video = self._catalogue.videos.find(clip.video_id)
        action = self._catalogue.actions.find(clip.action_id)
        if video is None or action is None:
            raise StoreError(f"Cannot show clip '{clip.clip_id}': its video or class is gone.")
        return ClipCard(
            clip_id=clip.clip_id,
            action=_action_card(action),
            clip_path=self._workspace.absolute(clip.path or ""),
            strip_path=self._workspace.absolute(clip.strip_path) if clip.strip_path else None,
            strip_seconds=tuple(clip.start_seconds + each for each in clip.strip_seconds),
            curve=self._curve(clip, action.name),
            start_seconds=clip.start_seconds,
            end_seconds=clip.end_seconds,
            peak_seconds=clip.peak_seconds,
            score=clip.score,
            video_title=video.title,
            source_url=video.url,
            video_duration_seconds=video.duration_seconds or clip.end_seconds,
        )

    def _curve(self, clip: CandidateClip, label: str) -> tuple[tuple[float, float], ...]:
        scores = self._catalogue.models.find_scores(clip.score_id) if clip.score_id else None
        if scores is None:
            return ()
        file = str(self._workspace.absolute(scores.path))
        try:
            found_for = self._catalogue.videos.classes_for(clip.video_id)
            return tuple(self._read_curve(file, label, found_for))
        except VideoError:  # missing or damaged: the clip can be judged without its curve
            return ()

    def record(self, verdict: VerdictInput) -> None:
        """Keep a verdict; durable when it returns."""
        with _as_store_errors(), self._catalogue.transaction():
            if self._catalogue.clips.find(verdict.clip_id) is None:
                raise StoreError(
                    f"Cannot keep a verdict on clip '{verdict.clip_id}': another command has "
                    "replaced it since. Leave it for later to go on."
                )
            self._catalogue.verdicts.add(
                Verdict(
                    clip_id=verdict.clip_id,
                    reviewer_id=self._reviewer,
                    answer=verdict.answer,
                    bad_reason=verdict.bad_reason,
                    covers_clip=verdict.covers_clip,
                    relabel_action_id=verdict.relabel_action_id,
                    trim=verdict.trim,
                    comment=verdict.comment,
                    flagged=verdict.flagged,
                    seconds_taken=verdict.seconds_taken,
                )
            )

    def undo(self) -> VerdictInput | None:
        """Withdraw this reviewer's newest live verdict and return it."""
        with _as_store_errors():
            undone = self._catalogue.verdicts.undo(self._reviewer)
        return _given(undone) if undone else None

    def redo(self) -> VerdictInput | None:
        """Restore the verdict that was withdrawn last and return it."""
        with _as_store_errors():
            redone = self._catalogue.verdicts.redo(self._reviewer)
        return _given(redone) if redone else None

    def recent(self, limit: int) -> Sequence[VerdictInput]:
        """Return this reviewer's newest live verdicts, newest first."""
        with _as_store_errors():
            newest = self._catalogue.verdicts.newest(self._reviewer, limit=limit)
        return [_given(each) for each in newest]

    def progress(self) -> ReviewProgress:
        """Return the counts of this queue."""
        with _as_store_errors():
            counts = self._catalogue.verdicts.counts(self._reviewer)
            return ReviewProgress(
                remaining=self._catalogue.verdicts.remaining(self._reviewer),
                yes=counts.get("yes", 0),
                no=counts.get("no", 0),
                unsure=counts.get("unsure", 0),
                bad=counts.get("bad", 0),
                flagged=self._catalogue.verdicts.flagged(self._reviewer),
            )


@contextmanager
def _as_store_errors() -> Iterator[None]:
    try:
        yield
    except CatalogueBusy as error:
        raise StoreError(
            "Cannot keep this yet: another program holds the catalogue. Press the key again."
        ) from error
    except CatalogueError as error:
        raise StoreError(str(error)) from error


def _action_card(action: ActionClass) -> ActionCard:
    return ActionCard(
        action_id=action.action_id,
        name=action.name,
        definition=action.definition,
        synonyms=action.synonyms,
    )


def _given(verdict: Verdict) -> VerdictInput:
    return VerdictInput(
        clip_id=verdict.clip_id,
        answer=verdict.answer,
        bad_reason=cast("BadReason | None", verdict.bad_reason),
        covers_clip=verdict.covers_clip,
        relabel_action_id=verdict.relabel_action_id,
        trim=verdict.trim,
        comment=verdict.comment,
        flagged=verdict.flagged,
        seconds_taken=verdict.seconds_taken,
    )
