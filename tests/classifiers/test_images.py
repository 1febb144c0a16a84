"""Reading images of all kinds."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from classifiers.errors import TrainingDataError
from classifiers.images import ImageReader, ImageSamples, ReadImages, read_all
from classifiers.options import ImageFit
from classifiers.records import LabelledImage

READER = ImageReader(size=32, fit="squash")


def labelled(path: Path) -> LabelledImage:
    return LabelledImage(path=path, label="a", group=path.name)


@pytest.mark.parametrize(
    ("fit", "shape"), [("squash", (32, 32)), ("crop", (32, 64)), ("letterbox", (32, 32))]
)
def test_each_fit_has_its_shape(tmp_path: Path, fit: ImageFit, shape: tuple[int, int]) -> None:
    Image.new("RGB", (300, 100), (200, 10, 10)).save(tmp_path / "a.jpg")
    pixels = ImageReader(size=32, fit=fit).read(tmp_path / "a.jpg")

    assert pixels.shape == (*shape, 3)
    assert np.abs(pixels[16, 16].astype(int) - (200, 10, 10)).max() <= 3


def test_a_turned_photo_stands_upright(tmp_path: Path) -> None:
    photo = Image.new("RGB", (64, 32), (0, 0, 0))
    photo.paste((255, 255, 255), (0, 0, 32, 32))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to stand upright
    photo.save(tmp_path / "a.png", exif=exif)

    pixels = READER.read(tmp_path / "a.png")
    assert pixels[0].mean() > 250
    assert pixels[-1].mean() < 5


@pytest.mark.parametrize("mode", ["L", "CMYK", "1", "P"])
def test_other_colour_modes_become_rgb(tmp_path: Path, mode: str) -> None:
    suffix = "jpg" if mode == "CMYK" else "png"
    Image.new("RGB", (40, 40), (255, 255, 255)).convert(mode).save(tmp_path / f"a.{suffix}")

    assert READER.read(tmp_path / f"a.{suffix}").min() > 250


def test_what_is_transparent_becomes_grey(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(tmp_path / "a.png")

    assert READER.read(tmp_path / "a.png")[5, 5].tolist() == [124, 116, 104]


def test_broken_files_are_told_apart_from_good_ones(tmp_path: Path) -> None:
    good, cut, text, empty, gone = (
        tmp_path / name for name in ("good.jpg", "cut.jpg", "text.jpg", "empty.jpg", "gone.jpg")
    )
    Image.effect_noise((200, 200), 80).convert("RGB").save(good)
    cut.write_bytes(good.read_bytes()[:3000])
    text.write_text("Not found")
    empty.touch()
    paths = (good, cut, text, empty, gone)
    read = read_all([labelled(path) for path in paths], reader=READER, threads=2)

    assert [image.path for image in read.usable] == [good]
    assert [path for path, _ in read.skipped] == [cut, text, empty, gone]
    assert [why.split(" (")[0] for _, why in read.skipped] == [
        "it is damaged",
        "it is no image of a known format",
        "it is no image of a known format",
        "the file is gone",
    ]


def test_an_image_that_breaks_while_training_is_one_sentence(tmp_path: Path) -> None:
    images = ReadImages(usable=(labelled(tmp_path / "gone.jpg"),), pixels=(None,), skipped=())
    samples = ImageSamples(images, chosen=[0], classes=["a"], reader=READER, augmented=False)

    with pytest.raises(TrainingDataError, match=r"gone.jpg' again: the file is gone"):
        samples.sample(0, np.random.default_rng(0))


def test_images_that_are_not_kept_are_read_again(tmp_path: Path) -> None:
    Image.new("RGB", (64, 32), (9, 9, 9)).save(tmp_path / "a.png")
    images = ReadImages(usable=(labelled(tmp_path / "a.png"),), pixels=(None,), skipped=())
    samples = ImageSamples(images, chosen=[0], classes=["a"], reader=READER, augmented=False)
    pixels, target = samples.sample(0, np.random.default_rng(0))

    assert (pixels == 9).all()
    assert target == 0


def test_odd_real_files_are_pictures_or_reasons(shared_media: Path) -> None:
    files = sorted((shared_media / "odd").rglob("*.*"))
    read = read_all([labelled(path) for path in files], reader=READER, threads=2)
    usable = {image.path.name for image in read.usable}

    assert len(read.usable) + len(read.skipped) == len(files)
    assert {"exif__Portrait_6.jpg", "pillow__pil_sample_cmyk.jpg", "pillow__hopper.webp"} <= usable
    assert not usable & {"zero_bytes.jpg", "html_error_page_named.jpg", "text_named.mp4"}
