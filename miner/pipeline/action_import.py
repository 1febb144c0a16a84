"""Actions of a list, written into the catalogue with their queries."""

from __future__ import annotations

from collections.abc import Sequence

from miner.actions import ActionEntry, expand_queries
from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import ActionClass


def add_actions(catalogue: Catalogue, entries: Sequence[ActionEntry]) -> tuple[int, int]:
    """Add or update the actions of a list and return how many are new and how many were there."""
    with catalogue.transaction():
        added = [
            catalogue.actions.add(
                ActionClass(
                    action_id=entry.slug,
                    name=entry.name,
                    kind=entry.kind,
                    definition=entry.definition,
                    synonyms=entry.synonyms,
                    groups=entry.groups,
                ),
                queries=expand_queries(entry),
            )
            for entry in entries
        ]
    return sum(added), len(added) - sum(added)
