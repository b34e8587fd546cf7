"""Where a new patient's record number comes from, with and without a server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.changes import Origin
from app.domain.errors import PermissionDenied
from app.domain.patient import Patient, PatientIdentifier
from app.domain.query import Query
from app.domain.snapshot_ports import Snapshot
from app.services import patients, record_numbers
from app.storage.store import LocalStore
from app.sync.realign import begins_epoch
from tests.factories import NOON, a_patient
from tests.storage.conftest import CONTEXT


def register(store: LocalStore, name: str = "Neu") -> Patient:
    changes = {"family_name": name}
    return patients.register(store.unit_of_work, CONTEXT, changes=changes)


def hold(store: LocalStore, first: int, size: int, epoch: str = "") -> None:
    record_numbers.add_block(store.unit_of_work, CONTEXT, first=first, size=size, epoch=epoch)


def tell_of_life(store: LocalStore, epoch: str) -> bool:
    snapshot = Snapshot(
        id="0" * 32,
        epoch=epoch,
        cursor="",
        rows=0,
        parts=(),
        is_complete=True,
        server_time=NOON,
    )
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        return begins_epoch(uow, snapshot)


def left(store: LocalStore) -> int:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        return record_numbers.left(uow)


def settle(store: LocalStore, role: str = "front_desk") -> int:
    context = replace(CONTEXT, role=role)
    return record_numbers.settle_provisional(store.unit_of_work, context, patients.is_mrn_taken)


@pytest.mark.row("A2")
def test_patients_registered_offline_get_final_numbers_of_the_desks_block(
    store: LocalStore,
) -> None:
    hold(store, 201, 3)
    assert [register(store).mrn for _ in range(2)] == ["P-000201", "P-000202"]
    assert left(store) == 1


def test_number_that_an_import_brought_is_passed_over(store: LocalStore) -> None:
    hold(store, 7, 2)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(a_patient(mrn="P-000007"))
    assert register(store).mrn == "P-000008"
    assert left(store) == 0


def test_blocks_are_used_up_in_the_order_they_came(store: LocalStore) -> None:
    hold(store, 900, 1)
    hold(store, 300, 1)
    assert [register(store).mrn for _ in range(2)] == ["P-000900", "P-000300"]


@pytest.mark.row("A2")
def test_desk_without_numbers_gives_a_provisional_one_until_the_next_block_is_here(
    store: LocalStore,
) -> None:
    hold(store, 1, 1)
    first, second = register(store), register(store)
    assert (first.mrn, second.mrn[:2]) == ("P-000001", "T-")
    assert settle(store) == 0, "there is no number yet"
    hold(store, 500, 10)
    assert settle(store) == 1
    with store.reader() as reader:
        found = reader.records(Patient).get(second.id)
        assert found is not None
        assert found.mrn == "P-000500"
        (alias,) = reader.records(PatientIdentifier).find(Query(PatientIdentifier)).rows
        assert (alias.value, alias.is_alias, alias.patient_id) == (second.mrn, True, second.id)
        assert reader.search_patients(second.mrn) == (second.id,), "on paper it is the old one"
    assert settle(store) == 0, "once"


def test_number_given_by_hand_meanwhile_stays(store: LocalStore) -> None:
    hold(store, 1, 1)
    register(store)
    patient = register(store)
    changes = {"mrn": "OLD-77"}
    patients.update(store.unit_of_work, CONTEXT, patient_id=patient.id, changes=changes)
    hold(store, 500, 1)
    assert settle(store) == 0
    assert left(store) == 1


def test_number_of_a_registration_that_failed_is_not_lost(store: LocalStore) -> None:
    hold(store, 1, 2)
    with pytest.raises(PermissionDenied):
        patients.register(
            store.unit_of_work, replace(CONTEXT, role="billing"), changes={"family_name": "Neu"}
        )
    assert register(store).mrn == "P-000001"


def test_who_may_not_edit_patients_leaves_provisional_numbers_to_others(
    store: LocalStore,
) -> None:
    hold(store, 1, 1)
    register(store)
    register(store)
    hold(store, 500, 1)
    with pytest.raises(PermissionDenied):
        settle(store, role="billing")
    assert settle(store) == 1


def test_desk_that_never_had_a_block_draws_numbers_that_are_final(store: LocalStore) -> None:
    found = {register(store).mrn for _ in range(5)}
    assert len(found) == 5
    assert all(mrn.startswith("P-") and len(mrn) == 9 for mrn in found)


def test_facts_about_numbers_are_counted_with_the_desks_own(store: LocalStore) -> None:
    hold(store, 1, 5)
    register(store)
    assert store.verify_desk() == set()


def test_desk_gives_no_numbers_of_a_life_that_its_server_has_lost(store: LocalStore) -> None:
    one, two = "1" * 32, "2" * 32
    assert not tell_of_life(store, one)
    hold(store, 1, 1, one)
    assert [register(store).mrn[:2] for _ in range(2)] == ["P-", "T-"]
    hold(store, 2, 10, one)
    assert tell_of_life(store, two)
    assert left(store) == 0, "the server may give them to somebody else by now"
    hold(store, 2, 10, one)
    assert left(store) == 0, "an answer of before that was late"
    assert register(store).mrn.startswith("T-")
    hold(store, 500, 10, two)
    assert settle(store) == 2
