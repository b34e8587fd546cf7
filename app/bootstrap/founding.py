"""Make a new desk in an empty folder: keys, encrypted database, first records."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from app.bootstrap.desk import ROLE_FACT, open_store
from app.bootstrap.home import DeskFile, Home, HomeLock, SystemClock
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import ConfigurationError
from app.domain.ids import ClinicId, RecordId, UserId, WorkstationId, new_id
from app.domain.ports import Clock, KeyStore, UnitOfWorkFactory
from app.domain.staff import Clinic, Role, User, Workstation
from app.security.keyring_store import choose_mode
from app.security.keyslots import NewSlotFile, OpenSlots, create_slots
from app.security.passphrase import KdfParameters, check_passphrase
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
    place = Home(home)
    place.prepare()
    new = member or Member(
        clinic_id=ClinicId(new_id()),
        user_id=UserId(new_id()),
        workstation_id=WorkstationId(new_id()),
        role=role,
        clinic_key=b"",
    )
    with HomeLock(home):
        try:
            slots = create_slots(
                place.key_slots,
                NewSlotFile(
                    clinic_id=new.clinic_id,
                    user_id=new.user_id,
                    username=username,
                    clinic_key=new.clinic_key or None,
                ),
                passphrase=passphrase,
                keystore=keystore or choose_mode().keystore,
                kdf=kdf,
            )
            birth = _Birth(place, new, slots, clock or SystemClock(), settings or load_settings())
            birth.write_database(
                clinic_name=clinic_name,
                zone=zone,
                workstation_name=workstation_name,
                is_founder=member is None,
            )
            place.write(
                DeskFile(
                    clinic_id=new.clinic_id,
                    clinic_name=clinic_name,
                    workstation_id=new.workstation_id,
                    db_id=slots.db_id,
                    mode=slots.mode,
                    zone=zone,
                )
            )
        except BaseException:
            place.clear()
            raise


@dataclass(frozen=True, slots=True)
class _Birth:
    """A home on its way."""

    place: Home
    member: Member
    slots: OpenSlots
    clock: Clock
    settings: Settings

    def write_database(
        self, *, clinic_name: str, zone: str, workstation_name: str, is_founder: bool
    ) -> None:
        """Make the encrypted database with the first records and the facts that bind it here."""
        store, worker = open_store(
            self.place,
            self.slots,
            self.member.workstation_id,
            clock=self.clock,
            settings=self.settings,
            is_new=True,
        )
        try:
            worker.submit(lambda: self._bind(store.unit_of_work)).result()
            worker.submit(
                lambda: self._add_records(
                    store.unit_of_work,
                    clinic_name=clinic_name,
                    zone=zone,
                    workstation_name=workstation_name,
                    is_founder=is_founder,
                )
            ).result()
        finally:
            worker.close()
            store.close()

    def _bind(self, begin: UnitOfWorkFactory) -> None:
        with begin(self._context, origin=Origin.REMOTE) as uow:
            uow.meta.set("db_id", self.slots.db_id)
            uow.meta.set(ROLE_FACT + self.member.user_id, self.member.role)

    def _add_records(
        self,
        begin: UnitOfWorkFactory,
        *,
        clinic_name: str,
        zone: str,
        workstation_name: str,
        is_founder: bool,
    ) -> None:
        now, username = self.clock.now(), self.slots.username
        stamps = {"created_at": now, "updated_at": now}
        with begin(self._context) as uow:
            if is_founder:
                uow.add(Clinic(id=self.member.clinic_id, name=clinic_name, zone=zone, **stamps))
            uow.add(
                Workstation(
                    id=self.member.workstation_id, name=workstation_name or username, **stamps
                )
            )
            if is_founder:
                uow.add(
                    User(
                        id=self.member.user_id,
                        username=username,
                        display_name=username,
                        role=self.member.role,
                        **stamps,
                    )
                )

    @property
    def _context(self) -> ExecutionContext:
        return ExecutionContext(
            clinic_id=self.member.clinic_id,
            user_id=self.member.user_id,
            role=self.member.role,
            workstation_id=self.member.workstation_id,
            session_id=RecordId(new_id()),
        )


def _check_names(clinic_name: str, username: str, zone: str) -> None:
    for name, value, longest in (("clinic", clinic_name, 200), ("user", username, 100)):
        if not value.strip() or len(value) > longest or not value.isprintable():
            raise ConfigurationError(name, f"needs 1 to {longest} printable characters")
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        raise ConfigurationError("zone", "is not an IANA time zone") from None
