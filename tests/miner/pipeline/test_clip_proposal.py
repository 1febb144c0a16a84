"""Candidate clips from stored scores: by rule, kept once judged, the same ids every time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.catalogue.records import Verdict
from miner.options import MiningOptions
from miner.pipeline.clip_proposal import ProposalRule, propose_from_scores
from miner.pipeline.outcomes import Outcome
from miner.workspace import Workspace
from tests.miner.pipeline.mined import MODEL, SAMPLING, add_scores, outcomes_of
from tests.miner.rows import add_action, add_cut_clip, add_video, make_clip
from video.options import ProposeOptions

THREE_SECONDS = ProposeOptions(clip_len=3, smoothing_seconds=0)
RETRIEVED = MiningOptions(classes="retrieved")
SEEN = {"waving": (5.0, 9.0), "jumping": (12.0, 15.0)}

Propose = Callable[..., list[Outcome]]


@pytest.fixture
def propose(workspace: Workspace, catalogue: Catalogue) -> Propose:
    """Two actions, and a function that proposes clips by a rule."""
    add_action(catalogue, "waving")
    add_action(catalogue, "jumping")
    return proposer(workspace, catalogue)


def proposer(workspace: Workspace, catalogue: Catalogue) -> Propose:
    def run(
        options: ProposeOptions = THREE_SECONDS,
        *,
        mining: MiningOptions = RETRIEVED,
        classes: tuple[str, ...] | None = None,
        videos: set[str] | None = None,
    ) -> list[Outcome]:
        rule = ProposalRule(propose=options, mining=mining, only=classes)
        return outcomes_of(
            propose_from_scores(
                workspace, catalogue, rule, model_id=MODEL, sampling=SAMPLING, only_videos=videos
            )
        )

    return run


def spans(catalogue: Catalogue) -> list[tuple[str, float, float]]:
    return [(c.action_id, c.start_seconds, c.end_seconds) for c in catalogue.clips.all()]


def test_clips_lie_where_the_scores_are_high(
    workspace: Workspace, catalogue: Catalogue, propose: Propose
) -> None:
    add_video(catalogue, "v")
    scores = add_scores(workspace, catalogue, "v", SEEN)

    [outcome] = propose()

    assert (outcome.item_id, outcome.status) == (scores.score_id, "done")
    waving, jumping = catalogue.clips.all()
    assert (waving.action_id, jumping.action_id) == ("waving", "jumping")
    # Each frame speaks from half a sampling step (0.125 s) before it to half a step after it.
    assert 4.875 <= waving.start_seconds <= 5.875
    assert waving.end_seconds - waving.start_seconds == pytest.approx(3)
    assert jumping.start_seconds == pytest.approx(11.875, abs=0.01)
    assert waving.start_seconds <= waving.peak_seconds < waving.end_seconds
    assert waving.score == pytest.approx(0.9, abs=0.01)
    assert (waving.score_id, waving.sampler, waving.path) == (scores.score_id, "top", None)


def test_nothing_is_proposed_where_nothing_happens(
    workspace: Workspace, catalogue: Catalogue, propose: Propose
) -> None:
    add_video(catalogue, "v")
    add_scores(workspace, catalogue, "v", {"waving": (0, 0)})

    [outcome] = propose()

    assert (outcome.status, outcome.kind) == ("skipped", "nothing-happens")
    assert outcome.message == "No action was seen in v."
    assert catalogue.clips.all() == []


def test_same_rule_again_does_nothing(
    workspace: Workspace, catalogue: Catalogue, propose: Propose
) -> None:
    add_video(catalogue, "v")
    add_scores(workspace, catalogue, "v", SEEN)
    propose()
    before = catalogue.clips.all()

    again = propose()

    assert again == []
    assert catalogue.clips.all() == before


def test_another_workspace_gives_the_same_ids(
    workspace: Workspace, catalogue: Catalogue, propose: Propose, tmp_path: Path
) -> None:
    other = Workspace(root=tmp_path / "other")
    other.root.mkdir()
    with open_catalogue(other.catalogue_file) as second:
        for name in ("jumping", "waving"):
            add_action(second, name)
        for place, rows in ((workspace, catalogue), (other, second)):
            add_video(rows, "v")
            add_scores(place, rows, "v", SEEN)
        propose()
        proposer(other, second)()

        assert [c.clip_id for c in second.clips.all()] == [c.clip_id for c in catalogue.clips.all()]


def test_new_rule_replaces_clips_with_their_files_but_for_judged_ones(
    workspace: Workspace, catalogue: Catalogue, propose: Propose
) -> None:
    add_video(catalogue, "v")
    add_scores(workspace, catalogue, "v", SEEN)
    propose()
    for clip in catalogue.clips.all():
        add_cut_clip(catalogue, clip)
        for suffix in (".mp4", ".jpg"):
            file = workspace.root / f"clips/{clip.clip_id}{suffix}"
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(b"x")
    waving, jumping = catalogue.clips.all()
    catalogue.verdicts.add(Verdict(clip_id=waving.clip_id, reviewer_id="ann", answer="no"))

    propose(ProposeOptions(clip_len=2, smoothing_seconds=0))

    kept = [clip.clip_id for clip in catalogue.clips.all()]
    assert waving.clip_id in kept
    assert jumping.clip_id not in kept
    assert {file.stem for file in workspace.clips.iterdir()} == {waving.clip_id}
    lengths = [end - start for _, start, end in spans(catalogue)]
    assert sorted(round(each) for each in lengths) == [2, 2, 2, 3]


def test_judgement_that_was_taken_back_still_keeps_its_clip(
    workspace: Workspace, catalogue: Catalogue, propose: Propose
) -> None:
    add_video(catalogue, "v")
    add_scores(workspace, catalogue, "v", SEEN)
    propose()
    clip = catalogue.clips.all()[0]
    catalogue.verdicts.add(Verdict(clip_id=clip.clip_id, reviewer_id="ann", answer="yes"))
    catalogue.verdicts.undo("ann")

    propose(ProposeOptions(clip_len=2, smoothing_seconds=0))

    assert catalogue.clips.find(clip.clip_id) is not None
    assert catalogue.verdicts.redo("ann") is not None


def test_span_that_is_proposed_again_keeps_its_id_and_file(
    workspace: Workspace, catalogue: Catalogue, propose: Propose
) -> None:
    add_video(catalogue, "v")
    add_scores(workspace, catalogue, "v", SEEN)
    propose()
    for clip in catalogue.clips.all():
        add_cut_clip(catalogue, clip)
    before = {clip.clip_id: clip.path for clip in catalogue.clips.all()}

    propose(ProposeOptions(clip_len=3, smoothing_seconds=0, n_clips=1, threshold=0.6))

    assert {clip.clip_id: clip.path for clip in catalogue.clips.all()} == before


def test_clips_of_annotations_stay_whatever_the_rule(
    workspace: Workspace, catalogue: Catalogue, propose: Propose
) -> None:
    add_video(catalogue, "v")
    add_scores(workspace, catalogue, "v", SEEN)
    given = make_clip("v", "waving", 0.5, sampler="annotation")
    catalogue.clips.add(given)

    propose()
    propose(ProposeOptions(clip_len=2, smoothing_seconds=0))

    assert catalogue.clips.find(given.clip_id) == given


@pytest.mark.parametrize(
    ("found_by", "mining", "expected"),
    [
        (("waving",), "retrieved", {"waving"}),
        (("waving",), "all", {"waving", "jumping"}),
        (("waving", "jumping"), "retrieved", {"waving", "jumping"}),
        ((), "retrieved", {"waving", "jumping"}),
    ],
    ids=["as Kinetics", "all classes", "found twice", "local file"],
)
def test_video_yields_the_classes_it_was_found_for(
    workspace: Workspace,
    catalogue: Catalogue,
    propose: Propose,
    found_by: tuple[str, ...],
    mining: str,
    expected: set[str],
) -> None:
    add_video(catalogue, "v")
    for action_id in found_by:
        [query] = catalogue.actions.queries(action_id)
        catalogue.videos.add_hit("v", query.query_id, rank=1, title_score=1.0)
    add_scores(workspace, catalogue, "v", SEEN)

    propose(mining=MiningOptions(classes=mining))  # type: ignore[arg-type]

    assert {action for action, _, _ in spans(catalogue)} == expected


def test_only_the_classes_and_videos_that_were_named(
    workspace: Workspace, catalogue: Catalogue, propose: Propose
) -> None:
    for video_id in ("v", "w"):
        add_video(catalogue, video_id)
        add_scores(workspace, catalogue, video_id, SEEN)

    propose(classes=("jumping", "unheard of"), videos={"w"})

    assert [(c.video_id, c.action_id) for c in catalogue.clips.all()] == [("w", "jumping")]


def test_class_that_is_no_action_here_gives_no_clip(
    workspace: Workspace, catalogue: Catalogue, propose: Propose
) -> None:
    add_video(catalogue, "v")
    add_scores(workspace, catalogue, "v", {"diving": (5.0, 9.0)})

    [outcome] = propose()

    assert outcome.kind == "nothing-happens"
    assert catalogue.clips.all() == []


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [(None, "missing", "there is no such file"), (b"PK\x03\x04", "corrupt", "is damaged")],
    ids=["missing", "damaged"],
)
def test_scores_that_cannot_be_read_are_told_and_others_go_on(
    workspace: Workspace,
    catalogue: Catalogue,
    propose: Propose,
    content: bytes | None,
    kind: str,
    sentence: str,
) -> None:
    for video_id in ("v", "w"):
        add_video(catalogue, video_id)
        add_scores(workspace, catalogue, video_id, SEEN)
    file = workspace.scores / "v.npz"
    file.unlink() if content is None else file.write_bytes(content)

    first, second = propose()

    assert (first.status, first.kind, second.status) == ("failed", kind, "done")
    assert sentence in first.message
    assert {clip.video_id for clip in catalogue.clips.all()} == {"w"}


def test_rules_are_told_apart_by_their_settings() -> None:
    rules = [
        ProposalRule(propose=ProposeOptions(), mining=MiningOptions()),
        ProposalRule(propose=ProposeOptions(), mining=MiningOptions(filmstrip_frames=4)),
        ProposalRule(propose=ProposeOptions(threshold=0.4), mining=MiningOptions()),
        ProposalRule(propose=ProposeOptions(), mining=MiningOptions(classes="all")),
        ProposalRule(propose=ProposeOptions(), mining=MiningOptions(), only=("waving",)),
    ]

    ids = [rule.rule_id for rule in rules]

    assert ids[0] == ids[1]
    assert len(set(ids)) == 4
