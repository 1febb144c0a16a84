"""What image sources are asked, what they answer, and what is fetched."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageQuery:
    """One search for images."""

    text: str
    """Words typed into the search box."""
    language: str = "en"
    """BCP 47 tag of the words, for engines that want to know."""
    limit: int = 100
    """Most hits wanted."""
    action: str = ""
    """Name of the action; folders and lists are looked up by it, else by `text`."""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("text ('') must hold at least one word.")
        if self.limit < 1:
            raise ValueError(f"limit ({self.limit}) must be > 0.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageHit:
    """One search result: where an image lies and what its source says of it."""

    url: str
    """Address of the full-size image: `http`, `https`, or `file` from the local folder source."""
    page_url: str = ""
    """Page that shows the image; empty when the source does not say."""
    title: str = ""
    """Title as plain text, without markup or control characters."""
    source: str = ""
    """Name of the source."""
    rank: int = 1
    """Position among the source's hits, from 1."""
    width: int | None = None
    """Pixels, as the source claims."""
    height: int | None = None
    """Pixels, as the source claims."""
    licence: str = ""
    """Licence as the source states it, such as `by-sa 4.0`; empty when unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedImage:
    """An image that passed every check, ready to be written."""

    url: str
    """Where it came from, after redirects; `file:` address or empty for local data."""
    sha256: str
    """Hex digest of the bytes as received."""
    perceptual_hash: str
    """256 bits as 64 hex digits, see `scraper.hashing`."""
    width: int
    """Pixels of `jpeg`."""
    height: int
    """Pixels of `jpeg`."""
    jpeg: bytes
    """RGB, upright, long side capped, no metadata; the same bytes for the same input."""
    source_format: str
    """Format found in the received bytes, such as `PNG`."""
    byte_count: int
    """Size of the received bytes."""
