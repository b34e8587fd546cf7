"""Operations that ended with a person because another one did, which they need."""

from __future__ import annotations

from app.domain.operations import FALLEN, Pending
from app.storage.queue_rows import SELECT, marks, pending_of
from app.storage.session import Session

_NEEDS = (
    "(EXISTS (SELECT 1 FROM json_each(outbox.depends_on) AS one WHERE one.value = ?) OR EXISTS "
    "(SELECT 1 FROM outbox AS made WHERE made.op_id = ? AND made.kind = 'create' "
    "AND made.entity = outbox.entity AND made.row_id = outbox.row_id AND made.n < outbox.n))"
)
"""What names an operation among those it depends on, or is of the record that it makes."""


def fallen_with(session: Session, op_id: str) -> tuple[Pending, ...]:
    """Those that ended because this one did, and theirs, oldest first."""
    found: dict[str, Pending] = {}
    left = [op_id]
    while left:
        rows = session.all(
            f"{SELECT} WHERE state = 'quarantined' AND last_code = ? AND {_NEEDS}",
            (FALLEN, *[left.pop()] * 2),
        )
        new = [one for one in map(pending_of, rows) if one.operation.op_id not in found]
        found |= {one.operation.op_id: one for one in new}
        left += [one.operation.op_id for one in new]
    return tuple(sorted(found.values(), key=lambda one: one.operation.n))


def is_held_down(session: Session, pending: Pending) -> bool:
    """Whether it fell with one that still waits for a person."""
    one = pending.operation
    names = [*one.depends_on, ""]
    row = session.one(
        f"SELECT 1 FROM outbox WHERE state = 'quarantined' AND (op_id IN ({marks(names)}) "
        "OR (kind = 'create' AND entity = ? AND row_id = ? AND n < ?)) LIMIT 1",
        (*names, one.entity, one.id, one.n),
    )
    return pending.last_code == FALLEN and row is not None
