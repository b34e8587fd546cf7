"""The sums of a patient's account in one prepared statement, answered by indexes alone."""

from __future__ import annotations

from app.domain.ids import RecordId
from app.domain.ledger import Account
from app.storage.person import person_keys
from app.storage.session import Session

_ENTRIES = ("charge", "adjustment", "payment", "refund", "allocation")
# Entries are never deleted, so that (patient, currency, amount) is all that is read.
_SUMS = "SELECT " + ", ".join(
    f"(SELECT coalesce(sum(amount_minor), 0) FROM {name} WHERE patient_id = ?1 AND currency = ?2)"
    for name in _ENTRIES
)


def read_account(session: Session, patient_id: RecordId, currency: str) -> Account:
    """The sums of all of a person's records, in minor units of the currency."""
    keys = person_keys(session, bytes.fromhex(patient_id))
    sums = [session.one(_SUMS, (key, currency)) or (0,) * len(_ENTRIES) for key in keys]
    charged, adjusted, paid, refunded, allocated = map(sum, zip(*sums, strict=True))
    return Account(
        currency=currency,
        charged=charged,
        adjusted=adjusted,
        paid=paid,
        refunded=refunded,
        allocated=allocated,
    )
