"""Row 15: every screen that can show a patient, how it is opened, and what is planted for it."""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import app.ui
from app.bootstrap.shift import _Role
from app.domain.conflict import ConflictKind
from app.domain.family import Consent
from app.domain.history import VitalSigns
from app.domain.ids import PatientId, new_id
from app.domain.patient import Coverage
from app.domain.staff import Role
from app.services.appointments import Slot
from app.services.merge_preview import MergedRecord
from app.ui.models.entry_list import EntryLine
from app.ui.panel_registry import AUDIT, REPORTS, SETTINGS, SYNC
from app.ui.panels.audit.panel import GLASS, INCIDENTS
from app.ui.panels.patients.conflict_card import ConflictCard
from app.ui.panels.sync.panel import CONNECTIONS, MEASUREMENTS, WAITING
from app.ui.printing.preview import PrintPreview
from app.ui.removal_list import RemovalsDialog
from app.ui.who_changed import WhoChanged
from tests.bootstrap.lock_desk import Person, marker
from tests.factories import a_child
from tests.matrix.lock_planting import PLANTED

SyncKind = ConflictKind | str
Open = Callable[[Person, Any, PatientId], Awaitable[None]]


async def _day(who: Person, main: Any, _patient: PatientId) -> None:
    main.open_panel("appointments")
    await who.until(lambda: main.appointments.schedule is not None, what="the day")
    names = [one.patient_name for one in main.appointments.schedule.visits]
    assert any(marker() in name for name in names)


async def _day_list(who: Person, main: Any, patient: PatientId) -> None:
    await _day(who, main, patient)
    main.appointments.views.show_list(as_list=True)


async def _calls(who: Person, main: Any, patient: PatientId) -> None:
    await _day(who, main, patient)
    main.appointments.view_choice.choose("calls")


async def _recalls(who: Person, main: Any, patient: PatientId) -> None:
    """The recall list, with a new recall of a patient beside it."""
    await _day(who, main, patient)
    main.appointments.begin("recall", patient)
    recalls = main.appointments.calls.recalls
    await who.until(recalls.form._who.text, what="who is called in again")


async def _schedule(who: Person, main: Any, _patient: PatientId) -> None:
    """What the clinic sets up, with the form of a blocked time."""
    main.open_panel(SETTINGS)
    main.settings.show_page("schedule")
    main.settings.schedule.turn_to(1)
    main.settings.schedule.front.add()
    form = main.settings.schedule.front.form
    await who.until(form.isVisible, what="the form of a blocked time")


async def _own_settings(_who: Person, main: Any, _patient: PatientId) -> None:
    main.open_panel(SETTINGS)
    main.settings.show_page("own")


async def _house(who: Person, main: Any, _patient: PatientId) -> None:
    """The other houses, with the form of a new one."""
    main.open_panel(SETTINGS)
    main.settings.show_page("organizations")
    page = main.settings.organizations
    await who.until(lambda: page.query.value is not None, what="the houses")
    page.add()
    QTest.keyClicks(page.form.fields["name"].control, marker())


async def _walk_in(who: Person, main: Any, patient: PatientId) -> None:
    """Who came without an appointment is looked for: names come up under what is typed."""
    await _day(who, main, patient)
    sheet = main.appointments.overview.walk_ins.add()
    QTest.keyClicks(sheet._picker.field, marker())
    await who.until(lambda: sheet._picker._list.count() > 0, what="who came in")


async def _new_booking(who: Person, main: Any, patient: PatientId) -> None:
    """Nobody is chosen yet: names come up under what is typed."""
    await _day(who, main, patient)
    main.appointments.start_new()
    picker = main.appointments.form._picker
    QTest.keyClicks(picker.field, marker())
    await who.until(picker.isVisible, what="who to book for")
    main.appointments.form.close_guarded()  # which asks


async def _booking(who: Person, main: Any, patient: PatientId) -> None:
    await _day(who, main, patient)
    main.appointments.book_for(patient)


