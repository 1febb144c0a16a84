"""`miner eval-video` and `miner predict`, against a model whose answers are known.

The model gives every clip 95.3 % circles and 4.7 % crosses: e^3 / (e^3 + 1) and the rest.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import av
import pytest

from tests.builders import VideoSpec, make_video
from tests.miner.commands.running import Miner, rows
from tests.miner.commands.shapes_world import ACTIONS, ShapesWorld
from tests.miner.commands.trained import write_settings

CIRCLES_SURE = 0.9525741
CLIP = VideoSpec(frames=16, fps=8, size=(64, 48))


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three clips of circles and one of crosses."""
    folder = tmp_path_factory.mktemp("data")
    for name in (
        "drawing circles/a",
        "drawing circles/b",
        "drawing circles/c",
        "drawing crosses/d",
    ):
        file = folder / f"{name}.mp4"
        file.parent.mkdir(exist_ok=True)
        make_video(file, CLIP)
    return folder


def bad_file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("hello, no video\n", encoding="utf-8")
    return path


def test_figures_of_a_folder_are_those_of_a_hand_count(
    miner: Miner, data_dir: Path, video_checkpoint: Path
) -> None:
    ended = miner(
        "eval-video", "--checkpoint", video_checkpoint, "--data-dir", data_dir, "--num-clips", "2",
        "--json",
    )  # fmt: skip

    assert ended.code == 0
    data = ended.data
    assert (data["videos"], data["video_top1"], data["clip_top1"]) == (4, 0.75, 0.75)
    assert (data["video_top5"], data["mean_class_accuracy"]) == (1.0, 0.5)
    assert data["confusion"] == [[3, 0], [1, 0]]
    assert data["per_class"][ACTIONS[0]] == {"videos": 3, "accuracy": 1.0, "precision": 0.75}
    assert data["per_class"][ACTIONS[1]] == {"videos": 1, "accuracy": 0.0, "precision": 0.0}
    assert data["predictions"][3]["clip_id"] == "drawing crosses/d"
    assert data["predictions"][3]["probabilities"][0] == pytest.approx(CIRCLES_SURE, abs=1e-4)


def test_figures_are_said_class_by_class(
    miner: Miner, data_dir: Path, video_checkpoint: Path
) -> None:
    ended = miner("eval-video", "--checkpoint", video_checkpoint, "--data-dir", data_dir)

    assert ended.err.splitlines() == [
        "  drawing circles  100.0 %  of 3",
        "  drawing crosses    0.0 %  of 1",
        "4 videos: top-1 75.0 %, top-5 100.0 %, mean class accuracy 50.0 % "
        "(single clips: top-1 75.0 %, top-5 100.0 %).",
    ]


def test_dataset_built_here_is_judged_on_the_split_asked_for(
    miner: Miner, trained: Path, video_checkpoint: Path
) -> None:
    given = ("--checkpoint", video_checkpoint, "--json")

    test = miner("eval-video", *given, cwd=trained).data
    train = miner("eval-video", *given, "--split", "train", cwd=trained).data

    assert (test["videos"], test["video_top1"], test["confusion"]) == (2, 0.5, [[1, 0], [1, 0]])
    assert (train["videos"], train["video_top1"], train["confusion"]) == (6, 0.5, [[3, 0], [3, 0]])


def test_evaluation_of_the_newest_model_is_kept_once_for_each_setting(
    miner: Miner, trained: Path
) -> None:
    assert miner("eval-video", cwd=trained).code == 0
    assert miner("eval-video", cwd=trained).code == 0
    assert miner("eval-video", "--num-crops", "3", cwd=trained).code == 0

    found = rows(trained, "SELECT model_id, dataset_id, split, settings, metrics FROM evaluations")
    ((model, path, dataset),) = rows(
        trained, "SELECT model_id, path, dataset_id FROM models WHERE kind = 'video-model'"
    )
    assert {row[:3] for row in found} == {(model, dataset, "test")}
    assert sorted(json.loads(row[3])["num_crops"] for row in found) == [1, 3]
    report = json.loads((trained / path).with_name("evaluation-test.json").read_text())
    assert report["videos"] == json.loads(found[0][4])["videos"] == 2
    assert len(report["predictions"]) == 2


def test_unreadable_clip_is_named_and_not_counted(
    miner: Miner, data_dir: Path, video_checkpoint: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(data_dir, tmp_path / "data"))
    bad_file(folder / "drawing crosses" / "broken.mp4")

    ended = miner("eval-video", "--checkpoint", video_checkpoint, "--data-dir", folder, "--json")

    assert ended.code == 7
    assert ended.data["videos"] == 4
    assert "drawing crosses/broken: Cannot open" in ended.err
    assert ended.data["unreadable"][0]["clip_id"] == "drawing crosses/broken"


