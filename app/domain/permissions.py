"""Who may do what: the role matrix as data and the pure rules that read it.

Denied unless a line says otherwise. The desk's unit of work and the server's write function ask
the same functions; the window asks them only to explain why something is not offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache
from types import MappingProxyType

from app.domain.staff import Role


class Scope(Enum):
    """How what is touched stands to who acts."""

    OWN = "own"
    """One's own: one's visits, the patients one cares for, one's own user and workstation."""
    OTHER = "other"
    """Somebody else's at the same clinic."""
    OTHER_TENANT = "other tenant"
    """Another clinic's: nobody, ever."""


class Rule(StrEnum):
    """What a role may do with a permission."""

    NO = "no"
    YES = "yes"
    OWN = "own"
    """Only what is one's own."""
    REASON = "reason"
    """One's own freely, everybody else's with a reason."""
    ALWAYS_REASON = "always_reason"
    """Only with a reason, one's own too."""
    GLASS = "glass"
    """Only after breaking the glass."""
    OWN_OR_GLASS = "own_or_glass"
    """One's own freely, everybody else's after breaking the glass."""


class Need(StrEnum):
    """What is missing where something is denied that could be allowed."""

    NOTHING = ""
    REASON = "reason"
    GLASS = "glass"


class Permission(StrEnum):
    """Everything somebody can be allowed to do; grouped as the matrix is."""

    PATIENT_VIEW = "patient.view"
    PATIENT_SEARCH = "patient.search"
    PATIENT_LIST = "patient.list"
    PATIENT_CREATE = "patient.create"
    PATIENT_EDIT = "patient.edit"
    PATIENT_ASSIGN = "patient.assign"
    PATIENT_DELETE_VIEW = "patient.delete_view"
    PATIENT_DELETE_REQUEST = "patient.delete_request"
    PATIENT_DELETE_APPROVE = "patient.delete_approve"
    PATIENT_DELETE = "patient.delete"
    PATIENT_RESTORE = "patient.restore"
    PATIENT_MERGE = "patient.merge"
    PATIENT_PRINT = "patient.print"
    SCHEDULE_VIEW = "schedule.view"
    SCHEDULE_BOOK = "schedule.book"
    SCHEDULE_EDIT = "schedule.edit"
    SCHEDULE_DELETE = "schedule.delete"
    SCHEDULE_CHECK_IN = "schedule.check_in"
    SCHEDULE_OVERRIDE = "schedule.override"
    SCHEDULE_SETUP = "schedule.setup"
    SCHEDULE_PRINT = "schedule.print"
    ALLERGY_VIEW = "allergy.view"
    ALLERGY_EDIT = "allergy.edit"
    CONDITION_VIEW = "condition.view"
    CONDITION_EDIT = "condition.edit"
    MEDICATION_VIEW = "medication.view"
    MEDICATION_EDIT = "medication.edit"
    NOTE_VIEW = "note.view"
    NOTE_EDIT = "note.edit"
    RESULT_VIEW = "result.view"
    RESULT_EDIT = "result.edit"
    COVERAGE_VIEW = "coverage.view"
    COVERAGE_EDIT = "coverage.edit"
    ELIGIBILITY_VIEW = "eligibility.view"
    ELIGIBILITY_EDIT = "eligibility.edit"
    CLAIM_VIEW = "claim.view"
    CLAIM_EDIT = "claim.edit"
    CODES_VIEW = "codes.view"
    BALANCE_VIEW = "balance.view"
    TOTALS_VIEW = "totals.view"
    PAYMENT_TAKE = "payment.take"
    CHARGE_EDIT = "charge.edit"
    ADJUSTMENT_EDIT = "adjustment.edit"
    REFUND_EDIT = "refund.edit"
    VOID_EDIT = "void.edit"
    RECEIPT_PRINT = "receipt.print"
    STATEMENT_PRINT = "statement.print"
    EXPORT_PANEL = "export.panel"
    EXPORT_CLAIMS = "export.claims"
    EXPORT_APPROVE = "export.approve"
    IMPORT_RECORDS = "import.records"
    IMPORT_LEDGER = "import.ledger"
    AUDIT_VIEW = "audit.view"
    AUDIT_EXPORT = "audit.export"
    AUDIT_ACCEPT = "audit.accept"
    GLASS_BREAK = "glass.break"
    GLASS_REVIEW = "glass.review"
    CLINIC_VIEW = "clinic.view"
    CLINIC_EDIT = "clinic.edit"
    USER_VIEW = "user.view"
    USER_EDIT = "user.edit"
    USER_MANAGE = "user.manage"
    WORKSTATION_EDIT = "workstation.edit"
    WORKSTATION_MANAGE = "workstation.manage"
    PIN_CHANGE = "pin.change"
    KEY_ROTATE = "key.rotate"
    BACKUP_MAKE = "backup.make"
    BACKUP_RESTORE = "backup.restore"
    DESK_ERASE = "desk.erase"
    WAITLIST_VIEW = "waitlist.view"
    WAITLIST_EDIT = "waitlist.edit"
    MESSAGE_VIEW = "message.view"
    MESSAGE_EDIT = "message.edit"
    TASK_VIEW = "task.view"
    TASK_EDIT = "task.edit"
    PRESCRIPTION_VIEW = "prescription.view"
    PRESCRIPTION_EDIT = "prescription.edit"
    DOCUMENT_VIEW = "document.view"
    DOCUMENT_EDIT = "document.edit"
    CARE_PLAN_VIEW = "care_plan.view"
    CARE_PLAN_EDIT = "care_plan.edit"
    INCIDENT_VIEW = "incident.view"
    INCIDENT_EDIT = "incident.edit"
    FEES_VIEW = "fees.view"
    FEES_EDIT = "fees.edit"
    CONFLICT_VIEW = "conflict.view"
    CONFLICT_RESOLVE = "conflict.resolve"
    OUTBOX_DISCARD = "outbox.discard"
    OUTBOX_EXPORT = "outbox.export"
    OUTBOX_IMPORT = "outbox.import"


