"""Whether a desk that belongs to a server may go on without hearing from it.

The server's signed lease says until when. Time is the latest that was ever seen: by the clock, by
the last audit event (which the keyring's anchor guards), and by what passed while the program ran;
a clock that is set back ends the lease no later.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from app.security.lease import Lease, LeaseInvalid, read_lease
from app.security.token_store import SlotTokenStore

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

SEEN_FACT = "latest_time_seen"
"""Fact with the latest instant this desk has seen, ISO 8601."""
CONTACT_FACT = "lease_given_at"
"""Fact with when the server last gave a lease; its presence says that there must be one."""
FIRST_FACT = "lease_awaited_since"
"""Fact with when a desk that never got a lease began to wait for one."""
TRUSTED_FACT = "time_trusted_since"
"""Fact with the audit event since which the times of events count."""
FIRST_WAIT = timedelta(hours=72)
KEEP_EVERY_S = 60.0


class Ended(StrEnum):
    """Why a desk may not go on."""

    NO = ""
    OVER = "lease_over"
    CLOCK = "lease_clock"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class LeaseVerdict:
    """Whether the desk may go on; since when the server was not heard, where it is known."""

    ended: Ended = Ended.NO
    last_contact: datetime | None = None

    @property
    def is_good(self) -> bool:
        """Whether the desk may go on."""
        return self.ended is Ended.NO


class LeaseGuard:
    """Asks for the lease of one open desk. Its calls read the disk: not on the UI thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._latest = self._latest_known()
        self._looked = time.monotonic()
        self._kept_at = 0.0

    def check(self) -> LeaseVerdict:
        """How the lease stands now. A desk that never joined a server needs none."""
        desk = self._desk
        if not desk.server_url or not isinstance(desk.tokens, SlotTokenStore):
            return LeaseVerdict()
        contact = _instant(desk.fact(CONTACT_FACT))
        try:
            issued_at = self._issued_at(desk.tokens)
            self._hear(issued_at, contact, desk.tokens)
            contact = max(issued_at, contact or issued_at)
            self._read(desk.tokens, self._now())
        except LeaseInvalid as error:
            return self._ended(error.reason, contact, self._now())
        self._keep(self._latest)
        return LeaseVerdict(last_contact=contact)

    def _read(self, tokens: SlotTokenStore, now: datetime) -> Lease:
        device_id = self._desk.context.workstation_id
        return read_lease(tokens.lease(), tokens.server_key(), device_id=device_id, now=now)

    def _issued_at(self, tokens: SlotTokenStore) -> datetime:
        """When the lease was given, proven by its signature, whether it is over or not."""
        return self._read(tokens, _hinted_issue(tokens.lease())).issued_at

    def _hear(self, issued_at: datetime, contact: datetime | None, tokens: SlotTokenStore) -> None:
        """A lease given after the last one counts by the clock of now, and time begins anew there.

        Else a clock that stood years ahead for a moment would shut the desk out for years.
        """
        if contact is not None and issued_at <= contact:
            return
        self._desk.set_fact(CONTACT_FACT, issued_at.isoformat())
        if contact is None:
            return
        now = self._desk.clock.now()
        try:
            self._read(tokens, now)
        except LeaseInvalid:
            return
        self._latest, self._kept_at = now, 0.0
        self._desk.set_fact(TRUSTED_FACT, str(self._desk.store.audit_head.seq))

    def _ended(self, reason: str, contact: datetime | None, now: datetime) -> LeaseVerdict:
        self._keep(now)
        if reason == "clock":
            return LeaseVerdict(Ended.CLOCK, contact)
        if reason != "missing":
            return LeaseVerdict(Ended.OVER, contact)
        if contact is not None:  # it was taken back
            return LeaseVerdict(Ended.REVOKED, contact)
        return self._never_given(now)

    def _never_given(self, now: datetime) -> LeaseVerdict:
        """A desk that joined before its server gave leases: it has as long as one would last."""
        since = _instant(self._desk.fact(FIRST_FACT))
        if since is None:
            self._desk.set_fact(FIRST_FACT, now.isoformat())
            return LeaseVerdict()
        return LeaseVerdict() if now < since + FIRST_WAIT else LeaseVerdict(Ended.OVER, since)

    def _now(self) -> datetime:
        """The latest time ever seen; it goes on while the program runs, whatever the clock says."""
        ran = timedelta(seconds=time.monotonic() - self._looked)
        self._looked = time.monotonic()
        self._latest = max(self._latest + ran, self._desk.clock.now())
        return self._latest

    def _keep(self, now: datetime) -> None:
        is_due = time.monotonic() - self._kept_at >= KEEP_EVERY_S
        if is_due and not self._desk.trail.is_broken:
            self._desk.set_fact(SEEN_FACT, now.isoformat())
            self._kept_at = time.monotonic()

    def _latest_known(self) -> datetime:
        kept = _instant(self._desk.fact(SEEN_FACT))
        with self._desk.store.database.reading() as session:
            row = session.one(
                "SELECT at FROM audit WHERE seq > ? ORDER BY seq DESC LIMIT 1",
                (int(self._desk.fact(TRUSTED_FACT) or 0),),
            )
        told = datetime.fromtimestamp(row[0] / 1e6, tz=UTC) if row and row[0] else None
        return max(one for one in (kept, told, _LONG_AGO) if one is not None)


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _instant(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _hinted_issue(token: str) -> datetime:
    """When a lease says it was given; nothing to rely on before its signature was read."""
    try:
        claims = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        return datetime.fromtimestamp(found["iat"], tz=UTC)
    except (LookupError, ValueError, TypeError, OverflowError, OSError):
        return _LONG_AGO
