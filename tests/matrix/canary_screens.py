"""Row 14: screens of row 15, each role's, at a desk that holds a marker in every field."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.bootstrap.workplace import Workplace
from app.domain.audit_trail import AuditQuestion
from app.domain.availability import PractitionerSchedule, Weekday
from app.domain.ids import PatientId, PractitionerId, new_id
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.staff import Practitioner, Role
from app.domain.waiting import WaitlistEntry
from app.services.reading import every
from app.ui.printing.preview import PrintPreview
from tests.factories import NOON, a_child, a_patient, an_appointment
from tests.matrix import lock_planting, lock_screens
from tests.matrix.phi_census import texts_of
from tests.waiting import until

TYPED = "Zyqwx"
"""What is typed wherever somebody is looked for or a text is begun."""
OTHERS: Mapping[Role, tuple[str, ...]] = {
    Role.CLINICIAN: ("chart", "prescription", "new prescription", "care plan", "new care plan"),
    Role.BILLING: ("ledger", "owed by age", "receipt", "reports"),
    Role.ADMIN: ("reports", "audit", "audit detail"),
}
"""What the other roles open besides what the front desk does: each in a window of its own."""
_SAID = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
)
_ROWS = 50
_WRITTEN = ("receipt", "audit")


class Hand:
    """Somebody at the window: what the screens of row 15 ask of a person."""

    def __init__(self, window: Any) -> None:
        self._window = window

    async def until(self, question: Callable[[], Any], *, what: str = "") -> Any:
        """Wait until something holds."""
        return await until(question, what=what)


def texts_on_show() -> list[str]:
    """Every text of every widget and of every line of every model."""
    found = [text for widget in QApplication.allWidgets() for text in texts_of(widget)]
    for one in gc.get_objects():
        if isinstance(one, QAbstractItemModel) and isValid(one):
            found += _lines(one)
    return found


def _lines(model: QAbstractItemModel) -> Iterable[str]:
    root = QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(root)
    for row in range(min(_ROWS, model.rowCount(root))):
        for column in range(columns):
            index = model.index(row, column, root)
            for role in _SAID:
                yield str(model.data(index, role))


def _plant(desk: Any) -> tuple[Practitioner, PatientId]:
    """What the screens want to be there besides; the marked doctor and patient."""
    lock_planting.marker = lock_screens.marker = lambda: TYPED
    with desk.store.reader() as reader:
        marked = next(one for one in every(reader, Query(Patient)) if one.sex == "unknown")
        doctor = next(iter(every(reader, Query(Practitioner))))
    more = [a_patient(family_name=f"{TYPED}{number}") for number in range(3)]
    left = lock_planting._left_behind(desk, [*more, marked], doctor)
    left += [
        PractitionerSchedule(
            id=new_id(),
            created_at=NOON,
            updated_at=NOON,
            practitioner_id=PractitionerId(doctor.id),
            weekday=weekday,
            begins_at=0,
            ends_at=24 * 60,
        )
        for weekday in Weekday
    ]
    left.append(a_child(WaitlistEntry, more[0], length_min=30))
    left.append(an_appointment(marked, practitioner_id=doctor.id, starts_at=desk.clock.now()))
    for work in (
        lambda: lock_planting._bring(desk, [*more, *left]),
        lambda: lock_planting._refused(desk, more[0].id),
        lambda: lock_planting._changed(desk, more[1].id),
    ):
        desk.worker.submit(work).result()
    return doctor, PatientId(marked.id)


async def walk(desk: Any, chosen: Path, look: Callable[[], object]) -> None:
    """Open every screen as who may; look at each; write a paper and a table into `chosen`."""
    (doctor, patient), everyday = _plant(desk), desk.context
    beside = [some for some in lock_screens.together() if some[0] not in lock_screens.ALONE]
    parts = [(Role.FRONT_DESK, screens) for screens in beside]
    for role, screens in (*parts, *OTHERS.items()):
        own = doctor.id if role is Role.CLINICIAN else None
        desk.context = replace(everyday, role=role, practitioner_id=own)
        place = Workplace(desk, {}, passphrase=None, on_broken=lambda: None)
        place.show()
        await _open_each(place.window, patient, screens, look, chosen)
        await place.put_away()
    desk.context = everyday


async def _open_each(
    window: Any,
    patient: PatientId,
    screens: Iterable[str],
    look: Callable[[], object],
    chosen: Path,
) -> None:
    for name in screens:
        await lock_screens.SCREENS[name](Hand(window), window, patient)  # type: ignore[arg-type]
        await window.tasks.settled()
        await asyncio.sleep(0.05)
        look()
        if name in _WRITTEN:
            await _hand_out(name, window, chosen)


async def _hand_out(name: str, window: Any, chosen: Path) -> None:
    """The ways out that put names into a file, at the place somebody chose."""
    if name == "receipt":
        preview = window.findChildren(PrintPreview)[-1]
        preview.save_to(str(chosen / "statement.pdf"))
    else:
        window.audit.exports.write_table(str(chosen / "events.csv"), AuditQuestion())
    await window.tasks.settled()
