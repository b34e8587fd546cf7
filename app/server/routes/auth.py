"""Sign in, stay signed in, sign out; join a workstation to a clinic."""

from __future__ import annotations

from typing import Any

from litestar import Request, post
from litestar.datastructures import State
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from app.protocol.messages import (
    InviteReply,
    InviteRequest,
    JoinOffer,
    JoinReply,
    JoinRequest,
    JoinStart,
    LoginRequest,
    RefreshRequest,
    TicketReply,
    TokenReply,
)
from app.server import invitations, joining
from app.server.bodies import SMALL_BODY_BYTES, read_body
from app.server.rate import failures_counted_together, take_together
from app.server.routes.access import server_of
from app.server.sign_in import check_shape, folded_name
from app.server.state import address_of
from app.server.tickets import TICKET_LIFETIME, make_ticket

AnyRequest = Request[Any, Any, State]


@post("/v1/auth/login", status_code=HTTP_200_OK)
async def login(request: AnyRequest) -> TokenReply:
    """Sign in with the key derived from the passphrase."""
    server, address = server_of(request), address_of(request)
    at = server.monotonic()
    await take_together(server.logins_by_address, server.tries, f"logins|{address}", at=at)
    wanted = await read_body(request, LoginRequest, most_bytes=SMALL_BODY_BYTES)
    check_shape(wanted)
    account = f"{wanted.clinic_id}|{folded_name(wanted.username)}"
    # Who guesses from elsewhere must not shut the right person out: the strict limit is of both.
    guesses = (
        (server.logins, f"login|{account}|{address}"),
        (server.logins_by_account, f"account|{account}"),
    )
    async with failures_counted_together(guesses, server.tries, at=at):
        return await server.sign_in.login(wanted, now=server.now())


@post("/v1/auth/refresh", status_code=HTTP_200_OK)
async def refresh(request: AnyRequest) -> TokenReply:
    """Exchange a refresh token for its successor."""
    server = server_of(request)
    at = server.monotonic()
    guesses = [(server.refresh_failures_by_address, f"refresh|{address_of(request)}")]
    async with failures_counted_together(guesses, server.tries, at=at):
        wanted = await read_body(request, RefreshRequest, most_bytes=SMALL_BODY_BYTES)
        return await server.sign_in.refresh(
            wanted,
            now=server.now(),
            admit=lambda device_id: server.refreshes.take(device_id, at=at),
        )


@post("/v1/auth/logout", status_code=HTTP_204_NO_CONTENT)
async def logout(request: AnyRequest) -> None:
    """End this session."""
    server = server_of(request)
    await server.sign_in.logout(server.principal(request))


@post("/v1/ws/ticket", status_code=HTTP_200_OK)
async def ticket(request: AnyRequest) -> TicketReply:
    """A ticket that opens one WebSocket within 30 seconds."""
    server = server_of(request)
    who, token_ends_at = server.session(request)
    await server.sign_in.check_stands(who)
    opener = make_ticket(server, who, token_ends_at=token_ends_at, now=server.now())
    return TicketReply(ticket=opener, expires_in_s=int(TICKET_LIFETIME.total_seconds()))


@post("/v1/invites", status_code=HTTP_200_OK)
async def invite(request: AnyRequest) -> InviteReply:
    """Deposit a join code for one more desk of the clinic."""
    server = server_of(request)
    who = server.principal(request)
    server.invites.take(f"{who.tenant_id}|{who.device_id}", at=server.monotonic())
    wanted = await read_body(request, InviteRequest, most_bytes=SMALL_BODY_BYTES)
    return await invitations.invite(server.sign_in, who, wanted, now=server.now())


@post("/v1/join/offer", status_code=HTTP_200_OK)
async def join_offer(request: AnyRequest) -> JoinOffer:
    """What a join code opens."""
    server = server_of(request)
    await _count_join(request)
    wanted = await read_body(request, JoinStart, most_bytes=SMALL_BODY_BYTES)
    return await joining.offer(server.sign_in, wanted, now=server.now())


@post("/v1/join", status_code=HTTP_200_OK)
async def join(request: AnyRequest) -> JoinReply:
    """Enrol a workstation with a join code."""
    server = server_of(request)
    await _count_join(request)
    wanted = await read_body(request, JoinRequest, most_bytes=SMALL_BODY_BYTES)
    return await joining.join(server.sign_in, wanted, now=server.now())


async def _count_join(request: AnyRequest) -> None:
    server, key = server_of(request), f"joins|{address_of(request)}"
    await take_together(server.joins_by_address, server.tries, key, at=server.monotonic())
