"""Which pages a person passes, in which order, and where back leads; pure decisions."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QCoreApplication

WELCOME = "welcome_page"
CLINIC = "clinic_page"
JOIN = "join_page"
PASSPHRASE = "passphrase_page"  # noqa: S105 (the name of a page)
PIN = "pin_page"
RECOVERY = "recovery_page"
READY = "ready_page"


class Way(StrEnum):
    """What the person chose on the first page."""

    OPEN = "open"
    CREATE = "create"
    JOIN = "join"


_QUESTIONS = {Way.CREATE: CLINIC, Way.JOIN: JOIN}


def steps(way: Way, now: str, *, has_keyring: bool) -> tuple[str, ...]:
    """The pages of a way, as far as they are known on the present one."""
    if way is Way.OPEN:
        return (WELCOME,)
    pin = (PIN,) if has_keyring or now == PIN else ()
    code = (RECOVERY,) if way is Way.CREATE or now == RECOVERY else ()
    return (WELCOME, _QUESTIONS[way], PASSPHRASE, *pin, *code, READY)


def previous(way: Way, now: str, *, is_unfinished: bool) -> str:
    """Where back leads; nowhere once something was made, or while a join waits to go on."""
    if now == PASSPHRASE and way is not Way.OPEN:
        return _QUESTIONS[way]
    if now == CLINIC or (now == JOIN and not is_unfinished):
        return WELCOME
    return ""


def step_words(page: str) -> str:
    """A page in one or two words."""
    return {
        WELCOME: _tr("Start"),
        CLINIC: _tr("Clinic and you"),
        JOIN: _tr("Server and code"),
        PASSPHRASE: _tr("Passphrase"),
        PIN: _tr("PIN"),
        RECOVERY: _tr("Recovery code"),
        READY: _tr("Ready"),
    }[page]


def _tr(text: str) -> str:
    return QCoreApplication.translate("first_run", text)
