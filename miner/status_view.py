"""The tables of `miner status`."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miner.catalogue.overview import ActionCounts
from miner.catalogue.records import ItemOutcome
from miner.console import print_json
from miner.pipeline.next_step import next_step
from miner.session import Session
from miner.text import clean_line, plural


def show_status(session: Session) -> None:
    """Show counts per action, failures per step, and what to type next."""
    actions = session.catalogue.overview.actions()
    totals = session.catalogue.overview.totals()
    failures = session.catalogue.outcomes.failures()
    advice = next_step(
        actions,
        totals,
        images_wanted=session.config.scrape.images_per_action,
        place=session.talk.place,
    )
    if session.talk.as_json:
        print_json(
            {
                "workspace": str(session.workspace.root.resolve()),
                "actions": [asdict(each) for each in actions],
                "totals": asdict(totals),
                "failures": _by_kind(failures),
                "next": advice,
            }
        )
        return
    out = Console(highlight=False)
    _print(out, f"Workspace {session.workspace.root.resolve()}")
    if actions:
        out.print(action_table(actions))
    for line, count in _by_kind(failures).items():
        _print(out, f"{plural(count, 'failure')}: {line}", style="red")
    if failures:
        _print(out, f"List them with: {session.next('status --failed')}")
    _print(out, f"Next: {advice}", style="bold")


def show_failures(session: Session) -> None:
    """List everything that failed, with the sentence of each."""
    failures = session.catalogue.outcomes.failures()
    if session.talk.as_json:
        print_json([asdict(each) for each in failures])
        return
    out = Console(highlight=False)
    for each in failures:
        _print(out, f"{each.step}  {each.item_id}  {each.kind}: {each.message}")
    if not failures:
        _print(out, "Nothing failed.")


def _print(out: Console, line: str, *, style: str = "") -> None:
    """Write a line that the terminal wraps, so that what is copied from it is whole."""
    out.print(Text(clean_line(line), style=style), soft_wrap=True)


def action_table(actions: list[ActionCounts]) -> Table:
    """Return the counts of each action as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("action")
    for name in ("images", "videos", "clips", "judged", "yes"):
        table.add_column(name, justify="right")
    for each in actions:
        videos = f"{each.videos}/{each.found}" if each.kind == "action" else "-"
        clips = (each.clips, each.judged, each.yes) if each.kind == "action" else ("-", "-", "-")
        table.add_row(Text(each.name), str(each.images), videos, *map(str, clips))
    return table


def _by_kind(failures: list[ItemOutcome]) -> dict[str, int]:
    counted = Counter(f"{each.step}: {each.kind}" for each in failures)
    return dict(sorted(counted.items()))
