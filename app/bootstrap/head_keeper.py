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

from app.bootstrap.exporting import private_hex, proven_key
from app.bootstrap.facts import DISOWNED_FACT
from app.bootstrap.session_holder import is_own_session
from app.domain.errors import ApiError, ClinicError, RequestRefused
from app.protocol.messages import HeadRequest
from app.security.device_key import DeviceHead
from app.security.head_receipt import Head

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap.desk import Desk
    from app.protocol.messages import HeadList, HeadReceipt
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
_OTHER_BEGINNING = ("head_of_before", "head_not_signed")
"""The server's memory began anew meanwhile: what it knows of this desk is asked again."""


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
        self._epoch: int | None = None
        """Which beginning of the server's memory this desk signs for; None: to be asked."""
        self._private_key = ""
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
        if not self._has_compared or self._epoch is None:
            listed = await desk.api.heads()
            if not self._has_compared and not await asyncio.to_thread(self._fits, listed.heads):
                await self._break()
                return
            self._has_compared = True
            if not await self._has_registered(listed):
                return
            self._epoch = listed.epoch
        seq, request = await asyncio.to_thread(self._signed_end, self._epoch)
        try:
            receipt = await desk.api.post_head(request)
        except RequestRefused as refused:
            await self._refused(refused.reason, seq)
            return
        if self._is_signed(receipt):
            self._told_seq = seq
            await asyncio.to_thread(desk.set_fact, SEEN_FACT, str(seq))

    async def _has_registered(self, listed: HeadList) -> bool:
        """Whether the server knows the key this desk signs with; tells it where it knows none.

        It knows another one after a copy of before this key was restored."""
        desk = self._desk
        public_key, proof = await asyncio.to_thread(proven_key, desk)
        if desk.api is None or listed.public_key == public_key:
            return True
        try:
            await desk.api.register_device_key(public_key=public_key, proof=proof)
        except RequestRefused as refused:
            if refused.reason != "key_exists":
                raise
            _log.warning("the server knows another key of this workstation")
            if await asyncio.to_thread(desk.store.trail_begins_anew) is not None:
                await self._begin_anew()
            return False
        return True

    def _signed_end(self, epoch: int) -> tuple[int, HeadRequest]:
        desk = self._desk
        end = desk.store.audit_head
        head = DeviceHead(
            tenant_id=desk.context.clinic_id,
            device_id=desk.context.workstation_id,
            epoch=epoch,
            seq=end.seq,
            mac=end.mac.hex(),
            link=end.link.hex(),
        )
        self._private_key = self._private_key or private_hex(desk)
        signature = head.signed_by(self._private_key)
        return end.seq, HeadRequest(
            seq=head.seq, mac=head.mac, link=head.link, epoch=epoch, signature=signature
        )

    async def _refused(self, reason: str, seq: int) -> None:
        """After a restore the server is ahead until this trail has grown past it; else it is right
        and this trail is not the one it knows."""
        _log.warning("the server keeps another end of the audit trail: %s", reason)
        if reason in _OTHER_BEGINNING:
            self._epoch = None
        elif reason in _OTHER_ENDS and seq >= await asyncio.to_thread(self._seen):
            await self._break()
        elif reason in _OTHER_ENDS:
            await self._begin_anew()

    async def _begin_anew(self) -> None:
        """This trail was restored or accepted, which only administrators do: in a session of one of
        them the server's memory follows. Anybody else's is refused, and the trail grows on."""
        api = self._desk.api
        if api is None or not await asyncio.to_thread(is_own_session, self._desk):
            return
        with suppress(RequestRefused):
            await api.begin_heads_anew()
            self._epoch, self._told_at = None, None  # the end is told with the next look

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
