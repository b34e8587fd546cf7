"""Make a new desk in an empty folder: keys, encrypted database, first records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

from app.bootstrap.desk import ROLE_FACT, open_store
from app.bootstrap.home import DeskFile, Home, HomeLock, SystemClock
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.errors import ConfigurationError
from app.domain.ids import ClinicId, RecordId, UserId, WorkstationId, new_id
from app.domain.ports import Clock, KeyStore, UnitOfWorkFactory
from app.domain.staff import Clinic, Role, User, Workstation
from app.security.keyring_store import choose_mode
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
    workstation_name: str = "",
    clock: Clock | None = None,
    kdf: KdfParameters | None = None,
    keystore: KeyStore | None = None,
    settings: Settings | None = None,
    member: Member | None = None,
) -> None:
    """Make a desk in an empty folder: of a new clinic, or as a member of one on a server.

    keystore None: the computer's trusted keyring if it has one, else passphrase mode. Raises
    InvalidValue for a weak passphrase, ConfigurationError where a desk is there already; a failure
    on the way leaves nothing behind.
    """
    check_passphrase(passphrase, username=username, clinic_name=clinic_name)
    _check_names(clinic_name, username, zone)
    birth = _Birth(
        place=Home(home),
        clinic_name=clinic_name,
        zone=zone,
        workstation_name=workstation_name or username,
        member=member or _founder(role),
        is_founder=member is None,
        clock=clock or SystemClock(),
        settings=settings or load_settings(),
    )
    birth.place.prepare()
    with HomeLock(home):
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
    workstation_name: str
    member: Member
    is_founder: bool
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
        self.place.write(
            DeskFile(
                clinic_id=self.member.clinic_id,
                clinic_name=self.clinic_name,
                workstation_id=self.member.workstation_id,
                db_id=slots.db_id,
                mode=slots.mode,
                zone=self.zone,
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
            worker.submit(lambda: self._add_records(begin, slots.username)).result()
        finally:
            worker.close()
            store.close()

    def _bind(self, begin: UnitOfWorkFactory, slots: OpenSlots) -> None:
        with begin(self._context, origin=Origin.REMOTE) as uow:
            uow.meta.set("db_id", slots.db_id)
            uow.meta.set(ROLE_FACT + self.member.user_id, self.member.role)

    def _add_records(self, begin: UnitOfWorkFactory, username: str) -> None:
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
                username=username,
                display_name=username,
                role=new.role,
                **stamps,
            )
            records.append(user)
        with begin(self._context) as uow:
            for record in records:
                uow.add(record)

    @property
    def _context(self) -> ExecutionContext:
        return ExecutionContext(
            clinic_id=self.member.clinic_id,
            user_id=self.member.user_id,
            role=self.member.role,
            workstation_id=self.member.workstation_id,
            session_id=RecordId(new_id()),
        )


class _Stamps(TypedDict):
    """When a record was made."""

    created_at: datetime
    updated_at: datetime


def _check_names(clinic_name: str, username: str, zone: str) -> None:
    for name, value, longest in (("clinic", clinic_name, 200), ("user", username, 100)):
        if not value.strip() or len(value) > longest or not value.isprintable():
            raise ConfigurationError(name, f"needs 1 to {longest} printable characters")
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        raise ConfigurationError("zone", "is not an IANA time zone") from None
