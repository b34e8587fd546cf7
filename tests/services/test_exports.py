"""Files of patients' data: asked for with a reason, allowed by a second person, written once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.changes import Origin
from app.domain.claim import InsuranceClaim
from app.domain.declare import Record, entity_of
from app.domain.errors import InvalidRecord, InvalidTransition, InvalidValue, PermissionDenied
from app.domain.exporting import ExportRequest, ExportStatus
from app.domain.ids import PractitionerId, UserId, new_id
from app.domain.operations import RowState
from app.domain.staff import Role
from app.protocol.codec import to_wire
from app.services import exports
from app.services.exports import NewExport
from app.storage.store import LocalStore
from tests.factories import a_child, a_context, a_patient, a_user
from tests.storage.conftest import HandClock, open_store

pytestmark = pytest.mark.row("B7", "F2")
ME = PractitionerId(new_id())
CLINICIAN = a_context(role=Role.CLINICIAN, practitioner_id=ME)
BILLING = replace(CLINICIAN, role=Role.BILLING, practitioner_id=None)
ADMIN = a_context(role=Role.ADMIN, user_id=UserId(new_id()))
PANEL = NewExport(kind="own_patients", recipient="The auditor", reason="a yearly review")
CLAIMS = NewExport(
    kind="claims",
    recipient="Aetna",
    reason="their audit of November",
    first_on=date(2026, 11, 1),
    last_on=date(2026, 11, 30),
)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> LocalStore:
    return open_store(tmp_path / "clinic.db", clock)


def pull(store: LocalStore, *records: Record) -> None:
    rows = [
        RowState(
            seq=at,
            entity=entity_of(one).name,
            id=one.id,
            version=one.version or 1,
            deleted=False,
            changed=[],
            body=to_wire(one),
        )
        for at, one in enumerate(records, 1)
    ]
    with store.unit_of_work(CLINICIAN, origin=Origin.REMOTE) as uow:
        uow.apply_rows(rows)


def asked(store: LocalStore, new: NewExport = PANEL) -> ExportRequest:
    context = CLINICIAN if new.kind == "own_patients" else BILLING
    return exports.ask(store.unit_of_work, context, new=new)


def allowed(store: LocalStore, new: NewExport = PANEL) -> ExportRequest:
    return decided(store, asked(store, new), is_allowed=True)


def decided(store: LocalStore, request: ExportRequest, *, is_allowed: bool) -> ExportRequest:
    return exports.decide_on(
        store.unit_of_work, ADMIN, request_id=request.id, is_allowed=is_allowed, note="as agreed"
    )


def table(store: LocalStore, request: ExportRequest, clock: HandClock) -> exports.Table:
    context = CLINICIAN if request.kind == "own_patients" else BILLING
    with store.reader() as reader:
        return exports.table(reader, context, request_id=request.id, now=clock.now())


def events(store: LocalStore) -> list[tuple[str, str]]:
    with store.database.reading() as session:
        return [
            (str(one), str(two)) for one, two in session.all("SELECT action, entity FROM audit")
        ]


def test_file_of_ones_own_patients_holds_them_and_nobody_else(
    store: LocalStore, clock: HandClock
) -> None:
    mine = a_patient(family_name="Okafor", given_names="Amara", practitioner_id=ME)
    pull(store, mine, a_patient(family_name="Zweig", practitioner_id=PractitionerId(new_id())))
    found = table(store, allowed(store), clock)
    assert [line[1:3] for line in found.lines] == [("Okafor", "Amara")]
    assert found.titles[:3] == ("mrn", "family_name", "given_names")
    assert found.subjects == {mine.id}


def test_file_of_claims_holds_those_of_its_days(store: LocalStore, clock: HandClock) -> None:
    patient = a_patient(family_name="Okafor")
    claim = a_child(InsuranceClaim, patient, claim_number="C-7", total_minor=12_550)
    within = replace(claim, service_on=date(2026, 11, 30))
    before = replace(claim, id=new_id(), claim_number="C-6", service_on=date(2026, 10, 31))
    pull(store, patient, within, before)
    found = table(store, allowed(store, CLAIMS), clock)
    assert [line[:1] + line[4:6] for line in found.lines] == [("C-7", "125.50", "USD")]
    assert found.lines[0][7] == "Okafor"


@pytest.mark.parametrize(
    ("role", "new"),
    [
        (Role.FRONT_DESK, PANEL),
        (Role.ADMIN, PANEL),
        (Role.BILLING, PANEL),
        (Role.CLINICIAN, CLAIMS),
        (Role.FRONT_DESK, CLAIMS),
    ],
)
def test_who_takes_out_no_such_file_is_denied_and_that_is_kept(
    store: LocalStore, role: Role, new: NewExport
) -> None:
    with pytest.raises(PermissionDenied):
        exports.ask(store.unit_of_work, a_context(role=role), new=new)
    assert events(store)[-1] == ("deny", "export_request")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"reason": "audit"}, "reason"),
        ({"recipient": " "}, "recipient"),
        ({"kind": "everything"}, "kind"),
    ],
)
def test_what_is_asked_for_says_for_whom_and_why(
    store: LocalStore, changes: dict[str, str], wrong: str
) -> None:
    with pytest.raises(InvalidRecord) as refused:
        asked(store, replace(PANEL, **changes))
    assert wrong in refused.value.problems


def test_claims_need_their_days_in_order(store: LocalStore) -> None:
    with pytest.raises(InvalidRecord):
        asked(store, replace(CLAIMS, last_on=date(2026, 10, 1)))
    with pytest.raises((InvalidRecord, PermissionDenied)):
        asked(store, replace(CLAIMS, first_on=None, last_on=None))


def test_who_asked_never_allows_it_in_any_role(store: LocalStore) -> None:
    request = asked(store)
    same = replace(CLINICIAN, role=Role.ADMIN)
    with pytest.raises(PermissionDenied):
        exports.decide_on(
            store.unit_of_work, same, request_id=request.id, is_allowed=True, note="me again"
        )
    assert events(store)[-1] == ("deny", "export_request")


def test_who_asked_cannot_write_the_second_persons_name_themselves(store: LocalStore) -> None:
    """Below the service the record's own rule and the gatekeeper hold."""
    request = asked(store)
    said = {"status": "approved", "decided_at": request.requested_at, "decision_note": "x"}
    for who in (CLINICIAN.user_id, ADMIN.user_id):
        forged = replace(request, decided_by=who, **said)
        for context in (CLINICIAN, replace(CLINICIAN, role=Role.ADMIN)):
            with (
                pytest.raises((PermissionDenied, InvalidRecord)),
                store.unit_of_work(context) as uow,
            ):
                uow.save(forged, action="decide", reason="mine alone")


