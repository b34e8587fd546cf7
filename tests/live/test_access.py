"""The one door of every look: asked, read, in the trail, and only then on the screen."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest

from app.domain.audit import AuditAction
from app.domain.errors import PermissionDenied, RecordNotFound, StorageFull
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.permissions import Need, Permission, Scope
from app.domain.phi import Phi
from app.domain.ports import Reader
from app.domain.staff import Role
from app.live.access import SAME_OPENING_S, Access, Shown
from app.storage.row_proof import NAME_BYTES, STATE_BYTES
from app.storage.store import LocalStore
from app.storage.worker import DatabaseWorker
from tests.factories import a_context, a_patient
from tests.storage.conftest import START, clock, store

__all__ = ["clock", "store"]
pytestmark = pytest.mark.row("A3", "B5", "F2")
LIST = Shown(
    screen="patient list",
    action=AuditAction.LIST,
    entity="patient",
    permission=Permission.PATIENT_LIST,
)
CHART = LIST._replace(screen="chart", action=AuditAction.VIEW, permission=Permission.PATIENT_VIEW)
AMARA, DANIEL, IDA = sorted(PatientId(new_id()) for _ in range(3))


class Hands:
    """A clock whose time of day and whose hours gone by are moved apart."""

    def __init__(self) -> None:
        self.time, self.gone_by = START, 5000.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.gone_by


class Event(NamedTuple):
    """What the trail says of a look."""

    action: str
    entity: str
    row_id: str | None
    patient_id: str | None
    count: int | None
    fields: list[str]
    subjects: list[str]


class Watched(DatabaseWorker):
    """The real threads; notes which way each look went, and when its reading began."""

    def __init__(self, store: LocalStore) -> None:
        super().__init__(store)
        self._of = store
        self.ways: list[str] = []
        self.began_within: list[bool] = []

    async def write(self, work: Callable[[], Any], **options: Any) -> Any:
        self.ways.append("write")
        return await super().write(work, **options)

    async def read(self, work: Callable[[Any], Any]) -> Any:
        self.ways.append("read")
        return await super().read(work)

    async def read_noted(self, note: Callable[[Any], object], read: Callable[[Any], Any]) -> Any:
        self.ways.append("read beside the note")

        def watched(begin: Callable[[], None]) -> None:
            note(partial(self._begins, begin))

        return await super().read_noted(watched, read)

    def _begins(self, begin: Callable[[], None]) -> None:
        self.began_within.append(self._of.database.writer.raw.in_transaction)
        begin()


@dataclass
class Window:
    """A signed-in person's way to the database."""

    store: LocalStore
    threads: Watched
    access: Access
    clock: Hands = field(default_factory=Hands)

    @property
    def events(self) -> list[Event]:
        with self.store.database.reading() as session:
            rows = session.all(
                "SELECT action, entity, lower(hex(row_id)), lower(hex(patient_id)), "
                "result_count, fields, subjects FROM audit ORDER BY seq"
            )
        return [
            Event(*row[:2], row[2] or None, row[3] or None, row[4], json.loads(row[5]),
                  json.loads(row[6] or "[]"))
            for row in rows
        ]  # fmt: skip

    @property
    def count(self) -> int:
        return len(self.events)

    def in_role(self, role: str, **changes: Any) -> None:
        self.access.context = replace(self.access.context, role=role, **changes)

    async def look(self, *patients: RecordId, shown: Shown = LIST, **options: Any) -> Any:
        """A list of some patients, or one patient's page."""
        options = {"subjects": lambda found: found, **options}
        return await self.access.show(shown, lambda _reader: tuple(patients), **options)

    async def open_chart(self, patient_id: RecordId, shown: Shown = CHART, **options: Any) -> Any:
        return await self.look(patient_id, shown=shown, patient_id=patient_id, **options)


@pytest.fixture
async def window(store: LocalStore) -> AsyncIterator[Window]:
    threads, hands = Watched(store), Hands()
    access = Access(threads, store.unit_of_work, a_context(), hands)
    yield Window(store, threads, access, hands)
    threads.close()


def an_event(action: str, **said: Any) -> Event:
    fields = {"entity": "patient", "row_id": None, "patient_id": None, "count": None}
    return Event(action=action, **{**fields, "fields": [], "subjects": [], **said})  # type: ignore[arg-type]


