"""A short day's work on a disk that fails: `python -m tests.matrix.failing_disk`.

One line in, "PATH ERROR POINT ONCE", forks one process that registers a patient, books, moves and
edits a visit while the POINT-th change to the disk (and, without ONCE, every later one) fails with
ERROR. One line of JSON out: what was acknowledged, what was refused and in which words, whether
work went on when the disk was well again, and how many changes there were.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.domain.appointment import Appointment
from app.domain.errors import ClinicError
from app.domain.patient import Patient
from app.services import appointments, patients
from app.services.appointments import NewVisit, Slot
from app.storage.store import LocalStore
from app.ui.error_presenter import words_for
from tests.factories import NOON, ZONE
from tests.matrix.material import CONTEXT, open_store

LATER = NOON + timedelta(hours=2)
OPENING = "opening"
READ_ONLY = "READ_ONLY"
"""In place of an error: the disk is read-only from before the store opens."""


@dataclass(slots=True)
class Work:
    """What was done and what was refused."""

    store: LocalStore
    acked: dict[str, str] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    patient: Patient | None = None
    visit: Appointment | None = None

    def run(self) -> None:
        begin = self.store.unit_of_work
        self.patient = self._step(
            "register",
            lambda: patients.register(
                begin, CONTEXT, changes={"family_name": "Okafor", "given_names": "Amara"}
            ),
        )
        if (one := self.patient) is None:
            return
        slot = Slot(starts_at=NOON, length_min=30)
        visit = NewVisit(patient_id=one.id, slot=slot)
        self.visit = self._step(
            "book", lambda: appointments.book(begin, CONTEXT, visit=visit, zone=ZONE)
        )
        if (booked := self.visit) is not None:
            self._step(
                "move",
                lambda: appointments.move(
                    begin,
                    CONTEXT,
                    appointment_id=booked.id,
                    slot=Slot(starts_at=LATER, length_min=30),
                ),
            )
        self._step(
            "edit",
            lambda: patients.update(begin, CONTEXT, patient_id=one.id, changes={"city": "Chicago"}),
        )

    def _step(self, name: str, step: Callable[[], Any]) -> Any:
        try:
            made = step()
        except Exception as error:
            self.refused[name] = described(error)
            return None
        self.acked[name] = made.id
        return made


def described(error: Exception) -> list[str]:
    """The code and words of an error; its class where it is not one of the clinic's."""
    code = error.code if isinstance(error, ClinicError) else f"untyped {type(error).__name__}"
    return [code, words_for(error)]


def work(path: Path, error: str, point: int, *, once: bool) -> dict[str, Any]:
    """One day's work on the failing disk, and one more patient on the disk made well."""
    shim = ctypes.CDLL(None)
    if error == READ_ONLY:
        shim.disk_shim_read_only(1)
        try:
            open_store(path)
        except Exception as caught:
            return {"acked": {}, "refused": {OPENING: described(caught)}}
        return {"acked": {}, "refused": {}}
    store = open_store(path)
    store.database.writer.all("PRAGMA wal_autocheckpoint=15")
    shim.disk_shim_fail(ctypes.c_long(point), getattr(errno, error), int(once))
    day = Work(store)
    day.run()
    changes = shim.disk_shim_changes()
    shim.disk_shim_fail(ctypes.c_long(0), 0, 0)
    again = Work(store)
    again.run()
    try:
        store.close()
    except Exception as caught:
        day.refused["close"] = described(caught)
    return {
        "acked": day.acked,
        "refused": day.refused,
        "acked_again": again.acked,
        "refused_again": again.refused,
        "changes": changes,
    }


def main() -> None:
    """Serve one line after another until the input ends."""
    for line in sys.stdin:
        path, error, point, once = line.split()
        child = os.fork()
        if child == 0:
            try:
                done = work(Path(path), error, int(point), once=once == "once")
                os.write(1, (json.dumps(done) + "\n").encode())
                os._exit(0)
            except BaseException:
                traceback.print_exc()
            os._exit(1)
        _, status = os.waitpid(child, 0)
        if status:
            os.write(1, (json.dumps({"died": status}) + "\n").encode())


if __name__ == "__main__":
    main()
