"""Who changed this: on every form and viewer that shows a stored record, and for that record."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.domain.billing import CashDrawer, Charge, Fee, FeeSchedule, ProcedureCode
from app.domain.declare import Record
from app.domain.family import Consent
from app.domain.ids import PractitionerId, RecordId, new_id
from app.domain.patient import Coverage, Patient
from app.domain.staff import Role
from app.domain.treatment import CarePlan, CarePlanGoal, Document, Prescription
from app.domain.waiting import WaitlistEntry
from app.services.audit_trail import RecordHistory
from app.ui.main_window import MainWindow
from app.ui.who_changed import WhoChanged
from tests.factories import (
    NOON,
    a_child,
    a_clinic,
    a_patient,
    a_practitioner,
    a_record,
    a_user,
    a_workstation,
)
from tests.matrix.lock_screens import classes_declared
from tests.ui.conftest import ScreenDesk, in_role, until

pytestmark = pytest.mark.row("B7")
ITO = PractitionerId(new_id())
_NEW = "writes a new record and changes none"
_PARTS = "is what others are made from"
_FIGURES = "lists what was added up or read; whoever opens a line of it is on a form that answers"
_NO_RECORD = "shows how this desk stands or what it was told, and no stored record"
_SHOWS = re.compile(r"(Form|Viewer|Page|Pane|Sheet|Dialog|Box)$")
WITHOUT = {
    **dict.fromkeys(
        (
            "panels.appointments.wish_form.WishForm",
            "panels.appointments.walk_in_sheet.WalkInSheet",
            "panels.billing.change_forms.AdjustmentForm",
            "panels.billing.change_forms.RefundForm",
            "panels.billing.charge_form.ChargeForm",
            "panels.billing.payment_form.CreditForm",
            "panels.billing.payment_form.PaymentForm",
            "panels.messages.compose_form.ComposeForm",
            "panels.messages.reply_box.ReplyBox",
            "panels.patients.consent_dialog.ConsentDialog",
            "panels.patients.summary.SummaryDialog",
            "frame.import_dialog.ImportDialog",
            "break_glass.BreakGlassSheet",
            "panels.patients.removals.AskRemovalDialog",
        ),
        _NEW,
    ),
    **dict.fromkeys(
        (
            "panels.billing.entry_form.EntryForm",
            "panels.billing.table_page.TablePage",
            "panels.billing.count_box.CountBox",
            "panels.billing.share_box.ShareBox",
            "panels.messages.writing_box.WritingBox",
            "record_panel.Viewer",
            "sync_page.ConflictsPage",
            "sync_page.SyncPage",
        ),
        _PARTS,
    ),
    **dict.fromkeys(
        (
            "panels.billing.aging_page.AgingPage",
            "panels.billing.day_page.DayPage",
            "panels.conflicts.messages_page.MessagesPage",
            "entry_page.EntryPage",
            "panels.patients.vitals_page.VitalsPage",
            "panels.patients.list_page.PatientListPage",
            "panels.settings.schedule_page.SchedulePage",
            "record_page.RecordPage",
        ),
        _FIGURES,
    ),
    **dict.fromkeys(
        (
            "frame.key_sheet.KeySheet",
            "panels.settings.own_page.OwnPage",
            "panels.sync.connections_page.ConnectionsPage",
            "panels.sync.measurements_page.MeasurementsPage",
            "preview.preview._Sheet",
            "account_dialogs.AccountDialog",
            "frame.search_box.SearchBox",
        ),
        _NO_RECORD,
    ),
    **dict.fromkeys(
        (
            "panels.conflicts.booking_sheet.BookingSheet",
            "panels.conflicts.duplicate_sheet.DuplicateSheet",
            "panels.conflicts.field_sheet.FieldSheet",
        ),
        "is given it by the pane it stands in: tests/ui/panels/conflicts",
    ),
    **dict.fromkeys(
        (
            "panels.billing.accounts_page.AccountsPage",
            "panels.messages.thread_page.ThreadPage",
            "panels.sync.waiting_page.WaitingPage",
        ),
        "holds a pane or a form that has it",
    ),
    **dict.fromkeys(
        (
            "merge_dialog.MergeDialog",
            "panels.patients.merges.OtherRecordDialog",
            "panels.patients.merges.PartDialog",
        ),
        "is about several records: each one's form, or its line, answers",
    ),
    "panels.appointments.series_sheet.SeriesSheet": "asks how a visit repeats; the visit's form "
    "stands behind it",
}
"""Forms, viewers, pages, panes, sheets, dialogs and boxes without the button, and why."""


@pytest.fixture
async def amara(desk: ScreenDesk) -> Patient:
    made = a_patient(practitioner_id=ITO)
    desk.pull(
        a_clinic(),
        a_workstation(),
        a_practitioner(id=ITO, family_name="Ito"),
        a_user(display_name="Sara Nyberg", role=Role(desk.data_sync.access.context.role)),
        made,
    )
    return made


@pytest.fixture
async def window(desk: ScreenDesk, qtbot: QtBot, amara: Patient) -> MainWindow:
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    return made


async def asked(button: WhoChanged, ask: Callable[[], object] | None = None) -> RecordId | None:
    """About which record its press asks the trail; None: about none, and that is said."""
    about: list[RecordId] = []
    audit = button._data_sync.audit

    async def history(kind: type[Record], record_id: RecordId, **whose: Any) -> RecordHistory:
        found = await type(audit).history(audit, kind, record_id, **whose)
        about.append(record_id)
        return found

    audit.history = history  # type: ignore[method-assign]
    if ask is None:
        await until(lambda: not button.isHidden() and button.isEnabled(), what=button.objectName())
        ask = button.click
    ask()
    await until(lambda: about or _says_new(button), what="the answer")
    return about[0] if about else None


def _says_new(button: WhoChanged) -> bool:
    lines = button.popover.lines() if button.popover is not None else []
    return lines == ["Not saved yet: nobody has changed it."]


def test_every_form_and_viewer_of_a_stored_record_has_the_button() -> None:
    named = {one for one in classes_declared() if _SHOWS.search(one)}
    holds = {one for one in named if _makes_one(one)}
    assert sorted(named - holds - set(WITHOUT)) == []
    assert sorted(set(WITHOUT) - named) == [], "no longer there"
    assert sorted(set(WITHOUT) & holds) == [], "has the button: no exception any more"


def _makes_one(name: str) -> bool:
    """Whether a class, or one it builds on, makes the button."""
    module, _, own = f"app.ui.{name}".rpartition(".")
    kinds = getattr(importlib.import_module(module), own).__mro__
    ours = (one for one in kinds if one.__module__.startswith("app.ui."))
    return any("WhoChanged(" in inspect.getsource(one) for one in ours)


@in_role(Role.CLINICIAN, practitioner_id=ITO)
async def test_viewers_and_their_forms_ask_about_the_record_that_is_shown(
    desk: ScreenDesk, window: MainWindow, amara: Patient
) -> None:
    rx, paper = a_child(Prescription, amara), a_child(Document, amara)
    plan = a_child(CarePlan, amara)
    goal = a_child(CarePlanGoal, amara, care_plan_id=plan.id)
    desk.pull(rx, paper, plan, goal)
    for name, entity, one in (
        ("prescriptions", "prescription", rx),
        ("documents", "document", paper),
        ("care_plans", "care_plan", plan),
    ):
        window.open_panel(name)
        panel: Any = window.panels[name]
        assert panel.viewer.who_changed.isHidden()  # nothing is chosen: there is nobody to name
        panel.show_record(entity, one.id)
        assert await asked(panel.viewer.who_changed) == one.id
        panel.viewer.edit_wished.emit()
        await until(lambda panel=panel: panel.form.is_open, what="the form")
        assert await asked(panel.form.who_changed) == one.id
    form = window.panels["care_plans"].plan_form  # type: ignore[attr-defined]
    form.goals.rows[0].fields["text"].control.setFocus()
    assert await asked(form.who_changed) == goal.id
    form.goals.add.click()
    assert await asked(form.who_changed) is None


async def test_policy_and_withdrawal_ask_about_the_policy_and_the_consent(
    desk: ScreenDesk, window: MainWindow, amara: Patient
) -> None:
    policy, agreed = a_child(Coverage, amara, payer="Blue Cross"), a_child(Consent, amara)
    desk.pull(policy, agreed)
    window.open_panel("patients")
    window.patients.show_patient(amara.id)
    extras = window.patients.extras
    await until(lambda: extras.policies.open(policy.id), what="the policy")
    dialog = extras.policies.dialog
    assert dialog is not None
    dialog.fields.copay.control.setFocus()
    assert await asked(dialog.who_changed) == policy.id
    assert dialog.who_changed.field == "copay_cents"
    dialog.close()
    why = extras.consents.ask_why(agreed)
    assert await asked(why.who_changed) == agreed.id
    popover = why.who_changed.popover
    assert popover is not None
    await until(popover.isVisible, what="the answer")
    assert why.rect().contains(popover.geometry())  # in a low dialog: above the button
    why.close()


@in_role(Role.BILLING)
async def test_ledger_reversal_price_and_drawer_ask_about_what_is_stored(
    desk: ScreenDesk, window: MainWindow, amara: Patient
) -> None:
    code, prices = a_record(ProcedureCode), a_record(FeeSchedule)
    fee = a_record(Fee, fee_schedule_id=prices.id, procedure_code_id=code.id)
    charge = a_child(Charge, amara, amount_minor=900)
    desk.pull(charge, code, prices, fee)
    window.open_panel("billing")
    page: Any = window.billing.accounts
    page.show_patient(amara.id)
    await until(lambda: page.pane.model.rowCount() == 1, what="the ledger")
    assert not page.pane.who_changed.isEnabled()
    page.pane.view.setCurrentIndex(page.pane.model.index(0, 0))
    assert await asked(page.pane.who_changed) == charge.id
    page.open_form("reversal")
    assert await asked(page.forms["reversal"].who_changed) == charge.id
    window.billing.show_page("fees")
    fees: Any = window.billing.fees
    await until(lambda: fees.table.model.rowCount() == 1, what="prices")
    fees.table.view.setCurrentIndex(fees.table.model.index(0, 0))
    assert await asked(fees.who_changed) == fee.id
    window.billing.show_page("till")
    till: Any = window.billing.till
    await until(lambda: till.query.value is not None, what="the till")
    assert till.drawer_who.isHidden()
    assert till.day_who.isHidden()
    await desk.data_sync.tills.open_drawer(5000)
    (drawer,) = desk.all(CashDrawer)
    assert await asked(till.drawer_who) == drawer.id


@in_role(Role.ADMIN)
async def test_clinics_settings_ask_about_the_clinic(desk: ScreenDesk, window: MainWindow) -> None:
    window.open_panel("settings")
    settings: Any = window.settings
    settings.show_page("clinic")
    assert await asked(settings.clinic.who_changed) == desk.data_sync.clinic.id


async def test_who_waits_and_who_walked_in_are_asked_about_line_by_line(
    desk: ScreenDesk, window: MainWindow, amara: Patient
) -> None:
    waits = a_child(WaitlistEntry, amara)
    came = a_child(WaitlistEntry, amara, arrived_at=NOON)
    desk.pull(waits, came)
    window.open_panel("appointments")
    queue: Any = window.appointments.overview.walk_ins
    await until(queue.rows, what="the queue")
    (one,) = queue.query.value
    entry = next(act for act in queue.menu_of(one).actions() if "Who changed" in act.text())
    assert await asked(queue.who_changed, entry.trigger) == came.id
    window.appointments.view_choice.choose("calls")
    calls: Any = window.appointments.calls
    calls.show_list("waiting")
    await until(calls.current, what="who waits")
    assert await asked(calls.who_changed) == waits.id
