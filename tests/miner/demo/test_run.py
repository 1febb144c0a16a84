"""Pieces of `miner demo`: its folder, its commands, its action list; and a small one as a whole."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from miner.actions import read_actions
from miner.catalogue.catalogue import open_catalogue
from miner.demo.run import CommandFailed, DemoRun, action_list, clear, run_demo
from miner.demo.truth import World
from miner.errors import WorkspaceError
from miner.locking import only_one
from miner.workspace import Workspace
from tests.miner.demo.small import SEED, TINY, wait_until


def begin(folder: Path, *, fresh: bool = False, seed: int = SEED) -> int:
    """Run the demo on the tiny world."""
    return run_demo(folder, fresh=fresh, by_hand=False, seed=seed, as_json=False, scale=TINY)


def demo_folder(folder: Path, world: World) -> Path:
    """Make what a demo leaves behind: a world, and a workspace whose catalogue is damaged."""
    shutil.copytree(world.folder, folder / "world")
    (folder / "workspace").mkdir()
    (folder / "workspace" / "catalogue.db").write_bytes(b"no catalogue at all" * 100)
    return folder


def make_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")


@pytest.mark.parametrize("fresh", [True, False], ids=["fresh", "going on"])
@pytest.mark.parametrize(
    ("file", "named"),
    [
        pytest.param("world/holiday.jpg", "world", id="a folder named world"),
        pytest.param("world", "world", id="a file named world"),
        pytest.param("workspace/miner.toml", "workspace", id="a workspace of one's own"),
    ],
)
def test_what_no_demo_made_is_neither_cleared_nor_written_into(
    tmp_path: Path, file: str, named: str, fresh: bool
) -> None:
    make_file(tmp_path / file)

    with pytest.raises(WorkspaceError, match=f"it holds '{named}', which no demo made. Choose"):
        begin(tmp_path, fresh=fresh)
    assert (tmp_path / file).read_text() == "mine"
    assert not (tmp_path / "world" / "recipe.json").exists()


def test_nothing_is_cleared_beside_strange_files(tmp_path: Path, world: World) -> None:
    demo_folder(tmp_path, world)
    make_file(tmp_path / "thesis.txt")

    with pytest.raises(WorkspaceError, match=r"Cannot begin anew .* it holds 'thesis\.txt'"):
        begin(tmp_path, fresh=True)
    assert (tmp_path / "world" / "world.json").is_file()


def test_clearing_takes_away_world_and_workspace(tmp_path: Path, world: World) -> None:
    demo_folder(tmp_path, world)

    clear(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_another_seed_does_not_go_on_with_an_old_world(tmp_path: Path, world: World) -> None:
    demo_folder(tmp_path, world)

    with pytest.raises(WorkspaceError, match="holds one of another seed, size or version"):
        begin(tmp_path, seed=SEED + 1)


def test_two_demos_do_not_run_in_one_folder(tmp_path: Path) -> None:
    with (
        only_one(tmp_path, "demo"),
        pytest.raises(WorkspaceError, match=r"Cannot run 'miner demo' on .* is running it\. Wait"),
    ):
        begin(tmp_path, fresh=True)


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    make_file(tmp_path / "file")

    with pytest.raises(WorkspaceError, match=r"Cannot .*file"):
        begin(tmp_path / "file" / "demo")


def test_a_demo_ends_with_the_exit_code_of_the_command_that_failed(
    tmp_path: Path, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    demo_folder(tmp_path, world)

    code = begin(tmp_path)

    talk = capsys.readouterr().err
    assert code == 3
    assert "$ miner scrape-images --actions" in talk
    assert "miner: The demo stopped: 'miner scrape-images' ended with exit code 3. Read" in talk
    assert "train-image-clf" not in talk


def test_ctrl_c_in_a_command_ends_the_demo_as_stopped(tmp_path: Path, world: World) -> None:
    shutil.copytree(world.folder, tmp_path / "world")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.miner.demo.run_here", str(tmp_path)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until((tmp_path / "workspace" / "catalogue.db").is_file)

    os.killpg(process.pid, signal.SIGINT)
    _, talk = process.communicate(timeout=120)

    assert process.returncode == 130
    assert "The demo stopped" not in talk
    assert "train-image-clf" not in talk


def test_a_command_is_shown_timed_and_run_on_the_workspace(
    tmp_path: Path, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_catalogue(tmp_path / "catalogue.db"):
        run = DemoRun(world=world, workspace=Workspace(root=tmp_path))

    run.command("list", "actions", "add", "juggling balls")

    assert "$ miner actions add juggling balls" in capsys.readouterr().err
    with open_catalogue(run.workspace.catalogue_file) as catalogue:
        assert [each.name for each in catalogue.actions.all()] == ["juggling balls"]
    assert set(run.seconds) == {"list"}


def test_a_command_that_fails_is_named_with_its_code(tmp_path: Path, world: World) -> None:
    run = DemoRun(world=world, workspace=Workspace(root=tmp_path))

    with pytest.raises(CommandFailed, match="'miner nonsense' ended with exit code 2") as caught:
        run.command("wrong", "nonsense")
    assert caught.value.code == 2


def test_times_of_one_step_add_up(tmp_path: Path, world: World) -> None:
    run = DemoRun(world=world, workspace=Workspace(root=tmp_path), seconds={"cut": 100.0})

    result = run.timed("cut", lambda: 7)

    assert result == 7
    assert 100.0 <= run.seconds["cut"] < 101.0


def test_the_action_list_of_a_world_is_one_that_miner_reads(tmp_path: Path, world: World) -> None:
    file = tmp_path / "actions.toml"
    file.write_text(action_list(world), encoding="utf-8")

    entries = {entry.name: entry for entry in read_actions(file).actions}

    assert [name for name, entry in entries.items() if entry.kind == "action"] == [*world.labels]
    assert entries["doing jumping jacks"].queries == ("jumping jacks",)
    assert entries["background"].kind == "background"
    assert entries["background"].queries == ("person standing", "person walking", "empty place")
    assert all(entry.definition for entry in entries.values())


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_demo_finds_the_actions_and_the_same_seed_comes_to_the_same_table(
    tmp_path: Path,
) -> None:
    first, second = (figures_of_demo(tmp_path / name) for name in ("here", "there"))

    total = next(row for row in first["classes"] if row["label"] == "all")
    assert total["precision"] >= 0.8
    assert total["recall"] >= 0.8
    assert first["evaluation"]["videos"] > 0
    assert first | {"seconds": {}} == second | {"seconds": {}}


def figures_of_demo(folder: Path) -> Any:
    """Run the whole demo in a process of its own and return the figures that it printed."""
    ended = subprocess.run(
        [sys.executable, "-m", "miner", "demo", "--dir", str(folder), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)
