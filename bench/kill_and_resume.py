"""Kills every command of the loop at random moments and compares with an unbroken run.

    python -m bench.kill_and_resume --kills 20

Both runs mine the same small drawn world. The catalogues must agree in everything but times, the
folders in the names and sizes of all clips, images and scores.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from miner.demo.casting import WorldScale
from miner.demo.judging import judge_all
from miner.demo.run import ACTIONS_FILE, action_list
from miner.demo.serving import world_site
from miner.demo.settings import demo_settings
from miner.demo.truth import World
from miner.demo.world import draw_world
from miner.progress import Talk
from miner.session import open_session
from miner.workspace import Workspace

COMMANDS = (
    ("scrape-images", "--actions", ACTIONS_FILE, "--images-per-action", "8"),
    ("train-image-clf", "--epochs", "3", "--image-size", "64"),
    ("find-videos", "--videos-per-action", "4"),
    ("download-videos",),
    ("cut-clips", "--threshold", "0.2", "--n-clips", "2"),
    ("review",),
    ("build-dataset", "--min-clips", "2"),
    ("train-video", "r2plus1d_10", "--epochs", "3", "--image-size", "32"),
    ("eval-video", "--num-clips", "2"),
)

JOURNAL = "events"
"""Table with a row for each command that was started; columns that end in `_at` hold times."""

COMPARED_FOLDERS = ("images", "videos", "scores", "clips", "datasets")


@dataclass(slots=True)
class Killer:
    """Runs commands, and kills some of them at random moments."""

    workspace: Path
    kills: int
    seconds: dict[str, float]
    """How long each command took unbroken."""
    lots: random.Random = field(default_factory=lambda: random.Random(7))
    killed: dict[str, int] = field(default_factory=dict)

    def run(self, command: tuple[str, ...], *, kills: int) -> None:
        """Run a command to its end, killing it so many times on the way."""
        for _ in range(kills):
            process = start(command, self.workspace)
            time.sleep(self.lots.uniform(0.2, max(0.5, self.seconds[command[0]])))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                self.killed[command[0]] = self.killed.get(command[0], 0) + 1
            process.wait()
        finish(command, self.workspace)


def start(command: tuple[str, ...], workspace: Path) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "miner", *command, "--quiet"],
        cwd=workspace,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )


def finish(command: tuple[str, ...], workspace: Path) -> None:
    """Run a command to its end."""
    code = start(command, workspace).wait()
    if code not in {0, 7}:
        raise SystemExit(f"miner {' '.join(command)} ended with exit code {code}")


def judge(workspace: Path, world: World) -> None:
    """Let the scripted reviewer judge what waits."""
    with open_session(workspace=Workspace(root=workspace), flags={}, talk=Talk(quiet=True)) as s:
        judge_all(s, world)


def unbroken(workspace: Path, world: World) -> dict[str, float]:
    """Run the loop once and return the time of each command."""
    seconds = {}
    for command in COMMANDS:
        started = time.monotonic()
        if command[0] == "review":
            judge(workspace, world)
        else:
            finish(command, workspace)
        seconds[command[0]] = time.monotonic() - started
        print(f"unbroken: {command[0]} {seconds[command[0]]:.1f} s", flush=True)
    return seconds


def broken(
    workspace: Path, world: World, *, seconds: dict[str, float], kills: int
) -> dict[str, int]:
    """Run the loop with kills spread over its commands by their length; return how many hit."""
    killer = Killer(workspace, kills, seconds)
    commands = [command for command in COMMANDS if command[0] != "review"]
    share = dict.fromkeys((command[0] for command in commands), 1)
    weights = [seconds[command[0]] for command in commands]
    for command in killer.lots.choices(commands, weights, k=max(0, kills - len(commands))):
        share[command[0]] += 1
    for command in COMMANDS:
        if command[0] == "review":
            judge(workspace, world)
        else:
            killer.run(command, kills=share[command[0]])
        print(f"killed: {command[0]} {killer.killed.get(command[0], 0)} times", flush=True)
    return killer.killed


def rows_of(workspace: Path) -> dict[str, list[str]]:
    """Return all rows of the catalogue, table by table, without times."""
    connection = sqlite3.connect(workspace / "catalogue.db")
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name != JOURNAL and not name.startswith(("_", "sqlite_"))
    ]
    tables = {}
    for name in names:
        cursor = connection.execute(f"SELECT * FROM {name}")
        columns = [column[0] for column in cursor.description]
        tables[name] = sorted(
            json.dumps([v for k, v in zip(columns, row, strict=True) if not k.endswith("_at")])
            for row in cursor
        )
    connection.close()
    return tables


def files_of(workspace: Path) -> dict[str, str]:
    """Return every media file with the hash of its bytes."""
    return {
        file.relative_to(workspace).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        for folder in COMPARED_FOLDERS
        for file in sorted((workspace / folder).rglob("*"))
        if file.is_file()
    }


def differences(first: Path, second: Path) -> list[str]:
    """Return in which tables and files two workspaces differ."""
    one, two = rows_of(first), rows_of(second)
    found = [
        f"table {name}: {len(set(one[name]) ^ set(two[name]))} rows differ"
        for name in one
        if one[name] != two[name]
    ]
    files, others = files_of(first), files_of(second)
    found += [
        f"file {name}" for name in sorted(files | others) if files.get(name) != others.get(name)
    ]
    return found


def make_workspace(folder: Path, *, settings: str, actions: str) -> Path:
    """Make an empty workspace with the demo's settings."""
    folder.mkdir(parents=True)
    (folder / "miner.toml").write_text(settings, encoding="utf-8")
    (folder / ACTIONS_FILE).write_text(actions, encoding="utf-8")
    return folder


def main() -> None:
    """Run both loops, compare, and end with exit code 1 when they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--dir", type=Path, default=None, help="keep everything here")
    options = parser.parse_args()
    folder = options.dir or Path(tempfile.mkdtemp(prefix="miner-kills-"))
    scale = WorldScale(images_per_action=14, background_images=14, videos=16)
    world = draw_world(folder / "world", seed=3, scale=scale, workers=os.cpu_count() or 1)
    with world_site(world) as site:
        settings = demo_settings(
            endpoints=site.endpoints(), feed=f"{site.url}/videos/search.rss?q={{query}}", seed=3
        )
        places = [
            make_workspace(folder / name, settings=settings, actions=action_list(world))
            for name in ("unbroken", "killed")
        ]
        seconds = unbroken(places[0], world)
        killed = broken(places[1], world, seconds=seconds, kills=options.kills)
    found = differences(*places)
    hits = sum(killed.values())
    print(json.dumps({"kills": hits, "by_command": killed, "differences": found}, indent=2))
    if options.dir is None:
        shutil.rmtree(folder)
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
