"""What became of each item of each step: the checkpoint from which a step goes on."""

from __future__ import annotations

from miner.catalogue.connection import Connection, Row
from miner.catalogue.records import ItemOutcome


class OutcomeTable:
    """Outcomes of items, and the journal of commands."""

    def __init__(self, connection: Connection) -> None:
        """Use an open connection."""
        self._connection = connection

    def record(self, outcome: ItemOutcome) -> None:
        """Write down the outcome of an item, in place of an earlier one."""
        row = {
            "step": outcome.step,
            "item_id": outcome.item_id,
            "status": outcome.status,
            "kind": outcome.kind,
            "message": outcome.message,
            "recorded_at": self._connection.now(),
        }
        self._connection.upsert("outcomes", row, key=("step", "item_id"))

    def of_step(self, step: str) -> dict[str, ItemOutcome]:
        """Return the outcomes of a step by item."""
        rows = self._connection.rows("SELECT * FROM outcomes WHERE step = ?", step)
        return {row["item_id"]: _outcome(row) for row in rows}

    def find(self, step: str, item_id: str) -> ItemOutcome | None:
        """Return the outcome of an item, if it has one."""
        row = self._connection.row(
            "SELECT * FROM outcomes WHERE step = ? AND item_id = ?", step, item_id
        )
        return _outcome(row) if row else None

    def failures(self) -> list[ItemOutcome]:
        """Return everything that failed, by step, kind and item."""
        rows = self._connection.rows(
            "SELECT * FROM outcomes WHERE status = 'failed' ORDER BY step, kind, item_id"
        )
        return [_outcome(row) for row in rows]

    def counts(self) -> list[tuple[str, str, int]]:
        """Return how many items of each step ended how: (step, status, count)."""
        rows = self._connection.rows(
            "SELECT step, status, count(*) AS n FROM outcomes GROUP BY step, status "
            "ORDER BY step, status"
        )
        return [(row["step"], row["status"], row["n"]) for row in rows]

    def write_event(self, command: str, message: str) -> None:
        """Add a line to the journal of commands."""
        row = {"at": self._connection.now(), "command": command, "message": message}
        self._connection.insert("events", row)


def _outcome(row: Row) -> ItemOutcome:
    return ItemOutcome(
        step=row["step"],
        item_id=row["item_id"],
        status=row["status"],
        kind=row["kind"],
        message=row["message"],
    )
