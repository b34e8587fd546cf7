"""The cash drawer of this desk and the clinic's day: opened, counted, closed, on paper."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.billing import CashDrawer, DaySheet, PaymentMethod
from app.domain.errors import InvalidValue
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.till_reading import TillView
from app.ui.error_presenter import words_for
from app.ui.form_draft import FormDraft
from app.ui.models.billing_words import (
    said,
    shown_day,
    shown_money,
)
from app.ui.panels.billing.count_box import CountBox
from app.ui.panels.billing.money_field import MoneyField
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.printing.money_papers import day_paper, drawer_paper
from app.ui.printing.pages import Paper
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.sure_button import SureButton
from app.ui.wording import shown_time, shown_visit

_LONGEST_NOTE = 500
_METHODS = tuple(map(str, PaymentMethod))


class TillPage(QScrollArea):
    """said(words). paper_wished(Paper, file name): to be looked at and printed."""

    said = Signal(str)
    paper_wished = Signal(object, str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("till_page")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(said("Till"))
        self._data_sync, self._tasks = data_sync, tasks
        self._currency, self._zone = data_sync.clinic.currency, data_sync.clinic.zone
        self._permits = Permits(data_sync)
        self._names: dict[str, str] = {}
        self._is_saving = False
        self._owes_focus = False
        """Somebody came before it was known whether a drawer is open."""
        self.query: LiveQuery[TillView] = LiveQuery(
            data_sync.feed,
            data_sync.tills.view,
            entities=("cash_drawer", "day_sheet", "payment", "refund", "adjustment"),
            parent=self,
        )
        self.why = WhyLine(name="till_why")
        self.drawer = CountBox(name="drawer", currency=self._currency)
        self.day = CountBox(name="day", currency=self._currency)
        self.float = MoneyField(said("Float"), "drawer_float", currency=self._currency)
        self.open_button = Button(said("Open the drawer"), name="drawer_open", look=Look.PRIMARY)
        self.close_button = Button(said("Count and close"), name="drawer_close")
        self.drawer_print = Button(said("Print the last count"), name="drawer_print")
        self.day_button = SureButton(
            said("Close the day"), name="day_close", question=said("Close it for good?")
        )
        self.day_print = Button(said("Print the day sheet"), name="day_print", icon="printer")
        self.drawer_who = WhoChanged(data_sync, tasks, self._drawer, prefix="drawer")
        self.day_who = WhoChanged(data_sync, tasks, self._sheet, prefix="day")
        self.drafts = {
            "till_drawer": self._draft("till_drawer", "cash_drawer", self.drawer),
            "till_day": self._draft("till_day", "day_sheet", self.day),
        }
        self._lay_out()
        self._connect()

    def look(self) -> None:
        """The page came to the front."""
        if self.query.value is None:
            for name, draft in self.drafts.items():
                draft.open(f"{name}/{self._data_sync.workstation_id}")
            self._tasks.start(self._data_sync.staff.user_names(), done=self._on_names)
            self.query.ask()
        else:
            self.query.refresh()

    def stop(self) -> None:
        """The window closes."""
        self.query.stop()
        for draft in self.drafts.values():
            draft.stop()

    def take_focus(self) -> None:
        """Put the cursor where one begins."""
        view = self.query.value
        self._owes_focus = view is None
        line = self.drawer.lines["cash"] if view and view.drawer else self.float
        line.take_focus()

    def has_typed(self) -> bool:
        """Whether something is typed that was not saved."""
        return bool(self.drawer.typed() or self.day.typed())

    async def keep_drafts(self) -> None:
        """Keep what is typed. Raises StorageError."""
        for draft in self.drafts.values():
            await draft.keep()

    def _draft(self, name: str, entity: str, box: CountBox) -> FormDraft:
        return FormDraft(
            self._data_sync,
            self._tasks,
            form=name,
            entity=entity,
            read=lambda: box.typed() or None,
            show=box.show_typed,
            reset=box.clear,
            parent=self,
        )

    def _connect(self) -> None:
        self.query.value_changed.connect(self._on_view)
        self.query.failed.connect(self._on_failed)
        self.open_button.clicked.connect(self.open_drawer)
        self.float.submitted.connect(self.open_drawer)
        self.close_button.clicked.connect(self.close_drawer)
        self.day_button.confirmed.connect(self.close_day)
        self.drawer_print.clicked.connect(self._on_drawer_print)
        self.day_print.clicked.connect(self._on_day_print)
        self.drawer.edited.connect(self.drafts["till_drawer"].touch)
        self.day.edited.connect(self.drafts["till_day"].touch)

    def open_drawer(self) -> None:
        """Put the float in."""
        amount = self.float.minor(least=0)
        if amount is not None and self.open_button.isEnabled():
            self._save(
                self._data_sync.tills.open_drawer(amount),
                self.drawer,
                lambda _made: self.said.emit(said("The drawer is open.")),
            )

    def close_drawer(self) -> None:
        """Count it and close it."""
        counted = self.drawer.counted()
        if counted is None or self.drawer.needs_note(counted):
            return
        draft = self.drafts["till_drawer"]
        note, key = self.drawer.note.value(), draft.key
        draft.hold()
        self._save(
            self._data_sync.tills.close_drawer(counted, note=note, draft=key),
            self.drawer,
            self._on_drawer_closed,
            "till_drawer",
        )

    def close_day(self) -> None:
        """Close the clinic's day: nothing more is entered on it."""
        counted = self.day.counted()
        if counted is None or self.day.needs_note(counted):
            return
        draft = self.drafts["till_day"]
        note, key = self.day.note.value(), draft.key
        draft.hold()
        self._save(
            self._data_sync.tills.close_day(counted, note=note, draft=key),
            self.day,
            self._on_day_closed,
            "till_day",
        )

    def _save(
        self,
        work: Coroutine[Any, Any, Any],
        box: CountBox,
        done: Callable[[object], None],
        name: str = "",
    ) -> None:
        draft = self.drafts.get(name)
        box.complain("")
        for button in (self.open_button, self.close_button, self.day_button):
            button.setEnabled(False)

        def failed(error: Exception) -> bool:
            if draft is not None:
                draft.release()
            box.complain(words_for(error))
            self._permit()
            return isinstance(error, InvalidValue)

        def saved(made: object) -> None:
            if draft is not None:
                draft.follow(f"{name}/{self._data_sync.workstation_id}")
            box.clear()
            self._permit()
            done(made)

        self._tasks.start(work, done=saved, failed=failed)

    def _on_drawer_closed(self, made: object) -> None:
        self.said.emit(said("The drawer is closed."))
        if isinstance(made, CashDrawer):
            self._wish_drawer(made)

    def _on_day_closed(self, made: object) -> None:
        self.said.emit(said("The day is closed."))
        if isinstance(made, DaySheet):
            self._wish_day(made)

    def _wish_drawer(self, drawer: CashDrawer) -> None:
        closed = shown_visit(drawer.closed_at, self._zone) if drawer.closed_at else ""
        paper: Paper = drawer_paper(
            drawer,
            clinic=self._data_sync.clinic.name,
            opened=shown_visit(drawer.opened_at, self._zone),
            closed=closed,
        )
        self.paper_wished.emit(paper, "drawer")

    def _wish_day(self, sheet: DaySheet) -> None:
        name = self._names.get(sheet.closed_by or "", "")
        paper = day_paper(sheet, clinic=self._data_sync.clinic.name, closed_by=name)
        self.paper_wished.emit(paper, f"day-sheet-{sheet.on.isoformat()}")

    def _on_drawer_print(self) -> None:
        view = self.query.value
        if view is not None and view.last is not None:
            self._wish_drawer(view.last)

    def _on_day_print(self) -> None:
        view = self.query.value
        if view is not None and view.sheet is not None:
            self._wish_day(view.sheet)

    def _on_names(self, names: dict[str, str]) -> None:
        self._names = names
        if self.query.value is not None:
            self._on_view(self.query.value)

    def _on_failed(self, error: Exception) -> None:
        self.why.say(words_for(error))
        self._permit()

    def _on_view(self, view: TillView) -> None:
        self.why.say("")
        drawer, sheet = view.drawer, view.sheet
        self.drawer.title.setText(said("Cash drawer of this desk"))
        self.drawer.facts.setText(self._drawer_words(view))
        self.drawer.show_expected(view.expected, also=frozenset({"cash"} if drawer else ()))
        self.drawer.note.setVisible(drawer is not None)
        self.float.setVisible(drawer is None)
        self.open_button.setVisible(drawer is None)
        self.close_button.setVisible(drawer is not None)
        self.drawer_print.setVisible(view.last is not None)
        self.drawer_who.setVisible(self._drawer() is not None)
        self.day_who.setVisible(sheet is not None)
        self.day.title.setText(said("The clinic's day, {0}").format(shown_day(view.day)))
        self.day.facts.setText(self._day_words(view))
        also = frozenset[str]() if sheet else frozenset({"cash"})
        self.day.show_expected(sheet.expected_minor if sheet else view.day_expected, also=also)
        self.day.note.setVisible(sheet is None)
        for line in self.day.lines.values():
            line.set_locked(said("The day is closed.") if sheet else "")
        self.day_button.setVisible(sheet is None)
        self.day_print.setVisible(sheet is not None)
        self._permit()
        if self._owes_focus and self.isAncestorOf(QApplication.focusWidget() or self):
            self.take_focus()

    def _drawer(self) -> CashDrawer | None:
        """The one that is open; else the one that was counted last."""
        view = self.query.value
        return (view.drawer or view.last) if view is not None else None

    def _sheet(self) -> DaySheet | None:
        return self.query.value.sheet if self.query.value is not None else None

    def _drawer_words(self, view: TillView) -> str:
        if view.drawer is None:
            return said("No drawer is open here. Count the change it starts with.")
        who = self._names.get(view.drawer.opened_by or "", "")
        since = shown_time(view.drawer.opened_at, self._zone)
        float_words = shown_money(view.drawer.float_minor, self._currency)
        words = said("Open since {0} with {1}").format(since, float_words)
        return f"{words} · {who}" if who else words

    def _day_words(self, view: TillView) -> str:
        if view.sheet is not None:
            return said(
                "Closed with {0} entries. What comes now is entered on the next day."
            ).format(view.sheet.entries)
        return said(
            "{0} entries of all desks, as far as they are known here. Count without any float."
        ).format(view.day_entries)

    def _permit(self) -> None:
        why = self._permits.why_not(Permission.PAYMENT_TAKE)
        shown = "" if self.query.value is not None else said("Not read yet.")
        for button in (self.open_button, self.close_button, self.day_button):
            permit(button, why or shown)
        see = self._permits.why_not(Permission.BALANCE_VIEW)
        for button in (self.drawer_print, self.day_print):
            permit(button, see)

    def _lay_out(self) -> None:
        for box, draft in ((self.drawer, "till_drawer"), (self.day, "till_day")):
            box.body.insertWidget(0, self.drafts[draft].bar)
        self.drawer.body.addWidget(self.float)
        self.drawer.body.addWidget(self.drawer.note)
        self.drawer.body.addWidget(self.drawer.problem)
        drawer = (self.open_button, self.close_button, self.drawer_print, self.drawer_who)
        self.drawer.body.addLayout(_row(*drawer))
        self.drawer.body.addStretch(1)
        self.day.body.addWidget(self.day.note)
        self.day.body.addWidget(self.day.problem)
        self.day.body.addLayout(_row(self.day_button, self.day_print, self.day_who))
        self.day.body.addStretch(1)
        body = QWidget()
        body.setObjectName("till_body")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.why)
        column.addWidget(self.drawer)
        column.addWidget(self.day)
        column.addStretch(1)
        self.setWidget(body)
        for box in (self.drawer, self.day):
            box.show_expected({}, also=frozenset())
        later = (
            self.close_button,
            self.drawer_print,
            self.drawer_who,
            self.day_print,
            self.day_who,
        )
        for part in (*later, self.drawer.note):
            part.hide()


def _row(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
