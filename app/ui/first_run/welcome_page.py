"""The first page: create a clinic or join one, and what each means."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.first_run import route
from app.ui.first_run.page import Page
from app.ui.theme.icons import icon_pixmap
from app.ui.theme.style import theme
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Card, Notice, WrappingLabel, label


class WelcomePage(Page):
    """create_chosen() or join_chosen()."""

    create_chosen = Signal()
    join_chosen = Signal()

    def __init__(self, folder: str) -> None:
        super().__init__(
            route.WELCOME,
            self.tr("Welcome to Clinic Desk"),
            self.tr("There is no clinic on this computer yet. How do you want to begin?"),
        )
        self._folder = folder
        self.next_words = self.tr("Close")
        self.create_button = Button(
            self.tr("Create a clinic"), name="create_clinic_button", look=Look.PRIMARY
        )
        self.join_button = Button(self.tr("Join a clinic"), name="join_clinic_button")
        self._ways = QWidget()
        row = QHBoxLayout(self._ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for button, icon, meaning in (
            (
                self.create_button,
                "shield-plus",
                self.tr(
                    "For the first computer of a practice. Works at once and offline: no server "
                    "is needed. You become the administrator."
                ),
            ),
            (
                self.join_button,
                "users",
                self.tr(
                    "For a further computer, or a clinic that starts on a server. You need the "
                    "server's address and a join code from your administrator."
                ),
            ),
        ):
            row.addWidget(_Way(button, icon, meaning), 1)
        self._stop = Notice(Tone.DANGER, "circle-x", name="welcome_stop")
        self._stop.set_text("")
        self.body.addWidget(self._stop)
        self.body.addWidget(self._ways)
        self._where = self._place(folder)
        self.body.addWidget(self._where)
        self.body.addStretch(1)
        self.create_button.clicked.connect(self.create_chosen)
        self.join_button.clicked.connect(self.join_chosen)

    @property
    def first(self) -> QWidget:
        """The usual way."""
        return self.create_button

    def stop(self, words: str) -> None:
        """Nothing can be made here; say why, and offer nothing that would fail."""
        self.title.setText(self.tr("This clinic cannot be opened"))
        self.lead.setText(self._folder)
        self._stop.set_text(words)
        self._ways.hide()
        self._where.hide()

    def stop_words(self) -> str:
        """Why nothing can be made here."""
        return self._stop.text()

    def _place(self, folder: str) -> QWidget:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        words = self.tr("Everything is encrypted and kept in {0}.").format(folder)
        column.addWidget(label(words, "label", name="welcome_folder", wraps=True))
        demo = WrappingLabel(self.tr("Only looking around? Run: clinic-desk demo"))
        demo.setTextFormat(Qt.TextFormat.PlainText)
        demo.setProperty("role", "label")
        demo.setFont(label("", "label").font())
        demo.make_selectable()
        column.addWidget(demo)
        return place


class _Way(Card):
    """One way to begin: a picture, what it means, and its button."""

    def __init__(self, button: Button, icon: str, meaning: str) -> None:
        super().__init__(name=f"{button.objectName()}_card", padding=20)
        self._icon = icon
        self._picture = QLabel()
        self.body.setSpacing(12)
        button.setAccessibleDescription(meaning)
        self.body.addWidget(self._picture)
        self.body.addWidget(label(button.text(), "section"))
        self.body.addWidget(label(meaning, "label", wraps=True))
        self.body.addStretch(1)
        self.body.addWidget(button)
        theme().changed.connect(self._repaint)
        self._repaint()

    def _repaint(self) -> None:
        self._picture.setPixmap(icon_pixmap(self._icon, theme().colours.accent_text, 28))
