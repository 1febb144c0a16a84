"""The catalogue as the store of the review application."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.catalogue.records import ActionClass, FrameScores, Model, SourceVideo
from miner.catalogue.review_store import CatalogueReviewStore
from miner.workflows.reviewing import read_curve
from miner.workspace import Workspace
from review_ui.errors import StoreError
from review_ui.store import VerdictInput
from tests.miner.rows import add_action, add_cut_clip, add_video, make_clip
from video.score_files import save_scores
from video.score_track import ScoreTrack
from video.timing import FrameSampling


@pytest.fixture
def store(workspace: Workspace, catalogue: Catalogue) -> CatalogueReviewStore:
    """A queue of three clips of one action."""
    action = add_action(catalogue, "juggling balls")
    add_video(catalogue, "v")
    for start, score in ((0.0, 0.3), (3.0, 0.9), (6.0, 0.6)):
        add_cut_clip(catalogue, make_clip("v", action, start, score=score))
    return CatalogueReviewStore(
        workspace, catalogue, reviewer="ann", read_curve=lambda *_: ((0.0, 0.5),)
    )


def yes(clip_id: str) -> VerdictInput:
    return VerdictInput(clip_id=clip_id, answer="yes", covers_clip=True)


def test_best_clips_come_first(store: CatalogueReviewStore) -> None:
    queue = store.upcoming(2)

    assert [store.card(clip_id).score for clip_id in queue] == [0.9, 0.6]
    assert store.upcoming(2, skipping=queue) != queue


def test_card_tells_times_of_the_source_video(store: CatalogueReviewStore) -> None:
    card = store.card(store.upcoming(1)[0])

    assert card.strip_seconds == (3.5, 4.5, 5.5)
    assert card.video_duration_seconds == 10.0
    assert card.action.name == "juggling balls"


def test_verdict_comes_back_word_for_word(store: CatalogueReviewStore) -> None:
    clip_id = store.upcoming(1)[0]
    given = VerdictInput(
        clip_id=clip_id,
        answer="yes",
        covers_clip=False,
        trim=(3.5, 5.0),
        comment="cut the start",
        flagged=True,
        seconds_taken=2.5,
    )
    store.record(given)

    assert store.recent(1) == [given]
    assert clip_id not in store.upcoming(3)
    assert (store.progress().yes, store.progress().flagged, store.progress().remaining) == (1, 1, 2)


def test_undo_brings_the_clip_back_to_the_queue(store: CatalogueReviewStore) -> None:
    clip_id = store.upcoming(1)[0]
    store.record(yes(clip_id))

    assert store.undo() == yes(clip_id)
    assert store.upcoming(1) == [clip_id]
    assert store.redo() == yes(clip_id)
    assert store.undo() is not None
    assert store.undo() is None


def test_clip_that_is_gone_is_told(store: CatalogueReviewStore) -> None:
    with pytest.raises(StoreError, match="no longer in the catalogue"):
        store.card("gone")


def test_clip_that_another_command_replaced_keeps_no_verdict(
    store: CatalogueReviewStore, catalogue: Catalogue
) -> None:
    with pytest.raises(StoreError, match="Cannot keep a verdict on clip 'gone': another command"):
        store.record(yes("gone"))

    assert catalogue.verdicts.all() == []


def test_verdict_waits_three_seconds_for_another_program_and_can_be_given_again(
    store: CatalogueReviewStore, catalogue: Catalogue
) -> None:
    clip_id = store.upcoming(1)[0]
    holder = sqlite3.connect(catalogue.file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    start = time.monotonic()

    with pytest.raises(StoreError, match=r"another program holds .* Press the key again\."):
        store.record(yes(clip_id))

    assert time.monotonic() - start >= 2.9
    holder.close()
    store.record(yes(clip_id))
    assert [each.clip_id for each in catalogue.verdicts.all()] == [clip_id]


def test_relabelling_offers_actions_and_never_the_background(
    store: CatalogueReviewStore, catalogue: Catalogue
) -> None:
    dancing = ActionClass(
        action_id="d", name="dancing", definition="Moving to music.", synonyms=("boogie",)
    )
    street = ActionClass(action_id="e", name="empty street", kind="background")
    for action in (dancing, street):
        catalogue.actions.add(action, queries=())

    offered = store.actions()

    assert [each.name for each in offered] == ["juggling balls", "dancing"]
    assert (offered[1].definition, offered[1].synonyms) == ("Moving to music.", ("boogie",))


@pytest.mark.parametrize(
    "given",
    [
        VerdictInput(clip_id="v-juggling_balls-3", answer="bad", bad_reason="still-image"),
        VerdictInput(clip_id="v-juggling_balls-3", answer="no", relabel_action_id="juggling_balls"),
        VerdictInput(clip_id="v-juggling_balls-3", answer="yes", covers_clip=True),
        VerdictInput(clip_id="v-juggling_balls-3", answer="unsure", comment="[b]'; DROP TABLE"),
        VerdictInput(clip_id="v-juggling_balls-3", answer="yes", trim=(0.0, 3.0)),
    ],
    ids=["bad", "relabel", "whole", "comment", "trim-from-zero"],
)
def test_every_detail_survives_undo_and_redo(
    store: CatalogueReviewStore, given: VerdictInput
) -> None:
    store.record(given)

    assert store.undo() == given
    assert store.redo() == given
    assert store.recent(5) == [given]


def test_relabelling_to_a_class_that_is_gone_is_told(store: CatalogueReviewStore) -> None:
    clip_id = store.upcoming(1)[0]

    with pytest.raises(StoreError, match="Cannot use the catalogue"):
        store.record(VerdictInput(clip_id=clip_id, answer="no", relabel_action_id="gone"))
    assert store.progress().judged == 0


def test_two_reviewers_have_queues_histories_and_counts_of_their_own(
    workspace: Workspace, catalogue: Catalogue, store: CatalogueReviewStore
) -> None:
    bobs = CatalogueReviewStore(workspace, catalogue, reviewer="bob", read_curve=lambda *_: ())
    first = store.upcoming(1)[0]
    store.record(yes(first))
    bobs.record(VerdictInput(clip_id=first, answer="no", flagged=True))

    assert [each.answer for each in store.recent(5)] == ["yes"]
    assert [each.answer for each in bobs.recent(5)] == ["no"]
    assert (store.progress().flagged, bobs.progress().flagged) == (0, 1)
    assert bobs.undo() is not None
    assert (store.progress().judged, bobs.progress().judged) == (1, 0)


def test_full_disk_is_a_sentence_and_nothing_is_half_written(
    store: CatalogueReviewStore, catalogue: Catalogue
) -> None:
    clip_id = store.upcoming(1)[0]
    pages = catalogue._connection.value("PRAGMA page_count")
    catalogue._connection.value(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"disk is full\. Free some space"):
        store.record(VerdictInput(clip_id=clip_id, answer="no", comment="x" * 50_000))
    refused = store.progress().judged
    catalogue._connection.value("PRAGMA max_page_count = 100000")
    store.record(VerdictInput(clip_id=clip_id, answer="no", comment="x" * 50_000))

    assert (refused, store.progress().no) == (0, 1)


@pytest.fixture
def scored(workspace: Workspace, catalogue: Catalogue) -> CatalogueReviewStore:
    """A queue of one clip with a score file, read as `miner review` reads it."""
    action = add_action(catalogue, "juggling balls")
    add_video(catalogue, "v")
    model = Model(
        model_id="m",
        kind="image-classifier",
        architecture="resnet18",
        path="runs/m.ckpt",
        classes=("juggling balls",),
        metrics={},
        settings={},
    )
    catalogue.models.add(model)
    scores = FrameScores(
        score_id="s", video_id="v", model_id="m", sampling="fps=2", path="v.npz", frames=3
    )
    catalogue.models.add_scores(scores)
    add_cut_clip(catalogue, make_clip("v", action, score_id="s"))
    return CatalogueReviewStore(
        workspace, catalogue, reviewer="ann", read_curve=partial(read_curve, prior=10.0)
    )


def test_curve_is_the_classs_own_probabilities(
    scored: CatalogueReviewStore, workspace: Workspace
) -> None:
    track = ScoreTrack(
        classes=("empty street", "juggling balls"),
        background=("empty street",),
        seconds=np.array([0.0, 0.5, 1.0]),
        probabilities=np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]], np.float32),
        duration_seconds=1.5,
        sampling=FrameSampling(fps=2),
        unreadable=(),
    )
    save_scores(track, workspace.absolute("v.npz"))

    curve = scored.card(scored.upcoming(1)[0]).curve

    assert [seconds for seconds, _ in curve] == [0.0, 0.5, 1.0]
    assert [score for _, score in curve] == pytest.approx([0.0, 0.5, 1.0], abs=1e-3)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no archive"], ids=ascii)
def test_clip_without_readable_scores_is_judged_without_a_curve(
    scored: CatalogueReviewStore, workspace: Workspace, content: bytes | None
) -> None:
    if content is not None:
        workspace.absolute("v.npz").write_bytes(content)

    card = scored.card(scored.upcoming(1)[0])

    assert card.curve == ()
    scored.record(yes(card.clip_id))
    assert scored.progress().remaining == 0


def test_clip_that_is_not_cut_yet_waits_for_its_file(
    store: CatalogueReviewStore, catalogue: Catalogue
) -> None:
    catalogue.clips.add(make_clip("v", "juggling_balls", 9.0, score=0.99))

    assert "v-juggling_balls-9" not in store.upcoming(9)
    assert store.progress().remaining == 3


def test_video_of_unknown_length_ends_with_its_clip(
    store: CatalogueReviewStore, catalogue: Catalogue
) -> None:
    video = SourceVideo(video_id="live", url="", title="Live", source="test")
    catalogue.videos.add(video)
    add_cut_clip(catalogue, make_clip("live", "juggling_balls", 40.0))

    assert store.card("live-juggling_balls-40").video_duration_seconds == 43.0


REVIEWING = """
import sys
from pathlib import Path
from miner.catalogue.catalogue import open_catalogue
from miner.catalogue.review_store import CatalogueReviewStore
from miner.workspace import Workspace
from review_ui.store import VerdictInput
workspace = Workspace(root=Path(sys.argv[1]))
with open_catalogue(workspace.catalogue_file) as catalogue:
    store = CatalogueReviewStore(workspace, catalogue, reviewer="ann", read_curve=lambda *_: ())
    while waiting := store.upcoming(1):
        store.record(VerdictInput(clip_id=waiting[0], answer="yes"))
        print(waiting[0], flush=True)
"""


def test_no_verdict_is_lost_when_the_reviewer_is_killed(tmp_path: Path) -> None:
    file = Workspace(root=tmp_path).catalogue_file
    with open_catalogue(file) as catalogue:
        action = add_action(catalogue, "a")
        add_video(catalogue, "v")
        with catalogue.transaction():
            for number in range(600):
                add_cut_clip(catalogue, make_clip("v", action, float(number)))
    shown: list[str] = []
    for wait in (0.0, 0.05, 0.15):
        process = subprocess.Popen(
            [sys.executable, "-c", REVIEWING, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        shown.append(process.stdout.readline().strip())
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        shown += process.stdout.read().split("\n")[:-1]
        process.stdout.close()
        process.wait()

    with open_catalogue(file) as catalogue:
        kept = {verdict.clip_id for verdict in catalogue.verdicts.all()}
    assert set(shown) <= kept
    assert len(kept) - len(set(shown)) <= 3
