"""A workstation that was lost or stolen: an administrator shuts it out from another desk."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from app.bootstrap.administering import require_admin
from app.bootstrap.session_holder import asked_in_person
from app.bootstrap.switching import prove
from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import (
    ConfigurationError,
    DeviceRevoked,
    InvalidValue,
    NeedsLogin,
    RequestRefused,
)
from app.domain.ids import RecordId
from app.domain.nodes import Node, NodeRole
from app.domain.permissions import Permission
from app.domain.staff import Role

if TYPE_CHECKING:
    from app.api.client import ApiClient
    from app.bootstrap.desk import Desk


_REFUSALS = (RequestRefused, NeedsLogin, DeviceRevoked)
"""The server answered, and that nothing is done."""


async def workstations(desk: Desk) -> tuple[Node, ...]:
    """The clinic's workstations as the server knows them. Raises ApiError, ConfigurationError."""
    found = await _api(desk).nodes.nodes()
    return tuple(one for one in found.nodes if one.role == NodeRole.WORKSTATION)


async def revoke_workstation(desk: Desk, passphrase: str, *, named: str) -> Node:
    """Have the server shut a workstation out, named by its name or its id; which it was.

    The passphrase just given is shown to the server where it asks for it. The trail holds that it
    is asked for before the server is told, and after its answer that it is done or refused: what is
    killed in between is known as asked for, and may be asked for again. Raises PermissionDenied,
    which the trail then holds; InvalidValue for an unknown or ambiguous name and for this very
    workstation; ApiError where the server refuses or is not reached; StorageError where the trail
    takes nothing: then the server was not told.
    """
    api = _api(desk)
    context = await asyncio.to_thread(require_admin, desk, Permission.WORKSTATION_MANAGE)

    wanted = _named(await asked_in_person(desk, passphrase, partial(workstations, desk)), named)
    if wanted.id == desk.context.workstation_id:
        raise InvalidValue("workstation", "is this one: use erase here, or another desk")
    note = partial(_note, desk, context, device_id=RecordId(wanted.id))
    await asyncio.to_thread(note, AuditAction.WORKSTATION_REVOKE_ASKED)
    try:
        await asked_in_person(desk, passphrase, partial(api.revoke_device, device_id=wanted.id))
    except _REFUSALS:
        await asyncio.to_thread(note, AuditAction.WORKSTATION_REVOKE_REFUSED)
        raise
    await asyncio.to_thread(note, AuditAction.WORKSTATION_REVOKED)
    return wanted


async def prove_and_revoke(desk: Desk, passphrase: str, *, named: str) -> Node:
    """The same at a desk that is open already: whoever asks shows first who they are.

    Raises what `prove` raises, too.
    """

    def show() -> None:
        prove(desk, username=desk.user.username, passphrase=passphrase, acting=Role.ADMIN)

    await asyncio.to_thread(show)
    return await revoke_workstation(desk, passphrase, named=named)


def _api(desk: Desk) -> ApiClient:
    if desk.api is None:
        raise ConfigurationError("server", "this desk has not joined a server")
    return desk.api


def _named(known: tuple[Node, ...], named: str) -> Node:
    wanted = named.strip().casefold()
    found = [one for one in known if wanted in (one.id, one.name.casefold())]
    if not found:
        raise InvalidValue("workstation", "is not known to the server: see workstations")
    if len(found) > 1:
        raise InvalidValue("workstation", "is the name of several: give the id, see workstations")
    return found[0]


def _note(
    desk: Desk, context: ExecutionContext, action: AuditAction, *, device_id: RecordId
) -> None:
    def write() -> None:
        # REMOTE: a desk that is for reading only writes this down, too.
        with desk.store.unit_of_work(context, origin=Origin.REMOTE) as uow:
            uow.note(action, entity="workstation", row_id=device_id)

    desk.worker.submit(write).result()
