"""A clinic's set-up to and from a JSON file: `clinic-desk setup-export` and `setup-import`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.bootstrap.admission import open_for_work
from app.domain.errors import ConfigurationError, ImportRefused, SerializationFailed
from app.domain.ports import KeyStore
from app.domain.staff import Clinic, Role
from app.security.passphrase import KdfParameters
from app.services import setup as service
from app.services.setup import SetupCounts
from app.services.staff import change_clinic, clinic
from app.settings import Settings
from app.storage.json_file import JsonFile

_LARGEST_BYTES = 64 * 1024 * 1024


def export_setup(
    home: Path,
    passphrase: str,
    out: Path,
    *,
    user: str | None = None,
    settings: Settings,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> int:
    """Write the set-up into a new file, as administrator; returns the number of records.

    Raises ConfigurationError where the file is there already, and what open_for_work raises.
    """
    if out.exists() or out.is_symlink():
        raise ConfigurationError("--out", "is there already; nothing was written")
    if not out.parent.is_dir():
        raise ConfigurationError("--out", "lies in no folder that is there")
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
        bodies = desk.worker.submit_read(service.read_setup).result()
        begin, context = desk.store.unit_of_work, desk.context
        desk.worker.submit(lambda: service.note_export(begin, context, count=len(bodies))).result()
        _file(out).write(bodies)
        return len(bodies)
    finally:
        desk.close()


def import_setup(
    home: Path,
    passphrase: str,
    source: Path,
    *,
    is_rehearsal: bool = False,
    user: str | None = None,
    settings: Settings,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> SetupCounts:
    """Take a set-up over from a file, as administrator, all or nothing; a rehearsal tries it and
    keeps nothing.

    Raises ImportRefused for a file that holds none, and what open_for_work and the service raise.
    """
    bodies = _read(source)
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
        store, context = desk.store, desk.context

        def work() -> SetupCounts:
            if is_rehearsal:
                return service.rehearse_setup(store.begin, context, bodies=bodies)
            return service.write_setup(store.unit_of_work, context, bodies=bodies)

        return desk.worker.submit(work).result()
    finally:
        desk.close()


def clinic_settings(
    home: Path,
    passphrase: str,
    changes: Mapping[str, object],
    *,
    user: str | None = None,
    settings: Settings,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> Clinic:
    """The clinic's settings, after some were changed as administrator. Raises as import_setup."""
    desk = open_for_work(
        home,
        passphrase,
        user=user,
        acting=Role.ADMIN if changes else None,
        settings=settings,
        keystore=keystore,
        kdf=kdf,
    )
    try:
        begin, context = desk.store.unit_of_work, desk.context
        if changes:
            return desk.worker.submit(
                lambda: change_clinic(begin, context, changes=changes)
            ).result()
        return desk.worker.submit_read(
            lambda reader: clinic(reader, clinic_id=context.clinic_id)
        ).result()
    finally:
        desk.close()


def _read(source: Path) -> dict[str, Any]:
    try:
        size = source.stat().st_size
    except OSError as error:
        raise ConfigurationError("file", error.strerror or "cannot be read") from None
    if size > _LARGEST_BYTES or not source.is_file():
        raise ImportRefused("the file is no set-up")
    try:
        return dict(sorted((_file(source).read() or {}).items()))
    except SerializationFailed:
        raise ImportRefused("the file is no set-up") from None


def _file(path: Path) -> JsonFile[dict[str, dict[str, Any]]]:
    return JsonFile(path, dict[str, dict[str, Any]])
