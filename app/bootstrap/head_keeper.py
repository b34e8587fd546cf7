"""Where the audit trail ends, told to the server after each sync, and what the server remembers.

The server keeps every end it was told and signs for it. A desk whose database was put back to an
older state, or whose trail was rewritten, no longer holds what the server remembers: then it is
for reading only, until an administrator has looked into it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from app.bootstrap.exporting import register_device_key
from app.bootstrap.facts import DISOWNED_FACT
from app.domain.errors import ApiError, ClinicError, RequestRefused
from app.security.head_receipt import Head

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap.desk import Desk
    from app.protocol.messages import HeadReceipt
    from app.sync.runner import SyncRunner
    from app.sync.status import SyncStatus

_log = logging.getLogger(__name__)
SEEN_FACT = "audit_heads_seen"
"""Fact with the time of the last end the server has and this desk knows of."""
REBASED_FACT = "audit_heads_rebased"
"""Fact with the event (restored, accepted) from which on the server's memory counts anew."""
EVERY_S = 60.0
"""Seconds between two ends that are told while the desk stays in step."""


class HeadKeeper:
    """Tells the server while a desk is connected. on_broken is called on the network loop."""

    def __init__(
        self,
        desk: Desk,
        runner: SyncRunner,
        *,
        on_broken: Callable[[], None] = lambda: None,
        every_s: float = EVERY_S,
    ) -> None:
        self._desk = desk
        self._on_broken = on_broken
        self._every_s = every_s
        self._told_seq = 0
        self._told_at: float | None = None
        self._has_compared = False
        self._task: asyncio.Task[None] | None = None
        self._stop_listening = runner.subscribe(self._on_status)

    async def stop(self) -> None:
        """Stop telling."""
        self._stop_listening()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _on_status(self, status: SyncStatus) -> None:
        from app.sync.status import SyncState

        if status.state is not SyncState.SYNCED or not self._is_due():
            return
        self._task = asyncio.get_running_loop().create_task(self._tell())

    def _is_due(self) -> bool:
        if self._desk.trail.is_broken or (self._task is not None and not self._task.done()):
            return False
        if self._desk.store.audit_head.seq == self._told_seq:
            return False
        now = self._desk.clock.monotonic()
        return self._told_at is None or now - self._told_at >= self._every_s

    async def _tell(self) -> None:
        self._told_at = self._desk.clock.monotonic()
        try:
            await self.keep()
            await register_device_key(self._desk)
        except ApiError as error:
            _log.warning("the server did not keep the audit trail's end: %s", error.code)
        except ClinicError as error:
            _log.warning("the audit trail's end could not be told: %s", error.code)

    async def keep(self) -> None:
        """Compare with what the server remembers, once, and tell it the present end.

        Raises ApiError; StorageError.
        """
        desk = self._desk
        if desk.api is None:
            return
        if not self._has_compared:
            listed = await desk.api.heads()
            fits = await asyncio.to_thread(self._fits, listed.heads)
            self._has_compared = True
            if not fits:
                await asyncio.to_thread(self._disown)
                self._on_broken()
                return
        head = desk.store.audit_head
        try:
            receipt = await desk.api.post_head(
                seq=head.seq, mac=head.mac.hex(), link=head.link.hex()
            )
        except RequestRefused as refused:
            # After a restore the server is ahead until this trail has grown past it.
            _log.warning("the server keeps another end of the audit trail: %s", refused.reason)
            return
        if self._is_signed(receipt):
            self._told_seq = head.seq
            await asyncio.to_thread(desk.set_fact, SEEN_FACT, receipt.at)

    def _fits(self, heads: list[HeadReceipt]) -> bool:
        """Whether every end the server kept since this desk last knew is in this trail."""
        desk = self._desk
        from_event = desk.store.trail_begins_anew_at()
        if from_event and desk.fact(REBASED_FACT) != str(from_event):
            # A restore, or an administrator's decision: what was told before is another story.
            desk.set_fact(REBASED_FACT, str(from_event))
            desk.set_fact(SEEN_FACT, heads[0].at if heads else None)
            return True
        seen = desk.fact(SEEN_FACT) or ""
        return all(
            desk.store.audit_mac(one.seq) == bytes.fromhex(one.mac)
            for one in heads
            if one.at > seen
        )

    def _disown(self) -> None:
        self._desk.set_fact(DISOWNED_FACT, "yes")
        self._desk.trail.disown()

    def _is_signed(self, receipt: HeadReceipt) -> bool:
        tokens = self._desk.tokens.load()
        key = tokens.server_key if tokens else ""
        if not key:  # a server of before such keys
            return True
        head = Head(
            tenant_id=self._desk.context.clinic_id,
            device_id=receipt.device_id,
            seq=receipt.seq,
            mac=receipt.mac,
            link=receipt.link,
            at=receipt.at,
        )
        return head.is_kept(key, signature=receipt.signature)
