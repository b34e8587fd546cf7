"""What patients are to be told of their visits, held back for a while: a drag by mistake and its
undo leave nobody a message.

A change of a visit keeps, in its own transaction, how the patient knows the visit. Once the
clinic's minutes are over and it still differs, a message is drafted that a person sends. Kept under
the name of the desk, so that whoever is there then drafts it; until then nothing is queued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from app.domain.appointment import Appointment
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.drafts import Draft, DraftKey
from app.domain.errors import PermissionDenied
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, UserId
from app.domain.message import Message
from app.domain.patient import Patient
from app.domain.permissions import Permission, decide
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.staff import Clinic, Practitioner
from app.domain.telling import HeldNotice, Known, is_about_to_come, known_of, telling
from app.services.editing import current
from app.services.message_templates import filled, full_name
from app.services.messages import draft, throw_away

FORM = "held_notice"


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is kept of one visit; message_id once the message was drafted, with its text."""

    patient_id: PatientId
    known: Known
    due_at: datetime
    message_id: RecordId | None = None
    text: str = ""


def hold(uow: UnitOfWork, before: Appointment, after: Appointment) -> None:
    """A part of the transaction that changed a visit: its patient may have to be told.

    A visit that is again as its patient knows it leaves nothing, and a message about it that
    nobody sent or edited goes.
    """
    if known_of(before) == known_of(after) or not is_about_to_come(before):
        return
    clinic = uow.records(Clinic).get(uow.context.clinic_id)
    wait = timedelta(minutes=clinic.tells_after_min if clinic else 0)
    key = _key(uow.context.workstation_id, after.id)
    kept = _kept(uow.drafts.get(key))
    known = known_of(before) if kept is None else kept.known
    if kept is not None and kept.message_id is not None:
        known = known if _withdraw(uow, kept, due_at=uow.now + wait) else known_of(before)
    uow.drafts.drop(key)
    if wait and telling(known, after, now=uow.now) is not None:
        fresh = _Kept(patient_id=after.patient_id, known=known, due_at=uow.now + wait)
        uow.drafts.put(key, _packed(fresh))


def held(reader: Reader, *, workstation_id: RecordId, now: datetime) -> tuple[HeldNotice, ...]:
    """What this desk holds back and nobody was written yet, the first due first."""
    rows = {one.key.subject: kept for one in _rows(reader, workstation_id) if (kept := _kept(one))}
    waiting = {AppointmentId(RecordId(key)): one for key, one in rows.items() if not one.message_id}
    visits = reader.records(Appointment).get_many(waiting)
    doctors = reader.records(Practitioner).get_many(
        {one.practitioner_id for one in visits.values() if one.practitioner_id}
    )
    found = [
        _notice(visit, waiting[AppointmentId(key)], doctors, now=now)
        for key, visit in visits.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.due_at, one.appointment_id)))


def tell(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    notices: Sequence[HeldNotice],
    subject: str,
    text: str,
) -> Message | None:
    """Draft the one message about some visits of a patient; {patient} stands for their name.

    None where one of them is not as the text says any more: it is asked anew. Raises
    PermissionDenied, or RecordNotFound where the patient is not at this desk.
    """
    with begin(context) as uow:
        _require_writer(context)
        _tidy(uow)
        if not notices or any(_is_outdated(uow, one) for one in notices):
            return None
        patient_id = notices[0].patient_id
        patient = current(uow, Patient, patient_id)
        whole = filled(text, {"patient": full_name(patient)})
        written = draft(uow, patient_id=patient_id, subject=subject, text=whole)
        for one in notices:
            told = _Kept(
                patient_id=patient_id,
                known=one.known,
                due_at=one.due_at,
                message_id=written.id,
                text=whole,
            )
            uow.drafts.put(_key(context.workstation_id, one.appointment_id), _packed(told))
        return written


def give_up(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, notices: Sequence[HeldNotice]
) -> None:
    """Tell nobody of these; what there was to tell is in the audit trail. Raises
    PermissionDenied."""
    with begin(context) as uow:
        _require_writer(context)
        for one in notices:
            was_there = uow.drafts.drop(_key(context.workstation_id, one.appointment_id))
            if was_there and one.telling is not None:
                uow.note(
                    AuditAction.DRAFT_DISCARDED,
                    entity="appointment",
                    row_id=one.appointment_id,
                    patient_id=one.patient_id,
                )


