"""What an image source is, and the decorator that registers one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from scraper.records import ImageHit, ImageQuery

if TYPE_CHECKING:
    from scraper.sources.session import SourceSession


class ImageSource(Protocol):
    """Answers queries with images."""

    def search(self, query: ImageQuery) -> Iterator[ImageHit]:
        """Yield hits in the source's order, asking for more only when more are taken.

        Raises:
            SourceBlocked: The site refuses us.
            SourceChanged: The page no longer has the structure we read.
            SourceEmpty: The site answered, with no image.
            SourceUnreachable: The site does not answer, or the path does not exist.
        """
        ...


Build: TypeAlias = "Callable[[SourceSession], ImageSource]"
"""Makes a source from what it works with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """What is known of a source without opening it."""

    name: str
    """Name on the command line."""
    summary: str
    """What it searches, in one sentence."""
    terms: str
    """What its operator asks of those who use it."""
    default_endpoint: str
    """Address it works with unless told another; empty when a path must be given."""
    needs_browser: bool = False
    """Whether it drives Chromium."""
    is_local: bool = False
    """Whether it reads a path of this machine instead of a site."""
    requests_per_minute: float | None = None
    """Pace its operator allows at the default endpoint; None where the general pace is right."""


SOURCES: dict[str, tuple[SourceSpec, Build]] = {}
"""Registered sources by name, filled as their files are imported."""


def image_source(spec: SourceSpec) -> Callable[[Build], Build]:
    """Register a class that makes a source from a `SourceSession`.

    Raises:
        ValueError: The name is taken.
    """
    if spec.name in SOURCES:
        raise ValueError(f"Image source '{spec.name}' is already registered.")

    def register(build: Build) -> Build:
        SOURCES[spec.name] = (spec, build)
        return build

    return register
