"""Invite a further desk: an administrator's one-time code, in the trail before anybody sees it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from app.bootstrap.administering import require_admin
from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.noting import Arrival
from app.bootstrap.session_holder import asked_in_person, is_own_session
from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import ConfigurationError, NeedsLogin
from app.domain.inviting import INVITED, NEEDED
from app.domain.staff import Role
from app.protocol.messages import InviteRequest
from app.security.join_code import new_join_code, seal_clinic_key
from app.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A code for one more desk, and when it stops working (ISO instant)."""

    code: str = field(repr=False)
    expires_at: str


async def invite(
    desk: Desk, *, username: str, role: str = Role.FRONT_DESK, display_name: str = ""
) -> Invitation:
    """A one-time code with which one more desk can join, as an administrator.

    Raises PermissionDenied, which the trail then holds; ApiError (RequestRefused sign_in_again
    where the passphrase was not shown to the server lately), ConfigurationError; NeedsLogin where
    the desk's session is somebody else's.
    """
    if desk.api is None:
        raise ConfigurationError("server", "this desk has not joined a server")
    context = await asyncio.to_thread(_administrator, desk)
    if not await asyncio.to_thread(is_own_session, desk):
        raise NeedsLogin
    if role not in list(Role):
        raise ConfigurationError("role", "is not one of " + ", ".join(Role))
    code = new_join_code()
    clinic_id = desk.context.clinic_id
    reply = await desk.api.invite(
        InviteRequest(
            lookup=code.lookup,
            proof_hash=code.proof_hash,
            sealed_clinic_key=seal_clinic_key(code, desk.keys.clinic_key, clinic_id=clinic_id),
            username=username,
            display_name=display_name or username,
            role=role,
        )
    )
    # Nobody knows the code yet: one that is not in this trail lets nobody in.
    await asyncio.to_thread(_note, desk, context, username)
    return Invitation(code=str(code), expires_at=reply.expires_at)


async def invite_from_home(
    home: Path,
    passphrase: str,
    *,
    user: str | None,
    invited: str,
    role: str,
    settings: Settings,
) -> Invitation:
    """Open a desk, invite somebody, and close it again. The passphrase just given is shown to the
    server, too, where it asks for it."""
    desk = await asyncio.to_thread(
        partial(open_desk, home, passphrase, user=user, settings=settings, arrival=Arrival.SIGN_IN)
    )
    try:
        ask = partial(invite, desk, username=invited, role=role)
        return await asked_in_person(desk, passphrase, ask)
    finally:
        await desk.aclose()


def _administrator(desk: Desk) -> ExecutionContext:
    return [require_admin(desk, one) for one in NEEDED][-1]


def _note(desk: Desk, context: ExecutionContext, username: str) -> None:
    def write() -> None:
        # REMOTE: a desk that is for reading only writes this down, too.
        with desk.store.unit_of_work(context, origin=Origin.REMOTE) as uow:
            uow.note(AuditAction.INVITED, entity="user", fields=[INVITED + username.strip()])

    desk.worker.submit(write).result()
