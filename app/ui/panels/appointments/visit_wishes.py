"""Which visit a wish is about: the one that is open in the form, or the one that is marked."""

from __future__ import annotations

from app.domain.day_visit import DayVisit
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.ui.panel import Panel
from app.ui.panels.appointments.booking_form import BookingForm
from app.ui.panels.appointments.day_views import DayViews
from app.ui.panels.appointments.visit_actions import VisitActions
from app.ui.permitted import Permits


class VisitWishes:
    """Hands steps and confirmations on with the visit they are meant for."""

    def __init__(self, views: DayViews, form: BookingForm, actions: VisitActions) -> None:
        self._views, self._form, self._actions = views, form, actions

    def step_open(self, status: str) -> None:
        """Move the open visit on, or "back"."""
        self._step(self._views.visit(self._form.visit_id), status)

    def step_marked(self, status: str) -> None:
        """Move the marked visit on, or "back"."""
        self._step(self._views.selected, status)

    def confirm_open(self, value: str) -> None:
        """Note what the patient of the open visit said; "none" takes it back."""
        visit = self._views.visit(self._form.visit_id)
        if visit is not None:
            self._actions.confirm(visit, visit.confirmation if value == "none" else value)

    def confirm_marked(self, value: str) -> None:
        """Note what the patient of the marked visit said."""
        visit = self._views.selected
        if visit is not None and visit.status in ("booked", "requested"):
            self._actions.confirm(visit, value)

    def marked(self) -> DayVisit | None:
        """The visit that is open, else the one that is marked."""
        return self._views.visit(self._form.visit_id) or self._views.selected

    def _step(self, visit: DayVisit | None, status: str) -> None:
        if visit is not None and status == "back":
            self._actions.take_back(visit)
        elif visit is not None:
            self._actions.step(visit, status)


def pay_for(panel: Panel, data_sync: DataSync, visit: DayVisit | None) -> None:
    """Have a payment taken of a visit's patient, or say why the acting role takes none."""
    why = Permits(data_sync).why_not(Permission.PAYMENT_TAKE)
    if why:
        panel.said.emit(why)
    elif visit is not None:
        panel.begin_requested.emit("payment", visit.patient_id)
