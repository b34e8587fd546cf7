"""Whether who made an operation may do so: the role matrix, asked again at the server.

Pure, over the ledger. The server sees an account, not the hat it wore: broken glass stands in the
audit trail of the desk that asked for it (domain/permissions.py). A reason comes with its change,
and stands beside it in the history.
"""

from __future__ import annotations

from typing import Any

from app.domain.declare import entity_named
from app.domain.history import NoteStatus
from app.domain.merging import is_live
from app.domain.operations import Operation, WireBody, stated
from app.domain.permissions import Permission, Scope, is_account_allowed
from app.domain.record_permissions import (
    ACTIONS,
    CHANGEABLE,
    FURTHER,
    TWO_PERSON,
    further_permissions,
    permission_for,
)
from app.domain.removing import is_third_person
from app.domain.staff import Role
from app.domain.two_person import REQUESTED
from app.server.brought import brings, is_of_source, says_so
from app.server.ledger import Account, Ledger
from app.server.removals import is_allowed_removal
from app.server.senders import speaks_for_itself

ACTOR_NOT_HERE = "actor_not_here"
NEEDS_ACTOR_SESSION = "needs_actor_session"
REVIEW = ACTIONS["break_glass", "review"]


def is_allowed(ledger: Ledger, operation: Operation) -> bool:
    """Whether the matrix allows an operation to the account of who made it."""
    account = account_of(ledger, operation.actor_id)
    if account is None or not account.is_active:
        return False
    if not _is_honest(ledger, operation, account):
        return False
    return _is_in_matrix(ledger, operation, account) or _is_import(ledger, operation, account)


def rests_on_import(ledger: Ledger, operation: Operation) -> bool:
    """Whether an update that was taken counted only because an import is said to bring it."""
    if not says_so(operation):
        return False
    account = account_of(ledger, operation.actor_id)
    if account is None:
        return False
    return not _is_in_matrix(ledger, operation, account)


def _is_in_matrix(ledger: Ledger, operation: Operation, account: Account) -> bool:
    permission = _permission(operation)
    if permission is None:
        return False
    scope = _scope(ledger, operation)
    why = _has_reason(ledger, operation)
    if not is_account_allowed(account.role, permission, scope, has_reason=why):
        return False
    further = _further(ledger, operation)
    return not further or all(
        is_account_allowed(account.role, one, scope, has_reason=why) for one in further
    )


def _has_reason(ledger: Ledger, operation: Operation) -> bool:
    """Whether it is said why; what two persons do together says so in its record."""
    if operation.reason.strip() or operation.entity not in TWO_PERSON:
        return bool(operation.reason.strip())
    row = ledger.rows.get((operation.entity, operation.id))
    stored = (row.body if row else None) or {}
    return bool(stated(str((operation.full or stored).get("reason", ""))))


def _further(ledger: Ledger, operation: Operation) -> tuple[Permission, ...]:
    """What it takes besides: putting a visit over others is more than moving it."""
    if operation.entity not in FURTHER:
        return ()
    row = ledger.rows.get((operation.entity, operation.id))
    stored = (row.body if row else None) or {}
    values = {**stored, **(operation.full or {})}
    values |= {name: change.new for name, change in operation.patch.items()}
    return further_permissions(operation.entity, _verb(operation), operation.patch, values)


def missing_session(ledger: Ledger, operation: Operation) -> str:
    """Why an operation in somebody's name waits for a session of theirs; "" where it need not.

    Whoever sends it wrote the name: it counts where that person is known at the workstation, and
    for what only administrators do where they send it themselves.
    """
    if operation.actor_id == ledger.principal_id:
        return ""
    if operation.actor_id not in ledger.present:
        return ACTOR_NOT_HERE
    return NEEDS_ACTOR_SESSION if _is_administrators(ledger, operation) else ""


def account_of(ledger: Ledger, user_id: str) -> Account | None:
    """The clinic's account of a user: by their credential, and by the record an administrator made
    where they have not signed in at the server yet. None: nobody of this clinic."""
    row = ledger.rows.get(("user", user_id))
    account = ledger.accounts.get(user_id)
    if row is None:
        return account
    body = row.body or {}
    is_active = bool(body.get("is_active", False))
    if account is None:
        return Account(str(body.get("role", "")), str(body.get("username", "")), is_active)
    return Account(account.role, account.username, account.is_active and is_active)


