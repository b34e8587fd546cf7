"""A change that did not get through, and the person who sees to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.billing import Charge
from app.domain.changes import Origin
from app.domain.clinical import Allergy
from app.domain.errors import InvalidValue, PermissionDenied, RecordNotFound
from app.domain.ids import AppointmentId, new_id
from app.domain.operations import (
    BY_IMPORT,
    DISCARD,
    DISCARDED_CODE,
    SERVER_ERROR,
    TOO_LARGE,
    UNSAID,
    OperationResult,
    OperationState,
    Pending,
    RowState,
)
from app.domain.patient import Patient
from app.domain.permissions import Need
from app.domain.remote_ports import PushOutcome
from app.protocol import upcasters
from app.protocol.codec import to_wire
from app.protocol.messages import SCHEMA
from app.protocol.upcasters import SAYS_WHY, renamed
from app.services import unsent
from app.services.appointments import set_status
from app.storage.store import LocalStore
from app.sync import push
from app.sync.events import Aside
from tests.factories import NOON, a_child, a_patient, an_allergy, an_appointment
from tests.killing import kill_at_every_statement
from tests.simulation.server_model import REFUSED, ServerModel
from tests.storage.conftest import CONTEXT, open_store
from tests.sync.conftest import DeskStore
from tests.sync.test_push import add_family, pending
from tests.sync.test_push_and_pull import edit, pull_all, push_all, states, the_patient

NewDesk = Callable[..., DeskStore]


@pytest.fixture
def desk(server: ServerModel, new_desk: NewDesk) -> DeskStore:
    desk = new_desk()
    pull_all(desk, server)
    return desk


def refused_edit(desk: DeskStore, server: ServerModel) -> Pending:
    """An edit the server refused; the desk shows the server's word again."""
    edit(desk, alert=REFUSED, city="Kiel")
    push_all(desk, server)
    (one,) = pending(desk)
    assert (one.state, the_patient(desk).city) == (OperationState.QUARANTINED, "Bremen")
    return one


def set_aside(desk: DeskStore, why: Aside) -> None:
    batch = push.take(desk.begin, desk.context, limit=1).batch
    assert batch is not None
    push.set_aside(desk.begin, desk.context, batch=batch, why=why, luck=0.5)


def kept(desk: DeskStore, op_id: str) -> Pending:
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        return uow.outbox.get([op_id])[op_id]


def edited(desk: DeskStore, op_id: str, **values: object) -> str:
    return unsent.edit(desk.begin, desk.context, op_id=op_id, values=values)


@pytest.mark.row("E8", "A2")
def test_change_that_is_put_right_goes_as_a_new_one(desk: DeskStore, server: ServerModel) -> None:
    old = refused_edit(desk, server).operation
    new = edited(desk, old.op_id, alert="Latex")
    assert kept(desk, new).supersedes == old.op_id
    assert (kept(desk, old.op_id).state, kept(desk, old.op_id).last_code) == (
        OperationState.DISCARDED,
        "superseded",
    )
    assert (the_patient(desk).alert, the_patient(desk).city) == ("Latex", "Kiel")
    push_all(desk, server)
    assert states(desk) == []
    assert server.rows["patient", old.id].body["alert"] == "Latex"  # type: ignore[index]


@pytest.mark.row("E6", "E8", "A2")
@pytest.mark.parametrize("values", [{}, {"alert": "Latex"}])
def test_what_is_sent_anew_writes_over_nothing_that_was_written_since(
    desk: DeskStore, server: ServerModel, new_desk: NewDesk, values: dict[str, object]
) -> None:
    old, other = refused_edit(desk, server).operation, new_desk()
    pull_all(other, server)
    edit(other, city="Oslo")
    push_all(other, server)
    pull_all(desk, server)
    edited(desk, old.op_id, **{"alert": "none", **values})
    push_all(desk, server)
    assert server.rows["patient", old.id].body["city"] == "Oslo"  # type: ignore[index]
    assert states(desk) == [OperationState.CONFLICTED]


