"""Values somebody types into a conflict: kept like every form's text, also while cards are new."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame
from shiboken6 import isValid

from app.domain.drafts import Draft, DraftKey
from app.live.data_sync import DataSync
from app.live.drafts import DraftKeeper
from app.ui.task_runner import TaskRunner
from app.ui.typed_texts import texts_of

FORM = "conflict"


class TypedConflict(QFrame):
    """A conflict on screen into which values are typed: typed() says that some were."""

    typed = Signal()
    subject: str = ""
    """What a draft of the decision is about."""

    def texts(self) -> dict[str, str]:
        """What is typed, by field."""
        return {}

    def show_typed(self, texts: Mapping[str, str]) -> None:
        """Put back what was typed before."""


def patient_of(subject: str) -> str:
    """The patient in whose side panel a conflict stands."""
    return subject.partition(":")[2]


class ConflictDrafts(QObject):
    """Gives each card shown the text that was typed into it before, and keeps what is typed."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks = data_sync, tasks
        self._texts: dict[str, dict[str, str]] = {}
        self._keepers: dict[str, DraftKeeper] = {}

    @property
    def has_typed(self) -> bool:
        """Whether a decision stands half typed."""
        return bool(self._texts)

    def attach(self, card: TypedConflict) -> None:
        """A card is shown: put back what was typed, and follow what is typed now."""
        subject = card.subject
        card.typed.connect(lambda: self._on_typed(card))
        if subject in self._texts:
            card.show_typed(self._texts[subject])
            return
        key = self._data_sync.drafts.key(FORM, subject)
        self._tasks.start(
            self._data_sync.drafts.get(key), done=lambda draft: self._on_found(draft, card)
        )

    def key(self, conflict_id: str) -> DraftKey | None:
        """The draft that ends with the decision; None where nothing was typed."""
        subject = self._subject(conflict_id)
        return self._data_sync.drafts.key(FORM, subject) if subject else None

    def hold(self, conflict_id: str) -> None:
        """The decision is being saved."""
        if subject := self._subject(conflict_id):
            self._keepers[subject].hold()

    def release(self, conflict_id: str) -> None:
        """The decision could not be saved."""
        if subject := self._subject(conflict_id):
            self._keepers[subject].release()

    def end(self, conflict_id: str) -> None:
        """The conflict is decided, here or elsewhere."""
        if subject := self._subject(conflict_id):
            del self._texts[subject]
            keeper = self._keepers.pop(subject)
            keeper.end()
            keeper.deleteLater()

    async def keep(self) -> None:
        """Keep everything typed now. Raises StorageError."""
        for keeper in list(self._keepers.values()):
            await keeper.keep()

    def stop(self) -> None:
        """The window closes: what is kept stays."""
        for keeper in self._keepers.values():
            keeper.forget()

    def _on_found(self, draft: Draft | None, card: TypedConflict) -> None:
        texts = texts_of(draft.content.get("typed")) if draft else {}
        # The chart may have been read again since: then the card is gone, and the next one asks.
        if not texts or not isValid(card):
            return
        if card.subject not in self._texts:
            self._follow(card.subject, texts, is_kept=True)
        card.show_typed(self._texts[card.subject])

    def _on_typed(self, card: TypedConflict) -> None:
        self._follow(card.subject, card.texts()).touch()

    def _follow(self, subject: str, texts: dict[str, str], *, is_kept: bool = False) -> DraftKeeper:
        self._texts[subject] = texts
        keeper = self._keepers.get(subject)
        if keeper is None:
            keeper = DraftKeeper(
                self._data_sync.drafts, lambda: {"typed": self._texts.get(subject, {})}, self
            )
            keeper.failed.connect(self._tasks.failed)
            keeper.begin(self._data_sync.drafts.key(FORM, subject), is_kept=is_kept)
            self._keepers[subject] = keeper
        return keeper

    def _subject(self, conflict_id: str) -> str:
        known = (one for one in self._texts if one.partition(":")[0] == conflict_id)
        return next(known, "")