async def _finder(who: Person, main: Any, patient: PatientId) -> None:
    """Free times for who is being booked."""
    await _booking(who, main, patient)
    form = main.appointments.form
    await who.until(lambda: form._patient.patient_id == patient, what="who is booked")
    main.appointments._forms.find_free()
    await who.until(lambda: form._finder._list.count() > 0, what="free times")


async def _series(who: Person, main: Any, patient: PatientId) -> None:
    """The dates of a series that is about to be booked."""
    await _booking(who, main, patient)
    form, day = main.appointments.form, main.appointments.schedule
    await who.until(lambda: form._patient.patient_id == patient, what="who is booked")
    doctor = day.practitioners[0].id
    for name, text in (("provider", doctor), ("day", "+7"), ("start", "16:00")):
        form._fields.field(name).set_value(text)
    QTest.keyClicks(form._fields.field("reason").control, marker())
    sheet = form.repeat()
    await who.until(lambda: sheet._list.count() > 0, what="the dates of a series")


async def _wish(who: Person, main: Any, patient: PatientId) -> None:
    """Somebody is about to be put on the waiting list."""
    await _calls(who, main, patient)
    main.appointments.calls.add_wish()
    form = main.appointments.calls.form
    QTest.keyClicks(form._picker.field, marker())
    await who.until(lambda: form._picker._list.count() > 0, what="who might wait")
    QTest.keyClick(form._picker.field, Qt.Key.Key_Return)
    await who.until(lambda: marker() in form._who.text(), what="who waits")
    QTest.keyClicks(form._fields["note"].control, marker())


async def _offer(who: Person, main: Any, patient: PatientId) -> None:
    """A time got free, and who waits for one is named."""
    await _day(who, main, patient)
    doctor = main.appointments.schedule.practitioners[0].id
    offer, at = main.appointments.offer, main._data_sync.clock.now() + timedelta(days=3)
    offer.look_for(Slot(starts_at=at, length_min=60, practitioner_id=doctor), patient)
    await who.until(lambda: offer.is_open, what="who is offered the time")


async def _list(who: Person, main: Any, _patient: PatientId) -> None:
    main.open_panel("patients")
    await who.until(lambda: main.patients.list.model.rowCount() >= 2, what="the list")


async def _pointed(who: Person, main: Any, patient: PatientId) -> None:
    """The mouse rests on lines: their charts are read before anybody opens them."""
    await _list(who, main, patient)
    for row in range(3):
        main.patients.list._on_rested(row)
    ahead = main._data_sync.ahead
    await ahead.settled()
    assert any(key[0] == "chart" for key in ahead._held)
    main.patients.list._on_rested(3)  # and one is being read as the lock comes


async def _chart(who: Person, main: Any, patient: PatientId) -> None:
    """The chart of who has a conflict, too."""
    await _list(who, main, patient)
    main.patients.show_patient(PLANTED["patient"])
    await who.until(lambda: main.findChildren(ConflictCard), what="the conflict in the chart")


async def _merge(who: Person, main: Any, patient: PatientId) -> None:
    """Two charts side by side, about to become one; nobody is merged."""
    await _chart(who, main, patient)
    main.patients.merging._compare(PLANTED["patient"], patient)
    await who.until(lambda: main.findChild(QWidget, "survivor_0"), what="both side by side")


async def _other_record(who: Person, main: Any, patient: PatientId) -> None:
    await _list(who, main, patient)
    main.patients.merging.ask_other(patient, f"{marker()}, Given")
    picker = main.findChild(QWidget, "other_record")
    QTest.keyClicks(picker, marker())
    await who.until(picker.isVisible, what="who the other one is")


