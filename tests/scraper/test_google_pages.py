"""Google's page as it may look tomorrow, in real Chromium: a page of our own for each branch."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import islice
from pathlib import Path

import pytest

from miner.demo.site.exchange import Reply, Request, html, redirect
from miner.demo.site.page_server import PageServer
from scraper.errors import (
    BrowserError,
    SourceBlocked,
    SourceChanged,
    SourceError,
)
from scraper.records import ImageHit, ImageQuery
from scraper.sources import open_source, source_spec
from scraper.sources.google import Google
from scraper.sources.session import SourceSession
from tests.scraper.pictures import draw_photo, encode, quick_options
from tests.scraper.test_browser import descendants, wait_until_gone

Ask = Callable[[str, int], list[ImageHit]]
"""Takes the first hits of a search; to find that there are no more takes seconds."""

PICTURE = encode(draw_photo(1, size=(90, 90)))
LINK = "/imgres?imgurl={url}&imgrefurl=https://page.org/{number}&w=640&h=480"


def linked_tile(number: int) -> str:
    """Return a thumbnail whose link names the picture, as Google's do once pressed."""
    href = LINK.format(url=f"https://pics.org/{number}.jpg", number=number)
    return f"<a href='{href}'><img src=/t.jpg width=90 height=90 alt='Squat {number}'></a>"


def page(*parts: str, script: str = "") -> str:
    """Return a page whose links go nowhere, so that pressing them stays on it."""
    stay = "document.onclick = event => event.preventDefault();"
    return f"<!doctype html><body>{''.join(parts)}<script>{stay}{script}</script>"


SHOW_MORE = """
let clicks = 0;
document.querySelector("#more").onclick = () => {
  if (++clicks > 2) return;
  setTimeout(() => document.querySelector("#list").insertAdjacentHTML(
    "beforeend", `TILES`.replaceAll("%", String(clicks))), 60);
};
"""

PAGES: dict[str, str] = {
    "linked": page(*(linked_tile(number) for number in range(3))),
    "renamed button": page(
        f"<div id=list>{linked_tile(0)}</div><button id=more style='width:90px'>Mehr</button>",
        script=SHOW_MORE.replace("TILES", linked_tile(0).replace("0.jpg", "%.jpg")),
    ),
    "furniture": page(
        "<header><a href=/><img src=/t.jpg width=90 height=90></a></header>",
        "<form><a href=/><img src=/t.jpg width=90 height=90></a></form>",
        linked_tile(4),
    ),
    "panel": page(
        "<div data-docid=1><img src=/t.jpg width=90 height=90 alt='In a panel'></div>",
        script="""
document.querySelector("img").onclick = () => document.body.insertAdjacentHTML("beforeend",
  `<div role=dialog style="position:fixed;right:0;top:0"><a href="https://page.org/7">
   <img class="sFlh5c FyHeAf iPVvYb" src="https://pics.invalid/7.jpg"></a></div>`);""",
    ),
    "no thumbnails": page("<img src=/t.jpg width=90 height=90>"),
    "captcha form": page("<form id=captcha-form><input name=q></form>"),
    "captcha frame": page("<iframe src='/recaptcha/api' width=90 height=90></iframe>"),
    "hidden captcha": page("<form id=captcha-form style='display:none'></form>", linked_tile(5)),
    "late": page(
        "<div id=list></div>",
        script=f"""setTimeout(() => document.querySelector("#list").innerHTML =
  `{linked_tile(8)}`, 700);""",
    ),
}


def consent(form: str) -> str:
    """Return a page that asks, and shows results once its form was sent."""
    return page(form).replace("document.onclick = event => event.preventDefault();", "")


CONSENTS = {
    "set_eom": """<form action=/save><input type=hidden name=set_eom value=false>
        <button>Alle akzeptieren</button></form>
        <form action=/save><input type=hidden name=set_eom value=true>
        <input type=submit value="Alle ablehnen"></form>""",
    "button id": """<form action=/done><button name=a value=no id=W0wltc>Reject</button>
        <button name=a value=yes id=L2AGLb>Accept</button></form>""",
    "old form": "<form action=/consent/save><button name=a value=only>I agree</button></form>",
    "for ever": "<form action=/consent/again><button name=a>I agree</button></form>",
}


def serve(request: Request) -> Reply:
    """Answer a search by its words: they name the page."""
    words = request.params.get("q", "")
    agreed = "agreed=" in request.headers.get("cookie", "")
    if words in CONSENTS and not agreed:
        return html(consent(CONSENTS[words]))
    if words == "blocked":
        return Reply(status=HTTPStatus.FOUND, headers={"Location": "/sorry/index"})
    return html(PAGES.get(words, PAGES["linked"]))


