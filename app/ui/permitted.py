"""What the acting role may not do: disabled where it stands, and why in plain words.

Nothing goes missing without a word: a button keeps its place and carries the reason, a section
says it in a line of its own that the Tab key and the screen reader reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from app.domain.ids import PractitionerId, RecordId
from app.domain.permissions import Need, Permission, Rule, Verdict, rule_of
from app.domain.staff import Role
from app.live.data_sync import DataSync
from app.ui.theme.icons import icon_pixmap
from app.ui.theme.style import theme
from app.ui.widgets.button import Button
from app.ui.widgets.focus import KeyboardFocus
from app.ui.widgets.surfaces import label

_P = Permission
_OWN_TIP = "own_tip"
_OWN_WORDS = frozenset({Rule.REASON, Rule.OWN_OR_GLASS})


def _tr(text: str) -> str:
    return QCoreApplication.translate("permitted", text)


class Permits:
    """The acting role's answers in words: "" where something is allowed, else why it is not."""

    def __init__(self, data_sync: DataSync) -> None:
        self._data_sync = data_sync

    @property
    def role(self) -> str:
        """The role that is acted in."""
        return self._data_sync.access.context.role

    @property
    def practitioner_id(self) -> PractitionerId | None:
        """Whose column the user's own visits stand in; None for who sees no patients."""
        return self._data_sync.access.context.practitioner_id

    def verdict(
        self, permission: Permission, *, patient_id: RecordId | None = None, is_own: bool = False
    ) -> Verdict:
        """Whether the role may do something with a patient, and what would help where not."""
        return self._data_sync.patients.may(permission, patient_id=patient_id, is_own=is_own)

    def why_not(
        self, permission: Permission, *, patient_id: RecordId | None = None, is_own: bool = False
    ) -> str:
        """Why the role may not do something with a patient; "" where it may."""
        verdict = self.verdict(permission, patient_id=patient_id, is_own=is_own)
        return why_not(verdict, self.role, permission)

    def why_not_visit(
        self, permission: Permission, practitioner_id: PractitionerId | str | None
    ) -> str:
        """Why the role may not do something with a provider's visits; "" where it may."""
        whose = PractitionerId(RecordId(practitioner_id)) if practitioner_id else None
        verdict = self._data_sync.appointments.may(permission, whose)
        return why_not(verdict, self.role, permission)

    def why_not_book(self) -> str:
        """Why the role books no visit at all, not even one's own; "" where it books some."""
        return self.why_not_visit(_P.SCHEDULE_BOOK, self.practitioner_id)

    def why_not_edit(self, patient_id: RecordId) -> str:
        """Why nothing of a patient's form may be changed; "" where any part may."""
        why = self.why_not(_P.PATIENT_EDIT, patient_id=patient_id)
        return why and self.why_not(_P.COVERAGE_EDIT, patient_id=patient_id) and why

    def withheld(self, entities: Mapping[str, Need]) -> str:
        """Which parts of a chart are not shown, and why; "" where all are."""
        return withheld_words(self.role, entities)

    @property
    def states_reasons(self) -> bool:
        """Whether the role may break the glass."""
        return self.verdict(_P.GLASS_BREAK).is_allowed


class WhyLine(KeyboardFocus, QFrame):
    """A line that says why something is not offered; the Tab key stops at it.

    reason_wished(): the person wants to state a reason (only where that would help).
    """

    reason_wished = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._picture = QLabel()
        self._text = label("", "label", name=f"{name}_text", wraps=True)
        self._button = Button(_tr("State a reason…"), name=f"{name}_reason")
        self._button.setToolTip(_tr("Break the glass: see it for an hour, and say why"))
        self._button.clicked.connect(self.reason_wished)
        grid = QGridLayout(self)
        grid.setContentsMargins(6, 4, 6, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._text, 0, 1)
        # Below the words: beside them, a narrow panel would leave room for one word a line.
        grid.addWidget(self._button, 1, 1, Qt.AlignmentFlag.AlignLeft)
        theme().changed.connect(self._repaint_icon)
        self._repaint_icon()
        self._button.hide()
        self.hide()

    def say(self, words: str, *, can_state_reason: bool = False) -> None:
        """Say this; without words the line is not there."""
        self._text.setText(words)
        self.setAccessibleName(words)
        self._button.setVisible(can_state_reason)
        self.setVisible(bool(words))

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def _repaint_icon(self) -> None:
        self._picture.setPixmap(icon_pixmap("lock", theme().colours.text2, 16))


