"""`miner status` and `miner doctor`, as a user runs them."""

from __future__ import annotations

from pathlib import Path

from tests.miner.commands.running import Miner, run_miner


def test_status_of_a_new_workspace_says_what_to_type(miner: Miner, tmp_path: Path) -> None:
    miner("init", "mules")

    ended = miner("status", cwd=tmp_path / "mules")

    assert ended.code == 0
    assert "Next: miner actions add" in ended.out + ended.err


def test_status_counts_per_action_and_lists_failures(miner: Miner, place: Path) -> None:
    miner("scrape-images", "--actions", "actions.toml", "--images-per-action", "2", cwd=place)
    miner("find-videos", cwd=place)
    miner("download-videos", cwd=place)

    table = miner("status", cwd=place)
    data = miner("status", "--json", cwd=place).data
    failed = miner("status", "--failed", cwd=place)

    shown = {line.split("  ")[0]: line.split() for line in (table.out + table.err).splitlines()}
    assert shown["drawing circles"][2] == "2"
    assert [each["images"] for each in data["actions"]] == [2, 2, 2]
    assert "crossesgone" in failed.out + failed.err
    assert "gone" in failed.out + failed.err


def test_doctor_names_a_browser_that_is_missing_and_how_to_mend_it(tmp_path: Path) -> None:
    ended = run_miner("doctor", cwd=tmp_path, env={"PATH": str(tmp_path)})

    assert ended.code == 3
    lines = ended.out.splitlines()
    browser = next(number for number, line in enumerate(lines) if line.startswith("MEND  browser "))
    assert "chromium" in lines[browser + 1]


def test_doctor_as_json_has_advice_only_where_something_is_wrong(miner: Miner) -> None:
    checks = miner("doctor", "--json").data

    assert {each["name"] for each in checks} >= {"Python", "browser", "ffmpeg", "free disk space"}
    assert all(not each["advice"] for each in checks if each["ok"])
