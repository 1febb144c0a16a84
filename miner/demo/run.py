"""The demo: every command of the loop, run on a drawn world whose truth is known.

The world is served on loopback as search engines and watch pages; Chromium, yt-dlp, training and
cutting are the true ones. Stopped and started again it goes on where it was.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from miner.config import to_toml
from miner.console import print_json, say
from miner.demo.judging import candidate_hits, judge_all
from miner.demo.report import DemoReport
from miner.demo.serving import world_site
from miner.demo.settings import demo_settings
from miner.demo.truth import World
from miner.demo.world import RECIPE_FILE, draw_world
from miner.errors import MissingInput, WorkspaceError
from miner.files import write_whole
from miner.progress import Talk
from miner.session import open_session
from miner.workspace import Workspace, make_folder

WORLD_FOLDER = "world"
WORKSPACE_FOLDER = "workspace"
ACTIONS_FILE = "actions.toml"


@dataclass(slots=True, kw_only=True)
class DemoRun:
    """One demo under way."""

    world: World
    workspace: Workspace
    seconds: dict[str, float] = field(default_factory=dict)
    """Time of each step so far."""

    def command(self, step: str, *arguments: str) -> None:
        """Show and run a command of miner on the demo's workspace.

        Raises:
            MissingInput: it did not end well.
        """
        from miner.cli import main

        say(f"\n$ miner {' '.join(arguments)}", style="bold")
        code = self.timed(step, lambda: main([*arguments, "-w", str(self.workspace.root)]))
        if code not in {0, 7}:
            raise MissingInput(
                f"The demo stopped: 'miner {arguments[0]}' ended with exit code {code}. "
                "Read the lines above; the same command goes on from here."
            )

    def timed(self, step: str, action: Callable[[], int]) -> int:
        """Run an action and add its time to a step."""
        started = time.monotonic()
        result = action()
        self.seconds[step] = self.seconds.get(step, 0.0) + time.monotonic() - started
        return result


def run_demo(folder: Path, *, fresh: bool, by_hand: bool, seed: int, as_json: bool) -> int:
    """Run the whole loop below a folder, print what it came to, and return the exit code."""
    make_folder(folder)
    if fresh:
        _clear(folder)
    started = time.monotonic()
    say("Drawing a small world of people ...")
    world = draw_world(folder / WORLD_FOLDER, seed=seed, workers=os.cpu_count() or 1)
    drawing = time.monotonic() - started
    say(f"{len(world.images)} images and {len(world.videos)} videos in {world.folder}.")
    run = DemoRun(
        world=world,
        workspace=Workspace(root=make_folder(folder / WORKSPACE_FOLDER)),
        seconds={"draw": drawing},
    )
    with world_site(world) as site:
        feed = f"{site.url}/videos/search.rss?q={{query}}"
        settings = demo_settings(endpoints=site.endpoints(), feed=feed, seed=seed)
        write_whole(run.workspace.settings_file, settings.encode())
        actions = write_whole(run.workspace.root / ACTIONS_FILE, action_list(world).encode())
        run.command("scrape", "scrape-images", "--actions", str(actions))
        run.command("train images", "train-image-clf")
        run.command("find", "find-videos")
        run.command("download", "download-videos")
    run.command("cut", "cut-clips")
    _review(run, by_hand=by_hand)
    run.command("build", "build-dataset")
    run.command("train video", "train-video")
    run.command("evaluate", "eval-video")
    report = _report(run)
    if as_json:
        print_json(report.to_dict())
    report.print(Console(stderr=True, highlight=False))
    say(f"Everything is in {run.workspace.root}. Look around: miner status -w {run.workspace.root}")
    return 0


def _review(run: DemoRun, *, by_hand: bool) -> None:
    if by_hand:
        run.command("review", "review")
        return
    say("\n$ miner review   (by a scripted reviewer who knows the truth)", style="bold")
    with open_session(workspace=run.workspace, flags={}, talk=Talk()) as session:
        run.timed("review", lambda: judge_all(session, run.world))


def _report(run: DemoRun) -> DemoReport:
    with open_session(workspace=run.workspace, flags={}, talk=Talk()) as session:
        counts = session.catalogue.overview.actions()
        return DemoReport(
            hits=candidate_hits(session, run.world),
            images={each.name: each.images for each in counts},
            accepted={each.name: each.yes for each in counts},
            evaluation=session.catalogue.models.newest_evaluation() or {},
            seconds=run.seconds,
        )


def action_list(world: World) -> str:
    """Return the actions of a world as a list that `miner` reads."""
    lines: list[str] = []
    for action in world.actions:
        lines += [
            "[[action]]",
            f"name = {to_toml(action.name)}",
            f"kind = {to_toml(action.kind)}",
            f"definition = {to_toml(action.definition)}",
            f"queries = {to_toml(_strings(action.queries))}",
            "",
        ]
    return "\n".join(lines)


def _strings(values: Sequence[str]) -> list[str]:
    return [str(value) for value in values]


def _clear(folder: Path) -> None:
    """Take away an earlier demo, and nothing else.

    Raises:
        WorkspaceError: what lies there was not made by a demo.
    """
    world, workspace = folder / WORLD_FOLDER, folder / WORKSPACE_FOLDER
    strangers = [each.name for each in folder.iterdir() if each not in {world, workspace}]
    if strangers or (world.exists() and not (world / RECIPE_FILE).is_file()):
        raise WorkspaceError(
            f"Cannot begin anew in '{folder}': it holds '{(strangers or [world.name])[0]}', which "
            "no demo made. Choose another folder with '--dir'."
        )
    for each in (world, workspace):
        shutil.rmtree(each, ignore_errors=True)