@pytest.fixture(scope="module")
def server() -> Iterator[PageServer]:
    answers: list[str] = []

    def agree(request: Request) -> Reply:
        answers.append(request.params.get("set_eom", request.params.get("a", "")))
        cookie = f"agreed={answers[-1]}; Path=/"
        return redirect("/search?q=linked", headers={"Set-Cookie": cookie})

    with PageServer() as running:
        running.routes = {
            "/search": serve,
            "/t.jpg": lambda _: Reply(body=PICTURE, content_type="image/jpeg"),
            "/sorry": lambda _: html("<h1>Sorry</h1>", status=HTTPStatus.TOO_MANY_REQUESTS),
            "/save": agree,
            "/done": agree,
            "/consent/save": agree,
            "/consent/again": lambda _: redirect("/search?q=for+ever"),
            "/recaptcha": lambda _: html("I am not a robot"),
        }
        yield running


@pytest.fixture(scope="module")
def session(server: PageServer) -> Iterator[SourceSession]:
    """One browser for all pages of this file."""
    options = quick_options(endpoints={"google": server.url})
    with SourceSession(source_spec("google"), options) as opened:
        yield opened


@pytest.fixture
def ask(session: SourceSession) -> Ask:
    session.browser().open("about:blank")
    return lambda words, count: list(islice(Google(session).search(ImageQuery(text=words)), count))


def urls_of(hits: list[ImageHit]) -> list[str]:
    return [hit.url for hit in hits]


def test_a_link_names_picture_page_and_size(ask: Ask) -> None:
    hits = ask("linked", 3)

    assert urls_of(hits) == [f"https://pics.org/{number}.jpg" for number in range(3)]
    assert (hits[2].page_url, hits[2].title) == ("https://page.org/2", "Squat 2")
    assert (hits[2].width, hits[2].height) == (640, 480)


def test_a_button_of_any_name_below_the_results_brings_more(ask: Ask) -> None:
    assert urls_of(ask("renamed button", 3)) == [f"https://pics.org/{n}.jpg" for n in range(3)]


def test_pictures_of_the_page_s_own_furniture_are_no_results(ask: Ask) -> None:
    assert urls_of(ask("furniture", 1)) == ["https://pics.org/4.jpg"]


def test_the_picture_in_a_panel_is_found_though_it_does_not_load(ask: Ask) -> None:
    [hit] = ask("panel", 1)

    assert (hit.url, hit.page_url) == ("https://pics.invalid/7.jpg", "https://page.org/7")
    assert (hit.title, hit.width) == ("In a panel", None)


def test_results_that_come_late_are_waited_for(ask: Ask) -> None:
    assert urls_of(ask("late", 1)) == ["https://pics.org/8.jpg"]


@pytest.mark.parametrize("words", ["captcha form", "captcha frame", "blocked"])
def test_a_captcha_in_any_form_blocks(ask: Ask, words: str) -> None:
    with pytest.raises(SourceBlocked, match="it shows a captcha at 'http://127"):
        ask(words, 1)


def test_a_captcha_that_is_not_shown_does_not_block(ask: Ask) -> None:
    assert urls_of(ask("hidden captcha", 1)) == ["https://pics.org/5.jpg"]


@pytest.mark.parametrize(
    ("words", "error", "sentence"),
    [
        ("no thumbnails", SourceChanged, r"thumbnail '\.H8Rx8c .*' was not found"),
        ("for ever", SourceChanged, r"consent 'form.*' was not found"),
    ],
)
def test_a_page_without_results_says_what_is_missing(
    ask: Ask, words: str, error: type[SourceError], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        ask(words, 1)


@pytest.mark.parametrize(
    ("words", "answer"), [("set_eom", "true"), ("button id", "no"), ("old form", "only")]
)
def test_each_form_of_consent_is_answered_by_refusing_where_one_can(
    session: SourceSession, ask: Ask, words: str, answer: str
) -> None:
    hits = ask(words, 3)
    cookie = session.browser().run("return document.cookie")
    session.browser().run("document.cookie = 'agreed=; Max-Age=0; Path=/'")

    assert (len(hits), cookie) == (3, f"agreed={answer}")


@pytest.mark.parametrize("victim", ["chromedriver", "chrom"])
def test_a_browser_that_is_killed_is_one_sentence_and_leaves_nothing(
    server: PageServer, victim: str
) -> None:
    others = set(descendants(os.getpid()))
    options = quick_options(endpoints={"google": server.url}, timeout_seconds=2)
    with open_source("google", options) as source:
        hits = source.search(ImageQuery(text="linked"))
        next(hits)
        started = [process for process in descendants(os.getpid()) if process not in others]

        os.kill(first_called(victim, started), signal.SIGKILL)
        with pytest.raises(BrowserError, match=r"^Cannot [^\n]+\.$"):
            list(hits)

    assert len(started) > 3
    assert wait_until_gone(started)


def first_called(name: str, processes: list[int]) -> int:
    """Return the process, parents first, whose program's name begins so."""
    programs = {process: Path(f"/proc/{process}/exe").readlink().name for process in processes}
    return next(
        process
        for process, program in programs.items()
        if program.startswith(name) and (program == "chromedriver") is (name == "chromedriver")
    )
