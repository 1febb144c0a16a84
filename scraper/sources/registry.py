"""Find sources by name and open them; each file beside this one may register one."""

import difflib
import functools
import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from scraper.errors import SourceEmpty, UnknownSource
from scraper.options import ScrapeOptions
from scraper.records import ImageHit, ImageQuery
from scraper.sources.base import SOURCES, Build, ImageSource, SourceSpec
from scraper.titles import clean_title


def list_sources() -> list[str]:
    """Return the names of all sources, sorted."""
    _import_siblings()
    return sorted(SOURCES)


def source_spec(name: str) -> SourceSpec:
    """Return what is known of a source without opening it.

    Raises:
        UnknownSource: No source has this name.
    """
    return _look_up(name)[0]


@contextmanager
def open_source(name: str, options: ScrapeOptions) -> Iterator[ImageSource]:
    """Open a source; its connections and browser close with the block.

    Raises:
        UnknownSource: No source has this name.
    """
    from scraper.sources.session import SourceSession

    spec, build = _look_up(name)
    with SourceSession(spec, options) as session:
        yield _CheckedSource(spec, build(session), session.endpoint)


class _CheckedSource:
    """A source whose promises are kept whatever its file does.

    Hits are distinct, ranked from 1, no more than asked for and never none; only sources of this
    machine name its files.
    """

    def __init__(self, spec: SourceSpec, source: ImageSource, endpoint: str) -> None:
        self._spec = spec
        self._source = source
        self._endpoint = endpoint

    def search(self, query: ImageQuery) -> Iterator[ImageHit]:
        """Yield the source's hits, checked."""
        schemes = ("file",) if self._spec.name == "local-folder" else ("http", "https")
        seen: set[str] = set()
        for hit in self._source.search(query):
            if hit.url in seen or _scheme_of(hit.url) not in schemes:
                continue
            seen.add(hit.url)
            yield _ranked(hit, source=self._spec.name, rank=len(seen))
            if len(seen) >= query.limit:
                return
        if not seen:
            raise SourceEmpty(
                f"Cannot find images of '{query.text}' with '{self._spec.name}': "
                f"'{self._endpoint}' gave no usable address. Try other words or another source."
            )


def _scheme_of(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""


def _ranked(hit: ImageHit, *, source: str, rank: int) -> ImageHit:
    return replace(
        hit,
        source=source,
        rank=rank,
        title=clean_title(hit.title),
        licence=clean_title(hit.licence),
    )


def _look_up(name: str) -> tuple[SourceSpec, Build]:
    _import_siblings()
    if name in SOURCES:
        return SOURCES[name]
    close = difflib.get_close_matches(name, SOURCES, n=1)
    hint = f"Did you mean '{close[0]}'?" if close else f"Known are {', '.join(sorted(SOURCES))}."
    raise UnknownSource(f"Cannot use image source '{name[:80]}': there is no such source. {hint}")


@functools.cache
def _import_siblings() -> None:
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"{__package__}.{module.name}")
