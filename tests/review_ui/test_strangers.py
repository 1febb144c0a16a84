"""Texts of strangers on the screen: markup, direction marks, wide letters, endless titles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import OptionList

from review_ui.app import ReviewApp
from review_ui.store import ActionCard, ClipCard
from review_ui.widgets.class_title import draw_name

from .cards import SQUAT, make_card
from .conftest import PLAIN
from .driving import dialog, line, screen_lines, shown_clip
from .sqlite_store import SqliteReviewStore

TITLES = {
    "control": ("\x1b[2Jgone\x07", "[2Jgone"),
    "direction": ("pay \u202eevil\u202c \u2066now\u2069", "pay evil now"),
    "lines": ("one\ntwo\r\nthree\u2028four", "one two three four"),
    "markup": ("[b]bold[/b] [@click=app.quit]x[/]", "[b]bold[/b] [@click=app.quit]x[/]"),
    "dollar": ("$accent on {0} %s", "$accent on {0} %s"),
    "cjk": ("高速ジャグリング", "高速ジャグリング"),
    "emoji": ("🎸 rock 🤘🏽", "🎸 rock 🤘🏽"),
    "arabic": ("رقص في الشارع", "رقص في الشارع"),
    "combining": ("Z\u0306\u0301\u0301\u0301\u0301o", "Z\u0306\u0301o"),
}


def app_over(*cards: ClipCard, folder: Path, actions: tuple[ActionCard, ...] = ()) -> ReviewApp:
    """Return the application over these cards."""
    return ReviewApp(SqliteReviewStore(folder / "v.db", cards, actions), options=PLAIN)


@pytest.mark.parametrize(("dirty", "clean"), TITLES.values(), ids=TITLES)
async def test_title_is_shown_clean_on_one_line(tmp_path: Path, dirty: str, clean: str) -> None:
    app = app_over(make_card("c", folder=tmp_path, title=dirty), folder=tmp_path)
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.pause()

        assert line(app, "facts").endswith(f"score 0.90   {clean}")
        assert screen_lines(app)[-1].startswith(" a yes")


@pytest.mark.parametrize("letter", ["x", "縄", "🎸", "[b]"], ids=ascii)
async def test_endless_title_is_cut_and_moves_nothing(tmp_path: Path, letter: str) -> None:
    app = app_over(make_card("c", folder=tmp_path, title=letter * 9000), folder=tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        lines = screen_lines(app)

    facts = next(text for text in lines if "score 0.90" in text)
    assert facts.endswith("…")
    assert lines[-1].startswith(" a yes")


async def test_endless_class_name_leaves_question_pictures_and_keys(tmp_path: Path) -> None:
    name = "balancing on one leg while juggling " * 5
    card = make_card("c", folder=tmp_path, action=replace(SQUAT, name=name))
    app = app_over(card, folder=tmp_path)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        lines = screen_lines(app)

    assert lines[1].startswith(" BALANCING ON ONE LEG WHILE JUGGLING")
    assert lines[2].startswith(" Can you see a human performing “balancing")
    assert any("0:10.2" in text for text in lines)
    assert lines[-1].startswith(" a yes")


async def test_names_of_classes_are_plain_text_in_the_finder(tmp_path: Path) -> None:
    odd = ActionCard(action_id="odd", name="[red]tag\u202e games[/red]\x1b[0m")
    app = app_over(make_card("c", folder=tmp_path), folder=tmp_path, actions=(SQUAT, odd))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        shown = app.screen.query_one(OptionList).get_option_at_index(0).prompt
        await pilot.press("t", "a", "g", "enter")

    assert str(shown) == "[red]tag games[/red][0m"
    assert app.session.progress.no == 1


async def test_finder_says_when_nothing_matches_and_goes_on(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "q", "q", "down", "enter")
        await pilot.pause()
        none = "\n".join(screen_lines(app))
        await pilot.press("backspace", "backspace", "d", "enter")

    assert "no other action has these letters" in none
    assert app.session.recent(1)[0][0].relabel_action_id == "dance"


async def test_finder_goes_round_at_its_ends(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "up", "down", "down", "enter")

    assert app.session.recent(1)[0][0].relabel_action_id == "jacks"


async def test_finder_never_offers_the_class_that_is_asked_about(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", *"squat")
        await pilot.pause()

        assert "no other action has these letters" in "\n".join(screen_lines(app))


async def test_comment_is_plain_text_and_can_be_changed(app: ReviewApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("c", *"[/]", "enter")
        first = line(app, "facts")
        await pilot.press("c", "backspace", "!", "enter")
        second = line(app, "facts")
        await pilot.press("c", "ctrl+u", "enter")
        third = line(app, "facts")

    assert ("✎ [/]" in first, "✎ [/!" in second, "✎" in third) == (True, True, False)


async def test_info_shows_hostile_addresses_harmlessly(tmp_path: Path) -> None:
    card = replace(
        make_card("c", folder=tmp_path), source_url="javascript:[@click=app.quit()]\x1b[31m\u202e"
    )
    app = app_over(card, folder=tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("i")
        text = dialog(app)
        await pilot.click("#dialog")
        await pilot.press("escape")

        assert "javascript:[@click=app.quit()][31m" in text
        assert shown_clip(app) == "c"


@pytest.mark.parametrize(
    ("name", "width", "lines"),
    [("DANCING", 118, 5), ("PLAYING THE ELECTRIC GUITAR", 118, None), ("縄跳び", 118, None)],
)
def test_large_letters_are_as_high_as_the_width_allows(
    name: str, width: int, lines: int | None
) -> None:
    picture = draw_name(name, width, 5, ink=(255, 255, 255), paper=(0, 0, 0))

    # A line is two quadrants high; no picture means that the name is written plainly.
    assert (None if picture is None else picture.shape[0] // 2) == lines


def test_large_letters_get_lower_before_they_give_up() -> None:
    tall = draw_name("DOING JUMPING JACKS", 118, 5, ink=(9, 9, 9), paper=(0, 0, 0))
    low = draw_name("DOING JUMPING JACKS", 100, 5, ink=(9, 9, 9), paper=(0, 0, 0))

    assert [each is not None and each.shape[0] // 2 for each in (tall, low)] == [4, False]
