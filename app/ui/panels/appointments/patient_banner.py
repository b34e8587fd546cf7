"""Whose visit this is: name, birth date, MRN, allergies and alert, always in sight."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.domain.patient import Patient
from app.services.charts import PatientChart
from app.ui.models.day_words import said
from app.ui.permitted import WhyLine
from app.ui.theme.fonts import text_font
from app.ui.theme.tokens import TEXT_SECTION, Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.painting import Avatar
from app.ui.widgets.surfaces import Notice, label
from app.ui.widgets.tips import plain_tip
from app.ui.wording import phone_words, shown_age, shown_date


class PatientBanner(QWidget):
    """change_wished: the booking is for somebody else. chart_wished(id): show the chart.

    reason_wished(id, name): state a reason to be shown what is not.
    """

    change_wished = Signal()
    chart_wished = Signal(str)
    reason_wished = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visit_patient")
        self.patient_id = ""
        self._shown_name = ""
        self.withheld = WhyLine(name="visit_withheld")
        self._avatar = Avatar(size=44)
        self._name = NameLabel()
        self._identity = label("", "label", name="visit_patient_identity", wraps=True)
        self._allergies = Notice(Tone.DANGER, "triangle-alert", name="visit_allergies")
        self._alert = Notice(Tone.WARN, "info", name="visit_alert")
        self._chart = Button(
            "", name="visit_chart", icon="user", look=Look.QUIET, accessible=said("Open chart")
        )
        self._change = Button(
            "", name="visit_change", icon="x", look=Look.QUIET, accessible=said("Other patient")
        )
        self._build()

    def show_chart(self, chart: PatientChart, *, today: date, can_change: bool) -> None:
        """Show this patient."""
        patient = chart.patient
        self.patient_id, self._shown_name = patient.id, patient.display_name
        self._avatar.set_person(patient.display_name, patient.id)
        self._name.show_name(patient.display_name)
        self._identity.setText(_identity(patient, today))
        self.setAccessibleName(f"{patient.display_name}, {self._identity.text()}")
        active = [allergy for allergy in chart.allergies if allergy.status == "active"]
        self._allergies.set_text(_allergy_words([allergy.text for allergy in active]))
        self._alert.set_text(patient.alert or "")
        self._change.setVisible(can_change)
        self._chart.setVisible(not can_change)

    def show_denied(self, patient_id: str, words: str, *, can_state_reason: bool) -> None:
        """Show why the patient is not shown, and what would help."""
        self.patient_id, self._shown_name = patient_id, ""
        self._avatar.set_person("", "")
        self._name.show_name(said("Not shown"))
        self._identity.setText("")
        self.setAccessibleName(said("Patient, not shown"))
        for notice in (self._allergies, self._alert):
            notice.set_text("")
        for button in (self._chart, self._change):
            button.hide()
        self.withheld.say(words, can_state_reason=can_state_reason)

    def _build(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self._name)
        names.addWidget(self._identity)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(names, 1)
        for button in (self._chart, self._change):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.withheld)
        column.addWidget(self._allergies)
        column.addWidget(self._alert)
        self._change.clicked.connect(self.change_wished)
        self.withheld.reason_wished.connect(
            lambda: self.reason_wished.emit(self.patient_id, self._shown_name)
        )
        self._chart.clicked.connect(lambda: self.chart_wished.emit(self.patient_id))


class NameLabel(QLabel):
    """A name on one line, or family and given names on two, cut where they do not fit.

    The tooltip and the screen reader have the whole name.
    """

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setObjectName("visit_patient_name")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(text_font(TEXT_SECTION, 600))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_name(self, name: str) -> None:
        """Show this name."""
        self._whole = name
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the name for the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        lines = [self._whole]
        if metrics.horizontalAdvance(self._whole) > self.width():
            family, comma, given = self._whole.partition(", ")
            lines = [part for part in (family + comma.strip(), given) if part]
        cut = (
            metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.width()) for line in lines
        )
        self.setText("\n".join(cut))


def _identity(patient: Patient, today: date) -> str:
    age = shown_age(patient.birth_date, today)
    born = shown_date(patient.birth_date) + (f" ({age})" if age else "")
    phone = phone_words(patient.phone or patient.phone_mobile or patient.phone_work or "")
    other = " · ".join(part for part in (patient.mrn, phone) if part)
    return f"{born}\n{other}"


def _allergy_words(names: list[str]) -> str:
    if not names:
        return ""
    return said("Allergies: {0}").format(", ".join(names))
