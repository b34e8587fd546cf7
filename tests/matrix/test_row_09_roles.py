"""Row 9: every role, permission and scope, by the rules and at the real write path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.domain.changes import Origin
from app.domain.clinical import Condition
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entities, entity_named, entity_of
from app.domain.errors import PermissionDenied
from app.domain.ids import PatientId, PractitionerId, RecordId, new_id
from app.domain.merging import PatientMerge
from app.domain.operations import RowState
from app.domain.patient import Patient
from app.domain.permissions import Permission, Scope, decide, is_account_allowed
from app.domain.staff import Role
from app.protocol.codec import to_wire
from app.storage import gatekeeper
from app.storage.store import LocalStore
from tests.factories import (
    CHILDREN,
    CLINIC_ID,
    NOON,
    TODAY,
    a_child,
    a_context,
    a_day_sheet,
    a_patient,
    a_practitioner,
    a_record,
    a_room,
    a_user,
    an_appointment,
)
from tests.record_edits import edit_of
from tests.storage.conftest import HandClock, open_store

TABLE = Path(__file__).parent / "roles.txt"
WRITES = Path(__file__).parent / "writes.txt"
ROLES = (Role.FRONT_DESK, Role.CLINICIAN, Role.BILLING, Role.ADMIN)
SCOPES = (Scope.OWN, Scope.OTHER, Scope.OTHER_TENANT)


class Cell(NamedTuple):
    permission: str
    role: str
    scope: Scope
    expected: str


def cells() -> Iterator[Cell]:
    for line in TABLE.read_text().splitlines():
        if line.startswith("#"):
            continue
        permission, *by_role = line.split()
        for role, words in zip(ROLES, by_role, strict=True):
            for scope, expected in zip(SCOPES, words.split("/"), strict=True):
                yield Cell(permission, role, scope, expected)


def answer(cell: Cell, **circumstances: Any) -> str:
    verdict = decide(cell.role, Permission(cell.permission), cell.scope, **circumstances)
    return "yes" if verdict.is_allowed else verdict.needs or "no"


@pytest.mark.row("B7", "A3")
def test_every_cell_is_as_the_table_says(report: Callable[..., None]) -> None:
    found = list(cells())
    assert {(cell.permission, cell.role, cell.scope) for cell in found} == set(
        product(map(str, Permission), ROLES, SCOPES)
    )
    wrong = [cell for cell in found if answer(cell) != cell.expected]
    report(9, cells=len(found), wrong=len(wrong))
    assert wrong == []
    assert len(found) >= 720


def test_what_is_missing_is_what_helps() -> None:
    for cell in cells():
        helped = answer(cell, has_reason=True, is_glass_broken=True)
        only_reason = answer(cell, has_reason=True)
        only_glass = answer(cell, is_glass_broken=True)
        if cell.expected in ("reason", "glass"):
            assert helped == "yes", cell
            assert only_reason == ("yes" if cell.expected == "reason" else "glass"), cell
        else:
            assert {helped, only_reason, only_glass} == {cell.expected}, cell


def test_role_nobody_has_may_nothing() -> None:
    for permission, scope in product(Permission, SCOPES):
        assert not decide("janitor", permission, scope, has_reason=True).is_allowed
        assert not is_account_allowed("janitor", permission, scope)


def test_account_is_allowed_what_one_of_its_roles_is() -> None:
    """The server's question: an administrator's account also works the desk, nobody else's two."""
    for cell in cells():
        may = is_account_allowed(cell.role, Permission(cell.permission), cell.scope)
        roles = (Role.FRONT_DESK, Role.ADMIN) if cell.role == Role.ADMIN else (cell.role,)
        expected = {
            other.expected
            for other in cells()
            if (other.permission, other.scope) == (cell.permission, cell.scope)
            and other.role in roles
        }
        assert may == (expected != {"no"}), cell


# Every write of every record type, by every role, on what is one's own and on what is not, through
# the real store: it happens or it does not, and every "no" is in the audit trail.

ME = PractitionerId(new_id())
SOMEBODY = PractitionerId(new_id())
VERBS = ("create", "update", "delete", "restore")


def written(entity: str, scope: Scope, patient: Patient) -> Record:
    """A record of a type, in the acting practitioner's care or in somebody else's."""
    practitioner = ME if scope is Scope.OWN else SOMEBODY
    record_type = entity_named(entity).record_type
    if entity == "patient":
        return patient
    if entity == "appointment":
        return an_appointment(patient, practitioner_id=practitioner)
    if record_type in CHILDREN:
        return a_child(record_type, patient)
    return a_record(record_type, id=new_id())


TYPES = sorted(spec.name for spec in entities() if spec.name != "sync_conflict")