@pytest.mark.row("E6", "E8")
def test_what_belongs_together_is_judged_by_what_the_first_one_stood_on(
    desk: DeskStore, server: ServerModel, new_desk: NewDesk
) -> None:
    old, other = refused_edit(desk, server).operation, new_desk()
    pull_all(other, server)
    edit(other, postal_code="0150")
    push_all(other, server)
    pull_all(desk, server)
    new = edited(desk, old.op_id, alert="Latex")
    assert kept(desk, new).operation.base_version == old.base_version
    push_all(desk, server)
    assert states(desk) == [OperationState.CONFLICTED]


def test_later_edit_of_ones_own_is_not_written_over_either(
    desk: DeskStore, server: ServerModel
) -> None:
    old = refused_edit(desk, server).operation
    edit(desk, city="Oslo")
    new = edited(desk, old.op_id, alert="Latex")
    push_all(desk, server)
    assert server.rows["patient", old.id].body["city"] == "Oslo"  # type: ignore[index]
    assert kept(desk, new).state is OperationState.CONFLICTED


@pytest.mark.row("E8")
@pytest.mark.parametrize("code", ["permission", SERVER_ERROR])
def test_deletion_that_is_sent_again_does_not_pass_over_a_later_edit(
    desk: DeskStore, server: ServerModel, code: str
) -> None:
    allergy = an_allergy(the_patient(desk), text="Latex")
    with desk.begin(desk.context) as uow:
        uow.add(allergy)
    push_all(desk, server)
    with desk.begin(desk.context) as uow:
        uow.delete(Allergy, allergy.id)
    if code == SERVER_ERROR:
        set_aside(desk, Aside.POISON)
    else:
        quarantine_all(desk)
    (one,) = pending(desk)
    with desk.begin(desk.context) as uow:
        shown = uow.records(Allergy).get(allergy.id)
        assert shown is not None
        uow.save(replace(shown, text="Latex, anaphylaxis"))
    push_all(desk, server)
    unsent.retry(desk.begin, desk.context, op_id=one.operation.op_id)
    push_all(desk, server)
    assert server.rows["allergy", allergy.id].body["text"] == "Latex, anaphylaxis"  # type: ignore[index]
    assert states(desk) == [OperationState.CONFLICTED]


@pytest.mark.row("E6", "E8")
def test_status_that_is_sent_again_leaves_the_times_of_others(
    desk: DeskStore, server: ServerModel, new_desk: NewDesk
) -> None:
    visit = an_appointment(the_patient(desk))
    server.load([("appointment", visit.id, to_wire(visit))], NOON)
    other = new_desk()
    for one in (desk, other):
        pull_all(one, server)
    name = {"appointment_id": AppointmentId(visit.id)}
    set_status(desk.begin, desk.context, status="arrived", **name)
    quarantine_all(desk)
    (old,) = pending(desk)
    set_status(other.begin, other.context, status="in_room", **name)
    push_all(other, server)
    pull_all(desk, server)
    unsent.retry(desk.begin, desk.context, op_id=old.operation.op_id)
    push_all(desk, server)
    body = server.rows["appointment", visit.id].body
    assert body is not None
    assert (body["status"], sorted(body["stamps"])) == ("in_room", ["arrived", "in_room"])
    assert body["stamps"]["in_room"]["by"] == other.context.user_id


@pytest.mark.row("E8")
def test_what_an_older_version_wrote_is_sent_again_in_todays_words(
    desk: DeskStore, server: ServerModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upcasters, "STEPS", {(SCHEMA - 1, "patient"): renamed("town", "city")})
    old = refused_edit(desk, server)
    desk.store.database.writer.run(
        "UPDATE outbox SET patch = replace(patch, 'city', 'town'), schema = ?", [SCHEMA - 1]
    )
    (before,) = pending(desk)
    assert unsent.values_of(before) == unsent.values_of(old)
    new = edited(desk, old.operation.op_id, alert="Latex")
    said = kept(desk, new).operation
    assert (said.schema, set(said.patch)) == (SCHEMA, {"alert", "city"})
    push_all(desk, server)
    assert server.rows["patient", said.id].body["city"] == "Kiel"  # type: ignore[index]


