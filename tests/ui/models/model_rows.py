"""Every table and list of the window, and real rows of each as the services hand them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt

from app.domain.account_lines import AccountLine, LineState
from app.domain.availability import Holiday
from app.domain.billing import Fee
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.ledger import Account
from app.domain.nodes import Node
from app.domain.operations import OperationState
from app.domain.telemetry import Area, Measurement
from app.domain.treatment import Document
from app.domain.waiting import Recall, WaitlistEntry
from app.services.account_reading import AccountRow, DayLine
from app.services.call_lists import ToConfirm
from app.services.conflict_list import ConflictLine
from app.services.fees import FeeLine
from app.services.recalls import RecallLine
from app.services.receipts import AgedAccount
from app.services.record_lists import RecordLine
from app.services.waiting import WaitingChange
from app.services.waitlist import Waiting
from app.ui.models.account_list import AccountListModel, LedgerModel
from app.ui.models.audit_list import AuditListModel
from app.ui.models.billing_tables import AgingModel, DayModel, FeeModel, HeldRows
from app.ui.models.call_list import (
    CallListModel,
    confirm_lines,
    confirm_titles,
    recall_lines,
    recall_titles,
    waiting_lines,
    waiting_titles,
)
from app.ui.models.conflict_list import ConflictListModel
from app.ui.models.day_table import Column as DayColumn
from app.ui.models.day_table import DayTableModel
from app.ui.models.document_words import look_of
from app.ui.models.entry_list import EntryLine, EntryListModel
from app.ui.models.paged_rows import NO_PARENT, PagedRows
from app.ui.models.patient_list import PatientListModel
from app.ui.models.record_list import RecordListModel
from app.ui.models.report_table import ReportTable
from app.ui.models.search_results import Hit, HitKind, SearchResultsModel
from app.ui.models.share_list import ShareColumn, ShareModel
from app.ui.models.thread_list import ThreadListModel
from app.ui.models.waiting_list import WaitingListModel
from app.ui.panels.sync.connections_page import NodesModel
from app.ui.panels.sync.measurements_page import MeasurementsModel
from tests.factories import NOON, TODAY, USER_ID, ZONE, a_child, a_patient, a_record
from tests.ui.models.day_visits import a_day_visit
from tests.ui.models.test_audit_list import entry
from tests.ui.models.test_patient_list import a_row
from tests.ui.models.test_thread_list import a_line

AMARA = a_patient(mrn="P-AMARA")
USD = "USD"


@dataclass(frozen=True)
class Shown:
    """How a model is made, filled and worked with. more: what else its panel does with it."""

    make: Callable[[], QAbstractItemModel]
    show: Callable[[Any, Sequence[Any]], object]
    rows: Sequence[Any]
    changed: Callable[[Any], Any]
    """A row as it is after somebody changed its record."""
    more: Sequence[Callable[[Any], object]] = field(default=())


class PagedLines(PagedRows):
    """The windowed rows themselves, with one column of their own."""

    def columnCount(self, parent: Any = NO_PARENT) -> int:  # noqa: N802 (as Qt calls it)
        return 0 if parent.isValid() else 1

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        is_word = index.isValid() and role == Qt.ItemDataRole.DisplayRole
        return (self.line_at(index.row()) or ("", ""))[1] if is_word else None


class HeldLines(HeldRows):
    """Rows that are all at hand, with two columns of their own."""

    def titles(self) -> tuple[str, ...]:
        return ("Key", "Word")

    def words(self, row: Any, column: int) -> str:
        return str(row[column])


def put(model: Any, rows: Sequence[Any]) -> None:
    """As a panel fills a windowed list: who is listed first, then the lines of what is seen."""
    model.set_ids([one[0] if isinstance(one, tuple) and len(one) == 2 else one.id for one in rows])
    model.put_rows({_key(one): one for one in rows})


def _key(row: Any) -> RecordId:
    return row[0] if isinstance(row, tuple) and len(row) == 2 else row.id


def an_entry(at: int, **changes: Any) -> AccountLine:
    fields: dict[str, Any] = {
        "id": new_id(),
        "kind": "charge",
        "on": TODAY,
        "amount": 1_000 * at,
        "balance": 2_000 * at,
        "state": LineState.OPEN,
        "left": 1_000 * at,
        "text": f"Visit {at}",
        "created_at": NOON,
    }
    return AccountLine(**{**fields, **changes})


def an_account(at: int) -> AccountRow:
    account = Account(currency=USD, charged=1_000 * at)
    return AccountRow(
        id=PatientId(new_id()),
        name=f"Okafor {at}",
        mrn=f"P-{at}",
        birth_date="1971-05-03",
        account=account,
        is_pending=False,
    )


def a_day_line(at: int) -> DayLine:
    patient = PatientId(new_id())
    return DayLine(line=an_entry(at), patient_id=patient, name=f"Okafor {at}", mrn=f"P-{at}")


def a_fee(at: int) -> FeeLine:
    fee = a_record(Fee, amount_minor=100 * at)
    return FeeLine(fee=fee, code=f"9921{at}", name=f"Visit {at}")


def a_conflict(at: int) -> ConflictLine:
    made = NOON - timedelta(hours=at)
    return ConflictLine(
        id=new_id(),
        kind="field",
        entity="patient",
        fields=("phone",),
        patient_name=f"Okafor {at}",
        created_at=made,
    )


def a_waiting_change(at: int) -> WaitingChange:
    return WaitingChange(
        op_id=f"op-{at}",
        entity="patient",
        kind="update",
        fields=("phone",),
        state=OperationState.QUEUED,
        made_at=NOON,
        actor_id=USER_ID,
        patient_name=f"Okafor {at}",
    )


def a_measurement(at: int) -> Measurement:
    return Measurement(Area.API, f"GET /v1/{at}", 10 * at, at, 1.0, 2.0, 3.0, (("ok", at),))


def a_node(at: int) -> Node:
    return Node(role="workstation", name=f"Desk {at}", state="known", id=f"{at}", seen_at=NOON)


def a_document_line(at: int) -> RecordLine[Document]:
    document = a_child(Document, AMARA, title=f"Letter {at}", authored_on=TODAY)
    return RecordLine(
        record=document,
        patient_id=AMARA.id,
        patient_name=AMARA.display_name,
        mrn=AMARA.mrn,
        birth_date="1971-05-03",
        is_pending=False,
    )


_CALLED = {
    "patient_name": AMARA.display_name,
    "phone": "+12125550100",
    "practitioner_name": "Dr. Weiß",
    "visit_type_name": "Follow-up",
}


def a_wish(at: int) -> Waiting:
    return Waiting(entry=a_child(WaitlistEntry, AMARA, length_min=15 * at), has=None, **_CALLED)


def a_recall(at: int) -> RecallLine:
    due = TODAY + timedelta(days=at - 2)
    recall = a_child(Recall, AMARA, due_on=due, reason="blood pressure")
    return RecallLine(recall=recall, visit=None, **_CALLED)


def _calls(model: CallListModel, calls: Sequence[ToConfirm]) -> None:
    model.show_lines(confirm_titles(), confirm_lines(calls, ZONE))


def _wishes(model: CallListModel) -> None:
    model.show_lines(waiting_titles(), waiting_lines([a_wish(at) for at in (1, 2)], ZONE))


def _recalls(model: CallListModel) -> None:
    lines = recall_lines([a_recall(at) for at in range(1, 5)], zone=ZONE, now=NOON)
    model.show_lines(recall_titles(), lines)


def a_holiday(at: int) -> EntryLine:
    record = a_record(Holiday, on=TODAY + timedelta(days=at))
    return EntryLine((f"Holiday {at}", str(record.on)), record)


def an_aged(at: int) -> AgedAccount:
    buckets = (100 * at, 0, 0, 0, 50)
    return AgedAccount(
        id=PatientId(new_id()),
        name=f"Okafor {at}",
        mrn=f"P-{at}",
        birth_date="1971-05-03",
        buckets=buckets,
        balance=sum(buckets),
    )


def _typed_share(model: ShareModel) -> None:
    model.set_amount(2_500)
    model.split_by_hand(by_hand=True)
    model.setData(model.index(0, ShareColumn.SHARE), "12.50")


def _keyed(model: HeldRows, rows: Sequence[Any]) -> None:
    model.show_rows({_key(one): one for one in rows})


def _days(model: HeldRows, rows: Sequence[DayLine]) -> None:
    model.show_rows({one.line.id: one for one in rows})


def _fees(model: HeldRows, rows: Sequence[FeeLine]) -> None:
    model.show_rows({one.fee.id: one for one in rows})


def _audit(model: AuditListModel, rows: Sequence[Any]) -> None:
    model.start(len(rows))
    model.put_page(0, rows)


def _forget(model: Any) -> None:
    rows = {key: model.line_at(model.row_of(key)) for key in model.ids}
    model.forget_lines_but(set(model.ids[:1]))
    model.put_rows(rows)


_AT = range(1, 6)
_VISITS = [a_day_visit(starts_at=NOON + timedelta(hours=at), patient_name=f"P{at}") for at in _AT]
SHOWN: dict[type[QAbstractItemModel], Shown] = {
    PagedRows: Shown(
        PagedLines, put, [(new_id(), f"word {at}") for at in _AT], lambda one: (one[0], "other")
    ),
    HeldRows: Shown(
        lambda: HeldLines(currency=USD),
        _keyed,
        [(new_id(), f"word {at}") for at in _AT],
        lambda one: (one[0], "other"),
    ),
    PatientListModel: Shown(
        lambda: PatientListModel(zone=ZONE),
        put,
        [a_row(new_id(), name=f"Okafor {at}") for at in _AT],
        lambda one: one._replace(phone="+12125550199"),
    ),
    ThreadListModel: Shown(
        lambda: ThreadListModel(zone=ZONE, now=NOON),
        put,
        [a_line(new_id(), subject=f"Refill {at}") for at in _AT],
        lambda one: one._replace(subject="Other"),
        (_forget,),
    ),
    RecordListModel: Shown(
        lambda: RecordListModel(look_of),
        put,
        [a_document_line(at) for at in _AT],
        lambda one: replace(one, record=replace(one.record, title="Other")),
        (_forget,),
    ),
    AccountListModel: Shown(
        AccountListModel,
        put,
        [an_account(at) for at in _AT],
        lambda one: replace(one, account=Account(currency=USD, charged=99)),
        (_forget,),
    ),
    LedgerModel: Shown(
        lambda: LedgerModel(currency=USD),
        lambda model, rows: model.show_lines(rows),
        [an_entry(at) for at in _AT],
        lambda one: replace(one, left=0, state=LineState.PAID),
    ),
    DayModel: Shown(
        lambda: DayModel(currency=USD),
        _days,
        [a_day_line(at) for at in _AT],
        lambda one: replace(one, line=replace(one.line, amount=1)),
    ),
    AgingModel: Shown(
        lambda: AgingModel(currency=USD),
        _keyed,
        [an_aged(at) for at in _AT],
        lambda one: replace(one, balance=1),
    ),
    FeeModel: Shown(
        lambda: FeeModel(currency=USD),
        _fees,
        [a_fee(at) for at in _AT],
        lambda one: replace(one, name="Other"),
    ),
    ShareModel: Shown(
        lambda: ShareModel(currency=USD),
        lambda model, rows: model.show_charges(rows),
        [an_entry(at) for at in _AT],
        lambda one: replace(one, left=1),
        (_typed_share, lambda model: model.clear()),
    ),
    DayTableModel: Shown(
        DayTableModel,
        lambda model, rows: model.set_visits(rows, ZONE),
        _VISITS,
        lambda one: one._replace(status="arrived", waiting_since=NOON),
        (
            lambda model: model.set_now(NOON + timedelta(hours=1)),
            lambda model: model.sort(DayColumn.PATIENT, Qt.SortOrder.DescendingOrder),
            lambda model: model.set_visits(_VISITS, ZONE, names_days=True),
        ),
    ),
    CallListModel: Shown(
        CallListModel,
        _calls,
        [ToConfirm(one, "+12125550100") for one in _VISITS],
        lambda one: replace(one, phone=""),
        (_wishes, _recalls),
    ),
    ConflictListModel: Shown(
        lambda: ConflictListModel(zone=ZONE, user_id=USER_ID),
        lambda model, rows: model.set_lines(tuple(rows), NOON),
        [a_conflict(at) for at in _AT],
        lambda one: replace(one, fields=("email",)),
        (lambda model: model.tick(NOON + timedelta(days=2)),),
    ),
    WaitingListModel: Shown(
        lambda: WaitingListModel(zone=ZONE, user_id=USER_ID),
        lambda model, rows: model.show_changes(rows),
        [a_waiting_change(at) for at in _AT],
        lambda one: replace(one, state=OperationState.QUARANTINED),
    ),
    EntryListModel: Shown(
        lambda: EntryListModel(("Name", "Day")),
        lambda model, rows: model.show_lines(rows),
        [a_holiday(at) for at in _AT],
        lambda one: one._replace(cells=("Other", one.cells[1])),
    ),
    NodesModel: Shown(
        lambda: NodesModel(zone=ZONE, here="1"),
        lambda model, rows: model.show_nodes(rows),
        [a_node(at) for at in _AT],
        lambda one: replace(one, state="behind", behind=3),
    ),
    MeasurementsModel: Shown(
        MeasurementsModel,
        lambda model, rows: model.show_lines(rows),
        [a_measurement(at) for at in _AT],
        lambda one: replace(one, count=1_234),
    ),
    SearchResultsModel: Shown(
        SearchResultsModel,
        lambda model, rows: model.set_rows(tuple(rows)),
        [Hit(HitKind.PATIENT, new_id(), f"Okafor {at}", "3 May 1971") for at in _AT],
        lambda one: replace(one, detail="other"),
    ),
    AuditListModel: Shown(
        lambda: AuditListModel(zone=ZONE),
        _audit,
        [entry(seq=at) for at in _AT],
        lambda one: replace(one, patient="Somebody else"),
    ),
    ReportTable: Shown(
        ReportTable,
        lambda model, rows: model.show_lines(("Day", "Visits"), tuple(rows)),
        [(f"Day {at}", str(at)) for at in _AT],
        lambda one: (one[0], "99"),
    ),
}