OWN_ID = {"user": "user_id", "workstation": "workstation_id"}
HONEST = {
    "user": ("role",),
    "export_request": ("role",),
    "removal_request": ("role",),
    "break_glass": ("role", "user_id"),
}
"""What these records say of whoever acts; said wrongly they are refused for that alone."""
MANAGED = ("username", "practitioner_id")
"""Of a user: another permission's. Role and standing are nobody's own to change, whoever asks."""


class Bench:
    """A store, and records in it as the server brought them."""

    def __init__(self, folder: Path) -> None:
        self.store: LocalStore = open_store(folder / "clinic.db", HandClock())
        for practitioner_id in (ME, SOMEBODY):
            self.pull(a_practitioner(id=practitioner_id))

    def pull(self, record: Record, *, is_deleted: bool = False) -> None:
        row = RowState(
            entity=entity_of(record).name,
            id=record.id,
            version=record.version + 1,
            seq=1,
            deleted=is_deleted,
            changed=[],
            body=None if is_deleted else to_wire(record),
        )
        with self.store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
            uow.apply_rows([row])

    def pull_named(self, record: Record, patient: Patient) -> None:
        """What a record names: the store refuses one that names nothing."""
        for field in entity_of(record).references:
            target = str(field.fact.refers_to)
            if target in ("patient", "user", "workstation"):
                continue
            record_type = entity_named(target).record_type
            for named in field.named(getattr(record, field.name)):
                if record_type in CHILDREN:
                    self.pull(a_child(record_type, patient, id=named))
                else:
                    self.pull(a_record(record_type, id=named))

    def attempt(self, context: ExecutionContext, verb: str, record: Record) -> str:
        """What the store answers: "yes", or what it lacks."""
        try:
            with self.store.unit_of_work(context) as uow:
                if verb == "create":
                    uow.add(record)
                    return "yes"
                if verb == "restore":
                    uow.restore(type(record), record.id)
                    return "yes"
                if verb == "delete":
                    uow.delete(type(record), record.id)
                    return "yes"
                stored = uow.records(type(record)).get(record.id)
                assert stored is not None
                uow.save(replace(stored, **edit_of(entity_of(record).name)))
        except PermissionDenied as denied:
            return denied.needs or "no"
        return "yes"

    def denials(self) -> int:
        with self.store.database.reading() as session:
            row = session.one("SELECT count(*) FROM audit WHERE action = 'deny'")
        assert row is not None
        return int(row[0])

    def is_live(self, record: Record) -> bool:
        with self.store.reader() as reader:
            return reader.records(type(record)).exists(record.id)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    bench = Bench(tmp_path_factory.mktemp("roles"))
    yield bench
    bench.store.close()


def permissions_by_hand() -> dict[tuple[str, str], str]:
    """What each write takes, as writes.txt says; nobody's writes are missing."""
    lines = [line.split() for line in WRITES.read_text().splitlines() if line[:1] != "#"]
    (_, *verbs), *rows = lines
    return {
        (entity, verb): row[verbs.index("create")] if word == "=" else word
        for entity, *row in rows
        for verb, word in zip(verbs, row, strict=True)
        if word != "-" and (word, row[verbs.index("create")]) != ("=", "-")
    }


NOBODYS = {("user", Scope.OWN, "delete"), ("user", Scope.OWN, "restore")}
"""Nobody ends themselves, and whose record was deleted brings nothing back."""


def expected_of(role: str, entity: str, verb: str, scope: Scope) -> str:
    """By the two tables alone: the product's own mapping has no say."""
    permission = permissions_by_hand().get((entity, verb))
    if permission is None or (entity, scope, verb) in NOBODYS:
        return "no"
    cell = next(
        cell
        for cell in cells()
        if (cell.permission, cell.role, cell.scope) == (permission, role, scope)
    )
    return cell.expected


