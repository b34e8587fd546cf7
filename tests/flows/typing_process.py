"""Somebody who types into the real patient form for ever; the test kills the process.

Started as `python -m tests.flows.typing_process DATABASE EVERY_MS`. Prints, after each keystroke,
how many there were and the moment (seconds of the system's monotonic clock).
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.live.data_sync import DataSync, DeskParts
from app.security.audit_signer import HmacAuditSigner
from app.storage.database import Database
from app.storage.store import LocalStore
from app.storage.worker import DatabaseWorker
from app.ui.panels.patients.panel import PatientsPanel
from app.ui.task_runner import TaskRunner
from tests.factories import DESK_ID, a_clinic, a_context, a_user

KEY = bytes(range(32))
FIELD = "alert"


class SystemTime:
    def now(self) -> object:
        from datetime import UTC, datetime

        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


async def type_for_ever(path: Path, every_s: float) -> None:
    store = LocalStore(
        Database(path, KEY),
        clock=SystemTime(),  # type: ignore[arg-type]
        signer=HmacAuditSigner(KEY),
        workstation_id=DESK_ID,
    )
    parts = DeskParts(
        threads=DatabaseWorker(store),
        begin=store.unit_of_work,
        publisher=store.feed,
        context=a_context(),
        clinic=a_clinic(),
        user=a_user(),
        clock=SystemTime(),  # type: ignore[arg-type]
    )
    panel = PatientsPanel(DataSync(parts), TaskRunner())
    panel.show()
    panel.start_new()
    control = panel.form.fields.fields[FIELD].control
    control.setFocus()
    await asyncio.sleep(0.2)
    count, due = 0, time.monotonic()
    while True:
        QApplication.processEvents()
        if time.monotonic() >= due:
            QTest.keyClicks(control, str(count % 10))
            count, due = count + 1, time.monotonic() + every_s
            print(count, time.monotonic(), flush=True)
        await asyncio.sleep(0.002)


def main() -> None:
    application = QApplication([])
    asyncio.run(type_for_ever(Path(sys.argv[1]), int(sys.argv[2]) / 1000))
    del application


if __name__ == "__main__":
    main()
