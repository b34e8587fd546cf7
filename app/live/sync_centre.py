"""The Sync centre's deeds: what the server did not take is put right, sent again or discarded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from app.domain.audit import AuditAction
from app.domain.consistency import Consistency
from app.domain.context import ExecutionContext
from app.domain.drafts import DraftKey
from app.domain.errors import ConfigurationError
from app.domain.ids import UserId
from app.domain.nodes import Node, Nodes
from app.domain.permissions import Permission, Scope, Verdict
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.remote_ports import NodesApi
from app.domain.telemetry import Telemetry, added
from app.live.access import Access, Shown
from app.services import mending as mendings
from app.services import unsent
from app.services.drafts import finish
from app.services.mending import Mending
from app.services.money_level import choose_money_level, money_level
from app.services.telemetry import KeptFigures, kept_figures
from app.services.unsent_files import TakenIn
from app.services.work_offline import remember_offline

_ONE = Shown(
    screen="unsent change",
    action=AuditAction.VIEW,
    entity="outbox",
    permission=Permission.CONFLICT_VIEW,
)


class UnsentFiles(Protocol):
    """Files of unsent work, encrypted; called on a thread that may wait."""

    def write(self, place: Path) -> int:
        """Everything unsent into a new file; how many changes."""
        ...

    def read(self, place: Path) -> TakenIn:
        """What a file holds, into the queue."""
        ...


class ShutOut(Protocol):
    """Has the server shut a workstation out, once whoever asks has shown their passphrase."""

    def __call__(self, passphrase: str, *, named: str) -> Awaitable[Node]:
        """Do it; which it was."""
        ...


class SyncCollection:
    """Act on what needs a person, off the UI thread; works offline too."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        *,
        telemetry: Telemetry,
        nodes: NodesApi | None,
        shut_out: ShutOut | None,
        unsent: UnsentFiles | None,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access
        self._telemetry = telemetry
        self._nodes = nodes
        self._shut_out = shut_out
        self._unsent = unsent

    async def mending(self, op_id: str) -> Mending:
        """The values of a change the server did not take. Raises RecordNotFound,
        PermissionDenied where the acting role is not shown such records."""
        access = self._access
        return await access.show(
            _ONE._replace(what=op_id),
            lambda reader: mendings.mending(reader, access.context, op_id=op_id, now=access.now()),
            subjects=lambda found: filter(None, (found.patient_id, *found.named)),
        )

    def may_discard(self, actor_id: UserId) -> tuple[Verdict, Permission]:
        """Whether the acting role may throw away work of that person."""
        is_own = actor_id == self._access.context.user_id
        permission = Permission.OUTBOX_DISCARD
        return self._access.may(permission, Scope.OWN if is_own else Scope.OTHER), permission

    async def retry(self, op_id: str, *, reason: str = "") -> str:
        """Send it again, with what fell with it; the operation that waits now.

        reason is stated for what was made before changes said why. Raises PermissionDenied, which
        says where one is wanted.
        """
        begin, context = self._begin, self._because(reason)
        return await self._threads.write(lambda: unsent.retry(begin, context, op_id=op_id))

    async def edit(
        self,
        op_id: str,
        texts: Mapping[str, str],
        *,
        draft: DraftKey | None = None,
        reason: str = "",
    ) -> str:
        """Put it right with what was typed, and send that, which ends the form's draft.

        reason as for sending it again. Raises InvalidValue, PermissionDenied.
        """
        begin, context = self._begin, self._because(reason)

        def edit() -> str:
            return mendings.put_right(begin, context, op_id=op_id, texts=texts)

        return await self._threads.write(lambda: finish(begin, context, edit, key=draft))

    def _because(self, reason: str) -> ExecutionContext:
        context = self._access.context
        return context.because(reason) if reason else context

    async def discard(self, op_id: str, *, reason: str) -> int:
        """Throw it away, with what depends on it; how many. Raises PermissionDenied."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: unsent.discard(begin, context, op_id=op_id, reason=reason)
        )

    async def remember_offline(self, *, is_offline: bool) -> None:
        """Keep how the "work offline" switch stands. Raises StorageError."""
        begin, context = self._begin, self._access.context
        await self._threads.write(lambda: remember_offline(begin, context, is_offline=is_offline))

    async def measured(self) -> KeptFigures:
        """How long things took at this desk and how they ended: sessions before, and this one."""
        begin, context = self._begin, self._access.context
        kept = await self._threads.write(lambda: kept_figures(begin, context))
        figures = added(kept.figures, self._telemetry.figures())
        return replace(kept, figures=figures)

    async def nodes(self) -> Nodes:
        """The server, its standbys and the clinic's workstations. Raises ApiError,
        ConfigurationError at a desk without a server."""
        if self._nodes is None:
            raise ConfigurationError("server", "this desk has not joined a server")
        return await self._nodes.nodes()

    async def shut_out(self, workstation_id: str, *, passphrase: str) -> Node:
        """Have the server let a workstation in no more; which it was.

        Raises WrongPassphrase, TooManyAttempts, PermissionDenied, InvalidValue for one that is not
        known any more, ApiError, ConfigurationError at a desk without a server.
        """
        if self._shut_out is None:
            raise ConfigurationError("server", "this desk has not joined a server")
        return await self._shut_out(passphrase, named=workstation_id)

    async def money_level(self) -> Consistency:
        """How far money that is entered at this desk has to have got before anybody goes on."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(lambda: money_level(begin, context))

    async def choose_money_level(self, level: Consistency) -> None:
        """Choose it, for everybody at this desk. Raises PermissionDenied, StorageError."""
        begin, context = self._begin, self._access.context
        await self._threads.write(lambda: choose_money_level(begin, context, level=level))

    async def write_unsent(self, place: Path) -> int:
        """Everything unsent into a new file, encrypted under the clinic's key; how many changes.

        Raises InvalidValue where it cannot be written.
        """
        return await asyncio.to_thread(self._files.write, place)

    async def read_unsent(self, place: Path) -> TakenIn:
        """What such a file holds, into the queue. Raises InvalidValue where it does not open."""
        return await asyncio.to_thread(self._files.read, place)

    @property
    def _files(self) -> UnsentFiles:
        if self._unsent is None:
            raise ConfigurationError("unsent", "this desk has no keys of a clinic")
        return self._unsent
