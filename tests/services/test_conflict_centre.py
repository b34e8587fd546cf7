"""Taking conflicts on, keeping both, taking decisions back: at desks with the server's rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.clinical import Allergy
from app.domain.conflict import SyncConflict
from app.domain.errors import InvalidValue, StaleVersion
from app.domain.ids import RecordId, UserId, new_id
from app.domain.operations import OperationState
from app.domain.query import Query
from app.protocol.codec import to_wire
from app.services import conflicts
from app.services.conflict_list import decided_lines, read_detail, waiting_lines
from app.services.reading import every
from tests.factories import NOON, a_child, a_user
from tests.services.test_conflicts import NewDesk, clashing, meet, resolve
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, new_desk, server, template
from tests.sync.test_push_and_pull import edit, states, the_patient

__all__ = ["new_desk", "server", "template"]


def as_user(desk: DeskStore, server: ServerModel, name: str) -> DeskStore:
    """Let somebody else sit at a desk."""
    user = a_user(id=UserId(new_id()), username=name, display_name=name.title())
    server.load([("user", user.id, to_wire(user))], NOON)
    desk.context = replace(desk.context, user_id=user.id)
    return desk


def the_conflict(desk: DeskStore, conflict: SyncConflict) -> SyncConflict:
    with desk.store.reader() as reader:
        return conflicts.get(reader, conflict_id=conflict.id)


def claim(desk: DeskStore, conflict: SyncConflict) -> SyncConflict:
    return conflicts.claim(desk.begin, desk.context, conflict_id=conflict.id)


def decide(desk: DeskStore, conflict: SyncConflict, how: str, **more: Any) -> conflicts.Decided:
    return conflicts.decide(
        desk.begin, desk.context, conflict_id=conflict.id, resolution=how, **more
    )


def test_everybody_sees_who_looks_after_a_conflict_until_it_is_given_back(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = clashing(server, new_desk)
    as_user(two, server, "jonas")
    claim(one, conflict)
    meet(server, one, two)
    seen = the_conflict(two, conflict)
    assert (seen.status, seen.claimed_by) == ("claimed", one.context.user_id)
    with pytest.raises(InvalidValue):
        conflicts.release(two.begin, two.context, conflict_id=conflict.id)
    conflicts.release(one.begin, one.context, conflict_id=conflict.id)
    meet(server, one, two)
    assert (the_conflict(two, conflict).status, the_conflict(two, conflict).claimed_by) == (
        "open",
        None,
    )


def test_first_of_two_who_take_it_on_has_it_and_a_colleague_who_saw_that_takes_it_over(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = clashing(server, new_desk)
    as_user(two, server, "jonas")
    claim(one, conflict)
    claim(two, conflict)
    meet(server, one, two)
    assert the_conflict(two, conflict).claimed_by == one.context.user_id
    assert OperationState.QUARANTINED not in states(two)
    claim(two, conflict)
    meet(server, one, two)
    assert the_conflict(one, conflict).claimed_by == two.context.user_id


@pytest.mark.parametrize("how", ["mine", "edited"])
def test_decision_made_offline_counts_although_a_colleague_took_the_conflict_on(
    how: str, server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = clashing(server, new_desk)
    as_user(two, server, "jonas")
    claim(two, conflict)
    meet(server, two)
    decide(one, conflict, how, values={"phone": "three"} if how == "edited" else None)
    meet(server, one, two)
    decided = the_conflict(two, conflict)
    assert (decided.status, decided.resolution, decided.claimed_by) == (
        "resolved",
        how,
        two.context.user_id,
    )
    assert the_patient(two).phone == ("three" if how == "edited" else "two")
    with two.store.reader() as reader:
        assert conflicts.undecided(reader) == ()


def test_second_decision_is_put_aside_and_names_who_was_first(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = clashing(server, new_desk)
    as_user(two, server, "jonas")
    decide(one, conflict, "theirs")
    decide(two, conflict, "mine")
    meet(server, one, two)
    with two.store.reader() as reader:
        assert conflicts.settled_by(reader, [conflict.id]) == {conflict.id: one.context.user_id}
    assert the_patient(two).phone == the_patient(one).phone == "one"


def test_decision_taken_back_leaves_everything_as_before_at_every_desk(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = clashing(server, new_desk)
    decided = decide(one, conflict, "edited", values={"phone": "three"})
    meet(server, one, two)
    assert the_patient(two).phone == "three"
    conflicts.take_back(one.begin, one.context, decided)
    meet(server, one, two)
    for desk in (one, two):
        again = the_conflict(desk, conflict)
        assert (again.status, again.resolution, again.resolved_by) == ("open", None, None)
        assert the_patient(desk).phone == "one"
    decide(two, conflict, "mine")
    meet(server, one, two)
    assert the_patient(one).phone == "two"


def test_decision_is_taken_back_offline_too_before_anybody_saw_it(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = clashing(server, new_desk)
    conflicts.take_back(one.begin, one.context, decide(one, conflict, "mine"))
    meet(server, one, two)
    assert the_conflict(two, conflict).status == "open"
    assert the_patient(two).phone == the_patient(one).phone == "one"
    assert OperationState.QUARANTINED not in states(one)


def test_nothing_is_taken_back_over_what_came_after_it(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, _, conflict = clashing(server, new_desk)
    decided = decide(one, conflict, "mine")
    edit(one, phone="four")
    with pytest.raises(StaleVersion):
        conflicts.take_back(one.begin, one.context, decided)
    assert the_conflict(one, conflict).status == "resolved"
    conflicts.reopen(one.begin, one.context, conflict_id=conflict.id)
    with pytest.raises(InvalidValue):
        conflicts.take_back(one.begin, one.context, decided)
    assert the_patient(one).phone == "four"


def allergies(desk: DeskStore) -> set[str]:
    with desk.store.reader() as reader:
        return {one.text for one in every(reader, Query(Allergy))}


def test_both_versions_of_one_of_several_records_are_kept_and_taken_back(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two = new_desk(), new_desk()
    meet(server, one, two)
    with one.begin(one.context) as uow:
        allergy = uow.add(a_child(Allergy, the_patient(one), text="Penicillin"))
    meet(server, one, two)
    for desk, text in ((one, "Amoxicillin"), (two, "Ampicillin")):
        with desk.begin(desk.context) as uow:
            there = uow.records(Allergy).get(allergy.id)
            assert there is not None
            uow.save(replace(there, text=text))
    meet(server, one, two)
    with one.store.reader() as reader:
        (conflict,) = conflicts.undecided(reader)
    decided = decide(one, conflict, "both")
    meet(server, one, two)
    assert allergies(one) == allergies(two) == {"Amoxicillin", "Ampicillin"}
    conflicts.take_back(one.begin, one.context, decided)
    meet(server, one, two)
    assert allergies(two) == {"Amoxicillin"}


def test_only_a_clash_of_values_is_opened_again_by_hand(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = clashing(server, new_desk)
    with pytest.raises(InvalidValue):
        conflicts.reopen(one.begin, one.context, conflict_id=conflict.id)
    resolve(one, conflict, "theirs")
    conflicts.reopen(one.begin, one.context, conflict_id=conflict.id)
    meet(server, one, two)
    assert the_conflict(two, conflict).status == "open"


def test_lists_name_whom_and_who_and_no_value(server: ServerModel, new_desk: NewDesk) -> None:
    one, _, conflict = clashing(server, new_desk)
    now = NOON + timedelta(hours=2)
    with one.store.reader() as reader:
        page = waiting_lines(reader, one.context, now=now)
        summary = conflicts.summary(reader)
    (line,) = page.lines
    assert (page.count, line.id, line.fields) == (1, conflict.id, ("phone",))
    assert (line.patient_name, line.actor_name) == (the_patient(one).display_name, "Sara N.")
    assert (summary.count, summary.oldest_at) == (1, conflict.created_at)
    decide(one, conflict, "mine")
    with one.store.reader() as reader:
        assert waiting_lines(reader, one.context, now=now).lines == ()
        (done,) = decided_lines(reader, one.context, now=now).lines
    assert (done.resolution, done.resolved_name) == ("mine", "Sara N.")


def test_detail_tells_what_stands_now_beside_what_clashed(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, _, conflict = clashing(server, new_desk)
    edit(one, phone="five")
    with one.store.reader() as reader:
        detail = read_detail(reader, one.context, conflict.id, now=NOON)
        gone = read_detail(reader, one.context, RecordId(new_id()), now=NOON)
    assert gone is None
    assert detail is not None
    assert detail.conflict is not None
    assert (detail.conflict.base, detail.conflict.theirs) == ({"phone": "1"}, {"phone": "two"})
    assert detail.present == {"phone": "five"}


def test_values_somebody_is_not_shown_stay_out_of_list_and_detail(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, _, conflict = clashing(server, new_desk)
    admin = replace(one.context, role="admin")
    with one.store.reader() as reader:
        (line,) = waiting_lines(reader, admin, now=NOON).lines
        detail = read_detail(reader, admin, conflict.id, now=NOON)
    assert (line.patient_id, line.patient_name) == (None, "")
    assert detail is not None
    assert detail.is_withheld
    assert detail.present == {}
    assert detail.conflict is not None
    assert detail.conflict.theirs == {}
