"""Conflicts, conversations, drafts, record numbers and patients, killed at every statement."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import Mock

import msgspec
import pytest

from app.domain.changes import Origin
from app.domain.conflict import ConflictKind, ConflictStatus, SyncConflict
from app.domain.drafts import DraftKey
from app.domain.errors import InvalidValue
from app.domain.family import Household
from app.domain.file_ports import KeptFile
from app.domain.file_types import PDF
from app.domain.ids import PatientId, RecordId, UserId, new_id
from app.domain.message import Message, MessageThread
from app.domain.patient import EmergencyContact
from app.domain.ports import UnitOfWork
from app.domain.record_numbers import HELD, PROVISIONAL
from app.services import (
    conflicts,
    correspondence,
    documents,
    double_bookings,
    drafts,
    messages,
    patients,
    record_numbers,
)
from app.storage.store import LocalStore
from tests.factories import NOON, a_child, a_patient, a_record
from tests.services.killing import ROW, Deed, done, fail, kill, prepared, refusable, refuse
from tests.storage.conftest import CONTEXT

AMARA = a_patient(city="Rye")
AMARA_ID = PatientId(AMARA.id)
NEW = a_patient(mrn=f"{PROVISIONAL}1234")
HOME = a_record(Household, name="Ilves")
HOUSED = a_patient(family_name="Ilves", household_id=HOME.id)
SISTER = a_child(EmergencyContact, AMARA, name="Ada")
THREAD = a_child(MessageThread, AMARA)
ASKED = a_child(MessageThread, AMARA)
HEARD = a_child(Message, AMARA, thread_id=ASKED.id, text="Hello?", direction="incoming")
UNFINISHED = DraftKey(user_id=CONTEXT.user_id, form="patient", subject=AMARA.id)
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
MINE = clash(
    status=ConflictStatus.CLAIMED.value,
    claimed_by=UserId(RecordId(CONTEXT.user_id)),
    claimed_at=NOON,
)
DECIDED = clash(
    status=ConflictStatus.RESOLVED.value,
    resolution="theirs",
    resolved_by=UserId(RecordId(CONTEXT.user_id)),
    resolved_at=NOON,
)


ALSO_MADE = (("emergency_contact", SISTER.id),)
"""What the decision had made goes with it."""
TAKEN = conflicts.Decided(conflict=DECIDED, made=ALSO_MADE)
MOVED = double_bookings.Moved(decided=conflicts.Decided(conflict=DECIDED), message=DRAFT)
LETTER = correspondence.Attachment(
    content=documents.Content(
        kept=KeptFile(sha256="1" * 64, size=4, name="letter", key=bytes(32)), kind=PDF
    ),
    file_name="letter.pdf",
)
FILES: Any = Mock()
ILVES = {"family_name": "Ilves", "given_names": "Ada", "birth_date": "1990-02-01"}
SAID = {"message": 1, "message_thread": 1, "audit": 2, "outbox": 2}
CONFLICT = {"sync_conflict": 1, **ROW}
FACT = {"sync_meta": 1, "audit": 0, "outbox": 0}


def is_free(_uow: UnitOfWork, _number: str) -> bool:
    return False


DEEDS = {
    "conflict decided": done(
        conflicts.decide,
        {"sync_conflict": 1, "patient": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        again=InvalidValue,
        conflict_id=OPEN.id,
        resolution="mine",
    ),
    "conflict decided from the chart": done(
        conflicts.resolve,
        {"sync_conflict": 1, "patient": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        again=InvalidValue,
        conflict_id=OPEN.id,
        resolution="mine",
    ),
    "conflict looked after": done(conflicts.claim, CONFLICT, CONTEXT, conflict_id=OPEN.id),
    "conflict given back": done(
        conflicts.release, CONFLICT, CONTEXT, again=InvalidValue, conflict_id=MINE.id
    ),
    "decided conflict opened again": done(
        conflicts.reopen, CONFLICT, CONTEXT, again=InvalidValue, conflict_id=DECIDED.id
    ),
    "decision taken back": done(
        conflicts.take_back,
        {"sync_conflict": 1, "emergency_contact": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        TAKEN,
    ),
    "visit moved back and its draft thrown away": done(
        double_bookings.take_back,
        {"sync_conflict": 1, "message": 1, "message_thread": 1, "audit": 3, "outbox": 3},
        CONTEXT,
        MOVED,
    ),
    "draft of a message changed": done(
        messages.edit,
        {"message": 1, **ROW},
        CONTEXT,
        message_id=DRAFT.id,
        text="Dear Ms Okafor",
        channel="email",
    ),
    "message marked as sent": done(
        messages.mark_sent,
        SAID,
        CONTEXT,
        again=InvalidValue,
        message_id=DRAFT.id,
        text="Dear Amara",
        channel="phone",
    ),
    "draft thrown away": done(messages.discard, SAID, CONTEXT, message_id=DRAFT.id),
    "conversation begun with a letter": done(
        correspondence.start,
        {"message_thread": 1, "message": 1, "document": 1, "blob": 1, "audit": 3, "outbox": 3},
        CONTEXT,
        FILES,
        new=correspondence.NewThread(
            subject="Refill",
            patient_id=AMARA_ID,
            said=correspondence.Said(text="Please call back", attachments=(LETTER,)),
        ),
    ),
    "conversation answered": done(
        correspondence.reply,
        SAID,
        CONTEXT,
        None,
        thread_id=THREAD.id,
        patient_id=AMARA_ID,
        said=correspondence.Said(text="I will"),
    ),
    "conversation read": done(correspondence.mark_read, SAID, CONTEXT, thread_id=ASKED.id),
    "conversation changed": done(
        correspondence.change,
        {"message_thread": 1, **ROW},
        CONTEXT,
        thread_id=ASKED.id,
        changes={"subject": "Refill of June"},
    ),
    "conversation finished": done(
        correspondence.finish,
        {"message_thread": 1, **ROW},
        CONTEXT,
        thread_id=ASKED.id,
        is_done=True,
    ),
    "block of record numbers kept": done(
        record_numbers.add_block, FACT, CONTEXT, is_anybodys=True, first=401, size=200
    ),
    "provisional number settled": done(
        record_numbers.settle_provisional,
        {"patient": 1, "patient_identifier": 1, "sync_meta": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        is_free,
    ),
    "patient registered into a new household": done(
        patients.register,
        {"household": 1, "patient": 2, "sync_meta": 1, "audit": 3, "outbox": 3},
        CONTEXT,
        changes={**ILVES, "household_id": AMARA.id},
    ),
    "patient who founds a household with another": done(
        patients.update,
        {"household": 1, "patient": 2, "audit": 3, "outbox": 3},
        CONTEXT,
        patient_id=NEW.id,
        changes={"household_id": AMARA.id},
    ),
    "patient who comes into a household": done(
        patients.update,
        {"household": 0, "patient": 1, **ROW},
        CONTEXT,
        patient_id=NEW.id,
        changes={"household_id": HOUSED.id},
    ),
    "patient who leaves a household": done(
        patients.update,
        {"household": 0, "patient": 1, **ROW},
        CONTEXT,
        patient_id=HOUSED.id,
        changes={"household_id": None},
    ),
    "unfinished form kept": done(
        drafts.keep,
        {"draft": 1, "audit": 0, "outbox": 0},
        CONTEXT,
        is_anybodys=True,
        key=UNFINISHED,
        content={"city": "Troy"},
    ),
    "unfinished form thrown away": done(
        drafts.discard,
        {"audit": 1, "outbox": 0},
        CONTEXT,
        is_anybodys=True,
        key=UNFINISHED,
        entity="patient",
        patient_id=AMARA_ID,
    ),
}
KNOWN = (AMARA, NEW, HOME, HOUSED, THREAD, DRAFT, ASKED, HEARD, SISTER)


def fill(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.note("sign_in")
        uow.drafts.put(UNFINISHED, {"city": "Rye"})
        for record in KNOWN:
            uow.add(record)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        for conflict in (OPEN, MINE, DECIDED):
            uow.add(conflict)
        held = {"blocks": [(1, 200)], "provisional": [NEW.id]}
        uow.meta.set(HELD, msgspec.json.encode(held).decode())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("desk"), fill)


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_failure_of_every_statement_leaves_nothing_and_the_desk_goes_on(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", refusable(DEEDS))
def test_refusal_leaves_nothing_but_its_line_in_the_trail(
    deed: Deed, desk: Path, tmp_path: Path
) -> None:
    refuse(deed, desk, tmp_path)
