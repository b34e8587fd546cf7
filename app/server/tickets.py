"""Tickets: what opens a WebSocket, once, since its address must not carry a token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.security.server_tokens import SOCKET, Principal, TokenRefused
from app.server.refusal import unauthorized
from app.server.state import ServerState

TICKET_LIFETIME = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Who may listen, and until when: no longer than the token that asked for the ticket."""

    who: Principal
    ends_at: datetime


def make_ticket(
    server: ServerState, who: Principal, *, token_ends_at: datetime, now: datetime
) -> str:
    """A ticket for a person at a workstation."""
    return server.signer.sign(
        who,
        now=now,
        lifetime=TICKET_LIFETIME,
        audience=SOCKET,
        session_ends_at=token_ends_at,
    )


async def take_ticket(server: ServerState, ticket: str, *, now: datetime) -> Admission:
    """Who a ticket is for; it is used up. Raises Refusal (401; 403 for a desk revoked since)."""
    try:
        read = server.signer.read(ticket, now=now, audience=SOCKET)
    except TokenRefused:
        raise unauthorized("bad_ticket") from None
    for old in [one for one, end in server.used_tickets.items() if end <= now]:
        del server.used_tickets[old]
    if read.token_id in server.used_tickets or read.session_ends_at is None:
        raise unauthorized("bad_ticket")
    server.used_tickets[read.token_id] = read.ends_at
    if server.tries is not None:
        lasts_s = TICKET_LIFETIME.total_seconds()
        if await server.tries.take(f"ticket|{read.token_id}", most=1, window_s=lasts_s):
            raise unauthorized("bad_ticket")  # at another process of the server
    await server.sign_in.check_stands(read.who)
    return Admission(who=read.who, ends_at=read.session_ends_at)
