"""What the clinic's figures need of the local database: sums, made where the rows are."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Protocol

from app.domain.reports import By, Taken


class Booked(NamedTuple):
    """Visits of one provider ("" for nobody) on one of the clinic's days, and their minutes."""

    day: date
    practitioner_id: str
    visits: int
    minutes: int


class TurnOut(NamedTuple):
    """Visits kept, missed and cancelled late of one group; key as the group has it."""

    key: str
    kept: int
    missed: int
    late: int


class ClinicSums(Protocol):
    """Sums over all the rows this desk holds, each in one statement."""

    def booked(self, first: date, last: date) -> tuple[Booked, ...]:
        """Visits that take or took time, by day and provider, in order."""
        ...

    def turn_out(self, first: date, last: date, by: By) -> tuple[TurnOut, ...]:
        """Visits by how they ended, by provider, visit type or month, in order of the keys."""
        ...

    def taken(self, first: date, last: date, currency: str) -> tuple[Taken, ...]:
        """What came in and went back by method, in order of the methods."""
        ...


class SumsReader(Protocol):
    """A look at the database that can be asked for sums."""

    @property
    def clinic_sums(self) -> ClinicSums:
        """The clinic's figures."""
        ...
