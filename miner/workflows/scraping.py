"""What `miner scrape-images` does once the workspace is open."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from miner.actions import load_actions
from miner.errors import MissingInput
from miner.pipeline.action_import import add_actions
from miner.pipeline.image_scraping import lacking_actions, scrape_images
from miner.session import Session
from miner.text import plural
from scraper.sources import SourceSpec, source_spec
from video.atomic import clear_parts


def scrape(session: Session, *, actions: str | None, retry_failed: bool) -> int:
    """Add the given actions, scrape, say what is lacking, and return the exit code."""
    if actions is not None:
        found = load_actions(actions)
        add_actions(session.catalogue, found.actions)
        for warning in found.warnings:
            session.talk.note(f"note: {warning}")
    wanted = session.catalogue.actions.all()
    if not wanted:
        raise MissingInput(
            "Cannot scrape: there are no actions. Add some with 'miner actions add', or give a "
            "list with '--actions FILE'."
        )
    for action in wanted:
        clear_parts(session.workspace.images / action.action_id)
    options = session.config.scrape
    specs = [source_spec(name) for name in options.sources]
    if lacking_actions(session.catalogue, options):
        _tell_terms(session, specs)
    tally = session.talk.work(
        scrape_images(session.workspace, session.catalogue, options, retry_failed=retry_failed)
    )
    lacking = lacking_actions(session.catalogue, options)
    for action, missing in lacking:
        have = options.images_per_action - missing
        session.talk.note(f"  {action.name}: {have} of {options.images_per_action} images")
    kept = sum(session.catalogue.images.count(each.action_id) for each in wanted)
    full = len(wanted) - len(lacking)
    session.talk.finish(
        {"images": kept, "complete": full, "lacking": {a.name: n for a, n in lacking}},
        sentence=f"{plural(kept, 'image')} of {plural(len(wanted), 'class')} in "
        f"{session.workspace.images}; {full} complete."
        + ("" if lacking else f" Next: {_next(session)}"),
    )
    if not lacking:
        return 0
    return 7 if kept else (tally.exit_code() or 4)


def _tell_terms(session: Session, specs: Sequence[SourceSpec]) -> None:
    for spec in specs:
        if spec.terms:
            session.talk.note(f"{spec.name}: {spec.terms}")


def _next(session: Session) -> str:
    if session.workspace.images == session.workspace.root:
        return f"miner train-image-clf --data-dir {shlex.quote(str(session.workspace.root))}"
    return session.next("train-image-clf")
