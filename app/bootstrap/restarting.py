"""Beginning the process anew: the only way to clear what Qt and Python held in memory."""

from __future__ import annotations

import os
import sys

CAUSE_VARIABLE = "CLINIC_DESK_LOCKED_BECAUSE"
"""Tells the new process why the old one ended; a word, never data."""


def begin_anew(cause: str) -> None:
    """Replace this process by a new one of the same command. It does not return.

    Every descriptor of this process closes by itself (they are not inherited), the desk's lock
    among them. Where the command cannot be started again, the process ends: locked is locked.
    """
    try:
        os.environ[CAUSE_VARIABLE] = cause
        os.execv(sys.executable, command())  # noqa: S606  (our own command, no shell)
    finally:
        os._exit(1)


def command() -> list[str]:
    """How this process was started, interpreter first."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *sys.argv[1:]]
    return [sys.executable, *sys.orig_argv[1:]]


def take_cause() -> str:
    """Why the process before this one ended; "" at an ordinary start. Said once."""
    return os.environ.pop(CAUSE_VARIABLE, "")
