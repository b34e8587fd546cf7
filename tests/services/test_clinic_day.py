"""Half an hour before midnight at the clinic it is tomorrow in Greenwich: what is dated then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.domain.family import Consent
from app.domain.ids import PatientId, PractitionerId, UserId, new_id
from app.domain.patient import Patient
from app.domain.staff import Role
from app.domain.treatment import Document, Prescription
from app.security.blob_cipher import FileCipher
from app.services import correspondence, documents, messages, prescriptions
from app.services.clinic_day import clinic_today
from app.services.correspondence import Attachment, NewThread, Said
from app.storage.file_store import LocalFileStore
from app.storage.store import LocalStore
from tests.factories import a_child, a_clinic, a_patient, a_practitioner, a_user
from tests.storage.conftest import CONTEXT, HandClock
from tests.storage.test_gatekeeper import there

pytestmark = pytest.mark.row("E1")
LATE = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
"""23:30 of the 21st in New York."""
THE_DAY = date(2026, 11, 21)
ITO = PractitionerId(new_id())
CLINICIAN = replace(CONTEXT, user_id=UserId(new_id()), role=Role.CLINICIAN, practitioner_id=ITO)


@pytest.fixture
def amara(store: LocalStore, clock: HandClock) -> Patient:
    """A patient of a clinic in New York, late in the evening."""
    made = a_patient(practitioner_id=ITO, phone_mobile="+12125550199")
    there(store, a_clinic(id=CONTEXT.clinic_id), a_user(id=CONTEXT.user_id), made)
    clock.move(seconds=(LATE - clock.now()).total_seconds())
    return made


def test_day_is_the_clinics_and_greenwichs_before_there_is_a_clinic(store: LocalStore) -> None:
    def today() -> date:
        return store.read(lambda reader: clinic_today(reader, CONTEXT, now=LATE))

    assert today() == date(2026, 11, 22)
    there(store, a_clinic(id=CONTEXT.clinic_id))
    assert today() == THE_DAY


def test_clinic_east_of_greenwich_is_ahead_of_it(store: LocalStore) -> None:
    there(store, a_clinic(id=CONTEXT.clinic_id, zone="Asia/Tokyo"))
    evening = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
    day = store.read(lambda reader: clinic_today(reader, CONTEXT, now=evening))
    assert day == date(2026, 11, 22)


def test_renewal_late_in_the_evening_is_of_that_day(store: LocalStore, amara: Patient) -> None:
    one = a_child(Prescription, amara, text="Lisinopril", status="active")
    hers = a_user(id=CLINICIAN.user_id, username="ito", role=Role.CLINICIAN, practitioner_id=ITO)
    there(store, a_practitioner(id=ITO), hers, one)
    renewed = prescriptions.renew(
        store.unit_of_work,
        CLINICIAN,
        record_id=one.id,
        patient_id=PatientId(amara.id),
    )
    assert renewed.authored_on == THE_DAY


def test_file_sent_late_in_the_evening_is_of_that_day(
    store: LocalStore, amara: Patient, tmp_path: Path
) -> None:
    files = LocalFileStore(tmp_path / "files", FileCipher(), most_bytes=1 << 20)
    content = documents.keep(files, [b"Dear colleague"])
    said = Said(text="See", attachments=(Attachment(content=content, file_name="letter.txt"),))
    new = NewThread(subject="Letter", patient_id=PatientId(amara.id), said=said)
    correspondence.start(store.unit_of_work, CONTEXT, files, new=new)
    (filed,) = store.read(lambda reader: tuple(reader.records(Document).values()))
    assert filed.authored_on == THE_DAY


def test_consent_holds_to_the_end_of_its_last_day(store: LocalStore, amara: Patient) -> None:
    there(store, a_child(Consent, amara, kind="sms", status="active", ends_on=THE_DAY))
    with store.unit_of_work(CONTEXT) as uow:
        (consent,) = messages.consents_of(uow, amara)
    assert consent.status == "active"
