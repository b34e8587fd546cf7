"""The bar at the top: search, sync pill, bell, theme, who is signed in, the menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.domain.staff import User
from app.ui.frame.notices import BellButton
from app.ui.frame.search_box import SearchBox
from app.ui.frame.sync_pill import SyncPill
from app.ui.frame.user_menu import Said, UserButton
from app.ui.theme.sizes import px
from app.ui.theme.style import Mode, theme
from app.ui.theme.tokens import TOP_BAR_HEIGHT
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

_NEXT = {Mode.LIGHT: Mode.DARK, Mode.DARK: Mode.SYSTEM, Mode.SYSTEM: Mode.LIGHT}
_ICONS = {Mode.LIGHT: "sun", Mode.DARK: "moon", Mode.SYSTEM: "monitor"}


class TopBar(QFrame):
    """What is reachable from every panel. scheme_chosen(name): other colours were chosen here."""

    scheme_chosen = Signal(str)

    def __init__(self, search: SearchBox, user: User, role: str) -> None:
        super().__init__()
        self.setObjectName("top_bar")
        self.setFixedHeight(px(TOP_BAR_HEIGHT))
        self.search = search
        search.setMinimumWidth(160)
        search.setMaximumWidth(px(480))
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
        self._hint = label(self.tr("Ctrl K"), "meta")
        row.addWidget(self._hint)
        row.addStretch(1)
        for part in (self.pill, self.bell, self.theme_button, self.user_button, self.menu_button):
            row.addWidget(part)
        theme().changed.connect(self._show_theme)
        self._show_theme()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where there is less room: hint, role, name and pill go in turn."""
        super().resizeEvent(event)
        row = self.layout()
        for has_hint, said, is_short in (
            (True, Said.ROLE, False),
            (False, Said.NAME, False),
            (False, Said.NOTHING, False),
            (False, Said.NOTHING, True),
        ):
            self._hint.setVisible(has_hint)
            self.user_button.say(said)
            self.pill.say_less(is_short=is_short)
            if row is None or row.minimumSize().width() <= self.width():
                return

    def minimumSizeHint(self) -> QSize:
        """As narrow as the fewest words allow; they are chosen by the width there is."""
        return QSize(0, super().minimumSizeHint().height())

    def _on_theme(self) -> None:
        theme().set_mode(_NEXT[theme().mode])
        self.scheme_chosen.emit(theme().mode.value)

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
