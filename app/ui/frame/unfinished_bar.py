"""The line under the top bar that offers what somebody left unfinished here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from app.domain.drafts import Draft
from app.live.data_sync import DataSync
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.draft_bar import shown_moment
from app.ui.widgets.surfaces import Notice

_ENTITIES = {"booking": "appointment", "conflict": "sync_conflict"}


class UnfinishedBar(Notice):
    """Offers the signed-in user's unfinished forms, the latest first; names no patient.

    opened(form, subject): this one is to be opened.
    """

    opened = Signal(str, str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(Tone.INFO, "history", name="unfinished_bar")
        self._data_sync, self._tasks = data_sync, tasks
        self._drafts: list[Draft] = []
        self._open = Button(self.tr("Open"), name="open_unfinished_button", look=Look.PRIMARY)
        discard = Button(self.tr("Discard"), name="discard_unfinished_button")
        later = Button(self.tr("Later"), name="later_unfinished_button", look=Look.QUIET)
        self._open.clicked.connect(self._on_open)
        discard.clicked.connect(self._on_discard)
        later.clicked.connect(partial(self.set_text, ""))
        for button in (self._open, discard, later):
            self.action_row.addWidget(button)
        self.set_text("")
        data_sync.feed.changed.connect(self._on_changed)

    def look(self) -> None:
        """Read what is unfinished now."""
        self._tasks.start(self._data_sync.drafts.unfinished(), done=self._offer)

    def _offer(self, drafts: Sequence[Draft]) -> None:
        self._drafts = list(drafts)
        self.set_text(self._words())

    def _on_changed(self, _change_set: object) -> None:
        """Something was saved: what is offered may be finished now."""
        if self._drafts and self.isVisible():
            self._tasks.start(self._data_sync.drafts.unfinished(), done=self._keep_offering)

    def _keep_offering(self, drafts: Sequence[Draft]) -> None:
        offered = {draft.key for draft in self._drafts}
        self._offer([draft for draft in drafts if draft.key in offered])

    def _words(self) -> str:
        if not self._drafts:
            return ""
        latest, count = self._drafts[0], len(self._drafts)
        zone, now = self._data_sync.clinic.zone, self._data_sync.clock.now()
        moment = shown_moment(latest.updated_at, now, zone)
        nouns = {"booking": self.tr("an appointment"), "conflict": self.tr("a conflict's decision")}
        noun = nouns.get(latest.key.form, self.tr("a patient's form"))
        if count == 1:
            return self.tr("1 unfinished form: {0}, {1}").format(noun, moment)
        words = self.tr("{0} unfinished forms, the latest: {1}, {2}")
        return words.format(count, noun, moment)

    def _on_open(self) -> None:
        latest = self._drafts.pop(0)
        self.set_text(self._words())
        self.opened.emit(latest.key.form, latest.key.subject)

    def _on_discard(self) -> None:
        latest = self._drafts.pop(0)
        entity = _ENTITIES.get(latest.key.form, latest.key.form)
        self._tasks.start(
            self._data_sync.drafts.discard(latest.key, entity=entity), done=self._on_gone
        )

    def _on_gone(self, _nothing: None) -> None:
        self.set_text(self._words())
