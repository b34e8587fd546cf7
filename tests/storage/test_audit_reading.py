"""Reading the audit trail in pages: what matches, newest first, at the same cost at any depth."""

from __future__ import annotations

import time
from datetime import timedelta
from hashlib import sha256

import pytest

from app.domain.audit_trail import AuditLine, AuditQuestion
from app.domain.context import Purpose
from app.domain.ids import RecordId, new_id
from app.storage.audit import EVENT_COLUMNS, GENESIS
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, START, HandClock

MANY = 100_000
OTHER = new_id()
SOMEBODY = new_id()


def note(store: LocalStore, action: str, **fields: object) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.note(action, **fields)  # type: ignore[arg-type]


def seqs(store: LocalStore, question: AuditQuestion, **page: int) -> list[int]:
    with store.reader() as reader:
        found = [line.seq for line in reader.audit.lines(question, **page)]  # type: ignore[arg-type]
        if not page:
            assert reader.audit.count(question) == len(found)
        return found


def fill(store: LocalStore, count: int) -> None:
    """Many events of two users, as far as reading is concerned (their chain is not made)."""
    actors = (bytes.fromhex(CONTEXT.user_id), bytes.fromhex(OTHER))
    patient, key = bytes.fromhex(SOMEBODY), bytes(16)
    began = 1_700_000_000_000_000
    same: dict[str, object] = dict.fromkeys(
        (*EVENT_COLUMNS, "prev", "mac", "link", "prev_link"), key
    )
    same |= {"role": "front_desk", "action": "view", "entity": "patient", "row_id": None}
    same |= {"purpose": "operations", "result_count": 1, "fields": "[]", "subjects": None}

    def row(n: int) -> list[object]:
        whom = patient if n % 97 == 0 else None
        own = {"seq": n, "at": began + n, "actor_id": actors[n % 2], "patient_id": whom}
        return list({**same, **own}.values())

    rows = (row(n) for n in range(1, count + 1))
    store._writer.run("BEGIN")
    marks = ", ".join("?" * len(same))
    store._writer.run_many(f"INSERT INTO audit ({', '.join(same)}) VALUES ({marks})", rows)
    store._writer.run("COMMIT")


def test_pages_follow_each_other_newest_first(store: LocalStore) -> None:
    for _ in range(7):
        note(store, "view")
    assert seqs(store, AuditQuestion()) == [7, 6, 5, 4, 3, 2, 1]
    assert seqs(store, AuditQuestion(), limit=3) == [7, 6, 5]
    assert seqs(store, AuditQuestion(), limit=3, below=5) == [4, 3, 2]
    assert seqs(store, AuditQuestion(), limit=2, skip=3) == [4, 3]
    assert seqs(store, AuditQuestion(), limit=2, skip=1, below=5) == [3, 2]
    assert seqs(store, AuditQuestion(up_to=5), limit=2, skip=1) == [4, 3]
    assert seqs(store, AuditQuestion(up_to=99)) == [7, 6, 5, 4, 3, 2, 1]
    note(store, "print")
    assert seqs(store, AuditQuestion(actions=("view",)), limit=2, skip=1) == [6, 5]
    assert seqs(store, AuditQuestion(actions=("print", "view")), limit=2, skip=0) == [8, 7]
    assert seqs(store, AuditQuestion(actions=("print",), up_to=8)) == [8]


def test_page_has_two_hundred_events_and_begins_with_the_newest(store: LocalStore) -> None:
    fill(store, 202)
    with store.reader() as reader:
        found = [line.seq for line in reader.audit.lines(AuditQuestion())]
    assert found == list(range(202, 2, -1))