@pytest.mark.row("E8", "B1")
def test_what_wanted_a_reason_and_was_sent_without_by_an_older_version_is_sent_again_with_one(
    desk: DeskStore, server: ServerModel
) -> None:
    fay = replace(desk.context, role="front_desk")
    owed = a_child(Charge, the_patient(desk), amount_minor=5_000)
    with desk.begin(fay.because("school form")) as uow:
        uow.add(owed)
    quarantine_all(desk)
    (old,) = pending(desk)
    assert old.operation.reason == "school form"
    desk.store.database.writer.run("UPDATE outbox SET reason = '', schema = ?", [SAYS_WHY - 1])
    for nothing in ("", UNSAID):
        with pytest.raises(PermissionDenied) as denied:
            unsent.retry(desk.begin, fay.because(nothing), op_id=old.operation.op_id)
        assert denied.value.needs is Need.REASON
    new = unsent.retry(desk.begin, fay.because("for the insurer"), op_id=old.operation.op_id)
    assert kept(desk, new).operation.reason == "for the insurer"
    push_all(desk, server)
    assert ("charge", owed.id) in server.rows


@pytest.mark.row("E8")
@pytest.mark.parametrize(
    ("values", "said"), [({}, BY_IMPORT), ({"alert": "Latex"}, "")], ids=["as it was", "typed"]
)
def test_what_a_person_types_over_an_imports_change_is_no_imports(
    desk: DeskStore, server: ServerModel, values: dict[str, str], said: str
) -> None:
    with desk.begin(desk.context, origin=Origin.IMPORT) as uow:
        uow.save(replace(the_patient(desk), alert=REFUSED, city="Kiel"), reason=BY_IMPORT)
    push_all(desk, server)
    (old,) = pending(desk)
    assert (old.state, old.operation.reason) == (OperationState.QUARANTINED, BY_IMPORT)
    new = edited(desk, old.operation.op_id, **values)
    assert kept(desk, new).operation.reason == said
    assert desk.store.verify_desk() == set()


def test_queue_in_which_something_was_sent_anew_is_as_the_desk_left_it(
    desk: DeskStore, server: ServerModel
) -> None:
    edited(desk, refused_edit(desk, server).operation.op_id, alert="Latex")
    assert desk.store.verify_desk() == set()


def test_form_that_puts_it_right_begins_with_what_was_meant(
    desk: DeskStore, server: ServerModel
) -> None:
    assert unsent.values_of(refused_edit(desk, server)) == {"alert": REFUSED, "city": "Kiel"}


@pytest.mark.row("E8")
def test_what_the_server_refused_for_good_is_sent_again_as_a_new_operation(
    desk: DeskStore, server: ServerModel
) -> None:
    old = refused_edit(desk, server).operation.op_id
    new = unsent.retry(desk.begin, desk.context, op_id=old)
    assert new != old
    push_all(desk, server)
    assert [one.operation.op_id for one in pending(desk)] == [new], "it is refused once more"


@pytest.mark.parametrize(
    ("why", "code"), [(Aside.TOO_LARGE, TOO_LARGE), (Aside.POISON, SERVER_ERROR)]
)
def test_what_the_server_never_stored_goes_again_as_it_is_with_what_fell(
    desk: DeskStore, server: ServerModel, why: Aside, code: str
) -> None:
    root = add_family(desk, children=2)
    names = [one.operation.op_id for one in pending(desk)]
    set_aside(desk, why)
    assert [one.last_code for one in pending(desk)] == [code, "dependency", "dependency"]
    assert unsent.retry(desk.begin, desk.context, op_id=root) == root
    with desk.store.reader() as reader:
        assert reader.records(Patient).get(pending(desk)[0].operation.id) is not None
    push_all(desk, server)
    if states(desk):
        push_all(desk, server)
    assert states(desk) == []
    assert {server.results[name][1].status for name in names} == {"applied"}