@pytest.mark.row("B7", "B5")
@pytest.mark.parametrize("entity", TYPES)
def test_store_writes_what_the_table_allows_and_notes_every_denial(
    bench: Bench, entity: str, report: Callable[..., None]
) -> None:
    asked = denied = 0
    for role, verb, scope in product(ROLES, VERBS, (Scope.OWN, Scope.OTHER)):
        patient = a_patient(practitioner_id=ME if scope is Scope.OWN else SOMEBODY)
        record = written(entity, scope, patient)
        me = {OWN_ID[entity]: record.id} if entity in OWN_ID and scope is Scope.OWN else {}
        context = a_context(role=role, practitioner_id=ME, **me)
        record = replace(
            record, **{name: getattr(context, name) for name in HONEST.get(entity, ())}
        )
        if entity == "day_sheet":  # there is one for each day
            record = a_day_sheet(CLINIC_ID, context.user_id, on=TODAY - timedelta(days=asked + 1))
        if isinstance(record, PatientMerge):
            bench.pull(other := a_patient())
            record = replace(record, merged_id=PatientId(other.id), merged_by=context.user_id)
        if entity == "cash_drawer":  # there is one open at each desk
            desk = {"workstation_id": new_id()}
            record, context = replace(record, **desk), replace(context, **desk)
        if entity != "patient":
            bench.pull(patient)
        bench.pull_named(record, patient)
        if verb != "create":
            bench.pull(record)
        if verb == "restore":
            bench.pull(replace(record, version=record.version + 1), is_deleted=True)
        was_live, denials = bench.is_live(record), bench.denials()
        answered = bench.attempt(context, verb, record)
        expected = expected_of(role, entity, verb, scope)
        assert answered == expected, (role, verb, scope)
        is_denied = answered != "yes"
        assert bench.denials() == denials + is_denied, (role, verb, scope)
        if is_denied:
            assert bench.is_live(record) == was_live
        asked, denied = asked + 1, denied + is_denied
    report(9, entity=entity, writes=asked, denied=denied)


@pytest.mark.parametrize("field", ["role", "is_active", "username", "practitioner_id"])
def test_nobody_raises_their_own_standing(bench: Bench, field: str) -> None:
    me = a_user(id=new_id())
    bench.pull(me)
    value: object = {"role": "admin", "is_active": False, "username": "root"}.get(field, ME)
    with pytest.raises(PermissionDenied) as denied:
        _change_user(bench, a_context(user_id=me.id), me, {field: value})
    expected = Permission.USER_MANAGE if field in MANAGED else "user.update"
    assert denied.value.permission == expected


def test_administrator_changes_somebodys_role(bench: Bench) -> None:
    other = a_user(id=new_id())
    bench.pull(other)
    _change_user(bench, a_context(role=Role.ADMIN), other, {"role": "billing"})


def test_broken_glass_opens_one_patient_and_closes_again(bench: Bench) -> None:
    patient, neighbour = a_patient(practitioner_id=SOMEBODY), a_patient(practitioner_id=SOMEBODY)
    for one in (patient, neighbour):
        bench.pull(one)
    until = datetime.now(UTC) + timedelta(days=3650)
    context = a_context(role=Role.CLINICIAN, practitioner_id=ME, glass={patient.id: until})
    assert bench.attempt(context, "create", a_child(Condition, patient)) == "yes"
    assert bench.attempt(context, "create", a_child(Condition, neighbour)) == "glass"
    over = replace(context, glass={patient.id: NOON - timedelta(days=3650)})
    assert bench.attempt(over, "create", a_child(Condition, patient)) == "glass"


@pytest.mark.parametrize(
    ("entity", "verb", "wrong"),
    [("patient", "delete", "patient.edit"), ("allergy", "update", "patient.edit")],
)
def test_store_that_asks_for_the_wrong_permission_is_found(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, entity: str, verb: str, wrong: str
) -> None:
    """Control: the tables do not follow the product's mapping."""
    real = gatekeeper.permission_for
    monkeypatch.setattr(
        gatekeeper,
        "permission_for",
        lambda *asked: Permission(wrong) if asked[:2] == (entity, verb) else real(*asked),
    )
    answers: set[bool] = set()
    for role in ROLES:
        patient = a_patient(practitioner_id=SOMEBODY)
        record = written(entity, Scope.OTHER, patient)
        bench.pull(patient)
        if entity != "patient":
            bench.pull(record)
        answered = bench.attempt(a_context(role=role, practitioner_id=ME), verb, record)
        answers.add(answered == expected_of(role, entity, verb, Scope.OTHER))
    assert answers == {True, False}


def test_record_type_without_a_rule_is_written_by_nobody(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: the store asks for every type; one the matrix forgot is denied, not allowed."""
    monkeypatch.setattr("app.storage.gatekeeper.permission_for", lambda *_: None)
    assert bench.attempt(a_context(role=Role.ADMIN), "create", a_room()) == "no"


def test_store_that_does_not_ask_is_found(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: without the gatekeeper the table and the store disagree."""
    monkeypatch.setattr("app.storage.gatekeeper.Gatekeeper.check", lambda self, touch: None)
    answered = bench.attempt(a_context(role=Role.BILLING), "create", a_patient())
    assert answered != expected_of(Role.BILLING, "patient", "create", Scope.OTHER)


def _change_user(
    bench: Bench, context: ExecutionContext, user: Record, changes: dict[str, Any]
) -> None:
    with bench.store.unit_of_work(context) as uow:
        stored = uow.records(type(user)).get(RecordId(user.id))
        assert stored is not None
        uow.save(replace(stored, **changes))
