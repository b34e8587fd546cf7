"""What each role finds in the Patients panel: disabled with the reason, never silently missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.domain.access import BreakGlass
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.conflict import SyncConflict
from app.domain.ids import PractitionerId, new_id
from app.domain.patient import Coverage, Patient
from app.domain.staff import Role
from app.ui.break_glass import BreakGlassSheet
from app.ui.permitted import WhyLine
from app.ui.widgets.button import Button
from tests.factories import NOON
from tests.ui.conftest import in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen

MINE = PractitionerId(new_id())
clinician = in_role(Role.CLINICIAN, practitioner_id=MINE)
billing = in_role(Role.BILLING)
admin = in_role(Role.ADMIN)
WHY = "visiting on behalf of a colleague"


def part(screen: PatientsScreen, name: str, kind: type[Any] = QWidget) -> Any:
    found = screen.panel.findChild(kind, name)
    assert found is not None, name
    return found


def why(screen: PatientsScreen, name: str) -> str:
    line = part(screen, name, WhyLine)
    return line.text() if not line.isHidden() else ""


async def chart_of(screen: PatientsScreen, who: str) -> None:
    patient = screen.people[who]
    screen.desk.pull(*clinical_facts(patient))
    screen.panel.show_patient(patient.id)
    await until(screen.panel.side.isVisible)
    await until(lambda: screen.said("side_name") in (patient.display_name, "Not shown"))
    await screen.panel._tasks.settled()


def clinical_facts(patient: Patient) -> tuple[Condition, MedicationStatement, Coverage]:
    stamp = {"created_at": NOON, "updated_at": NOON, "patient_id": patient.id}
    return (
        Condition(id=new_id(), text="Asthma", **stamp),
        MedicationStatement(id=new_id(), text="Salbutamol", dosage="as needed", **stamp),
        Coverage(id=new_id(), payer="Meridian", member_id="M-1", **stamp),
    )


def texts(screen: PatientsScreen) -> str:
    """Every word that any widget of the side panel still holds, shown or not."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    side = screen.panel.side
    labels = [one.text() for one in side.findChildren(QLabel)]
    return " ".join(labels + [one.accessibleName() for one in side.findChildren(QWidget)])


def sheet(screen: PatientsScreen) -> BreakGlassSheet:
    found = screen.panel.findChild(BreakGlassSheet)
    assert found is not None
    return found


async def break_glass(screen: PatientsScreen, reason: str = WHY) -> None:
    asked = sheet(screen)
    asked.findChild(QLineEdit, "glass_reason").setFocus()
    screen.qtbot.keyClicks(asked.findChild(QLineEdit, "glass_reason"), reason)
    screen.qtbot.keyClick(asked, Qt.Key.Key_Return)
    await until(lambda: not asked.isVisible(), what="sheet closes")
    await screen.panel._tasks.settled()


# Front desk


async def test_the_front_desk_reads_conditions_and_is_told_who_writes_them(
    screen: PatientsScreen,
) -> None:
    screen.desk.pull(*clinical_facts(screen.people["amara"]))
    await screen.open_form("amara")
    assert part(screen, "condition_lines", QLabel).text() == "Asthma · Active"
    assert why(screen, "condition_why") == "Your role, front desk, does not change conditions."
    assert not part(screen, "add_condition").isEnabled()
    assert part(screen, "add_allergy").isEnabled()


async def test_the_front_desk_saves_a_form_with_conditions_untouched(
    screen: PatientsScreen,
) -> None:
    condition, medication, _coverage = facts = clinical_facts(screen.people["amara"])
    screen.desk.pull(*facts)
    before = screen.desk.stored(Condition, condition.id)
    await screen.open_form("amara")
    screen.type_into("city", "Albany")
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Patient, screen.people["amara"].id).city == "Albany"
    assert screen.desk.stored(Condition, condition.id) == before
    assert screen.desk.stored(MedicationStatement, medication.id) is not None
    assert screen.desk.denials() == []


