"""What ties a form to its draft: looked up at opening, kept while typing, gone with the save."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.domain.drafts import Draft, DraftKey
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.live.drafts import DraftKeeper
from app.services.draft_parts import patients_in
from app.ui.task_runner import TaskRunner
from app.ui.widgets.draft_bar import DraftBar

Content = Mapping[str, object]


class FormDraft(QObject):
    """One form's draft.

    read(): what is typed and not saved, or None. show(content): put it back into the form, on top
    of what is stored; False where it cannot be understood. reset(): show what is stored again.
    is_told: the bar says what came back, and offers to discard it. sought(): the patient, by
    identifier or by what is typed to find them, who stands in the form, "" for nobody: a draft
    about another one does not come up under them, it is kept under apart(its own patient).
    """

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        *,
        form: str,
        entity: str,
        read: Callable[[], Content | None],
        show: Callable[[Content], bool],
        reset: Callable[[], None],
        parent: QWidget,
        is_told: bool = True,
        sought: Callable[[], str] = str,
        apart: Callable[[str], str] = str,
    ) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks, self._is_told = data_sync, tasks, is_told
        self._form, self._entity = form, entity
        self._show, self._reset, self._read = show, reset, read
        self._sought, self._apart = sought, apart
        self._opening = 0
        self._found = asyncio.Event()
        self._patient_id: RecordId | None = None
        self.bar = DraftBar(name=f"{form}_draft_bar")
        self.bar.setParent(parent)
        self.bar.discard_requested.connect(self._on_discard)
        self._keeper = DraftKeeper(data_sync.drafts, read, self)
        self._keeper.failed.connect(tasks.failed)

    @property
    def key(self) -> DraftKey | None:
        """The draft that ends with a save; None while the form is closed."""
        return self._keeper.key

    @property
    def has_typed(self) -> bool:
        """Whether something is typed and not saved."""
        return self._read() is not None

    def open(self, subject: str, *, patient_id: RecordId | None = None) -> None:
        """The form was opened about something: look for what was left unfinished in it."""
        self._opening += 1
        opening, key = self._opening, self._data_sync.drafts.key(self._form, subject)
        self._patient_id = patient_id
        self.bar.set_text("")
        # Until the answer is there nothing is kept: it would take the place of what is looked for.
        self._keeper.begin(key)
        self._keeper.hold()
        self._found = asyncio.Event()

        def failed(_error: Exception) -> bool:
            self._on_found(None, opening)
            return False

        self._tasks.start(
            self._look_up(key),
            done=lambda draft: self._on_found(draft, opening),
            failed=failed,
        )

    def follow(self, subject: str, *, patient_id: RecordId | None = None) -> None:
        """The form goes on about what was just saved; its old draft went with the save."""
        self._opening += 1
        self._patient_id = patient_id
        self.bar.set_text("")
        self._found.set()
        self._keeper.begin(self._data_sync.drafts.key(self._form, subject))
        self._keeper.touch()

    def touch(self) -> None:
        """Something was typed."""
        self._keeper.touch()

    def hold(self) -> None:
        """The form is being saved."""
        self._keeper.hold()

    def release(self) -> None:
        """The save failed."""
        self._keeper.release()

    def end(self, *, was_saved: bool = False) -> None:
        """The form closes and nothing unsaved is in it; with a save its draft is gone already."""
        self._opening += 1
        self._found.set()
        self.bar.set_text("")
        if was_saved:
            self._keeper.forget()
        else:
            self._keeper.end()

    def close(self) -> None:
        """The form closes without a save: what is typed in it stays, or nothing of it."""
        if self.has_typed:
            self.leave()
        else:
            self.end()

    def discard(self) -> None:
        """Somebody threw away what is typed."""
        key = self._keeper.key
        self._keeper.forget()
        if key is not None:
            self._tasks.start(
                self._data_sync.drafts.discard(
                    key, entity=self._entity, patient_id=self._patient_id
                )
            )

    def stop(self) -> None:
        """The window closes: what is kept stays, nothing more is written."""
        self._keeper.forget()

    def leave(self) -> None:
        """The form goes on about something else: the last keystrokes are kept, too."""
        self._opening += 1
        self._found.set()
        self._keeper.leave()

    async def keep(self) -> None:
        """Keep what is typed now, and return once it is. Raises StorageError."""
        if self._keeper.key is not None:
            await self._found.wait()
        await self._keeper.keep()

    async def _look_up(self, key: DraftKey) -> Draft | None:
        await self._keeper.written()  # it may be the one that was left a moment ago
        return await self._data_sync.drafts.get(key)

    def _on_found(self, draft: Draft | None, opening: int) -> None:
        key = self._keeper.key
        if opening != self._opening or key is None:
            return
        self._found.set()
        is_typed = self._read() is not None
        is_shown = draft is not None and not self._is_set_apart(draft) and self._show(draft.content)
        self._keeper.begin(key, is_kept=draft is not None)
        if draft is not None and is_shown and self._is_told:
            clock, clinic = self._data_sync.clock, self._data_sync.clinic
            self.bar.tell(draft.updated_at, now=clock.now(), zone=clinic.zone)
        if is_typed:
            self._keeper.touch()

    def _is_set_apart(self, draft: Draft) -> bool:
        """Whether somebody looks for another patient by now; then it waits for its own."""
        sought, subject = self._sought(), draft.key.subject
        others = [one for one in patients_in(draft) if self._apart(one) != subject]
        if not sought or self._apart(sought) == subject or not others or sought in others:
            return False
        key = draft.key.about(self._apart(others[0]))
        self._tasks.start(self._data_sync.drafts.keep(key, draft.content))
        return True

    def _on_discard(self) -> None:
        key = self._keeper.key
        self.discard()
        self.bar.set_text("")
        self._reset()
        if key is not None:
            self._keeper.begin(key)


def cursor_of(form: QWidget) -> dict[str, object]:
    """Where in the form the cursor stands."""
    focus = form.focusWidget()
    if isinstance(focus, QLineEdit):
        return {"field": focus.objectName(), "at": focus.cursorPosition()}
    if isinstance(focus, QPlainTextEdit):
        return {"field": focus.objectName(), "at": focus.textCursor().position()}
    return {"field": focus.objectName() if focus else ""}


def place_cursor(form: QWidget, place: object) -> None:
    """Put the cursor back where it stood, if that place is there."""
    if not isinstance(place, dict):
        return
    name, at = place.get("field"), place.get("at")  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    found = form.findChild(QWidget, name) if isinstance(name, str) and name else None
    if found is None:
        return
    found.setFocus()
    if isinstance(found, QLineEdit) and isinstance(at, int):
        found.setCursorPosition(min(at, len(found.text())))
    elif isinstance(found, QPlainTextEdit) and isinstance(at, int):
        cursor = found.textCursor()
        cursor.setPosition(min(at, len(found.toPlainText())))
        found.setTextCursor(cursor)
