"""The assistant's pages for the tour, filled in as a practice would; nothing is made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from app.demo.clinic import CLINIC_NAME, USER_NAME
from app.demo.clock import ZONE
from app.demo.tour_window import picture as drawn

if TYPE_CHECKING:
    from datetime import datetime

    from app.demo.look import Look
    from app.ui.first_run.window import FirstRunWindow
    from app.ui.widgets.fields import Field

_FOLDER = "~/.local/share/clinic-desk"
_CODE = "7K2QD-M4XTR-9WPA-ZH6B-3EVN-C8FY"
_SECRET = "S5Z2W-ECQQM-5KQE0-Y8GR2-MM5NG-M"  # noqa: S105 (opens nothing)
_ASKED_GROUP = 2
_SETTLE_S = 0.05


async def picture_first_run(folder: Path, look: Look, *, now: datetime) -> None:
    """Write a picture of each page."""
    from app.bootstrap.protection import zones
    from app.ui.first_run.answers import Guard, Protection
    from app.ui.first_run.window import FirstRunWindow

    window = FirstRunWindow(_FOLDER, workstation_name="front-desk-1")
    window.resize(*look.size)
    window.show_zones(zones(), ZONE)
    window.show_protection(Protection(Guard.KEYRING, "keyring.backends.SecretService.Keyring"))
    window.show()
    for name, turn in _pages(window, now).items():
        turn()
        await asyncio.sleep(_SETTLE_S)
        path = folder / f"{name}-{look.name}.png"
        drawn(window, None).save(str(path))
        print(path.name, flush=True)
    window.let_close()
    window.deleteLater()


def _pages(window: FirstRunWindow, now: datetime) -> dict[str, Callable[[], None]]:
    from app.ui.first_run.recovery_sheet import RecoverySheet

    def clinic() -> None:
        window.welcome.create_button.click()
        for field, text in (
            (window.clinic.clinic_name, CLINIC_NAME),
            (window.clinic.display_name, USER_NAME.title()),
            (window.clinic.username, USER_NAME),
        ):
            _type(field, text)

    def passphrase() -> None:
        window.footer.next_button.click()
        _type(window.passphrase.passphrase, "a lamp, seven geese, rain")

    def recovery() -> None:
        sheet = RecoverySheet(
            clinic_name=CLINIC_NAME,
            workstation_name="front-desk-1",
            username=USER_NAME,
            made_at=now,
            code=_SECRET,
        )
        window.show_recovery(sheet)
        window.recovery.ask_for(_ASKED_GROUP)

    def ready() -> None:
        window.show_ready(has_pin=True, can_have_pin=True)
        window.go_ready()

    def join() -> None:
        window.show_unfinished(None)
        window.welcome.join_button.click()
        _type(window.join.address, "https://clinic.example.org")
        _type(window.join.code, _CODE)
        _type(window.join.username, "eva")

    return {
        "first-run": lambda: None,
        "first-run-clinic": clinic,
        "first-run-passphrase": passphrase,
        "first-run-pin": lambda: window.home_made(has_keyring=True, has_recovery=True),
        "first-run-recovery": recovery,
        "first-run-ready": ready,
        "first-run-join": join,
    }


def _type(field: Field, text: str) -> None:
    if isinstance(field.control, QLineEdit):
        field.control.setText(text)
        field.control.textEdited.emit(text)
