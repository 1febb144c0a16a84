"""The settings of the demo are settings that miner accepts, and lead to the local site only."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from miner.config import Config, load_config
from miner.demo.casting import WorldScale
from miner.demo.settings import CLIP_SECONDS, demo_settings

ENDPOINTS = {"google": "http://127.0.0.1:8001/google", "bing": "http://127.0.0.1:8001/bing"}
FEED = "http://127.0.0.1:8001/videos/search.rss?q={query}"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The demo's settings as a command of miner reads them."""
    file = tmp_path / "miner.toml"
    file.write_text(demo_settings(endpoints=ENDPOINTS, feed=FEED, seed=7), encoding="utf-8")
    return load_config(file, {})


def test_every_address_is_one_of_the_local_site(config: Config) -> None:
    assert config.scrape.endpoints == ENDPOINTS
    assert set(config.scrape.sources) <= set(ENDPOINTS)
    assert config.scrape.allow_private_hosts
    assert config.find.search == FEED


def test_all_training_starts_from_the_same_seed(config: Config) -> None:
    seeds = (config.train_image_clf.seed, config.train_video.seed, config.dataset.seed)

    assert seeds == (7, 7, 7)


def test_networks_are_trained_from_scratch(config: Config) -> None:
    assert config.train_image_clf.weights == "none"


def test_clips_are_shorter_than_the_shortest_performance(config: Config) -> None:
    assert config.propose.clip_len == CLIP_SECONDS < WorldScale().pacing.action_seconds[0]


def test_a_clip_has_the_frames_that_the_video_model_looks_at(config: Config) -> None:
    """At the slowest of the usual rates, 10 frames a second, a clip of three seconds has 30."""
    looked_at = (config.train_video.frames_per_clip - 1) * config.train_video.stride + 1

    assert looked_at <= 30


def test_settings_made_twice_are_not_mixed_up() -> None:
    demo_settings(endpoints={"google": "http://127.0.0.1:1/google"}, feed="first", seed=1)

    second = tomllib.loads(demo_settings(endpoints=ENDPOINTS, feed=FEED, seed=2))

    assert second["scrape"]["endpoints"] == ENDPOINTS
    assert second["train_video"]["seed"] == 2
    assert second["find"]["search"] == FEED
