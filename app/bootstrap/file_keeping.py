"""The files of an open desk: their folder, what a crash left in it, and what has had its time.

Each file has a key of its own, which stands in the encrypted database and nowhere else. So the
files survive every rotation of the desk's keys untouched, end with the database's key when a desk
is erased, and lie in a backup as they lie on the disk.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.changes import Origin
from app.domain.file_errors import FileDamaged, FileMissing
from app.domain.file_ports import BlobState, KeptFile
from app.domain.ports import Priority
from app.security.blob_cipher import FileCipher
from app.settings import MIB, Settings
from app.storage.file_store import LocalFileStore
from app.sync.files import FileFetcher, FileParts, FileSender

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap.desk import Desk

_log = logging.getLogger(__name__)
TIDY_EVERY_S = 3600.0
_UNFIT = {
    BlobState.STORED: "files of documents damaged or gone: {count}, the server has them",
    BlobState.WAITING: "files of documents damaged or gone: {count}, nobody else has them",
}


def file_store(folder: Path, settings: Settings) -> LocalFileStore:
    """The store of a desk's files folder."""
    return LocalFileStore(folder, FileCipher(), most_bytes=settings.file_size_mib * MIB)


def open_files(desk: Desk, folder: Path) -> LocalFileStore:
    """The files of a desk that is being opened, without what a crash left there.

    Its folder is locked: nobody else is writing. Where the trail is broken nothing is removed: the
    database may be an older one that does not know every file.
    """
    files = file_store(folder, desk.settings)
    if folder.is_dir() and not desk.trail.is_broken:
        with desk.store.reader() as reader:
            known = {blob.kept.name for blob in reader.blobs.all()}
        removed = files.sweep(known)
        if removed:
            _log.info("%d unfinished files removed", removed)
    return files


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """The files on a desk's disk: how many, their bytes, how many the server still has to get."""

    here: int
    size_bytes: int
    unsent: int
    trouble: Mapping[str, int]
    """Codes of why files were not sent so far, and of how many."""


def file_facts(desk: Desk) -> FileFacts:
    """What `doctor` shows."""
    with desk.store.reader() as reader:
        blobs = reader.blobs.all()
    return FileFacts(
        here=len(blobs),
        size_bytes=sum(blob.kept.size for blob in blobs),
        unsent=sum(blob.state is BlobState.WAITING for blob in blobs),
        trouble=Counter(blob.code for blob in blobs if blob.code),
    )


def check_files(desk: Desk) -> tuple[str, ...]:
    """Read every file to its end; the findings in words, none where all are as they were put."""
    with desk.store.reader() as reader:
        blobs = reader.blobs.all()
    unfit: Counter[BlobState] = Counter()
    for blob in blobs:
        try:
            desk.files.verify(blob.kept)
        except (FileDamaged, FileMissing):
            unfit[blob.state] += 1
    return tuple(_UNFIT[state].format(count=count) for state, count in sorted(unfit.items()))


def file_parts(desk: Desk) -> FileParts | None:
    """What sending and fetching takes; None where there is no server."""
    from app.bootstrap.home import SystemRandom

    if desk.api is None:
        return None
    return FileParts(
        threads=desk.worker,
        begin=desk.store.unit_of_work,
        context=desk.context,
        api=desk.api.files,
        files=desk.files,
        clock=desk.clock,
        random=SystemRandom(),
    )


def file_sender(desk: Desk) -> FileSender | None:
    """Sends what waits beside the synchronisation; None where there is no server."""
    parts = file_parts(desk)
    return FileSender(parts) if parts else None


def file_fetcher(desk: Desk) -> FileFetcher | None:
    """Fetches files when they are opened; None where there is no server."""
    parts = file_parts(desk)
    return FileFetcher(parts) if parts else None


class FileTidying:
    """Once an hour: files nothing speaks of any more, and files whose time on this disk is over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._last: float | None = None

    async def tidy(self) -> int:
        """Remove what is due, behind every edit; returns how many files went."""
        now = self._desk.clock.monotonic()
        if self._desk.trail.is_broken or (
            self._last is not None and now - self._last < TIDY_EVERY_S
        ):
            return 0
        self._last = now
        gone = await self._desk.worker.write(self._forget, priority=Priority.BULK)
        await asyncio.to_thread(self._discard, gone)
        return len(gone)

    def _forget(self) -> tuple[KeptFile, ...]:
        """Delete their keys; from that commit on the files are noise."""
        desk = self._desk
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            due = set(uow.blobs.unused())
            keep_h = desk.settings.document_keep_h
            if keep_h and desk.api is not None:
                due |= set(uow.blobs.purgeable(uow.now - timedelta(hours=keep_h)))
            return uow.blobs.drop(sorted(due)) if due else ()

    def _discard(self, gone: tuple[KeptFile, ...]) -> None:
        for kept in gone:
            self._desk.files.discard(kept)
