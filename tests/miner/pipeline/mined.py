"""Real parts for tests of mining: videos in a workspace, score files, a small classifier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from classifiers.backbones.building import create_backbone
from classifiers.checkpoint import ClassifierCard, FrameClassifier
from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import FrameScores, Model, SourceVideo
from miner.pipeline.outcomes import Outcome
from miner.pipeline.stage import Work
from miner.workspace import Workspace
from tests.builders import VideoSpec, make_video
from video.score_files import save_scores
from video.score_track import ScoreTrack
from video.timing import FrameSampling

MODEL = "0123456789abcdef"
"""Id of the model that gave the scores."""

SAMPLING = "fps=4"
FPS = 25
SIZE = (64, 48)


def small_classifier(*classes: str, digest: str = MODEL * 4) -> FrameClassifier:
    """Return a true network of random weights, the last class being background."""
    network, _ = create_backbone("timm/test_resnet", num_classes=len(classes), image_size=32)
    card = ClassifierCard(
        architecture="timm/test_resnet",
        classes=classes,
        background=classes[-1:],
        image_size=32,
        fit="squash",
        metrics={"top1": 0.5},
    )
    return FrameClassifier(network, card=card, digest=digest)


def film(
    workspace: Workspace, catalogue: Catalogue, video_id: str, *, seconds: float = 4
) -> SourceVideo:
    """Write a small video whose frames are numbered, and its row."""
    path = workspace.videos / f"{video_id}.mp4"
    path.parent.mkdir(exist_ok=True)
    make_video(path, VideoSpec(frames=round(seconds * FPS), fps=FPS, size=SIZE))
    return add_file(workspace, catalogue, video_id, path)


def add_file(workspace: Workspace, catalogue: Catalogue, video_id: str, path: Path) -> SourceVideo:
    """Write the row of a video whose file, whatever it holds, is there."""
    video = SourceVideo(
        video_id=video_id,
        url=f"https://example.org/{video_id}",
        title=video_id,
        source="test",
        path=workspace.relative(path),
    )
    catalogue.videos.set_file(video)
    return video


def add_scores(
    workspace: Workspace,
    catalogue: Catalogue,
    video_id: str,
    seen: Mapping[str, tuple[float, float]],
    *,
    seconds: float = 20,
) -> FrameScores:
    """Write scores that show each class from a second to another, and the rows of them."""
    times = np.arange(0, seconds, 0.25)
    curves = [np.where((times >= start) & (times < end), 0.9, 0.02) for start, end in seen.values()]
    track = ScoreTrack(
        seconds=times,
        probabilities=np.stack([*curves, np.full(len(times), 0.05)], axis=1).astype(np.float32),
        classes=(*seen, "nothing"),
        background=("nothing",),
        duration_seconds=seconds,
        sampling=FrameSampling(fps=4),
    )
    file = workspace.scores / f"{video_id}.npz"
    file.parent.mkdir(exist_ok=True)
    save_scores(track, file)
    add_model(catalogue)
    scores = FrameScores(
        score_id=f"s-{video_id}",
        video_id=video_id,
        model_id=MODEL,
        sampling=SAMPLING,
        path=workspace.relative(file),
        frames=len(times),
    )
    catalogue.models.add_scores(scores)
    return scores


def add_model(catalogue: Catalogue, model_id: str = MODEL) -> None:
    """Write the row of a classifier."""
    catalogue.models.add(
        Model(
            model_id=model_id,
            kind="image-classifier",
            architecture="timm/test_resnet",
            path="runs/best.ckpt",
            classes=("a",),
            metrics={},
            settings={},
        )
    )


def outcomes_of(works: Iterable[Work] | Iterator[Work]) -> list[Outcome]:
    """Run steps to their end and return what became of every item."""
    return [outcome for work in works for outcome in work.outcomes]