async def test_the_front_desk_is_shown_the_whole_chart(screen: PatientsScreen) -> None:
    await chart_of(screen, "daniel")
    assert why(screen, "side_withheld") == ""
    assert why(screen, "side_actions_why") == ""
    assert part(screen, "condition_facts").isVisible()


# Billing


@billing
async def test_billing_registers_nobody_and_says_so(screen: PatientsScreen) -> None:
    button = part(screen, "new_patient_button", Button)
    words = "Your role, billing, does not register patients."
    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == words
    assert why(screen, "patients_why") == words


@billing
async def test_ctrl_n_in_billing_answers_with_the_reason(screen: PatientsScreen) -> None:
    said: list[str] = []
    screen.panel.said.connect(said.append)
    screen.panel.start_new()
    assert said == ["Your role, billing, does not register patients."]
    assert not screen.panel.form.isVisible()


@pytest.mark.row("B7")
@billing
async def test_billing_edits_coverage_only(screen: PatientsScreen) -> None:
    _condition, _medication, coverage = facts = clinical_facts(screen.people["daniel"])
    screen.desk.pull(*facts)
    await screen.open_form("daniel")
    words = "Your role, billing, does not change names and contact details."
    assert why(screen, "family_name_why") == words
    city = part(screen, "patient_city", QLineEdit)
    assert city.isReadOnly()
    assert city.accessibleDescription() == words
    screen.qtbot.keyClicks(city, "x")
    assert city.text() == ""
    payer = part(screen, "coverage_1_payer", QLineEdit)
    payer.setText("Granite Health")
    payer.textEdited.emit(payer.text())
    screen.click("save_form_button")
    await screen.saved()
    assert screen.desk.stored(Coverage, coverage.id).payer == "Granite Health"
    assert screen.desk.denials() == []


@billing
async def test_a_locked_choice_is_reached_and_not_changed(screen: PatientsScreen) -> None:
    await screen.open_form("daniel")
    sex = screen.panel.form.fields.fields["sex"].control
    sex.setFocus()
    before = sex.currentText()  # type: ignore[union-attr]  # a choice
    screen.qtbot.keyClick(sex, Qt.Key.Key_Down)
    assert sex.hasFocus()
    assert sex.currentText() == before  # type: ignore[union-attr]  # a choice


@billing
async def test_billing_is_not_shown_what_is_clinical(screen: PatientsScreen) -> None:
    await chart_of(screen, "daniel")
    assert (
        why(screen, "side_withheld")
        == "Not shown to your role, billing: allergies, conditions, medications, screenings and "
        "vital signs."
    )
    assert not part(screen, "side_withheld_reason").isVisible()
    assert not part(screen, "allergy_banner").isVisible()
    assert not part(screen, "book_button").isEnabled()
    assert part(screen, "edit_button").isEnabled()
    assert why(screen, "side_actions_why") == "Your role, billing, does not book visits."


@billing
async def test_the_tab_key_reaches_the_reason(screen: PatientsScreen) -> None:
    line = part(screen, "patients_why", WhyLine)
    line.setFocus(Qt.FocusReason.TabFocusReason)
    assert line.hasFocus()
    assert line.accessibleName() == "Your role, billing, does not register patients."


# Clinician


@clinician
async def test_a_clinician_edits_conditions_of_patients_in_their_care(
    screen: PatientsScreen,
) -> None:
    condition, *others = clinical_facts(screen.people["amara"])
    screen.desk.pull(condition, *others)
    await screen.open_form("amara")
    assert why(screen, "condition_why") == ""
    text = part(screen, "condition_1_text", QLineEdit)
    text.setText("Asthma, mild")
    text.textEdited.emit(text.text())
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Condition, condition.id).text == "Asthma, mild"


@clinician
async def test_a_clinician_is_asked_for_a_reason_outside_their_care(
    screen: PatientsScreen,
) -> None:
    await chart_of(screen, "daniel")
    assert (
        why(screen, "side_withheld")
        == "Not shown without a stated reason: allergies, conditions, medications, screenings and "
        "vital signs."
    )
    assert not part(screen, "condition_facts").isVisible()
    screen.click("side_withheld_reason")
    assert sheet(screen).findChild(QLabel, "glass_patient").text() == "Lindqvist, Daniel"
    await break_glass(screen)
    await until(lambda: part(screen, "condition_facts").isVisible())
    assert part(screen, "allergy_banner").isVisible()
    assert part(screen, "glass_banner").text() == "Glass broken until 13:00, reason recorded"
    assert why(screen, "side_withheld") == ""


