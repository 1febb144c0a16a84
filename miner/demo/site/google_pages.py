"""A page like Google Images': consent first, results drawn by JavaScript, a panel per result."""

import base64
import functools
import json
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode

from miner.demo.site.exchange import Page, Reply, Request, html, json_reply, redirect
from miner.demo.site.photos import Photo, PhotoHost

_BATCH = 20
"""Results that one scroll brings."""
_INLINE_THUMBNAILS = 4
"""The first results carry their thumbnail as `data:`, as the true page does."""
_NAMES = {
    "tile": "H8Rx8c",
    "thumbnail": "YQ4gaf",
    "more": "LZ4I",
    "panel": "p7sI2",
    "preview": "sFlh5c pT0Scc",
    "full": "sFlh5c FyHeAf iPVvYb",
}
"""Class names of the true page in 2024-2026."""
_OTHER_NAMES = {role: f"x{number}Qz" for number, role in enumerate(_NAMES)}


def google_pages(photos: PhotoHost) -> dict[str, Page]:
    """Return the pages below `/google/`."""

    def search(request: Request) -> Reply:
        if photos.options.is_blocked:
            target = urlencode({"continue": request.target})
            return redirect(f"/google/sorry/index?{target}")
        agreed = "CONSENT=" in request.headers.get("cookie", "")
        if photos.options.asks_consent and not agreed:
            return redirect(f"/google/consent?continue={quote(request.target)}")
        return html(_shell(request.params.get("q", ""), photos))

    def batch(request: Request) -> Reply:
        found = photos.search(request.params.get("q", ""))
        start = request.number("start", 0)
        rows = [
            _row(photo, number, photos)
            for number, photo in enumerate(found[start : start + _BATCH], start=start)
        ]
        return json_reply({"rows": rows, "more": start + _BATCH < len(found)})

    def thumbnail(request: Request) -> Reply:
        place = int(Path(request.path).stem)
        return Reply(body=photos.thumbnail(place), content_type="image/jpeg")

    return {
        "/google/search": search,
        "/google/batch": batch,
        "/google/thumbnails/": thumbnail,
        "/google/consent": _consent,
        "/google/save": _save_consent,
        "/google/sorry/": _sorry,
    }


def _consent(request: Request) -> Reply:
    target = request.params.get("continue", "/")
    return html(_template("consent.html").replace("%CONTINUE%", quote(target, safe="/?&=+%")))


def _save_consent(request: Request) -> Reply:
    answer = parse_qs(request.body)
    refused = answer.get("set_eom", ["false"])[0] == "true"
    cookie = f"CONSENT={'NO' if refused else 'YES'}; Path=/"
    return redirect(answer.get("continue", ["/"])[0], headers={"Set-Cookie": cookie})


def _sorry(_: Request) -> Reply:
    page = '<!doctype html><title>/sorry/</title><form id="captcha-form"><input name="q"></form>'
    return html(page, status=HTTPStatus.TOO_MANY_REQUESTS)


def _shell(query: str, photos: PhotoHost) -> str:
    renamed = photos.options.renamed_classes
    settings = {
        "query": query,
        "names": _OTHER_NAMES if renamed else _NAMES,
        "linksImages": not renamed,
        "opensImages": not photos.options.opens_nothing,
    }
    script = _template("google.js").replace(
        "%SETTINGS%", json.dumps(settings).replace("<", "\\u003c")
    )
    return _template("google.html").replace("%SCRIPT%", script)


def _row(photo: Photo, number: int, photos: PhotoHost) -> dict[str, object]:
    thumbnail = f"/google/thumbnails/{photo.place}.jpg"
    if number < _INLINE_THUMBNAILS:
        encoded = base64.b64encode(photos.thumbnail(photo.place)).decode()
        thumbnail = f"data:image/jpeg;base64,{encoded}"
    return {
        "thumbnail": thumbnail,
        "title": photo.title,
        "url": photo.url,
        "page": photo.page_url,
        "width": photo.width,
        "height": photo.height,
    }


@functools.cache
def _template(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")
