"""Row 8: what a window reads or writes of a patient leaves exactly its event, or shows nothing.

The methods are found by looking at the facade, so that a new one without a line here fails.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import app
from app.bootstrap.documents import get_document, whole_file
from app.bootstrap.unsent_files import UnsentFiles
from app.domain.access import BreakGlass
from app.domain.appointment import Appointment
from app.domain.audit import AuditAction
from app.domain.audit_trail import AuditQuestion
from app.domain.availability import Holiday, Location
from app.domain.billing import Charge, Fee, FeeSchedule, Payment, ProcedureCode
from app.domain.changes import Origin
from app.domain.clinical import Condition
from app.domain.conflict import ConflictKind, Resolution, SyncConflict
from app.domain.context import Purpose
from app.domain.conversations import ThreadFilter
from app.domain.duplicates import NewPerson
from app.domain.errors import PermissionDenied, RecordNotFound, StorageFull
from app.domain.exporting import ExportRequest
from app.domain.family import Consent
from app.domain.history import IncidentReport, VitalSigns
from app.domain.ids import AppointmentId, PractitionerId, new_id
from app.domain.message import Message, MessageThread
from app.domain.operations import OperationState
from app.domain.patient import Coverage, Patient
from app.domain.permissions import Permission
from app.domain.query import Query
from app.domain.record_lists import RecordFilter
from app.domain.removing import RemovalRequest
from app.domain.reports import By, Report, Span, period_of
from app.domain.staff import Role
from app.domain.treatment import CarePlan, Document, Prescription
from app.domain.waiting import WaitlistEntry
from app.live.access import Access
from app.live.accounts import Entering
from app.live.coverages import answer_values
from app.live.data_sync import DataSync
from app.live.documents import Filing
from app.live.kept_pictures import KeptPictures
from app.security.blob_cipher import FileCipher
from app.services import documents, glass
from app.services.account_reading import AccountFilter
from app.services.appointments import NewVisit, Slot
from app.services.care_plans import PlanEdit
from app.services.consents import NewConsent
from app.services.correspondence import NewThread, Said
from app.services.coverages import Said as Answered
from app.services.day import Whose
from app.services.documents import NewDocument
from app.services.exports import NewExport
from app.services.next_free import FreeWish
from app.services.patients import ChartEdit, PatientFilter, update
from app.services.recalls import RecallScope, RecallWish
from app.services.setup_entries import day_span
from app.services.waitlist import NewWish
from app.services.walk_ins import NewWalkIn
from app.storage.file_store import LocalFileStore
from tests.factories import (
    NOON,
    ZONE,
    a_child,
    a_clinic,
    a_context,
    a_patient,
    a_practitioner,
    a_record,
    a_room,
    an_allergy,
    an_allowed_removal,
    an_appointment,
)
from tests.pictures import a_png
from tests.replies import a_271
from tests.ui.conftest import ScreenDesk, acting, desk, empty_database

__all__ = ["acting", "desk", "empty_database"]
DAY = date(2026, 11, 21)
WEEK = period_of(Span.WEEK, DAY)
LETTER = b"Dear colleague, about Okafor. " * 30
Event = tuple[str, str, tuple[str, ...]]


@dataclass
class Scene:
    """A desk with one patient, one visit and one conflict."""

    desk: ScreenDesk
    sync: DataSync
    patient: Patient
    visit: Appointment
    conflict: SyncConflict
    location: Location
    message: Message
    document: Document
    prescription: Prescription
    plan: CarePlan
    twin: Patient
    twice: SyncConflict
    """The visit and one that is gone, booked for the same time."""
    glass: tuple[BreakGlass, ...]
    payment: Payment
    prices: FeeSchedule
    fee: Fee
    files: LocalFileStore
    asked: ExportRequest
    removal: RemovalRequest
    out: Path
    """Where a file goes that leaves the desk; nothing is there yet."""
    policy: Coverage | None = None

    def events(self) -> list[Event]:
        """Action, entity and the patients named, of every event so far."""
        with self.desk.store.database.reading() as session:
            rows = session.all("SELECT seq, action, entity, patient_id FROM audit ORDER BY seq")
            named = session.all("SELECT seq, row_id FROM audit_subject")
        by_seq: dict[int, set[str]] = {}
        for seq, row_id in named:
            by_seq.setdefault(seq, set()).add(row_id.hex())
        return [
            (
                action,
                entity,
                tuple(sorted(by_seq.get(seq, set()) | ({patient.hex()} if patient else set()))),
            )
            for seq, action, entity, patient in rows
        ]


@pytest.fixture
def scene(desk: ScreenDesk, tmp_path: Path) -> Scene:
    patient = a_patient(practitioner_id=None)
    doctor = a_practitioner()
    visit = an_appointment(patient, practitioner_id=doctor.id)
    conflict = SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity="patient",
        row_id=patient.id,
        patient_id=patient.id,
        ours={"city": "Bremen"},
        theirs={"city": "Oslo"},
    )
    broken, location = a_child(BreakGlass, patient), a_record(Location)
    thread = a_child(MessageThread, patient)
    message = a_child(Message, patient, thread_id=thread.id, drafted_by=a_context().user_id)
    desk.pull(a_clinic(), doctor, patient, an_allergy(patient), visit, conflict, broken, location)
    document, prescription = a_child(Document, patient), _signed(patient, doctor.id)
    plan = a_child(CarePlan, patient)
    twin = a_patient(family_name="Adeyemi")
    booking = {"kind": ConflictKind.DOUBLE_BOOKING.value, "entity": "appointment"}
    visits = {"row_id": visit.id, "other_row_id": new_id(), "ours": {}, "theirs": {}}
    twice = replace(conflict, id=new_id(), **booking, **visits)
    desk.pull(thread, message, document, prescription, plan, twin, twice)
    payment, owed = a_child(Payment, patient), a_child(Charge, patient, amount_minor=1_000)
    prices, service = a_record(FeeSchedule), a_record(ProcedureCode)
    fee = a_record(Fee, fee_schedule_id=prices.id, procedure_code_id=service.id)
    desk.pull(payment, owed, prices, service, fee)
    files = LocalFileStore(tmp_path / "files", FileCipher(), most_bytes=1 << 20)
    _give_files(desk, files)
    return Scene(
        desk=desk,
        sync=desk.data_sync,
        patient=patient,
        visit=visit,
        conflict=conflict,
        location=location,
        message=message,
        document=document,
        prescription=prescription,
        plan=plan,
        twin=twin,
        twice=twice,
        glass=(broken,),
        payment=payment,
        prices=prices,
        fee=fee,
        files=files,
        asked=a_record(ExportRequest),
        removal=a_child(RemovalRequest, patient, requested_by=new_id(), requested_at=NOON),
        out=tmp_path / "out",
    )


def _give_files(desk: ScreenDesk, files: LocalFileStore) -> None:
    """The ways in and out of a desk's files, as bootstrap gives them to the facade."""
    sync = desk.data_sync
    keys = SimpleNamespace(clinic_key=bytes(range(32)))
    parts = SimpleNamespace(store=desk.store, worker=desk.worker, clock=desk.clock, keys=keys)
    parts.files, parts.context, parts.api = files, sync.access.context, None
    for collection in (sync.documents, sync.messages):
        collection._files, collection._hand_out = files, partial(get_document, parts)
    sync.documents._whole = partial(whole_file, parts)
    sync.consents._files = files
    sync.coverages._pictures = KeptPictures(files=files, whole=partial(whole_file, parts))
    sync.photos._pictures = KeptPictures(files=files, whole=partial(whole_file, parts))
    sync.sync_centre._unsent = UnsentFiles(parts)  # type: ignore[arg-type]


async def _with_file(scene: Scene) -> None:
    """The scene's document is one with a file on this disk."""
    begin, context, files = scene.desk.store.unit_of_work, scene.sync.access.context, scene.files
    new = NewDocument(patient_id=scene.patient.id, title="Letter", file_name="letter.txt")
    content = documents.keep(files, iter([LETTER]))
    work = partial(documents.file, begin, context, files, content=content, new=new)
    scene.document = scene.desk.worker.submit(work).result()


async def _unsent_elsewhere(scene: Scene) -> None:
    """A file of unsent work lies where it may be read."""
    await scene.sync.patients.update(scene.patient.id, {"city": "Oslo"})
    await scene.sync.sync_centre.write_unsent(scene.out)


async def _unsent_here(scene: Scene) -> None:
    await scene.sync.patients.update(scene.patient.id, {"city": "Oslo"})


async def _filed(scene: Scene) -> Any:
    scan = scene.out.with_suffix(".txt")
    scan.write_bytes(LETTER)
    attachment = await scene.sync.documents.keep(scan, Filing())
    assert attachment is not None
    new = NewDocument(patient_id=scene.patient.id, title="Letter", file_name=scan.name)
    return await scene.sync.documents.file(attachment, new)


