"""Choosing the passphrase, with this computer's keyring and the rules said while typing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.domain.errors import InvalidValue
from app.security.passphrase import MIN_LENGTH, check_passphrase
from app.ui.error_presenter import words_for
from app.ui.first_run import route
from app.ui.first_run.answers import Guard, Protection
from app.ui.first_run.page import Page
from app.ui.first_run.words import consequence_words, protection_words
from app.ui.theme.icons import icon_pixmap
from app.ui.theme.style import theme
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Notice, label


class PassphrasePage(Page):
    """The passphrase twice; look_again_requested() asks for the keyring anew."""

    look_again_requested = Signal()

    def __init__(self) -> None:
        super().__init__(route.PASSPHRASE, self.tr("Your passphrase"), "")
        self._names = ("", "")
        self._is_known = False
        self._build_protection()
        self.passphrase = self._field("first_passphrase", self.tr("Passphrase"))
        self.again = self._field("first_passphrase_again", self.tr("The same once more"))
        self._shown = QCheckBox(self.tr("Show what I type"))
        self._shown.setObjectName("show_passphrase")
        self._shown.toggled.connect(self._on_shown)
        self.rules = [_Rule(f"passphrase_rule_{at}") for at in range(3)]
        for part in (self.passphrase, self.again, self._shown, *self.rules):
            self.body.addWidget(part)
        self.body.setSpacing(12)
        self.body.addStretch(1)
        self.passphrase.edited.connect(self._on_edited)
        self.again.edited.connect(self._on_edited)
        self.show_protection(Protection())
        self.ask_new(clinic_name="", username="")

    @property
    def first(self) -> QWidget:
        """The passphrase."""
        return self.passphrase.control

    def ask_new(self, *, clinic_name: str, username: str, is_joining: bool = False) -> None:
        """Ask for a new passphrase of this user."""
        self._names, self._is_known = (username, clinic_name), False
        words = self.tr("A few words that only you would put together are best.")
        if is_joining:
            words = self.tr(
                "Whoever works at another desk of the clinic already uses the same passphrase here."
            )
        self._say(words)

    def ask_known(self) -> None:
        """Ask for the passphrase with which an interrupted join began."""
        self._is_known = True
        self._say(self.tr("Type the passphrase with which this join was begun."))

    def show_protection(self, found: Protection) -> None:
        """Say which keyring this computer has and what follows."""
        is_fine = found.guard in (Guard.UNKNOWN, Guard.KEYRING)
        shown, hidden = (self._fine, self._poor) if is_fine else (self._poor, self._fine)
        shown.set_text(protection_words(found))
        hidden.set_text("")
        self._consequence.setText(consequence_words(found))
        self._consequence.setVisible(not is_fine)

    def protection_words(self) -> str:
        """What is said about the keyring."""
        said = (self._fine.text() or self._poor.text(), self._consequence.text())
        return " ".join(filter(None, said))

    def text(self) -> str:
        """The passphrase as typed; spaces at its ends belong to it."""
        return _line(self.passphrase).text()

    def forget(self) -> None:
        """Nothing of it stays in the fields."""
        for field in (self.passphrase, self.again):
            field.set_value("")
            field.set_error("")
        self._on_edited()

    def check(self) -> bool:
        """It keeps the rules and was typed twice alike."""
        if self._is_known:
            problem = "" if self.text() else self.tr("Type the passphrase.")
            self.passphrase.set_error(problem)
            return self.show_wrong(self.passphrase)
        self.passphrase.set_error(self._problem())
        is_same = self.text() == _line(self.again).text()
        self.again.set_error("" if is_same else self.tr("The two are not the same."))
        return self.show_wrong(self.passphrase, self.again)

    def _problem(self) -> str:
        username, clinic_name = self._names
        try:
            check_passphrase(self.text(), username=username, clinic_name=clinic_name)
        except InvalidValue as error:
            return words_for(error)
        return ""

    def _say(self, lead: str) -> None:
        self.lead.setText(lead)
        self.setAccessibleDescription(lead)
        self.again.setVisible(not self._is_known)
        for rule in self.rules:
            rule.setVisible(not self._is_known)
        self._on_edited()

    def _build_protection(self) -> None:
        self._fine = Notice(Tone.INFO, "key-round", name="protection_fine")
        self._poor = Notice(Tone.WARN, "triangle-alert", name="protection_poor")
        self.look_again = Button(
            self.tr("Look again"),
            name="look_again_button",
            icon="refresh-cw",
            accessible=self.tr("Look for the keyring again"),
        )
        self.look_again.clicked.connect(self.look_again_requested)
        self._poor.action_row.addWidget(self.look_again)
        self.body.addWidget(self._fine)
        self.body.addWidget(self._poor)
        self._consequence = label("", "label", name="protection_consequence", wraps=True)
        self.body.addWidget(self._consequence)

    def _field(self, name: str, caption: str) -> Field:
        control = line_edit(name)
        control.setEchoMode(QLineEdit.EchoMode.Password)
        control.returnPressed.connect(self.submitted)
        return Field(caption, control)

    def _on_shown(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.passphrase, self.again):
            _line(field).setEchoMode(mode)

    def _on_edited(self) -> None:
        for field in (self.passphrase, self.again):
            field.set_error("")
        text, again = self.text(), _line(self.again).text()
        missing = max(0, MIN_LENGTH - len(text.strip()))
        length = self.tr("At least {0} characters").format(MIN_LENGTH)
        if text and missing:
            length = self.tr("{0}: {1} more").format(length, missing)
        self.rules[0].say(length, is_kept=bool(text) and not missing)
        self.rules[1].say(
            self.tr("Not one sign repeated, not just your name or the clinic's"),
            is_kept=bool(text) and not missing and not self._problem(),
        )
        self.rules[2].say(self.tr("Typed twice alike"), is_kept=bool(text) and text == again)


class _Rule(QWidget):
    """One rule: an empty or a ticked circle, and its words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.is_kept = False
        self._picture = QLabel()
        self._words = label("", "label", wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        theme().changed.connect(self._repaint)

    def say(self, words: str, *, is_kept: bool) -> None:
        """The rule, and whether what is typed keeps it."""
        self.is_kept = is_kept
        self._words.setText(words)
        state = self.tr("kept") if is_kept else self.tr("not yet")
        self.setAccessibleName(f"{words}: {state}")
        self._repaint()

    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def _repaint(self) -> None:
        ink = theme().tint(Tone.OK).text if self.is_kept else theme().colours.text2
        name = "circle-check" if self.is_kept else "circle"
        self._picture.setPixmap(icon_pixmap(name, ink))


def _line(field: Field) -> QLineEdit:
    assert isinstance(field.control, QLineEdit)  # noqa: S101 (made so above)
    return field.control
