"""What a person should type next."""

from __future__ import annotations

from collections.abc import Sequence

from miner.catalogue.overview import ActionCounts, Totals


def next_step(actions: Sequence[ActionCounts], totals: Totals, *, images_wanted: int) -> str:
    """Return the command that takes the workspace on, and why.

    >>> next_step([], Totals(videos_without_file=0, videos=0, videos_unscored=0, clips_uncut=0,
    ...     clips_unjudged=0, clips_accepted=0, classifiers=0, video_models=0, datasets=0),
    ...     images_wanted=100)
    "miner actions add 'riding a mule' ...   (there are no actions yet)"
    """
    if not actions:
        return "miner actions add 'riding a mule' ...   (there are no actions yet)"
    lacking = sum(each.images < images_wanted for each in actions)
    classes = [each for each in actions if each.kind == "action"]
    rules = (
        (
            lacking and not totals.classifiers,
            f"miner scrape-images   ({lacking} of {len(actions)} classes lack images)",
        ),
        (not totals.classifiers, "miner train-image-clf   (there are images, but no classifier)"),
        (
            not totals.videos and not any(each.found for each in classes),
            "miner find-videos   (no candidate videos are known)",
        ),
        (
            totals.videos_without_file,
            f"miner download-videos   ({totals.videos_without_file} videos wait)",
        ),
        (
            totals.videos_unscored or totals.clips_uncut,
            f"miner cut-clips   ({totals.videos_unscored} videos are not scored, "
            f"{totals.clips_uncut} clips not cut)",
        ),
        (totals.clips_unjudged, f"miner review   ({totals.clips_unjudged} clips wait)"),
        (
            totals.clips_accepted and not totals.datasets,
            f"miner build-dataset   ({totals.clips_accepted} clips are accepted)",
        ),
        (
            totals.datasets and not totals.video_models,
            "miner train-video r2plus1d_18   (there is a dataset, but no video model)",
        ),
        (totals.video_models, "miner eval-video   (there is a video model)"),
    )
    for applies, advice in rules:
        if applies:
            return advice
    return "miner find-videos   (nothing is left to do; more videos give more clips)"