async def _posed(scene: Scene) -> Any:
    """A photo of the scene's patient, chosen from a file."""
    picture = scene.out.with_suffix(".png")
    picture.write_bytes(a_png())
    made = await scene.sync.photos.choose(scene.patient.id, picture)
    scene.document = made
    return made


async def _signed_consent(scene: Scene) -> Any:
    new = NewConsent(
        patient_id=scene.patient.id,
        kind="treatment",
        title="Consent",
        signed_on=NOON.date(),
        witnessed_by="Kim",
    )
    return await scene.sync.consents.sign(b"%PDF-1.7 signed", new)


async def _withdrawn(scene: Scene) -> Any:
    with scene.desk.store.reader() as reader:
        (consent,) = reader.records(Consent).find(Query(Consent)).rows
    whose = scene.patient.id
    return await scene.sync.consents.withdraw(consent.id, "moved away", patient_id=whose)


async def _signed_and_withdrawn(scene: Scene) -> None:
    await _signed_consent(scene)
    await _withdrawn(scene)


async def _reinstated(scene: Scene) -> Any:
    with scene.desk.store.reader() as reader:
        (consent,) = reader.records(Consent).find(Query(Consent)).rows
    return await scene.sync.consents.reinstate(consent.id, patient_id=scene.patient.id)


async def _insured(scene: Scene) -> Coverage:
    policy = a_child(Coverage, scene.patient, payer="Blue Cross", member_id="XYZ123")
    scene.desk.pull(policy)
    scene.policy = policy
    return policy


async def _reply_read(scene: Scene) -> Any:
    assert scene.policy is not None
    path = scene.out.with_suffix(".271")
    path.write_bytes(_a_reply(scene))
    return await scene.sync.coverages.read_reply(
        path, patient_id=scene.patient.id, coverage_id=scene.policy.id
    )


def _a_reply(scene: Scene) -> bytes:
    person = scene.patient
    born = (person.birth_date or "").replace("-", "")
    return a_271(name=(person.family_name, person.given_names), born=born)


async def _reply_taken(scene: Scene) -> Any:
    judged = await _reply_read(scene)
    assert scene.policy is not None
    return await scene.sync.coverages.take_reply(
        judged.reply,
        patient_id=scene.patient.id,
        coverage_id=scene.policy.id,
        is_confirmed=False,
    )


async def _noted(scene: Scene) -> Any:
    assert scene.policy is not None
    return await scene.sync.coverages.note(scene.policy, Answered(status="active", on=NOON.date()))


async def _put_back(scene: Scene) -> Any:
    assert scene.policy is not None
    before = answer_values(scene.policy)
    after = answer_values(await _noted(scene))
    return await scene.sync.coverages.put_back(
        scene.policy.id, after, before, patient_id=scene.patient.id
    )


async def _card_put(scene: Scene) -> Any:
    assert scene.policy is not None
    picture = scene.out.with_suffix(".png")
    picture.write_bytes(a_png())
    made = await scene.sync.coverages.put_card(scene.policy, "front", picture, title="Card")
    scene.document = made
    return made


async def _with_card(scene: Scene) -> None:
    await _insured(scene)
    await _card_put(scene)


async def _card_gone(scene: Scene) -> Any:
    assert scene.policy is not None
    whose, card = scene.patient.id, scene.document.id
    return await scene.sync.coverages.show_card(
        scene.policy.id, "front", None, was=card, patient_id=whose
    )


async def _asked_by_another(scene: Scene) -> None:
    scene.asked = a_record(
        ExportRequest, requested_by=new_id(), requested_at=scene.desk.clock.now()
    )
    scene.desk.pull(scene.asked)


async def _allowed_by_another(scene: Scene) -> None:
    """A file of one's own patients, allowed; the scene's patient is in the user's care."""
    context, now = scene.sync.access.context, scene.desk.clock.now()
    scene.asked = a_record(
        ExportRequest,
        requested_by=context.user_id,
        requested_at=now,
        status="approved",
        decided_by=new_id(),
        decided_at=now,
    )
    scene.sync.access.context = replace(context, practitioner_id=scene.visit.practitioner_id)
    mine = replace(scene.patient, practitioner_id=scene.visit.practitioner_id, version=2)
    scene.desk.pull(scene.asked, mine)


async def _visit_moved(scene: Scene) -> None:
    """Its patient is to be told, and is not told yet."""
    await scene.sync.appointments.move(scene.visit.id, _slot(scene))


async def _told(scene: Scene) -> object:
    held = scene.sync.held_notices
    return await held.tell(await held.held(), subject="Moved", text="Dear {patient}, come later.")


async def _told_nothing(scene: Scene) -> None:
    await scene.sync.held_notices.give_up(await scene.sync.held_notices.held())


async def _removal_asked(scene: Scene) -> None:
    scene.removal = replace(scene.removal, requested_at=scene.desk.clock.now())
    scene.desk.pull(scene.removal)


async def _registered_in_error(scene: Scene) -> None:
    """Somebody of whom nothing is kept."""
    scene.twin = a_patient(family_name="Error")
    scene.desk.pull(scene.twin)


async def _removal_allowed(scene: Scene) -> None:
    other = a_patient(family_name="Error")
    scene.removal = an_allowed_removal(other, decided_at=scene.desk.clock.now())
    scene.desk.pull(other, scene.removal)


async def _removal_done(scene: Scene) -> None:
    await _removal_allowed(scene)
    role = scene.sync.access.context.role
    _act_as(scene, Role.ADMIN)
    await scene.sync.removals.carry_out(scene.removal.id)
    _act_as(scene, Role(role))


async def _given_away(scene: Scene) -> None:
    disclosures = scene.sync.disclosures
    summary = await disclosures.summary(
        scene.patient.id, recipient="Amara", purpose=Purpose.PATIENT_REQUEST
    )
    await disclosures.hand_out(summary, is_file=False)


async def _attached(scene: Scene) -> Any:
    """A file that goes with a message: it is a document of the patient's once that is said."""
    scan = scene.out.with_suffix(".txt")
    scan.write_bytes(LETTER)
    said = Said(text="See the letter", attachments=(await scene.sync.messages.attach(scan),))
    new = NewThread(subject="Letter", patient_id=scene.patient.id, said=said)
    return await scene.sync.messages.start(new)


def _thrown_away(scene: Scene) -> Awaitable[Any]:
    drafts, whose = scene.sync.drafts, scene.patient.id
    return drafts.discard(drafts.key("patient", whose), entity="patient", patient_id=whose)


def _new_plan(scene: Scene) -> PlanEdit:
    changes = {"title": "Move more"}
    whose = scene.patient.id
    return PlanEdit(plan_id=None, patient_id=whose, changes=changes, goals=(), activities=())


def _signed(patient: Patient, prescriber: PractitionerId) -> Prescription:
    facts = {"dose": "5", "frequency": "daily", "quantity": 30, "status": "active"}
    return a_child(Prescription, patient, prescriber_id=prescriber, **facts)


async def _as_doctor(scene: Scene, call: Call) -> Any:
    """By the clinician who has a visit with the patient: nobody else prescribes."""
    access, doctor = scene.sync.access, scene.visit.practitioner_id
    access.context = replace(access.context, practitioner_id=doctor)
    return await call(scene)


async def _first_details(scene: Scene) -> Any:
    (entry, *_) = await scene.sync.audit.entries(AuditQuestion())
    return await scene.sync.audit.details(entry.line)


async def _reviewed(scene: Scene) -> Any:
    (broken,) = scene.glass
    return await scene.sync.audit.review(broken.id, note="on call")


async def _decided(scene: Scene) -> Any:
    await scene.sync.conflicts.resolve(scene.conflict.id, Resolution.THEIRS)
    return await scene.sync.conflicts.decided()


async def _released(scene: Scene) -> Any:
    await scene.sync.conflicts.claim(scene.conflict.id)
    return await scene.sync.conflicts.release(scene.conflict.id)


async def _taken_back(scene: Scene) -> Any:
    decided = await scene.sync.conflicts.decide(scene.conflict.id, Resolution.MINE)
    return await scene.sync.conflicts.take_back(decided)


async def _reopened(scene: Scene) -> Any:
    await scene.sync.conflicts.resolve(scene.conflict.id, Resolution.THEIRS)
    return await scene.sync.conflicts.reopen(scene.conflict.id)


async def _moved(scene: Scene) -> Any:
    visit_id = AppointmentId(scene.visit.id)
    slot, twice = _slot(scene), scene.twice.id
    return await scene.sync.conflicts.move(twice, visit_id, slot, subject="x", text="Dear")


async def _kept_apart(scene: Scene) -> Any:
    return await scene.sync.conflicts.keep_apart(scene.patient.id, scene.twin.id)


async def _parted(scene: Scene) -> Any:
    await scene.sync.merging.merge(scene.patient.id, scene.twin.id)
    return await scene.sync.merging.unmerge(scene.twin.id)


