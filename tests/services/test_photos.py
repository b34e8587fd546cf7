"""The picture a patient is known by: another in its place, none, and back; nobody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.bootstrap.headless import Desk
from app.domain.errors import InvalidValue, PermissionDenied, RecordNotFound, StaleVersion
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.staff import Role
from app.domain.treatment import Document, DocumentStatus
from app.services import photos
from tests.bootstrap.conftest import home, opened, pattern_home
from tests.factories import a_context
from tests.pictures import a_jpeg, a_png
from tests.services.test_documents import desk, filed, listed, patient_at, patient_id, written

__all__ = ["desk", "home", "opened", "patient_id", "pattern_home"]
pytestmark = pytest.mark.row("D7", "F1")


def photo(desk: Desk, patient_id: PatientId, data: bytes = b"") -> Document:
    return filed(desk, patient_id, data or a_png(), is_photo=True)


def show(
    desk: Desk, patient_id: PatientId, photo_id: RecordId | None, was: RecordId | None
) -> Patient:
    begin = desk.store.unit_of_work
    return written(
        desk,
        lambda: photos.show(begin, desk.context, patient_id=patient_id, photo_id=photo_id, was=was),
    )


def states(desk: Desk, patient_id: PatientId) -> dict[str, str]:
    return {one.document.id: one.document.status for one in listed(desk, patient_id)}


def test_removed_photo_stays_a_document_and_can_be_put_back(
    desk: Desk, patient_id: PatientId
) -> None:
    first = photo(desk, patient_id)
    assert show(desk, patient_id, None, first.id).photo_id is None
    assert states(desk, patient_id) == {first.id: DocumentStatus.SUPERSEDED}
    assert show(desk, patient_id, first.id, None).photo_id == first.id
    assert states(desk, patient_id) == {first.id: DocumentStatus.CURRENT}


def test_one_photo_is_current_whichever_way_they_are_changed(
    desk: Desk, patient_id: PatientId
) -> None:
    first, second = photo(desk, patient_id), photo(desk, patient_id, a_jpeg())
    show(desk, patient_id, first.id, second.id)
    assert states(desk, patient_id) == {
        first.id: DocumentStatus.CURRENT,
        second.id: DocumentStatus.SUPERSEDED,
    }


def test_photo_somebody_changed_meanwhile_stays(desk: Desk, patient_id: PatientId) -> None:
    first, second = photo(desk, patient_id), photo(desk, patient_id, a_jpeg())
    with pytest.raises(StaleVersion):
        show(desk, patient_id, None, first.id)
    assert states(desk, patient_id)[second.id] == DocumentStatus.CURRENT


def test_nobody_is_known_by_another_patients_picture(desk: Desk, patient_id: PatientId) -> None:
    foreign = photo(desk, patient_at(desk))
    with pytest.raises(InvalidValue, match="of another patient"):
        show(desk, patient_id, foreign.id, None)


def test_letter_is_nobodys_photo(desk: Desk, patient_id: PatientId) -> None:
    letter = filed(desk, patient_id)
    with pytest.raises(InvalidValue, match="no PNG or JPEG"):
        show(desk, patient_id, letter.id, None)


def test_look_gives_the_document_and_its_file(desk: Desk, patient_id: PatientId) -> None:
    made = photo(desk, patient_id)
    with desk.store.reader() as reader:
        document, blob = photos.look_at(
            reader, desk.context, patient_id=patient_id, now=desk.clock.now()
        )
    assert document.id == made.id
    assert blob is not None


def test_look_at_nobodys_photo_finds_none(desk: Desk, patient_id: PatientId) -> None:
    with desk.store.reader() as reader, pytest.raises(RecordNotFound):
        photos.look_at(reader, desk.context, patient_id=patient_id, now=desk.clock.now())


def test_what_names_no_document_is_no_photo_and_another_takes_its_place(
    desk: Desk, patient_id: PatientId
) -> None:
    def named_from_elsewhere() -> Patient:
        with desk.store.unit_of_work(desk.context) as uow:
            person = uow.records(Patient).get(patient_id)
            assert person is not None
            return uow.save(replace(person, photo_id="portrait.jpg"))

    person = written(desk, named_from_elsewhere)
    with desk.store.reader() as reader:
        assert photos.photo_of(reader, desk.context, person, now=desk.clock.now()) is None
    made = photo(desk, patient_id)
    assert states(desk, patient_id) == {made.id: DocumentStatus.CURRENT}
    written(desk, named_from_elsewhere)
    assert show(desk, patient_id, made.id, RecordId("portrait.jpg")).photo_id == made.id


def test_role_that_is_not_shown_documents_is_shown_no_photo(
    desk: Desk, patient_id: PatientId
) -> None:
    photo(desk, patient_id)
    other = a_context(role=Role.CLINICIAN)
    with desk.store.reader() as reader:
        person = reader.records(Patient).get(patient_id)
        assert person is not None
        assert photos.photo_of(reader, other, person, now=desk.clock.now()) is None
        with pytest.raises(PermissionDenied):
            photos.look_at(reader, other, patient_id=patient_id, now=desk.clock.now())
