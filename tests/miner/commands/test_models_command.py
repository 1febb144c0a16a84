"""`miner models`: which video models there are."""

from __future__ import annotations

from tests.miner.commands.running import Miner
from video.models.registry import model_spec


def test_every_model_is_a_line_with_the_clips_it_is_meant_for(miner: Miner) -> None:
    ended = miner("models")

    lines = ended.out.splitlines()
    assert ended.code == 0
    (line,) = [each for each in lines if each.startswith("r2plus1d_18 ")]
    # Tran et al. 2018 train and test on 16 frames of 112 x 112.
    assert "16 frames of 112 px" in line
    assert "weights: kinetics400" in line
    assert lines == sorted(lines)


def test_pattern_chooses_names(miner: Miner) -> None:
    ended = miner("models", "*_18", "--json")

    names = [each["name"] for each in ended.data]
    assert "r2plus1d_18" in names
    assert all(name.endswith("_18") for name in names)


def test_names_in_the_list_can_be_trained(miner: Miner) -> None:
    names = [each["name"] for each in miner("models", "--json").data]

    assert [model_spec(name).name for name in names] == names


def test_pattern_that_fits_nothing_is_told(miner: Miner) -> None:
    ended = miner("models", "*nothing*")

    assert (ended.code, ended.out) == (0, "")
    assert ended.closing == "No video model has a name like '*nothing*'."
