"""Whether a message speaks for nobody but whoever makes the operation.

Who sent it and who read it is what a clinic goes by later. Files bring messages of other people by
name only, never as somebody of the clinic.
"""

from __future__ import annotations

from typing import Any, cast

from app.domain.operations import FieldChange, Operation, WireBody
from app.domain.permissions import Permission, Scope, is_account_allowed
from app.server.brought import brings, says_so
from app.server.ledger import Account, Ledger


def speaks_for_itself(ledger: Ledger, operation: Operation, account: Account) -> bool:
    """Whether the sender is the actor or somebody outside, and only the actor has read it anew.

    A draft is the actor's own, too; what somebody says who did not write it names who did
    (sender_name), under their own name.
    """
    row = ledger.rows.get((operation.entity, operation.id))
    stored = (row.body if row else None) or {}
    if operation.kind == "restore":  # what the server last held comes back, whatever it says here
        return True
    new = {**(operation.full or {}), **{name: one.new for name, one in operation.patch.items()}}
    nobody_else = (None, operation.actor_id)
    if new.get("sender_id") not in nobody_else or new.get("drafted_by") not in nobody_else:
        return False
    sender = {**stored, **new}.get("sender_id")
    if _is_said_now(stored, new) and sender not in nobody_else:
        return False
    if new.get("sender_name") and sender != operation.actor_id and not _imports(operation, account):
        return False
    return _readers_added(stored, operation) <= {operation.actor_id}


def _imports(operation: Operation, account: Account) -> bool:
    """Whether it is an import's, of somebody who may import: anybody can pick such an
    identifier."""
    may_import = is_account_allowed(account.role, Permission.IMPORT_RECORDS, Scope.OTHER)
    return may_import and (brings(operation) or says_so(operation))


def _is_said_now(stored: WireBody, new: WireBody) -> bool:
    """Whether a draft becomes something that was said."""
    return stored.get("drafted_by") is not None and new.get("drafted_by", "") is None


def _readers_added(stored: WireBody, operation: Operation) -> set[str]:
    """Who has read it by this operation and had not before; see Settling.UNION."""
    if operation.full is not None:
        return _names(operation.full.get("read_by"))
    change = operation.patch.get("read_by", FieldChange(None, None))
    known, new = _names(stored.get("read_by")), _names(change.new)
    if stored.get("read_by") in (change.old, change.new):
        return new - known
    return new - known - _names(change.old)


def _names(value: Any) -> set[str]:
    return set(map(str, cast("list[object]", value))) if isinstance(value, list) else set()
