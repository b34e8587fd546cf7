"""The form of a record about a patient: whose it is, its fields, a draft, a button to save."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.declare import Record, entity_of
from app.domain.drafts import NEW, DraftKey
from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.ids import PatientId, RecordId, is_record_id
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.ui.error_presenter import field_words, words_for
from app.ui.form_draft import FormDraft
from app.ui.patient_choice import PatientChoice
from app.ui.permitted import Permits, WhyLine
from app.ui.task_runner import TaskRunner
from app.ui.vocabulary import reason_said
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field
from app.ui.widgets.surfaces import label


def _tr(text: str) -> str:
    return QCoreApplication.translate("records", text)


class RecordForm(QScrollArea):
    """saved(words, record): it is kept. closed(): it goes; what is typed stays a draft.

    Who builds on it fills `fields` in `build`, and says what is stored, what was entered and how
    it is saved.
    """

    saved = Signal(str, object)
    closed = Signal()

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        *,
        name: str,
        record_type: type[Record],
        permission: Permission,
        titles: tuple[str, str],
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}_form")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._data_sync, self._tasks = data_sync, tasks
        self._permits, self._permission, self._titles = Permits(data_sync), permission, titles
        self.name = name
        self.record: Record | None = None
        self._is_open = self._is_saving = False
        self.fields: dict[str, Field] = {}
        self.whose = PatientChoice(data_sync, tasks, name=name)
        self.problem = label("", "error", name=f"{name}_problem", wraps=True)
        self.save_button = Button(_tr("Save"), name=f"{name}_save", icon="save", look=Look.PRIMARY)
        self.who_changed = WhoChanged(data_sync, tasks, lambda: self.record, prefix=name)
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=name,
            entity=entity_of(record_type).name,
            read=self._typed,
            show=self._show_typed,
            reset=self._reset,
            parent=self,
            sought=lambda: self.whose.sought,
        )
        self._lay_out()
        self._connect()

    @property
    def is_open(self) -> bool:
        """Whether somebody fills it in."""
        return self._is_open

    @property
    def is_typed(self) -> bool:
        """Whether something is typed that was not saved."""
        return self._is_open and self._typed() is not None

    def add(self, row: PatientRow | None = None) -> None:
        """Write a new one, of a patient where one is named; what was begun comes back."""
        is_same = row is None or row.id == self.whose.patient_id or self._is_saving
        if self._is_open and self.record is None and is_same:
            return
        self._begin(None, row.id if row else NEW)
        if row is not None:
            self.whose.choose(row)
            self.take_focus()
        else:
            self.whose.take_focus()

    def change(self, record: Record) -> None:
        """Change one."""
        self._begin(record, record.id)
        self.take_focus()

    def close_form(self) -> None:
        """Go; what is typed is kept."""
        if self._is_open and not self._is_saving:
            self.draft.close()
            self._is_open = False
            self.closed.emit()

    def save(self) -> None:
        """Save it, if nothing is wrong with it."""
        if self._is_saving or not self._is_open or not self.save_button.isEnabled():
            return
        self.complain("")
        for field in self.fields.values():
            field.set_error("")
        values, patient_id = self.entered(), self.whose.patient_id
        if patient_id is None:
            self.whose.complain(_tr("Choose the patient it is for."))
            self.whose.take_focus()
        if values is None or patient_id is None:
            return
        self._hold(True)
        self._tasks.start(
            self.saving(patient_id, values, self.draft.key),
            done=self._on_saved,
            failed=self._on_failed,
        )

    def stop(self) -> None:
        """The window closes."""
        self.draft.stop()
        self.whose.stop()

    def complain(self, words: str) -> None:
        """Say what is wrong with it as a whole; "" for nothing."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def build(self, column: QVBoxLayout) -> None:
        """Put the fields there, and into `fields`."""

    def take_focus(self) -> None:
        """Put the cursor into the first field."""
        next(iter(self.fields.values())).control.setFocus(Qt.FocusReason.OtherFocusReason)

    def stored(self, record: Record | None) -> Mapping[str, str]:
        """What the fields show of a record, or of a new one."""
        return {name: str(getattr(record, name, "") or "") for name in self.fields}

    def show_more(self, record: Record | None) -> None:
        """Show of a record what stands in no field."""

    def more(self) -> Mapping[str, object]:
        """What is typed outside the fields and not saved; empty where nothing is."""
        return {}

    def show_more_typed(self, content: Mapping[str, object]) -> None:
        """Put back what `more` gave."""

    def entered(self) -> Mapping[str, object] | None:
        """The values to be saved; None where something is wrong, which then is said beside it."""
        return None

    def saving(
        self, patient_id: PatientId, values: Mapping[str, object], key: DraftKey | None
    ) -> Coroutine[Any, Any, Record]:
        """The call that saves it."""
        raise AssertionError(self.name, patient_id, values, key)

    def _begin(self, record: Record | None, subject: str) -> None:
        if self._is_open:
            self.draft.close()
        self.record, self._is_open = record, True
        self._reset()
        whose = getattr(record, "patient_id", None) if record else None
        # Whose patient it is decides the service, for the patient that is chosen.
        why = self._permits.why_not(self._permission, patient_id=whose, is_own=True)
        self.why.say(why)
        self.save_button.setEnabled(not why)
        self.draft.open(subject, patient_id=whose)

    def _reset(self) -> None:
        title = self._titles[0 if self.record is None else 1]
        self.heading.setText(title)
        self.setAccessibleName(title)
        self.complain("")
        for name, text in self.stored(self.record).items():
            self.fields[name].set_value(text)
            self.fields[name].set_error("")
        self.show_more(self.record)
        if self.record is None:
            self.whose.clear()
        else:
            self.whose.look_up(cast("Any", self.record).patient_id, may_change=False)

    def _typed(self) -> Mapping[str, object] | None:
        now = {name: field.value() for name, field in self.fields.items()}
        stored, more = self.stored(self.record), self.more()
        if not more and all(now[name] == stored.get(name, "") for name in now):
            return None
        return {**now, **more, "patient_id": self.whose.patient_id or ""}

    def _show_typed(self, content: Mapping[str, object]) -> bool:
        for name, field in self.fields.items():
            value = content.get(name)
            if isinstance(value, str):
                field.set_value(value)
        self.show_more_typed(content)
        patient_id = content.get("patient_id")
        is_free = self.record is None and self.whose.patient_id is None
        if is_free and isinstance(patient_id, str) and is_record_id(patient_id):
            self.whose.look_up(PatientId(RecordId(patient_id)))
        return True

    def _on_saved(self, record: Record) -> None:
        self._hold(False)
        self.draft.end(was_saved=True)
        self._is_open = False
        self.saved.emit(_tr("Saved."), record)

    def _on_failed(self, error: Exception) -> bool:
        self._hold(False)
        self.draft.release()
        problems = error.problems if isinstance(error, InvalidRecord) else {}
        for name, reason in problems.items():
            if name in self.fields:
                self.fields[name].set_error(f"{field_words(name)} {reason_said(reason)}.")
        if not problems or not problems.keys() <= self.fields.keys():
            self.complain(words_for(error))
        return isinstance(error, InvalidValue)

    def _hold(self, is_saving: bool) -> None:
        self._is_saving = is_saving
        if is_saving:
            self.draft.hold()
        self.save_button.setEnabled(not is_saving)

    def _lay_out(self) -> None:
        body = QWidget()
        body.setObjectName("scroll_body")
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        head = QHBoxLayout()
        self.heading = label("", "section", name=f"{self.name}_form_title")
        head.addWidget(self.heading)
        head.addStretch(1)
        words = _tr("Close (Esc)")
        self.close_button = Button(
            "", name=f"{self.name}_form_close", icon="x", look=Look.QUIET, accessible=words
        )
        head.addWidget(self.who_changed)
        head.addWidget(self.close_button)
        column.addLayout(head)
        self.why = WhyLine(name=f"{self.name}_form_why")
        for part in (self.why, self.draft.bar, self.whose):
            column.addWidget(part)
        self.build(column)
        column.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        column.addLayout(foot)
        column.addStretch(1)
        self.setWidget(body)

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.close_form)
        self.save_button.clicked.connect(self.save)
        self.whose.chosen.connect(self.touched)
        for field in self.fields.values():
            field.edited.connect(self.touched)

    def touched(self) -> None:
        """Something was typed or chosen."""
        if self._is_open and not self._is_saving:
            self.draft.touch()
