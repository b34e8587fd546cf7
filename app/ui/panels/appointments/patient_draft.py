"""The draft of a small form about one patient: whom it is for, what is typed, what is ticked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.ids import RecordId, is_record_id
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.ui.form_draft import Content, FormDraft, cursor_of, place_cursor
from app.ui.panels.appointments.booking_draft import subject_of
from app.ui.patient_picker import PatientPicker
from app.ui.task_runner import TaskRunner
from app.ui.typed_texts import texts_of
from app.ui.widgets.fields import Field

RECALL, WISH, WALK_IN = "recall", "wish", "walk_in"
"""The forms that keep such a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftParts:
    """The parts of a form that its draft holds. chosen(): the patient's id, "" for nobody yet."""

    fields: Mapping[str, Field]
    picker: PatientPicker
    chosen: Callable[[], str]
    take: Callable[[PatientRow], None]
    """The patient was chosen."""
    choose_again: Callable[[], None]
    """Nobody is chosen any more."""
    boxes: Mapping[str, QCheckBox]


class PatientDraft(FormDraft):
    """Holds what differs from the form as it was opened; a patient in it is read again by id."""

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        *,
        form: str,
        entity: str,
        parts: DraftParts,
        parent: QWidget,
    ) -> None:
        super().__init__(
            data_sync,
            tasks,
            form=form,
            entity=entity,
            read=self._typed,
            show=self._show_typed,
            reset=self._show_opened,
            parent=parent,
            sought=lambda: parts.chosen() or parts.picker.field.text().strip(),
            apart=subject_of,
        )
        self._host, self._parts = parent, parts
        self._people = data_sync.patients
        self._wish = 0
        self._texts: dict[str, str] = {}
        self._ticks: dict[str, bool] = {}
        self._begun_for = ""
        for field in parts.fields.values():
            field.edited.connect(self.touch)
        for box in parts.boxes.values():
            box.clicked.connect(self.touch)
        for happened in (parts.picker.field.textEdited, parts.picker.picked):
            happened.connect(self.touch)

    @property
    def is_typed(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._typed() is not None

    def begin(self, subject: str, *, patient_id: str = "") -> None:
        """The form shows what it begins with: look for what was left unfinished in it."""
        self._wish += 1
        self._texts, self._ticks, self._begun_for = self._shown(), self._ticked(), patient_id
        self.open(subject, patient_id=RecordId(patient_id) if patient_id else None)

    def close(self) -> None:
        """The form goes away unsaved: what is typed stays as a draft."""
        self._wish += 1
        if self.is_typed:
            self.leave()
        else:
            self.end()

    def _shown(self) -> dict[str, str]:
        return {name: field.value() for name, field in self._parts.fields.items()}

    def _ticked(self) -> dict[str, bool]:
        return {name: box.isChecked() for name, box in self._parts.boxes.items()}

    def _typed(self) -> Content | None:
        if self._host.isHidden():
            return None
        texts = {key: text for key, text in self._shown().items() if text != self._texts.get(key)}
        ticks = {key: tick for key, tick in self._ticked().items() if tick != self._ticks.get(key)}
        patient_id = self._parts.chosen()
        search = "" if patient_id else self._parts.picker.field.text().strip()
        if not texts and not ticks and not search and patient_id in ("", self._begun_for):
            return None
        return {
            "typed": texts,
            "ticked": ticks,
            "patient_id": patient_id,
            "search": search,
            "cursor": cursor_of(self._host),
        }

    def _show_typed(self, content: Content) -> bool:
        if not content:
            return False
        texts = texts_of(content.get("typed"))
        for name in self._parts.fields.keys() & texts.keys():
            self._parts.fields[name].set_value(texts[name])
        patient_id, search = content.get("patient_id"), content.get("search")
        if isinstance(patient_id, str) and is_record_id(patient_id):
            self._bring(patient_id, content)
        elif isinstance(search, str) and search and not self._parts.chosen():
            self._parts.picker.field.setText(search)
        self._tick(content)
        place_cursor(self._host, content.get("cursor"))
        return True

    def _bring(self, patient_id: str, content: Content) -> None:
        if patient_id == self._parts.chosen():
            return
        wish, wanted = self._wish, RecordId(patient_id)

        def show(rows: Mapping[RecordId, PatientRow]) -> None:
            if wish == self._wish and wanted in rows and not self._parts.chosen():
                self._parts.take(rows[wanted])
                self._tick(content)
                place_cursor(self._host, content.get("cursor"))

        self._tasks.start(self._people.rows([wanted]), done=show)

    def _tick(self, content: Content) -> None:
        kept = content.get("ticked")
        ticks = cast("dict[str, object]", kept) if isinstance(kept, dict) else {}
        for name in self._parts.boxes.keys() & ticks.keys():
            self._parts.boxes[name].setChecked(bool(ticks[name]))

    def _show_opened(self) -> None:
        """What the form showed before anybody typed."""
        self._wish += 1
        if self._parts.chosen() not in ("", self._begun_for):
            self._parts.choose_again()
        self._parts.picker.field.clear()
        for name, field in self._parts.fields.items():
            field.set_value(self._texts.get(name, ""))
            field.set_error("")
        for name, box in self._parts.boxes.items():
            box.setChecked(self._ticks.get(name, False))
