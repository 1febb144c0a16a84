"""What is known of a video beforehand: classes that it probably shows weigh more.

A frame alone may look like two actions; the title of the video often settles which one it is. By
Bayes' rule a class that is `factor` times as likely beforehand weighs `factor` times as much:

    seen in the frame        squatting 0.45   sitting down 0.45   background 0.10
    found for "squatting"    squatting 0.75   sitting down 0.08   background 0.17    (factor 10)
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from video.score_track import ScoreTrack


def with_prior(track: ScoreTrack, *, likely: Collection[str], factor: float) -> ScoreTrack:
    """Return a track in which some classes were likelier beforehand than the others.

    Background is as likely as they are: even a video of an action shows it only now and then.

    Args:
        track: what the classifier saw.
        likely: classes that the video probably shows; with none the track stays as it is.
        factor: how many times likelier they are than the rest.
    """
    if not likely or factor == 1:
        return track
    favoured = {*likely, *track.background}
    weights = np.array([factor if name in favoured else 1.0 for name in track.classes])
    weighed = track.probabilities * weights
    total = np.maximum(weighed.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return replace(track, probabilities=(weighed / total).astype(np.float32))
