"""Engines of the local site that plain HTTP can read: Bing and DuckDuckGo."""

import hashlib
import json
from html import escape
from http import HTTPStatus
from urllib.parse import urlencode

from miner.demo.site.exchange import Page, Reply, Request, html, json_reply
from miner.demo.site.photos import Photo, PhotoHost

_DUCKDUCKGO_PAGE = 30


def bing_pages(photos: PhotoHost) -> dict[str, Page]:
    """Return Bing's asynchronous result page; past the end it repeats its last page."""

    def batch(request: Request) -> Reply:
        if photos.options.is_blocked:
            return html("<title>Captcha</title>", status=HTTPStatus.FORBIDDEN)
        found = photos.search(request.params.get("q", ""))
        count = max(1, request.number("count", 35))
        last_page = max(0, (len(found) - 1) // count) * count
        start = min(max(1, request.number("first", 1)) - 1, last_page)
        items = "".join(_bing_item(photo) for photo in found[start : start + count])
        return html(f'<div class="dg_b"><ul class="dgControl_list">{items}</ul></div>')

    return {"/bing/images/async": batch}


def duckduckgo_pages(photos: PhotoHost) -> dict[str, Page]:
    """Return DuckDuckGo's search page, which gives out a token, and the data behind it."""

    def page(request: Request) -> Reply:
        if photos.options.is_blocked:
            return html("<title>Forbidden</title>", status=HTTPStatus.FORBIDDEN)
        token = _token(request.params.get("q", ""))
        return html(f'<!doctype html><script>nrj("/d.js?q=x");var vqd="{token}";</script>')

    def data(request: Request) -> Reply:
        query = request.params.get("q", "")
        if request.params.get("vqd") != _token(query):
            return json_reply({}, status=HTTPStatus.FORBIDDEN)
        found = photos.search(query)
        start = request.number("s", 0)
        stop = start + _DUCKDUCKGO_PAGE
        answer: dict[str, object] = {
            "query": query,
            "results": [_duckduckgo_row(photo) for photo in found[start:stop]],
        }
        if stop < len(found):
            answer["next"] = "i.js?" + urlencode({"q": query, "o": "json", "s": stop})
        return json_reply(answer)

    return {"/duckduckgo/": page, "/duckduckgo/i.js": data}


def _bing_item(photo: Photo) -> str:
    about = {
        "murl": photo.url,
        "turl": f"/google/thumbnails/{photo.place}.jpg",
        "purl": photo.page_url,
        "t": photo.title,
    }
    size = f"{photo.width} x {photo.height} · jpeg"
    return (
        f'<li><div class="iuscp"><a class="iusc" m="{escape(json.dumps(about))}" href="#">'
        f'<img class="mimg" alt=""></a><span class="nowrap">{size}</span></div></li>'
    )


def _duckduckgo_row(photo: Photo) -> dict[str, object]:
    return {
        "image": photo.url,
        "thumbnail": f"/google/thumbnails/{photo.place}.jpg",
        "url": photo.page_url,
        "title": photo.title,
        "width": photo.width,
        "height": photo.height,
        "source": "Bing",
    }


def _token(query: str) -> str:
    digits = int(hashlib.sha256(query.encode()).hexdigest()[:24], 16)
    return f"4-{digits}"
