"""What is typed in the forms of the Appointments panel: kept, and opened again."""

from __future__ import annotations

from app.ui.panels.appointments.booking_draft import FORM, reopened
from app.ui.panels.appointments.form_opening import FormOpening
from app.ui.panels.appointments.overview import Overview
from app.ui.panels.appointments.pages import Pages
from app.ui.panels.appointments.patient_draft import RECALL, WALK_IN, WISH, PatientDraft
from app.ui.panels.appointments.view_choice import CALLS, ViewChoice


class PanelDrafts:
    """The booking form's draft and those of the small forms beside it."""

    def __init__(
        self, opening: FormOpening, pages: Pages, overview: Overview, views: ViewChoice
    ) -> None:
        self._opening, self._pages, self._walk_ins = opening, pages, overview.walk_ins
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
                self._pages.calls.open_recall(subject)
            case _ if form == WISH:
                self._views.choose(CALLS)
                self._pages.calls.add_wish(subject=subject)
            case _ if form == WALK_IN:
                self._walk_ins.add(subject=subject)
            case _:
                return False
        return True

    def _small(self) -> list[PatientDraft]:
        sheet = self._walk_ins.sheet
        found = [sheet.draft] if sheet else []
        if self._pages.has_calls:
            calls = self._pages.calls
            found += [calls.form.draft, calls.recalls.form.draft]
        return found
