"""The documentation says what is true: commands, flags, sessions and links."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from miner.commands import COMMANDS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "README.md"])
ACTION_COMMANDS = {"add", "import", "list"}

_BLOCK = re.compile(r"```(?:text|console|sh|bash)\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")


def mentioned() -> list[tuple[str, str]]:
    """Return every `miner ...` line of the documentation with its page."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        spans = re.findall(r"`(miner [^`]+)`", text)
        lines = [
            line.strip().removeprefix("$ ")
            for block in _BLOCK.findall(text)
            for line in block.splitlines()
        ]
        for line in [*spans, *lines]:
            command = line.split("&&")[0].strip()
            if command.startswith("miner ") and page.name != "commands.md":
                found.append((page.name, command))
    return found


def run_miner(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "miner", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture(scope="module")
def flags() -> dict[str, str]:
    """The help of every command, from the generated page."""
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    parts = re.split(r"^## miner (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_documented_commands_and_flags_exist(flags: dict[str, str]) -> None:
    wrong = []
    for page, line in mentioned():
        words = shlex.split(line.split("#")[0].replace("...", ""))[1:]
        name = " ".join(words[:2]) if words[0] == "actions" and len(words) > 1 else words[0]
        if words[0].startswith("-"):
            continue
        known = flags.get(name, "")
        missing = [word for word in words if word.startswith("--") and word not in known]
        if name not in flags and name != "actions":
            wrong.append(f"{page}: there is no command '{name}' ({line})")
        elif missing:
            wrong.append(f"{page}: '{name}' has no flag {missing} ({line})")

    assert wrong == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    written = "".join(
        page.read_text(encoding="utf-8") for page in PAGES if page.name != "commands.md"
    )

    assert f"miner {name}" in written


def test_page_of_commands_is_up_to_date() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from write_commands import page  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)

    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == page(), "make docs"


def test_links_between_pages_lead_somewhere() -> None:
    dead = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in _LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]

    assert dead == []


def test_session_of_the_readme_works(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    session = re.findall(r"```console\n(.*?)```", text, re.DOTALL)[0]
    folder = tmp_path
    for line in re.findall(r"^\$ (.+)$", session, re.MULTILINE):
        for part in line.split(" && "):
            words = shlex.split(part)
            if words[0] == "cd":
                folder = folder / words[1]
            else:
                done = run_miner(*words[1:], folder=folder)
                assert done.returncode == 0, done.stderr

    assert "Next: miner scrape-images" in done.stdout


def test_settings_named_in_the_pages_exist() -> None:
    from miner.config import help_of, sections

    names = {
        f"{section}.{key}"
        for page in PAGES
        for section, key in re.findall(r"`([a-z_]+)\.([a-z_]+)`", page.read_text(encoding="utf-8"))
        if section in sections() and key != "py"
    }

    assert [name for name in names if not help_of(name)] == []
