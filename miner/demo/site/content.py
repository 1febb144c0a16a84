"""What the local site offers: photos with titles, found by words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteImage:
    """One photo that the site's engines find."""

    path: Path
    """The file that is served."""
    title: str
    """Title on result pages."""
    queries: tuple[str, ...] = ()
    """Further words it is found by."""
    licence: str = "by 4.0"
    """Licence, as Openverse writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOptions:
    """How well or badly the site behaves; the defaults are those of a good day."""

    asks_consent: bool = True
    """Show the consent page before the first Google search."""
    is_blocked: bool = False
    """Answer every engine with its refusal: captcha, 403, 429."""
    renamed_classes: bool = False
    """Use other class names on the Google page, and no links with the image's address in them."""
    opens_nothing: bool = False
    """Let an opened Google result show its thumbnail for ever."""
    has_troubles: bool = False
    """Mix one broken image of each kind into the results."""
    slow_seconds: float = 2.0
    """How long the slow image takes to begin."""


def find(images: Sequence[SiteImage], query: str) -> list[tuple[int, SiteImage]]:
    """Return the images, with their places, whose words hold every word of the query."""
    wanted = words(query)
    return [
        (place, image)
        for place, image in enumerate(images)
        if wanted and wanted <= words(" ".join((image.title, *image.queries)))
    ]


def words(text: str) -> set[str]:
    """Return the words of a text, upper and lower case being the same."""
    return set(re.findall(r"\w+", text.casefold()))
