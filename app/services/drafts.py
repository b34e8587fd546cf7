"""Unfinished forms: kept while somebody types, gone with the save or on a deliberate discard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar, cast

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.drafts import Draft, DraftKey
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId, UserId, is_record_id
from app.domain.ports import Reader, UnitOfWorkFactory
from app.protocol.codec import from_wire, to_wire

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

    Typed text is kept at a desk that is for reading only, too: hence the origin.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        if content is None:
            uow.drafts.drop(key)
        else:
            uow.drafts.put(key, content)


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
        uow.drafts.drop(key)
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


def patients_in(draft: Draft) -> tuple[RecordId, ...]:
    """The patients whose data a draft brings back on the screen; a new patient is nobody yet."""
    form, subject = draft.key.form, draft.key.subject
    # The patient form's subject is the patient; others name theirs after a colon, or inside.
    about = subject if form == "patient" else subject.partition(":")[2]
    named = {about, *_identifiers(draft.content)}
    return tuple(RecordId(one) for one in sorted(named) if is_record_id(one) and int(one, 16))


def _identifiers(content: Mapping[str, object]) -> Iterator[str]:
    """Whatever a draft's content calls a patient, at any depth of its plain values."""
    for name, value in content.items():
        if name == "patient_id" and isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _identifiers(cast("dict[str, object]", value))
