"""Flags over miner.toml over defaults, and mistakes told all at once."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from miner.config import Config, help_of, load_config, sample_settings, settings_of, to_toml
from miner.errors import ConfigError


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "miner.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_flag_wins_over_file_and_file_over_default(tmp_path: Path) -> None:
    file = write(tmp_path, "[scrape]\nimages_per_action = 7\nnum_workers = 3\n")

    scrape = load_config(file, {"scrape": {"num_workers": 9, "min_side": None}}).scrape

    assert (scrape.images_per_action, scrape.num_workers, scrape.min_side) == (7, 9, 128)


def test_lists_and_tables_of_toml_are_taken(tmp_path: Path) -> None:
    file = write(tmp_path, '[scrape]\nsources = ["bing"]\n[scrape.endpoints]\nbing = "http://x"\n')

    scrape = load_config(file, {}).scrape

    assert scrape.sources == ("bing",)
    assert scrape.endpoints == {"bing": "http://x"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[scrap]\n", r"unknown section \[scrap\]. Did you mean 'scrape'\?"),
        ("[scrape]\nimages = 3\n", r"unknown setting 'scrape.images'"),
        ("[scrape]\nimages_per_action = 0\n", "greater than or equal to 1"),
        ('[scrape]\nimages_per_action = "5"\n', "valid integer"),
        ("[dataset]\nrule = 'thirds'\n", "'ratio' or 'kinetics'"),
        ("num_workers = 3\n", "stands outside of a section"),
        ("[scrape\n", "Cannot read"),
        ("[scrape]\ncontact = 2026-01-31\n", "'scrape.contact' = \"2026-01-31\": .* in quotes"),
        ("[scrape]\nendpoints = { bing = 12:30:00 }\n", "'scrape.endpoints' .* in quotes"),
        ("[propose]\nthreshold = nan\n", "'propose.threshold' = NaN"),
    ],
)
def test_mistake_in_the_file_is_told_with_its_place(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        load_config(write(tmp_path, text), {})


def test_all_mistakes_are_told_together(tmp_path: Path) -> None:
    file = write(tmp_path, "[scrape]\nnum_workers = 0\nmin_sides = 3\n")

    with pytest.raises(ConfigError) as caught:
        load_config(file, {"propose": {"threshold": 2.0}})

    assert len(str(caught.value).splitlines()) == 3


def test_mark_that_windows_editors_put_first_is_no_mistake(tmp_path: Path) -> None:
    file = write(tmp_path, "\ufeff[scrape]\r\nnum_workers = 3\r\n")

    assert load_config(file, {}).scrape.num_workers == 3


def test_path_given_as_a_flag_is_taken_for_a_text(tmp_path: Path) -> None:
    config = load_config(None, {"scrape": {"browser": tmp_path / "chrome"}})

    assert config.scrape.browser == str(tmp_path / "chrome")


@pytest.mark.parametrize(
    "value",
    [True, 3, 0.5, 'say "hi"\\ and é', ("a", "b"), (), {"bing": "http://x", "a b": "c"}, {}],
)
def test_values_written_as_toml_read_back(value: object) -> None:
    read = tomllib.loads(f"key = {to_toml(value)}")["key"]

    assert read == (list(value) if isinstance(value, tuple) else value)


def test_sample_file_holds_every_setting_at_its_default(tmp_path: Path) -> None:
    text = sample_settings()
    uncommented = re.sub(r"^# (?=[a-z_]+ = )", "", text, flags=re.MULTILINE)

    values = tomllib.loads(uncommented)

    assert load_config(write(tmp_path, text), {}) == Config()
    assert set(values) == {setting.section for setting in settings_of(Config(), None)}


def test_every_setting_has_a_help_and_an_origin(tmp_path: Path) -> None:
    file = write(tmp_path, "[cut]\ncrf = 30\n")

    found = settings_of(load_config(file, {}), file)

    assert [each for each in found if not each.help] == []
    assert [each.key for each in found if each.origin == "miner.toml"] == ["crf"]
    assert help_of("cut.crf").startswith("H.264 quality")
