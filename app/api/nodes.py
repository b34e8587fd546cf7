"""The clinic's nodes as the server knows them, and how far what was written has got."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from app.api.replies import decoded
from app.domain.consistency import Consistency
from app.domain.errors import MalformedReply
from app.domain.nodes import Node, Nodes
from app.protocol.codec import instant_from_wire
from app.protocol.nodes import ConfirmReply, ConfirmRequest, NodeLine, NodeList


class NodeClient:
    """Asks for them. send and post are the client's ways to send one signed request."""

    def __init__(
        self, post: Callable[..., Awaitable[Any]], *, send: Callable[..., Awaitable[Any]]
    ) -> None:
        self._post = post
        self._send = send

    async def nodes(self) -> Nodes:
        """Every node the server knows. Raises ApiError."""
        reply = decoded(await self._send("GET", "/v1/nodes"), NodeList)
        return Nodes(nodes=tuple(map(_node, reply.nodes)), standbys=reply.standbys)

    async def confirm(self, level: Consistency) -> bool:
        """Whether what the clinic has written by now is at as many standbys as the level says.

        Raises RequestRefused (no_standbys), ApiError.
        """
        reply: ConfirmReply = await self._post(
            "/v1/sync/confirm", ConfirmRequest(level=str(level)), ConfirmReply
        )
        return reply.reached >= reply.needed > 0


def _node(line: NodeLine) -> Node:
    return Node(
        role=line.role,
        name=line.name,
        state=line.state,
        id=line.id,
        seen_at=_instant(line.seen_at) if line.seen_at else None,
        behind=line.behind if line.behind >= 0 else None,
    )


def _instant(text: str) -> datetime:
    try:
        return instant_from_wire(text)
    except ValueError:
        raise MalformedReply from None
