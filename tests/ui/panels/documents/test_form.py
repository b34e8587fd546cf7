"""Adding, replacing and editing documents: by dialog, by dropping files, and never for nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.domain.drafts import NEW
from app.domain.errors import DiskTrouble
from app.domain.treatment import Document
from app.live.documents import Filing
from app.ui.typed_dates import typed_day
from tests.ui.conftest import acting, in_role, until
from tests.ui.panels.documents.conftest import MOST_BYTES, DocumentsScreen, a_pdf

__all__ = ["acting"]
pytestmark = pytest.mark.row("E1", "F1", "F7")


def dropped(*paths: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(one) for one in paths])
    return data


def drop(screen: DocumentsScreen, data: QMimeData) -> None:
    event = QDropEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    screen.panel.dropEvent(event)


async def test_files_are_filed_for_the_patient_that_is_chosen(screen: DocumentsScreen) -> None:
    screen.panel.start_new()
    form = screen.panel.form
    await screen.chooses(screen.amara)
    assert form.whose.identity.facts() == "born 3 May 1971 · P-AMARA"
    form.take([screen.on_disk("referral.pdf", a_pdf()), screen.on_disk("note.txt", b"Dear")])
    await until(lambda: form.files.rows and not form.files.is_reading, what="both files")
    form.files.rows[0].title.set_value("Referral of Dr Ito")
    form.fields.day.set_value("2026-11-03")
    form.save()
    await until(lambda: screen.said == ["2 documents filed."])
    filed = sorted(screen.all(), key=lambda one: one.title)
    assert [(one.title, one.file_name) for one in filed] == [
        ("Referral of Dr Ito", "referral.pdf"),
        ("note", "note.txt"),
    ]
    assert {(one.patient_id, one.category, one.authored_on) for one in filed} == {
        (screen.amara.id, "letter", date(2026, 11, 3))
    }
    assert not form.is_open
    await until(lambda: screen.panel.viewer.document)
    assert len(screen.files.names()) == 2


async def test_paper_scanned_late_in_the_evening_is_of_that_day(screen: DocumentsScreen) -> None:
    screen.desk.clock.passed = timedelta(hours=11, minutes=30)  # tomorrow in Greenwich
    screen.panel.start_new()
    written = screen.panel.form.fields.day.value()
    assert typed_day(written, today=date(2026, 11, 22)) == date(2026, 11, 21)


async def test_nothing_is_filed_for_nobody_or_without_a_file(screen: DocumentsScreen) -> None:
    screen.panel.start_new()
    form = screen.panel.form
    form.save()
    assert screen.shown("document_patient_error") == "Choose the patient it belongs to."
    assert screen.shown("document_problem") == "Choose a file, or drop one here."
    await screen.chooses(screen.daniel)
    form.fields.day.set_value("32 of May")
    form.save()
    assert form.fields.day.error() == "Write a date, like 2026-03-14."
    assert screen.all() == []


async def test_dropped_files_go_to_the_patient_whose_documents_are_listed(
    screen: DocumentsScreen,
) -> None:
    rows = await screen.desk.data_sync.patients.rows([screen.daniel.id])
    screen.panel.show_patient(rows[screen.daniel.id])
    drop(screen, dropped(screen.on_disk("card.pdf", a_pdf())))
    form = screen.panel.form
    await until(lambda: form.files.rows and not form.files.is_reading)
    await until(lambda: form.whose.identity.title() == "Lindqvist, Daniel")
    form.save()
    await until(lambda: screen.said == ["Document filed."])
    assert [one.patient_id for one in screen.all()] == [screen.daniel.id]


async def test_what_cannot_be_kept_says_why_and_is_not_filed(screen: DocumentsScreen) -> None:
    screen.panel.start_new()
    form = screen.panel.form
    await screen.chooses(screen.amara)
    form.take(
        [
            screen.on_disk("program.exe", b"MZ\x00\x01binary"),
            screen.on_disk("film.pdf", b"%PDF-1.7\n" + bytes(MOST_BYTES)),
            screen.on_disk("empty.txt", b""),
            str(screen.place),
            str(screen.place / "gone.pdf"),
        ]
    )
    await until(lambda: not form.files.is_reading)
    said = [one.title.error() for one in form.files.rows]
    assert said[0].startswith("File is none of the kinds that are kept: PDF")
    assert said[1] == "File is larger than 1 MB."
    assert said[2] == "File is empty."
    assert said[3:] == ["This file cannot be read."] * 2
    form.save()
    assert screen.shown("document_problem") == "Take off what cannot be filed."
    assert screen.all() == []
    assert not screen.files.names()


async def test_file_that_is_taken_off_leaves_the_disk(screen: DocumentsScreen) -> None:
    screen.panel.start_new()
    form = screen.panel.form
    form.take([screen.on_disk("a.pdf", a_pdf())])
    await until(screen.files.names)
    screen.click(f"{form.files.rows[0].objectName()}_remove")
    await until(lambda: not screen.files.names())
    assert form.files.rows == []


async def test_reading_a_file_that_is_given_up_leaves_nothing(screen: DocumentsScreen) -> None:
    filing = Filing()
    filing.stop()
    path = Path(screen.on_disk("a.pdf", a_pdf()))
    assert await screen.desk.data_sync.documents.keep(path, filing) is None
    assert not screen.files.names()


async def test_closing_the_form_keeps_what_is_typed_and_no_file(screen: DocumentsScreen) -> None:
    screen.panel.start_new()
    form = screen.panel.form
    await screen.chooses(screen.amara)
    form.take([screen.on_disk("scan.pdf", a_pdf())])
    await until(screen.files.names)
    form.fields.category.set_value("result")
    await screen.settled()
    assert screen.panel.close_side()
    assert screen.said == ["Kept as a draft, without the files."]
    await until(lambda: not screen.files.names())
    screen.panel.start_new()
    await until(lambda: form.whose.patient_id == screen.amara.id, what="the patient again")
    assert form.fields.category.value() == "result"
    assert screen.shown("document_problem") == "Choose the files again: scan"


async def test_draft_is_opened_again_by_its_name(screen: DocumentsScreen) -> None:
    document = screen.filed(screen.amara, "Letter")
    assert screen.panel.open_draft("document", NEW)
    assert screen.panel.form.is_open
    screen.panel.close_side()
    assert screen.panel.open_draft("document", document.id)
    await until(lambda: screen.panel.form.is_open)
    assert screen.panel.form.fields.title.value() == "Letter"
    assert not screen.panel.open_draft("message", NEW)


async def test_another_takes_a_documents_place(screen: DocumentsScreen) -> None:
    old = screen.filed(screen.amara, "Letter")
    await screen.lists("Letter")
    await screen.opens()
    screen.click("document_replace")
    form = screen.panel.form
    await until(lambda: form.whose.identity.title() == "Okafor, Amara")
    assert not form.whose.other.isVisible()
    form.take([screen.on_disk("one.pdf", a_pdf("x")), screen.on_disk("two.pdf", a_pdf("y"))])
    assert screen.shown("document_problem") == "One file at a time takes another's place."
    await until(lambda: not form.files.is_reading)
    form.save()
    await until(lambda: screen.said == ["Document filed."])
    by_title = {one.title: one for one in screen.all()}
    assert by_title["one"].supersedes_id == old.id
    assert by_title["Letter"].status == "superseded"
    await screen.lists("one")
    await until(lambda: "Replaces: Letter" in screen.shown("document_facts"))


async def test_edit_saves_title_kind_and_date(screen: DocumentsScreen) -> None:
    document = screen.filed(screen.amara, "Leter", authored_on=date(2026, 11, 3))
    await screen.lists("Leter")
    await screen.opens()
    screen.click("document_edit")
    form = screen.panel.form
    await until(lambda: form.whose.patient_id)
    form.fields.title.set_value("")
    form.save()
    assert form.fields.title.error() == "Give it a title."
    form.fields.title.set_value("Letter")
    form.fields.category.set_value("referral")
    form.fields.day.set_value("11/04/2026")
    form.save()
    await until(lambda: screen.said == ["Saved."])
    stored = screen.desk.stored(Document, document.id)
    assert (stored.title, stored.category) == ("Letter", "referral")
    assert stored.authored_on == date(2026, 11, 4)


async def test_edit_over_anothers_change_is_refused_with_words(screen: DocumentsScreen) -> None:
    document = screen.filed(screen.amara, "Letter")
    await screen.lists("Letter")
    await screen.opens()
    screen.click("document_edit")
    screen.pull(replace(document, title="Theirs", version=2))
    form = screen.panel.form
    form.fields.title.set_value("Mine")
    form.save()
    await until(lambda: "Somebody changed this record" in screen.shown("document_problem"))
    assert form.is_open
    assert form.fields.title.value() == "Mine"


async def test_full_disk_loses_no_file_that_was_filed(
    screen: DocumentsScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.panel.start_new()
    form = screen.panel.form
    await screen.chooses(screen.amara)
    form.take([screen.on_disk("a.pdf", a_pdf("a")), screen.on_disk("b.pdf", a_pdf("b"))])
    await until(lambda: form.files.rows and not form.files.is_reading)
    documents = screen.desk.data_sync.documents
    real, calls = documents.file, 0

    async def once(*given: object, **more: object) -> Document:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise DiskTrouble
        return await real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "file", once)
    form.save()
    await until(lambda: calls == 2 and form.save_button.isEnabled())
    assert [one.title for one in screen.all()] == ["a"]
    assert "Choose the file again." in form.files.rows[0].title.error()


async def test_copy_in_clear_goes_into_a_new_file_only(
    screen: DocumentsScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = screen.filed(screen.amara, "Letter")
    await screen.lists("Letter")
    await screen.opens()
    dialog = screen.panel.viewer.ask_copy()
    assert isinstance(dialog, QFileDialog)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert [Path(one).name for one in dialog.selectedFiles()] == ["document.pdf"]
    dialog.reject()
    asked: list[Path] = []

    async def hand_out(document_id: object, path: Path) -> Document:
        asked.append(path)
        return document

    monkeypatch.setattr(screen.desk.data_sync.documents, "_hand_out", hand_out)
    screen.panel.viewer.write_copy(document.id, str(screen.place / "out.pdf"))
    await until(lambda: screen.said == ["Copy saved, in clear."])
    assert asked == [screen.place / "out.pdf"]


@in_role("admin")
async def test_who_may_not_file_is_told_so(screen: DocumentsScreen) -> None:
    screen.panel.start_new()
    assert not screen.panel.form.is_open
    assert not screen.panel.new.isEnabled()
    assert "does not" in screen.said[0]
    drop(screen, dropped(screen.on_disk("card.pdf", a_pdf())))
    assert not screen.panel.form.is_open


async def test_ctrl_s_saves_the_form(screen: DocumentsScreen) -> None:
    screen.panel.start_new()
    QTest.keyClick(screen.panel.form.whose.picker.field, "S", Qt.KeyboardModifier.ControlModifier)
    assert screen.shown("document_patient_error") == "Choose the patient it belongs to."
