"""The clinic's settings: administrators change them, everybody else reads them and is told why."""

from __future__ import annotations

from zoneinfo import available_timezones

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.changes import ChangeSet
from app.domain.clinic_settings import (
    CLINIC_SETTINGS,
    read_clinic_settings,
    shown_clinic_settings,
)
from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.permissions import Permission
from app.domain.staff import LONGEST_CLINIC_NAME, Clinic
from app.live.data_sync import DataSync
from app.ui.error_presenter import words_for
from app.ui.form_draft import Content, FormDraft, cursor_of, place_cursor
from app.ui.permitted import Permits, WhyLine
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.theme.tokens import Tone
from app.ui.vocabulary import reason_said
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Card, Notice, label

FORM, _SUBJECT = "clinic_settings", "clinic"
_LENGTHS = {
    "name": LONGEST_CLINIC_NAME,
    "zone": 64,
    "opens_at": 8,
    "closes_at": 8,
    "currency": 3,
    "adjustment_limit_minor": 16,
    "tells_after_min": 4,
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class ClinicPage(QWidget):
    """said(text): what was saved. saved(): the window shows the clinic as it was."""

    said = Signal(str)
    saved = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self._data_sync, self._tasks = data_sync, tasks
        self._why = Permits(data_sync).why_not(Permission.CLINIC_EDIT)
        self._clinic: Clinic = data_sync.clinic
        self._is_saving = self._is_stopped = False
        self.fields = {name: _field(name) for name in CLINIC_SETTINGS}
        self.why = WhyLine(name="clinic_why")
        self.trouble = Notice(Tone.DANGER, "triangle-alert", name="clinic_trouble")
        self.again = Button(_tr("Try again"), name="clinic_again")
        self.trouble.action_row.addWidget(self.again)
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=FORM,
            entity="clinic",
            read=self._unsaved,
            show=self._show_draft,
            reset=self._show_stored,
            parent=self,
        )
        self._lay_out()
        self._connect()
        self._show_stored()
        self.why.say(self._why)
        self.trouble.set_text("")
        self.again.hide()
        for field in self.fields.values():
            field.set_locked(self._why)

    def opened(self) -> None:
        """Read the settings; what is typed and not saved stays."""
        if self.draft.key is None and not self._why:
            self.draft.open(_SUBJECT)
        self._read()

    def take_focus(self) -> None:
        """Put the cursor into the first field."""
        if not any(field.control.hasFocus() for field in self.fields.values()):
            self.fields["name"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def has_unsaved(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._unsaved() is not None

    def ask_unsaved(self) -> None:
        """Say what is not saved, with the cursor there."""
        self.trouble.set_text(_tr("These settings are not saved yet."))
        self.save.setFocus()

    def take_back(self) -> bool:
        """Show what is stored again; False where nothing was typed."""
        if not self.has_unsaved():
            return False
        self.draft.discard()
        self.trouble.set_text("")
        self._show_stored()
        self.draft.open(_SUBJECT)
        return True

    def stop(self) -> None:
        """The window closes."""
        self._is_stopped = True
        self.draft.stop()

    def submit(self) -> None:
        """Save what was changed."""
        if self._why or self._is_saving:
            return
        try:
            changes = read_clinic_settings(self._typed(), self._clinic)
        except InvalidRecord as error:
            self._show_problems(error)
            return
        if changes:
            self._set_saving(is_saving=True)
            self.draft.hold()
            self._tasks.start(
                self._data_sync.staff.change_clinic(changes),
                done=self._on_saved,
                failed=self._on_failed,
            )
        else:
            self.take_back()

    def _lay_out(self) -> None:
        card = Card(padding=16)
        card.body.setSpacing(px(12))
        self.who_changed = WhoChanged(
            self._data_sync, self._tasks, lambda: self._clinic, prefix="clinic"
        )
        head = QHBoxLayout()
        head.addWidget(label(_tr("The clinic"), "section"))
        head.addStretch(1)
        head.addWidget(self.who_changed)
        card.body.addLayout(head)
        card.body.addWidget(self.why)
        card.body.addWidget(self.draft.bar)
        card.body.addWidget(self.trouble)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        for at, field in enumerate(self.fields.values()):
            grid.addWidget(field, at // 2, at % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        note = _tr("Every desk of the clinic takes these over. Times on screen are the clinic's.")
        card.body.addWidget(label(note, "label", wraps=True))
        card.body.addLayout(self._buttons())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        self.save = Button(_tr("Save"), name="clinic_save_button", look=Look.PRIMARY)
        self.save.setToolTip(_tr("Save (Ctrl+S)"))
        self.back = Button(_tr("Take back"), name="clinic_back_button", icon="undo-2")
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.save)
        return row

    def _connect(self) -> None:
        for field in self.fields.values():
            field.edited.connect(self._on_edited)
            if isinstance(field.control, QLineEdit):
                field.control.returnPressed.connect(self.submit)
        self.save.clicked.connect(self.submit)
        self.back.clicked.connect(self.take_back)
        self.again.clicked.connect(self._on_again)
        self._data_sync.feed.changed.connect(self._on_changed)

    def _typed(self) -> dict[str, str]:
        return {name: field.value() for name, field in self.fields.items()}

    def _unsaved(self) -> dict[str, object] | None:
        """What is typed and differs from what is stored, with the cursor; None: nothing."""
        stored = shown_clinic_settings(self._clinic)
        typed = {name: text for name, text in self._typed().items() if text != stored[name]}
        return {"typed": typed, "cursor": cursor_of(self)} if typed and not self._why else None

    def _show_draft(self, content: Content) -> bool:
        typed = content.get("typed")
        if not isinstance(typed, dict):
            return False
        for name, text in typed.items():  # pyright: ignore[reportUnknownVariableType]
            if name in self.fields and isinstance(text, str):
                self.fields[name].set_value(text)  # pyright: ignore[reportUnknownArgumentType]
        place_cursor(self, content.get("cursor"))
        self._on_edited()
        return True

    def _show_stored(self) -> None:
        for name, text in shown_clinic_settings(self._clinic).items():
            self.fields[name].set_value(text)
            self.fields[name].set_error("")
        self._offer()

    def _show_problems(self, error: InvalidValue) -> None:
        problems = (
            error.problems if isinstance(error, InvalidRecord) else {error.field: error.reason}
        )
        for name, field in self.fields.items():
            reason = problems.get(name, "")
            field.set_error(_reason(reason) if reason else "")
        first = next((name for name in self.fields if name in problems), None)
        if first is None:
            self.trouble.set_text(words_for(error))
        else:
            self.fields[first].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> None:
        if not self._is_stopped:
            self._tasks.start(
                self._data_sync.staff.clinic(), done=self._on_read, failed=self._on_unread
            )

    def _on_read(self, clinic: Clinic) -> None:
        typed = self._unsaved()
        self._clinic = clinic
        if self.again.isVisible():
            self.trouble.set_text("")
        self._show_stored()
        if typed is not None:
            self._show_draft(typed)

    def _on_unread(self, error: Exception) -> bool:
        self.trouble.set_text(words_for(error))
        self.again.show()
        return True

    def _on_again(self) -> None:
        self.trouble.set_text("")
        self._read()

    def _on_edited(self) -> None:
        self._offer()
        self.draft.touch()

    def _offer(self) -> None:
        can_save = self.has_unsaved() and not self._is_saving
        self.save.setEnabled(can_save)
        self.back.setEnabled(can_save)

    def _set_saving(self, *, is_saving: bool) -> None:
        self._is_saving = is_saving
        self._offer()

    def _on_saved(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._set_saving(is_saving=False)
        self.draft.discard()
        self.trouble.set_text("")
        self._show_stored()
        self.said.emit(_tr("The clinic's settings are saved."))
        self.saved.emit()

    def _on_failed(self, error: Exception) -> bool:
        self._set_saving(is_saving=False)
        self.draft.release()
        if isinstance(error, InvalidValue):
            self._show_problems(error)
        else:
            self.again.hide()
            self.trouble.set_text(words_for(error))
        return True

    def _on_changed(self, change_set: ChangeSet) -> None:
        """Another desk, or this one, saved other settings."""
        if change_set.touches("clinic") and not self._is_saving:
            self._read()


def _field(name: str) -> Field:
    titles = {
        "name": _tr("Name"),
        "zone": _tr("Time zone"),
        "opens_at": _tr("Opens at"),
        "closes_at": _tr("Closes at"),
        "currency": _tr("Currency (three letters)"),
        "adjustment_limit_minor": _tr("Front desk charges and adjusts up to"),
        "tells_after_min": _tr("Minutes until a changed visit is written about (0: never)"),
    }
    control = line_edit(f"clinic_{name}", length=_LENGTHS[name])
    if name == "zone":
        completer = QCompleter(sorted(available_timezones()), control)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        control.setCompleter(completer)
    return Field(titles[name], control)


def _reason(reason: str) -> str:
    said = reason_said(reason)
    return f"{said[0].upper()}{said[1:]}."
