"""The settings of the demo's workspace: small networks, and the local site in place of the web."""

from __future__ import annotations

from collections.abc import Mapping

from miner.config import to_toml

CLIP_SECONDS = 3.0
"""Length of the demo's clips: every performance is longer than that."""

_SETTINGS: dict[str, dict[str, object]] = {
    "scrape": {
        "images_per_action": 60,
        "num_workers": 4,
        "sources": ("google", "bing"),
        "requests_per_second": 500.0,
        "allow_private_hosts": True,
        "backoff_seconds": 0.05,
    },
    "train_image_clf": {
        "feature_extractor": "timm/test_resnet",
        "weights": "none",
        "image_size": 96,
        "epochs": 36,
        "batch_size": 16,
        "learning_rate": 0.003,
    },
    "find": {"videos_per_action": 16, "min_duration_seconds": 5.0, "sleep_seconds": 0.0},
    "download": {"sleep_seconds": 0.0, "max_sleep_seconds": 0.0, "num_workers": 2},
    "score": {"fps": 4.0},
    "propose": {
        "clip_len": CLIP_SECONDS,
        "n_clips": 2,
        "threshold": 0.45,
        "smoothing_seconds": 2.0,
    },
    "dataset": {"name": "demo"},
    "train_video": {
        "model": "r2plus1d_10",
        "frames_per_clip": 8,
        "stride": 3,
        "image_size": 40,
        "epochs": 12,
        "batch_size": 4,
        "learning_rate": 0.001,
        "flip": True,
    },
    "eval_video": {"num_clips": 4, "num_crops": 1},
}


def demo_settings(*, endpoints: Mapping[str, str], feed: str, seed: int) -> str:
    """Return the `miner.toml` of the demo.

    Args:
        endpoints: address of the local site for each image source.
        feed: address of its video search, with `{query}` in it.
        seed: seed of all training.
    """
    given = {section: dict(values) for section, values in _SETTINGS.items()}
    given["scrape"]["endpoints"] = dict(endpoints)
    given["find"]["search"] = feed
    for section in ("train_image_clf", "train_video", "dataset"):
        given[section]["seed"] = seed
    lines = ["# Settings of the demo: small networks, and a local site in place of the web."]
    for section, values in given.items():
        lines += ["", f"[{section}]"]
        lines += [f"{key} = {to_toml(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"
