"""Open-licence APIs of the local site: Openverse and Wikimedia Commons."""

from html import escape
from http import HTTPStatus
from typing import Any

from miner.demo.site.exchange import Page, Reply, Request, json_reply
from miner.demo.site.photos import Photo, PhotoHost

_ANONYMOUS_PAGE_SIZE = 20
_DEEPEST_PAGE = 20
"""Openverse lets nobody page further."""
_WIKIMEDIA_LARGEST = 50


def openverse_pages(photos: PhotoHost) -> dict[str, Page]:
    """Return Openverse's image search: page size 20 and 20 pages for the anonymous."""

    def search(request: Request) -> Reply:
        if photos.options.is_blocked:
            return json_reply({"detail": "Request was throttled."}, status=429)
        page = max(1, request.number("page", 1))
        size = max(1, request.number("page_size", _ANONYMOUS_PAGE_SIZE))
        if size > _ANONYMOUS_PAGE_SIZE:
            return json_reply({"detail": "page_size"}, status=HTTPStatus.UNAUTHORIZED)
        found = photos.search(request.params.get("q", ""))
        pages = min(_DEEPEST_PAGE, -(-len(found) // size))
        if page > max(1, pages):
            return json_reply({"detail": "Invalid page."}, status=HTTPStatus.NOT_FOUND)
        results = [_openverse_row(photo) for photo in found[(page - 1) * size : page * size]]
        return json_reply(
            {"result_count": len(found), "page_count": pages, "page": page, "results": results}
        )

    return {"/openverse/v1/images/": search}


def wikimedia_pages(photos: PhotoHost) -> dict[str, Page]:
    """Return the part of the MediaWiki API that searches files; it wants to know its callers."""

    def search(request: Request) -> Reply:
        agent = request.headers.get("user-agent", "")
        if photos.options.is_blocked or not agent:
            return json_reply({"error": {"code": "blocked"}}, status=HTTPStatus.FORBIDDEN)
        words = request.params.get("gsrsearch", "").replace("filetype:bitmap", "")
        start = request.number("gsroffset", 0)
        stop = start + min(_WIKIMEDIA_LARGEST, request.number("gsrlimit", 10))
        found = photos.search(words)
        answer: dict[str, Any] = {"batchcomplete": ""}
        if found:
            rows = enumerate(found[start:stop], start=start + 1)
            answer["query"] = {"pages": {str(1000 + n): _wikimedia_row(n, p) for n, p in rows}}
        if stop < len(found):
            answer["continue"] = {"gsroffset": stop, "continue": "gsroffset||"}
        return json_reply(answer)

    return {"/wikimedia/w/api.php": search}


def _openverse_row(photo: Photo) -> dict[str, Any]:
    licence, _, version = photo.licence.partition(" ")
    return {
        "title": photo.title,
        "url": photo.url,
        "foreign_landing_url": photo.page_url,
        "license": licence,
        "license_version": version,
        "creator": "A photographer",
        "width": photo.width,
        "height": photo.height,
    }


def _wikimedia_row(number: int, photo: Photo) -> dict[str, Any]:
    about = {
        "ObjectName": {"value": escape(photo.title)},
        "LicenseShortName": {"value": f"CC {photo.licence.upper()}"},
        "Artist": {"value": '<a href="//example.org/User:A" title="User:A">A photographer</a>'},
    }
    return {
        "pageid": 1000 + number,
        "ns": 6,
        "title": f"File:{photo.title}.jpg",
        "index": number,
        "imageinfo": [
            {
                "url": photo.url,
                "descriptionurl": photo.page_url,
                "width": photo.width,
                "height": photo.height,
                "mime": "image/jpeg",
                "extmetadata": about,
            }
        ],
    }
