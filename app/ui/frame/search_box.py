"""The box in the top bar: type anything of a patient, arrows, Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.ui.frame.search_delegate import RESULT_HEIGHT, ResultDelegate
from app.ui.models.search_results import SearchResultsModel
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner
from app.ui.widgets.fields import SearchField
from app.ui.widgets.surfaces import label

_TYPING_MS = 30
_SHOWN = 8
_HINT_PADDING = 56
"""The icon, the button that clears, and what the frame takes."""
_NARROWEST = 340


class SearchBox(SearchField):
    """Finds patients as one types. patient_chosen(id) on Enter or a click.

    Enter before the answer to what is typed is there opens the first match when it arrives. In a
    role that does not search, nothing can be typed and the box says why.
    """

    patient_chosen = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, window: QWidget) -> None:
        super().__init__(name="global_search", placeholder="")
        self._hints = (
            self.tr("Search patients: name, birth date, phone, MRN"),
            self.tr("Search patients: name, birth date"),
            self.tr("Search patients"),
            self.tr("Search"),
        )
        self.setAccessibleName(self._hints[0])
        self._data_sync = data_sync
        self._tasks = tasks
        self._asked = 0
        self._shown_text = ""
        self._opens_first = False
        self._window = window
        self.model = SearchResultsModel(self)
        self._build_popup(window)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(self._ask)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self._on_text_changed)
        window.installEventFilter(self)
        self._lock(Permits(data_sync).why_not(Permission.PATIENT_SEARCH))

    def _lock(self, why: str) -> None:
        if why:
            self.setReadOnly(True)
            self._hints = (self.tr("No search in this role"), self.tr("No search"))
            self.setToolTip(why)
            self.setAccessibleDescription(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the results, Enter opens."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps and self.model.rowCount():
            self._move(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter()
        else:
            super().keyPressEvent(event)

    def close_results(self) -> bool:
        """Esc: forget what was typed; False when there was nothing to close."""
        if not self.popup.isVisible() and not (self.hasFocus() and self.text()):
            return False
        self.clear()
        self.popup.hide()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click elsewhere or a new window size closes or moves the results."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The longest hint that is not cut."""
        super().resizeEvent(event)
        self._fit_hint()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the font is the theme's."""
        super().showEvent(event)
        self._fit_hint()

    def _fit_hint(self) -> None:
        room = self.width() - _HINT_PADDING
        reach = self.fontMetrics().horizontalAdvance
        fitting = (hint for hint in self._hints if reach(hint) <= room)
        self.setPlaceholderText(next(fitting, self._hints[-1]))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The results go when the person moves on."""
        super().focusOutEvent(event)
        self._opens_first = False
        self.popup.hide()
        self.model.set_rows(())

    def _build_popup(self, window: QWidget) -> None:
        self.popup = QFrame(window)
        self.popup.setObjectName("search_popup")
        self.popup.setProperty("popover", True)
        self.results = QListView()
        self.results.setObjectName("search_results")
        self.results.setAccessibleName(self.tr("Search results"))
        self.results.setModel(self.model)
        self.results.setItemDelegate(ResultDelegate(self.results))
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setUniformItemSizes(True)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.pressed.connect(self._choose)
        self.no_match = label("", "label", name="search_no_match")
        self.no_match.setContentsMargins(12, 12, 12, 12)
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.results)
        column.addWidget(self.no_match)
        self.popup.hide()

    def _on_edited(self, _text: str) -> None:
        self._opens_first = False
        self._timer.start()

    def _on_text_changed(self, text: str) -> None:
        if not text.strip():
            self._timer.stop()
            self._asked += 1
            self.popup.hide()

    def _on_enter(self) -> None:
        """Open the marked match; when it does not answer what is typed now, ask for that first."""
        text = self.text().strip()
        is_answered = self.popup.isVisible() and self._shown_text == text
        if is_answered and not self._timer.isActive():
            self._choose(self.results.currentIndex())
        elif text:
            self._timer.stop()
            self._opens_first = True
            self._ask()

    def _ask(self) -> None:
        text = self.text().strip()
        if not text:
            return
        self._asked += 1
        asked = self._asked
        self._tasks.start(
            self._data_sync.patients.search(text, limit=_SHOWN),
            done=lambda rows: self._show(rows, text, asked),
        )

    def _show(self, rows: tuple[PatientRow, ...], text: str, asked: int) -> None:
        if asked != self._asked or not self.hasFocus():
            return
        self._shown_text = text
        self.model.set_rows(rows)
        self.results.setVisible(bool(rows))
        self.no_match.setVisible(not rows)
        self.no_match.setText(self.tr("No patient matches “{0}”").format(text))
        if rows:
            self.results.setCurrentIndex(self.model.index(0, 0))
        self._place()
        self.popup.show()
        self.popup.raise_()
        if self._opens_first:
            self._opens_first = False
            self._choose(self.results.currentIndex())

    def _place(self) -> None:
        corner = self.mapTo(self._window, QPoint(0, self.height() + 4))
        lines = max(1, self.model.rowCount())
        width = min(max(self.width(), _NARROWEST), self._window.width() - 16)
        left = max(8, min(corner.x(), self._window.width() - width - 8))
        self.popup.setGeometry(left, corner.y(), width, lines * RESULT_HEIGHT + 12)

    def _move(self, step: int) -> None:
        row = self.results.currentIndex().row() + step
        row = max(0, min(self.model.rowCount() - 1, row))
        self.results.setCurrentIndex(self.model.index(row, 0))

    def _choose(self, index: QModelIndex) -> None:
        if self.popup.isVisible() and index.isValid():
            chosen = self.model.row_at(index.row())
            self.clear()
            self.popup.hide()
            self.patient_chosen.emit(chosen.id)
