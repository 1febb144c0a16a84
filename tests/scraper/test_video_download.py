"""Videos are downloaded by real yt-dlp from a local site, with the misfortunes of real sites."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import pytest

from miner.demo.site.video_pages import Answer
from scraper.errors import VideoError, VideoUnavailable
from scraper.video_download import download_video
from scraper.video_options import DownloadOptions
from scraper.video_records import DownloadedVideo, DownloadProgress
from tests.builders import VideoSpec, make_video
from tests.scraper.video_site import VideoSite, make_shelf, serve_videos, text_answer

OPTIONS = DownloadOptions(sleep_seconds=0, max_sleep_seconds=0, retries=0, timeout_seconds=5)


@pytest.fixture(scope="module")
def shelf_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture
def site(shelf_folder: Path) -> Iterator[VideoSite]:
    with serve_videos(make_shelf(shelf_folder)) as running:
        yield running


def download(
    site: VideoSite, path: str, folder: Path, *, options: DownloadOptions = OPTIONS
) -> DownloadedVideo:
    return download_video(site.url + path, video_id="clip", folder=folder, options=options)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def size_of(path: Path) -> tuple[int, int]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return stream.width, stream.height


@pytest.mark.parametrize(
    "path", ["/videos/watch/one.html", "/videos/files/one.mp4", "/odd/moved", "/odd/cut.mp4?fine"]
)
def test_a_video_arrives_byte_by_byte(
    site: VideoSite, shelf_folder: Path, tmp_path: Path, path: str
) -> None:
    video = download(site, path, tmp_path)

    assert video.path == tmp_path / "clip.mp4"
    assert video.path.read_bytes() == (shelf_folder / "one.mp4").read_bytes()
    assert names_in(tmp_path) == ["clip.mp4"]


def test_the_record_tells_title_and_size(site: VideoSite, tmp_path: Path) -> None:
    video = download(site, "/videos/watch/one.html", tmp_path)

    assert video.title == "A [31mhand waving <b>hello</b> & ../../etc"
    assert video.byte_count == video.path.stat().st_size
    assert video.url == f"{site.url}/videos/watch/one.html"


def test_progress_grows_to_the_whole_size(site: VideoSite, tmp_path: Path) -> None:
    seen: list[DownloadProgress] = []

    video = download_video(
        f"{site.url}/videos/files/one.mp4",
        video_id=None,
        folder=tmp_path,
        options=OPTIONS,
        on_progress=seen.append,
    )

    got = [each.downloaded_bytes for each in seen]
    assert got == sorted(got)
    assert (seen[-1].downloaded_bytes, seen[-1].total_bytes) == (video.byte_count,) * 2
    assert {each.video_id for each in seen} == {video.video_id}


def test_a_finished_file_is_not_fetched_again(site: VideoSite, tmp_path: Path) -> None:
    first = download(site, "/videos/files/one.mp4", tmp_path)
    before = site.visits["/videos/files/one.mp4"]

    again = download(site, "/videos/files/one.mp4", tmp_path)

    assert again == first
    assert site.visits["/videos/files/one.mp4"] == before + 1  # the page was read, not the file


def test_ctrl_c_stops_and_the_next_call_continues(
    site: VideoSite, shelf_folder: Path, tmp_path: Path
) -> None:
    def interrupt(progress: DownloadProgress) -> None:
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        download_video(
            f"{site.url}/videos/files/one.mp4",
            video_id="clip",
            folder=tmp_path,
            options=OPTIONS,
            on_progress=interrupt,
        )
    assert names_in(tmp_path) == [".clip.part"]

    video = download(site, "/videos/files/one.mp4", tmp_path)

    assert video.path.read_bytes() == (shelf_folder / "one.mp4").read_bytes()
    assert site.requests[-1][1].startswith("bytes=1024-")
    assert names_in(tmp_path) == ["clip.mp4"]


def test_a_connection_that_breaks_once_is_continued(
    site: VideoSite, shelf_folder: Path, tmp_path: Path
) -> None:
    video = download(site, "/odd/cut.mp4", tmp_path, options=replace(OPTIONS, retries=1))

    whole = (shelf_folder / "one.mp4").read_bytes()
    assert video.path.read_bytes() == whole
    assert site.requests[-1][1] == f"bytes={len(whole) // 2}-"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/videos/files/dead.mp4", "gone"),
        ("/odd/status-403", "forbidden"),
        ("/odd/status-429", "rate"),
        ("/odd/status-500", "unreachable"),
        ("/odd/text.mp4", "no-video"),
        ("/odd/page.mp4", "no-video"),
        ("/odd/notes.bin", "no-video"),
        ("/odd/empty.mp4", "no-video"),
        ("/videos/playlist.html?q=waving", "several"),
        ("/odd/inner.html", "private-host"),
    ],
)
def test_failures_have_a_kind_and_leave_nothing(
    site: VideoSite, tmp_path: Path, path: str, kind: str
) -> None:
    with pytest.raises(VideoUnavailable, match="Cannot download 'http://127") as caught:
        download(site, path, tmp_path / "videos")

    assert caught.value.kind == kind
    assert names_in(tmp_path / "videos") == []


def test_a_redirect_into_the_private_network_is_refused(site: VideoSite, tmp_path: Path) -> None:
    with serve_videos(site.shelf, host="127.0.0.2") as inner:
        location = ("Location", f"{inner.url}/videos/files/one.mp4")
        site.extra["/away.mp4"] = Answer(status=302, headers=(location,))

        with pytest.raises(VideoUnavailable, match="leads into a private network") as caught:
            download(site, "/away.mp4", tmp_path / "videos")

    assert caught.value.kind == "private-host"
    assert names_in(tmp_path / "videos") == []


def test_what_a_killed_run_left_is_cleaned_up(site: VideoSite, tmp_path: Path) -> None:
    download(site, "/videos/files/one.mp4", tmp_path)
    (tmp_path / ".clip.part").mkdir()
    (tmp_path / ".clip.part" / "mp4.mp4.part").write_bytes(b"x")

    download(site, "/videos/files/one.mp4", tmp_path)

    assert names_in(tmp_path) == ["clip.mp4"]


def test_a_connection_that_always_breaks_keeps_what_came(site: VideoSite, tmp_path: Path) -> None:
    with pytest.raises(VideoUnavailable, match="broke off") as caught:
        download(site, "/odd/always-cut.mp4", tmp_path)

    assert caught.value.kind == "unreachable"
    assert names_in(tmp_path) == [".clip.part"]


def test_a_silent_server_is_a_timeout(site: VideoSite, tmp_path: Path) -> None:
    with pytest.raises(VideoUnavailable, match="fell silent") as caught:
        download(site, "/odd/silent.mp4", tmp_path, options=replace(OPTIONS, timeout_seconds=0.3))

    assert caught.value.kind == "timeout"


def test_a_file_that_is_too_large_is_refused(site: VideoSite, tmp_path: Path) -> None:
    with pytest.raises(VideoUnavailable, match="Raise 'max_bytes'") as caught:
        download(site, "/videos/files/one.mp4", tmp_path, options=replace(OPTIONS, max_bytes=2000))

    assert caught.value.kind == "too-large"
    assert names_in(tmp_path) == []


def test_a_full_disk_is_told(site: VideoSite, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    part = tmp_path / ".clip.part"
    part.mkdir()
    (part / "mp4.mp4.part").symlink_to("/dev/full")

    with pytest.raises(VideoUnavailable, match="the disk is full") as caught:
        download(site, "/videos/files/one.mp4", tmp_path)

    assert caught.value.kind == "disk-full"


def test_a_folder_that_cannot_be_made_is_told(site: VideoSite, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(VideoUnavailable, match="its folder cannot be written") as caught:
        download(site, "/videos/files/one.mp4", tmp_path / "file")

    assert caught.value.kind == "unwritable"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "--exec=id", "ftp://e.com/a.mp4", "", "http://"]
)
def test_other_addresses_are_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(VideoUnavailable, match="this is no address of a web page"):
        download_video(url, video_id="clip", folder=tmp_path, options=OPTIONS)


@pytest.mark.parametrize("video_id", ["../up", "", "a b", "a/b"])
def test_unsafe_names_are_a_mistake_of_the_caller(tmp_path: Path, video_id: str) -> None:
    with pytest.raises(ValueError, match="must be made of"):
        download_video("http://e.com/a", video_id=video_id, folder=tmp_path, options=OPTIONS)


def test_a_missing_cookie_file_is_told(site: VideoSite, tmp_path: Path) -> None:
    options = replace(OPTIONS, cookies_file=str(tmp_path / "cookies.txt"))

    with pytest.raises(VideoError, match="check 'cookies_file'") as caught:
        download(site, "/videos/files/one.mp4", tmp_path, options=options)

    assert caught.value.kind == "cookies"


def test_a_cookie_file_is_read_and_left_as_it_is(site: VideoSite, tmp_path: Path) -> None:
    cookies = tmp_path / "cookies.txt"
    cookies.write_text("# Netscape HTTP Cookie File\n")

    download(
        site, "/videos/files/one.mp4", tmp_path, options=replace(OPTIONS, cookies_file=str(cookies))
    )

    assert cookies.read_text() == "# Netscape HTTP Cookie File\n"


STREAMS = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="en",DEFAULT=YES,URI="/sound.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=100,RESOLUTION=120x160,CODECS="avc1.42c00b,mp4a.40.2",AUDIO="sound"
/small.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=900,RESOLUTION=240x320,CODECS="avc1.42c00b,mp4a.40.2",AUDIO="sound"
/large.m3u8
"""


