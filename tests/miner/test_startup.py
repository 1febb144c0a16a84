"""The command line starts at once: nothing heavy is imported for help."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"torch", "torchvision", "cv2", "av", "selenium", "httpx", "yt_dlp", "textual", "lightning",
         "sqlite_utils", "PIL", "numpy", "timm"}  # fmt: skip

PROBE = """
import sys
from miner.cli import main
code = main({arguments!r})
heavy = {heavy!r} & set(sys.modules)
sys.stderr.write("heavy: " + " ".join(sorted(heavy)))
sys.exit(code)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["cut-clips", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = PROBE.format(arguments=arguments, heavy=HEAVY)

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert done.stderr == "heavy: "
    assert "miner" in done.stdout
