"""Unsent work at another desk: known where it had arrived, judged where not, and always whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from app.domain.billing import CashDrawer, Payment
from app.domain.clinical import Allergy
from app.domain.errors import PermissionDenied
from app.domain.ids import new_id
from app.domain.operations import OperationState
from app.domain.patient import Coverage, Patient
from app.domain.query import Query
from app.protocol.codec import to_wire
from app.services import unsent_files
from app.services.unsent_files import TakenIn, UnsentWork
from app.sync import push
from tests.factories import NOON, a_child, a_patient, a_record, an_allergy
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore
from tests.sync.test_push import pending, sent
from tests.sync.test_push_and_pull import edit, pull_all, push_all, states, the_patient

pytestmark = [pytest.mark.row("E5"), pytest.mark.row("E8")]
NewDesk = Callable[..., DeskStore]
Desks = tuple[DeskStore, DeskStore]


@pytest.fixture
def desks(server: ServerModel, new_desk: NewDesk) -> Desks:
    """The desk whose work is handed over, and the one that reads it in."""
    both = new_desk(), new_desk()
    for one in both:
        pull_all(one, server)
    return both


def handed_out(desk: DeskStore) -> bytes:
    unsent_files.begin_handing_out(desk.begin, desk.context)
    with desk.store.reader() as reader:
        return unsent_files.hand_out(reader, desk.context, made_at="").raw


def read_in(desk: DeskStore, raw: bytes) -> TakenIn:
    return unsent_files.take_in(desk.begin, desk.context, raw=raw)


def denials(desk: DeskStore) -> list[tuple[str, str]]:
    rows = desk.store.database.writer.all(
        "SELECT entity, fields FROM audit WHERE action = 'deny' ORDER BY seq"
    )
    return [(row[0], row[1]) for row in rows]


def test_work_whose_reply_was_lost_is_known_and_what_needs_it_goes_through(
    desks: Desks, server: ServerModel
) -> None:
    first, second = desks
    edit(second, phone="2")  # so that the places in the two queues differ
    push_all(second, server)
    patient = a_patient(mrn="A1", family_name="Okafor")
    with first.begin(first.context) as uow:
        uow.add(patient)
    batch = push.take(first.begin, first.context).batch
    assert batch is not None
    server.push(first.id, batch.operations, NOON)  # committed; the computer dies before the reply
    allergy = an_allergy(patient, text="Latex")
    with first.begin(first.context) as uow:
        uow.add(allergy)
    assert read_in(second, handed_out(first)).added == 2
    push_all(second, server)
    assert states(second) == []
    assert server.rows["allergy", allergy.id].body is not None


def test_work_that_was_done_and_undone_meanwhile_does_not_come_back(
    desks: Desks, server: ServerModel
) -> None:
    first, second = desks
    allergy = an_allergy(the_patient(first))
    with first.begin(first.context) as uow:
        uow.add(allergy)
    raw = handed_out(first)
    push_all(first, server)
    with first.begin(first.context) as uow:
        uow.delete(Allergy, allergy.id)
    push_all(first, server)
    pull_all(second, server)  # past all of it: no pull tells of it again
    assert read_in(second, raw).added == 1
    push_all(second, server)
    with second.store.reader() as reader:
        assert reader.records(Allergy).get(allergy.id) is None
    assert states(second) == []


def test_what_one_desk_did_in_turn_meets_no_conflict_at_the_other(
    desks: Desks, server: ServerModel
) -> None:
    first, second = desks
    allergy = an_allergy(the_patient(first))
    server.load([("allergy", allergy.id, to_wire(allergy))], NOON)
    for one in desks:
        pull_all(one, server)
    with first.begin(first.context) as uow:
        shown = uow.records(Allergy).get(allergy.id)
        assert shown is not None
        uow.save(replace(shown, criticality="high"))
    with first.begin(first.context) as uow:
        uow.delete(Allergy, allergy.id)
    read_in(second, handed_out(first))
    for _ in range(2):  # one at a time: the second stands on what the second desk sent itself
        batch = push.take(second.begin, second.context, limit=1).batch
        assert batch is not None
        outcome = server.push(second.id, batch.operations, NOON)
        push.settle(second.begin, second.context, batch=batch, outcome=outcome, luck=0.5)
    assert states(second) == []
    assert server.rows["allergy", allergy.id].deleted


def graves(desk: DeskStore, patient: Patient) -> list[str]:
    """What a desk keeps of a deleted patient, with the policies that are theirs."""
    with desk.store.reader() as reader:
        found = reader.records(Patient).get(patient.id, include_deleted=True)
        theirs = reader.records(Coverage).find(Query(Coverage, limit=9)).rows
    is_grave = found is not None and found.deleted_at is not None
    return [found.family_name if is_grave and found else "", *(one.payer for one in theirs)]


def an_insured_patient(desk: DeskStore) -> Patient:
    patient = a_patient(mrn="A1", family_name="Okafor")
    with desk.begin(desk.context) as uow:
        uow.add(patient)
        uow.add(a_child(Coverage, patient, payer="Aetna"))
    return patient


def delete(desk: DeskStore, patient: Patient) -> None:
    with desk.begin(desk.admin) as uow:
        uow.delete(Patient, patient.id)


@pytest.mark.row("E6")
def test_somebody_made_and_deleted_elsewhere_is_kept_as_deleted_below_what_is_theirs(
    desks: Desks, server: ServerModel
) -> None:
    first, second = desks
    patient = an_insured_patient(first)
    delete(first, patient)
    read_in(second, handed_out(first))
    assert graves(second, patient) == ["Okafor", "Aetna"]
    push_all(second, server)
    assert graves(second, patient) == ["Okafor", "Aetna"]
    assert (states(second), server.rows["patient", patient.id].deleted) == ([], True)


@pytest.mark.row("E6")
def test_deletion_of_somebody_this_desk_has_yet_to_hear_of_leaves_nothing_without_its_patient(
    desks: Desks, server: ServerModel
) -> None:
    first, second = desks
    patient = an_insured_patient(first)
    push_all(first, server)
    delete(first, patient)
    read_in(second, handed_out(first))
    pull_all(second, server)
    assert graves(second, patient) == ["Okafor", "Aetna"]
    push_all(second, server)
    assert server.rows["patient", patient.id].deleted


def test_handed_over_work_does_not_write_over_what_the_other_desk_wrote(
    desks: Desks, server: ServerModel
) -> None:
    first, second = desks
    edit(first, city="Kiel")
    edit(second, postal_code="0150")
    push_all(second, server)
    read_in(second, handed_out(first))
    push_all(second, server)
    assert states(second) == [OperationState.CONFLICTED]


def test_what_was_handed_out_is_joined_to_nothing_at_either_desk(desks: Desks) -> None:
    first, second = desks
    edit(first, phone="2")
    read_in(second, handed_out(first))
    for one in desks:
        edit(one, phone="3")
        assert len(sent(push.take(one.begin, one.context))) == 2


def test_everything_is_in_it_however_much_waits(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = desks
    for number in range(7):
        with first.begin(first.context) as uow:
            uow.add(a_patient(mrn=f"P{number}"))
    for page in (1, 3, 7, 8):
        monkeypatch.setattr(unsent_files, "_PAGE", page)
        work = msgspec.json.decode(handed_out(first), type=UnsentWork)
        names = [line.operation.op_id for line in work.lines]
        assert names == [one.operation.op_id for one in pending(first)], page
    assert read_in(second, handed_out(first)).added == 7


def test_nothing_unsent_is_a_file_too(desks: Desks) -> None:
    assert read_in(desks[1], handed_out(desks[0])) == TakenIn(added=0, known=0)


@pytest.mark.row("A2", "A3")
@pytest.mark.parametrize("role", ["clinician", "billing"])
def test_who_may_not_read_it_in_is_refused_and_the_trail_tells(desks: Desks, role: str) -> None:
    first, second = desks
    edit(first, phone="2")
    raw, who = handed_out(first), replace(second.context, role=role)
    with pytest.raises(PermissionDenied):
        unsent_files.take_in(second.begin, who, raw=raw)
    assert states(second) == []
    assert denials(second) == [("outbox", '["outbox.import"]')]


@pytest.mark.row("A2", "A3")
def test_who_has_no_role_hands_nothing_out(desks: Desks) -> None:
    first, _ = desks
    with pytest.raises(PermissionDenied):
        unsent_files.begin_handing_out(first.begin, replace(first.context, role="guest"))
    assert denials(first) == [("outbox", '["outbox.export"]')]


@pytest.mark.row("E5")
def test_cash_through_the_other_desks_drawer_is_told(desks: Desks) -> None:
    first, second = desks
    billing = replace(first.context, role="billing", user_id=new_id())
    drawer = a_record(CashDrawer, workstation_id=first.id, opened_by=billing.user_id)
    patient = the_patient(first)
    money = {"amount_minor": 4_000, "received_on": NOON.date()}
    with first.begin(billing) as uow:
        uow.add(drawer)
        uow.add(a_child(Payment, patient, method="cash", cash_drawer_id=drawer.id, **money))
        uow.add(a_child(Payment, patient, method="card", **money))
    taken = read_in(second, handed_out(first))
    assert taken == TakenIn(added=3, known=0, cash=1, drawers=1, others=3)
