"""Search phrases of an action: its name first, then what titles may call it.

Kinetics-400 searched simple variants of a class name (articles, plural and singular), Kinetics-600
several phrases a class; ActivityNet added synonyms, HowTo100M asked "how to ...".

>>> base_of_gerund("running"), base_of_gerund("juggling"), gerund_of("ride"), gerund_of("swim")
('run', 'juggle', 'riding', 'swimming')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from miner.action_names import has_gerund, spoken_name

DEFAULT_TEMPLATES = ("how to {base}",)
"""Phrases around an action; `{name}` is its name, `{base}` the same with its verb as in recipes."""

_ARTICLES = ("a", "an", "the")
_VERBS = """
    apply blow brush catch chew clap climb cut dive draw dribble drink eat fall fence fix flip hit
    hug jump kick kiss laugh lift mix mop open pick play pour pull punch push ride run sail shake
    shave shoot sit skip slap smile smoke stand swim talk throw turn walk wash wave
"""
"""First words of names that are verbs; without a list `archery` would become `archerying`."""
_UNCOUNTED = """
    american badminton beer blackjack bread children coffee feet food golf grass guitar hair hockey
    jacks laundry makeup milk music paper people rice rugby snow soccer someone something somewhere
    table teeth tennis water
"""
"""Words that take no article and no plural in names; others get both variants."""
_PARTICLES = "about and at away by down for from in into of off on onto out over to up ups with"
"""Words after which a name is a phrase, whose last word is not the verb's object."""
_UNVARIED = frozenset((_UNCOUNTED + _PARTICLES).split())
_MOST_WORDS_VARIED = 4

_SHORT_WITH_E = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
"""rid-, mak-, us-: a short verb without e would have doubled its consonant."""
_LONG_WITH_E = re.compile(
    r".*([cvzu]|dg|chang|rrang|[bcdfgkptz]l|[aeiou]s|ns|[^eo](a[dgkmptv]|[au]r))"
)
"""danc-, wav-, arrang-, juggl-, exercis-, rins-, decorat-, prepar-."""
_IRREGULAR = {
    "bathing": "bathe",
    "breathing": "breathe",
    "dying": "die",
    "lying": "lie",
    "tying": "tie",
}
_SHORTEST_DOUBLED = 4
"""Letters of a stem whose last one may be doubled: runn-, not add-."""


class Searchable(Protocol):
    """What a class must tell to be searched."""

    @property
    def name(self) -> str:
        """Name of the class."""

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Other names."""

    @property
    def queries(self) -> tuple[str, ...]:
        """Phrases to search beside the names."""

    @property
    def kind(self) -> str:
        """`action` or `background`."""


def expand_queries(
    entry: Searchable, *, templates: Sequence[str] = DEFAULT_TEMPLATES
) -> tuple[str, ...]:
    """Return the phrases to search for a class, the best first, none twice.

    The order is: name, own phrases, synonyms, variants of the name, templates. A background class
    is searched as written only.
    """
    name = spoken_name(entry.name)
    phrases = [name, *entry.queries, *map(spoken_name, entry.synonyms)]
    if entry.kind == "action":
        gerund = _gerund_name(name[:1].lower() + name[1:])
        phrases += [gerund, *_variants(gerund)]
        if has_gerund(gerund):
            phrases += [t.format(name=gerund, base=_base_name(gerund)) for t in templates]
    unique: dict[str, str] = {}
    for phrase in phrases:
        words = " ".join(phrase.split())
        unique.setdefault(words.casefold(), words)
    return tuple(unique.values())


def gerund_of(verb: str) -> str:
    """Return the -ing form of an English verb of regular spelling."""
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return f"{verb[:-1]}ing"
    if _SHORT_WITH_E.fullmatch(verb):
        return f"{verb}{verb[-1]}ing"
    return f"{verb}ing"


def base_of_gerund(gerund: str) -> str:
    """Return the verb of an -ing form, guessed from its spelling."""
    if gerund in _IRREGULAR:
        return _IRREGULAR[gerund]
    stem = gerund.removesuffix("ing")
    is_doubled = len(stem) >= _SHORTEST_DOUBLED and stem[-1] == stem[-2]
    if is_doubled and stem[-1] not in "aeioflsz":
        return stem[:-1]
    if _SHORT_WITH_E.fullmatch(stem) or _LONG_WITH_E.fullmatch(stem):
        return f"{stem}e"
    return stem


def _gerund_name(name: str) -> str:
    """Turn a leading bare verb into its gerund: brush hair -> brushing hair."""
    verb, _, rest = name.partition(" ")
    if has_gerund(name) or verb not in _VERBS.split() or rest in _PARTICLES.split():
        return name
    return f"{gerund_of(verb)} {rest}".rstrip()


def _base_name(name: str) -> str:
    verb, _, rest = name.partition(" ")
    if not has_gerund(verb):
        return f"do {name}"
    return f"{base_of_gerund(verb)} {rest}".rstrip()


def _variants(name: str) -> Iterator[str]:
    """Yield the name with its object in the plural or singular, and with or without article."""
    verb, *rest = name.split()
    if not rest or not has_gerund(verb) or len(rest) >= _MOST_WORDS_VARIED or "(" in name:
        return
    if rest[0] in _ARTICLES:
        yield " ".join([verb, *rest[1:]])
        return
    *between, last = rest
    is_sport = last.endswith("ball") and last != "ball"
    if is_sport or not last.isalpha() or _UNVARIED & set(rest):
        return
    if last.endswith("s") and not last.endswith("ss"):
        yield " ".join([verb, *between, _singular(last)])
        return
    yield " ".join([verb, "an" if rest[0][0] in "aeiou" else "a", *rest])
    yield " ".join([verb, *between, _plural(last)])


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}{'es' if noun.endswith(('s', 'x', 'ch', 'sh')) else 's'}"


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    is_long = noun.endswith(("ches", "shes", "xes", "sses", "atoes"))
    return noun[:-2] if is_long else noun[:-1]
