"""Commands: what a person can have done, each with its name, its keys and its place in the menus.

A command is a QAction that says where it belongs. Made here, it is found by the menus, the command
palette and the sheet of keys, without being named in any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.permitted import permit

_SECTION, _ICON = "section", "command_icon"


class Section(StrEnum):
    """Where a command stands in the menus and in the lists made from them."""

    FILE = "file"
    EDIT = "edit"
    GO = "go"
    VIEW = "view"
    USER = "user"
    HELP = "help"
    HERE = "here"
    """Of the panel in front alone: its keys work while the keyboard is in that panel."""


def command(
    parent: QWidget,
    name: str,
    text: str,
    fire: Callable[[], object],
    *,
    keys: Iterable[str] = (),
    section: Section = Section.HERE,
    icon: str = "",
    why: str = "",
) -> QAction:
    """A command of a panel or of the window. why: what the acting role is missing for it."""
    action = QAction(text, parent)
    action.setObjectName(f"{name}_action")
    action.setShortcuts([QKeySequence(key) for key in keys])
    if section is Section.HERE:
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _checked=False: fire())
    parent.addAction(action)
    file_under(action, section, icon=icon)
    if why:
        permit(action, why)
    return action


def file_under(action: QAction, section: Section, *, icon: str = "") -> None:
    """Let an action that something else made be found as a command."""
    action.setProperty(_SECTION, section.value)
    action.setProperty(_ICON, icon)


def section_of(action: QAction) -> Section | None:
    """Where a command belongs; None for an action that is none."""
    value = action.property(_SECTION)
    return Section(value) if value else None


def icon_of(action: QAction) -> str:
    """The name of a command's icon; "" for none."""
    return str(action.property(_ICON) or "")


def commands_of(part: QObject) -> list[QAction]:
    """The commands of a panel or a window, in the order they were made."""
    return [one for one in part.findChildren(QAction) if section_of(one) is not None]


def words_of(action: QAction) -> str:
    """A command's name as people read it."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def keys_of(action: QAction) -> tuple[str, ...]:
    """A command's keys as people read them."""
    native = QKeySequence.SequenceFormat.NativeText
    return tuple(key.toString(native) for key in action.shortcuts())
