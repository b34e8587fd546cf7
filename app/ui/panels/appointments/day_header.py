"""The head of the panel: which day, how many visits, the way to other days, day or list."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QButtonGroup,
    QCalendarWidget,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from app.ui.habits import first_day_of_week
from app.ui.models.day_words import said
from app.ui.panels.appointments.calendar_day import visits_words
from app.ui.panels.appointments.typed_times import is_in_reach, last_day
from app.ui.permitted import permit
from app.ui.theme.icons import icon
from app.ui.theme.style import qcolor, theme
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label


class DayHeader(QWidget):
    """Utters wishes: another day, another view, a new appointment."""

    day_wished = Signal(object)
    list_wished = Signal(bool)
    new_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("appointments_header")
        self._day, self._today = date(2000, 1, 1), date(2000, 1, 1)
        self._title = label("", "title", name="appointments_title")
        self._counts = label("", "label", name="appointments_counts")
        self._pick = _icon_button("day_pick", "chevron-down", said("Choose a day"))
        self._before = _icon_button("day_before", "chevron-left", said("Day before (Alt+Left)"))
        self._after = _icon_button("day_after", "chevron-right", said("Day after (Alt+Right)"))
        self._to_today = Button(said("Today"), name="day_today")
        self._to_today.setToolTip(said("Today (T)"))
        self._as_day = Button(said("Day"), name="view_day", look=Look.CHIP)
        self._as_list = Button(said("List"), name="view_list", look=Look.CHIP)
        self._new = Button(
            said("New appointment"),
            name="new_appointment",
            look=Look.PRIMARY,
            icon="plus",
            accessible=said("New appointment"),
        )
        self._new.setToolTip(said("New appointment (N)"))
        self._popup = QMenu(self)
        self._month = QCalendarWidget(self)
        self._build()
        self._connect()

    def show_day(self, day: date, *, today: date) -> None:
        """Name the day, in the clinic's calendar."""
        self._day, self._today = day, today
        self._to_today.setEnabled(day != today)
        self._month.setMaximumDate(_qdate(last_day(today)))
        self._fit()

    def show_counts(self, counts: tuple[int, int] | None) -> None:
        """Say how full the day is: visits and providers; None while nobody knows."""
        if counts is None:
            self._counts.setText("")
            return
        visits, providers = counts
        people = said("1 provider") if providers == 1 else said("{0} providers").format(providers)
        self._counts.setText(f"{visits_words(visits)} · {people}")
        self._fit()

    def show_why(self, why: str) -> None:
        """Why this role books nothing; "" where it books some visits."""
        permit(self._new, why)

    def show_mode(self, *, as_list: bool) -> None:
        """Mark the view that is shown."""
        (self._as_list if as_list else self._as_day).setChecked(True)

    def step(self, days: int) -> None:
        """Wish for a day before or after the shown one; the calendar ends somewhere."""
        wanted = self._day + timedelta(days=days)
        if is_in_reach(wanted, self._today):
            self.day_wished.emit(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where there is less room."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the shortest words allow; they are chosen by the width there is."""
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """The counts go first, then the day is written short, then the button is its icon."""
        for shows_counts, pattern, new_words in (
            (True, "dddd d MMMM", said("New appointment")),
            (False, "dddd d MMMM", said("New appointment")),
            (False, "ddd d MMM", said("New appointment")),
            (False, "ddd d MMM", ""),
        ):
            year = "" if self._day.year == self._today.year else " yyyy"
            self._title.setText(QLocale().toString(_qdate(self._day), pattern + year))
            self._counts.setVisible(shows_counts)
            self._new.setText(new_words)
            row = self.layout()
            if row is None or row.minimumSize().width() <= self.width():
                return

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._pick)
        row.addSpacing(4)
        row.addWidget(self._counts)
        row.addStretch(1)
        for button in (self._before, self._to_today, self._after):
            row.addWidget(button)
        row.addSpacing(8)
        for chip in (self._as_day, self._as_list):
            row.addWidget(chip)
        row.addSpacing(8)
        row.addWidget(self._new)
        self._as_day.setChecked(True)
        self._build_month()

    def _build_month(self) -> None:
        self._month.setObjectName("day_month")
        self._month.setAccessibleName(said("Choose a day"))
        self._month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._month)
        action = QWidgetAction(self._popup)
        action.setDefaultWidget(holder)
        self._popup.addAction(action)

    def _connect(self) -> None:
        views = QButtonGroup(self)
        views.addButton(self._as_day)
        views.addButton(self._as_list)
        self._pick.clicked.connect(self._open_month)
        self._before.clicked.connect(lambda: self.step(-1))
        self._after.clicked.connect(lambda: self.step(1))
        self._to_today.clicked.connect(lambda: self.day_wished.emit(self._today))
        self._as_day.clicked.connect(lambda: self.list_wished.emit(False))
        self._as_list.clicked.connect(lambda: self.list_wished.emit(True))
        self._new.clicked.connect(self.new_wished)
        self._month.activated.connect(self._on_chosen)
        self._month.clicked.connect(self._on_chosen)

    def _open_month(self) -> None:
        self._tint_month()
        self._month.setFirstDayOfWeek(first_day_of_week())
        self._month.setSelectedDate(_qdate(self._day))
        self._popup.popup(self._pick.mapToGlobal(QPoint(0, self._pick.height() + 4)))
        self._month.setFocus()

    def _tint_month(self) -> None:
        """Qt paints weekends red and its own arrows; the theme knows better."""
        colours = theme().colours
        plain = QTextCharFormat()
        plain.setForeground(qcolor(colours.text))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._month.setWeekdayTextFormat(day, plain)
        head = QTextCharFormat()
        head.setForeground(qcolor(colours.text2))
        head.setBackground(qcolor(colours.surface))
        self._month.setHeaderTextFormat(head)
        for name, picture in (("prevmonth", "chevron-left"), ("nextmonth", "chevron-right")):
            button = self._month.findChild(QToolButton, f"qt_calendar_{name}")
            if button is not None:
                button.setIcon(icon(picture, colours.text2))

    def _on_chosen(self, chosen: QDate) -> None:
        self._popup.close()
        self.day_wished.emit(date(chosen.year(), chosen.month(), chosen.day()))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _icon_button(name: str, picture: str, words: str) -> Button:
    look = Look.QUIET if name == "day_pick" else Look.PLAIN
    return Button("", name=name, icon=picture, accessible=words, look=look)
