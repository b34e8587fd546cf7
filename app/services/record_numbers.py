"""Record numbers for new patients: of the desk's own block, so that one given offline is final.

A desk that has used its block up gives a provisional number, which is replaced as soon as the next
block is here; the provisional one stays findable. A desk that never had a block draws numbers at
random, which are final.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient, PatientIdentifier
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.domain.record_numbers import HELD, PROVISIONAL, PROVISIONAL_SYSTEM, drawn, numbered
from app.domain.snapshot_ports import EPOCH

FEW = 50
"""So few numbers are left when the next block is asked for."""


class _Held(msgspec.Struct):
    """What the desk holds: blocks of numbers, each from and to, and who has a provisional one."""

    blocks: list[tuple[int, int]] = []
    provisional: list[str] = []


def number_for(uow: UnitOfWork, patient_id: RecordId, is_taken: Callable[[str], bool]) -> str:
    """A number that nobody here has, for a patient who is about to be made."""
    held = _held(uow)
    if held is None:
        return _free(drawn, is_taken)
    number = _next(held, is_taken)
    if number is None:
        number = _free(lambda: drawn(PROVISIONAL), is_taken)
        held.provisional.append(patient_id)
    _keep(uow, held)
    return number


def left(uow: UnitOfWork) -> int:
    """How many final numbers the desk still has."""
    held = _held(uow)
    return 0 if held is None else sum(last - first + 1 for first, last in held.blocks)


def add_block(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, first: int, size: int, epoch: str = ""
) -> None:
    """Keep a block that the server gave this desk, unless that was in a life it has lost since."""
    with begin(context, origin=Origin.REMOTE) as uow:
        if epoch and uow.meta.get(EPOCH) not in (None, epoch):
            return
        held = _held(uow) or _Held()
        held.blocks.append((first, first + size - 1))
        _keep(uow, held)


def settle_provisional(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    is_taken: Callable[[UnitOfWork, str], bool],
) -> int:
    """Give final numbers to those who have provisional ones; how many. Raises PermissionDenied."""
    with begin(context) as uow:
        held = _held(uow)
        if held is None or not held.provisional:
            return 0
        waiting, held.provisional, settled = held.provisional, [], 0
        for patient_id in waiting:
            patient = uow.records(Patient).get(RecordId(patient_id))
            if patient is None or not patient.mrn.startswith(PROVISIONAL):
                continue  # deleted, or somebody gave them a number by hand
            number = _next(held, lambda number: is_taken(uow, number))
            if number is None:
                held.provisional.append(patient_id)
                continue
            _replace(uow, patient, number)
            settled += 1
        _keep(uow, held)
        return settled


def _replace(uow: UnitOfWork, patient: Patient, number: str) -> None:
    uow.save(replace(patient, mrn=number))
    uow.add(
        PatientIdentifier(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            patient_id=PatientId(patient.id),
            system=PROVISIONAL_SYSTEM,
            value=patient.mrn,
            kind="MR",
            is_alias=True,
        )
    )


def _next(held: _Held, is_taken: Callable[[str], bool]) -> str | None:
    while held.blocks:
        (first, last), *others = held.blocks
        held.blocks = [(first + 1, last), *others] if first < last else others
        number = numbered(first)
        if not is_taken(number):  # an import may have brought it
            return number
    return None


def _free(draw: Callable[[], str], is_taken: Callable[[str], bool]) -> str:
    while True:
        number = draw()
        if not is_taken(number):
            return number


def _held(uow: UnitOfWork) -> _Held | None:
    text = uow.meta.get(HELD)
    return None if text is None else msgspec.json.decode(text, type=_Held)


def _keep(uow: UnitOfWork, held: _Held) -> None:
    uow.meta.set(HELD, msgspec.json.encode(held).decode())
