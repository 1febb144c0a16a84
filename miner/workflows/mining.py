"""What `miner cut-clips` does: score, propose, cut."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from classifiers.checkpoint import FrameClassifier, load_frame_classifier
from miner.action_names import slug_of
from miner.actions import actions_of_names, load_actions
from miner.catalogue.ids import ID_LENGTH
from miner.errors import ConfigError, MissingInput
from miner.fingerprint import fingerprint
from miner.pipeline.action_import import add_actions
from miner.pipeline.clip_cutting import CuttingSettings, cut_proposed_clips
from miner.pipeline.clip_proposal import ProposalRule, propose_from_scores
from miner.pipeline.frame_scoring import classifier_row, sampling_name, score_videos
from miner.pipeline.outcomes import Tally
from miner.pipeline.video_files import add_local_videos, download_videos, video_files
from miner.session import Session
from miner.text import plural
from miner.workflows.videos import add_addresses, is_address
from video.atomic import clear_parts


def mine(
    session: Session,
    inputs: Sequence[str],
    *,
    checkpoint: Path | None,
    class_names: str | None,
    retry_failed: bool,
) -> int:
    """Score the given videos, or all of the workspace, and cut what shows an action."""
    clear_unfinished(session)
    classifier = _classifier(session, checkpoint)
    only = _chosen_classes(classifier, class_names)
    tally, videos = _take_in(session, inputs, retry_failed=retry_failed)
    if tally.failed and not tally.done:
        return _tell_none_usable(session, tally)
    if not session.catalogue.videos.all(with_file=True):
        raise MissingInput(
            "Cannot cut: there are no videos. Run 'miner download-videos', or name video files."
        )
    rule = ProposalRule(propose=session.config.propose, mining=session.config.mine, only=only)
    for works in (
        score_videos(
            session.workspace,
            session.catalogue,
            classifier,
            session.config.score,
            only=videos,
            retry_failed=retry_failed,
        ),
        propose_from_scores(
            session.workspace,
            session.catalogue,
            rule,
            model_id=classifier.digest[:ID_LENGTH],
            sampling=sampling_name(session.config.score),
            only_videos=videos,
        ),
        cut_proposed_clips(
            session.workspace,
            session.catalogue,
            CuttingSettings(
                cut=session.config.cut,
                propose=session.config.propose,
                mining=session.config.mine,
            ),
            only_videos=videos,
            retry_failed=retry_failed,
        ),
    ):
        tally.merge(session.talk.work(works))
    return _tell(session, tally, videos)


def clear_unfinished(session: Session) -> None:
    """Remove the unfinished clips, pictures and scores of a run that was killed."""
    actions = session.catalogue.actions.all()
    places = [session.workspace.clips / each.action_id for each in actions]
    for place in (session.workspace.scores, *places):
        clear_parts(place)


def _classifier(session: Session, checkpoint: Path | None) -> FrameClassifier:
    if checkpoint is None:
        model = session.catalogue.models.newest("image-classifier")
        if model is None:
            raise MissingInput(
                "Cannot score: there is no image classifier. Run 'miner train-image-clf', or name "
                "one with '--image-classifier-checkpoint FILE'."
            )
        checkpoint = session.workspace.absolute(model.path)
    classifier = load_frame_classifier(checkpoint)
    names = [name for name in classifier.classes if name not in classifier.background]
    with session.catalogue.transaction():
        find = session.catalogue.actions.find
        unknown = [name for name in names if find(slug_of(name)) is None]
        add_actions(session.catalogue, actions_of_names(unknown))
        known = {name: action.name for name in names if (action := find(slug_of(name)))}
        _rename_classes(classifier, known)
        row = classifier_row(classifier, path=session.workspace.relative(checkpoint), settings={})
        session.catalogue.models.add(row)
    return classifier


def _rename_classes(classifier: FrameClassifier, known: Mapping[str, str]) -> None:
    """Let the classes be written as the actions of the workspace are, such as in capitals."""
    classes = tuple(known.get(name, name) for name in classifier.classes)
    classifier.card = dataclasses.replace(classifier.card, classes=classes)


def _chosen_classes(classifier: FrameClassifier, class_names: str | None) -> tuple[str, ...] | None:
    if class_names is None:
        return None
    classes = {slug_of(name): name for name in classifier.classes}
    given = [each.name for each in load_actions(class_names).actions]
    unknown = [name for name in given if slug_of(name) not in classes]
    if unknown:
        raise ConfigError(
            f"Cannot use the class names '{class_names}': the checkpoint does not know "
            f"'{unknown[0]}'. Its classes are {', '.join(classifier.classes)}."
        )
    return tuple(classes[slug_of(name)] for name in given)


def _take_in(
    session: Session, inputs: Sequence[str], *, retry_failed: bool
) -> tuple[Tally, set[str] | None]:
    """Take in the videos that a user named; return their ids, or None for all there are."""
    if not inputs:
        return Tally(), None
    files = video_files([Path(each) for each in inputs if not is_address(each)])
    tally = session.talk.work(add_local_videos(session.workspace, session.catalogue, files))
    ids = {f"file-{fingerprint(file)}" for file in files}
    addresses = [each for each in inputs if is_address(each)]
    if addresses:
        listed, found = add_addresses(session, addresses)
        tally.merge(listed)
        ids |= set(found)
        tally.merge(
            session.talk.work(
                download_videos(
                    session.workspace,
                    session.catalogue,
                    session.config.download,
                    retry_failed=retry_failed,
                    only=set(found),
                )
            )
        )
    return tally, ids


def _tell_none_usable(session: Session, tally: Tally) -> int:
    session.talk.finish(
        {"clips": [], "per_action": {}}, sentence="None of the given videos can be used."
    )
    return tally.exit_code()


def _tell(session: Session, tally: Tally, videos: set[str] | None) -> int:
    clips = [
        clip
        for clip in session.catalogue.clips.all(is_cut=True)
        if videos is None or clip.video_id in videos
    ]
    per_action: dict[str, int] = {}
    for clip in clips:
        per_action[clip.action_id] = per_action.get(clip.action_id, 0) + 1
    session.talk.finish(
        {
            "clips": [
                session.workspace.relative(session.workspace.absolute(c.path or "")) for c in clips
            ],
            "per_action": per_action,
        },
        sentence=_sentence(session, len(clips), len(per_action)),
    )
    return tally.exit_code()


def _sentence(session: Session, clips: int, classes: int) -> str:
    if not clips:
        return (
            "No action was seen. A lower '--threshold' than "
            f"{session.config.propose.threshold:g} may find some, or a classifier that was "
            "trained longer."
        )
    return (
        f"{plural(clips, 'clip')} of {plural(classes, 'class')} in {session.workspace.clips}. "
        f"Next: {session.next('review')}"
    )
