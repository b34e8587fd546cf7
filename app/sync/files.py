"""Files on their way: sent ahead of the documents that speak of them, fetched when one is opened.

A file travels in parts; what the server has of it is asked, never assumed, so that a broken line,
a killed desk and a killed server all go on where they were.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import (
    ApiError,
    ClinicError,
    DeviceRevoked,
    MalformedReply,
    NeedsLogin,
    RateLimited,
    RequestRefused,
    ServerTrouble,
    Unreachable,
    UpgradeRequired,
)
from app.domain.file_errors import FileDamaged, FileMissing
from app.domain.file_ports import PART_BYTES, Arrived, Blob, BlobApi, BlobState, FileStore, KeptFile
from app.domain.ports import Clock, DatabaseThreads, Priority, Random, UnitOfWorkFactory
from app.sync.connectivity import backoff_s

_log = logging.getLogger(__name__)
NO_FILES = "no_files"
"""The server keeps none: documents do not wait for their files then."""
SLOW_S = 6 * 3600.0
"""Pause after an answer that asking again does not change by itself."""
LOOK_S = 60.0
"""Without a reason to look earlier."""
PART_DEADLINE_S = 180.0
_STATUS_CODES = {
    HTTPStatus.INSUFFICIENT_STORAGE: "quota_exceeded",
}
_ABOUT_ALL = (NeedsLogin, DeviceRevoked, UpgradeRequired)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileParts:
    """What sending and fetching files needs."""

    threads: DatabaseThreads
    begin: UnitOfWorkFactory
    context: ExecutionContext
    api: BlobApi
    files: FileStore
    clock: Clock
    random: Random


class FileSender:
    """Sends what waits, one file at a time, for as long as run() runs."""

    def __init__(self, parts: FileParts) -> None:
        self._parts = parts
        self._wake = asyncio.Event()
        self._is_forced = False
        self._failures = 0

    def wake(self, *, is_forced: bool = False) -> None:
        """Something may wait; is_forced ends every pause."""
        self._is_forced = self._is_forced or is_forced
        self._wake.set()

    async def run(self, may_connect: Callable[[], bool], *, on_sent: Callable[[], None]) -> None:
        """Send until cancelled. on_sent is called when a document need not wait any longer."""
        while True:
            self._wake.clear()
            pause_s = LOOK_S
            if may_connect():
                pause_s = await self._look(on_sent)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._wake.wait()

    async def _look(self, on_sent: Callable[[], None]) -> float:
        """Send everything that is due; returns the seconds until the next look."""
        try:
            waiting = await self._parts.threads.read(lambda reader: reader.blobs.waiting())
            is_forced, self._is_forced = self._is_forced, False
            now = self._parts.clock.now()
            for blob in waiting:
                if is_forced or blob.next_attempt_at is None or blob.next_attempt_at <= now:
                    await self._try(blob, on_sent)
        except _ABOUT_ALL:
            return LOOK_S  # the engine waits for a person, too
        except RateLimited as error:
            return max(1.0, min(error.retry_after_s, LOOK_S))
        except (ClinicError, OSError, TimeoutError) as error:
            _log.info("files wait: %s", getattr(error, "code", type(error).__name__))
        except Exception as error:
            _log.error("files wait: %s", type(error).__name__)
        else:
            self._failures = 0
            return LOOK_S
        # The others would fare no better: none of them is tried before the pause is over.
        self._failures += 1
        luck = self._parts.random.uniform(0.5, 1.0)
        return min(LOOK_S, backoff_s(self._failures, luck))

    async def _try(self, blob: Blob, on_sent: Callable[[], None]) -> None:
        """Send one file and write down how it went. Raises what is about more than this file."""
        try:
            await self._send(blob.kept)
        except _ABOUT_ALL:
            raise
        except ApiError as error:
            await self._mark_failed(blob, error)
            if _code(error) == NO_FILES:
                on_sent()
            if isinstance(error, Unreachable | RateLimited):
                raise
        except (FileDamaged, FileMissing) as error:
            _log.warning("a file that waits cannot be read: %s", error.code)
            await self._mark(blob, BlobState.WAITING, code=error.code, pause_s=SLOW_S)
        else:
            await self._mark(blob, BlobState.STORED)
            on_sent()

    async def _send(self, kept: KeptFile) -> None:
        arrived = await self._deadline(kept, None, 0)
        while not arrived.is_stored:
            if arrived.received >= kept.size:  # somebody else's last part is being proven
                arrived = await self._deadline(kept, None, 0)
                if not arrived.is_stored:
                    raise ServerTrouble(HTTPStatus.SERVICE_UNAVAILABLE)
                continue
            part = await asyncio.to_thread(self._part, kept, arrived.received)
            before = arrived.received
            arrived = await self._deadline(kept, part, before)
            if not arrived.is_stored and arrived.received == before:
                raise MalformedReply  # a server that takes nothing would be sent to for ever

    async def _deadline(self, kept: KeptFile, part: bytes | None, offset: int) -> Arrived:
        async with asyncio.timeout(PART_DEADLINE_S):
            if part is None:
                return await self._parts.api.blob_state(kept.sha256, size=kept.size)
            return await self._parts.api.send_part(kept.sha256, part, offset=offset, size=kept.size)

    def _part(self, kept: KeptFile, offset: int) -> bytes:
        return b"".join(self._parts.files.read(kept, start=offset, length=PART_BYTES))

    async def _mark_failed(self, blob: Blob, error: ApiError) -> None:
        is_passing = isinstance(error, Unreachable | RateLimited | MalformedReply) or (
            isinstance(error, ServerTrouble) and error.status not in _STATUS_CODES
        )
        luck = self._parts.random.uniform(0.0, 1.0)
        pause_s = backoff_s(blob.attempts + 1, luck) if is_passing else SLOW_S
        await self._mark(blob, BlobState.WAITING, code=_code(error), pause_s=pause_s)

    async def _mark(
        self, blob: Blob, state: BlobState, *, code: str = "", pause_s: float = 0.0
    ) -> None:
        parts = self._parts

        def write() -> None:
            with parts.begin(parts.context, origin=Origin.REMOTE) as uow:
                due = uow.now + timedelta(seconds=pause_s) if code else None
                uow.blobs.mark(blob.kept.sha256, state, code=code, next_attempt_at=due)

        await parts.threads.write(write, priority=Priority.SYNC)


class FileFetcher:
    """Brings a file from the server to this desk's disk, once however many ask for it."""

    def __init__(self, parts: FileParts) -> None:
        self._parts = parts
        self._under_way: dict[str, asyncio.Task[KeptFile]] = {}

    async def fetch(self, sha256: str, *, size: int) -> KeptFile:
        """The file, whole and encrypted on the disk. Raises FileMissing where the server does not
        have it (yet), ApiError, StorageError."""
        task = self._under_way.get(sha256)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._fetch(sha256, size))
            self._under_way[sha256] = task
            task.add_done_callback(lambda _: self._under_way.pop(sha256, None))
        return await asyncio.shield(task)

    async def _fetch(self, sha256: str, size: int) -> KeptFile:
        parts = self._parts
        writer = await asyncio.to_thread(parts.files.begin, most_bytes=size)
        try:
            async for piece in parts.api.download(sha256):
                await asyncio.to_thread(writer.write, piece)
            kept = await asyncio.to_thread(writer.finish)
            if (kept.sha256, kept.size) != (sha256, size):
                raise FileDamaged
            old = await parts.threads.write(lambda: self._note(kept), priority=Priority.SYNC)
        except BaseException as error:
            await asyncio.shield(asyncio.to_thread(writer.abandon))
            if isinstance(error, RequestRefused) and (
                error.status == HTTPStatus.NOT_FOUND or error.reason == NO_FILES
            ):
                raise FileMissing from None
            raise
        parts.files.release(kept)
        if old is not None:
            await asyncio.to_thread(parts.files.discard, old)
        return kept

    def _note(self, kept: KeptFile) -> KeptFile | None:
        with self._parts.begin(self._parts.context, origin=Origin.REMOTE) as uow:
            return uow.blobs.add(kept, state=BlobState.STORED)


def _code(error: ApiError) -> str:
    if isinstance(error, RequestRefused):
        return error.reason or error.code
    if isinstance(error, ServerTrouble):
        return _STATUS_CODES.get(HTTPStatus(error.status), error.code)
    return error.code
