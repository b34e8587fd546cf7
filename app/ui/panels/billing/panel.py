"""The Billing panel: accounts and what is entered in them, today's entries."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget

from app.domain.declare import Keeping
from app.domain.ids import is_record_id
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.ui.commands import command
from app.ui.models.billing_words import said as words
from app.ui.panel import Panel
from app.ui.panels.billing.accounts_page import AccountsPage
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

ACCOUNTS = "accounts"
_ENTRIES = frozenset({"charge", "payment", "adjustment", "refund", "allocation"})


class BillingPanel(Panel):
    """Charge, take payments, put accounts right."""

    holds = Keeping.DEMOGRAPHICS
    shows = frozenset({"account"})
    begins = frozenset({"payment", "charge", "adjustment"})

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="billing_panel")
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._resumed = ""
        self.accounts = AccountsPage(data_sync, tasks)
        self.pages = QStackedWidget()
        self._chips: dict[str, Button] = {}
        self._lay_out()
        self._connect()
        self._make_commands()

    def opened(self) -> None:
        """Read what is looked at, and put the cursor on it."""
        self.accounts.look()
        resumed, self._resumed = self._resumed, ""
        if resumed and self.accounts.pane.patient_id is None:
            self.accounts.show_patient(resumed)
        else:
            self.accounts.take_focus()

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
        """Ctrl+F: put the cursor where accounts are looked for."""
        self.show_page(ACCOUNTS)
        text = self.accounts.list.filters.text
        text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        text.selectAll()

    def close_side(self) -> bool:
        """Esc: close the form (what is typed is kept), else go back to the list."""
        return self.accounts.close_form() or self.accounts.go_back()

    def has_unsaved(self) -> bool:
        """Whether something is typed that was not saved."""
        return self.accounts.has_typed()

    def ask_unsaved(self) -> None:
        """The window wants to close: what is typed is kept as a draft."""
        self.accounts.close_form()

    async def keep_drafts(self) -> None:
        """Keep what is typed. Raises StorageError."""
        await self.accounts.keep_drafts()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open a form that was left unfinished."""
        return self.accounts.open_draft(form, subject)

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self.accounts.stop()

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        self._chips[name].setChecked(True)
        self.pages.setCurrentWidget(self.accounts)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(words("Billing"), "title", name="billing_title"))
        self._group = QButtonGroup(self)
        for name, title in ((ACCOUNTS, words("Accounts")),):
            chip = Button(title, name=f"billing_{name}_chip", look=Look.CHIP)
            chip.clicked.connect(partial(self.show_page, name))
            self._group.addButton(chip)
            self._chips[name] = chip
            head.addWidget(chip)
        head.addStretch(1)
        self.page.addLayout(head)
        self.pages.addWidget(self.accounts)
        self.page.addWidget(self.pages, 1)
        self._chips[ACCOUNTS].setChecked(True)

    def _connect(self) -> None:
        self.accounts.said.connect(self.said)
        self.accounts.did.connect(self.did)
        self.accounts.chart_wished.connect(self.patient_requested)

    def _make_commands(self) -> None:
        for kind, text, key, icon, permission in (
            ("payment", words("Take a payment"), "Ctrl+Shift+P", "banknote", "PAYMENT_TAKE"),
            ("charge", words("Charge a service"), "Ctrl+Shift+G", "plus", "CHARGE_EDIT"),
            ("adjustment", words("Adjust"), "Ctrl+Shift+J", "pencil", "ADJUSTMENT_EDIT"),
            ("credit", words("Apply credit"), "Ctrl+Shift+A", "check", "PAYMENT_TAKE"),
            ("refund", words("Refund"), "Ctrl+Shift+R", "undo-2", "REFUND_EDIT"),
            ("reversal", words("Reverse an entry"), "Ctrl+Shift+X", "circle-x", "VOID_EDIT"),
        ):
            asked = Permission[permission]
            verdict = self._permits.verdict(asked)
            why = "" if verdict.is_allowed or verdict.needs else self._permits.why_not(asked)
            command(
                self,
                f"billing_{kind}",
                text,
                partial(self.accounts.open_form, kind),
                keys=[key],
                icon=icon,
                why=why,
            )
