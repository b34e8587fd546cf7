"""What stands on the screen and what is typed belong to the conversation somebody chose."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QStyle, QStyleOptionComboBox

from app.domain.errors import DiskTrouble
from app.domain.message import Channel, Message, MessageThread
from app.domain.patient import Patient
from app.services import correspondence
from app.services.correspondence import Said
from app.ui.panels.messages.panel import MessagesPanel
from tests.factories import NOON
from tests.ui.conftest import Slow, until
from tests.ui.panels.messages.conftest import MessagesScreen

pytestmark = pytest.mark.row("E1", "F1")


def _three(screen: MessagesScreen) -> list[MessageThread]:
    return [
        screen.thread(
            (screen.amara, screen.daniel, None)[at],
            "Text",
            subject=f"Subject {at}",
            last_message_at=NOON - timedelta(hours=at + 1),
        )
        for at in range(3)
    ]


async def test_looking_at_one_unread_conversation_reads_no_other(screen: MessagesScreen) -> None:
    first, *_others = _three(screen)
    screen.click("messages_unread_chip")
    await screen.lists("Subject 0", "Subject 1", "Subject 2")
    await screen.opens(0)
    await screen.lists("Subject 1", "Subject 2")
    assert screen.panel.conversation.thread_id == first.id
    assert [one.thread_id for one in screen.all(Message) if one.read_by] == [first.id]


async def test_conversation_finished_elsewhere_does_not_move_who_types_to_another(
    screen: MessagesScreen,
) -> None:
    threads = _three(screen)
    await screen.lists("Subject 0", "Subject 1", "Subject 2")
    await screen.opens(0)
    await screen.settled()
    box = screen.type_reply("For Amara ")
    await screen.desk.data_sync.messages.finish(threads[0].id, is_done=True)
    await screen.lists("Subject 1", "Subject 2")
    await screen.settled()
    QTest.keyClicks(box, "only")
    assert screen.panel.conversation.thread_id == threads[0].id
    assert box.toPlainText() == "For Amara only"


async def test_contact_log_of_one_patient_never_stands_beside_another(
    screen: MessagesScreen, slow: Slow
) -> None:
    threads = _three(screen)
    await screen.desk.data_sync.messages.reply(
        threads[0].id,
        Said(text="Twice", channel=Channel.PHONE, outcome="left_message"),
        patient_id=screen.amara.id,
    )
    await screen.lists("Subject 0", "Subject 1", "Subject 2")
    await screen.opens(0)
    await until(lambda: screen.part("contact_line", QLabel).isVisible())
    slow(screen.desk.data_sync.messages, "conversation", 1.0)
    screen.panel.list.view.setCurrentIndex(screen.panel.list.model.index(1, 0))
    assert screen.panel.conversation.identity.title() == "Lindqvist, Daniel"
    lines = screen.panel.details.findChildren(QLabel, "contact_line")
    assert [one.text() for one in lines if one.isVisible()] == []


async def test_answer_typed_a_moment_ago_is_there_again(screen: MessagesScreen) -> None:
    _three(screen)
    await screen.lists("Subject 0", "Subject 1", "Subject 2")
    await screen.opens(0)
    await screen.settled()
    box = screen.type_reply("To Amara")
    await screen.opens(1)
    await screen.settled()
    assert box.toPlainText() == ""
    await screen.opens(0)
    await until(lambda: box.toPlainText() == "To Amara", what="the draft")


async def test_new_message_stays_open_while_the_list_is_read(screen: MessagesScreen) -> None:
    for at in range(120):
        screen.thread(
            screen.amara,
            "Text",
            subject=f"Subject {at:03}",
            last_message_at=NOON - timedelta(minutes=at),
        )
    panel = screen.panel
    await until(lambda: len(panel.list.model.ids) == 120)
    bar = panel.list.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    panel.list.view.viewport().repaint()
    await until(lambda: panel.list.model.line_at(119))
    await screen.opens(119)
    panel.start_new()
    panel.compose.box.text.setFocus()
    QTest.keyClicks(panel.compose.box.text, "Typing")
    bar.setValue(0)
    screen.thread(
        screen.daniel, "New", subject="Subject new", last_message_at=NOON + timedelta(minutes=1)
    )
    await until(lambda: len(panel.list.model.ids) == 121)
    await screen.settled()
    bar.setValue(bar.maximum())
    panel.list.view.viewport().repaint()
    await until(lambda: panel.list.model.line_at(120))
    await screen.settled()
    assert panel.compose.is_open
    assert panel.pages.currentWidget() is panel.compose


async def test_draft_about_nobody_is_not_put_under_a_patient(screen: MessagesScreen) -> None:
    panel = screen.panel
    panel.start_new()
    await screen.settled()
    panel.compose.box.text.setFocus()
    QTest.keyClicks(panel.compose.box.text, "Between colleagues")
    await panel.keep_drafts()
    panel.close_side()
    await screen.settled()
    panel.begin("message_thread", screen.daniel.id)
    await until(lambda: panel.compose.is_open)
    await screen.settled()
    typed = panel.compose.box.text.toPlainText()
    assert (panel.compose.whom.patient_id, typed) in (
        (screen.daniel.id, ""),
        (None, "Between colleagues"),
    )


async def test_draft_about_one_patient_does_not_replace_the_one_asked_for(
    screen: MessagesScreen,
) -> None:
    panel = screen.panel
    panel.begin("message_thread", screen.amara.id)
    await until(lambda: panel.compose.is_open)
    await screen.settled()
    panel.compose.box.text.setFocus()
    QTest.keyClicks(panel.compose.box.text, "For Amara")
    await panel.keep_drafts()
    panel.close_side()
    await screen.settled()
    panel.begin("message_thread", screen.daniel.id)
    await until(lambda: panel.compose.is_open)
    await screen.settled()
    assert panel.compose.whom.patient_id == screen.daniel.id


async def test_twenty_files_at_once_are_ten(screen: MessagesScreen, tmp_path: Path) -> None:
    _three(screen)
    await screen.lists("Subject 0", "Subject 1", "Subject 2")
    await screen.opens(0)
    paths = []
    for at in range(12):
        place = tmp_path / f"{at}.pdf"
        place.write_bytes(b"%PDF-1.7\n%%EOF\n" + bytes([at]))
        paths.append(str(place))
    box = screen.panel.conversation.reply.box
    box._on_files(paths)
    await screen.settled()
    assert len(box.files.files) == 10


async def test_answer_is_not_sent_before_its_file_is_there(
    screen: MessagesScreen, tmp_path: Path, slow: Slow
) -> None:
    _three(screen)
    await screen.lists("Subject 0", "Subject 1", "Subject 2")
    await screen.opens(0)
    slow(screen.desk.data_sync.messages, "attach", 0.3)
    place = tmp_path / "a.pdf"
    place.write_bytes(b"%PDF-1.7\n%%EOF\n")
    reply = screen.panel.conversation.reply
    reply.box._on_files([str(place)])
    screen.type_reply("See the letter")
    reply.send()
    await screen.settled()
    sent = [one for one in screen.all(Message) if one.text == "See the letter"]
    assert all(one.document_ids for one in sent)


async def test_leaving_while_sending_keeps_the_file(
    screen: MessagesScreen, tmp_path: Path, slow: Slow
) -> None:
    _three(screen)
    await screen.lists("Subject 0", "Subject 1", "Subject 2")
    await screen.opens(0)
    place = tmp_path / "a.pdf"
    place.write_bytes(b"%PDF-1.7\n%%EOF\n")
    reply = screen.panel.conversation.reply
    reply.box._on_files([str(place)])
    await until(lambda: reply.box.files.files)
    screen.type_reply("See the letter")
    slow(screen.desk.data_sync.messages, "reply", 0.3)
    reply.send()
    await screen.opens(1)
    await screen.settled()
    assert len([one for one in screen.all(Message) if one.text == "See the letter"]) == 1
    assert len([one for one in (tmp_path / "files").rglob("*") if one.is_file()]) == 1


async def test_what_is_typed_while_an_answer_is_saved_stays(
    screen: MessagesScreen, slow: Slow
) -> None:
    _three(screen)
    await screen.lists("Subject 0", "Subject 1", "Subject 2")
    await screen.opens(0)
    await screen.settled()
    slow(screen.desk.data_sync.messages, "reply", 0.3)
    box = screen.type_reply("One.")
    screen.panel.conversation.reply.send()
    QTest.keyClicks(box, " Two.")
    await screen.settled()
    sent = [one.text for one in screen.all(Message)]
    assert "Two." in box.toPlainText() or "One. Two." in sent


async def test_draft_keeps_for_whom_it_was(screen: MessagesScreen, slow: Slow) -> None:
    panel = screen.panel
    await until(lambda: panel.compose.assignee.count() > 2)
    panel.start_new()
    await screen.settled()
    choice = panel.compose.assignee
    choice.setCurrentIndex(2)
    whom = choice.currentData()
    assert whom
    panel.compose.box.text.setFocus()
    QTest.keyClicks(panel.compose.box.text, "For Kim")
    await panel.keep_drafts()
    slow(screen.desk.data_sync.staff, "user_names", 0.3)
    other = MessagesPanel(screen.desk.data_sync, panel._tasks)
    screen.qtbot.addWidget(other)
    screen.desk.at_end.append(other.stop)
    assert other.open_draft("message", "new")
    await until(lambda: other.compose.box.text.toPlainText() == "For Kim")
    await until(lambda: other.compose.assignee.count() > 2)
    assert other.compose.assignee.currentData() == whom


async def test_nobody_looked_at_messages_before_the_panel_was_opened(
    screen: MessagesScreen,
) -> None:
    panel = MessagesPanel(screen.desk.data_sync, screen.panel._tasks)
    screen.qtbot.addWidget(panel)
    screen.desk.at_end.append(panel.stop)
    _three(screen)
    await screen.lists("Subject 0", "Subject 1", "Subject 2")  # the one that was opened
    assert panel.list.query.value is None
    assert not panel.list.query.is_loading


async def test_row_of_a_contact_has_its_height_in_the_smallest_window(
    screen: MessagesScreen,
) -> None:
    screen.panel.setFixedSize(778, 464)
    subject = "Metformin is out again and the pharmacy has none until Friday next week"
    screen.thread(screen.amara, "Text", subject=subject, priority="urgent")
    await screen.lists(subject)
    await screen.opens(0)
    box = screen.panel.conversation.reply.box
    box.how._channel.setCurrentIndex(box.how._channel.findData("phone"))
    screen.type_reply("Dear {name}")
    screen.panel.conversation.reply.send()
    await until(box.error.isVisible)
    await until(lambda: box.how.height() >= box.how._direction.minimumSizeHint().height() > 0)
    bottom = box.send.mapTo(screen.panel, box.send.rect().bottomLeft()).y()
    assert bottom < screen.panel.height()
    assert box.text.geometry().bottom() < box.error.geometry().top()


async def test_pages_of_a_long_conversation_are_turned_from_the_answer(
    screen: MessagesScreen,
) -> None:
    screen.thread(screen.amara, *(f"Line {at}" for at in range(60)), subject="Refill")
    await screen.lists("Refill")
    await screen.opens(0)
    bar = screen.panel.conversation.messages.verticalScrollBar()
    await until(lambda: 0 < bar.value() == bar.maximum(), what="the newest message")
    box = screen.type_reply("")
    QTest.keyClick(box, Qt.Key.Key_PageUp)
    assert bar.value() == bar.maximum() - bar.pageStep()
    QTest.keyClick(box, Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum()


async def test_choices_show_their_words_in_the_smallest_window(screen: MessagesScreen) -> None:
    screen.panel.setFixedSize(778, 464)
    screen.thread(screen.amara, "Text", subject="Refill")
    await screen.lists("Refill")
    await screen.opens(0)
    box = screen.panel.conversation.reply.box
    box.how._channel.setCurrentIndex(box.how._channel.findData("sms"))
    for choice in (box.how.channel_choice, box.templates):
        await until(lambda choice=choice: choice.width() >= wanted(choice), what="its words")
    assert box.send.accessibleName() == "Log contact"
    assert box.send.width() >= box.send.sizeHint().width()


def wanted(choice: QComboBox) -> int:
    """The width at which a choice shows what is chosen."""
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    field = choice.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, choice)
    words = choice.fontMetrics().horizontalAdvance(choice.currentText())
    return choice.width() - field.width() + words


async def test_conversation_moved_to_nobody_no_longer_names_the_patient(
    screen: MessagesScreen,
) -> None:
    thread = screen.thread(screen.amara, "Text", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    screen.pull(replace(thread, patient_id=None, version=thread.version + 1))
    await until(lambda: screen.panel.conversation.found.thread.patient_id is None)
    assert screen.panel.conversation.identity.title() == "In the clinic"


async def test_conversation_of_a_patient_who_is_not_here_names_no_other(
    screen: MessagesScreen,
) -> None:
    thread = screen.thread(screen.amara, "Text", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    screen.pull(replace(thread, patient_id=screen.daniel.id, version=thread.version + 1))
    screen.desk.remove(Patient, screen.daniel.id)
    await until(
        lambda: (
            screen.panel.conversation.found
            and screen.panel.conversation.found.thread.patient_id == screen.daniel.id
        )
    )
    await screen.settled()
    assert screen.panel.conversation.identity.title() != "Okafor, Amara"


async def test_typed_answer_survives_a_conversation_removed_elsewhere(
    screen: MessagesScreen,
) -> None:
    thread = screen.thread(screen.amara, "Text", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    await screen.settled()
    screen.type_reply("Long answer")
    await screen.panel.keep_drafts()
    screen.desk.remove(MessageThread, thread.id)
    await until(lambda: "no longer there" in screen.shown("conversation_state_detail"))
    drafts = await screen.desk.data_sync.drafts.unfinished()
    assert len(drafts) == 1
    assert not screen.panel.conversation.done.isEnabled()


async def test_second_answer_after_a_failed_one_has_no_dead_file(
    screen: MessagesScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.thread(screen.amara, "Text", subject="Refill")
    await screen.lists("Refill")
    await screen.opens()
    place = tmp_path / "a.pdf"
    place.write_bytes(b"%PDF-1.7\n%%EOF\n")
    reply = screen.panel.conversation.reply
    reply.box._on_files([str(place)])
    await until(lambda: reply.box.files.files)
    screen.type_reply("See")
    real = correspondence._say

    def fails(*_given: object) -> None:
        raise DiskTrouble

    monkeypatch.setattr(correspondence, "_say", fails)
    reply.send()
    await screen.settled()
    monkeypatch.setattr(correspondence, "_say", real)
    assert "Attach the files again" in reply.box.error.text()
    assert reply.box.text.toPlainText() == "See"
