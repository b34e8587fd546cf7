"""Row 8: everybody an answer names stands in the events it leaves, not only whom it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any

import pytest

from app.domain.conflict import ConflictKind
from app.domain.ids import new_id
from app.domain.patient import Patient
from app.domain.waiting import Task, TaskSource
from app.live import conflicts
from tests.factories import a_child, a_patient, an_appointment
from tests.matrix.test_row_08_every_look import CASES, ROLES, Call, Scene, _act_as, desk, scene
from tests.ui.conftest import acting, empty_database

__all__ = ["acting", "desk", "empty_database", "scene"]
pytestmark = pytest.mark.row("A3", "B5")
TWIN_PHONE = "+12125550188"


def texts_of(value: object) -> Iterable[str]:
    """Every text in an answer, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts_of(key)
            yield from texts_of(one)
    elif isinstance(value, Iterable):
        for one in value:
            yield from texts_of(one)


def people_in(answer: object, people: Iterable[Patient]) -> set[str]:
    """The patients whose name or number an answer holds."""
    texts = "\n".join(texts_of(answer))
    return {
        one.id for one in people if one.family_name in texts or (one.phone and one.phone in texts)
    }


class Crowd:
    """A scene in which records of one patient name three others."""

    def __init__(self, scene: Scene) -> None:
        self.scene, patient = scene, scene.patient
        self.twin = replace(scene.twin, phone=TWIN_PHONE, version=2)
        self.payers = [
            a_patient(family_name=name, phone=phone)
            for name, phone in (("Zweig", "+12125550189"), ("Quist", "+12125550190"))
        ]
        self.question = a_child(
            Task, patient, title="x", source=TaskSource.DUPLICATE, source_id=self.twin.id
        )
        ids = [one.id for one in self.payers]
        self.clash = replace(
            scene.conflict,
            id=new_id(),
            base={"guarantor_id": None},
            ours={"guarantor_id": ids[0]},
            theirs={"guarantor_id": ids[1]},
        )
        second = an_appointment(self.twin, practitioner_id=scene.visit.practitioner_id)
        self.booking = replace(
            scene.conflict,
            id=new_id(),
            kind=ConflictKind.DOUBLE_BOOKING.value,
            entity="appointment",
            row_id=scene.visit.id,
            other_row_id=second.id,
            ours={},
            theirs={},
        )
        scene.desk.pull(self.twin, *self.payers, self.question, second, self.clash, self.booking)

    @property
    def people(self) -> list[Patient]:
        """Everybody an answer may name."""
        return [replace(self.scene.patient, phone=None), self.twin, *self.payers]

    async def shown_and_written(self, call: Call) -> tuple[set[str], set[str]]:
        """Whom the answer of a call names, and whom the events that it left."""
        before = len(self.scene.events())
        answer = await call(self.scene)
        left = self.scene.events()[before:]
        return people_in(answer, self.people), {one for *_, named in left for one in named}

    def detail(self, which: str) -> Call:
        """The look at one conflict."""
        key = getattr(self, which).id
        return lambda scene: scene.sync.conflicts.detail(key)


@pytest.fixture
def crowd(scene: Scene) -> Crowd:
    return Crowd(scene)


@pytest.mark.parametrize("name", sorted(CASES))
async def test_everybody_an_answer_names_is_in_its_events(name: str, crowd: Crowd) -> None:
    if name in ROLES:
        _act_as(crowd.scene, ROLES[name])
    if (first := CASES[name].first) is not None:
        await first(crowd.scene)
    shown, written = await crowd.shown_and_written(CASES[name].call)
    assert shown <= written


@pytest.mark.parametrize(
    ("which", "others"), [("question", 1), ("clash", 2), ("booking", 1)], ids=str
)
async def test_others_a_conflict_names_are_in_its_event(
    which: str, others: int, crowd: Crowd
) -> None:
    shown, written = await crowd.shown_and_written(crowd.detail(which))
    assert shown == written
    assert len(shown) == 1 + others


async def test_one_who_is_named_and_not_written_down_is_found(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: with the first of everybody only in the event the same cases fail."""
    whole = conflicts.patients_of
    monkeypatch.setattr(conflicts, "patients_of", lambda found: whole(found)[:1])
    for which in ("question", "clash", "booking"):
        shown, written = await crowd.shown_and_written(crowd.detail(which))
        assert not shown <= written


async def test_look_at_one_visit_or_conflict_names_it_in_its_event(crowd: Crowd) -> None:
    scene = crowd.scene
    visits, seen = scene.sync.appointments, partial(_rows_named, scene)
    await visits.get(scene.visit.id)
    assert seen() == [scene.visit.id]
    await visits.get(scene.visit.id, patient_id=scene.patient.id)
    await crowd.detail("booking")(scene)
    assert seen() == [scene.visit.id, crowd.booking.id]


def _rows_named(scene: Scene) -> list[Any]:
    with scene.desk.store.database.reading() as session:
        rows = session.all("SELECT row_id FROM audit WHERE action = 'view' ORDER BY seq")
    return [row[0].hex() if row[0] else "" for row in rows]
