"""What a batch leaves in the server's own trail besides the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.operations import Operation, OperationResult
from app.security.server_tokens import Principal
from app.server.authority import rests_on_import
from app.server.decide import DENIED
from app.server.discards import discard_note, is_discard
from app.server.ledger import Ledger
from app.server.trail import Deed, Note


def notes_of(
    ledger: Ledger,
    operations: Sequence[Operation],
    results: Mapping[str, OperationResult],
    who: Principal,
) -> list[Note]:
    """What was denied, what an import brought, and what somebody let go."""
    done = [one for one in operations if results[one.op_id].status in ("applied", "merged")]
    denied = [one for one in operations if results[one.op_id].code == DENIED]
    brought = [one for one in done if rests_on_import(ledger, one)]
    let_go = [one for one in done if is_discard(one)]
    return [
        *(_note(Deed.DENY, one, who) for one in denied),
        *(_note(Deed.IMPORT, one, who) for one in brought),
        *(discard_note(o, device_id=who.device_id, principal_id=who.user_id) for o in let_go),
    ]


def _note(deed: Deed, operation: Operation, who: Principal) -> Note:
    return Note(
        deed=deed,
        actor_id=operation.actor_id,
        device_id=who.device_id,
        principal_id=who.user_id,
        entity=operation.entity,
        row_id=operation.id,
        code=operation.action or operation.kind,
    )
