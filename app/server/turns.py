"""Whose turn it is among the batches of one workstation that are on their way together.

A desk may send a batch while the one before it is still being decided. It names that one, and is
decided after it, or not at all: what this process has not heard of, or could not decide, nothing is
put behind. The desk then sends it again once it has the answer. The two travel over connections of
their own: one that comes first waits a moment for the other.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus

from app.protocol.messages import OUT_OF_TURN
from app.server.refusal import Refusal

_MOST = 4
"""Batches of one workstation that are remembered; it has two on their way."""
_MOST_DESKS = 2000
_LONGEST_NAME = 64
_WAIT_S, HEARD_S = 20.0, 0.5
Desk = tuple[str, str]
"""Clinic and workstation."""
_Ends = OrderedDict[str, "asyncio.Future[bool]"]
"""By batch, whether it was decided."""


class Turns:
    """What this process knows of the batches on their way, by workstation."""

    def __init__(self) -> None:
        self._desks: OrderedDict[Desk, _Ends] = OrderedDict()
        self._awaited: dict[tuple[Desk, str], asyncio.Event] = {}
        """Batches that were named before they came."""

    @contextmanager
    def taken(self, desk: Desk, batch_id: str) -> Generator[None]:
        """While a batch is worked at; those that name it wait for how this ends."""
        ended = asyncio.get_running_loop().create_future()
        if 0 < len(batch_id) <= _LONGEST_NAME:
            self._note(desk, batch_id, ended)
        try:
            yield
        except BaseException:
            ended.set_result(False)
            raise
        ended.set_result(True)

    def awaits(self, desk: Desk, batch_id: str) -> bool:
        """Whether somebody waits for a batch that has not come yet."""
        return (desk, batch_id) in self._awaited

    async def after(self, desk: Desk, batch_id: str) -> None:
        """Wait until the batch of this name was decided; "" waits for none. Raises Refusal (425)
        where it was not, or nobody here knows it."""
        if not batch_id:
            return
        ended = self._known(desk, batch_id) or await self._heard_of(desk, batch_id)
        if ended is not None:
            await asyncio.wait({ended}, timeout=_WAIT_S)
        if ended is None or not ended.done() or not ended.result():
            raise Refusal(HTTPStatus.TOO_EARLY, OUT_OF_TURN)

    def _known(self, desk: Desk, batch_id: str) -> asyncio.Future[bool] | None:
        return self._desks.get(desk, _Ends()).get(batch_id)

    async def _heard_of(self, desk: Desk, batch_id: str) -> asyncio.Future[bool] | None:
        """A batch that was overtaken on its way here; None where it does not come."""
        has_come = self._awaited.setdefault((desk, batch_id), asyncio.Event())
        try:
            async with asyncio.timeout(HEARD_S):
                await has_come.wait()
        except TimeoutError:
            return None
        finally:
            self._awaited.pop((desk, batch_id), None)
        return self._known(desk, batch_id)

    def _note(self, desk: Desk, batch_id: str, ended: asyncio.Future[bool]) -> None:
        ends = self._desks.setdefault(desk, _Ends())
        self._desks.move_to_end(desk)
        ends[batch_id] = ended
        ends.move_to_end(batch_id)
        if self.awaits(desk, batch_id):
            self._awaited[desk, batch_id].set()
        if len(ends) > _MOST:
            ends.popitem(last=False)
        if len(self._desks) > _MOST_DESKS:
            self._desks.popitem(last=False)
