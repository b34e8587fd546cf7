"""What a colleague wrote goes out, sent again, in the name of who sends it, and says who wrote it.

The server takes a message from nobody but its sender, and believes of nobody else that they read
it: a colleague's work that is read in and sent anew would be refused for ever. Whoever sends it
answers for it; the name of who wrote it stands beside theirs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from app.domain.declare import Record
from app.domain.ids import UserId
from app.domain.message import Message
from app.domain.ports import UnitOfWork
from app.domain.staff import User
from app.services.editing import recorded

PERSONAL = frozenset({"sender_id", "sender_name", "drafted_by", "read_by"})
"""What of a message says what somebody did themselves."""
R = TypeVar("R", bound=Record)


def in_own_name(uow: UnitOfWork, record: R, stored: Record | None = None) -> R:
    """A record as the acting person may send it; stored is what it was before, None: it is new."""
    if not isinstance(record, Message):
        is_others = getattr(record, "recorded_by", None) not in (None, uow.context.user_id)
        return recorded(uow, record) if stored is None and is_others else record
    known = stored if isinstance(stored, Message) else None
    return replace(record, **_own(uow, record, known))


def _own(uow: UnitOfWork, message: Message, known: Message | None) -> dict[str, Any]:
    me = uow.context.user_id
    had_read = known.read_by if known else ()
    readers = tuple(one for one in message.read_by if one == me or one in had_read)
    changed: dict[str, Any] = {"read_by": readers}
    if message.drafted_by not in (None, me, known.drafted_by if known else None):
        changed["drafted_by"] = me
    is_new_word = known is None or (known.drafted_by is not None and message.drafted_by is None)
    author = message.sender_id
    if is_new_word and author not in (None, me):
        changed["sender_id"] = me
        changed["sender_name"] = message.sender_name or _name(uow, author)
    return changed


def _name(uow: UnitOfWork, user_id: UserId | None) -> str:
    user = uow.records(User).get(user_id, include_deleted=True) if user_id else None
    return (user.display_name or user.username) if user else ""
