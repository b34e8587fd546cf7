"""Paints the lines of accounts and the cells of a ledger, in both reading directions."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.account_lines import AccountLine, LineState
from app.services.account_reading import AccountRow
from app.ui.models.account_list import FIGURES, LedgerColumn
from app.ui.models.billing_words import said, shown_money, state_look
from app.ui.models.paged_rows import ROW_ROLE, Index
from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY, TEXT_META, Tone
from app.ui.widgets.cells import PAD, PlainCells
from app.ui.widgets.painting import CHIP_HEIGHT, chip_width, draw_avatar, draw_chip
from app.ui.wording import shown_date

ACCOUNT_ROW = 60
_AVATAR, _MARK, _GAP, _LINE = 36, 16, 8, 20


class AccountDelegate(QStyledItemDelegate):
    """Who it is and what tells namesakes apart; the balance at the end, heavy only if owed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines."""
        return QSize(super().sizeHint(option, index).width(), ACCOUNT_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line of the list."""
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        direction: Qt.LayoutDirection = option.direction  # type: ignore[attr-defined]  # as above
        colours = theme().colours
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, qcolor(colours.accent_soft if is_chosen else colours.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), qcolor(colours.line))
        if is_chosen:
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(QStyle.visualRect(direction, rect, bar), qcolor(colours.accent))
        row: AccountRow | None = index.data(ROW_ROLE)
        if row is None:
            bar = QRect(rect.left() + PAD, rect.center().y() - 5, min(160, rect.width() - 24), 10)
            painter.fillRect(QStyle.visualRect(direction, rect, bar), qcolor(colours.surface2))
        else:
            _paint_account(_Brush(painter, rect, direction), row)
        painter.restore()


class _Brush(NamedTuple):
    """Where a line is painted, and which way it reads."""

    painter: QPainter
    rect: QRect
    direction: Qt.LayoutDirection

    def place(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.direction, self.rect, rect)

    def words(
        self, rect: QRect, text: str, font: QFont, *, colour: str = "", end: bool = False
    ) -> None:
        """Text that is cut where it has no room."""
        painter = self.painter
        painter.setFont(font)
        painter.setPen(qcolor(colour or theme().colours.text))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft
        flags = QStyle.visualAlignment(self.direction, side | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(self.place(rect), flags, cut)


def _paint_account(brush: _Brush, row: AccountRow) -> None:
    colours, rect = theme().colours, brush.rect
    disc = QRect(rect.left() + PAD, rect.top() + (rect.height() - _AVATAR) // 2, _AVATAR, _AVATAR)
    draw_avatar(brush.painter, brush.place(disc), row.name, row.id)
    balance, currency = row.account.balance, row.account.currency
    money = shown_money(balance, currency)
    font = text_font(TEXT_BODY, 650 if balance > 0 else 400, tabular=True)
    width = QFontMetrics(font).horizontalAdvance(money) + 2
    left, right = disc.right() + PAD, rect.right() - PAD
    top = rect.top() + 10
    brush.words(QRect(right - width, top, width, _LINE), money, font, end=True)
    name = QRect(left, top, right - width - _GAP - left, _LINE)
    brush.words(name, row.name, text_font(TEXT_BODY, 600))
    if row.is_pending:
        mark = QRect(right - _MARK, top + _LINE + 3, _MARK, _MARK)
        draw_icon(brush.painter, "clock", theme().tint(Tone.WARN).text, QRectF(brush.place(mark)))
        right -= _MARK + _GAP
    facts = f"{said('born {0}').format(shown_date(row.birth_date))} · {row.mrn}"
    below = QRect(left, top + _LINE + 1, right - left, _LINE)
    brush.words(below, facts, text_font(TEXT_META, 400, tabular=True), colour=colours.text2)


class LedgerCells(PlainCells):
    """Figures at the end in equal digits; heavy only a balance that is owed; states as chips."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, main=frozenset({LedgerColumn.WHAT}), figures=FIGURES)

    def paint_inside(
        self,
        painter: QPainter,
        rect: QRect,
        index: Index,
        direction: Qt.LayoutDirection,
        *,
        is_chosen: bool,
    ) -> None:
        """One cell."""
        line: AccountLine | None = index.data(ROW_ROLE)
        column = index.column()
        if line is None:
            super().paint_inside(painter, rect, index, direction, is_chosen=is_chosen)
        elif column == LedgerColumn.STATE:
            _paint_state(painter, rect, direction, line, is_chosen=is_chosen)
        elif column in FIGURES:
            self._paint_figure(painter, rect, index, direction, line)
        else:
            super().paint_inside(painter, rect, index, direction, is_chosen=is_chosen)

    def _paint_figure(
        self,
        painter: QPainter,
        rect: QRect,
        index: Index,
        direction: Qt.LayoutDirection,
        line: AccountLine,
    ) -> None:
        is_heavy = index.column() == LedgerColumn.BALANCE and line.balance > 0
        font = QFont(text_font(TEXT_BODY, 650 if is_heavy else 400, tabular=True))
        is_off = line.state in (LineState.REVERSED, LineState.REVERSAL)
        if is_off and index.column() == LedgerColumn.AMOUNT:
            font.setStrikeOut(line.state is LineState.REVERSED)
        painter.setFont(font)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        colours = theme().colours
        painter.setPen(qcolor(colours.text2 if is_off else colours.text))
        end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, QStyle.visualAlignment(direction, end), str(index.data() or ""))


def _paint_state(
    painter: QPainter,
    rect: QRect,
    direction: Qt.LayoutDirection,
    line: AccountLine,
    *,
    is_chosen: bool,
) -> None:
    look = state_look(line)
    width = min(chip_width(look.words, icon=look.icon), rect.width())
    top = rect.top() + (rect.height() - CHIP_HEIGHT) // 2
    chip = QStyle.visualRect(direction, rect, QRect(rect.left(), top, width, CHIP_HEIGHT))
    draw_chip(
        painter, chip, look.words, look.tone, icon=look.icon, bordered=is_chosen,
        direction=direction,
    )  # fmt: skip
    if line.is_pending:
        mark = QRect(rect.left() + width + 6, rect.center().y() - 8, _MARK, _MARK)
        place = QStyle.visualRect(direction, rect, mark)
        draw_icon(painter, "clock", theme().tint(Tone.WARN).text, QRectF(place))
