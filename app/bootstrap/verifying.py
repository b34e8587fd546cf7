"""Whether a desk's database and audit trail are what they were: `clinic-desk verify`."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path

from app.bootstrap.administering import require_admin
from app.bootstrap.anchoring import AnchorState
from app.bootstrap.checkpoints import last_checkpoint
from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.facts import DISOWNED_FACT
from app.bootstrap.file_keeping import check_files
from app.bootstrap.home import Home
from app.bootstrap.noting import Arrival
from app.bootstrap.proving import find_misfits
from app.bootstrap.signing_in import log_in
from app.domain.audit import AuditAction
from app.domain.errors import (
    ConfigurationError,
    DatabaseDamaged,
    ServerTrouble,
    Unreachable,
)
from app.domain.permissions import Permission
from app.domain.ports import KeyStore
from app.security.passphrase import KdfParameters
from app.settings import Settings
from app.storage.audit import Checkpoint

_ANCHOR_WORDS = {
    AnchorState.OK: "as the keyring remembers it",
    AnchorState.NONE: "nothing to compare with: no keyring guards this desk",
    AnchorState.BROKEN: "NOT as the keyring remembers it: cut off, rewritten or an older file",
}


_MISFITS = {
    "records": "records are not as the audit trail left them: older pages of the file put back",
    "facts": "the desk's own facts were changed by something else than this program",
    "drafts": "unfinished forms are not as this desk left them",
    "queue": "unsent changes are missing or are not as this desk queued them",
    "settled": "unsent changes are marked as sent, or sent ones as unsent",
}


_UNASKED = (
    "the server says who is an administrator now, and it cannot be reached: nothing was accepted. "
    "Connect, then try again"
)
_BEFORE_JOINING = (
    "this database is older than the day this desk joined its server: nothing was accepted. "
    "Join the clinic again in a new folder"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found. findings are the database's own short words; no patient data."""

    findings: tuple[str, ...]
    audit_rows: int
    first_broken_row: int | None
    anchor: AnchorState
    checkpoint: Checkpoint | None = None
    """The latest one, to compare with what was noted on paper."""

    @property
    def is_sound(self) -> bool:
        """Whether everything checked is as it was."""
        return (
            not self.findings
            and self.first_broken_row is None
            and self.anchor is not AnchorState.BROKEN
        )

    def as_json(self) -> dict[str, object]:
        """The verdict as plain values."""
        plain: dict[str, object] = {**asdict(self), "is_sound": self.is_sound}
        if self.checkpoint is not None:
            at, head = self.checkpoint.at.isoformat(), self.checkpoint.short_head
            plain["checkpoint"] = {**asdict(self.checkpoint), "at": at, "short_head": head}
        return plain

    def as_text(self) -> str:
        """The verdict for people, one finding per line."""
        broken = self.first_broken_row
        chain = "whole" if broken is None else f"broken at row {broken}"
        return "\n".join(
            (
                f"database: {', '.join(self.findings) or 'whole'}",
                f"audit trail: {self.audit_rows} rows, {chain}",
                f"its end: {_ANCHOR_WORDS[self.anchor]}",
                *self._checkpoint_words(),
            )
        )

    def _checkpoint_words(self) -> tuple[str, ...]:
        found = self.checkpoint
        if found is None:
            return ()
        when = f"{found.at:%Y-%m-%d %H:%M} UTC"
        return (f"last checkpoint: {when}, {found.events} rows, head {found.short_head}",)


def verify_home(
    home: Path,
    passphrase: str,
    *,
    user: str | None = None,
    accept: bool = False,
    settings: Settings,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> Verdict:
    """Open a desk, run both database checks, verify the whole audit trail, read every file.

    accept: an administrator has looked into a trail that does not fit its end, and goes on from
    here. A desk with a server asks that who is one: an older database put back still says what
    somebody was. Raises PermissionDenied for anybody else, ConfigurationError where the server
    cannot be asked, ApiError where it refuses, and what open_desk raises.
    """
    # Who looks is told like any sign-in: the desk opens with their proof, and forgets the guesses
    # before it. Rows at the end of a trail that does not fit take nothing from what it shows.
    desk = open_desk(
        home,
        passphrase,
        user=user,
        settings=settings,
        keystore=keystore,
        kdf=kdf,
        arrival=Arrival.LOOK,
    )
    try:
        if accept:
            _accept(desk, passphrase)
        return Verdict(
            findings=_findings(desk),
            audit_rows=desk.store.audit_head.seq,
            first_broken_row=desk.store.verify_audit(),
            anchor=desk.trail.state,
            checkpoint=last_checkpoint(desk),
        )
    finally:
        desk.close()


def _accept(desk: Desk, passphrase: str) -> None:
    """Go on from the trail and the records as they are now, where either does not fit."""
    if not desk.trail.is_broken and not find_misfits(desk):
        return
    role = asyncio.run(_role_at_server(desk, passphrase))
    require_admin(desk, Permission.AUDIT_ACCEPT, role=role)
    if desk.trail.is_broken:
        desk.trail.accept(desk.note)
        desk.set_fact(DISOWNED_FACT, None)
    else:
        desk.note(AuditAction.AUDIT_TRAIL_ACCEPTED)


async def _role_at_server(desk: Desk, passphrase: str) -> str | None:
    """What the server says the account is; None at a desk that has none."""
    if desk.api is None:
        file = Home(desk.home).read()
        if file.server_url and not file.is_joining:  # older than the joining: it knows no server
            raise ConfigurationError("accept", _BEFORE_JOINING)
        return None
    try:
        role, _ = await log_in(desk, passphrase, username=desk.slots.username, kdf=desk.login_kdf)
    except (Unreachable, ServerTrouble):
        raise ConfigurationError("accept", _UNASKED) from None
    finally:
        await desk.api.aclose()
    return role


def _findings(desk: Desk) -> tuple[str, ...]:
    try:
        desk.store.database.check_integrity()
        found = find_misfits(desk)
    except DatabaseDamaged as error:
        return error.findings or ("rows cannot be read",)
    return (*(_MISFITS[one] for one in found), *check_files(desk))
