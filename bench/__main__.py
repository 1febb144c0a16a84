"""`make bench`: runs the quick measurements and writes `docs/benchmarks.md`."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict
from pathlib import Path

from bench import scoring, startup
from bench.timing import Comparison

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
DATA = ROOT / "docs" / "benchmarks.json"

HEAD = """# Benchmarks

Ratios, measured side by side in one run: each way in turn, the median over pairs. Made by
`make bench`; seconds depend on the machine, ratios less so. Longer checks, run by hand:

- `python -m bench.kill_and_resume`: every command killed at random moments, compared with an
  unbroken run;
- `python -m bench.real_media MEDIA --dir WORKSPACE`: the loop on real media with marked actions.

| what | ours | beside | theirs | ours is faster by |
| --- | --- | --- | --- | --- |
"""


def machine() -> str:
    """Return what the figures were measured on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def main() -> None:
    """Measure, print, and write the page."""
    found: list[Comparison] = []
    for part in (startup, scoring):
        for comparison in part.measure():
            print(comparison.row(), flush=True)
            found.append(comparison)
    rows = "\n".join(each.row() for each in found)
    PAGE.write_text(f"{HEAD}{rows}\n\nMachine: {machine()}.\n", encoding="utf-8")
    content = [asdict(each) | {"ratio": each.ratio} for each in found]
    DATA.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
