"""The conflict centre: what waits, both values, one decision, and a way back; never a dialog."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QRadioButton

from app.domain.conflict import ConflictKind
from app.domain.duplicates import pair_id
from app.domain.patient import Patient
from app.domain.staff import Role
from app.domain.waiting import Task, TaskStatus
from app.ui.models.conflict_words import age_words
from app.ui.panels.conflicts.field_sheet import FieldSheet
from app.ui.who_changed import WhoPopover
from app.ui.wording import phone_words
from tests.factories import NOON, a_child
from tests.ui.conftest import in_role, until
from tests.ui.panels.conflicts.conftest import Screen

pytestmark = pytest.mark.row("A2")
CONTROL = Qt.KeyboardModifier.ControlModifier


async def test_empty_centre_says_that_nothing_waits(screen: Screen) -> None:
    assert screen.centre.states.state.headline() == "Nothing waits for a decision."
    assert screen.centre.count.text() == ""


async def test_base_mine_and_theirs_stand_side_by_side_with_who_and_where(screen: Screen) -> None:
    conflict = screen.people.clash()
    await screen.pull(conflict)
    await screen.shows(conflict)
    words = {one.objectName(): one.text() for one in screen.centre.detail.findChildren(QLabel)}
    assert words["before_phone"] == phone_words("+12125550100")
    assert words["theirs_phone_value"] == phone_words("+12125550101")
    assert words["mine_phone_value"] == phone_words("+12125550102")
    assert words["conflict_origin"] == "Held back: Jonas King  ·  21 Nov, 09:00  ·  Desk 2"
    assert screen.centre.tabs[0].text() == "To decide (1)"
    assert screen.centre.count.text() == "The oldest waits: 2 h"


@pytest.mark.row("B7")
async def test_who_changed_the_record_that_clashed_is_a_click_away(screen: Screen) -> None:
    conflict = screen.people.clash()
    await screen.pull(conflict)
    await screen.shows(conflict)
    await screen.click("conflict_who_changed")
    (popover,) = screen.window.findChildren(WhoPopover)
    assert popover.isVisible()
    assert popover.lines()[0].startswith("Changed at another desk on ")


@pytest.mark.parametrize(
    ("button", "key", "phone", "resolution"),
    [
        ("conflict_keep_mine", Qt.Key.Key_M, "+12125550102", "mine"),
        ("conflict_keep_theirs", Qt.Key.Key_T, "+12125550101", "theirs"),
    ],
)
@pytest.mark.parametrize("by_key", [False, True])
async def test_either_side_is_taken_with_one_click_or_one_key_and_taken_back(
    screen: Screen, button: str, key: Qt.Key, phone: str, resolution: str, by_key: bool
) -> None:
    conflict = screen.people.clash()
    await screen.pull(conflict)
    await screen.shows(conflict)
    if by_key:
        await screen.press(Qt.Key.Key_Return)
        await screen.press(key)
    else:
        await screen.click(button)
    assert screen.stored(conflict).resolution == resolution
    assert screen.stored(screen.people.amara).phone == phone
    assert screen.said == ["Conflict decided."]
    assert screen.centre.states.state.headline() == "Nothing waits for a decision."
    await screen.press(Qt.Key.Key_Z, CONTROL)
    assert screen.stored(conflict).status == "open"
    assert screen.stored(screen.people.amara).phone == "+12125550101"
    await screen.shows(conflict)


async def test_another_value_is_typed_and_saved_with_enter(screen: Screen) -> None:
    conflict = screen.people.clash()
    await screen.pull(conflict)
    await screen.shows(conflict)
    line = screen.part("edited_phone", QLineEdit)
    line.setFocus()
    QTest.keyClicks(line, "212 555 0199")
    assert screen.centre.has_unsaved()
    await screen.press(Qt.Key.Key_Return)
    assert screen.stored(screen.people.amara).phone == "+12125550199"
    assert screen.stored(conflict).resolution == "edited"
    assert not screen.centre.has_unsaved()


async def test_each_field_is_picked_by_itself(screen: Screen) -> None:
    people = screen.people
    conflict = people.clash(
        ours={"city": "Albany", "state": "NY"},
        theirs={"city": "Oslo", "state": "ZZ"},
        base={"city": None, "state": None},
    )
    await screen.pull(replace(people.amara, city="Albany", state="NY"), conflict)
    await screen.shows(conflict)
    assert not screen.part("conflict_save").isEnabled()
    screen.part("mine_city", QRadioButton).click()
    screen.part("theirs_state", QRadioButton).click()
    await screen.click("conflict_save")
    kept: Patient = screen.stored(people.amara)
    assert (kept.city, kept.state) == ("Oslo", "NY")
    assert screen.stored(conflict).resolution == "edited"


async def test_field_of_which_both_say_the_same_is_not_asked_about(screen: Screen) -> None:
    same = {"state": "NY"}
    conflict = screen.people.clash(
        ours={"city": "Albany", **same}, theirs={"city": "Utica", **same}, base={"city": None}
    )
    await screen.pull(conflict)
    await screen.shows(conflict)
    sheet = screen.centre.detail.sheet
    assert isinstance(sheet, FieldSheet)
    assert [row.spec.name for row in sheet.rows] == ["city"]


async def test_typed_value_survives_news_about_the_same_conflict(screen: Screen) -> None:
    conflict = screen.people.clash()
    await screen.pull(conflict)
    await screen.shows(conflict)
    QTest.keyClicks(screen.part("edited_phone", QLineEdit), "212 555")
    await screen.pull(replace(screen.stored(screen.people.amara), phone="+12125550111"))
    assert screen.part("edited_phone", QLineEdit).text() == "212 555"
    shown = screen.part("theirs_phone_value", QLabel).text()
    now, then = phone_words("+12125550111"), phone_words("+12125550101")
    assert shown == f"{now} (changed since; then: {then})"


async def test_colleague_who_looks_after_it_is_named_and_locks_nobody_out(screen: Screen) -> None:
    conflict = screen.people.clash()
    await screen.pull(conflict)
    await screen.shows(conflict)
    await screen.click("claim_button")
    assert screen.stored(conflict).claimed_by == screen.desk.data_sync.user.id
    assert screen.part("claim_words", QLabel).text().startswith("You look after it since")
    await screen.click("claim_button")
    assert screen.stored(conflict).status == "open"
    jonas = screen.people.jonas.id
    held = replace(screen.stored(conflict), status="claimed", claimed_by=jonas, claimed_at=NOON)
    await screen.pull(held)
    words = screen.part("claim_words", QLabel).text()
    assert words == "Jonas King looks after it since 21 Nov, 12:00."
    assert screen.part("claim_button").text() == "Take it over"
    await screen.click("conflict_keep_mine")
    assert screen.stored(conflict).resolution == "mine"


async def test_conflict_settled_at_the_other_desk_stays_under_one_s_eyes_and_says_by_whom(
    screen: Screen,
) -> None:
    conflict, other = screen.people.clash(), screen.people.clash(row_id=screen.people.lena.id)
    await screen.pull(conflict, replace(other, created_at=NOON))
    await screen.shows(conflict)
    await screen.settle(conflict)
    assert screen.said == ["Already settled by Jonas King."]
    assert screen.centre.detail.conflict_id == conflict.id
    words = screen.part("conflict_decision", QLabel).text()
    assert words == "Jonas King, 21 Nov, 12:00: what stood was kept"
    assert not screen.is_offered("conflict_keep_mine")


async def test_second_decision_that_was_put_aside_is_told(screen: Screen) -> None:
    conflict = screen.people.clash()
    await screen.pull(conflict)
    await screen.shows(conflict)
    await screen.click("conflict_keep_mine")
    await screen.settle(conflict)
    assert screen.said[-1].startswith("Already settled by Jonas King")
    assert not screen.is_offered("result_undo")


async def test_decided_ones_keep_both_values_and_can_be_opened_again(screen: Screen) -> None:
    conflict = screen.people.clash()
    await screen.pull(conflict)
    await screen.shows(conflict)
    await screen.click("conflict_keep_theirs")
    await screen.click("conflicts_decided_tab")
    await screen.shows(conflict)
    assert screen.part("mine_phone_value", QLabel).text() == phone_words("+12125550102")
    assert screen.part("conflict_decision", QLabel).text().startswith("You, ")
    await screen.click("conflict_reopen")
    assert screen.stored(conflict).status == "open"
    await screen.click("conflicts_waiting_tab")
    await screen.shows(conflict)


async def test_removal_held_back_is_explained_and_decided_as_a_whole(screen: Screen) -> None:
    conflict = screen.people.clash(
        kind=ConflictKind.DELETE_UPDATE.value, op_kind="delete", base={}, ours={}, theirs={}
    )
    await screen.pull(conflict)
    await screen.shows(conflict)
    words = screen.part("conflict_explained", QLabel).text()
    assert words.startswith("The removal was held back")
    assert not screen.is_offered("conflict_save")
    await screen.click("conflict_keep_theirs")
    assert screen.stored(screen.people.amara) is not None


async def test_possible_duplicates_stand_among_the_conflicts(screen: Screen) -> None:
    people = screen.people
    asked_about = {"source": "duplicate", "source_id": people.amara.id}
    task = a_child(Task, people.lena, id=pair_id(people.amara.id, people.lena.id), **asked_about)
    await screen.pull(task)
    await until(lambda: screen.centre.detail.conflict_id == task.id)
    assert screen.centre.tabs[0].text() == "To decide (1)"
    asked: list[str] = []
    screen.centre.patient_requested.connect(asked.append)
    await screen.click(f"chart_{people.amara.id}")
    assert asked == [people.amara.id]
    await screen.click("keep_apart")
    tasks = screen.desk.all(Task)
    assert [one.status for one in tasks if one.status != TaskStatus.OPEN] == ["cancelled"]


@in_role(Role.BILLING)
async def test_role_that_may_not_change_the_record_is_told_why(screen: Screen) -> None:
    conflict = screen.people.clash()
    await screen.pull(conflict)
    await screen.shows(conflict)
    assert not screen.part("conflict_keep_mine").isEnabled()
    assert screen.part("conflict_keep_mine").toolTip()
    assert screen.part("conflict_keep_theirs").isEnabled()


async def test_arrow_keys_walk_through_the_list(screen: Screen) -> None:
    first = screen.people.clash()
    second = screen.people.clash(created_at=NOON, row_id=screen.people.lena.id)
    await screen.pull(first, second)
    await screen.shows(first)
    assert QApplication.focusWidget() is screen.centre.view
    await screen.press(Qt.Key.Key_Down)
    await screen.shows(second)


async def test_nothing_is_read_and_no_look_is_noted_while_it_is_out_of_sight(
    screen: Screen,
) -> None:
    screen.centre.hide()
    before = screen.desk.actions()
    await screen.pull(screen.people.clash())
    assert [one for one in screen.desk.actions()[len(before) :] if one in ("list", "view")] == []
    assert screen.centre.tabs[0].text() == "To decide (1)"
    screen.centre.show()
    screen.centre.opened()
    await screen.quiet()
    assert screen.centre.model.rowCount() == 1


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=14), "14 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_ages_in_words(ago: timedelta, words: str) -> None:
    assert age_words(NOON - ago, NOON) == words


@pytest.mark.parametrize("between", [1, 2])
async def test_conflict_is_shown_again_after_a_look_at_another_tab(
    screen: Screen, between: int
) -> None:
    conflict = screen.people.clash()
    await screen.pull(conflict)
    await screen.shows(conflict)
    for tab in (between, 0):
        screen.centre.tabs[tab].click()
        await screen.quiet()
    await screen.shows(conflict)