_ROLES = (Role.FRONT_DESK, Role.CLINICIAN, Role.BILLING, Role.ADMIN)
_WORDS = {
    "-": Rule.NO,
    "yes": Rule.YES,
    "own": Rule.OWN,
    "reason": Rule.REASON,
    "always": Rule.ALWAYS_REASON,
    "glass": Rule.GLASS,
    "own+glass": Rule.OWN_OR_GLASS,
}
_TABLE = """
                        front desk  clinician   billing     admin
patient.view            yes         yes         yes         glass
patient.search          yes         yes         yes         -
patient.list            yes         yes         yes         -
patient.create          yes         yes         -           -
patient.edit            yes         yes         -           glass
patient.assign          yes         own+glass   -           glass
patient.delete_view     yes         yes         -           yes
patient.delete_request  always      -           -           -
patient.delete_approve  -           always      -           -
patient.delete          -           -           -           yes
patient.restore         yes         -           -           yes
patient.merge           yes         -           -           yes
patient.print           yes         yes         -           -
schedule.view           yes         yes         yes         yes
schedule.book           yes         own         -           -
schedule.edit           yes         own         -           -
schedule.delete         yes         own         -           -
schedule.check_in       yes         own         -           -
schedule.override       yes         own         -           -
schedule.setup          yes         -           -           yes
schedule.print          yes         yes         yes         yes
allergy.view            yes         reason      -           glass
allergy.edit            yes         own+glass   -           -
condition.view          yes         reason      -           glass
condition.edit          -           own+glass   -           -
medication.view         yes         reason      -           glass
medication.edit         -           own+glass   -           -
note.view               -           reason      -           glass
note.edit               -           own+glass   -           -
result.view             -           reason      -           glass
result.edit             -           own+glass   -           -
coverage.view           yes         yes         yes         yes
coverage.edit           yes         -           yes         -
eligibility.view        yes         yes         yes         yes
eligibility.edit        yes         -           yes         -
claim.view              -           -           yes         -
claim.edit              -           -           yes         -
codes.view              -           yes         yes         -
balance.view            yes         -           yes         -
totals.view             -           -           yes         yes
payment.take            yes         -           yes         -
charge.edit             always      -           yes         -
adjustment.edit         always      -           yes         -
refund.edit             -           -           yes         -
void.edit               -           -           yes         -
receipt.print           yes         -           yes         -
statement.print         yes         -           yes         -
export.panel            -           always      -           -
export.claims           -           -           always      -
export.approve          -           -           -           always
import.records          yes         -           -           yes
import.ledger           -           -           -           yes
audit.view              own         own         own         yes
audit.export            -           -           -           yes
audit.accept            -           -           -           yes
glass.break             -           yes         -           yes
glass.review            -           -           -           yes
clinic.view             yes         yes         yes         yes
clinic.edit             -           -           -           yes
user.view               yes         yes         yes         yes
user.edit               own         own         own         yes
user.manage             -           -           -           yes
workstation.edit        own         own         own         yes
workstation.manage      -           -           -           yes
pin.change              own         own         own         yes
key.rotate              -           -           -           yes
backup.make             -           -           -           yes
backup.restore          -           -           -           yes
desk.erase              -           -           -           yes
waitlist.view           yes         yes         yes         -
waitlist.edit           yes         yes         -           -
message.view            yes         yes         yes         -
message.edit            yes         yes         yes         -
task.view               yes         yes         yes         yes
task.edit               yes         yes         yes         yes
prescription.view       yes         reason      -           glass
prescription.edit       -           own+glass   -           -
document.view           yes         reason      yes         glass
document.edit           yes         own+glass   yes         -
care_plan.view          yes         reason      -           glass
care_plan.edit          -           own+glass   -           -
incident.view           yes         yes         -           yes
incident.edit           yes         yes         yes         yes
fees.view               yes         yes         yes         yes
fees.edit               -           -           yes         yes
conflict.view           yes         yes         yes         yes
conflict.resolve        yes         yes         yes         yes
outbox.discard          own         own         own         yes
outbox.export           yes         yes         yes         yes
outbox.import           yes         -           -           yes
"""


