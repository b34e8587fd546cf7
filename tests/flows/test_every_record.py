"""Every record type goes from desk to server to desk: made, changed, deleted, brought back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.headless import Desk, open_desk
from app.bootstrap.joining import invite, join_home
from app.bootstrap.server import make_invitation
from app.domain.declare import EntitySpec, Record, entities
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.permissions import decide
from app.domain.ports import UnitOfWork
from app.domain.record_permissions import permission_for
from app.domain.staff import Role
from app.protocol.codec import to_wire
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import CHILDREN, a_child, a_patient, a_record, an_appointment
from tests.record_edits import edit_of
from tests.server_fixtures import Postgres, RunningServer, postgres

__all__ = ["postgres"]
pytestmark = pytest.mark.row("B1", "B2", "A1")
MADE_OTHERWISE = {
    "clinic": "there is one, made with the first desk",
    "workstation": "a desk makes its own when it joins",
    "sync_conflict": "only the server opens conflicts",
    "user": "made with an account, by an invitation",
    "break_glass": "only ever made, by breaking the glass",
}
TYPES = tuple(spec for spec in entities() if spec.name not in MADE_OTHERWISE)
FAR = datetime(9999, 1, 1, tzinfo=UTC)
STAMPS = {"created_at", "updated_at"}
ROLES = {
    "sara": Role.ADMIN,
    "cara": Role.CLINICIAN,
    "bill": Role.BILLING,
    "eva": Role.FRONT_DESK,
}


@dataclass
class Clinic:
    """Four desks of one clinic: who signs in where decides what can be written there."""

    homes: dict[str, Path] = field(default_factory=dict[str, Path])

    @asynccontextmanager
    async def desk(self, name: str) -> AsyncIterator[Desk]:
        desk = await asyncio.to_thread(open_desk, self.homes[name], PASSPHRASE, kdf=CHEAP)
        try:
            yield desk
        finally:
            await desk.aclose()

    async def synced(self, *names: str) -> None:
        for name in names:
            async with self.desk(name) as desk:
                await in_step(desk)


async def in_step(desk: Desk) -> None:
    runner = desk.make_runner()
    runner.start()
    try:
        for _ in range(400):
            if runner.status.waiting == 0 and runner.status.last_synced_at is not None:
                return
            await asyncio.sleep(0.05)
        pytest.fail(f"the desk does not come into step: {runner.status}")
    finally:
        await runner.stop()


@pytest.fixture
def server(postgres: Postgres) -> Iterator[RunningServer]:
    with RunningServer(postgres.new_database()) as running:
        yield running


@pytest.fixture
async def clinic(server: RunningServer, tmp_path: Path) -> Clinic:
    made = Clinic()
    code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
    for name, role in ROLES.items():
        made.homes[name] = tmp_path / name
        if name != "sara":
            async with made.desk("sara") as desk:
                code = (await invite(desk, username=name, role=role)).code
        await join_home(made.homes[name], server.url, code, name, PASSPHRASE, kdf=CHEAP)
        await made.synced("sara", name)
    return made


def allowed_at(spec: EntitySpec, verb: str) -> tuple[str, str] | None:
    """Whose desk and which role may do something to a record type; None: nobody may."""
    permission = permission_for(spec.name, verb)
    if permission is None:
        return None
    for name, role in (("sara", Role.FRONT_DESK), *ROLES.items()):
        verdict = decide(role, permission, has_reason=True, is_glass_broken=True)
        if verdict.is_allowed:
            return name, role
    raise AssertionError(f"nobody may {verb} {spec.name}")


class Walk:
    """One record of each type, and what the desks are to hold of it."""

    def __init__(self, clinic: Clinic, ids: dict[str, RecordId]) -> None:
        self.clinic = clinic
        self.ids = ids
        self.expected: dict[str, Record | None] = {}
        self.patient = a_patient(practitioner_id=None)

    def made(self, spec: EntitySpec) -> Record:
        record_type: type[Record] = spec.record_type
        if spec.name == "patient":
            record: Record = self.patient
        elif spec.name == "appointment":
            record = an_appointment(self.patient)
        elif record_type in CHILDREN:
            record = a_child(record_type, self.patient)
        else:
            record = a_record(record_type, id=new_id())
        named = {
            one.name: self.ids[one.fact.refers_to]
            for one in spec.fields
            if one.fact.refers_to and getattr(record, one.name) is not None
        }
        self.ids[spec.name] = record.id
        return replace(record, **named)

    async def each(self, verb: str, step: Callable[[UnitOfWork, EntitySpec], Record | None]) -> int:
        """Do something to a record of each type where it may be done, and bring it everywhere."""
        count = 0
        places = {spec.name: allowed_at(spec, verb) for spec in TYPES}
        for name in ("sara", "cara", "bill"):
            async with self.clinic.desk(name) as desk:
                await in_step(desk)
                for spec in TYPES:
                    place = places[spec.name]
                    if place is None or place[0] != name:
                        continue
                    context = replace(
                        desk.context,
                        role=place[1],
                        reason="walking over every record",
                        glass={PatientId(self.patient.id): FAR},
                    )
                    with desk.store.unit_of_work(context) as uow:
                        self.expected[spec.name] = step(uow, spec)
                    self._is_noted_and_queued(desk, spec, verb)
                    count += 1
                await in_step(desk)
        return count

    def _is_noted_and_queued(self, desk: Desk, spec: EntitySpec, verb: str) -> None:
        with desk.store.reader() as reader:
            queued = {(one.operation.entity, one.operation.kind) for one in reader.pending()}
            noted = desk.store.database.writer.one(
                "SELECT count(*) FROM audit WHERE action = ? AND row_id = ?",
                (verb, bytes.fromhex(self.ids[spec.name])),
            )
        assert (spec.name, verb) in queued
        assert noted == (1,), (spec.name, verb)

    async def held_by(self, name: str) -> dict[str, Record | None]:
        async with self.clinic.desk(name) as desk:
            await in_step(desk)
            with desk.store.reader() as reader:
                return {
                    spec.name: reader.records(spec.record_type).get(self.ids[spec.name])
                    for spec in TYPES
                }


def wire(record: Record | None) -> dict[str, Any] | None:
    """What two desks have to agree on."""
    if record is None:
        return None
    return {name: value for name, value in to_wire(record).items() if name not in STAMPS}


async def test_every_record_type_goes_everywhere(clinic: Clinic) -> None:
    async with clinic.desk("sara") as desk:
        ids = {
            "user": desk.context.user_id,
            "workstation": desk.context.workstation_id,
            "clinic": desk.context.clinic_id,
        }
    walk = Walk(clinic, {name: RecordId(value) for name, value in ids.items()})

    def create(uow: UnitOfWork, spec: EntitySpec) -> Record:
        return uow.add(walk.made(spec))

    def update(uow: UnitOfWork, spec: EntitySpec) -> Record:
        record = uow.records(spec.record_type).get(walk.ids[spec.name])
        assert record is not None
        return uow.save(replace(record, **edit_of(spec.name)))

    def delete(uow: UnitOfWork, spec: EntitySpec) -> None:
        uow.delete(spec.record_type, walk.ids[spec.name])

    def restore(uow: UnitOfWork, spec: EntitySpec) -> Record:
        return uow.restore(spec.record_type, walk.ids[spec.name])

    counts: dict[str, int] = {}
    for verb, step in (
        ("create", create),
        ("update", update),
        ("delete", delete),
        ("restore", restore),
    ):
        counts[verb] = await walk.each(verb, step)
        held = await walk.held_by("eva")
        for spec in TYPES:
            assert wire(held[spec.name]) == wire(walk.expected[spec.name]), (spec.name, verb)
    unchanged = sum(spec.is_append_only for spec in TYPES)
    assert counts["create"] == len(TYPES)
    assert counts["update"] == len(TYPES) - unchanged
    assert counts["delete"] == counts["restore"] >= counts["update"] - 1
