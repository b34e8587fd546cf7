"""Lists of records about patients: whose they are, in which order, and found by which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.changes import Origin
from app.domain.declare import Record
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import PatientId, PractitionerId, RecordId, new_id
from app.domain.permissions import Need, Permission
from app.domain.record_lists import RecordFilter
from app.domain.staff import Role
from app.domain.treatment import CarePlan, Document, Prescription
from app.services.care_plans import PLANS
from app.services.document_changes import DOCUMENTS
from app.services.merging import merge
from app.services.prescriptions import PRESCRIPTIONS
from app.services.record_lists import (
    Listing,
    RecordLine,
    line_of,
    list_ids,
    list_lines,
    patient_of,
    require_view,
    require_whose,
)
from app.storage.store import LocalStore
from tests.factories import NOON, a_child, a_context, a_patient, a_practitioner, as_rows

pytestmark = pytest.mark.row("B7", "A3")
DOCTOR = PractitionerId(RecordId(new_id()))
FRONT, CLINICIAN = a_context(), a_context(role=Role.CLINICIAN, practitioner_id=DOCTOR)


@dataclass
class Desk:
    """Amara, who is the doctor's, and Daniel; with what is asked of their records."""

    store: LocalStore
    amara: PatientId
    daniel: PatientId

    def keep(self, record_type: type[Any], patient_id: PatientId, **fields: Any) -> RecordId:
        record = a_child(record_type, a_patient(id=patient_id), **fields)
        with self.store.unit_of_work(FRONT, origin=Origin.REMOTE) as uow:
            uow.apply_rows(as_rows([record]))
        return record.id

    def ids(self, listing: Listing[Any] = DOCUMENTS, context: Any = FRONT, **asked: Any) -> Any:
        with self.store.reader() as reader:
            return list_ids(reader, context, listing, wanted=RecordFilter(**asked), now=NOON)

    def lines(
        self,
        ids: Sequence[RecordId],
        context: Any = FRONT,
        *,
        listing: Listing[Any] = DOCUMENTS,
        patient_id: PatientId | None = None,
    ) -> dict[RecordId, RecordLine[Any]]:
        with self.store.reader() as reader:
            return list_lines(
                reader, context, listing, record_ids=ids, now=NOON, patient_id=patient_id
            )


@pytest.fixture
def desk(store: LocalStore) -> Desk:
    amara = a_patient(practitioner_id=DOCTOR)
    daniel = a_patient(family_name="Lindqvist", given_names="Daniel", birth_date=None)
    with store.unit_of_work(FRONT, origin=Origin.REMOTE) as uow:
        uow.apply_rows(as_rows([a_practitioner(id=DOCTOR), amara, daniel]))
    return Desk(store, PatientId(amara.id), PatientId(daniel.id))


def test_latest_day_comes_first_and_of_one_day_what_was_written_last(desk: Desk) -> None:
    def kept(day: int, minute: int) -> RecordId:
        made = NOON + timedelta(minutes=minute)
        return desk.keep(Document, desk.amara, authored_on=date(2026, 11, day), created_at=made)

    first, last, second, third = kept(3, 0), kept(1, 9), kept(2, 5), kept(2, 1)
    assert desk.ids() == (first, second, third, last)


def test_one_persons_list_holds_what_is_filed_under_any_of_their_records(desk: Desk) -> None:
    hers, his = desk.keep(Document, desk.amara), desk.keep(Document, desk.daniel)
    assert set(desk.ids()) == {hers, his}
    assert desk.ids(patient_id=desk.amara) == (hers,)
    merge(desk.store.unit_of_work, FRONT, survivor_id=desk.amara, merged_id=desk.daniel)
    assert set(desk.ids(patient_id=desk.daniel)) == {hers, his}


