"""The windowed list of conversations, and its words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from app.domain.conversations import LastSaid, ThreadRow
from app.domain.ids import PatientId, RecordId, UserId, new_id
from app.ui.models.message_words import day_words, last_words, read_aloud, when_words
from app.ui.models.paged_rows import PAGE_ROWS, PAGES_KEPT, ROW_ROLE
from app.ui.models.thread_list import WHEN_ROLE, ThreadListModel
from tests.factories import NOON, ZONE

pytestmark = pytest.mark.row("F7")


def a_line(record_id: RecordId, **changes: object) -> ThreadRow:
    row = ThreadRow(
        id=record_id,
        subject="Refill",
        patient_id=PatientId(new_id()),
        patient_name="Okafor, Amara",
        mrn="P-1",
        birth_date="1971-05-03",
        category="general",
        priority="high",
        status="open",
        assignee_id=None,
        assignee_name="",
        last_at=NOON,
        last=LastSaid("Call back?", UserId(new_id()), False, False, False, 2),
        sender_name="Kim",
        is_pending=True,
    )
    return row._replace(**changes)


@pytest.fixture
def model(qapp: QApplication) -> ThreadListModel:
    return ThreadListModel(zone=ZONE, now=NOON)


def some_ids(number: int) -> tuple[RecordId, ...]:
    return tuple(new_id() for _ in range(number))


def test_the_model_keeps_qts_rules(model: ThreadListModel, qtmodeltester: ModelTester) -> None:
    ids = some_ids(450)
    qtmodeltester.check(model)
    model.set_ids(ids)
    model.put_rows({one: a_line(one) for one in ids[:300]})
    model.forget_lines_but(set(ids[:10]))
    model.set_ids((new_id(), *ids[:10], *ids[11:]))
    model.set_ids(ids[5:])
    model.set_ids(())


def test_fifty_thousand_conversations_hold_a_few_pages(model: ThreadListModel) -> None:
    asked: list[list[RecordId]] = []
    model.rows_wanted.connect(asked.append)
    ids = some_ids(50_000)
    model.set_ids(ids)
    for page in range(PAGES_KEPT + 5):
        assert model.index(page * PAGE_ROWS, 0).data(ROW_ROLE) is None
        QApplication.processEvents()
        model.put_rows({one: a_line(one) for one in asked[-1]})
    assert model.rowCount() == 50_000
    assert len(model.known_ids()) == PAGE_ROWS * PAGES_KEPT
    assert model.line_at(0) is None


def test_line_says_whom_it_is_about_what_is_new_and_what_waits(model: ThreadListModel) -> None:
    (key,) = some_ids(1)
    model.set_ids([key])
    model.put_rows({key: a_line(key)})
    spoken = str(model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    for part in ("Okafor, Amara", "Refill", "Kim: Call back?", "2 unread", "High", "12:00"):
        assert part in spoken
    assert model.index(0, 0).data(WHEN_ROLE) == "12:00"
    assert spoken.endswith("Waiting to sync")


def test_inside_the_clinic_and_unsent_are_said(model: ThreadListModel) -> None:
    row = a_line(new_id(), patient_id=None, patient_name="", is_pending=False)
    assert read_aloud(row, "").startswith("In the clinic, Refill")
    draft = row._replace(last=LastSaid("Dear Amara", None, False, True, False, 0))
    assert last_words(draft) == "Not sent yet: Dear Amara"
    assert last_words(row._replace(last=None)) == ""
    only_file = LastSaid(" ", None, True, False, True, 0)
    assert last_words(row._replace(last=only_file, sender_name="")) == "A file"


@pytest.mark.parametrize(
    ("before", "shown", "day"),
    [
        (timedelta(), "12:00", "Today"),
        (timedelta(hours=11, minutes=59), "00:01", "Today"),
        (timedelta(hours=13), "Yesterday", "Yesterday"),
        (timedelta(days=2), "19 Nov", "19 Nov"),
        (timedelta(days=400), "17 Oct 2025", "17 Oct 2025"),
    ],
)
def test_moments_are_those_of_the_clinics_day(before: timedelta, shown: str, day: str) -> None:
    assert when_words(NOON - before, NOON, ZONE) == shown
    assert day_words(NOON - before, NOON, ZONE) == day
    assert when_words(None, NOON, ZONE) == ""
