"""Other houses: listed for everybody, narrowed by typing, kept by who sets up the clinic."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.availability import Organization
from app.domain.staff import Role
from app.ui.entry_page import EntryPage
from app.ui.panels.settings.panel import ORGANIZATIONS, SettingsPanel
from tests.factories import a_clinic, a_record
from tests.ui.conftest import ScreenDesk, a_while, in_role, until
from tests.ui.panels.settings.test_clinic_page import made_panel

pytestmark = pytest.mark.row("F7")
MARY = a_record(Organization, name="St. Mary's Hospital", phone="+12125550143", city="Queens")
LAB = a_record(Organization, name="Laboratoire Étoile", phone=None, is_active=False)


@pytest.fixture
async def page(desk: ScreenDesk, qtbot: QtBot) -> EntryPage:
    desk.pull(a_clinic(), MARY, LAB)
    await a_while(0.02)
    panel = made_panel(desk, qtbot)
    panel.activateWindow()
    panel.show_page(ORGANIZATIONS)
    await until(lambda: panel.organizations.query.value is not None)
    await panel.organizations.query.settled()
    return panel.organizations


def panel_of(page: EntryPage) -> SettingsPanel:
    parent: QWidget | None = page
    while parent is not None and not isinstance(parent, SettingsPanel):
        parent = parent.parentWidget()
    assert parent is not None
    return parent


def names(page: EntryPage) -> list[str]:
    lines = (page.model.line_at(row) for row in range(page.model.rowCount()))
    return [line.cells[0] for line in lines if line is not None]


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


async def test_house_is_added_changed_and_taken_back_by_key(
    page: EntryPage, desk: ScreenDesk, qtmodeltester: ModelTester
) -> None:
    assert names(page) == ["Laboratoire Étoile", "St. Mary's Hospital"]
    QTest.keyClick(page.view, Qt.Key.Key_N)
    QTest.keyClicks(focused(), "Northside Imaging")
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QTest.keyClicks(focused(), "212 555 0177")
    QTest.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: "Northside Imaging" in names(page))
    (made,) = (one for one in desk.all(Organization) if one.name == "Northside Imaging")
    assert (made.phone, made.email, made.is_active) == ("+12125550177", None, True)
    qtmodeltester.check(page.model)
    await until(lambda: bool(desk.data_sync.undo.done))
    await desk.data_sync.undo.undo()
    await until(lambda: "Northside Imaging" not in names(page))


async def test_long_list_is_narrowed_by_name_phone_and_place(page: EntryPage) -> None:
    panel_of(page).focus_filter()
    assert focused() is page.filter
    for typed, left in (
        ("etoile", ["Laboratoire Étoile"]),
        ("mary queens", ["St. Mary's Hospital"]),
        ("0143", ["St. Mary's Hospital"]),
        ("nowhere", []),
    ):
        page.filter.setText(typed)
        assert names(page) == left
    assert page._none.isVisible()
    page.filter.setText("mary")
    QTest.keyClick(page.filter, Qt.Key.Key_Return)
    assert page.view.hasFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert page.form.record is not None
    assert page.form.record.id == MARY.id
    page.filter.clear()
    assert len(names(page)) == 2


async def test_what_is_wrong_stands_at_its_line_and_nothing_is_kept(
    page: EntryPage, desk: ScreenDesk
) -> None:
    panel_of(page).start_new()
    for name, text in (("name", "Lab"), ("phone", "none"), ("npi", "1234567890")):
        page.form.fields[name].set_value(text)
    page.form.save()
    assert page.form.fields["phone"].error()
    page.form.fields["phone"].set_value("")
    page.form.save()
    assert page.form.fields["npi"].error()
    page.form.fields["npi"].set_value("1234567893")
    page.form.fields["name"].set_value("")
    page.form.save()
    assert page.form.fields["name"].error()
    assert len(desk.all(Organization)) == 2


async def test_half_typed_house_comes_back(page: EntryPage, desk: ScreenDesk) -> None:
    panel = panel_of(page)
    panel.start_new()
    await page.form.draft._found.wait()
    page.form.fields["name"].set_value("Northside")
    page.form.fields["name"].edited.emit()
    assert panel.has_unsaved()
    await panel.keep_drafts()
    (draft,) = await desk.data_sync.drafts.unfinished()
    page.form.close_form()
    assert panel.open_draft(draft.key.form, draft.key.subject)
    await until(lambda: page.form.fields["name"].value() == "Northside")


@in_role(Role.CLINICIAN)
async def test_clinician_reads_the_list_and_is_told_who_changes_it(page: EntryPage) -> None:
    assert len(names(page)) == 2
    assert page.why.text()
    assert not page.buttons["add"].isEnabled()
