"""Whether a desk and the server hold the same records, counted on both sides: `doctor --at-server`.

Only counts are asked for, and only of what the signed-in account is shown; the server writes down
that it was asked.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.bootstrap.session_holder import is_own_session
from app.domain.aggregate import Aggregate, Group
from app.domain.appointment import Appointment
from app.domain.declare import EntitySpec, entities
from app.domain.errors import ApiError, ConfigurationError
from app.domain.ids import RecordId
from app.domain.permissions import Permission, acting_roles, decide
from app.domain.ports import Reader
from app.domain.query import Query
from app.domain.record_permissions import permission_for
from app.domain.staff import User

if TYPE_CHECKING:
    from app.api.records import RecordClient
    from app.bootstrap.desk import Desk

VISITS_BY_STATUS = Aggregate(Appointment, (Group(("status",)),))
_MOST_UNSENT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How many live records of a type there are.

    put_away: they left this desk for want of use, the server keeps them. unsent: made here and not
    at the server yet; below zero, deleted here only.
    """

    here: int
    put_away: int
    unsent: int
    there: int

    @property
    def is_same(self) -> bool:
        """Whether nothing is missing on either side. What others just wrote comes with a sync."""
        return self.there == self.here + self.put_away - self.unsent

    @property
    def words(self) -> str:
        """The counts for people."""
        parts = [f"{self.here} here", f"{self.there} at the server"]
        parts += [f"{self.put_away} kept there only"] if self.put_away else []
        parts += [f"{self.unsent} not sent yet"] if self.unsent else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The counts by record type, and the server's visits by status; trouble: why there are none."""

    records: Mapping[str, Compared]
    visits: Mapping[str, int]
    trouble: str = ""

    @property
    def lines(self) -> list[str]:
        """What `doctor` says: every difference, and how much is alike."""
        if self.trouble:
            return [f"compared with the server: not possible ({self.trouble})"]
        odd = {name: one for name, one in self.records.items() if not one.is_same}
        found = [f"differs from the server, {name}: {one.words}" for name, one in odd.items()]
        alike = len(self.records) - len(odd)
        found.append(f"compared with the server: {alike} record types alike, {len(odd)} not")
        found += [f"visits {status} at the server: {n}" for status, n in self.visits.items()]
        return found


def compare(desk: Desk, passphrase: str) -> Comparison:
    """Count here and there, signing in first where the session is somebody else's.

    Closes the connection to the server. Raises ConfigurationError for a desk without one.
    """
    return asyncio.run(_compare(desk, passphrase))


async def _compare(desk: Desk, passphrase: str) -> Comparison:
    if desk.api is None:
        raise ConfigurationError("server", "this desk has not joined a server")
    try:
        if not await asyncio.to_thread(is_own_session, desk):
            await desk.sign_in(passphrase)
        return await _counted(desk, desk.api.records)
    except ApiError as error:
        return Comparison(records={}, visits={}, trouble=error.code)
    finally:
        await desk.api.aclose()


async def _counted(desk: Desk, server: RecordClient) -> Comparison:
    shown, here, put_away, unsent = await asyncio.to_thread(_counted_here, desk)
    records: dict[str, Compared] = {}
    for spec in shown:
        page = await server.query(Query(spec.record_type, select=("id",), limit=1), count=True)
        records[spec.name] = Compared(
            here=here[spec.name],
            put_away=put_away.get(spec.name, 0),
            unsent=unsent[spec.name],
            there=page.count or 0,
        )
    lines = await server.aggregate(VISITS_BY_STATUS)
    return Comparison(records=records, visits={line["status"]: line["count"] for line in lines})


def _counted_here(
    desk: Desk,
) -> tuple[list[EntitySpec], dict[str, int], Mapping[str, int], Counter[str]]:
    with desk.store.reader() as reader:
        shown = _shown(reader, RecordId(desk.context.user_id))
        here = {spec.name: reader.records(spec.record_type).size() for spec in shown}
        return shown, here, reader.at_server.totals(), _unsent(reader)


def _shown(reader: Reader, user_id: RecordId) -> list[EntitySpec]:
    """The record types the server shows whole to somebody's account."""
    user = reader.records(User).get(user_id)
    roles = acting_roles(user.role) if user is not None else ()

    def sees(permission: Permission | None) -> bool:
        return permission is not None and any(decide(one, permission).is_allowed for one in roles)

    listed = sees(Permission.PATIENT_LIST)
    return [
        spec
        for spec in entities()
        if sees(permission_for(spec.name, "view")) and (spec.name != "patient" or listed)
    ]


def _unsent(reader: Reader) -> Counter[str]:
    """Records that are here and not at the server yet; below zero: deleted here only."""
    weights = {"create": 1, "restore": 1, "delete": -1}
    found: Counter[str] = Counter()
    for one in reader.pending(limit=_MOST_UNSENT):
        found[one.operation.entity] += weights.get(one.operation.kind, 0)
    return found
