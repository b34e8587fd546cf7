"""Removing a patient in the window: asked for in the chart, allowed, carried out, brought back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.domain.ids import UserId, new_id
from app.domain.patient import Patient
from app.domain.removing import RemovalRequest
from app.domain.staff import Role
from app.ui.panels.patients.removals import AskRemovalDialog
from app.ui.removal_card import RemovalCard
from app.ui.removal_list import RemovalsDialog
from tests.factories import a_child, a_user, an_allowed_removal
from tests.ui.conftest import in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen
from tests.ui.panels.patients.test_merges import open_chart

pytestmark = pytest.mark.row("B7", "F2")
FAY = UserId(new_id())


def trigger(screen: PatientsScreen, name: str) -> None:
    action = screen.panel.findChild(QAction, f"{name}_action")
    assert action is not None
    assert action.isEnabled()
    action.trigger()


async def asked(screen: PatientsScreen, who: str) -> AskRemovalDialog:
    await open_chart(screen, who)
    trigger(screen, "ask_removal")
    dialog = screen.panel.findChild(AskRemovalDialog)
    assert dialog is not None
    return dialog


async def listed(screen: PatientsScreen) -> tuple[RemovalsDialog, RemovalCard]:
    screen.desk.pull(a_user(id=FAY, username="fay", display_name="Fay Ito"))
    trigger(screen, "open_removals")
    dialog = screen.panel.findChild(RemovalsDialog)
    assert dialog is not None
    await until(lambda: len(dialog.cards) == 1, what="the request")
    return dialog, card_of(dialog)


def card_of(dialog: RemovalsDialog) -> RemovalCard:
    (card,) = dialog.cards
    assert isinstance(card, RemovalCard)
    return card


def pulled(screen: PatientsScreen, who: str, **changes: object) -> None:
    now = screen.desk.clock.now()
    screen.desk.pull(
        a_child(
            RemovalRequest,
            screen.people[who],
            **{"requested_by": FAY, "requested_at": now, **changes},
        )
    )


async def test_removal_is_asked_for_with_a_reason_by_keyboard_alone(
    screen: PatientsScreen,
) -> None:
    said: list[str] = []
    screen.panel.said.connect(said.append)
    dialog = await asked(screen, "amara")
    line = dialog.reason.control
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "error")
    QTest.keyClick(line, Qt.Key.Key_Return)
    await until(lambda: bool(dialog.reason.error()), what="that the reason is too short")
    assert dialog.send.isEnabled()
    QTest.keyClicks(line, " at the desk")
    QTest.keyClick(line, Qt.Key.Key_Return)
    await until(lambda: bool(said), what="what comes next")
    (request,) = screen.desk.all(RemovalRequest)
    assert (request.patient_id, request.reason) == (screen.people["amara"].id, "error at the desk")
    assert screen.desk.actions()[-1:] == ["create"]


async def test_what_was_typed_comes_back_when_it_is_asked_again(screen: PatientsScreen) -> None:
    dialog = await asked(screen, "amara")
    line = dialog.reason.control
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "typed twice")
    await dialog.draft.keep()
    dialog.reject()
    await until(lambda: screen.panel.findChild(AskRemovalDialog) is None, what="it is closed")
    again = (await asked(screen, "amara")).reason
    await until(lambda: again.value() == "typed twice", what="the draft")


async def test_somebody_with_records_to_keep_cannot_be_asked_for(screen: PatientsScreen) -> None:
    dialog = await asked(screen, "daniel")
    await until(lambda: bool(dialog.problem.text()), what="why not")
    assert "visits, entries in the chart" in dialog.problem.text()
    assert "Archive the patient, or merge them" in dialog.problem.text()
    assert not dialog.reason.isVisible()
    assert not dialog.send.isVisible()


async def test_without_a_chart_that_is_said(screen: PatientsScreen) -> None:
    said: list[str] = []
    screen.panel.said.connect(said.append)
    trigger(screen, "ask_removal")
    assert said == ["Open a patient's chart first."]


@in_role(Role.CLINICIAN)
async def test_clinician_allows_with_a_word_and_may_take_that_back(screen: PatientsScreen) -> None:
    pulled(screen, "amara")
    dialog, card = await listed(screen)
    assert "Fay Ito (front desk) asked to remove:" in card.accessibleName()
    assert "Okafor" in card.accessibleName()
    assert not card.allow.isEnabled()
    card.note.setFocus()
    QTest.keyClicks(card.note, "nobody was seen")
    QTest.keyClick(card.note, Qt.Key.Key_Tab)
    QTest.keyClick(card.refuse, Qt.Key.Key_Tab)
    QTest.keyClick(card.allow, Qt.Key.Key_Space)
    await until(lambda: "Allowed by" in card_of(dialog).state.text(), what="the answer")
    assert not card_of(dialog).allow.isVisible()
    assert not card_of(dialog).remove.isVisible()
    QTest.keyClicks(card_of(dialog).note, "not after all")
    QTest.mouseClick(card_of(dialog).refuse, Qt.MouseButton.LeftButton)
    await until(lambda: "Refused by" in card_of(dialog).state.text(), what="the other answer")


@in_role(Role.CLINICIAN)
async def test_clinician_is_told_what_keeps_somebody_and_can_only_refuse(
    screen: PatientsScreen,
) -> None:
    pulled(screen, "daniel")
    dialog, card = await listed(screen)
    await until(card.refuse.isVisible, what="the card")
    assert card_of(dialog) is card
    assert not card.allow.isVisible()
    words = [one.text() for one in card.findChildren(type(card.state))]
    assert any("Not to be removed as long as there are: visits" in one for one in words)


@in_role(Role.ADMIN)
async def test_administrator_removes_the_patient_and_brings_them_back(
    screen: PatientsScreen,
) -> None:
    said: list[str] = []
    screen.panel.said.connect(said.append)
    now, amara = screen.desk.clock.now(), screen.people["amara"]
    screen.desk.pull(an_allowed_removal(amara, requested_by=FAY, decided_at=now, requested_at=now))
    dialog, card = await listed(screen)
    assert not card.note.isVisible()
    card.remove.setFocus()
    QTest.keyClick(card.remove, Qt.Key.Key_Space)
    await until(lambda: "can bring the patient back" in card_of(dialog).state.text())
    await until(card_of(dialog).bring_back.isVisible, what="the way back")
    assert [one.id for one in screen.desk.all(Patient) if one.id == amara.id] == []
    assert "can be brought back here" in said[-1]
    QTest.keyClick(card_of(dialog).bring_back, Qt.Key.Key_Space)
    await until(lambda: "was brought back" in card_of(dialog).state.text(), what="they are back")
    assert screen.desk.stored(Patient, amara.id).family_name == amara.family_name


@in_role(Role.ADMIN)
async def test_what_stands_in_the_way_at_the_last_moment_is_told(screen: PatientsScreen) -> None:
    now = screen.desk.clock.now()
    daniel = screen.people["daniel"]
    screen.desk.pull(an_allowed_removal(daniel, requested_by=FAY, decided_at=now))
    dialog, card = await listed(screen)
    QTest.mouseClick(card.remove, Qt.MouseButton.LeftButton)
    await until(lambda: bool(dialog.problem.text()), what="why not")
    assert "cannot be removed" in dialog.problem.text()
    assert card_of(dialog).remove.isEnabled()


@in_role(Role.BILLING)
async def test_role_without_a_part_in_it_is_told_why(screen: PatientsScreen) -> None:
    for name in ("ask_removal", "open_removals"):
        action = screen.panel.findChild(QAction, f"{name}_action")
        assert action is not None
        assert not action.isEnabled()
        assert "billing" in action.toolTip()
