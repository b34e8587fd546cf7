"""A page of the assistant: a title, a sentence, and what is asked, never wider than it reads."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.widgets.fields import Field
from app.ui.widgets.surfaces import label

WIDEST = 640
_ABOVE = 28
_TALL = 520


class Page(QWidget):
    """Base of the pages. submitted() is the wish to go on, as by Enter in a field."""

    submitted = Signal()

    def __init__(self, name: str, title: str, lead: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(lead)
        self.next_words = self.tr("Continue")
        self.title = label(title, "title", name=f"{name}_title", wraps=True)
        self.lead = label(lead, "label", name=f"{name}_lead", wraps=True)
        self.body = QVBoxLayout()
        self.body.setSpacing(16)
        self.body.addWidget(self.title)
        self.body.addWidget(self.lead)
        self.scroll_area = self._lay_out()

    @property
    def first(self) -> QWidget | None:
        """Where the typing begins."""
        return None

    def start(self) -> None:
        """The page has come: put the cursor where the typing begins."""
        self.scroll_area.verticalScrollBar().setValue(0)
        control = self.first
        if control is not None:
            control.setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self) -> bool:
        """Whether the page is answered; what is wrong is said beside it."""
        return True

    def show_wrong(self, *fields: Field) -> bool:
        """Put the cursor into the first field that is wrong; whether none is."""
        wrong = next((field for field in fields if field.error()), None)
        if wrong is None:
            return True
        wrong.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.scroll_area.ensureWidgetVisible(wrong)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a tall window the page does not stick to the top."""
        super().resizeEvent(event)
        above = max(_ABOVE, (self.height() - _TALL) // 4)
        self._ground.setContentsMargins(32, above, 32, 24)

    def _lay_out(self) -> QScrollArea:
        column = QWidget()
        column.setMaximumWidth(WIDEST)
        column.setLayout(self.body)
        self.body.setContentsMargins(0, 0, 0, 0)
        ground = QWidget()
        ground.setObjectName("scroll_body")
        centred = self._ground = QHBoxLayout(ground)
        centred.setContentsMargins(32, _ABOVE, 32, 24)
        centred.addStretch(1)
        centred.addWidget(column, 100)
        centred.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName(f"{self.objectName()}_scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(ground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        return scroll