@clinician
async def test_the_glass_ends_by_itself_after_an_hour(screen: PatientsScreen) -> None:
    await chart_of(screen, "daniel")
    screen.click("side_withheld_reason")
    await break_glass(screen)
    await until(lambda: part(screen, "condition_facts").isVisible())
    screen.desk.clock.passed = timedelta(minutes=59, seconds=59)
    screen.panel.glass.watch.timer.timeout.emit()
    assert part(screen, "glass_banner").isVisible()
    screen.desk.clock.passed = timedelta(hours=1, seconds=1)
    screen.panel.glass.watch.timer.timeout.emit()
    await until(lambda: not part(screen, "condition_facts").isVisible())
    assert not part(screen, "allergy_banner").isVisible()
    assert not part(screen, "glass_banner").isVisible()
    assert why(screen, "side_withheld").startswith("Not shown without a stated reason")


@clinician
async def test_glass_broken_in_another_panel_ends_here_too(screen: PatientsScreen) -> None:
    await chart_of(screen, "daniel")
    await screen.desk.data_sync.patients.break_glass(screen.people["daniel"].id, WHY)
    screen.panel.show_patient(screen.people["daniel"].id)
    await until(part(screen, "glass_banner").isVisible)
    screen.desk.clock.passed = timedelta(hours=2)
    screen.panel.glass.watch.timer.timeout.emit()
    await until(lambda: not part(screen, "condition_facts").isVisible())


@clinician
async def test_text_typed_behind_glass_outlives_it(screen: PatientsScreen) -> None:
    screen.desk.pull(*clinical_facts(screen.people["daniel"]))
    await screen.open_form("daniel")
    screen.click("condition_why_reason")
    await break_glass(screen)
    await until(lambda: screen.panel.findChild(QLineEdit, "condition_1_text"))
    text = part(screen, "condition_1_text", QLineEdit)
    text.setText("Asthma, severe")
    text.textEdited.emit(text.text())
    screen.desk.clock.passed = timedelta(minutes=61)
    screen.panel.glass.watch.timer.timeout.emit()
    await until(lambda: why(screen, "condition_why"))
    await until(lambda: why(screen, "medication_statement_why"))
    assert text.isVisible()
    assert text.text() == "Asthma, severe"
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert screen.panel.findChild(QLineEdit, "medication_statement_1_text") is None


@pytest.mark.row("B7")
@clinician
async def test_a_write_after_the_glass_closed_is_refused_and_audited(
    screen: PatientsScreen,
) -> None:
    condition, *others = clinical_facts(screen.people["daniel"])
    screen.desk.pull(condition, *others)
    await screen.open_form("daniel")
    screen.click("condition_why_reason")
    await break_glass(screen)
    await until(lambda: screen.panel.findChild(QLineEdit, "condition_1_text"))
    text = part(screen, "condition_1_text", QLineEdit)
    text.setText("Asthma, severe")
    text.textEdited.emit(text.text())
    screen.desk.clock.passed = timedelta(minutes=61)  # and nothing has ticked yet
    screen.panel.form.save()
    await until(lambda: why(screen, "form_denied"))
    assert any("condition.edit" in one for one in screen.desk.denials())
    assert screen.desk.stored(Condition, condition.id).text == "Asthma"
    assert part(screen, "form_denied_reason").isVisible()


@clinician
async def test_a_clinician_does_not_change_coverage(screen: PatientsScreen) -> None:
    screen.desk.pull(*clinical_facts(screen.people["amara"]))
    await screen.open_form("amara")
    assert why(screen, "coverage_why") == "Your role, clinician, does not change coverage."
    assert "Meridian" in part(screen, "coverage_lines", QLabel).text()


