"""What the chart's tabs list of one patient, and how their lines look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.domain.account_lines import AccountLine
from app.domain.appointment import Appointment
from app.domain.conversations import Box, ThreadFilter, ThreadRow
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.phi import quiet
from app.domain.record_lists import RecordFilter
from app.live.data_sync import DataSync
from app.services.record_lists import RecordLine
from app.ui.models import care_plan_words, document_words, prescription_words
from app.ui.models.billing_words import entry_words, shown_day, shown_money, state_look
from app.ui.models.day_words import status_look
from app.ui.models.message_words import category_words, last_words, when_words
from app.ui.models.record_list import LineLook
from app.ui.record_page import ListWords, Source
from app.ui.theme.tokens import Tone
from app.ui.wording import shown_visit

_ALL = "all"


def said(text: str) -> str:
    """A text in the user's language."""
    return QCoreApplication.translate("ChartTabs", text)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ChartList:
    """One tab: what it lists, who may look, and what Enter and a new one open.

    entities: a change of these reads it again. begins: what is begun of it, "" for nothing.
    """

    name: str
    title: str
    icon: str
    nothing: str
    permission: Permission
    opens: str
    entities: frozenset[str]
    begins: str = ""
    new: str = ""
    of_own: bool = False
    opens_patient: bool = False
    """Whether Enter opens what is the patient's as a whole: the account."""

    def words(self) -> ListWords:
        """What the list is called, and says where it is empty."""
        return ListWords(
            name=f"chart_{self.name}",
            title=said(self.title),
            icon=self.icon,
            nothing=said(self.nothing),
            nothing_detail="",
            action=said(self.new) if self.new else "",
            at_first=_ALL,
            entities=self.entities,
        )


def _marked(text: object) -> str:
    return str(text)


LISTS = (
    ChartList(
        name="visits",
        title=_marked(QT_TRANSLATE_NOOP("ChartTabs", "Visits")),
        icon="calendar-days",
        nothing=_marked(QT_TRANSLATE_NOOP("ChartTabs", "No visits yet")),
        permission=Permission.SCHEDULE_VIEW,
        opens="appointment",
        begins="appointment",
        new=_marked(QT_TRANSLATE_NOOP("ChartTabs", "New appointment")),
        entities=frozenset({"appointment", "patient", "practitioner"}),
    ),
    ChartList(
        name="messages",
        title=_marked(QT_TRANSLATE_NOOP("ChartTabs", "Messages")),
        icon="message-square",
        nothing=_marked(QT_TRANSLATE_NOOP("ChartTabs", "No messages")),
        permission=Permission.MESSAGE_VIEW,
        opens="message_thread",
        begins="message_thread",
        new=_marked(QT_TRANSLATE_NOOP("ChartTabs", "New message")),
        entities=frozenset({"message_thread", "message", "patient"}),
    ),
    ChartList(
        name="account",
        title=_marked(QT_TRANSLATE_NOOP("ChartTabs", "Account")),
        icon="wallet",
        nothing=_marked(QT_TRANSLATE_NOOP("ChartTabs", "Nothing on the account")),
        permission=Permission.BALANCE_VIEW,
        opens="account",
        begins="payment",
        new=_marked(QT_TRANSLATE_NOOP("ChartTabs", "Take a payment")),
        entities=frozenset({"charge", "payment", "adjustment", "refund", "allocation"}),
        opens_patient=True,
    ),
    ChartList(
        name="prescriptions",
        title=_marked(QT_TRANSLATE_NOOP("ChartTabs", "Prescriptions")),
        icon="pill",
        nothing=_marked(QT_TRANSLATE_NOOP("ChartTabs", "No prescriptions")),
        permission=Permission.PRESCRIPTION_VIEW,
        opens="prescription",
        begins="prescription",
        new=_marked(QT_TRANSLATE_NOOP("ChartTabs", "New prescription")),
        entities=frozenset({"prescription", "patient", "practitioner"}),
        of_own=True,
    ),
    ChartList(
        name="documents",
        title=_marked(QT_TRANSLATE_NOOP("ChartTabs", "Documents")),
        icon="folder-open",
        nothing=_marked(QT_TRANSLATE_NOOP("ChartTabs", "No documents yet")),
        permission=Permission.DOCUMENT_VIEW,
        opens="document",
        begins="document",
        new=_marked(QT_TRANSLATE_NOOP("ChartTabs", "Add documents")),
        entities=frozenset({"document", "patient"}),
        of_own=True,
    ),
    ChartList(
        name="care_plans",
        title=_marked(QT_TRANSLATE_NOOP("ChartTabs", "Care plans")),
        icon="clipboard-list",
        nothing=_marked(QT_TRANSLATE_NOOP("ChartTabs", "No care plans")),
        permission=Permission.CARE_PLAN_VIEW,
        opens="care_plan",
        begins="care_plan",
        new=_marked(QT_TRANSLATE_NOOP("ChartTabs", "New care plan")),
        entities=frozenset({"care_plan", "care_plan_goal", "patient"}),
        of_own=True,
    ),
)