async def test_list_names_everybody_on_it(window: Window) -> None:
    assert await window.look(DANIEL, AMARA) == (DANIEL, AMARA)
    assert window.events == [an_event("list", count=2, subjects=[AMARA, DANIEL])]
    await window.look(IDA)
    state = window.store.audit_head.state
    assert state is not None
    assert len(state) == STATE_BYTES + NAME_BYTES, "a look alone keeps the desk's count"


async def test_list_of_one_is_a_look_at_that_patient(window: Window) -> None:
    await window.look(AMARA)
    assert window.events == [an_event("list", row_id=AMARA, patient_id=AMARA, count=1)]


async def test_empty_list_is_a_look_too_and_seeing_it_again_is_none(window: Window) -> None:
    assert await window.look(RecordId("")) == ("",)
    await window.look()
    assert window.events == [an_event("list", count=0)]


async def test_count_is_said_where_a_value_names_nobody_yet(window: Window) -> None:
    await window.look(AMARA, DANIEL, subjects=lambda _found: (), count=len)
    assert window.events == [an_event("list", count=2)]
    held = (AMARA, DANIEL, IDA)
    shown = LIST._replace(what="another")
    assert await window.look(shown=shown, held=held, subjects=lambda _: (), count=len) == held
    assert window.events[1:] == [an_event("list", count=3)]


async def test_what_was_read_ahead_is_handed_out_with_its_event(window: Window) -> None:
    assert await window.look(IDA, held=(AMARA, DANIEL)) == (AMARA, DANIEL)
    assert window.events == [an_event("list", count=2, subjects=[AMARA, DANIEL])]
    assert window.threads.ways == ["write"]


async def test_refresh_names_only_who_is_new(window: Window) -> None:
    await window.look(AMARA)
    await window.look(AMARA)
    await window.look(AMARA, DANIEL)
    await window.look(DANIEL)
    await window.look(AMARA, DANIEL, IDA)
    assert window.events[1:] == [
        an_event("list", count=2, subjects=[DANIEL]),
        an_event("list", count=3, subjects=[IDA]),
    ]


async def test_same_set_is_a_new_look_after_a_quarter_of_an_hour(window: Window) -> None:
    assert SAME_OPENING_S == 15 * 60
    for gone_by, events in ((0, 1), (899.9, 1), (900, 2), (1799.9, 2), (1800, 3)):
        window.clock.gone_by = 5000 + gone_by
        await window.look(AMARA)
        assert window.count == events


@pytest.mark.parametrize("part", ["screen", "what", "term"])
async def test_other_screen_day_or_word_is_another_look(window: Window, part: str) -> None:
    await window.look(AMARA)
    await window.look(AMARA, shown=LIST._replace(**{part: Phi("another")}))
    assert window.count == 2
    await window.look(AMARA, shown=LIST._replace(**{part: Phi("another")}))
    assert window.count == 2


async def test_back_at_the_first_day_is_a_look_again(window: Window) -> None:
    for what in ("Monday", "Tuesday", "Monday"):
        await window.look(AMARA, shown=LIST._replace(what=what))
    assert window.count == 3


async def test_typed_word_is_in_the_trail_as_its_hash_only(window: Window) -> None:
    await window.look(AMARA, shown=LIST._replace(term=Phi("oka")))
    (kept,) = window.events[0].fields
    assert kept.startswith("term:")
    assert "oka" not in kept
    await window.look(AMARA, shown=LIST._replace(screen="b"))
    assert window.events[1].fields == []


async def test_event_is_there_before_anything_is_shown(window: Window) -> None:
    def full(*_context: object, **_options: object) -> Any:
        raise StorageFull

    window.access._begin = full
    for look in (window.look(AMARA), window.open_chart(AMARA), window.look(held=(AMARA,))):
        with pytest.raises(StorageFull):
            await look
    with pytest.raises(StorageFull):
        await window.access.hand_out(LIST, [AMARA])
    window.access._begin = window.store.unit_of_work
    assert window.count == 0
    await window.open_chart(AMARA)
    assert window.count == 1, "a look whose event failed was remembered as one"


async def test_looking_is_in_the_trail_of_a_desk_for_reading_only(window: Window) -> None:
    window.store.freeze()
    await window.look(AMARA)
    await window.open_chart(AMARA)
    assert window.count == 2


async def test_chart_is_read_while_its_event_goes_to_the_disk(window: Window) -> None:
    assert await window.open_chart(AMARA) == (AMARA,)
    assert window.events == [an_event("view", row_id=AMARA, patient_id=AMARA, count=1)]
    assert window.threads.ways == ["read beside the note"]
    assert window.threads.began_within == [True], "with all but the disk's part done"


