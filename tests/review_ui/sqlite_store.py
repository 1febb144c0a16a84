"""A small review store over a real SQLite file, for driving the application in tests."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path

from review_ui.errors import StoreError
from review_ui.store import ActionCard, ClipCard, ReviewProgress, VerdictInput

_SCHEMA = """
create table if not exists clips (position integer primary key, clip_id text unique);
create table if not exists verdicts (
    number integer primary key, clip_id text, verdict text, is_live integer
);
"""


class SqliteReviewStore:
    """Verdicts in a file, cards in memory; one connection that commits every verdict."""

    def __init__(
        self, path: Path, cards: Sequence[ClipCard], actions: Sequence[ActionCard] = ()
    ) -> None:
        self._cards = {card.clip_id: card for card in cards}
        self._actions = tuple(actions) or tuple({card.action for card in cards})
        self._database = sqlite3.connect(path, isolation_level=None, timeout=0.05)
        self._database.executescript("pragma journal_mode = wal;" + _SCHEMA)
        self._database.executemany(
            "insert or ignore into clips (clip_id) values (?)", [(id_,) for id_ in self._cards]
        )

    def actions(self) -> Sequence[ActionCard]:
        return self._actions

    def upcoming(self, limit: int, *, skipping: Collection[str] = ()) -> Sequence[str]:
        rows = self._query(
            "select clip_id from clips where clip_id not in"
            " (select clip_id from verdicts where is_live) order by position limit ?",
            (limit + len(skipping),),
        )
        return [id_ for (id_,) in rows if id_ not in skipping][:limit]

    def card(self, clip_id: str) -> ClipCard:
        return self._cards[clip_id]

    def record(self, verdict: VerdictInput) -> None:
        self._query("delete from verdicts where not is_live")
        self._query(
            "insert into verdicts (clip_id, verdict, is_live) values (?, ?, 1)",
            (verdict.clip_id, json.dumps(asdict(verdict))),
        )

    def undo(self) -> VerdictInput | None:
        return self._switch("is_live order by number desc", is_live=0)

    def redo(self) -> VerdictInput | None:
        return self._switch("not is_live order by number", is_live=1)

    def recent(self, limit: int) -> Sequence[VerdictInput]:
        rows = self._query(
            "select verdict from verdicts where is_live order by number desc limit ?", (limit,)
        )
        return [_verdict(text) for (text,) in rows]

    def progress(self) -> ReviewProgress:
        live = self.recent(-1)
        answers = [verdict.answer for verdict in live]
        return ReviewProgress(
            remaining=len(self._cards) - len(live),
            yes=answers.count("yes"),
            no=answers.count("no"),
            unsure=answers.count("unsure"),
            bad=answers.count("bad"),
            flagged=sum(verdict.flagged for verdict in live),
        )

    def close(self) -> None:
        self._database.close()

    def _switch(self, condition: str, *, is_live: int) -> VerdictInput | None:
        rows = self._query(f"select number, verdict from verdicts where {condition} limit 1")
        for number, text in rows:
            self._query("update verdicts set is_live = ? where number = ?", (is_live, number))
            return _verdict(text)
        return None

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        try:
            return self._database.execute(sql, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise StoreError(
                f"Cannot reach the verdicts: {error}. Close what holds the file and press again."
            ) from error


def _verdict(text: str) -> VerdictInput:
    fields = json.loads(text)
    fields["trim"] = tuple(fields["trim"]) if fields["trim"] else None
    return VerdictInput(**fields)
