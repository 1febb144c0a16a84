"""Reading and writing rows."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.connection import Connection
from miner.catalogue.ids import clip_id, clip_stem, hashed_id
from miner.catalogue.records import ActionClass, ItemOutcome, Verdict
from miner.errors import CatalogueError
from tests.miner.rows import add_action, add_cut_clip, add_video, make_clip


def test_ids_are_the_same_in_every_process() -> None:
    # sha256 of '["video", 1]', worked out with sha256sum
    assert hashed_id("video", 1) == "ab4c349d93f2f254"


def test_clip_id_depends_on_the_action_and_the_millisecond() -> None:
    ids = {
        clip_id("v", "a", 1.0, 4.0),
        clip_id("v", "b", 1.0, 4.0),
        clip_id("v", "a", 1.001, 4.0),
        clip_id("v", "a", 1.0000001, 4.0),
    }

    assert len(ids) == 3


def test_clip_files_are_named_by_id_and_milliseconds() -> None:
    assert clip_stem("abc", 61.25, 71.25) == "abc_00061250_00071250"


def test_action_added_again_keeps_its_place_and_queries(catalogue: Catalogue) -> None:
    add_action(catalogue, "juggling balls", queries=("juggling balls", "juggler"))
    add_action(catalogue, "riding a mule")
    updated = ActionClass(action_id="juggling_balls", name="juggling balls", definition="Three.")

    assert catalogue.actions.add(updated, queries=("juggling balls", "juggling clubs")) is False
    assert [each.name for each in catalogue.actions.all()] == ["juggling balls", "riding a mule"]
    assert catalogue.actions.all()[0].definition == "Three."
    found = {query.text for query in catalogue.actions.queries("juggling_balls")}
    assert found == {"juggling balls", "juggler", "juggling clubs"}


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("kind", "audio-model", "CHECK constraint failed: kind"),
        ("architecture", None, "NOT NULL constraint failed: models.architecture"),
        ("model_id", "m", ""),
    ],
    ids=["none of the allowed values", "nothing", "known key"],
)
def test_only_a_known_key_is_passed_over(
    catalogue: Catalogue, column: str, value: str | None, sentence: str
) -> None:
    connection = Connection(catalogue.file)
    row: dict[str, object] = {
        "model_id": "m", "kind": "video-model", "architecture": "r2plus1d_10", "path": "m.ckpt",
        "classes": "[]", "metrics": "{}", "settings": "{}", "trained_at": "2026-01-02",
    }  # fmt: skip
    connection.insert("models", row)
    wrong = row | {"model_id": "n", column: value}

    with pytest.raises(CatalogueError, match=sentence) if sentence else nullcontext():
        connection.insert("models", [row, wrong], ignore=True)

    assert connection.rows("SELECT * FROM models") == [row | {"dataset_id": None}]
    connection.close()


def test_outcome_replaces_an_earlier_one(catalogue: Catalogue) -> None:
    first = ItemOutcome(step="s", item_id="i", status="failed", kind="gone", message="No.")
    catalogue.outcomes.record(first)
    catalogue.outcomes.record(ItemOutcome(step="s", item_id="i", status="done"))

    assert catalogue.outcomes.failures() == []
    assert catalogue.outcomes.counts() == [("s", "done", 1)]


def test_new_proposals_replace_old_ones_but_for_judged_clips(catalogue: Catalogue) -> None:
    action = add_action(catalogue, "a")
    add_video(catalogue, "v")
    judged, stale, kept, new = (make_clip("v", action, start) for start in (0, 2, 4, 6))
    catalogue.clips.replace_proposals("v", [judged, stale, kept], score_id=None)
    catalogue.verdicts.add(Verdict(clip_id=judged.clip_id, reviewer_id="ann", answer="no"))

    removed = catalogue.clips.replace_proposals("v", [kept, new], score_id=None)

    assert removed == [stale]
    assert {clip.start_seconds for clip in catalogue.clips.all()} == {0, 4, 6}


def test_undo_and_redo_walk_through_the_log(catalogue: Catalogue) -> None:
    action = add_action(catalogue, "a")
    add_video(catalogue, "v")
    clips = [add_cut_clip(catalogue, make_clip("v", action, start)) for start in (0, 3)]
    for clip in clips:
        catalogue.verdicts.add(Verdict(clip_id=clip.clip_id, reviewer_id="ann", answer="yes"))

    undone = [catalogue.verdicts.undo("ann") for _ in range(3)]
    redone = catalogue.verdicts.redo("ann")

    assert [each.clip_id if each else None for each in undone] == [
        clips[1].clip_id,
        clips[0].clip_id,
        None,
    ]
    assert redone is not None
    assert redone.clip_id == clips[0].clip_id
    assert [each.clip_id for each in catalogue.verdicts.all()] == [clips[0].clip_id]


def test_new_verdict_ends_what_could_be_redone(catalogue: Catalogue) -> None:
    action = add_action(catalogue, "a")
    add_video(catalogue, "v")
    clip = add_cut_clip(catalogue, make_clip("v", action))
    catalogue.verdicts.add(Verdict(clip_id=clip.clip_id, reviewer_id="ann", answer="yes"))
    catalogue.verdicts.undo("ann")
    catalogue.verdicts.add(Verdict(clip_id=clip.clip_id, reviewer_id="ann", answer="no"))

    assert catalogue.verdicts.redo("ann") is None
    assert [each.answer for each in catalogue.verdicts.all()] == ["no"]


@pytest.mark.parametrize("reviewer", ["ann", "bob"])
def test_queue_holds_what_this_reviewer_has_not_judged(catalogue: Catalogue, reviewer: str) -> None:
    action = add_action(catalogue, "a")
    add_video(catalogue, "v")
    low = add_cut_clip(catalogue, make_clip("v", action, 0, score=0.2))
    high = add_cut_clip(catalogue, make_clip("v", action, 3, score=0.8))
    catalogue.clips.add(make_clip("v", action, 6))
    catalogue.verdicts.add(Verdict(clip_id=high.clip_id, reviewer_id="ann", answer="yes"))

    expected = {"ann": [low.clip_id], "bob": [high.clip_id, low.clip_id]}
    assert catalogue.verdicts.queue(reviewer) == expected[reviewer]
