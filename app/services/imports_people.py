"""Recognising a practitioner or a payer who is here already under another identifier.

A record's identifier comes from what its source said of the person. A source that first knew only
its own plain id and later an NPI would otherwise make one person twice. Payers come by name only.
"""

from __future__ import annotations

import msgspec

from app.domain.billing import Payer
from app.domain.ids import RecordId
from app.domain.ports import UnitOfWork
from app.domain.query import Query, eq
from app.domain.staff import Practitioner
from app.domain.values import folded
from app.interop.frames import Item

_PERSON = "practitioner"
_PAYER = "payer"
_REFERENCES = ("practitioner_id", "prescriber_id", "payer_id")


class KnownPeople:
    """For one import: which record stands for somebody the files call otherwise."""

    def __init__(self) -> None:
        self._known_as: dict[str, RecordId] = {}

    def recognised(self, uow: UnitOfWork, item: Item) -> Item:
        """The item with the identifiers this clinic uses."""
        if item.entity in (_PERSON, _PAYER):
            found = _known(uow, item) if item.entity == _PERSON else _known_payer(uow, item)
            if found is None:
                return item
            self._known_as[item.row_id] = found
            return msgspec.structs.replace(item, row_id=found)
        known = {
            name: found
            for name in _REFERENCES
            if (found := self._known_as.get(str(item.body.get(name)))) is not None
        }
        return msgspec.structs.replace(item, body={**item.body, **known}) if known else item


def _known(uow: UnitOfWork, item: Item) -> RecordId | None:
    people = uow.records(Practitioner)
    if people.get(RecordId(item.row_id), include_deleted=True) is not None:
        return None
    npi = item.body.get("npi")
    if isinstance(npi, str):
        found = people.find_one(Query(Practitioner, where=eq("npi", npi), limit=1))
        if found is not None:
            return found.id
    # Two systems may give two people the same plain id: the name must be the same too.
    by_plain_id = people.get(RecordId(item.plain_id)) if item.plain_id else None
    if by_plain_id is None or by_plain_id.npi not in (None, npi):
        return None
    is_same = folded(by_plain_id.family_name) == folded(str(item.body.get("family_name")))
    return by_plain_id.id if is_same else None


def _known_payer(uow: UnitOfWork, item: Item) -> RecordId | None:
    payers = uow.records(Payer)
    if payers.get(RecordId(item.row_id), include_deleted=True) is not None:
        return None
    found = payers.find_one(Query(Payer, where=eq("name", item.body["name"]), limit=1))
    return found.id if found is not None else None
