"""Files of patients' data in the window: asked for, allowed by a second person, saved once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.domain.exporting import ExportRequest
from app.domain.ids import UserId, new_id
from app.domain.staff import Role
from app.ui.panels.reports.export_requests import ExportRequestsDialog
from tests.factories import a_patient, a_record, a_user
from tests.ui.conftest import in_role, until
from tests.ui.panels.reports.conftest import ITO, ReportsScreen, screen

__all__ = ["screen"]
pytestmark = pytest.mark.row("B7", "F2")
SARA = UserId(new_id())


async def opened(screen: ReportsScreen) -> ExportRequestsDialog:
    screen.pull(a_user(id=SARA, username="sara", display_name="Sara Nyberg", role=Role.ADMIN))
    QTest.mouseClick(screen.panel.files, Qt.MouseButton.LeftButton)
    dialog = screen.panel.findChild(ExportRequestsDialog)
    assert dialog is not None
    await dialog.query.settled()
    return dialog


def an_allowed(screen: ReportsScreen) -> ExportRequest:
    """A file that the user asked for and somebody else allowed, at another desk."""
    context, now = screen.desk.data_sync.access.context, screen.desk.clock.now()
    made = a_record(
        ExportRequest,
        requested_by=context.user_id,
        requested_at=now,
        status="approved",
        decided_by=SARA,
        decided_at=now,
        decision_note="as agreed",
    )
    screen.pull(made)
    return made


@in_role(Role.CLINICIAN, practitioner_id=ITO)
async def test_a_file_is_asked_for_by_keyboard_alone(screen: ReportsScreen) -> None:
    dialog = await opened(screen)
    assert dialog.states.state.headline() == "Nobody asked for a file."
    assert [dialog.wish.kind.control.itemText(0)] == ["Own patients"]  # pyright: ignore
    recipient, reason = dialog.wish.recipient.control, dialog.wish.reason.control
    recipient.setFocus()
    QTest.keyClicks(recipient, "The auditor")
    QTest.keyClick(recipient, Qt.Key.Key_Tab)
    QTest.keyClicks(reason, "a yearly review")
    QTest.keyClick(reason, Qt.Key.Key_Return)
    await until(lambda: len(dialog.cards) == 1, what="the request")
    card = dialog.cards[0]
    assert "asked for: own patients, for The auditor" in card.accessibleName()
    assert not card.write.isVisible()
    assert not card.allow.isVisible()
    assert screen.desk.actions()[-1:] == ["create"]


@in_role(Role.CLINICIAN, practitioner_id=ITO)
async def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    screen: ReportsScreen,
) -> None:
    dialog = await opened(screen)
    QTest.keyClicks(dialog.wish.reason.control, "a review")
    QTest.mouseClick(dialog.wish.ask, Qt.MouseButton.LeftButton)
    await until(lambda: bool(dialog.wish.reason.error()), what="what is wrong")
    assert dialog.wish.recipient.error()
    assert dialog.wish.reason.value() == "a review"
    assert dialog.wish.ask.isEnabled()
    assert screen.failures == []


@in_role(Role.ADMIN)
async def test_a_second_person_allows_it_with_a_word_and_may_take_that_back(
    screen: ReportsScreen,
) -> None:
    screen.pull(a_record(ExportRequest, requested_by=SARA, requested_at=screen.desk.clock.now()))
    dialog = await opened(screen)
    assert not dialog.wish.isVisible()
    await until(lambda: len(dialog.cards) == 1, what="the request")
    assert not dialog.cards[0].allow.isEnabled()
    QTest.keyClicks(dialog.cards[0].note, "as agreed")
    QTest.mouseClick(dialog.cards[0].allow, Qt.MouseButton.LeftButton)
    await until(lambda: "Allowed by" in dialog.cards[0].state.text(), what="the answer")
    await until(dialog.cards[0].refuse.isVisible, what="the way back")
    assert not dialog.cards[0].allow.isVisible()
    QTest.keyClicks(dialog.cards[0].note, "not after all")
    QTest.mouseClick(dialog.cards[0].refuse, Qt.MouseButton.LeftButton)
    await until(lambda: "Refused by" in dialog.cards[0].state.text(), what="the other answer")


@in_role(Role.CLINICIAN, practitioner_id=ITO)
async def test_the_file_is_saved_once_and_everybody_in_it_is_in_the_trail(
    screen: ReportsScreen, tmp_path: Path
) -> None:
    mine = a_patient(mrn="P-7", family_name="=Okafor", practitioner_id=ITO)
    screen.pull(mine)
    an_allowed(screen)
    dialog = await opened(screen)
    await until(lambda: len(dialog.cards) == 1, what="the request")
    QTest.mouseClick(dialog.cards[0].write, Qt.MouseButton.LeftButton)
    chooser = dialog.findChild(QFileDialog, "export_file_dialog")
    assert chooser is not None
    chooser.reject()
    place = tmp_path / "patients.csv"
    dialog.write_file(dialog.cards[0].entry.request.id, str(place))
    await until(lambda: screen.said == ["patients.csv was written."], what="the word")
    text = place.read_text("utf-8-sig")
    assert "P-7,'=Okafor" in text
    assert screen.desk.actions()[-2:] == ["write", "export"]
    await until(lambda: "Sara Nyberg" in dialog.cards[0].state.text(), what="both names")
    dialog.write_file(dialog.cards[0].entry.request.id, str(tmp_path / "again.csv"))
    await until(lambda: bool(dialog.problem.text()), what="why not twice")
    assert not (tmp_path / "again.csv").exists()


@in_role(Role.FRONT_DESK)
async def test_who_takes_out_nothing_is_told_why(screen: ReportsScreen) -> None:
    assert not screen.panel.files.isEnabled()
    assert "does not export patients" in screen.panel.files.toolTip()


@in_role(Role.BILLING)
async def test_claims_ask_for_days(screen: ReportsScreen) -> None:
    dialog = await opened(screen)
    assert dialog.wish.first.isVisible()
    dialog.wish.first.set_value("no day")
    dialog.wish.submit()
    assert dialog.wish.first.error()
    assert replace(screen.amara) == screen.amara
