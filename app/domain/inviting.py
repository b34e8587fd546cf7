"""Who lets a further desk in: its code carries the clinic's key, for a name and a workstation."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.permissions import Permission, Scope, is_account_allowed

NEEDED = (Permission.USER_MANAGE, Permission.WORKSTATION_MANAGE)
"""What making a code takes, all of it: it makes an account, where there is none, and a desk."""
INVITED = "invited:"
"""Before the name, among an event's fields."""


def may_invite(account_role: str) -> bool:
    """Whether an account may make a code, whatever it is for; asked again when it is used."""
    return all(is_account_allowed(account_role, one, Scope.OTHER) for one in NEEDED)


def invited_in(fields: Iterable[str]) -> str:
    """Who a code was made for; "" where the event names nobody."""
    named = (one.removeprefix(INVITED) for one in fields if one.startswith(INVITED))
    return next(named, "")