async def _part(who: Person, main: Any, patient: PatientId) -> None:
    await _chart(who, main, patient)
    merged = MergedRecord(
        patient_id=patient,
        name=f"{marker()}, Given",
        mrn="A-2",
        merged_at=main._data_sync.clock.now(),
        merged_by="",
    )
    shown = main.patients._overview
    await who.until(lambda: shown.value is not None, what="what is merged into the chart")
    await shown.settled()
    main.patients.side._merged.set_records((merged,), why="")
    main.patients.merging.ask_part(merged)


async def _break_glass(who: Person, main: Any, patient: PatientId) -> None:
    """Who is asked for a reason sees whose chart it is about."""
    await _list(who, main, patient)
    main.patients.glass.ask(patient, f"{marker()}, Given")


async def _form(who: Person, main: Any, patient: PatientId) -> None:
    await _list(who, main, patient)
    main.patients.edit_patient(patient)
    await who.until(main.patients.form.isVisible, what="the form")
    QTest.keyClicks(main.patients.form.fields.fields["given_names"].control, marker())
    main.patients.start_new()  # which asks


async def _who_changed(who: Person, main: Any, patient: PatientId) -> None:
    await _form(who, main, patient)
    await main.tasks.settled()
    button = main.patients.form.findChild(WhoChanged)
    button.click()
    await who.until(lambda: button.popover and button.popover.isVisible(), what="who changed it")


async def _search(who: Person, main: Any, patient: PatientId) -> None:
    await _list(who, main, patient)
    main.search.setFocus()
    QTest.keyClicks(main.search, marker())
    await who.until(main.search.popup.isVisible, what="results")


async def _waiting(who: Person, main: Any, _patient: PatientId) -> None:
    main.open_panel(SYNC)
    main.sync_centre.show_page(WAITING)
    page = main.sync_centre.waiting
    await who.until(lambda: page.model.rowCount() >= 2, what="what waits")


async def _waiting_detail(who: Person, main: Any, patient: PatientId) -> None:
    await _waiting(who, main, patient)
    main.sync_centre.waiting._show_row(0)
    assert main.sync_centre.waiting.detail.isVisible()


async def _mending(who: Person, main: Any, patient: PatientId) -> None:
    await _waiting(who, main, patient)
    page = main.sync_centre.waiting
    rows = range(page.model.rowCount())
    refused = next(one for one in map(page.model.change_at, rows) if one.state == "quarantined")
    page._on_edit_wished(refused.op_id)
    await who.until(page.mending.isVisible, what="the form of a refused change")


def _conflict(kind: SyncKind) -> Open:
    async def show(who: Person, main: Any, _patient: PatientId) -> None:
        main.show_conflicts()
        centre, wanted = main.sync_centre.conflicts, PLANTED[kind]
        centre.show_conflict(wanted)
        await who.until(lambda: centre.detail.conflict_id == wanted, what=f"the {kind} conflict")

    return show


async def _messages(who: Person, main: Any, _patient: PatientId) -> None:
    main.show_conflicts()
    centre = main.sync_centre.conflicts
    centre.show_tab(1)
    await who.until(lambda: centre.messages.findChildren(QWidget, "draft_reach"), what="a draft")


async def _conversations(who: Person, main: Any, _patient: PatientId) -> None:
    main.open_panel("messages")
    panel = main.messages
    await who.until(panel.list.model.known_ids, what="conversations")
    panel.list.view.setCurrentIndex(panel.list.model.index(0, 0))


async def _conversation(who: Person, main: Any, patient: PatientId) -> None:
    """With its files, its contacts and an answer that is being typed."""
    await _conversations(who, main, patient)
    view = main.messages.conversation
    await who.until(lambda: view.found, what="a conversation")
    main.messages.details.show()
    view.reply.box.how.choose(["phone", "outgoing", "reached"])
    QTest.keyClicks(view.reply.box.text, marker())


async def _new_message(who: Person, main: Any, patient: PatientId) -> None:
    await _conversations(who, main, patient)
    main.messages.begin("message_thread", patient)
    await who.until(lambda: main.messages.compose.whom.patient_id, what="whom it is about")
    QTest.keyClicks(main.messages.compose.box.text, marker())


