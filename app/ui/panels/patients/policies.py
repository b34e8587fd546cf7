"""The chart's policies: what is known of each, its card and eligibility behind a button."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.eligibility import copay_on, valid_on
from app.domain.patient import Coverage, CoverageOrder
from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.ui.models.billing_words import shown_money
from app.ui.models.coverage_words import policy_facts, said
from app.ui.panels.patients.facts import FactGroup
from app.ui.panels.patients.identity_header import IdentityHeader
from app.ui.panels.patients.policy_dialog import PolicyDialog
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from app.ui.wording import shown_choice


class PolicyList(QWidget):
    """wished(coverage id): show its card and eligibility."""

    wished = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("policy_list")
        self.facts = FactGroup(said("Coverage"), name="coverage_facts")
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.facts)
        column.addLayout(self._buttons)

    def show_policies(self, coverages: tuple[Coverage, ...], currency: str) -> None:
        """These policies, each with a button; nothing where there is none."""
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.facts.set_facts([policy_facts(one, currency) for one in coverages])
        for one in coverages:
            words = said("{0}: card and eligibility…").format(
                shown_choice(one.order, CoverageOrder)
            )
            button = Button(words, name=f"policy_{one.id}", icon="id-card")
            button.clicked.connect(partial(self.wished.emit, one.id))
            self._buttons.addWidget(button)
        self.setVisible(bool(coverages))


class ChartPolicies(QObject):
    """did(words, Step). said(text)."""

    did = Signal(str, object)
    said = Signal(str)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        shown: tuple[PolicyList, IdentityHeader],
        panel: QWidget,
    ) -> None:
        super().__init__(panel)
        self._data_sync, self._tasks, self._panel = data_sync, tasks, panel
        self._list, self._header = shown
        self._chart: PatientChart | None = None
        self.dialog: PolicyDialog | None = None
        self._asked = ("", "")
        """A policy that opens with its patient's chart, and that patient."""
        self._list.wished.connect(self.open)

    def show_chart(self, chart: PatientChart | None) -> None:
        """This chart's policies, and the co-pay of today in its header; None: no chart is open."""
        self._chart = chart
        coverages = chart.coverages if chart is not None else ()
        currency = self._data_sync.clinic.currency
        self._list.show_policies(coverages, currency)
        copay = copay_on(coverages, self._data_sync.today())
        words = said("co-pay {0}").format(shown_money(copay, currency)) if copay is not None else ""
        self._header.show_copay(words)
        if self.dialog is not None and chart is not None:
            shown = self.dialog.coverage.id
            found = next((one for one in coverages if one.id == shown), None)
            if found is not None:
                self.dialog.show_coverage(found)
        if chart is not None:
            (policy_id, patient_id), self._asked = self._asked, ("", "")
            if any(one.id == policy_id for one in coverages):
                self.open(policy_id)
            elif patient_id == chart.patient.id:
                self.said.emit(said("That policy is no longer in the chart."))

    def ask_soon(self, coverage_id: str, patient_id: str) -> None:
        """Show a policy once the chart that is being read is here."""
        self._asked = (coverage_id, patient_id)

    @property
    def has_typed(self) -> bool:
        """Whether something is typed into an open form and not saved."""
        return self.dialog is not None and self.dialog.draft.has_typed

    async def keep(self) -> None:
        """Keep what is typed of a payer's answer as a draft."""
        if self.dialog is not None:
            await self.dialog.draft.keep()

    def stop(self) -> None:
        """The window closes."""
        if self.dialog is not None:
            self.dialog.draft.stop()

    def open(self, coverage_id: str = "") -> PolicyDialog | None:
        """Show a policy's card and eligibility; without one, of the policy that pays first."""
        chart = self._chart
        coverages = chart.coverages if chart is not None else ()
        held = valid_on(coverages, self._data_sync.today()) or list(coverages)
        found = next((one for one in coverages if one.id == coverage_id), None)
        coverage = found or next(iter(held), None)
        if self.dialog is not None:
            return self.dialog
        if chart is None or coverage is None:
            self.said.emit(said("There is no policy in the chart that is shown."))
            return None
        dialog = PolicyDialog(
            self._data_sync, self._tasks, self._panel, patient=chart.patient, coverage=coverage
        )
        dialog.did.connect(self.did)
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _on_finished(self) -> None:
        self.dialog = None
