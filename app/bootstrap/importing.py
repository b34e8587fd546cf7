"""Import files into a desk from the terminal, with progress and a way to stop."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, current_thread, main_thread
from types import FrameType

from app.bootstrap.desk import Desk, open_desk
from app.domain.errors import ImportRefused
from app.domain.ports import Priority
from app.services import imports
from app.services.imports_report import GroupOutcome, ImportProgress, ImportReport
from app.settings import Settings

TOLD_EVERY_S = 1.0


def import_files(
    home: Path,
    passphrase: str,
    paths: Sequence[str],
    *,
    user: str | None,
    settings: Settings,
    tell: Callable[[str], None],
) -> ImportReport:
    """Import and report. Ctrl+C stops between two patients; those written stay, whole."""
    for number, path in enumerate(paths, start=1):
        if not Path(path).exists():
            raise ImportRefused(f"path {number} does not exist")
    desk = open_desk(home, passphrase, user=user, settings=settings)
    try:
        with _stop_on_interrupt() as stop:
            return _run(desk, paths, stop, _Teller(desk, tell))
    finally:
        desk.close()


def _run(desk: Desk, paths: Sequence[str], stop: Event, teller: _Teller) -> ImportReport:
    def write(work: Callable[[], GroupOutcome]) -> GroupOutcome:
        return desk.worker.submit(work, priority=Priority.BULK).result()

    return imports.run(
        paths,
        begin=desk.store.unit_of_work,
        context=desk.context,
        clinic=desk.clinic,
        progress=teller.heard,
        cancelled=stop.is_set,
        write=write,
    )


class _Teller:
    """Says how far the import is, at most once a second."""

    def __init__(self, desk: Desk, tell: Callable[[str], None]) -> None:
        self._clock = desk.clock
        self._tell = tell
        self._told_at = self._clock.monotonic()

    def heard(self, progress: ImportProgress) -> None:
        """Take note of progress."""
        now = self._clock.monotonic()
        is_last = progress.stage == "writing" and progress.done == progress.total
        if is_last or now - self._told_at >= TOLD_EVERY_S:
            self._told_at = now
            self._tell(f"{progress.stage}: {progress.done} of {progress.total}")


@contextmanager
def _stop_on_interrupt() -> Generator[Event]:
    """An event that Ctrl+C sets instead of breaking off in the middle of a patient."""
    stop = Event()
    if current_thread() is not main_thread():
        yield stop
        return

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
