"""The server's reports at a desk: asked in one's own name, noted in the desk's trail."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.bootstrap.session_holder import is_own_session
from app.domain.audit import AuditAction
from app.domain.errors import ConfigurationError
from app.domain.ids import RecordId
from app.protocol.reports import NoShowBy, RecallDue

if TYPE_CHECKING:
    from app.api.reports import ReportClient
    from app.bootstrap.desk import Desk

ENTITIES = {
    "utilisation": "appointment",
    "no-shows": "appointment",
    "aging": "charge",
    "collected": "payment",
    "recalls": "recall",
}
"""The reports, each with the records it is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A report and its days; those that speak of one day speak of the last."""

    report: str
    first: date
    last: date
    by: NoShowBy = NoShowBy.ALL


def ask(desk: Desk, wanted: Wanted, passphrase: str) -> Sequence[Any]:
    """The lines of a report, signing in first where the session is somebody else's.

    Closes the connection to the server. Raises ApiError, ConfigurationError for a desk without one.
    """
    lines = asyncio.run(_asked(desk, wanted, passphrase))
    shown = [RecordId(one.patient.id) for one in lines if isinstance(one, RecallDue)]

    def note() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            entity = ENTITIES[wanted.report]
            uow.note(AuditAction.LIST, entity=entity, result_count=len(lines), subjects=shown)

    desk.worker.submit(note).result()
    return lines


async def _asked(desk: Desk, wanted: Wanted, passphrase: str) -> Sequence[Any]:
    if desk.api is None:
        raise ConfigurationError("server", "this desk has not joined a server")
    try:
        if not await asyncio.to_thread(is_own_session, desk):
            await desk.sign_in(passphrase)
        return await _lines(desk.api.reports, wanted)
    finally:
        await desk.api.aclose()


async def _lines(server: ReportClient, wanted: Wanted) -> Sequence[Any]:
    match wanted.report:
        case "utilisation":
            return await server.day_utilisation(wanted.first, wanted.last)
        case "no-shows":
            return await server.no_show_rate(wanted.first, wanted.last, by=wanted.by)
        case "aging":
            return await server.aging(wanted.last)
        case "collected":
            return await server.collected_by_method(wanted.first, wanted.last)
        case _:
            return await server.recall_due(wanted.last)
