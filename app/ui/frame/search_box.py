"""The box in the top bar: type anything of a patient, or a command; arrows, Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.finding import Found
from app.ui.frame.command_finder import PREFIX, CommandFinder
from app.ui.frame.recently_opened import RecentlyOpened
from app.ui.frame.search_delegate import RESULT_HEIGHT, ResultDelegate
from app.ui.models.search_results import Hit, HitKind, SearchResultsModel, hits_of
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.widgets.fields import SearchField
from app.ui.widgets.surfaces import label

_TYPING_MS = 12
"""Longer than a scanner takes between two characters, and nothing that a person notices."""
_SHOWN = 6
_HINT_PADDING = 56
"""The icon, the button that clears, and what the frame takes."""
_NARROWEST = 340


class SearchBox(SearchField):
    """Finds patients, their visits and commands as one types; ">" asks for commands alone.

    patient_chosen(id) and record_chosen(entity, id) on Enter or a click; a command is done at once.
    Enter before the answer to what is typed is there opens the first match when it arrives. With
    nothing typed it offers what was opened last. In a role that does not search it finds commands.
    """

    patient_chosen = Signal(str)
    record_chosen = Signal(str, str)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        window: QWidget,
        *,
        commands: CommandFinder | None = None,
    ) -> None:
        super().__init__(name="global_search", placeholder="")
        self._hints = (
            self.tr("Search patients, visits or type > for commands"),
            self.tr("Search patients or type > for commands"),
            self.tr("Search, or > for commands"),
            self.tr("Search"),
        )
        self.setAccessibleName(self._hints[0])
        self._data_sync = data_sync
        self._tasks = tasks
        self.commands = commands
        self._recent = RecentlyOpened(data_sync.preferences)
        self._asked = 0
        self._shown_text = ""
        self._opens_first = False
        self._window = window
        self.model = SearchResultsModel(self)
        self._build_popup(window)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(self._ask)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self._on_text_changed)
        window.installEventFilter(self)
        self._why = Permits(data_sync).why_not(Permission.PATIENT_SEARCH)
        if self._why:
            self._hints = (self.tr("Type > for commands"), self.tr("Commands"))
            self.setToolTip(self._why)
            self.setAccessibleDescription(self._why)

    def open_up(self) -> None:
        """Ctrl+K: take the keyboard, and offer what was opened last."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if not self.text().strip():
            self._offer_recent()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the results, Enter opens."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps and self.model.rowCount():
            self._move(steps[key])
        elif key in steps and not self.text().strip():
            self._offer_recent()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click into the empty box offers what was opened last."""
        super().mousePressEvent(event)
        if not self.text().strip() and not self.popup.isVisible():
            self._offer_recent()

    def close_results(self) -> bool:
        """Esc: forget what was typed; False when there was nothing to close."""
        if not self.popup.isVisible() and not (self.hasFocus() and self.text()):
            return False
        self.clear()
        self.popup.hide()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click elsewhere or a new window size closes or moves the results."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The longest hint that is not cut."""
        super().resizeEvent(event)
        self._fit_hint()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the font is the theme's."""
        super().showEvent(event)
        self._fit_hint()

    def _fit_hint(self) -> None:
        room = self.width() - px(_HINT_PADDING)
        reach = self.fontMetrics().horizontalAdvance
        fitting = (hint for hint in self._hints if reach(hint) <= room)
        self.setPlaceholderText(next(fitting, self._hints[-1]))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The results go when the person moves on."""
        super().focusOutEvent(event)
        self._opens_first = False
        self.popup.hide()
        self.model.set_rows(())

    def _build_popup(self, window: QWidget) -> None:
        self.popup = QFrame(window)
        self.popup.setObjectName("search_popup")
        self.popup.setProperty("popover", True)
        self.results = QListView()
        self.results.setObjectName("search_results")
        self.results.setAccessibleName(self.tr("Search results"))
        self.results.setModel(self.model)
        self.results.setItemDelegate(ResultDelegate(self.results))
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setUniformItemSizes(True)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.pressed.connect(self._choose)
        self.no_match = label("", "label", name="search_no_match")
        self.no_match.setContentsMargins(12, 12, 12, 12)
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.results)
        column.addWidget(self.no_match)
        self.popup.hide()

    def _on_edited(self, _text: str) -> None:
        self._opens_first = False
        self._timer.start()

    def _on_text_changed(self, text: str) -> None:
        if not text.strip():
            self._timer.stop()
            self._asked += 1
            self.popup.hide()

    def _on_enter(self) -> None:
        """Open the marked match; when it does not answer what is typed now, ask for that first."""
        text = self.text().strip()
        is_answered = self.popup.isVisible() and self._shown_text == text
        if is_answered and not self._timer.isActive():
            self._choose(self.results.currentIndex())
        elif text:
            self._timer.stop()
            self._opens_first = True
            self._ask()

    def _ask(self) -> None:
        text = self.text().strip()
        if not text:
            return
        self._asked += 1
        asked, commands = self._asked, self._commands(text)
        if text.startswith(PREFIX) or self._why:
            self._show(commands, text, asked)
            return
        self._tasks.start(
            self._data_sync.finding.find(text, limit=_SHOWN),
            done=lambda found: self._show((*self._hits(found), *commands), text, asked),
        )

    def _offer_recent(self) -> None:
        """What this person opened last; asked for with nothing typed."""
        self._asked += 1
        asked, records = self._asked, self._recent.records()
        commands = self.commands.named(self._recent.commands()) if self.commands else ()
        if not records or self._why:
            if commands:
                self._show(commands, "", asked)
            return
        self._tasks.start(
            self._data_sync.finding.recent(records),
            done=lambda found: self._show_recent((*self._hits(found), *commands), asked),
        )

    def _show_recent(self, rows: tuple[Hit, ...], asked: int) -> None:
        if rows:  # else what was opened is no longer there: nobody searched for anything
            self._show(rows, "", asked)

    def _hits(self, found: Found) -> tuple[Hit, ...]:
        return hits_of(found, self._data_sync.clinic.zone)

    def _commands(self, text: str) -> tuple[Hit, ...]:
        return self.commands.matching(text) if self.commands else ()

    def _show(self, rows: tuple[Hit, ...], text: str, asked: int) -> None:
        if asked != self._asked or not self.hasFocus():
            return
        self._shown_text = text
        self.model.set_rows(rows)
        self.results.setVisible(bool(rows))
        self.no_match.setVisible(not rows)
        self.no_match.setText(self._nothing_words(text))
        if rows:
            self.results.setCurrentIndex(self.model.index(0, 0))
        self._place()
        self.popup.show()
        self.popup.raise_()
        if self._opens_first:
            self._opens_first = False
            self._choose(self.results.currentIndex())

    def _nothing_words(self, text: str) -> str:
        if text.startswith(PREFIX):
            return self.tr("No command is called “{0}”").format(text.removeprefix(PREFIX).strip())
        return self._why or self.tr("Nobody matches “{0}”").format(text)

    def _place(self) -> None:
        corner = self.mapTo(self._window, QPoint(0, self.height() + 4))
        below = (self._window.height() - corner.y() - 20) // px(RESULT_HEIGHT)
        lines = max(1, min(self.model.rowCount(), below))
        width = min(max(self.width(), px(_NARROWEST)), self._window.width() - 16)
        left = max(8, min(corner.x(), self._window.width() - width - 8))
        self.popup.setGeometry(left, corner.y(), width, lines * px(RESULT_HEIGHT) + 12)

    def _move(self, step: int) -> None:
        row = self.results.currentIndex().row() + step
        row = max(0, min(self.model.rowCount() - 1, row))
        self.results.setCurrentIndex(self.model.index(row, 0))

    def _choose(self, index: QModelIndex) -> None:
        if not self.popup.isVisible() or not index.isValid():
            return
        chosen = self.model.row_at(index.row())
        if chosen.why:
            return
        self._recent.add(chosen.kind, chosen.id)
        self.clear()
        self.popup.hide()
        if chosen.kind is HitKind.COMMAND and self.commands is not None:
            self.commands.fire(chosen.id)
        elif chosen.kind is HitKind.PATIENT:
            self.patient_chosen.emit(chosen.id)
        else:
            self.record_chosen.emit(chosen.kind.value, chosen.id)
