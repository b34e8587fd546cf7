"""Tickets: what opens a WebSocket, once, since its address must not carry a token."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.security.server_tokens import SOCKET, Principal, TokenRefused
from app.server.refusal import unauthorized
from app.server.state import ServerState

TICKET_LIFETIME = timedelta(seconds=30)


def take_ticket(server: ServerState, ticket: str, *, now: datetime) -> Principal:
    """Who a ticket is for; it is used up. Raises Refusal (401)."""
    try:
        who, ends_at, ticket_id = server.signer.read(ticket, now=now, audience=SOCKET)
    except TokenRefused:
        raise unauthorized("bad_ticket") from None
    for old in [one for one, end in server.used_tickets.items() if end <= now]:
        del server.used_tickets[old]
    if ticket_id in server.used_tickets:
        raise unauthorized("bad_ticket")
    server.used_tickets[ticket_id] = ends_at
    return who
