"""Which images train the frame classifier, under which labels, and where the result goes."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from PIL import Image

from classifiers.options import ImageTrainOptions
from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import ActionClass, FoundImage, WebImage
from miner.errors import MissingInput, WorkspaceError
from miner.pipeline.image_training import (
    check_target,
    copy_checkpoint,
    folder_images,
    run_name,
    workspace_images,
)
from miner.workspace import Workspace
from scraper.options import ScrapeOptions
from tests.builders import make_image
from tests.miner.rows import add_action
from tests.scraper.pictures import draw_photo, encode

OPTIONS = ImageTrainOptions(background="nothing")
HASHES = {"plain": "00" * 32, "near": "03" + "00" * 31, "far": "ff" * 32}


def add_image(catalogue: Catalogue, action_id: str, image_id: str, perceptual_hash: str) -> None:
    [query, *_] = catalogue.actions.queries(action_id)
    hit = FoundImage(
        image_hit_id=f"h-{image_id}", action_id=action_id, query_id=query.query_id, source="bing",
        rank=1, url=f"https://example.org/{image_id}", page_url="", title="", licence="",
    )  # fmt: skip
    catalogue.images.add_hits([hit])
    catalogue.images.add(
        WebImage(
            image_id=image_id, action_id=action_id, image_hit_id=hit.image_hit_id,
            path=f"images/{image_id}.jpg", perceptual_hash=perceptual_hash, width=9, height=9,
            source_format="JPEG", source_bytes=9,
        )
    )  # fmt: skip


def test_images_are_labelled_by_action_and_all_background_alike(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    add_action(catalogue, "waving")
    add_action(catalogue, "without images")
    for name in ("empty street", "standing people"):
        action = ActionClass(action_id=name.replace(" ", "_"), name=name, kind="background")
        catalogue.actions.add(action, queries=[name])
    add_image(catalogue, "waving", "a", HASHES["plain"])
    add_image(catalogue, "empty_street", "b", HASHES["far"])
    add_image(catalogue, "standing_people", "c", "0f" * 32)

    images, classes = workspace_images(workspace, catalogue, OPTIONS, bits=2)

    assert classes == ["waving", "nothing"]
    assert [(image.path.name, image.label) for image in images] == [
        ("a.jpg", "waving"),
        ("b.jpg", "nothing"),
        ("c.jpg", "nothing"),
    ]
    assert all(image.path.parent == workspace.root / "images" for image in images)


@pytest.mark.parametrize(("bits", "groups"), [(2, 2), (1, 3)])
def test_near_twins_share_a_group(
    workspace: Workspace, catalogue: Catalogue, bits: int, groups: int
) -> None:
    add_action(catalogue, "waving")
    for image_id, perceptual_hash in HASHES.items():
        add_image(catalogue, "waving", image_id, perceptual_hash)

    images, _ = workspace_images(workspace, catalogue, OPTIONS, bits=bits)

    assert len({image.group for image in images}) == groups


def test_workspace_without_images_is_told(workspace: Workspace, catalogue: Catalogue) -> None:
    add_action(catalogue, "waving")

    with pytest.raises(MissingInput, match=r"has no images. Run 'miner scrape-images' first"):
        workspace_images(workspace, catalogue, OPTIONS, bits=2)


def test_folder_gives_its_images_and_names_those_that_are_refused(tmp_path: Path) -> None:
    for name in ("waving", "jumping"):
        (tmp_path / name).mkdir()
    make_image(tmp_path / "waving" / "a.jpg", seed=1)
    make_image(tmp_path / "waving" / "b.png", seed=2, size=(20, 20))
    make_image(tmp_path / "jumping" / "c.jpg", seed=3, mode="CMYK")
    (tmp_path / "jumping" / "text.jpg").write_text("no picture")
    (tmp_path / "jumping" / "empty.jpg").write_bytes(b"")
    (tmp_path / "jumping" / ".c-tmp.jpg").write_bytes(b"of a run that was killed")
    (tmp_path / "notes.txt").write_text("in no class")

    images, classes, refused = folder_images(tmp_path, ScrapeOptions())

    assert classes == ["jumping", "waving"]
    assert [image.path.name for image in images] == ["c.jpg", "a.jpg", "b.png"]
    assert [path.name for path, _ in refused] == ["empty.jpg", "text.jpg"]
    assert all(sentence.startswith("Cannot ") for _, sentence in refused)


def test_same_picture_in_two_classes_shares_a_group(tmp_path: Path) -> None:
    for name in ("waving", "jumping"):
        (tmp_path / name).mkdir()
    (tmp_path / "waving" / "a.png").write_bytes(encode(draw_photo(1), kind="PNG"))
    (tmp_path / "waving" / "other.png").write_bytes(encode(draw_photo(2), kind="PNG"))
    with Image.open(tmp_path / "waving" / "a.png") as picture:
        picture.resize((320, 240)).save(tmp_path / "jumping" / "copy.jpg", quality=80)

    images, _, _ = folder_images(tmp_path, ScrapeOptions())

    groups = {image.path.name: image.group for image in images}
    assert groups["a.png"] == groups["copy.jpg"] != groups["other.png"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("nowhere", "Cannot find the folder .*nowhere'. Check"), (".", "a folder per class")],
    ids=["no folder", "no images"],
)
def test_folder_without_images_is_told(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "loose.txt").write_text("x")

    with pytest.raises(MissingInput, match=sentence):
        folder_images(tmp_path / name, ScrapeOptions())


def copied(file: Path, folder: Path) -> Path:
    """Copy a file to another place and under another name."""
    return Path(shutil.copy(file, folder / f"{file.parent.name}-copy.jpg"))


def test_other_images_under_the_same_names_are_another_run(tmp_path: Path) -> None:
    for folder, seed in (("first", 1), ("second", 50)):
        for number, name in enumerate(("waving", "jumping")):
            (tmp_path / folder / name).mkdir(parents=True)
            make_image(tmp_path / folder / name / "a.jpg", seed=seed + number)

    first, second = (folder_images(tmp_path / f, ScrapeOptions())[0] for f in ("first", "second"))

    assert run_name(first, OPTIONS) != run_name(second, OPTIONS)


def test_run_is_named_by_images_and_settings_that_matter(tmp_path: Path) -> None:
    for name in ("waving", "jumping"):
        (tmp_path / name).mkdir()
        make_image(tmp_path / name / "a.jpg", seed=len(name))
    images, _, _ = folder_images(tmp_path, ScrapeOptions())
    moved = [dataclasses.replace(each, path=copied(each.path, tmp_path)) for each in images]

    first = run_name(images, OPTIONS)

    assert run_name(list(reversed(images)), OPTIONS) == first
    assert run_name(moved, OPTIONS) == first
    assert run_name(images, dataclasses.replace(OPTIONS, num_workers=7)) == first
    assert run_name(images, dataclasses.replace(OPTIONS, epochs=77)) != first
    assert run_name(images[:1], OPTIONS) != first


def test_target_is_checked_before_training_and_its_folder_made(tmp_path: Path) -> None:
    check_target(None)
    check_target(tmp_path / "new" / "frames.ckpt")
    (tmp_path / "file").write_text("")

    assert (tmp_path / "new").is_dir()
    with pytest.raises(MissingInput, match=r"it is a folder. Name a file in it"):
        check_target(tmp_path / "new")
    with pytest.raises(WorkspaceError, match="a file has this name"):
        check_target(tmp_path / "file" / "frames.ckpt")


def test_checkpoint_is_copied_whole_over_an_old_one(tmp_path: Path) -> None:
    source, target = tmp_path / "best.ckpt", tmp_path / "out" / "frames.ckpt"
    source.write_bytes(b"new weights")
    target.parent.mkdir()
    target.write_bytes(b"old")

    copy_checkpoint(source, target)

    assert target.read_bytes() == b"new weights"
    assert list(target.parent.iterdir()) == [target]