def test_new_patient_the_server_refused_is_put_right_with_everything_of_theirs(
    desk: DeskStore, server: ServerModel
) -> None:
    patient = a_patient(mrn="NEW")
    with desk.begin(desk.context) as uow:
        uow.add(patient)
        uow.add(an_allergy(patient, text="Latex"))
    quarantine_all(desk)
    root = pending(desk)[0].operation.op_id
    new = edited(desk, root, mrn="BETTER")
    with desk.store.reader() as reader:
        found = reader.records(Patient).get(patient.id)
        assert found is not None
        assert found.mrn == "BETTER"
    assert [one.state for one in pending(desk)] == [OperationState.QUEUED] * 2
    assert pending(desk)[1].operation.depends_on == [new]
    push_all(desk, server)
    assert states(desk) == []


def quarantine_all(desk: DeskStore) -> None:
    """The server refuses the first of a batch, and so what needs it."""
    batch = push.take(desk.begin, desk.context).batch
    assert batch is not None
    codes = ["invalid_value", *["dependency"] * (len(batch.operations) - 1)]
    results = tuple(
        OperationResult(op_id=one.op_id, status="rejected", code=code)
        for one, code in zip(batch.operations, codes, strict=True)
    )
    outcome = PushOutcome(results=results, server_time=NOON, seq=1)
    push.settle(desk.begin, desk.context, batch=batch, outcome=outcome, luck=0.5)


def test_what_needs_another_change_is_not_sent_before_it(
    desk: DeskStore, server: ServerModel
) -> None:
    add_family(desk, children=1)
    quarantine_all(desk)
    child = pending(desk)[1].operation.op_id
    with pytest.raises(InvalidValue):
        unsent.retry(desk.begin, desk.context, op_id=child)


@pytest.mark.parametrize("kind", ["delete", "restore", "action"])
def test_other_kinds_of_change_are_made_once_more(
    desk: DeskStore, server: ServerModel, kind: str
) -> None:
    allergy = an_allergy(the_patient(desk))
    with desk.begin(desk.context) as uow:
        uow.add(allergy)
    push_all(desk, server)
    with desk.begin(desk.context) as uow:
        uow.delete(Allergy, allergy.id)
    if kind == "restore":
        push_all(desk, server)
        with desk.begin(desk.context) as uow:
            uow.restore(Allergy, allergy.id)
    if kind == "action":
        push_all(desk, server)
        edit(desk, phone="9")
    quarantine_all(desk)
    (one,) = pending(desk)
    new = edited(desk, one.operation.op_id)
    again = kept(desk, new).operation
    assert (again.kind, again.id) == (one.operation.kind, one.operation.id)


@pytest.mark.row("E8", "A2")
def test_change_that_is_let_go_is_told_to_trail_and_server(
    desk: DeskStore, server: ServerModel
) -> None:
    old = refused_edit(desk, server).operation
    assert unsent.discard(desk.begin, desk.context, op_id=old.op_id, reason=" typed twice ") == 1
    assert kept(desk, old.op_id).state is OperationState.DISCARDED
    (word,) = pending(desk)
    assert (word.operation.action, word.operation.reason) == (DISCARD, "typed twice")
    assert word.operation.patch[DISCARDED_CODE].old == "invalid_value"
    trail = "SELECT row_id FROM audit WHERE action = 'discard'"
    assert desk.store.database.writer.all(trail) == [(bytes.fromhex(old.id),)]
    before = server.seq
    push_all(desk, server)
    assert states(desk) == []
    assert server.seq == before, "it changes no record"
    assert the_patient(desk).city == "Bremen"


