"""The panels of the rail: a new panel is one line here, at the end so that every digit stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject

from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.ui.panel import Panel
from app.ui.panels.appointments.panel import AppointmentsPanel
from app.ui.panels.audit.panel import AuditPanel
from app.ui.panels.billing.panel import BillingPanel
from app.ui.panels.care_plans.panel import CarePlansPanel
from app.ui.panels.conflicts.centre import ConflictCentre
from app.ui.panels.documents.panel import DocumentsPanel
from app.ui.panels.messages.panel import MessagesPanel
from app.ui.panels.messages.unread import unread_query
from app.ui.panels.patients.panel import PatientsPanel
from app.ui.panels.prescriptions.panel import PrescriptionsPanel
from app.ui.panels.reports.panel import ReportsPanel
from app.ui.panels.settings.panel import SettingsPanel
from app.ui.panels.sync.panel import SyncPanel
from app.ui.task_runner import TaskRunner

APPOINTMENTS, PATIENTS, MESSAGES = "appointments", "patients", "messages"
BILLING = "billing"
PRESCRIPTIONS, DOCUMENTS, CARE_PLANS = "prescriptions", "documents", "care_plans"
REPORTS = "reports"
SYNC, AUDIT, SETTINGS = "sync_centre", "audit", "settings"
_NUMBERED = 10


@dataclass(frozen=True, slots=True)
class PanelEntry:
    """One panel of the rail.

    permission: what a role needs to open it; None where the panel itself says what a role sees.
    at_foot: below the gap, with what is about the desk and not about its patients.
    """

    name: str
    title: str
    icon: str
    make: Callable[[DataSync, TaskRunner], Panel]
    permission: Permission | None = None
    at_foot: bool = False
    key: str = ""
    """What opens it where it stands behind the ten that a digit opens."""
    of_own: bool = False
    """Whether it is opened by who is shown their own patients' only."""
    kind: type[Panel] | None = None
    """Its class, where make is not the class itself."""
    number: Callable[[DataSync, QObject], LiveQuery[int]] | None = None
    """What counts for the rail before anybody opened it."""

    def shows(self, entity: str) -> bool:
        """Whether one sees this kind of record in it."""
        return entity in self._kind().shows

    def begins(self, entity: str) -> bool:
        """Whether one begins this kind of record in it."""
        return entity in self._kind().begins

    def _kind(self) -> type[Panel]:
        return self.kind or cast("type[Panel]", self.make)

    def shown_title(self) -> str:
        """The title in the user's language."""
        return QCoreApplication.translate("panels", self.title)


def _titled(marked: object) -> str:
    return str(marked)


def panel_key(entry: PanelEntry, number: int) -> str:
    """What opens a panel: Ctrl and its digit (Ctrl+0 the tenth), else the key it has of its own."""
    return f"Ctrl+{number % 10}" if number <= _NUMBERED else entry.key


def _sync_panel(data_sync: DataSync, tasks: TaskRunner) -> SyncPanel:
    return SyncPanel(data_sync, tasks, conflicts=ConflictCentre(data_sync, tasks))


PANELS = (
    PanelEntry(
        APPOINTMENTS,
        _titled(QT_TRANSLATE_NOOP("panels", "Appointments")),
        "calendar-days",
        AppointmentsPanel,
    ),
    PanelEntry(PATIENTS, _titled(QT_TRANSLATE_NOOP("panels", "Patients")), "users", PatientsPanel),
    PanelEntry(
        MESSAGES,
        _titled(QT_TRANSLATE_NOOP("panels", "Messages")),
        "message-square",
        MessagesPanel,
        permission=Permission.MESSAGE_VIEW,
        number=unread_query,
    ),
    PanelEntry(
        BILLING,
        _titled(QT_TRANSLATE_NOOP("panels", "Billing")),
        "wallet",
        BillingPanel,
        permission=Permission.BALANCE_VIEW,
    ),
    PanelEntry(
        PRESCRIPTIONS,
        _titled(QT_TRANSLATE_NOOP("panels", "Prescriptions")),
        "pill",
        PrescriptionsPanel,
        permission=Permission.PRESCRIPTION_VIEW,
        of_own=True,
    ),
    PanelEntry(
        DOCUMENTS,
        _titled(QT_TRANSLATE_NOOP("panels", "Documents")),
        "folder-open",
        DocumentsPanel,
        permission=Permission.DOCUMENT_VIEW,
        of_own=True,
    ),
    PanelEntry(
        CARE_PLANS,
        _titled(QT_TRANSLATE_NOOP("panels", "Care plans")),
        "clipboard-list",
        CarePlansPanel,
        permission=Permission.CARE_PLAN_VIEW,
        of_own=True,
    ),
    PanelEntry(
        SYNC,
        _titled(QT_TRANSLATE_NOOP("panels", "Sync centre")),
        "refresh-cw",
        _sync_panel,
        at_foot=True,
        kind=SyncPanel,
    ),
    PanelEntry(
        AUDIT,
        _titled(QT_TRANSLATE_NOOP("panels", "Audit log")),
        "history",
        AuditPanel,
        at_foot=True,
    ),
    PanelEntry(
        SETTINGS,
        _titled(QT_TRANSLATE_NOOP("panels", "Settings")),
        "settings",
        SettingsPanel,
        at_foot=True,
    ),
    PanelEntry(
        REPORTS,
        _titled(QT_TRANSLATE_NOOP("panels", "Reports")),
        "chart-column",
        ReportsPanel,
        key="Ctrl+Shift+E",
    ),
)
