"""Sleep, the system's lock screen and the lid reach the program over a real message bus."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.waiting import PATIENCE_S

_PROGRAM = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
from PySide6.QtCore import ClassInfo, Property, QObject, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication
from app.bootstrap import system_events
from app.bootstrap.system_events import SystemEvents

system_events._ANSWER_MS = 60_000  # a busy computer is no broken bus
application = QApplication([])
events = SystemEvents()
heard, read = [], []
events.seen.connect(lambda seen: (heard.append(seen), print(seen.value, flush=True)))
bus = QDBusConnection.connectToBus(os.environ["DBUS_SESSION_BUS_ADDRESS"], "peer")
assert bus.registerService("org.freedesktop.login1")
assert bus.registerService("org.freedesktop.UPower")

@ClassInfo({"D-Bus Interface": "org.freedesktop.UPower"})
class Power(QObject):
    LidIsClosed = Property(bool, lambda self: read.append(lid[0]) or lid[0])

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
screen = "/org/gnome/ScreenSaver"
steps = [  # what is done, and what has to be so before the next
    (lambda: send("/org/freedesktop/login1", login + ".Manager", "PrepareForSleep", True),
     lambda: len(heard) == 1),
    (lambda: send("/org/freedesktop/login1/session/_32", login + ".Session", "Lock"),
     lambda: len(heard) == 2),
    (lambda: send(screen, "org.gnome.ScreenSaver", "ActiveChanged", False), lambda: True),
    (lambda: send(screen, "org.gnome.ScreenSaver", "ActiveChanged", True),
     lambda: len(heard) == 3),
    (lambda: power_changed(False), lambda: read),
    (lambda: power_changed(True), lambda: len(heard) == 4),
]
waited = [lambda: True]

def go_on():
    if not waited[0]():
        return
    if not steps:
        application.quit()
        return
    step, waited[0] = steps.pop(0)
    step()

timer = QTimer()
timer.timeout.connect(go_on)
timer.start(20)
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
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.stdout.split() == ["suspend", "session_lock", "session_lock", "lid"], done.stderr
