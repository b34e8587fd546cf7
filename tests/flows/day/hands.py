"""What a person's hands do at a window: keys where the keyboard is, and the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_LEFT = Qt.MouseButton.LeftButton
_PLAIN = Qt.KeyboardModifier.NoModifier


def at_the_keyboard() -> QWidget:
    """What hears the next key: an open menu, what has the focus, or the window in front."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return popup.focusWidget() or popup
    focus = QApplication.focusWidget()
    if focus is not None and focus.isVisible():
        return focus
    window = QApplication.activeModalWidget() or _front()
    if not window.isActiveWindow():
        window.activateWindow()
    return window.focusWidget() or window


def _front() -> QWidget:
    windows = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow()]
    return windows[-1]


def press(keys: str) -> str:
    """Press one key, with Ctrl, Alt or Shift held where the name says so: "Ctrl+K". Says where."""
    combination = QKeySequence(keys)[0]
    window, heard = QGuiApplication.focusWindow(), QApplication.focusWidget()
    where = f"{heard.objectName() if heard else '-'} of {window.objectName() if window else '-'}"
    _key(combination.key(), combination.keyboardModifiers())
    return f"{keys} at {where}"


def write(text: str) -> None:
    """Press the keys of a text, one by one."""
    for letter in text:
        QTest.keyClicks(at_the_keyboard(), letter)


def _key(key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    """As the system would hand it over: the window, not the program, knows who hears it."""
    window, modal = QGuiApplication.focusWindow(), QApplication.activeModalWidget()
    is_behind = modal is not None and window is not modal.windowHandle()
    if window is None or (is_behind and QApplication.activePopupWidget() is None):
        # No window manager is there that would give it to the one in front.
        front = modal or _front()
        front.activateWindow()
        window = front.windowHandle()
    QTest.keyClick(window, key, held)


def mouse(widget: QWidget, kind: QEvent.Type, at: QPoint, *, is_held: bool = False) -> None:
    """One event of the mouse over a widget."""
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else _LEFT
    held = _LEFT if is_held else Qt.MouseButton.NoButton
    where = QPointF(widget.mapToGlobal(at))
    event = QMouseEvent(kind, QPointF(at), where, button, held, _PLAIN)
    QApplication.sendEvent(widget, event)


def drag(widget: QWidget, path: list[QPoint], *, drop: bool) -> None:
    """Press at the first place, move over the others and, if wished, let go at the last."""
    mouse(widget, QEvent.Type.MouseButtonPress, path[0], is_held=True)
    for place in path[1:]:
        mouse(widget, QEvent.Type.MouseMove, place, is_held=True)
    if drop:
        mouse(widget, QEvent.Type.MouseButtonRelease, path[-1])
