"""What a resource of a file becomes: one record or several, and what has to be said about them."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.declare import Record
from app.domain.ids import RecordId
from app.domain.phi import quiet


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One record of a resource. kind is the report's key.

    content: the bytes of a document's file. remarks: what of the source is not in the record.
    counts: whether the resource itself is counted with this record, where its type has another
    name than kind. goals: the goals a care plan names. is_seen: a policy that is only mentioned.
    guesses: references that may point at nothing without a word, for the source does not make them.
    """

    kind: str
    record: Record
    content: bytes = b""
    remarks: tuple[str, ...] = ()
    counts: bool = False
    goals: tuple[RecordId, ...] = ()
    is_seen: bool = False
    guesses: tuple[str, ...] = ()
