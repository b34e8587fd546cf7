"""What is done with the patient whose chart is shown: named and keyed once, for the palette too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.permissions import Permission
from app.ui.commands import command
from app.ui.panel import Panel
from app.ui.permitted import Permits


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientsPanel", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartDeeds:
    """What the commands call. begin(entity): a new record of that kind for the patient."""

    edit: Callable[[], None]
    begin: Callable[[str], None]
    vitals: Callable[[], None]
    print_out: Callable[[], None]
    merge: Callable[[], None]
    why_no_print: str
    why_no_merge: str


def add_chart_commands(panel: Panel, permits: Permits, deeds: ChartDeeds) -> None:
    """Give the panel its commands, in the order they stand in the menu."""

    def add(name: str, words: str, fire: Callable[[], None], **further: object) -> None:
        command(panel, name, words, fire, **further)  # type: ignore[arg-type]  # its own options

    begin, why_not = deeds.begin, permits.why_not
    add("edit_patient", _tr("Edit patient"), deeds.edit, keys=["F2"], icon="pencil")
    add(
        "patient_payment",
        _tr("Take a payment"),
        lambda: begin("payment"),
        keys=["Ctrl+Shift+P"],
        icon="banknote",
        why=why_not(Permission.PAYMENT_TAKE),
    )
    add(
        "patient_recall",
        _tr("Call in again"),
        lambda: begin("recall"),
        icon="phone",
        why=why_not(Permission.WAITLIST_EDIT),
    )
    add("patient_vitals", _tr("Vital signs…"), deeds.vitals, keys=["Ctrl+M"], icon="heart-pulse")
    add(
        "print_chart",
        _tr("Print a chart summary…"),
        deeds.print_out,
        keys=["Ctrl+P"],
        icon="printer",
        why=deeds.why_no_print,
    )
    add(
        "patient_incident",
        _tr("Report an incident about this patient…"),
        lambda: begin("incident_report"),
        icon="triangle-alert",
        why=why_not(Permission.INCIDENT_EDIT),
    )
    add(
        "merge_patient",
        _tr("Merge patient with another record…"),
        deeds.merge,
        icon="users",
        why=deeds.why_no_merge,
    )
