"""Files of patients' data from the command line: asked for, decided about, written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.bootstrap.exporting import new_file
from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.errors import ConfigurationError
from app.domain.exporting import ExportRequest
from app.domain.ids import RecordId, is_record_id
from app.interop.csv_out import csv_bytes
from app.services import exports as service
from app.services.exports import NewExport, ShownExport, Table

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.domain.ports import Reader

T = TypeVar("T")


def ask(desk: Desk, new: NewExport) -> ExportRequest:
    """Ask for a file. Raises what services.exports.ask raises."""
    begin, context = desk.store.unit_of_work, desk.context
    return _write(desk, lambda: service.ask(begin, context, new=new))


def listed(desk: Desk) -> tuple[ShownExport, ...]:
    """What was asked for; the look is written down first."""
    begin, context, now = desk.store.unit_of_work, desk.context, desk.clock.now()

    def found(reader: Reader) -> tuple[ShownExport, ...]:
        return service.listed(reader, context, now=now)

    def note() -> tuple[ShownExport, ...]:
        with begin(context, origin=Origin.REMOTE) as uow:
            lines = found(uow)
            uow.note(AuditAction.LIST, entity="export_request", result_count=len(lines))
            return lines

    return _write(desk, note)


def decide(desk: Desk, request: str, *, is_allowed: bool, note: str) -> ExportRequest:
    """Allow somebody else's file, or refuse it. Raises what services.exports.decide_on raises."""
    begin, context, key = desk.store.unit_of_work, desk.context, _named(request)
    return _write(
        desk,
        lambda: service.decide_on(begin, context, request_id=key, is_allowed=is_allowed, note=note),
    )


def write(desk: Desk, request: str, out: Path) -> ExportRequest:
    """Write a file that was allowed, in the trail before it is there.

    Raises ConfigurationError where the place is taken, and what services.exports raises.
    """
    begin, context, key = desk.store.unit_of_work, desk.context, _named(request)
    now = desk.clock.now()

    def found() -> Table:
        # On the writer thread, where a denial is written down.
        with begin(context) as uow:
            return service.table(uow, context, request_id=key, now=now)

    with new_file(out) as put:
        table = _write(desk, found)
        content = csv_bytes(table.titles, table.lines)
        done = _write(
            desk, lambda: service.note_written(begin, context, request_id=key, written=table)
        )
        put(content)
    return done


def _named(request: str) -> RecordId:
    if not is_record_id(request):
        raise ConfigurationError("ID", "is no request: export-list names them")
    return RecordId(request)


def _write(desk: Desk, work: Callable[[], T]) -> T:
    return desk.worker.submit(work).result()
