"""A real pseudo-terminal with a command in it: keys are typed, what is shown is read."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.miner.commands.running import PROJECT

WINDOW = (24, 80)
"""Lines and columns."""

PATIENCE_SECONDS = 120
"""Longest wait for something to happen, on a busy machine."""


class Terminal:
    """A command in a window of 80 x 24."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        """Talk with a process through the master end of its terminal."""
        self.process = process
        self.shown = ""
        self._master = master

    def read(self) -> None:
        """Take what has been written since, waiting a moment for it."""
        if select.select([self._master], [], [], 0.02)[0]:
            try:
                self.shown += os.read(self._master, 1 << 16).decode(errors="replace")
            except OSError:  # the other end is closed
                time.sleep(0.02)

    def until(self, is_so: Callable[[], bool]) -> None:
        """Read on until something is so."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            self.read()
            assert time.monotonic() < deadline, f"it did not happen: {self.shown[-2000:]}"

    def type(self, key: str, *, until: Callable[[], bool]) -> None:
        """Type a key and wait for what it brings about."""
        os.write(self._master, key.encode())
        self.until(until)

    def shows(self, text: str) -> Callable[[], bool]:
        """Return a question: was this text written after now?"""
        start = len(self.shown)
        return lambda: text in self.shown[start:]

    def has_ended(self) -> bool:
        """Return whether the process has ended."""
        return self.process.poll() is not None

    def kill(self) -> None:
        """Kill the process as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def in_terminal(*arguments: str | Path, cwd: Path) -> Iterator[Terminal]:
    """Start `miner ARGUMENTS` in a terminal of its own, and kill what still runs at the end."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *WINDOW, 0, 0))
    settings = {"PYTHONPATH": str(PROJECT), "TERM": "xterm-256color", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "miner", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **settings},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    terminal = Terminal(process, master)
    try:
        yield terminal
    finally:
        if not terminal.has_ended():
            terminal.kill()
        os.close(master)
