"""Short messages at the foot of the window: child frames that never take the focus.

They stand above what is used there (the button that saves or sends) and never over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

SHOWN_MS, UNDO_MS = 6000, 8000
_MARGIN = 24
_BESIDE, _ABOVE = 20, 12
_CLEAR = 12
"""Pixels between a toast and what it stands above."""
_LOOK_EVERY_MS = 100
"""Parts of the page may come and go, or move, while a toast stands there."""
Foot = Callable[[], Sequence[QWidget]]
_LONGEST = 400
"""Characters shown; the screen reader says all of a longer message."""


class Toast(QFrame):
    """One message; goes by itself after some seconds, not while somebody reads or is about to undo:
    the mouse rests on it, or the keyboard is on its button.

    foot(): what must stay free to be used, wherever in the window it is just now.
    """

    def __init__(self, window: QWidget, foot: Foot = tuple) -> None:
        super().__init__(window)
        self._foot = foot
        self.setObjectName("toast")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text = label("", "strong", name="toast_text", wraps=True)
        self._undo: Callable[[], None] | None = None
        self.button = Button(self.tr("Undo"), name="toast_undo_button", look=Look.TOAST)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._on_undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(_BESIDE, _ABOVE, _BESIDE, _ABOVE)
        row.setSpacing(_BESIDE)
        row.addWidget(self._text)
        row.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_EVERY_MS)
        self._look.timeout.connect(self._on_look)
        self._window = window
        for watched in (window, self.button):
            watched.installEventFilter(self)
        self.hide()

    def say(self, text: str, *, undo: Callable[[], None] | None = None) -> None:
        """Show a message, replacing the one before, and announce it to screen readers."""
        self._undo = undo
        self.button.setVisible(undo is not None)
        self._text.setText(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS if undo is None else UNDO_MS)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def text(self) -> str:
        """The message on screen, or the last one."""
        return self._text.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Give way to what moves under it."""
        self._look.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        self._look.stop()
        super().hideEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while somebody reads."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go on counting."""
        self._go_on()
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the window's size changes, and wait for who is on the button."""
        kind = event.type()
        if watched is self._window and kind == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.button and kind == QEvent.Type.FocusIn:
            self._timer.stop()
        if watched is self.button and kind == QEvent.Type.FocusOut:
            self._go_on()
        return super().eventFilter(watched, event)

    def _go_on(self) -> None:
        if self.isVisible() and not self.button.hasFocus():
            self._timer.start(SHOWN_MS if self._undo is None else UNDO_MS)

    def _on_undo(self) -> None:
        undo, self._undo = self._undo, None
        self._timer.stop()
        self.hide()
        if undo is not None:
            undo()

    def _place(self) -> None:
        window = self._window
        metrics = self._text.fontMetrics()
        lines = self._text.text().splitlines()
        # One pixel more than the words: as wide as they are, the label would already wrap.
        natural = 1 + max((metrics.horizontalAdvance(line) for line in lines), default=0)
        beside = self.button.sizeHint().width() + _BESIDE if self._undo is not None else 0
        width = min(natural, window.width() - 2 * (_MARGIN + _BESIDE) - beside)
        self._text.setMinimumSize(0, 0)  # the message before does not count any more
        self._text.setFixedSize(width, self._text.heightForWidth(width))
        self.adjustSize()
        self._stand()

    def _on_look(self) -> None:
        if not self.underMouse():  # nobody's button moves away from the mouse
            self._stand()

    def _stand(self) -> None:
        window = self._window
        at = QPoint((window.width() - self.width()) // 2, window.height() - _MARGIN)
        wanted = QRect(at, self.size())
        wanted.moveBottom(at.y() - 1)
        self.move(_above(wanted, self._foot(), window).topLeft())


def _above(wanted: QRect, foot: Iterable[QWidget], window: QWidget) -> QRect:
    """The lowest place that covers none of these; the wanted one where there is no such place."""
    places = [QRect(one.mapTo(window, QPoint(0, 0)), one.size()) for one in foot]
    place = QRect(wanted)
    for kept in sorted(places, key=QRect.bottom, reverse=True):
        if kept.adjusted(-_CLEAR, -_CLEAR, _CLEAR, _CLEAR).intersects(place):
            place.moveBottom(kept.top() - _CLEAR - 1)
    return place if place.top() >= 0 else wanted
