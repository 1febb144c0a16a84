"""`miner cut-clips` with a folder of its own: no workspace, any files, bad ones among them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import torch

from tests.builders import VideoSpec, make_video
from tests.miner.commands.running import Ended, Miner, rows
from tests.miner.commands.shapes_world import ACTIONS, ShapesWorld, draw_video
from tests.miner.commands.trained import save_frame_classifier, write_settings

FAILED = "SELECT kind, message FROM outcomes WHERE status = 'failed' ORDER BY kind"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video that shows circles from 3 s to 7 s and crosses from 10 s to 14 s."""
    return draw_video(tmp_path_factory.mktemp("both") / "both.mp4", ACTIONS, seed=3)


class Cutter:
    """Runs `miner cut-clips VIDEO... --out-dir clips` with the shapes classifier."""

    def __init__(self, miner: Miner, checkpoint: Path) -> None:
        self.miner = miner
        self.checkpoint = checkpoint
        self.out = miner.folder / "clips"

    def __call__(self, *arguments: str | Path) -> Ended:
        given = ("--image-classifier-checkpoint", self.checkpoint, "--out-dir", self.out)
        return self.miner("cut-clips", *given, *arguments)

    def clips(self) -> dict[str, list[str]]:
        """Return the clip files by folder."""
        folders = sorted(each for each in self.out.iterdir() if list(each.glob("*.mp4")))
        return {each.name: sorted(clip.name for clip in each.glob("*.mp4")) for each in folders}


@pytest.fixture
def cut(miner: Miner, frame_checkpoint: Path) -> Cutter:
    """Cut clips into `clips` of an empty folder."""
    return Cutter(miner, frame_checkpoint)


def text_file(path: Path) -> Path:
    path.write_text("hello, this is a letter\n" * 50, encoding="utf-8")
    return path


def truncated(path: Path) -> Path:
    make_video(path, VideoSpec(frames=40, size=(64, 48)))
    path.write_bytes(path.read_bytes()[:1000])
    return path


def empty(path: Path) -> Path:
    path.touch()
    return path


def sound_only(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 48_000), np.float32), "fltp", "mono")
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_folder_of_clips_is_made_for_each_class(cut: Cutter, both: Path) -> None:
    ended = cut(both, "--clip-len", "2", "--n-clips", "1")

    assert ended.code == 0
    assert {name: len(clips) for name, clips in cut.clips().items()} == {
        "drawing_circles": 1,
        "drawing_crosses": 1,
    }
    assert ended.closing.startswith(f"2 clips of 2 classes in {cut.out}. Next: miner review")


def test_several_videos_and_folders_are_taken_at_once(
    cut: Cutter, both: Path, shapes_world: ShapesWorld, tmp_path: Path
) -> None:
    folder = tmp_path / "videos" / "deeper"
    folder.mkdir(parents=True)
    shutil.copy(shapes_world.paths("circles1")[0], folder / "one.mp4")
    shutil.copy(shapes_world.paths("circles1")[0], folder / "the same again.MP4")
    (folder / "notes.txt").write_text("no video, and not taken for one")

    ended = cut(both, tmp_path / "videos", "--clip-len", "3", "--n-clips", "1")

    assert ended.code == 0
    assert {name: len(clips) for name, clips in cut.clips().items()} == {
        "drawing_circles": 2,
        "drawing_crosses": 1,
    }


@pytest.mark.parametrize(
    ("flags", "sampling", "frames"),
    [
        (("--every", "4"), "every=4", 34),
        (("--skip-frames", "17"), "every=17", 8),
        (("--fps", "1"), "fps=1", 17),
    ],
    ids=["every", "skip-frames", "fps"],
)
def test_frames_to_score_are_chosen_by_count_or_by_time(
    cut: Cutter, both: Path, flags: tuple[str, ...], sampling: str, frames: int
) -> None:
    cut(both, *flags)  # 17 seconds of 8 frames: 136

    assert rows(cut.out, "SELECT sampling, frames FROM scores") == [(sampling, frames)]


