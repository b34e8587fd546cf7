"""Form fields: a label above, the control, and a line for what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme.icons import draw_icon, icon
from app.ui.theme.sizes import px
from app.ui.theme.style import theme
from app.ui.widgets.surfaces import label
from app.ui.wording import shown_other

_SHOWN_LETTERS = 5
_AROUND_HINT = 48
"""What stands around the words of an empty search: the icon in front, and the margins."""
_ONE_LINE = 20
"""Letters of a caption that stays in one line, level with those of the fields beside it."""


class ComboBox(QComboBox):
    """A choice with the theme's arrow; the wheel does not change it by accident.

    A locked one can be reached and read like any other, and offers nothing to choose.
    """

    def __init__(self, *, name: str, accessible: str) -> None:
        super().__init__()
        self._is_locked = False
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A long name in the list must not widen the form past its place.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_SHOWN_LETTERS)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def is_locked(self) -> bool:
        """Whether the choice can be read only."""
        return self._is_locked

    def set_locked(self, *, locked: bool) -> None:
        """Keep what is chosen, or let people choose again."""
        self._is_locked = locked
        self.update()

    def showPopup(self) -> None:
        """The list of choices, where there is a choice."""
        if not self._is_locked:
            super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys choose only where there is a choice; Tab always goes on."""
        if self._is_locked:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click puts the cursor here, and opens the list where there is a choice."""
        if self._is_locked:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        else:
            super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page that scrolls."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The control, then the arrow in the theme's colour."""
        super().paintEvent(event)
        if self._is_locked:
            return
        painter = QPainter(self)
        size = px(16)
        place = QRect(self.width() - px(26), (self.height() - size) // 2, size, size)
        place = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
        draw_icon(painter, "chevron-down", theme().colours.text2, QRectF(place))
        painter.end()


class SearchField(QLineEdit):
    """A line to search in, with an icon in front."""

    def __init__(self, *, name: str, placeholder: str, icon_name: str = "search") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self._icon_name = icon_name
        self._action = QAction(self)
        self.addAction(self._action, QLineEdit.ActionPosition.LeadingPosition)
        theme().changed.connect(self._repaint_icon)
        self._repaint_icon()

    def show_whole_hint(self, *, at_most: int) -> None:
        """Never be narrower than the words in the empty line, nor wider than so many pixels."""
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        self.setMaximumWidth(at_most)
        self.setMinimumWidth(min(at_most, words + px(_AROUND_HINT)))

    def _repaint_icon(self) -> None:
        self._action.setIcon(icon(self._icon_name, theme().colours.text2))


Control = QLineEdit | QPlainTextEdit | QComboBox


class Field(QWidget):
    """One labelled control of a form; `left` says that the person moved on from it."""

    left = Signal()
    edited = Signal()

    def __init__(self, text: str, control: Control, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        self._why = ""
        self.caption = label(text, "label", wraps=len(text) > _ONE_LINE)
        self.caption.setBuddy(control)
        self._error = label("", "error", name=f"{control.objectName()}_error", wraps=True)
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.caption, control, self._error):
            column.addWidget(part)
        column.addStretch(1)
        if not control.accessibleName():
            control.setAccessibleName(text)
        control.installEventFilter(self)
        if isinstance(control, QComboBox):
            control.currentIndexChanged.connect(self._on_edited)
        elif isinstance(control, QLineEdit):
            control.textEdited.connect(self._on_edited)
        else:
            control.textChanged.connect(self._on_edited)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice when the focus leaves the control."""
        if watched is self.control and event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)

    def value(self) -> str:
        """What is typed or chosen, trimmed."""
        if isinstance(self.control, QComboBox):
            data = self.control.currentData()
            return data if isinstance(data, str) else self.control.currentText().strip()
        if isinstance(self.control, QLineEdit):
            return self.control.text().strip()
        return self.control.toPlainText().strip()

    def set_value(self, text: str) -> None:
        """Show a value without reporting an edit."""
        blocked = self.control.blockSignals(True)
        if isinstance(self.control, QComboBox):
            self._choose(text)
        elif isinstance(self.control, QLineEdit):
            self.control.setText(text)
            self.control.setCursorPosition(0)
        else:
            self.control.setPlainText(text)
        self.control.blockSignals(blocked)

    def set_error(self, text: str) -> None:
        """Say what is wrong, or that nothing is."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.control.setProperty("invalid", bool(text))
        self.control.setAccessibleDescription(text or self._why)
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)

    def set_locked(self, why: str) -> None:
        """Let it be read and not changed, for this reason; without one it can be changed again."""
        self._why = why
        if isinstance(self.control, ComboBox):
            self.control.set_locked(locked=bool(why))
        elif not isinstance(self.control, QComboBox):
            self.control.setReadOnly(bool(why))
        self.control.setToolTip(why)
        self.control.setAccessibleDescription(self.error() or why)
        self.control.setProperty("locked", bool(why))
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)

    @property
    def is_locked(self) -> bool:
        """Whether it can be read only."""
        return bool(self._why)

    def error(self) -> str:
        """What is wrong, or nothing."""
        return self._error.text()

    def _on_edited(self, *_change: object) -> None:
        self.edited.emit()

    def _choose(self, text: str) -> None:
        if not isinstance(self.control, QComboBox):
            return
        index = self.control.findData(text)
        if index < 0:
            # A value from a newer version is kept and shown as what it is.
            self.control.addItem(shown_other(text), text)
            index = self.control.count() - 1
        self.control.setCurrentIndex(index)


def line_edit(name: str, *, placeholder: str = "", length: int = 0) -> QLineEdit:
    """A one-line control."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setPlaceholderText(placeholder)
    if length:
        made.setMaxLength(length)
    return made
