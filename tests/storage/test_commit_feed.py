"""Who hears of what happens in the store: hooks, watches, errors; and who is not kept alive."""

from __future__ import annotations

import gc
import logging
import re
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.changes import Changed, ChangeSet, KeyPattern, Origin
from app.domain.errors import ClinicError, InvalidKey, InvalidValue, StorageFull
from app.domain.ids import RecordId
from app.domain.operations import RowState
from app.domain.patient import EmergencyContact, Patient
from app.domain.query import Query
from app.live.change_feed import ChangeFeed
from app.protocol.codec import to_wire
from app.storage.commit_feed import Event, Happening
from app.storage.store import LocalStore
from tests.factories import a_child
from tests.storage.conftest import ADMIN, CONTEXT, patient


class Refused(Exception):
    """What a hook says."""


def refuse(_happening: Happening) -> None:
    raise Refused


def add(store: LocalStore, **fields: Any) -> Patient:
    with store.unit_of_work(CONTEXT) as uow:
        return uow.add(patient(**fields))


def get(store: LocalStore, record_id: str) -> Patient | None:
    with store.reader() as reader:
        return reader.records(Patient).get(RecordId(record_id))


@pytest.mark.row("C6")
def test_every_event_is_heard_in_its_order(store: LocalStore) -> None:
    heard: list[tuple[str, Any]] = []
    for event in Event:
        store.feed.on(event, lambda fact, event=event: heard.append((event.value, fact)))
    kept = add(store)
    get(store, kept.id)
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(Patient, kept.id)
    assert get(store, kept.id) is None
    assert [name for name, _ in heard] == [
        "before:set",
        "after:set",
        "change",
        "before:get",
        "after:get",
        "before:delete",
        "after:delete",
        "change",
        "before:get",
        "after:get",
    ]
    facts = dict(reversed(heard))
    assert facts["before:set"].record == facts["after:set"].record == kept
    assert (facts["before:get"].record, facts["after:get"].record) == (None, kept)
    assert facts["before:delete"].record == kept
    assert facts["after:delete"].record.deleted_at is not None
    assert heard[-1][1].record is None


READS: dict[str, Callable[[Any, Patient], Any]] = {
    "get_many": lambda patients, kept: patients.get_many([kept.id, RecordId("0" * 32)]),
    "find": lambda patients, _: patients.find(Query(Patient)),
    "find_one": lambda patients, _: patients.find_one(Query(Patient)),
    "find_many": lambda patients, _: patients.find_many(Query(Patient)),
    "values": lambda patients, _: list(patients.values()),
    "hits": lambda patients, _: patients.hits(Query(Patient, words="okafor")),
}


@pytest.mark.row("C6")
@pytest.mark.parametrize("way", READS)
def test_reads_of_every_kind_are_heard_and_can_be_vetoed(store: LocalStore, way: str) -> None:
    kept = add(store, family_name="Okafor")
    heard: list[tuple[str, Any]] = []
    for event in ("before:get", "after:get"):
        store.feed.on(event, lambda fact, name=event: heard.append((name, fact.record)))
    with store.reader() as reader:
        assert READS[way](reader.records(Patient), kept)
    assert heard == [("before:get", None), ("after:get", kept)]

    def veto(_: object) -> None:
        raise InvalidValue("reason", "not today")

    store.feed.on("before:get", veto)
    with pytest.raises(InvalidValue), store.reader() as reader:
        READS[way](reader.records(Patient), kept)


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    ("event", "write"),
    [
        ("before:set", lambda uow, kept: uow.add(patient(mrn="M-2"))),
        ("before:set", lambda uow, kept: uow.save(replace(kept, city="Boston"))),
        ("before:delete", lambda uow, kept: uow.delete(Patient, kept.id)),
        ("before:get", lambda uow, kept: uow.records(Patient).get(kept.id)),
    ],
)
def test_hook_before_it_vetoes(
    event: str, write: Callable[[Any, Patient], object], store: LocalStore
) -> None:
    kept = add(store)
    before = store.statistics().rows
    end = store.feed.on(event, refuse, entity="patient")
    context = ADMIN if event == "before:delete" else CONTEXT
    with pytest.raises(Refused), store.unit_of_work(context) as uow:
        write(uow, kept)
    assert store.statistics().rows == before
    end()
    with store.unit_of_work(context) as uow:
        write(uow, kept)


