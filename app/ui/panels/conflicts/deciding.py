"""What is done about conflicts: decide, move, take on, take back; and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.changes import ChangeSet
from app.domain.conflict import Resolution
from app.domain.errors import InvalidValue, SlotTaken
from app.domain.ids import AppointmentId, RecordId, UserId
from app.domain.waiting import Task
from app.live.data_sync import DataSync
from app.services.appointments import Slot
from app.services.conflicts import Decided
from app.services.double_bookings import BookedVisit, Moved
from app.ui.conflict_drafts import ConflictDrafts
from app.ui.merge_dialog import MergeDialog
from app.ui.task_runner import TaskRunner
from app.ui.wording import shown_visit


class Deciding(QObject):
    """said(text) for the toast; settled(words, can_undo) once something was decided here.

    busy_changed(bool): a decision is being saved. settled_elsewhere(): a colleague was
    first. undone(conflict id): it is open again. drafted(message id): a message waits to be sent.
    did(words, Step): something every panel can take back.
    """

    said = Signal(str)
    settled = Signal(str, bool)
    undone = Signal(str)
    busy_changed = Signal(bool)
    settled_elsewhere = Signal()
    drafted = Signal(str)
    did = Signal(str, object)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, drafts: ConflictDrafts, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks, self._drafts = data_sync, tasks, drafts
        self._last: Decided | Moved | Task | None = None
        self._mine: set[RecordId] = set()
        """What was decided here in this session: somebody else may turn out to have been first."""
        self._begun: set[RecordId] = set()
        """What this desk decides or decided, also while it is being saved."""
        self._names: dict[str, str] = {}
        data_sync.feed.changed.connect(self._on_changed)
        tasks.start(data_sync.staff.user_names(), done=self._on_names)

    @property
    def can_undo(self) -> bool:
        """Whether the last decision can be taken back."""
        return self._last is not None

    def is_mine(self, conflict_id: str) -> bool:
        """Whether it was decided here in this session."""
        return conflict_id in self._begun

    def tell_settled(self, conflict_id: str) -> None:
        """Say who settled a conflict meanwhile."""
        self._tasks.start(
            self._data_sync.conflicts.settled_by([RecordId(conflict_id)]), done=self._on_settler
        )

    def decide(self, conflict_id: str, resolution: str, values: Mapping[str, object]) -> None:
        """Decide a conflict."""
        self._drafts.hold(conflict_id)
        self._begun.add(RecordId(conflict_id))
        work = self._data_sync.conflicts.decide(
            RecordId(conflict_id),
            Resolution(resolution),
            values=dict(values) or None,
            draft=self._drafts.key(conflict_id),
        )

        def failed(error: Exception) -> bool:
            self._drafts.release(conflict_id)
            return self._on_failed(error, conflict_id)

        self.busy_changed.emit(True)
        self._tasks.start(work, done=self._on_decided, failed=failed)

    def move(self, conflict_id: str, booked: BookedVisit, slot: Slot) -> None:
        """Move one of two visits, and draft the message about it."""
        work = self._data_sync.conflicts.move(
            RecordId(conflict_id),
            AppointmentId(booked.visit.id),
            slot,
            subject=self.tr("Your appointment was moved"),
            text=self._message(booked, slot),
        )
        at = shown_visit(slot.starts_at, self._data_sync.clinic.zone, weekday=True)
        words = self.tr("{0} was moved to {1}.").format(booked.patient_name, at)
        self._begun.add(RecordId(conflict_id))
        self.busy_changed.emit(True)
        self._tasks.start(
            work,
            done=lambda moved: self._on_moved(moved, words),
            failed=lambda error: self._on_failed(error, conflict_id),
        )

    def claim(self, conflict_id: str) -> None:
        """Say that one looks after it."""
        work = self._data_sync.conflicts.claim(RecordId(conflict_id))
        self._tasks.start(work, failed=lambda error: self._on_failed(error, conflict_id))

    def release(self, conflict_id: str) -> None:
        """Give it back."""
        work = self._data_sync.conflicts.release(RecordId(conflict_id))
        self._tasks.start(work, failed=lambda error: self._on_failed(error, conflict_id))

    def reopen(self, conflict_id: str) -> None:
        """Put a decided clash before a person again."""
        self._tasks.start(
            self._data_sync.conflicts.reopen(RecordId(conflict_id)),
            done=lambda _one: self.said.emit(self.tr("It is open again.")),
            failed=lambda error: self._on_failed(error, conflict_id),
        )

    def keep_apart(self, question_id: str, one: str, other: str) -> None:
        """Answer the question about two patients: they are two people."""
        self._begun.add(RecordId(question_id))
        self._tasks.start(
            self._data_sync.conflicts.keep_apart(RecordId(one), RecordId(other)),
            done=self._on_kept_apart,
            failed=lambda error: self._on_failed(error, question_id),
        )

    def merge(self, question_id: str, one: str, other: str, *, window: QWidget) -> None:
        """Answer the question about two patients: ask how their records become one."""
        self._begun.add(RecordId(question_id))
        dialog = MergeDialog(self._data_sync, self._tasks, window, first=one, second=other)
        dialog.merged.connect(self.did)
        dialog.rejected.connect(lambda: self._begun.discard(RecordId(question_id)))
        dialog.open()

    def undo(self) -> None:
        """Take the last decision back."""
        last, self._last = self._last, None
        if last is None:
            return

        def failed(error: Exception) -> bool:
            if isinstance(error, InvalidValue) and error.field == "drafted_by":
                self.said.emit(self.tr("The patient was told already: move the visit again."))
                return True
            if isinstance(error, InvalidValue) and error.field == "status":
                self.said.emit(self.tr("It was decided otherwise since."))
                return True
            self._last = last
            return False

        self._tasks.start(
            self._data_sync.conflicts.take_back(last),
            done=lambda _done: self._on_undone(last),
            failed=failed,
        )

    def _on_decided(self, decided: Decided) -> None:
        self.busy_changed.emit(False)
        self._drafts.end(decided.conflict.id)
        self._mine.add(decided.conflict.id)
        self._last = None if decided.is_final else decided
        self.settled.emit(self.tr("Conflict decided."), self.can_undo)

    def _on_moved(self, moved: Moved, words: str) -> None:
        self.busy_changed.emit(False)
        self._mine.add(moved.decided.conflict.id)
        self._last = moved
        self.settled.emit(words, True)
        if moved.message is not None:
            self.drafted.emit(moved.message.id)

    def _on_kept_apart(self, task: Task) -> None:
        self._last = task
        self.settled.emit(self.tr("Noted: two people."), True)

    def _on_undone(self, last: Decided | Moved | Task) -> None:
        key = _subject(last)
        self._mine.discard(key)
        self._begun.discard(key)
        is_question = isinstance(last, Task)
        words = self.tr("Taken back. The conflict is open again.")
        self.said.emit(self.tr("Taken back. The question is open again.") if is_question else words)
        self.undone.emit(key)

    def _on_failed(self, error: Exception, conflict_id: str) -> bool:
        self.busy_changed.emit(False)
        self._begun.discard(RecordId(conflict_id))
        if isinstance(error, SlotTaken):
            self.said.emit(self.tr("That time was given away meanwhile. Choose another one."))
            return True
        if isinstance(error, InvalidValue) and error.field == "status":
            self._drafts.end(conflict_id)
            self.tell_settled(conflict_id)
            return True
        return False

    def _on_changed(self, change_set: ChangeSet) -> None:
        """A sync may bring word that somebody else was first."""
        if self._mine and change_set.touches("sync_conflict"):
            asked = sorted(self._mine)
            self._tasks.start(self._data_sync.conflicts.settled_by(asked), done=self._on_settlers)

    def _on_settler(self, found: dict[RecordId, UserId]) -> None:
        if not found:
            self.said.emit(self.tr("Nothing is left to decide: both say the same now."))
        for who in found.values():
            self.said.emit(self.tr("Already settled by {0}.").format(self._name(who)))

    def _on_settlers(self, found: dict[RecordId, UserId]) -> None:
        for key, who in found.items():
            self._was_first(key, who)

    def _was_first(self, conflict_id: RecordId, who: UserId) -> None:
        if who == self._data_sync.user.id or conflict_id not in self._mine:
            return
        self._mine.discard(conflict_id)
        if self._last is not None and _subject(self._last) == conflict_id:
            self._last = None
        words = self.tr("Already settled by {0}: that decision counts, yours was put aside.")
        self.said.emit(words.format(self._name(who)))
        self.settled_elsewhere.emit()

    def _name(self, user_id: str) -> str:
        is_me = user_id == self._data_sync.user.id
        return self.tr("you") if is_me else self._names.get(user_id) or self.tr("somebody else")

    def _on_names(self, names: dict[str, str]) -> None:
        self._names = names

    def _message(self, booked: BookedVisit, slot: Slot) -> str:
        zone = self._data_sync.clinic.zone
        was, will = (
            shown_visit(at, zone, weekday=True) for at in (booked.visit.starts_at, slot.starts_at)
        )
        family, _, given = booked.patient_name.partition(", ")
        text = self.tr(
            "Dear {0},\nwe are sorry: we have to move your appointment of {1} to {2}. "
            "Please tell us if that does not suit you.\n{3}"
        )
        whom = f"{given} {family}".strip()
        return text.format(whom, was, will, self._data_sync.clinic.name)


def _subject(last: Decided | Moved | Task) -> RecordId:
    """The conflict or question a decision was about."""
    if isinstance(last, Task):
        return last.id
    return (last.decided if isinstance(last, Moved) else last).conflict.id
