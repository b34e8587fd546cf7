"""How many conflicts wait and since when, where the clinic looks first; a click opens them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.conflicts import Summary
from app.ui.models.conflict_words import age_words
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import Card, label


class ConflictNotice(Card):
    """wished(): show them. Hidden where nothing waits."""

    wished = Signal()

    def __init__(self, data_sync: DataSync, parent: QWidget | None = None) -> None:
        super().__init__(name="conflict_notice", parent=parent)
        self._data_sync = data_sync
        self.body.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(2)
        self.headline = label("", "section", wraps=True, name="conflict_notice_headline")
        self.detail = label("", "label", wraps=True, name="conflict_notice_detail")
        column.addWidget(self.headline)
        column.addWidget(self.detail)
        self.body.addLayout(column)
        self.button = Button(self.tr("Show them"), name="show_conflicts", icon="git-compare")
        self.button.clicked.connect(self.wished)
        self.body.addWidget(self.button)
        self.query: LiveQuery[Summary] = LiveQuery(
            data_sync.feed,
            data_sync.conflicts.summary,
            entities=("sync_conflict", "message"),
            parent=self,
        )
        self.query.value_changed.connect(self._show)
        self.hide()

    def tick(self) -> None:
        """A while went by: the ages are others."""
        self.query.refresh()
        if self.query.value is not None:
            self._show(self.query.value)

    def _show(self, summary: Summary) -> None:
        headline, lines = "", list[str]()
        if summary.count:
            one, many = self.tr("1 conflict to decide"), self.tr("{0} conflicts to decide")
            headline = one if summary.count == 1 else many.format(summary.count)
        if summary.oldest_at is not None:
            age = age_words(summary.oldest_at, self._data_sync.clock.now())
            lines.append(self.tr("The oldest waits: {0}").format(age))
        if summary.drafts:
            one, many = self.tr("1 message to send"), self.tr("{0} messages to send")
            words = one if summary.drafts == 1 else many.format(summary.drafts)
            headline, lines = headline or words, [*lines, words] if headline else lines
        self.headline.setText(headline)
        self.detail.setText("\n".join(lines))
        self.detail.setVisible(bool(lines))
        self.setVisible(bool(headline))
