"""One video from the web into one file.

    video = download_video(hit.url, video_id=hit.video_id, folder=Path("videos"),
                           options=DownloadOptions())

yt-dlp writes into a hidden folder `.<video_id>.part` beside the target; only a complete file that
begins like a video gets the name `<video_id>.<suffix>`. What a broken connection or Ctrl-C leaves
in the hidden folder is continued by the next call.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path

import yt_dlp

from scraper.errors import VideoUnavailable
from scraper.video_addresses import is_web_address
from scraper.video_failures import explain
from scraper.video_files import container_of, existing_video, put_in_place, video_suffix
from scraper.video_ids import video_address, video_id_of
from scraper.video_info import facts_of, number_of, title_of
from scraper.video_options import DownloadOptions
from scraper.video_records import DownloadedVideo, DownloadProgress
from scraper.ytdlp import (
    LINK_TYPES,
    MAX_REDIRECTS,
    Info,
    extract,
    ffmpeg_path,
    follow,
    network_settings,
    open_ytdlp,
    reading_page,
)

ProgressCallback = Callable[[DownloadProgress], None]
"""Called many times a second while bytes arrive; what it raises stops the download."""

_SAFE_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")
_FORMAT = "bv*+ba/b/bv*"
"""Best picture with best sound, else the best file with both, else a silent one."""
_REQUEST_SLEEP_SECONDS = 0.75
_NOT_ENDED = frozenset({"is_live", "is_upcoming", "post_live"})


def download_video(
    url: str,
    *,
    video_id: str | None,
    folder: Path,
    options: DownloadOptions,
    on_progress: ProgressCallback | None = None,
) -> DownloadedVideo:
    """Download the video at `url` (or a YouTube id) to `folder/<video_id>.<suffix>`.

    A complete file of that name is not fetched again. Without `video_id` the name is made from
    site and id as `search_videos` makes it.

    Raises:
        VideoUnavailable: it cannot be had; `kind` says why.
        ValueError: `video_id` has other characters than `[A-Za-z0-9_-]`.
    """
    if video_id is not None and not _SAFE_ID.fullmatch(video_id):
        raise ValueError(f"video_id ({video_id!r}) must be made of A-Z a-z 0-9 _ - only.")
    address = video_address(url)
    if not is_web_address(address):
        raise _unavailable(url, kind="bad-url")
    settings = _download_settings(address, options=options)
    with open_ytdlp(settings, verb="download", thing=url, error=VideoUnavailable) as downloader:
        info = _single_video(downloader, address)
        _check(info, url=url, options=options)
        name = video_id or video_id_of(info["extractor_key"], info["id"], url=address)
        with _part_folder(folder, name) as part:
            downloader.params["paths"] = {"home": str(part)}
            hook = partial(_report, video_id=name, url=url, options=options, tell=on_progress)
            downloader.add_progress_hook(hook)
            path = existing_video(folder, name) or _fetch(
                downloader, info, url=url, target=folder / name
            )
    return _record(info, video_id=name, path=path, address=address)


def _download_settings(address: str, *, options: DownloadOptions) -> Info:
    settings = network_settings(
        address,
        retries=options.retries,
        timeout_seconds=options.timeout_seconds,
        cookies_file=options.cookies_file,
    )
    size = [f"res:{options.max_height}"] if options.max_height else ["res"]
    return settings | {
        "format": _FORMAT,
        # `res` is the short side; within it H.264 in MP4 decodes fastest and everywhere.
        "format_sort": [*size, "vcodec:h264", "ext:mp4:m4a"],
        "merge_output_format": "mp4/mkv",
        "ffmpeg_location": ffmpeg_path(),
        "noplaylist": True,
        "outtmpl": {"default": "%(format_id)s.%(ext)s"},
        "restrictfilenames": True,
        "trim_file_name": 60,
        "continuedl": True,
        "updatetime": False,
        "ratelimit": options.rate_limit_bytes or None,
        "sleep_interval": options.sleep_seconds,
        "max_sleep_interval": max(options.sleep_seconds, options.max_sleep_seconds),
        "sleep_interval_requests": min(options.sleep_seconds, _REQUEST_SLEEP_SECONDS),
    }


def _single_video(downloader: yt_dlp.YoutubeDL, address: str) -> Info:
    """Return the raw description of the one video at an address, its links followed."""
    info = extract(downloader, address)
    for _ in range(MAX_REDIRECTS):
        if info.get("_type") in LINK_TYPES:
            info = follow(downloader, info)
        elif "entries" in info:
            info = _only_entry(info, address=address)
        else:
            return info
    raise _unavailable(address, kind="no-video")


def _only_entry(listing: Info, *, address: str) -> Info:
    with reading_page():
        entries = list(islice((entry for entry in listing["entries"] or () if entry), 2))
    if len(entries) != 1:
        raise _unavailable(address, kind="several" if entries else "no-video")
    page: Info = {key: listing.get(key) for key in ("extractor", "extractor_key", "webpage_url")}
    return {**page, **entries[0]}


def _check(info: Info, *, url: str, options: DownloadOptions) -> None:
    """Refuse what the page already shows to be unwanted, before the first byte."""
    if info.get("is_live") or info.get("live_status") in _NOT_ENDED:
        raise _unavailable(url, kind="live")
    seconds = number_of(info.get("duration"))
    if seconds and options.max_duration_seconds and seconds > options.max_duration_seconds:
        raise _unavailable(url, kind="too-long")
    formats = info.get("formats") or []
    if formats and all(entry.get("vcodec") == "none" for entry in formats):
        raise _unavailable(url, kind="no-video")


@contextmanager
def _part_folder(folder: Path, name: str) -> Iterator[Path]:
    """Give the hidden folder of a download; it stays only where the download can go on."""
    part = folder / f".{name}.part"
    part.mkdir(parents=True, exist_ok=True)
    try:
        yield part
    except VideoUnavailable:  # we refused what came: nothing in it is worth continuing
        shutil.rmtree(part, ignore_errors=True)
        raise
    except BaseException:
        with suppress(OSError):
            part.rmdir()  # not a byte came
        raise
    shutil.rmtree(part, ignore_errors=True)


def _report(
    status: Info,
    *,
    video_id: str,
    url: str,
    options: DownloadOptions,
    tell: ProgressCallback | None,
) -> None:
    """Pass yt-dlp's progress on, and stop a file that grows too large."""
    got = int(status.get("downloaded_bytes") or 0)
    total = status.get("total_bytes")
    if options.max_bytes and max(got, total or 0) > options.max_bytes:
        raise _unavailable(url, kind="too-large")
    if tell is not None:
        expected = total or status.get("total_bytes_estimate")
        progress = DownloadProgress(
            video_id=video_id,
            downloaded_bytes=got,
            total_bytes=int(expected) if expected else None,
            bytes_per_second=number_of(status.get("speed")),
            seconds_left=number_of(status.get("eta")),
        )
        tell(progress)


def _fetch(downloader: yt_dlp.YoutubeDL, info: Info, *, url: str, target: Path) -> Path:
    """Let yt-dlp download and join the streams, and put the file at `target` plus its suffix."""
    result = downloader.process_ie_result(dict(info), download=True)
    finished = [Path(item["filepath"]) for item in result.get("requested_downloads") or ()]
    if not finished or not finished[0].is_file():
        raise _unavailable(url, kind="no-video")
    container = container_of(finished[0])
    if not container:
        raise _unavailable(url, kind="no-video")
    path = target.with_name(target.name + video_suffix(finished[0], container=container))
    put_in_place(finished[0], path)
    return path


def _record(info: Info, *, video_id: str, path: Path, address: str) -> DownloadedVideo:
    return DownloadedVideo(
        video_id=video_id,
        path=path,
        url=info.get("webpage_url") or address,
        title=title_of(info),
        **facts_of(info),
        duration_seconds=number_of(info.get("duration")),
        extractor=str(info.get("extractor") or "generic"),
        byte_count=path.stat().st_size,
    )


def _unavailable(url: str, *, kind: str) -> VideoUnavailable:
    return VideoUnavailable(explain("download", url, kind=kind), kind=kind)