def add_streams(site: VideoSite, folder: Path) -> None:
    """Offer an upright video as two sizes of picture and a stream of sound."""
    make_video(folder / "small.ts", VideoSpec(size=(120, 160)))
    make_video(folder / "large.ts", VideoSpec(size=(240, 320)))
    make_video(folder / "sound.ts", VideoSpec(audio=True))
    site.extra["/streams.m3u8"] = text_answer(STREAMS, content_type="application/x-mpegurl")
    for name in ("small", "large", "sound"):
        lines = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\n/{name}.ts\n#EXT-X-ENDLIST\n"
        site.extra[f"/{name}.m3u8"] = text_answer(lines, content_type="application/x-mpegurl")
        length = (folder / f"{name}.ts").stat().st_size
        site.extra[f"/{name}.ts"] = Answer(file=folder / f"{name}.ts", length=length)


@pytest.mark.parametrize(
    ("max_height", "size"),
    [(120, (120, 160)), (239, (120, 160)), (240, (240, 320)), (0, (240, 320))],
)
def test_the_short_side_chooses_the_stream(
    site: VideoSite, tmp_path: Path, max_height: int, size: tuple[int, int]
) -> None:
    add_streams(site, tmp_path)

    options = replace(OPTIONS, max_height=max_height)
    video = download(site, "/streams.m3u8", tmp_path / "videos", options=options)

    assert size_of(video.path) == size
    assert names_in(tmp_path / "videos") == [video.path.name]


def test_picture_and_sound_are_joined(site: VideoSite, tmp_path: Path) -> None:
    add_streams(site, tmp_path)

    video = download(site, "/streams.m3u8", tmp_path / "videos")

    with av.open(str(video.path)) as container:
        assert {stream.type for stream in container.streams} == {"audio", "video"}
