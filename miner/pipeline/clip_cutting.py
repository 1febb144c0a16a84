"""Clip files: all clips of a video in one pass over it, each with its pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.ids import clip_stem
from miner.catalogue.records import CandidateClip, CutFile, FrameScores, ItemOutcome, SourceVideo
from miner.options import MiningOptions
from miner.pipeline.outcomes import Outcome
from miner.pipeline.runner import failure, run_stage, settled
from miner.pipeline.stage import Skip, Stage, Work
from miner.workspace import Workspace
from video.class_prior import with_prior
from video.cutting import ClipCut, CutClip, cut_clips
from video.errors import CannotCut
from video.options import CutOptions, ProposeOptions
from video.pictures import write_filmstrip, write_score_curve
from video.score_files import load_scores
from video.scoring import ScoreTrack
from video.timing import ClipSpan

LOST_STEP = "cut-clip"
"""Step under which a single clip is written down that its video does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingSettings:
    """How clips are cut and pictured."""

    cut: CutOptions
    propose: ProposeOptions
    """The rule that the score curve shows."""
    mining: MiningOptions
    """What a title is worth, and how many cells a filmstrip has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingJob:
    """The clips of one video that have no file yet."""

    video: SourceVideo
    clips: tuple[CandidateClip, ...]
    names: dict[str, str]
    """Name of each action by its id."""
    scores: dict[str, FrameScores]
    """Scores that the clips come from, by their id."""
    found_for: tuple[str, ...]
    """Names of the actions whose queries found the video."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingResult:
    """The files of one video, and the clips that it does not hold."""

    files: tuple[CutFile, ...] = ()
    lost: dict[str, CannotCut] = field(default_factory=dict)
    """Reason by clip id."""


def cut_proposed_clips(
    workspace: Workspace,
    catalogue: Catalogue,
    settings: CuttingSettings,
    *,
    only_videos: Collection[str] | None = None,
    retry_failed: bool = False,
) -> Iterator[Work]:
    """Yield the step that cuts every clip that has no file."""
    stage = ClipCutting(
        workspace, catalogue, settings=settings, only_videos=only_videos, retry_failed=retry_failed
    )
    yield Work(
        label="Cutting clips",
        verb="Cut the clips of",
        noun="video",
        total=len(list(stage.pending())),
        outcomes=_with_lost_clips(stage, catalogue),
    )


def _with_lost_clips(stage: ClipCutting, catalogue: Catalogue) -> Iterator[Outcome]:
    """Yield the outcome of each video, and after it those of the clips that it does not hold."""
    for outcome in run_stage(stage, catalogue):
        yield outcome
        yield from stage.lost
        stage.lost.clear()


