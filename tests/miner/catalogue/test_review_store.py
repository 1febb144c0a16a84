"""The catalogue as the store of the review application."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.catalogue.review_store import CatalogueReviewStore
from miner.workspace import Workspace
from review_ui.errors import StoreError
from review_ui.store import VerdictInput
from tests.miner.rows import add_action, add_cut_clip, add_video, make_clip


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
