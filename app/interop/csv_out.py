"""Tables for other programs, as CSV (RFC 4180) that no spreadsheet takes for a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cells(cells: Iterable[str]) -> list[str]:
    """Cells that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def csv_bytes(titles: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """A table with a mark that spreadsheets know the encoding by."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([list(titles), *(safe_cells(line) for line in lines)])
    return out.getvalue().encode("utf-8-sig")
