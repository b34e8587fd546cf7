"""Whose session at the server a desk holds: one for everybody who works there, in one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.security.lease import holder_of

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def is_own_session(desk: Desk) -> bool:
    """Whether the session is of the person who works at the desk now.

    Records of everybody travel under it, each in its maker's name. What the server does for whoever
    asks (keys, codes, shutting out) is not asked for in another's name. A session that does not say
    whose it is, of an older server, counts as one's own: the server decides.
    """
    tokens = desk.tokens.load()
    if tokens is None:
        return True
    return holder_of(tokens.lease, tokens.server_key) in ("", desk.context.user_id)