def test_nothing_is_written_before_a_second_person_said_so(
    store: LocalStore, clock: HandClock
) -> None:
    request = asked(store)
    with pytest.raises(InvalidValue):
        table(store, request, clock)
    decided(store, request, is_allowed=False)
    with pytest.raises(InvalidValue):
        table(store, request, clock)


def test_a_file_is_written_once_and_everybody_in_it_is_in_the_trail(
    store: LocalStore, clock: HandClock
) -> None:
    people = [a_patient(mrn=str(at), practitioner_id=ME) for at in range(3)]
    pull(store, *people)
    request = allowed(store)
    found = table(store, request, clock)
    done = exports.note_written(store.unit_of_work, CLINICIAN, request_id=request.id, written=found)
    assert (done.status, done.written_lines) == (ExportStatus.WRITTEN, 3)
    assert events(store)[-2:] == [("write", "export_request"), ("export", "patient")]
    with store.database.reading() as session:
        named = session.all("SELECT count(*) FROM audit_subject")
    assert named == [(3,)]
    with pytest.raises(InvalidValue):
        exports.note_written(store.unit_of_work, CLINICIAN, request_id=request.id, written=found)


def test_only_who_asked_writes_it(store: LocalStore, clock: HandClock) -> None:
    request = allowed(store)
    other = replace(CLINICIAN, user_id=UserId(new_id()))
    with store.reader() as reader, pytest.raises(PermissionDenied):
        exports.table(reader, other, request_id=request.id, now=clock.now())


def test_leave_to_write_it_ends_after_a_day_and_the_question_after_a_week(
    store: LocalStore, clock: HandClock
) -> None:
    late, request = asked(store), allowed(store)
    clock.move(hours=25)
    with pytest.raises(InvalidValue):
        table(store, request, clock)
    clock.move(days=6)
    with pytest.raises(InvalidValue):
        decided(store, late, is_allowed=True)


def test_leave_can_be_taken_back_until_it_is_used(store: LocalStore, clock: HandClock) -> None:
    request = allowed(store)
    decided(store, request, is_allowed=False)
    with pytest.raises(InvalidValue):
        table(store, request, clock)
    with pytest.raises((InvalidValue, InvalidTransition)):
        decided(store, request, is_allowed=True)


def test_an_answer_says_why(store: LocalStore) -> None:
    request = asked(store)
    with pytest.raises(InvalidValue):
        exports.decide_on(
            store.unit_of_work, ADMIN, request_id=request.id, is_allowed=True, note=" "
        )


def test_each_sees_their_own_and_who_allows_sees_all_with_both_names(
    store: LocalStore, clock: HandClock
) -> None:
    pull(store, a_user(id=CLINICIAN.user_id, display_name="Cara Ito", role=Role.CLINICIAN))
    pull(
        store,
        a_user(id=ADMIN.user_id, display_name="Sara Nyberg", username="sara", role=Role.ADMIN),
    )
    allowed(store)
    with store.reader() as reader:
        seen = exports.listed(reader, ADMIN, now=clock.now())
        own = exports.listed(reader, CLINICIAN, now=clock.now())
        others = exports.listed(
            reader, replace(CLINICIAN, user_id=UserId(new_id())), now=clock.now()
        )
    assert [(one.asked_by, one.decided_by) for one in seen] == [("Cara Ito", "Sara Nyberg")]
    assert [(one.may_write, one.may_decide) for one in own] == [(True, False)]
    assert [(one.may_write, one.may_decide) for one in seen] == [(False, True)]
    assert others == ()


def test_file_that_is_too_long_is_none(
    store: LocalStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_LINES", 1)
    pull(store, *(a_patient(mrn=str(at), practitioner_id=ME) for at in range(2)))
    with pytest.raises(InvalidValue) as refused:
        table(store, allowed(store), clock)
    assert refused.value.field == "lines"