def test_change_made_after_a_word_about_its_record_still_stands_on_what_it_was_made_on(
    desk: DeskStore, server: ServerModel, new_desk: NewDesk
) -> None:
    old = refused_edit(desk, server).operation
    other = new_desk()
    pull_all(other, server)
    edit(other, phone="other")
    push_all(other, server)
    unsent.discard(desk.begin, desk.context, op_id=old.op_id, reason="typed twice")
    edit(desk, phone="mine")
    push_all(desk, server)
    assert states(desk) == [OperationState.CONFLICTED]


def test_what_fell_with_a_change_is_let_go_with_it(desk: DeskStore, server: ServerModel) -> None:
    root = add_family(desk, children=2)
    quarantine_all(desk)
    assert unsent.discard(desk.begin, desk.context, op_id=root, reason="another patient") == 3
    push_all(desk, server)
    assert states(desk) == []


@pytest.mark.parametrize("reason", ["", "  ", "ab"])
def test_nothing_is_let_go_without_a_reason(
    desk: DeskStore, server: ServerModel, reason: str
) -> None:
    old = refused_edit(desk, server).operation.op_id
    with pytest.raises(InvalidValue):
        unsent.discard(desk.begin, desk.context, op_id=old, reason=reason)


@pytest.mark.parametrize(
    ("role", "may"), [("front_desk", False), ("billing", False), ("admin", True)]
)
def test_others_work_is_let_go_by_administrators_only(
    desk: DeskStore, server: ServerModel, role: str, may: bool
) -> None:
    old = refused_edit(desk, server).operation.op_id
    who = replace(desk.context, role=role, user_id=new_id())
    if may:
        assert unsent.discard(desk.begin, who, op_id=old, reason="left the clinic") == 1
        return
    with pytest.raises(PermissionDenied):
        unsent.discard(desk.begin, who, op_id=old, reason="left the clinic")
    assert kept(desk, old).state is OperationState.QUARANTINED


def test_what_needs_nobody_is_left_alone(desk: DeskStore) -> None:
    edit(desk, phone="2")
    name = pending(desk)[0].operation.op_id
    deeds: list[Callable[[], Any]] = [
        lambda: unsent.retry(desk.begin, desk.context, op_id=name),
        lambda: edited(desk, name),
        lambda: unsent.discard(desk.begin, desk.context, op_id=name, reason="by mistake"),
    ]
    for deed in deeds:
        with pytest.raises(InvalidValue):
            deed()
    assert states(desk) == [OperationState.QUEUED]


def test_unknown_change_and_unknown_field_are_refused(desk: DeskStore, server: ServerModel) -> None:
    old = refused_edit(desk, server).operation.op_id
    with pytest.raises(RecordNotFound):
        unsent.retry(desk.begin, desk.context, op_id=new_id())
    with pytest.raises(InvalidValue):
        edited(desk, old, height="1.80")
    who = replace(desk.context, role="billing")
    with pytest.raises(PermissionDenied):
        unsent.edit(desk.begin, who, op_id=old, values={"alert": "Latex"})
    assert states(desk) == [OperationState.QUARANTINED]


@pytest.mark.row("E8")
@pytest.mark.parametrize("deed", ["let go", "put right"])
def test_killed_at_every_statement_it_is_all_done_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    path, patient = tmp_path / "clinic.db", a_patient(mrn="LOST")
    store = open_store(path)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient)
        (name,) = uow.outbox.appended
    gone = RowState("patient", patient.id, 0, 0, True, [], None)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.outbox.mark([name], OperationState.QUARANTINED, code="invalid_value")
        uow.shadows.drop("patient", patient.id)
        uow.apply_rows([gone])
    store.close()

    def work(store: LocalStore) -> object:
        if deed == "let go":
            return unsent.discard(store.unit_of_work, CONTEXT, op_id=name, reason="typed twice")
        values = {"mrn": "FOUND"}
        return unsent.edit(store.unit_of_work, CONTEXT, op_id=name, values=values)

    outcome = kill_at_every_statement(lambda: open_store(path), work, monkeypatch)
    assert len(outcome.added("outbox")) == 2, "the old one's end and the new one"
    assert len(outcome.added("audit")) == 1
