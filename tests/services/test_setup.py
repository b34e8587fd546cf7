"""Taking a set-up over: what a file says, against what is kept here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.availability import Location
from app.domain.billing import Fee, FeeSchedule, Payer, ProcedureCode
from app.domain.declare import entity_of
from app.domain.errors import ImportRefused, InvalidRecord
from app.domain.ids import new_id
from app.domain.staff import Role, Room
from app.protocol.codec import to_wire
from app.services.setup import SetupCounts, rehearse_setup, write_setup
from app.storage.store import LocalStore
from tests.factories import a_clinician, a_context, a_record

pytestmark = pytest.mark.row("C8")
ADMIN = a_context(role=Role.ADMIN)
SITE = a_record(Location, name="North", city="Waco", phone="+12545550100")
KEY = f"location/{SITE.id}"


def taken(store: LocalStore, bodies: dict[str, Any]) -> SetupCounts:
    return write_setup(store.unit_of_work, ADMIN, bodies=bodies)


def site(store: LocalStore) -> Location | None:
    with store.reader() as reader:
        return reader.records(Location).get(SITE.id)


def imports(store: LocalStore) -> int:
    with store.database.reading() as session:
        return int((session.one("SELECT count(*) FROM audit WHERE action = 'import'") or (0,))[0])


def test_what_a_file_does_not_name_stays_as_it_is_kept(store: LocalStore) -> None:
    taken(store, {KEY: to_wire(SITE)})
    assert taken(store, {KEY: {"name": "North"}}) == SetupCounts(unchanged=1)
    assert taken(store, {KEY: {"name": "South", "phone": None}}) == SetupCounts(changed=1)
    kept = site(store)
    assert kept is not None
    assert (kept.name, kept.city, kept.phone) == ("South", "Waco", None)


def test_fields_that_could_not_be_kept_are_not_passed_over(store: LocalStore) -> None:
    taken(store, {KEY: to_wire(SITE)})
    with pytest.raises(ImportRefused, match="does not know"):
        taken(store, {KEY: {"name": "North", "floors": 3}})
    newer = replace(a_record(Location, name="East"), extra={"floors": 3})
    for expected in (SetupCounts(added=1), SetupCounts(unchanged=1)):
        assert taken(store, {f"location/{newer.id}": to_wire(newer)}) == expected


@pytest.mark.parametrize("wrong", ["fee_schedule_id", "procedure_code_id"])
def test_record_that_refers_to_nothing_is_refused_with_the_whole_file(
    store: LocalStore, wrong: str
) -> None:
    schedule, code = a_record(FeeSchedule), a_record(ProcedureCode)
    fee = a_record(Fee, fee_schedule_id=schedule.id, procedure_code_id=code.id)
    bodies = {
        f"fee/{fee.id}": to_wire(fee) | {wrong: new_id()},
        f"procedure_code/{code.id}": to_wire(code),
        f"fee_schedule/{schedule.id}": to_wire(schedule),
    }
    with pytest.raises(ImportRefused, match=f"{wrong} refers to nothing"):
        taken(store, bodies)
    assert taken(store, {**bodies, f"fee/{fee.id}": to_wire(fee)}) == SetupCounts(added=3)


@pytest.mark.parametrize("zone", ["No/Where", "../etc/localtime", ""])
def test_zone_of_a_site_is_a_time_zone(store: LocalStore, zone: str) -> None:
    with pytest.raises(InvalidRecord):
        taken(store, {KEY: to_wire(SITE) | {"zone": zone}})
    assert taken(store, {KEY: to_wire(SITE) | {"zone": "America/Denver"}}).added == 1


@pytest.mark.parametrize("body", [None, [], "x", 5])
def test_body_that_is_none_is_refused(store: LocalStore, body: object) -> None:
    with pytest.raises(ImportRefused):
        taken(store, {KEY: body})


def test_import_that_changes_nothing_leaves_no_line(store: LocalStore) -> None:
    taken(store, {KEY: to_wire(SITE)})
    assert imports(store) == 1
    nobody = a_clinician()
    for bodies in ({}, {KEY: to_wire(SITE)}):
        write_setup(store.unit_of_work, nobody, bodies=bodies)
    assert imports(store) == 1


def test_every_entry_that_breaks_a_rule_is_named(store: LocalStore) -> None:
    other = a_record(Location, name="South")
    wrong = {KEY: to_wire(SITE) | {"zone": "No/Where"}}
    wrong[f"location/{other.id}"] = to_wire(other) | {"zone": "Never"}
    with pytest.raises(ImportRefused) as refused:
        taken(store, wrong)
    assert SITE.id in refused.value.reason
    assert other.id in refused.value.reason


def test_rehearsal_says_of_every_record_type_what_is_wrong(store: LocalStore) -> None:
    room = a_record(Room, name="R1", location_id=SITE.id)
    lost = a_record(Room, name="R2", location_id=new_id())
    payer = a_record(Payer, name="")
    bodies = {f"{entity_of(one).name}/{one.id}": to_wire(one) for one in (SITE, room, payer)}
    with pytest.raises(InvalidRecord, match="name"):
        rehearse_setup(store.begin, ADMIN, bodies=bodies)
    bodies[f"room/{lost.id}"] = to_wire(lost)
    with pytest.raises(ImportRefused) as refused:
        rehearse_setup(store.begin, ADMIN, bodies=bodies)
    assert "location_id refers to nothing here" in refused.value.reason
    assert "name: is required" in refused.value.reason
    assert (site(store), imports(store)) == (None, 0)
    del bodies[f"room/{lost.id}"], bodies[f"payer/{payer.id}"]
    assert rehearse_setup(store.begin, ADMIN, bodies=bodies) == SetupCounts(added=2)


def test_rehearsal_tells_the_counts_and_keeps_nothing(store: LocalStore) -> None:
    bodies = {KEY: to_wire(SITE)}
    assert rehearse_setup(store.begin, ADMIN, bodies=bodies) == SetupCounts(added=1)
    assert (site(store), imports(store)) == (None, 0)
    assert taken(store, bodies) == SetupCounts(added=1)
    with pytest.raises(ImportRefused):
        rehearse_setup(store.begin, ADMIN, bodies={KEY: None})
    assert rehearse_setup(store.begin, ADMIN, bodies=bodies) == SetupCounts(unchanged=1)
