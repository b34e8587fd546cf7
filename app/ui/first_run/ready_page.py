"""The last page: the desk is ready, and what usually comes next, with what exists today."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.first_run import route
from app.ui.first_run.page import Page
from app.ui.theme.fonts import text_font
from app.ui.theme.icons import icon_pixmap
from app.ui.theme.style import theme
from app.ui.theme.tokens import TEXT_LABEL, Tone
from app.ui.widgets.surfaces import Card, WrappingLabel, label, rule


class ReadyPage(Page):
    """Five steps to a working clinic; each says where it is done."""

    def __init__(self) -> None:
        super().__init__(
            route.READY,
            self.tr("Clinic Desk is ready"),
            self.tr("What comes next. The commands run at a terminal while the window is closed."),
        )
        self.next_words = self.tr("Open Clinic Desk")
        self._card = Card(name="ready_card", padding=0)
        self._card.body.setSpacing(0)
        self.body.addWidget(self._card)
        self.body.addStretch(1)
        self._rows: list[QWidget] = []

    def show_steps(self, *, has_pin: bool, can_have_pin: bool, folder: str) -> None:
        """The list; a step that is done is ticked."""
        for row in self._rows:
            row.deleteLater()
        self._rows = []
        steps = self._steps(has_pin=has_pin, can_have_pin=can_have_pin, folder=folder)
        for at, (icon, title, how, command) in enumerate(steps):
            if at:
                self._add(rule())
            self._add(_Step(icon, title, how, command))

    def titles(self) -> list[str]:
        """The steps as shown."""
        return [row.title for row in self._rows if isinstance(row, _Step)]

    def _add(self, row: QWidget) -> None:
        self._rows.append(row)
        self._card.body.addWidget(row)

    def _steps(
        self, *, has_pin: bool, can_have_pin: bool, folder: str
    ) -> tuple[tuple[str, str, str, str], ...]:
        home = f'--home "{folder}"'
        pin = self.tr("A PIN: set on this computer")
        if not has_pin:
            pin = self.tr("A PIN: not set") if can_have_pin else self.tr("A PIN: not possible here")
        why = self.tr("Unlocks this computer in a moment. Set or change it:")
        command = f"clinic-desk pin {home}"
        if not can_have_pin:
            why = self.tr("It needs a trusted keyring, and this desk was made without one.")
            command = ""
        return (
            (
                "users",
                self.tr("Staff"),
                self.tr("Let others work at this computer, each with a passphrase of their own:"),
                f"clinic-desk user-add {home} --name NAME",
            ),
            (
                "file-up",
                self.tr("Patients"),
                self.tr("Menu at the top right → Import…: FHIR R4 files or folders."),
                "",
            ),
            ("circle-check" if has_pin else "lock", pin, why, command),
            (
                "save",
                self.tr("A backup"),
                self.tr("Made daily while the window is open; to another disk at once:"),
                f"clinic-desk backup {home} --out FILE",
            ),
            (
                "monitor",
                self.tr("A second desk"),
                self.tr("Once this desk is on a server, invite one; there choose “Join a clinic”:"),
                f"clinic-desk invite {home} --for NAME",
            ),
        )


class _Step(QWidget):
    """One line of the list."""

    def __init__(self, icon: str, title: str, how: str, command: str) -> None:
        super().__init__()
        self.title = title
        self._icon = icon
        self._picture = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label(title, "strong"))
        column.addWidget(label(how, "label", wraps=True))
        if command:
            line = WrappingLabel(command)
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setFont(text_font(TEXT_LABEL, 500))
            line.make_selectable()
            column.addWidget(line)
        row.addLayout(column, 1)
        theme().changed.connect(self._repaint)
        self._repaint()

    def _repaint(self) -> None:
        is_done = self._icon == "circle-check"
        ink = theme().tint(Tone.OK).text if is_done else theme().colours.accent_text
        self._picture.setPixmap(icon_pixmap(self._icon, ink))
