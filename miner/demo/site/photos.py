"""The host that holds the photos: the good ones, their thumbnails, and the broken ones."""

import functools
import io
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from miner.demo.site.content import SiteImage, SiteOptions, find
from miner.demo.site.exchange import Page, Reply, Request, html, not_found
from miner.demo.site.troubles import troubles

THUMBNAIL_SIDE = 180
"""Longest side of a thumbnail in pixels, about that of the engines."""
_TROUBLE_EVERY = 4
"""A broken image follows every so many good ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One search result: a photo of the site, or trouble that looks like one."""

    url: str
    """Address of the full-size file."""
    page_url: str
    """Address of the page that shows it."""
    title: str
    """Title on result pages."""
    licence: str
    """Licence, as Openverse writes it."""
    width: int
    """Pixels that the engine believes it has."""
    height: int
    """Pixels that the engine believes it has."""
    place: int
    """Number of the image whose thumbnail the engine shows."""


class PhotoHost:
    """Finds photos for the engines and serves them."""

    def __init__(self, images: Sequence[SiteImage], *, base_url: str, options: SiteOptions) -> None:
        self._images = images
        self._base_url = base_url
        self._troubles = troubles(options) if options.has_troubles else {}
        self.options = options
        """How well or badly the site behaves."""

    def routes(self) -> dict[str, Page]:
        """Return the host's pages by path prefix."""
        return {
            "/photos/": self._photo,
            "/trouble/": self._trouble,
            "/pages/": lambda _: html("<h1>A page with a photo</h1>"),
            "/robots.txt": lambda _: Reply(
                body=b"User-agent: *\nDisallow: /photos/private/\n", content_type="text/plain"
            ),
        }

    def search(self, query: str) -> list[Photo]:
        """Return the results of a query, best first."""
        good = [self._result(place, image) for place, image in find(self._images, query)]
        if not good:
            return []
        broken = [self._trouble_result(name, good[0]) for name in self._troubles]
        return _interleave(good, broken)

    def thumbnail(self, place: int) -> bytes:
        """Return the small JPEG that engines show for an image."""
        return _thumbnail(self._images[place].path)

    def _result(self, place: int, image: SiteImage) -> Photo:
        width, height = _image_size(image.path)
        return Photo(
            url=f"{self._base_url}/photos/{place:05d}{image.path.suffix.lower()}",
            page_url=f"{self._base_url}/pages/{place:05d}",
            title=image.title,
            licence=image.licence,
            width=width,
            height=height,
            place=place,
        )

    def _trouble_result(self, name: str, like: Photo) -> Photo:
        return Photo(
            url=f"{self._base_url}/trouble/{like.place:05d}/{name}",
            page_url=f"{self._base_url}/pages/{name}",
            title=f"{like.title} ({name})",
            licence=like.licence,
            width=like.width,
            height=like.height,
            place=like.place,
        )

    def _photo(self, request: Request) -> Reply:
        image = self._numbered(request.path.removeprefix("/photos/").partition(".")[0])
        if image is None:
            return not_found()
        return Reply(body=image.path, content_type=_media_type(image.path))

    def _trouble(self, request: Request) -> Reply:
        number, _, name = request.path.removeprefix("/trouble/").partition("/")
        image = self._numbered(number)
        if image is None or name not in self._troubles:
            return not_found()
        return self._troubles[name](image.path)

    def _numbered(self, number: str) -> SiteImage | None:
        known = number.isdecimal() and int(number) < len(self._images)
        return self._images[int(number)] if known else None


def _interleave(good: list[Photo], broken: list[Photo]) -> list[Photo]:
    """Put one broken result behind every few good ones, the rest at the end."""
    mixed: list[Photo] = []
    waiting = iter(broken)
    for count, photo in enumerate(good, start=1):
        mixed.append(photo)
        if count % _TROUBLE_EVERY == 0:
            mixed.extend(trouble for trouble in (next(waiting, None),) if trouble is not None)
    return [*mixed, *waiting]


def _media_type(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


@functools.cache
def _image_size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


@functools.cache
def _thumbnail(path: Path) -> bytes:
    with Image.open(path) as image:
        picture = image.convert("RGB")
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=75)
    return buffer.getvalue()
