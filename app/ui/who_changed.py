"""Who changed this: a button on each form that shows its record's and its field's last changes.

The trail of this desk names users and fields, never values; of changes at other desks only the
moment is known here, and that is what is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias, cast, runtime_checkable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.domain.declare import Record, entity_named, entity_of
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.services.audit_trail import AuditEntry, RecordHistory
from app.ui.error_presenter import field_words, words_for
from app.ui.models.audit_list import shown_instant
from app.ui.models.audit_words import sentence
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label, rule

_WIDTH, _HEIGHT, _LOWEST, _MOST = 380, 420, 120, 8
_APART, _MARGIN = 6, 12
_TYPED = (QLineEdit, QPlainTextEdit, QComboBox)


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that is asked about, where a form does not hold the record itself."""

    record_type: type[Record]
    record_id: RecordId
    patient_id: RecordId | None

    @classmethod
    def named(cls, entity: str, record_id: str, patient_id: str | None) -> Subject:
        """The record of the type with this name."""
        whose = RecordId(patient_id) if patient_id else None
        return cls(entity_named(entity).record_type, RecordId(record_id), whose)


Asked: TypeAlias = Record | Subject | None
"""None: it is not saved yet."""


@runtime_checkable
class RecordPart(Protocol):
    """A part of a form that edits a record of its own, as a line of allergies does."""

    def who_changed_record(self) -> Asked:
        """Its stored record; None while it is new."""
        ...

    def who_changed_field(self, control: str) -> str:
        """The record's field behind a control, by the control's name."""
        ...


class WhoChanged(Button):
    """Opens the popover. record(): the form's stored record, None while it is new. With the cursor
    in a RecordPart of the form, that part's record is asked about.

    fields: the record's field by the part of a control's name after its prefix, where they differ.
    """

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        record: Callable[[], Asked],
        *,
        prefix: str,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__("", name=f"{prefix}_who_changed", look=Look.QUIET, icon="history")
        words = self.tr("Who changed this?")
        self.setAccessibleName(words)
        self.setToolTip(words)
        self._data_sync, self._tasks, self._record = data_sync, tasks, record
        self._prefix, self._fields = prefix, fields or {}
        self._field = ""
        self._part: RecordPart | None = None
        self._asked = 0
        self._beside: QWidget = self
        self.popover: WhoPopover | None = None
        self.clicked.connect(self._on_clicked)
        _application().focusChanged.connect(self._on_focus)

    @property
    def field(self) -> str:
        """The field the cursor was in last, "" for none."""
        return self._field

    def hideEvent(self, event: QHideEvent) -> None:
        """What the popover says goes with the form."""
        super().hideEvent(event)
        self.forget()

    def forget(self) -> None:
        """Take what the popover says away; an answer that is under way is not shown any more."""
        self._asked += 1
        if self.popover is not None:
            self.popover.hide()
            self.popover.show_words("")

    def ask(self, about: Subject, *, beside: QWidget) -> None:
        """Ask about a record that a menu was opened for; the answer stands at this widget."""
        self._field, self._part, self._beside = "", None, beside
        self._look_up(about)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        name = now.objectName() if isinstance(now, _TYPED) else ""
        if name and (part := self._part_of(now)) is not None:
            self._field, self._part = part.who_changed_field(name), part
        elif name.startswith(f"{self._prefix}_"):
            short = name.removeprefix(f"{self._prefix}_")
            self._field, self._part = self._fields.get(short, short), None

    def _part_of(self, control: QWidget | None) -> RecordPart | None:
        """The part of this form that a control stands in."""
        form = self.parentWidget()
        part: RecordPart | None = None
        while control is not None and control is not form:
            part = control if isinstance(control, RecordPart) else part
            control = control.parentWidget()
        return part if control is form else None

    def _subject(self) -> Asked:
        if self._part is not None and isValid(self._part):
            return self._part.who_changed_record()
        return self._record()

    def _on_clicked(self) -> None:
        self._beside = self
        self._look_up(self._subject())

    def _look_up(self, record: Asked) -> None:
        if self.popover is None:
            self.popover = WhoPopover(self.window(), zone=self._data_sync.clinic.zone)
            self.destroyed.connect(self.popover.deleteLater)
        self._asked += 1
        asked = self._asked
        if record is None:
            self._show(RecordHistory(entries=(), elsewhere_at=None), is_new=True)
            return
        asked_about = record if isinstance(record, Subject) else _subject_of(record)
        if self._field not in entity_of(asked_about.record_type).by_name:
            self._field = ""  # a search field beside the form, say
        self._tasks.start(
            self._data_sync.audit.history(
                asked_about.record_type, asked_about.record_id, patient_id=asked_about.patient_id
            ),
            done=lambda found: self._on_history(found, asked),
            failed=lambda error: self._on_failed(error, asked),
        )

    def _on_history(self, found: RecordHistory, asked: int) -> None:
        if asked == self._asked:
            self._show(found, is_new=False)

    def _on_failed(self, error: Exception, asked: int) -> bool:
        if asked == self._asked and self.popover is not None:
            self.popover.show_words(words_for(error))
            self._place()
        return True

    def _show(self, found: RecordHistory, *, is_new: bool) -> None:
        if self.popover is not None and isValid(self._beside) and self._beside.isVisible():
            self.popover.show_history(found, field=self._field, is_new=is_new)
            self._place()

    def _place(self) -> None:
        if self.popover is not None and isValid(self._beside):
            at = self._beside
            self.popover.open_beside(QRect(at.mapTo(self.window(), QPoint()), at.size()))


