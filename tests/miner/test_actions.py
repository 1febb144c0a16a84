"""Action lists are read in three forms, and every problem of a list is told at once."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from miner.actions import (
    ActionList,
    actions_of_names,
    list_builtin,
    load_actions,
    load_builtin,
    read_actions,
)
from miner.errors import ActionListError, MissingInput


def read(folder: Path, text: str, *, name: str = "actions.txt") -> ActionList:
    path = folder / name
    path.write_bytes(text.encode())
    return read_actions(path)


def names_of(found: ActionList) -> list[str]:
    return [action.name for action in found.actions]


@pytest.mark.parametrize(
    "text",
    [
        "jumping jacks\nriding a mule\n",
        "\ufeffjumping jacks\r\n  riding a mule  \r\n\r\n",
        "# my classes\n\njumping jacks\n\t\nriding a mule",
        "1 jumping jacks\n2 riding a mule\n",
        "0 jumping jacks\n1 riding a mule\n",
    ],
    ids=["plain", "windows", "comments", "counted from 1", "counted from 0"],
)
def test_plain_lists(tmp_path: Path, text: str) -> None:
    assert names_of(read(tmp_path, text)) == ["jumping jacks", "riding a mule"]


def test_numbers_that_do_not_count_belong_to_the_name(tmp_path: Path) -> None:
    assert names_of(read(tmp_path, "5 km running\n100 m running\n")) == [
        "5 km running",
        "100 m running",
    ]


def test_csv_columns_in_any_order(tmp_path: Path) -> None:
    text = (
        "kind,Synonyms,label,definition,queries,groups\n"
        'action,star jumps|side straddle hop,jumping jacks,"arms up, legs apart",jacks workout,'
        "sport|gym\n"
        "background,,standing still,,,\n"
    )

    first, second = read(tmp_path, text, name="a.csv").actions

    assert (first.name, first.definition) == ("jumping jacks", "arms up, legs apart")
    assert first.synonyms == ("star jumps", "side straddle hop")
    assert (first.queries, first.groups, first.kind) == (
        ("jacks workout",),
        ("sport", "gym"),
        "action",
    )
    assert (second.name, second.kind) == ("standing still", "background")


def test_csv_with_semicolons(tmp_path: Path) -> None:
    assert names_of(read(tmp_path, "action;definition\nwaving;a, b\n", name="a.csv")) == ["waving"]


def test_the_file_of_a_dataset_gives_each_label_once(tmp_path: Path) -> None:
    text = "label,youtube_id,time_start\nwaving,a,0\njumping,b,0\nwaving,c,5\n"

    assert names_of(read(tmp_path, text, name="train.csv")) == ["waving", "jumping"]


def test_toml_tables(tmp_path: Path) -> None:
    text = """
[[action]]
name = "jumping jacks"
definition = "arms up"
synonyms = ["star jumps"]
queries = ["jacks workout"]
groups = ["gym"]

