"""Counting money: what should be there, what is, and the difference, method by method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel

from app.domain.billing import PaymentMethod
from app.domain.errors import InvalidValue
from app.domain.tills import needs_note, over_short
from app.ui.models.billing_words import (
    method_words,
    said,
    shown_money,
    typed_money,
)
from app.ui.panels.billing.money_field import MoneyField
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Card, label

_LONGEST_NOTE = 500
_METHODS = tuple(map(str, PaymentMethod))


class CountBox(Card):
    """What should be there, what was counted, and the difference, method by method.

    edited(): something was typed.
    """

    edited = Signal()

    def __init__(self, *, name: str, currency: str) -> None:
        super().__init__(name=name, padding=20)
        self._name, self._currency = name, currency
        self._expected: Mapping[str, int] = {}
        self.title = label("", "section", name=f"{name}_title")
        self.facts = label("", "label", name=f"{name}_facts", wraps=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self.lines: dict[str, MoneyField] = {}
        self._parts: dict[str, tuple[QLabel, QLabel, QLabel]] = {}
        self.note = Field(said("Note"), line_edit(f"{name}_note", length=_LONGEST_NOTE))
        self.note.edited.connect(self.edited)
        self.problem = label("", "error", name=f"{name}_problem", wraps=True)
        self.problem.hide()
        self.body.setSpacing(12)
        self.body.addWidget(self.title)
        self.body.addWidget(self.facts)
        self.body.addLayout(self._grid)
        self._build()

    def show_expected(self, expected: Mapping[str, int], *, also: frozenset[str]) -> None:
        """What should be there now; what was typed stays."""
        self._expected = expected
        for method in _METHODS:
            is_shown = method in expected or method in also
            words, amount, over = self._parts[method]
            for part in (words, amount, over, self.lines[method]):
                part.setVisible(is_shown)
            amount.setText(shown_money(expected.get(method, 0), self._currency))
        self._tell()

    def counted(self) -> dict[str, int] | None:
        """What was counted, by method; None where something typed is no amount."""
        found: dict[str, int] = {}
        for method, line in self.lines.items():
            if line.isHidden() or not line.value():
                line.set_error("")
                continue
            minor = line.minor(least=0)
            if minor is None:
                return None
            found[method] = minor
        return found

    def needs_note(self, counted: Mapping[str, int]) -> bool:
        """Whether the count differs and nobody said why; then the note asks for it."""
        is_needed = needs_note(self._expected, counted) and not self.note.value()
        self.note.set_error(said("Say why the count differs.") if is_needed else "")
        return is_needed

    def typed(self) -> dict[str, object]:
        """What is typed, for a draft."""
        typed = {method: line.value() for method, line in self.lines.items() if line.value()}
        return {"counted": typed, "note": self.note.value()} if typed or self.note.value() else {}

    def show_typed(self, content: Mapping[str, object]) -> bool:
        """As a draft says."""
        kept = content.get("counted")
        found = cast("dict[str, object]", kept) if isinstance(kept, dict) else {}
        for method, line in self.lines.items():
            line.set_value(str(found.get(method, "")))
        self.note.set_value(str(content.get("note", "")))
        self._tell()
        return True

    def clear(self) -> None:
        """Nothing is counted yet."""
        for line in self.lines.values():
            line.set_value("")
            line.set_error("")
        self.note.set_value("")
        self.note.set_error("")
        self.complain("")
        self._tell()

    def complain(self, words: str) -> None:
        """Say what is wrong."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _build(self) -> None:
        titles = (said("Method"), said("Expected"), said("Counted"), said("Over or short"))
        for column, words in enumerate(titles):
            self._grid.addWidget(label(words, "label"), 0, column)
            self._grid.setColumnStretch(column, 1)
        for row, method in enumerate(_METHODS, 1):
            line = MoneyField("", f"{self._name}_{method}", currency=self._currency)
            line.caption.hide()
            line.control.setAccessibleName(said("{0}, counted").format(method_words(method)))
            line.edited.connect(self._on_edited)
            parts = (
                label(method_words(method)),
                label("", name=f"{self._name}_{method}_expected"),
                label("", "strong", name=f"{self._name}_{method}_over"),
            )
            self._grid.addWidget(parts[0], row, 0)
            self._grid.addWidget(parts[1], row, 1)
            self._grid.addWidget(line, row, 2)
            self._grid.addWidget(parts[2], row, 3)
            self.lines[method], self._parts[method] = line, parts

    def _on_edited(self) -> None:
        self._tell()
        self.edited.emit()

    def _tell(self) -> None:
        for method, line in self.lines.items():
            self._parts[method][2].setText(self._over_words(method, line.value()))

    def _over_words(self, method: str, typed: str) -> str:
        if not typed:
            return ""
        try:
            minor = typed_money(typed, self._currency)
        except InvalidValue:
            return ""
        over = over_short(self._expected, {method: minor})[method]
        if not over:
            return said("Exact")
        words = said("{0} over") if over > 0 else said("{0} short")
        return words.format(shown_money(abs(over), self._currency))
