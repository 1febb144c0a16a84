"""`python -m miner` and the entry point `miner`."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from miner.cli import STOPPED, main
from miner.console import say

SHOW_CURSOR = b"\x1b[?25h"
"""What a terminal is sent to show the cursor, which progress bars hide."""


def run() -> None:
    """Run the command line and end the process with its exit code."""
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    code = main()
    if code == STOPPED:
        say("Stopped. Run the same command again to continue.")
    _flush()
    if code == STOPPED:
        # Threads that wait for a slow site would hold a stopped command for many seconds.
        os._exit(code)
    sys.exit(code)


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        # Who reads us is gone, or the disk is full: do not try again on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.stderr.flush()


def _stop(_signal_number: int, _frame: FrameType | None) -> None:
    """End at Ctrl-C or a polite kill; a second one does not wait for anything to be put away."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _stop_at_once)
    raise KeyboardInterrupt


def _stop_at_once(_signal_number: int, _frame: FrameType | None) -> None:
    # Files appear whole and rows in transactions, so that nothing is lost at any moment.
    if sys.stderr.isatty():
        os.write(sys.stderr.fileno(), SHOW_CURSOR)
    os._exit(STOPPED)


if __name__ == "__main__":
    run()
