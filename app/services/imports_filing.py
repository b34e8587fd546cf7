"""Keeping the files imported documents bring: on the disk before their record, gone without it.

Which documents are new is asked first, so that importing the same files again writes none.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue
from app.domain.file_ports import FileStore
from app.domain.ids import RecordId
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.interop.fhir_document import NO_FILE
from app.interop.frames import Group, Item
from app.services.documents import Content, keep
from app.services.imports_report import GroupOutcome


def unfiled(begin: UnitOfWorkFactory, context: ExecutionContext, group: Group) -> frozenset[str]:
    """The documents of a group whose source says something new (on the writer thread)."""
    with begin(context, origin=Origin.IMPORT) as uow:
        return frozenset(
            item.row_id for item in group.items if item.content and not _is_same(uow, item)
        )


def _is_same(uow: UnitOfWork, item: Item) -> bool:
    source = uow.import_sources.get(item.entity, RecordId(item.row_id))
    return source is not None and source[0] == item.digest


class Filing:
    """The files of one group: kept, then released or given up as its unit of work went."""

    def __init__(self, files: FileStore) -> None:
        self._files = files
        self._contents: dict[str, Content] = {}

    @property
    def contents(self) -> Mapping[str, Content]:
        """What lies on the disk, by document."""
        return self._contents

    def keep(self, group: Group, wanted: frozenset[str]) -> Group:
        """Put the wanted files on the disk; the group says which could not be kept, and why.

        Raises StorageFull, DiskTrouble; then nothing of the group is left there.
        """
        try:
            items = [self._kept(item) if item.row_id in wanted else item for item in group.items]
        except BaseException:
            self.give_up()
            raise
        return msgspec.structs.replace(group, items=items)

    def settle(self, outcome: GroupOutcome) -> None:
        """After the commit: what was filed stays, the rest and what it replaced goes."""
        for row_id, content in self._contents.items():
            if row_id in outcome.filed:
                self._files.release(content.kept)
            else:
                self._files.discard(content.kept)
        for old in outcome.replaced:
            self._files.discard(old)

    def give_up(self) -> None:
        """Leave nothing on the disk."""
        for content in self._contents.values():
            self._files.discard(content.kept)
        self._contents.clear()

    def _kept(self, item: Item) -> Item:
        try:
            self._contents[item.row_id] = keep(self._files, [item.content])
        except InvalidValue as error:
            remark = f"{NO_FILE}it {error.reason}"
            return msgspec.structs.replace(item, remarks=(*item.remarks, remark))
        return item
