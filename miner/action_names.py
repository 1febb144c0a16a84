"""Names of actions: how they are said, where they are stored, and whether they follow the custom.

>>> slug_of("ApplyEyeMakeup"), slug_of("massaging person's head"), spoken_name("brush_hair")
('apply_eye_makeup', 'massaging_persons_head', 'brush hair')
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_NAME_LENGTH = 120
"""Longest name; the longest published one has 98 characters."""

MAX_SLUG_LENGTH = 80
"""Longest folder name; file systems allow 255 bytes, and paths are made of several."""

_CAMEL_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_RESERVED = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)
}
"""Windows keeps these names for devices."""
_NO_GERUNDS = frozenset(
    {"ceiling", "during", "something", "nothing", "string", "swing", "spring", "thing", "sling"}
)
_SHORTEST_GERUND = 5
"""Letters; king, ring and wing have four."""
_DIGEST_LENGTH = 8


def spoken_name(name: str) -> str:
    """Return a name as one would say or search it: words, in lower case unless mixed on purpose."""
    if " " in name:
        return name
    words = _CAMEL_HUMP.sub(" ", name) if name[:1].isupper() else name
    return " ".join(re.sub(r"[_+]+", " ", words).lower().split())


def slug_of(name: str) -> str:
    """Return a folder name of `[a-z0-9_]`: accents dropped, other scripts named by a digest."""
    single = name if " " in name else _CAMEL_HUMP.sub(" ", name)
    folded = unicodedata.normalize("NFKD", single).casefold().replace("'", "")
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
    is_lossy = any(c.isalnum() and not c.isascii() for c in bare)
    if is_lossy or not slug or slug in _RESERVED or len(slug) > MAX_SLUG_LENGTH:
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]
        head = slug[: MAX_SLUG_LENGTH - _DIGEST_LENGTH - 1].rstrip("_")
        return f"{head or 'action'}_{digest}"
    return slug


def problem_of_name(name: str) -> str:
    """Say why a name cannot be used; "" for one that can."""
    shown = name.encode("unicode_escape").decode("ascii") if not name.isprintable() else name
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in name):
        return f"'{shown}' has control or invisible characters"
    if "/" in name or "\\" in name:
        return f"'{shown}' has a slash"
    if len(name) > MAX_NAME_LENGTH:
        return f"'{shown[:40]}...' has {len(name)} characters, the limit is {MAX_NAME_LENGTH}"
    if not any(c.isalnum() for c in name):
        return f"'{shown}' has no letter"
    return ""


def warning_of_name(name: str) -> str:
    """Say which custom of naming a name breaks; "" for one that keeps them.

    Kinetics names actions by gerunds in lower case, because titles do.
    """
    if not has_gerund(name):
        return f"'{name}' has no gerund (a word such as 'jumping'), which titles match best"
    if name != name.lower():
        return f"'{name}' has capitals; names are usually in lower case"
    return ""


def has_gerund(name: str) -> bool:
    """Whether one of the words is an -ing form."""
    words = spoken_name(name).lower().split()
    return any(
        len(word) >= _SHORTEST_GERUND and word.endswith("ing") and word not in _NO_GERUNDS
        for word in words
    )