def test_event_is_shown_as_it_was_kept(store: LocalStore) -> None:
    row, patient_id, other = new_id(), new_id(), new_id()
    note(
        store, "export", entity="patient", row_id=row, patient_id=patient_id, result_count=3,
        fields=["city"], subjects=[patient_id, other],
    )  # fmt: skip
    note(store, "view")
    with store.reader() as reader:
        second, first = reader.audit.lines(AuditQuestion())
        end = reader.audit.end()
    assert first == AuditLine(
        seq=1, at=START, workstation_id=CONTEXT.workstation_id, session_id=CONTEXT.session_id,
        actor_id=CONTEXT.user_id, role="front_desk", action="export", entity="patient",
        row_id=row, patient_id=patient_id, purpose=first.purpose, result_count=3,
        fields=("city",), subjects=(patient_id, other), link=first.link,
    )  # fmt: skip
    assert (second.row_id, second.patient_id, second.subjects) == (None, None, ())
    assert (end.seq, end.link) == (2, second.link)
    assert first.purpose in [str(one) for one in Purpose]


def test_part_of_the_trail_is_given_out_after_the_link_before_it(store: LocalStore) -> None:
    for _ in range(4):
        note(store, "view")
    with store.reader() as reader:
        links = [line.link for line in reversed(reader.audit.lines(AuditQuestion()))]
        ahead, *events = reader.audit.exported(first=2, last=3)
        everything = list(reader.audit.exported(first=1, last=9))
    assert ahead == ("", links[0])
    assert [link for _, link in events] == links[1:3]
    assert everything[0] == ("", GENESIS)
    assert everything[2:4] == events
    for at, (text, link) in enumerate(everything[1:], start=1):
        assert f'"seq":{at},' in text
        assert sha256(everything[at - 1][1] + text.encode()).digest() == link


def test_newer_events_do_not_move_a_list_that_is_being_read(store: LocalStore) -> None:
    note(store, "view")
    fixed = AuditQuestion(up_to=1)
    note(store, "view")
    assert seqs(store, fixed) == [1]


@pytest.mark.row("B7")
def test_a_patients_events_include_the_lists_that_showed_them(store: LocalStore) -> None:
    amara, zoe = new_id(), new_id()
    note(store, "view", entity="patient", patient_id=amara)
    note(store, "list", entity="patient", subjects=[amara, zoe], result_count=2)
    note(store, "list", entity="patient", subjects=[zoe], result_count=1)
    assert seqs(store, AuditQuestion(patient_id=amara)) == [2, 1]
    assert seqs(store, AuditQuestion(patient_id=zoe, actions=("list",))) == [3, 2]


def test_events_are_narrowed_by_user_record_and_time(store: LocalStore, clock: HandClock) -> None:
    row = RecordId("0c" * 16)
    note(store, "view", row_id=row)
    clock.move(hours=2)
    note(store, "deny", fields=["patient.edit"])
    assert seqs(store, AuditQuestion(row_id=row)) == [1]
    assert seqs(store, AuditQuestion(since=START + timedelta(hours=1))) == [2]
    assert seqs(store, AuditQuestion(until=START + timedelta(hours=1))) == [1]
    assert seqs(store, AuditQuestion(actor_id=CONTEXT.user_id)) == [2, 1]
    assert seqs(store, AuditQuestion(actor_id=OTHER)) == []


def pages_in_time(store: LocalStore, count: int, most_s: float) -> list[float]:
    """Seconds of work for a first and a deepest page, of everything, of a user and of a patient."""
    took: list[float] = []
    with store.reader() as reader:
        for question in (
            AuditQuestion(),
            AuditQuestion(actor_id=OTHER),
            AuditQuestion(patient_id=SOMEBODY),
        ):
            total = reader.audit.count(question)
            for skip in (0, max(0, total - 50)):
                began = time.thread_time()
                found = reader.audit.lines(question, skip=skip)
                took.append(time.thread_time() - began)
                assert len(found) == min(200, total - skip)
    assert max(took) < most_s, took
    return took


@pytest.mark.row("B7")
def test_a_page_of_a_hundred_thousand_events_comes_at_once_at_any_depth(store: LocalStore) -> None:
    fill(store, MANY)
    pages_in_time(store, MANY, 0.25)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_a_page_of_a_million_events_comes_at_once_at_any_depth(store: LocalStore) -> None:
    fill(store, 10 * MANY)
    print([f"{1000 * took:.1f} ms" for took in pages_in_time(store, 10 * MANY, 1.0)])
