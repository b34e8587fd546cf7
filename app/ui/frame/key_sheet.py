"""The sheet of keys: every command that has one, as the panel in front and the window know it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.commands import Section, keys_of, section_of, words_of
from app.ui.frame.actions import Actions
from app.ui.frame.command_finder import section_words
from app.ui.theme.sizes import px
from app.ui.theme.tokens import GAP, PAGE_PADDING_X, PAGE_PADDING_Y
from app.ui.widgets.button import Button, Look
from app.ui.widgets.key_cap import KeyCap
from app.ui.widgets.surfaces import label

_ORDER = (Section.GO, Section.FILE, Section.EDIT, Section.VIEW, Section.USER, Section.HELP)
_SIZE = (760, 560)


class KeySheet(QDialog):
    """What can be done without the mouse; made from the commands as they are now."""

    def __init__(self, actions: Actions, panel_title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("key_sheet")
        self.setWindowTitle(self.tr("Keys"))
        self.setAccessibleName(self.windowTitle())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAGE_PADDING_X, PAGE_PADDING_Y, PAGE_PADDING_X, PAGE_PADDING_Y)
        column.setSpacing(GAP)
        column.addWidget(label(self.windowTitle(), "title"))
        body = self._columns(actions, panel_title)
        scrolled = self._scrolled(body)
        column.addWidget(scrolled, 1)
        close = Button(self.tr("Close"), name="close_key_sheet_button", look=Look.PRIMARY)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
        close.setDefault(True)
        around = 2 * PAGE_PADDING_X + scrolled.verticalScrollBar().sizeHint().width()
        needed = body.minimumSizeHint().width() + around
        width, height = max(px(_SIZE[0]), needed), px(_SIZE[1])
        self.resize(min(width, parent.width() - 40), min(height, parent.height() - 40))
        scrolled.setFocus()  # so that arrows and Page Down read on; Enter and Esc close

    def rows(self) -> dict[str, str]:
        """What stands on the sheet: keys by words."""
        caps = self.findChildren(KeyCap)
        return {cap.accessibleDescription(): cap.text() for cap in caps}

    def _columns(self, actions: Actions, panel_title: str) -> QWidget:
        body = QWidget()
        body.setObjectName("scroll_body")
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 12, 0)
        columns.setSpacing(2 * GAP)
        of_panel = QVBoxLayout()
        of_window = QVBoxLayout()
        for side in (of_panel, of_window):
            side.setSpacing(GAP)
            columns.addLayout(side, 1)
        of_panel.addLayout(_group(panel_title, _keyed(actions.here())))
        of_panel.addStretch(1)
        every = _keyed(actions.everywhere())
        for section in _ORDER:
            found = [one for one in every if section_of(one) is section]
            if found:
                of_window.addLayout(_group(section_words(section), found))
        of_window.addStretch(1)
        return body

    def _scrolled(self, body: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setObjectName("key_sheet_scroll")
        area.setAccessibleName(self.windowTitle())
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        return area


def _keyed(actions: Iterable[QAction]) -> list[QAction]:
    return [one for one in actions if keys_of(one)]


def _group(title: str, actions: list[QAction]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    grid.addWidget(label(title, "section"), 0, 0, 1, 2)
    for at, action in enumerate(actions, 1):
        grid.addWidget(label(words_of(action), wraps=True), at, 0)
        cap = KeyCap(" / ".join(keys_of(action)), words=words_of(action))
        grid.addWidget(cap, at, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return grid
