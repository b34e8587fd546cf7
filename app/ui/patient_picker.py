"""Finding the patient of something new: type, see who matches, Enter takes the marked one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.ui.models.day_words import said
from app.ui.task_runner import TaskRunner
from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_LABEL, TEXT_META
from app.ui.widgets.fields import SearchField
from app.ui.widgets.painting import draw_avatar
from app.ui.widgets.surfaces import label
from app.ui.wording import shown_date

_WAIT_MS, _SHOWN, _ROW = 60, 7, 48
_ROLE = int(Qt.ItemDataRole.UserRole)


class PatientPicker(QWidget):
    """picked(PatientRow): this is the patient."""

    picked = Signal(object)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        parent: QWidget | None = None,
        *,
        name: str = "booking_patient",
        matches: str = "patient_matches",
    ) -> None:
        super().__init__(parent)
        self.setObjectName("patient_picker")
        self._data_sync, self._tasks = data_sync, tasks
        self._asked = ""
        self._takes_first = False
        self.field = SearchField(name=name, placeholder=said("Patient: name, phone, born, MRN"))
        self._list = QListWidget()
        self._list.setObjectName(matches)
        self._nothing = label(said("Nobody matches."), "label", name="patient_picker_nothing")
        self._timer = QTimer(self)
        self._build()

    def start(self) -> None:
        """Empty, with the cursor in the field."""
        self.field.clear()
        self._show((), asked="")
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def stop(self) -> None:
        """Search nothing more."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move the mark while the cursor stays in the field; Enter takes it."""
        if watched is self.field and isinstance(event, QKeyEvent):
            is_press = event.type() == QEvent.Type.KeyPress
            if is_press and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                row = min(max(self._list.currentRow() + step, 0), self._list.count() - 1)
                self._list.setCurrentRow(row)
                return True
            if is_press and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take_marked()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self._list.setAccessibleName(said("Matching patients"))
        self._list.setItemDelegate(_MatchDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.field, self._list, self._nothing):
            column.addWidget(part)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._search)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        self._list.itemClicked.connect(self._on_item)
        self._show((), asked="")

    def _on_text_changed(self, _text: str) -> None:
        self._takes_first = False
        self._timer.start()

    def _search(self) -> None:
        text = self.field.text().strip()
        if not text:
            self._show((), asked="")
            return
        self._asked = text
        self._tasks.start(
            self._data_sync.patients.search(text, limit=_SHOWN),
            done=lambda rows: self._show(rows, asked=text),
        )

    def _show(self, rows: Sequence[PatientRow], *, asked: str) -> None:
        if asked != self.field.text().strip():
            return
        self._list.clear()
        for row in rows:
            item = QListWidgetItem(f"{row.name}, {shown_date(row.birth_date)}, {row.mrn}")
            item.setData(_ROLE, row)
            self._list.addItem(item)
        self._list.setVisible(bool(rows))
        self._list.setFixedHeight(px(_ROW) * len(rows) + 2)
        self._nothing.setVisible(bool(asked) and not rows)
        self._list.setCurrentRow(0 if rows else -1)
        if self._takes_first and rows:
            self._take_marked()

    def _take_marked(self) -> None:
        """Take the marked patient; when the search is still on its way, as soon as it is there."""
        stale = self._timer.isActive() or self._asked != self.field.text().strip()
        if stale:
            self._timer.stop()
            self._search()
        if stale or self._list.currentRow() < 0:
            self._takes_first = True
        else:
            self._on_item(self._list.currentItem())

    def _on_item(self, item: QListWidgetItem) -> None:
        self._takes_first = False
        row = item.data(_ROLE)
        if isinstance(row, PatientRow):
            self.picked.emit(row)


def line_places(rect: QRect) -> tuple[QRect, QRect]:
    """Where name and facts of a match stand, as if read from the left."""
    left, width, height = rect.left() + px(48), rect.width() - px(56), px(18)
    return (
        QRect(left, rect.top() + px(6), width, height),
        QRect(left, rect.top() + px(25), width, height),
    )


class _MatchDelegate(QStyledItemDelegate):
    """Initials, name, and below it birth date and MRN: enough to tell namesakes apart."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Two lines."""
        return QSize(200, px(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One match."""
        row = index.data(_ROLE)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  # the stubs lack the fields of style options
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  # as above
        direction: Qt.LayoutDirection = option.direction  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  # as above
        if not isinstance(row, PatientRow):
            return
        painter.save()
        colours = theme().colours
        marked = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, qcolor(colours.accent_soft if marked else colours.surface))
        face = QRect(rect.left() + px(8), rect.top() + px(9), px(30), px(30))
        draw_avatar(painter, QStyle.visualRect(direction, rect, face), row.name, row.id)
        align = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        born = said("born {0}").format(shown_date(row.birth_date))
        lines = (
            (row.name, text_font(TEXT_LABEL, 600), colours.text),
            (f"{born} · {row.mrn}", text_font(TEXT_META, 450), colours.text2),
        )
        for place, (text, font, colour) in zip(line_places(rect), lines, strict=True):
            painter.setFont(font)
            painter.setPen(qcolor(colour))
            shown = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, place.width()
            )
            visual = QStyle.visualRect(direction, rect, place)
            painter.drawText(visual, align | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
