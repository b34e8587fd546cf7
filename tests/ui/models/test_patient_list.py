"""The windowed list: few rows held, few repaints, selection kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPersistentModelIndex
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from app.domain.ids import PatientId, RecordId, new_id
from app.services.patients import PatientRow
from app.ui.models.patient_list import (
    PAGE_ROWS,
    PAGES_KEPT,
    ROW_ROLE,
    Column,
    PatientListModel,
    flag_words,
)
from app.ui.wording import phone_words
from tests.factories import NOON, ZONE


def a_row(record_id: RecordId, **changes: object) -> PatientRow:
    row = PatientRow(
        id=PatientId(record_id),
        name="Okafor, Amara",
        mrn="P-1",
        birth_date="1971-05-03",
        phone="+12125550100",
        email=None,
        sex="female",
        status="active",
        provider="Dr. Weiß",
        next_visit_at=NOON,
        allergies=(),
        alert=None,
        is_pending=False,
        has_conflict=False,
    )
    return row._replace(**changes)


@pytest.fixture
def model(qapp: QApplication) -> PatientListModel:
    return PatientListModel(zone=ZONE)


def some_ids(number: int) -> tuple[RecordId, ...]:
    return tuple(new_id() for _ in range(number))


@pytest.mark.row("F7")
def test_the_model_keeps_qts_rules(model: PatientListModel, qtmodeltester: ModelTester) -> None:
    ids = some_ids(450)
    qtmodeltester.check(model)
    model.set_ids(ids)
    model.put_rows({record_id: a_row(record_id) for record_id in ids[:300]})
    model.set_ids((*ids[:10], new_id(), *ids[11:]))
    model.set_ids(ids[5:])
    model.set_ids(())


def test_only_pages_that_are_looked_at_are_asked_for(model: PatientListModel) -> None:
    ids = some_ids(1000)
    asked: list[RecordId] = []
    model.rows_wanted.connect(asked.extend)
    model.set_ids(ids)
    model.data(model.index(450, 0))
    QApplication.processEvents()
    assert tuple(asked) == ids[2 * PAGE_ROWS : 3 * PAGE_ROWS]


def test_memory_is_bounded_to_the_pages_kept(model: PatientListModel) -> None:
    ids = some_ids(PAGE_ROWS * PAGES_KEPT + 500)
    model.set_ids(ids)
    for start in range(0, len(ids), PAGE_ROWS):
        model.put_rows({i: a_row(i) for i in ids[start : start + PAGE_ROWS]})
    assert len(model.known_ids()) == PAGE_ROWS * PAGES_KEPT


def test_only_rows_that_differ_are_repainted(model: PatientListModel) -> None:
    ids = some_ids(5)
    model.set_ids(ids)
    model.put_rows({record_id: a_row(record_id) for record_id in ids})
    repainted: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b: repainted.append((a.row(), b.row())))
    model.put_rows(
        {i: a_row(i, phone="+12125550199" if i == ids[3] else "+12125550100") for i in ids}
    )
    assert repainted == [(3, 3)]


def test_a_new_patient_moves_others_down_without_losing_the_selected_one(
    model: PatientListModel,
) -> None:
    ids = some_ids(6)
    model.set_ids(ids)
    kept = QPersistentModelIndex(model.index(4, 0))
    model.set_ids((ids[0], new_id(), *ids[1:]))
    assert kept.row() == 5
    model.set_ids(ids[1:])
    assert model.ids[kept.row()] == ids[4]


def test_cells_read_as_people_write_them(model: PatientListModel) -> None:
    ids = some_ids(1)
    model.set_ids(ids)
    model.put_rows({ids[0]: a_row(ids[0], allergies=("Latex",), is_pending=True)})
    texts = [model.data(model.index(0, column)) for column in Column]
    assert texts[Column.BORN] == "03 May 1971"
    assert texts[Column.PHONE] == phone_words("+12125550100")
    assert texts[Column.NEXT_VISIT] == "21 Nov, 12:00"
    assert texts[Column.FLAGS] == "Allergy, Waiting"
    row = model.data(model.index(0, 0), ROW_ROLE)
    assert isinstance(row, PatientRow)
    assert flag_words(row._replace(has_conflict=True))[0] == "Conflict"
