"""Joining a clinic: where its server is, the code, and who joins."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.domain.errors import ConfigurationError
from app.domain.staff import LONGEST_USERNAME, is_name
from app.settings import require_address, require_protected
from app.ui.first_run import route
from app.ui.first_run.answers import Unfinished
from app.ui.first_run.code_field import CodeField
from app.ui.first_run.page import Page
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Notice, label

_LONGEST_ADDRESS = 500


class JoinPage(Page):
    """Address, code and user name; start_over_requested() drops an interrupted join."""

    start_over_requested = Signal()

    def __init__(self) -> None:
        super().__init__(
            route.JOIN,
            self.tr("Join a clinic"),
            self.tr(
                "An administrator gives you the address and the code. A code works once, for a day."
            ),
        )
        self._unfinished = Notice(Tone.INFO, "info", name="join_unfinished")
        self.start_over = Button(self.tr("Start over"), name="start_over_button")
        self.start_over.clicked.connect(self.start_over_requested)
        self._unfinished.action_row.addWidget(self.start_over)
        self._unfinished.set_text("")
        self.address = self._field(
            "join_address",
            self.tr("Server address"),
            _LONGEST_ADDRESS,
            placeholder="https://clinic.example.org",
        )
        self.code = CodeField()
        self.username = self._field(
            "join_username", self.tr("User name the code was made for"), LONGEST_USERNAME
        )
        self.ca_file: Path | None = None
        self._authority = label("", "label", name="join_authority_file", wraps=True)
        self.choose = Button(
            self.tr("The clinic's own authority…"), name="join_authority", icon="shield-check"
        )
        self.choose.clicked.connect(self.ask_authority)
        self._without = Button(self.tr("Without it"), name="join_no_authority", look=Look.QUIET)
        self._without.clicked.connect(lambda: self.trust(""))
        for part in (self._unfinished, self.address, self.code, self.username):
            self.body.addWidget(part)
        self.body.addLayout(self._authority_row())
        self.body.addStretch(1)
        self.trust("")
        self.address.left.connect(self._on_address_left)
        _line(self.code).returnPressed.connect(self.submitted)

    @property
    def first(self) -> QWidget:
        """The address."""
        return self.address.control

    def go_on(self, unfinished: Unfinished | None) -> None:
        """Offer to go on with a join that was interrupted, or begin a new one (None)."""
        words = ""
        if unfinished is not None:
            words = self.tr(
                "Joining {0} was interrupted on this computer. Go on with the same code, or a "
                "fresh one of that clinic."
            ).format(unfinished.clinic_name)
            self.username.set_value(unfinished.username)
        elif not self.username.control.isEnabled():
            self.username.set_value("")
        self.username.control.setEnabled(unfinished is None)
        self._unfinished.set_text(words)

    def ask_authority(self) -> QFileDialog:
        """Ask for the certificate of the clinic's own authority."""
        dialog = QFileDialog(self, self.tr("Certificate of the clinic's own authority"))
        dialog.setObjectName("join_authority_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Certificates") + " (*.pem *.crt *.cer)", self.tr("All files") + " (*)"]
        )
        dialog.fileSelected.connect(self.trust)
        dialog.open()
        return dialog

    def trust(self, path: str) -> None:
        """Know the server by the certificate in this file; "": by the public authorities."""
        self.ca_file = Path(path) if path else None
        public = self.tr("Only where whoever runs the server gave you its certificate as a file.")
        self._authority.setText(self.ca_file.name if self.ca_file else public)
        self._without.setVisible(self.ca_file is not None)

    def url(self) -> str:
        """The address as it is used: https is meant where nothing is said."""
        text = self.address.value()
        return text if not text or "://" in text else f"https://{text}"

    def forget(self) -> None:
        """The code was used."""
        self.code.clear()

    def check(self) -> bool:
        """An address that may be used, a whole code, a name."""
        self._on_address_left()
        if not self.url():
            self.address.set_error(self.tr("This is needed."))
        self.code.check()
        name = self.username.value()
        is_good = is_name(name, longest=LONGEST_USERNAME)
        self.username.set_error("" if is_good else self.tr("This is needed."))
        return self.show_wrong(self.address, self.code, self.username)

    def _authority_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.choose)
        row.addWidget(self._authority, 1)
        row.addWidget(self._without)
        return row

    def _field(self, name: str, caption: str, length: int, *, placeholder: str = "") -> Field:
        control = line_edit(name, placeholder=placeholder, length=length)
        control.returnPressed.connect(self.submitted)
        field = Field(caption, control)
        field.edited.connect(lambda: field.set_error(""))
        return field

    def _on_address_left(self) -> None:
        url = self.url()
        if not url:
            return
        self.address.set_value(url)
        self.address.set_error(self._problem(url))

    def _problem(self, url: str) -> str:
        try:
            require_address("server", url, schemes=("https", "http"))
        except ConfigurationError:
            return self.tr("An address looks like https://clinic.example.org")
        try:
            require_protected("server", url)
        except ConfigurationError:
            return self.tr("Off this computer the address must begin with https://")
        return ""


def _line(field: Field) -> QLineEdit:
    assert isinstance(field.control, QLineEdit)  # noqa: S101 (made so above)
    return field.control
