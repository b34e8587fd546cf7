"""Double bookings as a work list: phones, who was first, three times each, one key, one message."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPlainTextEdit

from app.domain.appointment import Appointment
from app.domain.conflict import SyncConflict
from app.domain.ids import new_id
from app.domain.message import Message, MessageThread
from app.ui.who_changed import WhoChanged, WhoPopover
from tests.factories import a_child
from tests.ui.panels.conflicts.conftest import Screen

pytestmark = pytest.mark.row("A2")
CONTROL = Qt.KeyboardModifier.ControlModifier
Pair = tuple[Appointment, Appointment, SyncConflict]


@pytest.fixture
async def pair(screen: Screen) -> Pair:
    made = screen.people.booked()
    await screen.pull(*made)
    await screen.shows(made[2])
    return made


def words(screen: Screen, visit: Appointment) -> str:
    card = screen.part(f"booked_{visit.id}", QFrame)
    return "\n".join(one.text() for one in card.findChildren(QLabel))


async def test_both_patients_their_phones_and_who_was_first(screen: Screen, pair: Pair) -> None:
    first, second, _ = pair
    assert "(212) 555-0101" in words(screen, first)
    assert "Booked first" in words(screen, first)
    assert "Booked 21 Nov, 10:00  ·  Jonas King  ·  Desk 2" in words(screen, first)
    assert "(212) 555-0100" in words(screen, second)
    assert "Booked second" in words(screen, second)
    offers = [screen.part(f"offer_{key}").text() for key in range(1, 7)]
    assert offers[:3] == [
        "Mon 23 Nov, 12:30   [1]",
        "Mon 23 Nov, 11:30   [2]",
        "Mon 23 Nov, 12:45   [3]",
    ]


@pytest.mark.parametrize("by_key", [False, True])
async def test_one_click_or_key_moves_one_and_drafts_the_message(
    screen: Screen, pair: Pair, by_key: bool
) -> None:
    first, second, conflict = pair
    if by_key:
        screen.centre.detail.take_focus()
        await screen.press(Qt.Key.Key_4)
    else:
        await screen.click("offer_4")
    assert screen.said == ["Kowalska, Lena was moved to Mon 23 Nov, 12:30."]
    assert screen.stored(conflict).status == "resolved"
    assert screen.stored(first).starts_at == first.starts_at
    (draft,) = screen.desk.all(Message)
    assert draft.drafted_by == screen.desk.data_sync.user.id
    assert draft.text.startswith(
        "Dear Lena Kowalska,\nwe are sorry: we have to move your appointment of "
        "Mon 23 Nov, 12:00 to Mon 23 Nov, 12:30."
    )
    await screen.press(Qt.Key.Key_Z, CONTROL)
    assert screen.desk.all(Message) == []
    assert screen.stored(second).starts_at == second.starts_at
    assert screen.stored(second).needs_resolution
    assert screen.stored(conflict).status == "open"


@pytest.mark.row("B7")
async def test_who_changed_either_visit_is_a_click_away(screen: Screen, pair: Pair) -> None:
    for place, visit in enumerate(pair[:2], 1):
        button = screen.part(f"booked_{place}_who_changed", WhoChanged)
        assert screen.part(f"booked_{visit.id}", QFrame).isAncestorOf(button)
        await screen.click(button.objectName())
        assert button.popover is not None
        assert button.popover.isVisible()
        assert button.popover.lines()[0].startswith("Changed at another desk on ")
        button.popover.hide()
    assert not screen.is_offered("conflict_who_changed")  # it would be the second visit once more


async def test_message_is_edited_and_only_a_person_marks_it_as_sent(
    screen: Screen, pair: Pair
) -> None:
    await screen.click("offer_1")
    assert screen.centre.tabs[1].text() == "Messages to send (1)"
    await screen.click("result_message")
    text = screen.part("draft_text", QPlainTextEdit)
    assert text.hasFocus()
    await screen.click("draft_who_changed")
    (popover,) = screen.window.findChildren(WhoPopover)
    first, created = popover.lines()
    assert first == "Text: no change is known at this desk."
    assert created.endswith("message of Amara Okafor")
    text.setFocus()
    text.selectAll()
    QTest.keyClicks(text, "Please call us")
    assert screen.centre.has_unsaved()
    await screen.centre.keep_drafts()
    await screen.quiet()
    (draft,) = screen.desk.all(Message)
    assert (draft.text, draft.drafted_by is None) == ("Please call us", False)
    assert not screen.centre.has_unsaved()
    await screen.click("draft_sent")
    (sent,) = screen.desk.all(Message)
    assert (sent.text, sent.drafted_by) == ("Please call us", None)
    assert screen.said[-1] == "Marked as sent to Okafor, Amara."
    assert screen.centre.messages.states.state.headline() == "No message waits to be sent."


async def test_draft_is_thrown_away_only_after_asking_once_more(screen: Screen, pair: Pair) -> None:
    await screen.click("offer_1")
    await screen.click("conflicts_messages_tab")
    await screen.click("draft_away")
    assert len(screen.desk.all(Message)) == 1
    await screen.click("draft_away")
    assert screen.desk.all(Message) == []


async def test_keyboard_goes_to_the_next_message_and_after_the_last_to_the_tab(
    screen: Screen,
) -> None:
    person = screen.people.amara
    for text in ("One", "Two"):
        thread = a_child(MessageThread, person, id=new_id(), subject=text)
        ours = {"thread_id": thread.id, "drafted_by": screen.people.jonas.id, "channel": "phone"}
        await screen.pull(thread, a_child(Message, person, id=new_id(), text=text, **ours))
    await screen.click("conflicts_messages_tab")
    for button in ("draft_sent", "draft_away"):
        screen.part(button).setFocus()
        await screen.press(Qt.Key.Key_Space)
        if button == "draft_away":
            await screen.press(Qt.Key.Key_Space)
        await screen.quiet()
        focused = QApplication.focusWidget()
        assert focused is not None
        left = screen.centre.messages.cards
        wanted = "draft_text" if left else "conflicts_messages_tab"
        assert (len(left), focused.objectName()) == (int(button == "draft_sent"), wanted)


async def test_both_visits_are_kept_as_an_overbooking(screen: Screen, pair: Pair) -> None:
    _, second, conflict = pair
    await screen.click("booking_keep_both")
    kept = screen.stored(second)
    assert (kept.is_overbook, kept.needs_resolution) == (True, False)
    assert screen.stored(conflict).resolution == "both"
    await screen.click("result_undo")
    assert screen.stored(second).needs_resolution


async def test_time_given_away_meanwhile_is_said_and_others_are_offered(
    screen: Screen, pair: Pair
) -> None:
    first, second, conflict = pair
    booked = screen.centre.detail._booked(second.id)
    assert booked is not None
    taken = replace(booked.free[0], starts_at=first.starts_at)
    screen.centre.deciding.move(conflict.id, booked, taken)
    await screen.quiet()
    assert screen.said == ["That time was given away meanwhile. Choose another one."]
    assert screen.stored(conflict).status == "open"
    assert screen.part("offer_1").isEnabled()


async def test_narrow_screen_shows_the_two_one_below_the_other(screen: Screen, pair: Pair) -> None:
    first, second, _ = pair
    cards = [screen.part(f"booked_{visit.id}", QFrame) for visit in (first, second)]
    assert cards[0].y() == cards[1].y()
    screen.centre.resize(760, 700)
    await screen.quiet()
    assert cards[1].y() > cards[0].geometry().bottom()
