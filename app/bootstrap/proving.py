"""Whether a desk is as it left itself, and what happens when it is not.

Its own facts are few and looked at whenever it opens; all its records take a while and are looked
at beside the work. What does not fit is written into the audit trail, and the desk is for reading
only from then on, as with a trail that was cut, until an administrator has looked into it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.changes import Origin
from app.domain.errors import ClinicError

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

_log = logging.getLogger(__name__)
FIRST_LOOK_S = 20.0
"""Opening the window has the disk and the processor to itself."""
PAGE = 200
PAUSE_S = 0.02
"""A few milliseconds of work, then this: a large clinic takes a minute or two and nobody waits."""
LONGEST_STOP_S = 3.0


class _Stopped(Exception):
    """The desk is closing."""


def was_found(desk: Desk) -> bool:
    """Whether something that does not fit is in the trail, and nobody has gone on from there."""
    from app.storage.as_left import UNFIT_FACT

    return desk.fact(UNFIT_FACT) is not None


def is_unfit(desk: Desk) -> bool:
    """Whether something was found before, or the desk's own facts are not as it left them."""
    from app.storage.desk_proof import Part

    if was_found(desk):
        return True
    found = desk.store.verify_desk([Part.FACTS])
    if found:
        note_unfit(desk, *found)
    return bool(found)


def note_unfit(desk: Desk, *parts: str) -> None:
    """Write into the trail what is not as it left it, in whatever state the desk is."""
    from app.storage import as_left

    _log.warning("not as the audit trail left it: %s", ", ".join(sorted(parts)))

    def write() -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            as_left.note_unfit(uow.trail, uow.meta, *sorted(parts))

    desk.worker.submit(write).result()


def find_misfits(
    desk: Desk, *, page: int = 5000, after_page: Callable[[], object] = bool
) -> tuple[str, ...]:
    """The parts of a desk that are not as it left them; its records among them."""
    found = desk.store.verify_desk()
    if not desk.store.verify_rows(page=page, after_page=after_page):
        found.add("records")
    return tuple(sorted(found))


class ProofWatch:
    """Looks once at everything, beside the work. on_broken is called on its own thread.

    Stop it before the desk is closed.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        on_broken: Callable[[], object],
        first_look_s: float = FIRST_LOOK_S,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._desk = desk
        self._on_broken = on_broken
        self._first_look_s = first_look_s
        self._pause_s = pause_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="proof-watch", daemon=True)

    def start(self) -> None:
        """Begin; a desk that is for reading only has been looked at."""
        if not self._desk.trail.is_broken:
            self._thread.start()

    def stop(self) -> None:
        """Give up. Safe to call twice, off the UI thread."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(LONGEST_STOP_S)

    def look(self) -> None:
        """Look at everything now."""
        found = find_misfits(self._desk, page=PAGE, after_page=self._rest)
        if found:
            note_unfit(self._desk, *found)
            self._desk.trail.disown()
            self._on_broken()

    def _run(self) -> None:
        if self._ended.wait(self._first_look_s):
            return
        try:
            self.look()
        except _Stopped:
            return
        except ClinicError as error:
            if not self._ended.is_set():
                _log.warning("the records could not be looked at: %s", error.code)

    def _rest(self) -> None:
        if self._ended.wait(self._pause_s):
            raise _Stopped
