"""A desk that is in step with its server sees to it that it has record numbers in advance."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from app.domain.changes import Origin
from app.domain.errors import RequestRefused
from app.domain.ports import Priority
from app.services import patients, record_numbers

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


async def refill_numbers(desk: Desk) -> None:
    """Have the next block where few numbers are left, and make provisional ones final.

    Raises ApiError, StorageError, PermissionDenied for who may not edit patients.
    """
    begin, context = desk.store.unit_of_work, desk.context

    def count() -> int:
        with begin(context, origin=Origin.REMOTE) as uow:
            return record_numbers.left(uow)

    if desk.api is not None and await desk.worker.write(count, priority=Priority.SYNC) < (
        record_numbers.FEW
    ):
        try:
            block = await desk.api.record_numbers()
        except RequestRefused as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:  # a server of before there were blocks
                raise
            return
        await desk.worker.write(
            lambda: record_numbers.add_block(
                begin, context, first=block.first, size=block.size, epoch=block.epoch
            ),
            priority=Priority.SYNC,
        )
    await desk.worker.write(
        lambda: record_numbers.settle_provisional(begin, context, patients.is_mrn_taken),
        priority=Priority.SYNC,
    )