async def _left_answer(who: Person, main: Any, patient: PatientId) -> None:
    """An answer whose conversation is gone."""
    main.open_panel("messages")
    drafts = main._data_sync.drafts
    content = {"text": marker(), "patient_id": patient, "subject": marker()}
    kept = drafts.key("reply", new_id())
    await drafts.keep(kept, content)
    main.messages.open_draft("reply", kept.subject)
    await who.until(main.messages.left.text.toPlainText, what="the answer")


async def _chart_tab(who: Person, main: Any, patient: PatientId) -> None:
    """What else is kept of the patient, in the place of the chart's overview."""
    await _chart(who, main, patient)
    tabs = main.patients.extras.tabs
    tabs.turn_to("documents")
    await who.until(lambda: tabs.page.model.rowCount() > 0, what="the patient's documents")


async def _accounts(who: Person, main: Any, _patient: PatientId) -> None:
    """Everybody is listed who is found by a name."""
    main.open_panel("billing")
    main.billing.show_page("accounts")
    listed = main.billing.accounts.list
    listed._look_everywhere()
    QTest.keyClicks(listed.filters.text, marker())
    await who.until(lambda: listed.model.rowCount() > 0, what="accounts")


async def _ledger(who: Person, main: Any, patient: PatientId) -> None:
    """One account with its entries."""
    await _accounts(who, main, patient)
    page = main.billing.accounts
    page.show_patient(patient)
    await who.until(lambda: page.pane.account and page.pane.isVisible(), what="the account")


def _entry(kind: str) -> Open:
    """A form beside the account it is about."""

    async def show(who: Person, main: Any, patient: PatientId) -> None:
        await _accounts(who, main, patient)
        page = main.billing.accounts
        page.show_patient(patient)
        await who.until(lambda: page.pane.account, what="the account")
        if kind == "reversal":
            await who.until(lambda: page.pane.model.rowCount() > 0, what="entries")
            page.pane.view.setCurrentIndex(page.pane.model.index(0, 0))
        page.open_form(kind)
        await who.until(lambda: page.form is page.forms[kind], what=f"the form of a {kind}")

    return show


async def _documents(who: Person, main: Any, _patient: PatientId) -> None:
    main.open_panel("documents")
    panel = main.documents
    await who.until(panel.list.model.known_ids, what="documents")
    panel.list.view.setCurrentIndex(panel.list.model.index(0, 0))
    await who.until(lambda: panel.viewer.found, what="a document")


async def _new_document(who: Person, main: Any, patient: PatientId) -> None:
    """With a file that is on the disk and not filed yet."""
    await _documents(who, main, patient)
    form = main.documents.form
    main.documents.begin("document", patient)
    await who.until(lambda: form.whose.patient_id, what="whose it is")
    scan = Path(tempfile.mkdtemp()) / f"{marker()}.txt"
    scan.write_text(marker())
    form.take([str(scan)])
    await who.until(lambda: form.files.rows and not form.files.is_reading, what="the file")


async def _prescriptions(who: Person, main: Any, _patient: PatientId) -> None:
    main.open_panel("prescriptions")
    panel = main.prescriptions
    await who.until(panel.list.model.known_ids, what="prescriptions")
    panel.list.view.setCurrentIndex(panel.list.model.index(0, 0))
    await who.until(lambda: panel.rx.found, what="a prescription")


async def _new_prescription(who: Person, main: Any, patient: PatientId) -> None:
    """The front desk writes none; what stands there names the patient all the same."""
    await _prescriptions(who, main, patient)
    form = main.prescriptions.form
    main.prescriptions.begin("prescription", patient)
    await who.until(lambda: form.whose.patient_id, what="whose it is")
    QTest.keyClicks(form.fields["text"].control, marker())


def _billing_page(name: str) -> Open:
    async def show(who: Person, main: Any, _patient: PatientId) -> None:
        main.open_panel("billing")
        main.billing.show_page(name)
        await who.until(lambda: main.billing.front.query.value is not None, what=name)

    return show


