"""The patient's own fields as controls: what is shown, what was edited, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from app.domain.declare import entity_of
from app.domain.duplicates import NewPerson
from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.ids import PatientId, is_record_id, new_id
from app.domain.patient import Patient
from app.domain.staff import Practitioner
from app.domain.validation import check
from app.domain.values import shown_phone
from app.services.drafts import packed, unpacked
from app.ui.panels.patients.form_layout import FLAGS, PHONES, YES, FieldPlan
from app.ui.panels.patients.person_choice import PersonField
from app.ui.panels.patients.typed_values import typed_date, typed_phone
from app.ui.typed_texts import texts_of
from app.ui.vocabulary import reason_said
from app.ui.widgets.fields import ComboBox, Control, Field, line_edit
from app.ui.wording import phone_words

_STAND_IN = "-"
_PEOPLE = ("guarantor_id", "household_id")
"""Fields that are filled by picking a patient."""
_PICK = str(QT_TRANSLATE_NOOP("reasons", "pick a patient from the matches"))


class PatientFields(QObject):
    """The controls of the form by field name. `edited` fires on every keystroke."""

    edited = Signal()

    def __init__(self, *, parent: QObject) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self.base: Patient | None = None
        self._shown: dict[str, str] = {}
        self.today = date.min
        self._save_tried = False

    def place(self, plans: Sequence[FieldPlan], grid: QGridLayout) -> None:
        """Make the controls and lay them out, six columns wide."""
        line = column = 0
        for plan in plans:
            if column + plan.span > 6:
                line, column = line + 1, 0
            field = self._make(plan)
            grid.addWidget(field, line, column, 1, plan.span)
            column += plan.span
        for position in range(6):
            grid.setColumnStretch(position, 1)

    def offer_practitioners(self, practitioners: Sequence[Practitioner]) -> None:
        """Fill the provider choice, keeping what is chosen."""
        field = self.fields["practitioner_id"]
        chosen = field.value()
        combo = field.control
        if isinstance(combo, QComboBox):
            blocked = combo.blockSignals(True)
            while combo.count() > 1:
                combo.removeItem(1)
            for practitioner in practitioners:
                combo.addItem(practitioner.display_name, practitioner.id)
            combo.blockSignals(blocked)
        field.set_value(chosen)

    def set_locked(self, why: str) -> None:
        """Let every field be read and none be changed, for this reason; "" opens them."""
        for field in self.fields.values():
            if field.is_locked or why:
                field.set_locked(why)

    @property
    def guarantor(self) -> PersonField:
        """Who pays, where it is somebody else."""
        return self._person("guarantor_id")

    @property
    def household(self) -> PersonField:
        """Whom the patient lives or pays together with: a household, or one just picked for it."""
        return self._person("household_id")

    def show_patient(self, patient: Patient | None, *, today: date) -> None:
        """Start from this patient, or from empty fields."""
        self.today = today
        self._save_tried = False
        self.base = patient
        self.household.forget()
        for name in self.fields:
            self._show(name, _stored_text(name, patient))

    def draft(self) -> dict[str, object]:
        """What was typed, and the stored patient it is an edit of."""
        typed = {name: self.fields[name].value() for name in self.edited_names()}
        return {"base": packed(self.base), "typed": typed}

    def show_draft(self, content: Mapping[str, object]) -> None:
        """Put typed text back, as an edit of what was stored then; newer keystrokes win."""
        typed = {**texts_of(content.get("typed")), **texts_of(self.draft()["typed"])}
        self.show_patient(unpacked(Patient, content.get("base")) or self.base, today=self.today)
        for name in self.fields.keys() & typed.keys():
            if name in _PEOPLE and not is_record_id(typed[name]):
                self._person(name).show_text(typed[name])
            else:
                self.fields[name].set_value(typed[name])

    def edited_names(self) -> tuple[str, ...]:
        """Fields whose text differs from what was shown."""
        return tuple(
            name for name, field in self.fields.items() if field.value() != self._shown[name]
        )

    def typed(self) -> dict[str, str]:
        """What stands in the controls, by field."""
        return {name: field.value() for name, field in self.fields.items()}

    def person(self) -> NewPerson:
        """Who is being typed in, as they would be stored."""
        return NewPerson(
            family_name=self.fields["family_name"].value(),
            given_names=self.fields["given_names"].value(),
            birth_date=str(self._value("birth_date")),
            phones=tuple(str(self._value(name)) for name in PHONES),
            email=self.fields["email"].value(),
        )

    def changes(self) -> dict[str, Any]:
        """Edited fields with their values as they will be stored."""
        return {name: self._value(name) for name in self.edited_names()}

    def problems(self) -> dict[str, str]:
        """Everything that keeps the form from being saved, shown at the fields."""
        self._save_tried = True
        problems = self._find_problems()
        for name, field in self.fields.items():
            field.set_error(self._words(problems.get(name, "")))
        return problems

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Reasons that came back from saving."""
        for name, reason in problems.items():
            if name in self.fields:
                self.fields[name].set_error(self._words(reason))

    def take_remote(self, fresh: Patient) -> tuple[list[str], list[str]]:
        """Another desk changed the patient: (fields refreshed, every field that clashes now).

        Text the person typed is never touched. A clashing field keeps the old base until the
        person decides, or until the other desk takes its change back.
        """
        base = self.base
        if base is None:
            return [], []
        edited = set(self.edited_names())
        refreshed: list[str] = []
        clashing: list[str] = []
        for name in self.fields:
            if getattr(base, name) == getattr(fresh, name):
                continue
            theirs = getattr(fresh, name)
            if name in edited and (self._value(name) or "") != (theirs or ""):
                clashing.append(name)
            else:
                refreshed.append(name)
        self.base = replace(fresh, **{name: getattr(base, name) for name in clashing})
        for name in refreshed:
            self._show(name, _stored_text(name, fresh))
        return refreshed, clashing

    def take_saved(self, saved: Patient, submitted: Mapping[str, str]) -> None:
        """These texts were saved as this patient; what was typed since is an edit of that."""
        self.base = saved
        self._save_tried = False
        for name, field in self.fields.items():
            if field.value() == submitted[name]:
                self._show(name, _stored_text(name, saved))
            else:
                self._shown[name] = _stored_text(name, saved)

    def settle_clash(self, name: str, fresh: Patient, *, keep_typed: bool) -> None:
        """The person decided about a clashing field."""
        if self.base is None:
            return
        self.base = replace(self.base, **{name: getattr(fresh, name)})
        text = _stored_text(name, fresh)
        if keep_typed:
            self._shown[name] = text
        else:
            self._show(name, text)
        self.edited.emit()

    def first_problem(self) -> QWidget | None:
        """The first control that holds something wrong."""
        return next((field.control for field in self.fields.values() if field.error()), None)

    def _person(self, name: str) -> PersonField:
        return cast("PersonField", self.fields[name])

    def _make(self, plan: FieldPlan) -> Field:
        name = f"patient_{plan.name}"
        if plan.choices:
            control = ComboBox(name=name, accessible=plan.words)
            for value, words in plan.choices:
                control.addItem(words, value)
        else:
            length = entity_of(Patient).by_name[plan.name].fact.max_length
            control = line_edit(name, placeholder=plan.hint, length=length)
        field = _field(plan, control)
        self.fields[plan.name] = field
        self._shown[plan.name] = field.value()
        field.edited.connect(self._on_edited)
        field.left.connect(lambda: self._on_left(plan.name))
        return field

    def _show(self, name: str, text: str) -> None:
        self.fields[name].set_value(text)
        self.fields[name].set_error("")
        self._shown[name] = self.fields[name].value()

    def _value(self, name: str) -> object:
        text = self.fields[name].value()
        if name == "birth_date":
            return typed_date(text, today=self.today)
        if name in PHONES:
            try:
                return typed_phone(text)
            except InvalidValue:
                return text
        if name in FLAGS:
            return text == YES
        if name.endswith("_id"):
            return text or None
        return text

    def _find_problems(self) -> dict[str, str]:
        problems: dict[str, str] = {}
        values = {name: self._value(name) for name in self.fields}
        for name in PHONES:
            try:
                typed_phone(self.fields[name].value())
            except InvalidValue as error:
                problems[name] = error.reason
        problems |= {name: _PICK for name in _PEOPLE if self._person(name).names_nobody}
        by_name = entity_of(Patient).by_name
        tidy = {n: None if by_name[n].nullable and not v else v for n, v in values.items()}
        tidy |= {n: bool(values[n]) for n in FLAGS if n in values}
        tidy["mrn"] = tidy["mrn"] or (_STAND_IN if self.base is None else "")
        try:
            check(replace(self._stand_in(), **tidy), today=self.today)  # type: ignore[arg-type]  # names are checked
        except InvalidRecord as error:
            problems = {**error.problems, **problems}
        return problems

    def _stand_in(self) -> Patient:
        if self.base is not None:
            return self.base
        stamp = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
        return Patient(
            id=PatientId(new_id()),
            created_at=stamp,
            updated_at=stamp,
            mrn=_STAND_IN,
            family_name=_STAND_IN,
        )

    def _words(self, reason: str) -> str:
        said = reason_said(reason)
        return f"{said[0].upper()}{said[1:]}." if said else ""

    def _on_edited(self) -> None:
        if self._save_tried:
            self.problems()
        self.edited.emit()

    def _on_left(self, name: str) -> None:
        if name not in self.edited_names() and not self._save_tried:
            return
        reason = self._find_problems().get(name, "")
        field = self.fields[name]
        field.set_error(self._words(reason))
        if reason:
            return
        if name == "birth_date" and field.value():
            field.set_value(str(self._value(name)))
        elif name in PHONES and field.value():
            field.set_value(shown_phone(str(self._value(name))))


def shown_value(patient: Patient, name: str) -> str:
    """A stored value as it is told: what another desk wrote."""
    value = getattr(patient, name)
    if value and name.endswith("_id"):
        return _tr("another choice")
    return phone_words(str(value)) if value and name in PHONES else str(value or "")


def _tr(text: str) -> str:
    return QCoreApplication.translate("patient_form", text)


def _field(plan: FieldPlan, control: Control) -> Field:
    words = f"{plan.words} *" if plan.is_required else plan.words
    if plan.name in _PEOPLE and isinstance(control, QLineEdit):
        return PersonField(words, control)
    return Field(words, control)


def _stored_text(name: str, patient: Patient | None) -> str:
    if patient is None:
        return {"sex": "unknown", "status": "active"}.get(name, "")
    value = getattr(patient, name)
    if value is None:
        return ""
    if name in FLAGS:
        return YES if value else ""
    return shown_phone(str(value)) if name in PHONES else str(value)