[[action]]
name = "standing still"
kind = "background"
"""

    first, second = read(tmp_path, text, name="a.toml").actions

    assert first.synonyms + first.queries + first.groups == ("star jumps", "jacks workout", "gym")
    assert (first.slug, second.slug) == ("jumping_jacks", "standing_still")
    assert second.kind == "background"


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n"])
def test_an_empty_list_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(ActionListError, match=r"it names no action\. Write one name a line\."):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("waving\nWaving\n", "line 2: 'Waving' is there twice (see line 1)."),
        ("a b\na-b\n", "line 2: 'a-b' and 'a b' would share the folder 'a_b' (see line 1)."),
        ("waving/jumping\n", "line 1: 'waving/jumping' has a slash."),
        ("a\\b\n", "line 1: 'a\\b' has a slash."),
        ("wav\x1b[31ming\n", "line 1: 'wav\\x1b[31ming' has control or invisible characters."),
        ("wav\u202eing\n", "line 1: 'wav\\u202eing' has control or invisible characters."),
        ("..\n", "line 1: '..' has no letter."),
        ("x" * 121, f"line 1: '{'x' * 40}...' has 121 characters, the limit is 120."),
    ],
)
def test_problems_of_names(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ActionListError, match=re.escape(problem)):
        read(tmp_path, text)


def test_all_problems_are_told_with_their_lines(tmp_path: Path) -> None:
    with pytest.raises(ActionListError) as caught:
        read(tmp_path, "waving\n\nwaving\na/b\n")

    assert str(caught.value).splitlines() == [
        f"Cannot read actions from '{tmp_path}/actions.txt': 2 problems.",
        "  line 3: 'waving' is there twice (see line 1)",
        "  line 4: 'a/b' has a slash",
    ]
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.csv", "title\nwaving\n", "line 1: no column is called name, label, action"),
        ("a.csv", "name,definition\n,what\n", "line 2: the name is missing"),
        ("a.csv", "name,kind\nwaving,fun\n", "line 2: kind 'fun' is neither"),
        ("a.csv", 'name\n"wav\n', "line 2: unexpected end of data"),
        ("a.toml", "[[action]]\nname = 3\n", "line 1: name must be a text"),
        ("a.toml", "\n[[action]]\nkind = 'action'\n", "line 2: the name is missing"),
        ("a.toml", "[[action]]\nname='a'\nsynonym=['b']\n", "'synonym', did you mean 'synonyms'"),
        ("a.toml", "[[action]]\nname='a'\nqueries='b'\n", "queries must be a list of texts"),
        ("a.toml", "actions = ['a']\n", "unknown key 'actions', did you mean 'action'"),
        ("a.toml", "name = \n", "line 1, column 8"),
        ("a.toml", "action = 'waving'\n", "action: write each as a table"),
    ],
)
def test_problems_of_form(tmp_path: Path, name: str, text: str, problem: str) -> None:
    with pytest.raises(ActionListError, match=re.escape(problem)):
        read(tmp_path, text, name=name)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff\xfe\x00waving")

    with pytest.raises(ActionListError, match="it is not UTF-8"):
        read_actions(path)


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ActionListError, match="Is a directory"):
        read_actions(tmp_path)


def test_unusual_names_are_warned_about_and_kept(tmp_path: Path) -> None:
    found = read(tmp_path, "Jumping jacks\nhandstand\nwaving\n")

    assert len(found.actions) == 3
    assert found.warnings == (
        "line 1: 'Jumping jacks' has capitals; names are usually in lower case.",
        "line 2: 'handstand' has no gerund (a word such as 'jumping'), which titles match best.",
    )


def test_bare_names_become_actions() -> None:
    (action,) = actions_of_names(["standing still"], kind="background")

    assert (action.name, action.slug, action.kind) == (
        "standing still",
        "standing_still",
        "background",
    )
    with pytest.raises(ActionListError, match="'a b' is there twice"):
        actions_of_names(["a b", "a b"])


@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("kinetics400", 400, "abseiling", "zumba"),
        ("kinetics600", 600, "abseiling", "zumba"),
        ("kinetics700", 700, "abseiling", "zumba"),
        ("ucf101", 101, "ApplyEyeMakeup", "YoYo"),
        ("hmdb51", 51, "brush_hair", "wave"),
        ("activitynet200", 200, "Applying sunscreen", None),
        ("hacs", 200, "Applying sunscreen", None),
        ("moments339", 339, "clapping", None),
        ("something_v1", 174, "Holding something", None),
        ("something_v2", 174, "Approaching something with your camera", None),
        ("diving48", 48, "Back+15som+05Twis+FREE", None),
    ],
)
def test_published_lists(name: str, count: int, first: str, last: str | None) -> None:
    actions = load_builtin(name).actions

    assert len(actions) == len({action.slug for action in actions}) == count
    assert actions[0].name == first
    assert last is None or actions[-1].name == last


def test_both_versions_of_something_have_the_same_names() -> None:
    one, two = (load_builtin(f"something_v{n}").actions for n in (1, 2))

    assert {action.name for action in one} == {action.name for action in two}


def test_published_lists_are_quick_to_read() -> None:
    began = time.perf_counter()
    load_builtin("kinetics700")

    assert time.perf_counter() - began < 0.5  # about 0.02 s on an idle machine


def test_references_are_files_or_lists(tmp_path: Path) -> None:
    path = tmp_path / "my.txt"
    path.write_text("waving\n")

    assert names_of(load_actions(str(path))) == ["waving"]
    assert len(load_actions("UCF101").actions) == 101
    assert "hacs" in list_builtin()
    with pytest.raises(MissingInput, match="Did you mean 'kinetics400'"):
        load_actions("kinetic400")
