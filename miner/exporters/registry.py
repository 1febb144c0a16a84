"""Which dataset formats there are; a new one is one new file in this folder.

@exporter("kinetics", summary="Kinetics CSV files")
def write(dataset: DatasetFolder) -> list[Path]: ...
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from miner.catalogue.records import Split
from miner.config import did_you_mean
from miner.errors import ConfigError

SPLITS: tuple[Split, ...] = ("train", "val", "test")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedClip:
    """One clip of a dataset, as formats need it."""

    path: Path
    """The file, `SPLIT/CLASS/ID_START_END.mp4` below the dataset's folder."""
    label: str
    video_id: str
    clip_id: str
    split: Split
    start_seconds: float
    end_seconds: float
    score: float
    source_url: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFolder:
    """A dataset whose clips are in place."""

    root: Path
    classes: tuple[str, ...]
    """Names of the classes, in the order of their labels from 0."""
    clips: tuple[ExportedClip, ...]


Write = Callable[[DatasetFolder], list[Path]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """A format and the function that writes it."""

    name: str
    summary: str
    write: Write


_EXPORTERS: dict[str, Exporter] = {}


def exporter(name: str, *, summary: str) -> Callable[[Write], Write]:
    """Register the function below as the writer of a format."""

    def register(write: Write) -> Write:
        if name in _EXPORTERS:
            raise ValueError(f"Exporter '{name}' is already registered.")
        _EXPORTERS[name] = Exporter(name=name, summary=summary, write=write)
        return write

    return register


def list_exporters() -> list[Exporter]:
    """Return all formats, by name."""
    _import_siblings()
    return [_EXPORTERS[name] for name in sorted(_EXPORTERS)]


def get_exporter(name: str) -> Exporter:
    """Return the format of this name.

    Raises:
        ConfigError: there is none.
    """
    _import_siblings()
    if name not in _EXPORTERS:
        raise ConfigError(f"Unknown dataset format '{name}'{did_you_mean(name, dict(_EXPORTERS))}")
    return _EXPORTERS[name]


@cache
def _import_siblings() -> None:
    package = importlib.import_module("miner.exporters")
    for module in pkgutil.iter_modules(package.__path__):
        if module.name != "registry":
            importlib.import_module(f"miner.exporters.{module.name}")
