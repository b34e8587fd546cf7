"""The head of the panel: which day or week, how many visits, the way to others, which view."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QButtonGroup,
    QCalendarWidget,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from app.services.day import WEEK_DAYS
from app.ui.habits import first_day_of_week
from app.ui.language import day_pattern
from app.ui.models.day_words import said
from app.ui.panels.appointments.calendar_columns import visits_words
from app.ui.panels.appointments.places import Split
from app.ui.panels.appointments.typed_times import is_in_reach, last_day
from app.ui.panels.appointments.view_choice import CALLS, LIST, ViewChoice
from app.ui.permitted import permit
from app.ui.theme.icons import icon
from app.ui.theme.style import qcolor, theme
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox
from app.ui.widgets.surfaces import label


class DayHeader(QWidget):
    """Utters wishes: another day, another view, a new appointment."""

    day_wished = Signal(object)
    view_wished = Signal(str)
    week_wished = Signal(str)
    new_wished = Signal()
    print_wished = Signal(object)
    """The button below which it is asked whose sheets are to be printed."""

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
        self._first: date | None = None
        self._views = {
            view: Button(words, name=name, look=Look.CHIP) for view, name, words in _chips()
        }
        self._few = ComboBox(name="day_view", accessible=said("View"))
        self._whose = ComboBox(name="week_of", accessible=said("Whose week"))
        self._new = Button(
            said("New appointment"),
            name="new_appointment",
            look=Look.PRIMARY,
            icon="plus",
            accessible=said("New appointment"),
        )
        self._new.setToolTip(said("New appointment (N)"))
        self._print = _icon_button("day_print", "printer", said("Print the day sheet (Ctrl+P)"))
        self._popup = QMenu(self)
        self._month = QCalendarWidget(self)
        self._build()
        self._connect()

    def show_day(self, day: date, *, today: date, first: date | None = None) -> None:
        """Name the day, in the clinic's calendar; first: the week that begins so."""
        self._day, self._today, self._first = day, today, first
        words = (said("Week before (Alt+Left)"), said("Week after (Alt+Right)"))
        if first is None:
            words = (said("Day before (Alt+Left)"), said("Day after (Alt+Right)"))
        for button, text in zip((self._before, self._after), words, strict=True):
            button.setAccessibleName(text)
            button.setToolTip(text)
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

    def show_view(self, choice: ViewChoice) -> None:
        """Mark the view that is shown, and in a week whose it is."""
        self._views[choice.name].setChecked(True)
        self._few.setCurrentIndex(self._few.findData(choice.name))
        blocked = self._whose.blockSignals(True)
        offered = [(one.words, one.key) for one in choice.choices]
        if offered != [
            (self._whose.itemText(at), self._whose.itemData(at))
            for at in range(self._whose.count())
        ]:
            self._whose.clear()
            for words, key in offered:
                self._whose.addItem(words, key)
        self._whose.setCurrentIndex(self._whose.findData(choice.week_of))
        self._whose.blockSignals(blocked)
        self._whose.setVisible(choice.split is Split.WEEK and not choice.is_calls)
        self._fit()

    def step(self, days: int) -> None:
        """Wish for a day, or week, before or after the shown one; the calendar ends somewhere."""
        wanted = self._day + timedelta(days=days * (WEEK_DAYS if self._first else 1))
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
        """The counts go first, then the day is short, the button an icon, the views one choice."""
        row, views = self.layout(), (self._few, *self._views.values())
        has_keyboard = any(one.hasFocus() for one in views)
        for shows_counts, is_short, new_words, is_few in (
            (True, False, said("New appointment"), False),
            (False, False, said("New appointment"), False),
            (False, True, said("New appointment"), False),
            (False, True, "", False),
            (False, True, "", True),
        ):
            self._title.setText(self._title_words(is_short=is_short))
            self._counts.setVisible(shows_counts)
            self._new.setText(new_words)
            for one in views:
                one.setVisible((one is self._few) is is_few)
            if row is None or row.minimumSize().width() <= self.width():
                break
        if has_keyboard:  # what is hidden gives it away
            self._shown_view().setFocus()

    def _shown_view(self) -> QWidget:
        chosen = (chip for chip in self._views.values() if chip.isChecked())
        return self._few if self._few.isVisibleTo(self) else next(chosen, self._few)

    def _title_words(self, *, is_short: bool) -> str:
        if self._first is not None:
            return week_words(self._first, today=self._today, is_short=is_short)
        is_this_year = self._day.year == self._today.year
        if is_short:
            pattern = day_pattern("ddd d MMM" if is_this_year else "ddd d MMM yyyy")
        else:
            pattern = day_pattern("dddd d MMMM" if is_this_year else "dddd d MMMM yyyy")
        return QLocale().toString(_qdate(self._day), pattern)

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
        row.addWidget(self._whose)
        for chip in self._views.values():
            row.addWidget(chip)
        row.addWidget(self._few)
        row.addSpacing(8)
        row.addWidget(self._print)
        row.addWidget(self._new)
        for view, _, words in _chips():
            self._few.addItem(words, view)
        for choice, letters in ((self._whose, 12), (self._few, 6)):
            choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            choice.setMinimumContentsLength(letters)
            choice.hide()
        next(iter(self._views.values())).setChecked(True)
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
        for view, chip in self._views.items():
            views.addButton(chip)
            chip.clicked.connect(lambda _checked=False, view=view: self.view_wished.emit(view))
        self._few.activated.connect(self._on_few)
        self._whose.currentIndexChanged.connect(self._on_whose)
        self._pick.clicked.connect(self._open_month)
        self._before.clicked.connect(lambda: self.step(-1))
        self._after.clicked.connect(lambda: self.step(1))
        self._to_today.clicked.connect(lambda: self.day_wished.emit(self._today))
        self._new.clicked.connect(self.new_wished)
        self._print.clicked.connect(lambda: self.print_wished.emit(self._print))
        self._month.activated.connect(self._on_chosen)
        self._month.clicked.connect(self._on_chosen)

    def _on_few(self, index: int) -> None:
        self.view_wished.emit(str(self._few.itemData(index)))

    def _on_whose(self, index: int) -> None:
        self.week_wished.emit(str(self._whose.itemData(index) or ""))

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


def week_words(first: date, *, today: date, is_short: bool = False) -> str:
    """A week as people write it: "23 – 29 November", "30 November – 6 December"."""
    last = first + timedelta(days=WEEK_DAYS - 1)
    whole = day_pattern("d MMM yyyy" if is_short else "d MMMM yyyy")
    of_year = day_pattern("d MMM" if is_short else "d MMMM")
    begins, ends = of_year, of_year if last.year == today.year else whole
    if first.year != last.year:
        begins = ends = whole
    elif first.month == last.month:
        begins = day_pattern("d")
    locale = QLocale()
    return f"{locale.toString(_qdate(first), begins)} – {locale.toString(_qdate(last), ends)}"


def _chips() -> tuple[tuple[str, str, str], ...]:
    """The views in their order: what they are, the button's name, its words."""
    return (
        (Split.PROVIDERS, "view_day", said("Day")),
        (Split.ROOMS, "view_rooms", said("Rooms")),
        (Split.WEEK, "view_week", said("Week")),
        (LIST, "view_list", said("List")),
        (CALLS, "view_calls", said("Calls")),
    )


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _icon_button(name: str, picture: str, words: str) -> Button:
    look = Look.QUIET if name == "day_pick" else Look.PLAIN
    return Button("", name=name, icon=picture, accessible=words, look=look)