async def _read(scene: Scene) -> Any:
    said = {"thread_id": scene.message.thread_id, "direction": "incoming", "text": "Hello?"}
    scene.desk.keep(a_child(Message, scene.patient, **said))
    return await scene.sync.messages.mark_read(scene.message.thread_id)


async def _counted(scene: Scene) -> Any:
    await scene.sync.tills.open_drawer(15_000)
    return await scene.sync.tills.close_drawer({"cash": 15_000})


_UPDATED = ("update", "patient")


def _refused(scene: Scene) -> str:
    """A change of the patient that the server did not take."""
    store, context = scene.desk.store, scene.sync.access.context

    def refuse() -> str:
        update(store.unit_of_work, context, patient_id=scene.patient.id, changes={"city": "Oslo"})
        with store.unit_of_work(context, origin=Origin.REMOTE) as uow:
            (one,) = uow.outbox.due(NOON, limit=10)
            uow.outbox.mark([one.operation.op_id], OperationState.QUARANTINED, code="invalid")
        return one.operation.op_id

    return scene.desk.worker.submit(refuse).result()


Call = Callable[[Scene], Awaitable[Any]]


@dataclass(frozen=True)
class Case:
    """A method of the facade, what it leaves in the trail, and whether it names the patient."""

    call: Call
    leaves: tuple[tuple[str, str], ...]
    names: bool = True
    first: Call | None = None
    """What is there before anybody looks."""


def _case(
    call: Call, *leaves: tuple[str, str], names: bool = True, first: Call | None = None
) -> Case:
    return Case(call, leaves, names, first)


_TWICE_WRITTEN = (("create", "waitlist_entry"), ("update", "waitlist_entry"))
_SEATED = (
    ("create", "waitlist_entry"),
    ("create", "appointment"),
    ("transition", "appointment"),
    ("transition", "appointment"),
    ("update", "waitlist_entry"),
)
_UNSEATED = (("transition", "appointment"), ("update", "waitlist_entry"))


async def _made_urgent(scene: Scene) -> object:
    entry = await scene.sync.walk_ins.add(NewWalkIn(patient_id=scene.patient.id))
    return await scene.sync.walk_ins.set_urgent(entry.id, is_urgent=True)


async def _walk_in_slot(scene: Scene) -> object:
    entry = await scene.sync.walk_ins.add(NewWalkIn(patient_id=scene.patient.id))
    return await scene.sync.walk_ins.next_slot(entry)


async def _seated(scene: Scene) -> object:
    entry = await scene.sync.walk_ins.add(NewWalkIn(patient_id=scene.patient.id))
    return await scene.sync.walk_ins.seat(entry.id, _slot(scene), is_taken_in=True)


async def _unseated(scene: Scene) -> object:
    visit = await _seated(scene)
    assert visit is not None
    with scene.desk.store.reader() as reader:
        (entry,) = reader.records(WaitlistEntry).find(Query(WaitlistEntry)).rows
    return await scene.sync.walk_ins.unseat(entry.id)


_PRINTED_DAY = (("list", "appointment"), ("print", "appointment"))


async def _day_list_printed(scene: Scene) -> object:
    found = await scene.sync.appointments.day_list(DAY)
    await scene.sync.appointments.note_day_list(found)
    return found


async def _calendar_saved(scene: Scene) -> object:
    found = await scene.sync.appointments.calendar_day(DAY, untitled="Visit")
    await scene.sync.appointments.note_calendar_day(found)
    return found


def _week(scene: Scene) -> Awaitable[Any]:
    whose = Whose(practitioner_id=scene.visit.practitioner_id)
    return scene.sync.appointments.week(DAY, first=DAY - timedelta(days=5), whose=whose)


_WEEKLY = "FREQ=WEEKLY;COUNT=2"
_TWO_BOOKED = (("create", "appointment"),) * 2


async def _series_booked(scene: Scene) -> Any:
    slots = [_slot(scene), _slot(scene, 3 + 7 * 24)]
    visit = NewVisit(patient_id=scene.patient.id, slot=slots[0])
    return await scene.sync.appointments.book_series(visit, slots, _WEEKLY)


async def _series_cancelled(scene: Scene) -> Any:
    visits = await _series_booked(scene)
    return await scene.sync.appointments.cancel_series_from(visits[0].id)


async def _wish_closed(scene: Scene) -> Any:
    lists = scene.sync.call_lists
    entry = await lists.add_wish(NewWish(patient_id=scene.patient.id))
    return await lists.set_wish(entry.id, "closed")


async def _wish_booked(scene: Scene) -> Any:
    lists = scene.sync.call_lists
    entry = await lists.add_wish(NewWish(patient_id=scene.patient.id))
    return await lists.book_freed(entry.id, _slot(scene), release=False)


async def _household(scene: Scene) -> Any:
    """The patient moves in with the twin, whose household nobody had written down."""
    edit = ChartEdit(
        patient_id=scene.patient.id,
        based_on=scene.patient,
        changes={"household_id": scene.twin.id},
    )
    stored = await scene.sync.patients.save_chart(edit)
    return await scene.sync.patients.household(stored.household_id)


_MOVED_IN = (("update", "patient"), ("update", "patient"), ("view", "patient"))


async def _day_closed(scene: Scene) -> Any:
    day = a_record(Holiday, on=DAY, name="Stocktaking")
    return await scene.sync.setup.save(day, based_on=None)


async def _day_opened(scene: Scene) -> Any:
    made = await _day_closed(scene)
    await scene.sync.setup.remove(made)
    return made


async def _day_closed_again(scene: Scene) -> Any:
    return await scene.sync.setup.bring_back(await _day_opened(scene))


async def _incident(scene: Scene) -> Any:
    report = a_child(IncidentReport, scene.patient, occurred_at=NOON, text="Slipped")
    return await scene.sync.incidents.save(report, based_on=None)


async def _incident_read(scene: Scene) -> Any:
    await _incident(scene)
    return await scene.sync.incidents.listed()


async def _incident_removed(scene: Scene) -> Any:
    made = await _incident(scene)
    await scene.sync.incidents.remove(made)
    return made


async def _incident_back(scene: Scene) -> Any:
    return await scene.sync.incidents.bring_back(await _incident_removed(scene))


async def _measured(scene: Scene) -> Any:
    taken = a_child(VitalSigns, scene.patient, measured_at=NOON, pulse_per_min=72)
    return await scene.sync.vitals.save(taken, based_on=None)


async def _measurements_read(scene: Scene) -> Any:
    await _measured(scene)
    return await scene.sync.vitals.of_patient(scene.patient.id)


async def _measured_wrong(scene: Scene) -> Any:
    made = await _measured(scene)
    await scene.sync.vitals.remove(made)
    return made


async def _measured_back(scene: Scene) -> Any:
    return await scene.sync.vitals.bring_back(await _measured_wrong(scene))


async def _recalled(scene: Scene) -> Any:
    await scene.sync.recalls.add(RecallWish(patient_id=scene.patient.id, due_on=DAY))
    return await scene.sync.recalls.listed(RecallScope.SOON)


async def _recall_changed(scene: Scene) -> Any:
    wish = RecallWish(patient_id=scene.patient.id, due_on=DAY)
    made = await scene.sync.recalls.add(wish)
    return await scene.sync.recalls.change(made.id, replace(wish, reason="x"), based_on=made)


async def _recall_called(scene: Scene) -> Any:
    made = await scene.sync.recalls.add(RecallWish(patient_id=scene.patient.id, due_on=DAY))
    return await scene.sync.recalls.note_contact(made.id, "left message")


async def _recall_closed(scene: Scene) -> Any:
    made = await scene.sync.recalls.add(RecallWish(patient_id=scene.patient.id, due_on=DAY))
    return await scene.sync.recalls.set_status(made.id, "declined", was=made.status)


def _slot(scene: Scene, hours: int = 3) -> Slot:
    return Slot(
        starts_at=NOON + timedelta(hours=hours),
        length_min=30,
        practitioner_id=scene.visit.practitioner_id,
    )


_MERGED = (
    ("create", "patient_merge"),
    ("update", "patient"),
    ("create", "patient_identifier"),
    ("merge", "patient"),
)
_PARTED = (
    ("unmerge", "patient_merge"),
    ("update", "patient"),
    ("delete", "patient_identifier"),
    ("unmerge", "patient"),
)


