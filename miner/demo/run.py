"""The demo: every command of the loop, run on a drawn world whose truth is known.

The world is served on loopback as search engines and watch pages; Chromium, yt-dlp, training and
cutting are the true ones. Stopped and started again it goes on where it was.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from miner.config import to_toml
from miner.console import print_json, say
from miner.demo.casting import WorldScale
from miner.demo.judging import candidate_hits, judge_all
from miner.demo.report import DemoReport
from miner.demo.serving import world_site
from miner.demo.settings import demo_settings
from miner.demo.truth import World
from miner.demo.world import RECIPE_FILE, draw_world
from miner.errors import MinerError, WorkspaceError
from miner.files import write_whole
from miner.locking import LOCKS_NAME, only_one
from miner.progress import Talk
from miner.session import open_session
from miner.text import plural
from miner.workspace import Workspace, make_folder

WORLD_FOLDER = "world"
WORKSPACE_FOLDER = "workspace"
ACTIONS_FILE = "actions.toml"
STOPPED = 130
"""Exit code of a command that Ctrl-C has ended."""


class CommandFailed(MinerError):
    """A command of the demo did not end well."""

    kind = "demo"

    def __init__(self, command: str, *, code: int) -> None:
        super().__init__(
            f"The demo stopped: 'miner {command}' ended with exit code {code}. "
            "Read the lines above; the same command goes on from here."
        )
        self.code = code
        """Exit code of the command."""


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
            CommandFailed: it did not end well.
        """
        from miner.cli import main

        say(f"\n$ miner {' '.join(arguments)}", style="bold")
        code = self.timed(step, lambda: main([*arguments, "-w", str(self.workspace.root)]))
        if code not in {0, 7}:
            raise CommandFailed(arguments[0], code=code)

    def timed(self, step: str, action: Callable[[], int]) -> int:
        """Run an action and add its time to a step."""
        started = time.monotonic()
        result = action()
        self.seconds[step] = self.seconds.get(step, 0.0) + time.monotonic() - started
        return result


def run_demo(
    folder: Path,
    *,
    fresh: bool,
    by_hand: bool,
    seed: int,
    as_json: bool,
    scale: WorldScale | None = None,
) -> int:
    """Run the whole loop below a folder, print what it came to, and return the exit code.

    Args:
        folder: where world and workspace are or will be.
        fresh: begin anew if a demo is there.
        by_hand: let a person judge the clips.
        seed: lots of the world and of all training.
        as_json: print the figures as one JSON object on stdout, too.
        scale: size of the world.

    Raises:
        WorkspaceError: the folder holds what no demo made, or another demo runs there.
    """
    with only_one(make_folder(folder), "demo"):
        refuse_strangers(folder)
        if fresh:
            clear(folder)
        try:
            run = _set_up(folder, seed=seed, scale=scale)
            report = _run_loop(run, by_hand=by_hand)
        except CommandFailed as failed:
            if failed.code != STOPPED:
                say(f"miner: {failed}")
            return failed.code
    if as_json:
        print_json(report.to_dict())
    report.print(Console(stderr=True, highlight=False))
    workspace = run.workspace.root
    say(f"Everything is in {workspace}. Look around: miner status -w {workspace}")
    return 0


def _set_up(folder: Path, *, seed: int, scale: WorldScale | None) -> DemoRun:
    started = time.monotonic()
    say("Drawing a small world of people ...")
    workers = os.cpu_count() or 1
    world = draw_world(folder / WORLD_FOLDER, seed=seed, scale=scale, workers=workers)
    say(f"{len(world.images)} images and {len(world.videos)} videos in {world.folder}.")
    return DemoRun(
        world=world,
        workspace=Workspace(root=make_folder(folder / WORKSPACE_FOLDER)),
        seconds={"draw": time.monotonic() - started},
    )


def _run_loop(run: DemoRun, *, by_hand: bool) -> DemoReport:
    with world_site(run.world) as site:
        feed = f"{site.url}/videos/search.rss?q={{query}}"
        settings = demo_settings(endpoints=site.endpoints(), feed=feed, seed=run.world.seed)
        write_whole(run.workspace.settings_file, settings.encode())
        actions = write_whole(run.workspace.root / ACTIONS_FILE, action_list(run.world).encode())
        run.command("scrape", "scrape-images", "--actions", str(actions))
        run.command("train images", "train-image-clf")
        run.command("find", "find-videos")
        run.command("download", "download-videos")
    run.command("cut", "cut-clips")
    _review(run, by_hand=by_hand)
    run.command("build", "build-dataset")
    run.command("train video", "train-video")
    run.command("evaluate", "eval-video")
    return _report(run)


def _review(run: DemoRun, *, by_hand: bool) -> None:
    if by_hand:
        run.command("review", "review")
        return
    say("\n$ miner review   (by a scripted reviewer who knows the truth)", style="bold")
    with open_session(workspace=run.workspace, flags={}, talk=Talk()) as session:
        judged = run.timed("review", lambda: judge_all(session, run.world))
    say(f"{plural(judged, 'clip')} judged.")


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
            f"queries = {to_toml(action.queries)}",
            "",
        ]
    return "\n".join(lines)


def refuse_strangers(folder: Path) -> None:
    """Let the demo write into no world and no workspace that is somebody else's.

    Raises:
        WorkspaceError: one of them is there, and no demo has made it.
    """
    if (folder / WORLD_FOLDER / RECIPE_FILE).is_file():
        return
    for name in (WORLD_FOLDER, WORKSPACE_FOLDER):
        place = folder / name
        if place.exists() and not (place.is_dir() and _is_empty(place)):
            raise WorkspaceError(
                f"Cannot run the demo in '{folder}': it holds '{name}', which no demo made. "
                "Choose another folder with '--dir'."
            )


def _is_empty(folder: Path) -> bool:
    """Tell whether nothing is in a folder; what a killed write left behind does not count."""
    return all(each.name.startswith(".") for each in folder.iterdir())


def clear(folder: Path) -> None:
    """Take away an earlier demo, and nothing else.

    Raises:
        WorkspaceError: more lies there than a demo has made.
    """
    ours = {WORLD_FOLDER, WORKSPACE_FOLDER, LOCKS_NAME}
    stranger = next((each.name for each in folder.iterdir() if each.name not in ours), None)
    if stranger is not None:
        raise WorkspaceError(
            f"Cannot begin anew in '{folder}': it holds '{stranger}', which no demo made. "
            "Choose another folder with '--dir'."
        )
    world = folder / WORLD_FOLDER
    # The recipe goes last: by it a demo knows its folder, even if it is killed right here.
    for each in (folder / WORKSPACE_FOLDER, world / "images", world / "videos", world):
        shutil.rmtree(each, ignore_errors=True)
