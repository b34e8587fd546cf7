"""Ending a workstation for good: its keys first, then what they opened.

Without the keys the files are noise; that is the erasing. Overwriting is no claim on today's disks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.bootstrap.administering import require_admin
from app.bootstrap.backup_schedule import remove_inside
from app.bootstrap.desk import Desk, keystore_of, open_desk
from app.bootstrap.home import Home, HomeLock
from app.bootstrap.noting import Arrival
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import ApiError, ConfigurationError, StorageError
from app.domain.permissions import Permission
from app.domain.ports import KeyStore
from app.security import slot_file
from app.security.attempts import attempts_at
from app.security.audit_anchor import AnchorSlot
from app.security.device_memory import DeviceMemory
from app.security.passphrase import KdfParameters
from app.security.token_store import KeyringTokenSlot
from app.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What became of a workstation. lost counts changes and drafts nobody else has."""

    lost: int
    has_server: bool
    is_server_told: bool

    @property
    def remark(self) -> str:
        """What is left to do, for people."""
        if self.has_server and not self.is_server_told:
            return " The server was not reached: shut this workstation out there."
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyHere:
    """What a desk holds that nobody else has: how many changes of each standing, and drafts."""

    unsent: int
    in_conflict: int
    refused: int
    drafts: int

    @property
    def count(self) -> int:
        """All of it."""
        return self.unsent + self.in_conflict + self.refused + self.drafts

    def __str__(self) -> str:
        parts = {
            "changes never sent": self.unsent,
            "changes in conflict": self.in_conflict,
            "changes the server refused": self.refused,
            "unfinished forms": self.drafts,
        }
        return ", ".join(f"{number} {what}" for what, number in parts.items() if number)


async def erase_home(
    home: Path,
    passphrase: str,
    *,
    user: str | None = None,
    is_forced: bool = False,
    settings: Settings,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> Erased:
    """Delete a desk's keys from keyring and folder, then its files. For administrators.

    is_forced goes on where changes were never sent. Raises ConfigurationError where they would be
    lost, PermissionDenied, and what open_desk raises. One that was interrupted after the keys were
    gone is finished without a passphrase, since none opens it.
    """
    place = Home(home)
    if await asyncio.to_thread(_finish_interrupted, place, keystore):
        return Erased(lost=0, has_server=False, is_server_told=False)
    desk = await asyncio.to_thread(
        partial(
            open_desk,
            home,
            passphrase,
            user=user,
            settings=settings,
            keystore=keystore,
            kdf=kdf,
            arrival=Arrival.LOOK,
        )
    )
    try:
        context = await asyncio.to_thread(require_admin, desk, Permission.DESK_ERASE)
        only_here = await asyncio.to_thread(_only_here, desk)
        if only_here.count and not is_forced:
            raise ConfigurationError("--force", f"is needed, this is nowhere else: {only_here}")
        await asyncio.to_thread(_note, desk, context)
        is_told = await _tell_server(desk)
        if desk.api is not None:
            await desk.api.aclose()
    except BaseException:
        await desk.aclose()
        raise
    lock = await asyncio.to_thread(desk.hand_over)
    with lock:
        await asyncio.to_thread(_erase, place, desk.keystore)
    return Erased(lost=only_here.count, has_server=bool(desk.server_url), is_server_told=is_told)


def _only_here(desk: Desk) -> OnlyHere:
    counts = desk.store.statistics().pending
    with desk.store.database.reading() as session:
        drafts = session.one("SELECT count(*) FROM draft")
    return OnlyHere(
        unsent=counts.waiting,
        in_conflict=counts.conflicted,
        refused=counts.quarantined,
        drafts=drafts[0] if drafts else 0,
    )


def _note(desk: Desk, context: ExecutionContext) -> None:
    """For whoever still holds a backup; a trail that is broken takes no more rows."""

    def write() -> None:
        with desk.store.unit_of_work(context) as uow:
            uow.note(AuditAction.ERASED, entity="workstation", row_id=context.workstation_id)

    with suppress(StorageError):
        desk.worker.submit(write).result()


async def _tell_server(desk: Desk) -> bool:
    """Shut this workstation out at the server; unreachable, an administrator does it there."""
    if desk.api is None:
        return False
    with suppress(ApiError):
        await desk.api.revoke_device(device_id=desk.context.workstation_id)
        return True
    return False


def _erase(place: Home, keystore: KeyStore | None) -> None:
    content = slot_file.read(place.key_slots)
    place.mark_unfinished()
    if keystore is not None and content.mode == "keyring":
        _forget(place, keystore, content.db_id, [slot.uid for slot in content.slots])
    place.key_slots.unlink()
    # A passphrase would open them without any keyring.
    remove_inside(place.folder)
    place.clear()


def _forget(place: Home, keystore: KeyStore, db_id: str, uids: Iterable[str]) -> None:
    """The device secret first: from then on nothing here opens any more."""
    DeviceMemory(keystore, db_id).forget()
    KeyringTokenSlot(keystore, db_id).set(None)
    AnchorSlot(keystore, db_id).forget()
    attempts = attempts_at(place.key_slots, keystore)
    for uid in uids:
        attempts.forget("pin", uid)


def _finish_interrupted(place: Home, keystore: KeyStore | None) -> bool:
    """Clear a folder whose keys an erasing took away before it was killed."""
    if not place.is_marked_unfinished:
        return False
    place.read()
    with HomeLock(place.folder):
        if place.key_slots.exists():
            content = slot_file.read(place.key_slots)
            ring = keystore or keystore_of(place)
            if content.mode != "keyring" or DeviceMemory(ring, content.db_id).secret() is not None:
                return False
        remove_inside(place.folder)
        place.clear()
    return True
