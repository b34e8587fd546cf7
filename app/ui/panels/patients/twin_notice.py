"""Says that a patient of this name and birth date is registered already, and stops nobody."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import Notice
from app.ui.wording import shown_date

Person = tuple[str, str, str]
"""Family name, given names, birth date."""
_TYPING_MS = 200
_LOOKED_AT = 50


class TwinNotice(Notice):
    """Looks for a namesake with the same birth date. open_requested(id): that patient instead."""

    open_requested = Signal(str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(Tone.WARN, "users", name="twin_notice", parent=parent)
        self._data_sync = data_sync
        self._tasks = tasks
        self._person: Person = ("", "", "")
        self._shown_for: Person | None = None
        self._twin = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(self._on_typed)
        button = Button(self.tr("Open"), name="open_twin_button")
        button.clicked.connect(lambda: self.open_requested.emit(self._twin))
        self.action_row.addWidget(button)
        self.forget()

    def forget(self) -> None:
        """Nobody new is being registered."""
        self._timer.stop()
        self._person, self._shown_for = ("", "", ""), None
        self.set_text("")

    def consider(self, person: Person) -> None:
        """This is who is being typed in: look once the typing pauses."""
        if person == self._person:
            return
        self._person = person
        if self._shown_for is not None:
            self._shown_for = None
            self.set_text("")
        if person[0] and person[2]:
            self._timer.start()

    async def is_news(self, person: Person) -> bool:
        """Whether there is a namesake that the notice has not shown yet; shows it then."""
        self._timer.stop()
        self._person = person
        if self._shown_for == person or not (person[0] and person[2]):
            return False
        return await self._look(person)

    def _on_typed(self) -> None:
        person = self._person
        self._tasks.start(self._look(person))

    async def _look(self, person: Person) -> bool:
        return self._show(person, await self._find(person))

    async def _find(self, person: Person) -> PatientRow | None:
        wanted = _folded(", ".join(filter(None, person[:2])))
        rows = await self._data_sync.patients.search(" ".join(person), limit=_LOOKED_AT)
        same = (row for row in rows if row.birth_date == person[2] and _folded(row.name) == wanted)
        return next(same, None)

    def _show(self, person: Person, row: PatientRow | None) -> bool:
        if row is None or person != self._person:
            return False
        self._shown_for, self._twin = person, row.id
        text = self.tr("{0}, born {1}, is registered already: {2}. Save registers another patient.")
        self.set_text(text.format(row.name, shown_date(row.birth_date), row.mrn))
        return True


def _folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