def test_hook_sees_what_the_transaction_wrote_so_far(store: LocalStore) -> None:
    counts: list[int] = []

    def look(happening: Happening) -> None:
        records = happening.reader.records(Patient)
        counts.append(sum(records.exists(one) for one in known))

    known: list[RecordId] = []
    store.feed.on("before:set", look, entity="patient")
    with store.unit_of_work(CONTEXT) as uow:
        known.append(uow.add(patient()).id)
        known.append(uow.add(patient(mrn="M-2")).id)
    assert counts == [0, 1]


def test_server_rows_are_not_asked_about_but_told_of(store: LocalStore) -> None:
    told: list[Happening] = []
    store.feed.on("before:set", refuse, entity="patient")
    store.feed.on("after:set", told.append, entity="patient")
    store.feed.on("after:delete", told.append, entity="patient")
    sent = replace(patient(), version=1)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([RowState("patient", sent.id, 1, 1, False, [], to_wire(sent))])
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([RowState("patient", sent.id, 2, 2, True, [], None)])
    assert [(one.event, one.row_id) for one in told] == [
        (Event.AFTER_SET, sent.id),
        (Event.AFTER_DELETE, sent.id),
    ]


@pytest.mark.row("C6")
def test_trouble_of_one_that_hears_of_it_is_not_the_commits_nor_the_others(
    store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    def fail(_fact: object) -> None:
        raise Refused

    for event in ("after:set", "change"):
        store.feed.on(event, fail)
        store.feed.on(event, lambda _fact, event=event: heard.append(event))
    store.feed.watch("patient/*", fail)
    store.feed.watch("patient/*", lambda _changes: heard.append("watch"))
    kept = add(store)
    assert get(store, kept.id) == kept
    assert heard == ["after:set", "change", "watch"]
    assert [one.levelno for one in caplog.records] == [logging.ERROR] * 3
    caplog.clear()


def test_what_was_rolled_back_is_not_told_of(store: LocalStore) -> None:
    told: list[Happening] = []
    store.feed.on("after:set", told.append)
    with pytest.raises(RuntimeError), store.unit_of_work(CONTEXT) as uow:  # noqa: PT012
        uow.add(patient())
        raise RuntimeError
    with store.unit_of_work(CONTEXT) as uow:
        uow.savepoint("here")
        uow.add(patient())
        uow.rollback_to("here")
        kept = uow.add(patient(mrn="M-2"))
    assert [one.row_id for one in told] == [kept.id]


@pytest.mark.row("C6")
def test_watch_hears_its_part_of_each_commit(store: LocalStore) -> None:
    heard: list[ChangeSet] = []
    kept = add(store)
    end = store.feed.watch(f"patient/{kept.id}/*", heard.append)
    other = add(store, mrn="M-2")
    with store.unit_of_work(CONTEXT) as uow:
        mine = uow.add(a_child(EmergencyContact, kept, name="Ada"))
        uow.add(a_child(EmergencyContact, other, name="Ben"))
    (changes,) = heard
    assert changes.changes == {Changed("emergency_contact", mine.id, kept.id)}
    end()
    end()
    with store.unit_of_work(CONTEXT) as uow:
        uow.delete(EmergencyContact, mine.id)
    assert len(heard) == 1


A, B, P = RecordId("0" * 31 + "a"), RecordId("0" * 31 + "b"), RecordId("f" * 32)
OF_P = Changed("allergy", A, P)


@pytest.mark.row("C6")
def test_who_came_first_hears_first_whatever_they_listen_to(store: LocalStore) -> None:
    """What a desk knows of its own user is read anew before the window is told that it changed."""
    heard: list[str] = []
    ends = [
        store.feed.watch("patient/*", lambda _changes: heard.append("watch")),
        store.feed.subscribe(lambda _changes: heard.append("all")),
        store.feed.watch("patient/*", lambda _changes: heard.append("late watch")),
    ]
    add(store)
    assert heard == ["watch", "all", "late watch"]
    for end in ends:
        end()


@pytest.mark.parametrize(
    ("pattern", "change", "is_covered"),
    [
        ("patient/*", Changed("patient", P, P), True),
        ("patient/*", Changed("room", A), False),
        (f"room/{A}", Changed("room", A), True),
        (f"room/{A}", Changed("room", B), False),
        (f"patient/{P}/*", OF_P, True),
        (f"patient/{A}/*", OF_P, False),
        (f"patient/{P}", OF_P, False),
        ("allergy/*", OF_P, True),
        ("*/allergy/*", OF_P, True),
        ("*", OF_P, None),
        ("*/*", OF_P, True),
        (re.compile(r"(room|location)/"), Changed("room", A), True),
        (re.compile(r"(room|location)/"), Changed("patient", A, A), False),
        (re.compile(r".*/allergy/0+a$"), OF_P, True),
        ("", OF_P, None),
        ("patient", OF_P, None),
        ("patient/", OF_P, None),
        ("telepathy/*", OF_P, None),
        ("patient/12", OF_P, None),
        ("patient/" + "*" * 200, OF_P, None),
        (re.compile(""), OF_P, None),
    ],
)
def test_pattern_covers_what_it_says(
    pattern: str | re.Pattern[str],
    change: Changed,
    is_covered: bool | None,
) -> None:
    if is_covered is None:
        with pytest.raises(InvalidKey):
            KeyPattern(pattern)
    else:
        assert KeyPattern(pattern).covers(change) is is_covered


def test_change_says_whether_a_record_is_gone(store: LocalStore) -> None:
    kinds: list[str] = []
    store.feed.subscribe(lambda changes: kinds.extend(one.kind for one in changes.changes))
    kept = add(store)
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, city="Boston"))
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(Patient, kept.id)
    assert kinds == ["set", "set", "delete"]


