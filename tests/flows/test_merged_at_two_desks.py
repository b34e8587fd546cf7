"""Two desks offline merge, part and edit the same people: nothing is lost, and where they do not
agree, somebody is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap.headless import Desk
from app.bootstrap.inviting import invite
from app.bootstrap.joining import join_home
from app.bootstrap.server import make_invitation
from app.domain.clinical import Allergy
from app.domain.ids import PatientId
from app.domain.merging import PatientMerge
from app.domain.patient import Patient, PatientIdentifier
from app.domain.query import Query, eq
from app.domain.waiting import Task
from app.server.people import CHANGED, CLASH
from app.services import merging, patients
from app.services.merging import TITLE
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import NOON, a_patient, an_allergy
from tests.flows.record_walk import in_step
from tests.flows.test_two_tills import Tills
from tests.server_fixtures import RunningServer, databases, postgres, server

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("E4", "E5", "B1")
SAME, CROSSED, EDITED, PARTED = (
    (
        a_patient(mrn=f"{name}-1", email=None),
        a_patient(mrn=f"{name}-2", email="a@example.org", phone=f"+1212555012{digit}"),
    )
    for digit, name in enumerate("ABCD")
)


async def test_merges_made_apart_come_together(server: RunningServer, tmp_path: Path) -> None:
    desks = await opened(server, tmp_path)
    async with desks.at("sara") as desk:
        merge(desk, *SAME)
        merge(desk, *CROSSED)
        merge(desk, *EDITED)
        unmerge(desk, PARTED[1])
    async with desks.at("jonas") as desk:
        merge(desk, *SAME, take=("phone",))
        merge(desk, *reversed(CROSSED))
        edit(desk, EDITED[1])
        unmerge(desk, PARTED[1])
    await desks.synced("sara", "jonas", "sara")
    (facts, refused), (same_facts, his) = [await shown(desks, name) for name in desks.homes]
    assert facts == same_facts
    assert refused == []
    # What jonas wanted the other way round waits for him; what he saw of it is taken back.
    assert set(his) == {"invalid_value", "dependency"}
    async with desks.at("sara") as desk:
        assert phone_of(desk, SAME[0]) == SAME[1].phone
        unmerge(desk, SAME[1])  # what jonas had the survivor take over goes back as well
        assert [phone_of(desk, one) for one in SAME] == [one.phone for one in SAME]


async def opened(server: RunningServer, folder: Path) -> Tills:
    """Two desks that know the same people, two of them merged."""
    desks = Tills(homes={name: folder / name for name in ("sara", "jonas")})
    code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
    await join_home(desks.homes["sara"], server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
    async with desks.at("sara") as desk:
        with desk.store.unit_of_work(desk.context) as uow:
            for one in (*SAME, *CROSSED, *EDITED, *PARTED):
                uow.add(one)
        merge(desk, *PARTED)
        await in_step(desk)
        code = (await invite(desk, username="jonas", role="front_desk")).code
    await join_home(desks.homes["jonas"], server.url, code, "jonas", PASSPHRASE, kdf=CHEAP)
    await desks.synced("jonas")
    return desks


def merge(desk: Desk, survivor: Patient, merged: Patient, *, take: tuple[str, ...] = ()) -> None:
    ids = {"survivor_id": PatientId(survivor.id), "merged_id": PatientId(merged.id)}
    merging.merge(desk.store.unit_of_work, desk.context, take=take, **ids)


def phone_of(desk: Desk, patient: Patient) -> str | None:
    with desk.store.reader() as reader:
        found = reader.records(Patient).get(patient.id)
    return found.phone if found else None


def unmerge(desk: Desk, merged: Patient) -> None:
    merging.unmerge(desk.store.unit_of_work, desk.context, merged_id=PatientId(merged.id))


def edit(desk: Desk, patient: Patient) -> None:
    with desk.store.unit_of_work(desk.context) as uow:
        stored = uow.records(Patient).get(patient.id)
        assert stored is not None
        uow.save(replace(stored, phone="+12125550199"))
        uow.add(an_allergy(patient, text="Latex"))


async def shown(desks: Tills, name: str) -> tuple[object, list[str]]:
    async with desks.at(name) as desk:
        with desk.store.reader() as reader:
            people = {one.id: one for one in reader.records(Patient).values()}
            found = [patients.search(reader, text=f"{x}-2", limit=9, now=NOON) for x in "ABCD"]
            assert [[row.mrn for row in one] for one in found] == [
                ["A-1"],
                ["B-1"],
                ["C-1"],
                ["D-2"],
            ]
            latex = Query(Allergy, where=eq("patient_id", EDITED[0].id))
            assert [one.text for one in reader.records(Allergy).values(latex)] == ["Latex"]
            assert people[EDITED[1].id].phone == "+12125550199"
            emails = [people[one.id].email for one, _ in (SAME, CROSSED, EDITED, PARTED)]
            assert emails == ["a@example.org"] * 3 + [None]
            status = {one.mrn: one.status for one in people.values()}
            assert {mrn for mrn, one in status.items() if one == "archived"} == {
                "A-2",
                "B-2",
                "C-2",
            }
            tasks = sorted(one.title for one in reader.records(Task).values())
            assert [one for one in tasks if one != TITLE] == sorted([CHANGED, CLASH])
            merges = {
                (one.patient_id, one.merged_id): one.status
                for one in reader.records(PatientMerge).values()
            }
            assert merges == {
                **{(one.id, other.id): "merged" for one, other in (SAME, CROSSED, EDITED)},
                (PARTED[0].id, PARTED[1].id): "unmerged",
            }
            aliases = sorted(one.value for one in reader.records(PatientIdentifier).values())
            assert aliases == ["A-2", "B-2", "C-2"]
            refused = [one.last_code for one in reader.pending()]
        return (status, tasks, merges), refused
