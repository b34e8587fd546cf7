"""What a list of records is narrowed to: words, a kind, a state, one patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from app.domain.ids import PatientId
from app.domain.record_lists import RecordFilter
from app.services.patients import PatientRow
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, SearchField
from app.ui.widgets.flow import lines_of
from app.ui.widgets.split_row import SplitRow

_TYPING_MS = 120
ALL = "all"


def _tr(text: str) -> str:
    return QCoreApplication.translate("records", text)


class RecordFilters(QWidget):
    """changed() at once for a choice, and when typing rests.

    chips: name → words and the states it lets through, the first one chosen at first.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        name: str,
        placeholder: str,
        chips: Mapping[str, tuple[str, tuple[str, ...]]],
        categories: Iterable[tuple[str, str]] = (),
        any_category: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}_filters")
        self._patient_id: PatientId | None = None
        self._states = {key: states for key, (_, states) in chips.items()}
        self.text = SearchField(name=f"{name}_filter", placeholder=placeholder, icon_name="funnel")
        self.text.show_whole_hint(at_most=px(420))
        self.category = ComboBox(name=f"{name}_filter_category", accessible=_tr("Kind"))
        self.category.addItem(any_category, "")
        for key, words in categories:
            self.category.addItem(words, key)
        self.category.setMinimumWidth(px(156))
        self.category.setMaximumWidth(px(220))
        self.whose = Button("", name=f"{name}_filter_patient", icon="user")
        self.whose.hide()
        self.chips = {
            key: Button(words, name=f"{name}_{key}_chip", look=Look.CHIP)
            for key, (words, _) in chips.items()
        }
        self._group = QButtonGroup(self)
        self._lay_out()
        self.category.setVisible(self.category.count() > 1)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.text.textChanged.connect(self._typing.start)
        self._group.buttonClicked.connect(self.changed)
        self.category.activated.connect(self.changed)
        self.whose.clicked.connect(lambda: self.show_patient(None))

    @property
    def wanted(self) -> RecordFilter:
        """The filter as it is chosen."""
        return RecordFilter(
            text=self.text.text(),
            statuses=self._states[self.chip],
            category=str(self.category.currentData() or ""),
            patient_id=self._patient_id,
        )

    @property
    def chip(self) -> str:
        """The chip that is chosen."""
        return next(key for key, one in self.chips.items() if one.isChecked())

    @property
    def patient_id(self) -> PatientId | None:
        """The one patient it is narrowed to."""
        return self._patient_id

    @property
    def is_narrowed(self) -> bool:
        """Whether something is typed or chosen that leaves records out, besides the state."""
        has_kind = self.category.currentIndex() > 0
        return bool(self.text.text().strip()) or has_kind or self._patient_id is not None

    def show_patient(self, row: PatientRow | None) -> None:
        """Only this patient's; None: everybody's."""
        self._patient_id = PatientId(row.id) if row else None
        name = row.name if row else ""
        self.whose.setText(f"{name}  ×" if row else "")
        self.whose.setAccessibleName(_tr("Only {0}: show everybody's again").format(name))
        self.whose.setToolTip(_tr("Show everybody's again"))
        self.whose.setVisible(row is not None)
        self.changed.emit()

    def show_all(self, chip: str) -> None:
        """Everything of a state, of everybody."""
        self.chips[chip].setChecked(True)
        blocked = self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(blocked)
        self.category.setCurrentIndex(0)
        self.show_patient(None)

    def stop(self) -> None:
        """The window closes."""
        self._typing.stop()

    def _lay_out(self) -> None:
        asked = QWidget()
        row = QHBoxLayout(asked)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 2)
        row.addWidget(self.category, 1)
        row.addWidget(self.whose)
        row.addStretch(1)
        for at, chip in enumerate(self.chips.values()):
            self._group.addButton(chip)
            chip.setChecked(at == 0)
        self.setLayout(SplitRow(asked, lines_of(self.chips.values())))


class OnePatient(QObject):
    """In the place of filters where a list is all of one patient's; changed() never fires."""

    changed = Signal()
    chip = "all"
    is_narrowed = False

    def __init__(self, patient_id: PatientId, parent: QObject) -> None:
        super().__init__(parent)
        self.patient_id = patient_id
        self.wanted = RecordFilter(patient_id=patient_id)

    def show_all(self, chip: str) -> None:
        """It shows all there is."""

    def stop(self) -> None:
        """Nothing is under way."""
