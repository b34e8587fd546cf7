"""The parts of the side form and how they stand: what stays put and what scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.live.data_sync import DataSync
from app.services.next_free import FreeWish
from app.ui.models.day_words import said
from app.ui.panels.appointments.booking_fields import BookingFields
from app.ui.panels.appointments.patient_banner import PatientBanner
from app.ui.panels.appointments.question_bar import QuestionBar
from app.ui.panels.appointments.slot_finder import SlotFinder
from app.ui.panels.appointments.step_buttons import StepButtons
from app.ui.patient_picker import PatientPicker
from app.ui.permitted import WhyLine
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import side_width
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Card, Notice, label, rule

CHECK_WAIT_MS, FRESH_WAIT_MS = 120, 40


class BookingParts(Card):
    """The form's widgets in their places. The patient stays in sight while the rest scrolls."""

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(name="booking_form", padding=1, parent=parent)
        self.setFixedWidth(side_width())
        self.setAccessibleName(said("Appointment"))
        self._title = label("", "title", name="booking_title")
        self._picker = PatientPicker(data_sync, tasks)
        self._banner = PatientBanner()
        self._steps = StepButtons()
        self._elsewhere = Notice(Tone.INFO, "info", name="booking_elsewhere")
        self._fields = BookingFields()
        self._why = WhyLine(name="booking_why")
        self._overlap = Notice(Tone.WARN, "triangle-alert", name="booking_overlap")
        self._hint = Notice(Tone.INFO, "info", name="booking_hint")
        self._override = QCheckBox(said("Book anyway, over what is there"))
        self._over_reason = Field(
            said("Why it is booked all the same"), line_edit("booking_over_reason", length=500)
        )
        self._question = QuestionBar(name="booking_question", stacked=True)
        self._find = Button(said("Find next free (F3)"), name="find_free", icon="search")
        self._finder = SlotFinder(
            data_sync, tasks, wish=self._free_wish, names=self._fields.name_of
        )
        self._repeat = Button(said("Repeat…"), name="booking_repeat")
        self._rest = Button(said("Cancel the rest of the series"), name="booking_rest")
        self._save = Button(said("Save"), name="booking_save", look=Look.PRIMARY)
        self._cancel = Button(said("Close"), name="booking_close")
        self._check = QTimer(self)
        self._fresh = QTimer(self)
        self._build()

    def _build(self) -> None:
        self._override.setObjectName("booking_override")
        self._override.setAccessibleName(self._override.text())
        for timer, wait_ms in ((self._check, CHECK_WAIT_MS), (self._fresh, FRESH_WAIT_MS)):
            timer.setSingleShot(True)
            timer.setInterval(wait_ms)
        for part in (
            self._find,
            self._repeat,
            self._rest,
            self._finder,
            self._hint,
            self._overlap,
            self._override,
            self._over_reason,
        ):
            self._fields.below_slot.addWidget(part)
        self._over_reason.hide()
        self.setTabOrder(self._fields.field("length").control, self._override)
        self.setTabOrder(self._override, self._over_reason.control)
        self.body.setSpacing(0)
        self.body.addLayout(self._head())
        self.body.addWidget(rule())
        self.body.addWidget(self._scrolled(), 1)
        self.body.addWidget(self._question)
        self.body.addLayout(self._foot())

    def _free_wish(self) -> FreeWish | None:
        """What kind of time the form asks for; None while that cannot be told."""

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(18, 16, 18, 12)
        head.setSpacing(12)
        first = self._head_row = QHBoxLayout()
        first.addWidget(self._title, 1)
        first.addWidget(self._steps.status_chip)
        head.addLayout(first)
        for part in (self._picker, self._banner):
            head.addWidget(part)
        return head

    def _scrolled(self) -> QScrollArea:
        body = QWidget()
        body.setObjectName("scroll_body")
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(12)
        for part in (self._steps, self._elsewhere, self._why, self._fields):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("booking_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        return scroll

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 10, 18, 14)
        foot.setSpacing(8)
        self._save.setToolTip(said("Save (Ctrl+S)"))
        self._cancel.setToolTip(said("Close (Esc)"))
        foot.addWidget(self._save, 1)
        foot.addWidget(self._cancel)
        return foot
