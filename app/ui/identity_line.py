"""Whose it is: name, date of birth and MRN stand over everything about a patient."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.models.message_words import said
from app.ui.widgets.painting import Avatar
from app.ui.widgets.surfaces import WrappingLabel, label
from app.ui.wording import shown_date


class IdentityLine(QWidget):
    """A face, the name, and below it what tells namesakes apart."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._face = Avatar(size=40)
        self._title = label("", "section", name=f"{name}_title", wraps=True)
        self._facts = label("", "label", name=f"{name}_facts", wraps=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._face, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def show_patient(self, patient_id: str, name: str, birth_date: str | None, mrn: str) -> None:
        """This patient."""
        self._face.set_person(name, patient_id)
        self._face.show()
        born = said("born {0}").format(shown_date(birth_date))
        self._say(name, born, mrn)

    def show_nobody(self) -> None:
        """Nobody: it stays inside the clinic."""
        self._face.hide()
        self._say(said("In the clinic"), said("No patient is named"))

    def show_unknown(self) -> None:
        """A patient whose record this desk does not have; never the one who stood here before."""
        self._face.hide()
        self._say(said("Patient not shown"), said("The record is not at this desk"))

    def title(self) -> str:
        """The name on screen."""
        return self._title.text()

    def facts(self) -> str:
        """What stands below it."""
        return self._facts.text()

    def _say(self, title: str, *facts: str) -> None:
        self._title.setText(title)
        if isinstance(self._facts, WrappingLabel):
            self._facts.set_facts(*facts)
        self.setAccessibleName(f"{title}, {self.facts()}")
