"""One resource of a file on its way to a record: as bytes of JSON, or a row of a table."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from app.domain.phi import quiet
from app.interop.fhir_values import Json


@quiet
@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of a file. problem says why it could not be cut out.

    Of a table it comes with its kind and its content; is_row: the content is the row itself, by
    column, and no resource of FHIR.
    """

    index: int
    raw: bytes | bytearray | msgspec.Raw = b""
    full_url: str = ""
    problem: str = ""
    kind: str = ""
    resource: Json | None = None
    size: int = 0
    is_row: bool = False
