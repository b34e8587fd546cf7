"""The list of the day: right, sorted, and changed only where it differs."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.modeltest import ModelTester

from app.domain.day_visit import DayVisit
from app.ui.models.day_table import VISIT_ROLE, Column, DayTableModel
from tests.factories import NOON, ZONE
from tests.ui.models.day_visits import a_day_visit

VISITS = [
    a_day_visit(starts_at=NOON + timedelta(minutes=15 * place), patient_name=name)
    for place, name in enumerate(("Weiß, Benjamin", "Berg, Oskar", "Kowalska, Lena"))
]


def names(model: DayTableModel) -> list[str]:
    return [model.index(row, Column.PATIENT).data() for row in range(model.rowCount())]


@pytest.fixture
def model() -> DayTableModel:
    made = DayTableModel()
    made.set_visits(VISITS, ZONE)
    return made


@pytest.mark.row("F7")
def test_the_model_keeps_qt_s_promises(model: DayTableModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model, force_py=True)
    model.sort(Column.PATIENT, Qt.SortOrder.DescendingOrder)
    model.set_visits(VISITS[1:], ZONE)
    qtmodeltester.check(model, force_py=True)


def test_rows_read_like_the_day(model: DayTableModel) -> None:
    row = [model.index(0, column).data() for column in Column]
    assert row == [
        "12:00 – 12:30",
        "Weiß, Benjamin",
        "Dr. Weiß",
        "Room 1",
        "Follow-up",
        "Scheduled",
        "Synced",
    ]
    assert model.index(0, 0).data(VISIT_ROLE) == VISITS[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Synced"),
        ({"is_pending": True}, "Waiting"),
        ({"is_pending": True, "is_tentative": True}, "Tentative"),
        ({"is_pending": True, "needs_resolution": True}, "Double booked"),
    ],
)
def test_the_sync_column_says_how_it_stands(changes: dict[str, bool], words: str) -> None:
    model = DayTableModel()
    model.set_visits([a_day_visit(**changes)], ZONE)
    assert model.index(0, Column.SYNC).data() == words


def test_an_allergy_is_read_out_with_the_name() -> None:
    model = DayTableModel()
    model.set_visits([a_day_visit(has_allergy=True)], ZONE)
    spoken = model.index(0, Column.PATIENT).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Okafor, Amara, allergy"


@pytest.mark.row("E3")
def test_only_the_row_that_differs_changes(model: DayTableModel) -> None:
    changed, reset = QSignalSpy(model.dataChanged), QSignalSpy(model.modelReset)
    model.set_visits([VISITS[0], VISITS[1]._replace(status="arrived"), VISITS[2]], ZONE)
    assert [(changed.at(i)[0].row(), changed.at(i)[1].row()) for i in range(changed.count())] == [
        (1, 1)
    ]
    assert reset.count() == 0


def test_a_moved_visit_takes_its_selection_along(model: DayTableModel) -> None:
    kept = QPersistentModelIndex(model.index(0, 0))
    later = NOON + timedelta(hours=2)
    model.set_visits([VISITS[0]._replace(starts_at=later), *VISITS[1:]], ZONE)
    assert names(model) == ["Berg, Oskar", "Kowalska, Lena", "Weiß, Benjamin"]
    assert kept.row() == 2


def test_sorting_keeps_selected_rows_on_their_visits(model: DayTableModel) -> None:
    kept = QPersistentModelIndex(model.index(2, 0))
    model.sort(Column.PATIENT)
    assert names(model) == ["Berg, Oskar", "Kowalska, Lena", "Weiß, Benjamin"]
    assert kept.data(VISIT_ROLE).patient_name == "Kowalska, Lena"
    model.sort(Column.PATIENT, Qt.SortOrder.DescendingOrder)
    assert names(model)[0] == "Weiß, Benjamin"


def test_any_change_of_a_day_ends_in_the_same_rows() -> None:
    """Merging in never differs from showing the day afresh, whatever happened to it."""
    dice = random.Random(7)
    pool = [
        a_day_visit(starts_at=NOON + timedelta(minutes=5 * n), patient_name=f"P{n:02}")
        for n in range(12)
    ]
    model = DayTableModel()
    for _ in range(60):
        day: list[DayVisit] = [
            visit._replace(starts_at=NOON + timedelta(minutes=dice.randrange(200)))
            for visit in dice.sample(pool, dice.randrange(len(pool)))
        ]
        model.set_visits(day, ZONE)
        fresh = DayTableModel()
        fresh.set_visits(day, ZONE)
        assert names(model) == names(fresh)
        assert model.rowCount(QModelIndex()) == len(day)
