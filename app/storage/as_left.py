"""Whether every record is as the audit trail left it: across key rotations and new versions, too.

The last event says what all records looked like (row_proof.py). Under a new key, or with other
columns, that is counted anew; before that it is compared a last time with the key and the columns
it was counted with. What does not fit becomes an event, so no later count makes it whole again:
only an administrator who has looked into it does.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.audit import AuditAction
from app.domain.errors import StorageError
from app.domain.ports import AuditSigner
from app.storage.audit import AuditEvent, AuditTrail, Head, read_head
from app.storage.desk_proof import DeskProof, Tally
from app.storage.meta import MetaTable
from app.storage.row_proof import STATE_BYTES, RowProof, is_of_a_layout, present_layout
from app.storage.session import Session

LAYOUT_FACT = "record_layout"
"""Fact with the tables and columns the last state of the records was counted with."""
BASELINE_FACT = "record_baseline"
"""Fact with the state of the records after a change of their columns, until an event has it."""
UNFIT_FACT = "records_unfit"
"""Fact that something was not as the trail left it, until an administrator goes on from there."""
_FIRST_WITH_STATES = "0005"
PAGE = 5000
"""Rows that are looked at in one go."""
_LATEST = (
    "SELECT action FROM audit WHERE action IN "
    f"('{AuditAction.RECORDS_UNFIT}', '{AuditAction.AUDIT_TRAIL_ACCEPTED}') "
    "ORDER BY seq DESC LIMIT 1"
)


def verify_rows(
    session: Session,
    signer: AuditSigner,
    *,
    page: int = PAGE,
    after_page: Callable[[], object] = bool,
) -> bool:
    """Whether the records are as the last event left them, and always were as far as is known.

    True also where that event cannot tell: one of an older version. after_page is called after so
    many rows each time; it may wait. Raises the StorageError family.
    """
    if session.one(_LATEST) == (str(AuditAction.RECORDS_UNFIT),):
        return False
    return _fits(session, signer, page, after_page) is not False


def take_over(session: Session, signer: AuditSigner, trail: AuditTrail, facts: MetaTable) -> None:
    """Count the records anew, before the first write under a new key or with other columns."""
    fits = _fits(session, signer)
    trail.state = RowProof(signer).whole(session)
    facts.set(LAYOUT_FACT, present_layout().decode())
    facts.set(BASELINE_FACT, None)
    if fits is False:
        note_unfit(trail, facts, "records")


def note_unfit(trail: AuditTrail, facts: MetaTable, *parts: str) -> None:
    """Write down what is not as the trail left it: from here on the desk is for reading only."""
    trail.add(AuditEvent(action=AuditAction.RECORDS_UNFIT, entity="audit", fields=parts))
    facts.set(UNFIT_FACT, "yes")


@dataclass(frozen=True, slots=True)
class BeforeUpgrade:
    """How the records were before their columns change."""

    head: Head
    fits: bool | None


def before_upgrade(
    session: Session, signer: AuditSigner, *, revision: str | None
) -> BeforeUpgrade | None:
    """Compare a last time with the old columns; None for a database without such states."""
    if revision is None or revision < _FIRST_WITH_STATES:
        return None
    return BeforeUpgrade(read_head(session), _fits(session, signer))


def after_upgrade(session: Session, signer: AuditSigner, before: BeforeUpgrade) -> None:
    """Keep the state with the new columns, signed with where the trail ends, in the upgrade's own
    transaction. What did not fit keeps none: then the first event says so."""
    if not is_of_a_layout(before.head.state):
        return
    proof = DeskProof(session, Tally(signer), before.head)
    facts = MetaTable(session, proof.moved)
    state = RowProof(signer).whole(session)
    mac = signer.mac(before.head.mac, b"record baseline" + state)
    facts.set(BASELINE_FACT, f"{state.hex()}:{mac.hex()}" if before.fits else "unfit")
    facts.set(LAYOUT_FACT, present_layout().decode())
    proof.keep(before.head)


def _fits(
    session: Session,
    signer: AuditSigner,
    page: int = PAGE,
    after_page: Callable[[], object] = bool,
) -> bool | None:
    """None where the last event cannot tell."""
    head, facts = read_head(session), MetaTable(session)
    if head.state is None or not is_of_a_layout(head.state):
        return None
    state: bytes | None = head.state[:STATE_BYTES]
    baseline = facts.get(BASELINE_FACT)
    if baseline is not None:
        state = _signed(signer, head, baseline)
    layouts = (present_layout(), (facts.get(LAYOUT_FACT) or "").encode())
    for key in (signer, *signer.earlier()):
        for layout in layouts:
            proof = RowProof(key, layout)
            if state is not None and proof.is_comparable(state):
                try:
                    return proof.whole(session, page=page, after_page=after_page) == state
                except StorageError:
                    if layout == layouts[0]:
                        raise
                    return False  # those columns are not there any more
    return False


def _signed(signer: AuditSigner, head: Head, baseline: str) -> bytes | None:
    state, _, mac = baseline.partition(":")
    try:
        raw, kept = bytes.fromhex(state), bytes.fromhex(mac)
    except ValueError:
        return None
    expected = signer.mac(head.mac, b"record baseline" + raw)
    return raw if hmac.compare_digest(expected, kept) else None
