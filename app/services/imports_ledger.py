"""Entries of another system's ledger, held to the rules of this one before they are kept."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.billing import Adjustment, Allocation, Charge, Payment
from app.domain.declare import Record
from app.domain.ids import PatientId, RecordId
from app.domain.ledger import Ledger
from app.domain.ledger_rules import AnyEntry, check_entry, live, stands_on_others, with_entry
from app.domain.ports import UnitOfWork
from app.domain.staff import Clinic
from app.services.accounts import ledger_of

_IMPORTED = (Charge, Payment, Adjustment, Allocation)


class ImportedLedger:
    """The accounts of one group: read once, then kept up with what the group adds.

    Of an account only what concerns the charge and the payment at hand is looked at: a long ledger
    would otherwise be added up anew for each of its lines.
    """

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._about: dict[RecordId, list[AnyEntry]] = {}
        self._read: set[tuple[PatientId, str]] = set()
        self._currency: str | None = None

    def check(self, record: Record) -> None:
        """Raise InvalidEntry for an entry that does not add up with its account; whether its day
        was closed here, the write path asks."""
        if not isinstance(record, _IMPORTED):
            return
        if self._currency is None:
            clinic = self._uow.records(Clinic).get(self._uow.context.clinic_id)
            self._currency = clinic.currency if clinic is not None else None
        ledger = self._concerning(record) if stands_on_others(record) else Ledger()
        check_entry(record, ledger, currency=self._currency)

    def added(self, record: Record) -> None:
        """Remember an entry that is kept."""
        if isinstance(record, _IMPORTED):
            self._note(record)

    def owed(self, charge_id: RecordId) -> int:
        """What a charge still owes, of an account that was read."""
        return self._about_one(charge_id).open_charges().get(charge_id, 0)

    def left(self, payment_id: RecordId) -> int:
        """What a payment has left, of an account that was read."""
        return self._about_one(payment_id).unallocated(payment_id)

    def shares_of(self, payment_id: RecordId) -> list[Allocation]:
        """What a payment was given to, of an account that was read."""
        shares = live(self._about_one(payment_id).allocations)
        return [one for one in shares if one.payment_id == payment_id]

    def _about_one(self, entry_id: RecordId) -> Ledger:
        return _ledger_of({one.id: one for one in self._about.get(entry_id, ())})

    def _concerning(self, entry: AnyEntry) -> Ledger:
        self.read(entry.patient_id, entry.currency)
        found = {one.id: one for name in _named(entry) for one in self._about.get(name, ())}
        return _ledger_of(found, entry.currency)

    def read(self, patient_id: PatientId, currency: str) -> None:
        """Read an account, once."""
        if (patient_id, currency) in self._read:
            return
        self._read.add((patient_id, currency))
        known = ledger_of(self._uow, patient_id=patient_id, currency=currency)
        kinds = known.charges, known.payments, known.adjustments, known.refunds, known.allocations
        for entries in kinds:
            for entry in entries:
                self._note(entry)

    def _note(self, entry: AnyEntry) -> None:
        for one in {entry.id, entry.reverses_id or entry.id, *_named(entry)}:
            self._about.setdefault(one, []).append(entry)


def _ledger_of(entries: Mapping[RecordId, AnyEntry], currency: str = "USD") -> Ledger:
    ledger = Ledger(currency=currency)
    for one in entries.values():
        ledger = with_entry(ledger, one)
    return ledger


def _named(entry: AnyEntry) -> list[RecordId]:
    """The payment and the charge an entry is about."""
    named = (getattr(entry, "payment_id", None), getattr(entry, "charge_id", None))
    return [one for one in named if one is not None]
