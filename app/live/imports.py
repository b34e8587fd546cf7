"""Imports as the window uses them: start, watch, cancel."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from app.domain.file_ports import FileStore
from app.domain.ports import DatabaseThreads, Priority, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.live.access import Access
from app.services import imports as service
from app.services.imports import ImportProgress, ImportReport

T = TypeVar("T")


class ImportRun:
    """One import under way; cancelling keeps the patients that are already in."""

    def __init__(self, work: Callable[[ImportRun], ImportReport]) -> None:
        self._cancelled = threading.Event()
        self._work = work

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop after the present patient."""
        self._cancelled.set()

    async def finished(self) -> ImportReport:
        """Run beside the window; the report of what was read, written and refused, and why."""
        return await asyncio.to_thread(self._work, self)


class ImportCollection:
    """Bring files in without stopping the window."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        clinic: Clinic,
        *,
        files: FileStore | None = None,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access
        self._clinic = clinic
        self._files = files

    def prepare(
        self, paths: Sequence[Path], *, progress: Callable[[ImportProgress], None]
    ) -> ImportRun:
        """An import of files and folders; `progress` is called on the UI thread."""
        loop = asyncio.get_running_loop()

        def write(work: Callable[[], T]) -> T:
            waiting = self._threads.write(work, priority=Priority.BULK)
            return asyncio.run_coroutine_threadsafe(waiting, loop).result()

        def tell(news: ImportProgress) -> None:
            loop.call_soon_threadsafe(progress, news)

        def work(run: ImportRun) -> ImportReport:
            return service.run(
                paths,
                begin=self._begin,
                context=self._access.context,
                clinic=self._clinic,
                progress=tell,
                cancelled=lambda: run.is_cancelled,
                write=write,
                files=self._files,
            )

        return ImportRun(work)
