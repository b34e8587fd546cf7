"""Writing, signing, stopping, renewing and printing prescriptions, with reasons and rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.treatment import Prescription
from app.ui.preview.pages import open_pages
from app.ui.printing.prescription_sheet import sheet_of
from app.ui.printing.sheet import save_as_pdf
from app.ui.record_page import RecordPage
from app.ui.typed_dates import typed_day
from tests.ui.conftest import in_role, until
from tests.ui.panels.prescriptions.conftest import ITO, PrescriptionsScreen

pytestmark = pytest.mark.row("E1", "F1")
HALF_PAST_ELEVEN = timedelta(hours=11, minutes=30)
"""After noon in New York: tomorrow in Greenwich."""


async def test_list_narrows_to_medication_patient_and_state(screen: PrescriptionsScreen) -> None:
    screen.prescribed(screen.amara, "Lisinopril", status="active", authored_on=date(2026, 11, 2))
    screen.prescribed(screen.amara, "Ibuprofen", authored_on=date(2026, 11, 3))
    screen.prescribed(screen.amara, "Amoxicillin", status="stopped", authored_on=date(2026, 1, 1))
    await screen.lists("Ibuprofen", "Lisinopril")
    screen.panel.filters.text.setText("LISIN")
    await screen.lists("Lisinopril")
    screen.panel.filters.text.setText("okafor")
    await screen.lists("Ibuprofen", "Lisinopril")
    screen.panel.filters.show_all("ended")
    await screen.lists("Amoxicillin")


async def test_others_patients_prescriptions_are_not_listed(screen: PrescriptionsScreen) -> None:
    screen.prescribed(screen.daniel, "Salbutamol")
    screen.prescribed(screen.amara, "Ibuprofen")
    await screen.lists("Ibuprofen")


async def test_prescription_is_written_signed_and_shown_with_allergies(
    screen: PrescriptionsScreen,
) -> None:
    screen.panel.start_new()
    form = screen.panel.rx_form
    QTest.keyClicks(form.whose.picker.field, "okafor")
    await until(lambda: form.whose.picker._list.count() > 0, what="matches")
    QTest.keyClick(form.whose.picker.field, Qt.Key.Key_Return)
    await until(lambda: form.whose.patient_id == screen.amara.id)
    QTest.keyClicks(form.fields["text"].control, "Lisinopril 5 mg tablet")
    form.save()
    await until(lambda: screen.said == ["Saved."])
    rx = screen.panel.rx
    await until(lambda: rx.record and rx.record.status == "draft", what="the draft")
    assert rx.identity.facts() == "born 3 May 1971 · P-AMARA"
    assert rx.allergies.text() == "Allergies: Penicillin"
    assert not rx.steps["active"].isEnabled()
    assert rx.missing.text() == "Before it can be signed it needs: dose, quantity."
    screen.click("prescription_edit")
    for name, text in {"dose": "5", "frequency": "once a day", "quantity": "x"}.items():
        form.fields[name].set_value(text)
    form.save()
    assert form.fields["quantity"].error() == "Write a whole number."
    form.fields["quantity"].set_value("30")
    form.save()
    await until(lambda: rx.record and rx.record.quantity == 30 and rx.steps["active"].isEnabled())
    screen.click("prescription_active")
    await until(lambda: rx.record and rx.record.status == "active")
    (stored,) = screen.all()
    assert (stored.status, stored.prescriber_id, stored.dose) == ("active", ITO, "5")
    assert not rx.edit.isVisible()


async def test_stopping_asks_why_and_keeps_it(screen: PrescriptionsScreen) -> None:
    one = screen.prescribed(screen.amara, "Lisinopril", status="active")
    await screen.lists("Lisinopril")
    await screen.opens()
    screen.click("prescription_stopped")
    rx = screen.panel.rx
    assert rx.reason.isVisible()
    QTest.keyClick(rx.reason.field.control, Qt.Key.Key_Return)
    assert rx.reason.field.error() == "Say in a few words why."
    QTest.keyClicks(rx.reason.field.control, "Cough")
    QTest.keyClick(rx.reason.field.control, Qt.Key.Key_Return)
    await until(lambda: screen.stored(one).status == "stopped")
    assert screen.stored(one).stop_reason == "Cough"
    await until(lambda: screen.shown("prescription_reason_value") == "Cough")
    await until(lambda: screen.said == ["The prescription was stopped."])


async def test_hold_is_taken_back_by_undo(screen: PrescriptionsScreen) -> None:
    one = screen.prescribed(screen.amara, "Lisinopril", status="active")
    await screen.lists("Lisinopril")
    await screen.opens()
    screen.click("prescription_on-hold")
    QTest.keyClicks(screen.panel.rx.reason.field.control, "Operation")
    screen.click("prescription_reason_go")
    await until(lambda: screen.said == ["The prescription is on hold."])
    assert screen.stored(one).status == "on-hold"
    await screen.desk.data_sync.undo.undo()
    assert screen.stored(one).status == "active"


async def test_renewal_is_a_draft_of_today_that_is_opened(screen: PrescriptionsScreen) -> None:
    one = screen.prescribed(
        screen.amara, "Lisinopril", status="active", authored_on=date(2026, 1, 2), refills=2
    )
    await screen.lists("Lisinopril")
    await screen.opens()
    screen.click("prescription_renew")
    rx = screen.panel.rx
    await until(lambda: rx.record and rx.record.id != one.id, what="the renewal")
    renewed = rx.record
    assert renewed is not None
    assert (renewed.status, renewed.text, renewed.refills) == ("draft", "Lisinopril", 2)
    assert renewed.authored_on == date(2026, 11, 21)
    assert screen.stored(one).status == "active"


async def test_new_prescription_late_in_the_evening_is_of_that_day(
    screen: PrescriptionsScreen,
) -> None:
    screen.desk.clock.passed = HALF_PAST_ELEVEN
    screen.panel.start_new()
    field = screen.panel.rx_form.fields["authored_on"]
    assert typed_day(field.value(), today=date(2026, 11, 22)) == date(2026, 11, 21)


async def test_paper_names_the_patient_and_is_in_the_trail_first(
    screen: PrescriptionsScreen, tmp_path: Path
) -> None:
    one = screen.prescribed(screen.amara, "Lisinopril", status="active")
    await screen.lists("Lisinopril")
    await screen.opens()
    place = tmp_path / "rx.pdf"
    screen.panel.rx.write_file(one.id, str(place))
    await until(lambda: screen.said == ["Saved as PDF, in clear."])
    assert screen.desk.actions()[-1] == "export"
    assert open_pages(place.read_bytes(), "application/pdf").count == 1
    assert b"Inter" in place.read_bytes()
    screen.panel.rx.write_file(one.id, str(place))
    await until(lambda: "not taken" in screen.said[-1])
    assert screen.panel.rx.found is not None
    sheet = sheet_of(screen.panel.rx.found, screen.desk.data_sync.clinic)
    assert sheet.whose == "Okafor, Amara · born 3 May 1971 · P-AMARA"
    assert "Lisinopril" in sheet.body
    assert sheet.body.count("<script") == 0
    long = replace(sheet, body=sheet.body * 12)
    assert save_as_pdf(long, tmp_path / "long.pdf", letter=True) > 1


async def test_draft_is_not_printed(screen: PrescriptionsScreen, tmp_path: Path) -> None:
    one = screen.prescribed(screen.amara, "Lisinopril")
    await screen.lists("Lisinopril")
    await screen.opens()
    assert not screen.panel.rx.print.isVisible()
    screen.panel.rx.write_file(one.id, str(tmp_path / "rx.pdf"))
    await until(lambda: screen.said == ["InvalidValue"])
    assert not (tmp_path / "rx.pdf").exists()


async def test_typed_prescription_is_kept_as_a_draft_of_the_form(
    screen: PrescriptionsScreen,
) -> None:
    screen.panel.start_new()
    form = screen.panel.rx_form
    await screen.settled()
    QTest.keyClicks(form.fields["text"].control, "Lisinopril")
    assert screen.panel.has_unsaved()
    assert screen.panel.close_side()
    assert screen.said == ["Kept as a draft."]
    screen.panel.start_new()
    await until(lambda: form.fields["text"].value() == "Lisinopril", what="the draft")


async def test_change_of_another_desk_shows_at_once(screen: PrescriptionsScreen) -> None:
    one = screen.prescribed(screen.amara, "Lisinopril", status="active")
    await screen.lists("Lisinopril")
    await screen.opens()
    screen.pull(replace(one, status="completed", version=2))
    await until(lambda: screen.panel.rx.record and screen.panel.rx.record.status == "completed")
    await screen.lists()


async def test_status_of_before_is_refused(screen: PrescriptionsScreen) -> None:
    one = screen.prescribed(screen.amara, "Lisinopril", status="active")
    await screen.lists("Lisinopril")
    await screen.opens()
    prescriptions = screen.desk.data_sync.prescriptions
    await prescriptions.set_status(one.id, "completed", patient_id=screen.amara.id, was="active")
    screen.panel.rx.query.stop()
    screen.panel.rx._set_status("stopped", "Cough")
    await until(lambda: screen.said == ["StaleVersion"])
    assert screen.stored(one).status == "completed"


@in_role("front_desk")
async def test_front_desk_sees_and_prints_and_is_told_why_it_changes_nothing(
    screen: PrescriptionsScreen,
) -> None:
    screen.prescribed(screen.daniel, "Salbutamol", status="active")
    await screen.lists("Salbutamol")
    await screen.opens()
    rx = screen.panel.rx
    assert not rx.steps["stopped"].isEnabled()
    assert "does not" in rx.why.text()
    assert rx.print.isEnabled()
    assert not screen.panel.new.isEnabled()
    screen.panel.start_new()
    assert not screen.panel.form.is_open


@in_role("billing")
async def test_billing_is_shown_none(screen: PrescriptionsScreen) -> None:
    screen.prescribed(screen.daniel, "Salbutamol", status="active")
    page: RecordPage = screen.panel.list
    page.reload()
    await until(lambda: page.states.currentIndex() == 1)
    assert "does not" in page.states.state.headline()
    assert screen.desk.stored(Prescription, screen.all()[0].id)