def test_class_list_may_be_a_file_with_a_trailing_blank_line(
    cut: Cutter, both: Path, tmp_path: Path
) -> None:
    (tmp_path / "classes.txt").write_text("drawing circles\n\n\n", encoding="utf-8")

    cut(both, "--class-names", tmp_path / "classes.txt", "--clip-len", "3")

    assert list(cut.clips()) == ["drawing_circles"]


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (
            "drawing circles\njuggling balls\n",
            2,
            "the checkpoint does not know 'juggling balls'. Its classes are drawing circles, "
            "drawing crosses, empty paper.",
        ),
        ("", 2, "it names no action. Write one name a line."),
        ("drawing circles\ndrawing circles\n", 2, "'drawing circles' is there twice"),
    ],
    ids=["unknown class", "empty list", "twice"],
)
def test_class_list_that_cannot_be_used_stops_before_any_work(
    cut: Cutter, both: Path, tmp_path: Path, content: str, code: int, sentence: str
) -> None:
    (tmp_path / "classes.txt").write_text(content, encoding="utf-8")

    ended = cut(both, "--class-names", tmp_path / "classes.txt")

    assert ended.code == code
    assert sentence in ended.err
    assert rows(cut.out, "SELECT count(*) FROM videos") == [(0,)]


def test_one_bad_file_of_many_is_reported_and_the_others_are_scored(
    cut: Cutter, tmp_path: Path
) -> None:
    folder = tmp_path / "videos"
    folder.mkdir()
    for number in range(24):
        spec = VideoSpec(frames=3, size=(64, 48), first_number=number, gop=1)
        make_video(folder / f"{number:03}.mp4", spec)
    truncated(folder / "012x.mp4")

    ended = cut(folder, "--batch-size", "4")

    assert ended.code == 7
    assert "Took in 24 local videos; 1 failed (1 corrupt)" in ended.err
    assert rows(cut.out, "SELECT count(*) FROM scores") == [(24,)]
    ((kind, message),) = rows(cut.out, FAILED)
    assert kind == "corrupt"
    assert "012x.mp4" in message


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (text_file, "not-a-video"),
        (truncated, "corrupt"),
        (empty, "empty"),
        (sound_only, "no-video-stream"),
    ],
    ids=["text", "truncated", "zero bytes", "audio only"],
)
def test_a_file_that_is_no_video_is_one_sentence_and_a_row(
    cut: Cutter, tmp_path: Path, make: Callable[[Path], Path], kind: str
) -> None:
    bad = make(tmp_path / "bad.mp4")

    ended = cut(bad)

    assert ended.code == 5
    assert f"  {kind}: Cannot open '{bad}': " in ended.err
    ((recorded, message),) = rows(cut.out, FAILED)
    assert recorded == kind
    assert message.startswith(f"Cannot open '{bad}': ")


def test_json_is_written_when_every_file_was_bad(cut: Cutter, tmp_path: Path) -> None:
    ended = cut(text_file(tmp_path / "bad.mp4"), "--json")

    assert ended.code == 5
    assert ended.data["clips"] == []
    assert ended.data["steps"][0]["failed"] == {"not-a-video": 1}


def test_bad_file_beside_earlier_videos_is_not_said_to_show_no_action(
    miner: Miner, pair: Path, tmp_path: Path
) -> None:
    ended = miner("cut-clips", text_file(tmp_path / "bad.mp4"), cwd=pair)

    assert ended.code == 5
    assert "No action was seen" not in ended.err


def test_video_of_one_frame_is_scored_and_yields_nothing(cut: Cutter, tmp_path: Path) -> None:
    still = make_video(tmp_path / "still.mp4", VideoSpec(frames=1, size=(64, 48)))

    ended = cut(still, "--threshold", "0")

    assert ended.code == 0
    assert rows(cut.out, "SELECT frames FROM scores") == [(1,)]
    assert ended.closing.startswith("No action was seen.")


def test_video_without_sound_and_with_it_keep_what_they_have(cut: Cutter, tmp_path: Path) -> None:
    silent = make_video(tmp_path / "silent.mp4", VideoSpec(frames=60, size=(64, 48)))
    loud = make_video(tmp_path / "loud.mp4", VideoSpec(frames=61, size=(64, 48), audio=True))

    cut(silent, loud, "--threshold", "0", "--clip-len", "1", "--n-clips", "1")

    found = rows(
        cut.out, "SELECT DISTINCT title, clips.has_audio FROM clips JOIN videos USING (video_id)"
    )
    assert sorted(found) == [("loud", 1), ("silent", 0)]


def test_sound_is_left_out_when_asked(cut: Cutter, tmp_path: Path) -> None:
    loud = make_video(tmp_path / "loud.mp4", VideoSpec(frames=61, size=(64, 48), audio=True))

    cut(loud, "--threshold", "0", "--clip-len", "1", "--no-audio")

    assert set(rows(cut.out, "SELECT has_audio FROM clips")) == {(0,)}