def note_account(ledger: Ledger, row_id: str, body: WireBody | None, operation: Operation) -> None:
    """Let the account follow what another's operation made of its record, for the rest of the
    batch; the stored one follows with the transaction (standing.py)."""
    if operation.kind == "create":
        ledger.present.add(row_id)  # by an administrator's own session, or it is their own record
    account = ledger.accounts.get(row_id)
    if account is None or operation.actor_id == row_id:
        return
    role = str((body or {}).get("role", account.role))
    is_active = bool((body or {}).get("is_active", False))
    ledger.accounts[row_id] = Account(role, account.username, is_active)


def _permission(operation: Operation) -> Permission | None:
    filled = (name for name, value in (operation.full or {}).items() if value is not None)
    fields = operation.patch if operation.kind == "update" else filled
    return permission_for(operation.entity, _verb(operation), fields)


def _is_administrators(ledger: Ledger, operation: Operation) -> bool:
    """Whether nobody but an administrator may do this."""
    permission, scope = _permission(operation), _scope(ledger, operation)
    return permission is None or not any(
        is_account_allowed(role, permission, scope) for role in Role if role != Role.ADMIN
    )


def _verb(operation: Operation) -> str:
    if operation.action:
        return operation.action
    is_review = operation.entity == "break_glass" and REVIEW.issuperset(operation.patch)
    return "review" if is_review and operation.kind == "update" else operation.kind


def _scope(ledger: Ledger, operation: Operation) -> Scope:
    return Scope.OWN if _is_own(ledger, operation) else Scope.OTHER


def _is_own(ledger: Ledger, operation: Operation) -> bool:
    match operation.entity:
        case "user":
            return operation.id == operation.actor_id
        case "workstation":
            return operation.id == ledger.device_id
        case "appointment":
            return _is_own_visit(ledger, operation)
        case _:
            return False


def _is_own_visit(ledger: Ledger, operation: Operation) -> bool:
    """Whether a visit was and stays with the practitioner who acts."""
    user = ledger.rows.get(("user", operation.actor_id))
    mine: Any = (user.body or {}).get("practitioner_id") if user else None
    row = ledger.rows.get((operation.entity, operation.id))
    bodies: list[WireBody] = [body for body in (row.body if row else None, operation.full) if body]
    if "practitioner_id" in operation.patch:
        bodies.append({"practitioner_id": operation.patch["practitioner_id"].new})
    if row is not None and row.body is None:
        bodies.append(ledger.last_bodies.get((operation.entity, operation.id), {}))
    return mine is not None and all(body.get("practitioner_id") == mine for body in bodies)


def _is_honest(ledger: Ledger, operation: Operation, account: Account) -> bool:
    """Nobody gives themselves a role or another name, breaks the glass as somebody else, or
    reviews, writes or reads in another's name, or parts a person from their records."""
    if not (_is_changeable(operation) and _records_for_oneself(operation)):
        return False
    new = _said(operation)
    match operation.entity:
        case "health_record" if new.get("status") == NoteStatus.FINAL or "signed_by" in new:
            return new.get("signed_by") in (None, operation.actor_id)
        case "user" if operation.id == operation.actor_id:
            return _keeps_standing(operation, new, account)
        case "user":
            return _leaves_an_administrator(ledger, operation, new)
        case "message":
            return speaks_for_itself(ledger, operation, account)
        case "patient" | "patient_merge":
            return _keeps_people_whole(ledger, operation, new)
        case "break_glass" if operation.kind == "create":
            is_reviewed = any(new.get(name) for name in REVIEW)
            return new.get("user_id") == operation.actor_id and not is_reviewed
        case "break_glass":
            is_own_word = new.get("reviewed_by", operation.actor_id) == operation.actor_id
            return is_own_word and not _reviews_oneself(ledger, operation)
        case "export_request" | "removal_request":
            return _keeps_two_persons(ledger, operation, new)
        case _:
            return True


def _records_for_oneself(operation: Operation) -> bool:
    """Whether who wrote something down is who writes it, and stays so."""
    if "recorded_by" not in entity_named(operation.entity).by_name:
        return True
    made = operation.full if operation.kind == "create" else None
    is_own = (made or {}).get("recorded_by") in (None, operation.actor_id)
    return is_own and "recorded_by" not in operation.patch


