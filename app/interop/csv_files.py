"""Opening tables nobody vouches for: CSV exports of another system, their rows one by one.

What a table holds is known by its heading, not by its name. Commas, semicolons, tabs and bars are
told apart by the heading, too. A table that breaks off, or whose quotes do not match, is not taken
at all: half a ledger would be a wrong one.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import chain

from app.domain.errors import ImportRefused
from app.interop.csv_tables import Table, table_of
from app.interop.frames import Limits
from app.interop.rows import Entry

CSV_SUFFIXES = (".csv", ".csv.gz")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = ",;\t|"


def entries_of(chunks: Iterator[bytes], limits: Limits) -> Iterator[Entry]:
    """The rows of a table as resources. Raises ImportRefused where it cannot be read as one."""
    csv.field_size_limit(limits.record_bytes)
    lines = _lines(chunks, limits)
    heading = next(lines, "")
    table, delimiter, columns = _known(heading)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    index = -1
    try:
        for row in rows:
            if not any(row):
                continue
            index += 1
            yield _entry(table, index, columns, row)
    except csv.Error:
        raise ImportRefused(f"has a cell that does not end, after row {index + 1}") from None


def _entry(table: Table, index: int, columns: list[str], row: list[str]) -> Entry:
    if len(row) != len(columns):
        return Entry(index, problem="does not have as many cells as the heading", kind=table.kind)
    if any("\udc80" <= letter <= "\udcff" for letter in chain.from_iterable(row)):
        return Entry(index, problem="is not UTF-8 text", kind=table.kind)
    made = table.made(dict(zip(columns, row, strict=True)))
    size = sum(map(len, row))
    return Entry(
        index,
        kind=made.kind,
        resource=made.resource,
        size=size,
        is_row=table.is_row,
        problem=made.problem,
    )


def _known(heading: str) -> tuple[Table, str, list[str]]:
    for delimiter in _DELIMITERS:
        try:
            (row,) = csv.reader([heading], delimiter=delimiter, strict=True)
        except (csv.Error, ValueError):
            continue
        columns = [cell.strip().upper() for cell in row]
        if len(columns) < 2:
            continue
        if len(set(columns)) != len(columns):
            raise ImportRefused("names a column twice")
        table = table_of(columns)
        if table is not None:
            return table, delimiter, columns
    raise ImportRefused("is a table of no kind that is known here")


def _lines(chunks: Iterator[bytes], limits: Limits) -> Iterator[str]:
    """The lines of a text, ends included: a quoted cell may go over several."""
    first = next(chunks, b"")
    is_utf16 = first.startswith(_UTF16)
    # A stray byte spoils its own row only.
    name, errors = ("utf-16", "strict") if is_utf16 else ("utf-8-sig", "surrogateescape")
    decoder = codecs.getincrementaldecoder(name)(errors)
    rest = ""
    try:
        for chunk in chain([first], chunks):
            *whole, rest = (rest + decoder.decode(chunk)).split("\n")
            yield from (f"{line}\n" for line in whole)
            if len(rest) > limits.line_bytes:
                raise ImportRefused("has a line that is too long")
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise ImportRefused("is not readable UTF-16 text") from None
    if rest:
        yield rest
