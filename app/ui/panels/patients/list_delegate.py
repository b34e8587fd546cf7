"""Paints the lines of the patient list: initials, two-line names, figures in line, flag chips."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.patients import PatientRow
from app.ui.models.patient_list import ROW_ROLE, Column
from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import people_row, px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY, TEXT_META, Tone
from app.ui.widgets.painting import CHIP_HEIGHT, chip_width, draw_avatar, draw_chip
from app.ui.wording import NOTHING

_AVATAR, _LINE = 32, 20
_PAD = 12
_CHIP_GAP = 4
_ICON_WIDTH = 28
ICON_CHIP = px(_ICON_WIDTH) + _CHIP_GAP
"""Pixels a flag takes that has no room for its word."""
Index = QModelIndex | QPersistentModelIndex


class PatientListDelegate(QStyledItemDelegate):
    """One painter for every column of the list, in both reading directions."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are as high as two lines of text."""
        return QSize(super().sizeHint(option, index).width(), people_row())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell: ground, rule, content."""
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        selected = bool(state & QStyle.StateFlag.State_Selected)
        direction: Qt.LayoutDirection = option.direction  # type: ignore[attr-defined]  # as above
        self._paint_ground(painter, rect, index.column(), selected, direction)
        row: PatientRow | None = index.data(ROW_ROLE)
        if row is None:
            self._paint_waiting(painter, rect)
        elif index.column() == Column.PATIENT:
            self._paint_person(painter, rect, row, direction)
        elif index.column() == Column.FLAGS:
            self._paint_flags(painter, rect, row, selected, direction)
        else:
            self._paint_text(painter, rect, str(index.data()), direction)
        painter.restore()

    def _paint_ground(
        self,
        painter: QPainter,
        rect: QRect,
        column: int,
        selected: bool,
        direction: Qt.LayoutDirection,
    ) -> None:
        colours = theme().colours
        painter.fillRect(rect, qcolor(colours.accent_soft if selected else colours.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), qcolor(colours.line))
        if selected and column == Column.PATIENT:
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(QStyle.visualRect(direction, rect, bar), qcolor(colours.accent))

    def _paint_waiting(self, painter: QPainter, rect: QRect) -> None:
        bar = QRect(rect.left() + _PAD, rect.center().y() - 5, min(90, rect.width() - 24), 10)
        painter.fillRect(bar, qcolor(theme().colours.surface2))

    def _paint_person(
        self, painter: QPainter, rect: QRect, row: PatientRow, direction: Qt.LayoutDirection
    ) -> None:
        size, line = px(_AVATAR), px(_LINE)
        disc = QRect(rect.left() + _PAD, rect.center().y() - size // 2, size, size)
        draw_avatar(painter, QStyle.visualRect(direction, rect, disc), row.name, row.id)
        left = rect.left() + _PAD + size + _PAD
        top = rect.top() + (rect.height() - 2 * line + 2) // 2
        words = QRect(left, top, rect.right() - left - 6, line)
        self._words(painter, QStyle.visualRect(direction, rect, words), row.name, direction, 600)
        below = QStyle.visualRect(direction, rect, words.translated(0, line - 1))
        self._words(painter, below, row.mrn, direction, 400, meta=True)

    def _paint_text(
        self, painter: QPainter, rect: QRect, text: str, direction: Qt.LayoutDirection
    ) -> None:
        inner = rect.adjusted(_PAD, 0, -4, 0)
        inner = QStyle.visualRect(direction, rect, inner)
        self._words(painter, inner, text, direction, 400, meta=text == NOTHING, big=True)

    def _words(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        direction: Qt.LayoutDirection,
        weight: int,
        *,
        meta: bool = False,
        big: bool = False,
    ) -> None:
        font = text_font(TEXT_META if meta and not big else TEXT_BODY, weight, tabular=big)
        painter.setFont(font)
        # Numbers and dates keep their own order in a right-to-left window.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setPen(qcolor(theme().colours.text2 if meta else theme().colours.text))
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, QStyle.visualAlignment(direction, sides), cut)

    def _paint_flags(
        self,
        painter: QPainter,
        rect: QRect,
        row: PatientRow,
        selected: bool,
        direction: Qt.LayoutDirection,
    ) -> None:
        flags = _flags(row)
        if not flags:
            self._paint_text(painter, rect, NOTHING, direction)
            return
        room = rect.width() - _PAD - 4
        needed = sum(chip_width(word, icon=icon) + _CHIP_GAP for word, _, icon in flags)
        left = rect.left() + _PAD
        for word, tone, icon in flags:
            text = word if needed <= room else ""
            width = chip_width(text, icon=icon) if text else px(_ICON_WIDTH)
            chip = QRect(left, rect.center().y() - px(CHIP_HEIGHT) // 2, width, px(CHIP_HEIGHT))
            place = QStyle.visualRect(direction, rect, chip)
            draw_chip(painter, place, text, tone, icon=icon, bordered=selected, direction=direction)
            left += width + _CHIP_GAP


def _flags(row: PatientRow) -> list[tuple[str, Tone, str]]:
    flags: list[tuple[str, Tone, str]] = []
    if row.has_conflict:
        flags.append((_tr("Conflict"), Tone.WARN, "git-compare"))
    if row.allergies:
        flags.append((_tr("Allergy"), Tone.DANGER, "triangle-alert"))
    if row.alert:
        flags.append((_tr("Alert"), Tone.VIOLET, "info"))
    if row.is_pending:
        flags.append((_tr("Waiting"), Tone.INFO, "clock"))
    return flags


def _tr(text: str) -> str:
    return QCoreApplication.translate("patients", text)
