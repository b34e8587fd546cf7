"""Exporting a desk's audit trail into a file: `clinic-desk audit-export`."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from app.bootstrap.admission import open_for_work
from app.bootstrap.desk import Desk
from app.domain.errors import ConfigurationError
from app.domain.ports import KeyStore
from app.domain.staff import Role
from app.interop.audit_export import public_key_of
from app.security.device_key import prove_key
from app.security.passphrase import KdfParameters
from app.services import audit_export as service
from app.settings import Settings


def export_audit(
    home: Path,
    passphrase: str,
    out: Path,
    *,
    user: str | None = None,
    first: int = 1,
    settings: Settings,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> tuple[int, str]:
    """Write a signed export into a new file; returns the number of events and the public key.

    The passphrase is the fresh proof it takes to act as administrator. Raises PermissionDenied for
    anybody else, ConfigurationError where the file is there already, and what open_for_work raises.
    """
    desk = open_for_work(
        home,
        passphrase,
        user=user,
        acting=Role.ADMIN,
        settings=settings,
        keystore=keystore,
        kdf=kdf,
    )
    try:
        begin, context = desk.store.unit_of_work, desk.context
        export = desk.worker.submit(
            lambda: service.begin_export(begin, context, first=first)
        ).result()
        with new_file(out) as put:
            count = desk.worker.submit_read(
                lambda reader: service.write(reader, export, put)
            ).result()
        return count, export.head.public_key
    finally:
        desk.close()


@contextmanager
def new_file(path: Path) -> Generator[Callable[[bytes], object]]:
    """A new file for its owner alone; it goes again when writing it fails."""
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags, 0o600)
    except FileExistsError:
        raise ConfigurationError("--out", "is there already; nothing was written") from None
    except OSError as error:
        raise ConfigurationError("--out", error.strerror or "cannot be written") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield cast("BinaryIO", file).write
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def public_hex(desk: Desk) -> str:
    """The public half of the key this workstation signs exports with, 64 hexadecimal digits."""
    return public_key_of(private_hex(desk))


def private_hex(desk: Desk) -> str:
    """The private half, which stays in the encrypted database; made at first need."""
    return desk.worker.submit(
        lambda: service.signing_key(desk.store.unit_of_work, desk.context)
    ).result()


def proven_key(desk: Desk) -> tuple[str, str]:
    """The public half, and the proof for the clinic's server that this workstation holds the
    private one."""
    who = desk.context
    return prove_key(private_hex(desk), tenant_id=who.clinic_id, device_id=who.workstation_id)
