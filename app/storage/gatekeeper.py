"""Asks the role matrix before a row is written: whose it is, and whether the acting role may.

The rules are in domain/permissions.py; here is only what they need to know of the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from app.domain.conflict import ConflictKind, check_decision, stays_as_it_stands
from app.domain.context import ExecutionContext
from app.domain.declare import EntitySpec, entity_named
from app.domain.errors import PermissionDenied
from app.domain.ids import RecordId, UserId
from app.domain.merging import is_live
from app.domain.permissions import (
    Permission,
    Scope,
    Verdict,
    acting_roles,
    decide,
    depends_on_scope,
)
from app.domain.phi import quiet
from app.domain.record_permissions import (
    ACTIONS,
    CHANGEABLE,
    DRAFTED,
    IMPORTED,
    IMPORTED_MONEY,
    further_permissions,
    permission_for,
)
from app.domain.tills import DAY_FIELDS
from app.storage.clinic_day import clinic_day
from app.storage.person import check_merge, check_unmerged, is_glass_broken, person_keys
from app.storage.row_codec import Named
from app.storage.session import Session
from app.storage.tills import check_money
from app.storage.whose import check_patient, check_references

_OFF_SQL = ", ".join(f"'{status}'" for status in ("cancelled", "no_show", "entered_in_error"))
"""Statuses of visits that did not and will not take place."""
_SIGNERS = {
    ("break_glass", "review"): "reviewed_by",
    ("export_request", "decide"): "decided_by",
    ("removal_request", "decide"): "decided_by",
    ("removal_request", "carry_out"): "carried_out_by",
    ("sync_conflict", "resolve"): "resolved_by",
    ("sync_conflict", "claim"): "claimed_by",
}
"""Where the actions say who takes them: never somebody else."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One write that is about to happen."""

    spec: EntitySpec
    verb: str
    row_id: RecordId
    patient_id: RecordId | None
    practitioner_ids: Collection[bytes | None] = ()
    """Whose visit it is and was."""
    fields: Collection[str] = ()
    """What an update changes, or which optional fields a create fills."""
    values: Mapping[str, Any] = field(default_factory=lambda: cast("dict[str, Any]", {}))
    """The row as it will be, in its columns' form."""
    named: Sequence[Named] = ()
    """The records it comes to name."""
    reason: str = ""


