r"""robots.txt as RFC 9309 reads it: the group that names us, the longest rule that fits.

>>> text = "User-agent: *\nAllow: /\nDisallow: /private/\nDisallow: /*.gif$"
>>> [allows(rules_for(text, robot="miner"), path) for path in ("/a.jpg", "/private/a", "/b.gif")]
[True, False, False]
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

_PRODUCT = re.compile(r"[A-Za-z_-]+|\*")
"""Name of a robot, in front of its version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRule:
    """One line `Allow:` or `Disallow:`."""

    allowed: bool
    """Whether it lets us in."""
    pattern: str
    """Beginning of paths, decoded; `*` stands for anything, a last `$` for the end."""


def rules_for(text: str, *, robot: str) -> list[RobotsRule]:
    """Return the rules of all groups that name the robot; where none does, those of `*`."""
    named: dict[str, list[RobotsRule]] = {}
    agents: list[str] = []
    is_open = False
    for key, value in _lines(text):
        if key == "user-agent":
            agents = [*agents, _product(value)] if is_open else [_product(value)]
            named.setdefault(agents[-1], [])
            is_open = True
        elif key in ("allow", "disallow"):
            is_open = False
            if value:
                rule = RobotsRule(allowed=key == "allow", pattern=unquote(value))
                for agent in agents:
                    named[agent].append(rule)
    return named.get(robot.lower(), named.get("*", []))


def allows(rules: Sequence[RobotsRule], path: str) -> bool:
    """Tell whether rules let a robot fetch a path (with its query); `Allow` wins a tie."""
    decoded = unquote(path)
    fitting = [rule for rule in rules if _fits(rule.pattern, decoded)]
    return max(((len(rule.pattern), rule.allowed) for rule in fitting), default=(0, True))[1]


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _product(value: str) -> str:
    found = _PRODUCT.match(value)
    return found[0].lower() if found else ""


def _fits(pattern: str, path: str) -> bool:
    """Match without a regular expression, which a hostile file could make run for hours."""
    is_whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for part in others[:-1] if is_whole else others:
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    if not is_whole:
        return True
    if not others:
        return place == len(path)
    return path.endswith(others[-1]) and len(path) - len(others[-1]) >= place
