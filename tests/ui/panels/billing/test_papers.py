"""Receipts and statements on paper: every line, the total, page breaks, and written down first."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from app.domain.audit_trail import AuditQuestion
from app.domain.errors import StorageFull
from app.domain.patient import Patient
from app.domain.staff import Role
from app.storage.audit import AuditTrail
from app.ui.printing.money_papers import statements_paper
from app.ui.printing.pages import PaperSize, page_count, save_pdf
from app.ui.printing.preview import PrintPreview
from tests.factories import a_patient
from tests.flows.day.papers import pages_of, pdf_text
from tests.ui.conftest import acting, in_role, until
from tests.ui.panels.billing.conftest import BillingScreen

__all__ = ["acting"]
pytestmark = pytest.mark.row("E2", "F2")


async def previewed(screen: BillingScreen) -> PrintPreview:
    found: list[PrintPreview] = []

    def is_there() -> bool:
        found[:] = screen.panel.findChildren(PrintPreview)
        return bool(found)

    await until(is_there, what="the preview")
    return found[-1]


async def receipt_of(screen: BillingScreen) -> PrintPreview:
    old = screen.charge(screen.amara, 2_000, days_ago=9, text="Blood panel")
    new = screen.charge(screen.amara, 3_000, text="Vaccination")
    paid = screen.payment(screen.amara, 6_000, old, new)
    await screen.opens(screen.amara)
    screen.choose(screen.pane.model.row_of(paid.id))
    screen.click("account_receipt")
    return await previewed(screen)


async def test_receipt_names_whose_it_is_and_its_lines_come_to_the_total(
    screen: BillingScreen,
) -> None:
    preview = await receipt_of(screen)
    html = preview.paper.html
    for words in ("Nordlicht Clinic", "Okafor, Amara", "P-AMARA", "Blood panel", "Vaccination"):
        assert words in html
    for amount in ("$20.00", "$30.00", "$10.00", "$60.00"):
        assert amount in html
    assert "Kept as credit" in html
    assert preview.paper.foot == "Nordlicht Clinic · Okafor, Amara · P-AMARA"


async def test_receipt_is_a_pdf_with_inter_in_it_once_that_is_in_the_trail(
    screen: BillingScreen, tmp_path: Path
) -> None:
    preview = await receipt_of(screen)
    place = tmp_path / "receipt.pdf"
    preview.save_to(str(place))
    await until(lambda: "Saved as PDF." in screen.said)
    raw = place.read_bytes()
    assert raw.startswith(b"%PDF-")
    assert b"Inter" in raw
    assert b"/FontFile2" in raw or b"/FontFile" in raw
    assert place.stat().st_mode & 0o077 == 0
    assert screen.desk.actions()[-1] == "export"


async def test_saved_receipt_can_be_searched_copied_and_read_out(
    screen: BillingScreen, tmp_path: Path
) -> None:
    preview = await receipt_of(screen)
    place = tmp_path / "receipt.pdf"
    preview.save_to(str(place))
    await until(lambda: "Saved as PDF." in screen.said)
    words = pdf_text(place)
    for part in ("Okafor, Amara", "P-AMARA", "$20.00", "$30.00", "$60.00", "Page 1 of 1"):
        assert part in words


async def test_receipt_is_printed_once_that_is_in_the_trail(
    screen: BillingScreen, tmp_path: Path
) -> None:
    preview = await receipt_of(screen)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    preview.print_on(printer)
    await until(lambda: "Sent to the printer." in screen.said)
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF-")
    assert screen.desk.actions()[-1] == "print"


async def test_nothing_leaves_where_the_trail_cannot_be_written(
    screen: BillingScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = await receipt_of(screen)
    real = AuditTrail.add

    def full(trail: AuditTrail, event: object, **named: bytes) -> None:
        if getattr(event, "action", "") == "export":
            raise StorageFull
        real(trail, event, **named)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(AuditTrail, "add", full)
    preview.save_to(str(tmp_path / "receipt.pdf"))
    await until(lambda: "StorageFull" in screen.said)
    assert not list(tmp_path.glob("receipt*"))  # noqa: ASYNC240 (the test's own folder)


async def test_aging_shows_what_is_old_and_sends_those_who_pay_together_one_statement(
    screen: BillingScreen,
) -> None:
    child = a_patient(
        family_name="Okafor", given_names="Zoe", mrn="P-ZOE", guarantor_id=screen.amara.id
    )
    screen.pull(child)
    screen.charge(child, 4_000, days_ago=70, text="Wound care")
    screen.charge(screen.amara, 1_000, days_ago=3)
    screen.charge(screen.daniel, 9_000, days_ago=2)
    screen.panel.show_page("aging")
    page = screen.panel.aging
    await until(lambda: page.table.model.rowCount() == 3)
    first = [str(page.table.model.index(0, at).data()) for at in range(7)]
    assert first == ["Okafor, Zoe · P-ZOE", "—", "—", "40.00", "—", "—", "40.00"]
    page.overdue.click()
    assert page.table.model.rowCount() == 1
    screen.click("aging_statements")
    preview = await previewed(screen)
    for words in ("Amara Okafor", "Okafor, Zoe", "Wound care", "$50.00"):
        assert words in preview.paper.html
    assert "Lindqvist" not in preview.paper.html
    assert "list" in screen.desk.actions()


async def test_statement_that_leaves_is_in_the_trail_of_whose_name_and_address_it_bears(
    screen: BillingScreen, tmp_path: Path
) -> None:
    child = a_patient(
        family_name="Okafor", given_names="Zoe", mrn="P-ZOE", guarantor_id=screen.amara.id
    )
    screen.pull(child)
    screen.charge(child, 4_000, days_ago=70, text="Wound care")
    screen.panel.show_page("aging")
    page = screen.panel.aging
    await until(lambda: page.table.model.rowCount() == 1)
    screen.click("aging_statements")
    preview = await previewed(screen)
    assert "Amara Okafor" in preview.paper.html
    preview.save_to(str(tmp_path / "statement.pdf"))
    await until(lambda: "Saved as PDF." in screen.said)
    with screen.desk.store.reader() as reader:
        left = [
            reader.audit.count(AuditQuestion(patient_id=one.id, actions=("export",)))
            for one in (screen.amara, child, screen.daniel)
        ]
    assert left == [1, 1, 0]


@in_role(Role.BILLING)
async def test_totals_by_age_are_for_the_roles_that_see_totals(screen: BillingScreen) -> None:
    screen.charge(screen.amara, 4_000, days_ago=70)
    screen.panel.show_page("aging")
    await until(lambda: "$40.00" in screen.panel.aging.totals.text())
    assert not screen.panel.aging.why.text()


async def test_front_desk_is_told_why_it_sees_no_totals(screen: BillingScreen) -> None:
    screen.charge(screen.amara, 4_000, days_ago=70)
    screen.panel.show_page("aging")
    await until(lambda: screen.panel.aging.table.model.rowCount() == 1)
    assert screen.panel.aging.totals.text() == ""
    assert "front desk" in screen.panel.aging.why.text()


@pytest.mark.parametrize("size", list(PaperSize))
async def test_long_statements_break_into_pages_and_each_patient_begins_one(
    screen: BillingScreen, tmp_path: Path, size: PaperSize
) -> None:
    for at in range(90):
        screen.charge(screen.amara, 100 + at, days_ago=40, text=f"Visit number {at}")
    screen.charge(screen.daniel, 5_000, days_ago=40)
    patients: list[Patient] = [screen.amara, screen.daniel]
    papers = await screen.desk.data_sync.accounts.statements([one.id for one in patients])
    paper = statements_paper(papers)
    single = statements_paper(papers[1:])
    assert page_count(single, size) == 1
    pages = page_count(paper, size)
    assert pages >= 3
    save_pdf(paper, tmp_path / "run.pdf", size)
    feet = [page.replace(" ", "")[-60:] for page in pages_of(tmp_path / "run.pdf")]
    assert len(feet) == pages
    for at, foot in enumerate(feet[:-1], 1):
        assert f"{screen.amara.mrn}Page{at}of{pages - 1}" in foot
    assert f"{screen.daniel.mrn}Page1of1" in feet[-1]


async def test_day_page_lists_what_was_entered_today_and_opens_its_account(
    screen: BillingScreen,
) -> None:
    screen.charge(screen.amara, 4_000, text="Wound care")
    screen.charge(screen.amara, 700, days_ago=3)
    screen.payment(screen.daniel, 900)
    screen.panel.show_page("today")
    page = screen.panel.today
    await until(lambda: page.table.model.rowCount() == 2)
    screen.fill("day_filter", "wound")
    assert page.table.model.rowCount() == 1
    page.table.view.setCurrentIndex(page.table.model.index(0, 0))
    page.table.opened.emit(page.table.row)
    await until(lambda: screen.pane.account)
    assert screen.pane.patient_id == screen.amara.id
