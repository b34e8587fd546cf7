"""The line under the top bar that offers what somebody left unfinished here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal

from app.domain.drafts import Draft, DraftKey
from app.live.data_sync import DataSync
from app.ui import question_draft
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.draft_bar import shown_moment
from app.ui.widgets.sure_button import SureButton
from app.ui.widgets.surfaces import Notice

_ENTITIES = {
    "booking": "appointment",
    "wish": "waitlist_entry",
    "walk_in": "waitlist_entry",
    "conflict": "sync_conflict",
    "unsent": "outbox",
    "policy": "coverage",
    "message": "message_thread",
    "reply": "message_thread",
    "clinic_settings": "clinic",
    "payment_form": "payment",
    "charge_form": "charge",
    "adjustment_form": "adjustment",
    "credit_form": "allocation",
    "refund_form": "refund",
    "reversal_form": "payment",
    "till_drawer": "cash_drawer",
    "till_day": "day_sheet",
}


class UnfinishedBar(Notice):
    """Offers the signed-in user's unfinished forms, the latest first; names no patient.

    opened(form, subject): this one is to be opened.
    """

    opened = Signal(str, str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(Tone.INFO, "history", name="unfinished_bar")
        self._data_sync, self._tasks = data_sync, tasks
        self._offered: list[tuple[DraftKey, datetime]] = []
        self._open = Button(self.tr("Open"), name="open_unfinished_button", look=Look.PRIMARY)
        discard = SureButton(
            self.tr("Discard"),
            name="discard_unfinished_button",
            question=self.tr("Discard for good?"),
        )
        later = Button(self.tr("Later"), name="later_unfinished_button", look=Look.QUIET)
        self._open.clicked.connect(self._on_open)
        discard.confirmed.connect(self._on_discard)
        later.clicked.connect(partial(self.set_text, ""))
        for button in (self._open, discard, later):
            self.action_row.addWidget(button)
        self.set_text("")
        data_sync.feed.changed.connect(self._on_changed)

    def look(self) -> None:
        """Read what is unfinished now."""
        self._tasks.start(self._data_sync.drafts.unfinished(), done=self._offer)

    def _offer(self, drafts: Sequence[Draft]) -> None:
        # What was typed stays in the database: the bar needs neither names nor values.
        forms = [draft for draft in drafts if draft.key.form != question_draft.FORM]
        self._offered = [(draft.key, draft.updated_at) for draft in forms]
        self.set_text(self._words())

    def _on_changed(self, _change_set: object) -> None:
        """Something was saved: what is offered may be finished now."""
        if self._offered and self.isVisible():
            self._tasks.start(self._data_sync.drafts.unfinished(), done=self._keep_offering)

    def _keep_offering(self, drafts: Sequence[Draft]) -> None:
        offered = {key for key, _ in self._offered}
        self._offer([draft for draft in drafts if draft.key in offered])

    def _words(self) -> str:
        if not self._offered:
            return ""
        (latest, kept_at), count = self._offered[0], len(self._offered)
        zone, now = self._data_sync.clinic.zone, self._data_sync.clock.now()
        moment = shown_moment(kept_at, now, zone)
        nouns = {
            "booking": self.tr("an appointment"),
            "recall": self.tr("a recall"),
            "wish": self.tr("an entry of the waiting list"),
            "walk_in": self.tr("a walk-in"),
            "conflict": self.tr("a conflict's decision"),
            "unsent": self.tr("a change that is put right"),
            "consent": self.tr("a consent"),
            "policy": self.tr("a payer's answer"),
            "message": self.tr("a message"),
            "reply": self.tr("an answer to a message"),
            "clinic_settings": self.tr("the clinic's settings"),
            "payment_form": self.tr("a payment"),
            "charge_form": self.tr("a charge"),
            "adjustment_form": self.tr("an adjustment"),
            "credit_form": self.tr("credit that is applied"),
            "refund_form": self.tr("a refund"),
            "reversal_form": self.tr("an entry that is taken back"),
            "till_drawer": self.tr("a count of the cash drawer"),
            "till_day": self.tr("a count of the day"),
        }
        noun = nouns.get(latest.form, self.tr("a patient's form"))
        if count == 1:
            return self.tr("1 unfinished form: {0}, {1}").format(noun, moment)
        words = self.tr("{0} unfinished forms, the latest: {1}, {2}")
        return words.format(count, noun, moment)

    def _on_open(self) -> None:
        latest, _ = self._offered.pop(0)
        self.set_text(self._words())
        self.opened.emit(latest.form, latest.subject)

    def _on_discard(self) -> None:
        latest, _ = self._offered.pop(0)
        entity = _ENTITIES.get(latest.form, latest.form)
        self._tasks.start(self._data_sync.drafts.discard(latest, entity=entity), done=self._on_gone)

    def _on_gone(self, _nothing: None) -> None:
        self.set_text(self._words())
