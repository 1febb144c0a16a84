"""Settings of image scraping: each field holds its default, its bounds and its help."""

from dataclasses import dataclass, field
from typing import Annotated

from annotated_doc import Doc
from annotated_types import Ge, Gt, Le


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapeOptions:
    """How images are searched, fetched and checked."""

    images_per_action: Annotated[int, Ge(1), Doc("Images to keep per action.")] = 100
    num_workers: Annotated[int, Ge(1), Le(64), Doc("Images fetched at the same time.")] = 4
    sources: Annotated[
        tuple[str, ...], Doc("Image sources, asked in this order until an action has enough.")
    ] = ("openverse", "wikimedia")
    endpoints: Annotated[
        dict[str, str],
        Doc("Source name to address (or to a path, for url-list and local-folder)."),
    ] = field(default_factory=dict)
    browser: Annotated[str, Doc("Chromium or Chrome to use; empty: the one on PATH.")] = ""
    driver: Annotated[str, Doc("chromedriver to use; empty: the one on PATH.")] = ""
    headless: Annotated[bool, Doc("Run the browser without a window.")] = True
    allow_private_hosts: Annotated[
        bool, Doc("Fetch from loopback and private addresses too; only for a site of your own.")
    ] = False
    requests_per_second: Annotated[float, Gt(0), Doc("Most requests a second to one host.")] = 2.0
    retries: Annotated[int, Ge(0), Le(10), Doc("Further tries after a timeout, 429 or 5xx.")] = 3
    backoff_seconds: Annotated[
        float, Ge(0), Doc("Wait before the first further try; doubled for each next one.")
    ] = 1.0
    timeout_seconds: Annotated[float, Gt(0), Doc("Longest silence of a host.")] = 20.0
    max_bytes: Annotated[int, Ge(1), Doc("Largest file fetched, in bytes.")] = 20_000_000
    max_pixels: Annotated[int, Ge(1), Doc("Most pixels of an image, checked before decoding.")] = (
        50_000_000
    )
    min_side: Annotated[int, Ge(1), Doc("Shortest side an image must have, in pixels.")] = 128
    max_side: Annotated[int, Ge(16), Doc("Longest side of a stored image, in pixels.")] = 1024
    near_duplicate_bits: Annotated[
        int, Ge(0), Le(128), Doc("Images whose 256-bit hashes differ in so many bits are the same.")
    ] = 26
    """Measured on 806 photos: re-encoded and resized copies differ in at most 20 bits, copies with
    1 % cropped off each side in 26; the same person in the same place with arms up and down in 28,
    strangers in 86 and more."""
    respect_robots: Annotated[
        bool, Doc("Honour robots.txt and no-AI headers of the hosts that hold the images.")
    ] = True
    user_agent: Annotated[str, Doc("How requests name themselves.")] = "miner/0.1"
    contact: Annotated[
        str, Doc("Your e-mail or web address, sent along so that a site can reach you.")
    ] = ""
