"""Audit events about who is at the desk, and about what of the desk itself leaves it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import ClinicError, StorageError
from app.domain.ports import KeyStore
from app.security.attempts import attempts_at
from app.security.slot_file import SlotKind
from app.security.slot_keys import OpenSlots

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.storage.store import LocalStore

_log = logging.getLogger(__name__)


class Arrival(Enum):
    """What the opening of a desk is to its audit trail."""

    NOBODY = auto()
    """The program opens for itself: a desk it just made or recovered, the demo, a benchmark."""
    SIGN_IN = auto()
    """Somebody proved who they are, at the window or for a command; nobody comes in untold."""
    LOOK = auto()
    """The same, for what shows no patient and mends or ends a desk: verify, doctor, erase. A disk
    that is full or damaged is what they are for, so there they go on where nothing is written."""


@dataclass(frozen=True, slots=True)
class Failures:
    """How often somebody's way in failed before it opened, where that is still remembered."""

    uid: str
    counts: Mapping[SlotKind, int]
    key_slots: Path
    keystore: KeyStore | None

    @property
    def count(self) -> int:
        """In whatever way it was tried."""
        return sum(self.counts.values())

    def forget(self) -> None:
        """They are in the audit trail: a process that is killed before this tells them twice."""
        with suppress(ClinicError):  # told twice then, and not too seldom
            memory = attempts_at(self.key_slots, self.keystore)
            for kind, count in self.counts.items():
                memory.tell(kind, self.uid, count)


def failures_before(
    key_slots: Path, found: OpenSlots, keystore: KeyStore | None
) -> Failures | None:
    """What has to be told of an opening; a passphrase forgives the PIN, too. None: nothing."""
    failures = Failures(found.user_id, found.failed_before, key_slots, keystore)
    return failures if failures.count else None


def note_failed(
    store: LocalStore, context: ExecutionContext, failures: Failures | None, arrival: Arrival
) -> None:
    """Write how often somebody's way in had failed, in whatever way it was tried; forgotten then.

    Every opening does: it is the one that has the computer forgive them.
    """
    if failures is None:
        return

    def write() -> None:
        with store.unit_of_work(context, origin=Origin.REMOTE) as uow:
            whose, count = context.user_id, failures.count
            uow.note(AuditAction.SIGN_IN_FAILED, entity="user", row_id=whose, result_count=count)
        failures.forget()

    _tell(arrival, write)


def arrived(desk: Desk, arrival: Arrival) -> Desk:
    """The desk, once it is written that somebody signed in, where somebody did.

    Raises StorageError, except for a look; the desk is closed then.
    """
    if arrival is Arrival.NOBODY:
        return desk
    try:
        _tell(arrival, lambda: note_presence(desk, AuditAction.SIGN_IN))
    except BaseException:
        desk.close()
        raise
    return desk


def _tell(arrival: Arrival, write: Callable[[], None]) -> None:
    try:
        write()
    except StorageError as trouble:
        if arrival is not Arrival.LOOK:
            raise
        _log.warning("who looks at the desk could not be written down: %s", trouble.code)


def note_handed_out(desk: Desk, action: AuditAction, entity: str) -> None:
    """Write that something is about to leave the program, printed or as a file."""

    def write() -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            uow.note(action, entity=entity)

    desk.worker.submit(write).result()


def note_presence(
    desk: Desk,
    action: AuditAction,
    context: ExecutionContext | None = None,
) -> None:
    """Write that somebody came, went or locked; whoever works at the desk unless said otherwise.

    Origin REMOTE: it is written down in a desk that is for reading only, too.
    """
    who = context or desk.context

    def write() -> None:
        with desk.store.unit_of_work(who, origin=Origin.REMOTE) as uow:
            uow.note(action, entity="user", row_id=who.user_id)

    desk.worker.submit(write).result()
