"""Tables that go over several pages without a page's end inside one of their rows.

Qt breaks between two lines wherever they are, in the middle of a table's row too.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QTextDocument, QTextFrame, QTextTable

_ROUNDING = 0.5


def keep_rows_whole(document: QTextDocument) -> None:
    """Move every row that two pages would share to the second one; the page size is set before.

    A row higher than a page stays as Qt broke it.
    """
    height = document.pageSize().height()
    for table in _tables(document.rootFrame()):
        for row in range(table.rows()):
            first, last = row_span(document, table, row)
            is_cut = int(first // height) != int((last - _ROUNDING) // height)
            if is_cut and last - first < height:
                _push_down(table, row, height - first % height)
    # Qt lays out what lies below a pushed row, but paints it by where it was: headings are lost.
    document.markContentsDirty(0, document.characterCount())


def row_span(document: QTextDocument, table: QTextTable, row: int) -> tuple[float, float]:
    """Where the text of a row begins and ends, on the strip of all pages."""
    layout = document.documentLayout()
    tops: list[float] = []
    ends: list[float] = []
    for column in range(table.columns()):
        cell = table.cellAt(row, column)
        block, last = cell.firstCursorPosition().block(), cell.lastCursorPosition().block()
        tops.append(layout.blockBoundingRect(block).top())
        ends.append(layout.blockBoundingRect(last).bottom())
    return min(tops), max(ends)


def _push_down(table: QTextTable, row: int, by: float) -> None:
    for column in range(table.columns()):
        cell = table.cellAt(row, column)
        if cell.column() != column:
            continue  # the rest of a wide cell, which is pushed down already
        words = cell.format().toTableCellFormat()
        words.setTopPadding(words.topPadding() + by)
        cell.setFormat(words)


def _tables(frame: QTextFrame) -> Iterator[QTextTable]:
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            yield child
        yield from _tables(child)
