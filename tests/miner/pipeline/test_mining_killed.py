"""Proposing and cutting, killed as clips appear, end like an unbroken run."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from miner.catalogue.catalogue import open_catalogue
from miner.workspace import Workspace
from tests.miner.pipeline.mined import add_scores, film
from tests.miner.rows import add_action

VIDEOS = 3

MINING = """
import sys
from pathlib import Path
from miner.catalogue.catalogue import open_catalogue
from miner.options import MiningOptions
from miner.pipeline.clip_cutting import CuttingSettings, cut_proposed_clips
from miner.pipeline.clip_proposal import ProposalRule, propose_from_scores
from miner.workspace import Workspace
from video.options import CutOptions, ProposeOptions
workspace = Workspace(root=Path(sys.argv[1]))
options = ProposeOptions(clip_len=1, smoothing_seconds=0)
rule = ProposalRule(propose=options, mining=MiningOptions())
mining = MiningOptions(filmstrip_frames=4)
settings = CuttingSettings(cut=CutOptions(preset="ultrafast"), propose=options, mining=mining)
with open_catalogue(workspace.catalogue_file) as catalogue:
    for works in (
        propose_from_scores(
            workspace, catalogue, rule, model_id="0123456789abcdef", sampling="fps=4"
        ),
        cut_proposed_clips(workspace, catalogue, settings),
    ):
        for work in works:
            assert all(outcome.status == "done" for outcome in work.outcomes)
"""


def prepared(root: Path) -> Workspace:
    """Return a workspace with scored videos, each showing two actions."""
    workspace = Workspace(root=root)
    root.mkdir()
    with open_catalogue(workspace.catalogue_file) as catalogue:
        for name in ("waving", "jumping"):
            add_action(catalogue, name)
        for number in range(VIDEOS):
            film(workspace, catalogue, f"v{number}", seconds=4)
            seen = {"waving": (0.5, 2.0), "jumping": (2.5, 3.75)}
            add_scores(workspace, catalogue, f"v{number}", seen, seconds=4)
    return workspace


def start(workspace: Workspace) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", MINING, str(workspace.root)])


def clip_files(workspace: Workspace) -> dict[str, bytes]:
    return {
        file.relative_to(workspace.clips).as_posix(): file.read_bytes()
        for file in workspace.clips.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }


def rows(workspace: Workspace) -> list[tuple[object, ...]]:
    with sqlite3.connect(workspace.catalogue_file) as plain:
        found = plain.execute(
            "SELECT clip_id, start_seconds, end_seconds, peak_seconds, score, rule_id, path, "
            "strip_path, strip_seconds, curve_path, frames, fps FROM clips ORDER BY clip_id"
        ).fetchall()
        found += plain.execute("SELECT step, item_id, status, kind FROM outcomes ORDER BY 1, 2")
    plain.close()
    return found


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = prepared(tmp_path_factory.mktemp("mining") / "unbroken")
    with start(workspace) as process:
        assert process.wait() == 0
    return workspace


def test_unbroken_run_cuts_both_actions_of_every_video(unbroken: Workspace) -> None:
    names = [name for name in clip_files(unbroken) if name.endswith(".mp4")]

    folders = [name.partition("/")[0] for name in names]
    assert (folders.count("waving"), folders.count("jumping")) == (VIDEOS, VIDEOS)


def test_run_killed_again_and_again_ends_like_an_unbroken_one(
    unbroken: Workspace, tmp_path: Path
) -> None:
    workspace = prepared(tmp_path / "killed")
    for number in range(VIDEOS - 1):
        with start(workspace) as process:
            while process.poll() is None and not list(workspace.clips.rglob(f"v{number}_*.mp4")):
                time.sleep(0.005)
            process.kill()
        assert process.returncode == -signal.SIGKILL

    with start(workspace) as process:
        assert process.wait() == 0

    assert rows(workspace) == rows(unbroken)
    assert clip_files(workspace) == clip_files(unbroken)
