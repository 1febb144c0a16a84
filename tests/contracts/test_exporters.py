"""Every dataset format, proven by a reader."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from miner.errors import ConfigError
from miner.exporters.registry import (
    SPLITS,
    DatasetFolder,
    ExportedClip,
    exporter,
    get_exporter,
    list_exporters,
)


def clip(label: str, video_id: str, split: str, start: float) -> ExportedClip:
    from miner.exporters.kinetics import kinetics_stem

    stem = kinetics_stem(video_id, start, start + 10)
    return ExportedClip(
        path=Path(split) / label.replace(" ", "_") / f"{stem}.mp4",
        label=label,
        video_id=video_id,
        clip_id=f"{label}{video_id}",
        split=split,  # type: ignore[arg-type]
        start_seconds=start,
        end_seconds=start + 10,
        score=0.9,
        source_url="https://example.org",
        licence="",
    )


@pytest.fixture
def dataset(tmp_path: Path) -> DatasetFolder:
    clips = (
        clip("riding a mule", "aaaaaaaaaaa", "train", 12.48),
        clip("riding a mule", "bbbbbbbbbbb", "test", 3.0),
        clip('say "hi", twice', "ccccccccccc", "train", 0.0),
        clip('say "hi", twice', "ddddddddddd", "val", 99999.25),
    )
    for each in clips:
        file = tmp_path / each.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"clip")
    names = tuple(dict.fromkeys(each.label for each in clips))
    return DatasetFolder(root=tmp_path, classes=names, clips=clips)


@pytest.mark.parametrize("name", [each.name for each in list_exporters()])
def test_format_writes_files_below_the_dataset(dataset: DatasetFolder, name: str) -> None:
    written = get_exporter(name).write(dataset)

    assert written
    assert all(file.is_relative_to(dataset.root) and file.stat().st_size for file in written)


def test_kinetics_rows_lead_to_the_clips_as_its_readers_build_paths(
    dataset: DatasetFolder,
) -> None:
    get_exporter("kinetics").write(dataset)

    found = set()
    for split in SPLITS:
        with (dataset.root / f"{split}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                # The rule of the reference downloader: id and whole seconds, six digits each.
                name = (
                    f"{row['youtube_id']}_{int(row['time_start']):06d}_{int(row['time_end']):06d}"
                )
                found.add(dataset.root / split / row["label"].replace(" ", "_") / f"{name}.mp4")

    assert found == {dataset.root / each.path for each in dataset.clips}
    assert all(path.is_file() for path in found)


def test_kinetics_file_reads_word_for_word(dataset: DatasetFolder) -> None:
    get_exporter("kinetics").write(dataset)

    assert (dataset.root / "train.csv").read_text(encoding="utf-8") == (
        "label,youtube_id,time_start,time_end,split\n"
        "riding a mule,aaaaaaaaaaa,12,23,train\n"
        '"say ""hi"", twice",ccccccccccc,0,10,train\n'
    )


def test_unknown_format_is_answered_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'kinetics'"):
        get_exporter("kinetic")


def test_name_can_be_taken_once() -> None:
    list_exporters()

    with pytest.raises(ValueError, match="already registered"):
        exporter("kinetics", summary="again")(lambda _: [])
