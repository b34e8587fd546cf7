"""What a page of entries needs to know of a kind: its columns, its form, how it is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.declare import Record, entity_of
from app.domain.drafts import NEW, DraftKey
from app.domain.errors import InvalidRecord
from app.domain.ids import PatientId, new_id
from app.domain.permissions import Permission
from app.domain.validation import check
from app.live.data_sync import DataSync
from app.live.setup_entries import ENTRY_CHANGED
from app.ui.models.entry_list import EntryLine
from app.ui.permitted import Permits
from app.ui.widgets.table import ColumnPlan


def said(text: str) -> str:
    """A text of the pages of entries in the user's language."""
    return QCoreApplication.translate("entries", text)


@dataclass(frozen=True, slots=True)
class EntryField:
    """One control of the form: a line, several lines, or a choice (see EntryKind.choices)."""

    name: str
    words: str
    hint: str = ""
    is_choice: bool = False
    lines: int = 1
    length: int = 200
    note: str = ""
    """What is said below it."""
    beside: bool = False
    """Whether it stands beside the one before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWords:
    """What a page of entries is called, and says."""

    title: str
    add: str
    nothing: str
    columns: tuple[str, ...]
    widest: tuple[ColumnPlan, ...]
    """The widest words usual in each column."""
    whose: str = ""
    """What is asked where an entry may be about a patient; "" where none is about one."""
    find: str = ""
    """What stands in the line that narrows a long list; "" for a list that is never long."""


class EntryKind(ABC):
    """One kind of entry. Texts are what stands in the form's controls, by field."""

    name: str
    record_type: type[Record]
    permission: Permission
    entities: tuple[str, ...]
    step = ENTRY_CHANGED
    """What its undo steps are called."""
    can_remove = True
    patient_id: PatientId | None = None
    """Whose entries they are, where they are all one patient's."""
    rest = ""
    """What is said below a list that does not hold all there is; known once it was read."""

    def __init__(self, data_sync: DataSync) -> None:
        self.data_sync = data_sync

    @property
    def entity(self) -> str:
        """The record type's name."""
        return entity_of(self.record_type).name

    @abstractmethod
    def words(self) -> EntryWords:
        """What its page is called, and says."""

    @abstractmethod
    def fields(self) -> tuple[EntryField, ...]:
        """The controls of its form."""

    @abstractmethod
    async def read(self) -> tuple[EntryLine, ...]:
        """The lines of its list."""

    @abstractmethod
    def texts(self, record: Record | None) -> dict[str, str]:
        """What the form shows of an entry, or of a new one."""

    @abstractmethod
    def values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """The record's fields as typed. Raises InvalidRecord for what cannot be read."""

    def values_of(self, texts: Mapping[str, str], based_on: Record | None) -> dict[str, Any]:
        """The record's fields as typed into the form of an entry. Raises InvalidRecord."""
        del based_on
        return self.values(texts)

    def why_not(self, permits: Permits) -> str:
        """Why the acting role changes none of them; "" where it does."""
        return permits.why_not(self.permission)

    def draft_subject(self, record: Record | None, about: PatientId | None) -> str:
        """What a draft is about: an entry, the patient a new one is begun for, or a new one.

        Each patient has a draft of their own: no text comes up under another's name.
        """
        return record.id if record else about or NEW

    def choices(self, name: str) -> tuple[tuple[str, str], ...]:
        """Value and words of what a choice offers; known once the list was read."""
        raise AssertionError(name)

    def about(self, record: Record) -> str:
        """Whom an entry that is kept is about, in words; "" where none is about a patient."""
        del record
        return ""

    async def warning(self, record: Record) -> str:
        """What stands in the way of an entry that may be kept all the same; "" for nothing."""
        del record
        return ""

    async def save(
        self, record: Record, *, based_on: Record | None, draft: DraftKey | None
    ) -> Record:
        """Keep it. Raises InvalidRecord, StaleVersion, PermissionDenied."""
        return await self.data_sync.setup.save(record, based_on=based_on, draft=draft)

    async def remove(self, record: Record) -> None:
        """Delete it. Raises StaleVersion, RecordNotFound, PermissionDenied."""
        await self.data_sync.setup.remove(record)

    def made(self, texts: Mapping[str, str], based_on: Record | None) -> Record:
        """The entry as it would be kept. Raises InvalidRecord naming the fields."""
        values, now = self.values_of(texts, based_on), self.data_sync.clock.now()
        if based_on is not None:
            made = replace(based_on, **values)
        else:
            made = self.record_type(id=new_id(), created_at=now, updated_at=now, **values)
        check(made, today=self.data_sync.today())
        return made


def refuse(problems: Mapping[str, str]) -> None:
    """Raises InvalidRecord where something cannot be read."""
    if problems:
        raise InvalidRecord(dict(problems))
