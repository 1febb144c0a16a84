"""Trimming by keys: every direction, every limit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from review_ui.app import ReviewApp
from review_ui.store import ClipCard
from review_ui.trimming import Edge, Span, centre_on, is_same, move_edge

from .cards import make_card
from .conftest import PLAIN
from .driving import line
from .sqlite_store import SqliteReviewStore


def app_over(card: ClipCard, folder: Path, *, step: float = 0.5) -> ReviewApp:
    """Return the application over one clip."""
    store = SqliteReviewStore(folder / "v.db", [card])
    return ReviewApp(store, options=replace(PLAIN, trim_step_seconds=step))


@pytest.mark.parametrize(
    ("keys", "span"),
    [
        (["["], (10.5, 12.0)),
        (["{"], (9.5, 12.0)),
        (["]"], (10.0, 11.5)),
        (["}"], (10.0, 12.5)),
        (["["] * 9, (11.5, 12.0)),
        (["]"] * 9, (10.0, 10.5)),
        (["m"], (10.3, 12.3)),
        (["}", "m"], (10.05, 12.55)),
        (["[", "\\"], (10.0, 12.0)),
        (["[", "[", "{", "{"], (10.0, 12.0)),
    ],
    ids=lambda value: "".join(value[:4]) if isinstance(value, list) else "",
)
async def test_span_follows_the_keys_within_the_video(
    app: ReviewApp, keys: list[str], span: Span
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)

    assert app.session.span == pytest.approx(span)


@pytest.mark.parametrize(
    ("keys", "span"), [("{{{", (0.0, 12.0)), ("}}}}}}", (10.0, 60.0)), ("{[[", (11.5, 12.0))]
)
async def test_long_steps_stop_at_the_ends(tmp_path: Path, keys: str, span: Span) -> None:
    app = app_over(make_card("c", folder=tmp_path), tmp_path, step=10.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)

    assert app.session.span == span


@pytest.mark.parametrize(("peak", "span"), [(0.4, (0.0, 2.0)), (59.9, (58.0, 60.0))])
async def test_centring_on_a_peak_at_the_edge_stays_in_the_video(
    tmp_path: Path, peak: float, span: Span
) -> None:
    app = app_over(replace(make_card("c", folder=tmp_path), peak_seconds=peak), tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m")

    assert app.session.span == span


async def test_trim_is_told_and_marked_until_it_is_forgotten(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("]")
        trimmed = (line(app, "facts"), line(app, "notice"))
        await pilot.press("\\")
        whole = (line(app, "facts"), line(app, "notice"))

    assert trimmed[0].startswith("0:10.0 to 0:11.5 (1.5 s trimmed)")
    assert trimmed[1] == "Clip 0:10.0 to 0:11.5."
    assert whole[0].startswith("0:10.0 to 0:12.0 (2.0 s)")
    assert whole[1] == "Clip 0:10.0 to 0:12.0."


async def test_small_steps_there_and_back_are_no_trim(tmp_path: Path) -> None:
    # 10.3 + 0.1 - 0.1 and the like are not exact in binary.
    card = replace(make_card("c", folder=tmp_path), start_seconds=10.3, end_seconds=12.7)
    app = app_over(card, tmp_path, step=0.1)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"[[[{{{]]]}}}")

    assert app.session.draft.trim is None


async def test_step_is_the_one_that_is_set(tmp_path: Path) -> None:
    app = app_over(make_card("c", folder=tmp_path), tmp_path, step=0.2)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("[", "}")

    assert app.session.span == pytest.approx((10.2, 12.2))


async def test_curve_marks_the_trimmed_span(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        before = line(app, "curve").splitlines()[-1]
        await pilot.press(*["{"] * 6)
        await pilot.pause()
        after = line(app, "curve").splitlines()[-1]

    # 78 columns show 5 to 17 s, then 0 to 30 s: six times the span.
    assert (before.index("├"), before.index("┤")) == (32, 45)
    assert (after.index("├"), after.index("┤")) == (18, 31)


@pytest.mark.parametrize(
    ("span", "edge", "step", "after"),
    [
        ((1.0, 1.3), "start", 0.5, (1.0, 1.3)),
        ((1.0, 1.3), "end", -0.5, (1.0, 1.3)),
        ((8.0, 10.04), "end", 0.5, (8.0, 10.04)),
        ((8.0, 10.04), "end", -0.5, (8.0, 9.54)),
    ],
    ids=["short-start", "short-end", "behind-the-end", "back-from-behind"],
)
def test_span_outside_the_limits_never_jumps_the_other_way(
    span: Span, edge: Edge, step: float, after: Span
) -> None:
    assert move_edge(span, edge, step, duration_seconds=10.0) == pytest.approx(after)


def test_span_longer_than_the_video_is_centred_at_its_start() -> None:
    assert centre_on((0.0, 12.0), 11.0, duration_seconds=10.0) == (0.0, 12.0)


@pytest.mark.parametrize(
    ("other", "same"), [((1.0004, 2.0), True), ((1.002, 2.0), False), ((1.0, 2.5), False)]
)
def test_spans_within_a_millisecond_are_the_same(other: Span, same: bool) -> None:
    assert is_same((1.0, 2.0), other) is same
