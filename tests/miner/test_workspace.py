"""Where a workspace is, and what a command opens of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from miner.errors import ConfigError, WorkspaceError
from miner.progress import Talk
from miner.session import flag_of, open_session, workspace_at
from miner.workspace import Workspace, find_workspace, make_folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with settings, in which the user stands."""
    folder = tmp_path / "my mules"
    folder.mkdir()
    (folder / "miner.toml").write_text("[scrape]\nnum_workers = 3\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("below", [".", "clips", "clips/riding_a_mule"])
def test_workspace_is_found_from_every_folder_in_it(here: Path, below: str) -> None:
    (here / below).mkdir(parents=True, exist_ok=True)

    assert find_workspace(here / below).root == here


def test_nearest_workspace_wins_and_a_catalogue_alone_makes_one(here: Path) -> None:
    (here / "inner").mkdir()
    (here / "inner" / "catalogue.db").write_bytes(b"")

    assert find_workspace(here / "inner").root == here / "inner"


def test_place_without_a_workspace_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"Cannot find a workspace in .* 'miner init'"):
        find_workspace(tmp_path)


def test_folder_that_was_named_must_be_one_itself(here: Path) -> None:
    (here / "clips").mkdir()

    with pytest.raises(WorkspaceError, match=r"Make one with 'miner init '.*my mules/clips''"):
        workspace_at(here / "clips")

    assert workspace_at(None) is None
    assert workspace_at(here) == Workspace(root=here)


def test_commands_for_another_workspace_carry_its_name(here: Path) -> None:
    other = Workspace(root=here.parent / "other mules")

    assert flag_of(Workspace(root=here)) == ""
    assert flag_of(other) == f" -w '{other.root}'"


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("videos/a.mp4", "videos/a.mp4"),
        ("videos/../clips/a.mp4", "clips/a.mp4"),
        ("../outside/a.mp4", "{parent}/outside/a.mp4"),
    ],
    ids=["inside", "roundabout", "outside"],
)
def test_paths_in_the_catalogue_move_with_the_folder(here: Path, name: str, stored: str) -> None:
    workspace = Workspace(root=here)

    kept = workspace.relative(here / name)

    assert kept == stored.format(parent=here.parent)
    assert workspace.absolute(kept).resolve() == (here / name).resolve()


def test_link_to_the_workspace_is_the_workspace(here: Path) -> None:
    link = here.parent / "link"
    link.symlink_to(here)

    assert Workspace(root=link).relative(here / "videos" / "a.mp4") == "videos/a.mp4"
    assert flag_of(Workspace(root=link)) == ""


def test_folder_cannot_be_made_where_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "mules").write_text("a file")

    with pytest.raises(WorkspaceError, match=r"a file has this name. Choose another"):
        make_folder(tmp_path / "mules")
    with pytest.raises(WorkspaceError, match=r"Cannot make the folder .*/mules/in'"):
        make_folder(tmp_path / "mules" / "in")


def test_session_reads_settings_and_notes_the_command(here: Path) -> None:
    flags = {"scrape": {"images_per_action": 7}}

    with open_session(workspace=None, flags=flags, talk=Talk(), command="scrape-images") as session:
        scrape = session.config.scrape
        advice = session.next("status")

    with sqlite3.connect(here / "catalogue.db") as plain:
        events = plain.execute("SELECT command FROM events").fetchall()
    plain.close()
    assert (scrape.num_workers, scrape.images_per_action) == (3, 7)
    assert advice == "miner status"
    assert events == [("scrape-images",)]


def test_second_session_of_a_command_is_refused_and_leaves_no_line(here: Path) -> None:
    with (
        open_session(workspace=None, flags={}, talk=Talk(), command="cut-clips"),
        pytest.raises(WorkspaceError, match="is running it"),
        open_session(workspace=None, flags={}, talk=Talk(), command="cut-clips"),
    ):
        pass

    with sqlite3.connect(here / "catalogue.db") as plain:
        assert plain.execute("SELECT count(*) FROM events").fetchone() == (1,)
    plain.close()


def test_mistake_in_the_settings_is_told_before_anything_is_made(here: Path) -> None:
    (here / "miner.toml").write_text("[scrape]\nnum_workers = 0\n", encoding="utf-8")

    with (
        pytest.raises(ConfigError, match=r"'scrape.num_workers' = 0"),
        open_session(workspace=None, flags={}, talk=Talk()),
    ):
        pass

    assert [each.name for each in here.iterdir()] == ["miner.toml"]


def test_commands_typed_outside_of_every_workspace_carry_its_name(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with open_session(workspace=Workspace(root=here), flags={}, talk=Talk()) as session:
        advice = session.next("cut-clips")

    assert advice == f"miner cut-clips -w '{here}'"


def test_every_folder_of_a_workspace_lies_in_it(here: Path) -> None:
    workspace = Workspace(root=here, images_name=".", clips_name="out")

    folders = [workspace.videos, workspace.scores, workspace.runs, workspace.datasets]

    assert {folder.name for folder in folders} == {"videos", "scores", "runs", "datasets"}
    assert all(folder.parent == here for folder in folders)
    assert (workspace.images, workspace.clips) == (here, here / "out")
