"""A panel out of sight forgets whom it showed, reads again when shown, and drops no typed text."""

from __future__ import annotations

import gc

import pytest
from pytestqt.qtbot import QtBot

from app.domain.declare import Keeping
from app.domain.patient import Patient
from app.services.charts import PatientChart
from app.services.patients import PatientRow
from app.ui.main_window import MainWindow
from app.ui.panel_registry import APPOINTMENTS, AUDIT, PATIENTS
from app.ui.shelf_life import PARTING_MS
from tests.factories import a_patient
from tests.ui.conftest import ScreenDesk, a_while, until

pytestmark = pytest.mark.row("F2")
TERMS = {Keeping.CHART: 0.15, Keeping.DEMOGRAPHICS: 0.15, Keeping.SCHEDULE: 0.15}


@pytest.fixture
async def patient(desk: ScreenDesk) -> Patient:
    one = a_patient(mrn="P-AMARA")
    desk.pull(one)
    await a_while(0.02)
    return one


@pytest.fixture
async def window(desk: ScreenDesk, patient: Patient, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.data_sync)
    made.shelf_life._terms = TERMS
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open_panel(PATIENTS)
    made.show_patient(patient.id)
    await until(made.patients.side.isVisible, what="chart")
    await made.tasks.settled()
    return made


def held(kind: type[PatientChart | PatientRow], patient: Patient) -> int:
    """How many values of this patient are alive; other tests' may be too, in what pytest keeps."""
    gc.collect()
    found = [one for one in gc.get_objects() if isinstance(one, kind)]
    return sum(whom(one) == patient.id for one in found)


def whom(value: PatientChart | PatientRow) -> str:
    return value.patient.id if isinstance(value, PatientChart) else value.id


def looks(desk: ScreenDesk, patient: Patient) -> int:
    """How often this patient's chart was looked at, as the audit trail tells."""
    with desk.store.database.reading() as session:
        row = session.one(
            "SELECT count(*) FROM audit WHERE action = 'view' AND entity = 'patient' "
            "AND patient_id = ?",
            (bytes.fromhex(patient.id),),
        )
    return int((row or (0,))[0])


async def test_hidden_chart_is_in_nobodys_memory_after_its_time(
    window: MainWindow, patient: Patient
) -> None:
    assert held(PatientChart, patient) > 0
    old = window.patients
    window.open_panel(AUDIT)
    await until(lambda: window.patients is not old, what="made anew")
    assert window.position == AUDIT
    await until(
        lambda: (held(PatientChart, patient), held(PatientRow, patient)) == (0, 0),
        what="nothing is kept",
    )


async def test_shown_again_it_reads_the_same_chart_again_as_a_new_look(
    window: MainWindow, desk: ScreenDesk, patient: Patient
) -> None:
    old, before = window.patients, looks(desk, patient)
    window.open_panel(AUDIT)
    await until(lambda: window.patients is not old, what="made anew")
    desk.clock.gone += 16 * 60
    window.open_panel(PATIENTS)
    await until(window.patients.side.isVisible, what="chart")
    shown = window.patients.side.chart
    assert shown is not None
    assert shown.patient.id == patient.id
    await until(lambda: window.patients.list.model.rowCount() == 1, what="the list")
    assert looks(desk, patient) == before + 1


async def test_typed_text_is_never_given_up(window: MainWindow, patient: Patient) -> None:
    window.patients.edit_patient(patient.id)
    await until(window.patients.form.isVisible)
    await window.tasks.settled()
    window.patients.form.fields.fields["city"].control.setText("Half typed")  # type: ignore[union-attr]
    window.patients.form._on_edited()
    old = window.patients
    window.open_panel(APPOINTMENTS)
    await a_while(1.5)
    assert window.patients is old
    assert window.patients.form.fields.fields["city"].value() == "Half typed"


async def test_panel_in_front_keeps_what_it_shows(window: MainWindow) -> None:
    old = window.patients
    window.open_panel(AUDIT)
    window.open_panel(PATIENTS)
    await a_while(0.4)
    assert window.patients is old
    assert window.patients.side.isVisible()


async def test_no_term_keeps_it_till_the_lock(window: MainWindow) -> None:
    window.shelf_life._terms = {}
    old = window.patients
    window.open_panel(AUDIT)
    await a_while(0.4)
    assert window.patients is old


async def test_each_panel_is_made_anew_again_and_again(window: MainWindow) -> None:
    for front, hidden in ((AUDIT, PATIENTS), (PATIENTS, AUDIT), (AUDIT, PATIENTS)) * 2:
        window.open_panel(hidden)
        await a_while(0.05)
        old = window.panels[hidden]
        window.open_panel(front)
        await until(lambda: window.panels[hidden] is not old)  # noqa: B023
        assert window.panel is window.panels[front]
    await a_while(PARTING_MS / 1000 + 0.2)
    window.open_panel(APPOINTMENTS)
    await window.tasks.settled()


@pytest.mark.row("B4")
async def test_what_a_panel_forgets_is_told_so_that_it_stays_nowhere_else(
    window: MainWindow,
) -> None:
    told: list[Keeping] = []
    window.shelf_life.forgot.connect(told.append)
    old = window.patients
    window.open_panel(AUDIT)
    await until(lambda: window.patients is not old, what="made anew")
    assert told == [old_class(window)]


def old_class(window: MainWindow) -> Keeping:
    """The class of what the Patients panel holds."""
    return window.patients.holds
