"""What `miner find-videos` and `miner download-videos` do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from miner.errors import MissingInput
from miner.pipeline.annotation_csv import add_annotations, read_annotations
from miner.pipeline.outcomes import Tally
from miner.pipeline.video_addresses import AddressListing
from miner.pipeline.video_files import add_local_videos, download_videos
from miner.pipeline.video_finding import find_videos
from miner.session import Session
from miner.text import plural


def find(session: Session, *, retry_failed: bool) -> int:
    """Search candidate videos of every action and return the exit code."""
    actions = session.catalogue.actions.all(kind="action")
    if not actions:
        raise MissingInput("Cannot search: there are no actions. Add some: miner actions add ...")
    tally = session.talk.work(
        find_videos(session.catalogue, session.config.find, retry_failed=retry_failed)
    )
    counts = {each.name: session.catalogue.videos.count_for(each.action_id) for each in actions}
    for name, count in counts.items():
        if count < session.config.find.videos_per_action:
            wanted = session.config.find.videos_per_action
            session.talk.note(f"  {name}: {count} of {plural(wanted, 'candidate video')}")
    total = len(session.catalogue.videos.all())
    session.talk.finish(
        {"videos": total, "per_action": counts},
        sentence=f"{plural(total, 'candidate video')} known. "
        f"Next: {session.next('download-videos')}",
    )
    return tally.exit_code()


def download(
    session: Session, inputs: Sequence[str], *, annotations: Path | None, retry_failed: bool
) -> int:
    """Take in the given videos, download what has no file, and return the exit code."""
    if annotations is not None:
        new, known = add_annotations(session.catalogue, read_annotations(annotations))
        session.talk.note(f"{annotations}: {plural(new, 'new clip')}, {known} known.")
    if not (inputs or session.catalogue.videos.all()):
        raise MissingInput(
            "Cannot download: no videos are known. Find some with 'miner find-videos', or name "
            "files, folders or addresses."
        )
    local = [Path(each) for each in inputs if not is_address(each)]
    tally = session.talk.work(add_local_videos(session.workspace, session.catalogue, local))
    listed, _ = add_addresses(session, [each for each in inputs if is_address(each)])
    tally.merge(listed)
    tally.merge(
        session.talk.work(
            download_videos(
                session.workspace,
                session.catalogue,
                session.config.download,
                retry_failed=retry_failed,
            )
        )
    )
    have = len(session.catalogue.videos.all(with_file=True))
    lack = len(session.catalogue.videos.all(with_file=False))
    session.talk.finish(
        {"videos": have, "without_file": lack},
        sentence=f"{plural(have, 'video')} here, {lack} without a file. "
        f"Next: {session.next('cut-clips')}",
    )
    return tally.exit_code()


def add_addresses(session: Session, addresses: Sequence[str]) -> tuple[Tally, list[str]]:
    """Write the videos behind addresses into the catalogue; return what failed and their ids."""
    stage = AddressListing(session.catalogue, addresses, options=session.config.find)
    tally = session.talk.work(stage.work())
    tally.done = 0  # an address that was looked at is no video
    return tally, stage.video_ids


def is_address(text: str) -> bool:
    """Return whether a text is an address, a search or a video id rather than a path.

    >>> is_address("https://example.org/v"), is_address("ytsearch5:juggling"), is_address("a.mp4")
    (True, True, False)
    """
    head, colon, _ = text.partition(":")
    return bool(colon) and head.replace("+", "").isalnum() and len(head) > 1
