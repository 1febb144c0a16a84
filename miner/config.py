"""The settings of a workspace: flags, else `miner.toml`, else defaults.

Each package keeps its settings in frozen dataclasses whose fields carry default, bounds and help
once; flags, the sample file of `miner init` and `miner config` are made from them.

>>> load_config(None, {"scrape": {"images_per_action": 5}}).scrape.images_per_action
5
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from annotated_doc import Doc

from classifiers.options import ImageTrainOptions
from miner.errors import ConfigError
from miner.options import DatasetOptions, MiningOptions
from review_ui.options import ReviewOptions
from scraper.options import ScrapeOptions
from scraper.video_options import DownloadOptions, FindOptions
from video.options import CutOptions, ProposeOptions, ScoreOptions
from video.training_options import PredictOptions, VideoEvalOptions, VideoTrainOptions

Settings = Mapping[str, Mapping[str, object]]
"""Section, then key, then value; None for a value means that it was not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings, a section a step."""

    scrape: ScrapeOptions = field(default_factory=ScrapeOptions)
    train_image_clf: ImageTrainOptions = field(default_factory=ImageTrainOptions)
    find: FindOptions = field(default_factory=FindOptions)
    download: DownloadOptions = field(default_factory=DownloadOptions)
    mine: MiningOptions = field(default_factory=MiningOptions)
    score: ScoreOptions = field(default_factory=ScoreOptions)
    propose: ProposeOptions = field(default_factory=ProposeOptions)
    cut: CutOptions = field(default_factory=CutOptions)
    review: ReviewOptions = field(default_factory=ReviewOptions)
    dataset: DatasetOptions = field(default_factory=DatasetOptions)
    train_video: VideoTrainOptions = field(default_factory=VideoTrainOptions)
    eval_video: VideoEvalOptions = field(default_factory=VideoEvalOptions)
    predict: PredictOptions = field(default_factory=PredictOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting and where its value comes from."""

    section: str
    key: str
    value: object
    origin: str
    """`default` or the settings file."""
    help: str


def load_config(file: Path | None, flags: Settings) -> Config:
    """Merge defaults, the settings file and the given flags, the later winning.

    Raises:
        ConfigError: settings that are unknown, of the wrong type or out of bounds; the message
            lists all of them.
    """
    from_file = read_settings(file) if file is not None and file.is_file() else {}
    mistakes = _mistakes(from_file, str(file)) + _mistakes(_given(flags), "command line")
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    config = Config()
    for given in (from_file, _given(flags)):
        for section, values in given.items():
            options = getattr(config, section)
            typed = {key: _validated(type(options), key, value) for key, value in values.items()}
            changed = dataclasses.replace(options, **typed)
            config = dataclasses.replace(config, **{section: changed})
    return config


def read_settings(file: Path) -> dict[str, dict[str, object]]:
    """Return what a settings file says, unchecked but for its shape."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"Cannot read '{file}': {error}. Mend it, or remove it.") from error
    loose = [key for key, value in content.items() if not isinstance(value, dict)]
    if loose:
        raise ConfigError(
            f"{file}: '{loose[0]}' stands outside of a section. Move it below [{sections()[0]}] "
            "or another one."
        )
    return content


def settings_of(config: Config, file: Path | None) -> list[Setting]:
    """Return every setting with its value and origin."""
    from_file = read_settings(file) if file is not None and file.is_file() else {}
    return [
        Setting(
            section=section,
            key=key,
            value=getattr(getattr(config, section), key),
            origin=file.name if file and key in from_file.get(section, {}) else "default",
            help=help_of(f"{section}.{key}"),
        )
        for section in sections()
        for key in _hints(_options_type(section))
    ]


def sections() -> list[str]:
    """Return the names of all sections."""
    return [each.name for each in dataclasses.fields(Config)]


def help_of(name: str) -> str:
    """Return the help of a setting such as `scrape.num_workers`."""
    section, key = name.split(".")
    hint = _hints(_options_type(section))[key]
    docs = [each.documentation for each in get_args(hint)[1:] if isinstance(each, Doc)]
    return docs[0] if docs else ""


def sample_settings() -> str:
    """Return a settings file in which every setting stands as a comment, with its help."""
    lines = [
        "# Settings of this workspace. Each stands here with its default; take away the '#' to",
        "# change one. Flags win over this file; 'miner config' shows what is in force.",
    ]
    for setting in settings_of(Config(), None):
        if f"[{setting.section}]" not in lines:
            lines += ["", f"[{setting.section}]"]
        lines += [f"# {setting.help}", f"# {setting.key} = {to_toml(setting.value)}"]
    return "\n".join(lines) + "\n"


def to_toml(value: object) -> str:
    """Return a value as it is written in TOML."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{json.dumps(k)} = {to_toml(v)}" for k, v in value.items())
        return "{ " + pairs + " }" if pairs else "{}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(to_toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)


def as_dict(options: Any) -> dict[str, object]:
    """Return options as plain data, as they are stored beside results."""
    return dict(dataclasses.asdict(options))


def _options_type(section: str) -> type:
    return type(getattr(Config(), section))


@cache
def _hints(options: type) -> dict[str, Any]:
    hints = get_type_hints(options, include_extras=True)
    return {each.name: hints[each.name] for each in dataclasses.fields(options)}


def _given(flags: Settings) -> dict[str, dict[str, object]]:
    kept = {
        section: {key: value for key, value in values.items() if value is not None}
        for section, values in flags.items()
    }
    return {section: values for section, values in kept.items() if values}


def _mistakes(given: Settings, place: str) -> list[str]:
    found = []
    for section, values in given.items():
        if section not in sections():
            found.append(f"{place}: unknown section [{section}]{did_you_mean(section, sections())}")
            continue
        hints = _hints(_options_type(section))
        for key, value in values.items():
            name = f"{section}.{key}"
            if key not in hints:
                found.append(f"{place}: unknown setting '{name}'{did_you_mean(key, hints)}")
            elif problem := _problem(_options_type(section), key, value):
                found.append(f"{place}: '{name}' = {to_toml(value)}: {problem}.")
    return found


def _problem(options: type, key: str, value: object) -> str:
    from pydantic import ValidationError

    try:
        _validated(options, key, value)
    except ValidationError as error:
        return str(error.errors()[0]["msg"])
    except TypeError:
        return "Input is a date or time, which no setting is; put it in quotes"
    return ""


def _validated(options: type, key: str, value: object) -> object:
    from pydantic import TypeAdapter

    hint = _hints(options)[key]
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    content = json.dumps(str(value) if bare is str and isinstance(value, Path) else value)
    adapter: TypeAdapter[object] = TypeAdapter(hint)
    return adapter.validate_json(content, strict=True)


def did_you_mean(word: str, known: Mapping[str, object] | list[str]) -> str:
    """Return ". Did you mean 'x'?" with the nearest known word, or a full stop."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f". Did you mean '{near[0]}'?" if near else "."
