"""`python -m miner` and the entry point `miner`."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from miner.cli import STOPPED, main


def run() -> None:
    """Run the command line and end the process with its exit code."""
    signal.signal(signal.SIGTERM, _stop)
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    if code == STOPPED:
        # Threads that wait for a slow site would hold a stopped command for many seconds.
        os._exit(code)
    sys.exit(code)


def _stop(_signal_number: int, _frame: FrameType | None) -> None:
    """Treat a polite kill like Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    run()
