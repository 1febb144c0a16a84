"""A real pseudo-terminal with a process in it, whose answers to queries can be chosen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|[PX^_\]].*?(?:\x1b\\|\x07)|.)", re.DOTALL)
"""Escape sequences, which say how and not what."""

_PATIENCE_SECONDS = 60.0
"""How long an output may take; a busy machine starts Python slowly."""


class Terminal:
    """Runs a Python command in a terminal of 80 x 24; leaving the block kills what still runs."""

    def __init__(
        self, arguments: Sequence[str], *, answers: Mapping[str, str] | None = None
    ) -> None:
        """Start the command; `answers` are what the terminal replies to an output."""
        self._answers = dict(answers or {})
        self.output = ""
        self._keyboard, inside = pty.openpty()
        self._set_size(80, 24)
        environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=inside,
            stdout=inside,
            stderr=inside,
            env=environment,
            start_new_session=True,
        )
        os.close(inside)

    def __enter__(self) -> Terminal:
        """Return the terminal."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process and close the terminal."""
        self.kill()
        os.close(self._keyboard)

    def resize(self, width: int, height: int) -> None:
        """Change the window, as a person who drags its corner."""
        self._set_size(width, height)
        # The kernel tells only those whose controlling terminal it is.
        os.kill(self.process.pid, signal.SIGWINCH)

    def _set_size(self, width: int, height: int) -> None:
        size = struct.pack("HHHH", height, width, 0, 0)
        fcntl.ioctl(self._keyboard, termios.TIOCSWINSZ, size)

    def type(self, keys: str) -> None:
        """Type characters."""
        os.write(self._keyboard, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read until a text was printed since the last wait."""
        start = len(self.output)
        end = time.monotonic() + _PATIENCE_SECONDS
        while text not in _ESCAPES.sub("", self.output[start:]):
            if time.monotonic() > end or not self._read():
                raise AssertionError(f"{text!r} never came, only {self.output[start:]!r}")

    def ended(self) -> int:
        """Wait for the process to end and return its exit code."""
        while self._read():
            pass
        return self.process.wait(timeout=_PATIENCE_SECONDS)

    def kill(self) -> None:
        """End the process at once, as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _read(self) -> bool:
        ready, _, _ = select.select([self._keyboard], [], [], 0.2)
        if not ready:
            return self.process.poll() is None
        try:
            new = os.read(self._keyboard, 65536).decode(errors="replace")
        except OSError:  # what Linux says when nobody holds the other side any more
            return False
        self.output += new
        for query, answer in self._answers.items():
            if query in new:
                self.type(answer)
        return bool(new)
