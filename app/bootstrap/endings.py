"""Ending in order: signals that ask a program to stop, and noticing that a parent is gone."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from threading import Event, Thread, current_thread, main_thread
from types import FrameType

_ASKING = ("SIGTERM", "SIGHUP")
ASKED_AGAIN_S = 5.0
"""Longer than an orderly end takes."""
_asked = Event()


@contextmanager
def ending_in_order() -> Generator[None]:
    """Inside, being told to stop (SIGTERM, a closed terminal) ends like Ctrl+C: all is cleared."""
    if current_thread() is not main_thread():
        yield
        return
    before = {
        number: signal.signal(number, _as_interrupt)
        for number in _asking_signals()
        if signal.getsignal(number) is not signal.SIG_IGN  # nohup stays nohup
    }
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and hasattr(signal, "pthread_sigmask"):
        # A shell started this in the background: Ctrl+C stays without effect, but asyncio answers
        # an interruption only where Python's own handler stands.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def stopping_quietly() -> Generator[None]:
    """Inside, SIGTERM is a normal end of the program: exit code 0.

    Where it comes while the interpreter clears something up, the end is not heard: who goes on to
    wait for work asks `is_asked_to_stop` first.
    """
    _asked.clear()
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _as_exit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def heard_while_qt_waits() -> Generator[None]:
    """Inside, signals are answered at once even while Qt waits for events and no Python runs."""
    from PySide6.QtCore import QSocketNotifier

    if sys.platform == "win32" or current_thread() is not main_thread():
        yield
        return
    near, far = socket.socketpair()
    for end in (near, far):
        end.setblocking(False)
    before = signal.set_wakeup_fd(far.fileno(), warn_on_full_buffer=False)
    notifier = QSocketNotifier(near.fileno(), QSocketNotifier.Type.Read)
    # Any Python code will do: the interpreter then runs the handlers that wait.
    notifier.activated.connect(lambda: _drain(near))
    try:
        yield
    finally:
        notifier.setEnabled(False)
        signal.set_wakeup_fd(before)
        near.close()
        far.close()


def is_asked_to_stop() -> bool:
    """Whether SIGTERM came since `stopping_quietly` began."""
    return _asked.is_set()


def stop_at_end_of_input() -> None:
    """From now on this process gets SIGTERM when its standard input ends, until it ends: its parent
    is gone."""
    Thread(target=_watch_input, name="parent-watch", daemon=True).start()


def _watch_input() -> None:
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    # One may come while the interpreter clears something up, where nobody hears its handler.
    while True:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(ASKED_AGAIN_S)


def _asking_signals() -> list[int]:
    return [getattr(signal, name) for name in _ASKING if hasattr(signal, name)]


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    del number
    on_interrupt = signal.getsignal(signal.SIGINT)
    if callable(on_interrupt):
        on_interrupt(signal.SIGINT, frame)  # asyncio has its own while it runs
    else:
        raise KeyboardInterrupt


def _as_exit(number: int, frame: FrameType | None) -> None:
    del number, frame
    _asked.set()
    raise SystemExit(0)


def _drain(near: socket.socket) -> None:
    with suppress(OSError):
        while near.recv(64):
            pass
