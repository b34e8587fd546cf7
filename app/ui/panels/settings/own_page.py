"""One's own choices: each takes effect at once, for oneself only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.liking import (
    LIKINGS,
    ClockFace,
    Density,
    Language,
    Liking,
    Scale,
    Scheme,
    WeekStart,
    read_liking,
)
from app.live.preferences import PreferenceCollection
from app.ui.language import NAMES
from app.ui.liking import use_liking
from app.ui.panels.settings.choice_row import ChoiceRow
from app.ui.theme.sizes import px
from app.ui.theme.style import theme
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import Card, label

Choice = StrEnum | IntEnum


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to choose: what it is called, what it means, what can be chosen."""

    name: str
    title: str
    meaning: str
    answers: Mapping[Choice, str]


def questions() -> Sequence[tuple[str, Sequence[Question]]]:
    """Everything one decides for oneself, in groups, in the user's language."""
    scales: dict[Choice, str] = {one: f"{one.value} %" for one in Scale}
    look = (
        Question("scheme", _tr("Colours"), _tr("Light, dark, or as this computer is set."), {
            Scheme.LIGHT: _tr("Light"), Scheme.DARK: _tr("Dark"), Scheme.SYSTEM: _tr("System"),
        }),
        Question("density", _tr("Density"), _tr("How much stands on one page. Letters stay."), {
            Density.COMPACT: _tr("Compact"), Density.NORMAL: _tr("Normal"),
            Density.ROOMY: _tr("Roomy"),
        }),
        Question("scale", _tr("Size"), _tr("Letters and controls, in percent."), scales),
    )  # fmt: skip
    languages: dict[Choice, str] = {**NAMES, Language.SYSTEM: _tr("System")}
    habits = (
        Question("language", _tr("Language"), _tr("Of every text, date and amount."), languages),
        Question("clock_face", _tr("Times"), _tr("How a time of day is written."), {
            ClockFace.H24: _tr("14:30"), ClockFace.H12: _tr("2:30 PM"),
            ClockFace.LOCALE: _tr("System"),
        }),
        Question("week_start", _tr("Week begins on"), _tr("In the calendars to choose a day."), {
            WeekStart.MONDAY: _tr("Monday"), WeekStart.SATURDAY: _tr("Saturday"),
            WeekStart.SUNDAY: _tr("Sunday"), WeekStart.LOCALE: _tr("System"),
        }),
    )  # fmt: skip
    return ((_tr("Look"), look), (_tr("Times and weeks"), habits))


class OwnPage(QWidget):
    """remake_wished(): what was chosen takes a window made anew."""

    remake_wished = Signal()

    def __init__(self, preferences: PreferenceCollection) -> None:
        super().__init__()
        self._preferences = preferences
        self.rows: dict[str, ChoiceRow] = {}
        self._last = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        for title, asked in questions():
            column.addWidget(self._card(title, asked))
        column.addLayout(self._foot())
        column.addStretch(1)
        preferences.loaded.connect(self.opened)
        theme().changed.connect(self.opened)
        self.opened()

    @property
    def liking(self) -> Liking:
        """What this person chose."""
        return read_liking({name: self._preferences.get(name) for name in LIKINGS})

    def opened(self) -> None:
        """Show what is chosen now."""
        # What the bar's button chose is remembered a moment later.
        liking = replace(self.liking, scheme=theme().mode)
        for name, row in self.rows.items():
            row.show_chosen(getattr(liking, name))
        self.reset.setEnabled(liking != Liking())

    def take_focus(self) -> None:
        """Put the cursor on the choice it was on last, else on the first."""
        row = self.rows.get(self._last) or next(iter(self.rows.values()))
        row.take_focus()

    def place(self) -> str:
        """The choice the cursor was on last."""
        return self._last

    def go_back_to(self, choice: str) -> None:
        """The cursor belongs on this choice."""
        self._last = choice

    def _card(self, title: str, asked: Sequence[Question]) -> Card:
        card = Card(padding=16)
        card.body.setSpacing(px(12))
        card.body.addWidget(label(title, "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(24))
        grid.setVerticalSpacing(px(12))
        for one in asked:
            row = ChoiceRow(one.name, one.title, one.meaning, one.answers)
            row.chosen.connect(partial(self._on_chosen, one.name))
            self.rows[one.name] = row
            card.body.addWidget(row)
        return card

    def _foot(self) -> QHBoxLayout:
        self.reset = Button(_tr("Back to the design"), name="settings_reset_button", icon="undo-2")
        self.reset.clicked.connect(self._on_reset)
        words = _tr("These choices are yours alone, at this desk. They are kept encrypted.")
        foot = QHBoxLayout()
        foot.setSpacing(px(12))
        foot.addWidget(label(words, "label", name="settings_whose", wraps=True), 1)
        foot.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop)
        return foot

    def _on_chosen(self, name: str, value: Choice) -> None:
        self._last = name
        self._preferences.remember(name, value.value)
        self._take_effect()

    def _on_reset(self) -> None:
        for name in LIKINGS:
            self._preferences.remember(name, None)
        self._take_effect()

    def _take_effect(self) -> None:
        self.opened()
        if use_liking(self.liking):
            self.remake_wished.emit()
