"""Where the audit trail ends, told to the server after each sync, and what the server remembers.

The server keeps every end it was told and signs for it. A desk whose database was put back to an
older state, or whose trail was rewritten, no longer holds what the server remembers: then it is
for reading only, until an administrator has looked into it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from app.bootstrap.exporting import register_device_key
from app.bootstrap.facts import DISOWNED_FACT
from app.bootstrap.session_holder import is_own_session
from app.domain.errors import ApiError, ClinicError, RequestRefused
from app.security.head_receipt import Head

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap.desk import Desk
    from app.protocol.messages import HeadReceipt
    from app.sync.runner import SyncRunner
    from app.sync.status import SyncStatus

_log = logging.getLogger(__name__)
SEEN_FACT = "audit_heads_seen_to"
"""Fact with the number of the event from which on the server's ends are this trail's."""
REBASED_FACT = "audit_heads_rebased"
"""Fact with the event (restored, accepted) from which on the server's memory counts anew."""
CLOCKS_APART = timedelta(minutes=10)
"""How far the server's clock may be behind this desk's without being taken for an older time."""
EVERY_S = 60.0
"""Seconds between two ends that are told while the desk stays in step."""
_OTHER_ENDS = ("head_behind", "head_forked")


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
            if not fits:
                await self._break()
                return
            self._has_compared = True
        head = desk.store.audit_head
        try:
            receipt = await desk.api.post_head(
                seq=head.seq, mac=head.mac.hex(), link=head.link.hex()
            )
        except RequestRefused as refused:
            await self._refused(refused.reason, head.seq)
            return
        if self._is_signed(receipt):
            self._told_seq = head.seq
            await asyncio.to_thread(desk.set_fact, SEEN_FACT, str(head.seq))

    async def _refused(self, reason: str, seq: int) -> None:
        """After a restore the server is ahead until this trail has grown past it; else it is right
        and this trail is not the one it knows."""
        _log.warning("the server keeps another end of the audit trail: %s", reason)
        if reason in _OTHER_ENDS and seq >= await asyncio.to_thread(self._seen):
            await self._break()
        elif reason in _OTHER_ENDS and await asyncio.to_thread(is_own_session, self._desk):
            await self._begin_anew()

    async def _begin_anew(self) -> None:
        """This trail was restored or accepted, which only administrators do: in a session of one of
        them the server's memory follows. Anybody else's is refused, and the trail grows on."""
        api = self._desk.api
        with suppress(RequestRefused):
            if api is not None:
                await api.begin_heads_anew()
                self._told_at = None  # the end is told with the next look

    async def _break(self) -> None:
        await asyncio.to_thread(self._disown)
        self._on_broken()

    def _seen(self) -> int:
        return int(self._desk.fact(SEEN_FACT) or "0")

    def _fits(self, heads: list[HeadReceipt]) -> bool:
        """Whether every end the server kept since this desk last knew is in this trail.

        What the server keeps is compared by number and never by its clock, which may be wrong.
        """
        desk = self._desk
        anew = desk.store.trail_begins_anew()
        if anew is None or desk.fact(REBASED_FACT) == str(anew[0]):
            return self._has_all([one for one in heads if one.seq >= self._seen()])
        # A restore, or an administrator's decision: what was told before is another story. What
        # was told well after it is this one's: a copy of that moment was put back.
        later = (anew[1] + CLOCKS_APART).isoformat()
        if not self._has_all([one for one in heads if one.at > later]):
            return False
        desk.set_fact(REBASED_FACT, str(anew[0]))
        desk.set_fact(SEEN_FACT, str(max((one.seq for one in heads), default=0) + 1))
        return True

    def _has_all(self, heads: list[HeadReceipt]) -> bool:
        return all(self._desk.store.audit_mac(one.seq) == bytes.fromhex(one.mac) for one in heads)

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
