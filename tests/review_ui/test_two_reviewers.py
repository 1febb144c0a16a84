"""Two people at once, and one person in two terminals, over the real catalogue."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.catalogue.review_store import CatalogueReviewStore
from miner.workspace import Workspace
from review_ui.app import ReviewApp
from tests.miner.rows import add_action, add_cut_clip, add_video, make_clip

from .conftest import PLAIN
from .driving import dialog, line, shown_clip

SIZE = (80, 24)


@pytest.fixture
def queue(catalogue: Catalogue) -> list[str]:
    """Three clips of one action, best first."""
    action = add_action(catalogue, "juggling balls")
    add_video(catalogue, "v")
    clips = [make_clip("v", action, 3.0 * n, score=0.9 - n / 10) for n in range(3)]
    return [add_cut_clip(catalogue, clip).clip_id for clip in clips]


@contextmanager
def sitting(workspace: Workspace, reviewer: str) -> Iterator[ReviewApp]:
    """Open the review of one person through a connection of its own."""
    with open_catalogue(workspace.catalogue_file) as catalogue:
        store = CatalogueReviewStore(
            workspace, catalogue, reviewer=reviewer, read_curve=lambda *_: ()
        )
        yield ReviewApp(store, options=PLAIN)


async def test_each_of_two_people_judges_every_clip(
    workspace: Workspace, catalogue: Catalogue, queue: list[str]
) -> None:
    with sitting(workspace, "ann") as anns, sitting(workspace, "bob") as bobs:
        async with anns.run_test(size=SIZE) as ann, bobs.run_test(size=SIZE) as bob:
            for answers in ("ax", "xx", "ab"):
                await ann.press(answers[0])
                await bob.press(*answers[1].replace("b", "b1"))

            assert "All 3 clips are judged." in dialog(anns)
            assert "All 3 clips are judged." in dialog(bobs)
    said = [(each.clip_id, each.reviewer_id, each.answer) for each in catalogue.verdicts.all()]
    assert said == [
        (queue[0], "ann", "yes"),
        (queue[0], "bob", "no"),
        (queue[1], "ann", "no"),
        (queue[1], "bob", "no"),
        (queue[2], "ann", "yes"),
        (queue[2], "bob", "bad"),
    ]


async def test_one_persons_undo_leaves_the_others_verdicts_alone(
    workspace: Workspace, catalogue: Catalogue, queue: list[str]
) -> None:
    with sitting(workspace, "ann") as anns, sitting(workspace, "bob") as bobs:
        async with anns.run_test(size=SIZE) as ann, bobs.run_test(size=SIZE) as bob:
            await ann.press("a")
            await bob.press("x", "u", "u")

    standing = catalogue.verdicts.all()
    assert [(each.clip_id, each.reviewer_id) for each in standing] == [(queue[0], "ann")]


async def test_one_person_in_two_terminals_is_asked_once_a_clip(
    workspace: Workspace, catalogue: Catalogue, queue: list[str]
) -> None:
    with sitting(workspace, "ann") as left, sitting(workspace, "ann") as right:
        async with left.run_test(size=SIZE) as one, right.run_test(size=SIZE) as other:
            await one.press("a", "a")
            await other.press("x")

            # The first clip was open in both; the later word stands, and the second is skipped.
            assert (shown_clip(left), shown_clip(right)) == (queue[2], queue[2])
    assert [each.answer for each in catalogue.verdicts.all()] == ["yes", "no"]
    assert catalogue.verdicts.counts("ann") == {"yes": 1, "no": 1}


async def test_verdict_is_in_the_catalogue_when_the_next_card_shows(
    workspace: Workspace, queue: list[str]
) -> None:
    other = sqlite3.connect(workspace.catalogue_file)
    with sitting(workspace, "ann") as app:
        async with app.run_test(size=SIZE) as pilot:
            for number, clip in enumerate(queue[1:], start=1):
                await pilot.press("x")
                kept = other.execute("SELECT count(*) FROM verdicts").fetchone()[0]

                assert (shown_clip(app), kept) == (clip, number)
    other.close()


async def test_clip_that_another_command_replaced_can_be_passed(
    workspace: Workspace, catalogue: Catalogue, queue: list[str]
) -> None:
    with sitting(workspace, "ann") as app:
        async with app.run_test(size=SIZE) as pilot:
            with sqlite3.connect(workspace.catalogue_file) as other:
                other.execute("DELETE FROM clips WHERE clip_id = ?", (queue[0],))
            other.close()
            await pilot.press("a")
            told = line(app, "notice")
            await pilot.press("s", "x", "x")

            assert "All 2 clips are judged." in dialog(app)
    assert "another command has replaced it" in told
    assert [each.clip_id for each in catalogue.verdicts.all()] == queue[1:]
