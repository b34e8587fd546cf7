"""One of two visits at one time: whom to call, who booked it when, and where it could go."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.appointment import AppointmentStatus
from app.services.appointments import Slot
from app.services.double_bookings import BookedVisit
from app.ui.permitted import permit
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.painting import Avatar, ChipLabel
from app.ui.widgets.surfaces import Card, label
from app.ui.wording import phone_words, shown_choice, shown_visit


class VisitCard(Card):
    """move_wished(visit id, Slot); patient_wished(patient id)."""

    move_wished = Signal(str, object)
    patient_wished = Signal(str)

    def __init__(
        self,
        booked: BookedVisit,
        *,
        zone: str,
        is_first: bool,
        first_key: int,
        why: str,
        who: Button | None,
    ) -> None:
        """first_key: the digit of its first free time; why: the role may not move it, or ""; who:
        says who changed it, None where the role is not shown whose it is."""
        super().__init__(name=f"booked_{booked.visit.id}", padding=16)
        self._booked, self._zone = booked, zone
        self.moves: list[Button] = []
        self.setAccessibleName(self.tr("Visit of {0}").format(booked.patient_name))
        self.body.setSpacing(10)
        self.body.addLayout(self._head(is_first=is_first))
        self.body.addWidget(label(self._when(), wraps=True, name="booked_when"))
        by = QHBoxLayout()
        by.addWidget(label(self._by(), "meta", wraps=True, name="booked_by"), 1)
        if who is not None:
            by.addWidget(who, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(by)
        self.body.addLayout(self._offers(first_key, why))
        self.body.addStretch(1)

    def _head(self, *, is_first: bool) -> QHBoxLayout:
        booked = self._booked
        row = QHBoxLayout()
        row.setSpacing(12)
        face = Avatar(size=40)
        face.set_person(booked.patient_name, booked.patient_id)
        names = QVBoxLayout()
        names.setSpacing(2)
        name = booked.patient_name or self.tr("Patient (not shown to your role)")
        names.addWidget(label(name, "strong", wraps=True, name="booked_name"))
        if booked.patient_name:
            phones = "  ·  ".join(map(phone_words, booked.phones)) or self.tr("No phone known")
            numbers = label(phones, wraps=True, name="booked_phones")
            names.addWidget(numbers)
        words = self.tr("Booked first") if is_first else self.tr("Booked second")
        chip = ChipLabel(words, Tone.OK if is_first else Tone.NEUTRAL, icon="clock")
        below = QHBoxLayout()
        below.addWidget(chip)
        below.addStretch(1)
        if booked.patient_name:
            below.addWidget(self._chart())
        names.addLayout(below)
        row.addWidget(face, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(names, 1)
        return row

    def _chart(self) -> Button:
        booked = self._booked
        button = Button(
            self.tr("Open chart"),
            name=f"chart_{booked.patient_id}",
            look=Look.QUIET,
            accessible=self.tr("Open the chart of {0}").format(booked.patient_name),
        )
        button.clicked.connect(lambda: self.patient_wished.emit(booked.patient_id))
        return button

    def _when(self) -> str:
        booked, visit = self._booked, self._booked.visit
        what = (booked.visit_type_name, booked.practitioner_name, booked.room_name)
        at = shown_visit(visit.starts_at, self._zone, weekday=True)
        first = self.tr("{0} ({1} min)").format(at, visit.length_min)
        return "\n".join(part for part in (first, ", ".join(filter(None, what))) if part)

    def _by(self) -> str:
        booked = self._booked
        at = shown_visit(booked.booked_at, self._zone)
        parts = (self.tr("Booked {0}").format(at), booked.booked_by, booked.booked_from)
        return "  ·  ".join(part for part in parts if part)

    def _offers(self, first_key: int, why: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        free = self._booked.free
        words = self.tr("Move to the nearest free time, and draft the message")
        if not self._booked.can_move:
            words = shown_choice(self._booked.visit.status, AppointmentStatus)
        elif not free:
            words = self.tr("Nothing is free within four weeks. Move it in the calendar.")
        column.addWidget(label(words, "meta", wraps=True, name="booked_offers"))
        for at, slot in enumerate(free):
            column.addWidget(self._offer(slot, first_key + at, why))
        return column

    def _offer(self, slot: Slot, key: int, why: str) -> QWidget:
        at = shown_visit(slot.starts_at, self._zone, weekday=True)
        button = Button(
            f"{at}   [{key}]",
            name=f"offer_{key}",
            icon="arrow-right",
            accessible=self.tr("Move the visit of {0} to {1}").format(
                self._booked.patient_name, at
            ),
        )
        button.setToolTip(self.tr("Key: {0}").format(key))
        button.clicked.connect(lambda: self.move_wished.emit(self._booked.visit.id, slot))
        permit(button, why)
        self.moves.append(button)
        return button
