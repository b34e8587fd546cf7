"""Zero lost typing in the small forms: a recall, a wish for a time and a walk-in come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.drafts import Draft
from app.domain.waiting import Recall, WaitlistEntry
from app.ui.panels.appointments.patient_draft import PatientDraft
from app.ui.panels.appointments.walk_in_sheet import WalkInSheet
from tests.factories import TODAY, a_child
from tests.ui.conftest import Slow, until
from tests.ui.panels.appointments.conftest import Clinic, Screen
from tests.ui.panels.appointments.test_booking_draft import after_a_crash, drafts

pytestmark = pytest.mark.row("F2", "A3")


def typed(screen: Screen, **wanted: object) -> Draft:
    """The one draft that is kept, holding this."""
    (draft,) = drafts(screen)
    assert wanted.items() <= draft.content.items()
    return draft


async def choose(screen: Screen, picker: object, words: str) -> None:
    """Look somebody up and take the one who matches."""
    field = picker.field  # type: ignore[attr-defined]
    QTest.keyClicks(field, words)
    await until(lambda: picker._list.count() == 1)  # type: ignore[attr-defined]
    QTest.keyClick(field, Qt.Key.Key_Return)


def write(form: object, name: str, text: str) -> None:
    """Type into a field as a person does."""
    control = form._fields[name].control  # type: ignore[attr-defined]
    control.clear()
    QTest.keyClicks(control, text)


async def found(draft: PatientDraft) -> None:
    """Until the form knows whether something was left in it."""
    await until(draft._found.is_set, what="the look for a draft")


async def test_half_typed_recall_comes_back_with_its_patient_and_goes_with_the_save(
    screen: Screen, clinic: Clinic
) -> None:
    form = screen.panel.calls.recalls.form
    screen.panel.begin("recall", "")
    await found(form.draft)
    await choose(screen, form._picker, "kowal")
    await until(lambda: form._patient == clinic.lena.id)
    write(form, "reason", "blood pressure")
    await screen.panel.keep_drafts()
    typed(screen, patient_id=clinic.lena.id, typed={"reason": "blood pressure"})
    again = await after_a_crash(screen)
    assert again.panel.open_draft("recall", "new")
    form = again.panel.calls.recalls.form
    await until(lambda: form._patient == clinic.lena.id)
    assert form._fields["reason"].value() == "blood pressure"
    assert "restored" in form.draft.bar.text()
    write(form, "due", "+7")
    form.save()
    await until(form.isHidden)
    (recall,) = again.desk.all(Recall)
    assert (recall.patient_id, recall.reason) == (clinic.lena.id, "blood pressure")
    assert drafts(again) == ()


async def test_change_of_a_recall_comes_back_over_what_another_desk_wrote(
    screen: Screen, clinic: Clinic
) -> None:
    recall = a_child(Recall, clinic.amara, due_on=TODAY + timedelta(days=90), reason="yearly")
    screen.desk.keep(recall)
    screen.panel.open_draft("recall", recall.id)
    form = screen.panel.calls.recalls.form
    await until(lambda: form._recall is not None)
    await found(form.draft)
    write(form, "reason", "every year")
    assert screen.panel.has_unsaved()
    screen.panel.close_side()
    await until(lambda: drafts(screen))
    stored = screen.desk.stored(Recall, recall.id)
    sooner = TODAY + timedelta(days=30)
    screen.desk.pull(replace(stored, version=stored.version + 1, due_on=sooner))
    again = await after_a_crash(screen)
    assert again.panel.open_draft("recall", recall.id)
    form = again.panel.calls.recalls.form
    await until(lambda: form._fields["reason"].value() == "every year")
    form.save()
    await until(form.isHidden)
    kept = again.desk.stored(Recall, recall.id)
    assert (kept.due_on, kept.reason) == (sooner, "every year")
    assert drafts(again) == ()


async def test_recall_of_one_patient_does_not_show_what_was_typed_for_another(
    screen: Screen, clinic: Clinic
) -> None:
    form = screen.panel.calls.recalls.form
    screen.panel.begin("recall", clinic.amara.id)
    await until(lambda: form._patient == clinic.amara.id)
    await found(form.draft)
    write(form, "reason", "cough")
    screen.panel.begin("recall", clinic.lena.id)
    await until(lambda: form._patient == clinic.lena.id)
    await found(form.draft)
    assert form._fields["reason"].value() == ""
    await until(lambda: drafts(screen))
    screen.panel.begin("recall", clinic.amara.id)
    await until(lambda: form._fields["reason"].value() == "cough")
    form.draft.bar.discard_requested.emit()
    await until(lambda: drafts(screen) == ())
    assert form._fields["reason"].value() == ""
    assert form._patient == clinic.amara.id
    assert not screen.panel.has_unsaved()


async def test_half_typed_wish_comes_back_ticked_and_goes_with_the_save(
    screen: Screen, clinic: Clinic
) -> None:
    screen.panel.calls.add_wish()
    form = screen.panel.calls.form
    await found(form.draft)
    await choose(screen, form._picker, "oka")
    await until(lambda: form._patient is not None)
    write(form, "note", "after school")
    form._urgent.click()
    await screen.panel.keep_drafts()
    typed(screen, ticked={"urgent": True})
    again = await after_a_crash(screen)
    assert again.panel.open_draft("wish", "new")
    form = again.panel.calls.form
    await until(lambda: form._patient is not None and form._patient.id == clinic.amara.id)
    assert form._urgent.isChecked()
    form.save()
    await until(form.isHidden)
    (entry,) = again.desk.all(WaitlistEntry)
    assert (entry.note, entry.urgency) == ("after school", "asap")
    assert drafts(again) == ()


async def test_wish_of_one_patient_does_not_come_up_under_another_chosen_meanwhile(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    screen.panel.calls.add_wish()
    form = screen.panel.calls.form
    await found(form.draft)
    await choose(screen, form._picker, "oka")
    await until(lambda: form._patient is not None)
    write(form, "note", "after school")
    await screen.panel.keep_drafts()
    again = await after_a_crash(screen)
    form = again.panel.calls.form
    slow(again.desk.data_sync.drafts, "get", 1.0)
    again.panel.calls.add_wish()
    await choose(again, form._picker, "kowal")
    await until(lambda: form._patient is not None)
    await found(form.draft)
    assert (form._patient.id, form._fields["note"].value()) == (clinic.lena.id, "")
    await again.panel.keep_drafts()
    assert again.panel.open_draft("wish", f"new:{clinic.amara.id}")
    await until(lambda: form._fields["note"].value() == "after school")
    await until(lambda: form._patient is not None and form._patient.id == clinic.amara.id)


async def test_half_typed_walk_in_comes_back_and_its_closed_sheet_holds_nobody(
    screen: Screen, clinic: Clinic
) -> None:
    sheet = screen.panel.overview.walk_ins.add()
    assert isinstance(sheet, WalkInSheet)
    await found(sheet.draft)
    await choose(screen, sheet._picker, "oka")
    await until(lambda: sheet._patient is not None)
    write(sheet, "note", "fell on the stairs")
    sheet.reject()
    await until(lambda: drafts(screen))
    assert sheet._patient is None
    assert sheet._who.text() == sheet._note.value() == ""
    again = await after_a_crash(screen)
    assert again.panel.open_draft("walk_in", "new")
    sheet = again.panel.overview.walk_ins.sheet
    assert sheet is not None
    await until(lambda: sheet._patient is not None)
    assert sheet._note.value() == "fell on the stairs"
    sheet.save()
    await until(sheet.isHidden)
    (entry,) = again.desk.all(WaitlistEntry)
    assert (entry.patient_id, entry.note) == (clinic.amara.id, "fell on the stairs")
    assert drafts(again) == ()


async def test_form_that_nobody_typed_in_leaves_no_draft(screen: Screen, clinic: Clinic) -> None:
    screen.panel.calls.add_wish()
    await found(screen.panel.calls.form.draft)
    screen.panel.calls.form.close_form()
    sheet = screen.panel.overview.walk_ins.add()
    assert sheet is not None
    await found(sheet.draft)
    sheet.reject()
    assert not screen.panel.has_unsaved()
    await screen.panel.keep_drafts()
    assert drafts(screen) == ()


async def test_which_recalls_are_listed_is_chosen_at_once(screen: Screen, clinic: Clinic) -> None:
    late = a_child(Recall, clinic.amara, due_on=TODAY - timedelta(days=3))
    far = a_child(Recall, clinic.lena, due_on=TODAY + timedelta(days=300))
    screen.desk.keep(late, far)
    shown = screen.panel.calls.recalls
    screen.panel.view_choice.choose("calls")
    screen.panel.calls.show_list("recalls")
    await until(lambda: [one.recall.id for one in shown.query.value or ()] == [late.id])
    shown.scope.setCurrentIndex(shown.scope.findData("open"))
    await until(lambda: len(shown.query.value or ()) == 2)
