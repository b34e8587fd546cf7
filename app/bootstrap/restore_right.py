"""Who may bring a desk back: never decided by what the backup says of itself.

Where this computer has a desk of the same clinic, that desk says who is an administrator today: a
backup of the days when somebody still was one opens with the passphrase of those days, and must not
bring the role back. On a computer without one nothing is there to ask, and the secret itself is the
right: the recovery code, which is the clinic's word, or the passphrase of an administrator of the
day. Whoever can take the other desk's folder away can make such a computer; they had its files.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.administering import note_denial, require_admin
from app.bootstrap.admission import open_for_work
from app.bootstrap.home import Home
from app.domain.errors import (
    ClinicError,
    ConfigurationError,
    DatabaseDamaged,
    KeyringUnavailable,
    KeySlotsDamaged,
    OpenFailed,
    WrongPassphrase,
)
from app.domain.permissions import Permission, acting_roles
from app.domain.ports import KeyStore
from app.security.backup_key import Header
from app.security.passphrase import KdfParameters
from app.security.slot_changes import opens_with_code
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

_log = logging.getLogger(__name__)
OPTION = "--desk-passphrase-stdin"
_CANNOT_SAY = (DatabaseDamaged, OpenFailed, KeySlotsDamaged, KeyringUnavailable)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentDesk:
    """A desk on this computer that may be of the backup's clinic, and who asks it.

    passphrase is today's, of the same person; code is the recovery code, where one was given.
    is_named: somebody named the folder, so that it has to be one.
    """

    folder: Path
    username: str | None
    passphrase: str = field(repr=False)
    code: str = field(default="", repr=False)
    is_named: bool = False


def check_right(
    present: PresentDesk | None,
    header: Header,
    *,
    settings: Settings,
    keystore: KeyStore | None,
    kdf: KdfParameters | None,
) -> None:
    """Ask the present desk of a clinic, where there is one, whether somebody may restore.

    Raises PermissionDenied, WrongPassphrase, AccountClosed, LeaseEnded, StorageBusy where it is
    open, ConfigurationError where it cannot be asked.
    """
    if present is None or not _is_of(present, header.manifest.clinic_id):
        return
    place = Home(present.folder)
    try:
        if present.code and opens_with_code(place.key_slots, present.code):
            return
        _ask(present, settings=settings, keystore=keystore, kdf=kdf)
    except _CANNOT_SAY:
        if not present.code:
            raise _cannot_say(present) from None


def note_refusal(
    present: PresentDesk | None,
    header: Header,
    *,
    settings: Settings,
    keystore: KeyStore | None,
    kdf: KdfParameters | None,
) -> None:
    """What the backup's own roles refused is a denial in the trail of the present desk of the
    clinic, as far as somebody's passphrase opens it; the backup's own trail goes away again."""
    if present is None or not _is_of(present, header.manifest.clinic_id):
        return
    try:
        desk = _opened(present, settings=settings, keystore=keystore, kdf=kdf)
    except ClinicError as error:
        _log.warning("a refused restore is not in the trail: %s", error.code)
        return
    try:
        context = replace(desk.context, role=acting_roles(desk.user.role)[-1])
        note_denial(desk, context, Permission.BACKUP_RESTORE)
    finally:
        desk.close()


def _is_of(present: PresentDesk, clinic_id: str) -> bool:
    place = Home(present.folder)
    is_of = place.exists and place.read().clinic_id == clinic_id
    if present.is_named and not is_of:
        raise ConfigurationError("--desk", "is no desk of the backup's clinic")
    return is_of


def _ask(
    present: PresentDesk,
    *,
    settings: Settings,
    keystore: KeyStore | None,
    kdf: KdfParameters | None,
) -> None:
    if not present.passphrase:
        raise ConfigurationError(
            OPTION,
            f"is needed: the desk in {present.folder} is of the same clinic and the code is not "
            "its present one, so an administrator of today has to say yes",
        )
    try:
        desk = _opened(present, settings=settings, keystore=keystore, kdf=kdf)
    except WrongPassphrase:
        raise WrongPassphrase(f"it does not open the desk in {present.folder}: {OPTION}") from None
    try:
        require_admin(desk, Permission.BACKUP_RESTORE)
    finally:
        desk.close()


def _opened(
    present: PresentDesk,
    *,
    settings: Settings,
    keystore: KeyStore | None,
    kdf: KdfParameters | None,
) -> Desk:
    return open_for_work(
        present.folder,
        present.passphrase,
        user=present.username,
        settings=settings,
        keystore=keystore,
        kdf=kdf,
    )


def _cannot_say(present: PresentDesk) -> ConfigurationError:
    return ConfigurationError(
        "--recovery-code-stdin",
        f"is needed: the desk in {present.folder} is of the same clinic, but damaged, and cannot "
        "say who may restore",
    )