CASES: dict[str, Case] = {
    "patients.ids": _case(
        lambda s: s.sync.patients.ids(PatientFilter(text="okafor")),
        ("search", "patient"),
        names=False,
    ),
    "patients.rows": _case(lambda s: s.sync.patients.rows([s.patient.id]), ("list", "patient")),
    "patients.search": _case(lambda s: s.sync.patients.search("okafor"), ("search", "patient")),
    "patients.similar": _case(
        lambda s: s.sync.patients.similar(NewPerson(family_name="Okaffor")), ("search", "patient")
    ),
    "patients.chart": _case(lambda s: s.sync.patients.chart(s.patient.id), ("view", "patient")),
    "patients.overview": _case(
        lambda s: s.sync.patients.overview(s.patient.id), ("view", "patient")
    ),
    "patients.household": _case(_household, ("create", "household"), *_MOVED_IN, names=False),
    "patients.id_by_mrn": _case(
        lambda s: s.sync.patients.id_by_mrn(s.patient.mrn), ("search", "patient")
    ),
    "patients.ids_of_day": _case(lambda s: s.sync.patients.ids_of_day(DAY, a_clinic())),
    "patients.ids_unsynced": _case(lambda s: s.sync.patients.ids_unsynced()),
    "patients.break_glass": _case(
        lambda s: s.sync.patients.break_glass(s.patient.id, "covering tonight"),
        ("create", "break_glass"),
        ("break_glass", "patient"),
    ),
    "patients.update": _case(
        lambda s: s.sync.patients.update(s.patient.id, {"city": "Oslo"}), ("update", "patient")
    ),
    "patients.save_chart": _case(
        lambda s: s.sync.patients.save_chart(
            ChartEdit(patient_id=s.patient.id, based_on=s.patient, changes={"city": "Oslo"})
        ),
        ("update", "patient"),
    ),
    "appointments.day": _case(lambda s: s.sync.appointments.day(DAY), ("list", "appointment")),
    "call_lists.to_confirm": _case(
        lambda s: s.sync.call_lists.to_confirm(), ("list", "appointment"), names=False
    ),
    "call_lists.waiting": _case(
        lambda s: s.sync.call_lists.waiting(), ("list", "waitlist_entry"), names=False
    ),
    "call_lists.matching": _case(
        lambda s: s.sync.call_lists.matching(_slot(s)), ("list", "waitlist_entry"), names=False
    ),
    "call_lists.add_wish": _case(
        lambda s: s.sync.call_lists.add_wish(NewWish(patient_id=s.patient.id)),
        ("create", "waitlist_entry"),
    ),
    "call_lists.set_wish": _case(
        _wish_closed, ("create", "waitlist_entry"), ("update", "waitlist_entry")
    ),
    "call_lists.book_freed": _case(
        _wish_booked,
        ("create", "waitlist_entry"),
        ("create", "appointment"),
        ("update", "waitlist_entry"),
    ),
    "setup.hours": _case(lambda s: s.sync.setup.hours()),
    "setup.blocks": _case(lambda s: s.sync.setup.blocks()),
    "setup.closed_days": _case(lambda s: s.sync.setup.closed_days()),
    "setup.templates": _case(lambda s: s.sync.setup.templates()),
    "setup.organizations": _case(lambda s: s.sync.setup.organizations()),
    "setup.names": _case(lambda s: s.sync.setup.names()),
    "setup.in_the_way": _case(lambda s: s.sync.setup.in_the_way(day_span(DAY, ZONE))),
    "setup.save": _case(_day_closed, ("create", "holiday"), names=False),
    "setup.remove": _case(_day_opened, ("create", "holiday"), ("delete", "holiday"), names=False),
    "setup.bring_back": _case(
        _day_closed_again,
        ("create", "holiday"),
        ("delete", "holiday"),
        ("restore", "holiday"),
        names=False,
    ),
    "incidents.listed": _case(
        _incident_read, ("create", "incident_report"), ("list", "incident_report")
    ),
    "incidents.save": _case(_incident, ("create", "incident_report")),
    "incidents.remove": _case(
        _incident_removed, ("create", "incident_report"), ("delete", "incident_report")
    ),
    "incidents.bring_back": _case(
        _incident_back,
        ("create", "incident_report"),
        ("delete", "incident_report"),
        ("restore", "incident_report"),
    ),
    "vitals.of_patient": _case(
        lambda s: _as_doctor(s, _measurements_read),
        ("create", "vital_signs"),
        ("list", "vital_signs"),
    ),
    "vitals.save": _case(lambda s: _as_doctor(s, _measured), ("create", "vital_signs")),
    "vitals.remove": _case(
        lambda s: _as_doctor(s, _measured_wrong),
        ("create", "vital_signs"),
        ("delete", "vital_signs"),
    ),
    "vitals.bring_back": _case(
        lambda s: _as_doctor(s, _measured_back),
        ("create", "vital_signs"),
        ("delete", "vital_signs"),
        ("restore", "vital_signs"),
    ),
    "recalls.listed": _case(_recalled, ("create", "recall"), ("list", "recall")),
    "recalls.add": _case(
        lambda s: s.sync.recalls.add(RecallWish(patient_id=s.patient.id, due_on=DAY)),
        ("create", "recall"),
    ),
    "recalls.change": _case(_recall_changed, ("create", "recall"), ("update", "recall")),
    "recalls.note_contact": _case(_recall_called, ("create", "recall"), ("update", "recall")),
    "recalls.set_status": _case(_recall_closed, ("create", "recall"), ("update", "recall")),
    "appointments.day_list": _case(
        lambda s: s.sync.appointments.day_list(DAY), ("list", "appointment")
    ),
    "appointments.note_day_list": _case(_day_list_printed, *_PRINTED_DAY),
    "appointments.calendar_day": _case(
        lambda s: s.sync.appointments.calendar_day(DAY, untitled="Visit"), ("list", "appointment")
    ),
    "appointments.note_calendar_day": _case(
        _calendar_saved, ("list", "appointment"), ("export", "appointment")
    ),
    "walk_ins.queue": _case(
        lambda s: s.sync.walk_ins.queue(), ("list", "waitlist_entry"), names=False
    ),
    "walk_ins.add": _case(
        lambda s: s.sync.walk_ins.add(NewWalkIn(patient_id=s.patient.id)),
        ("create", "waitlist_entry"),
    ),
    "walk_ins.set_urgent": _case(_made_urgent, *_TWICE_WRITTEN),
    "walk_ins.next_slot": _case(_walk_in_slot, ("create", "waitlist_entry"), names=False),
    "walk_ins.seat": _case(_seated, *_SEATED),
    "walk_ins.unseat": _case(_unseated, *_SEATED, *_UNSEATED),
    "appointments.plan_series": _case(
        lambda s: s.sync.appointments.plan_series(s.patient.id, _slot(s), _WEEKLY)
    ),
    "appointments.book_series": _case(_series_booked, *_TWO_BOOKED),
    "appointments.cancel_series_from": _case(
        _series_cancelled, *_TWO_BOOKED, *(("transition", "appointment"),) * 2
    ),
    "appointments.next_free": _case(
        lambda s: s.sync.appointments.next_free(FreeWish(from_on=DAY, length_min=30))
    ),
    "appointments.week": _case(_week, ("list", "appointment")),
    "appointments.uninsured": _case(
        lambda s: s.sync.appointments.uninsured([s.patient.id], DAY), ("list", "coverage")
    ),
    "appointments.get": _case(
        lambda s: s.sync.appointments.get(s.visit.id), ("view", "appointment")
    ),
    "appointments.check_slot": _case(
        lambda s: s.sync.appointments.check_slot(s.patient.id, _slot(s))
    ),
    "appointments.book": _case(
        lambda s: s.sync.appointments.book(NewVisit(patient_id=s.patient.id, slot=_slot(s))),
        ("create", "appointment"),
    ),
    "appointments.move": _case(
        lambda s: s.sync.appointments.move(s.visit.id, _slot(s)), ("update", "appointment")
    ),
    "appointments.edit": _case(
        lambda s: s.sync.appointments.edit(s.visit.id, {"note": "by taxi"}),
        ("update", "appointment"),
    ),
    "appointments.set_status": _case(
        lambda s: s.sync.appointments.set_status(s.visit.id, "arrived"),
        ("transition", "appointment"),
    ),
    "appointments.set_confirmation": _case(
        lambda s: s.sync.appointments.set_confirmation(s.visit.id, "confirmed"),
        ("update", "appointment"),
    ),
    "finding.find": _case(lambda s: s.sync.finding.find("okafor"), ("search", "patient")),
    "finding.recent": _case(
        lambda s: s.sync.finding.recent([("appointment", s.visit.id)]), ("list", "patient")
    ),
    "audit.open": _case(
        lambda s: s.sync.audit.open(AuditQuestion()), ("view", "audit"), names=False
    ),
    "audit.entries": _case(
        lambda s: s.sync.audit.entries(AuditQuestion()), ("view", "audit"), names=False
    ),
    "audit.details": _case(_first_details, ("view", "audit"), ("view", "audit"), names=False),
    "audit.find_patients": _case(
        lambda s: s.sync.audit.find_patients("okafor"), ("search", "audit")
    ),
    "audit.history": _case(
        lambda s: s.sync.audit.history(Patient, s.patient.id, patient_id=s.patient.id),
        ("view", "audit"),
    ),
    "audit.verify": _case(lambda s: s.sync.audit.verify()),
    "audit.export": _case(
        lambda s: s.sync.audit.export(lambda _line: None), ("export", "audit"), names=False
    ),
    "audit.note_export": _case(
        lambda s: s.sync.audit.note_export(3), ("export", "audit"), names=False
    ),
    "audit.glass_waiting": _case(lambda s: s.sync.audit.glass_waiting()),
    "audit.unreviewed": _case(
        lambda s: s.sync.audit.unreviewed(), ("list", "break_glass"), names=False
    ),
    "audit.review": _case(_reviewed, ("review", "break_glass")),
    "conflicts.open": _case(lambda s: s.sync.conflicts.open(), ("list", "sync_conflict")),
    "conflicts.of_record": _case(
        lambda s: s.sync.conflicts.of_record(s.patient.id), ("list", "sync_conflict")
    ),
    "conflicts.resolve": _case(
        lambda s: s.sync.conflicts.resolve(s.conflict.id, "theirs"),  # type: ignore[arg-type]
        ("resolve", "sync_conflict"),
    ),
    "conflicts.summary": _case(lambda s: s.sync.conflicts.summary()),
    "conflicts.settled_by": _case(lambda s: s.sync.conflicts.settled_by([s.conflict.id])),
    "conflicts.waiting": _case(lambda s: s.sync.conflicts.waiting(), ("list", "sync_conflict")),
    "conflicts.decided": _case(_decided, ("resolve", "sync_conflict"), ("list", "sync_conflict")),
    "conflicts.detail": _case(
        lambda s: s.sync.conflicts.detail(s.conflict.id), ("view", "sync_conflict")
    ),
    "conflicts.claim": _case(
        lambda s: s.sync.conflicts.claim(s.conflict.id), ("claim", "sync_conflict")
    ),
    "conflicts.release": _case(_released, ("claim", "sync_conflict"), ("claim", "sync_conflict")),
    "conflicts.decide": _case(
        lambda s: s.sync.conflicts.decide(s.conflict.id, Resolution.MINE),
        ("resolve", "sync_conflict"),
        ("update", "patient"),
    ),
    "conflicts.take_back": _case(
        _taken_back,
        ("resolve", "sync_conflict"),
        ("update", "patient"),
        ("reopen", "sync_conflict"),
        ("update", "patient"),
    ),
    "conflicts.reopen": _case(_reopened, ("resolve", "sync_conflict"), ("reopen", "sync_conflict")),
    "conflicts.move": _case(
        _moved,
        ("resolve", "sync_conflict"),
        ("update", "appointment"),
        ("create", "message_thread"),
        ("create", "message"),
    ),
    "conflicts.keep_apart": _case(_kept_apart, ("create", "task"), ("update", "task"), names=False),
    "merging.compare": _case(
        lambda s: s.sync.merging.compare(s.patient.id, s.twin.id), ("view", "patient"), names=False
    ),
    "merging.merge": _case(
        lambda s: s.sync.merging.merge(s.patient.id, s.twin.id), *_MERGED, names=False
    ),
    "merging.unmerge": _case(_parted, *_MERGED, *_PARTED, names=False),
    "accounts.ids": _case(
        lambda s: s.sync.accounts.ids(AccountFilter(text="okafor")),
        ("search", "charge"),
        names=False,
    ),
    "accounts.rows": _case(lambda s: s.sync.accounts.rows([s.patient.id]), ("list", "charge")),
    "accounts.view": _case(lambda s: s.sync.accounts.view(s.patient.id), ("view", "charge")),
    "accounts.family": _case(lambda s: s.sync.accounts.family(s.patient.id), ("list", "charge")),
    "accounts.day": _case(lambda s: s.sync.accounts.day(DAY), ("list", "charge")),
    "accounts.charge": _case(
        lambda s: s.sync.accounts.charge(
            s.patient.id,
            {"amount_minor": 500, "service_on": DAY, "text": "Visit"},
            Entering(reason="walk-in"),
        ),
        ("create", "charge"),
    ),
    "accounts.take_payment": _case(
        lambda s: s.sync.accounts.take_payment(
            s.patient.id, {"amount_minor": 500, "received_on": DAY}
        ),
        ("create", "payment"),
        ("create", "allocation"),
    ),
    "accounts.allocate": _case(
        lambda s: s.sync.accounts.allocate(s.patient.id, s.payment.id), ("create", "allocation")
    ),
    "accounts.adjust": _case(
        lambda s: s.sync.accounts.adjust(
            s.patient.id,
            {"amount_minor": 100, "adjusted_on": DAY},
            Entering(reason="waited long"),
        ),
        ("create", "adjustment"),
    ),
    "accounts.give_back": _case(
        lambda s: s.sync.accounts.give_back(
            s.patient.id, s.payment.id, {"amount_minor": 100, "refunded_on": DAY}
        ),
        ("create", "refund"),
    ),
    "accounts.reverse": _case(
        lambda s: s.sync.accounts.reverse(
            "payment", s.payment.id, entering=Entering(reason="typed twice")
        ),
        ("create", "payment"),
    ),
    "accounts.note_receipt": _case(
        lambda s: s.sync.accounts.note_receipt([s.patient.id]), ("print", "payment")
    ),
    "accounts.receipt": _case(
        lambda s: s.sync.accounts.receipt(s.patient.id, s.payment.id), ("view", "charge")
    ),
    "accounts.aging": _case(lambda s: s.sync.accounts.aging(), ("list", "charge"), names=False),
    "accounts.statements": _case(
        lambda s: s.sync.accounts.statements([s.patient.id]), ("list", "charge")
    ),
    "accounts.note_statements": _case(
        lambda s: s.sync.accounts.note_statements([s.patient.id]), ("print", "charge")
    ),
    "reports.use": _case(lambda s: s.sync.reports.use(WEEK), ("list", "appointment"), names=False),
    "reports.no_shows": _case(
        lambda s: s.sync.reports.no_shows(WEEK, By.PROVIDER), ("list", "appointment"), names=False
    ),
    "reports.owed": _case(lambda s: s.sync.reports.owed(), ("list", "charge"), names=False),
    "reports.taken": _case(lambda s: s.sync.reports.taken(WEEK), ("list", "payment"), names=False),
    "reports.note_export": _case(
        lambda s: s.sync.reports.note_export(Report.COLLECTED), ("export", "payment"), names=False
    ),
    "tills.view": _case(lambda s: s.sync.tills.view(), ("view", "cash_drawer"), names=False),
    "tills.open_drawer": _case(
        lambda s: s.sync.tills.open_drawer(15_000), ("create", "cash_drawer"), names=False
    ),
    "tills.close_drawer": _case(
        _counted, ("create", "cash_drawer"), ("update", "cash_drawer"), names=False
    ),
    "tills.close_day": _case(
        lambda s: s.sync.tills.close_day({"cash": 2_500}), ("create", "day_sheet"), names=False
    ),
    "tills.note_sheet": _case(
        lambda s: s.sync.tills.note_sheet(), ("print", "day_sheet"), names=False
    ),
    "fees.add_schedule": _case(
        lambda s: s.sync.fees.add_schedule("Standard"), ("create", "fee_schedule"), names=False
    ),
    "fees.set_price": _case(
        lambda s: s.sync.fees.set_price(
            s.prices.id, code="OV20", name="Office visit", amount_minor=100
        ),
        ("create", "procedure_code"),
        ("create", "fee"),
        names=False,
    ),
    "fees.remove_price": _case(
        lambda s: s.sync.fees.remove_price(s.fee.id), ("delete", "fee"), names=False
    ),
    "messages.drafts": _case(lambda s: s.sync.messages.drafts(), ("list", "message")),
    "messages.edit": _case(
        lambda s: s.sync.messages.edit(s.message.id, text="Hello", channel="sms"),
        ("update", "message"),
    ),
    "messages.mark_sent": _case(
        lambda s: s.sync.messages.mark_sent(s.message.id, text="Hello", channel="sms"),
        ("update", "message_thread"),
        ("update", "message"),
    ),
    "messages.discard": _case(
        lambda s: s.sync.messages.discard(s.message.id),
        ("delete", "message"),
        ("delete", "message_thread"),
    ),
    "messages.ids": _case(
        lambda s: s.sync.messages.ids(ThreadFilter(text="okafor")),
        ("search", "message_thread"),
        names=False,
    ),
    "messages.rows": _case(
        lambda s: s.sync.messages.rows([s.message.thread_id]), ("list", "message_thread")
    ),
    "messages.conversation": _case(
        lambda s: s.sync.messages.conversation(s.message.thread_id), ("view", "message_thread")
    ),
    "messages.field_values": _case(
        lambda s: s.sync.messages.field_values(s.patient.id), ("view", "message_thread")
    ),
    "messages.start": _case(
        lambda s: s.sync.messages.start(
            NewThread(subject="Refill", patient_id=s.patient.id, said=Said(text="Please call"))
        ),
        ("create", "message_thread"),
        ("create", "message"),
    ),
    "messages.attach": _case(
        _attached,
        ("create", "message_thread"),
        ("create", "document"),
        ("create", "message"),
    ),
    "messages.reply": _case(
        lambda s: s.sync.messages.reply(
            s.message.thread_id, Said(text="I will"), patient_id=s.patient.id
        ),
        ("update", "message_thread"),
        ("create", "message"),
    ),
    "messages.mark_read": _case(
        _read, ("create", "message"), ("update", "message"), ("update", "message_thread")
    ),
    "messages.finish": _case(
        lambda s: s.sync.messages.finish(s.message.thread_id, is_done=True),
        ("update", "message_thread"),
    ),
    "messages.change": _case(
        lambda s: s.sync.messages.change(s.message.thread_id, {"priority": "high"}),
        ("update", "message_thread"),
    ),
    "documents.ids": _case(
        lambda s: s.sync.documents.ids(RecordFilter(text="okafor")),
        ("search", "document"),
        names=False,
    ),
    "documents.rows": _case(lambda s: s.sync.documents.rows([s.document.id]), ("list", "document")),
    "documents.one": _case(
        lambda s: s.sync.documents.one(s.document.id, patient_id=s.patient.id),
        ("view", "document"),
    ),
    "documents.change": _case(
        lambda s: s.sync.documents.change(
            s.document.id, {"title": "Letter"}, patient_id=s.patient.id
        ),
        ("update", "document"),
    ),
    "documents.set_status": _case(
        lambda s: s.sync.documents.set_status(
            s.document.id, "superseded", patient_id=s.patient.id, was=s.document.status
        ),
        ("update", "document"),
    ),
    "photos.choose": _case(_posed, ("create", "document"), ("update", "patient")),
    "photos.picture": _case(
        lambda s: s.sync.photos.picture(s.patient.id), ("view", "document"), first=_posed
    ),
    "photos.show": _case(
        lambda s: s.sync.photos.show(s.patient.id, None, was=s.document.id),
        ("update", "document"),
        ("update", "patient"),
        first=_posed,
    ),
    "coverages.read_reply": _case(_reply_read, ("view", "coverage"), first=_insured),
    "coverages.take_reply": _case(
        _reply_taken, ("view", "coverage"), ("update", "coverage"), first=_insured
    ),
    "coverages.note": _case(_noted, ("update", "coverage"), first=_insured),
    "coverages.put_back": _case(
        _put_back, ("update", "coverage"), ("update", "coverage"), first=_insured
    ),
    "coverages.put_card": _case(
        _card_put, ("create", "document"), ("update", "coverage"), first=_insured
    ),
    "coverages.show_card": _case(
        _card_gone, ("update", "document"), ("update", "coverage"), first=_with_card
    ),
    "coverages.card": _case(
        lambda s: s.sync.coverages.card(s.document.id), ("view", "document"), first=_with_card
    ),
    "consents.sign": _case(_signed_consent, ("create", "document"), ("create", "consent")),
    "consents.withdraw": _case(_withdrawn, ("update", "consent"), first=_signed_consent),
    "consents.reinstate": _case(_reinstated, ("update", "consent"), first=_signed_and_withdrawn),
    "consents.note_printed": _case(
        lambda s: s.sync.consents.note_printed(s.patient.id, is_file=False), ("print", "patient")
    ),
    "exports.listed": _case(
        lambda s: s.sync.exports.listed(), ("list", "export_request"), names=False
    ),
    "exports.ask": _case(
        lambda s: s.sync.exports.ask(
            NewExport(kind="own_patients", recipient="The auditor", reason="a yearly review")
        ),
        ("create", "export_request"),
        names=False,
    ),
    "exports.decide": _case(
        lambda s: s.sync.exports.decide(s.asked.id, is_allowed=True, note="they may"),
        ("decide", "export_request"),
        names=False,
        first=_asked_by_another,
    ),
    "exports.write": _case(
        lambda s: s.sync.exports.write(s.asked.id),
        ("write", "export_request"),
        ("export", "patient"),
        names=False,  # in the one that says who is in the file
        first=_allowed_by_another,
    ),
    "visits.ids": _case(
        lambda s: s.sync.visits.ids(RecordFilter(patient_id=s.patient.id)), ("list", "appointment")
    ),
    "visits.rows": _case(
        lambda s: s.sync.visits.rows([s.visit.id], patient_id=s.patient.id),
        ("list", "appointment"),
    ),
    "held_notices.held": _case(lambda s: s.sync.held_notices.held(), first=_visit_moved),
    "held_notices.tell": _case(
        _told, ("create", "message_thread"), ("create", "message"), first=_visit_moved
    ),
    "held_notices.give_up": _case(
        _told_nothing, ("draft_discarded", "appointment"), first=_visit_moved
    ),
    "removals.listed": _case(
        lambda s: s.sync.removals.listed(), ("list", "removal_request"), first=_removal_asked
    ),
    "removals.kept_by": _case(lambda s: s.sync.removals.kept_by(s.patient.id), ("view", "patient")),
    "removals.ask": _case(
        lambda s: s.sync.removals.ask(s.twin.id, reason="registered by mistake"),
        ("create", "removal_request"),
        names=False,  # another patient's
        first=_registered_in_error,
    ),
    "removals.decide": _case(
        lambda s: s.sync.removals.decide(s.removal.id, is_allowed=False, note="no"),
        ("decide", "removal_request"),
        first=_removal_asked,
    ),
    "removals.carry_out": _case(
        lambda s: s.sync.removals.carry_out(s.removal.id),
        ("delete", "patient"),
        ("carry_out", "removal_request"),
        names=False,
        first=_removal_allowed,
    ),
    "removals.bring_back": _case(
        lambda s: s.sync.removals.bring_back(s.removal.id),
        ("restore", "patient"),
        names=False,
        first=_removal_done,
    ),
    "disclosures.summary": _case(
        lambda s: s.sync.disclosures.summary(
            s.patient.id, recipient="Dr. Weiß", purpose=Purpose.TREATMENT
        ),
        ("view", "patient"),
    ),
    "disclosures.hand_out": _case(_given_away, ("view", "patient"), ("print", "patient")),
    "documents.content": _case(
        lambda s: s.sync.documents.content(s.document.id), ("view", "document"), first=_with_file
    ),
    "documents.file": _case(_filed, ("create", "document")),
    "documents.hand_out": _case(
        lambda s: s.sync.documents.hand_out(s.document.id, s.out),
        ("export", "document"),
        first=_with_file,
    ),
    "messages.hand_out": _case(
        lambda s: s.sync.messages.hand_out(s.document.id, s.out),
        ("export", "document"),
        first=_with_file,
    ),
    "drafts.discard": _case(_thrown_away, ("draft_discarded", "patient")),
    "sync_centre.write_unsent": _case(
        lambda s: s.sync.sync_centre.write_unsent(s.out), ("export", "outbox"), first=_unsent_here
    ),
    "sync_centre.read_unsent": _case(
        lambda s: s.sync.sync_centre.read_unsent(s.out),
        ("import", "outbox"),
        names=False,  # of a desk that knew each change already
        first=_unsent_elsewhere,
    ),
    "prescriptions.ids": _case(
        lambda s: s.sync.prescriptions.ids(RecordFilter(text="okafor")),
        ("search", "prescription"),
        names=False,
    ),
    "prescriptions.rows": _case(
        lambda s: s.sync.prescriptions.rows([s.prescription.id]), ("list", "prescription")
    ),
    "prescriptions.one": _case(
        lambda s: s.sync.prescriptions.one(s.prescription.id, patient_id=s.patient.id),
        ("view", "prescription"),
    ),
    "prescriptions.for_paper": _case(
        lambda s: s.sync.prescriptions.for_paper(s.prescription.id), ("print", "prescription")
    ),
    "prescriptions.save": _case(
        lambda s: _as_doctor(
            s,
            lambda t: t.sync.prescriptions.save(
                None, {"text": "Ibuprofen"}, patient_id=t.patient.id
            ),
        ),
        ("create", "prescription"),
    ),
    "prescriptions.set_status": _case(
        lambda s: _as_doctor(
            s,
            lambda t: t.sync.prescriptions.set_status(
                t.prescription.id, "completed", patient_id=t.patient.id, was="active"
            ),
        ),
        ("update", "prescription"),
    ),
    "prescriptions.renew": _case(
        lambda s: _as_doctor(
            s,
            lambda t: t.sync.prescriptions.renew(t.prescription.id, patient_id=t.patient.id),
        ),
        ("create", "prescription"),
    ),
    "care_plans.ids": _case(
        lambda s: s.sync.care_plans.ids(RecordFilter(text="okafor")),
        ("search", "care_plan"),
        names=False,
    ),
    "care_plans.rows": _case(lambda s: s.sync.care_plans.rows([s.plan.id]), ("list", "care_plan")),
    "care_plans.one": _case(
        lambda s: s.sync.care_plans.one(s.plan.id, patient_id=s.patient.id),
        ("view", "care_plan"),
    ),
    "care_plans.save": _case(
        lambda s: _as_doctor(s, lambda t: t.sync.care_plans.save(_new_plan(t))),
        ("create", "care_plan"),
    ),
    "care_plans.set_status": _case(
        lambda s: _as_doctor(
            s,
            lambda t: t.sync.care_plans.set_status(
                "care_plan", t.plan.id, "active", patient_id=t.patient.id, was="draft"
            ),
        ),
        ("update", "care_plan"),
    ),
    "staff.booking_choices": _case(lambda s: s.sync.staff.booking_choices()),
    "staff.user_names": _case(lambda s: s.sync.staff.user_names()),
    "staff.clinic": _case(lambda s: s.sync.staff.clinic()),
    "staff.change_clinic": _case(
        lambda s: s.sync.staff.change_clinic({"name": "Südlicht"}),
        ("update", "clinic"),
        names=False,
    ),
    "staff.add": _case(lambda s: s.sync.staff.add(a_room()), ("create", "room"), names=False),
    "data_sync.write": _case(
        lambda s: s.sync.write(partial(update, patient_id=s.patient.id, changes={"city": "Oslo"})),
        ("update", "patient"),
    ),
    "data_sync.pending": _case(lambda s: s.sync.pending(), ("list", "outbox"), first=_unsent_here),
    "data_sync.enter_money": _case(
        lambda s: s.sync.enter_money(
            partial(update, patient_id=s.patient.id, changes={"city": "Oslo"})
        ),
        ("update", "patient"),
    ),
    "sync_centre.mending": _case(
        lambda s: s.sync.sync_centre.mending(_refused(s)), _UPDATED, ("view", "outbox")
    ),
    # The desk still shows the change, so that there is nothing to write again but the look at it.
    "sync_centre.retry": _case(
        lambda s: s.sync.sync_centre.retry(_refused(s)), _UPDATED, ("view", "patient")
    ),
    "sync_centre.edit": _case(
        lambda s: s.sync.sync_centre.edit(_refused(s), {"city": "Rome"}),
        _UPDATED,
        _UPDATED,
    ),
    "sync_centre.discard": _case(
        lambda s: s.sync.sync_centre.discard(_refused(s), reason="typed twice"),
        _UPDATED,
        ("discard", "patient"),
    ),
}
ROLES = {
    "removals.decide": Role.CLINICIAN,
    "removals.carry_out": Role.ADMIN,
    "exports.ask": Role.CLINICIAN,
    "exports.decide": Role.ADMIN,
    "exports.write": Role.CLINICIAN,
    "patients.break_glass": Role.CLINICIAN,
    "patients.id_by_mrn": Role.CLINICIAN,
    **dict.fromkeys(
        ("vitals.of_patient", "vitals.save", "vitals.remove", "vitals.bring_back"), Role.CLINICIAN
    ),
    "care_plans.save": Role.CLINICIAN,
    "care_plans.set_status": Role.CLINICIAN,
    "prescriptions.save": Role.CLINICIAN,
    "prescriptions.set_status": Role.CLINICIAN,
    "prescriptions.renew": Role.CLINICIAN,
    "audit.entries": Role.ADMIN,
    "audit.details": Role.ADMIN,
    "audit.export": Role.ADMIN,
    "audit.note_export": Role.ADMIN,
    "audit.unreviewed": Role.ADMIN,
    "audit.review": Role.ADMIN,
    "staff.change_clinic": Role.ADMIN,
    "accounts.give_back": Role.BILLING,
    "accounts.reverse": Role.BILLING,
    "fees.add_schedule": Role.BILLING,
    "fees.set_price": Role.BILLING,
    "fees.remove_price": Role.BILLING,
    "reports.owed": Role.BILLING,
    "reports.taken": Role.BILLING,
    "reports.note_export": Role.BILLING,
}
"""What the front desk does not do."""
NO_PATIENT_IN_IT = {
    "reports.elsewhere": "how many records only the server has",
    "accounts.entry_day": "a day of the clinic's",
    "fees.services": "prices of the clinic's services",
    "fees.diagnoses": "the clinic's list of diagnoses, of nobody",
    "fees.schedules": "the clinic's price lists",
    "fees.lines": "the clinic's prices",
    "drafts.get": "what the signed-in user typed themselves; the form's chart is a look of its own",
    "drafts.unfinished": "the signed-in user's own forms",
    "drafts.keep": "typed text that is no record yet",
    "documents.keep": "puts a file away, encrypted; shows nothing, and filing it is a case",
    "documents.let_go": "a file on the disk that no record speaks of",
    "messages.let_go": "a file on the disk that no record speaks of",
    "messages.templates": "texts about nobody",
    "consents.templates": "texts about nobody",
    "messages.unread": "a number",
    "preferences.load": "how somebody likes their desk",
    "preferences.keep": "how somebody likes their desk",
    "sync_centre.remember_offline": "a switch of the desk",
    "sync_centre.money_level": "a choice of the desk",
    "sync_centre.choose_money_level": "a choice of the desk",
    "sync_centre.measured": "figures of the program's own words",
    "sync_centre.nodes": "the clinic's computers",
    "sync_centre.shut_out": "a computer; written down (tests/bootstrap/test_shutting_out.py)",
}
"""Methods that show or write no record, and why they need no line."""


