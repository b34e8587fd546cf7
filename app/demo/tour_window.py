"""What every picture of the tour needs: a window of somebody in a role, and how it is drawn."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

    from app.bootstrap.desk import Desk
    from app.demo.look import Look
    from app.demo.shown_sync import ShownSync
    from app.domain.context import ExecutionContext
    from app.live.data_sync import DataSync
    from app.ui.main_window import MainWindow

_PATIENCE_S, _LOOK_EVERY_S = 60.0, 0.01
_SOON_MS = 500
_ROUNDS = 3


def open_window(
    desk: Desk, sync: ShownSync, context: ExecutionContext, look: Look
) -> tuple[MainWindow, DataSync]:
    """A window in which somebody works in the role of a context."""
    from app.bootstrap.documents import whole_file
    from app.demo.in_order import InOrder
    from app.live.data_sync import DataSync, DeskParts
    from app.ui.main_window import MainWindow

    parts = DeskParts(
        threads=InOrder(desk.worker),
        begin=desk.store.unit_of_work,
        publisher=desk.store.feed,
        context=context,
        clinic=desk.clinic,
        user=desk.user,
        clock=desk.clock,
        anchor_state=lambda: "ok",
        files=desk.files,
        whole_file=partial(whole_file, desk),
    )
    data_sync = DataSync(parts, sync=sync)
    window = MainWindow(data_sync)
    window.resize(*look.size)
    window.open_panel("appointments")
    window.show()
    return window, data_sync


async def settle(window: MainWindow) -> None:
    """Wait until nothing is on its way to the window, nor what that set going; then it paints."""
    for _ in range(_ROUNDS):
        is_under_way = _watch(window)
        async with asyncio.timeout(_PATIENCE_S):
            while is_under_way():  # noqa: ASYNC110 (many small parts, none of which tells)
                await asyncio.sleep(_LOOK_EVERY_S)
        await asyncio.sleep(_LOOK_EVERY_S)


def _watch(window: MainWindow) -> Callable[[], bool]:
    """Says whether the window still reads, works or is about to; to find its parts takes long."""
    from PySide6.QtCore import QAbstractAnimation, QTimer
    from shiboken6 import isValid

    from app.live.live_query import LiveQuery

    asked: list[LiveQuery[Any]] = window.findChildren(LiveQuery)
    soon = [one for one in window.findChildren(QTimer) if _fires_soon(one)]
    running = QAbstractAnimation.State.Running
    moving = window.findChildren(QAbstractAnimation)  # Qt fades the cross of a field in and out

    def is_under_way() -> bool:
        reads = any(isValid(one) and (one.is_loading or one.is_refreshing) for one in asked)
        waits = any(isValid(one) and one.isActive() for one in soon)
        moves = any(isValid(one) and one.state() == running for one in moving)
        return reads or waits or moves or window.tasks.is_busy

    return is_under_way


def _fires_soon(timer: QTimer) -> bool:
    """Whether it is one that somebody in front of the window would wait for."""
    return timer.isSingleShot() and timer.interval() <= _SOON_MS


def click(window: QWidget, name: str) -> None:
    """Press a button of the window."""
    from PySide6.QtWidgets import QAbstractButton

    button = window.findChild(QAbstractButton, name)
    if button is None:
        print(f"no button {name}", file=sys.stderr)
    else:
        button.click()


def choose_first(window: QWidget, name: str) -> None:
    """Choose the first line of a list."""
    from PySide6.QtWidgets import QTableView

    view = window.findChild(QTableView, name)
    if view is not None:
        view.setCurrentIndex(view.model().index(0, 0))


def type_keys(box: QWidget, text: str) -> None:
    """Press the keys of a text, as a person would."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(box, event)


def picture(window: QWidget, over: QWidget | None) -> QPixmap:
    """The window as drawn, with a dialog over it where one is open."""
    from PySide6.QtGui import QColor, QPainter
    from PySide6.QtWidgets import QMenu

    drawn = window.grab()
    if over is None:
        return drawn
    top = over.grab()
    if top.size() == drawn.size():
        return top
    painter = QPainter(drawn)
    if isinstance(over, QMenu):  # it hangs below what opened it
        painter.drawPixmap(window.mapFromGlobal(over.pos()), top)
        painter.end()
        return drawn
    painter.fillRect(drawn.rect(), QColor(0, 0, 0, 90))
    left = (drawn.width() - top.width()) // 2
    painter.drawPixmap(left, (drawn.height() - top.height()) // 2, top)
    painter.end()
    return drawn
