"""Reading and answering conversations with the keyboard, and hearing of what others write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.errors import DiskTrouble
from app.domain.message import Message, MessageTemplate, MessageThread
from app.domain.staff import Role
from app.domain.treatment import Document
from app.services.documents import Whereabouts
from tests.factories import NOON, USER_ID, a_record
from tests.ui.conftest import acting, in_role, until
from tests.ui.panels.messages.conftest import CONTROL, KIM, MessagesScreen

__all__ = ["acting"]
pytestmark = pytest.mark.row("E1", "F1")
LETTER = b"%PDF-1.7\n" + b"Okafor " * 50


async def test_list_shows_what_waits_and_a_conversation_names_its_patient(
    screen: MessagesScreen,
) -> None:
    screen.thread(screen.amara, "Call back?", subject="Refill", priority="urgent")
    await screen.lists("Refill")
    assert "1 unread" in screen.lines()[0]
    await screen.opens()
    identity = screen.panel.conversation.identity
    assert identity.title() == "Okafor, Amara"
    assert identity.facts() == "born 3 May 1971 · P-AMARA"
    assert screen.texts() == ["Call back?"]
    assert screen.desk.actions()[-1] != "list"
    assert "view" in screen.desk.actions()


async def test_what_is_in_sight_for_a_moment_is_read(screen: MessagesScreen) -> None:
    screen.thread(screen.amara, "Call back?", "Please", subject="Refill")
    await until(lambda: screen.panel.count.text() == "2 unread")
    await screen.lists("Refill")
    await screen.opens()
    await until(lambda: screen.panel.count.text() == "All read")
    assert all(one.read_by == (USER_ID,) for one in screen.all(Message))
    assert [one.status for one in screen.all(MessageThread)] == ["open"]


async def test_answer_of_a_colleague_shows_at_once_with_one_read_per_query(
    screen: MessagesScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = screen.thread(screen.amara, "Call back?", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    await until(lambda: screen.panel.count.text() == "All read")
    await screen.settled()
    for query in (screen.panel.conversation.query, screen.panel.list.query, screen.panel.unread):
        await query.settled()
    asked: list[str] = []
    messages = screen.desk.data_sync.messages
    for name in ("ids", "unread", "conversation"):
        real = getattr(messages, name)

        def counted(*given: object, _real: object = real, _name: str = name, **more: object):  # type: ignore[no-untyped-def]
            asked.append(_name)
            return _real(*given, **more)  # type: ignore[operator]

        monkeypatch.setattr(messages, name, counted)
    screen.panel.unread._fetch = messages.unread
    screen.panel.conversation.query._fetch = lambda: messages.conversation(thread.id)
    screen.panel.conversation._read.setInterval(60_000)  # reading it would be one more change
    screen.kim_says(thread, "I will")
    await until(lambda: screen.texts() == ["Call back?", "I will"])
    await until(lambda: screen.panel.count.text() == "1 unread")
    await until(lambda: "Kim O.: I will" in screen.lines()[0])
    assert sorted(asked) == ["conversation", "ids", "unread"]


async def test_answer_is_sent_by_keyboard_and_waits_to_sync(screen: MessagesScreen) -> None:
    screen.thread(screen.amara, "Call back?", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    QTest.keyClick(screen.panel.list.view, Qt.Key.Key_Return)
    box = screen.panel.conversation.reply.box.text
    await until(box.hasFocus)
    QTest.keyClicks(box, "I will")
    QTest.keyClick(box, Qt.Key.Key_Return, CONTROL)
    await until(lambda: screen.texts() == ["Call back?", "I will"])
    assert screen.said == ["Message sent."]
    assert box.toPlainText() == ""
    bubble = screen.panel.conversation.messages.bubbles[-1]
    assert "Waiting to sync" in bubble.accessibleName()
    await until(lambda: screen.lines()[0].endswith("Waiting to sync"))


async def test_empty_answer_and_open_fields_are_not_sent(screen: MessagesScreen) -> None:
    screen.thread(screen.amara, "Call back?", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    reply = screen.panel.conversation.reply
    reply.send()
    assert reply.box.error.text() == "Write something first."
    screen.type_reply("Dear {name}")
    reply.send()
    assert reply.box.error.text() == "Still to be filled in: {name}"
    reply.box.text.setPlainText("x" * 10_001)
    reply.send()
    assert "10,001" in reply.box.error.text()
    await screen.settled()
    assert len(screen.all(Message)) == 1


async def test_typed_answer_stays_with_its_conversation(screen: MessagesScreen) -> None:
    screen.thread(screen.amara, "One", subject="Refill", last_message_at=NOON)
    screen.thread(screen.daniel, "Two", subject="Visit")
    await screen.lists("Refill", "Visit")
    await screen.opens(0)
    await screen.settled()
    screen.type_reply("To Amara")
    await screen.panel.keep_drafts()
    await screen.opens(1)
    await screen.settled()
    box = screen.panel.conversation.reply.box.text
    assert box.toPlainText() == ""
    await screen.opens(0)
    await until(lambda: box.toPlainText() == "To Amara", what="the draft")


async def test_call_is_logged_with_its_outcome(screen: MessagesScreen) -> None:
    screen.thread(screen.amara, "Call back?", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    how = screen.panel.conversation.reply.box.how
    how._channel.setCurrentIndex(how._channel.findData("phone"))
    how._outcome.setCurrentIndex(how._outcome.findData("left_message"))
    assert screen.panel.conversation.reply.box.send.text() == "Log contact"
    screen.type_reply("Twice")
    screen.click("reply_send")
    await until(lambda: len(screen.texts()) == 2)
    noted = next(one for one in screen.all(Message) if one.text == "Twice")
    assert (noted.channel, noted.outcome) == ("phone", "left_message")
    line = "Phone call · To the patient · Left a message"
    await until(lambda: screen.shown("contact_line") == line)


async def test_done_reopen_and_assignment_change_what_is_listed(screen: MessagesScreen) -> None:
    screen.thread(screen.amara, "Call back?", subject="Refill", assignee_id=USER_ID)
    await screen.lists("Refill")
    await screen.opens()
    screen.click("thread_done")
    await screen.lists()
    assert screen.said == ["Conversation done."]
    screen.click("messages_done_chip")
    await screen.lists("Refill")
    assert screen.shown("thread_subject") == "Refill"
    await until(lambda: screen.panel.conversation.done.text() == "Reopen")
    screen.click("thread_done")
    screen.click("messages_mine_chip")
    await screen.lists("Refill")
    choice = screen.panel.details.assignee
    await until(lambda: choice.findData(KIM) > 0, what="colleagues")
    choice.setCurrentIndex(choice.findData(KIM))
    choice.activated.emit(choice.currentIndex())
    await screen.lists()
    assert screen.all(MessageThread)[0].assignee_id == KIM


async def test_words_and_category_narrow_the_list_and_escape_widens_it(
    screen: MessagesScreen,
) -> None:
    screen.thread(screen.amara, "Metformin is out", subject="Refill")
    screen.thread(None, "Lamp", subject="Room 2", category="internal", last_message_at=NOON)
    await screen.lists("Room 2", "Refill")
    screen.panel.focus_filter()
    await until(screen.panel.filters.text.hasFocus)
    QTest.keyClicks(QApplication.focusWidget(), "metf")
    await screen.lists("Refill")
    assert screen.panel.close_side()
    await screen.lists("Room 2", "Refill")
    category = screen.panel.filters.category
    category.setCurrentIndex(category.findData("internal"))
    category.activated.emit(category.currentIndex())
    await screen.lists("Room 2")
    screen.panel.filters.text.setText("zzz")
    await until(lambda: screen.shown("messages_state_headline") == "No message matches")


async def test_disk_trouble_is_said_and_can_be_tried_again(
    screen: MessagesScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.thread(screen.amara, "Call back?", subject="Refill")
    await screen.lists("Refill")
    messages = screen.desk.data_sync.messages
    real = messages.ids

    async def fails(*_given: object) -> None:
        raise DiskTrouble

    monkeypatch.setattr(messages, "ids", fails)
    screen.panel.list.reload()
    await until(lambda: "disk" in screen.shown("messages_state_headline"))
    monkeypatch.setattr(messages, "ids", real)
    screen.click("messages_state_action")
    await until(screen.panel.list.view.isVisible)


async def test_file_travels_with_the_message_into_the_chart(
    screen: MessagesScreen, tmp_path: Path
) -> None:
    screen.thread(screen.amara, "Call back?", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    place = tmp_path / "letter of Dr Weiss.pdf"
    place.write_bytes(LETTER)
    screen.panel.conversation.reply.box._on_files([str(place)])
    await until(lambda: screen.panel.conversation.reply.box.files.files, what="the file is kept")
    screen.type_reply("See the letter")
    screen.panel.conversation.reply.send()
    await until(lambda: len(screen.texts()) == 2)
    (document,) = screen.all(Document)
    assert (document.patient_id, document.title) == (screen.amara.id, "letter of Dr Weiss")
    bubble = screen.panel.conversation.messages.bubbles[-1]
    assert [one.whereabouts for one in bubble.one.files] == [Whereabouts.UNSENT]
    assert screen.panel.conversation.reply.box.files.files == ()


async def test_file_taken_off_again_leaves_the_disk(screen: MessagesScreen, tmp_path: Path) -> None:
    screen.thread(screen.amara, "Call back?", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    files = screen.panel.conversation.reply.box.files
    place = tmp_path / "letter.pdf"
    place.write_bytes(LETTER)
    files.take([str(place)])
    await until(lambda: files.files)
    screen.click("reply_file_0")
    await screen.settled()
    assert files.files == ()
    assert [one for one in (tmp_path / "files").rglob("*") if one.is_file()] == []


async def test_without_a_patient_no_file_is_taken_and_the_button_says_why(
    screen: MessagesScreen,
) -> None:
    screen.thread(None, "Lamp", subject="Room 2")
    await screen.lists("Room 2")
    await screen.opens()
    attach = screen.panel.conversation.reply.box.attach
    assert not attach.isEnabled()
    assert "patient" in attach.toolTip()
    assert screen.panel.conversation.identity.title() == "In the clinic"
    assert not screen.panel.conversation.reply.box.how.isVisible()


async def test_template_is_filled_for_the_patient(screen: MessagesScreen) -> None:
    template = a_record(MessageTemplate, name="Hello", text="Dear {first_name}, {sum} is open.")
    screen.pull(template)
    screen.thread(screen.amara, "Call back?", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    box = screen.panel.conversation.reply.box
    await until(lambda: box.templates.findData(template.id) > 0)
    box.templates.setCurrentIndex(box.templates.findData(template.id))
    box.templates.activated.emit(box.templates.currentIndex())
    await until(lambda: box.text.toPlainText() == "Dear Amara, {sum} is open.")
    assert box.error.text() == "Still to be filled in: {sum}"
    assert box.written().template_id == template.id


async def test_conversation_taken_away_elsewhere_is_said(screen: MessagesScreen) -> None:
    thread = screen.thread(screen.amara, subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    screen.desk.remove(MessageThread, thread.id)
    await until(lambda: "no longer there" in screen.shown("conversation_state_detail"))
    assert not screen.panel.conversation.reply.box.send.isEnabled()


async def test_patients_record_of_another_is_not_answered_by_mistake(
    screen: MessagesScreen,
) -> None:
    """The thread was moved to another patient while somebody typed: nothing is sent."""
    thread = screen.thread(screen.amara, "Call back?", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    screen.type_reply("Your result is there")
    screen.panel.conversation.query.stop()
    moved = replace(thread, patient_id=screen.daniel.id, version=thread.version + 1)
    screen.pull(moved)
    screen.panel.conversation.reply.send()
    await until(screen.panel.conversation.reply.box.error.text)
    assert "patient" in screen.panel.conversation.reply.box.error.text().casefold()
    assert len(screen.all(Message)) == 1


@in_role(Role.ADMIN)
async def test_role_without_messages_sees_none_and_is_told_why(screen: MessagesScreen) -> None:
    screen.thread(screen.amara, "Call back?", subject="Refill")
    screen.panel.list.reload()
    await until(lambda: "does not see messages" in screen.shown("messages_state_headline"))
    assert screen.lines() == []
    assert not screen.panel.new.isEnabled()
    assert "administrator" in screen.panel.new.toolTip()
    screen.panel.start_new()
    assert "administrator" in screen.said[-1]
    assert not screen.panel.compose.is_open