async def _receipt(who: Person, main: Any, patient: PatientId) -> None:
    """A statement before it is printed."""
    await _billing_page("aging")(who, main, patient)
    main.billing.aging._ask([PLANTED["patient"]])
    await who.until(lambda: main.findChildren(PrintPreview), what="the paper")


async def _day_sheet(who: Person, main: Any, patient: PatientId) -> None:
    """A day's sheets before they are printed."""
    await _day(who, main, patient)
    main.appointments.printing.print_all()
    await who.until(lambda: main.findChildren(PrintPreview), what="the paper")


async def _care_plans(who: Person, main: Any, _patient: PatientId) -> None:
    main.open_panel("care_plans")
    panel = main.care_plans
    await who.until(panel.list.model.known_ids, what="care plans")
    panel.list.view.setCurrentIndex(panel.list.model.index(0, 0))
    await who.until(lambda: panel.plan.found, what="a care plan")


async def _new_care_plan(who: Person, main: Any, patient: PatientId) -> None:
    """With a goal that is being typed."""
    await _care_plans(who, main, patient)
    form = main.care_plans.plan_form
    main.care_plans.begin("care_plan", patient)
    await who.until(lambda: form.whose.patient_id, what="whose it is")
    form.goals.add.click()
    QTest.keyClicks(form.goals.rows[0].fields["text"].control, marker())


def _sync_page(name: str) -> Open:
    async def show(_who: Person, main: Any, _patient: PatientId) -> None:
        main.open_panel(SYNC)
        main.sync_centre.show_page(name)

    return show


async def _settings(who: Person, main: Any, _patient: PatientId) -> None:
    """No patient stands there, and yet nothing of the clinic is to be seen on a locked desk."""
    main.open_panel(SETTINGS)
    main.settings.show_page("clinic")
    await who.until(main.settings.clinic.isVisible, what="the clinic's settings")


async def _reports(who: Person, main: Any, _patient: PatientId) -> None:
    """No patient stands there either."""
    main.open_panel(REPORTS)
    panel = main.panels[REPORTS]
    await who.until(lambda: panel.query.value is not None, what="the figures")


async def _summary_asked_for(who: Person, main: Any, patient: PatientId) -> None:
    """Whom somebody typed, to be given a chart's summary."""
    panel = await _open_chart(who, main, patient)
    dialog = panel.printing.ask(patient)
    QTest.keyClicks(dialog.recipient.control, marker())


async def _summary(who: Person, main: Any, patient: PatientId) -> None:
    await _summary_asked_for(who, main, patient)
    panel = main.panels["patients"]
    panel.findChild(QWidget, "summary_dialog").go_on.click()
    await who.until(lambda: panel.findChild(PrintPreview) is not None, what="its pages")


async def _open_chart(who: Person, main: Any, patient: PatientId) -> Any:
    """The patients' panel with the chart read."""
    main.open_panel("patients")
    panel = main.panels["patients"]
    panel.show_patient(patient)
    await who.until(lambda: panel.side.chart is not None, what="the chart")
    return panel


async def _consent(who: Person, main: Any, patient: PatientId) -> None:
    """What somebody is about to sign, with words of their own in it."""
    panel = await _open_chart(who, main, patient)
    dialog = panel.extras.consents.ask()
    QTest.keyClicks(dialog.fields.fields["text"].control, marker())


async def _vitals(who: Person, main: Any, patient: PatientId) -> None:
    """What a clinician has open: a round that was read, and one that is being typed."""
    panel = await _open_chart(who, main, patient)
    person = panel.side.chart.patient
    panel._pages.setCurrentWidget(panel.vitals)
    panel.vitals.open(person)
    page = panel.vitals.entries
    page.query.stop()  # nobody at this desk may read them
    cells = (marker(), *("—" for _ in range(10)))
    page.model.show_lines([EntryLine(cells, a_child(VitalSigns, person))])
    page.form.start(None)
    QTest.keyClicks(page.form.fields["note"].control, marker())


