"""Who wrote records down: the users of this clinic and the practitioners they name, by name."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.declare import Record
from app.domain.ids import RecordId
from app.domain.ports import Reader
from app.domain.staff import Practitioner, User

_PRACTITIONERS = ("recorder_id", "practitioner_id")


def recorder_names(reader: Reader, records: Iterable[Record]) -> dict[RecordId, str]:
    """The users and practitioners whom records name as who wrote, measured or did it, by name."""
    told = tuple(records)
    by_desk = _named(told, "recorded_by")
    elsewhere = _named(told, *_PRACTITIONERS)
    users = reader.records(User).get_many(by_desk) if by_desk else {}
    practitioners = reader.records(Practitioner).get_many(elsewhere) if elsewhere else {}
    return {
        **{key: one.display_name for key, one in practitioners.items()},
        **{key: one.display_name or one.username for key, one in users.items()},
    }


def _named(records: Iterable[Record], *names: str) -> frozenset[RecordId]:
    found = (getattr(one, name, None) for one in records for name in names)
    return frozenset(one for one in found if one)
