"""Sleep, the system's lock screen and the lid reach the program over a real message bus."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

_PROGRAM = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
from PySide6.QtCore import ClassInfo, Property, QObject, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication
from app.bootstrap.system_events import SystemEvents

application = QApplication([])
events = SystemEvents()
events.seen.connect(lambda seen: print(seen.value, flush=True))
bus = QDBusConnection.connectToBus(os.environ["DBUS_SESSION_BUS_ADDRESS"], "peer")
assert bus.registerService("org.freedesktop.login1")
assert bus.registerService("org.freedesktop.UPower")

@ClassInfo({"D-Bus Interface": "org.freedesktop.UPower"})
class Power(QObject):
    LidIsClosed = Property(bool, lambda self: lid[0])

lid = [False]
power = Power()
bus.registerObject(
    "/org/freedesktop/UPower", power, QDBusConnection.RegisterOption.ExportAllProperties
)

def send(path, interface, name, *arguments):
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(arguments))
    assert bus.send(message)

def power_changed(closed):
    lid[0] = closed
    send("/org/freedesktop/UPower", "org.freedesktop.DBus.Properties", "PropertiesChanged",
         "org.freedesktop.UPower", {}, ["LidIsClosed"])

login = "org.freedesktop.login1"
steps = [
    lambda: send("/org/freedesktop/login1", login + ".Manager", "PrepareForSleep", True),
    lambda: send("/org/freedesktop/login1/session/_32", login + ".Session", "Lock"),
    lambda: send("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", False),
    lambda: send("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", True),
    lambda: power_changed(False),
    lambda: power_changed(True),
    application.quit,
]
for number, one in enumerate(steps):
    QTimer.singleShot(150 * (number + 1), one)
application.exec()
"""


@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-run-session") is None, reason="no message bus"
)
def test_sleep_lock_screen_and_lid_are_heard_and_nothing_else():
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", _PROGRAM],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["suspend", "session_lock", "session_lock", "lid"], done.stderr