async def _withdrawal(who: Person, main: Any, patient: PatientId) -> None:
    panel = await _open_chart(who, main, patient)
    person = panel.side.chart.patient
    consent = a_child(Consent, person, kind="treatment", title=f"Consent of {marker()}")
    panel.extras.consents.ask_why(consent)


async def _policy(who: Person, main: Any, patient: PatientId) -> None:
    """A policy's card and what its payer said."""
    panel = await _open_chart(who, main, patient)
    chart, policies = panel.side.chart, panel.extras.policies
    policy = a_child(Coverage, chart.patient, payer=marker(), member_id="XYZ-1")
    policies.show_chart(replace(chart, coverages=(policy,)))
    dialog = policies.open()
    await who.until(dialog.slots["front"].picture.isVisible, what="the card's places")


async def _files_asked_for(who: Person, main: Any, patient: PatientId) -> None:
    """The administrator's list of files that were asked for because of somebody."""
    raised = await _raised(who, main)
    await _reports(who, raised, patient)
    dialog = raised.panels[REPORTS].open_files()
    await who.until(lambda: bool(dialog.cards), what="a file that was asked for")
    QTest.keyClicks(dialog.cards[0].note, marker())


async def _removal_asked_for(who: Person, main: Any, patient: PatientId) -> None:
    """The question why somebody is to be removed, and what keeps them."""
    panel = await _open_chart(who, main, patient)
    panel.extras.removals.ask()
    await panel._tasks.settled()


async def _removals(who: Person, main: Any, patient: PatientId) -> None:
    """The administrator's list of patients who are to be removed."""
    raised = await _raised(who, main)
    await _audit(who, raised, patient)
    raised.audit.findChild(QAction, "open_removals_action").trigger()
    dialog = raised.audit.findChild(RemovalsDialog)
    await who.until(lambda: bool(dialog.cards), what="a patient who is to be removed")


async def _audit(who: Person, main: Any, _patient: PatientId) -> None:
    main.open_panel(AUDIT)
    await who.until(lambda: main.audit.model.rowCount() > 0, what="events")


async def _audit_detail(who: Person, main: Any, patient: PatientId) -> None:
    await _audit(who, main, patient)
    await main.tasks.settled()

    def is_shown() -> bool:
        main.audit._show_row(0)  # its row may still be on its way
        return bool(main.audit.detail.isVisible())

    await who.until(is_shown, what="an event in full")


async def _incidents(who: Person, main: Any, _patient: PatientId) -> None:
    main.open_panel(AUDIT)
    main.audit._show_tab(INCIDENTS)
    await who.until(lambda: main.audit.incidents.query.value is not None, what="the reports")


async def _incident(_who: Person, main: Any, patient: PatientId) -> None:
    main.begin("incident_report", patient)
    field = main.audit.incidents.form.fields["text"]
    QTest.keyClicks(field.control, f"{marker()} slipped")


async def _raised(who: Person, main: Any) -> Any:
    """The window in which somebody acts as administrator."""
    context = who.shift._desk.context
    who.shift._inbox.put_nowait(_Role(replace(context, role=Role.ADMIN.value)))
    await who.until(lambda: who.shift._place and who.shift._place.window is not main)
    return await who.main()


async def _glass(who: Person, main: Any, _patient: PatientId) -> None:
    """The administrator's list of broken glass."""
    raised = await _raised(who, main)
    raised.open_panel(AUDIT)
    raised.audit._show_tab(GLASS)
    await who.until(lambda: raised.audit.glass.cards, what="broken glass")


async def _at_once(do: Callable[[Any], object], main: Any) -> None:
    do(main)


def _now(do: Callable[[Any], object]) -> Open:
    return lambda _who, main, _patient: _at_once(do, main)


