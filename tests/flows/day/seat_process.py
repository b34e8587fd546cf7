"""One workstation of the day: the program's own window in a process that can be killed.

Started as `python -m tests.flows.day.seat_process HOME KEYRING NOW`. Takes one JSON order a line on
stdin and answers each with one line on stdout: what hands do, what eyes see, and the time of day.
It never reaches past the window: nothing here calls a service or reads the database.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox

from app.bootstrap import desktop, shift, workplace
from app.live.drafts import DraftKeeper
from app.security.lock_state import LockPolicy
from app.services import record_numbers
from app.settings import load_settings
from app.ui.widgets.calendar_canvas import CalendarCanvas
from tests.flows.day import hands, looking
from tests.flows.day.parts import FileKeyStore, SetClock
from tests.waiting import PATIENCE_S

LIMITS_S = (
    (workplace, "SAVING_PATIENCE_S"),
    (workplace, "_DRAFT_PATIENCE_S"),
    (shift, "_CLOSING_PATIENCE_S"),
)
FEW_NUMBERS = 1
"""A desk asks for more record numbers once it has none left, so that it can run out of them."""
A_DAY_S = 86_400.0
"""Nobody leaves a desk before the evening, unless a step says so."""


class _Line(QObject):
    """Brings orders from the thread that reads them."""

    came = Signal(str)


class Seat:
    """Carries out orders inside the window's loop."""

    def __init__(self, clock: SetClock) -> None:
        self._clock = clock
        self._can: dict[str, Callable[..., Any]] = {
            "press": hands.press,
            "write": hands.write,
            "look": self._look,
            "rows": lambda name: looking.rows(self._view(name)),
            "walk": self._walk,
            "pick": self._pick,
            "focus": lambda: hands.at_the_keyboard().objectName(),
            "turn_to": self._turn_to,
            "command": looking.command,
            "click": self._click,
            "drag": self._drag,
            "painted": self._painted,
            "is_busy": self._is_busy,
            "forward": self._forward,
            "option": looking.option,
            "tree": looking.tree,
            "picture": self._picture,
            "coloured": looking.coloured,
            "computed_s": time.process_time,
        }

    def serve(self) -> None:
        """Answer orders. They come as Qt's events, not inside a task: a key may set off others."""
        self._line = _Line()
        self._line.came.connect(self._on_order, Qt.ConnectionType.QueuedConnection)

        def read() -> None:
            for line in sys.stdin:
                self._line.came.emit(line)

        threading.Thread(target=read, daemon=True).start()

    def _on_order(self, line: str) -> None:
        print(json.dumps(self._answer(json.loads(line))), flush=True)

    def _answer(self, order: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"ok": self._can[order.pop("do")](**order)}
        except looking.NotThere as missing:
            return {"missing": str(missing)}
        except Exception:
            return {"error": traceback.format_exc()}

    def _look(self, name: str, **place: Any) -> dict[str, Any]:
        return looking.seen(looking.find(name, **place))

    def _view(self, name: str) -> QAbstractItemView:
        view = looking.find(name)
        assert isinstance(view, QAbstractItemView)
        return view

    def _walk(self, name: str, text: str) -> int | None:
        """Go down a list to a row by its keys; how many, None where it cannot be reached yet."""
        view = self._view(name)
        wanted = next((at for at, row in enumerate(looking.rows(view)) if text in row), None)
        if wanted is None or not view.isEnabled():
            return None
        view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        for key in ("Ctrl+Home", *["Down"] * wanted):
            hands.press(key)
        return wanted + 1 if view.currentIndex().row() == wanted else None

    def _pick(self, name: str, text: str) -> int | None:
        """Go down the choices of a box to one by its keys; how many, None where it is not there."""
        box = looking.find(name)
        assert isinstance(box, QComboBox)
        wanted = box.findText(text)
        if wanted < 0 or not box.isEnabled():
            return None
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        for key in ("Home", *["Down"] * wanted):
            hands.press(key)
        return wanted + 1 if box.currentText() == text else None

    def _turn_to(self, name: str, **place: Any) -> bool:
        widget = looking.find(name, **place)
        while widget.focusProxy():
            widget = widget.focusProxy()
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return widget.window().focusWidget() is widget

    def _click(self, name: str, **place: Any) -> bool:
        widget = looking.find(name, **place)
        if widget.isEnabled():
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        return widget.isEnabled()

    def _drag(self, name: str, path: list[list[int]], *, drop: bool) -> None:
        hands.drag(looking.find(name), [QPoint(*one) for one in path], drop=drop)

    def _painted(self) -> dict[str, Any]:
        canvas = looking.find("calendar_canvas")
        assert isinstance(canvas, CalendarCanvas)
        return looking.painted(canvas)

    def _is_busy(self) -> bool:
        """Whether the window reads or writes just now, or has typed text that is not kept yet."""
        main: Any = looking.find("main_window")
        keepers = main.findChildren(DraftKeeper)
        is_owed = any(one._is_due or (one._task and not one._task.done()) for one in keepers)
        return bool(main.tasks.is_busy or main._data_sync.is_writing or is_owed)

    def _forward(self, minutes: float) -> None:
        self._clock.ahead += timedelta(minutes=minutes)

    def _picture(self, path: str) -> None:
        front = QApplication.activeModalWidget() or looking.find("main_window")
        front.grab().save(path)


def main() -> None:
    home, keyring, now = sys.argv[1:]
    clock = SetClock(datetime.fromisoformat(now))
    seat = Seat(clock)
    for module, name in LIMITS_S:
        setattr(module, name, PATIENCE_S)
    record_numbers.FEW = FEW_NUMBERS
    desktop.make_application()
    seat.serve()
    # The computer's own clock goes on while a slow one works at the other desk.
    shift.policy_of = lambda _settings: LockPolicy(A_DAY_S, A_DAY_S)
    code = desktop.run_window(
        Path(home), settings=load_settings({}), clock=clock, keystore=FileKeyStore(Path(keyring))
    )
    print(json.dumps({"ended": code}), flush=True)


if __name__ == "__main__":
    main()
