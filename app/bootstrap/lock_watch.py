"""Watches the clocks, the keyboard and the system, and says when the desk is to lock."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from app.security.lock_state import LockPolicy, LockState, Moment, Seen, step
from app.settings import Settings

TICK_MS = 1000
_LOCK_KEY = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)


def policy_of(settings: Settings) -> LockPolicy:
    """When this desk locks."""
    return LockPolicy(
        soft_after_s=settings.lock_after_min * 60.0,
        hard_after_s=settings.hard_lock_after_min * 60.0,
    )


def both_clocks() -> Moment:
    """Now, by both clocks of this computer."""
    return Moment(time.monotonic(), time.time())


class LockWatch(QObject):
    """locked(LockState) whenever the desk became more closed than it was."""

    locked = Signal(object)

    def __init__(
        self,
        policy: LockPolicy,
        *,
        look: Callable[[], Moment] = both_clocks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._policy = policy
        self._look = look
        self.state = LockState(look())
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._touches = _Touches(self)
        self._touches.touched.connect(self._on_touched)
        self._touches.lock_pressed.connect(lambda: self.see(Seen.MANUAL))

    def start(self) -> None:
        """Begin to watch: the desk has just been opened."""
        self.state = LockState(self._look())
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._touches.stop()

    def see(self, seen: Seen) -> None:
        """Something happened."""
        before = self.state.level
        self.state = step(self.state, seen, self._look(), self._policy)
        if self.state.level > before:
            self.locked.emit(self.state)

    def tick(self) -> None:
        """Look at the clocks."""
        self.see(Seen.TICK)

    def _on_touched(self) -> None:
        self.see(Seen.ACTIVITY)


class _Touches(QObject):
    """Keys and pointer as they reach a window of the program; not every event of every widget."""

    touched = Signal()
    lock_pressed = Signal()
    """Ctrl+L, also where a dialog or a menu keeps the keys from the main window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_window)
        self._on_focus_window(QGuiApplication.focusWindow())

    def stop(self) -> None:
        """Listen to no window any more."""
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._on_focus_window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Notice a touch; never keep it from anybody."""
        if event.type() in _TOUCHES:
            self.touched.emit()
            if isinstance(event, QKeyEvent) and event.keyCombination() == _LOCK_KEY:
                self.lock_pressed.emit()
        return super().eventFilter(watched, event)

    def _on_focus_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # installing again moves it, it is not called twice
