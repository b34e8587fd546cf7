"""Small questions about one's own account: a fresh proof, another PIN, another passphrase.

Opened with `open()`. submitted(Answers) asks the owner, who answers with an error or closes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.surfaces import label

_WIDTH = 420


@dataclass(frozen=True, slots=True)
class Answers:
    """What was typed: the proof of who it is, and what is to hold from now on."""

    proof: str = field(repr=False)
    fresh: str = field(default="", repr=False)
    whose: str = ""
    """Whose it is, where it is not one's own."""


class AccountDialog(QDialog):
    """Asks for a proof and, where `fresh` names it, for something new twice."""

    submitted = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        *,
        name: str,
        title: str,
        words: str,
        proof: str,
        fresh: str = "",
        button: str,
        people: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(px(_WIDTH))
        self.proof = _secret_field(f"{name}_proof", proof)
        self._fields = [self.proof]
        if fresh:
            again = self.tr("The same again")
            self._fields += [_secret_field(f"{name}_new", fresh)]
            self._fields += [_secret_field(f"{name}_again", again)]
        self._whose = ComboBox(name=f"{name}_whose", accessible=_tr("Whose passphrase"))
        self._whose.addItems(list(people))
        self._button = Button(button, name=f"{name}_submit", look=Look.PRIMARY)
        self._button.setDefault(True)
        self._cancel = Button(self.tr("Cancel"), name=f"{name}_cancel")
        self._lay_out(title, words)
        self._button.clicked.connect(self._on_submitted)
        self._cancel.clicked.connect(self.reject)
        self.proof.control.setFocus()

    def show_error(self, text: str, *, is_new: bool = False) -> None:
        """Say what is wrong: with the proof, or with what is new."""
        self._set_busy(False)
        wrong = self._fields[1] if is_new and len(self._fields) > 1 else self.proof
        wrong.set_error(text)
        wrong.control.setFocus()

    def done(self, result: int) -> None:
        """Nothing that was typed stays in the fields."""
        for one in self._fields:
            _line(one).clear()
        super().done(result)

    def _lay_out(self, title: str, words: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(title, "title", wraps=True))
        column.addWidget(label(words, "label", wraps=True))
        if self._whose.count():
            column.addWidget(Field(self._whose.accessibleName(), self._whose))
        for one in self._fields:
            column.addWidget(one)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._button)
        column.addLayout(foot)

    def _on_submitted(self) -> None:
        for one in self._fields:
            one.set_error("")
        typed = [_line(one).text() for one in self._fields]
        for one, text in zip(self._fields, typed, strict=True):
            if not text:
                one.control.setFocus()
                return
        if len(typed) > 1 and typed[1] != typed[2]:
            self._fields[2].set_error(self.tr("The two are not the same."))
            self._fields[2].control.setFocus()
            return
        self._set_busy(True)
        fresh = typed[1] if len(typed) > 1 else ""
        self.submitted.emit(Answers(typed[0], fresh, self._whose.currentText()))

    def _set_busy(self, busy: bool) -> None:
        for part in (self._button, *(one.control for one in self._fields)):
            part.setEnabled(not busy)


def admin_dialog(parent: QWidget, minutes: int) -> AccountDialog:
    """Asks afresh who it is before somebody acts as administrator."""
    return AccountDialog(
        parent,
        name="admin_dialog",
        title=_tr("Act as administrator"),
        words=_tr(
            "For at most {0} minutes, or until the desk locks. Everything done meanwhile is "
            "recorded as the administrator's."
        ).format(minutes),
        proof=_tr("Your passphrase"),
        button=_tr("Continue"),
    )


def pin_dialog(parent: QWidget, *, has_pin: bool) -> AccountDialog:
    """Asks for the present secret and another PIN."""
    return AccountDialog(
        parent,
        name="pin_dialog",
        title=_tr("Change PIN") if has_pin else _tr("Choose a PIN"),
        words=_tr("6 to 12 digits, for this computer only. No dates, no rows like 123456."),
        proof=_tr("Your present PIN or passphrase") if has_pin else _tr("Your passphrase"),
        fresh=_tr("New PIN"),
        button=_tr("Save"),
    )


def passphrase_dialog(parent: QWidget) -> AccountDialog:
    """Asks for the present passphrase and another one."""
    return AccountDialog(
        parent,
        name="passphrase_dialog",
        title=_tr("Change passphrase"),
        words=_tr("At least 15 characters; several words that only you put together are best."),
        proof=_tr("Your present passphrase"),
        fresh=_tr("New passphrase"),
        button=_tr("Save"),
    )


def reset_dialog(parent: QWidget, people: Sequence[str]) -> AccountDialog:
    """Asks an administrator for their own passphrase and a colleague's new one."""
    return AccountDialog(
        parent,
        name="reset_dialog",
        title=_tr("A colleague's new passphrase"),
        words=_tr(
            "It opens this desk for them; their PIN here goes. They are asked to choose one that "
            "nobody else knows. This is recorded."
        ),
        proof=_tr("Your own passphrase"),
        fresh=_tr("Their new passphrase"),
        button=_tr("Save"),
        people=people,
    )


def server_dialog(parent: QWidget) -> AccountDialog:
    """Asks for the passphrase the server wants to see again."""
    return AccountDialog(
        parent,
        name="server_dialog",
        title=_tr("Sign in to the server"),
        words=_tr(
            "A PIN opens this desk only; the clinic's server wants your passphrase. "
            "Changes that wait are sent afterwards."
        ),
        proof=_tr("Your passphrase"),
        button=_tr("Sign in"),
    )


def shut_out_dialog(parent: QWidget, workstation: str) -> AccountDialog:
    """Asks an administrator for their passphrase before a workstation is shut out."""
    return AccountDialog(
        parent,
        name="shut_out_dialog",
        title=_tr("Shut out {0}?").format(workstation),
        words=_tr(
            "For a computer that was lost or stolen. From its next contact on the server gives it "
            "nothing and takes nothing from it; what is on its disk stays encrypted. To come back "
            "it has to join anew. This is recorded."
        ),
        proof=_tr("Your passphrase"),
        button=_tr("Shut out"),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("account", text)


def _secret_field(name: str, words: str) -> Field:
    control = line_edit(name)
    control.setEchoMode(QLineEdit.EchoMode.Password)
    return Field(words, control)


def _line(one: Field) -> QLineEdit:
    control = one.control
    assert isinstance(control, QLineEdit)  # noqa: S101  (made so just above)
    return control
