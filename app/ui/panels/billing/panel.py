"""The Billing panel: accounts, today's entries, what is owed by age, the till and the prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget

from app.domain.account_lines import AccountLine
from app.domain.declare import Keeping
from app.domain.ids import PatientId, RecordId, is_record_id
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.account_reading import AccountView
from app.services.receipts import Receipt, StatementPaper
from app.ui.commands import command
from app.ui.models.billing_words import said as words
from app.ui.panel import Panel
from app.ui.panels.billing.accounts_page import AccountsPage
from app.ui.panels.billing.aging_page import AgingPage
from app.ui.panels.billing.day_page import DayPage
from app.ui.panels.billing.fees_page import FeesPage
from app.ui.panels.billing.till_page import TillPage
from app.ui.permitted import Permits
from app.ui.printing.money_papers import receipt_paper, statements_paper
from app.ui.printing.pages import Paper
from app.ui.printing.preview import HandOut, PrintPreview
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

ACCOUNTS, TODAY, AGING, TILL, FEES = "accounts", "today", "aging", "till", "fees"
Page = AccountsPage | DayPage | AgingPage | TillPage | FeesPage


class BillingPanel(Panel):
    """Charge, take payments, put accounts right, count the drawer, close the day."""

    holds = Keeping.DEMOGRAPHICS
    shows = frozenset({"account"})
    begins = frozenset({"payment", "charge", "adjustment"})

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="billing_panel")
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._resumed = ""
        self.accounts = AccountsPage(data_sync, tasks)
        self.today = DayPage(data_sync)
        self.aging = AgingPage(data_sync, tasks)
        self.till = TillPage(data_sync, tasks)
        self.fees = FeesPage(data_sync, tasks)
        self._named: dict[str, Page] = {
            ACCOUNTS: self.accounts,
            TODAY: self.today,
            AGING: self.aging,
            TILL: self.till,
            FEES: self.fees,
        }
        self.pages = QStackedWidget()
        self._chips: dict[str, Button] = {}
        self._lay_out()
        self._connect()
        self._make_commands()

    @property
    def front(self) -> Page:
        """The page in front."""
        shown = self.pages.currentWidget()
        return next(page for page in self._named.values() if page is shown)

    def opened(self) -> None:
        """Read what is looked at, and put the cursor on it."""
        self.front.look()
        resumed, self._resumed = self._resumed, ""
        if resumed and self.accounts.pane.patient_id is None:
            self.accounts.show_patient(resumed)
        else:
            self.front.take_focus()

    def place(self) -> str:
        """Whose account is open."""
        return self.accounts.pane.patient_id or ""

    def go_back_to(self, place: str) -> None:
        """Read this account again when the panel comes to the front."""
        self._resumed = place if is_record_id(place) else ""

    def show_record(self, entity: str, record_id: str) -> None:
        """Show a patient's account."""
        del entity
        self.show_page(ACCOUNTS)
        self.accounts.show_patient(record_id)

    def begin(self, entity: str, patient_id: str) -> None:
        """Begin a payment, a charge or an adjustment for a patient."""
        self.show_page(ACCOUNTS)
        self.accounts.show_patient(patient_id, form=entity)

    def start_new(self) -> None:
        """Ctrl+N: take a payment for the account that is open, else look for one."""
        self.show_page(ACCOUNTS)
        if self.accounts.pane.account is None:
            self.focus_filter()
        else:
            self.accounts.open_form("payment")

    def focus_filter(self) -> None:
        """Ctrl+F: put the cursor where this page's list is narrowed."""
        if self.front in (self.today, self.fees):
            self.front.take_focus() if self.front is self.fees else self.today.filter.setFocus()
            return
        self.show_page(ACCOUNTS)
        text = self.accounts.list.filters.text
        text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        text.selectAll()

    def close_side(self) -> bool:
        """Esc: close the form (what is typed is kept), else go back to the list."""
        if self.front is not self.accounts:
            return False
        return self.accounts.close_form() or self.accounts.go_back()

    def has_unsaved(self) -> bool:
        """Whether something is typed that was not saved."""
        return self.accounts.has_typed() or self.till.has_typed()

    def ask_unsaved(self) -> None:
        """The window wants to close: what is typed is kept as a draft."""
        self.accounts.close_form()

    async def keep_drafts(self) -> None:
        """Keep what is typed. Raises StorageError."""
        await self.accounts.keep_drafts()
        await self.till.keep_drafts()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open a form that was left unfinished."""
        if form in self.till.drafts:
            self.show_page(TILL)
            return True
        if not self.accounts.open_draft(form, subject):
            return False
        self.show_page(ACCOUNTS)
        return True

    def stop(self) -> None:
        """The window closes: read nothing more."""
        for page in self._named.values():
            page.stop()

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        page = self._named[name]
        self._chips[name].setChecked(True)
        if self.pages.currentWidget() is not page:
            self.pages.setCurrentWidget(page)
        page.look()

    def go_to(self, name: str) -> None:
        """Turn to a page and put the cursor where one begins there: what its keys do."""
        self.show_page(name)
        self.front.take_focus()

    def preview(self, paper: Paper, *, file_name: str, hand_out: HandOut) -> PrintPreview:
        """Show a document before it is printed."""
        dialog = PrintPreview(
            paper, file_name=file_name, hand_out=hand_out, tasks=self._tasks, parent=self
        )
        dialog.said.connect(self.said)
        dialog.open()
        return dialog

    def show_receipt(self, patient_id: PatientId, payment_id: RecordId) -> None:
        """Show a payment's receipt before it is printed."""
        self._tasks.start(
            self._data_sync.accounts.receipt(patient_id, payment_id), done=self._on_receipt
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow panel the title goes before the pages' names do."""
        super().resizeEvent(event)
        self._title.setVisible(self.width() > 640)

    def _on_receipt(self, receipt: Receipt) -> None:
        async def hand_out(is_file: bool) -> None:
            named = [RecordId(receipt.patient.id)]
            await self._data_sync.accounts.note_receipt(named, is_file=is_file)

        name = f"receipt-{receipt.payment.received_on.isoformat()}"
        self.preview(receipt_paper(receipt), file_name=name, hand_out=hand_out)

    def _on_statements(self, papers: Sequence[StatementPaper]) -> None:
        # Whose name and address stand on the paper leaves with it, whether or not they owe.
        people = [who for one in papers for who in (one.to, *(part.patient for part in one.parts))]
        named = [RecordId(who.id) for who in people]

        async def hand_out(is_file: bool) -> None:
            await self._data_sync.accounts.note_statements(named, is_file=is_file)

        name = f"statements-{papers[0].made_on.isoformat()}"
        self.preview(statements_paper(papers), file_name=name, hand_out=hand_out)

    def _on_sheet(self, paper: Paper, file_name: str) -> None:
        async def hand_out(is_file: bool) -> None:
            await self._data_sync.tills.note_sheet(is_file=is_file)

        self.preview(paper, file_name=file_name, hand_out=hand_out)

    def _on_receipt_wished(self, account: AccountView | None, line: AccountLine) -> None:
        if account is not None:
            self.show_receipt(PatientId(account.patient.id), line.id)

    def _show_account(self, patient_id: str) -> None:
        self.show_record("account", patient_id)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        self._title = label(words("Billing"), "title", name="billing_title")
        head.addWidget(self._title)
        head.addSpacing(6)
        self._group = QButtonGroup(self)
        for name, title in (
            (ACCOUNTS, words("Accounts")),
            (TODAY, words("Today")),
            (AGING, words("Owed by age")),
            (TILL, words("Till")),
            (FEES, words("Prices")),
        ):
            chip = Button(title, name=f"billing_{name}_chip", look=Look.CHIP)
            chip.clicked.connect(partial(self.show_page, name))
            self._group.addButton(chip)
            self._chips[name] = chip
            head.addWidget(chip)
            self.pages.addWidget(self._named[name])
        head.addStretch(1)
        self.page.addLayout(head)
        self.page.addWidget(self.pages, 1)
        self._chips[ACCOUNTS].setChecked(True)

    def _connect(self) -> None:
        for page in self._named.values():
            page.said.connect(self.said)
        self.accounts.did.connect(self.did)
        self.accounts.chart_wished.connect(self.patient_requested)
        self.accounts.receipt_wished.connect(self._on_receipt_wished)
        self.today.account_wished.connect(self._show_account)
        self.aging.account_wished.connect(self._show_account)
        self.aging.statements_wished.connect(self._on_statements)
        self.till.paper_wished.connect(self._on_sheet)

    def _make_commands(self) -> None:
        permission = Permission
        for kind, text, key, icon, asked in (
            ("payment", words("Take a payment"), "P", "banknote", permission.PAYMENT_TAKE),
            ("charge", words("Charge a service"), "G", "plus", permission.CHARGE_EDIT),
            ("adjustment", words("Adjust"), "J", "pencil", permission.ADJUSTMENT_EDIT),
            ("credit", words("Apply credit"), "A", "check", permission.PAYMENT_TAKE),
            ("refund", words("Refund"), "R", "undo-2", permission.REFUND_EDIT),
            ("reversal", words("Reverse an entry"), "X", "circle-x", permission.VOID_EDIT),
        ):
            verdict = self._permits.verdict(asked)
            why = "" if verdict.is_allowed or verdict.needs else self._permits.why_not(asked)
            fire: Callable[[], object] = partial(self._open_form, kind)
            keys = [f"Ctrl+Shift+{key}"]
            command(self, f"billing_{kind}", text, fire, keys=keys, icon=icon, why=why)
        for name, text, key in (
            (ACCOUNTS, words("Accounts"), "1"),
            (TODAY, words("Entered today"), "2"),
            (AGING, words("Owed by age and statements"), "3"),
            (TILL, words("Cash drawer and day close"), "4"),
            (FEES, words("Prices"), "5"),
        ):
            command(self, f"billing_{name}", text, partial(self.go_to, name), keys=[f"Alt+{key}"])
        save = words("Save the form")
        command(self, "billing_save_form", save, self._save_form, keys=["Ctrl+S"], icon="save")
        why = self._permits.why_not(Permission.RECEIPT_PRINT)
        text = words("Receipt of the chosen payment")
        command(
            self, "billing_receipt", text, self._receipt, keys=["Ctrl+P"], icon="receipt", why=why
        )

    def _open_form(self, kind: str) -> None:
        self.show_page(ACCOUNTS)
        self.accounts.open_form(kind)

    def _save_form(self) -> None:
        form = self.accounts.form
        if self.front is self.accounts and form is not None:
            form.save()

    def _receipt(self) -> None:
        pane = self.accounts.pane
        line, account = pane.line, pane.account
        if self.front is self.accounts and line is not None and line.kind == "payment" and account:
            self._on_receipt_wished(account, line)
        else:
            self.said.emit(words("Choose a payment in the ledger first."))
