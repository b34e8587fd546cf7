"""The bell: what the window said lately, each with its Undo while it can be taken back."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.phi import quiet
from app.live.data_sync import DataSync
from app.live.undo import Step
from app.ui.frame.held_view import HeldView
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label
from app.ui.wording import shown_time

_KEPT = 50
_WIDTH, _HEIGHT = 380, 420


@quiet
@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that was said; step: what it was about, where that can be taken back."""

    words: str
    said_at: datetime
    step: Step | None = None


class BellButton(Button):
    """Opens the notices; carries how many were not looked at."""

    def __init__(self) -> None:
        super().__init__("", name="bell_button", look=Look.QUIET, icon="bell", accessible="-")
        self.show_count(0)

    def show_count(self, unseen: int) -> None:
        """Say how many notices are new."""
        self.setText(str(unseen) if unseen else "")
        words = self.tr("Notices") if not unseen else self.tr("Notices, {0} new").format(unseen)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.updateGeometry()


class NoticeList(QFrame):
    """Hangs under the bell; gone with the window. undo_wished(Step)."""

    undo_wished = Signal(object)

    def __init__(
        self, bell: BellButton, data_sync: DataSync, held: HeldView, window: QWidget
    ) -> None:
        super().__init__(window)
        self.setObjectName("notice_list")
        self.setProperty("popover", True)
        self.setAccessibleName(self.tr("Notices"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._bell, self._held, self._window = bell, held, window
        self._stack, self._clock = data_sync.undo, data_sync.clock
        self._zone = data_sync.clinic.zone
        self._unseen = 0
        self._notices: deque[Notice] = deque(maxlen=_KEPT)
        self._area = QScrollArea()
        self._area.setObjectName("notice_scroll")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._area)
        bell.clicked.connect(self._on_bell)
        self._stack.changed.connect(self._fill_again)
        held.changed.connect(self._fill_again)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)
        self.hide()

    def add(self, words: str, step: Step | None = None) -> None:
        """Keep what was said."""
        self._notices.appendleft(Notice(words, self._clock.now(), step))
        if self.isVisible():
            self._fill()
        else:
            self._unseen += 1
            self._bell.show_count(self._unseen)

    def words(self) -> tuple[str, ...]:
        """What is kept, the latest first."""
        return tuple(one.words for one in self._notices)

    def open_up(self) -> None:
        """Show the list under the bell, and count nothing as new."""
        self._unseen = 0
        self._bell.show_count(0)
        self._fill()
        corner = self._bell.mapTo(self._window, QPoint(0, self._bell.height() + 4))
        inner = self._area.widget()
        wanted = inner.sizeHint().height() + 4 if inner is not None else 0
        room = self._window.height() - corner.y() - 12
        self.setFixedSize(px(_WIDTH), min(px(_HEIGHT), wanted, room))
        right = corner.x() + self._bell.width()
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            right = corner.x() + px(_WIDTH)
        self.move(max(8, min(right, self._window.width() - 8) - px(_WIDTH)), corner.y())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_up(self) -> bool:
        """Esc: close and give the keyboard back to the bell; False where it was not open."""
        was_open = self.isVisible()
        if was_open:
            self._bell.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.hide()
        return was_open

    def _on_bell(self) -> None:
        if self.isVisible():
            self.hide()
        else:
            self.open_up()

    def _fill_again(self) -> None:
        if self.isVisible():
            self._fill()

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        inside = now is self._bell or (now is not None and self.isAncestorOf(now)) or now is self
        if self.isVisible() and now is not None and not inside:
            self.hide()

    def _fill(self) -> None:
        body = QWidget()
        body.setObjectName("scroll_body")
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addWidget(label(self.tr("Notices"), "section"))
        self._held.fill(column)
        done = self._stack.done
        for number, notice in enumerate(self._notices):
            column.addLayout(self._row(number, notice, can_undo=notice.step in done))
        if not self._notices and not self._held.groups:
            column.addWidget(label(self.tr("Nothing was said yet."), "label"))
        column.addStretch(1)
        self._area.setWidget(body)

    def _row(self, number: int, notice: Notice, *, can_undo: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        at = label(shown_time(notice.said_at, self._zone), "meta")
        row.addWidget(at, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(notice.words, wraps=True), 1)
        if can_undo:
            words = self.tr("Undo")
            button = Button(
                words, name=f"undo_notice_{number}", accessible=f"{words}: {notice.words}"
            )
            button.clicked.connect(partial(self.undo_wished.emit, notice.step))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row