class WhoPopover(QFrame):
    """A small frame over the window; Esc or a click elsewhere closes it."""

    def __init__(self, window: QWidget, *, zone: str) -> None:
        super().__init__(window)
        self.setObjectName("who_popover")
        self.setProperty("popover", True)
        self.setAccessibleName(self.tr("Who changed this"))
        self.setFixedWidth(px(_WIDTH))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._zone = ZoneInfo(zone)
        self._window = window
        self._opener: QWidget | None = None
        self._said: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("who_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._scroll)
        self.hide()
        _application().focusChanged.connect(self._on_focus_changed)

    def lines(self) -> list[str]:
        """What is said, line by line."""
        return self._said

    def show_words(self, words: str) -> None:
        """Say one thing."""
        self._fill([(words, "")], heading="")

    def show_history(self, found: RecordHistory, *, field: str, is_new: bool) -> None:
        """Show the field's last change, then the record's."""
        if is_new:
            self.show_words(self.tr("Not saved yet: nobody has changed it."))
            return
        lines: list[tuple[str, str]] = []
        if field:
            lines.append(self._of_field(found, field))
        if found.elsewhere_at is not None:
            moment = shown_instant(found.elsewhere_at, self._zone)
            lines.append((self.tr("Changed at another desk on {0}").format(moment), ""))
        lines += [self._of_entry(entry) for entry in found.entries[:_MOST]]
        if not found.entries and found.elsewhere_at is None:
            lines.append((self.tr("No change is known at this desk."), ""))
        self._fill(lines, heading=self.tr("Who changed this"))

    def open_beside(self, place: QRect) -> None:
        """Show inside the window, below what stands at this place; above it where is more room."""
        window = self._window
        inner = self._scroll.widget()
        wanted = min(px(_HEIGHT), (inner.sizeHint().height() if inner is not None else 0) + 8)
        below = window.height() - place.bottom() - _APART - _MARGIN
        above = place.top() - _APART - _MARGIN
        is_above = below < wanted and above > below
        self.setFixedHeight(min(wanted, max(_LOWEST, above if is_above else below)))
        left = max(8, min(place.right(), window.width() - 8) - self.width())
        top = place.top() - _APART - self.height() if is_above else place.bottom() + _APART
        self._opener = _application().focusWidget()
        self.move(left, max(0, top))
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes and gives the cursor back."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            if self._opener is not None:
                self._opener.setFocus()
            return
        super().keyPressEvent(event)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        inside = now is not None and (now is self or self.isAncestorOf(now))
        if self.isVisible() and now is not None and not inside:
            self.hide()

    def _of_field(self, found: RecordHistory, field: str) -> tuple[str, str]:
        words = field_words(field)
        for entry in found.entries:
            if field in entry.line.fields:
                when, where = shown_instant(entry.line.at, self._zone), entry.workstation
                last = self.tr("{0}: last changed by {1}").format(words, entry.who)
                return last, f"{when}  ·  {where}"
        return self.tr("{0}: no change is known at this desk.").format(words), ""

    def _of_entry(self, entry: AuditEntry) -> tuple[str, str]:
        when = shown_instant(entry.line.at, self._zone)
        why = self.tr("Reason: {0}").format(entry.reason) if entry.reason else ""
        return sentence(entry), "  ·  ".join(filter(None, (when, entry.workstation, why)))

    def _fill(self, lines: list[tuple[str, str]], *, heading: str) -> None:
        self._said = [first for first, _ in lines]
        body = QWidget()
        body.setObjectName("scroll_body")
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        if heading:
            head = QHBoxLayout()
            head.addWidget(label(heading, "section"))
            head.addStretch(1)
            head.addWidget(label(self.tr("field names, never values"), "meta"))
            column.addLayout(head)
            column.addWidget(rule())
        for first, second in lines:
            column.addWidget(label(first, wraps=True))
            if second:
                column.addWidget(label(second, "meta", wraps=True))
        column.addStretch(1)
        body.setMinimumWidth(px(_WIDTH) - 24)
        self._scroll.setWidget(body)


def _subject_of(record: Record) -> Subject:
    return Subject(type(record), RecordId(record.id), entity_of(record).patient_of(record))


def _application() -> QApplication:
    return cast("QApplication", QApplication.instance())