@clinician
async def test_a_new_patient_of_ones_own_may_get_an_allergy(screen: PatientsScreen) -> None:
    screen.panel.start_new()
    await screen.panel._tasks.settled()
    assert not part(screen, "add_allergy").isEnabled()
    provider = screen.panel.form.fields.fields["practitioner_id"]
    provider.set_value(MINE)
    provider.edited.emit()
    assert part(screen, "add_allergy").isEnabled()


# Administrator


@admin
async def test_an_administrator_sees_no_list_but_the_way(screen: PatientsScreen) -> None:
    state = screen.panel.list.states.state
    await until(state.isVisible)
    assert state.headline() == "Your role, administrator, does not see the list of patients."
    assert part(screen, "patients_state_action", Button).text() == "State a reason…"
    assert not part(screen, "patient_filter").isEnabled()
    assert screen.names() == []
    assert screen.desk.denials() == []


@admin
async def test_an_administrator_names_a_patient_by_record_number(screen: PatientsScreen) -> None:
    screen.click("patients_state_action")
    asked = sheet(screen)
    assert "Amara" not in " ".join(one.text() for one in asked.findChildren(QLabel))
    asked.findChild(QLineEdit, "glass_number").setText("P-AMARA")
    await break_glass(screen)
    await until(lambda: screen.said("side_name") == "Okafor, Amara")
    assert part(screen, "glass_banner").isVisible()
    kept = screen.desk.all(BreakGlass)
    assert [(one.patient_id, one.reason) for one in kept] == [(screen.people["amara"].id, WHY)]


@admin
async def test_a_wrong_record_number_opens_nothing(screen: PatientsScreen) -> None:
    screen.click("patients_state_action")
    asked = sheet(screen)
    asked.findChild(QLineEdit, "glass_number").setText("P-NOBODY")
    reason = asked.findChild(QLineEdit, "glass_reason")
    screen.qtbot.keyClicks(reason, WHY)
    screen.qtbot.keyClick(asked, Qt.Key.Key_Return)
    problem = asked.findChild(QWidget, "glass_problem")
    await until(problem.isVisible)
    assert problem.accessibleName() == "No patient has this record number."
    assert screen.desk.all(BreakGlass) == []


@admin
async def test_a_chart_refused_to_an_administrator_shows_no_name(screen: PatientsScreen) -> None:
    await chart_of(screen, "amara")
    assert screen.said("side_name") == "Not shown"
    assert (
        why(screen, "side_withheld")
        == "Your role, administrator, does not see charts without a stated reason."
    )
    assert not part(screen, "book_button").isVisible()
    assert any("patient.view" in one for one in screen.desk.denials())
    shown = " ".join(one.text() for one in screen.panel.side.findChildren(QLabel))
    assert "Okafor" not in shown
    screen.click("side_withheld_reason")
    assert "Okafor" not in sheet(screen).findChild(QLabel, "glass_patient").text()


@admin
async def test_an_administrators_chart_goes_when_the_hour_is_over(screen: PatientsScreen) -> None:
    held = {"phone": "+12125550122"}
    conflict = a_conflict(screen.people["amara"], kind="field", op_kind="update", theirs=held)
    screen.desk.pull(conflict)
    await chart_of(screen, "amara")
    screen.click("side_withheld_reason")
    await break_glass(screen)
    await until(lambda: screen.said("side_name") == "Okafor, Amara")
    assert "555-0122" in texts(screen)
    screen.desk.clock.passed = timedelta(hours=1, seconds=1)
    screen.panel.glass.watch.timer.timeout.emit()
    await until(lambda: screen.said("side_name") == "Not shown")
    kept = texts(screen)
    assert not [word for word in ("Okafor", "555", "Meridian", "Asthma") if word in kept]


async def administrators_form(screen: PatientsScreen) -> None:
    await chart_of(screen, "amara")
    screen.click("side_withheld_reason")
    await break_glass(screen)
    await until(lambda: screen.said("side_name") == "Okafor, Amara")
    await screen.open_form("amara")


