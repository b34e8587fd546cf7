"""Accounts as panels use them: who owes, one ledger, and every entry that is added to one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar, cast

from app.domain.audit import AuditAction
from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.consistency import Written
from app.domain.context import ExecutionContext
from app.domain.drafts import DraftKey
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.phi import Phi, quiet
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.live.access import Access, Shown
from app.services import account_reading, receipts, tills
from app.services import accounts as service
from app.services.account_reading import AccountFilter, AccountRow, AccountView, DayLine
from app.services.accounts import FamilyMember, Values
from app.services.drafts import finish
from app.services.receipts import AgedAccount, Receipt, StatementPaper
from app.services.staff import clinic

T = TypeVar("T")
Work = Callable[[UnitOfWorkFactory, ExecutionContext], T]
KINDS: Mapping[str, type[Any]] = {
    "charge": Charge,
    "payment": Payment,
    "adjustment": Adjustment,
    "refund": Refund,
    "allocation": Allocation,
}

_FILTER = Shown(
    screen="account filter",
    action=AuditAction.SEARCH,
    entity="charge",
    permission=Permission.BALANCE_VIEW,
)
_ROWS = _FILTER._replace(screen="account list", action=AuditAction.LIST)
_ONE = _FILTER._replace(screen="account", action=AuditAction.VIEW)
_FAMILY = _FILTER._replace(screen="family account", action=AuditAction.LIST)
_DAY = _FILTER._replace(screen="entries of a day", action=AuditAction.LIST)
_AGING = _FILTER._replace(screen="aging", action=AuditAction.LIST)
_STATEMENTS = _FILTER._replace(
    screen="statements",
    action=AuditAction.LIST,
    permission=Permission.STATEMENT_PRINT,
)
_STATEMENT = Shown(
    screen="statement",
    action=AuditAction.PRINT,
    entity="charge",
    permission=Permission.STATEMENT_PRINT,
)
_RECEIPT = Shown(
    screen="receipt",
    action=AuditAction.PRINT,
    entity="payment",
    permission=Permission.RECEIPT_PRINT,
)


class EnterMoney(Protocol):
    """Runs a service at the level chosen for money at this desk."""

    def __call__(self, work: Work[T]) -> Awaitable[Written[T]]:
        """Do it, and come back once it is as far as was chosen."""
        ...


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """Where an entry comes from: why it is made, and the draft that ends with it."""

    reason: str = ""
    draft: DraftKey | None = None


_PLAINLY = Entering()


class AccountCollection:
    """Read accounts and add entries to them, off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        *,
        currency: str,
        enter_money: EnterMoney,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access
        self._currency = currency
        self._enter_money = enter_money

    async def ids(self, wanted: AccountFilter) -> tuple[RecordId, ...]:
        """The accounts a filter lets through, in order. Raises PermissionDenied."""
        return await self._access.show(
            _FILTER._replace(what=wanted.box, term=Phi(wanted.text.strip())),
            lambda reader: account_reading.list_accounts(
                reader, wanted=wanted, currency=self._currency
            ),
            subjects=lambda _ids: (),
            count=len,
        )

    async def rows(self, patient_ids: Sequence[RecordId]) -> dict[RecordId, AccountRow]:
        """The lines of some accounts (a page of about 200)."""
        return await self._access.show(
            _ROWS,
            lambda reader: account_reading.account_rows(
                reader, patient_ids=patient_ids, currency=self._currency
            ),
            subjects=lambda rows: rows,
        )

    async def view(self, patient_id: PatientId) -> AccountView:
        """One patient's account. Raises RecordNotFound, PermissionDenied."""
        access = self._access
        now = access.now()
        return await access.show(
            _ONE._replace(what=patient_id),
            lambda reader: account_reading.read_account_view(
                reader, access.context, patient_id=patient_id, now=now
            ),
            subjects=lambda _view: (patient_id,),
            patient_id=patient_id,
        )

    async def family(self, patient_id: PatientId) -> tuple[FamilyMember, ...]:
        """The accounts of those who pay together. Raises RecordNotFound, PermissionDenied."""
        access = self._access
        return await access.show(
            _FAMILY._replace(what=patient_id),
            lambda reader: account_reading.read_family_accounts(
                reader, access.context, patient_id=patient_id
            ),
            subjects=lambda members: (one.patient.id for one in members),
        )

    async def day(self, on: date) -> tuple[DayLine, ...]:
        """What was entered on a day, the latest first. Raises PermissionDenied."""
        access = self._access
        return await access.show(
            _DAY._replace(what=on.isoformat()),
            lambda reader: account_reading.read_day(
                reader, access.context, on=on, currency=self._currency
            ),
            subjects=lambda lines: (one.patient_id for one in lines),
            count=len,
        )

    async def entry_day(self) -> date:
        """The day money is entered on: today, or the next one where that was closed."""
        access = self._access
        here, now = access.context.clinic_id, access.now()
        return await access.plain(
            lambda reader: tills.open_day(reader, clinic=clinic(reader, clinic_id=here), now=now)
        )

    async def charge(
        self, patient_id: PatientId, values: Values, entering: Entering = _PLAINLY
    ) -> Charge:
        """Charge a service. Raises InvalidRecord, InvalidEntry, PermissionDenied."""
        return await self._add(
            lambda begin, context: service.charge(
                begin, context, patient_id=patient_id, values=values
            ),
            entering,
        )

    async def take_payment(
        self,
        patient_id: PatientId,
        values: Values,
        *,
        shares: Mapping[RecordId, int] | None = None,
        entering: Entering = _PLAINLY,
    ) -> Written[Payment]:
        """Take money in, at the level chosen for money. Raises what `charge` raises, ApiError."""

        def work(begin: UnitOfWorkFactory, context: ExecutionContext) -> Payment:
            def take() -> Payment:
                return service.take_payment(
                    begin, context, patient_id=patient_id, values=values, shares=shares
                )

            return finish(begin, context, take, key=entering.draft)

        return await self._enter_money(work)

    async def allocate(
        self,
        patient_id: PatientId,
        payment_id: RecordId,
        *,
        shares: Mapping[RecordId, int] | None = None,
        entering: Entering = _PLAINLY,
    ) -> tuple[Allocation, ...]:
        """Pay charges with what a payment has left. Raises RecordNotFound, InvalidValue."""
        return await self._add(
            lambda begin, context: service.allocate(
                begin, context, payment_id=payment_id, shares=shares, patient_id=patient_id
            ),
            entering,
        )

    async def adjust(
        self, patient_id: PatientId, values: Values, entering: Entering = _PLAINLY
    ) -> Adjustment:
        """Lessen (or raise) what is owed. Raises what `charge` raises."""
        return await self._add(
            lambda begin, context: service.adjust(
                begin, context, patient_id=patient_id, values=values
            ),
            entering,
        )

    async def give_back(
        self,
        patient_id: PatientId,
        payment_id: RecordId,
        values: Values,
        entering: Entering = _PLAINLY,
    ) -> Refund:
        """Give money of a payment back. Raises OverRefund, PermissionDenied."""
        return await self._add(
            lambda begin, context: service.give_back(
                begin, context, payment_id=payment_id, values=values, patient_id=patient_id
            ),
            entering,
        )

    async def reverse(
        self,
        kind: str,
        entry_id: RecordId,
        *,
        patient_id: PatientId | None = None,
        entering: Entering,
    ) -> Any:
        """Take an entry back by another one. Raises InvalidEntry, PermissionDenied."""
        entry = KINDS[kind]
        return await self._add(
            lambda begin, context: cast("Any", service.reverse)(
                begin,
                context,
                entry=entry,
                entry_id=entry_id,
                reason=entering.reason,
                patient_id=patient_id,
            ),
            entering,
        )

    async def receipt(self, patient_id: PatientId, payment_id: RecordId) -> Receipt:
        """A payment as its receipt says it.

        Raises RecordNotFound, InvalidValue for another's and one that was taken back.
        """
        access = self._access
        now = access.now()
        return await access.show(
            _ONE._replace(screen="receipt", what=payment_id, row_id=payment_id),
            lambda reader: receipts.read_receipt(
                reader, access.context, patient_id=patient_id, payment_id=payment_id, now=now
            ),
            subjects=lambda _receipt: (patient_id,),
            patient_id=patient_id,
        )

    async def aging(self) -> tuple[AgedAccount, ...]:
        """Every account that owes something, by age. Raises PermissionDenied."""
        access = self._access
        now = access.now()
        return await access.show(
            _AGING,
            lambda reader: receipts.read_aging(reader, access.context, now=now),
            subjects=lambda found: (one.id for one in found),
            count=len,
        )

    async def statements(self, patient_ids: Sequence[RecordId]) -> tuple[StatementPaper, ...]:
        """Statements for these patients; those who pay together share one."""
        access = self._access
        now = access.now()
        return await access.show(
            _STATEMENTS,
            lambda reader: receipts.read_statements(
                reader, access.context, patient_ids=patient_ids, now=now
            ),
            subjects=lambda papers: (
                key for one in papers for key in (one.to.id, *(at.patient.id for at in one.parts))
            ),
            count=len,
        )

    async def note_receipt(self, patient_ids: Iterable[RecordId], *, is_file: bool = False) -> None:
        """A receipt leaves the program, on paper or as a file. Raises PermissionDenied."""
        action = AuditAction.EXPORT if is_file else AuditAction.PRINT
        await self._access.hand_out(_RECEIPT._replace(action=action), patient_ids)

    async def note_statements(
        self, patient_ids: Iterable[RecordId], *, is_file: bool = False
    ) -> None:
        """Statements leave the program, on paper or as a file. Raises PermissionDenied."""
        action = AuditAction.EXPORT if is_file else AuditAction.PRINT
        await self._access.hand_out(_STATEMENT._replace(action=action), patient_ids)

    async def _add(self, work: Work[T], entering: Entering) -> T:
        begin, context = self._begin, self._access.context
        if entering.reason:
            context = context.because(entering.reason)
        return await self._threads.write(
            lambda: finish(begin, context, lambda: work(begin, context), key=entering.draft)
        )
