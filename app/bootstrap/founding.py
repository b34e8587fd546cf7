"""Make a new desk in an empty folder: keys, encrypted database, first records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from app.bootstrap.desk import open_store
from app.bootstrap.facts import ROLE_FACT, WORKSTATION_FACT
from app.bootstrap.home import DeskFile, Home, HomeLock, SystemClock
from app.bootstrap.names import check_names
from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.ids import ClinicId, RecordId, UserId, WorkstationId, new_id
from app.domain.ports import Clock, KeyStore, UnitOfWorkFactory
from app.domain.staff import Clinic, Role, User, Workstation
from app.security.keyring_store import KeyMode, choose_mode
from app.security.keyslots import NewSlotFile, create_slots
from app.security.passphrase import KdfParameters, check_passphrase
from app.security.slot_keys import OpenSlots
from app.settings import Settings, load_settings

DEFAULT_ZONE = "America/New_York"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A place in a clinic that exists on a server already; what joining brings home."""

    clinic_id: ClinicId
    user_id: UserId
    workstation_id: WorkstationId
    role: str
    clinic_key: bytes = field(repr=False)
    is_new_user: bool = True
    """Whether the clinic has no record of this user yet: then this desk makes it."""


def create_home(
    home: Path,
    clinic_name: str,
    username: str,
    passphrase: str,
    *,
    zone: str = DEFAULT_ZONE,
    role: str = Role.ADMIN,
    display_name: str = "",
    workstation_name: str = "",
    clock: Clock | None = None,
    kdf: KdfParameters | None = None,
    keystore: KeyStore | None = None,
    settings: Settings | None = None,
    member: Member | None = None,
    is_joining: bool = False,
) -> None:
    """Make a desk in an empty folder: of a new clinic, or as a member of one on a server.

    display_name: how the new user is shown to others; the user name where it is not given.
    is_joining: the desk is of no use before its server has answered (see join_home).

    keystore None: the computer's trusted keyring if it has one, else passphrase mode. Raises
    InvalidValue for a weak passphrase, ConfigurationError where a desk is there already; a failure
    on the way leaves nothing behind.
    """
    check_names(clinic_name, username, zone)
    check_passphrase(passphrase, username=username, clinic_name=clinic_name)
    birth = _Birth(
        place=Home(home),
        clinic_name=clinic_name,
        zone=zone,
        display_name=display_name or username,
        workstation_name=workstation_name or username,
        member=member or _founder(role),
        is_founder=member is None,
        is_joining=is_joining,
        clock=clock or SystemClock(),
        settings=settings or load_settings(),
    )
    birth.place.make_folder()
    with HomeLock(home):
        birth.place.begin()
        try:
            keyring = keystore or choose_mode().keystore
            birth.make(username, passphrase, keystore=keyring, kdf=kdf)
        except BaseException:
            birth.place.clear()
            raise


def _founder(role: str) -> Member:
    return Member(
        clinic_id=ClinicId(new_id()),
        user_id=UserId(new_id()),
        workstation_id=WorkstationId(new_id()),
        role=role,
        clinic_key=b"",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Birth:
    """A home on its way."""

    place: Home
    clinic_name: str
    zone: str
    display_name: str
    workstation_name: str
    member: Member
    is_founder: bool
    is_joining: bool
    clock: Clock
    settings: Settings

    def make(
        self,
        username: str,
        passphrase: str,
        *,
        keystore: KeyStore | None,
        kdf: KdfParameters | None,
    ) -> None:
        """Keys, database, and last desk.json, which says that the desk is finished."""
        slots = create_slots(
            self.place.key_slots,
            NewSlotFile(
                clinic_id=self.member.clinic_id,
                user_id=self.member.user_id,
                username=username,
                clinic_key=self.member.clinic_key or None,
            ),
            passphrase=passphrase,
            keystore=keystore,
            kdf=kdf,
        )
        self._write_database(slots)
        self.place.finish(
            DeskFile(
                clinic_id=self.member.clinic_id,
                clinic_name=self.clinic_name,
                workstation_id=self.member.workstation_id,
                db_id=slots.db_id,
                mode="keyring" if slots.mode == KeyMode.KEYRING else "passphrase",
                zone=self.zone,
                is_joining=self.is_joining,
            )
        )

    def _write_database(self, slots: OpenSlots) -> None:
        store, worker = open_store(
            self.place,
            slots,
            self.member.workstation_id,
            clock=self.clock,
            settings=self.settings,
            is_new=True,
        )
        try:
            begin = store.unit_of_work
            worker.submit(lambda: self._bind(begin, slots)).result()
            worker.submit(lambda: self._add_records(begin, slots)).result()
        finally:
            worker.close()
            store.close()

    def _bind(self, begin: UnitOfWorkFactory, slots: OpenSlots) -> None:
        with begin(self._context, origin=Origin.REMOTE) as uow:
            uow.meta.set("db_id", slots.db_id)
            uow.meta.set(WORKSTATION_FACT, self.member.workstation_id)
            uow.meta.set(ROLE_FACT + self.member.user_id, self.member.role)

    def _add_records(self, begin: UnitOfWorkFactory, slots: OpenSlots) -> None:
        now, new = self.clock.now(), self.member
        stamps = _Stamps(created_at=now, updated_at=now)
        desk = Workstation(id=new.workstation_id, name=self.workstation_name, **stamps)
        records: list[Record] = [desk]
        if self.is_founder:
            clinic = Clinic(id=new.clinic_id, name=self.clinic_name, zone=self.zone, **stamps)
            records.insert(0, clinic)
        if new.is_new_user:
            user = User(
                id=new.user_id,
                username=slots.username,
                display_name=self.display_name,
                role=new.role,
                **stamps,
            )
            records.append(user)
        with begin(self._context) as uow:
            for record in records:
                uow.add(record)
            if slots.mode == KeyMode.PASSPHRASE:
                uow.note(AuditAction.REDUCED_PROTECTION)

    @property
    def _context(self) -> ExecutionContext:
        return ExecutionContext(
            clinic_id=self.member.clinic_id,
            user_id=self.member.user_id,
            role=Role.ADMIN if self.is_founder else self.member.role,
            workstation_id=self.member.workstation_id,
            session_id=RecordId(new_id()),
        )


class _Stamps(TypedDict):
    """When a record was made."""

    created_at: datetime
    updated_at: datetime
