"""How money that was entered is taken back: by another entry with the amount turned around."""

from __future__ import annotations

from app.domain.errors import InvalidEntry
from app.domain.ids import RecordId
from app.live.accounts import AccountCollection, Entering
from app.live.undo import UndoStack, Values

ENTERED = "money_entered"
_REASON = "Taken back right after it was entered"


def entered_values(kind: str) -> dict[str, object]:
    """What a step remembers of an entry: its record type, never whose it is."""
    return {"kind": kind}


def register_money(stack: UndoStack, accounts: AccountCollection) -> None:
    """Let entries be taken back. What was taken back stays so: it is entered anew."""

    async def turn(record_id: RecordId, now: Values, wanted: Values) -> None:
        if wanted:
            raise InvalidEntry("reverses_id", "is taken back for good; enter it anew", "twice")
        await accounts.reverse(str(now["kind"]), record_id, entering=Entering(reason=_REASON))

    stack.register(ENTERED, turn)