def permit(part: QWidget | QAction, why: str) -> None:
    """Enable a button, an action or a section, or disable it and say why.

    The reason stands in the tooltip and, for widgets, in the accessible description; its own
    tooltip comes back with the permission.
    """
    own = part.property(_OWN_TIP)
    if own is None:
        own = part.toolTip()
        part.setProperty(_OWN_TIP, own)
    part.setEnabled(not why)
    part.setToolTip(why or own)
    if isinstance(part, QWidget):
        part.setAccessibleDescription(why)
    else:
        part.setStatusTip(why)


def role_words(role: str) -> str:
    """A role as people say it."""
    known = {
        str(Role.FRONT_DESK): _tr("front desk"),
        str(Role.CLINICIAN): _tr("clinician"),
        str(Role.BILLING): _tr("billing"),
        str(Role.ADMIN): _tr("administrator"),
    }
    return known.get(role, role.replace("_", " "))


def why_not(verdict: Verdict, role: str, permission: Permission) -> str:
    """Why a verdict denies; "" where it allows."""
    return "" if verdict.is_allowed else denied_words(role, permission, verdict.needs)


def denied_words(role: str, permission: str, needs: str = Need.NOTHING) -> str:
    """A sentence about what a role does not do, and what would help where anything does."""
    deed = _deeds().get(permission, _tr("do this"))
    rule = rule_of(role, Permission(permission)) if permission in set(Permission) else Rule.NO
    if needs and rule in _OWN_WORDS:
        words = _tr("Your role, {role}, does not {deed} outside your care without a stated reason.")
    elif needs:
        words = _tr("Your role, {role}, does not {deed} without a stated reason.")
    elif rule is Rule.OWN:
        words = _tr("Your role, {role}, does not {deed}, except your own.")
    else:
        words = _tr("Your role, {role}, does not {deed}.")
    return words.format(role=role_words(role), deed=deed)


def withheld_words(role: str, entities: Mapping[str, Need]) -> str:
    """Which record types of a chart a role is not shown, in one sentence; "" where it sees all."""
    if not entities:
        return ""
    names = _listed(_entity_words(name) for name in _SHOWN_ORDER if name in entities)
    if any(entities.values()):
        words = _tr("Not shown without a stated reason: {names}.")
    else:
        words = _tr("Not shown to your role, {role}: {names}.")
    return words.format(role=role_words(role), names=names or _tr("parts of this chart"))


_SHOWN_ORDER = (
    "allergy",
    "condition",
    "medication_statement",
    "coverage",
    "emergency_contact",
    "patient_identifier",
)


def _entity_words(entity: str) -> str:
    return {
        "allergy": _tr("allergies"),
        "condition": _tr("conditions"),
        "medication_statement": _tr("medications"),
        "coverage": _tr("coverage"),
        "emergency_contact": _tr("emergency contacts"),
        "patient_identifier": _tr("identifiers"),
    }[entity]


def _listed(names: Iterable[str]) -> str:
    *first, last = [*names] or [""]
    return _tr("{0} and {1}").format(", ".join(first), last) if first else last


