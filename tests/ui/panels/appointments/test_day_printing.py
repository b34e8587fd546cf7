"""The day sheet: what is on the paper, page by page, and that the trail has it before it leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextTable
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.domain.availability import Block
from app.services.day_list import DayList, read_day_list
from app.ui.printing.day_list import day_list_paper
from app.ui.printing.pages import PaperSize, _Pages, page_layout, save_pdf
from app.ui.printing.preview import PrintPreview
from app.ui.printing.row_breaks import row_span
from tests.factories import a_patient, a_record, an_appointment
from tests.flows.day.papers import pages_of
from tests.ui.conftest import until
from tests.ui.panels.appointments.conftest import Clinic, Screen, at

pytestmark = pytest.mark.row("F2", "F7")


async def previewed(screen: Screen) -> PrintPreview:
    await until(lambda: screen.panel.findChildren(PrintPreview), what="the preview")
    return screen.panel.findChildren(PrintPreview)[-1]


async def test_the_day_sheet_names_every_patient_and_no_reason(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    late = clinic.visit(clinic.lena, 22, practitioner_id=clinic.ono.id, room_id=None)
    screen.desk.keep(visit, late)
    await screen.shown(late, lambda _visit: True)
    screen.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    preview = await previewed(screen)
    html = preview.paper.html
    for words in ("Okafor, Amara", clinic.amara.mrn, "3 May 1971", "9:00", "Scheduled", "22:00"):
        assert words in html, words
    assert "Kowalska, Lena" in html
    assert "Cough" not in html
    assert preview.paper.foot.endswith(" · Day sheet · 21 Nov 2026")
    assert html.count("page-break-before:always") == 1


async def test_the_menu_offers_everybodys_sheet_and_each_providers(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    screen.desk.keep(visit, clinic.visit(clinic.lena, 10, practitioner_id=clinic.ono.id))
    await screen.shown(visit, lambda _visit: True)
    QTest.mouseClick(screen.part("day_print"), Qt.MouseButton.LeftButton)
    menu = screen.window.findChild(QMenu, "print_day_menu")
    assert isinstance(menu, QMenu)
    words = [one.text() for one in menu.actions() if not one.isSeparator()]
    assert words == [
        "Day sheets of all providers",
        clinic.ono.display_name,
        clinic.weiss.display_name,
        "Calendar file",
    ]
    next(one for one in menu.actions() if one.text() == clinic.weiss.display_name).trigger()
    menu.close()
    preview = await previewed(screen)
    assert "Okafor, Amara" in preview.paper.html
    assert "Kowalska" not in preview.paper.html


async def test_an_empty_day_says_so_on_paper(screen: Screen) -> None:
    screen.panel.printing.print_all()
    preview = await previewed(screen)
    assert "No visits on this day." in preview.paper.html


async def test_it_is_in_the_trail_before_it_is_a_file(
    screen: Screen, clinic: Clinic, tmp_path: Path
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    screen.desk.keep(visit)
    await screen.shown(visit, lambda _visit: True)
    screen.panel.printing.print_all()
    preview = await previewed(screen)
    place = tmp_path / "sheet.pdf"
    preview.save_to(str(place))
    await until(lambda: "Saved as PDF." in screen.said)
    assert place.read_bytes().startswith(b"%PDF-")
    assert screen.desk.actions()[-1] == "export"


def _whole_day(screen: Screen, clinic: Clinic) -> DayList:
    people = [a_patient(family_name=f"Very-Long-Name-{at:02}") for at in range(60)]
    lunch = a_record(
        Block,
        starts_at=at(12),
        ends_at=at(13),
        reason="Lunch " * 20,
        practitioner_id=clinic.weiss.id,
        room_id=None,
    )
    starts = [at(8) + timedelta(minutes=10 * number) for number in range(len(people))]
    visits = [
        an_appointment(one, starts_at=when, practitioner_id=clinic.weiss.id, is_overbook=True)
        for one, when in zip(people, starts, strict=True)
    ]
    screen.desk.keep(*people, lunch, *visits)
    with screen.desk.store.reader() as reader:
        return read_day_list(
            reader,
            wanted=at(9).date(),
            clinic=screen.desk.data_sync.clinic,
        )


@pytest.mark.parametrize("size", list(PaperSize))
async def test_no_page_break_cuts_a_row(
    size: PaperSize, screen: Screen, clinic: Clinic, tmp_path: Path
) -> None:
    paper = day_list_paper(_whole_day(screen, clinic))
    pages = _Pages(paper, page_layout(size).paintRectPoints().size().toSizeF())
    assert pages.count > 2
    height = pages._body.height()
    frames = pages._document.rootFrame().childFrames()
    table = max((one for one in frames if isinstance(one, QTextTable)), key=QTextTable.rows)
    assert table.rows() == 62
    spans = [row_span(pages._document, table, row) for row in range(table.rows())]
    assert [at for at, (first, last) in enumerate(spans) if first // height != last // height] == []
    assert spans == sorted(spans)
    save_pdf(paper, tmp_path / "long.pdf", size)
    assert (tmp_path / "long.pdf").read_bytes().count(b"/Type /Page\n") == pages.count


async def test_each_providers_name_stands_above_their_visits_after_a_long_sheet(
    screen: Screen, clinic: Clinic, tmp_path: Path
) -> None:
    found = _whole_day(screen, clinic)
    (whole,) = found.parts
    for count in range(20, len(whole.visits), 5):
        long = replace(whole, visits=whole.visits[:count], blocks=())
        short = replace(long, visits=long.visits[:2])
        later = [replace(short, practitioner_name=f"Dr. After {at}") for at in range(2)]
        sheets = replace(found, parts=(replace(short, blocks=()), long, *later))
        save_pdf(day_list_paper(sheets), tmp_path / "all.pdf", PaperSize.A4)
        for number, page in enumerate(pages_of(tmp_path / "all.pdf")[-2:]):
            assert f"Dr. After {number} · 2 visits" in page, (count, page)


async def test_who_may_not_print_is_told_so(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen.panel.printing._permits, "why_not", lambda _what: "Not you.")
    screen.panel.printing.print_all()
    await screen.quiet()
    assert not screen.panel.findChildren(PrintPreview)
    assert screen.said == ["Not you."]
