"""One thing to choose: what it is, and its answers as buttons of which one is pressed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QVBoxLayout, QWidget

from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.surfaces import label

Choice = StrEnum | IntEnum
_BESIDE_PX, _WORDS_PX = 640, 240
"""From this width on the answers stand beside the words, else below them."""


class ChoiceRow(QWidget):
    """chosen(value): somebody pressed another answer."""

    chosen = Signal(object)

    def __init__(self, name: str, title: str, meaning: str, answers: Mapping[Choice, str]) -> None:
        super().__init__()
        self.setObjectName(f"setting_{name}")
        self.buttons: dict[Choice, Button] = {}
        self._words = QWidget()
        words = QVBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(px(2))
        words.addWidget(label(title, "strong"))
        words.addWidget(label(meaning, "label", wraps=True))
        self._group = QButtonGroup(self)
        chips = FlowLayout(gap=px(8))
        for value, text in answers.items():
            button = Button(
                text,
                name=f"setting_{name}_{value.value}",
                look=Look.CHIP,
                accessible=f"{title}: {text}",
            )
            button.setToolTip("")
            self.buttons[value] = button
            self._group.addButton(button)
            chips.addWidget(button)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(8))
        self._row.addWidget(self._words)
        self._row.addLayout(chips, 1)
        self._group.buttonClicked.connect(self._on_clicked)

    def show_chosen(self, value: Choice) -> None:
        """Press the answer that holds."""
        self.buttons[value].setChecked(True)

    def take_focus(self) -> None:
        """Put the keyboard on the answer that holds."""
        pressed = self._group.checkedButton() or next(iter(self.buttons.values()))
        pressed.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the answers stand below the words."""
        super().resizeEvent(event)
        is_wide = self.width() >= px(_BESIDE_PX)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)
        self._words.setMinimumWidth(px(_WORDS_PX) if is_wide else 0)
        self._words.setMaximumWidth(px(_WORDS_PX) if is_wide else _ANY_WIDTH)

    def _on_clicked(self, clicked: object) -> None:
        for value, button in self.buttons.items():
            if button is clicked:
                self.chosen.emit(value)


_ANY_WIDTH = 16_777_215
