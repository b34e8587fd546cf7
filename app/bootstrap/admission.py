"""The way into a desk for whoever works in it from the command line.

The window asks the same lease at its own door (shift.py). A desk that its server shut out, or has
not heard for too long, opens for no command but those that look at it, end it, or need the
server's answer themselves: verify, doctor, recover, erase, invite, join.
"""

from __future__ import annotations

from pathlib import Path

from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.leasing import LeaseGuard
from app.bootstrap.noting import Arrival
from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.errors import AccountClosed, LeaseEnded
from app.domain.ports import Clock, KeyStore
from app.security.passphrase import KdfParameters
from app.settings import Settings


def open_for_work(
    home: Path,
    passphrase: str,
    *,
    user: str | None = None,
    acting: str | None = None,
    settings: Settings,
    clock: Clock | None = None,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> Desk:
    """Open a desk whose lease is good. Raises LeaseEnded, which the trail then holds, AccountClosed
    and what open_desk raises. The trail is told that somebody signed in."""
    desk = open_desk(
        home,
        passphrase,
        user=user,
        acting=acting,
        settings=settings,
        clock=clock,
        keystore=keystore,
        kdf=kdf,
        arrival=Arrival.SIGN_IN,
    )
    try:
        refuse_shut(desk)
    except BaseException:
        desk.close()
        raise
    return desk


def refuse_shut(desk: Desk) -> None:
    """Raise LeaseEnded where the server's leave to work is over, AccountClosed for its user."""
    if not desk.user.is_active:
        raise AccountClosed
    verdict = LeaseGuard(desk).check()
    if verdict.is_good:
        return
    # REMOTE: a desk that is for reading only writes this down, too.
    desk.note(AuditAction.LEASE_ENDED, origin=Origin.REMOTE)
    raise LeaseEnded(verdict.ended)
