"""Two who may be one person: told apart by what is known of them, and the answer taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from app.domain.duplicates import pair_id
from app.domain.waiting import Task, TaskStatus
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button
from app.ui.wording import phone_words
from tests.factories import a_child, a_clinic
from tests.ui.conftest import until
from tests.ui.panels.conflicts.conftest import Screen

pytestmark = pytest.mark.row("A2")


@pytest.fixture
async def question(screen: Screen) -> Task:
    people = screen.people
    await screen.pull(
        replace(people.lena, birth_date="1972-03-05", mrn="MRN-77", phone="+12125550166", version=2)
    )
    asked_about = {"source": "duplicate", "source_id": people.lena.id}
    task = a_child(Task, people.amara, id=pair_id(people.amara.id, people.lena.id), **asked_about)
    await screen.pull(task)
    await screen.shows(task)
    return task


def told(screen: Screen) -> list[str]:
    sheet = screen.centre.detail.sheet
    assert sheet is not None
    return [one.text() for one in sheet.findChildren(QLabel) if one.isVisible()]


async def test_birth_date_number_and_phone_stand_side_by_side_and_what_differs_is_said(
    screen: Screen, question: Task
) -> None:
    words = told(screen)
    amara = screen.people.amara
    assert {"3 May 1971", amara.mrn, phone_words("+12125550101")} <= set(words)
    assert {"5 Mar 1972", "MRN-77", phone_words("+12125550166")} <= set(words)
    assert {"Born · differs", "Record number · differs", "Phone · differs"} <= set(words)
    assert "Sex" in words


async def test_answer_two_people_is_taken_back_by_one_click(screen: Screen, question: Task) -> None:
    await screen.click("keep_apart")
    assert screen.stored(question).status == TaskStatus.CANCELLED
    await screen.click("result_undo")
    assert screen.stored(question).status == TaskStatus.OPEN
    assert screen.said[-1] == "Taken back. The question is open again."
    await screen.shows(question)
    await screen.click("keep_apart")
    assert screen.stored(question).status == TaskStatus.CANCELLED


async def test_one_person_is_merged_from_here_and_the_question_is_answered(
    screen: Screen, question: Task
) -> None:
    steps: list[object] = []
    screen.centre.did.connect(lambda _words, step: steps.append(step))
    await screen.pull(a_clinic())
    await screen.click("merge_people")
    await until(lambda: screen.centre.findChild(QWidget, "survivor_0"), what="both side by side")
    await screen.click("merge_button")
    await until(lambda: steps, what="merged")
    await screen.quiet()
    people = screen.people
    assert screen.stored(people.lena).status == "archived"
    assert screen.stored(question).status == TaskStatus.DONE
    assert not any(words.startswith("Already settled") for words in screen.said)


async def test_what_comes_in_while_a_button_is_held_does_not_take_it_away(
    screen: Screen, question: Task
) -> None:
    button = screen.part("merge_people", Button)
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    people = screen.people
    await screen.pull(replace(people.amara, phone="+12125550199", version=people.amara.version + 1))
    await screen.quiet()
    assert button.isDown()
    assert phone_words("+12125550199") not in told(screen)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    await until(lambda: screen.centre.findChild(QWidget, "survivor_0"), what="it was pressed")
    await until(lambda: phone_words("+12125550199") in told(screen), what="shown afterwards")


async def test_merge_that_is_given_up_changes_nobody(screen: Screen, question: Task) -> None:
    await screen.click("merge_people")
    await until(lambda: screen.centre.findChild(QWidget, "survivor_0"), what="both side by side")
    await screen.click("merge_cancel")
    await screen.quiet()
    assert screen.stored(screen.people.lena).status == "active"
    assert screen.stored(question).status == TaskStatus.OPEN
    assert not screen.centre.deciding.is_mine(question.id)


@pytest.mark.row("B7")
async def test_who_changed_either_record_is_a_click_away(screen: Screen, question: Task) -> None:
    for place in (1, 2):
        button = screen.part(f"duplicate_{place}_who_changed", WhoChanged)
        await screen.click(button.objectName())
        assert button.popover is not None
        assert button.popover.isVisible()
        assert button.popover.lines()[0].startswith("Changed at another desk on ")
        button.popover.hide()


@pytest.mark.parametrize("width", [1040, 720])
async def test_no_sheet_is_wider_than_its_place(width: int, screen: Screen, question: Task) -> None:
    """At 1280 and 960 pixels of window: nothing is cut at the right, nothing scrolls sideways."""
    people = screen.people
    long = {"family_name": "Featherstonehaugh-Wolkenstein", "given_names": "Maximiliane Alexandra"}
    first, second, booking = people.booked()
    mail = "amara.okafor@some-long-provider.example.org"
    ours = {"phone": "+12125550101", "email": mail, "note": "prefers mornings, not Tuesdays"}
    theirs = {**ours, "email": "a.okafor@example.com", "phone": "+12125550102"}
    clash = people.clash(base={"email": "amara@example.org"}, ours=ours, theirs=theirs)
    for one in (people.amara, people.lena):
        await screen.pull(replace(one, version=5, **long))
    await screen.pull(first, second, booking, clash)
    screen.centre.resize(width, 460)
    scroll = screen.part("conflict_scroll", QScrollArea)
    for conflict in (booking, clash, question):
        screen.centre.show_conflict(conflict.id)
        await screen.shows(conflict)
        await screen.quiet()
        page = scroll.widget()
        assert page.minimumSizeHint().width() <= scroll.viewport().width(), conflict
        for part in page.findChildren(QWidget):
            at = part.mapTo(page, QPoint()).x() + part.width()
            assert not part.isVisible() or at <= page.width(), part


async def test_two_visits_stand_side_by_side_in_a_window_of_1280_pixels(screen: Screen) -> None:
    first, second, booking = screen.people.booked()
    await screen.pull(first, second, booking)
    await screen.shows(booking)
    screen.centre.resize(1036, 500)
    await screen.quiet()
    one, other = screen.centre.detail.sheet.cards
    assert one.y() == other.y()
