"""The assistant's window: which page comes after which, and what each asks of the work behind."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.first_run import route
from app.ui.first_run.answers import CreateAnswers, JoinAnswers, Protection, Unfinished
from app.ui.first_run.ask_dialog import AskDialog
from app.ui.first_run.clinic_page import ClinicPage
from app.ui.first_run.footer import Footer
from app.ui.first_run.join_page import JoinPage
from app.ui.first_run.page import Page
from app.ui.first_run.passphrase_page import PassphrasePage
from app.ui.first_run.pin_page import PinPage
from app.ui.first_run.ready_page import ReadyPage
from app.ui.first_run.recovery_page import RecoveryPage
from app.ui.first_run.recovery_sheet import RecoverySheet
from app.ui.first_run.route import Way
from app.ui.first_run.steps import Steps
from app.ui.first_run.welcome_page import WelcomePage
from app.ui.theme.style import theme
from app.ui.theme.tokens import Tone
from app.ui.widgets.surfaces import Notice


class FirstRunWindow(QWidget):
    """Asks page by page. Whoever made it does the work and tells the outcome.

    create_requested(CreateAnswers), join_requested(JoinAnswers), pin_requested(str; empty: none),
    look_again_requested(), start_over_requested(), cancel_requested() while busy, finished(),
    handing_out(AuditAction, go: what lets the recovery sheet leave once that is written down),
    close_requested() while busy, closed() when it is gone.
    """

    create_requested = Signal(object)
    join_requested = Signal(object)
    pin_requested = Signal(str)
    look_again_requested = Signal()
    start_over_requested = Signal()
    cancel_requested = Signal()
    close_requested = Signal()
    handing_out = Signal(object, object)
    finished = Signal()
    closed = Signal()

    def __init__(self, folder: str, *, workstation_name: str) -> None:
        super().__init__()
        theme()
        self.setObjectName("first_run_window")
        self.setWindowTitle(self.tr("Clinic Desk"))
        self.setMinimumSize(760, 520)
        self.resize(960, 640)
        self.folder = folder
        self._way = Way.OPEN
        self._unfinished: Unfinished | None = None
        self._protection = Protection()
        self._has_recovery = True
        self._may_close = False
        self.welcome = WelcomePage(folder)
        self.clinic = ClinicPage(workstation_name=workstation_name)
        self.join = JoinPage()
        self.passphrase = PassphrasePage()
        self.pin = PinPage()
        self.recovery = RecoveryPage()
        self.recovery.handing_out.connect(self.handing_out)
        self.ready = ReadyPage()
        self.steps = Steps()
        self.footer = Footer()
        self._trouble = Notice(Tone.DANGER, "circle-x", name="first_trouble")
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show(self.welcome)

    @property
    def page(self) -> Page:
        """The page on screen."""
        shown = self._stack.currentWidget()
        assert isinstance(shown, Page)  # noqa: S101 (only pages are in the stack)
        return shown

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return bool(self.footer.busy_words())

    def trouble(self) -> str:
        """What went wrong last."""
        return self._trouble.text()

    def show_zones(self, zones: Sequence[str], chosen: str) -> None:
        """The time zones this computer knows."""
        self.clinic.show_zones(zones, chosen)

    def show_protection(self, found: Protection) -> None:
        """What guards the data here."""
        self._protection = found
        self.passphrase.show_protection(found)
        self._show_steps()

    def show_unfinished(self, unfinished: Unfinished | None) -> None:
        """A join was interrupted here (go on with it), or no longer is (None)."""
        self._unfinished = unfinished
        self.join.go_on(unfinished)
        if unfinished is not None:
            self._way = Way.JOIN
            self._show(self.join)
        else:
            self._way = Way.OPEN
            self._show(self.welcome)

    def stop(self, words: str) -> None:
        """Nothing can be made in this folder."""
        self.welcome.stop(words)
        self.footer.show()
        self.footer.next_button.show()

    def set_busy(self, words: str, *, can_cancel: bool = False) -> None:
        """Something is being done (these words), or nothing is any more."""
        self._stack.setEnabled(not words)
        self.footer.set_busy(words, can_cancel=can_cancel)
        if words:
            self._trouble.set_text("")
        else:
            self.page.start()

    def fail(self, words: str, *, at_join: bool = False) -> None:
        """Say what went wrong; at_join turns to the page with address and code."""
        self.set_busy("")
        if at_join and self.page is not self.join:
            self._show(self.join)
        self._trouble.set_text(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self._trouble, QAccessible.Event.Alert))

    def home_made(self, *, has_keyring: bool, has_recovery: bool) -> None:
        """There is a desk now; has_recovery: a recovery code is still to be shown."""
        self._has_recovery = has_recovery
        self.passphrase.forget()
        self.join.forget()
        self.set_busy("")
        if has_keyring:
            self._show(self.pin)
        else:
            self.pin_requested.emit("")

    def show_recovery(self, sheet: RecoverySheet) -> None:
        """A recovery code was made."""
        self.set_busy("")
        self.recovery.show_code(sheet)
        self._show(self.recovery)

    def show_ready(self, *, has_pin: bool, can_have_pin: bool) -> None:
        """Everything is made; the list of what comes next is filled in."""
        self.pin.forget()
        self.ready.show_steps(has_pin=has_pin, can_have_pin=can_have_pin, folder=self.folder)

    def go_ready(self) -> None:
        """The last page."""
        self.set_busy("")
        self._has_recovery = False
        self.recovery.forget()
        self._show(self.ready)

    def let_close(self) -> None:
        """Close without a question."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is left half: what is under way ends first, a code not kept is asked about."""
        if self._may_close:
            super().closeEvent(event)
            self.closed.emit()
        elif self.is_busy:
            event.ignore()
            self.close_requested.emit()
        elif self._has_recovery and self.page in (self.pin, self.recovery):
            event.ignore()
            self._ask_to_leave()
        else:
            self._may_close = True
            super().closeEvent(event)
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on or presses the focused button; Escape cancels, goes back or closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            elif not isinstance(focused, QLineEdit):  # which has told its page already
                self._on_next()
        elif event.key() == Qt.Key.Key_Escape:
            self._on_escape()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        for page in self._pages:
            self._stack.addWidget(page)
        self._trouble.set_text("")
        self._trouble.setContentsMargins(0, 0, 0, 0)
        trouble = QHBoxLayout()
        trouble.setContentsMargins(24, 0, 24, 12)
        trouble.addWidget(self._trouble)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addLayout(trouble)
        right.addWidget(self.footer)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.steps)
        whole.addLayout(right, 1)

    def _connect(self) -> None:
        for page in self._pages:
            page.submitted.connect(self._on_next)
        self.welcome.create_chosen.connect(lambda: self._begin(Way.CREATE))
        self.welcome.join_chosen.connect(lambda: self._begin(Way.JOIN))
        self.passphrase.look_again_requested.connect(self.look_again_requested)
        self.join.start_over_requested.connect(self._ask_to_start_over)
        self.footer.back.connect(self._on_back)
        self.footer.cancelled.connect(self.cancel_requested)
        self.footer.went_on.connect(self._on_next)

    @property
    def _pages(self) -> tuple[Page, ...]:
        return (
            self.welcome,
            self.clinic,
            self.join,
            self.passphrase,
            self.pin,
            self.recovery,
            self.ready,
        )

    def _begin(self, way: Way) -> None:
        self._way = way
        self._show(self.clinic if way is Way.CREATE else self.join)

    def _show(self, page: Page) -> None:
        self._trouble.set_text("")
        self._stack.setCurrentWidget(page)
        self.footer.setVisible(page is not self.welcome)
        self.footer.next_button.setText(page.next_words)
        self.footer.back_button.setVisible(self._previous() is not None)
        self._show_steps()
        page.start()

    def _show_steps(self) -> None:
        now = self.page.objectName()
        pages = route.steps(self._way, now, has_keyring=self._protection.has_keyring)
        at = pages.index(now) if now in pages else 0
        self.steps.show_steps([route.step_words(page) for page in pages], at)

    def _previous(self) -> Page | None:
        unfinished = self._unfinished is not None
        name = route.previous(self._way, self.page.objectName(), is_unfinished=unfinished)
        return next((page for page in self._pages if page.objectName() == name), None)

    def _on_back(self) -> None:
        previous = self._previous()
        if previous is None or self.is_busy:
            return
        if previous is self.welcome:
            self._way = Way.OPEN
        self._show(previous)

    def _on_escape(self) -> None:
        if self.is_busy:
            self.cancel_requested.emit()
        elif self._previous() is not None:
            self._on_back()
        elif self.page is not self.ready:
            self.close()

    def _on_next(self) -> None:
        page = self.page
        if self.is_busy or not page.check():
            return
        self._trouble.set_text("")
        if page is self.welcome:
            if self.welcome.stop_words():
                self.close()
            return
        if page in (self.clinic, self.join):
            self._ask_passphrase()
        elif page is self.passphrase:
            self._request_home()
        elif page is self.pin:
            self.pin_requested.emit(self.pin.text())
        elif page is self.recovery:
            self.go_ready()
        else:
            self.finished.emit()

    def _ask_passphrase(self) -> None:
        if self._unfinished is not None:
            self.passphrase.ask_known()
        elif self._way is Way.CREATE:
            self.passphrase.ask_new(
                clinic_name=self.clinic.clinic_name.value(), username=self.clinic.username.value()
            )
        else:
            self.passphrase.ask_new(
                clinic_name="", username=self.join.username.value(), is_joining=True
            )
        is_new = self._way is Way.CREATE
        words = self.tr("Create the clinic") if is_new else self.tr("Join the clinic")
        self.passphrase.next_words = words
        self._show(self.passphrase)

    def _request_home(self) -> None:
        secret = self.passphrase.text()
        if self._way is Way.CREATE:
            page = self.clinic
            self.create_requested.emit(
                CreateAnswers(
                    clinic_name=page.clinic_name.value(),
                    zone=page.zones.zone(),
                    workstation_name=page.workstation.value(),
                    display_name=page.display_name.value(),
                    username=page.username.value(),
                    passphrase=secret,
                )
            )
        else:
            self.join_requested.emit(
                JoinAnswers(
                    server_url=self.join.url(),
                    code=self.join.code.code(),
                    username=self.join.username.value(),
                    passphrase=secret,
                    ca_file=self.join.ca_file,
                )
            )

    def _ask_to_leave(self) -> None:
        asked = AskDialog(
            self,
            self.tr("Leave without the recovery code?"),
            self.tr(
                "The clinic is made, but nobody has kept its recovery code. If the passphrase is "
                "forgotten or the keyring is lost, the data is lost. A new code can be made later: "
                "clinic-desk recovery-code."
            ),
            stay=self.tr("Stay"),
            go=self.tr("Leave without it"),
        )
        asked.confirmed.connect(self.let_close)
        asked.open()

    def _ask_to_start_over(self) -> None:
        asked = AskDialog(
            self,
            self.tr("Drop the interrupted join?"),
            self.tr(
                "What was made for it on this computer is deleted; nothing was typed into it yet. "
                "You need a fresh code to join again."
            ),
            stay=self.tr("Keep it"),
            go=self.tr("Start over"),
        )
        asked.confirmed.connect(self.start_over_requested)
        asked.open()
