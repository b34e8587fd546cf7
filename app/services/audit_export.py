"""Exporting the audit trail: signed for whoever examines it, and that it was done is kept too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import PermissionDenied
from app.domain.permissions import Permission, decide
from app.domain.ports import Reader, UnitOfWorkFactory
from app.interop.audit_export import ExportHead, new_key, public_key_of, write_export
from app.protocol.codec import instant_to_wire

KEY_FACT = "device_signing_key"
"""Fact of the encrypted database: the private half of the workstation's signing key."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Export:
    """An export that was allowed and noted, ready to be written."""

    head: ExportHead
    last: int
    private_key: str


def signing_key(begin: UnitOfWorkFactory, context: ExecutionContext) -> str:
    """The workstation's private signing key; made at first need."""
    with begin(context, origin=Origin.REMOTE) as uow:
        key = uow.meta.get(KEY_FACT)
        if key is None:
            key = new_key()
            uow.meta.set(KEY_FACT, key)
        return key


def note_export(begin: UnitOfWorkFactory, context: ExecutionContext, *, events: int) -> None:
    """Put an export into the trail before anything leaves. Raises PermissionDenied (audited)."""
    verdict = decide(context.role, Permission.AUDIT_EXPORT)
    with begin(context) if not verdict.is_allowed else begin(context, origin=Origin.REMOTE) as uow:
        if not verdict.is_allowed:
            raise PermissionDenied(
                Permission.AUDIT_EXPORT, context.role, verdict.needs, entity="audit"
            )
        uow.note(AuditAction.EXPORT, entity="audit", result_count=events)


def begin_export(begin: UnitOfWorkFactory, context: ExecutionContext, *, first: int = 1) -> Export:
    """Allow an export of everything from an event on, and note it. Raises PermissionDenied."""
    with begin(context, origin=Origin.REMOTE) as uow:
        end, now = uow.audit.end(), uow.now
        _, link = next(iter(uow.audit.exported(first=first, last=first - 1)))
    note_export(begin, context, events=max(0, end.seq - first + 1))
    key = signing_key(begin, context)
    head = ExportHead(
        clinic_id=context.clinic_id,
        workstation_id=context.workstation_id,
        public_key=public_key_of(key),
        made_at=instant_to_wire(now),
        made_by=context.user_id,
        first=first,
        link=link.hex(),
    )
    return Export(head=head, last=end.seq, private_key=key)


def write(reader: Reader, export: Export, put: Callable[[bytes], object]) -> int:
    """Write an export; returns how many events it holds."""
    events = islice(reader.audit.exported(first=export.head.first, last=export.last), 1, None)
    return write_export(put, export.head, events, private_key=export.private_key)