async def test_chart_opened_again_is_read_without_an_event(window: Window) -> None:
    await window.open_chart(AMARA)
    assert await window.open_chart(AMARA) == (AMARA,)
    assert (window.count, window.threads.ways[1:]) == (1, ["read"])
    await window.open_chart(DANIEL)
    await window.open_chart(AMARA)
    assert [one.patient_id for one in window.events] == [AMARA, DANIEL]
    window.clock.gone_by += SAME_OPENING_S
    await window.open_chart(AMARA)
    assert window.count == 3


async def test_record_of_a_patient_is_named_beside_the_patient(window: Window) -> None:
    note = RecordId(new_id())
    await window.open_chart(AMARA, CHART._replace(entity="health_record", row_id=note))
    await window.look(DANIEL, shown=LIST._replace(row_id=note))
    assert [(one.row_id, one.patient_id) for one in window.events] == [
        (note, AMARA),
        (note, DANIEL),
    ]


async def test_who_looked_in_vain_is_in_the_trail(window: Window) -> None:
    def missing(_reader: Reader) -> tuple[RecordId, ...]:
        raise RecordNotFound("patient", AMARA)

    for shown in (CHART, CHART._replace(screen="own", permission=Permission.AUDIT_VIEW,
                                        scope=Scope.OWN)):  # fmt: skip
        with pytest.raises(RecordNotFound):
            await window.access.show(shown, missing, subjects=lambda _: (), patient_id=AMARA)
    assert window.events == [an_event("view", row_id=AMARA, patient_id=AMARA, count=1)] * 2


OWN = CHART._replace(screen="own", permission=Permission.AUDIT_VIEW, scope=Scope.OWN)
"""Something a front desk sees only of its own: the reading says whose it is."""


async def test_what_depends_on_whose_it_is_is_read_before_its_event(window: Window) -> None:
    assert await window.open_chart(AMARA, OWN) == (AMARA,)
    assert window.threads.ways == ["read", "write"]
    await window.open_chart(AMARA, OWN._replace(screen="b", permission=Permission.PATIENT_VIEW))
    assert window.threads.ways[2:] == ["read beside the note"], "the role alone says yes"
    assert window.count == 2


async def test_glass_that_is_broken_decides_without_the_reading(window: Window) -> None:
    window.in_role(Role.ADMIN, glass={AMARA: START + timedelta(hours=1)})
    await window.open_chart(AMARA)
    assert window.threads.ways == ["read beside the note"]


async def test_reading_that_finds_somebody_elses_is_a_denial_and_no_look(window: Window) -> None:
    def not_mine(_reader: Reader) -> tuple[RecordId, ...]:
        raise PermissionDenied(Permission.NOTE_VIEW, Role.FRONT_DESK, entity="health_record")

    with pytest.raises(PermissionDenied):
        await window.access.show(OWN, not_mine, subjects=lambda _: (), patient_id=AMARA)
    with pytest.raises(PermissionDenied):
        await window.access.plain(not_mine)
    denial = an_event("deny", entity="health_record", fields=["note.view"])
    assert window.events == [denial, denial]


async def test_role_without_the_permission_reads_nothing_and_is_in_the_trail(
    window: Window,
) -> None:
    window.in_role(Role.BILLING)
    read: list[Reader] = []
    note = RecordId(new_id())
    shown = CHART._replace(entity="health_record", permission=Permission.NOTE_VIEW)
    for one in (shown, shown._replace(row_id=note)):
        with pytest.raises(PermissionDenied) as denied:
            await window.access.show(one, read.append, subjects=lambda _: (), patient_id=AMARA)
    assert (denied.value.needs, denied.value.row_id) == (Need.NOTHING, note)
    said = {"entity": "health_record", "patient_id": AMARA, "fields": ["note.view"]}
    assert window.events == [
        an_event("deny", row_id=AMARA, **said),
        an_event("deny", row_id=note, **said),
    ]
    assert read == []


async def test_what_would_help_is_said(window: Window) -> None:
    window.in_role(Role.CLINICIAN)
    with pytest.raises(PermissionDenied) as denied:
        await window.open_chart(AMARA, CHART._replace(permission=Permission.NOTE_VIEW))
    assert denied.value.needs is Need.REASON
    window.in_role(Role.CLINICIAN, reason="called by the ward")
    assert window.access.may(Permission.NOTE_VIEW).is_allowed
    assert window.access.may(Permission.NOTE_EDIT).needs is Need.GLASS
    assert window.access.may(Permission.NOTE_EDIT, Scope.OWN).is_allowed


