"""All engines of the local site that find photos."""

from miner.demo.site.api_pages import openverse_pages, wikimedia_pages
from miner.demo.site.engine_pages import bing_pages, duckduckgo_pages
from miner.demo.site.exchange import Page
from miner.demo.site.google_pages import google_pages
from miner.demo.site.photos import PhotoHost


def image_routes(photos: PhotoHost) -> dict[str, Page]:
    """Return the engines' pages by path prefix."""
    return {
        **google_pages(photos),
        **bing_pages(photos),
        **duckduckgo_pages(photos),
        **openverse_pages(photos),
        **wikimedia_pages(photos),
    }
