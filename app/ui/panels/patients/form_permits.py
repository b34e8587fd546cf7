"""Which parts of the patient form the acting role may change, and why not the others."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.declare import entity_of
from app.domain.errors import PermissionDenied
from app.domain.ids import RecordId
from app.domain.permissions import Need, Permission
from app.domain.record_permissions import permission_for
from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.ui.at_server_words import at_server_words
from app.ui.panels.patients.child_rows import ChildRows
from app.ui.panels.patients.form_body import FormBody
from app.ui.permission_words import denied_words
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.widgets.button import Button

_TEAM = "care_team_member"


class FormPermits(QObject):
    """Locks what may not be changed; the form can still be opened and read."""

    def __init__(self, data_sync: DataSync, body: FormBody, save: Button) -> None:
        super().__init__(body)
        self._permits = Permits(data_sync)
        self._body, self._save = body, save
        self.denied = WhyLine(name="form_denied")
        """Says what was refused."""
        self._is_saving = False
        self._data_sync = data_sync
        self._chart: PatientChart | None = None
        data_sync.missing.changed.connect(self._on_missing)
        self._nothing = ""
        """Why nothing of the form may be changed; "" where anything may."""

    def apply(self, chart: PatientChart | None) -> bool:
        """Lock and open for this patient, None for a new one; True when a section changed."""
        if self._body.isHidden():
            self.show_denial(None)
            self._body.show()
        self._chart = chart
        own = Permission.PATIENT_EDIT if chart else Permission.PATIENT_CREATE
        patient_id = chart.patient.id if chart else None
        why = self._permits.why_not(own, patient_id=patient_id)
        self._body.lock_fields(why)
        turned = [self._lock(rows, chart, patient_id) for rows in self._body.children_rows]
        is_open = not why or not all(rows.is_locked for rows in self._body.children_rows)
        self._nothing = "" if is_open else why
        self.set_saving(saving=self._is_saving)
        return any(turned)

    def set_saving(self, *, saving: bool) -> None:
        """No second save while one is under way, and none where nothing may be changed."""
        self._is_saving = saving
        permit(self._save, self._nothing)
        self._save.setEnabled(not saving and not self._nothing)

    def show_denial(self, denial: Exception | None) -> bool:
        """Say what was refused and what would help; False where nothing was refused."""
        if not isinstance(denial, PermissionDenied):
            self.denied.say("")
            return False
        helps = bool(denial.needs) and self._permits.states_reasons
        words = denied_words(denial.role, denial.permission, denial.needs)
        self.denied.say(words, can_state_reason=helps)
        return True

    def withdraw(self, denial: Exception) -> bool:
        """The hour is over: what was shown goes, what was typed waits for another reason."""
        is_denied = self.show_denial(denial)
        if is_denied:
            self._body.hide()
        return is_denied

    def _lock(
        self, rows: ChildRows, chart: PatientChart | None, patient_id: RecordId | None
    ) -> bool:
        name = entity_of(rows.kind.record_type).name
        if chart is not None and name in chart.withheld:
            words = self._permits.withheld({name: chart.withheld[name]})
            helps = bool(chart.withheld[name]) and self._permits.states_reasons
            return rows.set_locked(words, is_withheld=True, can_state_reason=helps)
        if chart is not None and name in chart.at_server:
            # Nobody types beside what they cannot see: it would be there twice.
            return rows.set_locked(self._missing_words(chart, name), is_withheld=True)
        permission = permission_for(name, "update")
        if permission is None:
            return rows.set_locked("")
        # What a clinician is shown of a chart is in their care, or behind broken glass; its team is
        # shown of every chart.
        is_own = (chart.is_in_care if name == _TEAM else True) if chart else self._is_mine()
        verdict = self._permits.verdict(permission, patient_id=patient_id, is_own=is_own)
        helps = verdict.needs != Need.NOTHING and chart is not None
        words = self._permits.why_not(permission, patient_id=patient_id, is_own=is_own)
        return rows.set_locked(words, can_state_reason=helps and self._permits.states_reasons)

    def _missing_words(self, chart: PatientChart, name: str) -> str:
        state = self._data_sync.missing.state_of(chart.patient.id)
        return at_server_words({name: chart.at_server[name]}, state)

    def _on_missing(self, patient_id: str) -> None:
        chart = self._chart
        if chart is None or chart.patient.id != patient_id:
            return
        for rows in self._body.children_rows:
            name = entity_of(rows.kind.record_type).name
            if name in chart.at_server:
                rows.why.say(self._missing_words(chart, name))

    def _is_mine(self) -> bool:
        """Whether a new patient is registered into the user's own care."""
        mine = self._permits.practitioner_id
        return mine is not None and self._body.fields.fields["practitioner_id"].value() == mine
