"""A document's file on the screen: one page at a time, larger or smaller, or its text."""

from __future__ import annotations

import asyncio
from functools import partial

from PySide6.QtCore import QCoreApplication, QLocale, QSize, Qt, QTimer
from PySide6.QtGui import QFontDatabase, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.preview.pages import NotShown, Pages, open_pages, text_of
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.widgets.button import Button, Look
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.focus import KeyboardFocus
from app.ui.widgets.surfaces import label

_STEP, _LEAST, _MOST = 1.25, 0.25, 6.0
_EDGE, _GOOD_HEIGHT = 12, 240
_FIT_WAIT_MS = 80


def _tr(text: str) -> str:
    return QCoreApplication.translate("preview", text)


class Preview(QWidget):
    """Shows bytes that are in memory and nowhere else; `clear` forgets them."""

    def __init__(self, tasks: TaskRunner, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._tasks = tasks
        self._pages: Pages | None = None
        self._opening = 0
        self._at, self._zoom = 0, 1.0
        self.sheet = _Sheet(name=f"{name}_page")
        self.frame = PageScroll(self, name=f"{name}_scroll")
        self.frame.setWidget(self.sheet)
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"{name}_text")
        self.text.setAccessibleName(_tr("Text of the document"))
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.state = EmptyState(name=f"{name}_state")
        self.stack = QStackedWidget()
        for part in (self.state, self.frame, self.text):
            self.stack.addWidget(part)
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.setInterval(_FIT_WAIT_MS)
        self._fit.timeout.connect(self._draw)
        self._lay_out(name)
        self.clear()

    @property
    def page(self) -> int:
        """Which page is shown, from 0."""
        return self._at

    @property
    def count(self) -> int:
        """How many pages there are; 0 where nothing is shown by pages."""
        return self._pages.count if self._pages else 0

    def say(self, icon: str, headline: str, detail: str = "", *, action: str = "") -> None:
        """Words in the place of the file."""
        self._forget()
        self.state.say(icon, headline, detail, action=action)
        self.stack.setCurrentWidget(self.state)

    def clear(self) -> None:
        """Show nothing, and hold nothing."""
        self.say("folder-open", "")

    def show_file(self, data: bytes, media_type: str) -> None:
        """Show a file from its first page."""
        self._forget()
        opening = self._opening
        text = text_of(data, media_type)
        if text is not None:
            self.text.setPlainText(text)
            self.stack.setCurrentWidget(self.text)
            return
        self._tasks.start(
            asyncio.to_thread(open_pages, data, media_type),
            done=partial(self._on_opened, opening),
            failed=partial(self._on_failed, opening),
        )

    def turn(self, by: int) -> None:
        """Go some pages on, or back."""
        wanted = min(max(self._at + by, 0), max(self.count - 1, 0))
        if wanted != self._at:
            self._at = wanted
            self.frame.verticalScrollBar().setValue(0)
            self._draw()

    def zoom(self, factor: float) -> None:
        """Larger or smaller; 0 fits the width again."""
        self._zoom = min(max(self._zoom * factor, _LEAST), _MOST) if factor else 1.0
        self._draw()

    def hasHeightForWidth(self) -> bool:
        """It takes the height that is left."""
        return False

    def sizeHint(self) -> QSize:
        """High enough to tell one letter from another."""
        return QSize(super().sizeHint().width(), px(_GOOD_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A page fits the width there is."""
        super().resizeEvent(event)
        if self._pages is not None:
            self._fit.start()

    def _lay_out(self, name: str) -> None:
        self.back = Button(
            "",
            name=f"{name}_back",
            icon="chevron-left",
            look=Look.QUIET,
            accessible=_tr("Page before (Page up)"),
        )
        self.forth = Button(
            "",
            name=f"{name}_forth",
            icon="chevron-right",
            look=Look.QUIET,
            accessible=_tr("Next page (Page down)"),
        )
        self.where = label("", "label", name=f"{name}_where")
        self.smaller = Button(
            "−", name=f"{name}_smaller", look=Look.QUIET, accessible=_tr("Smaller (−)")
        )
        self.larger = Button(
            "+", name=f"{name}_larger", look=Look.QUIET, accessible=_tr("Larger (+)")
        )
        self.fits = Button(_tr("Fit width"), name=f"{name}_fit", look=Look.QUIET)
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.back, self.where, self.forth):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.smaller, self.fits, self.larger):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.back.clicked.connect(lambda: self.turn(-1))
        self.forth.clicked.connect(lambda: self.turn(1))
        self.smaller.clicked.connect(lambda: self.zoom(1 / _STEP))
        self.larger.clicked.connect(lambda: self.zoom(_STEP))
        self.fits.clicked.connect(lambda: self.zoom(0))

    def _forget(self) -> None:
        self._opening += 1
        self._fit.stop()
        if self._pages is not None:
            self._pages.close()
        self._pages, self._at, self._zoom = None, 0, 1.0
        self.sheet.show_picture(None, "")
        self.text.clear()
        self.bar.hide()

    def _on_opened(self, opening: int, pages: Pages) -> None:
        if opening != self._opening:
            pages.close()
            return
        self._pages = pages
        self.bar.show()
        self.stack.setCurrentWidget(self.frame)
        self._draw()

    def _on_failed(self, opening: int, error: Exception) -> bool:
        if opening != self._opening:
            return True
        if not isinstance(error, NotShown):
            return False
        if error.needs_password:
            self.say("lock", _tr("This file asks for a password"), _tr("Save a copy to open it."))
        else:
            detail = _tr(
                "It may be damaged, or of a kind that is not drawn. Save a copy to open it."
            )
            self.say("triangle-alert", _tr("No preview"), detail)
        return True

    def _draw(self) -> None:
        pages, at = self._pages, self._at
        if pages is None:
            return
        shown = QLocale()
        self.where.setText(
            _tr("{0} of {1}").format(shown.toString(at + 1), shown.toString(pages.count))
        )
        self.back.setEnabled(at > 0)
        self.forth.setEnabled(at < pages.count - 1)
        ratio = self.devicePixelRatioF()
        width = max(80, round((self.frame.viewport().width() - 2 * _EDGE) * self._zoom * ratio))
        self._tasks.start(
            asyncio.to_thread(pages.render, at, width),
            done=partial(self._on_drawn, self._opening, at, ratio),
            failed=partial(self._on_failed, self._opening),
        )

    def _on_drawn(self, opening: int, at: int, ratio: float, picture: QImage) -> None:
        if opening == self._opening and at == self._at:
            picture.setDevicePixelRatio(ratio)
            self.sheet.show_picture(picture, _tr("Page {0}").format(at + 1))


class PageScroll(KeyboardFocus, QScrollArea):
    """Scrolls the page by arrows; turns it by the page keys."""

    def __init__(self, preview: Preview, *, name: str) -> None:
        super().__init__()
        self._preview = preview
        self.setObjectName(name)
        self.setAccessibleName(_tr("Document, page by page"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Else a page that fits the width would not, once the bar beside it comes.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys turn pages, plus and minus change the size, 0 fits the width."""
        preview = self._preview
        deeds = {
            Qt.Key.Key_PageDown: partial(preview.turn, 1),
            Qt.Key.Key_PageUp: partial(preview.turn, -1),
            Qt.Key.Key_Home: partial(preview.turn, -preview.count),
            Qt.Key.Key_End: partial(preview.turn, preview.count),
            Qt.Key.Key_Plus: partial(preview.zoom, _STEP),
            Qt.Key.Key_Minus: partial(preview.zoom, 1 / _STEP),
            Qt.Key.Key_0: partial(preview.zoom, 0),
        }
        deed = deeds.get(Qt.Key(event.key()))
        if deed is None:
            super().keyPressEvent(event)
        else:
            deed()


class _Sheet(QWidget):
    """One page on the ground of the panel."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._picture: QImage | None = None

    def show_picture(self, picture: QImage | None, spoken: str) -> None:
        """This page."""
        self._picture = picture
        self.setAccessibleName(spoken)
        if picture is not None:
            size = picture.deviceIndependentSize().toSize()
            self.setFixedSize(size + QSize(2 * _EDGE, 2 * _EDGE))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The page, with a line around it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), qcolor(theme().colours.surface2))
        if self._picture is not None:
            painter.drawImage(_EDGE, _EDGE, self._picture)
            painter.setPen(qcolor(theme().colours.line))
            painter.drawRect(self.rect().adjusted(_EDGE - 1, _EDGE - 1, -_EDGE, -_EDGE))
        painter.end()
