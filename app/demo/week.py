"""A week offline at two desks: thousands of edits each, and what became of every one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from app.demo.clock import LeapingClock
from app.demo.desks import DemoDesk
from app.domain.conflict import SyncConflict
from app.domain.ids import PatientId, RecordId
from app.domain.operations import OperationState
from app.domain.patient import Patient
from app.domain.ports import Reader
from app.domain.query import Order, Query, eq
from app.services import patients
from app.services.reading import every

WEEK = timedelta(days=7)
USUAL_EDITS, MOST_EDITS = 2_000, 20_000
_PIECE = 50
"""Edits between two looks at the clock."""
_SHARED, _NEW = 0.1, 0.05
"""The share of edits of patients that the other desk works on, too, and of new patients."""
_FIELDS = ("alert", "address_line", "city", "email")
_ACCOUNTED = frozenset({OperationState.ACKED.value, OperationState.CONFLICTED.value})

Entered = dict[tuple[RecordId, str], str]
"""By patient and field: the last value that somebody entered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a desk's week: its operations by state, and the values by where they are."""

    states: Mapping[str, int]
    shown: int
    in_conflict: int
    lost: int

    @property
    def faults(self) -> list[str]:
        """What should not be."""
        open_ones = sum(n for state, n in self.states.items() if state not in _ACCOUNTED)
        told = [f"{open_ones} operations of the week are not accounted for"] if open_ones else []
        return told + ([f"{self.lost} values of the week are gone"] if self.lost else [])


@dataclass(slots=True)
class DeskWeek:
    """One desk's week, from a seed."""

    name: str
    desk: DemoDesk
    clock: LeapingClock
    edits: int
    random: Random
    entered: Entered = field(default_factory=dict[tuple[RecordId, str], str])
    _began: int = 0

    async def play(self) -> None:
        """Edit all week; every edit is a transaction of its own, saved before the next begins."""
        self._began = await asyncio.to_thread(self._newest_operation)
        known = await self.desk.read(self._own_and_shared)
        for done in range(0, self.edits, _PIECE):
            self.clock.ahead = WEEK * (done / self.edits)
            count = min(_PIECE, self.edits - done)
            await self.desk.write(lambda done=done, count=count: self._edit(known, done, count))
        self.clock.ahead = WEEK

    async def outcome(self) -> Outcome:
        """Where everything is now."""
        where = await self.desk.read(self._find)
        states = await asyncio.to_thread(self._states)
        return Outcome(states, where["shown"], where["conflict"], where["lost"])

    def _own_and_shared(self, reader: Reader) -> tuple[list[Patient], list[Patient]]:
        """The patients whom only this desk sees this week, and all."""
        query = Query(Patient, where=eq("status", "active"), order=(Order("id"),))
        everybody = list(every(reader, query))
        return everybody[self.name == "A" :: 2], everybody

    def _edit(self, known: tuple[list[Patient], list[Patient]], done: int, count: int) -> None:
        begin, context = self.desk.desk.store.unit_of_work, self.desk.desk.context
        own, everybody = known
        for number in range(done, done + count):
            word = f"{self.name}{number}"
            if self.random.random() < _NEW:
                values = {"family_name": f"Week {word}", "given_names": "Noor"}
                values |= {"birth_date": "1990-01-01", "alert": f"New {word}"}
                made = patients.register(begin, context, changes=values)
                self.entered[made.id, "alert"] = values["alert"]
                continue
            one = self.random.choice(everybody if self.random.random() < _SHARED else own)
            name = self.random.choice(_FIELDS)
            value = f"{word.lower()}@example.org" if name == "email" else f"{number} {word} street"
            changes = {name: value}
            patients.update(begin, context, patient_id=PatientId(one.id), changes=changes)
            self.entered[one.id, name] = value

    def _find(self, reader: Reader) -> Counter[str]:
        """A value is shown, or stands in a conflict for somebody to decide, or is gone."""
        kept: dict[tuple[str, str], set[object]] = {}
        for conflict in every(reader, Query(SyncConflict)):
            for name, value in (*conflict.ours.items(), *conflict.theirs.items()):
                kept.setdefault((conflict.row_id, name), set()).add(value)
        found: Counter[str] = Counter()
        for (patient_id, name), value in self.entered.items():
            patient = reader.records(Patient).get(patient_id)
            if patient is not None and getattr(patient, name) == value:
                found["shown"] += 1
            else:
                found["conflict" if value in kept.get((patient_id, name), ()) else "lost"] += 1
        return found

    def _newest_operation(self) -> int:
        with self.desk.desk.store.database.reading() as session:
            row = session.one("SELECT coalesce(max(n), 0) FROM outbox")
        return int(row[0]) if row else 0

    def _states(self) -> dict[str, int]:
        asked = "SELECT state, count(*) FROM outbox WHERE n > ? GROUP BY state ORDER BY state"
        with self.desk.desk.store.database.reading() as session:
            return {str(state): int(count) for state, count in session.all(asked, (self._began,))}
