"""What is typed in the forms of the Appointments panel: kept, and opened again."""

from __future__ import annotations

from app.ui.panels.appointments.booking_draft import FORM, reopened
from app.ui.panels.appointments.call_lists import CallLists
from app.ui.panels.appointments.form_opening import FormOpening
from app.ui.panels.appointments.patient_draft import RECALL, WALK_IN, WISH, PatientDraft
from app.ui.panels.appointments.view_choice import CALLS, ViewChoice
from app.ui.panels.appointments.walk_ins import WalkInQueue


class PanelDrafts:
    """The booking form's draft and those of the small forms beside it."""

    def __init__(
        self, opening: FormOpening, calls: CallLists, walk_ins: WalkInQueue, views: ViewChoice
    ) -> None:
        self._opening, self._calls, self._walk_ins = opening, calls, walk_ins
        self._views = views

    @property
    def is_typed(self) -> bool:
        """Whether a form holds text that is not saved."""
        form = self._opening.form
        return (form.is_open and form.is_dirty) or any(one.is_typed for one in self._small())

    async def keep(self) -> None:
        """Keep all of it, and return once it is. Raises StorageError."""
        await self._opening.form.draft.keep()
        for one in self._small():
            await one.keep()

    def open(self, form: str, subject: str) -> bool:
        """Open a form again about what it was about; False for another panel's."""
        opening = self._opening
        match form:
            case _ if form == FORM:
                return reopened(subject, open_visit=opening.open, book_for=opening.book_for)
            case _ if form == RECALL:
                self._views.choose(CALLS)
                self._calls.open_recall(subject)
            case _ if form == WISH:
                self._views.choose(CALLS)
                self._calls.add_wish(subject=subject)
            case _ if form == WALK_IN:
                self._walk_ins.add(subject=subject)
            case _:
                return False
        return True

    def _small(self) -> list[PatientDraft]:
        sheet = self._walk_ins.sheet
        found = [self._calls.form.draft, self._calls.recalls.form.draft]
        return [*found, sheet.draft] if sheet else found
