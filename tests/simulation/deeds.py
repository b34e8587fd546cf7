"""Somebody at a simulated desk, about to do something, and what they have before their eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TypeVar

from app.domain.declare import Record, entity_of
from app.domain.query import Query
from app.protocol.codec import to_wire
from app.services.appointments import Slot
from tests.factories import NOON
from tests.simulation.desk import Desk

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Deed:
    """Somebody at a desk, about to do something; word makes texts that occur once."""

    desk: Desk
    luck: Random
    word: str

    def some(self, record_type: type[R], *, deleted: bool = False) -> R | None:
        """Any record of a type that the desk shows, or that was deleted."""
        with self.desk.store.reader() as reader:
            asked = Query(record_type, limit=100, include_deleted=deleted)
            rows = reader.records(record_type).find(asked).rows
        found = [row for row in rows if (row.deleted_at is not None) == deleted]
        if len(found) > 1 and self.luck.random() < 0.7:  # mostly the same few at every desk
            found = sorted(found, key=lambda row: row.id)[:2]
        chosen = self.luck.choice(found) if found else None
        if chosen is not None:
            self.see(chosen)
        return chosen

    def see(self, record: Record) -> None:
        """Have a record before one's eyes."""
        self.desk.eyes.see((entity_of(record).name, record.id), to_wire(record))

    @property
    def slot(self) -> Slot:
        """One of very few, so that bookings clash."""
        start = NOON + timedelta(minutes=30 * self.luck.randrange(2))
        who = self.luck.choice(self.desk.clinic.practitioners)
        return Slot(starts_at=start, length_min=30, practitioner_id=who.id)
