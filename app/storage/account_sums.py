"""The sums of accounts, of one patient or of all, in one prepared statement each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.ids import RecordId
from app.domain.ledger import Account, Owed
from app.storage.person import people, person_keys, survivors
from app.storage.session import Session

_ENTRIES = ("charge", "adjustment", "payment", "refund", "allocation")
# Entries are never deleted, so that (patient, currency, amount) is all that is read.
_SUMS = "SELECT " + ", ".join(
    f"(SELECT coalesce(sum(amount_minor), 0) FROM {name} WHERE patient_id = ?1 AND currency = ?2)"
    for name in _ENTRIES
)
_SIGNED = " UNION ALL ".join(
    f"SELECT patient_id AS patient, {side} AS minor FROM {name} WHERE currency = ?1"
    for name, side in (
        ("charge", "amount_minor"),
        ("refund", "amount_minor"),
        ("adjustment", "-amount_minor"),
        ("payment", "-amount_minor"),
    )
)
_BALANCES = f"SELECT patient, sum(minor) FROM ({_SIGNED}) GROUP BY patient HAVING sum(minor) <> 0"
_OWED = (
    "SELECT c.patient_id, c.service_on, c.amount_minor + coalesce(m.minor, 0) FROM charge AS c "
    "LEFT JOIN (SELECT charge, sum(minor) AS minor FROM ("
    "SELECT reverses_id AS charge, amount_minor AS minor FROM charge "
    "WHERE reverses_id IS NOT NULL AND currency = ?1 "
    "UNION ALL SELECT charge_id, -amount_minor FROM adjustment "
    "WHERE charge_id IS NOT NULL AND currency = ?1 "
    "UNION ALL SELECT charge_id, -amount_minor FROM allocation WHERE currency = ?1"
    ") GROUP BY charge) AS m ON m.charge = c.id "
    "WHERE c.reverses_id IS NULL AND c.currency = ?1 AND c.amount_minor + coalesce(m.minor, 0) > 0"
)


def read_balances(session: Session, currency: str) -> Mapping[RecordId, int]:
    """What every patient owes whose account is not even, in minor units; of a person who was
    merged under the record that goes on being used."""
    roots = _roots(session)
    sums: dict[RecordId, int] = {}
    for key, minor in session.all(_BALANCES, (currency,)):
        patient = RecordId(key.hex())
        root = roots.get(patient, patient)
        sums[root] = sums.get(root, 0) + minor
    return {key: minor for key, minor in sums.items() if minor}


def read_owed(session: Session, currency: str) -> tuple[Owed, ...]:
    """Every charge that still owes something."""
    roots = _roots(session)
    found = session.all(_OWED, (currency,))
    keyed = ((RecordId(key.hex()), on, minor) for key, on, minor in found)
    return tuple(
        Owed(patient_id=roots.get(key, key), service_on=date.fromisoformat(on), minor=minor)
        for key, on, minor in keyed
    )


def _roots(session: Session) -> Mapping[RecordId, RecordId]:
    """The record that goes on being used, of everybody who was merged."""
    return {one: survivors(session, (one,))[0] for one in people(session)}


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