def let_the_hour_pass(screen: PatientsScreen) -> None:
    screen.desk.clock.passed = timedelta(hours=1, seconds=1)
    screen.panel.glass.watch.timer.timeout.emit()


@admin
async def test_an_administrators_form_goes_when_the_hour_is_over(screen: PatientsScreen) -> None:
    await administrators_form(screen)
    let_the_hour_pass(screen)
    await until(lambda: not screen.panel.form.isVisible())
    assert set(screen.panel.form.fields.typed().values()) <= {"", "unknown", "active"}
    await until(lambda: screen.said("side_name") == "Not shown")


@admin
async def test_what_an_administrator_typed_waits_for_another_reason(
    screen: PatientsScreen,
) -> None:
    await administrators_form(screen)
    screen.type_into("city", "Albany")
    let_the_hour_pass(screen)
    await until(lambda: screen.said("form_title") == "Not shown any more")
    assert not part(screen, "form_scroll").isVisible()
    screen.click("form_denied_reason")
    await break_glass(screen)
    await until(part(screen, "form_scroll").isVisible)
    assert part(screen, "patient_city", QLineEdit).text() == "Albany"
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Patient, screen.people["amara"].id).city == "Albany"


# The sheet


@clinician
async def test_a_short_reason_is_not_taken(screen: PatientsScreen) -> None:
    await chart_of(screen, "daniel")
    screen.click("side_withheld_reason")
    asked = sheet(screen)
    screen.qtbot.keyClicks(asked.findChild(QLineEdit, "glass_reason"), "just so")
    assert not asked.findChild(Button, "glass_show").isEnabled()
    screen.qtbot.keyClick(asked, Qt.Key.Key_Return)
    assert asked.isVisible()
    problem = asked.findChild(QWidget, "glass_problem")
    assert problem.accessibleName() == "A reason of at least 10 characters is needed."


@clinician
async def test_esc_leaves_the_glass_whole(screen: PatientsScreen) -> None:
    await chart_of(screen, "daniel")
    screen.click("side_withheld_reason")
    screen.qtbot.keyClick(sheet(screen), Qt.Key.Key_Escape)
    await until(
        lambda: screen.panel.findChild(BreakGlassSheet) is None or not sheet(screen).isVisible()
    )
    assert screen.desk.all(BreakGlass) == []


# Conflicts


def a_conflict(patient: Patient, **changes: Any) -> SyncConflict:
    fields: dict[str, Any] = {
        "id": new_id(),
        "created_at": NOON,
        "updated_at": NOON,
        "entity": "patient",
        "row_id": patient.id,
        "patient_id": patient.id,
        "kind": "delete_update",
        "op_kind": "delete",
    }
    return SyncConflict(**{**fields, **changes})


async def test_a_deletion_says_that_an_administrator_decides_it(screen: PatientsScreen) -> None:
    screen.desk.pull(a_conflict(screen.people["amara"]))
    await chart_of(screen, "amara")
    mine = part(screen, "keep_mine_button", Button)
    assert not mine.isEnabled()
    words = "Your role, front desk, does not remove patients; an administrator does."
    assert mine.accessibleDescription() == words
    assert why(screen, "conflict_why") == words
    assert part(screen, "keep_theirs_button").isEnabled()


@billing
async def test_values_in_conflict_are_withheld_like_their_records(screen: PatientsScreen) -> None:
    daniel = screen.people["daniel"]
    allergy = Allergy(
        id=new_id(), created_at=NOON, updated_at=NOON, patient_id=daniel.id, text="Latex"
    )
    conflict = a_conflict(
        daniel,
        entity="allergy",
        row_id=allergy.id,
        kind="field",
        op_kind="update",
        ours={"text": "Latex"},
        theirs={"text": "Latex gloves"},
    )
    screen.desk.pull(allergy, conflict)
    await chart_of(screen, "daniel")
    shown = " ".join(one.text() for one in screen.panel.side.findChildren(QLabel))
    assert "Latex" not in shown
    assert screen.panel.side.chart is not None
    assert screen.panel.side.chart.open_conflicts[0].theirs == {}
    assert why(screen, "conflict_why") == "Somebody who is shown both values decides this."
