"""What the operating system says about sleep, its own lock screen, the lid and logging out.

Linux: logind (PrepareForSleep, the session's Lock), the desktop's screen saver and UPower's lid
over D-Bus. Everywhere: Qt's word that the session ends. Where nothing is said (Windows and macOS
announce sleep only to native code), the gap between the two clocks is noticed at waking.
"""

from __future__ import annotations

import os
import sys
from typing import cast

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app.security.lock_state import Seen

LOGIND = "org.freedesktop.login1"
_UPOWER = "org.freedesktop.UPower"
_ANSWER_MS = 1000
_SCREEN_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")


class SystemEvents(QObject):
    """seen(Seen): SUSPEND, SESSION_LOCK or LID."""

    seen = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asking: object = None
        self.sources: list[str] = []
        """Which of them could be listened to."""
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self._on_logout)
            self.sources.append("session end")
        if sys.platform == "linux":
            self._listen()

    def _listen(self) -> None:
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:  # a build without it has the clocks alone
            return
        system = QDBusConnection.systemBus()
        if system.isConnected():
            self._follow(system, LOGIND, f"{LOGIND}.Manager", "PrepareForSleep", "on_sleep(bool)")
            self._follow(system, LOGIND, f"{LOGIND}.Session", "Lock", "on_lock()")
            self._follow_lid(system)
        if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            session = QDBusConnection.sessionBus()
            for name in _SCREEN_SAVERS if session.isConnected() else ():
                self._follow(session, "", name, "ActiveChanged", "on_screen_saver(bool)")

    def _follow(self, bus: object, service: str, interface: str, name: str, slot: str) -> None:
        from PySide6.QtDBus import QDBusConnection

        if isinstance(bus, QDBusConnection) and bus.connect(
            service, "", interface, name, self, _slot(slot)
        ):
            self.sources.append(f"{interface}.{name}")

    def _follow_lid(self, bus: object) -> None:
        from PySide6.QtDBus import QDBusConnection

        if isinstance(bus, QDBusConnection) and bus.connect(
            _UPOWER,
            "/org/freedesktop/UPower",
            "org.freedesktop.DBus.Properties",
            "PropertiesChanged",
            self,
            _slot("on_power(QString)"),
        ):
            self.sources.append("lid")

    @Slot(bool)
    def on_sleep(self, is_beginning: bool) -> None:
        """The computer is about to sleep, or woke up: locked either way."""
        del is_beginning
        self.seen.emit(Seen.SUSPEND)

    @Slot()
    def on_lock(self) -> None:
        """A session of this computer is locked."""
        self.seen.emit(Seen.SESSION_LOCK)

    @Slot(bool)
    def on_screen_saver(self, is_active: bool) -> None:
        """The desktop's own lock screen came."""
        if is_active:
            self.seen.emit(Seen.SESSION_LOCK)

    @Slot(str)
    def on_power(self, _interface: str) -> None:
        """Something of the power changed: ask whether it was the lid."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        question = QDBusMessage.createMethodCall(
            _UPOWER, "/org/freedesktop/UPower", "org.freedesktop.DBus.Properties", "Get"
        )
        question.setArguments([_UPOWER, "LidIsClosed"])
        call = QDBusConnection.systemBus().asyncCall(question, _ANSWER_MS)
        self._asking = QDBusPendingCallWatcher(call, self)
        self._asking.finished.connect(self._on_lid)

    def _on_lid(self, asked: object) -> None:
        from PySide6.QtDBus import QDBusPendingCallWatcher

        if not isinstance(asked, QDBusPendingCallWatcher):
            return
        answer = asked.reply().arguments() if not asked.isError() else []
        asked.deleteLater()
        self._asking = None
        value = answer[0] if answer else None
        variant = getattr(value, "variant", None)
        if (variant() if callable(variant) else value) is True:
            self.seen.emit(Seen.LID)

    def _on_logout(self, *_manager: object) -> None:
        self.seen.emit(Seen.SESSION_LOCK)


def _slot(signature: str) -> bytes:
    """As QtDBus takes it: its type information says bytes, and only text is accepted."""
    return cast("bytes", SLOT(signature))
