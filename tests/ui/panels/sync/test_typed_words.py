"""Words typed into the Sync centre: they count, nothing runs over them, and who asks is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.domain.operations import OperationState
from app.domain.patient import Patient
from app.ui.models.waiting_list import Column
from app.ui.panels.sync.panel import MEASUREMENTS, SyncPanel
from tests.factories import a_patient
from tests.ui.conftest import ScreenDesk, until
from tests.ui.panels.sync.test_panel import change_phone, panel, patient, refuse, rows, states

__all__ = ["panel", "patient"]
pytestmark = pytest.mark.row("F4")


@pytest.fixture
async def refused(panel: SyncPanel, desk: ScreenDesk, patient: Patient) -> SyncPanel:
    desk.keep(a_patient(family_name="Bello", given_names="Ada"))
    change_phone(desk, patient)
    refuse(desk)
    await until(lambda: states(desk) == [OperationState.QUARANTINED] * 2)
    await rows(panel, 2)
    return panel


async def test_a_typed_reason_counts_as_unsaved_on_another_page_too(refused: SyncPanel) -> None:
    page = refused.waiting
    page._show_row(0)
    page.detail.ask_reason()
    assert not refused.has_unsaved()
    page.detail.reason.set_value("typed twice")
    refused.show_page(MEASUREMENTS)
    assert refused.has_unsaved()


async def test_values_put_right_count_as_unsaved_on_another_page_too(refused: SyncPanel) -> None:
    form = await opened_form(refused)
    form.fields["phone"].control.setText("+12125550142")
    refused.show_page(MEASUREMENTS)
    assert refused.has_unsaved()


async def test_another_row_is_not_shown_over_typed_values_and_says_so(refused: SyncPanel) -> None:
    form = await opened_form(refused)
    said: list[str] = []
    refused.said.connect(said.append)
    form.fields["phone"].control.setText("+12125550142")
    refused.waiting._show_row(0)
    assert said == ["Send what you typed, or cancel it."]
    assert form.isVisible()
    form._reset()
    refused.waiting._show_row(0)
    assert not form.isVisible()
    assert refused.waiting.detail.isVisible()


async def test_edit_says_why_it_is_not_offered(refused: SyncPanel) -> None:
    page = refused.waiting
    change = page.model.change_at(0)
    assert change is not None
    words = page.model.words_of(change)
    page.detail.show_change(replace(change, kind="delete"), words, why_kept="")
    assert not page.detail.edit.isEnabled()
    assert "no values" in page.detail.edit.toolTip()
    page.detail.show_change(change, words, why_kept="")
    assert page.detail.edit.isEnabled()
    assert not page.detail.edit.toolTip()


async def test_the_time_of_a_change_stays_beside_an_open_detail(
    refused: SyncPanel, qtbot: QtBot
) -> None:
    refused.resize(1084, 700)
    refused.waiting._show_row(0)
    await until(lambda: refused.waiting.view.width() < 720)
    assert not refused.waiting.view.isColumnHidden(Column.SINCE)
    assert not refused.waiting.view.isColumnHidden(Column.PATIENT)


async def opened_form(panel: SyncPanel):
    """The form of the patient's refused change."""
    page = panel.waiting
    change = page.model.change_at(1)
    assert change is not None
    page._on_edit_wished(change.op_id)
    await until(page.mending.isVisible)
    return page.mending
