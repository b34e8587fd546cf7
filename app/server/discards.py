"""A person at a desk let go of a change that did not get through: the clinic's server is told."""

from __future__ import annotations

import re

from app.domain.operations import DISCARD, DISCARDED_CODE, Operation, OperationResult
from app.server.authority import ACTOR_NOT_HERE, account_of
from app.server.ledger import Ledger
from app.server.trail import Deed, Note

_CODE = re.compile(r"[a-z_]{1,40}")


def answer_discard(ledger: Ledger, operation: Operation) -> OperationResult:
    """Take the word of somebody who works here; it changes no record, and says no version of one:
    a later change of the record still stands on what it was made on."""
    account = account_of(ledger, operation.actor_id)
    if account is None or not account.is_active or operation.kind != "action":
        return OperationResult(op_id=operation.op_id, status="rejected", code="permission")
    if operation.actor_id != ledger.principal_id and operation.actor_id not in ledger.present:
        return OperationResult(op_id=operation.op_id, status="blocked", code=ACTOR_NOT_HERE)
    return OperationResult(op_id=operation.op_id, status="applied")


def discard_note(operation: Operation, *, device_id: str, principal_id: str) -> Note:
    """The line for the server's trail: which record's change, by whom, and why it did not go."""
    code = operation.patch[DISCARDED_CODE].old if DISCARDED_CODE in operation.patch else ""
    return Note(
        deed=Deed.DISCARD,
        actor_id=operation.actor_id,
        device_id=device_id,
        principal_id=principal_id,
        entity=operation.entity,
        row_id=operation.id,
        # A workstation wrote it: only a word may stand in a trail without patient data.
        code=code if isinstance(code, str) and _CODE.fullmatch(code) else "",
    )


def is_discard(operation: Operation) -> bool:
    """Whether an operation is such a word, and no change."""
    return operation.action == DISCARD