def methods() -> dict[str, Callable[..., Any]]:
    """Every public coroutine of the facade and of the collections on it."""
    source = ast.parse(inspect.getsource(DataSync))
    named: dict[str, str] = {}
    for node in ast.walk(source):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made, target = node.value.func, node.targets[0]
            if isinstance(made, ast.Name) and isinstance(target, ast.Attribute):
                named[target.attr] = made.id
    found: dict[str, Callable[..., Any]] = {}
    module = inspect.getmodule(DataSync)
    holders = {name: getattr(module, kind) for name, kind in named.items() if "Collection" in kind}
    for name, holder in {**holders, "data_sync": DataSync}.items():
        for key, member in inspect.getmembers(holder, inspect.iscoroutinefunction):
            if not key.startswith("_"):
                found[f"{name}.{key}"] = member
    return found


@pytest.mark.row("A3", "B5")
def test_every_method_of_the_facade_has_its_line(report: Callable[..., None]) -> None:
    without = sorted(set(methods()) - set(CASES) - set(NO_PATIENT_IN_IT))
    report(8, methods=len(methods()), unlisted=len(without))
    assert without == []
    assert set(CASES) <= set(methods())


@pytest.mark.row("A3", "B5")
@pytest.mark.parametrize("name", sorted(CASES))
async def test_method_leaves_exactly_its_events(name: str, scene: Scene) -> None:
    case = CASES[name]
    if name in ROLES:
        _act_as(scene, ROLES[name])
    if (first := CASES[name].first) is not None:
        await first(scene)
    before = len(scene.events())
    await case.call(scene)
    left = scene.events()[before:]
    assert tuple((action, entity) for action, entity, _ in left) == case.leaves
    if case.names:
        assert all(named == (scene.patient.id,) for _, _, named in left), left


