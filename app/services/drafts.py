"""Unfinished forms: kept while somebody types, gone with the save or on a deliberate discard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.drafts import Draft, DraftKey
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId, UserId, is_record_id
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.protocol.codec import from_wire, to_wire
from app.services.draft_parts import joined, parts_of

R = TypeVar("R", bound=Record)
T = TypeVar("T")


def read(reader: Reader, *, key: DraftKey) -> Draft | None:
    """What somebody left unfinished in a form, or None."""
    return reader.drafts.get(key)


def unfinished(reader: Reader, *, user_id: UserId) -> tuple[Draft, ...]:
    """Everything one person left unfinished here, the latest first; nobody else's."""
    return reader.drafts.of_user(user_id)


def keep(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    key: DraftKey,
    content: Mapping[str, object] | None,
) -> None:
    """Keep what is typed now; None: nothing that differs from what is stored is left.

    Typed text is kept at a desk that is for reading only, too: hence the origin. What was kept
    before and is not shown in the present role stays beside it.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        _put(uow, context, key, content)


def _put(
    uow: UnitOfWork, context: ExecutionContext, key: DraftKey, content: Mapping[str, object] | None
) -> None:
    kept = uow.drafts.get(key)
    withheld = parts_of(uow, context, kept, now=uow.now).withheld if kept else None
    left = joined(content, withheld)
    if left is None:
        uow.drafts.drop(key)
    else:
        uow.drafts.put(key, left)


def discard(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    key: DraftKey,
    entity: str,
    patient_id: RecordId | None = None,
) -> None:
    """Throw a draft away on purpose; the audit trail keeps that it was done."""
    row_id = RecordId(key.subject) if is_record_id(key.subject) else None
    with begin(context, origin=Origin.REMOTE) as uow:
        uow.drafts.drop(key)
        uow.note(AuditAction.DRAFT_DISCARDED, entity=entity, row_id=row_id, patient_id=patient_id)


def finish(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    work: Callable[[], T],
    *,
    key: DraftKey | None,
) -> T:
    """Save a form: its draft goes in the same transaction, so that neither is ever left alone.

    work opens its unit of work with the same begin and context, and becomes a part of this one.
    """
    if key is None:
        return work()
    with begin(context) as uow:
        saved = work()
        _put(uow, context, key, None)
        return saved


def packed(record: Record | None) -> dict[str, object] | None:
    """A record as plain values for a draft."""
    if record is None:
        return None
    return {"id": record.id, "version": record.version, "body": dict(to_wire(record))}


def unpacked(record_type: type[R], values: object) -> R | None:
    """A record out of a draft; None where it cannot be read (another version wrote it)."""
    if not isinstance(values, dict):
        return None
    kept = cast("dict[str, object]", values)
    try:
        made = from_wire(
            entity_of(record_type),
            cast("str", kept["id"]),
            cast("Mapping[str, object]", kept["body"]),
            version=cast("int", kept["version"]),
        )
    except (AttributeError, KeyError, TypeError, InvalidValue):
        return None
    return cast("R", made)
