"""Candidate clips from stored scores: no inference, so that a new rule takes seconds."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.ids import clip_id, hashed_id
from miner.catalogue.records import CandidateClip, FrameScores
from miner.options import MiningOptions
from miner.pipeline.runner import run_stage
from miner.pipeline.stage import Skip, Stage, Work
from miner.workspace import Workspace
from video.class_prior import with_prior
from video.options import ProposeOptions
from video.proposals import Proposal, propose_clips
from video.score_files import load_scores


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRule:
    """By what rule clips are proposed."""

    propose: ProposeOptions
    mining: MiningOptions
    only: tuple[str, ...] | None = None
    """Names of the classes that may be proposed; None for all of the classifier."""

    def settings(self) -> dict[str, object]:
        """Return the rule as plain data."""
        return {
            **dataclasses.asdict(self.propose),
            "classes": self.mining.classes,
            "retrieval_prior": self.mining.retrieval_prior,
            "only": self.only,
        }

    @property
    def rule_id(self) -> str:
        """Id of the rule: the same settings, the same id."""
        return hashed_id("rule", self.settings())


def propose_from_scores(
    workspace: Workspace,
    catalogue: Catalogue,
    rule: ProposalRule,
    *,
    model_id: str,
    sampling: str,
    only_videos: Collection[str] | None = None,
) -> Iterator[Work]:
    """Yield the step that proposes clips for all scores that this rule has not seen."""
    scores = [
        each
        for each in catalogue.models.scores(model_id=model_id, sampling=sampling)
        if only_videos is None or each.video_id in only_videos
    ]
    catalogue.models.add_rule(rule.rule_id, rule.settings())
    stage = ClipProposal(workspace, catalogue, rule=rule, scores=scores)
    yield Work(
        label="Proposing clips",
        verb="Proposed clips of",
        noun="video",
        total=len(list(stage.pending())),
        outcomes=run_stage(stage, catalogue),
    )


class ClipProposal(Stage[FrameScores, list[Proposal]]):
    """Propose the clips of one video from its scores."""

    def __init__(
        self,
        workspace: Workspace,
        catalogue: Catalogue,
        *,
        rule: ProposalRule,
        scores: list[FrameScores],
    ) -> None:
        """Use an open catalogue."""
        self._workspace = workspace
        self._catalogue = catalogue
        self._rule = rule
        self._scores = scores
        self._found_for = {
            each.video_id: self._catalogue.videos.classes_for(each.video_id) for each in scores
        }

    @property
    def name(self) -> str:
        """Name of the step."""
        return "propose"

    def pending(self) -> Iterator[FrameScores]:
        """Yield the scores whose clips come from another rule, or from none."""
        for scores in self._scores:
            if scores.rule_id != self._rule.rule_id:
                yield scores

    def item_id(self, item: FrameScores) -> str:
        """Return the id of the scores."""
        return item.score_id

    def process(self, item: FrameScores) -> list[Proposal]:
        """Return the spans that show an action."""
        track = load_scores(self._workspace.absolute(item.path))
        found_for = self._found_for[item.video_id]
        return propose_clips(
            with_prior(track, likely=found_for, factor=self._rule.mining.retrieval_prior),
            options=self._rule.propose,
            classes=[name for name in track.classes if self._is_wanted(name, found_for)],
        )

    def record(self, item: FrameScores, result: list[Proposal]) -> Skip | None:
        """Write down the clips in place of those of an earlier rule."""
        clips = [clip for proposal in result if (clip := self._clip(item, proposal)) is not None]
        removed = self._catalogue.clips.replace_proposals(
            item.video_id, clips, score_id=item.score_id
        )
        for clip in removed:
            for name in (clip.path, clip.strip_path, clip.curve_path):
                if name:
                    self._workspace.absolute(name).unlink(missing_ok=True)
        self._catalogue.models.set_rule(item.score_id, self._rule.rule_id)
        if not clips:
            return Skip(kind="nothing-happens", message=f"No action was seen in {item.video_id}.")
        return None

    def _clip(self, scores: FrameScores, proposal: Proposal) -> CandidateClip | None:
        action = self._catalogue.actions.find(proposal.label)
        if action is None:
            return None
        start, end = proposal.span.start_seconds, proposal.span.end_seconds
        return CandidateClip(
            clip_id=clip_id(scores.video_id, action.action_id, start, end),
            video_id=scores.video_id,
            action_id=action.action_id,
            start_seconds=start,
            end_seconds=end,
            peak_seconds=proposal.peak_seconds,
            score=proposal.score,
            sampler="top",
            score_id=scores.score_id,
            rule_id=self._rule.rule_id,
        )

    def _is_wanted(self, name: str, found_for: Collection[str]) -> bool:
        if self._rule.only is not None and name not in self._rule.only:
            return False
        return self._rule.mining.classes == "all" or not found_for or name in found_for
