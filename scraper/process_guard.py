"""Run a program that must not outlive us: `python -I process_guard.py FOLDER PROGRAM ...`.

Its standard input is a pipe from the process that wants the program. When that process ends,
however hard, the pipe ends too: the program and all it started are killed, and FOLDER, which held
their temporary files, is removed. Standard library only, so that it starts in no time.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress


def run_guarded(folder: str, command: Sequence[str]) -> int:
    """Run the command until it ends, or until standard input does, and return its exit code."""
    # Ctrl-C reaches the whole terminal; whoever uses the program closes it in order. A handler,
    # because the program would inherit SIG_IGN; set first, so that no signal leaves it alone.
    signal.signal(signal.SIGINT, lambda *_: None)
    terminated = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: terminated.set())
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    if terminated.is_set():
        child.terminate()
    threading.Thread(target=_end_with_input, args=(child,), daemon=True).start()
    code = child.wait()
    shutil.rmtree(folder, ignore_errors=True)
    return code


def _end_with_input(child: subprocess.Popen[bytes]) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(run_guarded(sys.argv[1], sys.argv[2:]))
