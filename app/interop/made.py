"""What a resource of a file becomes: one record or several, and what has to be said about them."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.declare import Record
from app.domain.ids import RecordId
from app.domain.phi import quiet


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFact:
    """Where a row of a ledger belongs: its claim and the service in it.

    diagnoses are those of a claim, in its own order; pointers those a charge names, from 1.
    """

    claim_id: RecordId
    code: str = ""
    diagnoses: tuple[str, ...] = ()
    pointers: tuple[int, ...] = ()


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One record of a resource. kind is the report's key.

    content: the bytes of a document's file. remarks: what of the source is not in the record.
    counts: whether the resource itself is counted with this record, where its type has another
    name than kind. goals: the goals a care plan names. is_seen: a policy that is only mentioned.
    guesses: references that may point at nothing without a word, for the source does not make them.
    ledger: what the reader needs to put a ledger's rows together.
    """

    kind: str
    record: Record
    content: bytes = b""
    remarks: tuple[str, ...] = ()
    counts: bool = False
    goals: tuple[RecordId, ...] = ()
    is_seen: bool = False
    guesses: tuple[str, ...] = ()
    ledger: LedgerFact | None = None