class Gatekeeper:
    """Checks the writes of one unit of work."""

    def __init__(self, session: Session, context: ExecutionContext, now: datetime) -> None:
        self._session = session
        self._context = context
        self._now = now
        self._role_holds: bool | None = None

    def check(self, touch: Touch) -> None:
        """Raise PermissionDenied unless the acting role may do this, InvalidValue for a record that
        comes to name what is not there, or closes a day over other entries."""
        if not self._still_acts():
            raise self._denial(touch, f"act as {self._context.role}")
        if not self._is_honest(touch):
            raise self._denial(touch, f"{touch.spec.name}.{touch.verb}")
        denial = self._asked(touch)
        if denial is not None:
            raise denial
        if touch.verb in ("resolve", "reopen"):
            self._check_subject(touch)
        if touch.verb in ("create", "restore"):
            check_patient(self._session, touch.spec, touch.patient_id)
        self._check_money(touch.spec.name, touch.values, touch.verb)
        check_references(self._session, touch.spec, touch.row_id, touch.named)
        if (touch.spec.name, touch.verb) == ("patient_merge", "create"):
            check_merge(self._session, touch.values["patient_id"], touch.values["merged_id"])
        if (touch.spec.name, touch.verb) == ("patient", "delete"):
            check_unmerged(self._session, touch.row_id)

    def check_import(self, entity: str, values: Iterable[tuple[str, Any]] = ()) -> None:
        """Raise PermissionDenied unless the acting role may bring such records in, InvalidValue
        for money of a day that was closed; values are a new row's, by column."""
        role, is_money = self._context.role, entity in IMPORTED_MONEY
        permission = Permission.IMPORT_LEDGER if is_money else Permission.IMPORT_RECORDS
        if not (is_money or entity in IMPORTED) or not decide(role, permission).is_allowed:
            raise PermissionDenied(permission, role, entity=entity)
        if entity in DAY_FIELDS:
            self._check_money(entity, dict(values), "create", is_brought=True)

    def _check_money(
        self, entity: str, values: Mapping[str, Any], verb: str, *, is_brought: bool = False
    ) -> None:
        check_money(
            self._session,
            self._context,
            entity,
            values,
            verb=verb,
            now=self._now,
            is_brought=is_brought,
        )

    def _asked(self, touch: Touch) -> PermissionDenied | None:
        """What the matrix answers; None where it allows."""
        permission = permission_for(touch.spec.name, touch.verb, touch.fields)
        if permission is None or touch.verb == "view":  # looking is no way to write
            return self._denial(touch, f"{touch.spec.name}.{touch.verb}")
        further = further_permissions(touch.spec.name, touch.verb, touch.fields, touch.values)
        for one in (permission, *further):
            verdict = self._verdict(one, touch)
            if not verdict.is_allowed:
                return self._denial(touch, one, verdict.needs)
        return None

    def _verdict(self, permission: Permission, touch: Touch) -> Verdict:
        context = self._context
        return decide(
            context.role,
            permission,
            self._scope(permission, touch),
            has_reason=bool(context.why(touch.reason)),
            is_glass_broken=is_glass_broken(
                self._session, context, touch.patient_id, now=self._now
            ),
        )

    def _denial(self, touch: Touch, permission: str, needs: str = "") -> PermissionDenied:
        return PermissionDenied(
            permission,
            self._context.role,
            needs,
            entity=touch.spec.name,
            row_id=touch.row_id,
            patient_id=touch.patient_id,
        )

    def _still_acts(self) -> bool:
        """Whether the user's record still has the role acted in: it may change while they work."""
        if self._role_holds is None:
            row = self._session.one(
                "SELECT role, is_active AND deleted_at IS NULL FROM user WHERE id = ?",
                (bytes.fromhex(self._context.user_id),),
            )
            self._role_holds = row is None or (
                bool(row[1]) and self._context.role in acting_roles(row[0])
            )
        return self._role_holds

    def _is_honest(self, touch: Touch) -> bool:
        """Actions change what they are for; nobody signs for somebody else, or ends themselves."""
        action_fields = ACTIONS.get((touch.spec.name, touch.verb))
        if touch.spec.is_append_only and touch.verb != "create":
            return False
        if action_fields is not None and not action_fields.issuperset(touch.fields):
            return False
        changeable = CHANGEABLE.get(touch.spec.name)
        if changeable and touch.verb == "update" and not changeable.issuperset(touch.fields):
            return False
        if touch.spec.name == "user" and touch.row_id == self._context.user_id:
            keeps = {"is_active", "role"}.isdisjoint(touch.fields)
            return touch.verb != "delete" and (touch.verb != "update" or keeps)
        return self._signs_for_oneself(touch)

    def _signs_for_oneself(self, touch: Touch) -> bool:
        context, values = self._context, touch.values
        me = bytes.fromhex(context.user_id)
        if not self._records_for_oneself(touch):
            return False
        signer = _SIGNERS.get((touch.spec.name, touch.verb))
        if signer is not None:
            gives_back = touch.verb == "claim" and values.get(signer) is None
            return gives_back or values.get(signer) == me
        match touch.spec.name, touch.verb:
            case "health_record", "create" | "update":
                is_signed = touch.verb == "create" or "signed_by" in touch.fields
                return not is_signed or values.get("signed_by") in (None, me)
            case "break_glass", "create":
                reviewed = [values.get(name) for name in ACTIONS["break_glass", "review"]]
                is_mine = (values.get("user_id"), values.get("role")) == (me, context.role)
                return is_mine and not any(reviewed)
            case "message", "update":
                return DRAFTED.isdisjoint(touch.fields) or self._is_draft(touch.row_id)
            case "cash_drawer", "create":
                return values.get("opened_by") == me
            case "cash_drawer", "update":
                return "closed_by" not in touch.fields or values.get("closed_by") == me
            case "export_request" | "removal_request", _:
                return self._is_own_request(touch)
            case "patient_merge", _:
                return self._is_own_merge(touch)
            case _:
                return True

    def _records_for_oneself(self, touch: Touch) -> bool:
        """Who wrote something down is who writes it, and stays so."""
        if "recorded_by" not in touch.spec.by_name:
            return True
        if touch.verb == "create":
            me = bytes.fromhex(self._context.user_id)
            return touch.values.get("recorded_by") in (None, me)
        return "recorded_by" not in touch.fields

    def _is_own_request(self, touch: Touch) -> bool:
        values, me = touch.values, bytes.fromhex(self._context.user_id)
        is_fresh = values.get("status") == "requested" and not values.get("decided_by")
        is_my_role = values.get("role") == self._context.role
        is_made = touch.verb != "create" or (is_fresh and is_my_role)
        return is_made and values.get("requested_by") == me

    def _is_own_merge(self, touch: Touch) -> bool:
        values, me = touch.values, bytes.fromhex(self._context.user_id)
        if touch.verb == "create":
            is_ended = values.get("unmerged_by") or values.get("unmerged_at")
            return values.get("merged_by") == me and is_live(values) and not is_ended
        if touch.verb == "unmerge":
            return values.get("unmerged_by") == me and not is_live(values)
        return touch.verb != "update"

    def _is_draft(self, message_id: RecordId) -> bool:
        """Whether a message was not said yet."""
        row = self._session.one(
            "SELECT drafted_by IS NOT NULL FROM message WHERE id = ?", (bytes.fromhex(message_id),)
        )
        return row is not None and bool(row[0])

    def _check_subject(self, touch: Touch) -> None:
        """Whoever decides about a record may also change it, or could have made it where it is
        only ever added; and the decision has an effect."""
        entity = str(touch.values.get("entity"))
        if touch.verb == "resolve":
            check_decision(entity, touch.values.get("resolution"))
        row_id = RecordId(str(touch.values.get("row_id")))
        owner = None
        if entity == "appointment":
            owner = self._session.one(
                "SELECT practitioner_id FROM appointment WHERE id = ?", (bytes.fromhex(row_id),)
            )
        subject = Touch(
            spec=entity_named(entity),
            verb="create" if stays_as_it_stands(entity) else "update",
            row_id=row_id,
            patient_id=touch.patient_id,
            practitioner_ids=owner or (),
        )
        denial = self._asked(subject)
        is_deletion = touch.values.get("kind") == ConflictKind.DELETE_UPDATE
        if denial is not None and is_deletion:
            denial = self._asked(replace(subject, verb="delete"))
        if denial is not None:
            raise denial

    def _scope(self, permission: Permission, touch: Touch) -> Scope:
        if not depends_on_scope(self._context.role, permission):
            return Scope.OTHER
        return Scope.OWN if self._is_own(touch) else Scope.OTHER

    def _is_own(self, touch: Touch) -> bool:
        context, entity = self._context, touch.spec.name
        if entity == "user":
            return touch.row_id == context.user_id
        if entity == "workstation":
            return touch.row_id == context.workstation_id
        if context.practitioner_id is None:
            return False
        mine = bytes.fromhex(context.practitioner_id)
        if entity == "appointment":
            return all(one == mine for one in touch.practitioner_ids)
        patient_id, user_id = touch.patient_id, context.user_id
        return patient_id is not None and cares_for(
            self._session, mine, patient_id, user_id=user_id, now=self._now
        )


