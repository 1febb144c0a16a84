"""Published annotation files become actions, videos and clips to cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import ActionClass
from miner.errors import MissingInput
from miner.pipeline.annotation_csv import Annotation, add_annotations, read_annotations
from tests.miner.rows import add_action

MULE = "aaaaaaaaaaa"


def read(folder: Path, text: str) -> list[Annotation]:
    file = folder / "train.csv"
    file.write_bytes(text.encode())
    return read_annotations(file)


@pytest.mark.parametrize(
    "heading",
    [
        "label,youtube_id,time_start,time_end,split",
        "classname,youtube_id,start,end,subset",
        "label,id,start,end,x",
        "\ufefflabel-name,video-id,start_seconds,end_seconds,x",
    ],
    ids=["Kinetics", "HACS", "plain", "Excel"],
)
def test_columns_of_published_files_are_known(tmp_path: Path, heading: str) -> None:
    [row] = read(tmp_path, f"{heading}\r\nriding a mule,{MULE},12,22.5,train\r\n")

    assert row == Annotation(
        label="riding a mule",
        video_id=MULE,
        url=f"https://www.youtube.com/watch?v={MULE}",
        span=(12.0, 22.5),
    )


def test_address_gives_an_id_of_its_own(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "label,url\nwaving,https://example.org/a.mp4\nwaving,https://example.org/b.mp4\n",
    )

    assert [row.url for row in rows] == ["https://example.org/a.mp4", "https://example.org/b.mp4"]
    assert len({row.video_id for row in rows}) == 2
    assert all(row.video_id.startswith("generic-") and row.span is None for row in rows)


def test_hostile_labels_and_ids_become_safe(tmp_path: Path) -> None:
    [row] = read(tmp_path, 'label,id\n"two\nlines \x1b[31m",../../etc/passwd\n')

    assert row.label == "two lines [31m"
    assert "/" not in row.video_id
    assert "." not in row.video_id


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it has no rows below its heading"),
        ("label,youtube_id\n", "it has no rows below its heading"),
        ("name,youtube_id\na,b\n", r"line 2: there is no column 'label' or .* are 'name', 'you"),
        ("label,film\na,b\n", "there is no column 'youtube_id' or"),
        ("label,id\n,b\n", "line 2: the label or the video id is empty"),
        ("label,id\na,b\na\n", "line 3: the label or the video id is empty"),
        ("label,id\na,b\n\n\na,\n", "line 5: the label or the video id is empty"),
        ("label,id,start,end\na,b,5,5\n", r"line 2: the clip ends \(5.0\) before it starts"),
        ("label,id,start,end\na,b,soon,5\n", "line 2: 'soon' is no time in seconds"),
        ("label,id,start,end\na,b,nan,5\n", "line 2: 'nan' is no time in seconds"),
        ("label,id,start,end\na,b,0,inf\n", "line 2: 'inf' is no time in seconds"),
        ("label,id,start,end\na,b,-3,5\n", "line 2: '-3' is no time in seconds"),
    ],
    ids=[
        "empty", "heading only", "no label", "no id", "label empty", "short row", "blank lines",
        "ends first", "words", "nan", "infinity", "before the start",
    ],
)  # fmt: skip
def test_wrong_file_is_told_with_the_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(MissingInput, match=sentence):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "Cannot read .*No such file"), (b"label,id\n\xff\xfe,b\n", "Cannot read .*utf-8")],
    ids=["missing", "other encoding"],
)
def test_file_that_cannot_be_read_is_told(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "train.csv"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(MissingInput, match=sentence):
        read_annotations(file)


def test_rows_become_actions_videos_and_clips(catalogue: Catalogue, tmp_path: Path) -> None:
    add_action(catalogue, "riding a mule")
    rows = read(
        tmp_path,
        "label,youtube_id,time_start,time_end\n"
        f"riding a mule,{MULE},10,20\nriding a mule,{MULE},30,40\njuggling balls,bbbbbbbbbbb,,\n",
    )

    assert add_annotations(catalogue, rows) == (2, 1)

    assert [each.name for each in catalogue.actions.all()] == ["riding a mule", "juggling balls"]
    assert [each.video_id for each in catalogue.videos.all(with_file=False)] == [
        MULE,
        "bbbbbbbbbbb",
    ]
    clips = catalogue.clips.all()
    assert [(c.start_seconds, c.end_seconds, c.peak_seconds) for c in clips] == [
        (10, 20, 15),
        (30, 40, 35),
    ]
    assert {(c.action_id, c.sampler, c.score) for c in clips} == {
        ("riding_a_mule", "annotation", 1.0)
    }


def test_same_file_again_adds_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = read(tmp_path, f"label,id,start,end\nwaving,{MULE},1,2\nwaving,{MULE},1,2\n")
    first = add_annotations(catalogue, rows)

    second = add_annotations(catalogue, rows)

    assert (first, second) == ((1, 1), (0, 2))
    assert len(catalogue.clips.all()) == 1


def test_class_written_otherwise_is_the_same_and_keeps_what_is_known(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    known = ActionClass(action_id="riding_a_mule", name="riding a mule", definition="On its back.")
    catalogue.actions.add(known, queries=["riding a mule"])
    rows = read(tmp_path, f"label,id,start,end\nRiding a mule,{MULE},1,2\n")

    assert add_annotations(catalogue, rows) == (1, 0)

    assert catalogue.actions.all() == [known]
    assert [clip.action_id for clip in catalogue.clips.all()] == ["riding_a_mule"]


def test_file_that_writes_a_class_in_two_ways_is_taken(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = read(
        tmp_path,
        f"label,id,start,end\nwaving,{MULE},1,2\njumping,{MULE},5,6\nWaving,{MULE},3,4\n",
    )

    assert add_annotations(catalogue, rows) == (3, 0)

    assert [each.name for each in catalogue.actions.all()] == ["waving", "jumping"]
