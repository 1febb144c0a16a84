"""Run commands as a user does: in this process, or as processes that can be killed."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miner.cli import main

PROJECT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON on stdout, which must hold nothing else."""
        return json.loads(self.out)

    @property
    def closing(self) -> str:
        """The last line of the talk."""
        return self.err.splitlines()[-1] if self.err else ""


class Miner:
    """Runs `miner ARGUMENTS` in this process, in a folder."""

    def __init__(self, folder: Path) -> None:
        """Run in this folder what names no other one."""
        self.folder = folder

    def __call__(self, *arguments: str | Path, cwd: Path | None = None) -> Ended:
        """Run a command to its end."""
        out, err = io.StringIO(), io.StringIO()
        with chdir(cwd or self.folder), redirect_stdout(out), redirect_stderr(err):
            code = main([str(each) for each in arguments])
        return Ended(code=code, out=out.getvalue(), err=err.getvalue())


def start_miner(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start `miner ARGUMENTS` as a process in a group of its own, its streams in pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", "miner", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run_miner(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None, seconds: float = 60
) -> Ended:
    """Run `miner ARGUMENTS` as a process to its end."""
    process = start_miner(*arguments, cwd=cwd, env=env)
    out, err = process.communicate(timeout=seconds)
    return Ended(code=process.returncode, out=out, err=err)


def rows(workspace: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Return rows of a workspace's catalogue, read without any code of ours."""
    with closing(sqlite3.connect(workspace / "catalogue.db")) as connection:
        return connection.execute(sql, values).fetchall()
