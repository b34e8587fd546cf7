"""The one register of the window's commands: menus, shortcuts, palette and key sheet read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.commands import Section, command, commands_of, file_under, section_of
from app.ui.panel import Panel

MENU_SECTIONS = (Section.GO, Section.FILE, Section.EDIT, Section.VIEW, Section.HELP)
"""What the window's menu shows, in this order; the person's own menu hangs on their name."""


class Actions(QObject):
    """Every command of the window and, beside them, those of the panel in front."""

    def __init__(self, window: QWidget, front: Callable[[], Panel]) -> None:
        super().__init__(window)
        self._window = window
        self._front = front
        self._own: list[QAction] = []

    def add(
        self,
        name: str,
        text: str,
        fire: Callable[[], object],
        *,
        section: Section,
        keys: Iterable[str] = (),
        icon: str = "",
        why: str = "",
    ) -> QAction:
        """One more command of the window; its keys work wherever the keyboard is."""
        made = command(
            self._window, name, text, fire, keys=keys, section=section, icon=icon, why=why
        )
        self._own.append(made)
        return made

    def adopt(self, actions: Iterable[QAction], section: Section) -> None:
        """List what a menu of its own made, and let its keys work while that menu is closed."""
        for action in actions:
            if action.isSeparator() or not action.isEnabled():
                continue
            self._window.addAction(action)
            file_under(action, section)
            self._own.append(action)

    def named(self, name: str) -> QAction:
        """One of the window's own commands."""
        return next(one for one in self._own if one.objectName() == f"{name}_action")

    def everywhere(self) -> tuple[QAction, ...]:
        """The window's own commands, in the order they were added."""
        return tuple(self._own)

    def here(self) -> tuple[QAction, ...]:
        """The commands of the panel in front."""
        return tuple(commands_of(self._front()))

    def fill(self, menu: QMenu) -> None:
        """Put the window's commands into its menu, section by section."""
        menu.setToolTipsVisible(True)
        for section in MENU_SECTIONS:
            found = [one for one in self._own if section_of(one) is section]
            if found:
                menu.addSeparator()
                menu.addActions(found)
