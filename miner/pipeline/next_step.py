"""What a person should type next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from miner.catalogue.overview import ActionCounts, Totals
from miner.text import plural

Advice = tuple[object, str, str]
"""Whether a command would take the workspace on, the command, and why."""

NOTHING_LEFT = ("find-videos", "nothing is left to do; more videos give more clips")


def next_step(
    actions: Sequence[ActionCounts], totals: Totals, *, images_wanted: int, place: str = ""
) -> str:
    """Return the command that takes the workspace on, and why.

    Args:
        actions: counts of each action.
        totals: counts of the whole workspace.
        images_wanted: images that each class should have.
        place: flag that names the workspace, such as ` -w DIR`.
    """
    rules = (
        *_until_classifier(actions, totals, images_wanted),
        *_until_clips(actions, totals),
        *_until_model(totals),
    )
    command, reason = next(
        ((command, reason) for applies, command, reason in rules if applies), NOTHING_LEFT
    )
    return f"miner {command}{place}   ({reason})"


def _until_classifier(
    actions: Sequence[ActionCounts], totals: Totals, images_wanted: int
) -> Iterator[Advice]:
    lacking = sum(each.images < images_wanted for each in actions)
    yield not actions, "actions add 'riding a mule' ...", "there are no actions yet"
    yield (
        lacking and not totals.classifiers,
        "scrape-images",
        f"images are missing for {lacking} of {plural(len(actions), 'class')}",
    )
    yield not totals.classifiers, "train-image-clf", "there are images, but no classifier"


def _until_clips(actions: Sequence[ActionCounts], totals: Totals) -> Iterator[Advice]:
    waiting = totals.videos_without_file
    are_known = totals.videos or waiting or any(each.found for each in actions)
    yield not are_known, "find-videos", "no candidate videos are known"
    yield waiting, "download-videos", f"{plural(waiting, 'video')} to download"
    yield (
        totals.videos_unscored or totals.clips_uncut,
        "cut-clips",
        f"{plural(totals.videos_unscored, 'video')} to score, "
        f"{plural(totals.clips_uncut, 'clip')} to cut",
    )
    yield (
        totals.videos and not totals.clips,
        "cut-clips --threshold 0.3",
        f"no action was seen in {plural(totals.videos, 'video')}; a lower threshold may help",
    )


def _until_model(totals: Totals) -> Iterator[Advice]:
    yield totals.clips_unjudged, "review", f"{plural(totals.clips_unjudged, 'clip')} to judge"
    yield (
        totals.clips_accepted_since or (totals.clips_accepted and not totals.datasets),
        "build-dataset",
        f"{plural(totals.clips_accepted_since or totals.clips_accepted, 'clip')} accepted",
    )
    yield (
        totals.newest_dataset_untrained,
        "train-video r2plus1d_18",
        "no video model knows the newest dataset",
    )
    yield totals.video_models_unjudged, "eval-video", "a video model was never judged"
