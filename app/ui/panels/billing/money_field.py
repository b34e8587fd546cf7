"""A field for an amount, and one for a day: what is typed is read exactly or said to be wrong."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import InvalidValue
from app.domain.values import read_date
from app.ui.language import in_english
from app.ui.models.billing_words import money_to_type, said, typed_money
from app.ui.theme.fonts import text_font
from app.ui.widgets.fields import Field, line_edit

_LONGEST = 20


class MoneyField(Field):
    """An amount in the clinic's currency. submitted(): Enter was pressed."""

    submitted = Signal()

    def __init__(
        self, text: str, name: str, *, currency: str, parent: QWidget | None = None
    ) -> None:
        control = line_edit(name, length=_LONGEST)
        control.setFont(text_font(tabular=True))
        control.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        super().__init__(f"{text} ({currency})" if text else currency, control, parent=parent)
        self._line = control
        control.returnPressed.connect(self.submitted)
        self._currency = currency

    def minor(self, *, least: int = 1) -> int | None:
        """The amount in minor units; None where it is none, which the field then says."""
        try:
            amount = typed_money(self.value(), self._currency)
        except InvalidValue as error:
            words = {
                "has parts of the smallest coin": said("Smaller than the smallest coin."),
                "is too large": said("Too large: a slip of the finger?"),
            }
            self.set_error(words.get(error.reason, said("Type an amount, such as 25.00.")))
            return None
        if amount < least:
            self.set_error(said("Type an amount of more than zero."))
            return None
        self.set_error("")
        return amount

    def guess(self) -> int:
        """The amount as far as it can be read now, without complaint; 0 where it cannot."""
        try:
            return max(0, typed_money(self.value(), self._currency)) if self.value() else 0
        except InvalidValue:
            return 0

    def words_of(self, minor: int) -> str:
        """An amount as it stands in this field."""
        return money_to_type(minor, self._currency)

    def show_minor(self, minor: int | None) -> None:
        """Put an amount in, chosen so that typing replaces it."""
        self.set_value("" if minor is None else money_to_type(minor, self._currency))

    def take_focus(self) -> None:
        """The cursor here, what stands here chosen."""
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()


class DayField(Field):
    """A day, typed as people do: 3/4/2026, 3 Apr, 2026-04-03."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, line_edit(name, length=_LONGEST))

    def day(self, *, today: date) -> date | None:
        """The day meant; None where it is none, which the field then says."""
        order = QLocale().dateFormat(QLocale.FormatType.ShortFormat).lower()
        day_first = order.find("d") < order.find("m")
        found = read_date(in_english(self.value()), today=today, day_first=day_first)
        if not found or len(found[0]) != len("2026-04-03"):
            self.set_error(said("Type a day, such as 2026-04-03."))
            return None
        self.set_error("")
        return date.fromisoformat(found[0])

    def show_day(self, day: date) -> None:
        """Put a day in, in the way every language reads."""
        self.set_value(day.isoformat())