SCREENS: Mapping[str, Open] = {
    "broken glass": _glass,  # first: the administrator is who unlocks first
    "day": _day,
    "day list": _day_list,
    "walk-in": _walk_in,
    "calls": _calls,
    "recalls": _recalls,
    "schedule": _schedule,
    "other houses": _house,
    "booking": _booking,
    "new booking": _new_booking,
    "free times": _finder,
    "series": _series,
    "wish": _wish,
    "offer": _offer,
    "list": _list,
    "pointed": _pointed,
    "chart": _chart,
    "form": _form,
    "break glass": _break_glass,
    "merge": _merge,
    "other record": _other_record,
    "part": _part,
    "who changed": _who_changed,
    "search": _search,
    "import": _now(lambda main: main.open_import()),
    "keys": _now(lambda main: main.open_key_sheet()),
    "notices": _now(lambda main: (main.say(f"{marker()} was moved"), main.notices.open_up())),
    "toast": _now(lambda main: main.say(f"{marker()} was moved")),
    "copied": _now(lambda _main: QGuiApplication.clipboard().setText(f"{marker()}, copied")),
    "account": _now(lambda main: main.user_menu.admin_wished.emit()),
    "menu": _now(lambda main: main.top_bar.user_button.click()),
    "waiting": _waiting,
    "waiting detail": _waiting_detail,
    "mending": _mending,
    "field conflict": _conflict(ConflictKind.FIELD),
    "removal conflict": _conflict(ConflictKind.DELETE_UPDATE),
    "double booking": _conflict(ConflictKind.DOUBLE_BOOKING),
    "duplicate": _conflict(ConflictKind.DUPLICATE),
    "messages": _messages,
    "conversations": _conversations,
    "conversation": _conversation,
    "new message": _new_message,
    "answer without its conversation": _left_answer,
    "accounts": _accounts,
    "ledger": _ledger,
    "payment": _entry("payment"),
    "charge": _entry("charge"),
    "adjustment": _entry("adjustment"),
    "credit": _entry("credit"),
    "refund": _entry("refund"),
    "reversal": _entry("reversal"),
    "document": _documents,
    "new document": _new_document,
    "prescription": _prescriptions,
    "new prescription": _new_prescription,
    "entered today": _billing_page("today"),
    "owed by age": _billing_page("aging"),
    "till": _billing_page("till"),
    "prices": _billing_page("fees"),
    "receipt": _receipt,
    "day sheet": _day_sheet,
    "care plan": _care_plans,
    "new care plan": _new_care_plan,
    "connections": _sync_page(CONNECTIONS),
    "measurements": _sync_page(MEASUREMENTS),
    "own settings": _own_settings,
    "clinic settings": _settings,
    "reports": _reports,
    "files asked for": _files_asked_for,
    "patients to be removed": _removals,
    "removal asked for": _removal_asked_for,
    "summary asked for": _summary_asked_for,
    "consent": _consent,
    "withdrawn consent": _withdrawal,
    "vital signs": _vitals,
    "all accounts": _accounts,
    "policy": _policy,
    "chart summary": _summary,
    "audit": _audit,
    "audit detail": _audit_detail,
    "incidents": _incidents,
    "new incident": _incident,
    "chart's tab": _chart_tab,
}


ALONE = ("all accounts", "broken glass", "files asked for", "patients to be removed")
"""Another window takes the place of what was open: no other screen stays beside one of them. And
the list of accounts, while no entry is drafted yet that takes its place."""
IN_FRONT = (
    ("chart's tab", "search"),
    ("who changed",),
    ("vital signs", "menu"),
    ("other record", "series", "keys"),
    ("break glass", "import", "account", "chart summary"),
    (
        *("part", "receipt", "day sheet", "summary asked for", "consent", "withdrawn consent"),
        *("policy", "removal asked for"),
    ),
)
"""What comes up last behind one lock: dialogs keep the keyboard from the rest until they are
answered, and a popup goes as soon as one looks elsewhere."""
SHOWS_NOBODY = frozenset(
    {
        "day",
        "copied",
        "account",
        "menu",
        "keys",
        "import",
        "connections",
        "measurements",
        "till",
        "prices",
    }
    | {"own settings", "clinic settings", "schedule", "reports", "entered today", "incidents"}
    | {"other houses"}
)
"""Screens without a patient of their own, whatever else is open under them; and the day, whose
names are painted: it is asked for them where it is opened."""