class _Threads:
    """The conversations about a patient, as a list of records is read."""

    def __init__(self, data_sync: DataSync) -> None:
        self._messages = data_sync.messages

    async def ids(self, wanted: RecordFilter) -> tuple[RecordId, ...]:
        """All of theirs, the newest first."""
        asked = ThreadFilter(box=Box.ALL, patient_id=wanted.patient_id)
        return await self._messages.ids(asked)

    async def rows(
        self,
        record_ids: Sequence[RecordId],
        *,
        patient_id: PatientId | None = None,  # noqa: ARG002 (each names its own)
    ) -> dict[RecordId, ThreadRow]:
        """Their lines."""
        return await self._messages.rows(record_ids)


class _Ledger:
    """The entries of a patient's account, as a list of records is read: with one look at it."""

    def __init__(self, data_sync: DataSync) -> None:
        self._accounts = data_sync.accounts
        self._lines: Mapping[RecordId, AccountLine] = {}

    async def ids(self, wanted: RecordFilter) -> tuple[RecordId, ...]:
        """Every entry, the newest first."""
        if wanted.patient_id is None:
            return ()
        view = await self._accounts.view(wanted.patient_id)
        self._lines = {one.id: one for one in view.lines}
        return tuple(self._lines)

    async def rows(
        self,
        record_ids: Sequence[RecordId],
        *,
        patient_id: PatientId | None = None,  # noqa: ARG002 (one account was read)
    ) -> dict[RecordId, AccountLine]:
        """The entries that were read."""
        return {key: self._lines[key] for key in record_ids if key in self._lines}


def source_of(name: str, data_sync: DataSync) -> Source:
    """Where a tab's list is read from."""
    makers: Mapping[str, Callable[[], Source]] = {
        "visits": lambda: data_sync.visits,
        "messages": lambda: _Threads(data_sync),
        "account": lambda: _Ledger(data_sync),
        "prescriptions": lambda: data_sync.prescriptions,
        "documents": lambda: data_sync.documents,
        "care_plans": lambda: data_sync.care_plans,
    }
    return makers[name]()


def look_for(name: str, data_sync: DataSync) -> Callable[[Any], LineLook]:
    """How a tab's lines look."""
    zone, currency = data_sync.clinic.zone, data_sync.clinic.currency
    makers: Mapping[str, Callable[[Any], LineLook]] = {
        "visits": lambda line: _visit_look(line, zone),
        "messages": lambda row: _thread_look(row, data_sync),
        "account": lambda line: _entry_look(line, currency),
        "prescriptions": prescription_words.look_of,
        "documents": document_words.look_of,
        "care_plans": care_plan_words.look_of,
    }
    return makers[name]


def _visit_look(line: RecordLine[Appointment], zone: str) -> LineLook:
    visit = line.record
    status = status_look(visit.status, visit.confirmation)
    return LineLook(
        title=visit.reason or said("Visit"),
        detail=line.who,
        when=shown_visit(visit.starts_at, zone),
        state=status.word,
        tone=status.tone,
        icon="calendar-days",
        patient=line.patient_name,
        patient_key=line.patient_id,
        is_pending=line.is_pending,
    )


def _thread_look(row: ThreadRow, data_sync: DataSync) -> LineLook:
    unread = bool(row.last and row.last.unread)
    return LineLook(
        title=row.subject,
        detail=last_words(row),
        when=when_words(row.last_at, data_sync.clock.now(), data_sync.clinic.zone),
        state=said("Unread") if unread else category_words(row.category),
        tone=Tone.INFO if unread else Tone.NEUTRAL,
        icon="message-square",
        patient=row.patient_name,
        patient_key=row.patient_id or "",
        is_pending=row.is_pending,
    )


def _entry_look(line: AccountLine, currency: str) -> LineLook:
    state, balance = state_look(line), shown_money(line.balance, currency)
    return LineLook(
        title=entry_words(line),
        detail=f"{shown_day(line.on)} · {balance}",
        when=shown_money(line.amount, currency),
        state=state.words,
        tone=state.tone,
        icon="wallet",
        patient="",
        patient_key="",
        is_pending=line.is_pending,
        spoken=said("Balance after it: {0}").format(balance),
    )
