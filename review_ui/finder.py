"""Fuzzy search over action classes."""

from __future__ import annotations

from collections.abc import Sequence

from textual.fuzzy import FuzzySearch

from .store import ActionCard
from .text import clean_text


def find_actions(query: str, actions: Sequence[ActionCard], *, limit: int) -> list[ActionCard]:
    """Return the classes whose name or a synonym holds the letters of `query`, best first.

    Equal matches, and all classes for an empty query, come in the order of their names.
    """
    by_name = sorted(actions, key=lambda action: (action.name.casefold(), action.action_id))
    wanted = clean_text(query)
    if not wanted:
        return by_name[:limit]
    search = FuzzySearch(case_sensitive=False)
    scored = [(_best_score(search, wanted, action), action) for action in by_name]
    found = [pair for pair in scored if pair[0] > 0]
    return [action for _, action in sorted(found, key=lambda pair: -pair[0])][:limit]


def _best_score(search: FuzzySearch, query: str, action: ActionCard) -> float:
    # A synonym counts a little less than the name that will be shown.
    own = search.match(query, action.name)[0]
    others = (search.match(query, synonym)[0] * 0.9 for synonym in action.synonyms)
    return max(own, *others, 0.0)
