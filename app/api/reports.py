"""The server's five reports as typed questions. Every failure is one of the ApiError family."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from app.protocol.reports import (
    AGING,
    COLLECTED_BY_METHOD,
    DAY_UTILISATION,
    NO_SHOW_RATE,
    RECALL_DUE,
    Aging,
    Collected,
    GraphQLRequest,
    NoShow,
    NoShowBy,
    RecallDue,
    ReportData,
    ReportReply,
    Utilisation,
)


class ReportClient:
    """Asks the server's reports. post is the client's way to send one signed request."""

    def __init__(self, post: Callable[..., Awaitable[Any]]) -> None:
        self._post = post

    async def day_utilisation(self, first: date, last: date) -> list[Utilisation]:
        """Minutes booked and offered, by day and practitioner. Raises RequestRefused."""
        return (await self._ask(DAY_UTILISATION, first=first, last=last)).day_utilisation

    async def no_show_rate(
        self, first: date, last: date, *, by: NoShowBy = NoShowBy.ALL
    ) -> list[NoShow]:
        """Visits kept, missed and cancelled late. Raises RequestRefused."""
        return (await self._ask(NO_SHOW_RATE, first=first, last=last, by=by)).no_show_rate

    async def aging(self, on: date, *, currency: str | None = None) -> list[Aging]:
        """What patients owe, by the age of the service. Raises RequestRefused."""
        return (await self._ask(AGING, on=on, currency=currency)).aging

    async def collected_by_method(
        self, first: date, last: date, *, currency: str | None = None
    ) -> list[Collected]:
        """What came in and was given back, by method. Raises RequestRefused."""
        asked = await self._ask(COLLECTED_BY_METHOD, first=first, last=last, currency=currency)
        return asked.collected_by_method

    async def recall_due(self, on: date, *, limit: int = 500) -> list[RecallDue]:
        """Patients to be called in, the longest overdue first. Raises RequestRefused."""
        return (await self._ask(RECALL_DUE, on=on, limit=limit)).recall_due

    async def _ask(self, query: str, **variables: Any) -> ReportData:
        values = {
            name: one.isoformat() if isinstance(one, date) else one
            for name, one in variables.items()
        }
        request = GraphQLRequest(query, variables=values)
        reply: ReportReply = await self._post("/v1/graphql", request, ReportReply)
        return reply.data
