"""What services and sync need of the desk's own tables: drafts, audit trail, shadows, imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from app.domain.audit_trail import AuditLine, AuditQuestion, TrailEnd
from app.domain.drafts import Draft, DraftKey
from app.domain.ids import RecordId, UserId
from app.domain.operations import RowState, Shadow


class Drafts(Protocol):
    """Unfinished forms of this desk; local, encrypted with the database, never synchronised."""

    def get(self, key: DraftKey) -> Draft | None:
        """One draft, or None."""
        ...

    def put(self, key: DraftKey, content: Mapping[str, object]) -> None:
        """Keep what is typed now; what was kept before is replaced. Not in a mere reader."""
        ...

    def drop(self, key: DraftKey) -> bool:
        """Forget a draft; whether there was one. Not in a mere reader."""
        ...

    def of_user(self, user_id: UserId) -> tuple[Draft, ...]:
        """Everything one person left unfinished, the latest first."""
        ...


class AuditReading(Protocol):
    """The audit trail of this desk, newest first."""

    def end(self) -> TrailEnd:
        """Where the trail ends now."""
        ...

    def lines(
        self, question: AuditQuestion, *, below: int | None = None, skip: int = 0, limit: int = 200
    ) -> tuple[AuditLine, ...]:
        """The events that match below a number, newest first, after leaving out some of them."""
        ...

    def count(self, question: AuditQuestion) -> int:
        """How many events match."""
        ...

    def reason_of(self, line: AuditLine) -> str:
        """Why a record was changed here, as was said then; "" where nothing was, or where it is
        known at the server alone because the change was settled long ago."""
        ...

    def exported(self, *, first: int, last: int) -> Iterator[tuple[str, bytes]]:
        """The events first to last, oldest first: canonical text and link, as the chain has them.

        first is at least 1. The link of the event before first comes ahead, with an empty text.
        """
        ...

    def first_unfit(self) -> int | None:
        """The first event that does not fit the chain; None when the trail is whole. Slow."""
        ...


class Shadows(Protocol):
    """The server's last word on records that have unsettled operations."""

    def get(self, entity: str, row_id: RecordId) -> Shadow | None:
        """The shadow of a record, or None where nothing is pending on it."""
        ...

    def put(self, shadow: Shadow) -> None:
        """Remember what the server said."""
        ...

    def drop(self, entity: str, row_id: RecordId) -> None:
        """Forget a shadow: nothing is pending any more."""
        ...

    def kept_aside(self, entities: Iterable[str], *, limit: int) -> tuple[RowState, ...]:
        """Rows of these types that were kept aside while this version did not know them."""
        ...

    def forget_kept_aside(self, rows: Iterable[RowState]) -> None:
        """Forget rows that were kept aside."""
        ...


class AtServer(Protocol):
    """Records that left this desk because nobody used them, and that the server keeps."""

    def counts(self, patient_id: RecordId) -> Mapping[str, int]:
        """How many records of each type of a patient are at the server only."""
        ...

    def totals(self) -> Mapping[str, int]:
        """How many live records of each type are at the server only."""
        ...

    def versions(self, ids: Iterable[RecordId]) -> Mapping[RecordId, int]:
        """The versions at which those of the records that were put away were here."""
        ...


class ImportSources(Protocol):
    """What the last import wrote into a record; local to this desk, never synchronised."""

    def get(self, entity: str, row_id: RecordId) -> tuple[str, Mapping[str, object]] | None:
        """Digest and body (wire values by field) of the last import, or None."""
        ...

    def put(
        self, entity: str, row_id: RecordId, *, digest: str, body: Mapping[str, object]
    ) -> None:
        """Remember what an import wrote."""
        ...