def _require_writer(context: ExecutionContext) -> None:
    if not decide(context.role, Permission.MESSAGE_EDIT).is_allowed:
        raise PermissionDenied(Permission.MESSAGE_EDIT, context.role, entity="message")


def _is_outdated(uow: UnitOfWork, notice: HeldNotice) -> bool:
    """Whether the visit, or what is kept of it, is not as the notice says."""
    kept = _kept(uow.drafts.get(_key(uow.context.workstation_id, notice.appointment_id)))
    visit = uow.records(Appointment).get(notice.appointment_id)
    if kept is None or kept.message_id is not None or visit is None:
        return True
    return kept.known != notice.known or known_of(visit) != notice.now


def _withdraw(uow: UnitOfWork, kept: _Kept, *, due_at: datetime) -> bool:
    """Throw a message away that is still as it was drafted; the other visits it told of are held
    anew. False where it was sent, edited or thrown away: then the patient may know of it."""
    written = uow.records(Message).get(kept.message_id or RecordId(""))
    if written is None or written.drafted_by is None or written.text != kept.text:
        return False
    throw_away(uow, written.id)
    for row in _rows(uow, uow.context.workstation_id):
        other = _kept(row)
        if other is not None and other.message_id == kept.message_id:
            again = _Kept(patient_id=other.patient_id, known=other.known, due_at=due_at)
            uow.drafts.put(row.key, _packed(again))
    return True


def _tidy(uow: UnitOfWork) -> None:
    """Forget what was drafted and sent since, and what there is nothing to tell of any more."""
    for row in _rows(uow, uow.context.workstation_id):
        kept = _kept(row)
        visit = uow.records(Appointment).get(AppointmentId(RecordId(row.key.subject)))
        message = uow.records(Message).get(kept.message_id) if kept and kept.message_id else None
        is_draft = message is not None and message.drafted_by is not None
        is_over = kept is None or visit is None or telling(kept.known, visit, now=uow.now) is None
        if is_over or (kept and kept.message_id and not is_draft):
            uow.drafts.drop(row.key)


def _notice(
    visit: Appointment,
    kept: _Kept,
    doctors: Mapping[RecordId, Practitioner],
    *,
    now: datetime,
) -> HeldNotice:
    doctor = doctors.get(visit.practitioner_id) if visit.practitioner_id else None
    return HeldNotice(
        appointment_id=AppointmentId(visit.id),
        patient_id=visit.patient_id,
        known=kept.known,
        now=known_of(visit),
        telling=telling(kept.known, visit, now=now),
        due_at=kept.due_at,
        practitioner_name=doctor.display_name if doctor else "",
    )


def _key(workstation_id: RecordId, appointment_id: RecordId) -> DraftKey:
    return DraftKey(UserId(workstation_id), FORM, appointment_id)


def _rows(reader: Reader, workstation_id: RecordId) -> list[Draft]:
    kept = reader.drafts.of_user(UserId(workstation_id))
    return [one for one in kept if one.key.form == FORM]


def _packed(kept: _Kept) -> dict[str, object]:
    return {
        "patient_id": kept.patient_id,
        "starts_at": kept.known.starts_at.isoformat(),
        "practitioner_id": kept.known.practitioner_id,
        "is_on": kept.known.is_on,
        "due_at": kept.due_at.isoformat(),
        "message_id": kept.message_id,
        "text": kept.text,
    }


def _kept(row: Draft | None) -> _Kept | None:
    if row is None:
        return None
    values = cast("Mapping[str, str]", row.content)
    doctor, message = values["practitioner_id"], values["message_id"]
    return _Kept(
        patient_id=PatientId(RecordId(values["patient_id"])),
        known=Known(
            datetime.fromisoformat(values["starts_at"]),
            PractitionerId(RecordId(doctor)) if doctor else None,
            bool(values["is_on"]),
        ),
        due_at=datetime.fromisoformat(values["due_at"]),
        message_id=RecordId(message) if message else None,
        text=values["text"],
    )
