"""Finding, looking at, archiving and handing out documents, with keyboard and mouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPdfWriter
from PySide6.QtTest import QTest

from app.domain.audit import AuditAction
from app.domain.treatment import Document
from app.ui.preview.pages import open_pages
from app.ui.printing.file_pages import print_file
from tests.factories import a_child
from tests.ui.conftest import acting, in_role, until
from tests.ui.panels.documents.conftest import DocumentsScreen, a_pdf, a_picture

__all__ = ["acting"]
pytestmark = pytest.mark.row("E1", "F1")


async def test_list_shows_everybodys_and_narrows_to_words_state_kind_and_patient(
    screen: DocumentsScreen,
) -> None:
    screen.filed(screen.amara, "Referral to cardiology", authored_on=date(2026, 11, 1))
    screen.filed(screen.daniel, "Lab result", category="result", authored_on=date(2026, 11, 3))
    archived = screen.filed(screen.amara, "Old letter", authored_on=date(2025, 1, 1))
    screen.desk.pull(replace(archived, status="superseded", version=2))
    await screen.lists("Lab result", "Referral to cardiology")
    filters = screen.panel.filters
    QTest.keyClicks(filters.text, "referr")
    await screen.lists("Referral to cardiology")
    filters.text.setText("lindqvist")
    await screen.lists("Lab result")
    filters.text.setText("")
    filters.category.setCurrentIndex(filters.category.findData("result"))
    filters.category.activated.emit(0)
    await screen.lists("Lab result")
    filters.show_all("archived")
    await screen.lists("Old letter")
    filters.text.setText("nothing has this title")
    await until(lambda: screen.panel.list.states.state.headline() == "Nothing matches")
    screen.click("document_state_action")
    await screen.lists("Lab result", "Referral to cardiology")
    rows = await screen.desk.data_sync.patients.rows([screen.amara.id])
    screen.panel.show_patient(rows[screen.amara.id])
    await screen.lists("Referral to cardiology")
    assert screen.panel.close_side()
    await screen.lists("Lab result", "Referral to cardiology")


async def test_document_names_its_patient_and_shows_its_pages(screen: DocumentsScreen) -> None:
    screen.filed(screen.amara, "Report", a_pdf("one", "two", "three"))
    await screen.lists("Report")
    await screen.opens()
    viewer = screen.panel.viewer
    assert viewer.identity.title() == "Okafor, Amara"
    assert viewer.identity.facts() == "born 3 May 1971 · P-AMARA"
    await until(lambda: viewer.preview.sheet._picture, what="the first page")
    assert screen.shown("document_preview_where") == "1 of 3"
    page = viewer.preview.frame
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    await until(lambda: viewer.preview.sheet.accessibleName() == "Page 2")
    width = viewer.preview.sheet.width()
    QTest.keyClick(page, Qt.Key.Key_Plus)
    await until(lambda: viewer.preview.sheet.width() > width, what="a larger page")
    QTest.keyClick(page, Qt.Key.Key_End)
    await until(lambda: viewer.preview.page == 2)
    assert "view" in screen.desk.actions()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
async def test_picture_is_shown(kind: str, screen: DocumentsScreen) -> None:
    screen.filed(screen.amara, "Card", a_picture(kind))
    await screen.lists("Card")
    await screen.opens()
    await until(lambda: screen.panel.viewer.preview.sheet._picture, what="the picture")


async def test_text_is_shown_and_what_cannot_be_drawn_says_so(screen: DocumentsScreen) -> None:
    screen.filed(screen.amara, "Note", b"Dear colleague", authored_on=date(2026, 11, 3))
    broken = b"%PDF-1.7\n" + b"no page in it"
    screen.filed(screen.amara, "Broken", broken, authored_on=date(2026, 11, 1))
    await screen.lists("Note", "Broken")
    await screen.opens()
    preview = screen.panel.viewer.preview
    await until(lambda: preview.text.toPlainText() == "Dear colleague")
    await screen.opens(1)
    await until(lambda: preview.state.headline() == "No preview")
    assert preview.text.toPlainText() == ""


async def test_leaving_the_panel_holds_no_bytes_and_coming_back_reads_them_again(
    screen: DocumentsScreen,
) -> None:
    screen.filed(screen.amara, "Note", b"Dear colleague")
    await screen.lists("Note")
    await screen.opens()
    preview = screen.panel.viewer.preview
    await until(preview.text.toPlainText)
    screen.panel.hide()
    assert preview.text.toPlainText() == ""
    looks = screen.desk.actions().count("view")
    screen.panel.show()
    screen.panel.opened()
    await until(lambda: preview.text.toPlainText() == "Dear colleague")
    assert screen.desk.actions().count("view") == looks + 1


async def test_archived_document_is_restored_by_undo(screen: DocumentsScreen) -> None:
    document = screen.filed(screen.amara, "Letter")
    await screen.lists("Letter")
    await screen.opens()
    screen.click("document_archive")
    await screen.lists()
    await until(lambda: screen.said == ["Document archived."])
    await screen.desk.data_sync.undo.undo()
    await screen.lists("Letter")
    assert screen.desk.stored(Document, document.id).status == "current"
    await screen.desk.data_sync.undo.redo()
    await screen.lists()


async def test_entered_in_error_asks_twice_and_stays_that_way(screen: DocumentsScreen) -> None:
    document = screen.filed(screen.amara, "Letter")
    await screen.lists("Letter")
    await screen.opens()
    screen.click("document_error")
    assert screen.desk.stored(Document, document.id).status == "current"
    screen.click("document_error")
    await screen.lists()
    assert screen.desk.stored(Document, document.id).status == "entered-in-error"
    viewer = screen.panel.viewer
    await until(lambda: viewer.document and viewer.document.status == "entered-in-error")
    assert not viewer.archive.isVisible()
    assert not viewer.edit.isVisible()


async def test_change_of_another_desk_shows_at_once(screen: DocumentsScreen) -> None:
    document = screen.filed(screen.amara, "Letter")
    await screen.lists("Letter")
    await screen.opens()
    screen.pull(replace(document, title="Letter of Dr Ito", version=2))
    await screen.lists("Letter of Dr Ito")
    await until(lambda: screen.shown("document_title") == "Letter of Dr Ito")


async def test_file_that_is_elsewhere_says_so_and_can_be_tried_again(
    screen: DocumentsScreen,
) -> None:
    elsewhere = a_child(
        Document, screen.amara, title="Scan", sha256="ab" * 32, media_type="application/pdf", size=9
    )
    screen.pull(elsewhere)
    await screen.lists("Scan")
    assert "At the server" in str(screen.panel.list.model.index(0, 0).data())
    await screen.opens()
    preview = screen.panel.viewer.preview
    await until(lambda: preview.state.headline() == "Not here yet")
    assert screen.part("document_preview_state_action").isVisible()


async def test_print_is_in_the_trail_before_the_first_page(
    screen: DocumentsScreen, tmp_path: Path
) -> None:
    document = screen.filed(screen.amara, "Report", a_pdf("one", "two"))
    await screen.lists("Report")
    await screen.opens()
    paper = tmp_path / "paper.pdf"
    screen.panel.viewer.print_on(document.id, QPdfWriter(str(paper)))  # type: ignore[arg-type]
    await until(lambda: screen.said == ["Sent to the printer."])
    assert screen.desk.actions()[-1] == AuditAction.PRINT
    assert open_pages(paper.read_bytes(), "application/pdf").count == 2


def test_every_kind_of_file_is_printed(tmp_path: Path, qapp: object) -> None:
    for kind, data in (("image/png", a_picture()), ("text/plain", b"Dear colleague")):
        paper = tmp_path / "paper.pdf"
        writer = QPdfWriter(str(paper))
        assert print_file(data, kind, writer) == 1
        del writer
        assert open_pages(paper.read_bytes(), "application/pdf").count == 1


@in_role("clinician")
async def test_clinician_sees_own_patients_documents_only(screen: DocumentsScreen) -> None:
    screen.filed(screen.amara, "Letter")
    await until(lambda: screen.panel.list.query.value is not None)
    await screen.settled()
    assert screen.titles() == []


@in_role("billing")
async def test_billing_files_documents(screen: DocumentsScreen) -> None:
    screen.filed(screen.amara, "Letter")
    await screen.lists("Letter")
    assert screen.panel.new.isEnabled()
