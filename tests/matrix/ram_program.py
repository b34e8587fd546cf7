"""Row 16: the window in a process of its own that is locked for good and begins anew.

    python ram_program.py HOME SIGNS        (the passphrase on stdin, read by the first life only)

SIGNS is a folder for signs between this process and the one that scans it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtWidgets import QApplication, QPushButton

from app.bootstrap import desktop
from app.bootstrap.restarting import CAUSE_VARIABLE, begin_anew
from app.security.lock_state import Seen
from app.settings import Settings

HOME, SIGNS = Path(sys.argv[1]), Path(sys.argv[2])
IS_AGAIN = CAUSE_VARIABLE in os.environ


async def until(question: Any) -> Any:
    """Wait for something; the scanner ends this process if it never comes."""
    while not (answer := question()):  # noqa: ASYNC110  (widgets have no event to await)
        await asyncio.sleep(0.02)
    return answer


def window(name: str) -> Any:
    """A window on screen."""
    windows = QApplication.topLevelWidgets()
    return next((one for one in windows if one.objectName() == name and one.isVisible()), None)


async def first_life(session: desktop.WindowSession) -> None:
    """Sign in, look at patients, wait for the sign, close the lid."""
    unlock = await until(lambda: window("unlock_window"))
    passphrase = sys.stdin.readline().rstrip("\n")
    unlock.card.control.setText(passphrase)
    (SIGNS / "typed").touch()
    await until((SIGNS / "scanned").exists)
    unlock.card.control.setText(passphrase)  # a window that was just shown clears its field
    del passphrase
    unlock.findChild(QPushButton, "unlock_button").click()
    main = await until(lambda: window("main_window"))
    main.open_panel("patients")
    await until(lambda: main.patients.list.model.rowCount() > 1)
    await main.tasks.settled()
    shift = session.shift
    assert shift is not None
    (SIGNS / "key").write_bytes(shift._desk.keys.database_key)
    (SIGNS / "open").touch()
    await until((SIGNS / "lock").exists)
    shift.watch.see(Seen.LID)


async def second_life() -> None:
    """Wait at the unlock window until the scanner has looked."""
    unlock = await until(lambda: window("unlock_window"))
    (SIGNS / "words").write_text(unlock.card.notice.text(), "utf-8")
    (SIGNS / "again").touch()
    await until((SIGNS / "stop").exists)
    unlock.close()


def main() -> int:
    """The program as the command starts it, with somebody at it."""
    real = desktop.WindowSession.run

    async def with_person(session: desktop.WindowSession, given: str | None = None) -> Any:
        person = second_life() if IS_AGAIN else first_life(session)
        ending, _ = await asyncio.gather(real(session, given), person)
        return ending

    desktop.WindowSession.run = with_person  # type: ignore[method-assign]
    return desktop.run_window(HOME, settings=Settings(), begin_anew=begin_anew)


if __name__ == "__main__":
    sys.exit(main())
