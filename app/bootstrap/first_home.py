"""What the assistant does to a computer, each step whole: make, take back, join, PIN, code.

Everything here takes its time (keys, files, network): call it off the UI thread.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.exporting import public_hex
from app.bootstrap.founding import create_home
from app.bootstrap.home import Home, HomeLock
from app.bootstrap.joining import join_home
from app.bootstrap.noting import note_handed_out
from app.bootstrap.opening import keystore_of
from app.bootstrap.own_keys import change_pin
from app.bootstrap.recovering import recovery_code_of
from app.domain.audit import AuditAction
from app.domain.errors import KeyringUnavailable
from app.domain.ports import Clock, KeyStore
from app.domain.staff import Role
from app.security.device_memory import DeviceMemory
from app.security.keyslots import read_users
from app.security.passphrase import KdfParameters
from app.settings import Settings
from app.ui.first_run.answers import CreateAnswers, JoinAnswers, Unfinished, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstHome:
    """The folder that is to become a desk, and how things are done in it."""

    folder: Path
    settings: Settings
    clock: Clock | None = None
    kdf: KdfParameters | None = None

    def create(self, answers: CreateAnswers, keystore: KeyStore | None) -> None:
        """Make a new clinic. Raises what create_home raises; then nothing is left."""
        create_home(
            self.folder,
            answers.clinic_name,
            answers.username,
            answers.passphrase,
            zone=answers.zone,
            display_name=answers.display_name,
            workstation_name=answers.workstation_name,
            clock=self.clock,
            kdf=self.kdf,
            keystore=keystore,
            settings=self.settings,
        )

    def take_back(self, keystore: KeyStore | None) -> None:
        """Delete a desk nobody has worked at yet, and what the keyring holds for it."""
        place = Home(self.folder)
        with HomeLock(self.folder):
            db_id = place.read().db_id
            with suppress(KeyringUnavailable):
                keystore = keystore or keystore_of(place)
            place.clear()
        with suppress(KeyringUnavailable):  # a secret of no file opens nothing
            DeviceMemory(keystore, db_id).forget()
        with suppress(OSError):  # others may keep something there
            self.folder.rmdir()

    def unfinished(self) -> Unfinished | None:
        """The join that was interrupted here."""
        place = Home(self.folder)
        if not place.exists:
            return None
        file = place.read()
        if not file.is_joining:
            return None
        users = read_users(place.key_slots)
        return Unfinished(file.clinic_name, users[0].username if users else "")

    def stage(self) -> Work:
        """How far a join has come, by what it has made."""
        place = Home(self.folder)
        if place.exists:
            return Work.ENROLLING
        return Work.MAKING if place.key_slots.exists() else Work.ASKING

    @property
    def has_begun(self) -> bool:
        """Whether a join has left something to go on with."""
        return Home(self.folder).exists

    @property
    def has_keyring(self) -> bool:
        """Whether the desk was made with a keyring."""
        return Home(self.folder).read().mode == "keyring"

    @property
    def clinic_name(self) -> str:
        """The clinic of the desk."""
        return Home(self.folder).read().clinic_name

    def is_administrators(self, passphrase: str, keystore: KeyStore | None) -> bool:
        """Whether the desk's user is an administrator. Raises what open_desk raises."""
        with closing(self._open(passphrase, keystore)) as desk:
            return desk.user.role == Role.ADMIN

    def set_pin(self, passphrase: str, pin: str, keystore: KeyStore | None) -> None:
        """Give the desk's user a PIN. Raises InvalidValue, KeyAccessError, StorageError."""
        with closing(self._open(passphrase, keystore)) as desk:
            change_pin(desk, pin, kdf=self.kdf)

    def make_code(self, passphrase: str, keystore: KeyStore | None) -> tuple[str, str]:
        """The desk's recovery code, and the public key of its audit trail, for one sheet.

        Raises what open_desk raises.
        """
        with closing(self._open(passphrase, keystore)) as desk:
            key = public_hex(desk)
            return recovery_code_of(desk, passphrase, kdf=self.kdf), key

    def note_handed_out(
        self, passphrase: str, action: AuditAction, keystore: KeyStore | None
    ) -> None:
        """The recovery sheet is about to leave the program. Raises what open_desk raises."""
        with closing(self._open(passphrase, keystore)) as desk:
            note_handed_out(desk, action, "recovery_sheet")

    def _open(self, passphrase: str, keystore: KeyStore | None) -> Desk:
        return open_desk(
            self.folder, passphrase, clock=self.clock, keystore=keystore, settings=self.settings
        )


class JoinRun:
    """One attempt to join, in a thread with a loop of its own; cancel() may come from any thread.

    The loop ends only when its threads have: what run() leaves is never still being written.
    """

    def __init__(self, home: FirstHome, answers: JoinAnswers, keystore: KeyStore | None) -> None:
        self._home = home
        self._answers = answers
        self._keystore = keystore
        self._guard = threading.Lock()
        self._is_cancelled = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self) -> bool:
        """Join; False where it was cancelled. Raises what join_home raises."""
        try:
            asyncio.run(self._join())
        except asyncio.CancelledError:
            return False
        return True

    def cancel(self) -> None:
        """Stop as soon as that leaves nothing half."""
        with self._guard:
            self._is_cancelled = True
            if self._loop is not None and self._task is not None:
                with suppress(RuntimeError):  # it has ended meanwhile
                    self._loop.call_soon_threadsafe(self._task.cancel)

    async def _join(self) -> None:
        with self._guard:
            if self._is_cancelled:
                raise asyncio.CancelledError
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.current_task()
        home, answers = self._home, self._answers
        await join_home(
            home.folder,
            answers.server_url,
            answers.code,
            answers.username,
            answers.passphrase,
            clock=home.clock,
            kdf=home.kdf,
            keystore=self._keystore,
            settings=home.settings,
            ca_file=answers.ca_file,
        )