def _deeds() -> Mapping[str, str]:
    """What a role does not do, by permission; read after "Your role, billing, does not"."""
    return {
        _P.PATIENT_VIEW: _tr("see charts"),
        _P.PATIENT_SEARCH: _tr("search patients"),
        _P.PATIENT_LIST: _tr("see the list of patients"),
        _P.PATIENT_CREATE: _tr("register patients"),
        _P.PATIENT_EDIT: _tr("change names and contact details"),
        _P.PATIENT_DELETE: _tr("remove patients; an administrator does"),
        _P.PATIENT_RESTORE: _tr("bring removed patients back"),
        _P.PATIENT_MERGE: _tr("merge patients"),
        _P.PATIENT_PRINT: _tr("print charts"),
        _P.SCHEDULE_VIEW: _tr("see the schedule"),
        _P.SCHEDULE_BOOK: _tr("book visits"),
        _P.SCHEDULE_EDIT: _tr("move or change visits"),
        _P.SCHEDULE_DELETE: _tr("remove visits"),
        _P.SCHEDULE_CHECK_IN: _tr("check in visits"),
        _P.SCHEDULE_OVERRIDE: _tr("book over visits"),
        _P.SCHEDULE_SETUP: _tr("set up the schedule"),
        _P.ALLERGY_VIEW: _tr("see allergies"),
        _P.ALLERGY_EDIT: _tr("change allergies"),
        _P.CONDITION_VIEW: _tr("see conditions"),
        _P.CONDITION_EDIT: _tr("change conditions"),
        _P.MEDICATION_VIEW: _tr("see medications"),
        _P.MEDICATION_EDIT: _tr("change medications"),
        _P.COVERAGE_VIEW: _tr("see coverage"),
        _P.COVERAGE_EDIT: _tr("change coverage"),
        _P.SCHEDULE_PRINT: _tr("print the schedule"),
        _P.NOTE_VIEW: _tr("see notes"),
        _P.NOTE_EDIT: _tr("write notes"),
        _P.RESULT_VIEW: _tr("see results"),
        _P.RESULT_EDIT: _tr("enter results"),
        _P.ELIGIBILITY_VIEW: _tr("see eligibility"),
        _P.ELIGIBILITY_EDIT: _tr("check eligibility"),
        _P.CLAIM_VIEW: _tr("see claims"),
        _P.CLAIM_EDIT: _tr("work on claims"),
        _P.CODES_VIEW: _tr("see codes"),
        _P.BALANCE_VIEW: _tr("see balances"),
        _P.TOTALS_VIEW: _tr("see totals"),
        _P.PAYMENT_TAKE: _tr("take payments"),
        _P.CHARGE_EDIT: _tr("enter charges"),
        _P.ADJUSTMENT_EDIT: _tr("adjust charges"),
        _P.REFUND_EDIT: _tr("refund payments"),
        _P.VOID_EDIT: _tr("void payments"),
        _P.RECEIPT_PRINT: _tr("print receipts"),
        _P.STATEMENT_PRINT: _tr("print statements"),
        _P.EXPORT_PANEL: _tr("export patients"),
        _P.EXPORT_CLAIMS: _tr("export claims"),
        _P.EXPORT_APPROVE: _tr("approve exports"),
        _P.IMPORT_RECORDS: _tr("import records"),
        _P.AUDIT_VIEW: _tr("see the audit trail"),
        _P.AUDIT_EXPORT: _tr("export the audit trail"),
        _P.GLASS_BREAK: _tr("open what it is not shown"),
        _P.GLASS_REVIEW: _tr("review broken glass"),
        _P.AUDIT_ACCEPT: _tr("accept an audit trail"),
        _P.CLINIC_VIEW: _tr("see the clinic's settings"),
        _P.USER_VIEW: _tr("see accounts"),
        _P.PIN_CHANGE: _tr("change PINs"),
        _P.KEY_ROTATE: _tr("change keys"),
        _P.BACKUP_MAKE: _tr("make backups"),
        _P.BACKUP_RESTORE: _tr("restore backups"),
        _P.DESK_ERASE: _tr("erase workstations"),
        _P.CONFLICT_VIEW: _tr("see conflicts"),
        _P.CLINIC_EDIT: _tr("change the clinic's settings"),
        _P.USER_EDIT: _tr("change the account"),
        _P.USER_MANAGE: _tr("manage accounts"),
        _P.WORKSTATION_EDIT: _tr("change the workstation"),
        _P.WORKSTATION_MANAGE: _tr("manage workstations"),
        _P.CONFLICT_RESOLVE: _tr("decide conflicts"),
    }
