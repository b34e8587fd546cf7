"""Broken glass that waits for an administrator: who, whom, when, why; looked at with a note."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.domain.errors import PermissionDenied
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.services.glass_review import GlassEntry
from app.ui.error_presenter import words_for
from app.ui.question_draft import QuestionDraft
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.vocabulary import inside
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.fields import line_edit
from app.ui.widgets.surfaces import Card, label
from app.ui.wording import shown_choice, shown_visit

_LONGEST_NOTE = 500


class GlassCard(Card):
    """One breaking of the glass. reviewed(id, note)."""

    reviewed = Signal(str, str)

    def __init__(self, entry: GlassEntry, *, zone: str, who_changed: Button) -> None:
        super().__init__(name=f"glass_{entry.glass.id}", padding=16)
        glass = entry.glass
        self._id = glass.id
        self.body.setSpacing(8)
        who = entry.who or self.tr("Somebody who is no longer listed")
        whom = entry.patient or self.tr("a removed patient")
        words = self.tr("{0} ({1}) saw {2}").format(who, inside(shown_choice(glass.role)), whom)
        self.setAccessibleName(words)
        head = QHBoxLayout()
        head.addWidget(label(words, "strong", wraps=True), 1)
        head.addWidget(who_changed, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        begin, end = shown_visit(glass.broken_at, zone), shown_visit(glass.ends_at, zone)
        self.body.addWidget(label(self.tr("{0} until {1}").format(begin, end), "meta"))
        self.body.addWidget(label(self.tr("Reason: {0}").format(glass.reason), wraps=True))
        self.note = line_edit("glass_note", placeholder=self.tr("Note"), length=_LONGEST_NOTE)
        self.note.setAccessibleName(self.tr("Note on the review"))
        self._done = Button(
            self.tr("Reviewed"), name="glass_reviewed_button", icon="check", look=Look.PRIMARY
        )
        self.note.returnPressed.connect(self._on_done)
        self._done.clicked.connect(self._on_done)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.note, 1)
        row.addWidget(self._done)
        self.body.addLayout(row)

    def _on_done(self) -> None:
        if self._done.isEnabled():
            self._done.setEnabled(False)
            self.reviewed.emit(self._id, self.note.text())

    def release(self) -> None:
        """The review could not be kept: it can be tried again."""
        self._done.setEnabled(True)


class GlassPage(QWidget):
    """The list, read anew whenever it is opened or broken glass changes."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self._data_sync, self._tasks = data_sync, tasks
        self.cards: list[GlassCard] = []
        body = QWidget()
        body.setObjectName("scroll_body")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(GAP)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("glass_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        self.states = ListStates(scroll, name="glass_state")
        self.states.state.action_requested.connect(self.reload)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)

    def reload(self) -> None:
        """Read what waits now."""
        self.states.set_loading(True)
        self._tasks.start(
            self._data_sync.audit.unreviewed(), done=self._show, failed=self._on_failed
        )

    def _show(self, found: Sequence[GlassEntry]) -> None:
        self.states.set_loading(False)
        kept = {card.objectName(): card.note.text() for card in self.cards}
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [self._card(entry) for entry in found]
        for place, card in enumerate(self.cards):
            card.note.setText(kept.get(card.objectName(), ""))
            self._column.insertWidget(place, card)
        if self.cards:
            self.states.show_content()
        else:
            self.states.show_state(
                "shield-check",
                self.tr("Nothing to review."),
                self.tr("Every breaking of the glass was looked at by an administrator."),
            )

    def _card(self, entry: GlassEntry) -> GlassCard:
        who = WhoChanged(self._data_sync, self._tasks, lambda: entry.glass, prefix="glass")
        card = GlassCard(entry, zone=self._data_sync.clinic.zone, who_changed=who)
        typed = QuestionDraft(
            self._data_sync,
            self._tasks,
            [card.note],
            asks="glass_review",
            about=entry.glass.id,
            parent=card,
        )
        card.reviewed.connect(partial(self._on_reviewed, card, typed))
        return card

    def _on_failed(self, error: Exception) -> bool:
        action = "" if isinstance(error, PermissionDenied) else self.tr("Try again")
        self.states.show_state(
            "triangle-alert", self.tr("Not shown."), words_for(error), action=action
        )
        return True

    def _on_reviewed(self, card: GlassCard, typed: QuestionDraft, glass_id: str, note: str) -> None:
        review = self._data_sync.audit.review(RecordId(glass_id), note=note)

        def failed(_error: Exception) -> bool:
            if isValid(card):
                card.release()
            return False

        self._tasks.start(typed.ending(review), done=lambda _reviewed: self.reload(), failed=failed)
