"""A PIN for quick unlocking, where the keyring makes a short secret enough; it may be left out."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import InvalidValue
from app.security.pin_policy import MAX_DIGITS, MIN_DIGITS, check_pin
from app.ui.error_presenter import words_for
from app.ui.first_run import route
from app.ui.first_run.page import Page
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import label


class PinPage(Page):
    """The PIN twice, or nothing."""

    def __init__(self) -> None:
        super().__init__(
            route.PIN,
            self.tr("A PIN for this computer"),
            self.tr(
                "Optional. It unlocks this computer in a moment and is worth nothing on any other. "
                "After ten failures only the passphrase helps."
            ),
        )
        self.pin = self._field("first_pin", self.tr("PIN"))
        self.again = self._field("first_pin_again", self.tr("The same once more"))
        words = self.tr(
            "{0} to {1} digits: no date, no sequence, no repetition. Leave both empty to go on "
            "without a PIN."
        ).format(MIN_DIGITS, MAX_DIGITS)
        self.body.addWidget(self.pin)
        self.body.addWidget(self.again)
        self.body.addWidget(label(words, "label", wraps=True))
        self.body.addStretch(1)
        self._on_edited()

    @property
    def first(self) -> QWidget:
        """The PIN."""
        return self.pin.control

    def text(self) -> str:
        """The PIN; nothing where none is wanted."""
        return self.pin.value()

    def forget(self) -> None:
        """Nothing of it stays in the fields."""
        self.pin.set_value("")
        self.again.set_value("")

    def check(self) -> bool:
        """No PIN at all, or a good one typed twice alike."""
        problem = ""
        if self.text():
            try:
                check_pin(self.text())
            except InvalidValue as error:
                problem = words_for(error)
        self.pin.set_error(problem)
        is_same = self.text() == self.again.value()
        self.again.set_error("" if is_same else self.tr("The two are not the same."))
        return self.show_wrong(self.pin, self.again)

    def _field(self, name: str, caption: str) -> Field:
        control = line_edit(name, length=MAX_DIGITS)
        control.setEchoMode(QLineEdit.EchoMode.Password)
        control.setMaximumWidth(240)
        control.returnPressed.connect(self.submitted)
        field = Field(caption, control)
        field.edited.connect(self._on_edited)
        return field

    def _on_edited(self) -> None:
        for field in (self.pin, self.again):
            field.set_error("")
