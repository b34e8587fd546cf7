"""What the acting role may do in the booking form, and why not the rest."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from app.domain.appointment import Appointment
from app.domain.permissions import Permission
from app.ui.panels.appointments.booking_fields import BookingFields
from app.ui.panels.appointments.step_buttons import StepButtons
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.widgets.button import Button


class BookingPermits:
    """Locks fields, steps and buttons; a visit can always be looked at."""

    def __init__(
        self,
        permits: Permits,
        *,
        fields: BookingFields,
        steps: StepButtons,
        override: QCheckBox,
        find: Button,
        save: Button,
        line: WhyLine,
    ) -> None:
        self._permits = permits
        self._fields, self._steps = fields, steps
        self._override, self._save, self._line = override, save, line
        self._find = find
        self._is_saving = False
        self.why = ""
        """Why nothing may be saved as it stands; "" where it may."""

    def apply(self, visit: Appointment | None) -> None:
        """Lock and open for this visit, None for a new one, and the provider now chosen."""
        provider = self._fields.values().provider
        permission = Permission.SCHEDULE_EDIT if visit else Permission.SCHEDULE_BOOK
        locked = self._of(permission, visit.practitioner_id) if visit else ""
        self._fields.set_locked(locked or self._permits.why_not_book())
        permit(self._find, locked or self._permits.why_not_book())
        self.why = locked or self._of(permission, provider)
        self._line.say(self.why)
        permit(self._override, self._of(Permission.SCHEDULE_OVERRIDE, provider))
        if visit is not None:
            self._steps.set_whys(
                step=self._of(Permission.SCHEDULE_CHECK_IN, visit.practitioner_id), confirm=locked
            )
        self.set_saving(saving=self._is_saving)

    def set_saving(self, *, saving: bool) -> None:
        """No second save while one is under way, and none that would be refused."""
        self._is_saving = saving
        permit(self._save, self.why)
        self._save.setEnabled(not saving and not self.why)

    def _of(self, permission: Permission, practitioner_id: str | None) -> str:
        return self._permits.why_not_visit(permission, practitioner_id)
