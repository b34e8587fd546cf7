"""Keeps the windows of an open desk out of screen shares, screenshots and recordings.

Windows (10 of 2004 and later) and macOS let a window say so of itself. Neither X11 nor Wayland has
a way: there a picture of the screen shows what the screen shows.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow

from app.settings import Settings

_EXCLUDE_FROM_CAPTURE = 0x11
"""WDA_EXCLUDEFROMCAPTURE of SetWindowDisplayAffinity."""
_SHARE_NOTHING = 0
"""NSWindowSharingNone."""
Hide = Callable[[int], None]


class CaptureShield(QObject):
    """Every window of the program that comes up is hidden from pictures, where that can be."""

    def __init__(self, parent: QObject | None = None, *, hide: Hide | None = None) -> None:
        super().__init__(parent)
        self._hide = hide or hider(sys.platform)
        application = QGuiApplication.instance()
        if self._hide is not None and isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_window)
            self._on_focus_window(QGuiApplication.focusWindow())

    def _on_focus_window(self, _window: QWindow | None) -> None:
        """Look at all: a list under a search field comes up and never has the focus."""
        for window in QGuiApplication.topLevelWindows():
            if self._hide is not None and window.isVisible():
                self._hide(int(window.winId()))


def shield(settings: Settings, parent: QObject) -> CaptureShield | None:
    """What keeps this desk's windows out of pictures; None where its settings let them show."""
    return None if settings.screen_capture else CaptureShield(parent)


def hider(platform: str) -> Hide | None:
    """How a window is hidden on this system; None where it cannot be."""
    return {"win32": _hide_on_windows, "darwin": _hide_on_macos}.get(platform)


def _hide_on_windows(handle: int) -> None:
    user32 = ctypes.CDLL("user32")
    user32.SetWindowDisplayAffinity(ctypes.c_void_p(handle), _EXCLUDE_FROM_CAPTURE)


def _hide_on_macos(view: int) -> None:
    objc = ctypes.CDLL("/usr/lib/libobjc.dylib")
    objc.sel_registerName.restype = ctypes.c_void_p
    objc.sel_registerName.argtypes = [ctypes.c_char_p]
    pointer, send = ctypes.c_void_p, ("objc_msgSend", objc)
    window_of = ctypes.CFUNCTYPE(pointer, pointer, pointer)(send)
    share = ctypes.CFUNCTYPE(None, pointer, pointer, ctypes.c_ulong)(send)
    if window := window_of(view, objc.sel_registerName(b"window")):
        share(window, objc.sel_registerName(b"setSharingType:"), _SHARE_NOTHING)
