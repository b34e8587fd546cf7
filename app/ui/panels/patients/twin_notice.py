"""Shows who is registered already and may be the person being typed in, and stops nobody."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.duplicates import NewPerson
from app.domain.ids import RecordId
from app.domain.values import shown_phone
from app.live.data_sync import DataSync
from app.services.namesakes import Similar
from app.services.patients import PatientRow
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import WrappingLabel, label
from app.ui.wording import shown_date

_TYPING_MS = 200
_LINES = 4
"""As many are shown; more letters leave fewer."""
_LOOKED_AT = 20


class TwinNotice(QFrame):
    """Looks for similar patients while somebody is typed in.

    open_requested(id): that patient instead. Whoever it is not, as somebody says, is not shown
    again; `not_these` names them for the save.
    """

    open_requested = Signal(str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("twin_notice")
        self.setProperty("notice", "warn")
        self._data_sync = data_sync
        self._tasks = tasks
        self._person = NewPerson()
        self._shown: tuple[PatientRow, ...] = ()
        self._typing_in: QWidget | None = None
        self._met: set[RecordId] = set()
        """Whoever was shown while this form is open."""
        self._refused: dict[RecordId, None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(self._on_typed)
        self._lines: list[tuple[WrappingLabel, Button]] = []
        self._lay_out()
        self.forget()

    @property
    def not_these(self) -> tuple[RecordId, ...]:
        """Who the person typed in is not, as somebody said."""
        return tuple(self._refused)

    def forget(self) -> None:
        """Nobody new is being registered."""
        self._timer.stop()
        self._person = NewPerson()
        self._met.clear()
        self._refused.clear()
        self._show(())

    def consider(self, person: NewPerson) -> None:
        """This is who is being typed in: look once the typing pauses."""
        if person == self._person:
            return
        self._person, self._typing_in = person, QApplication.focusWidget()
        if person.is_enough:
            self._timer.start()
        else:
            self._timer.stop()
            self._show(())

    async def is_news(self, person: NewPerson) -> bool:
        """Whether somebody is likely the same and was not shown yet; shows them then."""
        self._timer.stop()
        self._person = person
        known = frozenset(self._met)
        found = await self._look(person)
        return any(one.is_likely and one.row.id not in known for one in found)

    def text(self) -> str:
        """What it says, as one text."""
        return self.accessibleName()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        self._title = label("", "strong", name="twin_title", wraps=True)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        column.addLayout(head)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setVerticalSpacing(2)
        for at in range(_LINES):
            words = WrappingLabel("")
            words.setObjectName(f"twin_{at + 1}")
            button = Button(self.tr("Open"), name=f"open_twin_{at + 1}_button", look=Look.QUIET)
            button.clicked.connect(partial(self._on_open, at))
            grid.addWidget(words, at, 0)
            grid.addWidget(button, at, 1)
            self._lines.append((words, button))
        column.addLayout(grid)
        # Made last: one Shift+Tab away from where the name is typed.
        none = Button(self.tr("None of them"), name="twin_none_button")
        none.clicked.connect(self._on_none)
        head.addWidget(none, 0, Qt.AlignmentFlag.AlignTop)

    def _on_typed(self) -> None:
        self._tasks.start(self._look(self._person))

    async def _look(self, person: NewPerson) -> Sequence[Similar]:
        """Who is like the person and was not refused; shown where the typing did not go on."""
        if not person.is_enough:
            return ()
        found = await self._data_sync.patients.similar(person, limit=_LOOKED_AT)
        found = [one for one in found if one.row.id not in self._refused]
        if person == self._person:
            self._show(tuple(one.row for one in found))
        return found

    def _show(self, rows: tuple[PatientRow, ...]) -> None:
        was_shown, self._shown = bool(self._shown), rows
        shown = rows[:_LINES]
        self._met.update(row.id for row in shown)
        lines = [_words(row) for row in shown]
        for at, (words, button) in enumerate(self._lines):
            words.setText(lines[at] if at < len(lines) else "")
            words.setVisible(at < len(lines))
            button.setVisible(at < len(lines))
            button.setAccessibleDescription(words.text())
        self._title.setText(self._heading(len(rows)))
        self.setAccessibleName("\n".join([self._title.text(), *lines]))
        self.setVisible(bool(rows))
        if rows and not was_shown:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _heading(self, count: int) -> str:
        if count > _LINES:
            return self.tr("Registered already? The {0} most alike of several:").format(_LINES)
        return self.tr("Registered already? Save registers another patient.")

    def _on_open(self, at: int) -> None:
        self.open_requested.emit(self._shown[at].id)

    def _on_none(self) -> None:
        """Go on where the typing was."""
        self._refused |= {row.id: None for row in self._shown}
        self._show(())
        if self._typing_in is not None:
            self._typing_in.setFocus()


def _words(row: PatientRow) -> str:
    facts = (row.name, shown_date(row.birth_date), row.mrn, shown_phone(row.phone or ""))
    return "  ·  ".join(fact for fact in facts if fact)
