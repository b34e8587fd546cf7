"""Decisions, drafts, record numbers and the staff, killed at every statement; and whether every
service that writes is killed somewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import msgspec
import pytest

import app.services
from app.domain.changes import Origin
from app.domain.conflict import ConflictKind, ConflictStatus, SyncConflict
from app.domain.drafts import DraftKey
from app.domain.errors import StorageFull
from app.domain.exporting import ExportRequest, ExportStatus
from app.domain.family import Household
from app.domain.file_ports import KeptFile
from app.domain.file_types import JPEG, PDF
from app.domain.ids import AppointmentId, PatientId, RecordId, UserId, new_id
from app.domain.message import Message, MessageThread
from app.domain.patient import Coverage, EmergencyContact
from app.domain.ports import UnitOfWork
from app.domain.record_numbers import HELD, PROVISIONAL
from app.domain.staff import Role, Room
from app.domain.treatment import Document
from app.domain.waiting import Recall, WaitlistEntry
from app.services import (
    appointments,
    care_plans,
    conflicts,
    consents,
    correspondence,
    coverages,
    documents,
    double_bookings,
    drafts,
    exports,
    messages,
    patients,
    photos,
    record_numbers,
    series,
    staff,
    waitlist,
    walk_ins,
)
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    ZONE,
    a_child,
    a_clinic,
    a_clinician,
    a_context,
    a_patient,
    a_record,
    a_user,
    an_appointment,
)
from tests.killing import fail_at_every_statement, kill_at_every_statement
from tests.services.test_killed_services import Deed
from tests.services.test_killed_services import check as check_rows
from tests.storage.conftest import CONTEXT, open_store

AMARA = a_patient(city="Rye")
NEW = a_patient(mrn=f"{PROVISIONAL}1234")
HOME = a_record(Household, name="Ilves")
HOUSED = a_patient(family_name="Ilves", household_id=HOME.id)
ROOM = a_record(Room, name="N1")
LETTER = a_child(Document, AMARA, title="Letter", status="current")
HAS = an_appointment(AMARA, starts_at=NOON + timedelta(days=3))
WAITS = a_child(WaitlistEntry, AMARA, appointment_id=HAS.id)
RECALLED = a_child(Recall, AMARA, due_on=NOON.date())
CAME_IN = a_child(WaitlistEntry, AMARA, arrived_at=NOON)
WALKED_IN = an_appointment(AMARA, starts_at=NOON + timedelta(days=4))
SEATED = a_child(
    WaitlistEntry, AMARA, arrived_at=NOON, status="booked", appointment_id=WALKED_IN.id
)
WEEKLY = an_appointment(AMARA, starts_at=NOON + timedelta(days=5), recurrence="FREQ=WEEKLY;COUNT=2")
WEEKLY = replace(WEEKLY, series_id=AppointmentId(WEEKLY.id))
FOLLOWS = an_appointment(
    AMARA, starts_at=NOON + timedelta(days=12), series_id=AppointmentId(WEEKLY.id)
)
SISTER = a_child(EmergencyContact, AMARA, name="Ada")
ADMIN = a_context(role=Role.ADMIN, user_id=new_id())
THREAD = a_child(MessageThread, AMARA)
ASKED = a_child(MessageThread, AMARA)
HEARD = a_child(Message, AMARA, thread_id=ASKED.id, text="Hello?", direction="incoming")
SHOWN = a_child(Document, AMARA, title="Scan", status="current", sha256="2" * 64, size=4)
_FACE = {"status": "current", "sha256": "3" * 64, "size": 4, "media_type": "image/png"}
FACE = a_child(Document, HOUSED, title="Photo", **_FACE)
CARD = a_child(Document, AMARA, title="Card", **{**_FACE, "sha256": "6" * 64})
INSURED = a_child(Coverage, AMARA, payer="Blue Cross", card_back_id=CARD.id)
POSED = replace(HOUSED, photo_id=FACE.id)
UNFINISHED = DraftKey(user_id=CONTEXT.user_id, form="patient", subject=AMARA.id)
EXPORTER = a_clinician(AMARA.id)
ALLOWED = a_record(
    ExportRequest,
    kind="own_patients",
    recipient="The auditor",
    reason="a yearly review",
    status=ExportStatus.APPROVED,
    role=EXPORTER.role,
    requested_by=EXPORTER.user_id,
    requested_at=NOON,
    decided_by=ADMIN.user_id,
    decided_at=NOON,
    decision_note="as agreed",
)
DRAFT = a_child(Message, AMARA, thread_id=THREAD.id, drafted_by=CONTEXT.user_id, text="Dear Amara")


def clash(**fields: Any) -> SyncConflict:
    """Two desks gave the patient another city."""
    return SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity="patient",
        row_id=AMARA.id,
        patient_id=PatientId(AMARA.id),
        kind=ConflictKind.FIELD.value,
        base={"city": "Lynn"},
        ours={"city": "Rye"},
        theirs={"city": "Troy"},
        **fields,
    )


OPEN = clash()
DECIDED = clash(
    status=ConflictStatus.RESOLVED.value,
    resolution="theirs",
    resolved_by=UserId(RecordId(CONTEXT.user_id)),
    resolved_at=NOON,
)


def decide(store: LocalStore) -> conflicts.Decided:
    return conflicts.decide(store.unit_of_work, CONTEXT, conflict_id=OPEN.id, resolution="mine")


def reopen(store: LocalStore) -> SyncConflict:
    return conflicts.reopen(store.unit_of_work, CONTEXT, conflict_id=DECIDED.id)


def take_back(store: LocalStore) -> None:
    made = (("emergency_contact", SISTER.id),)  # what the decision had made goes with it
    decided = conflicts.Decided(conflict=DECIDED, made=made)
    conflicts.take_back(store.unit_of_work, CONTEXT, decided)


def move_back(store: LocalStore) -> None:
    moved = double_bookings.Moved(decided=conflicts.Decided(conflict=DECIDED), message=DRAFT)
    double_bookings.take_back(store.unit_of_work, CONTEXT, moved)


def file_letter(store: LocalStore) -> Document:
    kept = KeptFile(sha256="0" * 64, size=4, name="letter", key=bytes(32))
    content = documents.Content(kept=kept, kind=PDF)
    new = documents.NewDocument(
        patient_id=PatientId(AMARA.id), title="Letter", supersedes_id=LETTER.id
    )
    files: Any = Mock()
    return documents.file(store.unit_of_work, CONTEXT, files, content=content, new=new)


def mark_sent(store: LocalStore) -> Message:
    return messages.mark_sent(
        store.unit_of_work, CONTEXT, message_id=DRAFT.id, text="Dear Amara", channel="phone"
    )


def throw_away(store: LocalStore) -> None:
    messages.discard(store.unit_of_work, CONTEXT, message_id=DRAFT.id)


def start_with_letter(store: LocalStore) -> MessageThread:
    kept = KeptFile(sha256="1" * 64, size=4, name="letter", key=bytes(32))
    letter = correspondence.Attachment(
        content=documents.Content(kept=kept, kind=PDF), file_name="letter.pdf"
    )
    said = correspondence.Said(text="Please call back", attachments=(letter,))
    new = correspondence.NewThread(subject="Refill", patient_id=PatientId(AMARA.id), said=said)
    files: Any = Mock()
    return correspondence.start(store.unit_of_work, CONTEXT, files, new=new)


def plan_with_parts(store: LocalStore) -> Any:
    part = care_plans.Part(record_id=None, values={"text": "Walk"})
    edit = care_plans.PlanEdit(
        plan_id=None,
        patient_id=PatientId(AMARA.id),
        changes={"title": "Move more"},
        goals=(part,),
        activities=(part,),
    )
    caring = a_clinician(AMARA.id)
    return care_plans.save(store.unit_of_work, caring, edit=edit)


def answer(store: LocalStore) -> Message:
    said = correspondence.Said(text="I will")
    whose = PatientId(AMARA.id)
    return correspondence.reply(
        store.unit_of_work, CONTEXT, None, thread_id=THREAD.id, patient_id=whose, said=said
    )


def read(store: LocalStore) -> int:
    return correspondence.mark_read(store.unit_of_work, CONTEXT, thread_id=ASKED.id)


def number(store: LocalStore) -> int:
    def is_taken(_uow: UnitOfWork, _number: str) -> bool:
        return False

    return record_numbers.settle_provisional(store.unit_of_work, CONTEXT, is_taken)


def register_into_household(store: LocalStore) -> Any:
    """The neighbour lives in no household yet: one is founded, and the number block moves."""
    names = {"family_name": "Ilves", "given_names": "Ada", "birth_date": "1990-02-01"}
    changes = {**names, "household_id": AMARA.id}
    return patients.register(store.unit_of_work, CONTEXT, changes=changes)


def live(store: LocalStore, whose: Any, household_id: RecordId | None) -> Any:
    changes = {"household_id": household_id}
    whom = PatientId(whose.id)
    return patients.update(store.unit_of_work, CONTEXT, patient_id=whom, changes=changes)


def discard_draft(store: LocalStore) -> None:
    whose = PatientId(AMARA.id)
    drafts.discard(store.unit_of_work, CONTEXT, key=UNFINISHED, entity="patient", patient_id=whose)


def hand_out(store: LocalStore) -> Any:
    line = (("mrn",), (("P-1",),))
    table = exports.Table(titles=line[0], lines=line[1], subjects=frozenset({AMARA.id}))
    return exports.note_written(store.unit_of_work, EXPORTER, request_id=ALLOWED.id, written=table)


def look(store: LocalStore) -> Any:
    return documents.look_at(store.unit_of_work, CONTEXT, document_id=SHOWN.id)


def sign_consent(store: LocalStore) -> Any:
    kept = KeptFile(sha256="4" * 64, size=4, name="consent", key=bytes(32))
    new = consents.NewConsent(
        patient_id=PatientId(AMARA.id),
        kind="treatment",
        title="Consent",
        signed_on=NOON.date(),
        witnessed_by="Kim",
    )
    content = documents.Content(kept=kept, kind=PDF)
    files: Any = Mock()
    return consents.sign(store.unit_of_work, CONTEXT, files, content=content, new=new)


def put_card(store: LocalStore) -> Any:
    kept = KeptFile(sha256="5" * 64, size=4, name="card", key=bytes(32))
    content = documents.Content(kept=kept, kind=JPEG)
    files: Any = Mock()
    return coverages.put_card(
        store.unit_of_work,
        CONTEXT,
        files,
        coverage=INSURED,
        side="front",
        content=content,
        title="Card",
    )


def show_no_card(store: LocalStore) -> Any:
    return coverages.show_card(
        store.unit_of_work,
        CONTEXT,
        patient_id=PatientId(AMARA.id),
        coverage_id=RecordId(INSURED.id),
        side="back",
        document_id=None,
        was=RecordId(CARD.id),
    )


def show_no_face(store: LocalStore) -> Any:
    whose = PatientId(POSED.id)
    return photos.show(
        store.unit_of_work, CONTEXT, patient_id=whose, photo_id=None, was=RecordId(FACE.id)
    )


def change_clinic(store: LocalStore) -> Any:
    return staff.change_clinic(store.unit_of_work, ADMIN, changes={"name": "Südlicht"})


def add_user(store: LocalStore) -> Any:
    new = a_user(id=UserId(new_id()), username="kim", display_name="Kim")
    return staff.add(store.unit_of_work, ADMIN, record=new)


def rename(store: LocalStore) -> Any:
    return staff.update(store.unit_of_work, ADMIN, record=ROOM, changes={"name": "South 1"})


def remove(store: LocalStore) -> None:
    staff.remove(store.unit_of_work, ADMIN, record_type=Room, record_id=ROOM.id)


def book_freed(store: LocalStore) -> Any:
    slot = appointments.Slot(starts_at=NOON + timedelta(days=1), length_min=30)
    whose = RecordId(WAITS.id)
    return waitlist.book_freed(
        store.unit_of_work, CONTEXT, entry_id=whose, slot=slot, zone=ZONE, release=True
    )


def book_recalled(store: LocalStore) -> Any:
    slot = appointments.Slot(starts_at=NOON + timedelta(days=1), length_min=30)
    visit = appointments.NewVisit(
        patient_id=PatientId(AMARA.id), slot=slot, recall_id=RecordId(RECALLED.id)
    )
    return appointments.book(store.unit_of_work, CONTEXT, visit=visit, zone=ZONE)


def book_series(store: LocalStore) -> Any:
    slots = [
        appointments.Slot(starts_at=NOON + timedelta(days=day), length_min=30) for day in (8, 15)
    ]
    visit = appointments.NewVisit(patient_id=PatientId(AMARA.id), slot=slots[0])
    rule = "FREQ=WEEKLY;COUNT=2"
    return series.book_series(
        store.unit_of_work, CONTEXT, visit=visit, slots=slots, rule=rule, zone=ZONE
    )


def cancel_series(store: LocalStore) -> Any:
    whose = AppointmentId(RecordId(WEEKLY.id))
    return series.cancel_from(store.unit_of_work, CONTEXT, appointment_id=whose)


def take_in(store: LocalStore) -> Any:
    slot = appointments.Slot(starts_at=NOON + timedelta(days=1), length_min=30)
    whose = RecordId(CAME_IN.id)
    return walk_ins.seat(
        store.unit_of_work, CONTEXT, entry_id=whose, slot=slot, zone=ZONE, is_taken_in=True
    )


def take_in_and_back(store: LocalStore) -> Any:
    whose = RecordId(SEATED.id)
    return walk_ins.unseat(store.unit_of_work, CONTEXT, entry_id=whose)


BESIDE = {"audit": 1, "outbox": 1}
DEEDS = {
    "conflict decided": Deed(decide, {"sync_conflict": 1, "patient": 1, "audit": 2, "outbox": 2}),
    "decided conflict opened again": Deed(reopen, {"sync_conflict": 1, **BESIDE}),
    "decision taken back": Deed(
        take_back, {"sync_conflict": 1, "emergency_contact": 1, "audit": 2, "outbox": 2}
    ),
    "visit moved back and its draft thrown away": Deed(
        move_back,
        {"sync_conflict": 1, "message": 1, "message_thread": 1, "audit": 3, "outbox": 3},
    ),
    "document filed in place of another": Deed(
        file_letter, {"document": 2, "blob": 1, "audit": 2, "outbox": 2}
    ),
    "consent signed": Deed(
        sign_consent, {"document": 1, "consent": 1, "blob": 1, "audit": 2, "outbox": 2}
    ),
    "insurance card put": Deed(
        put_card, {"document": 1, "coverage": 1, "blob": 1, "audit": 2, "outbox": 2}
    ),
    "insurance card removed": Deed(
        show_no_card, {"document": 1, "coverage": 1, "audit": 2, "outbox": 2}
    ),
    "photo removed": Deed(show_no_face, {"document": 1, "patient": 1, "audit": 2, "outbox": 2}),
    "message marked as sent": Deed(
        mark_sent, {"message": 1, "message_thread": 1, "audit": 2, "outbox": 2}
    ),
    "draft thrown away": Deed(
        throw_away, {"message": 1, "message_thread": 1, "audit": 2, "outbox": 2}
    ),
    "conversation begun with a letter": Deed(
        start_with_letter,
        {"message_thread": 1, "message": 1, "document": 1, "blob": 1, "audit": 3, "outbox": 3},
    ),
    "care plan written with a goal and a step": Deed(
        plan_with_parts,
        {
            "care_plan": 1,
            "care_plan_goal": 1,
            "care_plan_activity": 1,
            "audit": 3,
            "outbox": 3,
        },
    ),
    "conversation answered": Deed(
        answer, {"message": 1, "message_thread": 1, "audit": 2, "outbox": 2}
    ),
    "conversation read": Deed(read, {"message": 1, "message_thread": 1, "audit": 2, "outbox": 2}),
    "provisional number settled": Deed(
        number,
        {"patient": 1, "patient_identifier": 1, "sync_meta": 1, "audit": 2, "outbox": 2},
    ),
    "patient registered into a new household": Deed(
        register_into_household,
        {"household": 1, "patient": 2, "sync_meta": 1, "audit": 3, "outbox": 3},
    ),
    "patient who founds a household with another": Deed(
        lambda store: live(store, NEW, AMARA.id),
        {"household": 1, "patient": 2, "audit": 3, "outbox": 3},
    ),
    "patient who comes into a household": Deed(
        lambda store: live(store, NEW, HOUSED.id), {"household": 0, "patient": 1, **BESIDE}
    ),
    "patient who leaves a household": Deed(
        lambda store: live(store, HOUSED, None), {"household": 0, "patient": 1, **BESIDE}
    ),
    "unfinished form thrown away": Deed(discard_draft, {"audit": 1, "outbox": 0}),
    "file of patients noted as written": Deed(
        hand_out, {"export_request": 1, "audit": 2, "outbox": 1}
    ),
    "document looked at": Deed(look, {"blob": 1, "audit": 1, "outbox": 0}),
    "freed time booked and the old visit released": Deed(
        book_freed, {"appointment": 2, "waitlist_entry": 1, "audit": 3, "outbox": 3}
    ),
    "recall answered by a visit": Deed(
        book_recalled, {"appointment": 1, "recall": 1, "audit": 2, "outbox": 2}
    ),
    "walk-in taken in": Deed(
        take_in, {"appointment": 1, "waitlist_entry": 1, "audit": 4, "outbox": 4}
    ),
    "walk-in put back": Deed(
        take_in_and_back, {"appointment": 1, "waitlist_entry": 1, "audit": 2, "outbox": 2}
    ),
    "series booked": Deed(book_series, {"appointment": 2, "audit": 2, "outbox": 2}),
    "series called off": Deed(cancel_series, {"appointment": 2, "audit": 2, "outbox": 2}),
    "clinic changed": Deed(change_clinic, {"clinic": 1, **BESIDE}),
    "colleague added": Deed(add_user, {"user": 1, **BESIDE}),
    "room renamed": Deed(rename, {"room": 1, **BESIDE}),
    "room removed": Deed(remove, {"room": 1, **BESIDE}),
}
OF_SEVERAL = [name for name, deed in DEEDS.items() if deed.adds["audit"] > 1]
"""What fails half-way leaves nothing of the others either."""


def start(path: Path) -> None:
    store = open_store(path)
    with store.unit_of_work(ADMIN) as uow:
        for record in (a_clinic(), ROOM):
            uow.add(record)
    with store.unit_of_work(replace(ADMIN, user_id=CONTEXT.user_id)) as uow:
        uow.drafts.put(UNFINISHED, {"city": "Rye"})
    with store.unit_of_work(CONTEXT) as uow:
        for record in (
            AMARA,
            NEW,
            HOME,
            POSED,
            FACE,
            CARD,
            INSURED,
            SHOWN,
            THREAD,
            DRAFT,
            ASKED,
            HEARD,
            SISTER,
            LETTER,
            HAS,
            WAITS,
            RECALLED,
            CAME_IN,
            WALKED_IN,
            SEATED,
            WEEKLY,
            FOLLOWS,
        ):
            uow.add(record)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.add(OPEN)
        uow.add(DECIDED)
        uow.add(ALLOWED)
        uow.blobs.add(KeptFile(sha256="2" * 64, size=4, name="scan", key=bytes(32)))
        held = {"blocks": [(1, 200)], "provisional": [NEW.id]}
        uow.meta.set(HELD, msgspec.json.encode(held).decode())
    store.close()


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    start(path)
    outcome = kill_at_every_statement(lambda: open_store(path), deed.work, monkeypatch)
    check_rows(outcome, deed.adds)


@pytest.mark.row("B3")
@pytest.mark.parametrize("name", OF_SEVERAL)
def test_failure_of_every_statement_leaves_nothing_and_the_desk_goes_on(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    start(path)
    store = open_store(path)
    work = lambda: DEEDS[name].work(store)  # noqa: E731
    assert fail_at_every_statement(store, work, StorageFull, monkeypatch) > 4
    store.close()


WAYS = "storage/test_killed_writes.py::test_kill_at_every_statement_leaves_all_or_nothing"
ONE_ROW = ONE_NOTE = WAYS
ELSEWHERE = {
    "appointments.edit": ONE_ROW,
    "appointments.move": ONE_ROW,
    "appointments.set_confirmation": ONE_ROW,
    "audit_export.begin_export": "audit_export.note_export + audit_export.signing_key",
    "audit_export.signing_key": ONE_ROW,
    "care_plans.set_status": ONE_ROW,
    "conflicts.claim": ONE_ROW,
    "conflicts.release": ONE_ROW,
    "consents.reinstate": ONE_ROW,
    "consents.withdraw": ONE_ROW,
    "correspondence.change": ONE_ROW,
    "coverages.note": ONE_ROW,
    "coverages.put_back": ONE_ROW,
    "coverages.take_reply": ONE_ROW,
    "correspondence.finish": ONE_ROW,
    "document_changes.change": ONE_ROW,
    "document_changes.set_status": ONE_ROW,
    "duplicates.ask_again": ONE_ROW,
    "drafts.keep": ONE_ROW,
    "fees.add_schedule": ONE_ROW,
    "fees.remove_price": ONE_ROW,
    "disclosures.note_handed_out": ONE_ROW,
    "exports.ask": ONE_ROW,
    "exports.decide_on": ONE_ROW,
    "glass.review": ONE_ROW,
    "messages.edit": ONE_ROW,
    "money_level.choose_money_level": ONE_ROW,
    "preferences.keep": ONE_ROW,
    "prescriptions.renew": ONE_ROW,
    "prescriptions.save": ONE_ROW,
    "prescriptions.set_status": ONE_ROW,
    "record_numbers.add_block": ONE_ROW,
    "telemetry.keep_figures": ONE_ROW,
    "recalls.add": ONE_ROW,
    "recalls.change": ONE_ROW,
    "recalls.note_contact": ONE_ROW,
    "recalls.set_status": ONE_ROW,
    "setup_entries.bring_back": ONE_ROW,
    "setup_entries.remove": ONE_ROW,
    "setup_entries.save": ONE_ROW,
    "vitals.bring_back": ONE_ROW,
    "vitals.remove": ONE_ROW,
    "vitals.save": ONE_ROW,
    "incidents.bring_back": ONE_ROW,
    "incidents.remove": ONE_ROW,
    "incidents.save": ONE_ROW,
    "waitlist.add": ONE_ROW,
    "waitlist.set_status": ONE_ROW,
    "walk_ins.add": ONE_ROW,
    "walk_ins.set_urgent": ONE_ROW,
    "work_offline.remember_offline": ONE_ROW,
    "accounts.read_family": ONE_NOTE,
    "accounts.read_statement": ONE_NOTE,
    "audit_export.note_export": ONE_NOTE,
    "merge_preview.compare": ONE_NOTE,
    "prescriptions.look_at": ONE_NOTE,
    "setup.note_export": ONE_NOTE,
    "tasks.open_tasks": ONE_NOTE,
    "unsent_files.note_handed_out": ONE_NOTE,
    "unsent_files.begin_handing_out": ONE_NOTE,
    "conflicts.resolve": "conflicts.decide",
    "imports.run": "services/test_killed_services.py::test_killed_import_leaves_whole_patients",
    "mending.put_right": "unsent.edit",
    "setup.rehearse_setup": (
        "services/test_setup.py::test_rehearsal_tells_the_counts_and_keeps_nothing"
    ),
}
"""Services that write and are no deed of a kill table, each with the test that kills such (one row,
one note or mark, patient by patient, nothing kept), or with the deed whose work it is, or with the
services it has done one after the other, each in a transaction of its own."""
WRITES = frozenset(
    {
        "add",
        "save",
        "delete",
        "restore",
        "add_many",
        "put",
        "set",
        "batch",
        "drop",
        "tell",
        "requeue",
        "apply_rows",
        "bulk_create",
        "delete_many",
        "deny",
        "end",
        "mark",
        "note",
        "note_sent",
        "restate",
        "set_many",
        "supersede",
        "use",
    }
)
HERE = Path(__file__).parent
TABLES = (HERE / "test_killed_services.py", HERE / "test_killed_decisions.py")
TREES = {
    path.stem: ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(Path(str(app.services.__file__)).parent.glob("*.py"))
}


Definition = ast.FunctionDef | ast.ClassDef


@cache
def defined(module: str) -> dict[str, Definition]:
    """Functions and classes of a module of the services, by name."""
    found = (one for one in ast.walk(TREES[module]) if isinstance(one, Definition))
    return {one.name: one for one in found}


@cache
def brought(module: str) -> dict[str, tuple[str, str]]:
    """What a module takes from others of the services: module and name."""
    found: dict[str, tuple[str, str]] = {}
    for one in ast.walk(TREES[module]):
        if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("app.services"):
            of = (one.module or "").removeprefix("app.services").removeprefix(".")
            found |= {name.asname or name.name: (of, name.name) for name in one.names}
    return found


def calls(module: str, definition: Definition) -> Iterator[tuple[str, str]]:
    """What of the services somebody calls, by itself or in what it hands on."""
    known = brought(module)
    for one in ast.walk(definition):
        if isinstance(one, ast.Name):
            yield known.get(one.id, (module, one.id))
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            yield known.get(one.value.id, ("", ""))[1], one.attr


@cache
def writes_itself(module: str, name: str) -> bool:
    """Whether it asks a unit of work for what writes."""
    told = (one for one in ast.walk(defined(module)[name]) if isinstance(one, ast.Attribute))
    return any(one.attr in WRITES and "uow" in ast.unparse(one.value) for one in told)


def writes(module: str, name: str, seen: set[tuple[str, str]]) -> bool:
    """Whether one of the services writes, by itself or by others."""
    if module not in TREES or name not in defined(module) or (module, name) in seen:
        return False
    seen.add((module, name))
    called = calls(module, defined(module)[name])
    return writes_itself(module, name) or any(writes(*one, seen) for one in called)


def writers() -> set[str]:
    """Every public service that begins a transaction of its own and writes in it."""
    return {
        f"{module}.{name}"
        for module in TREES
        for name, one in defined(module).items()
        if isinstance(one, ast.FunctionDef) and not name.startswith("_")
        if not {"begin", "transact"}.isdisjoint(asked_for(one))
        if writes(module, name, set())
    }


LOOPS = ast.For | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
SEVERAL = frozenset({"add_many", "batch", "apply_rows", "bulk_create", "delete_many", "set_many"})
READS = frozenset({"uow.audit.end"})


def rows_at_most(module: str, name: str, seen: tuple[tuple[str, str], ...] = ()) -> int:
    """How many rows, notes and marks a service writes on its longest way; 2 stands for any more
    where it goes through a list."""
    if module not in TREES or name not in defined(module) or (module, name) in seen:
        return 0
    return rows_of_course(module, defined(module)[name].body, (*seen, (module, name)))


def rows_of_course(module: str, body: list[ast.stmt], seen: tuple[tuple[str, str], ...]) -> int:
    """The same of some lines, whichever way they branch."""
    if not body:
        return 0
    first, rest = body[0], body[1:]
    if isinstance(first, Definition):  # counted where it is named
        return rows_of_course(module, rest, seen)
    if isinstance(first, ast.If):
        ways = (rows_of_course(module, [*way, *rest], seen) for way in (first.body, first.orelse))
        return rows_in(module, first.test, seen) + max(ways)
    if isinstance(first, ast.With):
        opened = sum(rows_in(module, one.context_expr, seen) for one in first.items)
        return opened + rows_of_course(module, [*first.body, *rest], seen)
    here = rows_in(module, first, seen)
    is_end = isinstance(first, ast.Return | ast.Raise)
    return here if is_end else here + rows_of_course(module, rest, seen)


def rows_in(module: str, node: ast.AST, seen: tuple[tuple[str, str], ...]) -> int:
    """The same of one line or a part of it, with the services it calls or hands on."""
    count = sum(rows_in(module, one, seen) for one in ast.iter_child_nodes(node))
    known = brought(module)
    if isinstance(node, ast.Name):
        count += rows_at_most(*known.get(node.id, (module, node.id)), seen)
    elif isinstance(node, ast.Attribute):
        if node.attr in WRITES and "uow" in ast.unparse(node.value):
            count += 0 if ast.unparse(node) in READS else 1 + (node.attr in SEVERAL)
        elif isinstance(node.value, ast.Name):
            of = known.get(node.value.id, ("", ""))[1]
            count += rows_at_most(of, node.attr, seen)
    return 2 * count if isinstance(node, LOOPS) else count


def asked_for(function: ast.FunctionDef) -> set[str]:
    """What a function is to be given, by its place or by keyword only."""
    given = function.args
    return {one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)}


def killed() -> set[str]:
    """The services that the kill tables set to work."""
    found: set[str] = set()
    for path in TABLES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for one in ast.walk(tree):
            if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("app.services."):
                module = (one.module or "").removeprefix("app.services.")
                found |= {f"{module}.{name.name}" for name in one.names}
            elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
                found.add(f"{one.value.id}.{one.attr}")
    return found


@pytest.mark.row("B3", "A5")
def test_every_service_that_writes_is_killed_somewhere() -> None:
    known = writers()
    seen = {"conflicts.decide", "transfers.transfer", "setup.write_setup", "imports.run"}
    assert seen <= known  # it sees them
    assert known - killed() - ELSEWHERE.keys() == set()
    assert ELSEWHERE.keys() - known == set()
    assert ELSEWHERE.keys() & killed() == set()


@pytest.mark.row("B3", "A5")
def test_what_is_said_to_write_one_row_writes_no_second_on_any_way() -> None:
    several = {"patients.register", "transfers.transfer", "exports.note_written", "drafts.discard"}
    assert [name for name in several if rows_at_most(*name.split(".")) < 2] == []  # it sees them
    told = {name for name, where in ELSEWHERE.items() if where == WAYS}
    wrong = {name: count for name in told if (count := rows_at_most(*name.split("."))) != 1}
    assert wrong == {}


@pytest.mark.row("B3", "A5")
def test_what_has_others_do_its_work_one_by_one_writes_nothing_beside() -> None:
    for name, where in ELSEWHERE.items():
        parts = where.split(" + ")
        if len(parts) > 1:
            assert all(ELSEWHERE[one] == WAYS for one in parts)
            assert rows_at_most(*name.split(".")) == len(parts)


@pytest.mark.row("B3", "A5")
def test_tests_that_kill_services_elsewhere_are_there() -> None:
    for where in set(ELSEWHERE.values()):
        path, _, name = where.partition("::")
        if not name:
            assert all(one in killed() | ELSEWHERE.keys() for one in path.split(" + "))
            continue
        tree = ast.parse((HERE.parent / path).read_text("utf-8"))
        assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
