"""`miner init`, `miner config`, and mistakes on the command line or in settings."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import miner as package
from tests.miner.commands.running import Miner, rows, run_miner


def test_new_workspace_has_settings_and_an_empty_catalogue(miner: Miner, tmp_path: Path) -> None:
    ended = miner("init", "mules")

    folder = tmp_path / "mules"
    assert ended.code == 0
    assert ended.err == (
        f"Made a workspace in {folder}. Next: cd mules, then "
        "miner actions add 'riding a mule' 'juggling balls' ...\n"
    )
    settings = tomllib.loads((folder / "miner.toml").read_text())
    assert set(map(len, settings.values())) == {0}
    assert rows(folder, "SELECT count(*) FROM actions") == [(0,)]


def test_making_it_again_leaves_everything_as_it_is(miner: Miner, tmp_path: Path) -> None:
    miner("init", "mules")
    miner("actions", "add", "riding a mule", "-w", "mules")
    settings = tmp_path / "mules" / "miner.toml"
    settings.write_text("[scrape]\nimages_per_action = 7\n")

    ended = miner("init", "mules", "--json")

    assert ended.data == {"workspace": str(tmp_path / "mules"), "new": False}
    assert settings.read_text() == "[scrape]\nimages_per_action = 7\n"
    assert rows(tmp_path / "mules", "SELECT name FROM actions") == [("riding a mule",)]


def test_what_is_to_be_typed_next_is_quoted(miner: Miner) -> None:
    ended = miner("init", "my mules; rm")

    assert "Next: cd 'my mules; rm', then miner actions add" in ended.err


def test_workspace_here_needs_no_change_of_folder(miner: Miner, tmp_path: Path) -> None:
    ended = miner("init")

    assert f"Made a workspace in {tmp_path}. Next: miner actions add" in ended.err


def test_quiet_says_nothing(miner: Miner) -> None:
    ended = miner("init", "mules", "--quiet")

    assert (ended.out, ended.err) == ("", "")


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        ("taken", "Cannot make the folder 'taken': a file has this name. Choose another one."),
        ("taken/below", "Cannot make the folder 'taken/below': Not a directory."),
    ],
)
def test_folder_that_cannot_be_made_is_told(
    miner: Miner, tmp_path: Path, folder: str, sentence: str
) -> None:
    (tmp_path / "taken").write_text("a file")

    ended = miner("init", folder)

    assert ended.code == 3
    assert ended.err.startswith(f"miner: {sentence}")
    assert (tmp_path / "taken").read_text() == "a file"


def test_commands_find_the_workspace_from_a_folder_inside(miner: Miner, place: Path) -> None:
    inside = place / "images" / "deep"
    inside.mkdir(parents=True)

    ended = miner("actions", "add", "riding a mule", cwd=inside)

    assert ended.closing == "Added 1 action, updated 0. Next: miner scrape-images"
    assert rows(place, "SELECT action_id FROM actions") == [("riding_a_mule",)]


def test_next_command_names_a_workspace_elsewhere(miner: Miner, tmp_path: Path) -> None:
    miner("init", "my mules")

    ended = miner("actions", "add", "riding a mule", "-w", "my mules")

    assert ended.closing.endswith(f"Next: miner scrape-images -w '{tmp_path}/my mules'")


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("config",),
        ("actions", "list"),
        ("scrape-images",),
        ("train-image-clf",),
        ("find-videos",),
        ("download-videos",),
    ],
    ids=" ".join,
)
def test_without_a_workspace_every_command_says_how_to_make_one(
    miner: Miner, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ended = miner(*command)

    assert ended.code == 3
    assert ended.err == (
        f"miner: Cannot find a workspace in '{tmp_path}' or above it. Make one with 'miner init', "
        "or name one with '--workspace DIR'.\n"
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["status", "config", "doctor", "find-videos"])
def test_workspace_that_is_none_is_not_looked_for_above(
    miner: Miner, place: Path, command: str
) -> None:
    ended = miner(command, "-w", "typo", cwd=place)

    assert ended.code == 3
    assert ended.err == (
        "miner: Cannot find a workspace in 'typo'. Make one with 'miner init typo', or check "
        "the path.\n"
    )


def test_config_tells_value_and_origin_of_every_setting(miner: Miner, tmp_path: Path) -> None:
    (tmp_path / "miner.toml").write_text('[scrape]\nsources = ["bing"]\n[cut]\ncrf = 30\n')

    shown = miner("config").out.splitlines()
    found = {f"{each['section']}.{each['key']}": each for each in miner("config", "--json").data}

    assert 'scrape.sources = ["bing"]   # miner.toml' in shown
    assert "scrape.min_side = 128   # default" in shown
    assert found["cut.crf"]["value"] == 30
    assert len(shown) == len(found)


def test_config_of_one_section(miner: Miner, place: Path) -> None:
    ended = miner("config", "dataset", cwd=place)

    assert all(line.startswith("dataset.") for line in ended.out.splitlines())
    assert "dataset.min_clips = 3   # default" in ended.out


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "[scrape]\nimages_per_acton = 3\n",
            ["unknown setting 'scrape.images_per_acton'. Did you mean 'images_per_action'?"],
        ),
        ("[scrap]\nretries = 3\n", ["unknown section [scrap]. Did you mean 'scrape'?"]),
        (
            "[scrape]\nretries = 99\nnum_workers = '4'\n",
            ["'scrape.retries' = 99", "'scrape.num_workers' = \"4\""],
        ),
        ("images = 3\n", ["'images' stands outside of a section."]),
        ("[scrape\n", ["Cannot read '", "Mend it, or remove it."]),
    ],
    ids=["setting", "section", "two values", "no section", "no TOML"],
)
@pytest.mark.parametrize("command", ["status", "scrape-images", "config"])
def test_wrong_settings_file_ends_with_code_2_and_all_mistakes(
    miner: Miner, tmp_path: Path, command: str, text: str, sentences: list[str]
) -> None:
    (tmp_path / "miner.toml").write_text(text)

    ended = miner(command)

    assert ended.code == 2
    assert str(tmp_path / "miner.toml") in ended.err
    assert [sentence for sentence in sentences if sentence not in ended.err] == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["staus"], "No such command 'staus'. Did you mean 'status'? See 'miner --help'."),
        (
            ["scrape-images", "--image-per-action", "3"],
            "No such option: --image-per-action (Possible options: --images-per-action). "
            "See 'miner scrape-images --help'.",
        ),
        (["config", "scrap"], "Unknown section 'scrap'. Did you mean 'scrape'?"),
        (
            ["scrape-images", "--images-per-action", "many"],
            "Invalid value for '--images-per-action': Input should be a valid integer, unable to "
            "parse string as an integer. See 'miner scrape-images --help'.",
        ),
        (
            ["scrape-images", "--num-workers", "0"],
            "command line: 'scrape.num_workers' = 0: Input should be greater than or equal to 1.",
        ),
        (
            ["train-image-clf", "--optimizer", "adamm"],
            "command line: 'train_image_clf.optimizer' = \"adamm\": Input should be 'sgd', 'adam' "
            "or 'adamw'.",
        ),
        (
            ["scrape-images", "--source", "bingo"],
            "Cannot use image source 'bingo': there is no such source. Did you mean 'bing'?",
        ),
        (["actions", "add"], "Missing argument 'names'. See 'miner actions add --help'."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_sentence_and_code_2(
    miner: Miner, place: Path, arguments: list[str], sentence: str
) -> None:
    miner("actions", "add", "riding a mule", cwd=place)

    ended = miner(*arguments, cwd=place)

    assert (ended.code, ended.err, ended.out) == (2, f"miner: {sentence}\n", "")


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_names_every_command(miner: Miner, flag: str) -> None:
    ended = miner(flag)

    assert ended.code == 0
    assert {"init", "scrape-images", "download-videos", "doctor"} <= set(ended.out.split())


def test_no_command_shows_the_help(miner: Miner) -> None:
    ended = miner()

    assert ended.code == 2
    assert "Usage: miner" in ended.out + ended.err


def test_version(miner: Miner) -> None:
    ended = miner("--version")

    assert ended.out == f"miner {package.__version__}\n"


@pytest.mark.parametrize("content", [b"not a database at all", b"SQLite format 3\0" + bytes(4096)])
def test_damaged_catalogue_is_told_and_left_as_it_is(
    miner: Miner, place: Path, content: bytes
) -> None:
    (place / "catalogue.db").write_bytes(content)

    ended = miner("status", cwd=place)

    assert ended.code == 3
    assert ended.err.startswith(f"miner: Cannot read the catalogue '{place}/catalogue.db': it is")
    assert (place / "catalogue.db").read_bytes() == content


def test_catalogue_that_is_a_folder_is_told_without_a_crash_file(
    place: Path, tmp_path: Path
) -> None:
    (place / "catalogue.db").mkdir()
    crashes = tmp_path / "crashes"
    crashes.mkdir()

    ended = run_miner("status", cwd=place, env={"MINER_DEBUG": "", "TMPDIR": str(crashes)})

    assert ended.code == 3
    assert ended.err.startswith(f"miner: Cannot open the catalogue '{place}/catalogue.db': ")
    assert not list(crashes.iterdir())
