"""Actions and the queries that search for them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from miner.catalogue.connection import Connection, Row, to_json
from miner.catalogue.ids import hashed_id
from miner.catalogue.records import ActionClass, ActionKind, Query


class ActionTable:
    """The action classes of a workspace, in the order in which they were added."""

    def __init__(self, connection: Connection) -> None:
        """Use an open connection."""
        self._connection = connection

    def add(self, action: ActionClass, *, queries: Sequence[str], language: str = "en") -> bool:
        """Add or update an action and its queries; return whether it is new.

        Queries are added to those that are there, so that what they found stays found.
        """
        with self._connection.transaction():
            is_new = self.find(action.action_id) is None
            if is_new:
                self._connection.insert("actions", {**_columns(action), **self._place()})
            else:
                self._connection.update("actions", action.action_id, _columns(action))
            self._connection.insert(
                "queries",
                [
                    {
                        "query_id": hashed_id("query", action.action_id, language, text),
                        "action_id": action.action_id,
                        "text": text,
                        "language": language,
                        "position": position,
                    }
                    for position, text in enumerate(queries)
                ],
                ignore=True,
            )
        return is_new

    def all(self, *, kind: ActionKind | None = None) -> list[ActionClass]:
        """Return the actions, or those of one kind."""
        rows = self._connection.rows("SELECT * FROM actions ORDER BY position")
        return [_action(row) for row in rows if kind in {None, row["kind"]}]

    def find(self, name: str) -> ActionClass | None:
        """Return the action with this id or name, if there is one."""
        row = self._connection.row(
            "SELECT * FROM actions WHERE action_id = ? OR name = ?", name, name
        )
        return _action(row) if row else None

    def queries(self, action_id: str) -> list[Query]:
        """Return the queries of an action, the best first."""
        rows = self._connection.rows(
            "SELECT * FROM queries WHERE action_id = ? ORDER BY position, query_id", action_id
        )
        return [
            Query(
                query_id=row["query_id"],
                action_id=row["action_id"],
                text=row["text"],
                language=row["language"],
            )
            for row in rows
        ]

    def _place(self) -> dict[str, object]:
        last = self._connection.value("SELECT max(position) FROM actions")
        return {
            "position": 0 if last is None else last + 1,
            "added_at": self._connection.now(),
        }


def _columns(action: ActionClass) -> dict[str, object]:
    return {
        "action_id": action.action_id,
        "name": action.name,
        "kind": action.kind,
        "definition": action.definition,
        "synonyms": to_json(action.synonyms),
        "groups": to_json(action.groups),
    }


def _action(row: Row) -> ActionClass:
    return ActionClass(
        action_id=row["action_id"],
        name=row["name"],
        kind=row["kind"],
        definition=row["definition"],
        synonyms=tuple(json.loads(row["synonyms"])),
        groups=tuple(json.loads(row["groups"])),
    )