def _read_table(table: str) -> Mapping[Permission, Mapping[str, Rule]]:
    rows: dict[Permission, Mapping[str, Rule]] = {}
    for line in table.strip().splitlines()[1:]:
        name, *rules = line.split()
        by_role = {str(role): _WORDS[word] for role, word in zip(_ROLES, rules, strict=True)}
        rows[Permission(name)] = MappingProxyType(by_role)
    return MappingProxyType(rows)


MATRIX = _read_table(_TABLE)
"""Permission → role → rule. A permission or role without an entry is denied."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it is allowed; where not, what would help."""

    is_allowed: bool
    needs: Need = Need.NOTHING


_ALLOWED = Verdict(is_allowed=True)
_DENIED = Verdict(is_allowed=False)


def rule_of(role: str, permission: Permission) -> Rule:
    """The matrix' word for a role and a permission; NO where it has none."""
    return MATRIX.get(permission, {}).get(role, Rule.NO)


def decide(
    role: str,
    permission: Permission,
    scope: Scope = Scope.OTHER,
    *,
    has_reason: bool = False,
    is_glass_broken: bool = False,
) -> Verdict:
    """Whether a role may do something to what stands in a scope to who acts."""
    if scope is Scope.OTHER_TENANT:
        return _DENIED
    rule, is_own = rule_of(role, permission), scope is Scope.OWN
    if rule is Rule.YES or (is_own and rule in _FREELY_OWN):
        return _ALLOWED
    if rule is Rule.REASON and is_glass_broken:  # which took a reason
        return _ALLOWED
    if rule in (Rule.REASON, Rule.ALWAYS_REASON):
        return _ALLOWED if has_reason else Verdict(is_allowed=False, needs=Need.REASON)
    if rule in (Rule.GLASS, Rule.OWN_OR_GLASS):
        return _ALLOWED if is_glass_broken else Verdict(is_allowed=False, needs=Need.GLASS)
    return _DENIED


_FREELY_OWN = frozenset({Rule.OWN, Rule.REASON, Rule.OWN_OR_GLASS})


def depends_on_scope(role: str, permission: Permission) -> bool:
    """Whether it matters to a role whose it is."""
    return rule_of(role, permission) in _FREELY_OWN


def acting_roles(account_role: str) -> tuple[str, ...]:
    """The roles an account can act in, the everyday one first.

    Whoever administers a clinic also works its desk, as front desk and one role at a time; acting
    as administrator takes fresh proof of who it is, and the audit trail names the acting role.
    """
    if account_role == Role.ADMIN:
        return (Role.FRONT_DESK, Role.ADMIN)
    return (account_role,)


@lru_cache(maxsize=4096)
def is_account_allowed(
    account_role: str, permission: Permission, scope: Scope, *, has_reason: bool = True
) -> bool:
    """Whether any role an account can act in allows it; with glass where it helps.

    For the server, which sees the account and not the hat: broken glass is kept in the audit trail
    of the desk that asked for it. has_reason: what is asked about says why, where it is a change.
    """
    return any(
        decide(role, permission, scope, has_reason=has_reason, is_glass_broken=True).is_allowed
        for role in acting_roles(account_role)
    )