@pytest.mark.parametrize(
    "name",
    ["[red]bold.mp4", "line\nbreak \x1b[31mred.mp4", "-dash.mp4", "ünï — 走る.mp4"],
    ids=["markup", "control characters", "dash", "unicode"],
)
def test_odd_file_names_are_taken_and_said_clean(cut: Cutter, tmp_path: Path, name: str) -> None:
    video = make_video(tmp_path / name, VideoSpec(frames=45, size=(64, 48)))

    ended = cut("--threshold", "0", "--clip-len", "1", "--", video)

    assert ended.code == 0
    assert "\x1b" not in ended.err
    ((title,),) = rows(cut.out, "SELECT title FROM videos")
    assert "\x1b" not in title
    assert "\n" not in title
    assert cut.clips()


def test_file_whose_name_is_no_text_is_taken_like_the_others(cut: Cutter, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.mp4"))
    make_video(tmp_path / "good.mp4", VideoSpec(frames=45, size=(64, 48)))
    shutil.copy(tmp_path / "good.mp4", odd)
    odd.write_bytes(odd.read_bytes() + b"\0" * 8)

    ended = cut(tmp_path / "good.mp4", odd)

    assert "Took in 2 local videos" in ended.err
    assert rows(cut.out, "SELECT title FROM videos ORDER BY title") == [("caf",), ("good",)]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("gone.mp4", "miner: Cannot find 'gone.mp4'. Check the path."),
        ("bare", "miner: Cannot find a video in the folder 'bare'. Name a folder with files"),
    ],
)
def test_input_that_is_not_there_is_named(
    cut: Cutter, tmp_path: Path, given: str, sentence: str
) -> None:
    (tmp_path / "bare").mkdir()

    ended = cut(given)

    assert ended.code == 3
    assert sentence in ended.err


def test_folder_below_a_file_cannot_be_used(
    miner: Miner, frame_checkpoint: Path, both: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    given = ("--image-classifier-checkpoint", frame_checkpoint)

    ended = miner("cut-clips", both, *given, "--out-dir", tmp_path / "file" / "clips")

    assert ended.code == 3
    assert "Cannot make the folder" in ended.err


def code_in_a_pickle(path: Path) -> Path:
    class Payload:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {path.with_name('ran')}",)

    torch.save({"miner": Payload(), "state_dict": {}}, path)
    return path


def cut_short(path: Path) -> Path:
    whole = save_frame_classifier(path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (code_in_a_pickle, "it is damaged, or holds code, which miner never runs."),
        (cut_short, "it is cut short or damaged."),
        (text_file, "it is no torch file."),
        (empty, "the file is empty."),
        (lambda path: path, "no such file or directory."),
    ],
    ids=["code", "cut short", "text", "zero bytes", "missing"],
)
def test_checkpoint_that_cannot_be_used_is_told(
    miner: Miner, both: Path, tmp_path: Path, make: Callable[[Path], Path], sentence: str
) -> None:
    bad = make(tmp_path / "bad.ckpt")

    ended = miner(
        "cut-clips", both, "--image-classifier-checkpoint", bad, "--out-dir", tmp_path / "clips"
    )

    assert ended.code == 6
    assert f"Cannot read '{bad}': {sentence}" in ended.err
    assert not (tmp_path / "ran").exists()


def test_checkpoint_of_a_video_model_is_refused(
    miner: Miner, both: Path, video_checkpoint: Path, tmp_path: Path
) -> None:
    given = ("--image-classifier-checkpoint", video_checkpoint)

    ended = miner("cut-clips", both, *given, "--out-dir", tmp_path / "clips")

    assert ended.code == 6
    assert "it holds a 'video-model', not the 'image-classifier' needed here." in ended.err


def test_checkpoint_cannot_name_folders_elsewhere(miner: Miner, both: Path, tmp_path: Path) -> None:
    hostile = save_frame_classifier(tmp_path / "a.ckpt", classes=("../../evil", "b", "c"))
    given = ("--image-classifier-checkpoint", hostile, "--out-dir", tmp_path / "clips")

    ended = miner("cut-clips", both, *given)

    assert ended.code == 2
    assert "'../../evil' has a slash" in ended.err
    assert rows(tmp_path / "clips", "SELECT count(*) FROM actions") == [(0,)]


def test_workspace_without_classifier_or_videos_says_what_to_do(
    miner: Miner, frame_checkpoint: Path, tmp_path: Path
) -> None:
    place = write_settings(tmp_path / "place")

    without_classifier = miner("cut-clips", cwd=place)
    without_videos = miner(
        "cut-clips", "--image-classifier-checkpoint", frame_checkpoint, cwd=place
    )

    assert without_classifier.code == without_videos.code == 3
    assert "there is no image classifier. Run 'miner train-image-clf'" in without_classifier.err
    assert "there are no videos. Run 'miner download-videos'" in without_videos.err