@pytest.mark.row("C6", "C9")
def test_errors_are_heard_and_counted_by_code(store: LocalStore) -> None:
    heard: list[ClinicError] = []
    store.feed.on("error", heard.append)
    with pytest.raises(StorageFull), store.unit_of_work(CONTEXT):
        raise StorageFull
    with pytest.raises(InvalidKey), store.reader() as reader:
        reader.records(Patient).get(RecordId("nonsense"))
    assert [type(one) for one in heard] == [StorageFull, InvalidKey]
    assert store.errors.counts() == {"STORAGE_FULL": 1, "INVALID_KEY": 1}


def test_off_ends_it(store: LocalStore) -> None:
    heard: list[object] = []
    for event in Event:
        store.feed.on(event, heard.append)
        assert store.feed.off(event, heard.append)
        assert not store.feed.off(event, heard.append)
    get(store, add(store).id)
    assert heard == []


@pytest.mark.parametrize(
    ("event", "entity"), [("during:set", ""), ("before:set", "telepathy"), ("", "")]
)
def test_what_cannot_be_heard_is_refused(store: LocalStore, event: str, entity: str) -> None:
    with pytest.raises(InvalidValue):
        store.feed.on(event, refuse, entity=entity)


class Panel(QLabel):
    """A widget that listens."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0

    def on_change(self, _fact: object) -> None:
        self.heard += 1


@pytest.mark.row("C6")
def test_listening_keeps_no_panel_alive(store: LocalStore, qtbot: QtBot) -> None:
    bridge = ChangeFeed(store.feed)
    panel = Panel()
    for event in ("change", "after:set"):
        store.feed.on(event, panel.on_change)
    store.feed.watch("patient/*", panel.on_change)
    store.feed.subscribe(panel.on_change)
    bridge.changed.connect(panel.on_change)
    with qtbot.waitSignal(bridge.changed):
        add(store)
    assert panel.heard == 5
    gone = weakref.ref(panel)
    del panel
    gc.collect()
    assert gone() is None
    with qtbot.waitSignal(bridge.changed):
        add(store, mrn="M-2")
    bridge.close()


def test_function_is_heard_until_its_end(store: LocalStore) -> None:
    heard: list[ChangeSet] = []
    store.feed.subscribe(lambda changes: heard.append(changes))  # noqa: PLW0108 (kept by nobody)
    gc.collect()
    add(store)
    assert len(heard) == 1


def test_listener_may_end_itself_while_it_is_told(store: LocalStore) -> None:
    heard: list[ChangeSet] = []

    def once(changes: ChangeSet) -> None:
        heard.append(changes)
        end()

    end = store.feed.subscribe(once)
    add(store)
    add(store, mrn="M-2")
    assert len(heard) == 1


def test_nobody_pays_for_hooks_nobody_asked_for(store: LocalStore) -> None:
    feed = store.feed
    assert not any((feed.hears_gets, feed.hears_writes, feed.vetoes_writes))
    store.feed.subscribe(lambda _changes: None)
    assert feed.hooks(Event.BEFORE_SET, "patient") is None
