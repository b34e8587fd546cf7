"""One conflict on the record: both values, and the three ways to decide."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout

from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.errors import InvalidValue
from app.domain.values import normalised_phone, shown_phone
from app.ui.conflict_drafts import TypedConflict
from app.ui.error_presenter import field_words
from app.ui.permitted import WhyLine, permit
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import line_edit
from app.ui.widgets.flow import FlowLayout, flow_of
from app.ui.widgets.surfaces import label
from app.ui.wording import NOTHING, phone_words, shown_entity, shown_visit


class ConflictCard(TypedConflict):
    """Shows what the server has and what the other edit wanted, field by field.

    decided(conflict_id, "mine" | "theirs" | "edited" | "both", values), in the words of the
    decision: "mine" is the value that was held back, "theirs" what stands now; values by field are
    given for "edited" only. is_own: the value held back was written at this desk; who wrote it.
    whys: by decision, why the acting role may not take it; is_withheld: nor see the values.
    """

    decided = Signal(str, str, object)

    def __init__(
        self,
        conflict: SyncConflict,
        *,
        zone: str,
        is_own: bool = True,
        who: str = "",
        whys: Mapping[str, str] | None = None,
        is_withheld: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("conflict_card")
        self.setProperty("notice", "warn")
        self._conflict = conflict
        self.subject = f"{conflict.id}:{conflict.patient_id or ''}"
        """What a draft of this decision is about."""
        self._is_own = is_own
        self._whys = whys or {}
        self._is_typing = False
        self._typed: dict[str, QLineEdit] = {}
        self._shown_whys: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(label(self._headline(), "strong", wraps=True))
        if conflict.happened_at:
            day = shown_visit(conflict.happened_at, zone)
            by = self.tr("Held back: changed by {0}, {1}").format(who, day)
            when = by if who else self.tr("Held back: changed {0}").format(day)
            column.addWidget(label(when, "meta", wraps=True))
        if conflict.kind != ConflictKind.DOUBLE_BOOKING and not is_withheld:
            column.addLayout(self._values())
        for control in self._typed.values():
            column.addWidget(control)
        if not is_withheld:
            column.addLayout(self._buttons())
        line = WhyLine(name="conflict_why")
        column.addWidget(line)
        self._say_why(line, is_withheld=is_withheld)
        self.setAccessibleName(self._headline())

    def _headline(self) -> str:
        noun = shown_entity(self._conflict.entity)
        match self._conflict.kind:
            case ConflictKind.DELETE_UPDATE:
                return self.tr("{0}: changed at one desk, removed at another").format(noun)
            case ConflictKind.DOUBLE_BOOKING:
                return self.tr("Two desks booked the same time")
            case ConflictKind.STATE:
                return self.tr("{0}: the steps of two desks do not fit").format(noun)
            case _:
                return self.tr("{0}: two desks wrote something different").format(noun)

    def _values(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        own, other = self.tr("Mine, held back"), self.tr("From the other desk, held back")
        kept = self.tr("Theirs, kept") if self._is_own else self.tr("Kept now")
        grid.addWidget(label(own if self._is_own else other, "meta", wraps=True), 0, 1)
        grid.addWidget(label(kept, "meta", wraps=True), 0, 2)
        names = [n for n in {**self._conflict.theirs, **self._conflict.ours} if n != "id"]
        for line, name in enumerate(names, start=1):
            grid.addWidget(label(field_words(name), "meta", wraps=True), line, 0)
            held = self._conflict.theirs.get(name)
            mine, theirs = _shown(name, held), _shown(name, self._conflict.ours.get(name))
            grid.addWidget(label(mine, wraps=True, name=f"mine_{name}"), line, 1)
            grid.addWidget(label(theirs, wraps=True, name=f"theirs_{name}"), line, 2)
            if isinstance(held, str):
                self._typed[name] = self._typing_line(name, _value(name, held))
        return grid

    def _typing_line(self, name: str, text: str) -> QLineEdit:
        control = line_edit(f"edited_{name}")
        control.setAccessibleName(self.tr("{0}, another value").format(field_words(name)))
        control.setText(text)
        control.hide()
        control.textEdited.connect(self.typed)
        return control

    def _buttons(self) -> FlowLayout:
        if self._conflict.kind == ConflictKind.DOUBLE_BOOKING:
            both = Button(self.tr("Keep both (overbook)"), name="keep_both_button")
            both.clicked.connect(self._on_both)
            self._permit(both, "both")
            return flow_of((both,), gap=6)
        held = self.tr("Keep mine") if self._is_own else self.tr("Use held back")
        stands = self.tr("Keep theirs") if self._is_own else self.tr("Leave as is")
        mine = Button(held, name="keep_mine_button")
        theirs = Button(stands, name="keep_theirs_button")
        self._edit = Button(self.tr("Edit"), name="edit_conflict_button", look=Look.QUIET)
        if not self._typed:
            # Never setVisible(True) here: without a parent yet it would be a window for a moment.
            self._edit.hide()
        mine.clicked.connect(self._on_mine)
        theirs.clicked.connect(self._on_theirs)
        self._edit.clicked.connect(self._on_edit)
        self._permit(mine, "mine")
        self._permit(theirs, "theirs")
        if self._typed:
            self._permit(self._edit, "edited")
        return flow_of((mine, theirs, self._edit), gap=6)  # German and Spanish need two lines

    def _say_why(self, line: WhyLine, *, is_withheld: bool) -> None:
        """The reasons of every decision that is not offered, each once."""
        if is_withheld:
            line.say(self.tr("Somebody who is shown both values decides this."))
        else:
            line.say(" ".join(dict.fromkeys(why for why in self._shown_whys if why)))

    def _permit(self, button: Button, decision: str) -> None:
        why = self._whys.get(decision, "")
        self._shown_whys.append(why)
        permit(button, why)

    def _on_both(self) -> None:
        self.decided.emit(self._conflict.id, "both", {})

    def _on_mine(self) -> None:
        self.decided.emit(self._conflict.id, "mine", {})

    def _on_theirs(self) -> None:
        self.decided.emit(self._conflict.id, "theirs", {})

    def _on_edit(self) -> None:
        if self._is_typing:
            values = {name: _stored(name, line.text()) for name, line in self._typed.items()}
            self.decided.emit(self._conflict.id, "edited", values)
            return
        self._begin_typing()
        next(iter(self._typed.values())).setFocus()

    def texts(self) -> dict[str, str]:
        """What is typed, by field."""
        return {name: line.text() for name, line in self._typed.items()}

    def show_typed(self, texts: Mapping[str, str]) -> None:
        """Put back what was typed before."""
        if not self._typed or not self._edit.isEnabled():
            return
        self._begin_typing()
        for name in self._typed.keys() & texts.keys():
            self._typed[name].setText(texts[name])

    def _begin_typing(self) -> None:
        self._is_typing = True
        self._edit.setText(self.tr("Save"))
        for control in self._typed.values():
            control.show()


def _stored(name: str, text: str) -> str:
    if not name.startswith("phone"):
        return text.strip()
    try:
        return normalised_phone(text)
    except InvalidValue:
        return text.strip()


def _value(name: str, value: object) -> str:
    if isinstance(value, str) and value and name.startswith("phone"):
        return shown_phone(value)
    return NOTHING if value in (None, "") else str(value)


def _shown(name: str, value: object) -> str:
    is_phone = isinstance(value, str) and name.startswith("phone")
    return phone_words(str(value)) if is_phone and value else _value(name, value)