def test_nothing_readable_is_an_error_and_no_figure(
    miner: Miner, video_checkpoint: Path, tmp_path: Path
) -> None:
    bad_file(tmp_path / "data" / "drawing circles" / "broken.mp4")

    ended = miner(
        "eval-video", "--checkpoint", video_checkpoint, "--data-dir", tmp_path / "data", "--json"
    )

    assert ended.code == 5
    assert "Cannot evaluate: no clip can be read. drawing circles/broken: Cannot open" in ended.err
    assert "nan" not in (ended.out + ended.err).lower()


def test_clip_of_a_class_that_the_model_does_not_know_stops_it(
    miner: Miner, video_checkpoint: Path, tmp_path: Path
) -> None:
    bad_file(tmp_path / "data" / "juggling balls" / "a.mp4")

    ended = miner("eval-video", "--checkpoint", video_checkpoint, "--data-dir", tmp_path / "data")

    assert ended.code == 6
    assert "Cannot judge clips of class 'juggling balls': the checkpoint knows" in ended.err


def test_folder_of_a_built_dataset_is_judged_by_the_names_of_its_classes(
    miner: Miner, trained: Path, video_checkpoint: Path
) -> None:
    folder = trained / "datasets" / "actions" / "v1" / "test"

    ended = miner("eval-video", "--checkpoint", video_checkpoint, "--data-dir", folder, "--json")

    assert ended.code == 0
    assert ended.data["confusion"] == [[1, 0], [1, 0]]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ((), 3, "there is no video model. Run 'miner train-video r2plus1d_18'"),
        (("--data-dir", "."), 3, "Cannot evaluate a folder without a model. Add '--checkpoint"),
        (("--split", "dev"), 2, "'dev'"),
        (("--num-crops", "2"), 2, "'eval_video.num_crops' = 2"),
        (("--checkpoint", "gone.ckpt", "--data-dir", "."), 6, "Cannot read 'gone.ckpt': no such"),
    ],
    ids=["no model", "folder without model", "split", "crops", "missing checkpoint"],
)
def test_evaluation_that_cannot_start_says_why(
    miner: Miner, tmp_path: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    place = write_settings(tmp_path / "place")
    (place / "squats").mkdir()
    make_video(place / "squats" / "one.mp4", CLIP)

    ended = miner("eval-video", *arguments, cwd=place)

    assert ended.code == code
    assert sentence in ended.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--dataset", "mules"), "Cannot find a dataset named 'mules'. Run 'miner build-dataset'"),
        (("--split", "val"), "the split 'val' has no clips. Choose another one"),
    ],
    ids=["unknown dataset", "empty split"],
)
def test_dataset_or_split_that_is_not_there_is_named(
    miner: Miner, accepted: Path, video_checkpoint: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    assert miner("build-dataset", "--val-fraction", "0", cwd=accepted).code == 0

    ended = miner("eval-video", "--checkpoint", video_checkpoint, *arguments, cwd=accepted)

    assert ended.code == 3
    assert sentence in ended.err


def test_prediction_is_printed_as_a_ranking(
    miner: Miner, shapes_world: ShapesWorld, video_checkpoint: Path
) -> None:
    one, two, *_ = shapes_world.paths("crosses")

    ended = miner("predict", one, two, "--checkpoint", video_checkpoint, "--top", "2")

    assert ended.code == 0
    assert ended.out.splitlines() == [
        f"{one}: drawing circles 95.3 %, drawing crosses 4.7 %",
        f"{two}: drawing circles 95.3 %, drawing crosses 4.7 %",
    ]


def test_prediction_as_json_covers_the_whole_video(
    miner: Miner, shapes_world: ShapesWorld, video_checkpoint: Path
) -> None:
    video = shapes_world.paths("crosses0")[0]

    ended = miner(
        "predict", video, "--checkpoint", video_checkpoint, "--hop-seconds", "4", "--json"
    )

    (found,) = ended.data["predictions"]
    assert (found["path"], found["label"], found["overlay"]) == (str(video), ACTIONS[0], None)
    # A clip of 7 frames each 4 s, and the last one that ends with the video.
    spans = [(each["start_seconds"], each["end_seconds"]) for each in found["timeline"]]
    assert spans == [(0, 0.875), (4, 4.875), (8, 8.875), (9.125, 10)]
    assert ended.data["failed"] == {}


def test_overlay_is_a_video_of_the_same_length_with_a_panel(
    miner: Miner, video_checkpoint: Path, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "bright.mp4", VideoSpec(frames=16, fps=8, first_number=4095))

    ended = miner("predict", video, "--checkpoint", video_checkpoint, "--overlay", "labelled")

    target = Path("labelled/bright-overlay.mp4")
    ranking = "drawing circles 95.3 %, drawing crosses 4.7 %"
    assert ended.out == f"{video}: {ranking} -> {target}\n"
    with av.open(str(tmp_path / target)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        assert container.streams.video[0].average_rate == 8
    assert len(frames) == 16
    assert frames[0].shape == (240, 320, 3)
    # All of the source is white in its first frame; the panel darkens the lower edge only.
    assert frames[0][:40].mean() > 230
    assert frames[0][-6:].mean() < 100


def test_overlays_of_files_of_one_name_stand_side_by_side(
    miner: Miner, video_checkpoint: Path, tmp_path: Path
) -> None:
    files = [tmp_path / "monday" / "clip.mp4", tmp_path / "tuesday" / "clip.mp4"]
    for number, file in enumerate(files):
        file.parent.mkdir()
        make_video(file, VideoSpec(frames=8 * (number + 1), fps=8, size=(64, 48)))

    ended = miner(
        "predict", *files, "--checkpoint", video_checkpoint, "--overlay", "labelled", "--json"
    )

    overlays = [tmp_path / each["overlay"] for each in ended.data["predictions"]]
    lengths = []
    for overlay in overlays:
        with av.open(str(overlay)) as container:
            lengths.append(sum(1 for _ in container.decode(video=0)))
    assert lengths == [8, 16]


def test_overlay_never_takes_the_place_of_the_video_itself(
    miner: Miner, video_checkpoint: Path, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "a.mp4", CLIP)
    twin = Path(shutil.copy(video, tmp_path / "a-overlay.mp4"))
    before = twin.read_bytes()

    ended = miner("predict", video, twin, "--checkpoint", video_checkpoint, "--overlay", tmp_path)

    assert ended.code == 0
    assert twin.read_bytes() == before


def test_bad_file_is_told_and_the_others_are_labelled(
    miner: Miner, video_checkpoint: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "videos"
    bad = bad_file(folder / "bad.mp4")
    make_video(folder / "good.mp4", CLIP)

    some = miner("predict", folder, "--checkpoint", video_checkpoint)
    none = miner("predict", bad, "--checkpoint", video_checkpoint, "--json")

    assert (some.code, none.code) == (7, 5)
    assert f"{bad}: not-a-video: Cannot open '{bad}'" in some.err
    assert some.out.startswith(f"{folder / 'good.mp4'}: drawing circles 95.3 %")
    assert none.data == {"predictions": [], "failed": {"not-a-video": 1}}


def test_video_of_one_frame_is_labelled(
    miner: Miner, video_checkpoint: Path, tmp_path: Path
) -> None:
    still = make_video(tmp_path / "still.mp4", VideoSpec(frames=1, size=(64, 48)))

    ended = miner("predict", still, "--checkpoint", video_checkpoint, "--overlay", "out")

    assert ended.code == 0
    assert (tmp_path / "out" / "still-overlay.mp4").is_file()


def test_newest_model_of_the_workspace_around_is_taken_with_its_settings(
    miner: Miner, trained: Path, shapes_world: ShapesWorld
) -> None:
    write_settings(trained, predict={"top": 2})

    ended = miner("predict", shapes_world.paths("circles0")[0], cwd=trained)

    assert ended.code == 0
    assert ended.out.count("%") == 2
    assert all(name in ended.out for name in ACTIONS)


def test_workspace_can_be_named(miner: Miner, trained: Path, shapes_world: ShapesWorld) -> None:
    ended = miner("predict", shapes_world.paths("circles0")[0], "-w", trained, "--json")

    assert ended.code == 0
    assert ended.data["predictions"][0]["classes"] == list(ACTIONS)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("gone.mp4", "--checkpoint", "VIDEO-MODEL"), 3, "Cannot find 'gone.mp4'."),
        (("clip.mp4", "--checkpoint", "FRAMES"), 6, "it holds a 'image-classifier', not the"),
        (("clip.mp4", "--checkpoint", "clip.mp4"), 6, "Cannot read 'clip.mp4': "),
        (("clip.mp4",), 3, "Cannot find a workspace in"),
        (("clip.mp4", "--checkpoint", "VIDEO-MODEL", "--overlay", "clip.mp4"), 3, "a file has"),
        (("clip.mp4", "--checkpoint", "VIDEO-MODEL", "--hop-seconds", "0"), 2, "hop_seconds"),
    ],
    ids=["missing video", "frame classifier", "no checkpoint", "nowhere", "overlay", "hop"],
)
def test_prediction_that_cannot_start_says_why(  # noqa: PLR0913, PLR0917
    miner: Miner, frame_checkpoint: Path, video_checkpoint: Path, tmp_path: Path,
    arguments: tuple[str, ...], code: int, sentence: str,
) -> None:  # fmt: skip
    make_video(tmp_path / "clip.mp4", CLIP)
    named = {"FRAMES": str(frame_checkpoint), "VIDEO-MODEL": str(video_checkpoint)}

    ended = miner("predict", *(named.get(each, each) for each in arguments))

    assert ended.code == code
    assert sentence in ended.err


def test_workspace_without_video_model_says_so(
    miner: Miner, mined: Path, shapes_world: ShapesWorld
) -> None:
    ended = miner("predict", shapes_world.paths("circles0")[0], cwd=mined)

    assert ended.code == 3
    assert "Cannot predict: there is no video model. Run 'miner train-video" in ended.err
