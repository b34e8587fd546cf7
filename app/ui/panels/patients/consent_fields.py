"""The fields of a consent that is signed on screen: the text above, the signature below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.phi import quiet
from app.ui.models.consent_words import ConsentText, said
from app.ui.theme.sizes import px
from app.ui.typed_dates import shown_day, typed_day
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.signature_pad import SignaturePad
from app.ui.widgets.surfaces import label

_TEXTS = ("title", "starts_on", "ends_on", "text", "signed_by", "relationship", "witnessed_by")


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredConsent:
    """What was entered, whole and in order."""

    kind: str
    title: str
    text: str
    starts_on: date
    ends_on: date | None
    signed_by: str
    relationship: str
    witnessed_by: str


class ConsentFields(QWidget):
    """edited(): something was typed, chosen or drawn."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("consent_fields")
        self._texts: list[ConsentText] = []
        self._usual: dict[str, str] = {}
        self.choice = Field(said("Form"), ComboBox(name="consent_choice", accessible=said("Form")))
        text = QPlainTextEdit()
        text.setObjectName("consent_text")
        text.setTabChangesFocus(True)
        text.setMinimumHeight(px(130))
        self.fields: dict[str, Field] = {
            "title": Field(said("Title"), line_edit("consent_title", length=200)),
            "starts_on": Field(said("Valid from"), line_edit("consent_starts_on", length=40)),
            "ends_on": Field(said("Valid until"), line_edit("consent_ends_on", length=40)),
            "text": Field(said("Text"), text),
            "signed_by": Field(said("Signed by"), line_edit("consent_signed_by", length=150)),
            "relationship": Field(
                said("If not the patient: who"), line_edit("consent_relationship", length=40)
            ),
            "witnessed_by": Field(
                said("Witnessed by"), line_edit("consent_witnessed_by", length=200)
            ),
        }
        self.pad = SignaturePad(
            name="consent_signature",
            accessible=said("Signature: mouse, pen or finger. Delete wipes it."),
        )
        self.wipe = Button(said("Wipe"), name="consent_wipe", look=Look.QUIET)
        self.is_typed = QCheckBox(said("The typed name is the signature"))
        self.is_typed.setObjectName("consent_is_typed")
        self.is_typed.setAccessibleName(self.is_typed.text())
        self.problem = label("", "error", name="consent_problem", wraps=True)
        self._lay_out()
        self._connect()

    def offer(self, texts: Sequence[ConsentText], usual: Mapping[str, str]) -> None:
        """Offer these forms. usual: who signs, who is the witness, and from when it holds."""
        self._texts, self._usual = list(texts), dict(usual)
        control = self.choice.control
        if isinstance(control, ComboBox):
            blocked = control.blockSignals(True)
            chosen = control.currentIndex()
            control.clear()
            for at, one in enumerate(self._texts):
                control.addItem(one.title, str(at))
            control.setCurrentIndex(max(chosen, 0))
            control.blockSignals(blocked)

    def reset(self) -> None:
        """The first form, unsigned."""
        self.choice.set_value("0")
        for name, field in self.fields.items():
            field.set_value(self._usual.get(name, ""))
            field.set_error("")
        self._take_text(self.chosen)
        self._unsign()

    @property
    def chosen(self) -> ConsentText | None:
        """The form that is chosen."""
        at = self.choice.value()
        is_there = at.isdigit() and int(at) < len(self._texts)
        return self._texts[int(at)] if is_there else None

    def typed(self) -> dict[str, str] | None:
        """What differs from the form as it is offered; the signature is never kept half made."""
        chosen = self.chosen
        offered = {**self._usual}
        if chosen is not None:
            offered |= {"title": chosen.title, "text": chosen.text}
        values = {name: self.fields[name].value() for name in _TEXTS}
        is_same = all(values[name] == offered.get(name, "").strip() for name in _TEXTS)
        if is_same and self.choice.value() in ("", "0"):
            return None
        return {"choice": self.choice.value(), **values}

    def show_typed(self, content: Mapping[str, object]) -> bool:
        """Put back what was typed; it is signed anew."""
        if not all(isinstance(content.get(name), str) for name in ("choice", *_TEXTS)):
            return False
        self.choice.set_value(str(content["choice"]))
        for name in _TEXTS:
            self.fields[name].set_value(str(content[name]))
        self._unsign()
        return True

    def entered(self, *, today: date) -> EnteredConsent | None:
        """What was entered; None where something is missing, which is then said."""
        values = {name: self.fields[name].value() for name in _TEXTS}
        problems = {
            name: said("Write something here.")
            for name in ("title", "text", "signed_by", "witnessed_by")
            if not values[name]
        }
        begins = typed_day(values["starts_on"], today=today)
        ends = typed_day(values["ends_on"], today=today)
        if begins is None:
            problems["starts_on"] = said("This is no day.")
        if values["ends_on"] and ends is None:
            problems["ends_on"] = said("This is no day.")
        if begins is not None and ends is not None and ends < begins:
            problems["ends_on"] = said("This is before the day it begins.")
        for name, field in self.fields.items():
            field.set_error(problems.get(name, ""))
        if problems or begins is None:
            first = next(name for name in self.fields if name in problems)
            self.fields[first].control.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        chosen = self.chosen
        return EnteredConsent(
            kind=chosen.kind if chosen else "other",
            title=values["title"],
            text=values["text"],
            starts_on=begins,
            ends_on=ends,
            signed_by=values["signed_by"],
            relationship=values["relationship"],
            witnessed_by=values["witnessed_by"],
        )

    def is_signed(self) -> bool:
        """Whether it is signed, on the pad or by the name; else says what is missing."""
        is_signed = self.is_typed.isChecked() or self.pad.is_signed
        words = said("Sign in the field, or let the typed name be the signature.")
        self.problem.setText("" if is_signed else words)
        self.problem.setVisible(not is_signed)
        if not is_signed:
            self.pad.setFocus(Qt.FocusReason.OtherFocusReason)
        return is_signed

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.addWidget(self.choice, 0, 0, 1, 2)
        grid.addWidget(self.fields["title"], 0, 2, 1, 2)
        grid.addWidget(self.fields["text"], 1, 0, 1, 4)
        grid.addWidget(self.fields["starts_on"], 2, 0)
        grid.addWidget(self.fields["ends_on"], 2, 1)
        grid.addWidget(self.fields["witnessed_by"], 2, 2, 1, 2)
        grid.addWidget(self.fields["signed_by"], 3, 0, 1, 2)
        grid.addWidget(self.fields["relationship"], 3, 2, 1, 2)
        signing = QVBoxLayout()
        signing.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(label(said("Signature"), "label"))
        head.addStretch(1)
        head.addWidget(self.wipe)
        signing.addLayout(head)
        signing.addWidget(self.pad, 1)
        signing.addWidget(self.is_typed)
        signing.addWidget(self.problem)
        grid.addLayout(signing, 4, 0, 1, 4)
        grid.setRowStretch(4, 1)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self.problem.hide()

    def _connect(self) -> None:
        self.choice.edited.connect(self._on_chosen)
        for name, field in self.fields.items():
            field.edited.connect(self._on_text if name in ("text", "title") else self.edited)
        self.wipe.clicked.connect(self.pad.wipe)
        self.pad.changed.connect(self._on_drawn)
        self.is_typed.toggled.connect(self._on_drawn)

    def _on_chosen(self) -> None:
        self._take_text(self.chosen)
        self._unsign()
        self.edited.emit()

    def _on_text(self) -> None:
        """Nobody has signed words that were written afterwards."""
        self._unsign()
        self.edited.emit()

    def _on_drawn(self) -> None:
        self.problem.hide()

    def _take_text(self, chosen: ConsentText | None) -> None:
        if chosen is not None:
            self.fields["title"].set_value(chosen.title)
            self.fields["text"].set_value(chosen.text)

    def _unsign(self) -> None:
        self.pad.wipe()
        self.is_typed.setChecked(False)
        self.problem.hide()


def usual_values(*, patient: str, witness: str, today: date) -> dict[str, str]:
    """What a new consent says until somebody says otherwise."""
    return {"signed_by": patient, "witnessed_by": witness, "starts_on": shown_day(today)}