@pytest.mark.parametrize("name", ["compare", "merge", "unmerge"])
async def test_what_two_records_become_stands_in_the_trail_of_both(name: str, scene: Scene) -> None:
    before = len(scene.events())
    await CASES[f"merging.{name}"].call(scene)
    *_, (action, entity, named) = scene.events()[before:]
    assert (action, entity) == ("view" if name == "compare" else name, "patient")
    assert set(named) == {scene.patient.id, scene.twin.id}


@pytest.mark.row("A3", "B5")
@pytest.mark.parametrize("name", sorted(name for name, case in CASES.items() if case.leaves))
async def test_nothing_is_shown_or_written_where_the_event_cannot_be_kept(
    name: str, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name in ROLES:
        _act_as(scene, ROLES[name])
    if (first := CASES[name].first) is not None:
        await first(scene)
    before, rows, is_out = scene.events(), _rows(scene), scene.out.exists()

    def full(self: object, event: object, **named: object) -> None:
        raise StorageFull

    monkeypatch.setattr("app.storage.audit.AuditTrail.add", full)
    with pytest.raises(StorageFull):
        await CASES[name].call(scene)
    assert (scene.events(), _rows(scene), scene.out.exists()) == (before, rows, is_out)


def _act_as(scene: Scene, role: Role) -> None:
    scene.sync.access.context = replace(scene.sync.access.context, role=role)


def _rows(scene: Scene) -> list[Any]:
    """Every record there is, and every change that waits; how often one was tried is no record."""
    with scene.desk.store.database.reading() as session:
        waiting = session.all('SELECT op_id, entity, kind, patch, "full", state FROM outbox')
        return [
            sorted(waiting),
            *(
                session.all(f'SELECT * FROM "{entity}" ORDER BY id')
                for entity in (
                    "patient",
                    "appointment",
                    "sync_conflict",
                    "break_glass",
                    "room",
                    "health_record",
                    "document",
                )
            ),
        ]


async def test_look_that_is_not_written_down_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: with the record switched off the same case fails."""

    async def forget(self: Access, *args: object, **more: object) -> None:
        return None

    monkeypatch.setattr(Access, "record", forget)
    before = len(scene.events())
    await CASES["patients.rows"].call(scene)
    assert len(scene.events()) == before


async def test_refresh_of_the_same_chart_adds_nothing_and_another_patient_does(
    scene: Scene,
) -> None:
    other = a_patient(family_name="Bello")
    scene.desk.pull(other)
    before = len(scene.events())
    for patient in (scene.patient, scene.patient, other, scene.patient):
        await scene.sync.patients.chart(patient.id)
    named = [event[2] for event in scene.events()[before:]]
    assert named == [(scene.patient.id,), (other.id,), (scene.patient.id,)]


async def test_list_that_is_scrolled_adds_only_who_is_new(scene: Scene) -> None:
    other = a_patient(family_name="Bello")
    scene.desk.pull(other)
    before = len(scene.events())
    await scene.sync.patients.rows([scene.patient.id])
    await scene.sync.patients.rows([scene.patient.id, other.id])
    await scene.sync.patients.rows([other.id])
    named = [event[2] for event in scene.events()[before:]]
    assert named[0] == (scene.patient.id,)
    assert named[1:] == [(other.id,)]


async def test_every_query_is_one_event_with_a_keyed_word(scene: Scene) -> None:
    before = len(scene.events())
    for text in ("ok", "okafor", "okafor", "zz"):
        await scene.sync.patients.search(text)
    assert len(scene.events()) == before + 3
    with scene.desk.store.database.reading() as session:
        rows = session.all("SELECT fields, result_count FROM audit ORDER BY seq DESC LIMIT 3")
    assert [row[1] for row in rows] == [0, 1, 1]
    assert len({row[0] for row in rows}) == 3
    assert all("term:" in row[0] and "okafor" not in row[0] for row in rows)


@pytest.mark.row("B7")
@pytest.mark.parametrize(
    ("role", "name", "permission"),
    [
        (Role.ADMIN, "patients.rows", Permission.PATIENT_LIST),
        (Role.ADMIN, "patients.search", Permission.PATIENT_SEARCH),
        (Role.ADMIN, "patients.chart", Permission.PATIENT_VIEW),
        ("janitor", "appointments.day", Permission.SCHEDULE_VIEW),
        ("janitor", "appointments.week", Permission.SCHEDULE_VIEW),
        ("janitor", "conflicts.open", Permission.CONFLICT_VIEW),
    ],
)
async def test_look_that_is_denied_is_written_down_and_shows_nothing(
    role: str, name: str, permission: Permission, scene: Scene
) -> None:
    scene.sync.access.context = replace(scene.sync.access.context, role=role)
    before = len(scene.events())
    with pytest.raises(PermissionDenied) as denied:
        await CASES[name].call(scene)
    assert denied.value.permission == permission
    assert [event[0] for event in scene.events()[before:]] == [AuditAction.DENY]


@pytest.mark.row("B7")
@pytest.mark.parametrize(
    ("look", "permission"),
    [
        (lambda s: s.sync.fees.services("99", DAY), Permission.FEES_VIEW),
        (lambda s: s.sync.fees.diagnoses("E11"), Permission.FEES_VIEW),
        (lambda s: s.sync.fees.schedules(), Permission.FEES_VIEW),
        (lambda s: s.sync.fees.lines(s.prices.id), Permission.FEES_VIEW),
        (lambda s: s.sync.staff.user_names(), Permission.USER_VIEW),
    ],
    ids=["services", "diagnoses", "price lists", "prices", "users"],
)
async def test_what_is_about_no_patient_is_asked_for_too(
    look: Call, permission: Permission, scene: Scene
) -> None:
    await look(scene)
    before = len(scene.events())
    scene.sync.access.context = replace(scene.sync.access.context, role="janitor")
    with pytest.raises(PermissionDenied) as denied:
        await look(scene)
    assert denied.value.permission == permission
    assert [event[0] for event in scene.events()[before:]] == [AuditAction.DENY]


OF_ONE: dict[str, Call] = {
    "documents.ids of one": lambda s: s.sync.documents.ids(RecordFilter(patient_id=s.patient.id)),
    "prescriptions.ids of one": lambda s: s.sync.prescriptions.ids(
        RecordFilter(patient_id=s.patient.id)
    ),
    "care_plans.ids of one": lambda s: s.sync.care_plans.ids(RecordFilter(patient_id=s.patient.id)),
    "prescriptions.for_paper": CASES["prescriptions.for_paper"].call,
}
"""Looks at one patient's records, where whose they are decides."""
LOOKS = {AuditAction.VIEW, AuditAction.SEARCH, AuditAction.LIST}
_CARED_FOR = {"documents.one", "prescriptions.one", "care_plans.one", *OF_ONE}


def _looks(scene: Scene) -> dict[str, Call]:
    """Every case that only looks, and the look at a change that the server did not take."""
    refused = _refused(scene)
    only = {
        name: case.call
        for name, case in CASES.items()
        if case.leaves and {action for action, _ in case.leaves} <= LOOKS
    }
    return {**only, **OF_ONE, "sync_centre.mending": lambda s: s.sync.sync_centre.mending(refused)}


@pytest.mark.row("B7")
@pytest.mark.parametrize(
    ("role", "among"),
    [
        (Role.CLINICIAN, _CARED_FOR),
        (Role.BILLING, {"prescriptions.one", "care_plans.one"}),
        (Role.FRONT_DESK, {"audit.unreviewed", "reports.taken"}),
        (Role.ADMIN, {"patients.chart", "documents.ids of one", "sync_centre.mending"}),
        ("janitor", {"patients.chart", "conflicts.open", *_CARED_FOR}),
    ],
)
async def test_every_denied_look_leaves_its_denial_and_nothing_else(
    role: str, among: set[str], scene: Scene
) -> None:
    looks = _looks(scene)
    for name in looks.keys() & CASES.keys():
        if (first := CASES[name].first) is not None:
            await first(scene)
    scene.sync.access.context = replace(scene.sync.access.context, role=role)
    denied: dict[str, list[str]] = {}
    for name, call in looks.items():
        before = len(scene.events())
        with suppress(PermissionDenied):
            await call(scene)
            continue
        denied[name] = [action for action, *_ in scene.events()[before:]]
    assert among <= set(denied)
    assert {name: left for name, left in denied.items() if left != [AuditAction.DENY]} == {}


async def test_look_in_vain_that_whose_it_is_decides_is_in_the_trail_all_the_same(
    scene: Scene,
) -> None:
    _act_as(scene, Role.CLINICIAN)
    before = len(scene.events())
    with pytest.raises(RecordNotFound):
        await scene.sync.documents.one(new_id(), patient_id=scene.patient.id)
    assert scene.events()[before:] == [("view", "document", (scene.patient.id,))]


async def test_chart_withholds_what_the_role_is_not_shown(scene: Scene) -> None:
    scene.desk.pull(a_child(Condition, scene.patient))
    shown: dict[str, tuple[int, int]] = {}
    for role in (Role.FRONT_DESK, Role.CLINICIAN, Role.BILLING):
        scene.sync.access.context = replace(scene.sync.access.context, role=role)
        chart = await scene.sync.patients.chart(scene.patient.id)
        shown[role] = (len(chart.allergies), len(chart.conditions))
    assert shown == {Role.FRONT_DESK: (1, 1), Role.CLINICIAN: (0, 0), Role.BILLING: (0, 0)}
    scene.sync.access.context = replace(
        scene.sync.access.context,
        role=Role.CLINICIAN,
        practitioner_id=scene.visit.practitioner_id,
    )
    assert len((await scene.sync.patients.chart(scene.patient.id)).conditions) == 1


async def test_broken_glass_shows_the_chart_and_waits_for_review(scene: Scene) -> None:
    scene.sync.access.context = replace(scene.sync.access.context, role=Role.CLINICIAN)
    assert "condition" in (await scene.sync.patients.chart(scene.patient.id)).withheld
    await scene.sync.patients.break_glass(scene.patient.id, "covering tonight")
    assert (await scene.sync.patients.chart(scene.patient.id)).withheld == {}
    with scene.desk.store.reader() as reader:
        kept = glass.unreviewed(reader)[-1]
    assert (kept.patient_id, kept.reason, kept.reviewed_at) == (
        scene.patient.id,
        "covering tonight",
        None,
    )


def test_screens_read_only_through_the_record_of_looks() -> None:
    """No module of live or ui reads the database around Access; what is read ahead is handed out
    by it alone. What bootstrap reads is in test_row_08_commands.py."""
    folder = Path(app.__file__).parent
    around = [
        f"{path.relative_to(folder)}:{node.lineno}"
        for room in ("live", "ui")
        for path in sorted((folder / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("read", "reader", "submit_read")
        and path.name not in ("access.py", "lasting_writes.py", "read_ahead.py")
        and "threads" in ast.unparse(node.func)
    ]
    assert around == []
