"""Choosing the days of a report and what its figures are kept apart by."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.domain.reports import By, Report, Span, period_of, stepped
from app.live.data_sync import DataSync
from app.ui.habits import first_day_of_week
from app.ui.models.report_words import by_words, period_words, said, span_words
from app.ui.panels.reports.wish import BYS, FIRST_SPANS, SPANS, Wish
from app.ui.widgets.button import Button
from app.ui.widgets.fields import ComboBox
from app.ui.widgets.surfaces import label


class WishBar(QWidget):
    """wished(): something else is to be shown, see `wish`."""

    wished = Signal()

    def __init__(self, data_sync: DataSync) -> None:
        super().__init__()
        self.setObjectName("report_wish")
        self._data_sync = data_sync
        self.before = Button("", name="report_before", icon="chevron-left", accessible="-")
        self.after = Button("", name="report_after", icon="chevron-right", accessible="-")
        self.now = Button(said("Today"), name="report_now")
        self.period = label("", "section", name="report_period")
        self.spans = ComboBox(name="report_span", accessible=said("How long"))
        self.bys = ComboBox(name="report_by", accessible=said("Kept apart by"))
        for box in (self.spans, self.bys):  # few and short choices: each is read whole
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._wish = self._first(Report.USE)
        self._lay_out()
        self._connect()
        self._point()
        self._show()

    @property
    def wish(self) -> Wish:
        """What is to be shown."""
        return self._wish

    def changeEvent(self, event: QEvent) -> None:
        """The arrows point as the person reads."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._point()

    def choose(self, report: Report) -> None:
        """Another report, over its usual stretch around the day that is looked at."""
        if report is not self._wish.report:
            self._go(self._first(report))

    def step(self, steps: int) -> None:
        """The stretch before or after."""
        period = stepped(self._wish.period, steps, week_begins=_week_begins())
        if self._has_period and period != self._wish.period:
            self._go(Wish(self._wish.report, period, self._wish.by))

    def go_to_now(self) -> None:
        """The stretch today is in."""
        if self._has_period:
            self._go(self._around(self._data_sync.today(), self._wish.period.span))

    def take_focus(self) -> None:
        """The first choice."""
        self.before.setFocus() if self._has_period else self.bys.setFocus()

    @property
    def is_now(self) -> bool:
        """Whether today is in the stretch."""
        return self._wish.period.first <= self._data_sync.today() <= self._wish.period.last

    @property
    def _has_period(self) -> bool:
        return bool(SPANS[self._wish.report])

    def _first(self, report: Report) -> Wish:
        period = period_of(FIRST_SPANS[report], self._data_sync.today(), week_begins=_week_begins())
        return Wish(report, period, next(iter(BYS[report]), By.DAY))

    def _around(self, day: date, span: Span) -> Wish:
        period = period_of(span, day, week_begins=_week_begins())
        return Wish(self._wish.report, period, self._wish.by)

    def _go(self, wish: Wish) -> None:
        self._wish = wish
        self._show()
        self.wished.emit()

    def _on_span(self) -> None:
        span, today = Span(self.spans.currentData()), self._data_sync.today()
        self._go(self._around(today if self.is_now else self._wish.period.first, span))

    def _on_by(self) -> None:
        self._go(Wish(self._wish.report, self._wish.period, By(self.bys.currentData())))

    def _show(self) -> None:
        report, period = self._wish.report, self._wish.period
        for box, choices, chosen in (
            (self.spans, [(span_words(one), one) for one in SPANS[report]], period.span),
            (self.bys, [(by_words(one), one) for one in BYS[report]], self._wish.by),
        ):
            was = box.blockSignals(True)
            box.clear()
            for words, one in choices:
                box.addItem(words, one)
            box.setCurrentIndex(max(box.findData(chosen), 0))
            box.blockSignals(was)
            box.setVisible(bool(choices))
        for button, words in (
            (self.before, said("{0} before").format(span_words(period.span))),
            (self.after, said("{0} after").format(span_words(period.span))),
        ):
            button.setAccessibleName(words)
            button.setToolTip(words)
        for part in (self.before, self.now, self.after, self.period):
            part.setVisible(self._has_period)
        self.now.setEnabled(not self.is_now)
        self.period.setText(period_words(period))

    def _point(self) -> None:
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        back, forward = ("right", "left") if is_mirrored else ("left", "right")
        self.before.set_icon_name(f"chevron-{back}")
        self.after.set_icon_name(f"chevron-{forward}")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.before, self.now, self.after):
            row.addWidget(part)
        row.addSpacing(4)
        row.addWidget(self.period)
        row.addStretch(1)
        row.addWidget(self.spans)
        row.addWidget(self.bys)

    def _connect(self) -> None:
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self.now.clicked.connect(self.go_to_now)
        self.spans.activated.connect(self._on_span)
        self.bys.activated.connect(self._on_by)


def _week_begins() -> int:
    """0 Monday … 6 Sunday, as the person's calendar has it."""
    return first_day_of_week().value - 1
