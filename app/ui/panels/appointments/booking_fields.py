"""The booking form's fields: visit type, provider, room, day, start, length, reason, note."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.appointments import Slot
from app.services.staff import BookingChoices
from app.ui.models.day_words import said
from app.ui.panels.appointments.booking_values import (
    SLOT_FIELDS,
    BookingValues,
    field_title,
    shown_day,
)
from app.ui.panels.appointments.typed_times import read_day, read_time
from app.ui.permitted import permit
from app.ui.theme.sizes import px
from app.ui.widgets.fields import ComboBox, Field, line_edit

_NOTE_HEIGHT, _DAY_WIDTH = 58, 146


class BookingFields(QWidget):
    """Knows what is typed and which fields the person touched; saves nothing."""

    slot_edited = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("booking_fields")
        self._choices: BookingChoices | None = None
        self._typed: set[str] = set()
        self._today = date(2000, 1, 1)
        self._asap = QCheckBox(said("Wants an earlier time (ASAP)"))
        self._asap.setObjectName("booking_asap")
        self._asap.setAccessibleName(self._asap.text())
        self._fields = {name: self._made(name) for name in _CONTROLS}
        self.below_slot = QVBoxLayout()
        """Where the form says what is in the way of the slot, right under it."""
        self._lay_out()
        self._asap.toggled.connect(self._on_asap)

    @property
    def typed(self) -> frozenset[str]:
        """Names of the fields the person touched since `show_values`."""
        return frozenset(self._typed)

    def field(self, name: str) -> Field:
        """One field by name."""
        return self._fields[name]

    def set_today(self, today: date) -> None:
        """The clinic's present day, from which "tue" and "+7" count."""
        self._today = today

    def set_choices(self, choices: BookingChoices) -> None:
        """Offer these people, rooms and visit types; what is chosen stays chosen."""
        self._choices = choices
        offered = {
            "visit_type": [(item.id, item.name) for item in choices.visit_types],
            "provider": [(item.id, item.display_name) for item in choices.practitioners],
            "room": [(item.id, item.name) for item in choices.rooms],
        }
        for name, items in offered.items():
            control = self._fields[name].control
            if isinstance(control, ComboBox):
                kept = self._fields[name].value()
                blocked = control.blockSignals(True)
                control.clear()
                control.addItem(said("None"), "")
                for key, words in items:
                    control.addItem(words, str(key))
                control.blockSignals(blocked)
                self._fields[name].set_value(kept)

    def values(self) -> BookingValues:
        """What stands in the fields now."""
        texts = {name: field.value() for name, field in self._fields.items()}
        return BookingValues(**texts, priority="asap" if self._asap.isChecked() else "routine")

    def show_values(self, values: BookingValues, *, typed: frozenset[str] = frozenset()) -> None:
        """Fill the fields without counting that as typing."""
        for name, text in asdict(values).items():
            if name != "priority" and self._fields[name].value() != text:
                self._fields[name].set_value(text)
        blocked = self._asap.blockSignals(True)
        self._asap.setChecked(values.priority == "asap")
        self._asap.blockSignals(blocked)
        self._typed = set(typed)

    def take_slot(self, slot: Slot, *, zone: str) -> None:
        """Write a slot into the fields, as if somebody had typed it."""
        start = slot.starts_at.astimezone(ZoneInfo(zone))
        texts = {
            "provider": slot.practitioner_id or "",
            "room": slot.room_id or "",
            "day": shown_day(start.date()),
            "start": f"{start:%H:%M}",
            "length": str(slot.length_min),
        }
        for name, text in texts.items():
            self._fields[name].set_value(text)
            self._typed.add(name)
        self.slot_edited.emit()
        self.edited.emit()

    def name_of(self, name: str, key: str) -> str:
        """What a choice of a field is called; "" for none."""
        control = self._fields[name].control
        if not key or not isinstance(control, ComboBox):
            return ""
        place = control.findData(key)
        return control.itemText(place) if place >= 0 else ""

    def set_locked(self, why: str) -> None:
        """Let everything be read and nothing be changed, for this reason; "" opens the fields."""
        for field in self._fields.values():
            if field.is_locked or why:
                field.set_locked(why)
        permit(self._asap, why)

    def show_problems(self, problems: dict[str, str]) -> None:
        """Say beside each field what is wrong with it, or that nothing is."""
        for name, field in self._fields.items():
            field.set_error(problems.get(name, ""))

    def focus_first_problem(self, problems: dict[str, str]) -> None:
        """Put the cursor where the first problem is."""
        for name, field in self._fields.items():
            if name in problems:
                field.control.setFocus()
                return

    def _on_asap(self, _checked: bool) -> None:
        self._on_edited("priority")

    def _made(self, name: str) -> Field:
        control = _CONTROLS[name]
        if control == "combo":
            made = ComboBox(name=f"booking_{name}", accessible=field_title(name))
            made.addItem(said("None"), "")
            field = Field(field_title(name), made)
        elif control == "text":
            area = QPlainTextEdit()
            area.setObjectName(f"booking_{name}")
            area.setFixedHeight(px(_NOTE_HEIGHT))
            area.setTabChangesFocus(True)
            field = Field(field_title(name), area)
        else:
            field = Field(field_title(name), line_edit(f"booking_{name}", length=500))
        field.edited.connect(lambda: self._on_edited(name))
        field.left.connect(lambda: self._on_left(name))
        return field

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._fields["visit_type"])
        for group, widths in (
            (("provider", "room"), (3, 2)),
            (("day", "start", "length"), (5, 3, 3)),
        ):
            row = QGridLayout()
            row.setHorizontalSpacing(8)
            for place, (name, width) in enumerate(zip(group, widths, strict=True)):
                row.addWidget(self._fields[name], 0, place)
                row.setColumnStretch(place, width)
            column.addLayout(row)
        # A whole date must be readable; the other two hold few figures.
        self._fields["day"].control.setMinimumWidth(px(_DAY_WIDTH))
        column.addLayout(self.below_slot)
        column.addWidget(self._fields["reason"])
        column.addWidget(self._fields["note"])
        column.addWidget(self._asap)

    def _on_edited(self, name: str) -> None:
        self._typed.add(name)
        if name == "visit_type":
            self._set_usual_length()
        if name in SLOT_FIELDS or name == "visit_type":
            self.slot_edited.emit()
        self.edited.emit()

    def _set_usual_length(self) -> None:
        chosen = self._fields["visit_type"].value()
        for visit_type in self._choices.visit_types if self._choices else ():
            if visit_type.id == chosen and "length" not in self._typed:
                self._fields["length"].set_value(str(visit_type.length_min))

    def _on_left(self, name: str) -> None:
        """Write an understood day or time out in full."""
        text = self._fields[name].value()
        if name == "day" and (day := read_day(text, self._today)) is not None:
            self._fields[name].set_value(shown_day(day))
        elif name == "start" and (minutes := read_time(text)) is not None:
            self._fields[name].set_value(f"{minutes // 60:02d}:{minutes % 60:02d}")


_CONTROLS = {
    "visit_type": "combo",
    "provider": "combo",
    "room": "combo",
    "day": "line",
    "start": "line",
    "length": "line",
    "reason": "line",
    "note": "text",
}
