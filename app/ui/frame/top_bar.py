"""The bar at the top: search, sync pill, bell, theme, who is signed in, the menu."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.domain.staff import User
from app.ui.frame.notices import BellButton
from app.ui.frame.search_box import SearchBox
from app.ui.frame.sync_pill import SyncPill
from app.ui.frame.user_menu import UserButton
from app.ui.theme.style import Mode, theme
from app.ui.theme.tokens import TOP_BAR_HEIGHT
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

_NEXT = {Mode.LIGHT: Mode.DARK, Mode.DARK: Mode.SYSTEM, Mode.SYSTEM: Mode.LIGHT}
_ICONS = {Mode.LIGHT: "sun", Mode.DARK: "moon", Mode.SYSTEM: "monitor"}


class TopBar(QFrame):
    """What is reachable from every panel."""

    def __init__(self, search: SearchBox, user: User, role: str) -> None:
        super().__init__()
        self.setObjectName("top_bar")
        self.setFixedHeight(TOP_BAR_HEIGHT)
        self.search = search
        search.setMinimumWidth(160)
        search.setMaximumWidth(480)
        self.pill = SyncPill()
        self.bell = BellButton()
        self.theme_button = Button("", name="theme_button", look=Look.QUIET, icon="monitor")
        self.theme_button.clicked.connect(self._on_theme)
        self.menu_button = Button(
            "", name="menu_button", look=Look.QUIET, icon="menu", accessible=self.tr("File menu")
        )
        self.user_button = UserButton(user, role)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(search, 3)
        row.addWidget(label(self.tr("Ctrl K"), "meta"))
        row.addStretch(1)
        for part in (self.pill, self.bell, self.theme_button, self.user_button, self.menu_button):
            row.addWidget(part)
        theme().changed.connect(self._show_theme)
        self._show_theme()

    def _on_theme(self) -> None:
        theme().set_mode(_NEXT[theme().mode])

    def _show_theme(self) -> None:
        names = {
            Mode.LIGHT: self.tr("Light colours"),
            Mode.DARK: self.tr("Dark colours"),
            Mode.SYSTEM: self.tr("Colours of the system"),
        }
        mode = theme().mode
        self.theme_button.set_icon_name(_ICONS[mode])
        self.theme_button.setAccessibleName(names[mode])
        self.theme_button.setToolTip(names[mode])