def together() -> list[tuple[str, ...]]:
    """Which screens are open behind one lock. Neighbours in the list above are shown in the same
    place, one instead of the other: they go apart."""
    later = {*ALONE, *(name for some in IN_FRONT for name in some)}
    first = [name for name in SCREENS if name not in later]
    return [
        *((name,) for name in ALONE),
        *((*first[at :: len(IN_FRONT)], *some) for at, some in enumerate(IN_FRONT)),
    ]


NOBODYS = {
    **dict.fromkeys(
        (
            "frame.offline_banner.OfflineBanner",
            "frame.read_only_banner.ReadOnlyBanner",
            "frame.reduced_banner.ReducedBanner",
            "frame.rotation_banner.RotationBanner",
        ),
        "says how the desk stands, of no patient",
    ),
    **dict.fromkeys(
        (
            "lock_screen.LockScreen",
            "lock_screen.ShutScreen",
            "sign_in_card.SignInCard",
            "sign_in_card._UserList",
            "unlock_window.UnlockWindow",
        ),
        "is what stands before the lock",
    ),
    **dict.fromkeys(
        (
            "conflict_drafts.TypedConflict",
            "panel.Panel",
            "record_form.RecordForm",
            "record_panel.RecordPanel",
            "record_panel.Viewer",
            "panels.billing.entry_form.EntryForm",
            "panels.billing.table_page.TablePage",
            "panels.appointments.booking_draft.DraftedBooking",
            "panels.appointments.booking_parts.BookingParts",
            "panels.appointments.booking_series.SeriesBooking",
            "sync_page.ConflictsPage",
            "sync_page.SyncPage",
            "two_person_card.TwoPersonCard",
            "two_person_list.TwoPersonList",
        ),
        "is what others are made from",
    ),
    **dict.fromkeys(
        (
            "panels.appointments.double_bookings.DoubleBookings",
            "preview.preview.PageScroll",
            "preview.preview._Sheet",
            "reason_bar.ReasonBar",
            "panels.appointments.waiting_row.WaitingRow",
            "panels.appointments.step_buttons.StepButtons",
            "panels.conflicts.result_bar.ResultBar",
            "panels.messages.attachments.Attachments",
            "panels.patients.clash_line.ClashLine",
            "panels.patients.form_bars.RemoteChangeBar",
            "panels.patients.twin_notice.TwinNotice",
            "panels.reports.export_wish.ExportWish",
        ),
        "is a line inside one of the screens: it goes with it",
    ),
}
"""Widgets that need no screen of their own here, and why."""


def classes_on_screen() -> set[str]:
    """The program's own widgets that are to be seen now."""
    return {
        _name(type(one))
        for one in QApplication.allWidgets()
        if one.isVisible() and type(one).__module__.startswith("app.ui.")
    }


def classes_declared() -> set[str]:
    """Every widget of a panel, of the frame or of a form that the program has."""
    found: set[str] = set()
    for module in pkgutil.walk_packages(app.ui.__path__, "app.ui."):
        if module.name.startswith(("app.ui.first_run", "app.ui.theme", "app.ui.widgets")):
            continue  # before there is a patient; without one
        for one in vars(importlib.import_module(module.name)).values():
            is_own = isinstance(one, type) and one.__module__ == module.name
            if is_own and issubclass(one, QWidget):
                found.add(_name(one))
    return found


def _name(one: type) -> str:
    return f"{one.__module__.removeprefix('app.ui.')}.{one.__qualname__}"