def test_clinicians_list_holds_their_own_patients(desk: Desk) -> None:
    hers, his = desk.keep(Document, desk.amara), desk.keep(Document, desk.daniel)
    assert desk.ids(context=CLINICIAN) == (hers,)
    glass = replace(CLINICIAN, glass={desk.daniel: NOON + timedelta(hours=1)})
    assert set(desk.ids(context=glass)) == {hers, his}
    assert desk.ids(context=glass, patient_id=desk.daniel) == (his,)
    assert list(desk.lines([hers, his], CLINICIAN)) == [hers]
    assert list(desk.lines([his, hers], glass)) == [his, hers]


def test_list_of_somebody_elses_patient_is_denied_with_what_would_help(desk: Desk) -> None:
    desk.keep(Document, desk.daniel)
    with pytest.raises(PermissionDenied) as denied:
        desk.ids(context=CLINICIAN, patient_id=desk.daniel)
    error = denied.value
    assert (error.permission, error.needs) == (Permission.DOCUMENT_VIEW, Need.REASON)
    assert (error.entity, error.row_id, error.patient_id) == ("document", None, desk.daniel)


def test_role_that_is_shown_no_such_record_has_an_empty_list(desk: Desk) -> None:
    kept = desk.keep(Prescription, desk.amara)
    billing = a_context(role=Role.BILLING)
    assert desk.ids(PRESCRIPTIONS, billing) == ()
    assert desk.lines([kept], billing, listing=PRESCRIPTIONS) == {}


def test_list_is_narrowed_to_states_and_a_category(desk: Desk) -> None:
    letter = desk.keep(Document, desk.amara, status="current", category="letter")
    form = desk.keep(Document, desk.amara, status="superseded", category="form")
    scan = desk.keep(Document, desk.amara, status="pending", category="form")
    assert set(desk.ids(statuses=("current", "pending"))) == {letter, scan}
    assert set(desk.ids(category="form")) == {form, scan}
    assert desk.ids(category="form", statuses=("pending",)) == (scan,)
    apart = replace(DOCUMENTS, kept_apart="title")
    assert set(desk.ids(apart, category="Referral letter")) == {letter, form, scan}


@pytest.mark.parametrize("words", ["", "   "])
def test_no_words_narrow_nothing(desk: Desk, words: str) -> None:
    kept = desk.keep(Prescription, desk.amara)
    assert desk.ids(PRESCRIPTIONS, text=words) == (kept,)
    assert desk.ids(text=words) == ()


def test_words_are_the_records_or_its_patients(desk: Desk) -> None:
    letter = desk.keep(Document, desk.amara, title="Letter to the surgeon")
    scan = desk.keep(Document, desk.daniel, title="Scan of the insurance card")
    assert desk.ids(text="surgeon") == (letter,)
    assert desk.ids(text="lindqvist") == (scan,)
    assert desk.ids(text="nobody has this") == ()
    desk.keep(CarePlan, desk.amara, title="Less salt")
    assert len(desk.ids(PLANS, text="salt")) == 1


def test_words_narrow_what_was_filtered_and_keep_its_order(desk: Desk) -> None:
    old = desk.keep(Document, desk.daniel, title="Scan", authored_on=date(2026, 1, 1))
    new = desk.keep(Document, desk.daniel, title="Scan", authored_on=date(2026, 2, 1))
    desk.keep(Document, desk.amara, title="Scan")
    assert desk.ids(text="scan", patient_id=desk.daniel) == (new, old)


@pytest.mark.parametrize(
    ("typed", "written", "is_found"),
    [
        ("xanax", "XANAX 0.5 mg", True),
        ("Xanax", "xanax", True),
        ("mg 10", "Lisinopril 10 mg", True),
        ("mg 20", "Lisinopril 10 mg", False),
        ("mg", "XG, xg", False),
        ("(retard)", "Metformin (retard)", True),
        (".*", "Metformin", False),
        ("[a-z]", "Metformin", False),
        ("a/b", "Drops A/B", True),
        ("groß", "Große Dosis", True),
        ("groß", "GROS", False),
        ("a" * 30 + "zz", "A" * 40, True),
        ("a" * 30 + "zz", "a" * 29, False),
        ("a" * 29 + "zz", "a" * 40, False),
    ],
)
def test_plain_text_is_searched_as_typed_in_any_case(
    desk: Desk, typed: str, written: str, is_found: bool
) -> None:
    kept = desk.keep(Prescription, desk.amara, text=written)
    assert desk.ids(PRESCRIPTIONS, text=typed) == ((kept,) if is_found else ())


