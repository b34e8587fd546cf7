"""The side form of the waiting list: who waits, for whom, how long, when it suits."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.drafts import NEW
from app.domain.ids import PatientId, PractitionerId, RecordId, VisitTypeId
from app.domain.scheduling import LONGEST_MIN, SHORTEST_MIN
from app.domain.waiting import WaitlistEntry
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.services.staff import BookingChoices
from app.services.waitlist import NewWish
from app.ui.models.day_words import said
from app.ui.panels.appointments.patient_draft import WISH, DraftParts, PatientDraft
from app.ui.panels.appointments.typed_times import read_day
from app.ui.patient_picker import PatientPicker
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import side_width
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.form_keys import heard_by_form
from app.ui.widgets.surfaces import Card, label
from app.ui.wording import shown_visit

_NOON = 12 * 60


class WishForm(Card):
    """said(text): somebody was put on the list. closed(): the form is gone."""

    said = Signal(str)
    closed = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="wish_form", padding=18)
        self.setFixedWidth(side_width())
        self.setAccessibleName(said("Add to the waiting list"))
        self._data_sync, self._tasks = data_sync, tasks
        self._patient: PatientRow | None = None
        self._is_saving = False
        self._picker = PatientPicker(data_sync, tasks, name="wish_patient", matches="wish_matches")
        self._who = label("", "strong", name="wish_who", wraps=True)
        self._fields = {
            "type": _choice("type", said("Visit type"), said("None")),
            "provider": _choice("provider", said("Provider"), said("Any provider")),
            "length": Field(said("Minutes"), line_edit("wish_length", length=4)),
            "earliest": Field(said("From"), line_edit("wish_earliest", length=40)),
            "latest": Field(said("Until"), line_edit("wish_latest", length=40)),
            "part": _choice("part", said("Time of day"), said("Any time")),
            "note": Field(said("Note"), line_edit("wish_note", length=1000)),
        }
        self._urgent = QCheckBox(said("Urgent"))
        self._gives_up = QCheckBox("")
        self._save = Button(said("Add"), name="wish_save", look=Look.PRIMARY)
        self._cancel = Button(said("Close"), name="wish_cancel")
        self.draft = PatientDraft(
            data_sync,
            tasks,
            form=WISH,
            entity="waitlist_entry",
            parts=DraftParts(
                fields=self._fields,
                picker=self._picker,
                chosen=lambda: self._patient.id if self._patient else "",
                take=self._on_picked,
                choose_again=self._choose,
                boxes={"urgent": self._urgent, "gives_up": self._gives_up},
            ),
            parent=self,
        )
        self._build()

    def set_choices(self, choices: BookingChoices) -> None:
        """Offer these people and visit types."""
        for name, items in (
            ("provider", [(one.display_name, one.id) for one in choices.practitioners]),
            ("type", [(one.name, one.id) for one in choices.visit_types]),
        ):
            field = self._fields[name]
            control, kept = field.control, field.value()
            if isinstance(control, ComboBox):
                while control.count() > 1:
                    control.removeItem(1)
                for words, key in items:
                    control.addItem(words, str(key))
                field.set_value(kept)

    def start(self, subject: str = NEW) -> None:
        """Begin with nobody chosen; what was left unfinished about this comes back."""
        self._leave()
        for name, field in self._fields.items():
            field.set_value("30" if name == "length" else "")
            field.set_error("")
        self._urgent.setChecked(False)
        self._gives_up.setChecked(False)
        self.show()
        self._choose()
        self.draft.begin(subject)

    def close_form(self) -> None:
        """Go without adding anybody; what is typed is kept as a draft."""
        self._leave()
        self._end()

    def stop(self) -> None:
        """The window closes: search nothing more."""
        self._picker.stop()
        self.draft.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter saves, Enter on a button presses it."""
        if not heard_by_form(event, leave=self.close_form, save=self.save):
            super().keyPressEvent(event)

    def save(self) -> None:
        """Put the person on the list, or say what is missing."""
        if self._is_saving:
            return
        wish = self._wish()
        if wish is None:
            return
        self._is_saving = True
        self._save.setEnabled(False)
        adding = self._data_sync.call_lists.add_wish(wish, draft=self.draft.key)
        self.draft.hold()
        self._tasks.start(adding, done=self._on_saved, failed=self._on_failed)

    def _wish(self) -> NewWish | None:
        if self._patient is None:
            self._who.setText(said("Choose the patient first."))
            self._who.show()
            self._picker.field.setFocus()
            return None
        texts = {name: field.value() for name, field in self._fields.items()}
        length = int(texts["length"]) if texts["length"].isdecimal() else 0
        days = {name: self._day(texts[name]) for name in ("earliest", "latest")}
        earliest, latest = days["earliest"], days["latest"]
        problems = {
            name: said("Write a day like 24 Nov, tue or +7.")
            for name, day in days.items()
            if day is None and texts[name]
        }
        if not SHORTEST_MIN <= length <= LONGEST_MIN:
            problems["length"] = said("{0}–{1} minutes.").format(SHORTEST_MIN, LONGEST_MIN)
        if earliest and latest and latest < earliest:
            problems["latest"] = said("This is before the first day.")
        for name, field in self._fields.items():
            field.set_error(problems.get(name, ""))
        if problems:
            self._fields[next(iter(problems))].control.setFocus()
            return None
        part = texts["part"]
        return NewWish(
            patient_id=PatientId(self._patient.id),
            length_min=length,
            practitioner_id=PractitionerId(RecordId(p)) if (p := texts["provider"]) else None,
            visit_type_id=VisitTypeId(RecordId(kind)) if (kind := texts["type"]) else None,
            earliest_on=earliest,
            latest_on=latest,
            after_minute=_NOON if part == "afternoons" else None,
            before_minute=_NOON if part == "mornings" else None,
            is_urgent=self._urgent.isChecked(),
            note=texts["note"],
            gives_up_visit=self._gives_up.isChecked() and not self._gives_up.isHidden(),
        )

    def _choose(self) -> None:
        """Nobody is chosen yet: look for the patient."""
        self._patient = None
        self._gives_up.hide()
        self._who.hide()
        self._picker.show()
        self._picker.start()

    def _leave(self) -> None:
        if not self.isHidden():
            self.draft.close()

    def _end(self) -> None:
        self._picker.stop()
        self.hide()
        self.closed.emit()

    def _day(self, text: str) -> date | None:
        return read_day(text, self._today()) if text else None

    def _today(self) -> date:
        zone = ZoneInfo(self._data_sync.clinic.zone)
        return self._data_sync.clock.now().astimezone(zone).date()

    def _on_picked(self, row: PatientRow) -> None:
        self._patient = row
        self._who.setText(row.name)
        self._who.show()
        self._picker.hide()
        at = row.next_visit_at
        self._gives_up.setVisible(at is not None)
        self._gives_up.setChecked(at is not None)
        if at is not None:
            when = shown_visit(at, self._data_sync.clinic.zone, weekday=True)
            self._gives_up.setText(said("Gives up the visit of {0}").format(when))
            self._gives_up.setAccessibleName(self._gives_up.text())
        self._fields["type"].control.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_saved(self, _entry: WaitlistEntry) -> None:
        name = self._patient.name if self._patient else ""
        self._end_saving()
        self.draft.end(was_saved=True)
        self._end()
        self.said.emit(said("{0} is on the waiting list").format(name))

    def _on_failed(self, _error: Exception) -> bool:
        self._end_saving()
        self.draft.release()
        return False

    def _end_saving(self) -> None:
        self._is_saving = False
        self._save.setEnabled(True)

    def _build(self) -> None:
        self.body.setSpacing(10)
        for box, name in ((self._urgent, "wish_urgent"), (self._gives_up, "wish_gives_up")):
            box.setObjectName(name)
        self.body.addWidget(label(said("Add to the waiting list"), "section", wraps=True))
        # With large letters in a low window the fields scroll; pressed together they would be cut.
        inner = QWidget()
        inner.setObjectName("scroll_body")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.draft.bar, self._picker, self._who):
            column.addWidget(part)
        for group in (("type",), ("provider",), ("length", "part"), ("earliest", "latest")):
            row = QHBoxLayout()
            row.setSpacing(8)
            for name in group:
                row.addWidget(self._fields[name], 1)
            column.addLayout(row)
        for part in (self._fields["note"], self._urgent, self._gives_up):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._save, 1)
        foot.addWidget(self._cancel)
        self.body.addLayout(foot)
        part = self._fields["part"].control
        if isinstance(part, ComboBox):
            part.addItem(said("Mornings"), "mornings")
            part.addItem(said("Afternoons"), "afternoons")
        self._picker.picked.connect(self._on_picked)
        self._save.clicked.connect(self.save)
        self._cancel.clicked.connect(self.close_form)


def _choice(name: str, words: str, nothing: str) -> Field:
    control = ComboBox(name=f"wish_{name}", accessible=words)
    control.addItem(nothing, "")
    return Field(words, control)
