"""The first load of a desk: what drives it, and what is made again after it was broken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.storage.store import LocalStore

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.sync.bootstrap import FirstLoad


def first_load(desk: Desk) -> FirstLoad | None:
    """What loads the clinic at a desk that begins from nothing; None without a server."""
    from app.sync.bootstrap import FirstLoad
    from app.sync.comparing import Comparison

    if desk.api is None:
        return None
    comparison = Comparison(
        threads=desk.worker,
        begin=desk.store.unit_of_work,
        context=desk.context,
        source=desk.api.snapshots,
    )
    return FirstLoad(
        threads=desk.worker,
        begin=desk.store.unit_of_work,
        context=desk.context,
        source=desk.api.snapshots,
        clock=desk.clock,
        comparison=comparison,
    )


def mend_load(store: LocalStore, context: ExecutionContext) -> None:
    """After a first load that was killed: everything that is here can be found again."""
    is_more = True
    while is_more:
        with store.unit_of_work(context, origin=Origin.REMOTE) as uow:
            is_more = uow.loading.mend()
