"""The form of one of a clinic's own entries, with a draft, and a warning before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.declare import Record
from app.domain.errors import InvalidRecord, InvalidValue, RecordNotFound, StaleVersion
from app.domain.ids import PatientId, RecordId, is_record_id
from app.live.data_sync import DataSync
from app.ui.entry_kind import EntryField, EntryKind, said
from app.ui.error_presenter import field_words, words_for
from app.ui.form_draft import Content, FormDraft
from app.ui.patient_choice import PatientChoice
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import side_width
from app.ui.theme.tokens import Tone
from app.ui.typed_texts import texts_of
from app.ui.vocabulary import reason_said
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Control, Field, line_edit
from app.ui.widgets.form_keys import heard_by_form
from app.ui.widgets.surfaces import Card, Notice, label

_LINE = 22


class EntryForm(Card):
    """saved(before, after): an entry was kept; before is None for a new one. closed(): it goes."""

    saved = Signal(object, object)
    closed = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, kind: EntryKind) -> None:
        super().__init__(name=f"{kind.name}_form", padding=18)
        self.setFixedWidth(side_width())
        self._tasks, self._kind = tasks, kind
        self.record: Record | None = None
        self._opening = 0
        self._is_saving = False
        self._warned_of: dict[str, str] = {}
        self._title = label("", "section", name=f"{kind.name}_form_title", wraps=True)
        self._problem = Notice(Tone.DANGER, "circle-x", name=f"{kind.name}_problem")
        self._warning = Notice(Tone.WARN, "triangle-alert", name=f"{kind.name}_warning")
        self.fields = {one.name: _field(kind, one) for one in kind.fields()}
        self._begun_about = ""
        self.whose = _whose(data_sync, tasks, kind)
        self._about = label("", "label", name=f"{kind.name}_about", wraps=True)
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=kind.name,
            entity=kind.entity,
            read=self._typed,
            show=self._show_typed,
            reset=self._show_stored,
            parent=self,
            sought=lambda: self.whose.sought if self.whose else "",
        )
        self.who_changed = WhoChanged(data_sync, tasks, lambda: self.record, prefix=kind.name)
        self._save = Button(said("Save"), name=f"{kind.name}_save", look=Look.PRIMARY)
        self._cancel = Button(said("Close"), name=f"{kind.name}_cancel")
        self._lay_out()
        self._connect()

    @property
    def is_typed(self) -> bool:
        """Whether something is typed that is not saved."""
        return not self.isHidden() and self._typed() is not None

    def offer_choices(self) -> None:
        """The list was read: what can be chosen is known now."""
        for one in self._kind.fields():
            field = self.fields[one.name]
            control = field.control
            if not one.is_choice or not isinstance(control, ComboBox):
                continue
            kept, blocked = field.value(), control.blockSignals(True)
            control.clear()
            for value, words in self._kind.choices(one.name):
                control.addItem(words, value)
            field.set_value(kept)
            control.blockSignals(blocked)

    def start(self, record: Record | None, *, about: PatientId | None = None) -> None:
        """Fill in a new entry, or change one; what was left unfinished comes back.

        about: the patient a new one begins with.
        """
        if not self.isHidden():
            self.draft.close()
        self._opening += 1
        self.record = record
        self._begun_about = about or ""
        self._hold(is_saving=False)
        self.offer_choices()
        self.show()
        self._show_stored()
        whose = getattr(record, "patient_id", None) if record else about
        self.draft.open(self._kind.draft_subject(record, about), patient_id=whose)
        next(iter(self.fields.values())).control.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_form(self) -> None:
        """Go; what is typed is kept as a draft."""
        if not self._is_saving:
            self.draft.close()
            self._end()

    def stop(self) -> None:
        """The window closes."""
        self.draft.stop()
        if self.whose is not None:
            self.whose.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter in a line saves, Enter on a button presses it."""
        if not heard_by_form(event, leave=self.close_form, save=self.save):
            super().keyPressEvent(event)

    def save(self) -> None:
        """Keep the entry; what stands in its way is said first, and saving again keeps it so."""
        if self._is_saving or self.isHidden():
            return
        self._problem.set_text("")
        for field in self.fields.values():
            field.set_error("")
        texts = self._texts()
        try:
            made = self._kind.made(texts, self.record)
        except InvalidValue as error:
            self._show_refusal(error)
            return
        self._hold(is_saving=True)
        self.draft.hold()
        opening = self._opening
        self._tasks.start(
            self._keep(made, texts),
            done=lambda kept: self._on_kept(kept, texts, opening),
            failed=lambda error: self._on_failed(error, opening),
        )

    async def _keep(self, made: Record, texts: dict[str, str]) -> Record | str:
        """What was kept, or the warning that comes first."""
        words = "" if texts == self._warned_of else await self._kind.warning(made)
        if words:
            return words
        return await self._kind.save(made, based_on=self.record, draft=self.draft.key)

    def _on_kept(self, kept: Record | str, texts: dict[str, str], opening: int) -> None:
        if opening != self._opening:
            return
        self._hold(is_saving=False)
        if isinstance(kept, str):
            self._warned_of = texts
            self._warning.set_text(kept)
            self._save.setText(said("Save all the same"))
            self.draft.release()
            return
        before = self.record
        self.draft.end(was_saved=True)
        self._end()
        self.saved.emit(before, kept)

    def _on_failed(self, error: Exception, opening: int) -> bool:
        if opening != self._opening:
            return False
        self._hold(is_saving=False)
        self.draft.release()
        if isinstance(error, (RecordNotFound, StaleVersion)):
            self._problem.set_text(words_for(error))
            return True
        if isinstance(error, InvalidValue):
            self._show_refusal(error)
            return True
        return False

    def _show_refusal(self, error: InvalidValue) -> None:
        problems = error.problems if isinstance(error, InvalidRecord) else {}
        for name, reason in problems.items():
            if name in self.fields:
                self.fields[name].set_error(f"{field_words(name)} {reason_said(reason)}.")
        if not problems or not problems.keys() <= self.fields.keys():
            self._problem.set_text(words_for(error))
        wrong = next((one for one in self.fields.values() if one.error()), None)
        if wrong is not None:
            wrong.control.setFocus()

    def _texts(self) -> dict[str, str]:
        texts = {name: field.value() for name, field in self.fields.items()}
        if self.whose is not None and self.record is None:
            texts["patient_id"] = self.whose.patient_id or ""
        return texts

    def _stored(self) -> dict[str, str]:
        """What the form began with."""
        texts = self._kind.texts(self.record)
        if self.whose is not None and self.record is None:
            texts["patient_id"] = self._begun_about
        return texts

    def _typed(self) -> Content | None:
        texts = self._texts()
        return None if texts == self._stored() else {"typed": texts}

    def _show_typed(self, content: Content) -> bool:
        typed = texts_of(content.get("typed"))
        for name in self.fields.keys() & typed.keys():
            self.fields[name].set_value(typed[name])
        if "patient_id" in typed:
            self._choose(typed["patient_id"])
        return bool(typed)

    def _show_stored(self) -> None:
        words = self._kind.words()
        self._title.setText(words.title if self.record else words.add)
        self.setAccessibleName(self._title.text())
        self.who_changed.setVisible(self.record is not None)
        self._show(self._stored())
        self._forget_warning()

    def _show(self, texts: Mapping[str, str]) -> None:
        for name, field in self.fields.items():
            field.set_value(texts.get(name, ""))
            field.set_error("")
        self._choose(texts.get("patient_id", ""))
        self._problem.set_text("")

    def _choose(self, patient_id: str) -> None:
        """Whom a new entry is about can be chosen; of one that is kept it is said."""
        if self.whose is None:
            return
        self._about.setText(self._kind.about(self.record) if self.record else "")
        self._about.setVisible(self.record is not None)
        self.whose.setVisible(self.record is None)
        if self.record is None and is_record_id(patient_id):
            self.whose.look_up(PatientId(RecordId(patient_id)))
        else:
            self.whose.clear()

    def _forget_warning(self) -> None:
        self._warned_of = {}
        self._warning.set_text("")
        self._save.setText(said("Save"))

    def _hold(self, *, is_saving: bool) -> None:
        self._is_saving = is_saving
        self._save.setEnabled(not is_saving)

    def _end(self) -> None:
        self._opening += 1
        self.hide()
        self.closed.emit()

    def _on_edited(self) -> None:
        if self._warned_of and self._texts() != self._warned_of:
            self._forget_warning()
        self.draft.touch()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.who_changed)
        self.body.addLayout(head)
        inner = QWidget()
        inner.setObjectName("scroll_body")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.draft.bar, self._problem, self._warning):
            column.addWidget(part)
        if self.whose is not None:
            column.addWidget(self.whose)
            column.addWidget(self._about)
        row = QHBoxLayout()
        for one in self._kind.fields():
            if not one.beside:
                row = QHBoxLayout()
                row.setSpacing(8)
                column.addLayout(row)
            row.addWidget(self.fields[one.name], 1)
            if one.note:
                column.addWidget(label(one.note, "meta", wraps=True))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._save, 1)
        foot.addWidget(self._cancel)
        self.body.addLayout(foot)
        for notice in (self._problem, self._warning):
            notice.set_text("")
        # Made while a window is shown, they would stand in the order Qt met them in.
        stops = [*(one.control for one in self.fields.values()), self._save, self._cancel]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        for field in self.fields.values():
            field.edited.connect(self._on_edited)
        if self.whose is not None:
            self.whose.chosen.connect(self._on_edited)
        self._save.clicked.connect(self.save)
        self._cancel.clicked.connect(self.close_form)
        keep = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        keep.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keep.activated.connect(self.save)


def _whose(data_sync: DataSync, tasks: TaskRunner, kind: EntryKind) -> PatientChoice | None:
    caption = kind.words().whose
    return PatientChoice(data_sync, tasks, name=kind.name, caption=caption) if caption else None


def _field(kind: EntryKind, one: EntryField) -> Field:
    name = f"{kind.name}_{one.name}"
    control: Control
    if one.is_choice:
        control = ComboBox(name=name, accessible=one.words)
    elif one.lines > 1:
        control = QPlainTextEdit()
        control.setObjectName(name)
        control.setTabChangesFocus(True)
        control.setFixedHeight(one.lines * _LINE)
    else:
        control = line_edit(name, placeholder=one.hint, length=one.length)
    return Field(one.words, control)