async def test_plain_reads_leave_no_event(window: Window) -> None:
    assert await window.access.plain(lambda _reader: "Room 1") == "Room 1"
    needs = Permission.FEES_VIEW
    assert await window.access.plain(lambda _reader: "12.50", needs=needs, entity="fee") == "12.50"
    assert window.events == []


async def test_plain_read_of_what_the_role_is_not_shown_is_in_the_trail(window: Window) -> None:
    window.in_role("janitor")
    read: list[Reader] = []
    with pytest.raises(PermissionDenied):
        await window.access.plain(read.append, needs=Permission.FEES_VIEW, entity="fee")
    assert window.events == [an_event("deny", entity="fee", fields=["fees.view"])]
    assert read == []


async def test_everything_handed_out_is_in_the_trail_every_time(window: Window) -> None:
    shown = LIST._replace(action=AuditAction.PRINT, permission=Permission.PATIENT_PRINT)
    for _ in range(2):
        await window.access.hand_out(shown, [AMARA, RecordId(""), DANIEL, AMARA])
    assert window.events == [an_event("print", count=2, subjects=[AMARA, DANIEL])] * 2
    window.in_role(Role.BILLING)
    with pytest.raises(PermissionDenied):
        await window.access.hand_out(shown, [AMARA])
    assert window.events[2:] == [an_event("deny", fields=["patient.print"])]


class TestGlass:
    """Broken glass: for one patient, for an hour of whichever clock is first."""

    @pytest.fixture
    async def patient_id(self, window: Window) -> PatientId:
        person = a_patient()

        def add() -> None:
            with window.store.unit_of_work(a_context()) as uow:
                uow.add(person)

        await window.threads.write(add)
        window.in_role(Role.CLINICIAN)
        await window.access.break_glass(PatientId(person.id), "covering for Dr. Weiß")
        return PatientId(person.id)

    def is_open(self, window: Window, patient_id: PatientId) -> bool:
        verdict = window.access.may(Permission.NOTE_EDIT, patient_id=patient_id)
        is_open = window.access.is_glass_broken(patient_id)
        assert verdict.is_allowed is is_open
        return is_open

    async def test_it_opens_one_chart(self, window: Window, patient_id: PatientId) -> None:
        assert self.is_open(window, patient_id)
        assert not self.is_open(window, AMARA)
        assert window.access.is_glass_broken(None) is False
        assert not window.access.may(Permission.NOTE_EDIT).is_allowed

    async def test_nothing_is_open_where_none_was_broken(self, window: Window) -> None:
        context = window.access.context
        assert window.access.is_glass_broken(AMARA) is False
        assert window.access.context is context

    async def test_it_closes_by_the_time_of_day(
        self, window: Window, patient_id: PatientId
    ) -> None:
        window.clock.time = START + timedelta(minutes=59)
        assert self.is_open(window, patient_id)
        window.clock.time = START + timedelta(minutes=61)
        assert not self.is_open(window, patient_id)

    async def test_clock_that_is_set_back_opens_nothing_again(
        self, window: Window, patient_id: PatientId
    ) -> None:
        window.clock.gone_by += 3599.9
        assert self.is_open(window, patient_id)
        window.clock.gone_by += 0.1
        assert not self.is_open(window, patient_id)
        closed = window.access.context
        assert window.access.context is closed, "closed once"
        window.clock.time -= timedelta(days=1)
        assert not self.is_open(window, patient_id)

    async def test_glass_that_is_broken_anew_is_open_anew(
        self, window: Window, patient_id: PatientId
    ) -> None:
        window.clock.gone_by += 3600
        assert not self.is_open(window, patient_id)
        await window.access.break_glass(patient_id, "asked by the patient again")
        assert self.is_open(window, patient_id)

    async def test_look_behind_it_is_a_look_of_its_own(
        self, window: Window, patient_id: PatientId
    ) -> None:
        await window.open_chart(patient_id)
        before = window.count
        await window.open_chart(patient_id)
        assert window.count == before
        await window.access.break_glass(patient_id, "asked by the patient again")
        before = window.count
        await window.open_chart(patient_id)
        assert window.count == before + 1


async def test_now_is_the_desks_clock(window: Window) -> None:
    assert window.access.now() == START
