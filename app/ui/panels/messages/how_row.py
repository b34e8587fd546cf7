"""How something was said: a message in the clinic, or a call, letter or text with its outcome."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.message import Channel, Direction, Outcome
from app.ui.models.message_words import (
    channel_words,
    direction_words,
    outcome_words,
    said,
)
from app.ui.widgets.fields import ComboBox

_CHANNELS = (
    *(Channel.NOTE, Channel.PHONE, Channel.SMS, Channel.EMAIL),
    *(Channel.LETTER, Channel.PORTAL),
)


class HowRow(QWidget):
    """Channel, and of a contact direction and outcome. edited() when a person chose another."""

    edited = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}_how_row")
        self._channel = ComboBox(name=f"{name}_channel", accessible=said("How it was said"))
        self._direction = ComboBox(name=f"{name}_direction", accessible=said("Who spoke"))
        self._outcome = ComboBox(name=f"{name}_outcome", accessible=said("What came of it"))
        for channel in _CHANNELS:
            self._channel.addItem(channel_words(channel), channel.value)
        for direction in (Direction.OUTGOING, Direction.INCOMING):
            self._direction.addItem(direction_words(direction), direction.value)
        for outcome in Outcome:
            self._outcome.addItem(outcome_words(outcome), outcome.value)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self._direction, self._outcome):
            row.addWidget(part, 1)
        for part in (self._channel, self._direction, self._outcome):
            part.currentIndexChanged.connect(self._on_edited)
        self._show_contact()

    @property
    def channel_choice(self) -> ComboBox:
        """The choice of how it was said; it stands beside the other ways to begin."""
        return self._channel

    @property
    def channel(self) -> str:
        """How it was said."""
        return str(self._channel.currentData())

    @property
    def direction(self) -> str:
        """Who spoke; what stays in the clinic is always written by somebody of it."""
        is_contact = self.is_contact
        return str(self._direction.currentData()) if is_contact else Direction.OUTGOING.value

    @property
    def outcome(self) -> str:
        """What came of it."""
        return str(self._outcome.currentData()) if self.is_contact else Outcome.NONE.value

    @property
    def is_contact(self) -> bool:
        """Whether something is noted that was said outside of the clinic."""
        return self.channel != Channel.NOTE

    def begin(self) -> None:
        """A message in the clinic, as at first."""
        self.choose([Channel.NOTE.value, Direction.OUTGOING.value, Outcome.NONE.value])

    def choose(self, how: object) -> None:
        """Show a choice again; what is not known is left as it is."""
        parts = (self._channel, self._direction, self._outcome)
        chosen = cast("list[object]", how) if isinstance(how, list) else []
        for part, value in zip(parts, chosen, strict=False):
            at = part.findData(value)
            if at >= 0:
                blocked = part.blockSignals(True)
                part.setCurrentIndex(at)
                part.blockSignals(blocked)
        self._show_contact()

    def chosen(self) -> list[str]:
        """The choice as a draft keeps it."""
        return [self.channel, self.direction, self.outcome]

    def _on_edited(self) -> None:
        self._show_contact()
        self.edited.emit()

    def _show_contact(self) -> None:
        self.setVisible(self.is_contact)
