"""Clip files: all clips of a video in one pass over it, each with its pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.ids import clip_stem
from miner.catalogue.records import CandidateClip, CutFile, FrameScores, SourceVideo
from miner.pipeline.runner import run_stage
from miner.pipeline.stage import Skip, Stage, Work
from miner.workspace import Workspace
from video.cutting import ClipCut, CutClip, cut_clips
from video.options import CutOptions
from video.pictures import write_filmstrip, write_score_curve
from video.score_files import load_scores
from video.timing import ClipSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingJob:
    """The clips of one video that have no file yet."""

    video: SourceVideo
    clips: tuple[CandidateClip, ...]
    names: dict[str, str]
    """Name of each action by its id."""
    scores: dict[str, FrameScores]
    """Scores that the clips come from, by their id."""


def cut_proposed_clips(
    workspace: Workspace,
    catalogue: Catalogue,
    options: CutOptions,
    *,
    strip_frames: int,
    only_videos: Collection[str] | None = None,
) -> Iterator[Work]:
    """Yield the step that cuts every clip that has no file."""
    stage = ClipCutting(workspace, catalogue, options=options, strip_frames=strip_frames)
    stage.only_videos = only_videos
    yield Work(
        label="Cutting clips",
        verb="Cut the clips of",
        noun="video",
        total=len(list(stage.pending())),
        outcomes=run_stage(stage, catalogue),
    )


class ClipCutting(Stage[CuttingJob, list[CutFile]]):
    """Cut the clips of one video and draw their pictures."""

    def __init__(
        self,
        workspace: Workspace,
        catalogue: Catalogue,
        *,
        options: CutOptions,
        strip_frames: int,
    ) -> None:
        """Use an open catalogue."""
        self._workspace = workspace
        self._catalogue = catalogue
        self._options = options
        self._strip_frames = strip_frames
        self.only_videos: Collection[str] | None = None
        """Ids of the videos to cut; None for all."""

    @property
    def name(self) -> str:
        """Name of the step."""
        return "cut"

    def pending(self) -> Iterator[CuttingJob]:
        """Yield the videos that have clips without a file."""
        waiting: dict[str, list[CandidateClip]] = {}
        for clip in self._catalogue.clips.all(is_cut=False):
            if self.only_videos is None or clip.video_id in self.only_videos:
                waiting.setdefault(clip.video_id, []).append(clip)
        for video_id, clips in waiting.items():
            video = self._catalogue.videos.find(video_id)
            if video is not None and video.path is not None:
                yield self._job(video, clips)

    def _job(self, video: SourceVideo, clips: list[CandidateClip]) -> CuttingJob:
        names = {each.action_id: each.name for each in self._catalogue.actions.all()}
        found = {
            clip.score_id: self._catalogue.models.find_scores(clip.score_id)
            for clip in clips
            if clip.score_id is not None
        }
        scores = {score_id: each for score_id, each in found.items() if each is not None}
        return CuttingJob(video=video, clips=tuple(clips), names=names, scores=scores)

    def item_id(self, item: CuttingJob) -> str:
        """Return the id of the video."""
        return item.video.video_id

    def process(self, item: CuttingJob) -> list[CutFile]:
        """Cut the clips and draw a filmstrip and a score curve of each."""
        source = self._workspace.absolute(item.video.path or "")
        cuts = [self._cut(item.video, clip) for clip in item.clips]
        for cut in cuts:
            cut.target.parent.mkdir(parents=True, exist_ok=True)
        written = cut_clips(source, cuts, options=self._options)
        return [
            self._finish(item, clip, made) for clip, made in zip(item.clips, written, strict=True)
        ]

    def _cut(self, video: SourceVideo, clip: CandidateClip) -> ClipCut:
        stem = clip_stem(video.video_id, clip.start_seconds, clip.end_seconds)
        return ClipCut(
            span=ClipSpan(clip.start_seconds, clip.end_seconds),
            target=self._workspace.clips / clip.action_id / f"{stem}.mp4",
        )

    def _finish(self, job: CuttingJob, clip: CandidateClip, made: CutClip) -> CutFile:
        strip = write_filmstrip(
            made.path,
            made.path.with_suffix(".jpg"),
            peak_seconds=clip.peak_seconds - clip.start_seconds,
            frames=self._strip_frames,
        )
        curve = made.path.with_suffix(".png")
        scores = job.scores.get(clip.score_id or "")
        if scores is not None:
            write_score_curve(
                load_scores(self._workspace.absolute(scores.path)),
                label=job.names[clip.action_id],
                span=ClipSpan(clip.start_seconds, clip.end_seconds),
                target=curve,
            )
        return CutFile(
            clip_id=clip.clip_id,
            path=self._workspace.relative(made.path),
            strip_path=self._workspace.relative(strip.path),
            strip_seconds=strip.seconds,
            curve_path=self._workspace.relative(curve) if scores is not None else None,
            frames=made.frames,
            fps=str(made.fps),
            width=made.width,
            height=made.height,
            has_audio=made.has_audio,
        )

    def record(self, item: CuttingJob, result: list[CutFile]) -> Skip | None:
        """Write down the files of the clips."""
        for cut in result:
            self._catalogue.clips.set_file(cut)
        return None
