"""Frame scores: what a classifier sees in the frames of every video, kept for good."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from classifiers.checkpoint import FrameClassifier
from miner.catalogue.catalogue import Catalogue
from miner.catalogue.ids import ID_LENGTH, hashed_id
from miner.catalogue.records import FrameScores, Model, SourceVideo
from miner.pipeline.runner import run_stage, settled
from miner.pipeline.stage import Skip, Stage, Work
from miner.workspace import Workspace
from video.errors import VideoError
from video.options import ScoreOptions
from video.score_files import load_scores, save_scores
from video.scoring import ScoreTrack, score_video


def sampling_name(options: ScoreOptions) -> str:
    """Return how frames are chosen, as the catalogue keeps it.

    >>> sampling_name(ScoreOptions(every=2)), sampling_name(ScoreOptions(fps=4.0))
    ('every=2', 'fps=4')
    """
    return f"every={options.every}" if options.every else f"fps={options.fps:g}"


def score_videos(
    workspace: Workspace,
    catalogue: Catalogue,
    classifier: FrameClassifier,
    options: ScoreOptions,
    *,
    only: Collection[str] | None = None,
    retry_failed: bool,
) -> Iterator[Work]:
    """Yield the step that scores every video with a file, or only those with the given ids."""
    stage = VideoScoring(workspace, catalogue, classifier, options=options)
    stage.choose(only, retry_failed=retry_failed)
    yield Work(
        label="Scoring videos",
        verb="Scored",
        noun="video",
        total=len(list(stage.pending())),
        outcomes=run_stage(stage, catalogue),
    )


class VideoScoring(Stage[SourceVideo, ScoreTrack]):
    """Score the frames of one video."""

    def __init__(
        self,
        workspace: Workspace,
        catalogue: Catalogue,
        classifier: FrameClassifier,
        *,
        options: ScoreOptions,
    ) -> None:
        """Use an open catalogue and a loaded classifier, whose model is in the catalogue."""
        self._workspace = workspace
        self._catalogue = catalogue
        self._classifier = classifier
        self._options = options
        self._model_id = classifier.digest[:ID_LENGTH]
        self._only: Collection[str] | None = None
        self._done: frozenset[str] = frozenset()

    def choose(self, only: Collection[str] | None, *, retry_failed: bool) -> None:
        """Choose the videos to score and whether those that failed are tried again."""
        self._only = only
        self._done = settled(self._catalogue, self.name, retry_failed=retry_failed) - self._lost()

    def _lost(self) -> set[str]:
        """Return the videos that were scored and whose score file is gone or damaged."""
        rows = self._catalogue.models.scores(
            model_id=self._model_id, sampling=sampling_name(self._options)
        )
        missing = [row.video_id for row in rows if not self._is_readable(row)]
        outcomes = self._catalogue.outcomes.of_step(self.name) if missing else {}
        return {each for each in missing if each in outcomes and outcomes[each].status == "done"}

    def _is_readable(self, row: FrameScores) -> bool:
        try:
            load_scores(self._workspace.absolute(row.path))
        except VideoError:
            return False
        return True

    @property
    def name(self) -> str:
        """Name of the step: another classifier or sampling is another step."""
        return f"score:{self._model_id}:{sampling_name(self._options)}"

    def pending(self) -> Iterator[SourceVideo]:
        """Yield the chosen videos that have no scores."""
        for video in self._catalogue.videos.all(with_file=True):
            chosen = self._only is None or video.video_id in self._only
            if chosen and video.video_id not in self._done:
                yield video

    def item_id(self, item: SourceVideo) -> str:
        """Return the id of the video."""
        return item.video_id

    def process(self, item: SourceVideo) -> ScoreTrack:
        """Decode the video and score its frames."""
        file = self._workspace.absolute(item.path or "")
        return score_video(
            file,
            self._classifier,
            sampling=self._options.sampling,
            batch_size=self._options.batch_size,
        )

    def record(self, item: SourceVideo, result: ScoreTrack) -> Skip | None:
        """Save the scores and write them down."""
        score_id = hashed_id("scores", item.video_id, self._model_id, sampling_name(self._options))
        target = self._workspace.scores / f"{item.video_id}_{score_id}.npz"
        target.parent.mkdir(parents=True, exist_ok=True)
        save_scores(result, target)
        self._catalogue.models.add_scores(
            FrameScores(
                score_id=score_id,
                video_id=item.video_id,
                model_id=self._model_id,
                sampling=sampling_name(self._options),
                path=self._workspace.relative(target),
                frames=len(result.seconds),
                unreadable=tuple(
                    (span.start_seconds, span.end_seconds) for span in result.unreadable
                ),
            )
        )
        return None


def classifier_row(classifier: FrameClassifier, *, path: str, settings: dict[str, object]) -> Model:
    """Return the row of a frame classifier."""
    return Model(
        model_id=classifier.digest[:ID_LENGTH],
        kind="image-classifier",
        architecture=classifier.architecture,
        path=path,
        classes=classifier.classes,
        metrics=dict(classifier.metrics),
        settings=settings,
    )