def cares_for(
    session: Session,
    practitioner: bytes,
    patient_id: RecordId,
    *,
    user_id: UserId,
    now: datetime | None = None,
) -> bool:
    """Whether a patient is in a practitioner's care: theirs by record, as one of the care team
    on this day of the clinic's, or by a visit that stands.

    A visit the practitioner booked themselves (user_id is who they sign in as) makes nobody their
    patient: otherwise a booking would open every chart.
    """
    keys = person_keys(session, bytes.fromhex(patient_id))
    return any(_cares_for(session, practitioner, key, user_id, now) for key in keys)


def _cares_for(
    session: Session, practitioner: bytes, patient: bytes, user_id: UserId, now: datetime | None
) -> bool:
    found = session.one(
        "SELECT 1 FROM patient WHERE id = ? AND practitioner_id = ? UNION ALL "
        "SELECT 1 FROM appointment WHERE patient_id = ? AND practitioner_id = ? "
        f"AND deleted_at IS NULL AND status NOT IN ({_OFF_SQL}) "
        "AND coalesce(json_extract(stamps, '$.booked.by'), '') <> ? LIMIT 1",
        (patient, practitioner, patient, practitioner, user_id),
    )
    return found is not None or _is_of_the_team(session, practitioner, patient, now)


def _is_of_the_team(
    session: Session, practitioner: bytes, patient: bytes, now: datetime | None
) -> bool:
    spans = session.all(
        "SELECT coalesce(starts_on, ''), coalesce(ends_on, '9999') FROM care_team_member "
        "WHERE patient_id = ? AND practitioner_id = ? AND deleted_at IS NULL",
        (patient, practitioner),
    )
    if not spans:
        return False
    today = clinic_day(session, now)
    return any(begins <= today <= ends for begins, ends in spans)
