"""One prescription: whose it is, allergies, what is taken how, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.audit import AuditAction
from app.domain.errors import ConfigurationError, InvalidRecord
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.prescribing import NEEDS_REASON, PRINTABLE, RENEWABLE
from app.domain.treatment import (
    PRESCRIPTION_TRANSITIONS,
    Prescription,
    PrescriptionStatus,
)
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.live.record_undo import PRESCRIPTION_MOVED
from app.services.prescriptions import ShownPrescription
from app.services.record_lists import RecordLine
from app.ui.error_presenter import field_words, words_for
from app.ui.identity_line import IdentityLine
from app.ui.models.prescription_words import (
    day_words,
    deed_words,
    done_words,
    dose_words,
    said,
    status_tone,
    status_words,
    supply_words,
)
from app.ui.permission_words import why_not
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.printing.paper import ask_printer, has_printer, no_printer_words
from app.ui.printing.prescription_sheet import print_sheet, save_sheet
from app.ui.reason_bar import ReasonBar
from app.ui.record_panel import Viewer
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import Tone
from app.ui.vocabulary import inside
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.flow import flow_of
from app.ui.widgets.painting import ChipLabel
from app.ui.widgets.scrolling import scrolling
from app.ui.widgets.surfaces import Notice, label, rule

_ORDER = ("active", "completed", "on-hold", "stopped", "cancelled", "entered-in-error")
_UNDONE = frozenset({("active", "on-hold"), ("on-hold", "active")})
"""Steps that the state machine lets somebody take back."""


class PrescriptionViewer(Viewer):
    """Signs, holds, stops, cancels with a reason, renews and prints the one that is shown."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("prescription_viewer")
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._patient_id: PatientId | None = None
        self._wanted_status = ""
        self.found: ShownPrescription | None = None
        self.query: LiveQuery[ShownPrescription] = LiveQuery(
            data_sync.feed,
            self._fetch,
            entities=("prescription", "patient", "allergy", "practitioner"),
            parent=self,
        )
        self.identity = IdentityLine(name="prescription_identity")
        self.allergies = Notice(Tone.DANGER, "triangle-alert", name="prescription_allergies")
        self.title = label("", "section", name="prescription_title", wraps=True)
        self.state = ChipLabel("", Tone.NEUTRAL)
        self.state.setObjectName("prescription_state")
        self.waits = ChipLabel(said("Waiting to sync"), Tone.INFO, icon="clock")
        self.waits.setObjectName("prescription_waits")
        self.why = WhyLine(name="prescription_why")
        self.missing = Notice(Tone.WARN, "info", name="prescription_missing")
        self.reason = ReasonBar(name="prescription_reason")
        self.facts = QWidget()
        self._grid = QGridLayout(self.facts)
        self.values = {
            name: label("", name=f"prescription_{name}_value", wraps=True)
            for name in ("dose", "instructions", "supply", "prescriber", "day", "code", "reason")
        }
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._show_nothing()

    @property
    def record(self) -> Prescription | None:
        """The prescription that is shown."""
        return self.found.record if self.found else None

    def open(self, line: RecordLine[Prescription]) -> None:
        """Show this one."""
        self.record_id, self._patient_id = line.id, line.patient_id
        self.found = None
        self.reason.close_bar()
        self.identity.show_patient(line.patient_id, line.patient_name, line.birth_date, line.mrn)
        self._show_nothing()
        self.title.setText(line.record.text)
        prescriptions, patient_id = self._data_sync.prescriptions, line.patient_id
        self.query.ask(lambda: prescriptions.one(line.id, patient_id=patient_id))

    def step(self, status: str) -> None:
        """Bring it to a state; a reason is asked for where one is needed."""
        record = self.record
        if record is None or status not in PRESCRIPTION_TRANSITIONS.get(record.status, ()):
            return
        if status in NEEDS_REASON:
            self._wanted_status = status
            self.reason.ask(deed_words(status, record.status).rstrip("…"))
        else:
            self._set_status(status, "")

    def renew(self) -> None:
        """Write a draft that goes on with it."""
        record, whose = self.record, self._patient_id
        if record is None or whose is None or not self.renewal.isEnabled():
            return

        def done(made: Prescription) -> None:
            self.said.emit(said("A draft goes on with it: check and sign it."))
            self.made.emit(made.id)

        self._tasks.start(
            self._data_sync.prescriptions.renew(record.id, patient_id=whose), done=done
        )

    def ask_print(self) -> None:
        """Ask for a printer and print it."""
        if self.record is None or not self.print.isEnabled():
            return
        if has_printer():
            ask_printer(self.window(), partial(self.print_on, self.record.id))
        else:
            self.said.emit(no_printer_words())

    def print_on(self, record_id: RecordId, device: QPagedPaintDevice) -> None:
        """Print one; that it is printed is in the trail before the first page."""

        def go(found: ShownPrescription) -> None:
            print_sheet(found, self._data_sync.clinic, device)
            self.said.emit(said("Sent to the printer."))

        self._tasks.start(self._data_sync.prescriptions.for_paper(record_id), done=go)

    def ask_file(self) -> QFileDialog | None:
        """Ask where the sheet goes as a PDF, in clear."""
        if self.record is None or not self.save.isEnabled():
            return None
        dialog = QFileDialog(self.window(), said("Save as PDF"))
        dialog.setObjectName("prescription_file_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(f"{said('Prescription')}.pdf")
        dialog.fileSelected.connect(partial(self.write_file, self.record.id))
        dialog.open()
        return dialog

    def write_file(self, record_id: RecordId, place: str) -> None:
        """Write the sheet into a new file; nothing that is there is written over."""

        def go(found: ShownPrescription) -> None:
            try:
                save_sheet(found, self._data_sync.clinic, Path(place))
            except OSError:
                self.said.emit(said("Not saved: choose a name that is not taken there."))
            else:
                self.said.emit(said("Saved as PDF, in clear."))

        work = self._data_sync.prescriptions.for_paper(record_id, action=AuditAction.EXPORT)
        self._tasks.start(work, done=go)

    def stop(self) -> None:
        """The window closes."""
        self.query.stop()

    def _on_reason(self, text: str) -> None:
        self._set_status(self._wanted_status, text)

    def _set_status(self, status: str, reason: str) -> None:
        record, whose = self.record, self._patient_id
        if record is None or whose is None:
            return
        was = record.status

        def done(_saved: Prescription) -> None:
            self.reason.close_bar()
            if (was, status) not in _UNDONE:
                self.said.emit(done_words(status))
                return
            facts = {"patient_id": whose}
            step = self._data_sync.undo.did(
                PRESCRIPTION_MOVED,
                record.id,
                before={**facts, "status": was, "reason": record.stop_reason},
                after={**facts, "status": status, "reason": reason},
            )
            self.did.emit(done_words(status), step)

        self._tasks.start(
            self._data_sync.prescriptions.set_status(
                record.id, status, patient_id=whose, was=was, reason=reason
            ),
            done=done,
            failed=self._on_refused,
        )

    def _on_refused(self, error: Exception) -> bool:
        if not isinstance(error, InvalidRecord):
            return False
        self.missing.set_text(_missing_words(error.problems))
        return True

    def _make_buttons(self) -> None:
        icons = {"active": "check", "completed": "check-check", "on-hold": "clock", "stopped": "x"}
        self.steps = {
            status: Button(
                deed_words(status),
                name=f"prescription_{status}",
                icon=icons.get(status, ""),
                look=Look.PRIMARY if status == "active" else Look.PLAIN,
            )
            for status in _ORDER
        }
        self.who_changed = WhoChanged(
            self._data_sync, self._tasks, lambda: self.record, prefix="prescription_viewer"
        )
        self.edit = Button(said("Edit"), name="prescription_edit", icon="pencil")
        self.renewal = Button(said("Renew"), name="prescription_renew", icon="refresh-cw")
        self.print = Button(said("Print"), name="prescription_print", icon="printer")
        self.save = Button(said("Save as PDF"), name="prescription_pdf", icon="download")
        self.chart = Button(
            said("Open chart"), name="prescription_chart", icon="id-card", look=Look.QUIET
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.identity, 1)
        for button in (self.who_changed, self.chart):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        chips = QHBoxLayout()
        chips.setSpacing(8)
        chips.addWidget(self.title, 1)
        for chip in (self.waits, self.state):
            chips.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.allergies)
        column.addWidget(rule())
        column.addWidget(scrolling(self._body(chips), name="prescription_scroll"), 1)

    def _body(self, chips: QHBoxLayout) -> QWidget:
        """What is gone through where the window is low: what may be done, then the facts."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(chips)
        column.addWidget(self.why)
        column.addWidget(self.missing)
        column.addLayout(flow_of(self.steps.values()))
        column.addLayout(flow_of((self.edit, self.renewal, self.print, self.save)))
        column.addWidget(self.reason)
        self._grid.setContentsMargins(0, 8, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.setRowStretch(len(_captions()), 1)
        for at, (name, words) in enumerate(_captions()):
            self._grid.addWidget(label(words, "label"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(self.values[name], at, 1)
        column.addWidget(self.facts, 1)
        return body

    def _connect(self) -> None:
        self.query.value_changed.connect(self._on_value)
        self.query.failed.connect(self._on_failed)
        for status, button in self.steps.items():
            button.clicked.connect(partial(self.step, status))
        self.reason.given.connect(self._on_reason)
        self.edit.clicked.connect(self.edit_wished)
        self.renewal.clicked.connect(self.renew)
        self.print.clicked.connect(self.ask_print)
        self.save.clicked.connect(self.ask_file)
        self.chart.clicked.connect(self._on_chart)

    async def _fetch(self) -> ShownPrescription:
        """Nobody has chosen one yet: nothing is asked for before `open` names one."""
        raise ConfigurationError("prescription", "is not chosen")

    def _show_nothing(self) -> None:
        for part in (self.state, self.waits, self.facts, *self._buttons()):
            part.hide()
        for notice in (self.allergies, self.missing):
            notice.set_text("")
        self.why.say("")

    def _buttons(self) -> tuple[Button, ...]:
        always = (self.edit, self.renewal, self.print, self.save, self.who_changed)
        return (*self.steps.values(), *always)

    def _on_value(self, found: ShownPrescription) -> None:
        record, patient = found.record, found.patient
        if record.id != self.record_id:
            return
        self.found = found
        if patient is None:
            self.identity.show_unknown()
        else:
            name = patient.display_name
            self.identity.show_patient(patient.id, name, patient.birth_date, patient.mrn)
        allergies = ", ".join(found.allergies)
        self.allergies.set_text(said("Allergies: {0}").format(allergies) if allergies else "")
        self.title.setText(record.text)
        self.state.set_chip(status_words(record.status), status_tone(record.status))
        self.state.show()
        self.waits.setVisible(found.line.is_pending)
        for part in (self.facts, self.who_changed):
            part.show()
        for name, text in _values(found).items():
            self.values[name].setText(text or "—")
        self._permit(found)

    def _permit(self, found: ShownPrescription) -> None:
        record = found.record
        why = why_not(found.edit, self._permits.role, Permission.PRESCRIPTION_EDIT)
        self.why.say(why)
        is_draft = record.status == PrescriptionStatus.DRAFT
        self.missing.set_text(_missing_words(found.missing) if is_draft and not why else "")
        ways = PRESCRIPTION_TRANSITIONS.get(record.status, frozenset())
        for status, button in self.steps.items():
            button.setText(deed_words(status, record.status))
            button.setVisible(status in ways)
            permit(button, why)
        if found.missing and is_draft and not why:
            permit(self.steps["active"], _missing_words(found.missing))
        self.edit.setVisible(is_draft)
        self.renewal.setVisible(record.status in RENEWABLE)
        for button in (self.edit, self.renewal):
            permit(button, why)
        for button in (self.print, self.save):
            button.setVisible(record.status in PRINTABLE)

    def _on_failed(self, error: Exception) -> None:
        self.found = None
        self._show_nothing()
        self.why.say(words_for(error))

    def _on_chart(self) -> None:
        if self._patient_id is not None:
            self.chart_wished.emit(self._patient_id)


def _captions() -> tuple[tuple[str, str], ...]:
    return (
        ("dose", said("Dose")),
        ("instructions", said("Instructions")),
        ("supply", said("Supply")),
        ("prescriber", said("Prescriber")),
        ("day", said("Date")),
        ("code", said("RxNorm code")),
        ("reason", said("Reason")),
    )


def _values(found: ShownPrescription) -> dict[str, str]:
    record = found.record
    return {
        "dose": dose_words(record),
        "instructions": record.instructions,
        "supply": supply_words(record),
        "prescriber": found.line.who,
        "day": day_words(record),
        "code": record.code,
        "reason": record.stop_reason,
    }


def _missing_words(problems: Mapping[str, str]) -> str:
    if not problems:
        return ""
    named = ", ".join(inside(field_words(name)) for name in problems)
    return said("Before it can be signed it needs: {0}.").format(named)