def test_line_says_whose_it_is_and_whether_the_server_has_it(desk: Desk) -> None:
    with desk.store.unit_of_work(FRONT) as uow:
        unsent = uow.add(a_child(Document, a_patient(id=desk.amara)))
    sent = desk.keep(Document, desk.daniel)
    lines = desk.lines([unsent.id, sent])
    assert list(lines) == [unsent.id, sent]
    hers, his = lines.values()
    assert (hers.id, hers.record) == (unsent.id, unsent)
    assert (hers.patient_id, his.patient_id) == (desk.amara, desk.daniel)
    assert (hers.is_pending, his.is_pending) == (True, False)
    assert hers.patient_name == "Okafor, Amara"
    assert hers.mrn.startswith("P-")
    assert (hers.birth_date, his.birth_date) == ("1971-05-03", "")
    assert (hers.who, hers.mark, hers.trouble) == ("", "", "")


def test_line_of_a_patient_who_is_not_here_names_nobody(desk: Desk) -> None:
    record = a_child(Document, a_patient())
    line = line_of(record, None, is_pending=True)
    assert (line.patient_name, line.mrn, line.birth_date) == ("", "", "")
    assert (line.patient_id, line.is_pending) == (record.patient_id, True)
    assert patient_of(record) == record.patient_id


def test_lines_of_one_person_hold_nothing_of_another(desk: Desk) -> None:
    hers, his = desk.keep(Document, desk.amara), desk.keep(Document, desk.daniel)
    assert list(desk.lines([hers, his], patient_id=desk.amara)) == [hers]
    assert list(desk.lines([his], patient_id=desk.amara)) == []
    assert list(desk.lines([hers], patient_id=desk.amara)) == [hers]
    merge(desk.store.unit_of_work, FRONT, survivor_id=desk.amara, merged_id=desk.daniel)
    assert list(desk.lines([hers, his], patient_id=desk.amara)) == [hers, his]


def test_record_that_is_gone_has_no_line(desk: Desk) -> None:
    kept = desk.keep(Document, desk.amara)
    assert list(desk.lines([RecordId(new_id()), kept])) == [kept]


def test_one_record_is_asked_for_with_its_name(desk: Desk) -> None:
    row_id = RecordId(new_id())

    def asked(context: Any, entity: str, patient_id: PatientId | None) -> None:
        with desk.store.reader() as reader:
            require_view(reader, context, entity, patient_id, now=NOON, row_id=row_id)

    with pytest.raises(PermissionDenied) as denied:
        asked(CLINICIAN, "document", desk.daniel)
    assert denied.value.row_id == row_id
    asked(CLINICIAN, "document", desk.amara)
    asked(CLINICIAN, "document", None)
    asked(FRONT, "document", desk.daniel)
    asked(FRONT, "no such thing", desk.daniel)


def test_record_of_somebody_else_is_refused(desk: Desk) -> None:
    record: Record = a_child(Document, a_patient(id=desk.daniel))
    with desk.store.reader() as reader:
        require_whose(reader, record, None)
        require_whose(reader, record, desk.daniel)
        with pytest.raises(InvalidValue, match=r"is not the patient this is about$") as refused:
            require_whose(reader, record, desk.amara)
    assert refused.value.field == "patient_id"
    merge(desk.store.unit_of_work, FRONT, survivor_id=desk.amara, merged_id=desk.daniel)
    with desk.store.reader() as reader:
        require_whose(reader, record, desk.amara)
