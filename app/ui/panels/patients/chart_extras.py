"""What belongs to a chart beside its records: photo, consents, cards and eligibility."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.ui.commands import command
from app.ui.panel import Panel
from app.ui.panels.patients import consent_dialog, policy_dialog
from app.ui.panels.patients.chart_tabs import ChartTabs
from app.ui.panels.patients.consents import ChartConsents
from app.ui.panels.patients.photo import ChartPhoto
from app.ui.panels.patients.policies import ChartPolicies
from app.ui.panels.patients.removals import ChartRemovals
from app.ui.panels.patients.side_panel import PatientSidePanel
from app.ui.task_runner import TaskRunner


class ChartExtras(QObject):
    """did(words, Step): something of it was changed. said(text). record_requested(entity, id)."""

    did = Signal(str, object)
    said = Signal(str)
    record_requested = Signal(str, str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, side: PatientSidePanel, panel: Panel
    ) -> None:
        super().__init__(panel)
        self._panel = panel
        self.photo = ChartPhoto(data_sync, tasks, side.header, panel)
        self.consents = ChartConsents(data_sync, tasks, side.consents, panel)
        self.consents.record_requested.connect(self.record_requested)
        shown = (side.policies, side.header)
        self.policies = ChartPolicies(data_sync, tasks, shown, panel)
        for part in (self.photo, self.consents, self.policies):
            part.did.connect(self.did)
            part.said.connect(self.said)
        self.did.connect(panel.did)
        self.said.connect(panel.said)
        self.record_requested.connect(panel.record_requested)
        self._make_commands()
        self.removals = ChartRemovals(data_sync, tasks, panel)
        self.removals.said.connect(self.said)
        self.tabs = ChartTabs(data_sync, tasks, side, panel)
        self.tabs.record_requested.connect(self.record_requested)
        self.tabs.begin_requested.connect(panel.begin_requested)

    def show_chart(self, chart: PatientChart | None) -> None:
        """This chart is open; None: none is, or the role is not shown it."""
        self.photo.show_chart(chart)
        self.consents.show_chart(chart)
        self.policies.show_chart(chart)
        self.removals.show_chart(chart)
        self.tabs.show_chart(chart)

    @property
    def has_typed(self) -> bool:
        """Whether something is typed into a form over the chart and not saved."""
        return self.consents.has_typed or self.policies.has_typed

    async def keep(self) -> None:
        """Keep what is typed as drafts."""
        await self.consents.keep()
        await self.policies.keep()

    def patient_of(self, form: str, subject: str) -> str:
        """Whose chart a draft's form opens with; "": it is none of these."""
        if form == consent_dialog.FORM:
            return subject
        return subject.partition(":")[2] if form == policy_dialog.FORM else ""

    def open_draft(self, form: str, subject: str) -> bool:
        """Open the draft's form once the chart is read, if it is the one that is asked for."""
        is_shown = self._panel.place() == self.patient_of(form, subject)
        if is_shown and form == consent_dialog.FORM:
            self.consents.ask_soon()
        elif is_shown:
            policy, _, patient = subject.partition(":")
            self.policies.ask_soon(policy, patient)
        return True

    def stop(self) -> None:
        """The window closes."""
        self.consents.stop()
        self.policies.stop()
        self.tabs.stop()

    def _make_commands(self) -> None:
        photo, why = self.photo, self.photo.why_not()
        words = self.tr("Choose a photo of the patient…")
        command(self._panel, "choose_photo", words, photo.ask, icon="image", why=why)
        words, why_sign = self.tr("Sign a consent…"), self.consents.why_not()
        command(self._panel, "sign_consent", words, self.consents.ask, icon="pencil", why=why_sign)
        words = self.tr("Insurance card and eligibility…")
        command(self._panel, "open_policy", words, self.policies.open, icon="id-card")
        words = self.tr("Remove the patient's photo")
        command(self._panel, "remove_photo", words, photo.remove, icon="image", why=why)
