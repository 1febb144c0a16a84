"""Image sources, a file each: `google.py` registers "google", and so on.

See `docs/add-an-image-source.md` for how to write one.
"""

from scraper.sources.base import ImageSource, SourceSpec, image_source
from scraper.sources.registry import list_sources, open_source, source_spec

__all__ = [
    "ImageSource",
    "SourceSpec",
    "image_source",
    "list_sources",
    "open_source",
    "source_spec",
]