class ClipCutting(Stage[CuttingJob, CuttingResult]):
    """Cut the clips of one video and draw their pictures."""

    def __init__(
        self,
        workspace: Workspace,
        catalogue: Catalogue,
        *,
        settings: CuttingSettings,
        only_videos: Collection[str] | None,
        retry_failed: bool,
    ) -> None:
        """Use an open catalogue; cut the given videos, or all."""
        self._workspace = workspace
        self._catalogue = catalogue
        self._settings = settings
        self._only_videos = only_videos
        self._retry_failed = retry_failed
        self.lost: list[Outcome] = []
        """Clips that the videos recorded so far do not hold, until they are told."""

    @property
    def name(self) -> str:
        """Name of the step."""
        return "cut"

    def pending(self) -> Iterator[CuttingJob]:
        """Yield the videos that have clips without a file."""
        lost, given_up = self._failed(LOST_STEP), self._failed(self.name)
        waiting: dict[str, list[CandidateClip]] = {}
        for clip in self._catalogue.clips.all(is_cut=False):
            chosen = self._only_videos is None or clip.video_id in self._only_videos
            if chosen and clip.clip_id not in lost and clip.video_id not in given_up:
                waiting.setdefault(clip.video_id, []).append(clip)
        for video_id, clips in waiting.items():
            video = self._catalogue.videos.find(video_id)
            if video is not None and video.path is not None:
                yield self._job(video, clips)

    def _failed(self, step: str) -> set[str]:
        """Return what failed for good; what was done may have new clips, a lost file be back."""
        outcomes = self._catalogue.outcomes.of_step(step)
        return {
            item_id
            for item_id in settled(self._catalogue, step, retry_failed=self._retry_failed)
            if outcomes[item_id].status == "failed" and outcomes[item_id].kind != "missing"
        }

    def _job(self, video: SourceVideo, clips: list[CandidateClip]) -> CuttingJob:
        names = {each.action_id: each.name for each in self._catalogue.actions.all()}
        found = {
            clip.score_id: self._catalogue.models.find_scores(clip.score_id)
            for clip in clips
            if clip.score_id is not None
        }
        scores = {score_id: each for score_id, each in found.items() if each is not None}
        return CuttingJob(
            video=video,
            clips=tuple(clips),
            names=names,
            scores=scores,
            found_for=self._catalogue.videos.classes_for(video.video_id),
        )

    def item_id(self, item: CuttingJob) -> str:
        """Return the id of the video."""
        return item.video.video_id

    def process(self, item: CuttingJob) -> CuttingResult:
        """Cut the clips and draw a filmstrip and a score curve of each."""
        try:
            made = self._cut(item, item.clips)
            lost: dict[str, CannotCut] = {}
        except CannotCut as error:
            if error.kind != "no-frames":
                raise
            made, lost = self._cut_one_by_one(item)
        tracks = {
            score_id: with_prior(
                load_scores(self._workspace.absolute(scores.path)),
                likely=item.found_for,
                factor=self._settings.mining.retrieval_prior,
            )
            for score_id, scores in item.scores.items()
        }
        files = [
            self._picture(
                clip, cut, label=item.names[clip.action_id], track=tracks.get(clip.score_id or "")
            )
            for clip, cut in made
        ]
        return CuttingResult(files=tuple(files), lost=lost)

    def _cut(
        self, job: CuttingJob, clips: Collection[CandidateClip]
    ) -> list[tuple[CandidateClip, CutClip]]:
        source = self._workspace.absolute(job.video.path or "")
        cuts = [self._target(job.video, clip) for clip in clips]
        for cut in cuts:
            cut.target.parent.mkdir(parents=True, exist_ok=True)
        return list(zip(clips, cut_clips(source, cuts, options=self._settings.cut), strict=True))

    def _cut_one_by_one(
        self, job: CuttingJob
    ) -> tuple[list[tuple[CandidateClip, CutClip]], dict[str, CannotCut]]:
        """Cut each clip alone, because the video does not hold one of them."""
        made: list[tuple[CandidateClip, CutClip]] = []
        lost = {}
        for clip in job.clips:
            try:
                made += self._cut(job, [clip])
            except CannotCut as error:
                if error.kind != "no-frames":
                    raise
                lost[clip.clip_id] = error
        return made, lost

    def _target(self, video: SourceVideo, clip: CandidateClip) -> ClipCut:
        stem = clip_stem(video.video_id, clip.start_seconds, clip.end_seconds)
        return ClipCut(
            span=ClipSpan(clip.start_seconds, clip.end_seconds),
            target=self._workspace.clips / clip.action_id / f"{stem}.mp4",
        )

    def _picture(
        self, clip: CandidateClip, made: CutClip, *, label: str, track: ScoreTrack | None
    ) -> CutFile:
        strip = write_filmstrip(
            made.path,
            made.path.with_suffix(".jpg"),
            peak_seconds=clip.peak_seconds - clip.start_seconds,
            frames=self._settings.mining.filmstrip_frames,
        )
        curve = made.path.with_suffix(".png")
        if track is not None:
            write_score_curve(
                track,
                label=label,
                span=ClipSpan(clip.start_seconds, clip.end_seconds),
                target=curve,
                peak_seconds=clip.peak_seconds,
                options=self._settings.propose,
            )
        return CutFile(
            clip_id=clip.clip_id,
            path=self._workspace.relative(made.path),
            strip_path=self._workspace.relative(strip.path),
            strip_seconds=strip.seconds,
            curve_path=self._workspace.relative(curve) if track is not None else None,
            frames=made.frames,
            fps=str(made.fps),
            width=made.width,
            height=made.height,
            has_audio=made.has_audio,
        )

    def record(self, item: CuttingJob, result: CuttingResult) -> Skip | None:
        """Write down the files, and the clips that the video does not hold."""
        for cut in result.files:
            self._catalogue.clips.set_file(cut)
            if self._catalogue.outcomes.find(LOST_STEP, cut.clip_id):
                self._note(Outcome(item_id=cut.clip_id, status="done"))
        self.lost = [failure(clip_id, error) for clip_id, error in result.lost.items()]
        for outcome in self.lost:
            self._note(outcome)
        if not result.files:
            return Skip(kind="nothing-cut", message="The video holds none of its clips.")
        return None

    def _note(self, outcome: Outcome) -> None:
        """Write down what became of one clip."""
        self._catalogue.outcomes.record(
            ItemOutcome(
                step=LOST_STEP,
                item_id=outcome.item_id,
                status=outcome.status,
                kind=outcome.kind,
                message=outcome.message,
            )
        )
