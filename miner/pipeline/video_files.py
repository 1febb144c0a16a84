"""Video files: downloads of what was found, and files that are on this machine already."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import SourceVideo
from miner.errors import MissingInput
from miner.fingerprint import fingerprint
from miner.pipeline.outcomes import Outcome
from miner.pipeline.runner import run_stage, settled
from miner.pipeline.stage import Skip, Stage, Work
from miner.text import clean_text
from miner.workspace import Workspace, make_folder
from scraper.video_download import download_video
from scraper.video_options import DownloadOptions
from scraper.video_records import DownloadedVideo
from video.errors import VideoError
from video.probe import VideoInfo, probe_video

VIDEO_SUFFIXES = frozenset(
    {".3gp", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts"}
    | {".ogv", ".ts", ".webm", ".wmv"}
)
"""Files of a folder that are taken for videos."""


def download_videos(
    workspace: Workspace,
    catalogue: Catalogue,
    options: DownloadOptions,
    *,
    retry_failed: bool,
    only: Collection[str] | None = None,
) -> Iterator[Work]:
    """Yield the step that downloads every video that was found and has no file.

    Args:
        workspace: where the files go.
        catalogue: what was found.
        options: how to download.
        retry_failed: try what failed for good once more.
        only: ids of the videos, if not all are wanted.
    """
    make_folder(workspace.videos)
    stage = VideoDownload(
        workspace, catalogue, options=options, retry_failed=retry_failed, only=only
    )
    outcomes = run_stage(stage, catalogue, workers=options.num_workers)
    yield Work(
        label="Downloading videos",
        verb="Downloaded",
        noun="video",
        total=len(list(stage.pending())),
        outcomes=until_bot_checks(outcomes, most=options.max_bot_checks),
    )


def until_bot_checks(outcomes: Iterable[Outcome], *, most: int) -> Iterator[Outcome]:
    """Pass outcomes on until so many bot checks came one after the other."""
    in_a_row = 0
    for outcome in outcomes:
        yield outcome
        in_a_row = in_a_row + 1 if outcome.kind == "bot-check" else 0
        if in_a_row >= most:
            return


class VideoDownload(Stage[SourceVideo, tuple[DownloadedVideo, VideoInfo]]):
    """Download one video and read what it is."""

    def __init__(
        self,
        workspace: Workspace,
        catalogue: Catalogue,
        *,
        options: DownloadOptions,
        retry_failed: bool,
        only: Collection[str] | None,
    ) -> None:
        """Use an open catalogue; download the given videos, or all."""
        self._workspace = workspace
        self._catalogue = catalogue
        self._options = options
        self._only = only
        self._done = settled(catalogue, self.name, retry_failed=retry_failed)

    @property
    def name(self) -> str:
        """Name of the step."""
        return "download-video"

    def pending(self) -> Iterator[SourceVideo]:
        """Yield the videos without a file."""
        for video in self._catalogue.videos.all(with_file=False):
            chosen = self._only is None or video.video_id in self._only
            if chosen and video.video_id not in self._done:
                yield video

    def item_id(self, item: SourceVideo) -> str:
        """Return the id of the video."""
        return item.video_id

    def process(self, item: SourceVideo) -> tuple[DownloadedVideo, VideoInfo]:
        """Download the video and read its streams; a file that holds no video does not stay."""
        downloaded = download_video(
            item.url,
            video_id=item.video_id,
            folder=self._workspace.videos,
            options=self._options,
        )
        try:
            return downloaded, probe_video(downloaded.path)
        except VideoError:
            downloaded.path.unlink(missing_ok=True)
            raise

    def record(self, item: SourceVideo, result: tuple[DownloadedVideo, VideoInfo]) -> Skip | None:
        """Write down the file."""
        downloaded, info = result
        described = dataclasses.replace(
            item,
            title=clean_text(downloaded.title) or item.title,
            uploader=clean_text(downloaded.channel_id or downloaded.uploader) or item.uploader,
            licence=clean_text(downloaded.licence) or item.licence,
            upload_date=downloaded.upload_date or item.upload_date,
        )
        path = self._workspace.relative(downloaded.path)
        self._catalogue.videos.set_file(with_info(described, info, path=path))
        return None


def add_local_videos(
    workspace: Workspace, catalogue: Catalogue, paths: Sequence[Path]
) -> Iterator[Work]:
    """Yield the step that takes in video files, and those in folders, where they lie."""
    files = video_files(paths)
    stage = LocalVideo(workspace, catalogue, files=files)
    yield Work(
        label="Reading videos",
        verb="Took in",
        noun="local video",
        total=len(files),
        outcomes=run_stage(stage, catalogue),
    )


def video_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files, and the video files below the folders, sorted.

    Raises:
        MissingInput: a path does not exist, or a folder holds no video.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = _below(path)
            if not below:
                raise MissingInput(
                    f"Cannot find a video in the folder '{path}'. Name a folder with "
                    "files such as .mp4, .mkv or .webm."
                )
            found += below
        elif path.exists():
            found.append(path)
        else:
            raise MissingInput(f"Cannot find '{path}'. Check the path.")
    return list(dict.fromkeys(found))


def _below(folder: Path) -> list[Path]:
    """Return the video files below a folder, without hidden ones such as unfinished downloads."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in VIDEO_SUFFIXES
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )


class LocalVideo(Stage[Path, tuple[str, VideoInfo]]):
    """Take in one file that is on this machine; it is not copied."""

    def __init__(
        self, workspace: Workspace, catalogue: Catalogue, *, files: Sequence[Path]
    ) -> None:
        """Use an open catalogue."""
        self._workspace = workspace
        self._catalogue = catalogue
        self._files = files

    @property
    def name(self) -> str:
        """Name of the step."""
        return "local-video"

    def pending(self) -> Iterator[Path]:
        """Yield all files: reading one again is cheap, and it may have changed."""
        yield from self._files

    def item_id(self, item: Path) -> str:
        """Return the path."""
        return clean_text(item.resolve(), max_length=1000)

    def process(self, item: Path) -> tuple[str, VideoInfo]:
        """Return the id of the file and what it is."""
        info = probe_video(item)
        return f"file-{fingerprint(item)}", info

    def record(self, item: Path, result: tuple[str, VideoInfo]) -> Skip | None:
        """Write down the file."""
        video_id, info = result
        video = SourceVideo(
            video_id=video_id,
            url=item.resolve().as_uri(),
            title=clean_text(item.stem),
            source="local file",
        )
        path = self._workspace.relative(item)
        self._catalogue.videos.set_file(with_info(video, info, path=path))
        return None


def with_info(video: SourceVideo, info: VideoInfo, *, path: str) -> SourceVideo:
    """Return the row of a video with its file and what was read from it."""
    return dataclasses.replace(
        video,
        path=path,
        duration_seconds=info.duration_seconds,
        width=info.width,
        height=info.height,
        fps=str(info.fps),
        codec=info.codec,
        has_audio=info.has_audio,
        bytes=info.path.stat().st_size,
    )