def _keeps_two_persons(ledger: Ledger, operation: Operation, new: WireBody) -> bool:
    """What two persons do together is asked for in one's own name, and allowed in one's own name by
    somebody else; a file of patients' data is written by who asked, a patient removed by a third.
    """
    if operation.kind == "create":
        is_decided = any(new.get(name) for name in ("decided_by", "written_at", "carried_out_by"))
        is_open = new.get("status", REQUESTED) == REQUESTED
        return new.get("requested_by") == operation.actor_id and is_open and not is_decided
    row = ledger.rows.get((operation.entity, operation.id))
    known = (row.body if row else None) or {}
    asked_by, decided_by = known.get("requested_by"), known.get("decided_by")
    match operation.action:
        case "decide":
            return new.get("decided_by") == operation.actor_id != asked_by
        case "carry_out":
            is_own_word = new.get("carried_out_by") == operation.actor_id
            return is_own_word and is_third_person(operation.actor_id, asked_by, decided_by)
        case action:
            return action == "write" and asked_by == operation.actor_id


def _said(operation: Operation) -> WireBody:
    """What it says of its record's fields; mostly a new record, which is not copied for that."""
    new = operation.full or {}
    return (
        new | {name: one.new for name, one in operation.patch.items()} if operation.patch else new
    )


def _is_changeable(operation: Operation) -> bool:
    """Whether anybody at all changes this of such a record."""
    if operation.kind != "create" and entity_named(operation.entity).is_append_only:
        return False
    return set(operation.patch) <= CHANGEABLE.get(operation.entity, set(operation.patch))


def _keeps_people_whole(ledger: Ledger, operation: Operation, new: WireBody) -> bool:
    """A merge is made in one's own name and only ever taken back; no record of somebody who is
    merged goes by itself, and nobody's without leave."""
    if operation.entity == "patient":
        if operation.kind != "delete":
            return True
        people = ledger.survivors
        is_merged = operation.id in people or operation.id in people.values()
        return not is_merged and is_allowed_removal(ledger, operation)
    if operation.kind != "create":
        return operation.kind == "action"
    is_ended = new.get("unmerged_by") or new.get("unmerged_at") or not is_live(new)
    return new.get("merged_by") == operation.actor_id and not is_ended


def _reviews_oneself(ledger: Ledger, operation: Operation) -> bool:
    """Whether somebody looks at their own broken glass although another administrator could."""
    row = ledger.rows.get((operation.entity, operation.id))
    body = (row.body if row else None) or {}
    if body.get("user_id") != operation.actor_id:
        return False
    others = (one for user_id, one in ledger.accounts.items() if user_id != operation.actor_id)
    return any(one.role == Role.ADMIN and one.is_active for one in others)


def _keeps_standing(operation: Operation, new: WireBody, account: Account) -> bool:
    """Nobody ends or lifts themselves, administrators neither: the last could not come back."""
    if operation.kind == "delete" or new.get("is_active", True) is not True:
        return False
    name = str(new.get("username", account.username)).strip().casefold()
    is_same_name = name == account.username.strip().casefold()
    return new.get("role", account.role) == account.role and (
        is_same_name or account.role == Role.ADMIN
    )


def _leaves_an_administrator(ledger: Ledger, operation: Operation, new: WireBody) -> bool:
    """Whether somebody still administers the clinic after a colleague's record was changed."""
    account = ledger.accounts.get(operation.id)
    if account is None or account.role != Role.ADMIN or not account.is_active:
        return True
    is_taken = operation.kind == "delete" or not new.get("is_active", True)
    if not is_taken and new.get("role", Role.ADMIN) == Role.ADMIN:
        return True
    others = (one for user_id, one in ledger.accounts.items() if user_id != operation.id)
    return any(one.role == Role.ADMIN and one.is_active for one in others)


def _is_import(ledger: Ledger, operation: Operation, account: Account) -> bool:
    """Whether an import may bring this: a new record, or what nobody changed of one it brought."""
    if not is_account_allowed(account.role, Permission.IMPORT_RECORDS, Scope.OTHER):
        return False
    return brings(operation) or is_of_source(ledger, operation)
